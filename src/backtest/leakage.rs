//! A look for columns that know the label.

use super::columns::{Column, bought, columns, features};
use super::finding::{Alone, Change, ColumnLeakage, Finding, LabelOrder, LeakageReport, Repeats};
use crate::error::{ErrorKind, Found, Result};
use crate::metric::Predictions;
use crate::par;
use crate::report::normal_distance;
use crate::table::Table;

/// The fewest rows of either label that tell whether labels go with the order of rows.
const LEAST_OF_EACH: usize = 10;

/// Settings of a look for leaks in a labelled table of one's own: what a column alone tells of the
/// label, rows that are there twice, and labels that go with the order of rows.
///
/// A table that comes from a ledger has no later knowledge. One that was put together elsewhere says as
/// of which day it is, and nobody can see whether that is true: but a column that was filled in after the
/// label was known gives itself away. Where customers have no purchases, all is in
/// [`features`](crate::Columns::features), and the other columns are zeros.
///
/// A finding is a question to who knows the data, and not a proof: a column may be that good, and rows of
/// few columns may be alike by chance.
///
/// # Formula
///
/// A column is found if the area under its curve, or that of its reverse, is above the limit, and if
/// that is further from a half than chance would have it: with `e` rows of the label and `o` others by
/// `√((e + o + 1)/(12·e·o))` times the normal distance of [`chance`](Self::chance). Only rows that have
/// the column count. Whether a row lacks it is then looked at as if it were a column of its own. If anybody
/// has bought, `days_since_first`, `days_since_last`, `orders`, `purchase_days` and `revenue` are looked at as well: a table of too
/// late a day is given away by the last purchases.
///
/// The order of rows is found by the area under the curve of the row's number, or by the number of runs
/// of equal labels (Wald & Wolfowitz), each at half of [`chance`](Self::chance). Files that are sorted by label,
/// or whose copies stand together, are. It is not judged with fewer than ten rows of either label.
///
/// # References
///
/// Kaufman, Rosset, Perlich & Stitelman, "Leakage in data mining", ACM TKDD 6 (2012). Mann & Whitney,
/// Ann. Math. Statist. 18 (1947). Wald & Wolfowitz, "On a test whether two samples are from the same
/// population", Ann. Math. Statist. 11 (1940).
///
/// # Examples
///
/// ```
/// use regulars::backtest::{Finding, Leakage};
/// use regulars::{Columns, Currency, Day, Feature, Language, Table};
///
/// let as_of: Day = "2024-06-30".parse()?;
/// let churned: Vec<bool> = (0..60).map(|i| i * 7 % 3 == 0).collect();
/// // Asked in the call in which they cancelled: known only of who did.
/// let asked = churned.iter().map(|&churned| if churned { 1.0 } else { f64::NAN }).collect::<Vec<_>>();
/// let visits: Vec<f64> = (0..60).map(|i| f64::from(i * 11 % 60)).collect();
/// let features = [Feature::new("reason", as_of, asked), Feature::new("visits", as_of, visits)];
/// let (days, counts) = ([0; 60], [0; 60]); // customers without purchases
/// let table = Table::new(Columns {
///     currency: Currency::EUR,
///     as_of,
///     first: &days,
///     last: &days,
///     orders: &counts,
///     purchase_days: &counts,
///     revenue: &counts,
///     timelines: None,
///     features: &features,
/// })?;
/// let report = Leakage::new().check(table, &churned)?;
/// assert!(matches!(&report.findings[0], Finding::Missing { column, .. } if column == "reason"));
/// for finding in &report.findings {
///     println!("{}: {}", finding.code(), finding.text(Language::English));
/// }
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[must_use = "settings do nothing until `check`"]
pub struct Leakage {
    auc: f64,
    repeats: f64,
    chance: f64,
}

impl Leakage {
    /// Limits of 0.9 for the area of a column, a hundredth for rows that repeat others, and a thousandth
    /// for chance.
    pub fn new() -> Self {
        Self { auc: 0.9, repeats: 0.01, chance: 0.001 }
    }

    /// The area above which a column alone is found, from 0.5 to below 1. The default is 0.9.
    pub fn auc(mut self, limit: f64) -> Self {
        self.auc = limit;
        self
    }

    /// The share of rows that may repeat an earlier one, from 0 to 1. The default is 0.01.
    pub fn repeats(mut self, share: f64) -> Self {
        self.repeats = share;
        self
    }

