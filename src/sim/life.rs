//! One customer's life: the story of BG/NBD, with amounts from Gamma–Gamma.

use crate::day::Days;
use crate::num::rng::Rng;
use crate::sim::log::Truth;
use crate::sim::settings::Shop;

/// One order: the days since the window's first, and the amount.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) offset: u32,
    pub(super) minor: i64,
}

/// Amounts stop here, so that millions of the largest still fit a ledger.
const MAX_MINOR: f64 = 1e12;

/// Lives one customer's life and tells `till` every order of it, in order of time.
pub(super) fn live(shop: &Shop, rng: &mut Rng, mut till: impl FnMut(Order)) -> Truth {
    let lambda = rng.gamma(shop.r) / shop.alpha_days;
    let leaving = rng.beta(shop.a, shop.b);
    let nu = rng.gamma(shop.q) / shop.gamma_minor;
    let joined = rng.uniform() * f64::from(shop.joining_days());
    let mut order = |rng: &mut Rng, time: f64| {
        till(Order { offset: whole_days(time), minor: whole_units(rng.gamma(shop.p) / nu) });
    };
    order(rng, joined);
    let (mut time, end) = (joined, f64::from(shop.days()));
    let left = loop {
        time += rng.exponential() / lambda;
        // A customer who hardly ever orders may have to wait for infinity.
        if end <= time {
            break None;
        }
        order(rng, time);
        if rng.bernoulli(leaving) {
            break Some(time);
        }
    };
    let day = |time| shop.first + Days(whole_days(time));
    Truth {
        orders_per_day: lambda,
        leaving,
        mean_minor: shop.p / nu,
        joined: day(joined),
        left: left.map(day),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "to cut is the purpose, and times run from 0 to the window's end"
)]
fn whole_days(time: f64) -> u32 {
    time as u32
}

#[expect(clippy::cast_possible_truncation, reason = "it is whole, and clamped to what fits")]
fn whole_units(minor: f64) -> i64 {
    minor.round().clamp(1.0, MAX_MINOR) as i64
}
