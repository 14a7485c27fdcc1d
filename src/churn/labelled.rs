//! Rows of which it is known whether they churned.

use super::cohort::Cohort;
use crate::day::{Day, Days};
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::journal::Key;
use crate::money::Currency;
use crate::par;
use crate::table::{Read, Table, Variable};

/// Values of variables, row by row, and who churned.
pub(super) struct Labelled {
    pub(super) currency: Currency,
    pub(super) churned: Vec<bool>,
    // Invariant: one or more, each of another name.
    variables: Vec<Variable>,
    // Invariant: as many for each row as there are variables; not a number where it is missing.
    values: Vec<f64>,
    /// How many rows each cohort has, one after the other.
    pub(super) cohorts: Vec<usize>,
    horizon: Option<(Days, Day)>,
}

/// What a model was learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct LearnedFrom {
    pub(super) customers: u64,
    pub(super) churned: u64,
    /// Within how many days they churned, and the last of them all; nothing of a table.
    pub(super) horizon: Option<(Days, Day)>,
}

impl Labelled {
    pub(super) fn cohorts<K: Key>(
        variables: Vec<Variable>,
        cohorts: &[&Cohort<K>],
    ) -> Result<Self> {
        let Some(first) = cohorts.first() else {
            return Err(ErrorKind::TooLittle { what: "cohorts", found: 0, needed: 1 }.into());
        };
        let currency = first.view().table().currency();
        let (mut values, mut churned) = (Vec::new(), Vec::new());
        for cohort in cohorts {
            let table = cohort.view().table();
            table.layout().in_currency(currency)?;
            if cohort.horizon() != first.horizon() {
                let found = Found::Integer(cohort.horizon().0.into());
                let expected = "the same in all cohorts";
                return Err(ErrorKind::Param { name: "horizon", found, expected }.into());
            }
            values.extend(read(&variables, table, cohort.rows())?);
            churned.extend(cohort.churned());
        }
        let ends = cohorts.iter().map(|cohort| (cohort.horizon(), cohort.end()));
        let horizon = ends.max();
        let cohorts = cohorts.iter().map(|cohort| cohort.rows().len()).collect();
        Self { currency, churned, variables, values, cohorts, horizon }.checked()
    }

    pub(super) fn table(
        variables: Vec<Variable>,
        table: Table<'_>,
        churned: &[bool],
    ) -> Result<Self> {
        if churned.len() != table.len() {
            let (column, found, expected) = ("churned".to_owned(), churned.len(), table.len());
            return Err(ErrorKind::Length { column, found, expected }.into());
        }
        let rows: Vec<usize> = (0..table.len()).collect();
        let values = read(&variables, table, &rows)?;
        let (currency, churned, cohorts) = (table.currency(), churned.to_vec(), vec![table.len()]);
        Self { currency, churned, variables, values, cohorts, horizon: None }.checked()
    }

    fn checked(self) -> Result<Self> {
        let few = |what, found: usize| {
            Err(ErrorKind::TooLittle { what, found: found as u64, needed: 1 }.into())
        };
        if self.variables.is_empty() {
            return few("variables", 0);
        }
        for (at, variable) in self.variables.iter().enumerate() {
            if self.variables[..at].iter().any(|before| before.code() == variable.code()) {
                let feature = variable.code().into_owned();
                return Err(ErrorKind::TwoFeatures { feature }.into());
            }
        }
        let churned = self.churned.iter().filter(|churned| **churned).count();
        match self.churned.len() - churned {
            _ if churned == 0 => few("customers who churned", 0),
            0 => few("customers who did not churn", 0),
            _ => Ok(self),
        }
    }

    /// The values of one variable.
    pub(super) fn column(&self, at: usize) -> Result<Vec<f64>> {
        let values: Vec<f64> =
            self.values.iter().skip(at).step_by(self.variables.len()).copied().collect();
        if values.iter().all(|x| x.is_nan()) {
            let (row, column) = (1, self.variables[at].code().into_owned());
            let expected = Expected::Words("a value of one customer or more");
            return Err(ErrorKind::Cell { row, column, found: Found::Nothing, expected }.into());
        }
        Ok(values)
    }

    /// Whether values of a variable are missing.
    pub(super) fn lacks(&self, at: usize) -> bool {
        self.values.iter().skip(at).step_by(self.variables.len()).any(|x| x.is_nan())
    }

    /// The lower of two medians of a variable, where missing values are the least; nothing if that is
    /// missing.
    pub(super) fn usual(&self, at: usize) -> Option<f64> {
        let mut values: Vec<f64> = self
            .values
            .iter()
            .skip(at)
            .step_by(self.variables.len())
            .map(|x| if x.is_nan() { f64::NEG_INFINITY } else { *x })
            .collect();
        let middle = values.len().checked_sub(1)? / 2;
        let median = *values.select_nth_unstable_by(middle, f64::total_cmp).1;
        Some(median).filter(|median| median.is_finite())
    }

    /// Columns beside each other.
    pub(super) fn row_by_row(&self, columns: &[Vec<f64>]) -> Vec<f64> {
        (0..self.churned.len()).flat_map(|row| columns.iter().map(move |of| of[row])).collect()
    }

    pub(super) fn learned_from(&self) -> LearnedFrom {
        LearnedFrom {
            customers: self.churned.len() as u64,
            churned: self.churned.iter().filter(|churned| **churned).count() as u64,
            horizon: self.horizon,
        }
    }
}

impl LearnedFrom {
    /// Whether some churned and some did not.
    #[cfg(feature = "serde")]
    pub(super) fn can_be(self) -> bool {
        0 < self.churned && self.churned < self.customers
    }
}

/// The values of some rows, row by row.
fn read(variables: &[Variable], table: Table<'_>, rows: &[usize]) -> Result<Vec<f64>> {
    let layout = table.layout();
    let reads: Vec<Read<'_>> =
        variables.iter().map(|variable| variable.read(&layout)).collect::<Result<_>>()?;
    let blocks = par::map_blocks(rows.len(), par::BLOCK, |range| {
        let each = rows[range].iter().map(|&row| table.row(row));
        each.flat_map(|row| reads.iter().map(move |read| read.value(row))).collect::<Vec<f64>>()
    });
    Ok(blocks.concat())
}
