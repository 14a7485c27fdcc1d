//! What customers bought after a day, beside what a model expected of them on it.

use std::fmt;

use super::histogram::RepeatsBin;
use super::print::{all, heads, number, printed};
use super::{BLOCK, MOST, index, wrong};
use crate::clv::cells::count;
use crate::clv::model::BtydModel;
use crate::day::{Day, Days};
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::language::Language;
use crate::par;
use crate::ruler::Horizon;
use crate::table::{Row, Table};

/// What customers bought in a holdout, beside what a model expected of them before: group by group
/// of customers who were alike.
///
/// A model that is right on average may be wrong for those who bought often and wrong the other way
/// for all others; here that shows. For an honest holdout the model must not have seen it:
/// [`learned_as_of`](Self::learned_as_of) should be the day of the calibration, or earlier.
///
/// Made by [`BtydModel::calibration_by_repeats`] and [`BtydModel::calibration_by_last_age`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Calibration<B> {
    /// The day on which the model was asked: the last before the holdout.
    pub calibrated: Day,
    /// The last day of the holdout.
    pub until: Day,
    /// The day whose customers the model was learned from, if it was learned from a table.
    pub learned_as_of: Option<Day>,
    /// The groups, ascending, with those that are empty.
    pub groups: Vec<CalibrationGroup<B>>,
    /// The customers for whom the model had an answer.
    pub customers: u64,
    /// Those for whom it had none.
    pub refused: u64,
    /// The mean of purchase days in the holdout; nothing if there are no customers.
    pub actual: Option<f64>,
    /// The mean of those expected.
    pub expected: Option<f64>,
}

/// Customers who were alike on the day of the calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CalibrationGroup<B> {
    /// What they have in common.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub bin: B,
    /// The customers for whom the model had an answer; the means are theirs.
    pub customers: u64,
    /// Those for whom it had none.
    pub refused: u64,
    /// The mean of purchase days in the holdout; nothing if there are no customers.
    pub actual: Option<f64>,
    /// The mean of those expected.
    pub expected: Option<f64>,
}

/// Ages at the last purchase, the literature's `t_x`; [`Display`](fmt::Display) writes `14–27`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LastAgeBin {
    /// The least.
    pub from: Days,
    /// The greatest.
    pub to: Days,
}

/// Customers with the same history on the day of the calibration.
#[derive(Clone, Copy)]
struct Alike {
    repeats: u64,
    /// In days, as the age.
    last_age: u64,
    age: u64,
    customers: u64,
    /// What they bought in the holdout.
    actual: u64,
}

/// Sums over customers.
#[derive(Clone, Copy, Default)]
struct Sums {
    customers: u64,
    refused: u64,
    actual: u64,
    expected: f64,
}

/// # Diagnostics
///
/// Whether the model fits; see also [`frequency_histogram`](Self::frequency_histogram),
/// [`tracking`](Self::tracking), [`history_of`](Self::history_of) and [`grid`](Self::grid).
impl BtydModel {
    /// What customers bought after the day `calibrated` and up to the table's, beside what the model
    /// expected of them on it; by how often they had bought again until then: 0, 1, 2 and so on, and
    /// a last group of `most` or more.
    ///
    /// Who had not bought by that day is left out.
    ///
    /// # Formula
    ///
    /// The mean of `E(Y(h) | x, t_x, T)` over the customers of a group, with `h` from `calibrated`
    /// to the table's day, beside that of their purchase days in between.
    ///
    /// # References
    ///
    /// * Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoTimeline`] if the rows do not know their past, [`ErrorKind::Value`] if
    /// `calibrated` is after the table's day, and [`ErrorKind::Param`] for a `most` above 100,000.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{BtydModel, Family};
    /// use regulars::{Currency, Ledger, Money, Purchase, TimeUnit};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// for (who, day) in [("ann", "2024-01-10"), ("ann", "2024-02-05"), ("ann", "2024-07-20"),
    ///                    ("bob", "2024-03-01"), ("cleo", "2024-08-01")] {
    ///     ledger.append([(who, Purchase::new(day.parse()?, Money(4_000)))])?;
    /// }
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let model = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    ///
    /// let calibration = model.calibration_by_repeats(view.table(), "2024-06-30".parse()?, 1)?;
    /// let [once, again] = calibration.groups[..] else { panic!("there are two groups") };
    /// assert_eq!((once.customers, once.actual), (1, Some(0.0)));   // bob
    /// assert_eq!((again.customers, again.actual), (1, Some(1.0))); // ann; cleo came later
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("PlotFreqVsConditionalExpectedFrequency"))]
    #[doc(alias("plot_calibration_purchases_vs_holdout_purchases"))]
    pub fn calibration_by_repeats(
        &self,
        table: Table<'_>,
        calibrated: Day,
        most: u64,
    ) -> Result<Calibration<RepeatsBin>> {
        let bins = RepeatsBin::up_to(most)?;
        let alike = alike(table, calibrated)?;
        let place = |alike: &Alike| RepeatsBin::place(alike.repeats, most);
        self.calibration(table.as_of(), calibrated, &alike, bins, place)
    }

    /// As [`calibration_by_repeats`](Self::calibration_by_repeats), by how old customers were at
    /// their last purchase, in bins of so many days.
    ///
    /// # Errors
    ///
    /// As there, and [`ErrorKind::Param`] for bins of no days or more than 100,000 bins.
    #[doc(alias("PlotRecVsConditionalExpectedFrequency"))]
    pub fn calibration_by_last_age(
        &self,
        table: Table<'_>,
        calibrated: Day,
        every: Days,
    ) -> Result<Calibration<LastAgeBin>> {
        let length = u64::from(every.0);
        if length == 0 {
            return Err(wrong("every", 0, "at least 1 day"));
        }
        let alike = alike(table, calibrated)?;
        let bins = alike.iter().map(|alike| alike.last_age / length + 1).max().unwrap_or_default();
        if MOST < bins {
            return Err(wrong("every", length, "no more than 100000 bins"));
        }
        let starts = (0..).step_by(index(length)).take(index(bins));
        let bins = starts.map(|from: u32| LastAgeBin::starting(from, every)).collect();
        let place = |alike: &Alike| index(alike.last_age / length);
        self.calibration(table.as_of(), calibrated, &alike, bins, place)
    }

    fn calibration<B>(
        &self,
        until: Day,
        calibrated: Day,
        alike: &[Alike],
        bins: Vec<B>,
        place: impl Fn(&Alike) -> usize,
    ) -> Result<Calibration<B>> {
        let horizon = Days(u32::try_from(until.since(calibrated)).unwrap_or(u32::MAX));
        let horizon = Horizon::from(horizon).measured(self.unit())?;
        let mut sums = vec![Sums::default(); bins.len()];
        for (alike, expected) in alike.iter().zip(self.expected_of(alike, horizon)) {
            sums[place(alike)].add(alike, expected);
        }
        let all = sums.iter().fold(Sums::default(), Sums::and);
        let group = |(bin, sums): (B, Sums)| CalibrationGroup {
            bin,
            customers: sums.customers,
            refused: sums.refused,
            actual: sums.mean(count(sums.actual)),
            expected: sums.mean(sums.expected),
        };
        Ok(Calibration {
            calibrated,
            until,
            learned_as_of: self.as_of(),
            groups: bins.into_iter().zip(sums).map(group).collect(),
            customers: all.customers,
            refused: all.refused,
            actual: all.mean(count(all.actual)),
            expected: all.mean(all.expected),
        })
    }

    /// What each of those who are alike is expected to buy within a horizon.
    fn expected_of(&self, alike: &[Alike], horizon: f64) -> Vec<Option<f64>> {
        let time = |days: u64| count(days) / self.unit().days();
        let expected = |alike: &Alike| {
            let Alike { repeats, last_age, age, .. } = *alike;
            self.process().posterior(count(repeats), time(last_age), time(age)).expected(horizon)
        };
        let blocks = par::map_blocks(alike.len(), BLOCK, |range| {
            alike[range].iter().map(expected).collect::<Vec<_>>()
        });
        blocks.concat()
    }
}

