//! What an engine is: it learns from a table, it is bound to a layout, it reads rows.
//!
//! # The row law
//!
//! Whatever depends on the *population* is learned in [`Fit::fit`]. Whatever depends on the
//! *table* — where a feature stands — is settled in [`Score::bind`]. What is left is a
//! [`Bound`], which reads one row, nothing else, and always answers.

mod compose;
#[cfg(feature = "serde")]
pub(crate) mod envelope;
mod variable;

use crate::error::Result;
use crate::par;
use crate::table::{Layout, Needs, Row, Table};

pub use self::compose::{FromFn, Map, from_fn};

/// Something that learns from a population.
pub trait Fit {
    /// What has been learned.
    type Model;

    /// Learns from every row of `table`.
    ///
    /// # Errors
    ///
    /// Whatever keeps the engine from a model.
    fn fit(&self, table: Table<'_>) -> Result<Self::Model>;
}

/// A question that can be put to any customer, once its names are resolved.
///
/// Models and rules are scorers; so are references to scorers, tuples of scorers (one pass,
/// all answers), and functions of a row through [`from_fn`].
///
/// # Examples
///
/// An engine of one's own is a method, and its bound form a closure:
///
/// ```
/// use regulars::{Bound, Layout, Needs, Result, Row, Score};
///
/// struct Promoter;
///
/// impl Score for Promoter {
///     type Output = bool;
///
///     fn needs(&self) -> Needs {
///         Needs::none().feature("recommend")
///     }
///
///     fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = bool>> {
///         let answer = layout.feature("recommend")?;
///         Ok(move |row: Row<'_>| row.feature(answer).is_some_and(|score| 9.0 <= score))
///     }
/// }
/// ```
pub trait Score: Send + Sync {
    /// The answer for one customer.
    type Output: Send;

    /// What a table must have. The default is nothing beyond what every row has.
    fn needs(&self) -> Needs {
        Needs::none()
    }

    /// Resolves what this scorer needs, once for all rows of `layout`.
    ///
    /// # Errors
    ///
    /// Names what is needed and missing: a feature, the timelines, or the currency.
    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Self::Output>>;

    /// Answers for every customer, in row order, on every core there is.
    ///
    /// # Errors
    ///
    /// As [`bind`](Self::bind).
    fn score(&self, table: Table<'_>) -> Result<Vec<Self::Output>> {
        let layout = table.layout();
        let bound = self.bind(&layout)?;
        Ok(par::fill(table.len(), par::BLOCK, |range, out| {
            bound.score_into(table.slice(range), out);
        }))
    }

    /// Answers for one customer. To ask often, [`bind`](Self::bind) once.
    ///
    /// # Errors
    ///
    /// As [`bind`](Self::bind).
    fn score_one(&self, row: Row<'_>) -> Result<Self::Output> {
        Ok(self.bind(&row.layout())?.score_row(row))
    }

    /// The same question, with the answer changed by `function`.
    ///
    /// ```
    /// use regulars::{Score, from_fn};
    ///
    /// let orders = from_fn(|row| row.history().map_or(0, |history| history.orders()));
    /// let regular = orders.map(|orders| 4 <= orders);
    /// # fn is_scorer(_: impl Score<Output = bool>) {}
    /// # is_scorer(regular);
    /// ```
    fn map<T: Send, F: Fn(Self::Output) -> T + Send + Sync>(self, function: F) -> Map<Self, F>
    where
        Self: Sized,
    {
        Map::new(self, function)
    }
}

/// A scorer whose names are resolved. Every `Fn(Row<'_>) -> T` is one.
///
/// The trait is dyn-compatible: a `Vec<Box<dyn Bound<Output = f64>>>` is a fine thing.
pub trait Bound: Send + Sync {
    /// The answer for one customer.
    type Output: Send;

    /// Answers for one customer. Total: a row always has an answer.
    fn score_row(&self, row: Row<'_>) -> Self::Output;

    /// Appends the answers for `table` to `out`.
    ///
    /// Override this with a kernel over columns where that is faster. It must agree with
    /// [`score_row`](Self::score_row) to the last bit.
    fn score_into(&self, table: Table<'_>, out: &mut Vec<Self::Output>) {
        out.extend(table.rows().map(|row| self.score_row(row)));
    }
}

impl<T: Send, F: Fn(Row<'_>) -> T + Send + Sync> Bound for F {
    type Output = T;

    #[inline]
    fn score_row(&self, row: Row<'_>) -> T {
        self(row)
    }
}
