//! How long customers are silent, and how many come back: what limits are learned from.

use crate::day::{Day, Days};
use crate::error::{ErrorKind, Found, Result};
use crate::metric::{KaplanMeier, Spell, Spells};
use crate::par;
use crate::table::{Needs, Row, Table};

/// So many must have been silent for long enough before a return rate is learned from them.
const LEAST: u64 = 30;

/// The silences of a table's customers: from each purchase day to the next, and from the last to the
/// table's day, which is not known to have ended.
///
/// # Examples
///
/// ```
/// use regulars::lifecycle::Silences;
/// use regulars::{Currency, Day, Days, Ledger, Money, Purchase};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for (who, day) in [("ann", 1), ("ann", 11), ("bob", 1), ("cleo", 1)] {
///     let day = Day::from_ymd(2024, 1, day).unwrap();
///     ledger.append([(who, Purchase::new(day, Money(500)))])?;
/// }
/// let silences = Silences::of(ledger.as_of("2024-03-01".parse()?).table())?;
/// assert_eq!((silences.customers(), silences.usual_gap()), (3, Some(10.0)));
/// // Of four silences, two of them Ann's, one ended within 30 days, and none that lasted longer than 10.
/// let rate = |silent| silences.return_rate(Days(silent), Days(30));
/// assert_eq!((rate(0), rate(10)), (Some(0.25), Some(0.0)));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Silences {
    as_of: Day,
    customers: u64,
    curve: KaplanMeier,
    usual_gap: Option<f64>,
}

/// What a block of customers adds to them.
#[derive(Default)]
struct Block {
    spells: Spells,
    customers: u64,
    back: u64,
    // The sum over those who came back of their mean gaps.
    gaps: f64,
}

