//! What may be asked of a selection.

use std::convert::Infallible;
use std::ops::{ControlFlow, RangeInclusive};

use libm::{frexp, scalbn};
use ndarray::ArrayView2;

use super::evidence::{Evidence, Witness};
use super::selection::{self, Selection};
use crate::error::{ErrorKind, Found, Result};
use crate::par;
use crate::segment::{Clustering, KMeans};

/// Settings of a selection, which finds out how many groups k-means should make, and shows what
/// speaks for each number.
///
/// A number is admitted if it tells more than one group, by the gap statistic, and if its groups all
/// come back when rows are drawn anew. Of those admitted the one with the highest silhouette is
/// chosen, the least of those that tie; if there is none, one group is, and the
/// [`Reason`](super::Reason) says what was missing.
///
/// One in 20 matrices of uniform noise is taken for structure when two to seven groups are tried, and
/// hardly one of a Gaussian cloud; the more numbers are tried, the more often. Where features have a few
/// distinct values only, such as counts from one to four, these are groups: they are found, and say
/// nothing more.
/// Amounts with a long tail look like structure: straighten them first, with a
/// [`Preparation`](crate::segment::Preparation). Where groups touch, fewer of them may be told apart.
///
/// # Formula
///
/// With `W(k)` the inertia and `W*(k)` that of a reference, so many rows that are uniform in a box
/// about the rows, the gap is `mean ln W*(k) − ln W(k)`, and its standard error
/// `sd(ln W*(k))·√(1 + 1/B)` for `B` references. The box is the smaller, in volume, of that along
/// the features and that along the principal components. A number tells more than one group if its
/// gap exceeds that of one by more than 3 standard errors of the difference,
/// `sd(ln W*(1) − ln W*(k))·√(1 + 1/B)`.
///
/// In each resample, rows drawn with replacement, a group comes back as well as the greatest of
/// `|A ∩ B| / |A ∪ B|`, with `A` its rows that were drawn, each once, and `B` those of a group that
/// is found in the resample. All groups come back if the mean over resamples is at least 0.75 for
/// each.
///
/// # References
///
/// Tibshirani, Walther & Hastie, "Estimating the number of clusters in a data set via the gap
/// statistic", J. R. Statist. Soc. B 63 (2001). Hennig, "Cluster-wise assessment of cluster
/// stability", Computational Statistics & Data Analysis 52 (2007). Rousseeuw, "Silhouettes", J.
/// Comput. Appl. Math. 20 (1987).
///
/// # Examples
///
/// ```
/// use ndarray::Array2;
/// use regulars::segment::{Reason, SelectK};
///
/// // Three kinds of customers, by orders and months since the last.
/// let kinds = [[1.0, 9.0], [3.0, 1.0], [9.0, 2.0]];
/// let rows = Array2::from_shape_fn((90, 2), |(i, j)| {
///     kinds[i % 3][j] + (i * (7 + 4 * j) % 10) as f64 / 10.0
/// });
/// let found = SelectK::new(2..=5).fit_matrix(rows.view())?;
///
/// assert_eq!((found.k(), found.reason()), (3, Reason::Silhouette));
/// assert_eq!(found.clustering().sizes(), [30, 30, 30]);
/// let all = found.evidence();
/// assert_eq!(all.iter().map(|of| of.k).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
/// assert_eq!(all[2].stability, [1.0; 3]);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit_matrix`"]
#[doc(alias("clusGap", "gap statistic", "clusterboot"))]
pub struct SelectK {
    first: u32,
    last: u32,
    pub(super) kmeans: KMeans,
    pub(super) references: u32,
    pub(super) bootstraps: u32,
    pub(super) sample: usize,
    pub(super) seed: u64,
}

impl SelectK {
    /// One of these numbers of groups, or one group. One group is always looked at.
    pub fn new(numbers: RangeInclusive<u32>) -> Self {
        let ((first, last), kmeans) = (numbers.into_inner(), KMeans::new(2));
        Self { first, last, kmeans, references: 20, bootstraps: 25, sample: 4_096, seed: 0 }
    }

    /// How rows are grouped, references and resamples among them; the number of groups that it
    /// names does not count. The default is [`KMeans::new`]'s.
    pub fn kmeans(mut self, kmeans: KMeans) -> Self {
        self.kmeans = kmeans;
        self
    }

    /// References of the gap statistic, at least 2. The default is 20.
    pub fn references(mut self, references: u32) -> Self {
        self.references = references;
        self
    }

    /// Resamples to see whether groups come back, at least 1. The default is 25.
    pub fn bootstraps(mut self, bootstraps: u32) -> Self {
        self.bootstraps = bootstraps;
        self
    }

    /// The most rows to look at, lest time grow without bound: of more, silhouettes and gaps look at
    /// so many, drawn without replacement, and each resample draws so many of all. The default is
    /// 4,096; [`Selection::sampled`] says whether it was reached.
    pub fn sample(mut self, rows: usize) -> Self {
        self.sample = rows;
        self
    }

