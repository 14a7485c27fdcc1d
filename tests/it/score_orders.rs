//! The example `score_orders` as its users meet it: a process that is given flags and files.

mod clusters;
mod clv;
mod contract;
mod explained;
mod faults;
mod flags;
mod models;
mod risks;
mod stable;
mod stages;
mod worker;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

/// The header of the orders that most tests write.
const HEADER: &str = "who,when,paid,order\n";

/// The flags that take a value.
#[rustfmt::skip]
const WITH_VALUE: [&str; 28] = [
    "orders", "customer", "date", "amount", "quantity", "id", "returns", "zeros",
    "repeats", "zone", "as-of", "currency", "scale", "round", "bins", "binning",
    "edges", "clusters", "load-model", "save-model", "segments", "out", "explain",
    "repeat", "clv", "lifecycle", "churn", "horizon",
];

/// A run to be made, in a folder of its own that goes when it does.
pub(crate) struct Run {
    pub(crate) folder: PathBuf,
    files: Vec<PathBuf>,
    flags: Vec<String>,
    threads: Option<usize>,
}

/// What a run that went well left behind.
pub(crate) struct Scored {
    pub(crate) report: Value,
    file: Vec<u8>,
}

/// The program with these orders, under a header with `who,when,paid,order`.
pub(crate) fn orders(rows: impl AsRef<[u8]>) -> Run {
    file([HEADER.as_bytes(), rows.as_ref()].concat())
}

/// The program with this file, whatever it is.
fn file(bytes: impl AsRef<[u8]>) -> Run {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = format!("regulars-score-orders-{}-{run}", std::process::id());
    let folder = std::env::temp_dir().join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    Run { folder, files: Vec::new(), flags: Vec::new(), threads: None }.and(bytes)
}

pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes.as_ref()).unwrap();
    packed.finish().unwrap()
}

/// The built example, beside the folder of this test program.
pub(crate) fn program(name: &str) -> Command {
    let tests = std::env::current_exe().unwrap();
    let profile = tests.ancestors().nth(2).unwrap();
    let program =
        profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        program.is_file(),
        "{} is missing: `cargo test` builds it, and so does `cargo build --examples`",
        program.display(),
    );
    Command::new(program)
}

impl Run {
    /// One more file of orders.
    fn and(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.folder.join(format!("orders-{}.csv", self.files.len()));
        std::fs::write(&path, bytes).unwrap();
        self.files.push(path);
        self
    }

    /// More flags, parted by spaces.
    pub(crate) fn with(mut self, flags: &str) -> Self {
        self.flags.extend(flags.split_whitespace().map(str::to_owned));
        self
    }

    fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    fn out(&self) -> PathBuf {
        self.folder.join("scored.csv")
    }

    pub(crate) fn command(&self) -> Command {
        let out = self.out();
        self.of("score_orders", &[("--as-of", Path::new("2024-12-31")), ("--out", &out)])
    }

    /// A program with the flags that nobody can do without, unless they were given otherwise.
    pub(crate) fn of(&self, name: &str, usual: &[(&str, &Path)]) -> Command {
        let mut command = program(name);
        command.current_dir(&self.folder).stdin(Stdio::null());
        let columns = [("--customer", "who"), ("--date", "when"), ("--amount", "paid")];
        let columns = columns.map(|(flag, name)| (flag, Path::new(name)));
        for (flag, value) in columns.iter().chain(usual) {
            if !self.flags.iter().any(|given| given == flag) {
                command.arg(flag).arg(value);
            }
        }
        for file in &self.files {
            command.arg("--orders").arg(file);
        }
        command.args(&self.flags);
        command.env_remove("RAYON_NUM_THREADS");
        self.threads.map(|threads| command.env("RAYON_NUM_THREADS", threads.to_string()));
        command
    }

