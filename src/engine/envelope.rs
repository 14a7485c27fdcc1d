//! What every stored model says of itself.

use crate::error::ErrorKind;

/// The version of the stored forms, which goes up whenever an older crate could misread one.
pub(crate) const FORMAT: u32 = 1;

/// Whether something stored is what is expected: of this engine, in a format that this crate reads.
pub(crate) fn open(engine: &str, format: u32, expected: &'static str) -> Result<(), ErrorKind> {
    if engine != expected {
        return Err(ErrorKind::Kind { expected });
    }
    match format {
        FORMAT => Ok(()),
        found => Err(ErrorKind::Format { found, expected, supported: FORMAT }),
    }
}
