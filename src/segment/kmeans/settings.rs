//! What may be asked of k-means.

use std::ops::ControlFlow;

use ndarray::{Array2, ArrayView2};

use super::clustering::Clustering;
use super::lloyd::{self, Rules};
use super::points::Points;
use super::seeding;
use crate::error::{ErrorKind, Found, Result};
use crate::num::rng::Rng;

/// Settings of k-means: rows are grouped about `k` centres, each the mean of the rows that are
/// nearer to it than to any other.
///
/// Every assignment compares `Σ (x − c)²`, summed feature by feature; of centres that tie, the
/// lowest label wins. The same rows and settings give the same bits on every machine and any
/// number of threads.
///
/// # References
///
/// Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982). Arthur &
/// Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
///
/// # Examples
///
/// Orders and months since the last, of six customers.
///
/// ```
/// use ndarray::array;
/// use regulars::segment::KMeans;
///
/// let rows = array![[1.0, 9.0], [2.0, 9.0], [1.0, 12.0], [9.0, 1.0], [9.0, 0.0], [12.0, 2.0]];
/// let found = KMeans::new(2).fit_matrix(rows.view())?;
///
/// assert_eq!(found.sizes(), [3, 3]);
/// let regular = found.model().predict_one(&[10.0, 1.0])?;
/// assert_eq!(found.labels()[3..], [regular; 3]);
/// assert_eq!(found.model().centers().row(regular as usize), array![10.0, 1.0]);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit_matrix`"]
pub struct KMeans {
    k: u32,
    init: Init,
    restarts: u32,
    seed: u64,
    tolerance: f64,
    max_iterations: u32,
}

/// Where the centres are before the first iteration.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Init {
    /// Rows drawn one after another, with chances in proportion to their squared distance from
    /// those already drawn; of `2 + ln k` draws the one that leaves the least inertia is kept.
    #[default]
    PlusPlus,
    /// For large `k`: some rounds that draw many rows at once, and then [`PlusPlus`](Self::PlusPlus)
    /// among those, weighted by the rows nearest to each (Bahmani et al., "Scalable k-means++",
    /// VLDB 2012).
    #[doc(alias("k-means||"))]
    Parallel,
    /// Given centres, one a row. There is one run then, whatever the number of restarts.
    Centers(Array2<f64>),
}

/// How far a fit is, as its hook is told.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Iteration {
    /// The run, from 0.
    pub restart: u32,
    /// The iteration, from 1; 0 when the first centres are in place.
    pub number: u32,
    /// Rows whose label changed in it.
    pub moved: u64,
    /// The sum of the squared distances by which the centres moved in it.
    pub shift: f64,
}

impl KMeans {
    /// `k` groups, and the defaults of all else.
    pub fn new(k: u32) -> Self {
        let (init, tolerance) = (Init::PlusPlus, 1e-4);
        Self { k, init, restarts: 4, seed: 0, tolerance, max_iterations: 300 }
    }

    /// As many groups, in place of those that [`new`](Self::new) was told.
    #[doc(alias("n_clusters"))]
    pub fn k(mut self, k: u32) -> Self {
        self.k = k;
        self
    }

    /// Where the centres are at first. The default is [`Init::PlusPlus`].
    pub fn init(mut self, init: Init) -> Self {
        self.init = init;
        self
    }

    /// Runs from other first centres; the one of least inertia is kept, the first of those that
    /// tie. The default is 4.
    #[doc(alias("n_init"))]
    pub fn restarts(mut self, restarts: u32) -> Self {
        self.restarts = restarts;
        self
    }

    /// The seed of the first centres. The default is 0.
    #[doc(alias("random_state"))]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// When centres have come to rest: where the sum of the squared distances by which they moved
    /// in an iteration is at most this times the mean variance of the features, weighted as the
    /// rows are. A run also stops when no label changes, and with 0 only then. The default is
    /// 1e-4; the meaning is scikit-learn's.
    #[doc(alias("tol"))]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The most iterations of a run. The default is 300.
    #[doc(alias("max_iter"))]
    pub fn max_iterations(mut self, max_iterations: u32) -> Self {
        self.max_iterations = max_iterations;
        self
    }

    /// Groups rows.
    ///
    /// A centre that loses all its rows moves to the row that is farthest from its own centre.
    /// Differences below 2^-400 of the largest cell may be taken for 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for settings out of their domain; [`ErrorKind::Cell`] for a cell that
    /// is not finite, with its column counted from 1; [`ErrorKind::TooLittle`] for rows without
    /// columns, and for fewer distinct rows than `k`, with the number there are;
    /// [`ErrorKind::Width`] and [`ErrorKind::Length`] for given centres of another width or number.
    pub fn fit_matrix(&self, rows: ArrayView2<'_, f64>) -> Result<Clustering> {
        self.fit_watched(rows, None, |_| ControlFlow::Continue(()))
    }

