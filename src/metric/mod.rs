//! Measures that know no customers: numbers in, numbers out.
//!
//! | question | answer |
//! |---|---|
//! | how long does something last, where some of it lasts still? | [`KaplanMeier`] of [`Spells`] |

mod spells;
#[cfg(feature = "serde")]
mod stored;
mod survival;
#[cfg(test)]
mod tests;

pub use self::spells::{Spell, Spells};
pub use self::survival::{KaplanMeier, Step};
