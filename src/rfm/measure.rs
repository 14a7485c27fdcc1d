//! What R, F and M are measured by.

use crate::history::History;
use crate::table::{Numbers, Table};

/// What F counts.
///
/// Two orders on one day may be one visit to the shop, split by its till. Then purchase days are
/// the better count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Count {
    /// All orders.
    #[default]
    Orders,
    /// The days with an order.
    PurchaseDays,
    /// The days with an order after the first: the literature's `x`.
    Repeats,
}

/// What M sums up, returns taken off.
///
/// The total rises with every order, so that M says again much of what F says. A mean does not. Means
/// are compared to 1/1024 of a minor unit, rounded up, and above 9·10¹⁵ minor units they count as that
/// many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Spend {
    /// All revenue.
    #[default]
    Total,
    /// The revenue divided by the number of orders.
    MeanPerOrder,
    /// The revenue divided by the number of days with an order.
    MeanPerPurchaseDay,
}

impl Count {
    /// Of so many orders on so many days.
    #[inline]
    pub(super) fn value(self, orders: i64, purchase_days: i64) -> i64 {
        match self {
            Self::Orders => orders,
            Self::PurchaseDays => purchase_days,
            Self::Repeats => purchase_days - 1,
        }
    }
}

/// The parts of a minor unit that means are compared in. A power of two, so that edges turn into
/// parts and back without rounding.
const PARTS: i64 = 1 << 10;

impl Spend {
    /// How many parts of a minor unit its values are counted in.
    pub(super) fn unit(self) -> f64 {
        match self {
            Self::Total => 1.0,
            #[expect(clippy::cast_precision_loss, reason = "a power of two is exact")]
            Self::MeanPerOrder | Self::MeanPerPurchaseDay => PARTS as f64,
        }
    }

    /// In parts of a minor unit. A mean is rounded up to the next part, so that it is above an edge
    /// of whole parts exactly if it was so before.
    #[inline]
    pub(super) fn value(self, revenue: i64, orders: i64, purchase_days: i64) -> i64 {
        match self {
            Self::Total => revenue,
            Self::MeanPerOrder => mean(revenue, orders),
            Self::MeanPerPurchaseDay => mean(revenue, purchase_days),
        }
    }

    /// Of so much revenue, and the orders and days of a history.
    pub(super) fn of(self, revenue: i64, history: History) -> i64 {
        let [orders, days] = [history.orders(), history.purchase_days()].map(u64::cast_signed);
        self.value(revenue, orders, days)
    }

    /// The least revenue on the orders and days of a history that [comes](Self::of) to at least
    /// `parts`.
    pub(super) fn least_revenue(self, parts: i64, history: History) -> Option<i64> {
        let count = match self {
            Self::Total => return Some(parts),
            Self::MeanPerOrder => history.orders(),
            Self::MeanPerPurchaseDay => history.purchase_days(),
        };
        // Rounded up it is `parts` or more as soon as it is above the part before.
        let above = (i128::from(parts) - 1) * i128::from(count);
        i64::try_from(above.div_euclid(PARTS.into()) + 1).ok()
    }
}

/// In parts, rounded up; what would not fit is the greatest number that does, or the least.
#[inline]
pub(super) fn mean(revenue: i64, count: i64) -> i64 {
    let up = |parts: i64| parts.div_euclid(count) + i64::from(parts.rem_euclid(count) != 0);
    match revenue.checked_mul(PARTS) {
        Some(parts) => up(parts),
        None => {
            let (parts, count) = (i128::from(revenue) * i128::from(PARTS), i128::from(count));
            let up = parts.div_euclid(count) + i128::from(parts.rem_euclid(count) != 0);
            i64::try_from(up).unwrap_or(if revenue < 0 { i64::MIN } else { i64::MAX })
        }
    }
}

/// The customers of a table who have bought.
#[derive(Clone, Copy)]
pub(super) struct Buyers<'a> {
    pub(super) table: Table<'a>,
    pub(super) count: Count,
    pub(super) spend: Spend,
}

impl Buyers<'_> {
    /// The days since their last orders.
    pub(super) fn days(self) -> Vec<i64> {
        let today = i64::from(self.table.as_of().number());
        self.values(|numbers, i| today - i64::from(numbers.last[i]))
    }

    pub(super) fn counts(self) -> Vec<i64> {
        self.values(|numbers, i| self.count.value(numbers.orders[i], numbers.purchase_days[i]))
    }

    pub(super) fn spends(self) -> Vec<i64> {
        self.values(|Numbers { orders, purchase_days, revenue, .. }, i| {
            self.spend.value(revenue[i], orders[i], purchase_days[i])
        })
    }

    fn values(self, value: impl Fn(&Numbers<'_>, usize) -> i64) -> Vec<i64> {
        let numbers = self.table.numbers();
        let mut values = Vec::with_capacity(numbers.orders.len());
        let buyers = (0..numbers.orders.len()).filter(|&i| numbers.orders[i] != 0);
        values.extend(buyers.map(|i| value(&numbers, i)));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(revenue: i64, count: i64, parts: i64) {
        assert_eq!(mean(revenue, count), parts);
    }

    #[test]
    fn means_are_rounded_up() {
        check(0, 3, 0);
        check(100, 3, 34_134); // 34,133⅓
        check(-100, 3, -34_133);
        check(100, 4, 25 * 1_024);
        check(i64::MAX, 1, i64::MAX);
        check(i64::MIN, 1, i64::MIN);
        check(i64::MAX, 1_024, i64::MAX);
        check(i64::MIN, i64::MAX, -1_024);
    }
}
