//! Whether customers are still those whom a model was learned from.

use std::fmt;

use chrono::Datelike;

use super::columns::{Column, bought, columns};
use crate::day::{Day, Days};
use crate::engine::Fit;
use crate::error::{ErrorKind, Found, Result};
use crate::language::Language;
use crate::num::quantile::of_sorted as quantile;
use crate::par;
use crate::table::Table;

/// Settings of how stable a population is: whether the customers have drifted from those whom
/// a model was learned from, and whether it is asked in a season in which it has learned nothing.
///
/// # Formula
///
/// The population stability index of a column over bins with shares `e` then and `a` now: `Σ (a − e)·ln(a/e)`.
/// Bins are the tenths of the values that were learned from, and one for who lacks the column; each
/// counts half a customer more than it has. By custom an index above 0.25 asks for a new model. By chance
/// alone it is about `(bins − 1)·(1/n + 1/m)` for `n` customers then and `m` now, which is added to the limit.
///
/// A day is outside the seasons that were learned from if it is further from all days that were learned from,
/// as if these were of any year, than so many days.
///
/// # References
///
/// Siddiqi, *Credit Risk Scorecards*, Wiley 2006.
///
/// # Examples
///
/// ```
/// # use regulars::sim::Shop;
/// # use regulars::{Currency, Ledger};
/// use regulars::backtest::{Flag, Stability};
/// use regulars::{Days, Fit};
///
/// # let mut ledger = Ledger::new(Currency::EUR);
/// # ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let march = ledger.as_of("2024-03-31".parse()?); // what a model was learned from
/// let stability = Stability::new().fit(march.table())?;
/// assert!(stability.look(march.table())?.flags.is_empty());
/// let september = ledger.as_of("2024-09-30".parse()?);
/// let flags = stability.look(september.table())?.flags;
/// assert!(flags.contains(&Flag::Season { day: september.as_of(), nearest: Days(182) }));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[must_use = "settings do nothing until `fit`"]
pub struct Stability {
    drift: f64,
    season: Days,
}

/// What a model was learned from: days, and how columns were distributed on them.
#[derive(Clone, Debug, PartialEq)]
pub struct StabilityModel {
    pub(super) settings: Stability,
    // Invariant: one or more, ascending strictly.
    pub(super) days: Vec<Day>,
    // Invariant: each of the same number of customers, above 0.
    pub(super) columns: Vec<Baseline>,
    pub(super) purchases: bool,
}

/// How a column was distributed.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Baseline {
    pub(super) column: String,
    // Invariant: finite, and ascending strictly.
    pub(super) edges: Vec<f64>,
    // Invariant: one more than there are edges, and one for who lacks the column.
    pub(super) customers: Vec<u64>,
}

/// How the customers of a table differ from those whom a model was learned from.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StabilityReport {
    /// Each column.
    pub columns: Vec<ColumnStability>,
    /// The days to the nearest that was learned from, as if it were of any year.
    pub nearest: Days,
    /// What is beyond the limits: the season, then columns in their order.
    pub flags: Vec<Flag>,
}

/// How a column differs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ColumnStability {
    /// Its name.
    pub column: String,
    /// The index.
    pub index: f64,
    /// What the index is about by chance alone.
    pub by_chance: f64,
}

/// A reason not to believe what a model says now.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Flag {
    /// A column is distributed otherwise.
    Drift {
        /// Its name.
        column: String,
        /// The index.
        index: f64,
    },
    /// The day is outside the seasons that were learned from.
    Season {
        /// The day.
        day: Day,
        /// The days to the nearest that was learned from, as if it were of any year.
        nearest: Days,
    },
}

impl Stability {
    /// A limit of 0.25 for the index of a column, and 45 days for the season.
    pub fn new() -> Self {
        Self { drift: 0.25, season: Days(45) }
    }

    /// The index above which a column has drifted. The default is 0.25.
    pub fn drift(mut self, limit: f64) -> Self {
        self.drift = limit;
        self
    }

    /// How far from a day, in any year, its season reaches to either side. The default is 45 days.
    pub fn season(mut self, days: Days) -> Self {
        self.season = days;
        self
    }

    /// Learns from all tables that a model was learned from, which may be of several days.
    ///
    /// # Errors
    ///
    /// As [`fit`](Fit::fit), and [`ErrorKind::NoFeature`] for a table that lacks a feature of the first.
    pub fn fit_all(&self, tables: &[Table<'_>]) -> Result<StabilityModel> {
        self.check()?;
        let customers: usize = tables.iter().map(|table| table.len()).sum();
        let Some(first) = tables.first().filter(|_| 0 < customers) else {
            return Err(ErrorKind::TooLittle { what: "customers", found: 0, needed: 1 }.into());
        };
        let purchases = tables.iter().any(|table| bought(*table));
        let mut all = columns(*first, purchases);
        for table in &tables[1..] {
            let mut others = columns(*table, purchases);
            for own in &mut all {
                own.values.append(&mut named(&mut others, &own.name)?.values);
            }
        }
        let mut days: Vec<Day> = tables.iter().map(|table| table.as_of()).collect();
        days.sort_unstable();
        days.dedup();
        let columns = par::map(all, Baseline::new);
        Ok(StabilityModel { settings: *self, days, columns, purchases })
    }

    pub(super) fn check(&self) -> Result<()> {
        if 0.0 < self.drift && self.drift.is_finite() {
            return Ok(());
        }
        let (name, expected) = ("drift", "a finite number above 0");
        Err(ErrorKind::Param { name, found: Found::Number(self.drift), expected }.into())
    }
}

impl Fit for Stability {
    type Model = StabilityModel;

