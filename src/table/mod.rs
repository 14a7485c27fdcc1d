//! Customers in columns: checked once, borrowed, sliced.
//!
//! A [`Table`] is what every engine reads. It comes from a [`View`](crate::View) of a ledger,
//! or from a caller's own [`Columns`], such as a warehouse aggregated. Its rows are [`Row`]s:
//! one customer each, who can be cut back in time or imagined otherwise.

mod feature;
mod layout;
mod row;
mod variable;

use std::ops::Range;

use crate::day::Day;
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::history::{Summary, Timeline};
use crate::money::{Currency, Money};
use crate::par;

pub use self::feature::{Feature, FeatureAt};
pub use self::layout::{Layout, Needs};
pub use self::row::{Row, RowBuf};
pub(crate) use self::variable::Read;
pub use self::variable::Variable;

/// The columns of a [`Table`] before they are checked. Row `i` of each is one customer.
///
/// # Examples
///
/// Two customers and a prospect, as a warehouse would aggregate them:
///
/// ```
/// use regulars::{Columns, Currency, Day, Table};
///
/// let as_of = Day::from_ymd(2024, 6, 30).unwrap();
/// let table = Table::new(Columns {
///     currency: Currency::EUR,
///     as_of,
///     first: &[19_700, 19_800, 0],
///     last: &[19_900, 19_800, 0],
///     orders: &[5, 1, 0],
///     purchase_days: &[4, 1, 0],
///     revenue: &[20_000, 1_999, 0],
///     timelines: None,
///     features: &[],
/// })?;
/// assert_eq!(table.row(0).history().map(|h| h.repeats()), Some(3));
/// assert!(table.row(2).history().is_none());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// The money of `revenue`.
    pub currency: Currency,
    /// The day whose knowledge the columns are.
    pub as_of: Day,
    /// The day number of the first purchase; not read where there is none.
    pub first: &'a [i32],
    /// The day number of the last purchase; not read where there is none.
    pub last: &'a [i32],
    /// The number of orders; 0 for a prospect.
    pub orders: &'a [i64],
    /// The number of days with an order; 0 for a prospect.
    pub purchase_days: &'a [i64],
    /// What was spent, returns taken off, in minor units.
    pub revenue: &'a [i64],
    /// The purchases day by day, where they are known.
    pub timelines: Option<Timelines<'a>>,
    /// Everything else that is known.
    pub features: &'a [Feature<'a>],
}

/// All timelines end to end, as in an Arrow list: row `i` is `offsets[i]..offsets[i + 1]`.
#[derive(Clone, Copy, Debug)]
pub struct Timelines<'a> {
    /// One more than there are rows.
    pub offsets: &'a [i64],
    /// The day numbers, strictly ascending in each row.
    pub days: &'a [i32],
    /// The orders of each day; 0 for a day with returns only.
    pub orders: &'a [i64],
    /// What was spent on each day, returns taken off, in minor units.
    pub minor: &'a [i64],
}

/// Checked, borrowed columns: what every engine reads. It copies in a few words.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    columns: Columns<'a>,
    words: Option<Words<'a>>,
    // A slice moves this and not the features, each of which owns or borrows a column.
    start: usize,
    end: usize,
}

/// Timelines as words of the ledger.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) spans: Spans<'a>,
    pub(crate) words: &'a [u64],
}

/// Where each row's words are.
#[derive(Clone, Copy)]
pub(crate) enum Spans<'a> {
    /// All, end to end: row `i` ends at `ends[i]`.
    Ends(&'a [usize]),
    /// Some: row `i` is from `spans[i].0` to `spans[i].1`.
    Some(&'a [(usize, usize)]),
}

/// The columns of what every row has. The last day is not to be read where there are no orders.
pub(crate) struct Numbers<'a> {
    pub(crate) last: &'a [i32],
    pub(crate) orders: &'a [i64],
    pub(crate) purchase_days: &'a [i64],
    pub(crate) revenue: &'a [i64],
}

