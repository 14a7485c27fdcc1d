//! How well two groupings agree.

use super::grouped::count;
use crate::error::{ErrorKind, Result};

/// Rand's index of two groupings of the same rows, adjusted for chance: 1 if they are the same but for
/// the labels, about 0 if they have nothing to do with each other.
///
/// # Formula
///
/// Of the pairs of rows that both, one or the other put together, `P`, `A` and `B`, and all pairs
/// `N`, it is `(P − A·B/N) / ((A + B)/2 − A·B/N)`; 1 where both put all rows apart, or all together.
///
/// # References
///
/// Hubert & Arabie, "Comparing partitions", Journal of Classification 2 (1985).
///
/// # Errors
///
/// [`ErrorKind::Length`] if one has more labels than the other.
///
/// # Examples
///
/// ```
/// use regulars::segment::adjusted_rand_index;
///
/// assert_eq!(adjusted_rand_index(&[0, 0, 1, 1], &[7, 7, 3, 3])?, 1.0);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn adjusted_rand_index(a: &[u32], b: &[u32]) -> Result<f64> {
    if a.len() != b.len() {
        let column = "labels".to_owned();
        return Err(ErrorKind::Length { column, found: b.len(), expected: a.len() }.into());
    }
    let both = together(a.iter().zip(b).collect());
    let (in_a, in_b) = (together(a.iter().collect()), together(b.iter().collect()));
    let chance = in_a * (in_b / pairs(a.len()).max(1.0));
    let most = f64::midpoint(in_a, in_b);
    // Both are the same then: all rows are apart, or all together.
    let trivial = (most - chance).abs() <= 0.0;
    Ok(if trivial { 1.0 } else { (both - chance) / (most - chance) })
}

/// The pairs of equal items.
fn together<T: Ord>(mut items: Vec<T>) -> f64 {
    items.sort_unstable();
    items.chunk_by(|a, b| a == b).map(|same| pairs(same.len())).sum()
}

fn pairs(n: usize) -> f64 {
    0.5 * count(n) * (count(n) - 1.0)
}
