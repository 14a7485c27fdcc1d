//! A bulk load brings what appending the same rows brings, whatever names the customers.

use std::fmt::Debug;

use proptest::prelude::*;
use regulars::{Currency, Label, Ledger, Money, Orders, Purchase, View};

use crate::twin::{LAST, Named, Rec, Rules, cases, day, purchases, shops};

/// A customer of two shops: a key of the caller's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Member {
    shop: u8,
    card: String,
}

impl Named for Member {
    fn named(number: u8) -> Self {
        Self { shop: number / 2, card: format!("card {}", number % 2) }
    }
}

/// The first is nobody: an empty text is no customer.
impl Named for String {
    fn named(number: u8) -> Self {
        ["", "ann", "ann ", "äöü"][usize::from(number)].to_owned()
    }
}

impl Named for u64 {
    fn named(number: u8) -> Self {
        [0, 1, 1 << 63, Self::MAX][usize::from(number)]
    }
}

impl Named for u32 {
    fn named(number: u8) -> Self {
        [0, 1, 1 << 31, Self::MAX][usize::from(number)]
    }
}

impl Named for i64 {
    fn named(number: u8) -> Self {
        [Self::MIN, -1, 0, Self::MAX][usize::from(number)]
    }
}

impl Named for i32 {
    fn named(number: u8) -> Self {
        [Self::MIN, -1, 0, Self::MAX][usize::from(number)]
    }
}

/// Rows that fit columns: these know no day of recording and no details.
fn columns() -> impl Strategy<Value = Vec<Rec>> {
    let plain = |rec| Rec { recorded: None, category: None, ..rec };
    shops().prop_map(move |rows| rows.into_iter().map(plain).collect())
}

fn same<K: regulars::Key>(a: &Ledger<K>, b: &Ledger<K>) -> bool {
    let rows = |a: &View<K>, b: &View<K>| a.table().rows().eq(b.table().rows());
    let same_view = |at| {
        let (a, b) = (a.as_of(day(at)), b.as_of(day(at)));
        a.keys() == b.keys() && rows(&a, &b)
    };
    a == b && (-1..=LAST).all(same_view)
}

#[track_caller]
fn check<K: Named + Debug>(rows: &[Rec], rules: Rules) {
    let days: Vec<i32> = rows.iter().map(|rec| rec.day).collect();
    let minor: Vec<i64> =
        rows.iter().map(|rec| if rec.returned { -rec.amount } else { rec.amount }).collect();
    let ids: Vec<Option<Label>> =
        rows.iter().map(|rec| rec.id.map(|id| Label::from(format!("id{id}")))).collect();
    let keys: Vec<K> = rows.iter().map(|rec| K::named(rec.key)).collect();
    // A dictionary in no order, with a repeated name and one that no row has.
    let names: Vec<K> = [3, 1, 2, 0, 1].map(K::named).into();
    let place = |rec: &Rec| [3, 4, 2, 0][usize::from(rec.key)];
    let codes: Vec<u32> = rows.iter().map(place).collect();
    let orders = Orders::new(&keys, &days, &minor).unwrap().ids(&ids).unwrap();
    let coded = Orders::coded(&codes, &names, &days, &minor).unwrap().ids(&ids).unwrap();

    let new = || Ledger::<K>::new(rules.policy());
    let (mut appended, mut loaded, mut by_code) = (new(), new(), new());
    let report = appended.append(purchases(rows));
    assert_eq!(loaded.load(&orders), report);
    assert_eq!(by_code.load(&coded), report);
    assert!(same(&loaded, &appended) && same(&by_code, &appended));
    if report.is_ok() {
        let mut one_by_one = new();
        for rec in rows.iter().rev() {
            one_by_one.append(purchases::<K>(std::slice::from_ref(rec))).unwrap();
        }
        assert!(same(&one_by_one, &appended));
        // Onto what is there already.
        let half = purchases(&rows[..rows.len() / 2]);
        let (mut a, mut b) = (new(), new());
        a.append(half).unwrap();
        b.append(purchases(&rows[..rows.len() / 2])).unwrap();
        assert_eq!(a.append(purchases(rows)), b.load(&orders));
        assert!(same(&a, &b));
    }
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn loading_is_appending_for_u64(rows in columns()) {
        Rules::all().for_each(|rules| check::<u64>(&rows, rules));
    }

    #[test]
    fn loading_is_appending_for_u32(rows in columns()) {
        Rules::all().for_each(|rules| check::<u32>(&rows, rules));
    }

    #[test]
    fn loading_is_appending_for_i64(rows in columns()) {
        Rules::all().for_each(|rules| check::<i64>(&rows, rules));
    }

    #[test]
    fn loading_is_appending_for_i32(rows in columns()) {
        Rules::all().for_each(|rules| check::<i32>(&rows, rules));
    }

    #[test]
    fn loading_is_appending_for_strings(rows in columns()) {
        Rules::all().for_each(|rules| check::<String>(&rows, rules));
    }

    #[test]
    fn loading_is_appending_for_keys_of_ones_own(rows in columns()) {
        Rules::all().for_each(|rules| check::<Member>(&rows, rules));
    }
}

/// So many rows as make several chunks, some of them returns or too large for a word.
fn many(rows: u64) -> (Vec<u64>, Vec<i32>, Vec<i64>) {
    let hash = |i: u64| (i ^ (i >> 7)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let amount = |i| match hash(i) % 1_000 {
        0 => -500,
        1 => 1_i64 << 50,
        small => i64::try_from(small).unwrap(),
    };
    let keys = (0..rows).map(|i| hash(i ^ 5) % 9_000).collect();
    let days = (0..rows).map(|i| i32::try_from(hash(i ^ 9) % 400).unwrap()).collect();
    (keys, days, (0..rows).map(amount).collect())
}

#[test]
fn a_large_load_is_appending_too() {
    let (keys, days, minor) = many((1 << 18) + 9_000);
    let mut loaded = Ledger::new(Currency::EUR);
    let report = loaded.load(&Orders::new(&keys, &days, &minor).unwrap()).unwrap();
    let rows = keys.iter().zip(days.iter().zip(&minor));
    let records = rows.map(|(&key, (&on, &minor))| (key, Purchase::new(day(on), Money(minor))));
    let mut appended = Ledger::new(Currency::EUR);
    assert_eq!(appended.append(records).unwrap(), report);
    assert!(loaded == appended);
}

#[cfg(feature = "parallel")]
#[test]
fn threads_do_not_change_a_ledger() {
    let (keys, days, minor) = many(40_000);
    let id = |key: &u64| key.is_multiple_of(3).then(|| Label::from(format!("{}", key % 70)));
    let ids: [Vec<Option<Label>>; 2] = [vec![None; keys.len()], keys.iter().map(id).collect()];
    let on = |threads, ids: &[Option<Label>]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let orders = Orders::new(&keys, &days, &minor).unwrap().ids(ids).unwrap();
            let mut ledger = Ledger::new(Currency::EUR);
            let report = ledger.load(&orders).unwrap();
            let view = ledger.as_of(day(200));
            let outcomes = ledger.outcomes(day(200), regulars::Days(90));
            (ledger, report, view, outcomes)
        })
    };
    for ids in &ids {
        let one = on(1, ids);
        for threads in [2, 3, 8] {
            let more = on(threads, ids);
            assert!(more.0 == one.0 && more.1 == one.1 && more.3 == one.3, "{threads} threads");
            assert!(more.2.keys() == one.2.keys(), "{threads} threads");
            assert!(more.2.table().rows().eq(one.2.table().rows()), "{threads} threads");
        }
    }
}