impl<'a> Table<'a> {
    /// Checks `columns`, once, so that nothing downstream has to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] if columns differ in length, [`ErrorKind::Leak`] for a feature
    /// known after the as-of day, [`ErrorKind::TwoFeatures`] for two of one name, and
    /// [`ErrorKind::Cell`] for the first row that contradicts itself.
    pub fn new(columns: Columns<'a>) -> Result<Self> {
        let rows = columns.orders.len();
        let length = |column: &str, found: usize, expected: usize| {
            let error = || ErrorKind::Length { column: column.to_owned(), found, expected };
            if found == expected { Ok(()) } else { Err(error()) }
        };
        length("first", columns.first.len(), rows)?;
        length("last", columns.last.len(), rows)?;
        length("purchase_days", columns.purchase_days.len(), rows)?;
        length("revenue", columns.revenue.len(), rows)?;
        if let Some(timelines) = columns.timelines {
            length("timelines.offsets", timelines.offsets.len(), rows + 1)?;
            length("timelines.orders", timelines.orders.len(), timelines.days.len())?;
            length("timelines.minor", timelines.minor.len(), timelines.days.len())?;
        }
        for (i, feature) in columns.features.iter().enumerate() {
            length(feature.name(), feature.values.len(), rows)?;
            feature.admitted(columns.as_of, &columns.features[..i])?;
        }
        let table = Self::trusted(columns, None);
        let first_wrong =
            |range: Range<usize>| range.into_iter().find_map(|row| table.check(row).err());
        let wrong = par::map_blocks(rows, par::BLOCK, first_wrong);
        wrong.into_iter().flatten().next().map_or(Ok(table), Err)
    }

    /// The columns as they come from a place that keeps their promises.
    pub(crate) fn trusted(columns: Columns<'a>, words: Option<Words<'a>>) -> Self {
        Self { columns, words, start: 0, end: columns.orders.len() }
    }

    /// The day whose knowledge this is.
    #[must_use]
    pub fn as_of(self) -> Day {
        self.columns.as_of
    }

