//! What no real shop ever learns.

use crate::day::{Day, Days};
use crate::sim::decline::DeclineOf;

/// What one customer is like, behind the orders.
///
/// What a setting plants is `None`, or a share of 0, where the setting is left out or has not hit
/// this customer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Truth {
    /// The mean number of orders per day while a customer, by the shop's own clock: before
    /// breaks, and with nothing for lapses.
    #[doc(alias("lambda"))]
    pub orders_per_day: f64,
    /// The probability that an order after the first is the last; of subscribers, that a charge
    /// is.
    #[doc(alias("dropout"))]
    pub leaving: f64,
    /// The mean amount of an order in minor units, before it is discounted and rounded.
    #[doc(alias("zeta"))]
    pub mean_minor: f64,
    /// The day of the first order.
    pub joined: Day,
    /// The day of the order that was the last for ever; `None` for those who are customers still
    /// when the window ends.
    pub left: Option<Day>,
    /// The change of rate that the customer lived to see ([`Shop::breaks`](super::Shop::breaks)).
    pub cadence_break: Option<CadenceBreak>,
    /// The silence that the customer came back from, or will
    /// ([`Shop::lapses`](super::Shop::lapses)).
    pub lapse: Option<Lapse>,
    /// What got worse with the customer ([`Shop::declines`](super::Shop::declines)).
    pub decline: Option<Decline>,
    /// The contract of a subscriber ([`Shop::billing`](super::Shop::billing)).
    pub subscription: Option<Subscription>,
    /// The favourite among the shop's categories, as an index into
    /// [`ShopLog::categories`](super::ShopLog::categories).
    pub category: Option<u16>,
    /// The favourite among the shop's channels, as an index into
    /// [`ShopLog::channels`](super::ShopLog::channels).
    pub channel: Option<u16>,
    /// The probability that an order is discounted.
    pub discounted: f64,
    /// The probability that something of an order comes back.
    pub returning: f64,
    /// Who brought this customer: one with a lower number, who had joined on an earlier day.
    pub referrer: Option<u64>,
}

/// A customer's rate changes, once and for good.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct CadenceBreak {
    /// The first day with the new rate.
    pub day: Day,
    /// The new rate over the old.
    pub factor: f64,
}

/// Something gets worse with a customer, once and for good.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decline {
    /// What gets worse, and by how much.
    pub of: DeclineOf,
    /// The first day on which it is worse.
    pub day: Day,
}

/// A customer orders nothing for a while, and then as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lapse {
    /// The first silent day.
    pub from: Day,
    /// The first day that is not silent any more, though an order may be longer in coming. It
    /// may lie after the window.
    pub back: Day,
}

/// A contract that is charged at fixed intervals, from the day of joining on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subscription {
    /// From one charge to the next, breaks and lapses aside.
    pub interval: Days,
    /// The day of the first charge that was due and not made, because the subscriber had
    /// cancelled; `None` for those who renew still when the window ends. Who cancels after the
    /// last charge in the window ends after the window.
    pub ended: Option<Day>,
}