    /// How often labels in a random order may be taken for ordered ones, between 0 and 1. The default
    /// is 0.001.
    pub fn chance(mut self, rate: f64) -> Self {
        self.chance = rate;
        self
    }

    /// Looks for leaks. Of each row, `labels` has what is to be predicted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a setting that is not in its domain, [`ErrorKind::Length`] unless there is
    /// a label for each row, and [`ErrorKind::TooLittle`] if labels are all alike.
    pub fn check(&self, table: Table<'_>, labels: &[bool]) -> Result<LeakageReport> {
        self.look(table, labels, Vec::new())
    }

    /// Looks for leaks, and for features that have changed by a later day. Row `i` of `later` must be the
    /// same customer as row `i` of `table`.
    ///
    /// A feature that changes must be taken as of its day. That it changes for those above all who have
    /// the label is a sign that the label is what changes it.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check); [`ErrorKind::Length`] for a later table of another number of rows,
    /// [`ErrorKind::NoFeature`] for a feature that it lacks, and [`ErrorKind::Value`] if it is of no
    /// later day.
    pub fn check_later(
        &self,
        table: Table<'_>,
        labels: &[bool],
        later: Table<'_>,
    ) -> Result<LeakageReport> {
        length("later", later.len(), table.len())?;
        if later.as_of() <= table.as_of() {
            let (found, expected) =
                (Found::Day(later.as_of()), "a day after that of the first table".into());
            return Err(ErrorKind::Value { what: "day of the later table", found, expected }.into());
        }
        let (then, now) = (features(table), features(later));
        let changes = then.iter().map(|column| {
            let later = now.iter().find(|later| later.name == column.name);
            let none = || ErrorKind::NoFeature { feature: column.name.clone() };
            Ok(change(column, later.ok_or_else(none)?, labels))
        });
        self.look(table, labels, changes.collect::<Result<_>>()?)
    }

    fn look(
        &self,
        table: Table<'_>,
        labels: &[bool],
        changes: Vec<Change>,
    ) -> Result<LeakageReport> {
        let far = self.admitted()?;
        length("labels", labels.len(), table.len())?;
        let all: Vec<f64> = (0..labels.len()).map(number).collect();
        // Refuses labels that are all alike.
        Predictions::new(&all, labels)?.auc()?;
        let columns = columns(table, bought(table));
        let repeats = repeats(&columns, labels);
        let order = order(&all, labels);
        let columns = par::map(columns, |column| leakage(column, labels));
        let mut report = LeakageReport {
            rows: table.len(),
            columns,
            repeats,
            order,
            changes,
            findings: Vec::new(),
        };
        report.findings = self.findings(&report, far);
        Ok(report)
    }

    /// The normal distances of chance: for one question, and for each of two.
    fn admitted(&self) -> Result<[f64; 2]> {
        let Self { auc, repeats, chance } = *self;
        let wrong = |name, found, expected| ErrorKind::Param {
            name,
            found: Found::Number(found),
            expected,
        };
        if !(0.5..1.0).contains(&auc) {
            return Err(wrong("auc", auc, "a number from 0.5 to below 1").into());
        }
        if !(0.0..=1.0).contains(&repeats) {
            return Err(wrong("repeats", repeats, "a number from 0 to 1").into());
        }
        let distance = |chance: f64| normal_distance(1.0 - chance);
        let inside = 0.0 < chance && chance < 1.0;
        match (inside, distance(chance), distance(chance / 2.0)) {
            (true, Some(one), Some(of_two)) => Ok([one, of_two]),
            _ => Err(wrong("chance", chance, "a number between 0 and 1").into()),
        }
    }

