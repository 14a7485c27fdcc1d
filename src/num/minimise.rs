//! The search for a minimum, with exact first and second derivatives.

use std::cell::RefCell;
use std::convert::Infallible;

use basin::{
    CostFunction, DenseMatrix, Executor, FirstOrderState, Gradient, Hessian, MoreSorensen,
    TrustRegion,
};

/// A value with its derivatives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Derivatives {
    pub(crate) value: f64,
    pub(crate) gradient: Vec<f64>,
    /// Symmetric, row by row.
    pub(crate) hessian: Vec<f64>,
}

/// Where a search ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Minimum {
    pub(crate) point: Vec<f64>,
    pub(crate) at: Derivatives,
    pub(crate) steps: u64,
}

/// A search stops once no derivative is greater than this.
const TOLERANCE: f64 = 1e-9;

/// Steps at most. A search that is going to end takes ten or twenty.
const STEPS: u64 = 200;

/// How far the first step may go, and any step.
const RADIUS: f64 = 1.0;
const MAX_RADIUS: f64 = 4.0;

impl Derivatives {
    /// The greatest derivative.
    pub(crate) fn gradient_norm(&self) -> f64 {
        self.gradient.iter().fold(0.0, |most: f64, g| most.max(g.abs()))
    }

    /// Something finite everywhere, or a wall that the search turns away from.
    fn finite_or_wall(self) -> Self {
        let all = self.gradient.iter().chain(&self.hessian).all(|value| value.is_finite());
        if all && self.value.is_finite() { self } else { Self { value: f64::INFINITY, ..self } }
    }
}

/// Searches downhill from `start`: a trust region about Newton's step.
///
/// The function must be smooth; where it is not finite the search turns back. `start` itself must
/// be inside.
pub(crate) fn minimise(function: impl Fn(&[f64]) -> Derivatives, start: &[f64]) -> Minimum {
    let problem = Problem { function, last: RefCell::new(None) };
    let solver = TrustRegion::with_subproblem(MoreSorensen::new())
        .with_radius(RADIUS)
        .with_max_radius(MAX_RADIUS)
        .with_absolute_gradient_tolerance(TOLERANCE);
    let state = FirstOrderState::new(start.to_vec());
    let result = Executor::new(&problem, solver, state).max_iter(STEPS).run();
    let (point, steps) = match result {
        Ok(found) => (found.param().clone(), found.iter()),
        Err(never) => match never {},
    };
    polished(&problem, point, steps)
}

/// One whole Newton step more, if it leads nearer: the trust region judges steps by how much the
/// value falls, which rounding hides before the gradient is as small as it can be.
fn polished(
    problem: &Problem<impl Fn(&[f64]) -> Derivatives>,
    point: Vec<f64>,
    steps: u64,
) -> Minimum {
    let at = problem.at(&point);
    let newton = solved(&at.hessian, &at.gradient).map(|step| {
        let point: Vec<f64> = point.iter().zip(&step).map(|(x, d)| x - d).collect();
        let at = problem.at(&point);
        Minimum { point, at, steps: steps + 1 }
    });
    let here = Minimum { point, at, steps };
    // Away from a minimum a whole step may go anywhere.
    let near = here.at.gradient_norm() < 1e-4;
    match newton {
        Some(next) if near && next.at.gradient_norm() < here.at.gradient_norm() => next,
        _ => here,
    }
}

/// The function as the solver wants it, which asks for values and derivatives one by one.
struct Problem<F> {
    function: F,
    last: RefCell<Option<(Vec<f64>, Derivatives)>>,
}

impl<F: Fn(&[f64]) -> Derivatives> Problem<F> {
    fn at(&self, point: &[f64]) -> Derivatives {
        let known =
            self.last.borrow().as_ref().filter(|(p, _)| p == point).map(|(_, at)| at.clone());
        known.unwrap_or_else(|| {
            let at = (self.function)(point).finite_or_wall();
            *self.last.borrow_mut() = Some((point.to_vec(), at.clone()));
            at
        })
    }
}

