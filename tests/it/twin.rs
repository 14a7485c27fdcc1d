//! The ledger's specification, done literally: filter, sort, look at every pair.

use std::collections::BTreeMap;
use std::hash::Hash;

use proptest::prelude::*;
use regulars::{Currency, Day, Ledger, Money, Policy, Purchase, Repeats, Returns, View, Zeros};

/// A row, in small numbers. Fields after the key are in canonical order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rec {
    pub(crate) key: u8,
    pub(crate) day: i32,
    pub(crate) returned: bool,
    pub(crate) amount: i64,
    pub(crate) id: Option<u8>,
    pub(crate) recorded: Option<i32>,
    pub(crate) category: Option<bool>,
}

/// A policy, spelled out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) returns: Returns,
    pub(crate) zeros: Zeros,
    /// `None` if rows are lines.
    pub(crate) repeats: Option<Repeats>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Became {
    Kept,
    Merged,
    Zero,
    Returned,
    Repeated,
}

/// Of each customer: the orders and the revenue of each day.
pub(crate) type Shown = BTreeMap<u8, BTreeMap<i32, (u64, i64)>>;

impl Rules {
    /// Every combination there is.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let returns = [Returns::Net, Returns::Match, Returns::Ignore, Returns::Refuse];
        let zeros = [Zeros::Drop, Zeros::Keep, Zeros::Refuse];
        let repeats = [None, Some(Repeats::One), Some(Repeats::Keep), Some(Repeats::Refuse)];
        returns.into_iter().flat_map(move |returns| {
            zeros.into_iter().flat_map(move |zeros| {
                repeats.map(|repeats| Self { returns, zeros, repeats }).into_iter()
            })
        })
    }

    pub(crate) fn policy(self) -> Policy {
        let policy = Policy::new(Currency::EUR).returns(self.returns).zeros(self.zeros);
        self.repeats
            .map_or_else(|| policy.clone().lines(), |repeats| policy.clone().repeats(repeats))
    }

    /// What becomes of a row whatever the others are; `None` if it must not be there.
    fn alone(self, rec: &Rec) -> Option<Became> {
        match (rec.amount, rec.returned) {
            (0, _) if self.zeros == Zeros::Refuse => None,
            (0, _) if self.zeros == Zeros::Drop => Some(Became::Zero),
            (_, true) if self.returns == Returns::Refuse => None,
            (_, true) if self.returns == Returns::Ignore => Some(Became::Returned),
            (_, true) if self.returns == Returns::Match && rec.id.is_none() => {
                Some(Became::Returned)
            }
            _ => Some(Became::Kept),
        }
    }

    /// Whether two rows may not both be there.
    fn repeat(self, a: &Rec, b: &Rec) -> bool {
        let told_apart = matches!(self.repeats, Some(Repeats::One | Repeats::Refuse));
        let sales = !a.returned && !b.returned;
        told_apart && a.key == b.key && a.id.is_some() && a.id == b.id && (sales || a == b)
    }

    /// The first row that must not be there, counted from 1.
    pub(crate) fn refused(self, rows: &[Rec]) -> Option<u64> {
        let admitted = |rec| self.alone(rec) == Some(Became::Kept);
        let again = |i: usize| rows[..i].iter().any(|b| admitted(b) && self.repeat(&rows[i], b));
        let refuses = self.repeats == Some(Repeats::Refuse);
        let wrong = |&i: &usize| {
            self.alone(&rows[i]).is_none() || refuses && admitted(&rows[i]) && again(i)
        };
        (0..rows.len()).find(wrong).map(|i| i as u64 + 1)
    }

    /// What becomes of each row, if all come at once and none is refused.
    pub(crate) fn fates(self, rows: &[Rec]) -> Vec<Became> {
        let mut fates: Vec<Became> = rows.iter().filter_map(|rec| self.alone(rec)).collect();
        let mut kept: Vec<usize> = (0..rows.len()).filter(|&i| fates[i] == Became::Kept).collect();
        kept.sort_by_key(|&i| (&rows[i], i));
        for (place, &i) in kept.iter().enumerate() {
            let before = || kept[..place].iter().map(|&j| &rows[j]);
            if before().any(|rec| self.repeat(rec, &rows[i])) {
                let equal = before().any(|rec| *rec == rows[i]);
                fates[i] = if equal { Became::Merged } else { Became::Repeated };
            } else if self.returns == Returns::Match && rows[i].returned {
                let sale =
                    |rec: &Rec| !rec.returned && (rec.key, rec.id) == (rows[i].key, rows[i].id);
                if !kept.iter().any(|&j| sale(&rows[j])) {
                    fates[i] = Became::Returned;
                }
            }
        }
        fates
    }

    /// What is seen of `rows` on a day, of those recorded by another.
    pub(crate) fn shown(self, rows: &[Rec], day: i32, recorded: i32) -> Shown {
        let known = |rec: &&Rec| {
            self.alone(rec) == Some(Became::Kept)
                && rec.day <= day
                && rec.recorded.unwrap_or(rec.day) <= recorded
        };
        let mut seen: Vec<&Rec> = rows.iter().filter(known).collect();
        seen.sort();
        let unique = |i: &usize| !seen[..*i].iter().any(|rec| self.repeat(rec, seen[*i]));
        let seen: Vec<&Rec> = (0..seen.len()).filter(unique).map(|i| seen[i]).collect();
        let mut shown = Shown::new();
        for (i, rec) in seen.iter().enumerate() {
            let sale = |other: &&&Rec| {
                !other.returned && rec.id.is_some() && (other.key, other.id) == (rec.key, rec.id)
            };
            let first_sale = seen.iter().find(sale).map(|sale| sale.day);
            let later_line = self.repeats.is_none() && seen[..i].iter().any(|r| sale(&r));
            let (day, orders, revenue) = match (rec.returned, self.returns, first_sale) {
                (false, ..) => (rec.day, u64::from(!later_line), rec.amount),
                (true, Returns::Match, Some(sold)) => (rec.day.max(sold), 0, -rec.amount),
                (true, Returns::Match, None) => continue,
                (true, ..) => (rec.day, 0, -rec.amount),
            };
            let total = shown.entry(rec.key).or_default().entry(day).or_default();
            *total = (total.0 + orders, total.1 + revenue);
        }
        shown
    }
}

