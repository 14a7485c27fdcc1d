//! Models as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::model::{EarlyWarningModel, GRID, Learned, Usual};
use super::settings::EarlyWarning;
use super::signal::WarningCode;
use crate::engine::envelope;

const ENGINE: &str = "early_warning";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "EarlyWarningModel")]
struct Raw {
    format: u32,
    engine: String,
    settings: EarlyWarning,
    learned: Learned,
}

impl Serialize for EarlyWarningModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, ENGINE.to_owned());
        let (settings, learned) = (self.settings.clone(), self.learned.clone());
        Raw { format, engine, settings, learned }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for EarlyWarningModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Raw { format, engine, settings, learned } = Raw::deserialize(deserializer)?;
        envelope::open(&engine, format, ENGINE).map_err(D::Error::custom)?;
        settings.check().map_err(D::Error::custom)?;
        if learned.codes.len() != WarningCode::ALL.len()
            || !learned.codes.iter().all(Usual::is_sound)
        {
            return Err(D::Error::custom(
                "`learned`: expected quantiles that ascend, for each code",
            ));
        }
        Ok(Self { settings, learned })
    }
}

impl Usual {
    fn is_sound(&self) -> bool {
        let expected = if self.tested == 0 { 0 } else { GRID + 1 };
        let shares = self.quantiles.iter().all(|p| (0.0..=1.0).contains(p));
        self.quantiles.len() == expected && shares && self.quantiles.is_sorted()
    }
}
