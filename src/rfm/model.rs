//! Learned edges, and scores by them.

use super::edges::Edges;
use super::maps::SegmentMap;
use super::measure::{Count, Spend};
use super::score::RfmScore;
use super::segment::Segment;
use crate::day::Day;
use crate::engine::Score;
use crate::error::Result;
use crate::groups::{Course, Groups, Migration};
use crate::history::History;
use crate::journal::Key;
use crate::language::Language;
use crate::ledger::View;
use crate::money::Currency;
use crate::table::{Row, Table};

/// Learned edges. Made by [`Rfm`](super::Rfm)'s `fit`; a scorer whose answer is an
/// [`RfmScore`].
///
/// It serialises as one small flat object, and comes back to the bit. `Display` prints the edges in
/// English, and [`text`](Self::text) in Chinese too.
///
/// # Examples
///
/// ```
/// use regulars::{Bins, Currency, Fit, Ledger, Money, Purchase, Rfm};
///
/// let day = "2024-06-30".parse()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.append([("ann", Purchase::new(day, Money(500)))])?;
/// let settings = Rfm::new()
///     .recency(Bins::Edges(vec![7.0, 30.0]))
///     .frequency(Bins::Edges(vec![1.0, 4.0]))
///     .monetary(Bins::Edges(vec![5_000.0, 10_000.0]))
///     .segments(None);
/// let rfm = settings.fit(ledger.as_of(day).table())?;
/// assert_eq!(rfm.to_string(), "\
/// RFM as of 2024-06-30
/// R, days since the last order: 3 up to 7, 2 up to 30, 1 beyond; nobody in 1, 2
/// F, orders: 1 up to 1, 2 up to 4, 3 beyond; nobody in 2, 3
/// M, revenue: 1 up to EUR 50.00, 2 up to EUR 100.00, 3 beyond; nobody in 2, 3");
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RfmModel {
    parts: Parts,
    // Invariant: of each cell, in the order of R, F and M from 1 on, what a customer there scores.
    cells: Vec<RfmScore>,
}

/// What a model is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) as_of: Day,
    pub(super) currency: Currency,
    pub(super) count: Count,
    pub(super) spend: Spend,
    pub(super) recency: Edges,
    // Invariant: one, or one for each bin of R, all with as many bins.
    pub(super) frequency: Vec<Edges>,
    // Invariant: one, or one for each bin of R and F if `frequency` is nested too.
    pub(super) monetary: Vec<Edges>,
    // Invariant: it fits the bins.
    pub(super) segments: Option<SegmentMap>,
}

/// What R, F and M are of a customer who has bought.
#[derive(Clone, Copy)]
pub(super) struct Values {
    pub(super) days: i64,
    pub(super) count: i64,
    /// In parts of a minor unit: see [`Spend`].
    pub(super) spend: i64,
}

impl RfmModel {
    pub(super) fn new(parts: Parts) -> Self {
        let [r, f, m] = parts.bins();
        let names = parts.segments.as_ref().map(SegmentMap::lookup);
        let name = |r, f, m| names.as_ref().map_or(Segment::Unnamed, |name| name(r, f, m));
        let cell = |r, f, m| RfmScore::new(r, f, m, name(r, f, m));
        let cells = (1..=r)
            .flat_map(|r| (1..=f).flat_map(move |f| (1..=m).map(move |m| (r, f, m))))
            .map(|(r, f, m)| cell(r, f, m))
            .collect();
        Self { parts, cells }
    }

