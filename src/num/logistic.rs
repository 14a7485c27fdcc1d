//! Logistic regression with a ridge and with signs.

use std::ops::Range;

use libm::{exp, log1p};

use super::minimise::{inverse, solved};
use crate::par;

#[cfg(test)]
mod tests;

/// Rows of numbers, and for which of them it happened.
pub(crate) struct Rows<'a> {
    /// Row by row.
    pub(crate) values: &'a [f64],
    /// One for each row.
    pub(crate) happened: &'a [bool],
}

/// What is asked of each coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Zero or above.
    Up,
    /// Zero or below.
    Down,
    /// Anything.
    Free,
}

/// What was found.
pub(crate) struct Fitted {
    pub(crate) intercept: f64,
    pub(crate) weights: Vec<f64>,
    /// Of the weights and the intercept, row by row: the inverse of the second derivatives at the minimum.
    /// What its sign holds at zero is taken for known; nothing if rounding left no inverse.
    pub(crate) covariance: Option<Vec<f64>>,
    /// The largest derivative of the mean loss that could still be followed.
    gradient: f64,
}

/// The sum of losses and of half the ridge by the square of each weight, with its derivatives; the
/// intercept comes last, and has no ridge.
struct Loss {
    value: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

/// Of the matrices of blocks that are kept at a time: 128 MiB.
const MOST_CELLS: usize = 1 << 24;

/// Enough for any: Newton's method takes about ten.
const MOST_STEPS: u64 = 100;

/// Finds the least loss by projected Newton steps (Bertsekas 1982): coefficients that their signs press
/// to zero go there by themselves, and all others together. The ridge, above 0, makes the minimum one
/// and finite, whatever the rows.
///
/// There are rows for which it happened and such for which it did not.
pub(crate) fn fit(rows: &Rows<'_>, signs: &[Sign], ridge: f64) -> Fitted {
    let many = count(rows.happened.len());
    let happened = count(rows.happened.iter().filter(|happened| **happened).count());
    let mut at = vec![0.0; signs.len()];
    at.push(libm::log(happened / (many - happened)));
    let mut loss = losses(rows, &at, ridge);
    let mut steps = 0;
    loop {
        let gradient = loss.steepest(&at, signs) / many;
        let next = match steps < MOST_STEPS && 1e-12 < gradient {
            true => loss.step(&at, signs).and_then(|step| {
                shortened(&at, &loss, &step, signs, |next| losses(rows, next, ridge))
            }),
            false => None,
        };
        match next {
            Some(next) => (at, loss) = next,
            None => {
                let covariance = loss.covariance(&at, signs);
                return Fitted::new(at, covariance, gradient);
            }
        }
        steps += 1;
    }
}

impl Fitted {
    /// Whether it is the minimum, as nearly as can be told.
    pub(crate) fn is_found(&self) -> bool {
        self.gradient <= 1e-6
    }

    /// The logarithm of the odds of a row.
    pub(crate) fn ln_odds(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.weights).fold(self.intercept, |sum, (x, weight)| sum + x * weight)
    }

    fn new(mut at: Vec<f64>, covariance: Option<Vec<f64>>, gradient: f64) -> Self {
        let intercept = at.pop().unwrap_or_default();
        Self { intercept, weights: at, covariance, gradient }
    }
}

impl Sign {
    fn project(self, weight: f64) -> f64 {
        match self {
            Self::Up => weight.max(0.0),
            Self::Down => weight.min(0.0),
            Self::Free => weight,
        }
    }

    /// Whether a coefficient that is no further from zero than `near` is pressed there.
    fn holds(self, weight: f64, slope: f64, near: f64) -> bool {
        match self {
            Self::Up => weight <= near && 0.0 < slope,
            Self::Down => -near <= weight && slope < 0.0,
            Self::Free => false,
        }
    }
}

/// The sign of each coefficient, and of the intercept.
fn all(signs: &[Sign]) -> impl Iterator<Item = Sign> {
    signs.iter().copied().chain([Sign::Free])
}

impl Loss {
    /// How steep it is at most, where a coefficient may still go.
    fn steepest(&self, at: &[f64], signs: &[Sign]) -> f64 {
        let each = all(signs).zip(at).zip(&self.gradient);
        let open = each.filter(|((sign, at), slope)| !sign.holds(**at, **slope, 0.0));
        open.map(|(_, slope)| slope.abs()).fold(0.0, f64::max)
    }

    /// What to take off, before it is projected.
    fn step(&self, at: &[f64], signs: &[Sign]) -> Option<Vec<f64>> {
        let many = at.len();
        let alone = |i: usize| self.gradient[i] / self.hessian[i * many + i];
        let moves = all(signs).zip(at).enumerate();
        let near = moves
            .map(|(i, (sign, &at))| (at - sign.project(at - alone(i))).abs())
            .fold(0.0, f64::max)
            .min(1e-2);
        let held: Vec<bool> = all(signs)
            .zip(at)
            .zip(&self.gradient)
            .map(|((sign, &at), &slope)| sign.holds(at, slope, near))
            .collect();
        let free: Vec<usize> = (0..many).filter(|&i| !held[i]).collect();
        let hessian = self.hessian_of(&free);
        let gradient: Vec<f64> = free.iter().map(|&i| self.gradient[i]).collect();
        let mut step: Vec<f64> = (0..many).map(alone).collect();
        for (&i, together) in free.iter().zip(solved(&hessian, &gradient)?) {
            step[i] = together;
        }
        Some(step)
    }