    /// The money of the revenues.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.columns.currency
    }

    /// What the rows have.
    #[must_use]
    pub fn layout(self) -> Layout {
        let timelines = self.words.is_some() || self.columns.timelines.is_some();
        Layout::new(self.columns.currency, timelines, self.columns.features)
    }

    /// The number of customers.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there are no customers at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The customer in row `index`, counted from 0.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`len`](Self::len).
    #[inline]
    #[must_use]
    pub fn row(self, index: usize) -> Row<'a> {
        assert!(index < self.len(), "row {index} of {}", self.len());
        let index = self.start + index;
        let Columns { currency, as_of, features, .. } = self.columns;
        let revenue = Money(self.columns.revenue[index]);
        let (history, timeline) = (self.summary(index).history(as_of), self.timeline(index));
        Row { currency, as_of, history, revenue, timeline, features, index, constants_only: false }
    }

    /// What the customer in row `index` spent: [`row`](Self::row) for those who want no more.
    pub(crate) fn revenue(self, index: usize) -> Money {
        Money(self.columns.revenue[self.start + index])
    }

    /// The customers in order.
    pub fn rows(self) -> impl ExactSizeIterator<Item = Row<'a>> {
        (0..self.len()).map(move |index| self.row(index))
    }

    /// The rows in `range`, as a table of their own.
    ///
    /// # Panics
    ///
    /// If `range` reaches past [`len`](Self::len) or runs backwards.
    #[must_use]
    pub fn slice(self, range: Range<usize>) -> Self {
        let Range { start, end } = range;
        assert!(start <= end && end <= self.len(), "{start}..{end} of {}", self.len());
        Self { start: self.start + start, end: self.start + end, ..self }
    }

    /// The columns of what every row has, for kernels.
    pub(crate) fn numbers(self) -> Numbers<'a> {
        let Columns { last, orders, purchase_days, revenue, .. } = self.columns;
        let rows = || self.start..self.end;
        let (orders, purchase_days) = (&orders[rows()], &purchase_days[rows()]);
        Numbers { last: &last[rows()], orders, purchase_days, revenue: &revenue[rows()] }
    }

    /// What the columns say of a row; meaningless days where there are no orders.
    fn summary(self, index: usize) -> Summary {
        let Columns { first, last, orders, purchase_days, revenue, .. } = self.columns;
        let ends =
            (orders[index] != 0).then(|| (Day::trusted(first[index]), Day::trusted(last[index])));
        Summary {
            ends,
            orders: orders[index].unsigned_abs(),
            purchase_days: purchase_days[index].unsigned_abs(),
            revenue: revenue[index],
        }
    }

    fn timeline(self, index: usize) -> Option<Timeline<'a>> {
        if let Some(Words { spans, words }) = self.words {
            let (start, end) = match spans {
                Spans::Ends(ends) => (index.checked_sub(1).map_or(0, |i| ends[i]), ends[index]),
                Spans::Some(spans) => spans[index],
            };
            return Some(Timeline::words(&words[start..end]));
        }
        let Timelines { offsets, days, orders, minor } = self.columns.timelines?;
        let at = |i: usize| usize::try_from(offsets[i]).expect("checked by `new`");
        let range = at(index)..at(index + 1);
        Some(Timeline::columns(&days[range.clone()], &orders[range.clone()], &minor[range]))
    }

    fn check(self, row: usize) -> Result<()> {
        let Columns { as_of, first, last, orders, purchase_days, .. } = self.columns;
        let fail = |column, found, expected| Err(cell(row, column, found, expected));
        let (count, days) = (orders[row], purchase_days[row]);
        if count < 0 {
            return fail("orders", Found::Integer(count), "at least 0".into());
        }
        if days < count.min(1) || count < days {
            let expected = "at least 1 and at most `orders`, or both 0".into();
            return fail("purchase_days", Found::Integer(days), expected);
        }
        if 0 < count {
            for (column, number) in [("first", first[row]), ("last", last[row])] {
                let found = Found::Integer(number.into());
                match Day::new(number) {
                    None => return fail(column, found, "a day that has a date".into()),
                    Some(day) if as_of < day => {
                        return fail(column, Found::Day(day), Expected::UpTo(as_of));
                    }
                    Some(_) => {}
                }
            }
            if last[row] < first[row] {
                return fail("last", Found::Integer(last[row].into()), "`first` or later".into());
            }
            if (first[row] == last[row]) != (days == 1) {
                let expected = "1 where `first` is `last`, and more elsewhere".into();
                return fail("purchase_days", Found::Integer(days), expected);
            }
        }
        self.columns.timelines.map_or(Ok(()), |timelines| self.check_timeline(row, timelines))
    }

    fn check_timeline(self, row: usize, timelines: Timelines<'a>) -> Result<()> {
        let Timelines { offsets, days, orders, minor } = timelines;
        let fail =
            |column, found, expected: &'static str| Err(cell(row, column, found, expected.into()));
        let end = |i: usize| usize::try_from(offsets[i]).unwrap_or(usize::MAX);
        if end(row + 1) < end(row) || days.len() < end(row + 1) {
            let found = Found::Integer(offsets[row + 1]);
            return fail("timelines.offsets", found, "ascending, and within the days");
        }
        let range = end(row)..end(row + 1);
        let known = |&day: &i32| Day::new(day).is_some_and(|day| day <= self.columns.as_of);
        let own = &days[range.clone()];
        if let Some(&wrong) = own.iter().find(|day| !known(day)) {
            return fail(
                "timelines.days",
                Found::Integer(wrong.into()),
                "a day up to the as-of day",
            );
        }
        if let Some(pair) = own.windows(2).find(|pair| pair[1] <= pair[0]) {
            let found = Found::Integer(pair[1].into());
            return fail("timelines.days", found, "days that ascend strictly");
        }
        if let Some(&wrong) = orders[range.clone()].iter().find(|&&orders| orders < 0) {
            return fail("timelines.orders", Found::Integer(wrong), "at least 0");
        }
        // The absolute sum, so that no cut of the timeline can overflow either.
        let total: i128 = minor[range].iter().map(|&m| i128::from(m).abs()).sum();
        if i64::try_from(total).is_err() {
            return fail("timelines.minor", Found::TooLarge, "amounts that add up within 64 bits");
        }
        if self.timeline(row).map(Timeline::summary) != Some(self.summary(row)) {
            let found = Found::Integer(own.len().try_into().unwrap_or(i64::MAX));
            return fail("timelines.days", found, "the days that the row's other columns sum up");
        }
        Ok(())
    }
}

fn cell(row: usize, column: &str, found: Found, expected: Expected) -> crate::error::Error {
    let row = u64::try_from(row).map_or(u64::MAX, |row| row + 1);
    ErrorKind::Cell { row, column: column.to_owned(), found, expected }.into()
}

/// Counts only: a million rows help nobody, and values may be personal.
impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { columns: Columns { currency, as_of, features, .. }, .. } = self;
        f.debug_struct("Table")
            .field("currency", currency)
            .field("as_of", as_of)
            .field("rows", &self.len())
            .field("features", &features.len())
            .finish_non_exhaustive()
    }
}
