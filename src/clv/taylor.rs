//! A number with its first and second derivatives.

/// A value of a function of `N` parameters, with its derivatives there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Taylor<const N: usize> {
    pub(super) value: f64,
    pub(super) gradient: [f64; N],
    /// Symmetric.
    pub(super) hessian: [[f64; N]; N],
}

impl<const N: usize> Taylor<N> {
    pub(super) const ZERO: Self = Self { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] };

    /// A value and no derivatives yet.
    pub(super) const fn of(value: f64) -> Self {
        Self { value, ..Self::ZERO }
    }

    /// Adds `weight` times `other`.
    #[inline]
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.value += weight * other.value;
        for i in 0..N {
            self.gradient[i] += weight * other.gradient[i];
            for j in 0..N {
                self.hessian[i][j] += weight * other.hessian[i][j];
            }
        }
    }

    /// The same function of the logarithms of its parameters.
    pub(super) fn of_logarithms(&self, parameters: [f64; N]) -> Self {
        let mut log = *self;
        for i in 0..N {
            log.gradient[i] *= parameters[i];
            for j in 0..N {
                log.hessian[i][j] *= parameters[i] * parameters[j];
            }
            log.hessian[i][i] += log.gradient[i];
        }
        log
    }
}
