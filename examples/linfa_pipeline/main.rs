//! Customers grouped within a pipeline of linfa: its dataset, its scaler, our k-means.
//!
//! ```text
//! cargo run --release --example linfa_pipeline --features linfa
//! ```

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a table of counts is there to be printed"
)]

use std::error::Error;

use linfa::prelude::*;
use linfa_preprocessing::linear_scaling::LinearScaler;
use ndarray::{Array1, Array2};
use regulars::segment::{Clustering, KMeans, Mixture};
use regulars::sim::Shop;
use regulars::{Currency, Ledger};

const GROUPS: u32 = 4;
const COLUMNS: [&str; 3] = ["orders", "days silent", "revenue"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&Shop::new(3_000).build()?.orders())?;
    let view = ledger.as_of("2024-12-31".parse()?);
    let customers = view.table().rows().filter_map(|row| row.history());
    let cells = customers.flat_map(|customer| {
        [
            customer.orders() as f64,
            customer.days_since_last() as f64,
            customer.revenue().0 as f64 / 100.0,
        ]
    });
    let cells: Vec<f64> = cells.collect();
    let rows = Array2::from_shape_vec((cells.len() / COLUMNS.len(), COLUMNS.len()), cells)?;

    // The pipeline. Counts and amounts have long tails, which logarithms draw in.
    let dataset = DatasetBase::from(rows.mapv(f64::ln_1p)).with_feature_names(COLUMNS.to_vec());
    let scaler = LinearScaler::standard().fit(&dataset)?;
    let scaled = scaler.transform(dataset);
    let found = KMeans::new(GROUPS).seed(1).fit(&scaled)?;
    let labelled: DatasetBase<Array2<f64>, Array1<usize>> = found.predict(scaled);

    print_groups(&rows, &found, labelled.targets());
    let silhouette = labelled.silhouette_score()?;
    println!("  silhouette {silhouette:.3}");

    // Who stands between two groups, by a mixture of the same rows.
    let shares = Mixture::new(GROUPS).seed(1).fit_matrix(labelled.records().view())?;
    let shares = shares.membership(labelled.records().view())?;
    let torn = shares.rows().into_iter().filter(|row| row.iter().all(|&share| share < 0.6)).count();
    println!("  {torn} of {} customers belong to no group by 60 % or more", rows.nrows());

    // What came through the traits is what the methods say.
    assert_eq!(found, KMeans::new(GROUPS).seed(1).fit_matrix(labelled.records().view())?);
    assert_eq!(found.sizes().iter().sum::<u64>(), rows.nrows() as u64);
    assert!(labelled.targets().iter().zip(found.labels()).all(|(a, b)| *a == *b as usize));
    assert!(0.2 < silhouette, "{silhouette}");
    Ok(())
}

/// A line for each group: how many customers, and their means.
fn print_groups(rows: &Array2<f64>, found: &Clustering, labels: &Array1<usize>) {
    let [orders, silent, revenue] = COLUMNS;
    println!("  {:>5}{:>11}{orders:>9}{silent:>13}{revenue:>10}", "group", "customers");
    for (group, &size) in found.sizes().iter().enumerate() {
        let members = rows.rows().into_iter().zip(labels).filter(|&(_, &label)| label == group);
        let sums =
            members.fold([0.0; 3], |sums, (row, _)| std::array::from_fn(|j| sums[j] + row[j]));
        let [orders, silent, revenue] = sums.map(|sum| sum / size as f64);
        println!("  {group:>5}{size:>11}{orders:>9.1}{silent:>13.0}{revenue:>10.2}");
    }
}
