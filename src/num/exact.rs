//! Exact tests: the chance, were there no change, of what was found or of more of it.
//!
//! Each is a probability of a distribution that is known to the last unit, given what the test holds
//! fixed. So a p-value is at most `u` with a chance of at most `u`, however few the numbers are.

use crate::num::beta::regularised;
use crate::num::gamma::ln_beta;

/// What a test says, and what it could have said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exact {
    /// The chance of what was found, or of more of it.
    pub(crate) p_value: f64,
    /// The least that this could have been, given what the test holds fixed.
    pub(crate) least: f64,
}

/// The most that ranks are computed for: their orders are counted in 64 bits.
pub(crate) const RANKED: usize = 20;

/// Of `total` things `marked` have a mark, and `drawn` are drawn: the chance of at most `found` marks
/// among them, were they drawn blindly (Fisher's exact test, one-sided).
///
/// # Formula
///
/// ```text
/// P(X ≤ x) = Σ_{i ≤ x} C(K, i)·C(N − K, n − i) / C(N, n)
/// ```
pub(crate) fn at_most(found: u64, marked: u64, drawn: u64, total: u64) -> Exact {
    let urn = Urn { marked, drawn, total };
    let fewest = (marked + drawn).saturating_sub(total);
    Exact { p_value: urn.up_to(found), least: urn.exactly(fewest) }
}

/// The chance that all that are drawn have a mark.
pub(crate) fn all(marked: u64, drawn: u64, total: u64) -> f64 {
    if marked < drawn { 0.0 } else { Urn { marked, drawn, total }.exactly(drawn) }
}

/// Of `events` with a chance `share` each, the chance of `found` or more, for numbers up to a million.
/// `None` if it cannot be computed.
///
/// # Formula
///
/// `P(X ≥ x) = I_p(x, n − x + 1)`, with the incomplete beta function.
pub(crate) fn at_least(found: u64, events: u64, share: f64) -> Option<Exact> {
    let tail = |found: u64| {
        if found == 0 {
            return Some(1.0);
        }
        regularised(share, float(found), float(events - found + 1))
    };
    Some(Exact { p_value: tail(found)?, least: tail(events)? })
}

/// The chance that numbers rise as they do or more, were each order of them as likely (Mann and
/// Kendall's test, one-sided, with the exact distribution where numbers are tied, too). Of at most
/// [`RANKED`] numbers.
///
/// # Formula
///
/// Orders of `n` numbers, of which `tᵢ` are equal each, by how many pairs fall:
///
/// ```text
/// Σ orders(d)·qᵈ = [n]! / Π [tᵢ]!,   [n]! = Π_{j ≤ n} (1 − qʲ)/(1 − q)
/// ```
///
/// # References
///
/// MacMahon, P. A. (1913), "The indices of permutations", *American Journal of Mathematics* 35(3);
/// Mann, H. B. (1945), "Nonparametric tests against trend", *Econometrica* 13(3).
pub(crate) fn rising(numbers: &[u32]) -> Exact {
    let falls = (0..numbers.len()).map(|i| {
        let (earlier, later) = (numbers[i], &numbers[i + 1..]);
        later.iter().filter(|&&later| later < earlier).count()
    });
    let mut orders = Series::one(falls.sum());
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    (1..=numbers.len()).for_each(|j| orders.times(j));
    let mut total = factorial(numbers.len());
    for tied in sorted.chunk_by(PartialEq::eq) {
        (1..=tied.len()).for_each(|j| orders.over(j));
        total /= factorial(tied.len());
    }
    Exact { p_value: share(orders.sum(), total), least: share(1, total) }
}

/// The chance that the recent numbers lie as low among all as they do or lower, were each choice of so
/// many as likely (Mann and Whitney's test, one-sided, with the exact distribution where numbers are tied,
/// too). Of 1 to ½·[`RANKED`] recent numbers, and 1 to [`RANKED`] earlier ones.
///
/// # Formula
///
/// Choices of `m` of `m + n` different numbers, by how many of the others are exceeded in all:
///
/// ```text
/// Σ choices(u)·qᵘ = Π_{i ≤ m} (1 − qⁿ⁺ⁱ)/(1 − qⁱ)
/// ```
///
/// Where some are equal, choices are counted one by one, a tie as half.
///
/// # References
///
/// Mann, H. B. & Whitney, D. R. (1947), "On a test of whether one of two random variables is
/// stochastically larger than the other", *Annals of Mathematical Statistics* 18(1).
pub(crate) fn lower(recent: &[f64], earlier: &[f64]) -> Exact {
    let (m, n) = (recent.len(), earlier.len());
    let mut halves = 0;
    for &recent in recent {
        let exceeds =
            |earlier: &f64| 1 + usize::from(*earlier < recent) - usize::from(recent < *earlier);
        halves += earlier.iter().map(exceeds).sum::<usize>();
    }
    let mut sorted = [recent, earlier].concat();
    sorted.sort_unstable_by(f64::total_cmp);
    let ties: Vec<usize> = sorted.chunk_by(PartialEq::eq).map(<[f64]>::len).collect();
    let ways = if ties.len() == m + n {
        let mut choices = Series::one(halves / 2);
        (1..=m).for_each(|i| choices.times(n + i));
        (1..=m).for_each(|i| choices.over(i));
        choices.sum()
    } else {
        choices(&ties, m, halves)
    };
    // The lowest are chosen, and of those that are equal to the highest of them any.
    let (mut left, mut least) = (m, 1);
    for &tied in &ties {
        least = choose(tied, left.min(tied));
        left -= left.min(tied);
        if left == 0 {
            break;
        }
    }
    let total = choose(m + n, m);
    Exact { p_value: share(ways, total), least: share(least, total) }
}

