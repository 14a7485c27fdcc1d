//! Lifecycles of customers whose truth is known, and of shops seen from outside.

#[cfg(all(feature = "csv", feature = "serde"))]
mod program;

use regulars::lifecycle::{Lifecycle, LifecycleRule, State, Transition};
use regulars::sim::{Shop, ShopLog, Truth};
use regulars::{Currency, Day, Days, Fit, Ledger, View};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Customers who buy every two weeks, a bit more or less: two years of them.
fn regulars() -> Shop {
    let shop = Shop::new(2_000).window(day("2022-01-01"), day("2023-12-31")).seed(11);
    shop.joining_until(day("2022-06-30")).ordering(50.0, 700.0).regularity(8.0).leaving(1.0, 1e6)
}

fn view(log: &ShopLog) -> View<u64> {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&log.orders()).unwrap();
    ledger.as_of(day("2023-12-31"))
}

/// The changes of every customer beside the truth.
fn changes<'a>(
    view: &View<u64>,
    log: &'a ShopLog,
    rule: &LifecycleRule,
) -> Vec<(&'a Truth, Vec<Transition>)> {
    let changes = view.join(rule.changes()).unwrap();
    changes.map(|(customer, changes)| (log.truth(*customer).unwrap(), changes)).collect()
}

fn first(changes: &[Transition], from: Day, to: &[State]) -> Option<Day> {
    let change = changes.iter().find(|change| from <= change.day && to.contains(&change.to));
    change.map(|change| change.day)
}

/// How many of those there are.
#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn share<T>(all: &[T], those: impl Fn(&T) -> bool) -> f64 {
    assert!(100 < all.len(), "too few to speak of: {}", all.len());
    all.iter().filter(|one| those(one)).count() as f64 / all.len() as f64
}

const LATE: [State; 3] = [State::Declining, State::Silent, State::Churned];

/// Lapses of 120 to 200 days, where six usual gaps are some 84: churned on the way, and reactivated by
/// the purchase that ends it.
#[test]
fn lapses_and_returns_are_found_on_their_days() {
    let lapses =
        regulars().lapses(0.3, day("2023-01-01")..=day("2023-04-30"), Days(120)..=Days(200));
    let log = lapses.build().unwrap();
    let view = view(&log);
    let all = changes(&view, &log, &Lifecycle::new().fit(view.table()).unwrap());
    let (lapsed, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|(truth, _)| truth.lapse.is_some());
    let churned = share(&lapsed, |(truth, changes)| {
        let lapse = truth.lapse.unwrap();
        let churned = first(changes, lapse.from, &[State::Churned]);
        churned.is_some_and(|day| day <= lapse.back)
    });
    let back = share(&lapsed, |(truth, changes)| {
        let back = first(changes, truth.lapse.unwrap().back, &[State::Reactivated]);
        // The order that ends a lapse may be as long in coming as any.
        back.is_some_and(|day| day.since(truth.lapse.unwrap().back) <= 30)
    });
    // The day: declining after two usual gaps of 14 days from the last purchase, which was up to a gap
    // before the lapse began.
    let soon = share(&lapsed, |(truth, changes)| {
        let from = truth.lapse.unwrap().from;
        let late = first(changes, from, &LATE);
        late.is_some_and(|day| day.since(from) <= 35)
    });
    let alarm = share(&others, |(_, changes)| {
        changes.iter().any(|change| [State::Silent, State::Churned].contains(&change.to))
    });
    println!("churned {churned}, back {back}, soon {soon}, false alarms {alarm}");
    assert!(0.99 <= churned && 0.97 <= back && 0.97 <= soon && alarm <= 0.02);
}

/// From every two weeks to every eight.
#[test]
fn broken_cadences_are_declining() {
    let on = day("2023-03-01");
    let log = regulars().breaks(0.4, 0.25, on..=on).build().unwrap();
    let view = view(&log);
    let all = changes(&view, &log, &Lifecycle::new().fit(view.table()).unwrap());
    let (broken, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|(truth, _)| truth.cadence_break.is_some());
    let late = |within: i64| {
        share(&broken, |(_, changes)| {
            first(changes, on, &LATE).is_some_and(|day| day.since(on) <= within)
        })
    };
    let (soon, ever) = (late(60), late(120));
    // Of the others, who was called late in the same time.
    let alarm = share(&others, |(_, changes)| {
        first(changes, on, &LATE).is_some_and(|day| day.since(on) <= 120)
    });
    println!("within 60 days {soon}, within 120 {ever}, false alarms {alarm}");
    assert!(0.9 <= soon && 0.99 <= ever && alarm <= 0.1);
}

/// Who leaves for ever is churned six usual gaps after the last order, and stays so.
#[test]
fn who_has_left_is_churned() {
    let log = regulars().leaving(2.0, 60.0).build().unwrap();
    let view = view(&log);
    let all = changes(&view, &log, &Lifecycle::new().fit(view.table()).unwrap());
    let known = |truth: &Truth| truth.left.filter(|&left| left + Days(120) <= day("2023-12-31"));
    let left: Vec<_> = all.iter().filter(|(truth, _)| known(truth).is_some()).collect();
    let found = share(&left, |(truth, changes)| {
        let last = changes.last().unwrap();
        let after = last.day.since(truth.left.unwrap());
        last.to == State::Churned && (40..=130).contains(&after)
    });
    let still: Vec<_> = all.iter().filter(|(truth, _)| truth.left.is_none()).collect();
    let alarm = share(&still, |(_, changes)| changes.last().unwrap().to == State::Churned);
    println!("churned {found}, false alarms {alarm}");
    assert!(0.97 <= found && alarm <= 0.01);
}
