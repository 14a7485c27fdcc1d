//! Purchases, each worth less the later it is.
//!
//! By parts, `e^(−δh)·E(h) + δ·∫₀ʰ e^(−δu)·E(u) du`: all is positive, and `E` is smooth, with
//! its only singularity at `u = −α`.

use libm::exp;

use crate::num::thinned::kronrod::integral;
use crate::num::thinned::series;
use crate::num::thinned::{Thinned, normal};

pub(super) fn discounted(model: &Thinned, h: f64, delta: f64) -> Option<f64> {
    if h == 0.0 {
        return Some(0.0);
    }
    if delta == 0.0 {
        return if h == f64::INFINITY { ever(model) } else { model.expected(h) };
    }
    let value = at_once(model, h, delta).or_else(|| in_pieces(model, h, delta));
    normal(value?)
}

/// The purchases until the customer leaves, `(a + b − 1)/(a − 1)`.
fn ever(model: &Thinned) -> Option<f64> {
    (model.a > 1.0).then(|| 1.0 + model.b / (model.a - 1.0)).filter(|ever| ever.is_finite())
}

/// Lobatto's points from 0 to 1 after the first, where the mean is 0.
const NODES: [f64; 8] = [
    0.050_121_002_294_269_92,
    0.161_406_860_244_631_12,
    0.318_441_268_086_910_9,
    0.5,
    0.681_558_731_913_089_1,
    0.838_593_139_755_368_9,
    0.949_878_997_705_730_1,
    1.0,
];

const WEIGHTS: [f64; 8] = [
    0.082_747_680_780_402_76,
    0.137_269_356_250_080_87,
    0.173_214_255_486_523_17,
    0.185_759_637_188_208_62,
    0.173_214_255_486_523_17,
    0.137_269_356_250_080_87,
    0.082_747_680_780_402_76,
    0.013_888_888_888_888_89,
];

/// The coefficients of Legendre's polynomials of degrees 7 and 8, by the same points.
const DEGREE_7: [f64; 8] = [
    0.457_539_549_879_138_14,
    -0.443_526_894_471_941_3,
    0.267_155_403_711_073_47,
    0.0,
    -0.267_155_403_711_073_47,
    0.443_526_894_471_941_3,
    -0.457_539_549_879_138_14,
    0.208_333_333_333_333_33,
];

const DEGREE_8: [f64; 8] = [
    -0.271_207_474_135_623_1,
    0.349_309_612_744_378_16,
    -0.392_387_852_894_469_34,
    0.406_349_206_349_206_35,
    -0.392_387_852_894_469_34,
    0.349_309_612_744_378_16,
    -0.271_207_474_135_623_1,
    0.111_111_111_111_111_11,
];

/// All points in one pass over the series, if the mean is smooth enough for so few.
fn at_once(model: &Thinned, h: f64, delta: f64) -> Option<f64> {
    // The square of the last coefficients is about the first that the points miss.
    const LARGEST_COEFFICIENT: f64 = 1e-6;
    let turn = delta * h;
    if !(turn <= 2.0 && h <= 4.0 * model.rate) {
        return None;
    }
    let means = means(model, &NODES.map(|node| node * h))?;
    let faded = fading(turn);
    let (mut sum, mut odd, mut even) = (0.0, 0.0, 0.0);
    for i in 0..NODES.len() {
        let value = faded[i] * means[i];
        sum += WEIGHTS[i] * value;
        odd += DEGREE_7[i] * value;
        even += DEGREE_8[i] * value;
    }
    let value = faded[7] * means[7] + turn * sum;
    let coefficient = odd.abs().max(even.abs());
    let error = turn * coefficient * coefficient;
    let most = LARGEST_COEFFICIENT * LARGEST_COEFFICIENT * means[7] * value;
    (error <= most && value >= f64::MIN_POSITIVE).then_some(value)
}

fn means(model: &Thinned, horizons: &[f64; 8]) -> Option<[f64; 8]> {
    if model.k == 1
        && let Some(means) = series::means(model, horizons)
    {
        return Some(means);
    }
    let mut means = [0.0; 8];
    for (mean, &h) in means.iter_mut().zip(horizons) {
        *mean = model.expected(h)?;
    }
    Some(means)
}

/// `e^(−turn·node)`: nodes lie in pairs about the middle, so that every second is a quotient.
fn fading(turn: f64) -> [f64; 8] {
    let middle = exp(-0.5 * turn);
    let last = middle * middle;
    let early = [0, 1, 2].map(|i| exp(-turn * NODES[i]));
    let late = early.map(|faded| last / faded);
    [early[0], early[1], early[2], middle, late[2], late[1], late[0], last]
}

/// By an adaptive rule, on pieces that grow with the distance from the singularity and end
/// where nothing is worth anything any more.
fn in_pieces(model: &Thinned, h: f64, delta: f64) -> Option<f64> {
    /// `e^(−45)` is far less than rounding.
    const FADED: f64 = 45.0;
    let end = h.min(FADED / delta);
    let last = if end < h { 0.0 } else { exp(-delta * h) * model.expected(h)? };
    let mut cuts = vec![0.0, end.min(model.rate).min(1.0 / delta)];
    let mut cut = cuts[1];
    while cut < end {
        let next = cut + (2.0 * cut).min(5.0 / delta);
        // No sliver at the end.
        cut = if next > 0.8 * end { end } else { next };
        cuts.push(cut);
    }
    let faded = |u: f64| delta * exp(-delta * u) * model.expected(u).unwrap_or(f64::NAN);
    Some(last + integral(faded, &cuts, last)?)
}
