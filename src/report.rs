//! How a search for parameters ended.

/// What a fit found, and how far it is to be trusted.
///
/// Gradients and standard errors are taken from the exact derivatives of the log-likelihood at the
/// estimate.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct FitReport {
    /// The log-likelihood of all customers at the estimate, without a penalty.
    pub log_likelihood: f64,
    /// Akaike's criterion, `2p - 2 LL` for `p` parameters; less is better.
    pub aic: f64,
    /// Schwarz's criterion, `p ln n - 2 LL`; less is better.
    pub bic: f64,
    /// The customers, or the sum of their weights.
    pub customers: f64,
    /// The distinct histories among them, which is what the fit works on.
    pub cells: usize,
    /// Steps of the search from its best start.
    pub iterations: u64,
    /// The greatest derivative of the mean (penalised) log-likelihood by the logarithm of a
    /// parameter.
    pub gradient_norm: f64,
    /// Whether that is small enough to be a maximum.
    pub converged: bool,
    /// Whether the searches from other starts ended at the same place.
    pub starts: Starts,
    /// The parameters.
    pub parameters: Vec<Estimate>,
    /// The covariance of the *logarithms* of the parameters, row by row; nothing if the curvature
    /// does not say. A parameter at the boundary is taken for known: its rows are 0, and the others
    /// are surer than they would be if it were not.
    pub covariance: Option<Vec<Vec<f64>>>,
}

/// How searches from several starts compare. A regularity that is estimated is searched upwards from
/// 1, each time from the end of the one before, so that only the first has several starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Starts {
    /// The searches.
    pub tried: usize,
    /// Those that ended within a hundred-thousandth of the best mean log-likelihood.
    pub agreed: usize,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Estimate {
    /// What the literature calls it.
    pub name: String,
    /// The estimate.
    pub value: f64,
    /// Its standard error; nothing if the parameter is not identified.
    pub standard_error: Option<f64>,
    /// What the data say of it.
    pub standing: Standing,
}

/// What data say of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Standing {
    /// They determine it.
    Identified,
    /// They hardly tell one value from another a thousand times as large.
    NotIdentified,
    /// It is beyond 1e5, or below 1e-5, and on its way to the end of what is searched: customers
    /// differ less, or more, than the model can say. Choose another family, or a penalty.
    AtBoundary,
}

impl FitReport {
    /// The parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Estimate> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

#[cfg(feature = "serde")]
impl FitReport {
    /// Whether this may be the report of parameters with these names and values.
    pub(crate) fn is_of(&self, names: &[&str], values: &[f64]) -> bool {
        let Self { log_likelihood, aic, bic, customers, gradient_norm, .. } = *self;
        let numbers = [log_likelihood, aic, bic, customers, gradient_norm];
        let rows = self.covariance.as_deref().unwrap_or_default();
        let errors = self.parameters.iter().filter_map(|parameter| parameter.standard_error);
        let all = numbers.into_iter().chain(rows.iter().flatten().copied()).chain(errors);
        let square = rows.is_empty() || rows.len() == names.len();
        all.into_iter().all(f64::is_finite)
            && square
            && rows.iter().all(|row| row.len() == names.len())
            && self
                .parameters
                .iter()
                .map(|parameter| parameter.name.as_str())
                .eq(names.iter().copied())
            && self
                .parameters
                .iter()
                .map(|parameter| parameter.value.to_bits())
                .eq(values.iter().map(|v| v.to_bits()))
    }
}

impl Estimate {
    /// The interval of `z` standard errors to either side, where `z` is 1.96 for 95 % and not the level
    /// itself: Wald's of the logarithm, `value · exp(±z · standard error / value)`, so that both ends
    /// are above 0.
    #[must_use]
    pub fn interval(&self, z: f64) -> Option<(f64, f64)> {
        let factor = libm::exp(z.abs() * self.standard_error? / self.value);
        Some((self.value / factor, self.value * factor))
    }
}
