//! Whom to call and whom to win back, every night anew: `watch_list --help` says how.
//!
//! Everything that a service would do is in [`tonight`]; the rest reads flags and files.

mod args;
#[path = "../common/mod.rs"]
mod common;
mod output;

use std::fmt::Display;
use std::process::ExitCode;

use regulars::churn::{EarlyWarning, Signal, Warnings, WinBack, WinBackOffer};
use regulars::sim::{DeclineOf, Shop, ShopLog};
use regulars::{
    AnyOrders, Day, Days, ErrorKind, Fit, Key, Ledger, Money, Orders, Score, Table, from_fn,
};

use crate::args::Args;
use crate::common::{Result, read, say};

/// Within so many days lapsed customers are asked back.
const HORIZON: Days = Days(90);

fn main() -> ExitCode {
    common::exit(
        "watch_list",
        Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))),
    )
}

/// What came of a night.
pub(crate) struct Tonight {
    /// Of each customer, what every test says.
    pub(crate) signals: Vec<Vec<Signal>>,
    pub(crate) warnings: Warnings,
    /// Of each customer who has lapsed, what an offer is worth; nothing where too few have, to tell
    /// how many return.
    pub(crate) offers: Option<Vec<Option<WinBackOffer>>>,
}

fn tonight(args: &Args, table: Table<'_>) -> regulars::Result<Tonight> {
    let signals = EarlyWarning::new().fit(table)?.score(table)?;
    let warnings = Warnings::control(&signals, args.false_discoveries)?;

    let settings = WinBack::new(HORIZON).lapsed_after(args.lapsed_after);
    // Who returns is taken to spend what they have spent on a purchase day so far.
    let value = from_fn(|row| {
        let own = row.history()?;
        Some(args.margin * minor(own.revenue()) / count(own.purchase_days()))
    });
    let offers = match settings.due_to_offer(args.due_to_offer).fit(table) {
        Ok(model) => Some(model.offers(value, minor(args.offer_cost))?.score(table)?),
        Err(error) if matches!(error.kind(), ErrorKind::TooLittle { .. }) => None,
        Err(error) => return Err(error),
    };
    Ok(Tonight { signals, warnings, offers })
}

fn run(args: &Args) -> Result<()> {
    match &args.input {
        None => watch(args, &shop().map_err(sentence)?.orders()),
        Some(input) => match read(input)? {
            AnyOrders::Numbers(orders) => watch(args, &orders),
            AnyOrders::Text(orders) => watch(args, &orders),
        },
    }
}

fn watch<K: Key + Display>(args: &Args, orders: &Orders<'_, K>) -> Result<()> {
    let mut ledger = Ledger::new(args.policy());
    ledger.load(orders).map_err(sentence)?;
    let as_of = args.as_of.or_else(|| last(&ledger));
    let as_of = as_of.ok_or("nobody has bought, so there is no day to look at")?;
    let view = ledger.as_of(as_of);
    let tonight = tonight(args, view.table()).map_err(sentence)?;
    say(output::report(args, &view, &tonight))
}

/// The last day on which anybody bought.
fn last<K: Key>(ledger: &Ledger<K>) -> Option<Day> {
    let view = ledger.as_of(Day::MAX);
    view.table().rows().filter_map(|row| Some(row.history()?.last())).max()
}

/// A grocery, of whose customers some spend half as much from a day on, some return more, and some fall
/// silent for seven to twelve months.
fn shop() -> regulars::Result<ShopLog> {
    let day: Day = "2024-10-03".parse()?;
    let (first, last) = ("2023-07-01".parse()?, "2024-06-30".parse()?);
    Shop::grocery(2_000)
        .returns(1.0, 19.0, Days(7))
        .declines(DeclineOf::Spend(0.5), 0.05, day..=day)
        .declines(DeclineOf::Returns(0.7), 0.05, day..=day)
        .lapses(0.2, first..=last, Days(210)..=Days(365))
        .build()
}

fn sentence(error: regulars::Error) -> String {
    error.to_string()
}

#[expect(clippy::cast_precision_loss, reason = "cents of 15 digits are exact")]
pub(crate) fn minor(money: Money) -> f64 {
    money.0 as f64
}

#[expect(clippy::cast_precision_loss, reason = "purchase days of one customer")]
fn count(days: u64) -> f64 {
    days as f64
}
