//! Each table beside its slow and literal twin, over a shop and over a few customers told by hand.

use super::*;
use crate::clv::cells::count;
use crate::clv::{BtydModel, CellColumns, Cells, Family, SpendCells, SpendColumns, SpendOf};
use crate::day::{Day, Days};
use crate::engine::Score;
use crate::error::Result;
use crate::language::Language;
use crate::ledger::Ledger;
use crate::money::{Currency, Money};
use crate::record::Purchase;
use crate::ruler::TimeUnit;
use crate::sim::Shop;
use crate::table::{Columns, Table};

mod words;

fn number(n: usize) -> f64 {
    count(n as u64)
}

/// Sums of the same numbers in another order, relative.
const ROUNDING: f64 = 1e-12;

/// CDNOW's parameters, in weeks.
fn model() -> BtydModel {
    let parameters = [0.553, 10.578, 0.606, 11.669];
    BtydModel::new(Family::ParetoNbd, TimeUnit::Week, parameters).unwrap()
}

/// Two years of a shop whose customers join in the first.
fn shop() -> Ledger<u64> {
    let mut ledger = Ledger::new(Currency::EUR);
    let shop = Shop::new(300).ordering(0.8, 30.0).returns(1.0, 9.0, Days(20));
    ledger.load(&shop.build().unwrap().orders()).unwrap();
    ledger
}

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

fn told(orders: &[(u8, i32, i64)]) -> Ledger<u8> {
    let mut ledger = Ledger::new(Currency::EUR);
    let purchase = |&(who, on, minor): &(u8, i32, i64)| (who, Purchase::new(day(on), Money(minor)));
    ledger.append(orders.iter().map(purchase)).unwrap();
    ledger
}

/// Ann buys twice on her first day, brings something back on a day of its own, and buys on days 15
/// and 31; Bob comes on day 12 and buys on day 20; Cleo only ever brings back.
const TOLD: [(u8, i32, i64); 9] = [
    (1, 10, 500),
    (1, 10, 700),
    (1, 14, -200),
    (1, 15, 500),
    (1, 31, 900),
    (2, 12, 300),
    (2, 20, 300),
    (2, 20, 300),
    (3, 11, -100),
];

#[track_caller]
fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= ROUNDING * want.abs().max(1.0), "{got} for {want}");
}

