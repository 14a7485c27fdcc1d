//! The one error type: data first, words second.

use std::fmt;

use crate::day::Day;
use crate::report::FitReport;
use crate::ruler::TimeUnit;

/// A `Result` that fails with this crate's [`Error`] unless told otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was refused. One word wide; match on [`kind`](Self::kind) to act on it.
///
/// No error holds what a customer record said: neither keys nor names nor the text of a cell
/// reach a message, a `Debug` print or a log (see [`Found`]).
///
/// # Examples
///
/// ```
/// use regulars::{Currency, ErrorKind};
///
/// let err = Currency::EUR.parse("12.345").unwrap_err();
/// assert!(matches!(err.kind(), ErrorKind::Value { what: "amount", .. }));
/// assert_eq!(
///     err.to_string(),
///     "amount: found a number with more decimals than the currency, expected at most 2 decimals",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// The reasons behind an [`Error`]. Rows are counted from 1, headers left out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields of a reason say what they are")]
pub enum ErrorKind {
    /// A parameter lies outside its domain.
    #[error("parameter `{name}`: found {found}, expected {expected}")]
    Param { name: &'static str, found: Found, expected: &'static str },
    /// One value could not be read or represented.
    #[error("{what}: found {found}, expected {expected}")]
    Value { what: &'static str, found: Found, expected: Expected },
    /// A row of the input was refused.
    #[error("row {row}, column `{column}`: found {found}, expected {expected}")]
    Cell { row: u64, column: String, found: Found, expected: Expected },
    /// Two columns differ in length.
    #[error("column `{column}` has {found} rows, expected {expected}")]
    Length { column: String, found: usize, expected: usize },
    /// Rows of a matrix have another width than what they meet.
    #[error("the rows have {found} columns, expected {expected}")]
    Width { found: usize, expected: usize },
    /// The header has no such column.
    #[error("the header has no column `{column}`")]
    NoColumn { column: String },
    /// The header has two such columns, and only one may be meant.
    #[error("the header has two columns `{column}`, expected one")]
    TwoColumns { column: String },
    /// The input could not be read to its end.
    #[error("the input cannot be read after row {row}: {source}")]
    Read { row: u64, source: ReadError },
    /// A feature was learned after the day the table speaks of.
    #[error("feature `{feature}` was known on {known}, after the table's {as_of}")]
    Leak { feature: String, known: Day, as_of: Day },
    /// An engine needs a feature that the table does not have.
    #[error("the table has no feature `{feature}`")]
    NoFeature { feature: String },
    /// Two features of one table share a name.
    #[error("two features are named `{feature}`, expected one of each name")]
    TwoFeatures { feature: String },
    /// Two things that are told apart by their names share one.
    #[error("two {what} are named `{name}`, expected one of each name")]
    TwoNames { what: &'static str, name: String },
    /// One of several things is asked for by a name that none of them has.
    #[error("there is no {what} named `{name}`{}", OneOf(names))]
    NoName { what: &'static str, name: String, names: Vec<String> },
    /// An engine needs the customers' timelines, and the table has columns only.
    #[error("the table has no timelines, expected one that comes from a ledger or brings them")]
    NoTimeline,
    /// Two ledgers, or a model and a table, speak of different money.
    #[error("the currency is {found}, expected {expected}")]
    Currency { found: crate::money::Currency, expected: crate::money::Currency },
    /// Two ledgers, or a ledger and the orders for it, follow different rules.
    #[error("the policies differ in their {what}, expected the same")]
    Policy { what: &'static str },
    /// The amounts together would not fit the money type.
    #[error("the amounts do not fit 64 bits together, nothing was added")]
    Overflow,
    /// A fit was asked of too few customers.
    #[error("found {found} customers with a purchase, expected at least {needed}")]
    TooFew { found: usize, needed: usize },
    /// A fit was asked of data that cannot tell its parameters.
    #[error("found {found} {what}, expected at least {needed}")]
    TooLittle { what: &'static str, found: u64, needed: u64 },
    /// Predictions divide rows for which it happened from all others, so that a line through them has no
    /// finite slope.
    #[error(
        "one prediction divides all rows for which it happened from those for which it did not, expected \
         some of both on one side"
    )]
    Separated,
    /// Scores do not tell those for whom it happened from the others: by chance alone the area under the
    /// curve could be what it is.
    #[error(
        "the area under the curve is {auc:.3}, in an interval from {low:.3} to {high:.3} by {customers} \
         customers, expected one above 0.5"
    )]
    NoSignal { auc: f64, low: f64, high: f64, customers: u64 },
    /// A search for parameters stopped before it was at a maximum.
    #[error(
        "the fit has not converged: after {} steps the gradient is {}",
        report.iterations,
        report.gradient_norm
    )]
    NotConverged { report: Box<FitReport> },
    /// How sure a model's parameters are is not known.
    #[error("the model has no covariance, expected a fitted one whose parameters are identified")]
    NoCovariance,
    /// A time is measured in another unit than a model measures in.
    #[error(
        "a time is measured in {found} and the model in {expected}, expected {expected}, or days as a \
         horizon"
    )]
    Ruler { found: TimeUnit, expected: TimeUnit },
    /// A question goes beyond what can be computed to the promised accuracy.
    #[error("{what} cannot be computed to the promised accuracy for these parameters")]
    OutOfReach { what: &'static str },
    /// A model says nothing of one customer.
    #[error("there is no answer, as the customer {why}")]
    NoAnswer { why: &'static str },
    /// linfa has refused, or has found nothing that can be used.
    #[cfg(feature = "linfa")]
    #[error("linfa: {why}")]
    Linfa { why: String },
    /// A rule of a segment map cannot be meant. Rules are counted from 1, and of listed cells each is
    /// one.
    #[error("rule {rule}: found {found}, expected {expected}")]
    Rule { rule: u64, found: String, expected: &'static str },
    /// The rules of a segment map leave cells of bins without a name.
    #[error(
        "{cells} cells of bins have no name, the first of them {}, expected rules for them or \
         `otherwise`",
        Bins(*first)
    )]
    WithoutName { cells: u64, first: [u8; 3] },
    /// A segment's code would not tell it apart.
    #[error("the code `{code}` of a segment: expected {expected}")]
    Code { code: String, expected: &'static str },
    /// A segment map is made for other bins of R, F and M; made for 1 of M, it takes any.
    #[error(
        "the bins of R, F and M are {}, and the segment map is made for {}: expected the same, or \
         `segments(None)`",
        Bins(*found),
        MadeFor(*expected)
    )]
    MapBins { found: [u8; 3], expected: [u8; 3] },
    /// The view holds no such customer.
    #[error("the view holds no such customer")]
    UnknownCustomer,
    /// A stored value was written by another version.
    #[error("stored in format {found}, expected {expected} in format {supported}")]
    Format { found: u32, expected: &'static str, supported: u32 },
    /// A stored value is of another kind.
    #[error("stored as something else, expected {expected}")]
    Kind { expected: &'static str },
}

/// Names that would have been right.
struct OneOf<'a>(&'a [String]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str(", as there are none"),
            [only] => write!(f, ", expected `{only}`"),
            names => write!(f, ", expected one of `{}`", names.join("`, `")),
        }
    }
}

