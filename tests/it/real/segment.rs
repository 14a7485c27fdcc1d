//! K-means against scikit-learn, from the same first centres.

use ndarray::Array2;
use regulars::segment::{Init, KMeans, Segmentation};
use regulars::{Columns, Currency, Day, Fit, Table};
use serde_json::Value;

use super::open;

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(value.clone()).unwrap();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

/// Sums are added in another order there, hence a tolerance of some thousand roundings.
#[track_caller]
fn near(got: f64, want: f64, what: &str) {
    assert!((got - want).abs() <= 1e-10 * want.abs(), "{what}: {got}, not {want}");
}

fn check(case: &Value, run: &Value) {
    let what = format!("{} {}", case["name"], run["algorithm"]);
    let rows = matrix(&case["X"]);
    let k = u32::try_from(case["k"].as_u64().unwrap()).unwrap();
    let most = u32::try_from(run["max_iter"].as_u64().unwrap()).unwrap();
    let settings = KMeans::new(k).init(Init::Centers(matrix(&case["init"])));
    let settings = settings.tolerance(run["tol"].as_f64().unwrap()).max_iterations(most);
    let found = settings.fit_matrix(rows.view()).unwrap();
    let labels: Vec<u32> = serde_json::from_value(run["labels"].clone()).unwrap();
    assert_eq!(found.labels(), labels, "{what}");
    assert_eq!(u64::from(found.iterations()), run["n_iter"].as_u64().unwrap(), "{what}");
    near(found.inertia(), run["inertia"].as_f64().unwrap(), &what);
    for (&got, &want) in found.model().centers().iter().zip(&matrix(&run["centroids"])) {
        near(got, want, &what);
    }
    assert_eq!(found.model().predict(rows.view()).unwrap(), labels, "{what}");
}

#[test]
fn centres_labels_and_inertia_are_scikit_learns() {
    let test = "centres_labels_and_inertia_are_scikit_learns";
    let Some(file) = open(test, "../golden", "sklearn_kmeans.json") else { return };
    let golden: Value = serde_json::from_reader(file).unwrap();
    let mut runs = 0;
    for case in golden["cases"].as_array().unwrap() {
        for run in case["runs"].as_array().unwrap() {
            check(case, run);
            runs += 1;
        }
    }
    assert_eq!(runs, 24);
}

/// The 39,999 customers of R's package `rfm`, as it aggregates them: of each the last day, the
/// number of orders and the revenue.
#[test]
fn no_group_of_the_r_packages_customers_is_nearly_all_of_them() {
    let Some(file) = open("segments_r_package", "rfm_r_package", "rfm_data_customer.csv.gz") else {
        return;
    };
    let (mut last, mut orders, mut revenue) = (Vec::new(), Vec::new(), Vec::new());
    for row in csv::Reader::from_reader(file).records() {
        let row = row.unwrap();
        let whole = |at: usize| row[at].trim_end_matches(".0").parse::<i64>().unwrap();
        last.push(row[2].parse::<Day>().unwrap().number());
        orders.push(whole(3));
        revenue.push(100 * whole(1));
    }
    assert_eq!(last.len(), 39_999);
    let columns = Columns {
        currency: Currency::USD,
        as_of: "2006-12-31".parse().unwrap(),
        first: &last,
        last: &last,
        orders: &orders,
        purchase_days: &vec![1; orders.len()],
        revenue: &revenue,
        timelines: None,
        features: &[],
    };
    let table = Table::new(columns).unwrap();
    for k in [2, 3, 5, 10] {
        let model = Segmentation::new(KMeans::new(k)).fit(table).unwrap();
        assert!(model.profiles().iter().all(|segment| segment.share() <= 0.8));
    }
}
