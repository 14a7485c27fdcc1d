mod declines;
mod subscribers;
mod whole;

use super::*;
use crate::day::{Day, Days};
use crate::error::{ErrorKind, Found};

/// How far a mean may lie from its expectation, in standard errors: a right simulation is
/// further off in one of 16,000 seeds, and the seed is fixed.
const ERRORS: f64 = 4.0;

fn log(customers: u32) -> ShopLog {
    Shop::new(customers).seed(1).build().unwrap()
}

/// FNV-1a with 64 bits over the columns, each value least byte first.
fn hash(log: &ShopLog) -> u64 {
    let customers = log.customers().iter().flat_map(|x| x.to_le_bytes());
    let days = log.days().iter().flat_map(|x| x.to_le_bytes());
    let minor = log.minor().iter().flat_map(|x| x.to_le_bytes());
    customers.chain(days).chain(minor).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The mean of `values` lies near `want`; the standard error is the sample's own.
#[track_caller]
fn check_mean(values: impl Iterator<Item = f64> + Clone, want: f64) {
    let sum = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>();
    let n = sum(&mut values.clone().map(|_| 1.0));
    let mean = sum(&mut values.clone()) / n;
    let error = sum(&mut values.map(|x| (x - mean) * (x - mean))).sqrt() / n;
    assert!((mean - want).abs() <= ERRORS * error, "{mean} is not {want} ± {error}");
}

#[track_caller]
fn refused(shop: Shop, name: &str, found: Found) {
    let err = shop.build().unwrap_err();
    let ErrorKind::Param { name: got, found: value, .. } = err.kind() else { panic!("{err}") };
    assert_eq!((*got, *value), (name, found), "{err}");
}

/// `E[X(t) | λ, p] = (1 - exp(-λ p t)) / p` (Fader, Hardie & Lee 2005, equation 5), for a first
/// order at a time of its day that is uniform: the mean over `t` from `days - 1` to `days`.
fn expected_repeats(truth: &Truth, days: f64) -> f64 {
    let rate = truth.orders_per_day * truth.leaving;
    if rate < 1e-9 {
        return truth.orders_per_day * (days - 0.5);
    }
    let mean_gone = libm::exp(-rate * days) * libm::expm1(rate) / rate;
    (1.0 - mean_gone) / truth.leaving
}

/// The orders of each customer after the first.
fn repeats(log: &ShopLog) -> Vec<f64> {
    let mut repeats = vec![-1.0; log.truths().len()];
    for (customer, ..) in log.rows() {
        repeats[usize::try_from(customer).unwrap() - 1] += 1.0;
    }
    repeats
}

/// The number comes from two programs: this one, and a twin in Python written after the docs of
/// this module and of `rng` (ChaCha8, the samplers, the story, the hash).
#[test]
fn the_rows_of_a_seed_are_pinned() {
    let log = log(1_000);
    assert_eq!((log.len(), hash(&log)), (2_948, 0x7526_15d8_def9_4250));
}

#[test]
fn the_seed_changes_the_rows() {
    assert_ne!(log(100), Shop::new(100).seed(2).build().unwrap());
}

#[test]
fn rows_ascend_by_day_and_then_by_customer() {
    let keys = log(5_000).rows().map(|(customer, day, _)| (day, customer)).collect::<Vec<_>>();
    assert!(keys.is_sorted());
}

#[test]
fn more_customers_leave_the_others_as_they_are() {
    let (few, many) = (log(5_000), log(6_000));
    assert!(few.rows().eq(many.rows().filter(|row| row.0 <= 5_000)));
}

#[test]
fn an_empty_shop_is_fine() {
    assert!(log(0).is_empty() && log(0).truths().is_empty());
    assert!(log(0).truth(0).is_none() && log(0).truth(1).is_none());
}

#[test]
fn the_truth_frames_the_orders() {
    let log = log(5_000);
    let mut ends = vec![None::<(Day, Day)>; 5_000];
    for (customer, day, amount) in log.rows() {
        let end = &mut ends[usize::try_from(customer).unwrap() - 1];
        *end = Some((end.map_or(day, |end| end.0), day));
        assert!(0 < amount.0);
    }
    for (truth, end) in log.truths().iter().zip(ends) {
        let (first, last) = end.unwrap();
        assert_eq!(first, truth.joined);
        assert!(truth.left.is_none_or(|left| left == last));
    }
}

#[test]
fn customers_join_in_the_first_half_unless_told() {
    let last = log(5_000).truths().iter().map(|truth| truth.joined).max().unwrap();
    assert_eq!(last.to_string(), "2023-12-31");
    let day = Day::EPOCH;
    let one = Shop::new(50).window(day, day).build().unwrap();
    assert!(one.rows().all(|row| row.1 == day));
}

#[test]
fn parameters_outside_their_domain_are_refused() {
    let shop = || Shop::new(1);
    refused(shop().ordering(0.0, 1.0), "r", Found::Number(0.0));
    refused(shop().ordering(1.0, 1e7), "alpha_days", Found::Number(1e7));
    refused(shop().leaving(-1.0, 1.0), "a", Found::Number(-1.0));
    refused(shop().leaving(1.0, f64::INFINITY), "b", Found::Number(f64::INFINITY));
    refused(shop().spending(0.0, 2.0, 1.0), "p", Found::Number(0.0));
    refused(shop().spending(1.0, 1.0, 1.0), "q", Found::Number(1.0));
    refused(shop().spending(1.0, 2.0, 0.0), "gamma_minor", Found::Number(0.0));
    assert!(shop().ordering(f64::NAN, 1.0).check().is_err());
}

#[test]
fn windows_that_end_early_or_late_are_refused() {
    let (day, shop) = (Day::EPOCH, || Shop::new(1));
    refused(shop().window(day + Days(1), day), "window", Found::Day(day));
    refused(shop().window(day, day + Days(36_525)), "window", Found::Day(day + Days(36_525)));
    refused(shop().window(Day::MIN, Day::MAX), "window", Found::Day(Day::MAX));
    refused(shop().joining_until(day), "joining_until", Found::Day(day));
    assert!(shop().window(day, day + Days(36_524)).check().is_ok());
}

/// The extremes of every domain, one customer each: nothing hangs, and nothing is not a number.
#[test]
fn the_ends_of_the_domains_can_be_simulated() {
    let ends = [0.001, 1e6];
    let day = Day::EPOCH;
    for (x, y, k) in ends.iter().flat_map(|&x| ends.map(|y| [(x, y, 0.001), (x, y, 1e6)])).flatten()
    {
        // Orders by the million are the caller's wish, not this test's.
        let alpha = if x < 1.0 { y } else { 1e6 };
        let shop = Shop::new(50).ordering(x, alpha).leaving(x, y).spending(x, 1.001, y);
        let shop = shop.window(day, day + Days(9));
        let log = shop.build().unwrap();
        let fine = |t: &Truth| t.leaving.is_finite() && t.orders_per_day.is_finite();
        assert!(log.truths().iter().all(fine));
        assert!(log.minor().iter().all(|x| (1..=1_000_000_000_000).contains(x)));
        // The slowest rates come to 0, and then there is no second order, however regular.
        let busy = [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0];
        let log = shop.regularity(k).by_weekday(busy).build().unwrap();
        for (customer, day, _) in log.rows() {
            let truth = log.truth(customer).unwrap();
            assert!(truth.joined <= day && (0.0 < truth.orders_per_day || truth.joined == day));
        }
    }
}

#[test]
fn customers_are_as_the_settings_say() {
    let log = log(20_000);
    let truths = log.truths().iter();
    check_mean(truths.clone().map(|t| t.orders_per_day), 0.243 / (4.414 * 7.0));
    check_mean(truths.clone().map(|t| t.leaving), 0.793 / (0.793 + 2.426));
    check_mean(truths.clone().map(|t| t.mean_minor), 625.0 * 15.44 / 2.74);
    // From 0 to 364 days after the first, all alike.
    let first = Day::from_ymd(2023, 1, 1).unwrap();
    check_mean(truths.map(|t| f64::from(i32::try_from(t.joined.since(first)).unwrap())), 182.0);
}

#[test]
fn orders_are_as_the_customers_are() {
    let log = log(20_000);
    let end = Day::from_ymd(2025, 1, 1).unwrap();
    let surplus = log.truths().iter().zip(repeats(&log)).map(|(truth, repeats)| {
        let days = i32::try_from(end.since(truth.joined)).unwrap();
        repeats - expected_repeats(truth, days.into())
    });
    check_mean(surplus.clone(), 0.0);
    // One by one the errors cancel; among the most eager tenth they may not.
    let eager = log.truths().iter().zip(surplus).filter(|(t, _)| 0.02 < t.orders_per_day);
    check_mean(eager.map(|(_, surplus)| surplus), 0.0);
}

#[test]
fn amounts_are_as_the_customers_are() {
    let log = log(20_000);
    let relative = log.rows().map(|(customer, _, amount)| {
        f64::from(i32::try_from(amount.0).unwrap()) / log.truth(customer).unwrap().mean_minor
    });
    check_mean(relative.clone(), 1.0);
    // A gamma of shape p and mean 1 has variance 1/p.
    check_mean(relative.map(|x| (x - 1.0) * (x - 1.0)), 1.0 / 6.25);
}

/// What makes it a believable shop: most come once or twice, a few stay and order by the dozen.
#[test]
fn order_counts_have_a_long_tail() {
    let repeats = repeats(&log(20_000));
    let share = |least: f64| {
        let n = repeats.iter().filter(|&&x| least <= x).count();
        f64::from(u32::try_from(n).unwrap()) / 20_000.0
    };
    assert!((0.3..0.6).contains(&share(1.0)), "{}", share(1.0));
    assert!((0.005..0.05).contains(&share(11.0)), "{}", share(11.0));
}
