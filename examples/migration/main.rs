//! Who moved between segments, and the revenue they stand for: `migration --help` says how.
//!
//! One model judges both days: it is learned on the first, or loaded.

mod args;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/model.rs"]
mod model;
mod output;

use std::process::ExitCode;

use regulars::{AnyOrders, Key, Ledger, Orders};

use crate::args::Args;
use crate::common::{Result, read, say};

fn main() -> ExitCode {
    common::exit("migration", Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))))
}

fn run(args: &Args) -> Result<()> {
    match read(&args.input)? {
        AnyOrders::Numbers(orders) => migrate(args, &orders),
        AnyOrders::Text(orders) => migrate(args, &orders),
    }
}

fn migrate<K: Key>(args: &Args, orders: &Orders<'static, K>) -> Result<()> {
    let sentence = |error: regulars::Error| error.to_string();
    let mut ledger = Ledger::new(args.input.policy.clone());
    ledger.load(orders).map_err(sentence)?;
    let (then, now) = (ledger.as_of(args.from), ledger.as_of(args.to));

    let model = args.scorer.source.model(then.table())?;
    if let Some(path) = &args.scorer.save {
        model::save(path, model.as_ref())?;
    }
    let model = model.ok_or("nobody has bought by the day of --from, so there are no segments")?;
    let migration = model.migration(&then, &now).map_err(sentence)?;

    let matrix = output::matrix(&migration, &model)?;
    output::table(&migration, &model, args)?;
    say(matrix)
}