    /// The seed of the sample, the references and the resamples; that of first centres is among the
    /// settings of k-means. The default is 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Finds the number of groups.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for settings out of their domain, those of k-means among them;
    /// [`ErrorKind::TooLittle`] for no more rows than the greatest number of groups, for fewer
    /// distinct rows, and for rows without columns; [`ErrorKind::Cell`] for a cell that is not
    /// finite; [`ErrorKind::Length`] for k-means from given centres, as their number is.
    pub fn fit_matrix(&self, rows: ArrayView2<'_, f64>) -> Result<Selection> {
        match self.fit(rows, |_| ControlFlow::<Infallible>::Continue(()))? {
            ControlFlow::Continue(found) => Ok(found),
            ControlFlow::Break(never) => match never {},
        }
    }

    /// Finds the number of groups, and shows a hook what speaks for each number as soon as it is
    /// known, for one group first. Nothing is found when the hook breaks.
    ///
    /// # Errors
    ///
    /// As [`fit_matrix`](Self::fit_matrix).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use ndarray::array;
    /// use regulars::segment::SelectK;
    ///
    /// let rows = array![[0.0], [1.0], [5.0], [6.0]];
    /// let mut seen = Vec::new();
    /// let found = SelectK::new(2..=3).fit_watched(rows.view(), |evidence| {
    ///     seen.push(evidence.k);
    ///     if evidence.k < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    /// })?;
    /// assert!(found.is_none());
    /// assert_eq!(seen, [1, 2]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn fit_watched(
        &self,
        rows: ArrayView2<'_, f64>,
        hook: impl FnMut(&Evidence) -> ControlFlow<()>,
    ) -> Result<Option<Selection>> {
        Ok(self.fit(rows, hook)?.continue_value())
    }

    fn fit<B>(
        &self,
        rows: ArrayView2<'_, f64>,
        mut hook: impl FnMut(&Evidence) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B, Selection>> {
        self.check(rows.nrows())?;
        let power = power(rows.reborrow());
        let scaled = (power != 0).then(|| rows.mapv(|x| scalbn(x, power)));
        let scaled = scaled.as_ref().map_or(rows.view(), |scaled| scaled.view());
        let mut all = self.clusterings(scaled.reborrow())?;
        let witness = Witness::new(self, scaled.reborrow());
        let (mut evidence, mut one) = (Vec::new(), None);
        for (k, found) in &all {
            let (mut of, logs) = witness.evidence(*k, found, one.as_ref())?;
            one.get_or_insert(logs);
            of.inertia = scalbn(of.inertia, -2 * power);
            if let ControlFlow::Break(why) = hook(&of) {
                return Ok(ControlFlow::Break(why));
            }
            evidence.push(of);
        }
        let curve: Vec<(u32, f64)> =
            all.iter().map(|(k, found)| (*k, witness.ln(found.inertia()))).collect();
        let elbow = selection::elbow(&curve);
        let (place, reason) = selection::choice(&evidence);
        let sampled = witness.sampled();
        let (k, mut clustering) = all.swap_remove(place);
        if power != 0 {
            // The same groups, in the caller's unit.
            clustering = self.kmeans.clone().k(k).fit_matrix(rows)?;
        }
        Ok(ControlFlow::Continue(Selection { reason, evidence, clustering, elbow, sampled }))
    }

    /// The groups for one, and for each number that was asked for, ascending.
    fn clusterings(&self, rows: ArrayView2<'_, f64>) -> Result<Vec<(u32, Clustering)>> {
        // The greatest first, so that what it is refused for is what the caller hears of.
        let numbers = (self.first.max(2)..=self.last).rev().chain([1]);
        let fit = |k| Ok((k, self.kmeans.clone().k(k).fit_matrix(rows.reborrow())?));
        let all: Result<Vec<_>> = par::map(numbers.collect(), fit).into_iter().collect();
        let mut all = all?;
        all.reverse();
        Ok(all)
    }

    fn check(&self, rows: usize) -> Result<()> {
        let (first, last) = (self.first, self.last);
        at_least("numbers", first, 1, "a first number of at least 1")?;
        at_least("numbers", last, 2, "a last number of at least 2")?;
        at_least("numbers", last, first, "a last number that is not below the first")?;
        at_least("references", self.references, 2, "a whole number of at least 2")?;
        at_least("bootstraps", self.bootstraps, 1, "a whole number of at least 1")?;
        if self.sample <= last as usize {
            let found = Found::Integer(i64::try_from(self.sample).unwrap_or(i64::MAX));
            let expected = "more rows than groups";
            return Err(ErrorKind::Param { name: "sample", found, expected }.into());
        }
        if rows <= last as usize {
            let (found, needed) = (rows as u64, u64::from(last) + 1);
            return Err(ErrorKind::TooLittle { what: "rows", found, needed }.into());
        }
        Ok(())
    }
}

fn at_least(name: &'static str, found: u32, least: u32, expected: &'static str) -> Result<()> {
    if least <= found {
        return Ok(());
    }
    Err(ErrorKind::Param { name, found: Found::Integer(found.into()), expected }.into())
}

/// The power of two that brings rows to where squares of squares neither overflow nor vanish; 0 where
/// they are there, which is nearly always. Groups are the same then.
fn power(rows: ArrayView2<'_, f64>) -> i32 {
    let largest = rows.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let (_, power) = frexp(largest);
    if largest.is_finite() && !(-100..100).contains(&power) { -power } else { 0 }
}
