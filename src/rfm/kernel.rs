//! Scores by learned edges: a row at a time, or whole columns.

use super::edges::{Edges, MOST, SLOTS};
use super::measure::{Count, Spend};
use super::model::{Parts, RfmModel, Values};
use super::score::RfmScore;
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::table::{Layout, Needs, Numbers, Row, Table};

impl RfmModel {
    /// The score of a row's values.
    pub(super) fn answer(&self, values: Values) -> RfmScore {
        self.kernel().answer::<MOST, true>(values)
    }

    fn kernel(&self) -> Kernel<'_> {
        let Parts { recency, frequency, monetary, .. } = self.parts();
        Kernel {
            recency,
            frequency,
            monetary,
            nested: usize::from(1 < frequency.len()),
            bins: self.parts().bins().map(usize::from),
            cells: self.cells(),
        }
    }
}

impl Score for RfmModel {
    type Output = RfmScore;

    fn needs(&self) -> Needs {
        Needs::none().currency(self.currency())
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = RfmScore>> {
        layout.in_currency(self.currency())?;
        Ok(BoundRfm(self))
    }
}

/// An [`RfmModel`] whose currency is settled.
struct BoundRfm<'a>(&'a RfmModel);

impl Bound for BoundRfm<'_> {
    type Output = RfmScore;

    fn score_row(&self, row: Row<'_>) -> RfmScore {
        self.0.parts().values(row).map_or(RfmScore::PROSPECT, |values| self.0.answer(values))
    }

    fn score_into(&self, table: Table<'_>, out: &mut Vec<RfmScore>) {
        let (kernel, parts) = (self.0.kernel(), self.0.parts());
        // Five bins have four edges, and are the custom.
        match (kernel.bins.iter().all(|&bins| bins <= 5), kernel.nested) {
            (true, 0) => kernel.score::<4, false>(parts, table, out),
            (true, _) => kernel.score::<4, true>(parts, table, out),
            (false, 0) => kernel.score::<MOST, false>(parts, table, out),
            (false, _) => kernel.score::<MOST, true>(parts, table, out),
        }
    }
}

/// Everything that a score is looked up by.
struct Kernel<'a> {
    recency: &'a Edges,
    frequency: &'a [Edges],
    monetary: &'a [Edges],
    /// 1 if edges are nested, else 0.
    nested: usize,
    bins: [usize; 3],
    cells: &'a [RfmScore],
}

impl Kernel<'_> {
    /// With `EDGES` at least as many as there are in any dimension.
    /// `NESTED` says that edges may be nested.
    #[inline]
    fn answer<const EDGES: usize, const NESTED: bool>(&self, values: Values) -> RfmScore {
        let [_, f, m] = self.bins;
        let nested = if NESTED { self.nested } else { 0 };
        let r = self.bins[0] - 1 - below::<EDGES>(self.recency, values.days);
        let rf = r * f + below::<EDGES>(&self.frequency[r * nested], values.count);
        let cell = rf * m + below::<EDGES>(&self.monetary[rf * nested], values.spend);
        self.cells[cell]
    }

    fn score<const EDGES: usize, const NESTED: bool>(
        &self,
        parts: &Parts,
        table: Table<'_>,
        out: &mut Vec<RfmScore>,
    ) {
        let Numbers { last, orders, purchase_days, revenue } = table.numbers();
        let today = i64::from(table.as_of().number());
        let Parts { count, spend, .. } = *parts;
        let answer = |last: i32, count: i64, spend: i64| {
            let values = Values { days: today - i64::from(last), count, spend };
            self.answer::<EDGES, NESTED>(values)
        };
        let rows = last.iter().zip(orders).zip(revenue);
        // The custom reads no purchase days, and a fifth of what a row comes to is memory.
        if (count, spend) == (Count::Orders, Spend::Total) {
            out.extend(rows.map(|((&last, &orders), &revenue)| match orders {
                0 => RfmScore::PROSPECT,
                _ => answer(last, orders, revenue),
            }));
        } else {
            let rows = rows.zip(purchase_days);
            out.extend(rows.map(|(((&last, &orders), &revenue), &days)| match orders {
                0 => RfmScore::PROSPECT,
                _ => answer(last, count.value(orders, days), spend.value(revenue, orders, days)),
            }));
        }
    }
}

/// How many edges lie below a value. `EDGES` is known to the compiler, which leaves no loop.
#[inline]
fn below<const EDGES: usize>(edges: &Edges, value: i64) -> usize {
    let floors = edges.floors();
    if EDGES <= 4 {
        return floors[..EDGES].iter().map(|&floor| usize::from(floor < value)).sum();
    }
    // Halving without a branch, which could not be foretold.
    [8, 4, 2, 1]
        .into_iter()
        .fold(0, |at, step| at + step * usize::from(floors[(at + step - 1) % SLOTS] < value))
}
