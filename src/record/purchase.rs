//! A purchase or a return, as a caller hands it over.

use chrono::{DateTime, FixedOffset, TimeZone};

use crate::day::Day;
use crate::error::{ErrorKind, Found, Result};
use crate::money::Money;
use crate::personal::Label;

/// A purchase; a return if its amount is negative.
///
/// Amounts are in the minor units of the ledger's currency, after discounts. Whose purchase
/// it is stands beside the record, as the key under which it is appended.
///
/// # Examples
///
/// ```
/// use regulars::{Day, Money, Purchase};
///
/// let day: Day = "2024-05-17".parse()?;
/// let purchase = Purchase::new(day, Money(4_990))
///     .order_id("A-1001")
///     .discount(Money(500))
///     .category("garden")
///     .channel("web");
/// let refund = Purchase::new(day, Money(-4_990)).order_id("A-1001");
/// assert!(refund.is_return() && !purchase.is_return());
/// # Ok::<(), regulars::Error>(())
/// ```
///
/// With the feature `serde` it reads like this, `amount` in minor units, with `time` as in RFC 3339
/// in the place of `day` for an instant, and with `recorded`, `discount`, `cost`, `category` and
/// `channel` where they are known:
///
/// ```text
/// {"day": "2024-05-17", "amount": 4990, "order_id": "A-1001"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a purchase does nothing until it is appended to a ledger"]
pub struct Purchase {
    pub(crate) when: When,
    pub(crate) amount: Money,
    pub(crate) order_id: Option<Label>,
    pub(crate) recorded: Option<Day>,
    pub(crate) details: Details,
}

/// When something happened: on a day of the business, or at an instant anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// A day in the business's own time zone.
    Day(Day),
    /// A moment, wherever its clock stood.
    Instant(DateTime<FixedOffset>),
}

/// What is known of a purchase beyond day, amount and order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub(crate) struct Details {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(crate) discount: Option<Money>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(crate) cost: Option<Money>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(crate) category: Option<Label>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub(crate) channel: Option<Label>,
}

/// Whether goods went out or came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub(crate) enum Kind {
    Sale,
    Return,
}

impl Purchase {
    /// A purchase of `amount` on `day`; a return if the amount is negative.
    pub fn new(day: Day, amount: Money) -> Self {
        Self::made(When::Day(day), amount)
    }

    /// As [`new`](Self::new), at an instant anywhere. It becomes a day in the ledger's own
    /// zone ([`Policy::zone`](crate::Policy::zone)) when it enters.
    pub fn at<Z: TimeZone>(time: DateTime<Z>, amount: Money) -> Self {
        Self::made(When::Instant(time.fixed_offset()), amount)
    }

    fn made(when: When, amount: Money) -> Self {
        Self { when, amount, order_id: None, recorded: None, details: Details::default() }
    }

    /// The order's number; an empty one is none. Of a return: that of the order it returns.
    pub fn order_id(mut self, id: impl Into<Label>) -> Self {
        self.order_id = Some(id.into());
        self
    }

    /// What was taken off the price already; not negative.
    pub fn discount(mut self, discount: Money) -> Self {
        self.details.discount = Some(discount);
        self
    }

    /// What the goods cost the business; not negative.
    pub fn cost(mut self, cost: Money) -> Self {
        self.details.cost = Some(cost);
        self
    }

    /// What kind of goods it was.
    pub fn category(mut self, category: impl Into<Label>) -> Self {
        self.details.category = Some(category.into());
        self
    }

    /// Where it was bought.
    pub fn channel(mut self, channel: impl Into<Label>) -> Self {
        self.details.channel = Some(channel.into());
        self
    }

    /// The day on which the business learned of it. The default is the day it happened.
    pub fn recorded(mut self, day: Day) -> Self {
        self.recorded = Some(day);
        self
    }

    /// Whether goods came back.
    #[must_use]
    pub fn is_return(&self) -> bool {
        self.amount < Money::ZERO
    }

    /// Looks at every field that can be wrong on its own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] for a negative discount or cost, and for the one amount that has
    /// no opposite.
    pub fn check(&self) -> Result<()> {
        let wrong = |what, money: Money, expected: &'static str| {
            let (found, expected) = (Found::Integer(money.0), expected.into());
            Err(ErrorKind::Value { what, found, expected }.into())
        };
        if self.amount == Money(i64::MIN) {
            return wrong("amount", self.amount, "an amount that has an opposite");
        }
        let Details { discount, cost, .. } = self.details;
        for (what, money) in [("discount", discount), ("cost", cost)] {
            if let Some(money) = money.filter(|&money| money < Money::ZERO) {
                return wrong(what, money, "an amount of at least 0");
            }
        }
        Ok(())
    }
}

impl When {
    /// The day in a zone.
    pub(crate) fn day(self, zone: FixedOffset) -> Day {
        let beyond = if zone.local_minus_utc() < 0 { Day::MIN } else { Day::MAX };
        match self {
            Self::Day(day) => day,
            // Not `with_timezone`, which would panic at the ends of the calendar.
            Self::Instant(time) => time
                .naive_utc()
                .checked_add_offset(zone)
                .map_or(beyond, |local| local.date().into()),
        }
    }
}

#[cfg(feature = "serde")]
mod stored {
    use super::*;

    /// Names and shapes of the stored form; what it says is checked before it is a purchase.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields, rename = "Purchase")]
    struct Raw {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<Day>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<String>,
        amount: Money,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order_id: Option<Label>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recorded: Option<Day>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        discount: Option<Money>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost: Option<Money>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<Label>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<Label>,
    }

    impl serde::Serialize for Purchase {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let (day, time) = match self.when {
                When::Day(day) => (Some(day), None),
                When::Instant(time) => (None, Some(time.to_rfc3339())),
            };
            let Self { amount, order_id, recorded, details, .. } = self.clone();
            let Details { discount, cost, category, channel } = details;
            Raw { day, time, amount, order_id, recorded, discount, cost, category, channel }
                .serialize(serializer)
        }
    }

    impl<'de> serde::Deserialize<'de> for Purchase {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            use serde::de::Error;
            let raw = Raw::deserialize(deserializer)?;
            let when = match (raw.day, raw.time) {
                (Some(day), None) => When::Day(day),
                (None, Some(time)) => DateTime::parse_from_rfc3339(&time)
                    .map(When::Instant)
                    .map_err(|_| D::Error::custom("`time` is not a time written as in RFC 3339"))?,
                _ => return Err(D::Error::custom("expected one of `day` and `time`")),
            };
            let Raw { discount, cost, category, channel, .. } = raw;
            let details = Details { discount, cost, category, channel };
            let Raw { amount, order_id, recorded, .. } = raw;
            let purchase = Self { when, amount, order_id, recorded, details };
            purchase.check().map_err(D::Error::custom)?;
            Ok(purchase)
        }
    }
}
