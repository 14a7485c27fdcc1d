//! What stability is measured by, as it is stored, checked on its way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::stability::{Baseline, Stability, StabilityModel};
use crate::day::Day;
use crate::engine::envelope;

const STABILITY: &str = "stability";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "StabilityModel")]
struct Raw {
    format: u32,
    engine: String,
    settings: Stability,
    days: Vec<Day>,
    columns: Vec<Baseline>,
    purchases: bool,
}

impl Serialize for StabilityModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { settings, days, columns, purchases } = self.clone();
        let (format, engine) = (envelope::FORMAT, STABILITY.to_owned());
        Raw { format, engine, settings, days, columns, purchases }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StabilityModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Raw { format, engine, settings, days, columns, purchases } =
            Raw::deserialize(deserializer)?;
        envelope::open(&engine, format, STABILITY).map_err(D::Error::custom)?;
        settings.check().map_err(D::Error::custom)?;
        if days.is_empty() || !days.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(D::Error::custom("`days`: expected one or more, ascending strictly"));
        }
        let customers =
            |of: &Baseline| of.customers.iter().try_fold(0_u64, |sum, own| sum.checked_add(*own));
        let first = columns.first().and_then(customers);
        let sound = |of: &Baseline| {
            of.edges.iter().all(|edge| edge.is_finite())
                && of.edges.windows(2).all(|pair| pair[0] < pair[1])
                && of.customers.len() == of.edges.len() + 2
                && customers(of) == first
        };
        if first == Some(0) || !columns.iter().all(sound) {
            return Err(D::Error::custom("`columns`: expected those of some customers"));
        }
        Ok(Self { settings, days, columns, purchases })
    }
}