/// Marks among things that are drawn.
#[derive(Clone, Copy)]
struct Urn {
    marked: u64,
    drawn: u64,
    total: u64,
}

impl Urn {
    /// The chance of so many marks, which must be possible.
    fn exactly(self, found: u64) -> f64 {
        let Self { marked, drawn, total } = self;
        let unmarked = total - marked;
        let ln = ln_choose(marked, found) + ln_choose(unmarked, drawn - found);
        libm::exp(ln - ln_choose(total, drawn)).min(1.0)
    }

    /// The chance of at most so many: of the two tails, the one without the mean is summed.
    fn up_to(self, found: u64) -> f64 {
        let Self { marked, drawn, total } = self;
        let (fewest, most) = ((marked + drawn).saturating_sub(total), marked.min(drawn));
        if most <= found {
            return 1.0;
        }
        let below = |i: u64| {
            // C(K, i − 1)·C(N − K, n − i + 1) over C(K, i)·C(N − K, n − i).
            float(i) / float(marked - i + 1)
                * (float(total + i - marked - drawn) / float(drawn - i + 1))
        };
        let tail = if float(found) * float(total) <= float(marked) * float(drawn) {
            sum(self.exactly(found), (fewest + 1..=found).rev().map(below))
        } else {
            let above = found + 1;
            1.0 - sum(self.exactly(above), (above + 1..=most).map(|i| 1.0 / below(i)))
        };
        tail.clamp(0.0, 1.0)
    }
}

/// A term and those that follow from it, as far as they count.
fn sum(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut sum) = (first, first);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        // Not below: a tail that underflows is 0 all along.
        if term <= 1e-18 * sum {
            break;
        }
    }
    sum
}

/// The first coefficients of a polynomial in `q`. They are right modulo 2⁶⁴ whatever is in between, and
/// right where all is done, as they count at most 20! orders then.
struct Series(Vec<u64>);

impl Series {
    /// 1, of which the coefficients are wanted up to `degree`.
    fn one(degree: usize) -> Self {
        let mut series = vec![0; degree + 1];
        series[0] = 1;
        Self(series)
    }

    /// Times `1 − qʲ`.
    fn times(&mut self, j: usize) {
        for at in (j..self.0.len()).rev() {
            self.0[at] = self.0[at].wrapping_sub(self.0[at - j]);
        }
    }

    /// Over `1 − qʲ`.
    fn over(&mut self, j: usize) {
        for at in j..self.0.len() {
            self.0[at] = self.0[at].wrapping_add(self.0[at - j]);
        }
    }

    fn sum(&self) -> u64 {
        self.0.iter().fold(0, |sum, &term| sum.wrapping_add(term))
    }
}

/// How many choices of `m` exceed the others by at most so many halves, where numbers are equal in
/// groups of these sizes.
fn choices(ties: &[usize], m: usize, halves: usize) -> u64 {
    // A row for each number that is chosen so far, of ways by how many halves they exceed the others.
    let width = halves + 1;
    let mut ways = vec![0_u64; (m + 1) * width];
    ways[0] = 1;
    let (mut seen, all) = (0, ties.iter().sum::<usize>());
    for &tied in ties {
        // What cannot come to `m` with all that are left is read by nobody who does.
        let fewest = m.saturating_sub(all - seen - tied);
        for chosen in (fewest.max(1)..=m.min(seen + tied)).rev() {
            let (before, row) = ways.split_at_mut(chosen * width);
            for more in 1..=tied.min(chosen) {
                let from = chosen - more;
                if seen < from {
                    continue;
                }
                let (below, times) = (seen - from, choose(tied, more));
                let by = more * (2 * below + tied - more);
                // So few of those below are exceeded by all that were chosen before.
                let known = &before[from * width..][..width.min(2 * from * below + 1)];
                row.iter_mut()
                    .take(width)
                    .skip(by)
                    .zip(known)
                    .for_each(|(to, from)| *to += times * from);
            }
        }
        seen += tied;
    }
    ways[m * width..].iter().sum()
}

fn factorial(n: usize) -> u64 {
    (1..=n as u64).product()
}

/// Of at most thirty things.
fn choose(n: usize, k: usize) -> u64 {
    (0..k as u64).fold(1, |ways, i| ways * (n as u64 - i) / (i + 1))
}

fn ln_choose(n: u64, k: u64) -> f64 {
    -libm::log(float(n + 1)) - ln_beta(float(n - k + 1), float(k + 1))
}

fn share(part: u64, whole: u64) -> f64 {
    (float(part) / float(whole)).min(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
