//! How well groups are told apart, against scikit-learn.

use ndarray::Array2;
use regulars::segment::{adjusted_rand_index, calinski_harabasz, davies_bouldin, silhouette};
use serde_json::Value;

use super::open;

/// Sums are added in another order there, hence a tolerance of some hundred thousand roundings.
#[track_caller]
fn near(got: f64, want: &Value, what: &str) {
    let want = want.as_f64().unwrap();
    assert!((got - want).abs() <= 1e-10 * want.abs(), "{what}: {got}, not {want}");
}

#[test]
fn indices_are_scikit_learns() {
    let Some(file) = open("indices_are_scikit_learns", "../golden", "sklearn_kmeans.json") else {
        return;
    };
    let golden: Value = serde_json::from_reader(file).unwrap();
    for case in golden["cases"].as_array().unwrap() {
        let rows: Vec<Vec<f64>> = serde_json::from_value(case["X"].clone()).unwrap();
        let rows = Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j]);
        let labels: Vec<u32> = serde_json::from_value(case["runs"][0]["labels"].clone()).unwrap();
        let (want, what) = (&case["scores_on_labels_of_run_1"], case["name"].to_string());
        let found = silhouette(rows.view(), &labels).unwrap();
        near(found.mean(), &want["silhouette"], &what);
        let samples = want["silhouette_samples"].as_array().unwrap();
        assert_eq!(samples.len(), found.samples().len());
        found.samples().iter().zip(samples).for_each(|(got, want)| near(*got, want, &what));
        let index = calinski_harabasz(rows.view(), &labels).unwrap();
        near(index, &want["calinski_harabasz"], &what);
        near(davies_bouldin(rows.view(), &labels).unwrap(), &want["davies_bouldin"], &what);
    }
    for case in golden["adjusted_rand_small"].as_array().unwrap() {
        let labels =
            |name: &str| -> Vec<u32> { serde_json::from_value(case[name].clone()).unwrap() };
        let found = adjusted_rand_index(&labels("a"), &labels("b")).unwrap();
        near(found, &case["ari"], &case.to_string());
    }
}