/// The customers by their histories on the day `calibrated`.
fn alike(table: Table<'_>, calibrated: Day) -> Result<Vec<Alike>> {
    table.layout().timelines()?;
    if table.as_of() < calibrated {
        let (found, expected) = (Found::Day(calibrated), Expected::UpTo(table.as_of()));
        return Err(ErrorKind::Value { what: "day", found, expected }.into());
    }
    let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
        let key = |row: Row<'_>| {
            let (then, now) = (row.cut_at(calibrated)?.history()?, row.history()?);
            let [last_age, age] = [then.last_age(), then.age()].map(i64::unsigned_abs);
            // Purchase days are all before the cut or after it.
            Some([then.repeats(), last_age, age, now.purchase_days() - then.purchase_days()])
        };
        table.slice(range).rows().filter_map(key).collect::<Vec<[u64; 4]>>()
    });
    let mut keys = blocks.concat();
    par::sort_unstable_by(&mut keys, Ord::cmp);
    let alike = |same: &[[u64; 4]]| {
        let [repeats, last_age, age, _] = same[0];
        let actual = same.iter().map(|key| key[3]).sum();
        Alike { repeats, last_age, age, customers: same.len() as u64, actual }
    };
    Ok(keys.chunk_by(|a, b| a[..3] == b[..3]).map(alike).collect())
}

impl Sums {
    fn add(&mut self, alike: &Alike, expected: Option<f64>) {
        match expected {
            Some(expected) => {
                self.customers += alike.customers;
                self.actual += alike.actual;
                self.expected += count(alike.customers) * expected;
            }
            None => self.refused += alike.customers,
        }
    }

    fn and(self, other: &Self) -> Self {
        Self {
            customers: self.customers + other.customers,
            refused: self.refused + other.refused,
            actual: self.actual + other.actual,
            expected: self.expected + other.expected,
        }
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (0 < self.customers).then(|| sum / count(self.customers))
    }
}

impl LastAgeBin {
    fn starting(from: u32, Days(every): Days) -> Self {
        Self { from: Days(from), to: Days(from.saturating_add(every - 1)) }
    }
}

impl fmt::Display for LastAgeBin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from: Days(from), to: Days(to) } = self;
        f.pad(&if from == to { from.to_string() } else { format!("{from}–{to}") })
    }
}

impl<B: fmt::Display> Calibration<B> {
    /// A table for people: a line for each group, with its customers and the means of what they
    /// bought and of what was expected.
    ///
    /// `Display` gives it in English.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let english = ["group", "customers", "actual", "expected"];
        let mut table = vec![heads(language, english, ["分组", "客户", "实际均值", "预期均值"])];
        for group in &self.groups {
            let [actual, expected] = [group.actual, group.expected].map(|mean| number(mean, 3));
            table.push(vec![group.bin.to_string(), group.customers.to_string(), actual, expected]);
        }
        let [actual, expected] = [self.actual, self.expected].map(|mean| number(mean, 3));
        table.push(vec![all(language), self.customers.to_string(), actual, expected]);
        printed(&table)
    }
}

impl<B: fmt::Display> fmt::Display for Calibration<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
