//! Orders in CSV to scored customers in CSV: `score_orders --help` says how.
//!
//! Everything that a service would do is in [`steps`]; the rest reads flags and files.

mod args;
mod clusters;
#[path = "../common/clv.rs"]
mod clv;
#[path = "../common/mod.rs"]
mod common;
mod explain;
mod forecast;
#[path = "../common/lifecycle.rs"]
mod lifecycle;
#[path = "../common/model.rs"]
mod model;
mod output;
mod risks;
mod stages;
mod steps;
mod worker;

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use regulars::{AnyOrders, Key, Orders};

use crate::args::{Args, Mode};
use crate::common::{Result, read, say};
use crate::steps::{Scored, Timings, run};

fn main() -> ExitCode {
    common::exit(
        "score_orders",
        Args::parse().and_then(|args| args.map_or(Ok(()), |args| score(&args))),
    )
}

fn score(args: &Args) -> Result<()> {
    let start = Instant::now();
    let orders = read(&args.input)?;
    let read = start.elapsed();
    match orders {
        AnyOrders::Numbers(orders) => answer(args, orders, read),
        AnyOrders::Text(orders) => answer(args, orders, read),
    }
}

fn answer<K: Key + std::fmt::Display>(
    args: &Args,
    orders: Orders<'static, K>,
    read: Duration,
) -> Result<()> {
    let (out, repeat) = match &args.mode {
        Mode::Worker => return worker::serve(args, &orders),
        Mode::Explain { key, out } => {
            let scored = run(args, &orders)?;
            let why = explain::customer(&scored, key)?;
            finish(args, &scored, out.as_deref())?;
            return say(why);
        }
        Mode::Once { out, repeat } => (out, *repeat),
    };
    let mut timings = Timings::default();
    for _ in 1..repeat {
        timings.add(&run(args, &orders)?);
    }
    let scored = run(args, &orders)?;
    timings.add(&scored);
    drop(orders);
    finish(args, &scored, Some(out))?;
    say(output::summary(&scored, read, &timings))
}

/// Writes the files that were asked for.
fn finish<K: Key + std::fmt::Display>(
    args: &Args,
    scored: &Scored<K>,
    out: Option<&Path>,
) -> Result<()> {
    if let Some(path) = &args.scorer.save {
        model::save(path, scored.model.as_ref())?;
    }
    let Some(out) = out else { return Ok(()) };
    let file = File::create(out).map_err(|error| format!("{}: {error}", out.display()))?;
    output::customers(scored, file).map_err(|error| format!("{}: {error}", out.display()))
}
