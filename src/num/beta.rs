//! The incomplete beta function, without the cancellation of `lnΓ`s.

use libm::{exp, log as ln, log1p};

use crate::num::gamma::{HALF_LN_TAU, stirling_tail};

/// A sum or a fraction with a relative change below this from one term to the next is known.
pub(crate) const SETTLED: f64 = 4e-16;

/// `I_x(a, b)`: the chance that a number of the law `Beta(a, b)` is at most `x`, for `a` and `b` from
/// 0.01 to 1e6. `None` if its fraction does not settle.
pub(crate) fn regularised(x: f64, a: f64, b: f64) -> Option<f64> {
    if x <= 0.0 {
        return Some(0.0);
    }
    if 1.0 <= x {
        return Some(1.0);
    }
    // The fraction is quick on the side of the mean where the tail is small.
    let (y, over) = (1.0 - x, a * (1.0 - x) - b * x);
    let at_mean = ln_weight_at_mean(a, b);
    let (up, down) = (-over / a, over / b);
    let ln_weight = if up.abs().max(down.abs()) < 0.5 {
        at_mean + a * log1p_rest(up) + b * log1p_rest(down)
    } else {
        at_mean + a * (ln(x) + log1p(b / a)) + b * (log1p(-x) + log1p(a / b))
    };
    let weight = exp(ln_weight);
    let tail = if 0.0 <= over {
        weight * fraction(a, b, x, y, over)?
    } else {
        1.0 - weight * fraction(b, a, y, x, -over)?
    };
    Some(tail.clamp(0.0, 1.0))
}

/// `ln(1 + t) − t`, to its own last digits for small `t` too.
pub(crate) fn log1p_rest(t: f64) -> f64 {
    if !(-0.4..=0.6).contains(&t) {
        return log1p(t) - t;
    }
    // ln(1 + t) = 2 artanh r, of which the first term and t differ by t·r.
    let r = t / (2.0 + t);
    let square = r * r;
    let (mut power, mut sum, mut odd) = (1.0, 0.0, 3.0);
    while power > 1e-18 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    2.0 * r * square * sum - t * r
}

/// The logarithm of `p₀ᵃ·q₀ᵇ / B(a, b)` at the mean, `p₀ = a/(a + b)`.
pub(crate) fn ln_weight_at_mean(a: f64, b: f64) -> f64 {
    let n = a + b;
    0.5 * (ln(a) + ln(b / n)) - HALF_LN_TAU + stirling_tail(n) - stirling_tail(a) - stirling_tail(b)
}

/// The continued fraction of `I_x(a, b)`, over `xᵃ·yᵇ/B(a, b)`, for `over = a − (a + b)·x ≥ 0`.
///
/// # References
///
/// Didonato, A. R. & Morris, A. H. (1992), "Algorithm 708: significant digit computation of the
/// incomplete beta function ratios", *ACM Transactions on Mathematical Software* 18(3).
pub(crate) fn fraction(a: f64, b: f64, x: f64, y: f64, over: f64) -> Option<f64> {
    const STEPS: u32 = 200_000;
    let (c, c0, c1) = (1.0 + over, b / a, 1.0 + 1.0 / a);
    let (mut p, mut s, mut n) = (1.0, a + 1.0, 0.0);
    let (mut above, mut below) = ((0.0, 1.0), (1.0, c / c1));
    let mut value = c1 / c;
    for _ in 0..STEPS {
        n += 1.0;
        let t = n / a;
        let w = n * (b - n) * x;
        let e = a / s;
        let alpha = p * (p + c0) * e * e * (w * x);
        let e = (1.0 + t) / (c1 + t + t);
        let beta = n + w / s + e * (c + n * (1.0 + y));
        p = 1.0 + t;
        s += 2.0;
        let next = (alpha * above.0 + beta * below.0, alpha * above.1 + beta * below.1);
        let last = value;
        value = next.0 / next.1;
        above = (below.0 / next.1, below.1 / next.1);
        below = (value, 1.0);
        if (value - last).abs() <= SETTLED * value {
            return value.is_finite().then_some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(x: f64, a: f64, b: f64, expected: f64, tolerance: f64) {
        let found = regularised(x, a, b).unwrap();
        let off = (found - expected).abs() / expected;
        assert!(off <= tolerance, "I({x}; {a}, {b}) = {found}, expected {expected}, {off:e}");
    }

    /// mpmath 1.3.0 with 40 digits.
    #[test]
    fn ratios_agree_with_long_arithmetic() {
        for (x, a, b, expected) in [
            (0.3, 6.0, 14.0, 0.526_137_475_726_485_8),
            (0.005, 6.0, 14.0, 4.009_281_424_938_866e-10),
            (0.9, 6.0, 14.0, 0.999_999_999_928_722_7),
            (0.31, 7.0, 14.0, 0.430_533_549_745_843_56),
            (0.2, 2.0, 3.0, 0.180_8),
            (0.5, 0.5, 0.5, 0.5),
            (1e-3, 0.5, 0.5, 0.020_135_041_633_377_49),
            (0.999, 0.5, 0.5, 0.979_864_958_366_622_5),
            (1e-12, 0.01, 0.01, 0.379_350_285_286_937),
            (0.4, 0.01, 0.02, 0.664_068_993_275_227_8),
            (0.25, 0.01, 5.0, 0.998_633_235_406_712),
            (0.01, 0.01, 100.0, 0.997_784_013_407_519),
            (0.99, 100.0, 0.01, 0.002_215_986_592_480_922_6),
            (1e-9, 0.01, 1e6, 0.938_570_647_889_489_4),
            (1e-6, 1.0, 1e6, 0.632_120_742_768_355),
            (0.51, 1000.0, 1000.0, 0.814_447_340_568_488_5),
            (0.5005, 1e6, 1e6, 0.921_350_422_419_075_3),
            (0.999, 1e6, 1e3, 0.483_188_544_968_815_6),
        ] {
            // The weight's logarithm is a difference of numbers up to thirty.
            check(x, a, b, expected, 5e-14);
        }
        // Deep in a tail, the logarithm is 9 and its terms are thousands.
        check(0.4, 5e3, 7e3, 1.006_218_538_080_018_4e-4, 1e-13);
        assert_eq!(regularised(0.3, 1.0, 1.0).map(|x| (x - 0.3).abs() < 1e-15), Some(true));
        assert_eq!(
            [0.0, 1.0, -1.0, 2.0].map(|x| regularised(x, 2.0, 3.0)),
            [0.0, 1.0, 0.0, 1.0].map(Some)
        );
    }

    #[test]
    fn every_ratio_in_reach_is_a_share_that_rises() {
        let shapes = [0.01, 0.3, 1.0, 7.0, 120.0, 3e3, 1e6];
        for (a, b) in shapes.iter().flat_map(|&a| shapes.map(|b| (a, b))) {
            let mut last = 0.0;
            for x in (0..=200).map(|i| f64::from(i) / 200.0).chain([1.0 - 1e-12]) {
                let found = regularised(x, a, b);
                let found = found.unwrap_or_else(|| panic!("I({x}; {a}, {b})"));
                assert!(last - 1e-13 <= found || 1.0 - 1e-12 <= x, "I({x}; {a}, {b})");
                last = found;
            }
        }
    }
}