fn refused<T>(answer: Result<T>) -> &'static str {
    match answer.err().expect("it is refused").kind() {
        ErrorKind::Param { name, .. } => name,
        ErrorKind::NoTimeline => "timelines",
        ErrorKind::Ruler { .. } => "ruler",
        ErrorKind::Value { what, .. } | ErrorKind::TooLittle { what, .. } => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_histogram_adds_up_its_customers() {
    let view = shop().as_of("2024-12-31".parse().unwrap());
    let cells = Cells::of(view.table(), TimeUnit::Week);
    let histogram = model().frequency_histogram(&cells, 5).unwrap();
    let histories = || view.table().rows().filter_map(|row| row.history());
    for FrequencyBin { bin, actual, expected } in histogram.bins.clone() {
        let among = |n: u64| if bin.or_more { bin.repeats <= n } else { bin.repeats == n };
        let there = histories().filter(|history| among(history.repeats())).count();
        close(actual, number(there));
        let likely = |age: i64| {
            let new = model().customer(0, 0.0, 0.0).unwrap();
            let ahead = new.orders_ahead(Days(u32::try_from(age).unwrap())).unwrap();
            let answer =
                if bin.or_more { ahead.at_least(5) } else { ahead.probability(bin.repeats) };
            answer.unwrap()
        };
        close(expected, histories().map(|history| likely(history.age())).sum());
    }
    close(histogram.bins.iter().map(|bin| bin.expected).sum(), histogram.customers);
}

#[test]
fn weights_are_customers() {
    let cells = |repeats: &[u64], last_age: &[f64], customers| {
        let age = vec![30.0; repeats.len()];
        let columns =
            CellColumns { repeats, last_age, age: &age, customers, ..CellColumns::default() };
        Cells::new(TimeUnit::Week, columns).unwrap()
    };
    let heavy = cells(&[0, 2], &[0.0, 9.0], Some(&[2.0, 1.0]));
    let many = cells(&[0, 0, 2], &[0.0, 0.0, 9.0], None);
    let of = |cells| model().frequency_histogram(cells, 3).unwrap();
    assert_eq!(of(&heavy), of(&many));
}

#[test]
fn chi_square_is_of_classes_that_expect_five() {
    let bins = [(60.0, 50.0), (20.0, 30.0), (10.0, 14.0), (7.0, 4.0), (3.0, 2.0)];
    let bin = |(repeats, (actual, expected)): (usize, (f64, f64))| {
        let bin = RepeatsBin { repeats: repeats as u64, or_more: repeats == 4 };
        FrequencyBin { bin, actual, expected }
    };
    let bins: Vec<FrequencyBin> = bins.into_iter().enumerate().map(bin).collect();
    let chi_square = ChiSquare::of(&bins, 0).unwrap();
    assert_eq!((chi_square.classes, chi_square.degrees), (4, 3)); // the last two are one
    let want = 100.0 / 50.0 + 100.0 / 30.0 + 16.0 / 14.0 + 16.0 / 6.0;
    close(chi_square.statistic, want);
    assert_eq!(ChiSquare::of(&bins, 4), None, "no degree is left");
    assert_eq!(ChiSquare::of(&bins[4..], 0), None, "nothing expects five");
}

/// Every period, counted over every customer anew.
fn check_tracking(table: Table<'_>, every: u32, joined: impl Fn(Day) -> bool, got: &Tracking) {
    let rows = || table.rows().filter(|row| row.history().is_some_and(|h| joined(h.first())));
    let start = rows().map(|row| row.history().unwrap().first()).min().unwrap();
    let whole = (table.as_of().since(start).unsigned_abs() + 1) / u64::from(every);
    assert_eq!((got.periods.len() as u64, got.customers), (whole, rows().count() as u64));
    let mut before = 0.0;
    for (i, period) in (0..).zip(&got.periods) {
        assert_eq!(period.first, start + Days(every * i));
        assert_eq!(period.last, start + Days(every * (i + 1) - 1));
        let bought = |from: Day, to: Day| {
            let of = |row: crate::table::Row<'_>| {
                let days = row.timeline().unwrap().iter().filter(|total| 0 < total.orders);
                days.skip(1).filter(|total| (from..=to).contains(&total.day)).count()
            };
            rows().map(of).sum::<usize>() as u64
        };
        assert_eq!(period.actual, bought(period.first, period.last));
        assert_eq!(period.actual_so_far, bought(start, period.last));
        let firsts = || rows().map(|row| row.history().unwrap().first());
        let there = firsts().filter(|&first| first <= period.last).count();
        assert_eq!(period.joined_so_far, there as u64);
        let of = |first: Day| match u32::try_from(period.last.since(first)) {
            Ok(age) => model().orders_of_new_customer(Days(age)).unwrap(),
            Err(_) => 0.0,
        };
        close(period.expected_so_far, firsts().map(of).sum());
        close(period.expected, period.expected_so_far - before);
        before = period.expected_so_far;
    }
}

#[test]
fn tracking_counts_repeat_purchases_by_period() {
    let view = told(&TOLD).as_of(day(33));
    let tracking = model().tracking(view.table(), Days(7), ..).unwrap();
    check_tracking(view.table(), 7, |_| true, &tracking);
    // Days 10–16, 17–23 and 24–30; day 31 is in a week that has not ended.
    let actual: Vec<u64> = tracking.periods.iter().map(|period| period.actual).collect();
    assert_eq!(actual, [1, 1, 0]);
}

#[test]
fn tracking_is_the_sum_over_all_customers() {
    let view = shop().as_of("2024-12-31".parse().unwrap());
    let table = view.table();
    for every in [1, 30, 731, 732] {
        let tracking = model().tracking(table, Days(every), ..).unwrap();
        check_tracking(table, every, |_| true, &tracking);
    }
    let (from, to): (Day, Day) = ("2023-03-01".parse().unwrap(), "2023-03-31".parse().unwrap());
    let march = model().tracking(table, Days(7), from..=to).unwrap();
    check_tracking(table, 7, |first| from <= first && first <= to, &march);
}

