//! Customers' histories, boiled down to what the models see of them.

use libm::log as ln;

use super::columns::{customers, each, equally_long, number, wrong};
use super::likelihood::{Weighted, weight};
use crate::day::Day;
use crate::error::Result;
use crate::history::{History, Timeline};
use crate::par;
use crate::ruler::TimeUnit;
use crate::table::{Row, Table};

/// Distinct histories with the number of customers that share each: all that a fit needs.
///
/// Two customers with the same repeats, last age and age are one cell of weight 2, so that at day
/// grain a fit does not grow with the number of customers.
///
/// # Examples
///
/// ```
/// use regulars::TimeUnit;
/// use regulars::clv::{CellColumns, Cells};
///
/// let cells = Cells::new(TimeUnit::Week, CellColumns {
///     repeats: &[2, 0, 0],
///     last_age: &[30.43, 0.0, 0.0],
///     age: &[38.86, 38.86, 38.86],
///     ..CellColumns::default()
/// })?;
/// assert_eq!((cells.customers(), cells.len()), (3.0, 2));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    unit: TimeUnit,
    // Invariant: sorted by repeats, last age and age, no two alike, and admitted by `check`.
    cells: Vec<Cell>,
    log_gaps: Option<f64>,
}

/// One history and how many customers have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    /// The literature's `x`.
    pub(super) x: f64,
    pub(super) t_x: f64,
    pub(super) t: f64,
    pub(super) weight: f64,
}

/// Columns of histories, in one ruler. Row `i` of each is one customer, or as many as its weight
/// says.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellColumns<'a> {
    /// Purchase days after the first: the literature's `x`.
    #[doc(alias("x", "frequency"))]
    pub repeats: &'a [u64],
    /// From the first purchase to the last, 0 without repeats: `t_x`.
    #[doc(alias("t_x", "recency"))]
    pub last_age: &'a [f64],
    /// From the first purchase to the as-of day: `T`.
    #[doc(alias("T", "tenure"))]
    pub age: &'a [f64],
    /// The sum of the logarithms of the gaps between purchases, which only the models with a
    /// regularity above 1 read.
    #[doc(alias("litt"))]
    pub log_gaps: Option<&'a [f64]>,
    /// How many customers each row is; 1 if left out.
    pub customers: Option<&'a [f64]>,
}

/// The most repeats of a customer.
const MOST: u64 = 1_000_000_000;

/// The most that logarithms of gaps may add up to.
const MOST_GAPS: f64 = 1e15;

impl Cells {
    /// The histories of a table's customers. Prospects have none and are left out.
    ///
    /// If the table has timelines, gaps between purchases are read too.
    #[must_use]
    pub fn of(table: Table<'_>, unit: TimeUnit) -> Self {
        Self::of_rows(table, unit, Some, true)
    }

    /// The same without the gaps, which take longer to read than all the rest.
    pub(super) fn without_gaps(table: Table<'_>, unit: TimeUnit) -> Self {
        Self::of_rows(table, unit, Some, false)
    }

    /// The histories of a table's customers as of an earlier day, which its timelines tell.
    pub(super) fn of_cut(table: Table<'_>, day: Day, unit: TimeUnit) -> Self {
        Self::of_rows(table, unit, |row| row.cut_at(day), true)
    }

    fn of_rows<'a>(
        table: Table<'a>,
        unit: TimeUnit,
        seen: impl Fn(Row<'a>) -> Option<Row<'a>> + Send + Sync,
        with_gaps: bool,
    ) -> Self {
        let known = with_gaps && table.layout().timelines().is_ok();
        let ln_unit = ln(unit.days());
        let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
            let (mut keys, mut gaps) = (Vec::with_capacity(range.len()), 0.0);
            for row in table.slice(range).rows().filter_map(&seen) {
                keys.extend(row.history().map(key));
                let timeline = row.timeline().filter(|_| known);
                gaps += timeline.map_or(0.0, |timeline| log_gaps(timeline, ln_unit));
            }
            (keys, gaps)
        });
        let log_gaps = known.then(|| blocks.iter().map(|(_, gaps)| gaps).sum());
        let mut keys: Vec<[u64; 3]> = blocks.into_iter().flat_map(|(keys, _)| keys).collect();
        par::sort_unstable_by(&mut keys, Ord::cmp);
        let cells = keys.chunk_by(|a, b| a == b).map(|same| cell_of(same[0], same.len(), unit));
        Self { unit, cells: cells.collect(), log_gaps }
    }

    /// The histories in columns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`](crate::ErrorKind::Length) if columns differ in length, and
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first row that contradicts itself.
    pub fn new(unit: TimeUnit, columns: CellColumns<'_>) -> Result<Self> {
        let CellColumns { log_gaps, customers, .. } = columns;
        columns.check_lengths()?;
        let mut keys = each(columns.repeats.len(), |row| columns.key(row))?;
        par::sort_unstable_by(&mut keys, Ord::cmp);
        let same = |a: &[u64; 4], b: &[u64; 4]| a[..3] == b[..3];
        let cell = |keys: &[[u64; 4]]| {
            let [x, t_x, t, _] = keys[0];
            let weight = keys.iter().map(|key| f64::from_bits(key[3])).sum();
            Cell { x: count(x), t_x: f64::from_bits(t_x), t: f64::from_bits(t), weight }
        };
        let cells = keys.chunk_by(same).map(cell).collect();
        let log_gaps = log_gaps.map(|gaps| {
            let weight = |row: usize| customers.map_or(1.0, |customers| customers[row]);
            gaps.iter().enumerate().map(|(row, gap)| weight(row) * gap).sum()
        });
        Ok(Self { unit, cells, log_gaps })
    }

    /// The ruler.
    #[must_use]
    pub fn unit(&self) -> TimeUnit {
        self.unit
    }

    /// The customers, or the sum of their weights.
    #[must_use]
    pub fn customers(&self) -> f64 {
        weight(&self.cells)
    }

    /// The distinct histories.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Whether the gaps between purchases are known, which models of a regularity above 1 need.
    #[must_use]
    pub fn knows_gaps(&self) -> bool {
        self.log_gaps.is_some()
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The sum of the logarithms of all gaps, if it is known.
    pub(super) fn log_gaps(&self) -> Option<f64> {
        self.log_gaps
    }
}

