//! Customers of a list beside those of the ledger.

use std::cmp::Ordering;

use super::{Days, Keys, View};
use crate::day::Day;
use crate::journal::Key;
use crate::par;

impl<K: Key> View<K> {
    /// The same view with every customer of a list too: who has neither bought nor returned anything
    /// is a prospect, a row without a history.
    ///
    /// Each comes with the day since when they are known, because a view shows nothing later: who is
    /// known only after its day is left out. `Day::MIN` is for those who always were. Of features
    /// that the view has already, customers who are added have no value. [`Groups`](crate::Groups)
    /// and [`Migration`](crate::Migration) count them as any customer; a [`Course`](crate::Course)
    /// does not, because rows do not keep these days.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Currency, Day, Fit, Ledger, Money, Purchase, Rfm, Segment};
    ///
    /// let day = |text: &str| text.parse::<Day>();
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.append([("bob", Purchase::new(day("2024-05-02")?, Money(500)))])?;
    ///
    /// let list = [("ann", day("2024-06-01")?), ("bob", day("2024-05-02")?), ("cleo", day("2024-09-01")?)];
    /// let june = ledger.as_of(day("2024-06-30")?).with_customers(list);
    /// assert_eq!(june.keys(), ["ann", "bob"]); // cleo came later
    ///
    /// let rfm = Rfm::new().fit(june.table())?; // from those who have bought
    /// let (customer, score) = june.join(&rfm)?.next().expect("there are two");
    /// assert_eq!((*customer, score.segment()), ("ann", Segment::Prospect));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn with_customers(mut self, customers: impl IntoIterator<Item = (K, Day)>) -> Self {
        let known = customers.into_iter().filter(|(_, known)| *known <= self.as_of);
        let mut listed: Vec<K> = known.map(|(key, _)| key).collect();
        par::sort_unstable_by(&mut listed, K::cmp);
        listed.dedup();
        let rows = merged(self.keys(), &listed);
        if rows.len() == self.len() {
            return self;
        }
        let key = |row: &Merged| match *row {
            Merged::Known(row) => self.keys()[row].clone(),
            Merged::Listed(place) => listed[place].clone(),
        };
        self.keys = Keys::Some(rows.iter().map(key).collect());
        let rows: Vec<Option<usize>> = rows.iter().map(Merged::known).collect();
        spread(&mut self.first, &rows);
        spread(&mut self.last, &rows);
        spread(&mut self.orders, &rows);
        spread(&mut self.purchase_days, &rows);
        spread(&mut self.revenue, &rows);
        self.days.spread(&rows);
        self.features = self.features.iter().map(|feature| feature.spread(&rows)).collect();
        self
    }
}

/// Whose row comes next.
enum Merged {
    /// The view's, by row.
    Known(usize),
    /// Somebody's who is only listed, by their place in the list.
    Listed(usize),
}

impl Merged {
    fn known(&self) -> Option<usize> {
        match *self {
            Self::Known(row) => Some(row),
            Self::Listed(_) => None,
        }
    }
}

/// Two lists that ascend strictly in one; whoever is in both is known.
fn merged<K: Ord>(known: &[K], listed: &[K]) -> Vec<Merged> {
    let mut rows = Vec::with_capacity(known.len() + listed.len());
    let (mut row, mut place) = (0, 0);
    while row < known.len() || place < listed.len() {
        let order = match (known.get(row), listed.get(place)) {
            (Some(known), Some(listed)) => known.cmp(listed),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        rows.push(if order.is_gt() { Merged::Listed(place) } else { Merged::Known(row) });
        row += usize::from(order.is_le());
        place += usize::from(order.is_ge());
    }
    rows
}

/// A column with nothing for whoever is new.
fn spread<T: Copy + Default>(column: &mut Vec<T>, rows: &[Option<usize>]) {
    *column = rows.iter().map(|row| row.map_or_else(T::default, |row| column[row])).collect();
}

impl Days {
    /// With no days for whoever is new.
    fn spread(&mut self, rows: &[Option<usize>]) {
        match self {
            Self::Shared { segment, spans } => {
                let all = |row: usize| {
                    let ends = segment.ends();
                    (row.checked_sub(1).map_or(0, |before| ends[before]), ends[row])
                };
                let span = |row| spans.as_ref().map_or_else(|| all(row), |spans| spans[row]);
                *spans = Some(rows.iter().map(|row| row.map_or((0, 0), span)).collect());
            }
            Self::Owned { offsets, .. } => {
                let mut last = 0;
                let mut end = |row: &Option<usize>| {
                    last = row.map_or(last, |row| offsets[row + 1]);
                    last
                };
                *offsets = std::iter::once(0).chain(rows.iter().map(&mut end)).collect();
            }
        }
    }
}
