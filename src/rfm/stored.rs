//! The model as it is stored: one flat object, checked on its way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::edges::Edges;
use super::maps::SegmentMap;
use super::model::RfmModel;
use crate::day::Day;
use crate::error::ErrorKind;
use crate::money::Currency;

/// The version of the stored form, which goes up whenever an older crate could misread it.
const FORMAT: u32 = 1;
const ENGINE: &str = "rfm";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "RfmModel")]
struct Raw {
    format: u32,
    engine: String,
    as_of: Day,
    currency: Currency,
    ruler: Ruler,
    recency: Vec<f64>,
    frequency: Vec<f64>,
    monetary: Vec<f64>,
    segments: Option<SegmentMap>,
}

/// What time is measured in.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ruler {
    Day,
}

impl Serialize for RfmModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = |edges: &Edges| edges.values().to_vec();
        Raw {
            format: FORMAT,
            engine: ENGINE.to_owned(),
            as_of: self.as_of,
            currency: self.currency,
            ruler: Ruler::Day,
            recency: values(&self.recency),
            frequency: values(&self.frequency),
            monetary: values(&self.monetary),
            segments: self.segments,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RfmModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        if raw.engine != ENGINE || raw.format != FORMAT {
            let (found, expected) = (raw.format, ENGINE);
            let error = ErrorKind::Format { found, expected, supported: FORMAT };
            return Err(D::Error::custom(error));
        }
        let edges = |edges| {
            Edges::new(edges).ok_or_else(|| D::Error::custom("expected ascending, finite edges"))
        };
        let model = Self {
            as_of: raw.as_of,
            currency: raw.currency,
            recency: edges(raw.recency)?,
            frequency: edges(raw.frequency)?,
            monetary: edges(raw.monetary)?,
            segments: raw.segments,
        };
        let bins = (model.recency.bins(), model.frequency.bins(), model.monetary.bins());
        if model.segments.is_some_and(|map| !map.fits(bins.0, bins.1, bins.2)) {
            return Err(D::Error::custom("expected a segment map that fits the bins"));
        }
        Ok(model)
    }
}