#[test]
fn nobody_is_tracked_where_nobody_is() {
    let view = told(&TOLD).as_of(day(9));
    let tracking = model().tracking(view.table(), Days(7), ..).unwrap();
    assert_eq!((tracking.customers, tracking.periods), (0, vec![]));
}

#[test]
fn holdouts_start_after_what_the_model_has_seen() {
    let period = |first: i32| TrackedPeriod {
        first: day(first),
        last: day(first + 6),
        joined_so_far: 1,
        actual: 0,
        expected: 0.0,
        actual_so_far: 0,
        expected_so_far: 0.0,
    };
    let (every, periods) = (Days(7), vec![period(0), period(7), period(14)]);
    let of = |learned| Tracking {
        every,
        learned_as_of: learned,
        customers: 1,
        periods: periods.clone(),
    };
    assert_eq!(of(Some(day(6))).holdout(), &periods[1..]);
    assert_eq!(of(Some(day(7))).holdout(), &periods[2..]);
    assert_eq!(of(None).holdout(), &[]);
}

#[test]
fn a_calibration_asks_as_of_its_day() {
    let (ledger, then, now) = (shop(), "2024-03-31".parse().unwrap(), day(20_088));
    let (before, after) = (ledger.as_of(then), ledger.as_of(now));
    let horizon = Days(u32::try_from(now.since(then)).unwrap());
    let expected = model().orders_within(horizon).score(before.table()).unwrap();
    let customers: Vec<(u64, i64, f64, f64)> = (before.rows().zip(expected))
        .filter_map(|((key, row), expected)| {
            let (history, later) = (row.history()?, after.row(key).unwrap().history().unwrap());
            let bought = count(later.repeats() - history.repeats());
            Some((history.repeats(), history.last_age(), bought, expected.unwrap()))
        })
        .collect();
    let check = |customers: Vec<&(u64, i64, f64, f64)>, got: [Option<f64>; 2], there: u64| {
        assert_eq!(customers.len() as u64, there);
        let mean = |of: fn(&(u64, i64, f64, f64)) -> f64| {
            customers.iter().map(|customer| of(customer)).sum::<f64>() / number(customers.len())
        };
        for (got, want) in got.into_iter().zip([mean(|c| c.2), mean(|c| c.3)]) {
            got.map_or_else(|| assert_eq!(there, 0), |got| close(got, want));
        }
    };
    let by = model().calibration_by_repeats(after.table(), then, 4).unwrap();
    assert_eq!(by.groups.len(), 5);
    for group in &by.groups {
        let RepeatsBin { repeats, or_more } = group.bin;
        let own = customers.iter().filter(|c| c.0 == repeats || or_more && repeats <= c.0);
        check(own.collect(), [group.actual, group.expected], group.customers);
    }
    check(customers.iter().collect(), [by.actual, by.expected], by.customers);

    let by = model().calibration_by_last_age(after.table(), then, Days(30)).unwrap();
    for (i, group) in (0..).zip(&by.groups) {
        let (from, to) = (i * 30, i * 30 + 29);
        assert_eq!(group.bin, LastAgeBin { from: Days(from), to: Days(to) });
        let own = customers.iter().filter(|c| (from.into()..=to.into()).contains(&c.1));
        check(own.collect(), [group.actual, group.expected], group.customers);
    }
    assert_eq!(by.groups.iter().map(|group| group.customers).sum::<u64>(), by.customers);
}

#[test]
fn a_path_is_what_views_of_its_days_say() {
    let ledger = shop();
    let view = ledger.as_of("2024-12-31".parse().unwrap());
    for (key, row) in view.rows().step_by(29) {
        let path = model().history_of(row, Days(10)).unwrap();
        let totals = row.timeline().unwrap().iter().filter(|total| 0 < total.orders);
        let bought: Vec<Day> = totals.map(|total| total.day).collect();
        assert!(path.iter().filter(|point| point.bought).map(|point| point.day).eq(bought));
        assert!(path.windows(2).all(|pair| (1..=10).contains(&pair[1].day.since(pair[0].day))));
        assert_eq!(path.last().map(|point| point.day), row.history().map(|_| view.as_of()));
        for point in path {
            let then = ledger.row_at(key, point.day);
            let history = then.row().history().unwrap();
            let p_alive = model().p_alive().score_one(then.row()).unwrap().unwrap();
            // Questions answer from tables, which change less than that.
            assert!((point.p_alive - p_alive).abs() <= 1e-12 * p_alive);
            assert_eq!(point.purchase_days, history.purchase_days());
        }
    }
}

