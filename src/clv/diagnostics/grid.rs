//! What a model would say of customers of one age.

use super::wrong;
use crate::clv::cells::count;
use crate::clv::model::BtydModel;
use crate::error::{ErrorKind, Found, Result};
use crate::par;
use crate::ruler::{Horizon, TimeUnit};

/// What a model says of customers of one age, by how often they have bought again and when last.
///
/// Row `x` of each matrix is of customers with `x` repeats, column `j` of those whose last purchase
/// was at [`last_ages`](Self::last_ages)`[j]`. There is nothing where nobody can be, as without
/// repeats the last purchase is the first, and nothing where the model has no answer.
///
/// Made by [`BtydModel::grid`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Grid {
    /// What times are measured in.
    pub unit: TimeUnit,
    /// The age of all of them.
    pub age: f64,
    /// How far ahead the model looks.
    pub horizon: f64,
    /// The ages at the last purchase, from 0 to `age`.
    pub last_ages: Vec<f64>,
    /// The probability of being a customer still.
    pub p_alive: Vec<Vec<Option<f64>>>,
    /// The expected purchase days within the horizon.
    pub orders: Vec<Vec<Option<f64>>>,
}

/// The most cells of a grid: more than a screen has points.
const CELLS: u64 = 10_000_000;

impl BtydModel {
    /// What the model says of customers of one `age` with 0 to `most` repeats and last purchases at
    /// ages in so many `steps` from 0 to that age: how likely they are customers still, and what
    /// they are expected to buy within `horizon`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ruler`] if a length is in another unit, and [`ErrorKind::Param`] for an age of
    /// 0, for no steps, and for a grid of more than ten million cells.
    ///
    /// # Examples
    ///
    /// Of those who once bought often, the silent ones have left:
    ///
    /// ```
    /// use regulars::clv::{BtydModel, Family};
    /// use regulars::{Days, TimeUnit};
    ///
    /// let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    /// let grid = cdnow.grid(Days(280), 20, 4, Days(280))?;
    /// assert_eq!(grid.last_ages, [0.0, 10.0, 20.0, 30.0, 40.0]);
    /// assert!(grid.p_alive[20][2] < grid.p_alive[1][2]);
    /// assert_eq!(grid.p_alive[0], [Some(1.0), None, None, None, None]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("plot_frequency_recency_matrix", "plot_probability_alive_matrix"))]
    pub fn grid(
        &self,
        age: impl Into<Horizon>,
        most: u64,
        steps: u32,
        horizon: impl Into<Horizon>,
    ) -> Result<Grid> {
        let unit = self.unit();
        let (age, horizon) = (age.into().measured(unit)?, horizon.into().measured(unit)?);
        if age == 0.0 {
            let (name, expected) = ("age", "a length above 0");
            return Err(ErrorKind::Param { name, found: Found::Number(age), expected }.into());
        }
        if steps == 0 {
            return Err(wrong("steps", 0, "at least 1"));
        }
        if CELLS < most.saturating_add(1).saturating_mul(u64::from(steps) + 1) {
            return Err(wrong("most", most, "at most ten million cells in all"));
        }
        let at = |step: u32| age * (f64::from(step) / f64::from(steps));
        let last_ages: Vec<f64> = (0..=steps).map(at).collect();
        let rows = par::map((0..=most).collect(), |repeats: u64| {
            let cell = |&last_age: &f64| {
                let there = (repeats == 0) == (last_age == 0.0);
                let customer = || self.process().posterior(count(repeats), last_age, age);
                there.then(customer).map(|of| (of.p_alive(), of.expected(horizon)))
            };
            let cells = last_ages.iter().map(cell).map(Option::unwrap_or_default);
            cells.unzip::<_, _, Vec<_>, Vec<_>>()
        });
        let (p_alive, orders) = rows.into_iter().unzip();
        Ok(Grid { unit, age, horizon, last_ages, p_alive, orders })
    }
}
