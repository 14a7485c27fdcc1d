//! Chance: one portable generator, and the few distributions that the crate draws from.
//!
//! The bits are ChaCha's with 8 rounds (Bernstein 2008), which are the same everywhere. The
//! samplers add only `+ - * / sqrt`, which IEEE 754 rounds in one way, and `ln` and `exp` of
//! libm, which is plain Rust: so a seed gives the same draws on every machine.

use libm::{exp, log as ln};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A generator whose draws depend on a seed, a purpose and a stream alone.
#[derive(Clone, Debug)]
pub(crate) struct Rng(ChaCha8Rng);

/// 2^-53: what one is worth among 53 bits.
const STEP: f64 = f64::EPSILON / 2.0;

impl Rng {
    /// Stream 0 of a seed and a purpose.
    ///
    /// The cipher's key is the seed, least byte first, then the purpose's first 24 bytes, then
    /// zeros. Two purposes share no draws, though their users may have chosen the same seed.
    pub(crate) fn new(seed: u64, purpose: &'static str) -> Self {
        let mut key = [0; 32];
        let text = seed.to_le_bytes().into_iter().chain(purpose.bytes());
        key.iter_mut().zip(text).for_each(|(byte, value)| *byte = value);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Another stream of the same seed and purpose, from its beginning.
    pub(crate) fn stream(&self, stream: u64) -> Self {
        let mut rng = self.0.clone();
        rng.set_stream(stream);
        rng.set_word_pos(0);
        Self(rng)
    }

    /// The generator itself, for those who draw in their own way.
    #[cfg(feature = "linfa")]
    pub(crate) fn into_cipher(self) -> ChaCha8Rng {
        self.0
    }

    /// A number between 0 and 1, never either of them.
    ///
    /// An odd multiple of 2^-53: 53 bits, the last of them set, so that 0 cannot come up and
    /// `u` is as likely as `1 - u`.
    pub(crate) fn uniform(&mut self) -> f64 {
        let odd = (self.0.next_u64() >> 11) | 1;
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
        let odd = odd as f64;
        odd * STEP
    }

    /// Whether an event of this probability happens.
    pub(crate) fn bernoulli(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// An exponential waiting time of mean 1, by inversion.
    pub(crate) fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// A standard normal: the polar method (Marsaglia & Bray 1964).
    ///
    /// The method yields two; the second is dropped, so that a draw leaves nothing behind.
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = x * x + y * y;
            if 0.0 < s && s < 1.0 {
                return x * (-2.0 * ln(s) / s).sqrt();
            }
        }
    }

