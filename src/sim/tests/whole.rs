//! Everything that a shop may have beside orders: as the settings say, and as the truth tells.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::ledger::{Ledger, Policy, Returns};
use crate::money::{Currency, Money};
use crate::record::Purchase;

/// Two years, in the middle of which things happen.
const FIRST: &str = "2023-01-01";
const MIDDLE: &str = "2024-01-01";

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Customers who all join on the first day, order every 20 days or so, and hardly ever leave.
fn steady(customers: u32) -> Shop {
    let shop = Shop::new(customers).seed(1).joining_until(day(FIRST));
    shop.ordering(50.0, 1_000.0).leaving(0.001, 1e6)
}

/// Each customer's days with an order.
pub(super) fn order_days(log: &ShopLog) -> Vec<Vec<Day>> {
    let mut days = vec![Vec::new(); log.truths().len()];
    for (customer, day, amount) in log.rows() {
        if 0 < amount.0 {
            days[usize::try_from(customer).unwrap() - 1].push(day);
        }
    }
    days
}

pub(super) fn float(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap())
}

fn id(purchase: &Purchase) -> String {
    purchase.order_id.as_ref().unwrap().as_str().to_owned()
}

pub(super) fn one_if(event: bool) -> f64 {
    f64::from(u8::from(event))
}

#[test]
fn what_is_in_an_order_changes_no_order() {
    let plain = log(2_000);
    let full = Shop::new(2_000).seed(1).referrals(0.5).categories([("a", 1.0), ("b", 2.0)], 0.5);
    let full = full.channels([("c", 1.0)], 0.5).discounts(1.0, 1.0, 0.5).returns(1.0, 1.0, Days(9));
    let full = full.build().unwrap();
    let orders = full.records().filter(|(_, purchase)| !purchase.is_return());
    let orders = orders.map(|(customer, purchase)| {
        let discount = purchase.details.discount.map_or(0, |discount| discount.0);
        (customer, purchase.amount.0 + discount)
    });
    assert!(orders.eq(plain.rows().map(|(customer, _, amount)| (customer, amount.0))));
    let days = full.rows().filter(|row| 0 < row.2.0).map(|row| row.1);
    assert!(days.eq(plain.rows().map(|row| row.1)));
}

#[test]
fn the_year_and_the_week_are_as_busy_as_was_said() {
    let mut months = [1.0; 12];
    (months[1], months[10]) = (0.25, 3.0);
    let week = [1.0, 1.0, 1.0, 2.0, 2.0, 4.0, 0.5];
    let shop = steady(3_000).by_month(months).by_weekday(week);
    let log = shop.build().unwrap();
    let window = (0..731).map(|offset| day(FIRST) + Days(offset));
    let all: f64 = window.clone().map(|day| shop.relative_rate(day)).sum();
    // Two mean years and a leap day: what is said of ratios holds for the sum, to half a percent.
    assert!((all / 731.0 - 1.0).abs() < 0.005, "{all}");
    // The first orders are all on the first day, and tell nothing.
    let later = || log.rows().filter(|row| row.1 != day(FIRST));
    for (month, weekday) in [(1, 0), (2, 3), (6, 4), (11, 5), (11, 6), (12, 5)] {
        use chrono::Datelike;
        let within = |day: Day| {
            let date = day.date();
            date.month() == month && date.weekday().num_days_from_monday() == weekday
        };
        let rate: f64 =
            window.clone().filter(|&day| within(day)).map(|day| shop.relative_rate(day)).sum();
        check_mean(later().map(|row| one_if(within(row.1))), rate / all);
    }
}

#[test]
fn first_orders_follow_the_season() {
    let mut months = [1.0; 12];
    months[5] = 5.0;
    let log = Shop::new(20_000).seed(1).by_month(months).build().unwrap();
    let june =
        log.truths().iter().map(|truth| one_if(truth.joined.to_string().starts_with("2023-06")));
    // 30 days of weight 5 and 335 of weight 1.
    check_mean(june, 150.0 / 485.0);
}

