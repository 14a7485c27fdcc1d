//! Models as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bg_bb::{self, BgBbModel};
use super::family::Family;
use super::model::BtydModel;
use super::shifted_beta_geometric::{self, ShiftedBetaGeometricModel};
use super::spend::{GammaGammaModel, NAMES};
use super::spend_cells::SpendOf;
use super::value::Clv;
use crate::day::Day;
use crate::engine::envelope;
use crate::money::Currency;
use crate::report::FitReport;
use crate::ruler::TimeUnit;

const BTYD: &str = "btyd";
const CLV: &str = "clv";
const GAMMA_GAMMA: &str = "gamma_gamma";
const BG_BB: &str = "bg_bb";
const RENEWALS: &str = "shifted_beta_geometric";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "BtydModel")]
struct RawBtyd {
    format: u32,
    engine: String,
    as_of: Option<Day>,
    ruler: TimeUnit,
    family: String,
    parameters: RawFour,
    report: Option<FitReport>,
}

/// The parameters by name: two of all, and two that depend on the family.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFour {
    r: f64,
    alpha: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    a: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    b: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beta: Option<f64>,
}

impl RawFour {
    fn of(family: Family, [r, alpha, c, d]: [f64; 4]) -> Self {
        let none = Self { r, alpha, a: None, b: None, s: None, beta: None };
        match family {
            Family::ParetoNbd => Self { s: Some(c), beta: Some(d), ..none },
            _ => Self { a: Some(c), b: Some(d), ..none },
        }
    }

    fn checked<E: serde::de::Error>(self, family: Family) -> Result<[f64; 4], E> {
        let Self { r, alpha, a, b, s, beta } = self;
        match (family, a, b, s, beta) {
            (Family::ParetoNbd, None, None, Some(c), Some(d)) => Ok([r, alpha, c, d]),
            (Family::ParetoNbd, ..) => Err(E::custom("expected parameters r, alpha, s and beta")),
            (_, Some(c), Some(d), None, None) => Ok([r, alpha, c, d]),
            _ => Err(E::custom("expected parameters r, alpha, a and b")),
        }
    }
}

/// Whether a report is one of these parameters.
pub(super) fn checked<E: serde::de::Error>(
    report: Option<FitReport>,
    names: &[&str],
    values: &[f64],
) -> Result<Option<FitReport>, E> {
    match report {
        Some(report) if !report.is_of(names, values) => {
            Err(E::custom("expected a report of the model's own parameters, in finite numbers"))
        }
        report => Ok(report),
    }
}

impl Serialize for BtydModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawBtyd {
            format: envelope::FORMAT,
            engine: BTYD.to_owned(),
            as_of: self.as_of(),
            ruler: self.unit(),
            family: self.family().to_string(),
            parameters: RawFour::of(self.family(), self.parameters()),
            report: self.report().cloned(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BtydModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawBtyd::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, BTYD).map_err(D::Error::custom)?;
        let family: Family = raw.family.parse().map_err(D::Error::custom)?;
        let parameters = raw.parameters.checked(family)?;
        let model = Self::new(family, raw.ruler, parameters).map_err(D::Error::custom)?;
        let report = checked(raw.report, &family.parameter_names(), &parameters)?;
        Ok(model.stored(report, raw.as_of))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "GammaGammaModel")]
struct RawGammaGamma {
    format: u32,
    engine: String,
    as_of: Option<Day>,
    currency: Currency,
    of: SpendOf,
    parameters: RawThree,
    report: Option<FitReport>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThree {
    p: f64,
    q: f64,
    v: f64,
}

impl Serialize for GammaGammaModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [p, q, v] = self.parameters();
        RawGammaGamma {
            format: envelope::FORMAT,
            engine: GAMMA_GAMMA.to_owned(),
            as_of: self.as_of(),
            currency: self.currency(),
            of: self.of_days(),
            parameters: RawThree { p, q, v },
            report: self.report().cloned(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for GammaGammaModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawGammaGamma::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, GAMMA_GAMMA).map_err(D::Error::custom)?;
        let RawThree { p, q, v } = raw.parameters;
        let model = Self::new(raw.of, raw.currency, [p, q, v]).map_err(D::Error::custom)?;
        let report = checked(raw.report, &NAMES, &[p, q, v])?;
        Ok(model.stored(report, raw.as_of))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "BgBbModel")]
struct RawBgBb {
    format: u32,
    engine: String,
    parameters: RawChances,
    report: Option<FitReport>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChances {
    alpha: f64,
    beta: f64,
    gamma: f64,
    delta: f64,
}

impl Serialize for BgBbModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [alpha, beta, gamma, delta] = self.parameters();
        RawBgBb {
            format: envelope::FORMAT,
            engine: BG_BB.to_owned(),
            parameters: RawChances { alpha, beta, gamma, delta },
            report: self.report().cloned(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BgBbModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawBgBb::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, BG_BB).map_err(D::Error::custom)?;
        let RawChances { alpha, beta, gamma, delta } = raw.parameters;
        let parameters = [alpha, beta, gamma, delta];
        let model = Self::new(parameters).map_err(D::Error::custom)?;
        Ok(model.stored(checked(raw.report, &bg_bb::NAMES, &parameters)?))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "ShiftedBetaGeometricModel")]
struct RawRenewals {
    format: u32,
    engine: String,
    parameters: RawTwo,
    report: Option<FitReport>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTwo {
    alpha: f64,
    beta: f64,
}

impl Serialize for ShiftedBetaGeometricModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [alpha, beta] = self.parameters();
        RawRenewals {
            format: envelope::FORMAT,
            engine: RENEWALS.to_owned(),
            parameters: RawTwo { alpha, beta },
            report: self.report().cloned(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ShiftedBetaGeometricModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawRenewals::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, RENEWALS).map_err(D::Error::custom)?;
        let parameters = [raw.parameters.alpha, raw.parameters.beta];
        let model = Self::new(parameters).map_err(D::Error::custom)?;
        let names = &shifted_beta_geometric::NAMES;
        Ok(model.stored(checked(raw.report, names, &parameters)?))
    }
}

/// Both models, each in its envelope, in one of their own.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Clv")]
struct RawClv<O, S> {
    format: u32,
    engine: String,
    orders: O,
    spend: S,
}

impl Serialize for Clv {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, CLV.to_owned());
        RawClv { format, engine, orders: self.orders(), spend: self.spend() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Clv {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawClv { format, engine, orders, spend } = RawClv::deserialize(deserializer)?;
        envelope::open(&engine, format, CLV).map_err(D::Error::custom)?;
        Ok(Self::new(orders, spend))
    }
}