    /// Groups rows that count as often as their weights say.
    ///
    /// A row of weight 0 gets a label, and has no part in any centre.
    ///
    /// # Errors
    ///
    /// As [`fit_matrix`](Self::fit_matrix), whose distinct rows are here those of positive weight;
    /// [`ErrorKind::Length`] for another number of weights than rows, and [`ErrorKind::Cell`] for a
    /// weight that is negative or not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use ndarray::array;
    /// use regulars::segment::KMeans;
    ///
    /// let rows = array![[0.0], [4.0]];
    /// let found = KMeans::new(1).fit_weighted(rows.view(), &[3.0, 1.0])?;
    /// assert_eq!(found.model().centers(), array![[1.0]]);
    /// assert_eq!(found.inertia(), 3.0 * 1.0 + 9.0);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn fit_weighted(&self, rows: ArrayView2<'_, f64>, weights: &[f64]) -> Result<Clustering> {
        self.fit_watched(rows, Some(weights), |_| ControlFlow::Continue(()))
    }

    /// Groups rows, weighted or not, and tells a hook after every iteration how far it is.
    ///
    /// When the hook breaks, the fit ends with what it has: the best run so far, be it the one
    /// that was broken off, with [`converged`](Clustering::converged) false if it was.
    ///
    /// # Errors
    ///
    /// As [`fit_weighted`](Self::fit_weighted).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use ndarray::array;
    /// use regulars::segment::KMeans;
    ///
    /// let rows = array![[0.0], [1.0], [5.0]];
    /// let found = KMeans::new(2).fit_watched(rows.view(), None, |_| ControlFlow::Break(()))?;
    /// assert!(!found.converged());
    /// assert_eq!(found.iterations(), 0);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn fit_watched(
        &self,
        rows: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
        mut hook: impl FnMut(Iteration) -> ControlFlow<()>,
    ) -> Result<Clustering> {
        self.check()?;
        let given = self.given(rows.ncols())?;
        let beside = given.iter().flatten().fold(0.0, |most: f64, x| most.max(x.abs()));
        let points = Points::new(rows, weights, beside)?;
        points.check_distinct(self.k as usize)?;
        let rules = Rules { tolerance: self.tolerance, max_iterations: self.max_iterations };
        let rules = rules.absolute(&points);
        let runs = if given.is_some() { 1 } else { self.restarts };
        let mut best: Option<lloyd::Run> = None;
        for restart in 0..runs {
            let first = match &given {
                Some(given) => given.iter().map(|&x| points.scaled(x)).collect(),
                None => self.seeds(&points, restart),
            };
            let run = lloyd::run(&points, first, &rules, restart, &mut hook);
            let stopped = run.stopped;
            if best.as_ref().is_none_or(|best| run.inertia < best.inertia) {
                best = Some(run);
            }
            if stopped {
                break;
            }
        }
        best.map(|best| best.clustering(&points)).unwrap_or_else(|| Err(no_runs()))
    }

    fn seeds(&self, points: &Points, restart: u32) -> Vec<f64> {
        let mut rng = Rng::new(self.seed, "k-means").stream(restart.into());
        match self.init {
            Init::Parallel => seeding::parallel(points, self.k as usize, &mut rng),
            _ => seeding::plus_plus(points, self.k as usize, &mut rng),
        }
    }

    fn check(&self) -> Result<()> {
        let whole = |name, value: u32| match value {
            0 => Err(param(name, 0.0, "a whole number of at least 1")),
            _ => Ok(()),
        };
        whole("k", self.k)?;
        whole("restarts", self.restarts)?;
        whole("max_iterations", self.max_iterations)?;
        if 0.0 <= self.tolerance && self.tolerance.is_finite() {
            return Ok(());
        }
        Err(param("tolerance", self.tolerance, "a finite number of at least 0"))
    }

    /// The given centres row by row, if there are.
    fn given(&self, columns: usize) -> Result<Option<Vec<f64>>> {
        let Init::Centers(centers) = &self.init else { return Ok(None) };
        if centers.nrows() != self.k as usize {
            let (found, expected) = (centers.nrows(), self.k as usize);
            return Err(ErrorKind::Length { column: "centers".to_owned(), found, expected }.into());
        }
        super::model::check_width(columns, centers.ncols())?;
        super::model::check_finite(centers.view())?;
        Ok(Some(centers.iter().copied().collect()))
    }
}

pub(super) fn param(name: &'static str, found: f64, expected: &'static str) -> crate::error::Error {
    ErrorKind::Param { name, found: Found::Number(found), expected }.into()
}

/// There is one run or more once the settings are checked.
fn no_runs() -> crate::error::Error {
    param("restarts", 0.0, "a whole number of at least 1")
}