    #[track_caller]
    pub(crate) fn scored(&self) -> Scored {
        let Output { status, stdout, stderr } = self.command().output().unwrap();
        assert_eq!(String::from_utf8_lossy(&stderr), "");
        assert!(status.success(), "{status}");
        let stdout = String::from_utf8(stdout).unwrap();
        assert_eq!(stdout.lines().count(), 1, "one object: {stdout}");
        let report: Value = serde_json::from_str(&stdout).unwrap();
        let scored = Scored { report, file: std::fs::read(self.out()).unwrap() };
        scored.check_sums();
        scored
    }

    /// The sentence with which it was refused.
    #[track_caller]
    fn refused(&self) -> String {
        let sentence = sentence("score_orders", &self.command().output().unwrap());
        assert!(!self.out().exists(), "a refused run leaves no customers behind");
        sentence
    }

    #[track_caller]
    fn check_refused(&self, sentence: &str) {
        let refused = self.refused();
        // The folder of a test is named after its process.
        let folder = format!("{}{}", self.folder.display(), std::path::MAIN_SEPARATOR);
        assert_eq!(refused.replace(&folder, ""), sentence);
    }
}

/// What a refusal says on standard error, which is all that it does.
#[track_caller]
pub(crate) fn sentence(program: &str, output: &Output) -> String {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(!stderr.contains("panicked"), "{stderr}");
    let sentence = stderr.strip_prefix(program).unwrap().strip_prefix(": ").unwrap();
    let sentence = sentence.strip_suffix('\n').unwrap();
    assert!(!sentence.trim().is_empty() && !sentence.contains('\n'), "{stderr}");
    sentence.to_owned()
}

impl Drop for Run {
    fn drop(&mut self) {
        // A folder that stays behind is no reason to fail.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Scored {
    fn rows(&self) -> Vec<Vec<String>> {
        let mut rows = csv::Reader::from_reader(self.file.as_slice());
        rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Some columns, by the names in the header.
    #[track_caller]
    pub(crate) fn columns<const N: usize>(&self, names: [&str; N]) -> Vec<[String; N]> {
        let mut file = csv::Reader::from_reader(self.file.as_slice());
        let header = file.headers().unwrap().clone();
        let places = names.map(|name| header.iter().position(|column| column == name).unwrap());
        self.rows().iter().map(|row| places.map(|place| row[place].clone())).collect()
    }

    fn customers(&self) -> Vec<String> {
        self.columns(["customer"]).into_iter().map(|[customer]| customer).collect()
    }

    #[track_caller]
    fn check<const N: usize>(&self, columns: [&str; N], rows: &[[&str; N]]) {
        assert_eq!(self.columns(columns), rows);
    }

    pub(crate) fn count(&self, path: &str) -> u64 {
        self.report.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {path}"))
    }

    /// What became of the rows; reasons that no row had are left out.
    fn fates(&self) -> BTreeMap<String, u64> {
        let dropped = self.report["rows"]["dropped"].as_object().unwrap();
        let rows = self.report["rows"].as_object().unwrap();
        let counts = rows.iter().chain(dropped).filter_map(|(name, count)| {
            Some((name.clone(), count.as_u64().filter(|count| 0 < *count)?))
        });
        counts.collect()
    }

    #[track_caller]
    fn check_fates(&self, fates: &[(&str, u64)]) {
        let want = fates.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        assert_eq!(self.fates(), want);
    }

    /// No row and no customer is lost between the counts.
    #[track_caller]
    fn check_sums(&self) {
        let dropped = self.report["rows"]["dropped"].as_object().unwrap();
        let dropped: u64 = dropped.values().map(|count| count.as_u64().unwrap()).sum();
        let counted = self.count("/rows/kept") + self.count("/rows/merged") + dropped;
        assert_eq!(self.count("/rows/read"), counted, "{}", self.report);
        let segments = self.report["segments"].as_object().unwrap();
        let named: u64 = segments.values().map(|total| total["customers"].as_u64().unwrap()).sum();
        assert_eq!(self.count("/customers"), named, "{}", self.report);
        assert_eq!(self.rows().len() as u64, named);
    }
}
