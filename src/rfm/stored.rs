//! Models and maps as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::edges::Edges;
use super::maps::SegmentMap;
use super::measure::{Count, Spend};
use super::model::{Parts, RfmModel};
use super::names::SegmentName;
use super::presets::Preset;
use super::rules::{Rule, SegmentRules};
use super::score::RfmScore;
use super::segment::Segment;
use super::why::{RfmExplanation, RfmReasons};
use crate::day::Day;
use crate::engine::envelope;
use crate::error::ErrorKind;
use crate::money::Currency;
use crate::ruler::TimeUnit;

const ENGINE: &str = "rfm";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "RfmModel")]
struct Raw {
    format: u32,
    engine: String,
    as_of: Day,
    currency: Currency,
    ruler: TimeUnit,
    count: Count,
    spend: Spend,
    recency: RawEdges,
    frequency: Vec<RawEdges>,
    monetary: Vec<RawEdges>,
    segments: Option<SegmentMap>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEdges {
    edges: Vec<f64>,
    customers: Vec<u64>,
}

impl From<&Edges> for RawEdges {
    fn from(edges: &Edges) -> Self {
        Self { edges: edges.values().to_vec(), customers: edges.customers().to_vec() }
    }
}

impl RawEdges {
    fn checked<E: serde::de::Error>(self, name: &str, unit: f64) -> Result<Edges, E> {
        let edges = Edges::new(self.edges, unit).and_then(|edges| edges.counted(self.customers));
        edges.ok_or_else(|| {
            E::custom(format!(
                "`{name}`: expected from 1 to 9 edges, finite and ascending, and customers by bin"
            ))
        })
    }
}

impl Serialize for RfmModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Raw {
            format: envelope::FORMAT,
            engine: ENGINE.to_owned(),
            as_of: self.as_of(),
            currency: self.currency(),
            ruler: TimeUnit::Day,
            count: self.count(),
            spend: self.spend(),
            recency: self.recency().into(),
            frequency: self.frequency().iter().map(RawEdges::from).collect(),
            monetary: self.monetary().iter().map(RawEdges::from).collect(),
            segments: self.segments().cloned(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RfmModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, ENGINE).map_err(D::Error::custom)?;
        if raw.ruler != TimeUnit::Day {
            return Err(D::Error::custom(ErrorKind::Ruler {
                found: raw.ruler,
                expected: TimeUnit::Day,
            }));
        }
        let sets = |raw: Vec<RawEdges>, name, unit| -> Result<Vec<Edges>, D::Error> {
            raw.into_iter().map(|edges| edges.checked(name, unit)).collect()
        };
        let parts = Parts {
            as_of: raw.as_of,
            currency: raw.currency,
            count: raw.count,
            spend: raw.spend,
            recency: raw.recency.checked("recency", 1.0)?,
            frequency: sets(raw.frequency, "frequency", 1.0)?,
            monetary: sets(raw.monetary, "monetary", raw.spend.unit())?,
            segments: raw.segments,
        };
        check(&parts).map_err(D::Error::custom)?;
        Ok(Self::new(parts))
    }
}

/// Whether there are as many sets of edges as nesting takes, and the map fits.
fn check(parts: &Parts) -> Result<(), &'static str> {
    let alike = |sets: &[Edges]| sets.windows(2).all(|pair| pair[0].bins() == pair[1].bins());
    let (f, m) = (&parts.frequency, &parts.monetary);
    let r = usize::from(parts.recency.bins());
    let nested = match (f.first(), m.first()) {
        (Some(first), Some(_)) => {
            (f.len(), m.len()) == (1, 1) || (f.len(), m.len()) == (r, r * usize::from(first.bins()))
        }
        _ => false,
    };
    if !(nested && alike(f) && alike(m)) {
        return Err("expected one set of edges a dimension, or one within each bin");
    }
    let [r, f, m] = parts.bins();
    match &parts.segments {
        Some(map) if !map.fits(r, f, m) => Err("expected a segment map that fits the bins"),
        _ => Ok(()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "RfmScore")]
struct RawScore {
    r: u8,
    f: u8,
    m: u8,
    segment: Segment,
}

impl<'de> Deserialize<'de> for RfmScore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawScore { r, f, m, segment } = RawScore::deserialize(deserializer)?;
        Self::stored(r, f, m, segment).ok_or_else(|| {
            D::Error::custom("expected bins from 1 to 10, or all 0 and the segment of a prospect")
        })
    }
}

/// An explanation for other programs, with the segment's code.
#[derive(Serialize)]
#[serde(rename = "RfmExplanation")]
struct RawExplanation<'a> {
    score: RfmScore,
    segment: &'a str,
    as_of: Day,
    currency: Currency,
    reasons: Option<RfmReasons>,
}

impl Serialize for RfmExplanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { score, as_of, currency, reasons, .. } = *self;
        RawExplanation { score, segment: self.code(), as_of, currency, reasons }
            .serialize(serializer)
    }
}

/// A published map by its code, or one's own by its rules.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "the code of a segment map, or rules")]
enum RawMap {
    Code(String),
    Rules(RawRules),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    bins: [u8; 3],
    names: Vec<SegmentName>,
    rules: Vec<Rule>,
    otherwise: Option<Segment>,
}

impl Serialize for SegmentMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = match self.own_rules().cloned() {
            None => RawMap::Code(self.code().to_owned()),
            Some(SegmentRules { bins, names, rules, otherwise }) => {
                RawMap::Rules(RawRules { bins, names, rules, otherwise })
            }
        };
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SegmentMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match RawMap::deserialize(deserializer)? {
            RawMap::Code(code) => Self::named(&code).ok_or_else(|| {
                let codes = Preset::ALL.map(Preset::code).join(", ");
                D::Error::custom(format!("expected a segment map, which is {codes}, or rules"))
            }),
            RawMap::Rules(RawRules { bins, names, rules, otherwise }) => {
                let rules = SegmentRules { bins, names, rules, otherwise };
                rules.build().map_err(D::Error::custom)
            }
        }
    }
}
