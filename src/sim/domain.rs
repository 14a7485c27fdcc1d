//! What parameters may be, and the one error for all others.

use crate::error::{ErrorKind, Found, Result};

/// A test of a number, together with its words.
pub(super) struct Domain {
    words: &'static str,
    admits: fn(f64) -> bool,
}

/// Where the samplers neither overflow nor lose everything to underflow.
pub(super) const POSITIVE: Domain =
    Domain { words: "from 0.001 to 1000000", admits: |x| (0.001..=1e6).contains(&x) };

/// With `q` at 1 or below, customers have no mean spend.
pub(super) const ABOVE_ONE: Domain =
    Domain { words: "more than 1, up to 1000000", admits: |x| 1.0 < x && x <= 1e6 };

/// A probability, or a share.
pub(super) const SHARE: Domain =
    Domain { words: "from 0 to 1", admits: |x| (0.0..=1.0).contains(&x) };

/// A part that is neither nothing nor all.
pub(super) const PART: Domain =
    Domain { words: "more than 0, less than 1", admits: |x| 0.0 < x && x < 1.0 };

impl Domain {
    pub(super) fn check(&self, name: &'static str, value: f64) -> Result<()> {
        ensure((self.admits)(value), name, Found::Number(value), self.words)
    }

    /// The first of `values` outside is refused.
    pub(super) fn check_all(&self, name: &'static str, values: &[f64]) -> Result<()> {
        values.iter().try_for_each(|&value| self.check(name, value))
    }
}

/// Refuses a parameter unless it is admitted.
pub(super) fn ensure(
    admitted: bool,
    name: &'static str,
    found: Found,
    expected: &'static str,
) -> Result<()> {
    if admitted {
        return Ok(());
    }
    Err(ErrorKind::Param { name, found, expected }.into())
}
