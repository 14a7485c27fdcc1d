//! What may be asked of a mixture.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{GaussianMixtureModel, GmmError};
use ndarray::ArrayView2;

use super::model::MixtureModel;
use crate::error::{Error, ErrorKind, Found, Result};
use crate::num::rng::Rng;
use crate::segment::{Preparation, kmeans};

/// Settings of a mixture: each row belongs to `k` groups by shares that add up to 1, where
/// [`KMeans`](super::super::KMeans) would give it to one of them.
///
/// Each group is a Gaussian with a covariance of its own. Features are brought to mean 0 and
/// standard deviation 1 first, so that their units have no say; 1e-6 is added to each variance
/// then, which keeps a group of few rows from collapsing.
///
/// The search is [`linfa_clustering::GaussianMixtureModel`]: expectation and maximisation in turn,
/// from a k-means of linfa's own, as it takes no centres from elsewhere. So it finds one of several
/// maxima, and labels are not those of a `KMeans` of the same rows. The same seed gives the same
/// bits on any number of threads of one machine; on another one, last digits may differ.
///
/// # Formula
///
/// The share of group g in a row x: `w_g N(x; μ_g, Σ_g) / Σ_h w_h N(x; μ_h, Σ_h)`.
///
/// # References
///
/// Dempster, Laird & Rubin, "Maximum likelihood from incomplete data via the EM algorithm", Journal
/// of the Royal Statistical Society B 39 (1977).
///
/// # Examples
///
/// Two kinds of customers, and one between them.
///
/// ```
/// use ndarray::array;
/// use regulars::segment::Mixture;
///
/// let rows = array![[0.0], [1.0], [2.0], [3.0], [10.0], [11.0], [12.0], [13.0]];
/// let model = Mixture::new(2).fit_matrix(rows.view())?;
/// let shares = model.membership_one(&[6.5])?;
/// assert!((shares[0] - 0.5).abs() < 1e-3 && (shares[1] - 0.5).abs() < 1e-3);
/// let shares = model.membership_one(&[13.0])?;
/// assert!(0.999 < shares[0].max(shares[1]));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit_matrix`"]
pub struct Mixture {
    k: u32,
    seed: u64,
    tolerance: f64,
    max_iterations: u32,
}

impl Mixture {
    /// `k` groups, and the defaults of all else.
    pub fn new(k: u32) -> Self {
        Self { k, seed: 0, tolerance: 1e-6, max_iterations: 1000 }
    }

    /// The seed of the first centres. The default is 0.
    #[doc(alias("random_state"))]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// When the search is over: where the mean logarithm of the density at the rows changes by less
    /// than this in an iteration. The default is 1e-6.
    #[doc(alias("tol"))]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The most iterations, after which a search that is not over is an error. The default is 1000.
    #[doc(alias("max_iter"))]
    pub fn max_iterations(mut self, max_iterations: u32) -> Self {
        self.max_iterations = max_iterations;
        self
    }

    /// Learns from the rows of a matrix.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for settings out of their domain; [`ErrorKind::Cell`] for a cell that is
    /// not a number from -1e150 to 1e150; [`ErrorKind::TooLittle`] for no rows, for rows without
    /// columns, and for fewer distinct rows than `k`; [`ErrorKind::Linfa`] where the search ends
    /// without a maximum, which outliers are the usual cause of: a row that is more than some 37
    /// standard deviations from every group. [`Preparation::log_robust`] draws them in.
    pub fn fit_matrix(&self, rows: ArrayView2<'_, f64>) -> Result<MixtureModel> {
        self.check()?;
        let prepared = Preparation::standard().fit_matrix(rows)?;
        let standard = prepared.apply(rows)?;
        kmeans::check_distinct(standard.view(), self.k)?;
        let rng = Rng::new(self.seed, "mixture").into_cipher();
        let found = GaussianMixtureModel::params_with_rng(self.k as usize, rng)
            .tolerance(self.tolerance)
            .max_n_iterations(self.max_iterations.into())
            .fit(&DatasetBase::from(standard.view()))
            .map_err(refusal)?;
        let model = MixtureModel::new(prepared, &found).ok_or_else(degenerate)?;
        if model.is_sound(standard.view()) { Ok(model) } else { Err(too_far()) }
    }

    fn check(&self) -> Result<()> {
        let param = |name, found, expected| {
            Err(ErrorKind::Param { name, found: Found::Number(found), expected }.into())
        };
        let whole = "a whole number of at least 1";
        if self.k == 0 {
            return param("k", 0.0, whole);
        }
        if self.max_iterations == 0 {
            return param("max_iterations", 0.0, whole);
        }
        if 0.0 < self.tolerance && self.tolerance.is_finite() {
            return Ok(());
        }
        param("tolerance", self.tolerance, "a finite number above 0")
    }
}

/// What stopped linfa. It has no logarithm of a sum of exponentials: a row where each is 0 makes
/// shares of it that are no numbers, which no later step can order.
fn refusal(error: GmmError) -> Error {
    match error {
        GmmError::MinMaxError(_) => too_far(),
        GmmError::NotConverged(_) => {
            linfa("the mixture has not converged, expected it to within the most iterations")
        }
        error => linfa(&error.to_string()),
    }
}

fn too_far() -> Error {
    linfa("a row is too far from all groups, or too near to one, for its density to be a number")
}

fn degenerate() -> Error {
    linfa("a group has no extent in some direction")
}

fn linfa(why: &str) -> Error {
    ErrorKind::Linfa { why: why.to_owned() }.into()
}
