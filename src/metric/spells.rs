//! How long things have lasted, counted by days.

use std::collections::BTreeMap;

use crate::error::{ErrorKind, Expected, Found, Result};

/// Up to here counts are exact as floats: `2⁵³`.
const MOST: u64 = 1 << 53;

/// How long one thing has lasted: a stay in a stage, a subscription, a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Spell {
    /// The days from its start until it ended, or was last seen to go on.
    pub days: u32,
    /// Whether it ended then. If not, nothing is known but that it lasts longer.
    #[doc(alias("event", "observed", "status"))]
    pub ended: bool,
}

/// Many spells: how many ended, and how many were left going on, after so many days.
///
/// Counts are whole numbers. So parts that were counted apart merge to what all come to together,
/// in any order.
///
/// # Examples
///
/// ```
/// use regulars::metric::{Spell, Spells};
///
/// let ended = |days| Spell { days, ended: true };
/// let mut all: Spells = [5, 9].map(ended).into_iter().collect();
/// let others: Spells = [Spell { days: 9, ended: false }].into_iter().collect();
/// all.merge(&others)?;
/// assert_eq!((all.len(), all.ended(), all.censored()), (3, 2, 1));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spells {
    // Invariant: no count is empty. Together they are some 2⁵³ at most, beyond which nobody gets one
    // by one.
    pub(super) counts: BTreeMap<u32, Counts>,
}

/// Spells of the same length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) ended: u64,
    pub(super) censored: u64,
}

impl Spells {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one more.
    pub fn add(&mut self, spell: Spell) {
        let counts = self.counts.entry(spell.days).or_default();
        *(if spell.ended { &mut counts.ended } else { &mut counts.censored }) += 1;
    }

    /// Counts all of `other` too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] if they were more than 2⁵³ together; nothing is counted then.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        check(self.len().saturating_add(other.len()))?;
        for (&days, more) in &other.counts {
            let counts = self.counts.entry(days).or_default();
            counts.ended += more.ended;
            counts.censored += more.censored;
        }
        Ok(())
    }

    /// The number of spells.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ended() + self.censored()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Those that ended.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.counts.values().map(|counts| counts.ended).sum()
    }

    /// Those that were last seen to go on.
    #[must_use]
    pub fn censored(&self) -> u64 {
        self.counts.values().map(|counts| counts.censored).sum()
    }
}

pub(super) fn check(spells: u64) -> Result<()> {
    if spells <= MOST {
        return Ok(());
    }
    let (what, expected) = ("number of spells", Expected::Words("at most 2^53"));
    Err(ErrorKind::Value { what, found: Found::TooLarge, expected }.into())
}

impl Extend<Spell> for Spells {
    fn extend<I: IntoIterator<Item = Spell>>(&mut self, spells: I) {
        spells.into_iter().for_each(|spell| self.add(spell));
    }
}

impl FromIterator<Spell> for Spells {
    fn from_iter<I: IntoIterator<Item = Spell>>(spells: I) -> Self {
        let mut all = Self::new();
        all.extend(spells);
        all
    }
}
