//! Learned edges, and scores by them.

use std::fmt;

use super::edges::Edges;
use super::maps::SegmentMap;
use super::segment::Segment;
use crate::day::Day;
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::money::Currency;
use crate::table::{Layout, Needs, Numbers, Row, Table};

/// Learned edges. Made by [`Rfm`](super::Rfm)'s `fit`; a scorer whose answer is an
/// [`RfmScore`].
///
/// It serialises as one small flat object, and comes back to the bit.
#[derive(Clone, Debug, PartialEq)]
pub struct RfmModel {
    pub(super) as_of: Day,
    pub(super) currency: Currency,
    pub(super) recency: Edges,
    pub(super) frequency: Edges,
    pub(super) monetary: Edges,
    // Invariant: it fits the bins.
    pub(super) segments: Option<SegmentMap>,
}

/// A customer's three bins, counted from 1, more being better; all 0 for a prospect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RfmScore {
    r: u8,
    f: u8,
    m: u8,
    segment: Segment,
}

impl RfmModel {
    /// The day whose customers the edges were learned from.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// The money of the monetary edges.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The edges in days since the last order. Fewer days are better, so here the bins count
    /// down.
    #[must_use]
    pub fn recency(&self) -> &Edges {
        &self.recency
    }

    /// The edges in orders.
    #[must_use]
    pub fn frequency(&self) -> &Edges {
        &self.frequency
    }

    /// The edges in minor units of money.
    #[must_use]
    pub fn monetary(&self) -> &Edges {
        &self.monetary
    }

    /// How segments are named.
    #[must_use]
    pub fn segments(&self) -> Option<SegmentMap> {
        self.segments
    }

    #[inline]
    fn answer(&self, days_since_last: i64, orders: i64, revenue: i64) -> RfmScore {
        let r = self.recency.bins() + 1 - self.recency.bin(days_since_last);
        let f = self.frequency.bin(orders);
        let m = self.monetary.bin(revenue);
        let segment = self.segments.map_or(Segment::Unnamed, |map| map.segment(r, f, m));
        RfmScore { r, f, m, segment }
    }
}

impl Score for RfmModel {
    type Output = RfmScore;

    fn needs(&self) -> Needs {
        Needs::none().currency(self.currency)
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = RfmScore>> {
        layout.in_currency(self.currency)?;
        Ok(BoundRfm(self))
    }
}

/// An [`RfmModel`] whose currency is settled.
struct BoundRfm<'a>(&'a RfmModel);

impl Bound for BoundRfm<'_> {
    type Output = RfmScore;

    fn score_row(&self, row: Row<'_>) -> RfmScore {
        row.history().map_or(RfmScore::PROSPECT, |history| {
            let orders = history.orders().cast_signed();
            self.0.answer(history.days_since_last(), orders, history.revenue().0)
        })
    }

    fn score_into(&self, table: Table<'_>, out: &mut Vec<RfmScore>) {
        let Numbers { as_of, last, orders, revenue } = table.numbers();
        let today = i64::from(as_of.number());
        let rows = last.iter().zip(orders).zip(revenue);
        out.extend(rows.map(|((&last, &orders), &revenue)| match orders {
            0 => RfmScore::PROSPECT,
            _ => self.0.answer(today - i64::from(last), orders, revenue),
        }));
    }
}

impl RfmScore {
    const PROSPECT: Self = Self { r: 0, f: 0, m: 0, segment: Segment::Prospect };

    /// How recently; the highest bin for those who bought last. 0 for a prospect.
    #[must_use]
    pub fn r(self) -> u8 {
        self.r
    }

    /// How often. 0 for a prospect.
    #[must_use]
    pub fn f(self) -> u8 {
        self.f
    }

    /// For how much. 0 for a prospect.
    #[must_use]
    pub fn m(self) -> u8 {
        self.m
    }

    /// The segment's name.
    #[must_use]
    pub fn segment(self) -> Segment {
        self.segment
    }

    /// The customary three digits, recency first: `543`. Nothing for a prospect; with dashes
    /// in between if a bin is a tenth.
    #[must_use]
    pub fn digits(self) -> String {
        let Self { r, f, m, .. } = self;
        match r.max(f).max(m) {
            0 => String::new(),
            10.. => format!("{r}-{f}-{m}"),
            _ => format!("{r}{f}{m}"),
        }
    }
}

impl fmt::Display for RfmScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.digits())
    }
}
