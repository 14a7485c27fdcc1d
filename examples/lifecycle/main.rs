//! Where customers stand day by day, and how they move on: `lifecycle --help` says how.

mod args;
#[path = "../common/mod.rs"]
mod common;
mod output;
#[path = "../common/lifecycle.rs"]
mod rules;

use std::collections::BTreeMap;
use std::fs::File;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use regulars::groups::TransitionMatrix;
use regulars::lifecycle::{Activity, LifecycleRule, State};
use regulars::metric::KaplanMeier;
use regulars::{AnyOrders, Course, Key, Ledger, Orders, View};

use crate::args::Args;
use crate::common::{Result, read, say};

fn main() -> ExitCode {
    common::exit("lifecycle", Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))))
}

fn run(args: &Args) -> Result<()> {
    let start = Instant::now();
    let orders = read(&args.input)?;
    let read = start.elapsed();
    match orders {
        AnyOrders::Numbers(orders) => follow(args, &orders, read),
        AnyOrders::Text(orders) => follow(args, &orders, read),
    }
}

/// What the report tells.
struct Followed {
    course: Course<State>,
    activity: Course<Activity>,
    matrix: TransitionMatrix<State>,
    times: BTreeMap<State, KaplanMeier>,
    /// Reading, ledger, fit, course, and all else.
    took: [Duration; 5],
}

fn follow<K: Key + std::fmt::Display>(
    args: &Args,
    orders: &Orders<'static, K>,
    read: Duration,
) -> Result<()> {
    let start = Instant::now();
    let mut ledger = Ledger::new(args.input.policy.clone());
    ledger.load(orders).map_err(sentence)?;
    let view = ledger.as_of(args.to);
    let loaded = Instant::now();

    let rule = args.rule.fit(view.table())?;
    let fitted = Instant::now();

    let course = rule.course(view.table(), &args.days).map_err(sentence)?;
    let staged = Instant::now();

    let activity = Activity::within(args.every).map_err(sentence)?;
    let activity = Course::of(view.table(), &args.days, activity).map_err(sentence)?;
    let matrix = TransitionMatrix::of(&course).map_err(sentence)?;
    let times = rule.time_in_state(view.table()).map_err(sentence)?;
    let took = [read, loaded - start, fitted - loaded, staged - fitted, staged.elapsed()];

    changes(args, &view, &rule)?;
    let followed = Followed { course, activity, matrix, times, took };
    say(output::report(&followed)?)
}

fn changes<K: Key + std::fmt::Display>(
    args: &Args,
    view: &View<K>,
    rule: &LifecycleRule,
) -> Result<()> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", args.out.display());
    let file = File::create(&args.out).map_err(|error| wrong(&error))?;
    let changes = view.join(rule.changes()).map_err(sentence)?;
    output::changes(changes, args.days[0], file).map_err(|error| wrong(&error))
}

fn sentence(error: regulars::Error) -> String {
    error.to_string()
}
