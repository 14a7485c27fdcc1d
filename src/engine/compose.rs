//! Scorers made of scorers and of functions.

use std::fmt;

use super::{Bound, Score};
use crate::error::Result;
use crate::table::{Layout, Needs, Row};

/// A borrowed scorer is a scorer.
impl<S: Score> Score for &S {
    type Output = S::Output;

    fn needs(&self) -> Needs {
        S::needs(self)
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Self::Output>> {
        S::bind(self, layout)
    }
}

/// Scorers side by side are a scorer: one pass over the rows, all answers.
macro_rules! tuples {
    ($(($($scorer:ident $field:tt),*);)*) => {$(
        impl<$($scorer: Score),*> Score for ($($scorer,)*) {
            type Output = ($($scorer::Output,)*);

            fn needs(&self) -> Needs {
                Needs::none()$(.and(self.$field.needs()))*
            }

            fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Self::Output>> {
                let bound = ($(self.$field.bind(layout)?,)*);
                Ok(move |row: Row<'_>| ($(bound.$field.score_row(row),)*))
            }
        }
    )*};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}

/// A scorer with its answer changed. Made by [`Score::map`].
#[derive(Clone, Copy)]
pub struct Map<S, F> {
    scorer: S,
    function: F,
}

impl<S, F> Map<S, F> {
    pub(super) fn new(scorer: S, function: F) -> Self {
        Self { scorer, function }
    }
}

impl<S: Score, T: Send, F: Fn(S::Output) -> T + Send + Sync> Score for Map<S, F> {
    type Output = T;

    fn needs(&self) -> Needs {
        self.scorer.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = T>> {
        let bound = self.scorer.bind(layout)?;
        Ok(move |row: Row<'_>| (self.function)(bound.score_row(row)))
    }
}

impl<S: fmt::Debug, F> fmt::Debug for Map<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Map").field(&self.scorer).finish()
    }
}

/// A function of a row, as a scorer. Made by [`from_fn`].
#[derive(Clone, Copy)]
pub struct FromFn<F>(F);

/// Makes a scorer of a function that needs nothing but the row.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Day, Ledger, Money, Purchase, Score, from_fn};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.append([("ann", Purchase::new(Day::EPOCH, Money(1_999)))])?;
/// let revenue = from_fn(|row| row.revenue());
/// assert_eq!(revenue.score(ledger.as_of(Day::EPOCH).table())?, [Money(1_999)]);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn from_fn<T: Send, F: Fn(Row<'_>) -> T + Send + Sync>(function: F) -> FromFn<F> {
    FromFn(function)
}

impl<T: Send, F: Fn(Row<'_>) -> T + Send + Sync> Score for FromFn<F> {
    type Output = T;

    fn bind(&self, _: &Layout) -> Result<impl Bound<Output = T>> {
        Ok(&self.0)
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn")
    }
}