#[test]
fn a_prospect_has_no_path() {
    let prospect = told(&TOLD).row_at(&3, day(40));
    assert_eq!(model().history_of(prospect.row(), Days(1)), Ok(vec![]));
}

#[test]
fn a_grid_is_what_its_customers_are_told() {
    let (age, horizon) = (TimeUnit::Week.of(39.0).unwrap(), Days(70));
    let grid = model().grid(age, 12, 6, horizon).unwrap();
    assert_eq!(grid.last_ages, [0.0, 6.5, 13.0, 19.5, 26.0, 32.5, 39.0]);
    assert_eq!((grid.p_alive.len(), grid.orders.len(), grid.horizon), (13, 13, 10.0));
    for (x, (p_alive, orders)) in (0..).zip(grid.p_alive.iter().zip(&grid.orders)) {
        for (i, &t_x) in grid.last_ages.iter().enumerate() {
            let customer = model().customer(x, t_x, 39.0).ok();
            assert_eq!(p_alive[i], customer.map(|customer| customer.p_alive().unwrap()));
            assert_eq!(
                orders[i],
                customer.map(|customer| customer.orders_within(horizon).unwrap())
            );
        }
    }
}

fn spend(days: &[u64], mean: &[f64], customers: Option<&[f64]>) -> SpendCells {
    let columns = SpendColumns { days, mean, customers };
    SpendCells::new(SpendOf::All, Currency::EUR, columns).unwrap()
}

/// Pearson's, as the covariance over both deviations.
fn pearson(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / number(values.len());
    let covariance = |a: &[f64], b: &[f64]| {
        let (mean_a, mean_b) = (mean(a), mean(b));
        a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>()
    };
    covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt()
}

/// One more than those below, and half of the others who are alike.
fn rank(values: &[f64]) -> Vec<f64> {
    let of = |value: &f64| {
        let below = number(values.iter().filter(|other| *other < value).count());
        let alike = number(values.iter().filter(|other| other.total_cmp(value).is_eq()).count());
        1.0 + below + (alike - 1.0) / 2.0
    };
    values.iter().map(of).collect()
}

#[test]
fn correlations_are_of_customers() {
    let days = [1, 2, 2, 3, 5, 5, 5, 9, 1, 1];
    let mean = [10.0, 25.0, 25.0, 10.0, 3.0, 60.0, 25.0, 12.0, 800.0, 10.0];
    let got = Independence::of(&spend(&days, &mean, None)).unwrap();
    let days: Vec<f64> = days.iter().map(|&days| count(days)).collect();
    close(got.pearson, pearson(&days, &mean));
    close(got.spearman, pearson(&rank(&days), &rank(&mean)));
}

#[test]
fn means_are_tied_however_they_were_divided() {
    let got = |mean: f64| {
        let cells = spend(&[1, 3, 2, 5], &[1.1, mean, 0.5, 1.2], None);
        Independence::of(&cells).unwrap().spearman
    };
    // A sum of three divided by three may be one digit off, in the last place.
    close(got(1.1_f64.next_up()), got(1.1));
    assert!(0.01 < (got(1.11) - got(1.1)).abs());
}

#[test]
fn heavier_customers_are_more() {
    let heavy = spend(&[1, 4, 7], &[9.0, 3.0, 5.0], Some(&[1.0, 2.0, 3.0]));
    let many = spend(&[1, 4, 4, 7, 7, 7], &[9.0, 3.0, 3.0, 5.0, 5.0, 5.0], None);
    assert_eq!(Independence::of(&heavy), Independence::of(&many));
}
