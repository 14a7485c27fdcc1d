//! Models as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{LEAST, Learned, WinBack, WinBackModel};
use crate::engine::envelope;

const ENGINE: &str = "win_back";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "WinBackModel")]
struct Raw {
    format: u32,
    engine: String,
    settings: WinBack,
    learned: Learned,
}

impl Serialize for WinBackModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, ENGINE.to_owned());
        let (settings, learned) = (self.settings, self.learned.clone());
        Raw { format, engine, settings, learned }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WinBackModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Raw { format, engine, settings, learned } = Raw::deserialize(deserializer)?;
        envelope::open(&engine, format, ENGINE).map_err(D::Error::custom)?;
        settings.check().map_err(D::Error::custom)?;
        let chances = !learned.chances.is_empty()
            && learned.chances.iter().all(|chance| (0.0..=1.0).contains(chance));
        if !chances || learned.lapses < LEAST.max(learned.returned) {
            return Err(D::Error::custom("`learned`: expected lapses, and chances from 0 to 1"));
        }
        Ok(Self { settings, learned })
    }
}
