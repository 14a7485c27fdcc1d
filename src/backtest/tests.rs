#![expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts and days of a few customers, and what must be equal to the bit"
)]

mod leakage;
mod signal;
mod slices;
mod stability;
mod staying;

use super::area::{Asked, area};
use super::*;
use crate::churn::{Churn, Rate};
use crate::day::{Day, Days};
use crate::engine::{Fit, Score};
use crate::error::{ErrorKind, Result};
use crate::ledger::Ledger;
use crate::money::{Currency, Money};
use crate::record::Purchase;
use crate::sim::Shop;
use crate::table::{Row, Table};

fn shop() -> Ledger<u64> {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&Shop::new(2_000).build().unwrap().orders()).unwrap();
    ledger
}

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

fn on(text: &str) -> Day {
    text.parse().unwrap()
}

/// The chance of silence, as a model says it that was learned from the first.
fn rate(learned_from: Table<'_>, scored: Table<'_>) -> Result<Vec<f64>> {
    let model = Rate::new().fit(learned_from)?;
    model.p_silent_for(Days(90)).map(|silent| silent.unwrap_or(1.0)).score(scored)
}

fn settings() -> Churn {
    Churn::new(Days(90))
}

#[test]
fn engines_are_judged_as_their_cohorts_judge_them() {
    let ledger = shop();
    let days = [on("2024-03-31"), on("2024-08-31")];
    let backtest = Backtest::new(settings()).engine("rate", |table| rate(table, table));
    let tested = backtest.run(&ledger, &days).unwrap();
    let mut pairs = 0;
    for (tested, day) in tested.days().iter().zip(days) {
        let cohort = settings().cohort(&ledger, day).unwrap();
        let model = Rate::new().fit(cohort.view().table()).unwrap();
        let silent = model.p_silent_for(Days(90)).map(|silent| silent.unwrap_or(1.0));
        assert_eq!(tested.engine("rate").unwrap(), &cohort.predictions(silent).unwrap());
        assert_eq!(
            (tested.customers(), tested.left_out()),
            (cohort.rows().len(), cohort.left_out())
        );
        pairs += cohort.rows().len();
    }
    assert_eq!(tested.pooled("rate").unwrap().len(), pairs);
    let names: Vec<&str> = tested.days()[0].engines().map(|(name, _)| name).collect();
    assert_eq!(names, ["base_rate", "recency", "frequency", "lateness", "rate"]);
}

/// By hand: three customers on day 100, of whom the second and third are silent until 110.
#[test]
fn baselines_by_hand() {
    let mut ledger = Ledger::new(Currency::EUR);
    let customers = [&[60, 70, 80, 101][..], &[40, 90], &[85], &[86, 200]];
    for (key, days) in customers.iter().enumerate() {
        let purchases = days.iter().map(|&on| (key, Purchase::new(day(on), Money(500))));
        ledger.append(purchases).unwrap();
    }
    let tested = Backtest::new(Churn::new(Days(10))).run(&ledger, &[day(100)]).unwrap();
    let auc = |name| tested.days()[0].engine(name).unwrap().auc().unwrap();
    // On day 90 all four were there, and no one came until 100.
    let base = tested.days()[0].engine("base_rate").unwrap();
    assert_eq!(base.brier().unwrap(), 0.25);
    assert_eq!(auc("base_rate"), 0.5);
    // 20 days of silence before the buyer, and 10, 15, 14 before the others.
    assert_eq!(auc("recency"), 0.0);
    // Three purchase days, against two and one.
    assert_eq!(auc("frequency"), 1.0);
    // Two of her gaps, against a fifth of 50 days, and parts of the median gap of 50.
    assert_eq!(auc("lateness"), 0.0);
}

/// An engine that would tell churn from what came later has nothing to tell it from.
#[test]
fn engines_see_no_future_and_noise_has_no_signal() {
    let ledger = shop();
    let days = [on("2024-08-31")];
    let noise = |table: Table<'_>| {
        // A hash of the first day and revenue, which says nothing of what comes.
        let score = |row: Row<'_>| {
            let seed = row.revenue().0.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (seed >> 40) as f64
        };
        Ok(table.rows().map(score).collect())
    };
    let future = |table: Table<'_>| {
        let until = |row: Row<'_>| {
            let days = row.timeline().unwrap().iter().map(|total| total.day);
            let later = days.filter(|day| on("2024-08-31") < *day).count();
            -f64::from(u8::try_from(later).unwrap())
        };
        Ok(table.rows().map(until).collect())
    };
    let backtest = Backtest::new(settings()).engine("noise", noise).engine("future", future);
    let tested = backtest.run(&ledger, &days).unwrap();
    let (low, high) = tested.days()[0].engine("noise").unwrap().auc_interval(0.999).unwrap();
    assert!(low < 0.5 && 0.5 < high, "{low} {high}");
    assert_eq!(tested.pooled("future").unwrap().auc().unwrap(), 0.5);
}

