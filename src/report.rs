//! How a search for parameters ended.

use std::fmt;

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
    /// The interval that holds the parameter with probability `level`, such as 0.95: Wald's of the
    /// logarithm, `value · exp(±z · standard error / value)`, so that both ends are above 0. Nothing if
    /// there is no standard error, or `level` is not between 0 and 1.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let z = normal_distance(level)?;
        let factor = libm::exp(z * self.standard_error? / self.value);
        Some((self.value / factor, self.value * factor))
    }
}

/// How many standard deviations to either side of the mean hold a share of a normal distribution.
pub(crate) fn normal_distance(share: f64) -> Option<f64> {
    if !(0.0 < share && share < 1.0) {
        return None;
    }
    // Beyond nine standard deviations there is less than half a rounding of 1.
    let (mut low, mut high) = (0.0, 9.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let outside = libm::erfc(middle * std::f64::consts::FRAC_1_SQRT_2);
        if 1.0 - share < outside { low = middle } else { high = middle }
    }
    Some(high)
}

/// A line for the fit, and one for each parameter.
impl fmt::Display for FitReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { log_likelihood, aic, customers, cells, iterations, gradient_norm, .. } = self;
        let Starts { tried, agreed } = self.starts;
        let converged = if self.converged { "converged" } else { "not converged" };
        writeln!(
            f,
            "{converged} after {iterations} steps, gradient {gradient_norm:.1e}, {agreed} of {tried} starts agree"
        )?;
        write!(
            f,
            "{customers} customers, {cells} histories, log-likelihood {log_likelihood:.4}, AIC {aic:.4}"
        )?;
        for parameter in &self.parameters {
            write!(f, "\n{parameter}")?;
        }
        Ok(())
    }
}

/// The name, the estimate and its standard error, or why there is none.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, .. } = self;
        write!(f, "{name} = {value:.6}")?;
        match (self.standing, self.standard_error) {
            (Standing::AtBoundary, _) => f.write_str(", at the boundary"),
            (_, Some(error)) => write!(f, " ± {error:.6}"),
            (_, None) => f.write_str(", not identified"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(standing: Standing, standard_error: Option<f64>) -> Estimate {
        Estimate { name: "alpha".to_owned(), value: 2.0, standard_error, standing }
    }

    #[test]
    fn intervals_are_of_a_level() {
        // The table of the normal distribution.
        for (level, z) in [(0.5, 0.674_490), (0.95, 1.959_964), (0.99, 2.575_829)] {
            let (low, high) = estimate(Standing::Identified, Some(0.5)).interval(level).unwrap();
            let factor = libm::exp(z * 0.25);
            assert!((high / (2.0 * factor) - 1.0).abs() < 1e-6, "{level}: {high}");
            assert!((low * factor / 2.0 - 1.0).abs() < 1e-6, "{level}: {low}");
        }
        for level in [0.0, 1.0, 1.96, -0.5, f64::NAN] {
            assert_eq!(estimate(Standing::Identified, Some(0.5)).interval(level), None);
        }
        assert_eq!(estimate(Standing::NotIdentified, None).interval(0.95), None);
    }

    #[test]
    fn distances_have_fifteen_digits() {
        // mpmath 1.4.1: sqrt(2) * erfinv(mpf("0.95")) with thirty digits.
        for (share, z) in [
            (0.25, 0.318_639_363_964_375_16),
            (0.5, 0.674_489_750_196_081_7),
            (0.9, 1.644_853_626_951_472_7),
            (0.95, 1.959_963_984_540_054_2),
            (0.99, 2.575_829_303_548_901),
            (0.999, 3.290_526_731_491_895),
        ] {
            // Half a rounding of the share goes far where the tail is thin.
            let off = 1e-16 / libm::exp(-z * z / 2.0);
            let found = normal_distance(share).unwrap();
            assert!((found - z).abs() < off.max(1e-15), "{share}: {found}");
        }
    }

    #[test]
    fn a_report_tells_what_there_is_to_know() {
        let report = FitReport {
            log_likelihood: -9.5,
            aic: 23.0,
            bic: 24.0,
            customers: 40.0,
            cells: 12,
            iterations: 7,
            gradient_norm: 2e-12,
            converged: true,
            starts: Starts { tried: 4, agreed: 3 },
            parameters: vec![
                estimate(Standing::Identified, Some(0.5)),
                estimate(Standing::NotIdentified, None),
                estimate(Standing::AtBoundary, None),
            ],
            covariance: None,
        };
        let lines = "converged after 7 steps, gradient 2.0e-12, 3 of 4 starts agree\n\
                     40 customers, 12 histories, log-likelihood -9.5000, AIC 23.0000\n\
                     alpha = 2.000000 ± 0.500000\n\
                     alpha = 2.000000, not identified\n\
                     alpha = 2.000000, at the boundary";
        assert_eq!(report.to_string(), lines);
    }
}
