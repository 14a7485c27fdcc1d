//! What a model said of one customer as time went on.

use super::{MOST, out_of_reach, wrong};
use crate::clv::cells::measured;
use crate::clv::model::BtydModel;
use crate::day::{Day, Days};
use crate::error::{ErrorKind, Result};
use crate::table::Row;

/// How likely it was, on a day, that a customer was one still.
///
/// Made by [`BtydModel::history_of`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AlivePoint {
    /// The day.
    pub day: Day,
    /// The probability, as the model tells it from what was known on that day.
    pub p_alive: f64,
    /// The purchase days up to and with that day.
    pub purchase_days: u64,
    /// Whether that day is one of them.
    pub bought: bool,
}

impl BtydModel {
    /// How likely it was that the customer was one still, from the first purchase on: on each
    /// purchase day, every so many days after it, and on the row's own day.
    ///
    /// The line falls while the customer is silent, the faster the oftener they bought, and starts
    /// afresh with each purchase. A prospect has no points.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoTimeline`] if the row does not know its past, [`ErrorKind::Param`] for steps
    /// of no days or more than 100,000 steps, and [`ErrorKind::OutOfReach`].
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{BtydModel, Family};
    /// use regulars::{Currency, Days, Ledger, Money, Purchase, TimeUnit};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// for day in ["2024-03-01", "2024-03-11"] {
    ///     ledger.append([("ann", Purchase::new(day.parse()?, Money(4_000)))])?;
    /// }
    /// let model = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    ///
    /// let ann = ledger.row_at("ann", "2024-04-05".parse()?);
    /// let path = model.history_of(ann.row(), Days(14))?;
    /// let days: Vec<String> = path.iter().map(|point| point.day.to_string()).collect();
    /// assert_eq!(days, ["2024-03-01", "2024-03-11", "2024-03-25", "2024-04-05"]);
    /// assert_eq!(path[0].p_alive, 1.0); // BG/NBD: nobody leaves at the first purchase
    /// assert!(path[3].p_alive < path[2].p_alive && path[2].p_alive < path[1].p_alive);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("calculate_alive_path", "plot_history_alive"))]
    pub fn history_of(&self, row: Row<'_>, every: Days) -> Result<Vec<AlivePoint>> {
        let Some(history) = row.history() else { return Ok(Vec::new()) };
        let timeline = row.timeline().ok_or(ErrorKind::NoTimeline)?;
        let length = u64::from(every.0);
        if length == 0 {
            return Err(wrong("every", 0, "at least 1 day"));
        }
        if MOST < history.age().unsigned_abs() / length {
            return Err(wrong("every", length, "no more than 100000 steps"));
        }
        let bought = timeline.iter().filter(|total| 0 < total.orders).map(|total| total.day);
        let bought: Vec<Day> = bought.collect();
        let days = days(&bought, every, row.as_of());
        days.into_iter().map(|day| self.point(row, day, &bought)).collect()
    }

    fn point(&self, row: Row<'_>, day: Day, bought: &[Day]) -> Result<AlivePoint> {
        let then = row.cut_at(day).and_then(Row::history).ok_or(ErrorKind::NoTimeline)?;
        let (x, t_x, t) = measured(then, self.unit());
        let p_alive = self.process().posterior(x, t_x, t).p_alive();
        let p_alive = p_alive.ok_or_else(|| out_of_reach("the probability of being a customer"))?;
        let (purchase_days, bought) = (then.purchase_days(), bought.binary_search(&day).is_ok());
        Ok(AlivePoint { day, p_alive, purchase_days, bought })
    }
}

/// Each purchase day with the days after it in steps up to the next, and the last day.
fn days(bought: &[Day], every: Days, as_of: Day) -> Vec<Day> {
    let mut days = Vec::new();
    for (i, &from) in bought.iter().enumerate() {
        let next = bought.get(i + 1).copied().unwrap_or(as_of);
        // Where a calendar ends, so do steps: the day after the last is the last.
        let step = |day: &Day| Some(*day + every).filter(|&after| *day < after && after < next);
        days.extend(std::iter::successors(Some(from), step));
    }
    if days.last().is_some_and(|&last| last < as_of) {
        days.push(as_of);
    }
    days
}