#[test]
fn what_cannot_be_tested_is_refused() {
    let ledger = shop();
    let days = [on("2024-08-31")];
    let kind = |backtest: Backtest<'_>, days: &[Day]| {
        backtest.run(&ledger, days).unwrap_err().kind().clone()
    };
    let none = |_: Table<'_>| Ok(Vec::new());
    let length = kind(Backtest::new(settings()).engine("short", none), &days);
    assert!(matches!(length, ErrorKind::Length { found: 0, .. }), "{length:?}");
    let twice = kind(Backtest::new(settings()).engine("recency", none), &days);
    assert!(matches!(twice, ErrorKind::TwoNames { what: "engines", .. }), "{twice:?}");
    let empty = kind(Backtest::new(settings()), &[]);
    assert!(matches!(empty, ErrorKind::TooLittle { what: "days", .. }), "{empty:?}");
    let (one, other) = (on("2024-08-31"), on("2024-06-30"));
    let twice = Backtest::new(settings()).run(&ledger, &[one, other, one]).unwrap_err();
    assert_eq!(twice.to_string(), "day: found 2024-08-31, expected a day that is given once");
    let late = kind(Backtest::new(settings()), &[on("2024-12-30")]);
    assert!(matches!(late, ErrorKind::Value { what: "day", .. }), "{late:?}");
    let nan = |table: Table<'_>| Ok(vec![f64::NAN; table.len()]);
    let nan = kind(Backtest::new(settings()).engine("nan", nan), &days);
    assert!(matches!(nan, ErrorKind::Cell { .. }), "{nan:?}");
    let twice = Slicings::new().by("of one name", |_, _| "a").by("of one name", |_, _| "b");
    let twice = Backtest::new(settings()).run_by(&ledger, &days, &twice).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "two slicings are named `of one name`, expected one of each name"
    );
    let learner = Backtest::new(settings()).learner("rate", rate).engine("rate_once", none);
    assert!(
        matches!(kind(learner, &days), ErrorKind::TwoNames { name, .. } if name == "rate_once")
    );
    let tested = Backtest::new(settings()).run(&ledger, &days).unwrap();
    assert!(tested.days()[0].engine("rate").is_none());
}

#[test]
fn a_name_that_there_is_not_is_told_with_those_that_there_are() {
    let ledger = shop();
    let backtest = || Backtest::new(settings()).learner("rate", rate);
    let days = [on("2024-08-31")];
    let tested = backtest().run(&ledger, &days).unwrap();
    let none = ErrorKind::NoName {
        what: "engine",
        name: "rates".to_owned(),
        names: ["base_rate", "recency", "frequency", "lateness", "rate", "rate_once"]
            .map(str::to_owned)
            .to_vec(),
    };
    assert_eq!(*tested.signal("rates", 0.95).unwrap_err().kind(), none);
    assert_eq!(*tested.days()[0].signal("rates", 0.95).unwrap_err().kind(), none);
    assert_eq!(
        tested.pooled("rates").unwrap_err().to_string(),
        "there is no engine named `rates`, expected one of `base_rate`, `recency`, `frequency`, \
         `lateness`, `rate`, `rate_once`"
    );
    assert_eq!(
        tested.staying_power("recency").unwrap_err().to_string(),
        "there is no learner named `recency`, expected `rate`"
    );
    assert_eq!(
        tested.slices("tier", "rate").unwrap_err().to_string(),
        "there is no slicing named `tier`, as there are none"
    );
    let slicings = Slicings::new().by("tenure", |_, _| "any").by("region", |_, _| "any");
    let tested = backtest().run_by(&ledger, &days, &slicings).unwrap();
    assert_eq!(
        tested.slices("tier", "rate").unwrap_err().to_string(),
        "there is no slicing named `tier`, expected one of `tenure`, `region`"
    );
    let unknown = tested.slices("tenure", "rates").unwrap_err();
    assert!(matches!(unknown.kind(), ErrorKind::NoName { what: "engine", .. }), "{unknown}");
}
