//! How surely scores tell who churned from who did not, on days that share customers.

use super::tested::{Tested, TestedDay};
use crate::error::{ErrorKind, Found, Result};
use crate::report::normal_distance;

/// The fewest customers of either kind from which an area is judged.
pub(super) const LEAST_OF_EACH: usize = 10;

/// The area under the curve of an engine, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AreaUnderCurve {
    /// The area: the share of pairs of customers on one day, one who churned and one who did not, of whom
    /// the first has the higher score, ties counted as half.
    pub auc: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The customers, each counted once.
    pub customers: u64,
}

/// What is asked of one customer on one day.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) customer: u32,
    pub(super) score: f64,
    pub(super) churned: bool,
}

/// An area, and whom it is of.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) auc: f64,
    pub(super) standard_error: f64,
    pub(super) customers: u64,
}

impl TestedDay {
    /// Whether an engine's scores tell who churned: whether the lower end of the interval of its area under
    /// the curve, by DeLong's method and of so high a `level`, such as 0.95, is above a half. A base rate
    /// has an area of a half, as it says the same of everybody.
    ///
    /// Of scores that know nothing about `(1 − level)/2` have one, which is one in forty at a level of 0.95.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSignal`] if it is not; [`ErrorKind::NoName`] for an engine that was not tested;
    /// [`ErrorKind::Param`] for a level that is not between 0 and 1; and [`ErrorKind::TooLittle`] unless
    /// ten customers churned, and ten did not.
    pub fn signal(&self, engine: &str, level: f64) -> Result<AreaUnderCurve> {
        signal(&[self.asked(engine, |_| true)?], level)
    }

    /// What an engine said of those rows that are kept.
    pub(super) fn asked(&self, engine: &str, keep: impl Fn(usize) -> bool) -> Result<Vec<Asked>> {
        let scores = &self.judged(engine)?.scores;
        let all = self.customers.iter().zip(scores).zip(&self.churned).enumerate();
        let kept = all.filter(|(row, _)| keep(*row));
        let asked =
            kept.map(|(_, ((&customer, &score), &churned))| Asked { customer, score, churned });
        Ok(asked.collect())
    }
}

impl Tested {
    /// Whether an engine's scores tell who churned, on all days together: as [`TestedDay::signal`], of pairs
    /// of customers on the same day. So no engine has a signal for telling days apart, in one of which
    /// more customers churned than in another.
    ///
    /// # Formula
    ///
    /// ```text
    /// A = Σ C / Σ e·o,   standard error √(Σ T²) / Σ e·o
    /// ```
    ///
    /// over days with `e` customers who churned, `o` who did not, and `C` pairs in order. `T` is of a customer,
    /// over all of their days: `√(e/(e − 1))·(c − A·o)` where they churned and `c` of the others have lower
    /// scores, and `√(o/(o − 1))·(c − A·e)` where they did not and `c` of those who did have higher ones.
    /// Of one day this is DeLong's. Days with fewer than two of either are left out.
    ///
    /// # References
    ///
    /// DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988). Obuchowski, "Nonparametric analysis of
    /// clustered ROC curve data", Biometrics 53 (1997).
    ///
    /// # Errors
    ///
    /// As [`TestedDay::signal`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Ledger};
    /// use regulars::ErrorKind;
    /// use regulars::backtest::Backtest;
    /// use regulars::churn::Churn;
    ///
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let days = ["2024-06-30".parse()?, "2024-09-30".parse()?];
    /// let tested = Backtest::new(Churn::new(Days(60))).run(&ledger, &days)?;
    /// let found = tested.signal("lateness", 0.95)?;
    /// assert!(0.5 < found.low && found.low < found.auc);
    /// // The base rate tells the days apart, and not the customers.
    /// let none = tested.signal("base_rate", 0.95).unwrap_err();
    /// assert!(matches!(none.kind(), ErrorKind::NoSignal { auc: 0.5, .. }));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn signal(&self, engine: &str, level: f64) -> Result<AreaUnderCurve> {
        let days: Result<Vec<_>> =
            self.days.iter().map(|day| day.asked(engine, |_| true)).collect();
        signal(&days?, level)
    }
}