#[test]
fn gaps_vary_as_regularity_says() {
    for k in [0.5, 1.0, 4.0] {
        let log = steady(2_000).regularity(k).build().unwrap();
        let gaps = order_days(&log).into_iter().zip(log.truths()).flat_map(|(days, truth)| {
            // Of the first ten gaps none is cut off by the window's end, which would favour short
            // ones: the customers are steady, and there is time for thirty.
            let gaps: Vec<f64> =
                days.windows(2).take(10).map(|pair| float(pair[1].since(pair[0]))).collect();
            gaps.into_iter().map(|gap| gap * truth.orders_per_day).collect::<Vec<_>>()
        });
        let gaps: Vec<f64> = gaps.collect();
        check_mean(gaps.iter().copied(), 1.0);
        // To whole days: the difference of two uniform times adds a sixth of a day squared.
        let coarse = 1.0 / 6.0 / 400.0;
        check_mean(gaps.iter().map(|gap| (gap - 1.0) * (gap - 1.0)), 1.0 / k + coarse);
    }
}

#[test]
fn a_break_multiplies_the_rate_from_its_day_on() {
    let shop = steady(4_000).breaks(0.5, 0.25, day(MIDDLE)..=day(MIDDLE));
    let log = shop.build().unwrap();
    let hit = |truth: &Truth| truth.cadence_break.is_some();
    check_mean(log.truths().iter().map(|truth| one_if(hit(truth))), 0.5);
    let days = order_days(&log);
    for broken in [false, true] {
        let factor = if broken { 0.25 } else { 1.0 };
        let own = || days.iter().zip(log.truths()).filter(|(_, truth)| hit(truth) == broken);
        let surplus = |from: Day, to: Day, factor: f64| {
            own().map(move |(days, truth)| {
                let orders = days.iter().filter(|day| (from..to).contains(day)).count();
                float(orders.cast_signed() as i64)
                    - factor * truth.orders_per_day * float(to.since(from))
            })
        };
        check_mean(surplus(day(FIRST) + Days(1), day(MIDDLE), 1.0), 0.0);
        check_mean(surplus(day(MIDDLE), day("2025-01-01"), factor), 0.0);
    }
}

#[test]
fn nobody_orders_in_a_lapse_and_all_are_back_after_it() {
    let (from, to) = (day("2023-07-01"), day("2023-12-31"));
    let shop = steady(2_000).lapses(0.5, from..=to, Days(50)..=Days(99));
    let log = shop.build().unwrap();
    let lapsed = log.truths().iter().map(|truth| one_if(truth.lapse.is_some()));
    check_mean(lapsed, 0.5);
    let lengths = log.truths().iter().filter_map(|truth| truth.lapse);
    check_mean(lengths.clone().map(|lapse| float(lapse.back.since(lapse.from))), 74.5);
    assert!(lengths.clone().all(|lapse| (from..=to).contains(&lapse.from)));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (days, truth) in order_days(&log).iter().zip(log.truths()) {
        let Some(lapse) = truth.lapse else { continue };
        assert!(days.iter().all(|day| !(lapse.from..lapse.back).contains(day)));
        let within = |from: Day, to: Day| {
            let orders = days.iter().filter(|day| (from..to).contains(day)).count();
            float(orders.cast_signed() as i64) - truth.orders_per_day * float(to.since(from))
        };
        before.push(within(day(FIRST) + Days(1), lapse.from));
        after.push(within(lapse.back, lapse.back + Days(100)));
    }
    check_mean(before.into_iter(), 0.0);
    check_mean(after.into_iter(), 0.0);
}

