//! A function of a few parameters, up to second order.

/// The value of a function of `N` parameters at one place, with its derivatives there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Taylor<const N: usize> {
    pub(super) value: f64,
    pub(super) gradient: [f64; N],
    pub(super) hessian: [[f64; N]; N],
}

impl<const N: usize> Taylor<N> {
    /// A function that is 0 everywhere.
    pub(super) fn zero() -> Self {
        Self { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] }
    }

    /// Adds `weight` times another function.
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.value += weight * other.value;
        for (i, slope) in self.gradient.iter_mut().enumerate() {
            *slope += weight * other.gradient[i];
        }
        for (i, row) in self.hessian.iter_mut().enumerate() {
            for (j, bend) in row.iter_mut().enumerate() {
                *bend += weight * other.hessian[i][j];
            }
        }
    }
}
