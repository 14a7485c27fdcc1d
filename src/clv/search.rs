//! The search for the parameters of a likelihood, and the report of how it ended.

use libm::{exp, log as ln};

use super::cells::count;
use super::likelihood::{Likelihood, Weighted, weight};
use super::taylor::Taylor;
use crate::error::{ErrorKind, Found, Result};
use crate::num::minimise::{Derivatives, Minimum, inverse, minimise};
use crate::report::{Estimate, FitReport, Standing, Starts};

/// Parameters are searched from the inverse of this to this.
pub(super) const FAR: f64 = 1e8;

/// Beyond the inverse of this, and this, a parameter is at the boundary: the likelihood is flat
/// there.
const BOUNDARY: f64 = 1e5;

/// A maximum has a gradient of the mean log-likelihood below this.
const FLAT: f64 = 1e-6;

/// Searches whose mean log-likelihoods are as near have ended at the same place.
const AGREE: f64 = 1e-5;

/// A standard error of a logarithm beyond which two values a thousand times apart are both within
/// the 95 % interval: `ln(1000) / 1.96`.
const UNKNOWN: f64 = 3.52;

/// Cells at most on which starts are compared. The best of them is enough to begin with, and the
/// search on all cells takes a few steps then.
const SAMPLE: usize = 4096;

/// What is searched, of what.
pub(super) struct Search<'a, C, const N: usize> {
    pub(super) cells: &'a [C],
    /// What is taken off the mean log-likelihood for each square of a parameter.
    pub(super) penalty: f64,
    /// What the log-likelihood has beside what depends on parameters.
    pub(super) constant: f64,
    pub(super) names: [&'static str; N],
    /// Parameters beside those.
    pub(super) others: u32,
}

impl<C: Weighted + Copy, const N: usize> Search<'_, C, N> {
    /// The best model found from several starts, with a report.
    ///
    /// From each start the search runs on a sample of the cells; the best end is the start of a search
    /// on all.
    pub(super) fn run<L: Likelihood<N, Cell = C>>(
        &self,
        model: &L,
        starts: &[[f64; N]],
    ) -> (L, FitReport) {
        let sample = sampled(self.cells);
        let from = |start: &[f64; N]| minimise(|at| self.mean(model, &sample, at), &start.map(ln));
        let ends: Vec<Minimum> = starts.iter().map(from).collect();
        let value = |end: &Minimum| end.at.value;
        let best = ends.iter().min_by(|a, b| value(a).total_cmp(&value(b)));
        let best = best.cloned().unwrap_or_else(|| from(&[1.0; N]));
        let agreed = ends.iter().filter(|end| value(end) <= value(&best) + AGREE).count();
        let found = if sample.len() == self.cells.len() {
            best
        } else {
            minimise(|at| self.mean(model, self.cells, at), &best.point)
        };
        let starts = Starts { tried: starts.len(), agreed };
        (model.with(parameters(&found.point)), self.report(model, &found, starts))
    }

    /// Minus the mean log-likelihood of cells with its penalty, by the logarithms of the parameters.
    fn mean<L: Likelihood<N, Cell = C>>(&self, model: &L, cells: &[C], at: &[f64]) -> Derivatives {
        let p = parameters(at);
        let (mut sum, customers) = (model.with(p).total(cells), weight(cells));
        for (i, p) in p.into_iter().enumerate() {
            sum.value -= customers * self.penalty * p * p;
            sum.gradient[i] -= 2.0 * customers * self.penalty * p;
            sum.hessian[i][i] -= 2.0 * customers * self.penalty;
        }
        flattened(&sum.of_logarithms(p), at, -1.0 / customers)
    }

    fn report<L: Likelihood<N, Cell = C>>(
        &self,
        model: &L,
        found: &Minimum,
        starts: Starts,
    ) -> FitReport {
        let p = parameters(&found.point);
        let customers = weight(self.cells);
        let log_likelihood = model.with(p).total(self.cells).value + self.constant;
        let free = count((N as u64) + u64::from(self.others));
        let covariance = self.covariance(found, customers);
        let error = |i: usize| covariance.as_ref().map(|rows| rows[i][i].sqrt());
        let inside = |p: &f64| (1.0 / BOUNDARY..BOUNDARY).contains(p);
        let estimate = |(i, (&name, value)): (usize, (&&str, f64))| {
            let known = error(i).filter(|error| *error < UNKNOWN);
            let standing = match known {
                _ if !inside(&value) => Standing::AtBoundary,
                Some(_) => Standing::Identified,
                None => Standing::NotIdentified,
            };
            let standard_error = known.filter(|_| inside(&value)).map(|error| error * value);
            Estimate { name: name.to_owned(), value, standard_error, standing }
        };
        FitReport {
            log_likelihood,
            aic: 2.0 * (free - log_likelihood),
            bic: free * ln(customers) - 2.0 * log_likelihood,
            customers,
            cells: self.cells.len(),
            iterations: found.steps,
            gradient_norm: found.at.gradient_norm(),
            converged: found.at.value.is_finite() && found.at.gradient_norm() < FLAT,
            starts,
            parameters: self.names.iter().zip(p).enumerate().map(estimate).collect(),
            covariance,
        }
    }

    /// The inverse of the curvature, among the parameters that are not at the boundary; the others
    /// are taken for known.
    fn covariance(&self, found: &Minimum, customers: f64) -> Option<Vec<Vec<f64>>> {
        let inside = |i: &usize| found.point[*i].abs() < ln(BOUNDARY);
        let free: Vec<usize> = (0..N).filter(inside).collect();
        let n = free.len();
        let curvature: Vec<f64> = free
            .iter()
            .flat_map(|i| free.iter().map(move |j| customers * found.at.hessian[N * i + j]))
            .collect();
        let inner = inverse(&curvature, n)?;
        let mut all = vec![vec![0.0; N]; N];
        for (i, &row) in free.iter().enumerate() {
            for (j, &column) in free.iter().enumerate() {
                all[row][column] = inner[n * i + j];
            }
        }
        Some(all)
    }
}

