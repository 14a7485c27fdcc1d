//! Spells as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::spells::{Counts, Spells, check};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Counts")]
struct RawCounts {
    days: u32,
    ended: u64,
    censored: u64,
}

/// A list of how many ended, and were last seen to go on, by days.
impl Serialize for Spells {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = |(&days, &Counts { ended, censored })| RawCounts { days, ended, censored };
        serializer.collect_seq(self.counts.iter().map(raw))
    }
}

impl<'de> Deserialize<'de> for Spells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut all, mut spells) = (Self::new(), 0_u64);
        for RawCounts { days, ended, censored } in Vec::deserialize(deserializer)? {
            let later = all.counts.last_key_value().is_none_or(|(&last, _)| last < days);
            if !later || (ended, censored) == (0, 0) {
                return Err(D::Error::custom("expected counts above 0 by ascending days"));
            }
            spells = spells.saturating_add(ended).saturating_add(censored);
            check(spells).map_err(D::Error::custom)?;
            all.counts.insert(days, Counts { ended, censored });
        }
        Ok(all)
    }
}
