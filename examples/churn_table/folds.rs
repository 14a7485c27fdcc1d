//! Folds that have the same share of churned rows.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The fold of each row.
pub(crate) fn stratified(churned: &[bool], folds: usize, seed: u64) -> Vec<usize> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut found = vec![0; churned.len()];
    for class in [true, false] {
        let mut rows: Vec<(u64, usize)> = (0..churned.len())
            .filter(|&row| churned[row] == class)
            .map(|row| (rng.next_u64(), row))
            .collect();
        rows.sort_unstable();
        for (at, (_, row)) in rows.into_iter().enumerate() {
            found[row] = at % folds;
        }
    }
    found
}