fn signal(days: &[Vec<Asked>], level: f64) -> Result<AreaUnderCurve> {
    let expected = "a number between 0 and 1";
    let wrong = || ErrorKind::Param { name: "level", found: Found::Number(level), expected };
    let far = normal_distance(level).ok_or_else(wrong)?;
    enough(days)?;
    let Area { auc, standard_error, customers } = area(days)?;
    let (low, high) =
        ((auc - far * standard_error).max(0.0), (auc + far * standard_error).min(1.0));
    if low <= 0.5 {
        return Err(ErrorKind::NoSignal { auc, low, high, customers }.into());
    }
    Ok(AreaUnderCurve { auc, standard_error, low, high, customers })
}

/// Whether there are customers enough of either kind.
pub(super) fn enough(days: &[Vec<Asked>]) -> Result<()> {
    let kinds = [(true, "customers who churned"), (false, "customers who did not churn")];
    for (churned, what) in kinds {
        let of_kind = days.iter().flatten().filter(|asked| asked.churned == churned);
        let found = distinct(of_kind);
        if found < LEAST_OF_EACH {
            let (found, needed) = (found as u64, LEAST_OF_EACH as u64);
            return Err(ErrorKind::TooLittle { what, found, needed }.into());
        }
    }
    Ok(())
}

pub(super) fn distinct<'a>(asked: impl Iterator<Item = &'a Asked>) -> usize {
    let mut customers: Vec<u32> = asked.map(|asked| asked.customer).collect();
    customers.sort_unstable();
    customers.dedup();
    customers.len()
}

/// The area over days, by the formula of [`Tested::signal`].
pub(super) fn area(days: &[Vec<Asked>]) -> Result<Area> {
    let days: Vec<Ranked> = days.iter().filter_map(|day| Ranked::new(day)).collect();
    let pairs: f64 = days.iter().map(|day| day.events * day.others).sum();
    if days.is_empty() {
        let what = "days with two customers of either kind";
        return Err(ErrorKind::TooLittle { what, found: 0, needed: 1 }.into());
    }
    let auc = (days.iter().map(|day| day.in_order).sum::<f64>() / pairs).min(1.0);
    let mut parts: Vec<(u32, f64)> = days.iter().flat_map(|day| day.parts(auc)).collect();
    // Of one customer in one order, whatever that of the rows was.
    parts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let of_customers = parts.chunk_by(|a, b| a.0 == b.0);
    let squares = of_customers.clone().map(|own| {
        let sum: f64 = own.iter().map(|part| part.1).sum();
        sum * sum
    });
    let standard_error = squares.sum::<f64>().sqrt() / pairs;
    Ok(Area { auc, standard_error, customers: of_customers.count() as u64 })
}

/// One day's customers, each with the number of those of the other kind who are in order with them.
struct Ranked {
    events: f64,
    others: f64,
    in_order: f64,
    rows: Vec<(u32, bool, f64)>,
}

impl Ranked {
    /// Nothing with fewer than two customers of either kind.
    fn new(day: &[Asked]) -> Option<Self> {
        let all_events = day.iter().filter(|asked| asked.churned).count();
        let (all_events, all_others) = (number(all_events), number(day.len() - all_events));
        if all_events < 2.0 || all_others < 2.0 {
            return None;
        }
        let mut sorted = day.to_vec();
        sorted.sort_unstable_by(|a, b| (a.score + 0.0).total_cmp(&(b.score + 0.0)));
        let (mut events, mut others, mut in_order) = (0.0, 0.0, 0.0);
        let mut rows = Vec::with_capacity(day.len());
        for tied in sorted.chunk_by(|a, b| (a.score + 0.0).total_cmp(&(b.score + 0.0)).is_eq()) {
            let own_events = number(tied.iter().filter(|asked| asked.churned).count());
            let own_others = number(tied.len()) - own_events;
            let below = others + 0.5 * own_others;
            let above = all_events - events - 0.5 * own_events;
            rows.extend(tied.iter().map(|asked| {
                (asked.customer, asked.churned, if asked.churned { below } else { above })
            }));
            in_order += own_events * below;
            events += own_events;
            others += own_others;
        }
        Some(Self { events: all_events, others: all_others, in_order, rows })
    }

    /// What each customer adds to the area.
    fn parts(&self, auc: f64) -> impl Iterator<Item = (u32, f64)> {
        let Self { events, others, .. } = *self;
        let of_events = (events / (events - 1.0)).sqrt();
        let of_others = (others / (others - 1.0)).sqrt();
        self.rows.iter().map(move |&(customer, churned, in_order)| {
            let part = if churned {
                of_events * (in_order - auc * others)
            } else {
                of_others * (in_order - auc * events)
            };
            (customer, part)
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
fn number(rows: usize) -> f64 {
    rows as f64
}