#[test]
fn what_comes_back_has_an_order_before_it() {
    let log = Shop::new(5_000).seed(1).returns(2.0, 6.0, Days(20)).build().unwrap();
    let mut orders = HashMap::new();
    let (mut whole, mut some) = (0, 0);
    for ((customer, purchase), (_, day, _)) in log.records().zip(log.rows()) {
        let id = id(&purchase);
        if !purchase.is_return() {
            assert!(orders.insert(id, (customer, day, purchase.amount.0)).is_none(), "ids differ");
            continue;
        }
        let (who, ordered, paid) = orders[&id];
        assert_eq!(who, customer);
        assert!((1..=20).contains(&day.since(ordered)) && -purchase.amount.0 <= paid);
        some += 1;
        whole += i32::from(-purchase.amount.0 == paid);
    }
    // Half are whole by draw; of the others one in hundreds is, by rounding.
    assert!((0.45..0.55).contains(&(f64::from(whole) / f64::from(some))), "{whole} of {some}");
    let last = day("2024-12-31");
    check_mean(log.truths().iter().map(|truth| truth.returning), 0.25);
    // Orders near the end may come back after it.
    let orders = log.records().zip(log.rows()).filter(|((_, purchase), _)| !purchase.is_return());
    let early: Vec<(u64, String)> = orders
        .filter(|(_, (_, day, _))| 20 < last.since(*day))
        .map(|((customer, purchase), _)| (customer, id(&purchase)))
        .collect();
    let back: HashSet<String> = log
        .records()
        .filter(|(_, purchase)| purchase.is_return())
        .map(|(_, purchase)| id(&purchase))
        .collect();
    check_mean(
        early.iter().map(|(customer, id)| {
            one_if(back.contains(id)) - log.truth(*customer).unwrap().returning
        }),
        0.0,
    );
}

#[test]
fn a_ledger_finds_the_order_of_every_return() {
    for shop in [Shop::gift_shop(2_000), Shop::grocery(200), Shop::subscriptions(500)] {
        let log = shop.seed(1).build().unwrap();
        let load = |returns| {
            let mut ledger = Ledger::new(Policy::new(Currency::EUR).returns(returns));
            let report = ledger.append(log.records()).unwrap();
            (
                report.kept,
                ledger
                    .as_of(day("2024-12-31"))
                    .table()
                    .rows()
                    .map(|row| row.revenue().0)
                    .sum::<i64>(),
            )
        };
        let rows = u64::try_from(log.len()).unwrap();
        let turnover = log.minor().iter().sum();
        assert_eq!(load(Returns::Match), (rows, turnover));
        assert_eq!(load(Returns::Net), (rows, turnover));
    }
}

#[test]
fn discounts_are_as_likely_and_as_deep_as_was_said() {
    let log = Shop::new(20_000).seed(1).discounts(2.0, 6.0, 0.3).build().unwrap();
    check_mean(log.truths().iter().map(|truth| truth.discounted), 0.25);
    let discount = |purchase: &Purchase| purchase.details.discount.map(|own| own.0);
    check_mean(
        log.records().map(|(customer, purchase)| {
            one_if(discount(&purchase).is_some()) - log.truth(customer).unwrap().discounted
        }),
        0.0,
    );
    for (_, purchase) in log.records() {
        if let Some(discount) = discount(&purchase) {
            let full = float(purchase.amount.0 + discount);
            assert!((float(discount) - 0.3 * full).abs() <= 0.5 + 1e-9 * full);
        }
    }
}

#[test]
fn orders_are_of_the_favourite_as_often_as_loyalty_says() {
    let shop = Shop::new(20_000).seed(1).categories([("a", 1.0), ("b", 2.0), ("c", 5.0)], 0.6);
    let log = shop.channels([("web", 1.0), ("store", 3.0)], 1.0).build().unwrap();
    let favourite = |truth: &Truth| usize::from(truth.category.unwrap());
    check_mean(log.truths().iter().map(|truth| one_if(favourite(truth) == 2)), 0.625);
    for own in 0..3 {
        let weight = [0.125, 0.25, 0.625][own];
        let hits = log.records().filter_map(|(customer, purchase)| {
            let category = purchase.details.category.unwrap();
            let is_own = favourite(log.truth(customer).unwrap()) == own;
            is_own.then(|| one_if(category.as_str() == log.categories()[own]))
        });
        let hits: Vec<f64> = hits.collect();
        check_mean(hits.into_iter(), 0.6 + 0.4 * weight);
    }
    for (customer, purchase) in log.records() {
        let place = usize::from(log.truth(customer).unwrap().channel.unwrap());
        assert_eq!(purchase.details.channel.unwrap().as_str(), log.channels()[place]);
    }
}

