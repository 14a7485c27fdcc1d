//! Runs on demand, for a harness.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::{Run, orders};

const ROWS: &str = "ann,2024-01-01,1,\nbob,2024-01-02,2.50,\nbob,2024-02-02,-1,\n";

/// The exit code, the lines and the last words of a worker that is told this.
fn told(run: &Run, input: &str) -> (Option<i32>, Vec<Value>, String) {
    let mut command = run.command();
    command.arg("--worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut worker = command.spawn().unwrap();
    // One that has ended already hears nothing, which its code and words explain.
    let _ = worker.stdin.take().unwrap().write_all(input.as_bytes());
    let output = worker.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.code(), lines, String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn check_lines(input: &str, lines: usize) {
    let (code, said, errors) = told(&orders(ROWS), input);
    assert_eq!((code, said.len(), errors.as_str()), (Some(0), lines, ""));
    assert_eq!(said[0]["ready"], true);
    for run in &said[1..] {
        assert!(0.0 <= run["seconds"].as_f64().unwrap(), "{run}");
        assert_eq!((&run["customers"], &run["check_sum_minor"]), (&2.into(), &250.into()));
    }
}

#[test]
fn a_worker_is_ready_and_answers_each_run_until_it_is_told_to_quit() {
    check_lines("", 1);
    check_lines("quit\n", 1);
    check_lines("run\n", 2);
    check_lines("run\nrun\nrun\nquit\nrun\n", 4);
}

#[test]
fn a_worker_writes_no_file() {
    let run = orders(ROWS);
    assert_eq!(told(&run, "run\nquit\n").0, Some(0));
    assert!(!run.out().exists());
}

#[test]
fn a_worker_with_a_file_that_cannot_be_read_is_never_ready() {
    let words = "score_orders: the header has no column `none`\n".to_owned();
    assert_eq!(told(&orders(ROWS).with("--id none"), "run\n"), (Some(1), Vec::new(), words));
}

#[test]
fn a_worker_whose_run_is_refused_ends_with_a_sentence() {
    // That ids come again is known only when all is read.
    let run = orders("ann,2024-01-01,1,A\nann,2024-01-01,1,A\n");
    let (code, said, errors) = told(&run.with("--id order --repeats refuse"), "run\nrun\n");
    assert_eq!((code, said.len()), (Some(1), 1));
    assert!(errors.starts_with("score_orders: row 2, column `id`: "), "{errors}");
}
