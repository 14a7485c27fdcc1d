//! Spells and calibrations as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::isotonic::{IsotonicBlock, IsotonicModel};
use super::platt::{PlattModel, Scale};
use super::prior::PriorShift;
use super::spells::{Counts, Spells, check};
use crate::error::ErrorKind;

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

/// The version of the stored forms.
const FORMAT: u32 = 1;
const PLATT: &str = "platt";
const ISOTONIC: &str = "isotonic";
const PRIOR_SHIFT: &str = "prior_shift";

/// Whether something stored is what is expected, in a format that this crate reads.
fn open(kind: &str, format: u32, expected: &'static str) -> Result<(), ErrorKind> {
    match (kind == expected, format) {
        (false, _) => Err(ErrorKind::Kind { expected }),
        (_, FORMAT) => Ok(()),
        (_, found) => Err(ErrorKind::Format { found, expected, supported: FORMAT }),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "PlattModel")]
struct RawPlatt {
    format: u32,
    kind: String,
    of: Scale,
    intercept: f64,
    slope: f64,
}

impl Serialize for PlattModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { scale: of, intercept, slope } = *self;
        let kind = PLATT.to_owned();
        RawPlatt { format: FORMAT, kind, of, intercept, slope }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PlattModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawPlatt { format, kind, of: scale, intercept, slope } =
            RawPlatt::deserialize(deserializer)?;
        open(&kind, format, PLATT).map_err(D::Error::custom)?;
        if intercept.is_finite() && slope.is_finite() {
            return Ok(Self { scale, intercept, slope });
        }
        Err(D::Error::custom("expected an intercept and a slope that are finite"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "IsotonicModel")]
struct RawIsotonic {
    format: u32,
    kind: String,
    blocks: Vec<IsotonicBlock>,
}

impl Serialize for IsotonicModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, blocks) = (ISOTONIC.to_owned(), self.blocks.clone());
        RawIsotonic { format: FORMAT, kind, blocks }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for IsotonicModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawIsotonic { format, kind, blocks } = RawIsotonic::deserialize(deserializer)?;
        open(&kind, format, ISOTONIC).map_err(D::Error::custom)?;
        let sound = |block: &IsotonicBlock| {
            let IsotonicBlock { least, greatest, probability, weight } = *block;
            let finite = least.is_finite() && greatest.is_finite() && weight.is_finite();
            finite && least <= greatest && (0.0..=1.0).contains(&probability) && 0.0 < weight
        };
        let rise =
            blocks.is_sorted_by(|a, b| a.greatest < b.least && a.probability < b.probability);
        if !blocks.is_empty() && blocks.iter().all(sound) && rise {
            return Ok(Self { blocks });
        }
        Err(D::Error::custom("`blocks`: expected some, of probabilities that rise with scores"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "PriorShift")]
struct RawPriorShift {
    format: u32,
    kind: String,
    from: f64,
    to: f64,
}

impl Serialize for PriorShift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, from, to) = (PRIOR_SHIFT.to_owned(), (*self).from(), (*self).to());
        RawPriorShift { format: FORMAT, kind, from, to }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PriorShift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawPriorShift { format, kind, from, to } = RawPriorShift::deserialize(deserializer)?;
        open(&kind, format, PRIOR_SHIFT).map_err(D::Error::custom)?;
        Self::new(from, to).map_err(D::Error::custom)
    }
}
