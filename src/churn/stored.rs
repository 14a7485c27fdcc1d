//! Models as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::model::{ChurnModel, GRID, Learned};
use super::rate::{RateModel, RateQuestion};
use super::settings::Churn;
use crate::engine::envelope;

const RATE: &str = "rate";
const CHURN: &str = "churn";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "RateModel")]
struct RawRate {
    format: u32,
    engine: String,
    r: f64,
    alpha: f64,
}

impl Serialize for RateModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, RATE.to_owned());
        RawRate { format, engine, r: self.r(), alpha: self.alpha() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RateModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawRate::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, RATE).map_err(D::Error::custom)?;
        Self::new(raw.r, raw.alpha).map_err(D::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "ChurnModel")]
struct RawChurn {
    format: u32,
    engine: String,
    settings: Churn,
    learned: Learned,
    rate: RateModel,
}

/// Models by how often customers buy can be stored.
impl Serialize for ChurnModel<RateQuestion> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, CHURN.to_owned());
        let (settings, learned) = (self.settings, self.learned.clone());
        RawChurn { format, engine, settings, learned, rate: self.scorer.model }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ChurnModel<RateQuestion> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawChurn { format, engine, settings, learned, rate } =
            RawChurn::deserialize(deserializer)?;
        envelope::open(&engine, format, CHURN).map_err(D::Error::custom)?;
        settings.check().map_err(D::Error::custom)?;
        let (usual, quantiles) = (learned.usual, &learned.quantiles);
        let sound = 0 < learned.eligible
            && 0 < usual.purchase_days
            && (1 < usual.purchase_days) == (0 < usual.within.0)
            && quantiles.len() == GRID + 1
            && quantiles.iter().all(|p| (0.0..=1.0).contains(p))
            && quantiles.is_sorted();
        match sound {
            true => {
                let scorer = rate.p_silent_for(settings.horizon);
                Ok(Self { scorer, settings, learned })
            }
            false => Err(D::Error::custom("`learned`: expected what can be of some customers")),
        }
    }
}
