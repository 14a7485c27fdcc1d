//! What a ledger does with rows that are not plain orders.

use chrono::FixedOffset;

use crate::error::{ErrorKind, Result};
use crate::journal::Repeats;
use crate::money::{Currency, Rounding};

/// The rules of a ledger: its money, its clock, and what becomes of odd rows.
///
/// | rows | choices | default |
/// |---|---|---|
/// | returns | [`Returns`] | net against spend |
/// | an amount of zero | [`Zeros`] | dropped |
/// | an order id a second time | [`Repeats`] | one is kept |
/// | no customer, unreadable | dropped, or an error if [`strict`](Self::strict) | dropped |
///
/// Whatever is dropped is counted in the [`InputReport`](crate::InputReport).
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Ledger, Policy, Returns, Zeros};
///
/// let policy = Policy::new(Currency::GBP).returns(Returns::Ignore).zeros(Zeros::Keep).lines();
/// let ledger: Ledger<u64> = Ledger::new(policy);
/// # assert_eq!(ledger.policy().currency(), Currency::GBP);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Raw", into = "stored::Raw"))]
#[must_use = "a policy does nothing until a ledger follows it"]
pub struct Policy {
    pub(super) currency: Currency,
    pub(super) zone: FixedOffset,
    pub(super) rows: Rows,
    pub(super) returns: Returns,
    pub(super) zeros: Zeros,
    pub(super) rounding: Rounding,
    pub(super) strict: bool,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub(super) enum Rows {
    /// A whole order.
    Orders(Repeats),
    /// A line of one: lines of one customer with one id are one order.
    Lines,
}

/// What becomes of returns: rows with a negative amount.
///
/// A return changes revenue from its own day on; it never makes or unmakes an order or a
/// purchase day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Returns {
    /// They are taken off what the customer spent. A customer with returns only is there,
    /// without orders. This is the default.
    #[default]
    Net,
    /// They are taken off what the customer spent if their order id names a sale of that
    /// customer, from the day on which both are known. The others are dropped, but remembered
    /// in case the sale is still to come.
    Match,
    /// They are dropped.
    Ignore,
    /// They are errors.
    Refuse,
}

/// What becomes of rows with an amount of exactly zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Zeros {
    /// They are dropped. This is the default.
    #[default]
    Drop,
    /// They are orders like any other.
    Keep,
    /// They are errors.
    Refuse,
}

impl Policy {
    /// The customary rules, for money of `currency`, on days of UTC.
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            zone: FixedOffset::east_opt(0).expect("zero is an offset"),
            rows: Rows::Orders(Repeats::One),
            returns: Returns::default(),
            zeros: Zeros::default(),
            rounding: Rounding::default(),
            strict: false,
        }
    }

    /// The business's time zone, in which an instant becomes a day. The default is UTC.
    ///
    /// For a zone with daylight saving time, bring instants to local days with a time zone
    /// library and hand over days.
    pub fn zone(mut self, zone: FixedOffset) -> Self {
        self.zone = zone;
        self
    }

    /// What becomes of returns. The default is [`Returns::Net`].
    pub fn returns(mut self, returns: Returns) -> Self {
        self.returns = returns;
        self
    }

    /// What becomes of zero amounts. The default is [`Zeros::Drop`].
    pub fn zeros(mut self, zeros: Zeros) -> Self {
        self.zeros = zeros;
        self
    }

    /// Rows are orders, and this becomes of order ids that come again. The default is
    /// [`Repeats::One`]: the earliest day stays, and of one day's the least record, whichever
    /// was read first. Of a return's repeats only those that equal it in all are repeats,
    /// because one order may be returned in parts.
    pub fn repeats(mut self, repeats: Repeats) -> Self {
        self.rows = Rows::Orders(repeats);
        self
    }

    /// Rows are lines of orders: those that share customer and order id make one order, on
    /// the day of the earliest. Each line's amount counts from its own day; lines without an
    /// id are orders of their own. Equal lines are no repeats: two of one article are usual.
    pub fn lines(mut self) -> Self {
        self.rows = Rows::Lines;
        self
    }

    /// What becomes of amounts finer than the currency. The default is that they cannot be
    /// read.
    pub fn rounding(mut self, rounding: Rounding) -> Self {
        self.rounding = rounding;
        self
    }

    /// The first row that would be dropped, for whatever reason, is an error instead.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// The ledger's money.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    #[cfg(feature = "csv")]
    pub(crate) fn zone_offset(&self) -> FixedOffset {
        self.zone
    }

    #[cfg(feature = "csv")]
    pub(crate) fn rounding_mode(&self) -> Rounding {
        self.rounding
    }

    #[cfg(feature = "csv")]
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    /// What the journal does with equal ids.
    pub(super) fn journal_repeats(&self) -> Repeats {
        match self.rows {
            Rows::Orders(repeats) => repeats,
            Rows::Lines => Repeats::Keep,
        }
    }

    /// Whether ledgers of both policies can be one; how rows were read on the way in, strictly or
    /// rounded, makes no difference.
    pub(super) fn agrees(&self, other: &Self) -> Result<()> {
        let (expected, found) = (self.currency, other.currency);
        if expected != found {
            return Err(ErrorKind::Currency { found, expected }.into());
        }
        let same = [
            ("time zone", self.zone == other.zone),
            ("treatment of returns", self.returns == other.returns),
            ("treatment of zero amounts", self.zeros == other.zeros),
            ("treatment of repeated order ids", self.rows == other.rows),
        ];
        let different = same.into_iter().find(|(_, same)| !same);
        different.map_or(Ok(()), |(what, _)| Err(ErrorKind::Policy { what }.into()))
    }
}

impl From<Currency> for Policy {
    fn from(currency: Currency) -> Self {
        Self::new(currency)
    }
}

#[cfg(feature = "serde")]
mod stored {
    use super::*;

    /// A policy as it is stored; the zone in seconds east of UTC.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields, rename = "Policy")]
    pub(super) struct Raw {
        currency: Currency,
        zone_seconds: i32,
        rows: Rows,
        returns: Returns,
        zeros: Zeros,
        rounding: Rounding,
        strict: bool,
    }

    impl From<Policy> for Raw {
        fn from(policy: Policy) -> Self {
            let Policy { currency, zone, rows, returns, zeros, rounding, strict } = policy;
            let zone_seconds = zone.local_minus_utc();
            Self { currency, zone_seconds, rows, returns, zeros, rounding, strict }
        }
    }

    impl TryFrom<Raw> for Policy {
        type Error = &'static str;

        fn try_from(raw: Raw) -> std::result::Result<Self, &'static str> {
            let Raw { currency, zone_seconds, rows, returns, zeros, rounding, strict } = raw;
            let zone = FixedOffset::east_opt(zone_seconds).ok_or("`zone_seconds` is no offset")?;
            Ok(Self { currency, zone, rows, returns, zeros, rounding, strict })
        }
    }
}