impl<F: Fn(&[f64]) -> Derivatives> CostFunction for &Problem<F> {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = Infallible;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Infallible> {
        Ok(self.at(point).value)
    }
}

impl<F: Fn(&[f64]) -> Derivatives> Gradient for &Problem<F> {
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Infallible> {
        Ok(self.at(point).gradient)
    }
}

impl<F: Fn(&[f64]) -> Derivatives> Hessian for &Problem<F> {
    type Hessian = DenseMatrix;

    fn hessian(&self, point: &Vec<f64>) -> Result<DenseMatrix, Infallible> {
        let n = point.len();
        Ok(DenseMatrix::from_row_slice(n, n, &self.at(point).hessian))
    }
}

/// The lower Cholesky factor of a symmetric matrix, row by row; nothing unless it is positive
/// definite, by more than rounding.
pub(crate) fn cholesky(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    /// What is left of a pivot after this share of it has cancelled is noise.
    const NOISE: f64 = 1e-11;
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
            let rest = matrix[i * n + j] - dot;
            if i == j {
                let real = NOISE * matrix[i * n + i] < rest && rest.is_finite();
                lower[i * n + i] = if real { rest.sqrt() } else { return None };
            } else {
                lower[i * n + j] = rest / lower[j * n + j];
            }
        }
    }
    Some(lower)
}

/// The solution of `matrix · x = b` for a positive definite matrix.
pub(crate) fn solved(matrix: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    let lower = cholesky(matrix, n)?;
    let mut x = b.to_vec();
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| lower[i * n + k] * x[k]).sum();
        x[i] = (x[i] - dot) / lower[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| lower[k * n + i] * x[k]).sum();
        x[i] = (x[i] - dot) / lower[i * n + i];
    }
    x.iter().all(|value| value.is_finite()).then_some(x)
}

/// The inverse of a positive definite matrix, row by row.
pub(crate) fn inverse(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let unit = |i: usize| -> Vec<f64> { (0..n).map(|j| f64::from(u8::from(i == j))).collect() };
    (0..n).map(|i| solved(matrix, &unit(i))).collect::<Option<Vec<_>>>().map(|rows| rows.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A valley with a bend, whose minimum is 0 at (1, 1).
    fn rosenbrock(p: &[f64]) -> Derivatives {
        let (x, y) = (p[0], p[1]);
        let bend = y - x * x;
        Derivatives {
            value: (1.0 - x) * (1.0 - x) + 100.0 * bend * bend,
            gradient: vec![-2.0 * (1.0 - x) - 400.0 * x * bend, 200.0 * bend],
            hessian: vec![2.0 - 400.0 * (bend - 2.0 * x * x), -400.0 * x, -400.0 * x, 200.0],
        }
    }

    #[test]
    fn a_bent_valley_is_walked_to_its_end() {
        let found = minimise(rosenbrock, &[-1.2, 1.0]);
        assert!(found.at.gradient_norm() < 1e-12, "{found:?}");
        assert!(found.point.iter().all(|x| (x - 1.0).abs() < 1e-12));
    }

    #[test]
    fn a_wall_turns_the_search_back() {
        // ln x - x from the left of its top, with nothing below 0.
        let found = minimise(
            |p| Derivatives {
                value: p[0] - libm::log(p[0]),
                gradient: vec![1.0 - 1.0 / p[0]],
                hessian: vec![1.0 / (p[0] * p[0])],
            },
            &[2.5],
        );
        assert!((found.point[0] - 1.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn only_positive_definite_matrices_are_inverted() {
        assert_eq!(inverse(&[4.0, 0.0, 0.0, 0.25], 2), Some(vec![0.25, 0.0, 0.0, 4.0]));
        for indefinite in [[1.0, 2.0, 2.0, 1.0], [1.0, 1.0, 1.0, 1.0], [0.0; 4], [f64::NAN; 4]] {
            assert_eq!(inverse(&indefinite, 2), None);
        }
    }
}