impl Silences {
    /// The silences of all customers who have bought.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoTimeline`] if the rows do not know their past.
    pub fn of(table: Table<'_>) -> Result<Self> {
        table.layout().meets(&Needs::none().timelines())?;
        let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
            let mut block = Block::default();
            table.slice(rows).rows().for_each(|row| block.add(row));
            block
        });
        let mut all = Block::default();
        for block in blocks {
            all.spells.merge(&block.spells)?;
            all.customers += block.customers;
            all.back += block.back;
            all.gaps += block.gaps;
        }
        #[expect(clippy::cast_precision_loss, reason = "a mean needs no more digits")]
        let usual_gap = (0 < all.back).then(|| all.gaps / all.back as f64);
        let curve = KaplanMeier::of(&all.spells);
        Ok(Self { as_of: table.as_of(), customers: all.customers, curve, usual_gap })
    }

    /// The day up to which they are known.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// The customers who have bought.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// The silences that ended with a purchase: the gaps between purchase days.
    #[must_use]
    pub fn gaps(&self) -> u64 {
        self.curve.ended()
    }

    /// The mean, over the customers who have come back, of their mean gaps in days; `None` if nobody
    /// has. Gaps that have not ended are not in it.
    #[must_use]
    pub fn usual_gap(&self) -> Option<f64> {
        self.usual_gap
    }

    /// How long silences last, those that have not ended among them.
    #[must_use]
    pub fn curve(&self) -> &KaplanMeier {
        &self.curve
    }

    /// Of customers who have been silent for `silent` days and did not buy on the last of them, how
    /// many buy again within so many days more; `None` where no silence was seen for so long.
    ///
    /// # Formula
    ///
    /// `1 − S(silent + within) / S(silent)`, with `S` of [`curve`](Self::curve). Each silence counts,
    /// so that those who buy often count often.
    #[must_use]
    pub fn return_rate(&self, silent: Days, within: Days) -> Option<f64> {
        self.curve.ends_within(silent.0, within.0)
    }

    /// The shortest gap that covers this share of all gaps.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if there is no gap.
    pub fn gap_covering(&self, share: f64) -> Result<Days> {
        let rank = rank(share, self.gaps());
        let mut below = 0;
        let covering = self.curve.steps().iter().find(|step| {
            below += step.ended;
            0 < step.ended && rank <= below
        });
        let none = || ErrorKind::TooLittle { what: "gaps between purchases", found: 0, needed: 1 };
        Ok(covering.map(|step| Days(step.days)).ok_or_else(none)?)
    }

    /// The shortest silence after which fewer than `below` return, and none longer after which more do, as
    /// far as at least 30 silences tell and beyond what chance explains (one-sided, at 0.05): where
    /// customers buy in rhythm, few return within days of a purchase, and many a little later.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] for fewer than 30 silences, and [`ErrorKind::Value`] if there is none
    /// such, with the share who return after the longest silence that 30 have reached.
    pub fn shortest_below(&self, below: f64, within: Days) -> Result<Days> {
        // The rate changes where a silence ends, now or at the end of the time to return.
        let ends = self.curve.steps().iter().map(|step| step.days);
        let mut days: Vec<u32> = ends
            .flat_map(|end| [Some(end), end.checked_sub(within.0)])
            .flatten()
            .chain([0])
            .collect();
        days.sort_unstable();
        days.dedup();
        let silent = |days: u32| self.curve.at_risk(days.saturating_add(1));
        let rates = days.into_iter().rev().filter(|&days| LEAST <= silent(days));
        let mut rates =
            rates.filter_map(|days| Some((days, self.return_rate(Days(days), within)?))).peekable();
        let Some(&(_, last)) = rates.peek() else {
            let (what, found) = ("silences", silent(0));
            return Err(ErrorKind::TooLittle { what, found, needed: LEAST }.into());
        };
        // Of few silences a rate is above by chance: only what has one chance in 20 tells.
        let known = |days| f64::from(u32::try_from(silent(days)).unwrap_or(u32::MAX));
        let chance = |days| 1.645 * (below * (1.0 - below) / known(days)).sqrt();
        let held = rates.take_while(|&(days, rate)| rate <= below + chance(days));
        let few = held.filter(|&(_, rate)| rate < below).last();
        let expected = "a share below the limit's: a larger limit, or a longer past, would do";
        let what = "share who return after the longest silence that 30 have reached";
        let wrong =
            || ErrorKind::Value { what, found: Found::Number(last), expected: expected.into() };
        Ok(few.map(|(days, _)| Days(days)).ok_or_else(wrong)?)
    }
}

impl Block {
    fn add(&mut self, row: Row<'_>) {
        let Some(history) = row.history() else { return };
        let mut last: Option<Day> = None;
        for day in purchase_days(row) {
            if let Some(last) = last {
                self.spells.add(Spell { days: between(last, day), ended: true });
            }
            last = Some(day);
        }
        let days = between(history.last(), row.as_of());
        self.spells.add(Spell { days, ended: false });
        self.customers += 1;
        if let Some(gap) = history.mean_gap() {
            self.back += 1;
            self.gaps += gap;
        }
    }
}

/// The days on which a customer bought, in order.
pub(super) fn purchase_days(row: Row<'_>) -> impl Iterator<Item = Day> {
    let totals = row.timeline().into_iter().flat_map(|timeline| timeline.iter());
    totals.filter(|total| 0 < total.orders).map(|total| total.day)
}

/// The days from one day to a later one.
pub(super) fn between(earlier: Day, later: Day) -> u32 {
    later.since(earlier).max(0).try_into().unwrap_or(u32::MAX)
}

/// The place of a quantile among `count`, from 1: the first at which the share is reached.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank is from 1 to `count`"
)]
pub(super) fn rank(share: f64, count: u64) -> u64 {
    // A product that is a whole number but for its rounding is that number.
    let rank = (share * count as f64 * (1.0 - 1e-14)).ceil() as u64;
    rank.clamp(1, count.max(1))
}
