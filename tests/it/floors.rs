//! The walls of the house: rooms lean on the floors below them, files are short, one file
//! knows threads, and none knows what time it is.

use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up. A room may name rooms on lower floors, and no others; neighbours never
/// meet. A room in several files is written as one: an error names days and currencies, which
/// in turn are refused by it.
const FLOORS: &[&[&str]] = &[
    &["par", "report", "language"],
    &["error day money ruler"],
    &["num", "personal"],
    &["record"],
    &["history", "journal"],
    &["table"],
    &["engine", "metric"],
    &["ledger"],
    &["groups"],
    &["rfm", "segment", "lifecycle", "churn", "clv"],
    &["backtest"],
    &["csv", "sim", "arrow", "datafusion"],
    &["testing"],
    &["guide", "lib"],
];

/// The wall for a file, lines with comments and all.
const LINES: usize = 400;

const CLOCKS: &[&str] =
    &["SystemTime::now", "Instant::now", "Utc::now", "Local::now", "UNIX_EPOCH.elapsed"];

/// The floor and the place on it.
fn floor(room: &str) -> (usize, usize) {
    let place =
        |rooms: &[&str]| rooms.iter().position(|files| files.split(' ').any(|file| file == room));
    let floors = FLOORS.iter().map(|rooms| place(rooms)).enumerate();
    let found = floors.filter_map(|(floor, place)| Some((floor, place?))).next();
    found.unwrap_or_else(|| panic!("`{room}` is a room without a floor"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, plain): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust = plain.into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    rust.chain(folders.iter().flat_map(|folder| files(folder))).collect()
}

/// The room that a file is in, and its lines without those that are comments.
fn rooms() -> impl Iterator<Item = (String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files(&src).into_iter().map(move |path| {
        let within = path.strip_prefix(&src).unwrap();
        let room = within.components().next().unwrap().as_os_str().to_str().unwrap();
        let room = room.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        (room, within.to_owned(), code.collect::<Vec<_>>().join("\n"))
    })
}

/// The rooms that code names.
fn named(code: &str) -> impl Iterator<Item = &str> {
    let after = code.split("crate::").skip(1);
    after.map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap())
}

#[test]
fn rooms_lean_only_downwards() {
    for (room, path, code) in rooms().filter(|(_, path, _)| !path.ends_with("tests.rs")) {
        if room == "lib" {
            continue;
        }
        let own = floor(&room);
        for other in named(&code) {
            let path = path.display();
            let lower = other.starts_with(|c: char| c.is_ascii_lowercase());
            assert!(lower, "{path} names `crate::{other}`, which does not say its room");
            let theirs = floor(other);
            assert!(theirs.0 < own.0 || theirs == own, "{path} leans on `{other}`");
        }
    }
}

#[test]
fn files_are_short() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in [src, tests].iter().flat_map(|folder| files(folder)) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LINES, "{} has {lines} lines", path.display());
    }
}

#[test]
fn only_par_knows_threads() {
    for (_, path, code) in rooms().filter(|(room, ..)| room != "par") {
        for word in ["rayon", "std::thread", "thread::"] {
            assert!(!code.contains(word), "{} knows `{word}`", path.display());
        }
    }
}

#[test]
fn nobody_knows_what_time_it_is() {
    for (_, path, code) in rooms() {
        for clock in CLOCKS {
            assert!(!code.contains(clock), "{} looks at `{clock}`", path.display());
        }
    }
}

#[test]
fn every_file_is_looked_at() {
    let paths: Vec<PathBuf> = rooms().map(|(_, path, _)| path).collect();
    for file in ["lib.rs", "par.rs", "ledger/view.rs", "testing/mod.rs"] {
        assert!(paths.contains(&PathBuf::from(file)), "{file}");
    }
    assert!(named("use crate::error::Result; crate::day::Day(3)").eq(["error", "day"]));
}
