//! Named numbers beside the purchases, each column with the day it was known.

use std::borrow::Cow;

use super::cell;
use crate::day::Day;
use crate::error::{ErrorKind, Found, Result};

/// A named number for each customer, and the day whose knowledge it is.
///
/// `NaN` is a missing value; infinities are refused. A table refuses a feature that was known
/// only after its own day, and a row that is cut back in time keeps only features that are
/// declared [`constant`](Self::constant).
///
/// # Examples
///
/// ```
/// use regulars::{Day, Feature};
///
/// let said = Feature::new("nps", "2024-06-01".parse()?, vec![9.0, f64::NAN]);
/// assert_eq!(said.name(), "nps");
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone)]
pub struct Feature<'a> {
    name: Cow<'a, str>,
    pub(super) values: Cow<'a, [f64]>,
    known: Day,
    pub(super) constant: bool,
    pub(super) mark: u64,
}

/// A resolved name: where a feature stands in every row of one [`Layout`](super::Layout).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureAt {
    pub(super) column: usize,
    pub(super) mark: u64,
}

impl<'a> Feature<'a> {
    /// A feature known on day `known`.
    pub fn new(
        name: impl Into<Cow<'a, str>>,
        known: Day,
        values: impl Into<Cow<'a, [f64]>>,
    ) -> Self {
        let name = name.into();
        let mark = mark(&name);
        Self { name, values: values.into(), known, constant: false, mark }
    }

    /// Declares that the value never changes, so that it survives a cut into the past.
    #[must_use]
    pub fn constant(mut self) -> Self {
        self.constant = true;
        self
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a table of `as_of` takes this feature beside `others`.
    pub(crate) fn admitted(&self, as_of: Day, others: &[Feature<'_>]) -> Result<()> {
        let feature = || self.name().to_owned();
        if as_of < self.known {
            return Err(ErrorKind::Leak { feature: feature(), known: self.known, as_of }.into());
        }
        if others.iter().any(|other| other.name == self.name) {
            return Err(ErrorKind::TwoFeatures { feature: feature() }.into());
        }
        match self.values.iter().position(|value| value.is_infinite()) {
            None => Ok(()),
            Some(row) => {
                let expected = "a finite number, or NaN for a missing one".into();
                Err(cell(row, self.name(), Found::NotFinite, expected))
            }
        }
    }

    /// The value of one row in a column of its own.
    pub(super) fn alone(&self, value: f64) -> Feature<'static> {
        Feature {
            name: Cow::Owned(self.name().to_owned()),
            values: Cow::Owned(vec![value]),
            ..*self
        }
    }
}

impl Feature<'_> {
    /// The same feature of other rows: those at these places, and of new ones nothing.
    pub(crate) fn spread(&self, rows: &[Option<usize>]) -> Feature<'static> {
        let value = |row: &Option<usize>| row.map_or(f64::NAN, |row| self.values[row]);
        Feature {
            name: Cow::Owned(self.name().to_owned()),
            values: Cow::Owned(rows.iter().map(value).collect()),
            ..*self
        }
    }
}

/// Not the values: they are the customers'.
impl std::fmt::Debug for Feature<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feature")
            .field("name", &self.name)
            .field("known", &self.known)
            .field("constant", &self.constant)
            .field("rows", &self.values.len())
            .finish_non_exhaustive()
    }
}

/// FNV-1a of a name: compared per row instead of the name, so that a place resolved against
/// one layout cannot silently read another's column.
pub(super) fn mark(name: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}