#[test]
fn who_was_brought_came_later() {
    let log = Shop::new(20_000).seed(1).referrals(0.3).build().unwrap();
    for (number, truth) in (1..).zip(log.truths()) {
        let Some(other) = truth.referrer else { continue };
        assert!((1..number).contains(&other));
        assert!(log.truth(other).unwrap().joined < truth.joined);
    }
    // Of who joined late enough nearly all find somebody: at half of the joining days a draw misses
    // with one half, and eight draws with 1 in 256.
    let late = log.truths().iter().filter(|truth| day("2023-10-01") < truth.joined);
    check_mean(late.map(|truth| one_if(truth.referrer.is_some())), 0.3);
}

#[test]
fn more_customers_leave_a_full_shop_as_it_is() {
    for shop in [Shop::gift_shop, Shop::grocery, Shop::subscriptions] {
        let (few, many) = (shop(300).build().unwrap(), shop(400).build().unwrap());
        assert!(few.records().eq(many.records().filter(|(customer, _)| *customer <= 300)));
        assert_eq!(few.truths(), &many.truths()[..300]);
    }
}

#[test]
fn settings_outside_their_domain_are_refused() {
    let shop = || Shop::new(1);
    let (first, last) = (day(FIRST), day("2024-12-31"));
    let with = |place: usize, weight: f64| {
        let mut months = [1.0; 12];
        months[place] = weight;
        months
    };
    refused(shop().by_month(with(11, 0.0)), "by_month", Found::Number(0.0));
    refused(
        shop().by_weekday([1.0, 1.0, -1.0, 1.0, 1.0, 1.0, 1.0]),
        "by_weekday",
        Found::Number(-1.0),
    );
    refused(shop().regularity(0.0), "regularity", Found::Number(0.0));
    refused(shop().billing(Days(0)), "billing", Found::Integer(0));
    refused(shop().breaks(1.5, 1.0, first..=last), "breaks.share", Found::Number(1.5));
    refused(shop().breaks(0.5, 0.0, first..=last), "breaks.factor", Found::Number(0.0));
    refused(
        shop().breaks(0.5, 1.0, first..=last + Days(1)),
        "breaks.on",
        Found::Day(last + Days(1)),
    );
    refused(shop().breaks(0.5, 1.0, last..=first), "breaks.on", Found::Day(last));
    let days = Days(1)..=Days(2);
    refused(shop().lapses(-0.1, first..=last, days.clone()), "lapses.share", Found::Number(-0.1));
    refused(shop().lapses(0.1, Day::EPOCH..=last, days), "lapses.from", Found::Day(Day::EPOCH));
    refused(
        shop().lapses(0.1, first..=last, Days(0)..=Days(2)),
        "lapses.silent",
        Found::Integer(0),
    );
    refused(
        shop().lapses(0.1, first..=last, Days(3)..=Days(2)),
        "lapses.silent",
        Found::Integer(2),
    );
    refused(shop().categories::<&str>([], 0.5), "categories", Found::Integer(0));
    refused(shop().categories([("a", 1.0), ("a", 1.0)], 0.5), "categories", Found::Text);
    refused(shop().categories([("", 1.0)], 0.5), "categories", Found::Text);
    refused(shop().categories([("a", 0.0)], 0.5), "categories.weight", Found::Number(0.0));
    refused(shop().channels([("a", 1.0)], 1.5), "channels.loyalty", Found::Number(1.5));
    refused(shop().discounts(0.0, 1.0, 0.5), "discounts.a", Found::Number(0.0));
    refused(shop().discounts(1.0, 1.0, 1.0), "discounts.depth", Found::Number(1.0));
    refused(shop().returns(1.0, 0.0, Days(1)), "returns.b", Found::Number(0.0));
    refused(shop().returns(1.0, 1.0, Days(0)), "returns.within", Found::Integer(0));
    refused(shop().referrals(2.0), "referrals", Found::Number(2.0));
    assert!(shop().referrals(f64::NAN).check().is_err());
    assert!(shop().by_month(with(0, f64::NAN)).check().is_err());
}

#[test]
fn money_is_what_was_paid() {
    let log = Shop::gift_shop(500).build().unwrap();
    assert!(log.rows().zip(log.records()).all(|(row, (customer, purchase))| {
        (row.0, row.2) == (customer, purchase.amount) && purchase.amount != Money::ZERO
    }));
}
