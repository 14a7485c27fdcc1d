//! How well models tell who will fall silent: `backtest --help` says how.

mod args;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/measures.rs"]
mod measures;
mod output;

use std::process::ExitCode;

use regulars::backtest::Backtest;
use regulars::churn::{Churn, Cohort, Logistic, Rate, Scorecard};
use regulars::clv::{Btyd, BtydModel, Family};
use regulars::{AnyOrders, Day, ErrorKind, Fit, Key, Ledger, Orders, Score, Table, TimeUnit};

use crate::args::{Args, Cutoffs};
use crate::common::{Result, read, say};

/// The most days that are looked at.
const MOST: usize = 1_000;

fn main() -> ExitCode {
    common::exit("backtest", Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))))
}

fn run(args: &Args) -> Result<()> {
    match read(&args.input)? {
        AnyOrders::Numbers(orders) => test(args, &orders),
        AnyOrders::Text(orders) => test(args, &orders),
    }
}

fn test<K: Key>(args: &Args, orders: &Orders<'static, K>) -> Result<()> {
    let sentence = |error: regulars::Error| error.to_string();
    let mut ledger = Ledger::new(args.input.policy.clone());
    ledger.load(orders).map_err(sentence)?;
    let days = cutoffs(args, &ledger)?;
    let past = &Past { args, ledger: &ledger };
    let mut backtest = Backtest::new(args.settings);
    for &name in &args.engines {
        backtest = backtest.engine(name, move |table| scores(name, past, table));
    }
    say(output::report(&backtest.run(&ledger, &days).map_err(sentence)?))
}

/// Where models learn that ask what became of customers.
struct Past<'a, K> {
    args: &'a Args,
    ledger: &'a Ledger<K>,
}

impl<K: Key> Past<'_, K> {
    /// Those of the days that were asked for, whose horizons had ended; and as models do by themselves if
    /// none were.
    fn cohorts(&self, as_of: Day) -> regulars::Result<Vec<Cohort<K>>> {
        let Args { settings, horizon, train, .. } = self.args;
        if train.is_empty() {
            return settings.past(self.ledger, as_of);
        }
        let ended = train.iter().filter(|day| **day + *horizon <= as_of);
        ended.map(|&day| Churn::cohort(settings, self.ledger, day)).collect()
    }

    /// What a model says that learns from them: where they tell it nothing, the share of those who
    /// churned, of everybody.
    fn learned<M: Score<Output = Option<f64>>>(
        &self,
        table: Table<'_>,
        learn: impl Fn(&[Cohort<K>]) -> regulars::Result<M>,
    ) -> regulars::Result<Vec<f64>> {
        let cohorts = self.cohorts(table.as_of())?;
        match learn(&cohorts) {
            Ok(model) => model.map(|silent| silent.unwrap_or(1.0)).score(table),
            Err(error) if matches!(error.kind(), ErrorKind::NoSignal { .. }) => {
                let last = cohorts.last().map_or(0.5, Cohort::base_rate);
                Ok(vec![last; table.len()])
            }
            Err(error) => Err(error),
        }
    }
}

/// What an engine says of each customer: who has never bought is not asked about, and may have any score.
fn scores<K: Key>(name: &str, past: &Past<'_, K>, table: Table<'_>) -> regulars::Result<Vec<f64>> {
    let horizon = past.args.horizon;
    let btyd = || Btyd::new(Family::BgNbd, TimeUnit::Week).fit(table);
    match name {
        "p0" => {
            let model: BtydModel = btyd()?;
            model.p_silent_for(horizon).map(|silent| silent.unwrap_or(1.0)).score(table)
        }
        "p_alive" => btyd()?.p_alive().map(|alive| 1.0 - alive.unwrap_or(0.0)).score(table),
        "scorecard" => past.learned(table, |past| Scorecard::new().fit(past)),
        "logistic" => past.learned(table, |past| Logistic::new().fit(past)),
        _ => {
            let model = Rate::new().fit(table)?;
            model.p_silent_for(horizon).map(|silent| silent.unwrap_or(1.0)).score(table)
        }
    }
}

/// The days to look at, from the first to the last.
fn cutoffs<K: Key>(args: &Args, ledger: &Ledger<K>) -> Result<Vec<Day>> {
    let every = match &args.cutoffs {
        Cutoffs::On(days) => return Ok(days.clone()),
        Cutoffs::Every(days) => *days,
    };
    let view = ledger.as_of(Day::MAX);
    let histories = || view.table().rows().filter_map(|row| row.history());
    let first = histories().map(|history| history.first()).min();
    let last = histories().map(|history| history.last()).max();
    let (Some(first), Some(last)) = (first, last) else {
        return Err("nobody has bought, so there is nothing to look at".to_owned());
    };
    // Whatever is learned wants a horizon to be learned from, and what learns from what became of
    // customers two.
    let earliest = first + args.horizon + args.horizon;
    let days = std::iter::successors(Some(last - args.horizon), |day| Some(*day - every));
    let mut days: Vec<Day> = days.take_while(|day| earliest <= *day).take(MOST).collect();
    days.reverse();
    match days.is_empty() {
        true => Err(format!("records of {} days are too few for --horizon", last.since(first))),
        false => Ok(days),
    }
}