    /// The second derivatives by some of the coefficients, row by row.
    fn hessian_of(&self, some: &[usize]) -> Vec<f64> {
        let many = self.gradient.len();
        some.iter().flat_map(|&i| some.iter().map(move |&j| self.hessian[i * many + j])).collect()
    }

    fn covariance(&self, at: &[f64], signs: &[Sign]) -> Option<Vec<f64>> {
        let open = all(signs).zip(at).zip(&self.gradient).enumerate();
        let open = open.filter(|(_, ((sign, at), slope))| !sign.holds(**at, **slope, 0.0));
        let free: Vec<usize> = open.map(|(i, _)| i).collect();
        let inverse = inverse(&self.hessian_of(&free), free.len())?;
        let mut covariance = vec![0.0; at.len() * at.len()];
        for (row, &i) in inverse.chunks(free.len()).zip(&free) {
            row.iter().zip(&free).for_each(|(&value, &j)| covariance[i * at.len() + j] = value);
        }
        Some(covariance)
    }
}

/// The step, halved until it lessens the loss by a part of what it promises; nothing if none does.
fn shortened(
    at: &[f64],
    loss: &Loss,
    step: &[f64],
    signs: &[Sign],
    losses: impl Fn(&[f64]) -> Loss,
) -> Option<(Vec<f64>, Loss)> {
    let mut length = 1.0;
    for _ in 0..60 {
        let next: Vec<f64> = all(signs)
            .zip(at)
            .zip(step)
            .map(|((sign, at), step)| sign.project(at - length * step))
            .collect();
        let moved = at.iter().zip(&next).map(|(before, after)| before - after);
        let promised: f64 = moved.zip(&loss.gradient).map(|(moved, slope)| moved * slope).sum();
        let less = losses(&next);
        let lessens = less.value < loss.value && less.value <= loss.value - 1e-4 * promised;
        if lessens || flatter(&less, &next, loss, at, signs) {
            return Some((next, less));
        }
        length *= 0.5;
    }
    None
}

/// Whether a loss that is the same but for rounding is nearer to its minimum, by half at least.
fn flatter(next: &Loss, to: &[f64], loss: &Loss, from: &[f64], signs: &[Sign]) -> bool {
    let near = (next.value - loss.value).abs() <= 1e-12 * loss.value;
    near && next.steepest(to, signs) < 0.5 * loss.steepest(from, signs)
}

/// In blocks that depend on the rows alone, added in their order: the same bits on any machine.
fn losses(rows: &Rows<'_>, at: &[f64], ridge: f64) -> Loss {
    let weights = &at[..at.len() - 1];
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let mut all = Loss {
        value: 0.5 * ridge * squares,
        gradient: weights.iter().map(|weight| ridge * weight).chain([0.0]).collect(),
        hessian: vec![0.0; at.len() * at.len()],
    };
    for i in 0..weights.len() {
        all.hessian[i * at.len() + i] = ridge;
    }
    let ranges: Vec<Range<usize>> = par::blocks(rows.happened.len(), par::BLOCK).collect();
    // A few at a time, as each has a matrix of its own: of many columns all would fill the memory.
    for some in ranges.chunks((MOST_CELLS / all.hessian.len()).max(16)) {
        let blocks = par::map(some.to_vec(), |range| {
            let values = &rows.values[range.start * weights.len()..range.end * weights.len()];
            block(values, &rows.happened[range], at)
        });
        for block in blocks {
            all.value += block.value;
            add(&mut all.gradient, &block.gradient);
            add(&mut all.hessian, &block.hessian);
        }
    }
    // The lower half was summed.
    for i in 0..at.len() {
        for j in i + 1..at.len() {
            all.hessian[i * at.len() + j] = all.hessian[j * at.len() + i];
        }
    }
    all
}

fn block(values: &[f64], happened: &[bool], at: &[f64]) -> Loss {
    let all = at.len();
    let (mut value, mut gradient, mut hessian) = (0.0, vec![0.0; all], vec![0.0; all * all]);
    let mut row = vec![1.0; all];
    for (index, &happened) in happened.iter().enumerate() {
        row[..all - 1].copy_from_slice(&values[index * (all - 1)..(index + 1) * (all - 1)]);
        let ln_odds: f64 = row.iter().zip(at).map(|(x, weight)| x * weight).sum();
        let p = chance(ln_odds);
        value += softplus(if happened { -ln_odds } else { ln_odds });
        let (slope, curvature) = (p - f64::from(u8::from(happened)), p * chance(-ln_odds));
        for i in 0..all {
            gradient[i] += slope * row[i];
            let part = curvature * row[i];
            for j in 0..=i {
                hessian[i * all + j] += part * row[j];
            }
        }
    }
    Loss { value, gradient, hessian }
}

/// `1/(1 + e⁻ˣ)`, between 0 and 1 whatever `x`.
pub(crate) fn chance(ln_odds: f64) -> f64 {
    let small = exp(-ln_odds.abs());
    if ln_odds < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) }
}

/// `ln(1 + eˣ)`.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

fn add(sums: &mut [f64], terms: &[f64]) {
    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
fn count(rows: usize) -> f64 {
    rows as f64
}
