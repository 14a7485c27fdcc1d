//! Fits models of purchases and spend, and foretells customers: `fit_clv --help` says how.
//!
//! Customers come as a row of three or four numbers each, or as orders.

mod args;
#[path = "../common/clv.rs"]
mod clv;
#[path = "../common/mod.rs"]
mod common;
mod models;
mod output;
mod params;
mod predict;
mod summary;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use regulars::clv::{Cells, SpendCells, SpendOf};
use regulars::{AnyOrders, Day, Key, Ledger, Orders, Policy, Row, TimeUnit};

use crate::args::{Args, Columns, From};
use crate::clv::{Ahead, forecasts};
use crate::common::{Result, say};
use crate::output::Timings;
use crate::summary::Summary;

fn main() -> ExitCode {
    common::exit("fit_clv", Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))))
}

fn run(args: &Args) -> Result<()> {
    let start = Instant::now();
    match &args.from {
        From::Summary(columns) => from_summary(args, columns, start),
        From::Orders { input, as_of } => match common::read(input)? {
            AnyOrders::Numbers(orders) => from_orders(args, &orders, &input.policy, *as_of, start),
            AnyOrders::Text(orders) => from_orders(args, &orders, &input.policy, *as_of, start),
        },
    }
}

fn from_summary(args: &Args, columns: &Columns, start: Instant) -> Result<()> {
    let summary = Summary::read(columns)?;
    let read = start.elapsed();

    let start = Instant::now();
    let (cells, spend) = (summary.cells(args.unit)?, summary.spend()?);
    let models = models::learn(args, &cells, spend.as_ref())?;
    let mut timings = Timings { read, fit: start.elapsed(), predict: None };

    if let Some(asked) = &args.predict {
        let start = Instant::now();
        let forecasts = predict::of_summary(&models, &summary, asked)?;
        timings.predict = Some(start.elapsed());
        let keys = &summary.keys;
        predict::write(asked, &keys.header, &forecasts, |row, file| {
            keys.row(row).try_for_each(|cell| file.write_field(cell))
        })?;
    }
    say(output::report(&models, &timings))
}

fn from_orders<K: Key + Display>(
    args: &Args,
    orders: &Orders<'static, K>,
    policy: &Policy,
    as_of: Day,
    start: Instant,
) -> Result<()> {
    let sentence = |error: regulars::Error| error.to_string();
    let mut ledger = Ledger::new(policy.clone());
    ledger.load(orders).map_err(sentence)?;
    let view = ledger.as_of(as_of);
    let table = view.table();
    let read = start.elapsed();

    let start = Instant::now();
    let cells = Cells::of(table, args.unit);
    let spend = SpendCells::of(table, SpendOf::Repeats).map_err(sentence)?;
    let models = models::learn(args, &cells, Some(&spend))?;
    let mut timings = Timings { read, fit: start.elapsed(), predict: None };

    if let Some(asked) = &args.predict {
        let start = Instant::now();
        let horizon = asked.horizon.into();
        let ahead = Ahead { silent: horizon, orders: horizon, discount: asked.discount };
        let spend = models.spend.as_ref().map(|(spend, _)| spend);
        let forecasts = forecasts(table, &models.orders, spend, ahead)?;
        timings.predict = Some(start.elapsed());
        let header = ["customer", "x", "t_x", "T"].map(str::as_bytes);
        predict::write(asked, header, &forecasts, |row, file| {
            file.write_field(view.keys()[row].to_string())?;
            history(table.row(row), args.unit).iter().try_for_each(|cell| file.write_field(cell))
        })?;
    }
    say(output::report(&models, &timings))
}

/// Repeats, last age and age; nothing for a prospect.
fn history(row: Row<'_>, unit: TimeUnit) -> [String; 3] {
    let Some(history) = row.history() else { return Default::default() };
    #[expect(clippy::cast_precision_loss, reason = "days are far below 2^53")]
    let time = |days: i64| (days as f64 / unit.days()).to_string();
    [history.repeats().to_string(), time(history.last_age()), time(history.age())]
}

/// What is no reason to stop.
fn note(sentence: &str) {
    // If nobody can be told, there is still the report.
    let _ = writeln!(std::io::stderr(), "fit_clv: {sentence}");
}
