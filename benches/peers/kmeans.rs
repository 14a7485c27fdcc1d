//! What `kmeans.py` cannot time through the example `kmeans`: labels of given centres, and the
//! silhouette of given labels.
//!
//! `kmeans_peer predict ROWS.npy CENTERS.npy TIMES LABELS.npy` writes labels, and
//! `kmeans_peer silhouette ROWS.npy LABELS.npy TIMES` prints the mean; both print the milliseconds
//! that the middle one of so many calls took, as JSON.

#![allow(clippy::print_stdout, reason = "a report is there to be printed")]

use std::error::Error;
use std::time::Instant;

use ndarray::{Array1, Array2};
use ndarray_npy::{read_npy, write_npy};
use regulars::segment::{KMeansModel, silhouette};

fn main() -> Result<(), Box<dyn Error>> {
    let flags: Vec<String> = std::env::args().skip(1).collect();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    match flags[..] {
        ["predict", rows, centers, times, labels] => {
            let rows: Array2<f64> = read_npy(rows)?;
            let model = KMeansModel::new(read_npy(centers)?)?;
            let (found, ms) = timed(times, || model.predict(rows.view()))?;
            write_npy(labels, &Array1::from(found))?;
            println!("{{\"ms\": {ms}}}");
        }
        ["silhouette", rows, labels, times] => {
            let (rows, labels): (Array2<f64>, Array1<u32>) = (read_npy(rows)?, read_npy(labels)?);
            let (found, ms) = timed(times, || silhouette(rows.view(), &labels.to_vec()))?;
            println!("{{\"ms\": {ms}, \"mean\": {}}}", found.mean());
        }
        _ => return Err("expected predict or silhouette, and its files".into()),
    }
    Ok(())
}

/// The last answer, and the milliseconds of the call in the middle.
fn timed<T>(
    times: &str,
    call: impl Fn() -> regulars::Result<T>,
) -> Result<(T, f64), Box<dyn Error>> {
    let once = || {
        let start = Instant::now();
        call().map(|found| (found, start.elapsed().as_secs_f64() * 1e3))
    };
    let (mut found, ms) = once()?;
    let mut all = vec![ms];
    for _ in 1..times.parse::<u32>()? {
        let (next, ms) = once()?;
        found = next;
        all.push(ms);
    }
    all.sort_unstable_by(f64::total_cmp);
    Ok((found, all[all.len() / 2]))
}
