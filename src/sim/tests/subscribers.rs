//! Subscribers are charged as the model says, and as their truth tells.

use super::whole::{day, float, one_if, order_days};
use super::*;

/// The shifted Beta–Geometric model: of all who join `B(a, b + t) / B(a, b)` make `t` renewals.
#[test]
fn subscribers_renew_as_the_model_says_and_on_the_day() {
    let shop = Shop::subscriptions(10_000).seed(1).joining_until(day("2023-01-01"));
    let log = shop.build().unwrap();
    let charges = order_days(&log);
    let mut survive = 1.0;
    for renewals in 1_u32..=24 {
        let i = f64::from(renewals - 1);
        survive *= (3.806 + i) / (0.668 + 3.806 + i);
        check_mean(charges.iter().map(|days| one_if((renewals as usize) < days.len())), survive);
    }
    for (days, truth) in charges.iter().zip(log.truths()) {
        assert!(days.windows(2).all(|pair| pair[1].since(pair[0]) == 30));
        let subscription = truth.subscription.unwrap();
        assert_eq!(subscription.interval, Days(30));
        assert_eq!(subscription.ended, truth.left.map(|left| left + Days(30)));
        assert!(truth.left.is_some() || day("2024-12-31").since(*days.last().unwrap()) < 30);
    }
    for (customer, _, amount) in log.rows() {
        let mean = log.truth(customer).unwrap().mean_minor;
        assert!((float(amount.0) - mean).abs() <= 0.5);
    }
}

#[test]
fn a_lapse_puts_charges_off() {
    let from = day("2023-03-10");
    let shop =
        Shop::subscriptions(500).seed(1).joining_until(day("2023-01-01")).leaving(0.001, 1e6);
    let log = shop.lapses(1.0, from..=from, Days(45)..=Days(45)).build().unwrap();
    for days in order_days(&log) {
        // 68 days on, eight have passed of the third month; the other 22 come after the lapse.
        let gaps: Vec<i64> = days.windows(2).map(|pair| pair[1].since(pair[0])).collect();
        assert_eq!(gaps[..4], [30, 30, 75, 30]);
    }
}

/// What was planned for a day after the last charge is not in the truth, and moves nothing.
#[test]
fn who_has_cancelled_is_put_off_by_nothing_later() {
    let (from, to) = (day("2023-06-01"), day("2024-06-01"));
    let shop = Shop::subscriptions(2_000).lapses(0.5, from..=to, Days(60)..=Days(120));
    let log = shop.breaks(0.5, 0.5, from..=to).build().unwrap();
    let mut plain = 0;
    for truth in log.truths() {
        if let (Some(left), None, None) = (truth.left, truth.lapse, truth.cadence_break) {
            assert_eq!(truth.subscription.unwrap().ended, Some(left + Days(30)));
            plain += 1;
        }
    }
    assert!(100 < plain, "{plain}");
}
