//! A table of text, in columns of numbers.

use std::collections::BTreeSet;

use regulars::{Columns, Currency, Day, Feature, Table};

use crate::args::Args;
use crate::common::{self, Result};

/// Texts of a column beyond which it tells rows apart rather than kinds of rows.
const MOST_TEXTS: usize = 100;

/// Of fewer rows that say something, some folds may have none.
const LEAST_KNOWN: usize = 20;

/// The rows.
pub(crate) struct Rows {
    /// Columns of numbers: a missing one is not a number.
    columns: Vec<(String, Vec<f64>)>,
    pub(crate) churned: Vec<bool>,
    /// Columns that are not used.
    pub(crate) left_out: Vec<String>,
    pub(crate) ids: Option<Vec<String>>,
}

impl Rows {
    pub(crate) fn read(args: &Args) -> Result<Self> {
        let wrong = |error: csv::Error| format!("{}: {error}", args.table.display());
        let mut reader = csv::Reader::from_reader(common::open(&args.table)?);
        let header: Vec<String> =
            reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
        let records = reader.records().collect::<csv::Result<Vec<_>>>().map_err(wrong)?;
        let place = |name: &str| {
            let at = header.iter().position(|of| of == name);
            at.ok_or_else(|| format!("{} has no column `{name}`", args.table.display()))
        };
        let label = place(&args.label)?;
        let id = args.id.as_deref().map(place).transpose()?;
        let cells = |at: usize| -> Vec<&str> {
            records.iter().map(|record| record.get(at).unwrap_or("").trim()).collect()
        };
        let labels = cells(label);
        let churned: Vec<bool> = labels.iter().map(|cell| *cell == args.positive).collect();
        if labels.is_empty() {
            return Err(format!("{} has no rows", args.table.display()));
        }
        if !churned.contains(&true) {
            let said: BTreeSet<&str> = labels.into_iter().take(1_000).collect();
            let said: Vec<&str> = said.into_iter().take(5).collect();
            let (label, positive) = (&args.label, &args.positive);
            return Err(format!(
                "`{label}` is never `{positive}`, but such as {}",
                said.join(", ")
            ));
        }
        let (mut columns, mut left_out) = (Vec::new(), Vec::new());
        for (at, name) in header.iter().enumerate() {
            if at == label || Some(at) == id {
                continue;
            }
            match numbers(name, &cells(at)) {
                Some(found) => columns.extend(found),
                None => left_out.push(name.clone()),
            }
        }
        let ids = id.map(|at| cells(at).into_iter().map(str::to_owned).collect());
        Ok(Self { columns, churned, left_out, ids })
    }

    pub(crate) fn len(&self) -> usize {
        self.churned.len()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// Some of the rows as a table, and who of them churned.
    pub(crate) fn with<T>(
        &self,
        rows: &[usize],
        then: impl FnOnce(Table<'_>, &[bool]) -> regulars::Result<T>,
    ) -> regulars::Result<T> {
        let as_of = Day::EPOCH;
        let feature = |(name, values): &(String, Vec<f64>)| {
            let values: Vec<f64> = rows.iter().map(|&row| values[row]).collect();
            Feature::new(name.clone(), as_of, values)
        };
        let features: Vec<Feature<'_>> = self.columns.iter().map(feature).collect();
        let (days, counts) = (vec![0; rows.len()], vec![0; rows.len()]);
        let table = Table::new(Columns {
            currency: Currency::NONE,
            as_of,
            first: &days,
            last: &days,
            orders: &counts,
            purchase_days: &counts,
            revenue: &counts,
            timelines: None,
            features: &features,
        })?;
        let churned: Vec<bool> = rows.iter().map(|&row| self.churned[row]).collect();
        then(table, &churned)
    }
}

/// A column of numbers, or one for each text; nothing if there are too many, or if few cells say anything.
fn numbers(name: &str, cells: &[&str]) -> Option<Vec<(String, Vec<f64>)>> {
    let number = |cell: &&str| if cell.is_empty() { Some(f64::NAN) } else { cell.parse().ok() };
    let texts: BTreeSet<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    let known = cells.iter().filter(|cell| !cell.is_empty()).count();
    if known < LEAST_KNOWN.min(cells.len()) || texts.is_empty() {
        return None;
    }
    let values: Option<Vec<f64>> = cells.iter().map(number).collect();
    if let Some(values) = values.filter(|values| values.iter().all(|x| !x.is_infinite())) {
        return Some(vec![(name.to_owned(), values)]);
    }
    let of = |text: &str| {
        let is = cells.iter().map(|cell| match *cell {
            // Who says nothing says it of all texts.
            "" => f64::NAN,
            cell => f64::from(u8::from(cell == text)),
        });
        (format!("{name}={text}"), is.collect())
    };
    (texts.len() <= MOST_TEXTS).then(|| texts.into_iter().map(of).collect())
}
