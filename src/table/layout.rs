//! What rows have, and what scorers need.

use super::feature::mark;
use super::{Feature, FeatureAt};
use crate::error::{ErrorKind, Result};
use crate::money::Currency;

/// What the rows of a table have: what names are resolved against, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    currency: Currency,
    timelines: bool,
    features: Vec<String>,
}

/// What a scorer asks of a table.
///
/// # Examples
///
/// ```
/// use regulars::Needs;
///
/// let needs = Needs::none().timelines().feature("nps").and(Needs::none().feature("age"));
/// assert!(needs.asks_timelines() && needs.features().eq(["nps", "age"]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "needs do nothing until they are met"]
pub struct Needs {
    currency: Option<Currency>,
    timelines: bool,
    features: Vec<String>,
}

impl Layout {
    pub(crate) fn new(currency: Currency, timelines: bool, features: &[Feature<'_>]) -> Self {
        let features = features.iter().map(|feature| feature.name().to_owned()).collect();
        Self { currency, timelines, features }
    }

    /// The money of the revenues.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Where the feature `name` stands.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoFeature`] if there is none of that name.
    pub fn feature(&self, name: &str) -> Result<FeatureAt> {
        match self.features.iter().position(|feature| feature == name) {
            Some(column) => Ok(FeatureAt { column, mark: mark(name) }),
            None => Err(ErrorKind::NoFeature { feature: name.to_owned() }.into()),
        }
    }

    /// The features, in the order of their columns.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(String::as_str)
    }

    /// Whether rows know their purchases day by day.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoTimeline`] if they do not.
    pub fn timelines(&self) -> Result<()> {
        if self.timelines { Ok(()) } else { Err(ErrorKind::NoTimeline.into()) }
    }

    /// Whether the revenues are in `currency`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Currency`] if they are not.
    pub fn in_currency(&self, currency: Currency) -> Result<()> {
        let (found, expected) = (self.currency, currency);
        if found == expected {
            return Ok(());
        }
        Err(ErrorKind::Currency { found, expected }.into())
    }

    /// Whether all `needs` are met.
    ///
    /// # Errors
    ///
    /// The first that is not.
    pub fn meets(&self, needs: &Needs) -> Result<()> {
        needs.currency.map_or(Ok(()), |currency| self.in_currency(currency))?;
        if needs.timelines {
            self.timelines()?;
        }
        needs.features.iter().try_for_each(|name| self.feature(name).map(drop))
    }
}

impl Needs {
    /// Nothing beyond what every row has.
    pub fn none() -> Self {
        Self::default()
    }

    /// Revenues in `currency`.
    pub fn currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// The purchases day by day.
    pub fn timelines(mut self) -> Self {
        self.timelines = true;
        self
    }

    /// A feature of that name.
    pub fn feature(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        if !self.features.contains(&name) {
            self.features.push(name);
        }
        self
    }

    /// Both what this and what `other` asks.
    pub fn and(self, other: Self) -> Self {
        // Of two currencies the first is reported; binding refuses the second by itself.
        let currency = self.currency.or(other.currency);
        let timelines = self.timelines || other.timelines;
        let both = Self { currency, timelines, ..self };
        other.features.into_iter().fold(both, Self::feature)
    }

    /// Whether timelines are asked for.
    #[must_use]
    pub fn asks_timelines(&self) -> bool {
        self.timelines
    }

    /// The features asked for.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(String::as_str)
    }
}