    /// A gamma variate of rate 1 and a shape of at least 0.001. Zero where it underflows, which
    /// only shapes below 0.05 do.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if 1.0 <= shape {
            return self.gamma_from_one(shape);
        }
        self.gamma_from_one(shape + 1.0) * exp(self.ln_boost(shape))
    }

    /// A beta variate for shapes of at least 0.001: `x / (x + y)` of two gammas.
    pub(crate) fn beta(&mut self, a: f64, b: f64) -> f64 {
        // In logarithms, because small shapes could underflow both gammas to 0 / 0.
        let (ln_x, ln_y) = (self.ln_gamma(a), self.ln_gamma(b));
        1.0 / (1.0 + exp(ln_y - ln_x))
    }

    /// The logarithm of a gamma variate.
    fn ln_gamma(&mut self, shape: f64) -> f64 {
        if 1.0 <= shape {
            return ln(self.gamma_from_one(shape));
        }
        ln(self.gamma_from_one(shape + 1.0)) + self.ln_boost(shape)
    }

    /// What takes a gamma of shape `a + 1` to shape `a`: a factor `u^(1/a)`, here its logarithm.
    fn ln_boost(&mut self, shape: f64) -> f64 {
        ln(self.uniform()) / shape
    }

    /// Marsaglia & Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000),
    /// for shapes of at least 1: a normal, cubed and squeezed; 95 of 100 or more are accepted.
    fn gamma_from_one(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let t = 1.0 + c * x;
            let v = t * t * t;
            if 0.0 < v && self.accepts(x, d, v) {
                return d * v;
            }
        }
    }

    /// Their step 4: the quick test first, which spares most draws the logarithms.
    fn accepts(&mut self, x: f64, d: f64, v: f64) -> bool {
        let (u, x2) = (self.uniform(), x * x);
        u < 1.0 - 0.0331 * x2 * x2 || ln(u) < 0.5 * x2 + d * (1.0 - v + ln(v))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws in a test.
    const DRAWS: u32 = 100_000;

    /// How far a mean may lie off, in standard errors. A right sampler is further off in one of
    /// 16,000 tests; there are some fifty here, and the seed is fixed, so that what passes once
    /// passes always. A bias of a fiftieth of a standard deviation is found 99 times in 100.
    const ERRORS: f64 = 4.0;

    fn draws(mut draw: impl FnMut(&mut Rng) -> f64) -> Vec<f64> {
        let mut rng = Rng::new(1, "test");
        (0..DRAWS).map(|_| draw(&mut rng)).collect()
    }

    fn mean(values: impl Iterator<Item = f64>) -> f64 {
        values.sum::<f64>() / f64::from(DRAWS)
    }

    /// Mean and variance against `[mean, variance, excess kurtosis]`; the standard error of a
    /// variance is `variance · sqrt((kurtosis + 2) / n)`.
    #[track_caller]
    fn check(draw: impl FnMut(&mut Rng) -> f64, [m, v, kurtosis]: [f64; 3]) {
        let (values, n) = (draws(draw), f64::from(DRAWS));
        let mean_off = mean(values.iter().copied()) - m;
        let var_off = mean(values.iter().map(|x| (x - m) * (x - m))) - v;
        let (mean_error, var_error) = ((v / n).sqrt(), v * ((kurtosis + 2.0) / n).sqrt());
        assert!(mean_off.abs() <= ERRORS * mean_error, "mean off by {}", mean_off / mean_error);
        assert!(var_off.abs() <= ERRORS * var_error, "variance off by {}", var_off / var_error);
    }

    /// Kolmogorov's distance from a distribution function. A right sampler exceeds 2.2 / sqrt(n)
    /// in one of 8,000 tests: `2 exp(-2 · 2.2²)`.
    #[track_caller]
    fn check_shape(draw: impl FnMut(&mut Rng) -> f64, cdf: impl Fn(f64) -> f64) {
        let (mut values, n) = (draws(draw), f64::from(DRAWS));
        values.sort_by(f64::total_cmp);
        let steps = (0..DRAWS).map(|i| f64::from(i) / n);
        let off = steps.zip(&values).map(|(step, &x)| {
            let p = cdf(x);
            (p - step).abs().max((step + 1.0 / n - p).abs())
        });
        let off = off.fold(0.0, f64::max) * n.sqrt();
        assert!(off < 2.2, "{off}");
    }

    #[track_caller]
    fn check_gamma(shape: f64) {
        check(|rng| rng.gamma(shape), [shape, shape, 6.0 / shape]);
        check(|rng| exp(rng.ln_gamma(shape)), [shape, shape, 6.0 / shape]);
    }

    #[track_caller]
    fn check_beta(a: f64, b: f64) {
        let (ab, n) = (a * b, a + b);
        let excess = (a - b) * (a - b) * (n + 1.0) - ab * (n + 2.0);
        let kurtosis = 6.0 * excess / (ab * (n + 2.0) * (n + 3.0));
        check(|rng| rng.beta(a, b), [a / n, ab / (n * n * (n + 1.0)), kurtosis]);
    }

    #[test]
    fn uniforms_are_uniform() {
        check(Rng::uniform, [0.5, 1.0 / 12.0, -1.2]);
        check_shape(Rng::uniform, |x| x);
    }

    #[test]
    fn exponentials_are_exponential() {
        check(Rng::exponential, [1.0, 1.0, 6.0]);
        check_shape(Rng::exponential, |x| 1.0 - exp(-x));
    }

    #[test]
    fn normals_are_normal() {
        check(Rng::normal, [0.0, 1.0, 0.0]);
        check_shape(Rng::normal, |x| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2));
    }

    #[test]
    fn events_happen_as_often_as_they_should() {
        for p in [0.01, 0.25, 0.5] {
            let v = p * (1.0 - p);
            check(|rng| f64::from(u8::from(rng.bernoulli(p))), [p, v, 1.0 / v - 6.0]);
        }
    }

    #[test]
    fn gammas_have_their_mean_and_variance() {
        [0.05, 0.243, 0.999, 1.0, 3.74, 6.25, 1e6].into_iter().for_each(check_gamma);
    }

    #[test]
    fn betas_have_their_mean_and_variance() {
        for (a, b) in [(0.793, 2.426), (0.1, 0.1), (1.0, 3.0), (50.0, 2.0)] {
            check_beta(a, b);
        }
    }

    #[test]
    fn special_cases_have_the_shape_of_their_own_name() {
        check_shape(|rng| rng.gamma(1.0), |x| 1.0 - exp(-x));
        check_shape(|rng| rng.beta(1.0, 1.0), |x| x);
        // Half the square of a normal is a gamma of shape 1/2.
        check_shape(|rng| rng.gamma(0.5), |x| libm::erf(x.sqrt()));
        // A beta with b = 1 is a uniform's power.
        check_shape(|rng| rng.beta(0.2, 1.0), |x| libm::pow(x, 0.2));
    }

    #[test]
    fn the_smallest_shapes_stay_in_their_range() {
        assert!(draws(|rng| rng.beta(0.001, 0.001)).iter().all(|p| (0.0..=1.0).contains(p)));
        assert!(draws(|rng| rng.gamma(0.001)).iter().all(|x| (0.0..1e3).contains(x)));
        assert!(draws(|rng| rng.gamma(0.05)).iter().all(|&x| 0.0 < x));
    }

    /// The first block of ChaCha8 for a key of zeros, as Bernstein's reference code has it.
    #[test]
    fn the_bits_are_chachas() {
        let Rng(mut bits) = Rng::new(0, "");
        let bytes = bits.next_u64().to_le_bytes();
        assert_eq!(bytes, [0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6]);
    }

    #[test]
    fn seed_purpose_and_stream_each_change_the_draws() {
        let bits = |seed, purpose, stream| Rng::new(seed, purpose).stream(stream).0.next_u64();
        let all = [bits(1, "a", 0), bits(2, "a", 0), bits(1, "b", 0), bits(1, "a", 1)];
        let distinct: std::collections::BTreeSet<u64> = all.into();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn a_stream_starts_at_its_beginning() {
        let mut used = Rng::new(1, "test");
        let fresh = used.stream(5).uniform();
        used.uniform();
        assert_eq!(used.stream(5).uniform().to_bits(), fresh.to_bits());
    }

    /// To the bit, so that no update of a dependency changes rows in silence.
    #[test]
    fn the_first_draws_are_pinned() {
        let draw = |sample: fn(&mut Rng) -> f64| sample(&mut Rng::new(42, "golden").stream(7));
        let got = [
            draw(Rng::uniform),
            draw(Rng::exponential),
            draw(Rng::normal),
            draw(|rng| rng.gamma(0.243)),
            draw(|rng| rng.gamma(6.25)),
            draw(|rng| rng.beta(0.793, 2.426)),
        ];
        let want = [
            0.9463142069204046,
            0.05518062245541649,
            0.3240590989045136,
            1.1584744068853314,
            6.74043740829872,
            0.6810948965991913,
        ];
        assert_eq!(got.map(f64::to_bits), want.map(f64::to_bits), "{got:?}");
    }
}