/// Whether parameters are within what is searched.
pub(super) fn admitted<const N: usize>(names: [&'static str; N], values: [f64; N]) -> Result<()> {
    for (name, value) in names.into_iter().zip(values) {
        // Bounds have a little room for how they are rounded.
        if !(0.999 / FAR..1.001 * FAR).contains(&value) {
            let (found, expected) = (Found::Number(value), "a number from 1e-8 to 1e8");
            return Err(ErrorKind::Param { name, found, expected }.into());
        }
    }
    Ok(())
}

/// Whether a penalty is one.
pub(super) fn check_penalty(penalty: f64) -> Result<()> {
    if (0.0..f64::INFINITY).contains(&penalty) {
        return Ok(());
    }
    let (name, expected) = ("penalty", "a finite number of at least 0");
    Err(ErrorKind::Param { name, found: Found::Number(penalty), expected }.into())
}

/// The report of a search that has converged, or of any if those are wanted.
pub(super) fn accepted(report: FitReport, unconverged: bool) -> Result<FitReport> {
    if report.converged || unconverged {
        return Ok(report);
    }
    Err(ErrorKind::NotConverged { report: Box::new(report) }.into())
}

/// A few cells for many: the middle one of each few that follow each other, for all of them.
///
/// Cells are sorted by count and then by times, so that neighbours are alike.
fn sampled<C: Weighted + Copy>(cells: &[C]) -> Vec<C> {
    let few = cells.len().div_ceil(SAMPLE).max(1);
    let alike = cells.chunk_by(C::alike).flat_map(|same| same.chunks(few));
    alike.map(|few| few[few.len() / 2].times(weight(few))).collect()
}

/// The parameters of a point of the search, held within bounds.
fn parameters<const N: usize>(at: &[f64]) -> [f64; N] {
    std::array::from_fn(|i| exp(at[i].clamp(-ln(FAR), ln(FAR))))
}

/// Derivatives times `factor`, as the solver wants them; none beyond the bounds, where parameters
/// stay as they are.
fn flattened<const N: usize>(taylor: &Taylor<N>, at: &[f64], factor: f64) -> Derivatives {
    let beyond = |i: usize| ln(FAR) < at[i].abs();
    let keep = |i: usize, j: usize| if beyond(i) || beyond(j) { 0.0 } else { factor };
    let gradient = (0..N).map(|i| keep(i, i) * taylor.gradient[i]).collect();
    let pairs = (0..N).flat_map(|i| (0..N).map(move |j| (i, j)));
    let hessian = pairs.map(|(i, j)| keep(i, j) * taylor.hessian[i][j]).collect();
    Derivatives { value: factor * taylor.value, gradient, hessian }
}