    /// Learns from the table that a model was learned from.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a limit that is not above 0, and [`ErrorKind::TooLittle`] if there is
    /// nobody.
    fn fit(&self, table: Table<'_>) -> Result<StabilityModel> {
        self.fit_all(&[table])
    }
}

impl Default for Stability {
    fn default() -> Self {
        Self::new()
    }
}

impl StabilityModel {
    /// Looks at a table before a model is asked about its customers.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoFeature`] if it lacks a feature, and [`ErrorKind::TooLittle`] if there is nobody.
    pub fn look(&self, table: Table<'_>) -> Result<StabilityReport> {
        if table.is_empty() {
            return Err(ErrorKind::TooLittle { what: "customers", found: 0, needed: 1 }.into());
        }
        let mut now = columns(table, self.purchases);
        let each = self.columns.iter().map(|then| {
            let now = named(&mut now, &then.column)?;
            Ok(then.watched(&now.values))
        });
        let watched: Vec<ColumnStability> = each.collect::<Result<_>>()?;
        let (day, nearest) = (table.as_of(), self.nearest(table.as_of()));
        let season = (self.settings.season < nearest).then_some(Flag::Season { day, nearest });
        let drifted = |of: &&ColumnStability| self.settings.drift + of.by_chance < of.index;
        let drift = watched
            .iter()
            .filter(drifted)
            .map(|of| Flag::Drift { column: of.column.clone(), index: of.index });
        let flags = season.into_iter().chain(drift).collect();
        Ok(StabilityReport { columns: watched, nearest, flags })
    }

    /// The days to the nearest of the days, each as if it were of the year before, of this one, or of the
    /// year after.
    fn nearest(&self, day: Day) -> Days {
        let apart = |known: &Day| {
            let known = known.date();
            let years = (-1..=1).map(|years| day.date().year() + years);
            // There is a March in years without the 29th of February.
            let of = |year| {
                Day::from_ymd(year, known.month(), known.day()).or(Day::from_ymd(year, 3, 1))
            };
            years.filter_map(of).map(|known| day.since(known).unsigned_abs()).min()
        };
        let nearest = self.days.iter().filter_map(apart).min().unwrap_or(0);
        Days(u32::try_from(nearest).unwrap_or(u32::MAX))
    }
}

impl Baseline {
    fn new(column: Column) -> Self {
        let Column { name, values } = column;
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        par::sort_unstable_by(&mut sorted, f64::total_cmp);
        let tenths = (1..10).filter_map(|tenth| quantile(&sorted, f64::from(tenth) / 10.0));
        let mut edges: Vec<f64> = tenths.map(|edge| edge + 0.0).collect();
        edges.dedup_by(|a, b| *a <= *b);
        let baseline = Self { column: name, edges, customers: Vec::new() };
        Self { customers: baseline.count(&values), ..baseline }
    }

    /// The customers in each bin. An edge belongs to the bin below it.
    fn count(&self, values: &[f64]) -> Vec<u64> {
        let mut customers = vec![0; self.edges.len() + 2];
        for value in values {
            let bin = match value.is_nan() {
                true => self.edges.len() + 1,
                false => self.edges.partition_point(|edge| edge < value),
            };
            customers[bin] += 1;
        }
        customers
    }

    fn watched(&self, values: &[f64]) -> ColumnStability {
        let now = self.count(values);
        // A bin in which nobody is either time says nothing.
        let both = self.customers.iter().zip(&now).filter(|&(then, now)| 0 < then + now);
        let (then, now): (Vec<u64>, Vec<u64>) = both.unzip();
        let total = |bins: &[u64]| number(bins.iter().sum());
        let bins = number(then.len() as u64);
        let share = |own: u64, all: f64| (number(own) + 0.5) / (all + 0.5 * bins);
        let (before, after) = (total(&then), total(&now));
        let each = then.iter().zip(&now).map(|(&then, &now)| {
            let (e, a) = (share(then, before), share(now, after));
            (a - e) * libm::log(a / e)
        });
        let by_chance = (bins - 1.0) * (1.0 / before + 1.0 / after);
        ColumnStability { column: self.column.clone(), index: each.sum(), by_chance }
    }
}

impl Flag {
    /// The name for programs: `drift` or `season`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Drift { .. } => "drift",
            Self::Season { .. } => "season",
        }
    }

    /// The flag in a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Drift { column, index }, Language::English) => {
                format!("`{column}` has drifted: its population stability index is {index:.2}")
            }
            (Self::Drift { column, index }, Language::Chinese) => {
                format!("“{column}”的分布已偏移，群体稳定性指标为{index:.2}")
            }
            (Self::Season { day, nearest }, Language::English) => format!(
                "{day} is outside the seasons that were learned from, the nearest of which is {nearest} \
                 away"
            ),
            (Self::Season { day, nearest }, Language::Chinese) => {
                format!("{day}不在训练数据的季节内，最近的相隔{}天", nearest.0)
            }
        }
    }
}

/// The sentence in English.
impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text(Language::English))
    }
}

/// Takes the column of that name.
fn named(columns: &mut Vec<Column>, name: &str) -> Result<Column> {
    match columns.iter().position(|own| own.name == name) {
        Some(at) => Ok(columns.remove(at)),
        None => Err(ErrorKind::NoFeature { feature: name.to_owned() }.into()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "customers in memory")]
fn number(n: u64) -> f64 {
    n as f64
}