impl Weighted for Cell {
    fn weight(&self) -> f64 {
        self.weight
    }

    fn times(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    fn alike(&self, other: &Self) -> bool {
        self.x.total_cmp(&other.x).is_eq()
    }
}

impl CellColumns<'_> {
    /// Whether all columns have the same length.
    pub(super) fn check_lengths(&self) -> Result<()> {
        let Self { repeats, last_age, age, log_gaps, customers } = self;
        let lengths = [
            ("last_age", Some(last_age.len())),
            ("age", Some(age.len())),
            ("log_gaps", log_gaps.map(<[f64]>::len)),
            ("customers", customers.map(<[f64]>::len)),
        ];
        equally_long(repeats.len(), &lengths)
    }

    /// Repeats, last age and age of a row.
    pub(super) fn history(&self, row: usize) -> Result<(f64, f64, f64)> {
        let (x, t_x, t) = (self.repeats[row], self.last_age[row], self.age[row]);
        match admitted(x, t_x, t) {
            Ok(()) => Ok((count(x), t_x, t)),
            Err((column, found, expected)) => Err(wrong(row, column, number(found), expected)),
        }
    }

    /// What a row sorts by: repeats, and the bits of last age, age and weight, none of them
    /// negative.
    fn key(&self, row: usize) -> Result<[u64; 4]> {
        let weight = customers(self.customers, row)?;
        let (_, t_x, t) = self.history(row)?;
        let gaps = self.log_gaps.map_or(0.0, |gaps| gaps[row]);
        if !(-MOST_GAPS..=MOST_GAPS).contains(&gaps) {
            let expected =
                if gaps.is_finite() { "a number from -1e15 to 1e15" } else { "a finite number" };
            return Err(wrong(row, "log_gaps", number(gaps), expected));
        }
        // The sum turns -0 into 0.
        Ok([self.repeats[row], (t_x + 0.0).to_bits(), (t + 0.0).to_bits(), weight.to_bits()])
    }
}

/// Whether three numbers can be a history; if not, which of them is wrong and what was expected.
pub(super) fn admitted(
    x: u64,
    t_x: f64,
    t: f64,
) -> std::result::Result<(), (&'static str, f64, &'static str)> {
    if MOST < x {
        return Err(("repeats", count(x), "at most 1000000000"));
    }
    if !(0.0..f64::INFINITY).contains(&t) {
        return Err(("age", t, "a finite number of at least 0"));
    }
    if !(0.0..=t).contains(&t_x) {
        return Err(("last_age", t_x, "a number from 0 to `age`"));
    }
    if (x == 0) != (0.0 == t_x) {
        return Err(("last_age", t_x, "0 where `repeats` is 0, and more elsewhere"));
    }
    Ok(())
}

/// What a history sorts by, in days.
#[inline]
fn key(history: History) -> [u64; 3] {
    [history.repeats(), history.last_age().unsigned_abs(), history.age().unsigned_abs()]
}

#[inline]
fn cell_of([x, t_x, t]: [u64; 3], customers: usize, unit: TimeUnit) -> Cell {
    let time = |days| count(days) / unit.days();
    Cell { x: count(x), t_x: time(t_x), t: time(t), weight: count(customers as u64) }
}

/// A customer's repeats, last age and age in a ruler.
#[inline]
pub(super) fn measured(history: History, unit: TimeUnit) -> (f64, f64, f64) {
    let Cell { x, t_x, t, .. } = cell_of(key(history), 1, unit);
    (x, t_x, t)
}

#[expect(clippy::cast_precision_loss, reason = "counts and days are far below 2^53")]
pub(super) fn count(n: u64) -> f64 {
    n as f64
}

/// The sum of the logarithms of a customer's gaps, in a unit whose days have the logarithm `ln_unit`.
fn log_gaps(timeline: Timeline<'_>, ln_unit: f64) -> f64 {
    let mut days = timeline.iter().filter(|total| 0 < total.orders).map(|total| total.day);
    let Some(mut before) = days.next() else { return 0.0 };
    let gap = |day: Day| {
        let gap = ln(count(day.since(before).unsigned_abs())) - ln_unit;
        before = day;
        gap
    };
    days.map(gap).sum()
}

/// A weight as a count, rounded down.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(super) fn whole(weight: f64) -> u64 {
    weight as u64
}
