//! The example `kmeans` as its users meet it: a process that is given flags and files.

use std::path::PathBuf;
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

use ndarray::array;
use ndarray_npy::WriteNpyExt;
use serde_json::Value;

use crate::score_orders::{program, sentence};

const ROWS: &str = "id,orders,spend\nann,1,10\nbob,2,12\ncat,1,11\ndan,9,90\neve,8,95\nfay,9,85\n";

/// Runs it in a folder of its own, where `in.csv` holds these bytes.
fn ran(file: &str, flags: &str) -> (Output, PathBuf) {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("regulars-kmeans-{}-{run}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("in.csv"), file).unwrap();
    let rows = array![[1.0, 10.0], [2.0, 12.0], [9.0, 90.0]];
    rows.write_npy(std::fs::File::create(folder.join("in.npy")).unwrap()).unwrap();
    std::fs::write(folder.join("init.csv"), "spend,orders\n0,0\n100,10\n").unwrap();
    let output = program("kmeans").args(flags.split_whitespace()).current_dir(&folder).output();
    (output.unwrap(), folder)
}

/// The report and the labels.
#[track_caller]
fn grouped(flags: &str) -> (Value, Vec<Vec<String>>) {
    let (output, folder) = ran(ROWS, &format!("{flags} --out labels.csv"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let labels = std::fs::read_to_string(folder.join("labels.csv")).unwrap();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    (serde_json::from_slice(&output.stdout).unwrap(), labels.lines().map(cells).collect())
}

#[track_caller]
fn check(flags: &str, words: &str) {
    let (output, _) = ran(ROWS, flags);
    let found = sentence("kmeans", &output);
    assert!(found.contains(words), "{found}");
}

#[test]
fn a_report_has_its_keys_and_labels_their_columns() {
    let (report, labels) = grouped("--matrix in.csv --k 2 --seed 3");
    let keys: Vec<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = vec!["inertia", "iterations", "converged", "centers", "sizes", "silhouette"];
    expected.extend(["calinski_harabasz", "davies_bouldin", "timings_ms"]);
    expected.sort_unstable();
    assert_eq!(keys, expected);
    for step in ["read", "prepare", "seed", "iterate", "total"] {
        assert!(report["timings_ms"][step].as_f64().is_some_and(|time| 0.0 <= time), "{step}");
    }
    assert_eq!(labels[0], ["id", "label", "distance"]);
    let of = |row: usize| (labels[row][0].as_str(), labels[row][1].as_str());
    assert_eq!((of(1).0, of(6).0), ("ann", "fay"));
    assert!(of(1).1 == of(2).1 && of(2).1 == of(3).1 && of(4).1 == of(5).1 && of(1).1 != of(4).1);
    assert_eq!(report["sizes"], serde_json::json!([3, 3]));
}

#[test]
fn given_centres_say_what_labels_mean() {
    let flags = "--matrix in.csv --columns spend,orders --k 2 --init init.csv --tol 0";
    for prepare in ["none", "standard", "log-robust"] {
        let (report, labels) = grouped(&format!("{flags} --prepare {prepare} --repeat 2"));
        let found: Vec<&str> = labels[1..].iter().map(|row| row[1].as_str()).collect();
        assert_eq!(found, ["0", "0", "0", "1", "1", "1"]);
        // In the units of the file: of logarithms somewhat below the mean.
        let center = report["centers"][1][0].as_f64().unwrap();
        assert!((89.0..=90.000_001).contains(&center), "{prepare}: {center}");
        assert_eq!(report["converged"], true);
    }
}

#[test]
fn numpys_files_are_read_and_threads_change_nothing() {
    let (report, labels) = grouped("--matrix in.npy --k 2 --seed 1 --threads 2 --tol 0");
    assert_eq!(report["sizes"].as_array().unwrap().len(), 2);
    assert_eq!(labels[0], ["row", "label", "distance"]);
}

#[test]
fn what_is_wrong_is_told() {
    check("--matrix in.csv --k 7 --out l.csv", "distinct rows");
    check("--matrix in.csv --k 0 --out l.csv", "k");
    check("--matrix in.csv --out l.csv", "--k");
    check("--matrix in.csv --k 2 --columns age --out l.csv", "age");
    check("--matrix in.csv --k 2 --init init.csv --seed 1 --out l.csv", "--init and --seed");
    check("--matrix in.npy --k 2 --weights w --out l.csv", "--weights");
    let (output, _) = ran("a\n1\nsecret\n", "--matrix in.csv --k 1 --out l.csv");
    let found = sentence("kmeans", &output);
    assert!(found.contains("row 2") && !found.contains("secret"), "{found}");
}

#[test]
fn a_number_of_groups_is_chosen_with_its_evidence() {
    let (report, labels) = grouped("--matrix in.csv --select 2..3 --prepare standard");
    let table = report["evidence"].as_array().unwrap();
    let numbers: Vec<u64> = table.iter().map(|of| of["k"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3]);
    for of in table {
        let keys: Vec<&str> = of.as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = vec!["k", "inertia", "silhouette", "calinski_harabasz"];
        expected.extend(["davies_bouldin", "gap", "gap_error", "gap_over_one", "stability"]);
        expected.sort_unstable();
        assert_eq!(keys, expected);
    }
    let chosen = report["choice"]["k"].as_u64().unwrap();
    assert_eq!(report["sizes"].as_array().unwrap().len() as u64, chosen);
    assert!(report["choice"]["text"].as_str().unwrap().ends_with('.'));
    assert_eq!(labels.len(), 7);
}

#[test]
fn ranges_that_are_none_are_told() {
    let select = "--matrix in.csv --out labels.csv --select";
    check(&format!("{select} many"), "expected a range such as 2..10");
    check(&format!("{select} 2..3 --k 2"), "--k");
    check(&format!("{select} 2..3 --weights orders"), "--weights");
    check(&format!("{select} 2..3 --init init.csv"), "--init");
}