/// Three numbers of bins, or the bins of a cell.
struct Bins([u8; 3]);

impl fmt::Display for Bins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, other, m] = self.0;
        write!(f, "{r}-{other}-{m}")
    }
}

/// The bins of a map, which takes any of M if it is made for 1.
struct MadeFor([u8; 3]);

impl fmt::Display for MadeFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [r, other, 1] => write!(f, "{r}-{other}-any"),
            bins => Bins(bins).fmt(f),
        }
    }
}

/// What was found instead, without repeating it: a cell may hold anybody's name.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Found {
    /// Nothing at all.
    Nothing,
    /// A text, which is not repeated.
    Text,
    /// Something of another kind.
    Other,
    /// A text longer than the limit.
    LongText,
    /// A number that is not finite.
    NotFinite,
    /// A number with more decimals than the currency.
    TooFine,
    /// A number too large for the money type.
    TooLarge,
    /// An amount of zero.
    Zero,
    /// A return, or a negative amount.
    Return,
    /// An order id that stands in another row.
    Repeat,
    /// A day that is too early, and is not repeated because it may be personal.
    Early,
    /// A count, a day number or an amount in minor units.
    Integer(i64),
    /// A parameter.
    Number(f64),
    /// A day.
    Day(Day),
}

/// What would have been right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// In words.
    Words(&'static str),
    /// A number with at most so many decimals.
    Decimals(u8),
    /// A day no later than this.
    UpTo(Day),
}

/// Why reading stopped, without the text that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system, or a decoder in between, refused.
    #[error("{0}")]
    Io(std::io::ErrorKind),
    /// The header is missing.
    #[error("there is no header")]
    NoHeader,
}

impl Error {
    /// The reason, for callers that want to act on it.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl Found {
    /// What is to be said of a text.
    pub(crate) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text }
    }
}

impl From<ErrorKind> for Error {
    #[cold]
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<&'static str> for Expected {
    fn from(words: &'static str) -> Self {
        Self::Words(words)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::Text => "another text",
            Self::Other => "another one",
            Self::LongText => "a text that is too long",
            Self::NotFinite => "a number that is not finite",
            Self::TooFine => "a number with more decimals than the currency",
            Self::TooLarge => "a number that is too large",
            Self::Zero => "an amount of zero",
            Self::Return => "a return",
            Self::Repeat => "an order id that stands in another row",
            Self::Early => "an earlier day",
            Self::Integer(value) => return value.fmt(f),
            Self::Number(value) => return value.fmt(f),
            Self::Day(day) => return day.fmt(f),
        })
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Decimals(0) => f.write_str("a whole number"),
            Self::Decimals(1) => f.write_str("at most 1 decimal"),
            Self::Decimals(decimals) => write!(f, "at most {decimals} decimals"),
            Self::UpTo(day) => write!(f, "a day up to {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn an_error_travels() {
        fn travels<T: std::error::Error + Send + Sync + 'static>() {}
        travels::<Error>();
    }
}
