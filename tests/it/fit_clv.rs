//! The example `fit_clv` as its users meet it: a process that is given flags and a file.

mod contract;
mod forecasts;
mod refused;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regulars::sim::Shop;
use regulars::{Currency, Day, Ledger, Row, View};
use serde_json::Value;

use crate::score_orders::{program, sentence};

/// The flags of a file with a row for each customer, and of one with a row for each order.
const SUMMARY: &str = "--summary in.csv --x x --tx t_x --t T";
pub(crate) const ORDERS: &str = "--orders in.csv --customer who --date when --amount paid";
const AS_OF: &str = "--as-of 2024-12-31";

/// A program in a folder of its own, with a file `in.csv`; what it says, and its `out.csv`.
pub(crate) struct Ran {
    pub(crate) output: Output,
    pub(crate) out: Option<String>,
}

/// A shop of a few hundred customers, told in both ways.
pub(crate) struct Told {
    pub(crate) ledger: Ledger<u64>,
    pub(crate) view: View<u64>,
    /// Under the header `who,when,paid`.
    pub(crate) orders: String,
    /// Under the header `ID,x,t_x,T,m,litt`, times in weeks.
    summary: String,
}

pub(crate) static SHOP: LazyLock<Told> = LazyLock::new(|| {
    let shop = Shop::new(600).ordering(1.0, 60.0).build().unwrap();
    let mut ledger = Ledger::new(Currency::NONE);
    ledger.load(&shop.orders()).unwrap();
    let order = |(who, when, paid)| format!("{who},{when},{}\n", Currency::NONE.text(paid));
    let orders = shop.rows().map(order).collect::<String>();
    let view = ledger.as_of("2024-12-31".parse().unwrap());
    let rows = view.rows().map(|(who, row)| format!("{who},{}\n", numbers(row).join(",")));
    let summary = rows.collect::<String>();
    Told {
        orders: format!("who,when,paid\n{orders}"),
        summary: format!("ID,x,t_x,T,m,litt\n{summary}"),
        view,
        ledger,
    }
});

/// Repeats, last age and age in weeks, mean spend of repeats, and the logarithms of gaps.
fn numbers(row: Row<'_>) -> [String; 5] {
    let history = row.history().unwrap();
    let days: Vec<(Day, i64)> =
        row.timeline().unwrap().iter().map(|total| (total.day, total.revenue.0)).collect();
    let repeats = history.repeats();
    let spent: i64 = days[1..].iter().map(|(_, minor)| minor).sum();
    let weeks = |days: i64| days as f64 / 7.0;
    let gaps = days.windows(2).map(|days| weeks(days[1].0.since(days[0].0)).ln());
    [
        repeats.to_string(),
        weeks(history.last_age()).to_string(),
        weeks(history.age()).to_string(),
        (if repeats == 0 { 0.0 } else { spent as f64 / 100.0 / repeats as f64 }).to_string(),
        gaps.sum::<f64>().to_string(),
    ]
}

pub(crate) fn ran(name: &str, file: impl AsRef<[u8]>, flags: &str) -> Ran {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = format!("regulars-fit-clv-{}-{run}", std::process::id());
    let folder: PathBuf = std::env::temp_dir().join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("in.csv"), file).unwrap();
    let mut command: Command = program(name);
    command.args(flags.split_whitespace()).current_dir(&folder).stdin(Stdio::null());
    let output = command.output().unwrap();
    let out = std::fs::read_to_string(folder.join("out.csv")).ok();
    // A folder that stays behind is no reason to fail.
    let _ = std::fs::remove_dir_all(&folder);
    Ran { output, out }
}

fn fit(file: &str, flags: &str) -> Ran {
    ran("fit_clv", file, flags)
}

/// A fit of the shop's customers, row by row.
fn of_summary(flags: &str) -> Ran {
    fit(&SHOP.summary, &format!("{SUMMARY} {flags}"))
}

/// A fit of the shop's customers by their orders.
fn of_orders(flags: &str) -> Ran {
    fit(&SHOP.orders, &format!("{ORDERS} {AS_OF} {flags}"))
}

impl Ran {
    /// The one object that it tells, and nothing else.
    #[track_caller]
    pub(crate) fn report(&self) -> Value {
        assert_eq!(String::from_utf8_lossy(&self.output.stderr), "");
        self.report_beside_notes()
    }

    #[track_caller]
    fn report_beside_notes(&self) -> Value {
        assert!(self.output.status.success(), "{:?}", self.output);
        let stdout = std::str::from_utf8(&self.output.stdout).unwrap();
        assert_eq!(stdout.lines().count(), 1, "one object: {stdout}");
        serde_json::from_str(stdout).unwrap()
    }

    /// The header and the rows of `out.csv`.
    #[track_caller]
    pub(crate) fn rows(&self) -> (String, Vec<Vec<String>>) {
        let text = self.out.as_ref().unwrap();
        let mut file = csv::Reader::from_reader(text.as_bytes());
        let rows = file.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        (text.lines().next().unwrap().to_owned(), rows.collect())
    }

    /// The sentence with which it refuses, writing no file.
    #[track_caller]
    pub(crate) fn refused(&self, name: &str) -> String {
        assert_eq!(self.out, None);
        sentence(name, &self.output)
    }
}

#[track_caller]
pub(crate) fn check_keys(value: &Value, names: &[&str]) {
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, names);
}
