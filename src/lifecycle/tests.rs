mod edges;
mod presets;
mod twin;

use crate::lifecycle::{
    Activity, ConsumerStage, Funnel, Lifecycle, LifecycleRule, Limit, Pulse, Silences, Stage,
    StageReason, State, Transition, ValueStage,
};
use crate::{
    Course, Currency, Day, Days, ErrorKind, Fit, Groups, Language, Ledger, Migration, Money,
    Purchase, Score, View, from_fn,
};

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

/// Customers by number, each with days of purchases, seen on a day.
fn view(customers: &[&[i32]], as_of: i32) -> View<usize> {
    let mut ledger = Ledger::new(Currency::EUR);
    for (key, days) in customers.iter().enumerate() {
        let purchases = days.iter().map(|&on| (key, Purchase::new(day(on), Money(100))));
        ledger.append(purchases).unwrap();
    }
    ledger.as_of(day(as_of)).with_customers((0..customers.len()).map(|key| (key, day(as_of))))
}

/// The stage of one customer on a day.
fn stage<S: Score<Output = f64>>(rule: &LifecycleRule<S>, days: &[i32], as_of: i32) -> Stage {
    let view = view(&[days], as_of);
    rule.score_one(view.table().row(0)).unwrap()
}

fn state<S: Score<Output = f64>>(rule: &LifecycleRule<S>, days: &[i32], as_of: i32) -> State {
    stage(rule, days, as_of).state
}

/// A rule by days: declining after 10, silent after 20, churned after 40.
fn by_days() -> Lifecycle {
    let rule = Lifecycle::new().declining_after(Limit::Days(10)).silent_after(Limit::Days(20));
    rule.churned_after(Limit::Days(40))
}

/// Learned from one customer whose gaps are 10 days.
fn by_gaps(settings: &Lifecycle) -> LifecycleRule {
    settings.fit(view(&[&[0, 10, 20, 30]], 30).table()).unwrap()
}