    /// The day whose customers the edges were learned from.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.parts.as_of
    }

    /// The money of the monetary edges.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.parts.currency
    }

    /// What F counts.
    #[must_use]
    pub fn count(&self) -> Count {
        self.parts.count
    }

    /// What M sums up.
    #[must_use]
    pub fn spend(&self) -> Spend {
        self.parts.spend
    }

    /// The edges in days since the last order. Fewer days are better, so here the bins count
    /// down.
    #[must_use]
    pub fn recency(&self) -> &Edges {
        &self.parts.recency
    }

    /// The edges in orders, or in what else [`count`](Self::count) says: one set of them, or if the
    /// bins are [nested](super::Rfm::nested) one for each R from 1 on.
    #[must_use]
    pub fn frequency(&self) -> &[Edges] {
        &self.parts.frequency
    }

    /// The edges in minor units of money: one set of them, or if the bins are
    /// [nested](super::Rfm::nested) one for each R and F from 1 on, those of the lowest R first.
    #[must_use]
    pub fn monetary(&self) -> &[Edges] {
        &self.parts.monetary
    }

    /// How segments are named.
    #[must_use]
    pub fn segments(&self) -> Option<&SegmentMap> {
        self.parts.segments.as_ref()
    }

    /// The name of a segment for programs; of your own segments the code that you gave.
    #[must_use]
    pub fn code_of(&self, segment: Segment) -> &str {
        self.segments().map_or(segment.code(), |map| map.code_of(segment))
    }

    /// The name of a segment for people; of your own segments the label that you gave.
    #[must_use]
    pub fn label(&self, segment: Segment, language: Language) -> &str {
        self.segments().map_or(segment.label(language), |map| map.label(segment, language))
    }

    /// A scorer that answers with the segment's [code](Self::code_of), for programs that do not have
    /// the model at hand.
    ///
    /// ```
    /// use regulars::{Currency, Fit, Groups, Ledger, Money, Purchase, Rfm};
    ///
    /// let day = "2024-06-30".parse()?;
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.append([("ann", Purchase::new(day, Money(500)))])?;
    /// let view = ledger.as_of(day);
    /// let rfm = Rfm::new().fit(view.table())?;
    /// let groups = Groups::of(view.table(), rfm.codes())?; // serialises with codes as labels
    /// assert_eq!(groups.group(&"new_customers").customers, 1);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn codes(&self) -> impl Score<Output = &str> {
        self.map(|score: RfmScore| self.code_of(score.segment()))
    }

    /// The R, the F and the M that none of the customers has whom the edges were learned from.
    ///
    /// That is so where values are fewer than bins, or many are equal. A map has names that nobody
    /// bears then.
    ///
    /// ```
    /// use regulars::{Currency, Fit, Ledger, Money, Purchase, Rfm};
    ///
    /// let day = "2024-06-30".parse()?;
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.append([("ann", Purchase::new(day, Money(500))), ("bob", Purchase::new(day, Money(9)))])?;
    /// let rfm = Rfm::new().fit(ledger.as_of(day).table())?;
    /// // Everybody ordered today, once. Money tells them apart, but not into five.
    /// assert_eq!(rfm.empty_bins(), [vec![1, 2, 3, 4], vec![2, 3, 4, 5], vec![2, 3, 4]]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn empty_bins(&self) -> [Vec<u8>; 3] {
        let empty = |sets: &[Edges], digit: &dyn Fn(u8) -> u8| {
            let nobody = |bin: &u8| sets.iter().all(|edges| edges.empty().any(|own| own == *bin));
            let mut digits: Vec<u8> = (1..=sets[0].bins()).filter(nobody).map(digit).collect();
            digits.sort_unstable();
            digits
        };
        let Parts { recency, frequency, monetary, .. } = &self.parts;
        let down = |bin| recency.bins() + 1 - bin;
        let sets = std::slice::from_ref(recency);
        [empty(sets, &down), empty(frequency, &|bin| bin), empty(monetary, &|bin| bin)]
    }

    /// The customers of a table by segment.
    ///
    /// # Errors
    ///
    /// As [`Groups::of`].
    pub fn summarise(&self, table: Table<'_>) -> Result<Groups<Segment>> {
        Groups::of(table, self.map(RfmScore::segment))
    }

    /// Who has moved from which segment to which between two days, both judged by this model.
    ///
    /// # Errors
    ///
    /// As [`Migration::between`].
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Fit, Ledger, Rfm, Segment};
    ///
    /// let shop = Shop::new(2_000).build()?;
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&shop.orders())?;
    /// let (then, now) = (ledger.as_of("2024-03-31".parse()?), ledger.as_of("2024-06-30".parse()?));
    ///
    /// let rfm = Rfm::new().fit(then.table())?;
    /// let moved = rfm.migration(&then, &now)?;
    /// let change = moved.change(Segment::Champions);
    /// assert_eq!(change.after, change.before + change.moved_in + change.new - change.moved_out);
    /// assert_eq!(change.after, rfm.summarise(now.table())?.group(&Segment::Champions).customers);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn migration<K: Key>(&self, then: &View<K>, now: &View<K>) -> Result<Migration<Segment>> {
        Migration::between(then, now, self.map(RfmScore::segment))
    }

    /// The segments on each of `days` and who moved in between, all judged by this model. Prospects
    /// are left out, as [`Course`] says.
    ///
    /// # Errors
    ///
    /// As [`Course::of`].
    pub fn course(&self, table: Table<'_>, days: &[Day]) -> Result<Course<Segment>> {
        Course::of(table, days, self.map(RfmScore::segment))
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What a customer in each cell scores, in the order of R, F and M from 1 on.
    pub(super) fn cells(&self) -> &[RfmScore] {
        &self.cells
    }
}

impl Parts {
    /// The bins of R, F and M.
    pub(super) fn bins(&self) -> [u8; 3] {
        [self.recency.bins(), self.frequency[0].bins(), self.monetary[0].bins()]
    }

    /// What is scored of a row; nothing of a prospect.
    pub(super) fn values(&self, row: Row<'_>) -> Option<Values> {
        row.history().map(|history| self.values_of(history))
    }

    pub(super) fn values_of(&self, history: History) -> Values {
        let [orders, days] = [history.orders(), history.purchase_days()].map(u64::cast_signed);
        Values {
            days: history.days_since_last(),
            count: self.count.value(orders, days),
            spend: self.spend.of(history.revenue().0, history),
        }
    }

    /// The edges of F of customers whose R is known.
    pub(super) fn frequency_within(&self, r: u8) -> &Edges {
        // Where bins are not nested, the one set there is.
        &self.frequency[usize::from(r - 1).min(self.frequency.len() - 1)]
    }

    /// The edges of M of customers whose R and F are known.
    pub(super) fn monetary_within(&self, r: u8, f: u8) -> &Edges {
        let [_, of_f, _] = self.bins().map(usize::from);
        let parent = of_f * usize::from(r - 1) + usize::from(f - 1);
        &self.monetary[parent.min(self.monetary.len() - 1)]
    }
}
