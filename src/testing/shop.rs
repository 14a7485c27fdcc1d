//! The shop that the laws are tried on.

use std::sync::OnceLock;

use crate::day::{Day, Days};
use crate::ledger::{Ledger, View};
use crate::money::{Currency, Money};
use crate::record::Purchase;
use crate::sim::Shop;

/// The shop that the laws are tried on: thousands of customers over two years, some of whom
/// brought something back, and a few of whom only that. The same every time.
#[must_use]
pub fn shop() -> &'static Ledger<u64> {
    static SHOP: OnceLock<Ledger<u64>> = OnceLock::new();
    SHOP.get_or_init(|| {
        let mut ledger = Ledger::new(Currency::EUR);
        let records = log().into_iter().map(|(key, day, amount)| (key, Purchase::new(day, amount)));
        ledger.append(records).expect("the amounts are small");
        ledger
    })
}

/// The last day of the shop, 2024-12-31.
pub(super) const LAST: Day = Day::trusted(20_088);

/// What customers say when they are asked.
const SAID: [f64; 16] =
    [9.0, 0.0, 10.0, 2.5, -1.0, 7.0, 8.0, 1e6, 3.0, 1e-6, 10.0, 0.5, 6.0, -4.0, 5.0, 9.5];

/// More customers than a block of rows, so that every scorer meets a boundary.
const CUSTOMERS: u32 = 6_000;

fn log() -> Vec<(u64, Day, Money)> {
    let log = Shop::new(CUSTOMERS).build().expect("the defaults can be");
    let with_returns = log.rows().enumerate().flat_map(|(i, (customer, day, amount))| {
        // Some goods come back; one customer in fifty brings what others had bought.
        let back = (i % 9 == 0).then_some((customer, day + Days(12), Money(-amount.0 / 2)));
        let gift = customer.is_multiple_of(50);
        let row = (customer, day, if gift { Money(-amount.0) } else { amount });
        std::iter::once(row).chain(back)
    });
    with_returns.filter(|(_, day, _)| *day <= LAST).collect()
}

/// What may happen after `day`: the whole log once more, later.
pub(super) fn echo(day: Day) -> impl Iterator<Item = (u64, Purchase)> {
    let log = log().into_iter();
    log.filter(move |row| day < row.1)
        .map(|(customer, on, amount)| (customer, Purchase::new(on + Days(1), amount)))
}

/// The view of `day`, with features that never change.
pub(super) fn dressed(ledger: &Ledger<u64>, day: Day, features: &[&str]) -> View<u64> {
    let mut view = ledger.as_of(day);
    for (i, name) in features.iter().enumerate() {
        if features[..i].contains(name) {
            continue;
        }
        let said =
            |key: &u64| (!key.is_multiple_of(3)).then(|| SAID[(key % 11) as usize ^ (i % 4)]);
        view = view.with_constant(*name, said).expect("the name is new");
    }
    view
}
