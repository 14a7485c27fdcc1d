//! One customer's life: the story of BG/NBD, with amounts from Gamma–Gamma, and what may happen to
//! both.

use crate::day::{Day, Days};
use crate::num::rng::Rng;
use crate::sim::basket::{Goods, Returned, Shopper};
use crate::sim::cadence::Plans;
use crate::sim::decline::DeclineOf;
use crate::sim::season::{Pace, whole};
use crate::sim::settings::Shop;
use crate::sim::truth::{Decline, Subscription, Truth};

/// One row: an order, or what came back of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The days since the window's first.
    pub(super) offset: u32,
    /// Below zero for what came back.
    pub(super) minor: i64,
    /// The order's place among the customer's, from 1.
    pub(super) order: u32,
    pub(super) goods: Goods,
}

/// Amounts stop here, so that millions of the largest still fit a ledger.
const MAX_MINOR: f64 = 1e12;

/// What the draws of a plain shop are drawn for.
const PURPOSE: &str = "sim/orders";

/// Lives one customer's life and tells `till` every row of it: orders in order of time, and each
/// return after its order.
pub(super) fn live(shop: &Shop, pace: &Pace, index: u32, till: impl FnMut(Entry)) -> Truth {
    let mut rng = shop.rng(PURPOSE, index);
    let lambda = rng.gamma(shop.r) / shop.alpha_days;
    let leaving = rng.beta(shop.a, shop.b);
    let nu = rng.gamma(shop.q) / shop.gamma_minor;
    let clock = rng.uniform() * pace.midnight(shop.joining_days());
    let (mut person, first) = (Person::new(shop, index, till), pace.day(clock));
    let joined = shop.first + Days(first);
    let plans = Plans::draw(shop, index, joined);
    person.decline = shop.decline(index, joined);
    let life = Life { shop, lambda, leaving, nu, plans };
    let (left, ended) = match shop.cadence.billing {
        None => (life.order(pace, clock, &mut rng, &mut person), None),
        Some(every) => life.subscribe(every, first, &mut rng, &mut person),
    };
    let happened = plans.before(left);
    let lived = |decline: &Decline| left.is_none_or(|left| decline.day <= left);
    Truth {
        orders_per_day: lambda,
        leaving,
        mean_minor: shop.p / nu,
        joined,
        left,
        cadence_break: happened.cadence_break,
        lapse: happened.lapse,
        decline: person.decline.filter(lived),
        subscription: shop.cadence.billing.map(|interval| Subscription { interval, ended }),
        category: person.shopper.category(),
        channel: person.shopper.channel(),
        discounted: person.shopper.discounted(),
        returning: person.shopper.returning(),
        referrer: None,
    }
}

/// What a customer is like.
struct Life<'a> {
    shop: &'a Shop,
    lambda: f64,
    leaving: f64,
    nu: f64,
    plans: Plans,
}

impl Life<'_> {
    /// Orders at random from a time on, and says on which day the last was, if it was.
    fn order(
        &self,
        pace: &Pace,
        joined: f64,
        rng: &mut Rng,
        person: &mut Person<'_, impl FnMut(Entry)>,
    ) -> Option<Day> {
        let Self { shop, lambda, leaving, nu, plans } = self;
        let (phases, end) = (plans.phases(shop.first, pace), pace.midnight(shop.days()));
        let mut time = joined;
        person.order(pace.day(time), rng.gamma(shop.p) / nu);
        loop {
            time = phases.after(time, shop.cadence.wait(*lambda, rng));
            // A customer who hardly ever orders may have to wait for infinity.
            if end <= time {
                return None;
            }
            person.order(pace.day(time), rng.gamma(shop.p) / nu);
            if rng.bernoulli(*leaving) {
                return Some(shop.first + Days(pace.day(time)));
            }
        }
    }

    /// Is charged from a day on. Says on which day the last charge was, if it was, and on which
    /// the next would have been.
    fn subscribe(
        &self,
        every: Days,
        joined: u32,
        rng: &mut Rng,
        person: &mut Person<'_, impl FnMut(Entry)>,
    ) -> (Option<Day>, Option<Day>) {
        let Self { shop, leaving, nu, plans, .. } = self;
        let phases = plans.phases(shop.first, &Pace::Even);
        let (mut time, day) = (f64::from(joined), |time| shop.first + Days(whole(time)));
        loop {
            person.order(whole(time), shop.p / nu);
            let interval = f64::from(every.0);
            if rng.bernoulli(*leaving) {
                // What was planned for later does not happen any more.
                let phases = plans.before(Some(day(time))).phases(shop.first, &Pace::Even);
                return (Some(day(time)), Some(day(phases.after(time, interval))));
            }
            let next = phases.after(time, interval);
            if f64::from(shop.days()) <= next {
                return (None, None);
            }
            time = next;
        }
    }
}

/// Who orders, and whom they tell.
struct Person<'a, T> {
    shop: &'a Shop,
    shopper: Shopper<'a>,
    decline: Option<Decline>,
    orders: u32,
    till: T,
}

impl<'a, T: FnMut(Entry)> Person<'a, T> {
    fn new(shop: &'a Shop, index: u32, till: T) -> Self {
        Self { shop, shopper: Shopper::new(shop, index), decline: None, orders: 0, till }
    }

    /// An order on a day, of so much before discounts and rounding, and what comes back of it.
    fn order(&mut self, offset: u32, minor: f64) {
        self.orders += 1;
        let day = self.shop.first + Days(offset);
        let worse = self.decline.filter(|decline| decline.day <= day).map(|decline| decline.of);
        let minor = if let Some(DeclineOf::Spend(factor)) = worse { factor * minor } else { minor };
        let (minor, order) = (whole_units(minor), self.orders);
        let goods = self.shopper.goods(minor, worse);
        let minor = minor - goods.discount;
        (self.till)(Entry { offset, minor, order, goods });
        let Some(Returned { after, minor }) = self.shopper.back(minor, worse) else { return };
        let offset = offset.saturating_add(after.0);
        if offset < self.shop.days() {
            let goods = Goods { discount: 0, ..goods };
            (self.till)(Entry { offset, minor: -minor, order, goods });
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is whole, and clamped to what fits")]
fn whole_units(minor: f64) -> i64 {
    minor.round().clamp(1.0, MAX_MINOR) as i64
}