    fn findings(&self, report: &LeakageReport, [one, of_two]: [f64; 2]) -> Vec<Finding> {
        let tells = |alone: Option<Alone>| {
            let Alone { auc, deviations } = alone?;
            let either = auc.max(1.0 - auc);
            (self.auc < either && one < deviations.abs()).then_some((either, 0.5 < auc))
        };
        let mut found = Vec::new();
        for ColumnLeakage { column, known, values, missing } in &report.columns {
            if let Some((auc, rising)) = tells(*values) {
                found.push(Finding::Alone { column: column.clone(), auc, rising, known: *known });
            }
            if let Some((auc, rising)) = tells(*missing) {
                let missing = report.rows - known;
                found.push(Finding::Missing { column: column.clone(), auc, rising, missing });
            }
        }
        let Repeats { rows, but_for_the_label } = report.repeats;
        let share = number(rows) / number(report.rows);
        if self.repeats < share {
            found.push(Finding::Repeats { rows, share, but_for_the_label });
        }
        let ordered = |order: &LabelOrder| {
            of_two < order.places.deviations.abs() || of_two < order.runs_deviations.abs()
        };
        if let Some(LabelOrder { places, runs, expected_runs, .. }) = report.order.filter(ordered) {
            let auc = places.auc;
            found.push(Finding::Ordered { auc, runs, expected_runs });
        }
        for Change { column, rows, auc, .. } in report.changes.iter().filter(|of| 0 < of.rows) {
            let (column, share) = (column.clone(), number(*rows) / number(report.rows));
            found.push(Finding::Changed { column, rows: *rows, share, auc: *auc });
        }
        found
    }
}

impl Default for Leakage {
    fn default() -> Self {
        Self::new()
    }
}

fn leakage(column: Column, labels: &[bool]) -> ColumnLeakage {
    let Column { name, values } = column;
    let of_rows = values.iter().zip(labels).filter(|(value, _)| !value.is_nan());
    let (known, of_known): (Vec<f64>, Vec<bool>) = of_rows.map(|(&x, &label)| (x, label)).unzip();
    let missing: Vec<f64> = values.iter().map(|x| f64::from(u8::from(x.is_nan()))).collect();
    ColumnLeakage {
        column: name,
        known: known.len(),
        values: alone(&known, &of_known),
        missing: alone(&missing, labels),
    }
}

/// Nothing where one of the labels has no row.
fn alone(values: &[f64], labels: &[bool]) -> Option<Alone> {
    let auc = Predictions::new(values, labels).ok()?.auc().ok()?;
    let [events, others] = classes(labels);
    let deviation = ((events + others + 1.0) / (12.0 * events * others)).sqrt();
    Some(Alone { auc, deviations: (auc - 0.5) / deviation })
}

fn classes(labels: &[bool]) -> [f64; 2] {
    let events = labels.iter().filter(|label| **label).count();
    [number(events), number(labels.len() - events)]
}

fn repeats(columns: &[Column], labels: &[bool]) -> Repeats {
    // Missing values are equal to each other.
    let by_columns = |&a: &usize, &b: &usize| {
        let mut each = columns.iter().map(|of| of.values[a].total_cmp(&of.values[b]));
        each.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    };
    let by_all = |a: &usize, b: &usize| by_columns(a, b).then(labels[*a].cmp(&labels[*b]));
    let mut rows: Vec<usize> = (0..labels.len()).collect();
    par::sort_unstable_by(&mut rows, |a, b| by_all(a, b).then(a.cmp(b)));
    let pairs = |same: &dyn Fn(&usize, &usize) -> bool| {
        rows.windows(2).filter(|pair| same(&pair[0], &pair[1])).count()
    };
    Repeats {
        rows: pairs(&|a, b| by_all(a, b).is_eq()),
        but_for_the_label: pairs(&|a, b| by_columns(a, b).is_eq()),
    }
}

fn order(places: &[f64], labels: &[bool]) -> Option<LabelOrder> {
    let [events, others] = classes(labels);
    if events.min(others) < number(LEAST_OF_EACH) {
        return None;
    }
    let alone = alone(places, labels)?;
    let runs = 1 + labels.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let (rows, twice) = (events + others, 2.0 * events * others);
    let expected_runs = twice / rows + 1.0;
    let variance = twice * (twice - rows) / (rows * rows * (rows - 1.0));
    let runs_deviations = (number(runs) - expected_runs) / variance.sqrt();
    Some(LabelOrder { places: alone, runs, expected_runs, runs_deviations })
}

fn change(then: &Column, now: &Column, labels: &[bool]) -> Change {
    let pairs = then.values.iter().zip(&now.values);
    let changed: Vec<bool> = pairs.map(|(then, now)| then.total_cmp(now).is_ne()).collect();
    let rows = changed.iter().filter(|changed| **changed).count();
    let scores: Vec<f64> = changed.iter().map(|&changed| f64::from(u8::from(changed))).collect();
    let auc = alone(&scores, labels).map(|alone| alone.auc);
    Change { column: then.name.clone(), rows, auc }
}

fn length(column: &str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(ErrorKind::Length { column: column.to_owned(), found, expected }.into())
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
fn number(rows: usize) -> f64 {
    rows as f64
}