impl Rec {
    pub(crate) fn purchase(&self) -> Purchase {
        let amount = Money(if self.returned { -self.amount } else { self.amount });
        let mut purchase = Purchase::new(day(self.day), amount);
        if let Some(id) = self.id {
            purchase = purchase.order_id(format!("id{id}"));
        }
        if let Some(recorded) = self.recorded {
            purchase = purchase.recorded(day(recorded));
        }
        if let Some(category) = self.category {
            purchase = purchase.category(if category { "toys" } else { "books" });
        }
        purchase
    }
}

/// What can stand for a customer.
pub(crate) trait Named: Eq + Hash + Ord + Clone + Send + Sync + 'static {
    /// The key of a number; ascending.
    fn named(number: u8) -> Self;
}

impl Named for u8 {
    fn named(number: u8) -> Self {
        number
    }
}

pub(crate) fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

pub(crate) fn purchases<K: Named>(rows: &[Rec]) -> impl Iterator<Item = (K, Purchase)> {
    rows.iter().map(|rec| (K::named(rec.key), rec.purchase()))
}

/// The ledger of `rows`, which its policy must not refuse.
pub(crate) fn ledger(rules: Rules, rows: &[Rec]) -> Ledger<u8> {
    let mut ledger = Ledger::new(rules.policy());
    ledger.append(purchases(rows)).unwrap();
    ledger
}

/// What a view shows, in the twin's words. What its histories say is checked on the way.
pub(crate) fn said(view: &View<u8>) -> Shown {
    let rows = view.keys().iter().copied().zip(view.table().rows());
    let said = rows.map(|(key, row)| {
        let days = row.timeline().unwrap().iter();
        let days: BTreeMap<i32, (u64, i64)> =
            days.map(|total| (total.day.number(), (total.orders, total.revenue.0))).collect();
        let bought = || days.iter().filter(|(_, (orders, _))| 0 < *orders);
        let ends = bought().next().zip(bought().next_back());
        let history = row.history();
        assert_eq!(row.revenue().0, days.values().map(|(_, revenue)| revenue).sum::<i64>());
        assert_eq!(history.is_some(), ends.is_some());
        if let Some((history, ((first, _), (last, _)))) = history.zip(ends) {
            assert_eq!((history.first(), history.last()), (day(*first), day(*last)));
            assert_eq!(history.age(), view.as_of().since(day(*first)));
            assert_eq!(history.purchase_days(), bought().count() as u64);
            assert_eq!(history.orders(), days.values().map(|(orders, _)| orders).sum::<u64>());
            assert_eq!(history.revenue(), row.revenue());
        }
        (key, days)
    });
    said.collect()
}

/// Days from 0 to this; rows may be recorded a little later.
pub(crate) const LAST: i32 = 6;

/// Few customers, few ids and few days, so that all of them meet.
pub(crate) fn shops() -> impl Strategy<Value = Vec<Rec>> {
    let id = prop_oneof![1 => Just(None), 3 => (0..3_u8).prop_map(Some)];
    let recorded = prop_oneof![2 => Just(None), 1 => (0..=LAST + 2).prop_map(Some)];
    let category = prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)];
    // The large ones do not fit the word that plain rows are packed into.
    let large = prop_oneof![Just(1_i64 << 44), Just(-1_i64 << 44)];
    let amount = prop_oneof![8 => 1..4_i64, 4 => -3..0_i64, 2 => Just(0), 1 => large];
    let rec = (0..4_u8, 0..=LAST, amount, id, recorded, category);
    let rec = rec.prop_map(|(key, day, amount, id, recorded, category)| {
        // As the ledger has it: what was recorded on its day does not say so.
        let recorded = recorded.filter(|&recorded| recorded != day);
        Rec { key, day, returned: amount < 0, amount: amount.abs(), id, recorded, category }
    });
    let odd = prop::collection::vec(rec, 0..24);
    // Without anything odd, views share the ledger's words: another path through the code.
    let plain = odd.clone().prop_map(|rows| {
        let plain = |rec| Rec { id: None, recorded: None, category: None, ..rec };
        rows.into_iter().filter(|rec| rec.amount < 4).map(plain).collect::<Vec<Rec>>()
    });
    prop_oneof![3 => odd, 1 => plain]
}

/// So many cases as a debug build has time for; `PROPTEST_CASES` asks for others.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => asked,
        None => ProptestConfig { cases, ..asked },
    }
}
