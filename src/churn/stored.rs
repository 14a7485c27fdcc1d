//! Models as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::additive::sealed::Summed as _;
use super::additive::{Additive, Sum};
use super::labelled::LearnedFrom;
use super::logistic_model::LogisticModel;
use super::model::{ChurnModel, GRID, Learned};
use super::rate::{RateModel, RateQuestion};
use super::scorecard::{Card, ScorecardModel};
use super::settings::Churn;
use super::uncertainty::Uncertainty;
use crate::engine::envelope;
use crate::money::Currency;

const RATE: &str = "rate";
const CHURN: &str = "churn";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "RateModel")]
struct RawRate {
    format: u32,
    engine: String,
    r: f64,
    alpha: f64,
    covariance: Option<[f64; 3]>,
}

impl Serialize for RateModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, RATE.to_owned());
        let (r, alpha, covariance) = (self.r(), self.alpha(), self.covariance);
        RawRate { format, engine, r, alpha, covariance }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RateModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawRate::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, RATE).map_err(D::Error::custom)?;
        let can_be = |[r, alpha, both]: [f64; 3]| {
            let finite = r.is_finite() && alpha.is_finite();
            finite && 0.0 < r && 0.0 < alpha && both.abs() <= (r * alpha).sqrt()
        };
        if !raw.covariance.is_none_or(can_be) {
            return Err(D::Error::custom("`covariance`: expected what can be one"));
        }
        let mut model = Self::new(raw.r, raw.alpha).map_err(D::Error::custom)?;
        model.covariance = raw.covariance;
        Ok(model)
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
        check(settings, &learned).map_err(D::Error::custom)?;
        let scorer = rate.p_silent_for(settings.horizon);
        Ok(Self { scorer, settings, learned, sum: None })
    }
}

/// Whether settings can be, and what was learned can be of some customers.
fn check(settings: Churn, learned: &Learned) -> Result<(), String> {
    settings.check().map_err(|error| error.to_string())?;
    let (usual, quantiles) = (learned.usual, &learned.quantiles);
    let sound = 0 < learned.eligible
        && 0 < usual.purchase_days
        && (1 < usual.purchase_days) == (0 < usual.within.0)
        && quantiles.len() == GRID + 1
        && quantiles.iter().all(|p| (0.0..=1.0).contains(p))
        && quantiles.is_sorted();
    sound.then_some(()).ok_or("`learned`: expected what can be of some customers".to_owned())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "ChurnModel")]
struct RawSum<M> {
    format: u32,
    engine: String,
    settings: Churn,
    learned: Learned,
    model: M,
}

const SUM: &str = "churn by a sum";

/// Models by a sum can be stored.
impl<M: Additive + Clone + Serialize> Serialize for ChurnModel<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.sum.is_none() {
            return Err(S::Error::custom("a sum behind `fit_by`: expected one of `fit_with`"));
        }
        let (format, engine) = (envelope::FORMAT, SUM.to_owned());
        let (settings, learned) = (self.settings, self.learned.clone());
        RawSum { format, engine, settings, learned, model: self.scorer.clone() }
            .serialize(serializer)
    }
}

impl<'de, M: Additive + Deserialize<'de>> Deserialize<'de> for ChurnModel<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawSum { format, engine, settings, learned, model } =
            RawSum::<M>::deserialize(deserializer)?;
        envelope::open(&engine, format, SUM).map_err(D::Error::custom)?;
        check(settings, &learned).map_err(D::Error::custom)?;
        settings.suits(&model, learned.as_of).map_err(D::Error::custom)?;
        Ok(Self { scorer: model, settings, learned, sum: None }.of_sum())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "LogisticModel")]
struct RawLogistic {
    format: u32,
    engine: String,
    sum: Sum,
    learned: LearnedFrom,
    uncertainty: Option<Uncertainty>,
}

const LOGISTIC: &str = "logistic";

impl Serialize for LogisticModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, LOGISTIC.to_owned());
        let (sum, learned, uncertainty) =
            (self.sum.clone(), self.learned, self.uncertainty.clone());
        RawLogistic { format, engine, sum, learned, uncertainty }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LogisticModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawLogistic { format, engine, sum, learned, uncertainty } =
            RawLogistic::deserialize(deserializer)?;
        envelope::open(&engine, format, LOGISTIC).map_err(D::Error::custom)?;
        let sure = uncertainty.as_ref().is_none_or(|uncertainty| uncertainty.can_be_of(&sum));
        match sum.is_regression() && learned.can_be() && sure {
            true => Ok(Self { sum, learned, uncertainty }),
            false => Err(D::Error::custom("expected what a regression can have learned")),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "ScorecardModel")]
struct RawScorecard {
    format: u32,
    engine: String,
    currency: Currency,
    base: i32,
    cards: Vec<Card>,
    learned: Option<LearnedFrom>,
    uncertainty: Option<Uncertainty>,
}

const SCORECARD: &str = "scorecard";

impl Serialize for ScorecardModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawScorecard {
            format: envelope::FORMAT,
            engine: SCORECARD.to_owned(),
            currency: self.currency(),
            base: self.base(),
            cards: self.cards().to_vec(),
            learned: self.learned,
            uncertainty: self.uncertainty.clone(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ScorecardModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawScorecard { format, engine, currency, base, cards, learned, uncertainty } =
            RawScorecard::deserialize(deserializer)?;
        envelope::open(&engine, format, SCORECARD).map_err(D::Error::custom)?;
        if learned.is_some_and(|learned| !learned.can_be()) {
            return Err(D::Error::custom(
                "`learned`: expected some who churned and some who did not",
            ));
        }
        let model = Self::new(base, cards, currency).map_err(D::Error::custom)?;
        if uncertainty.as_ref().is_some_and(|uncertainty| !uncertainty.can_be_of(model.sum())) {
            return Err(D::Error::custom("`uncertainty`: expected one of these cards"));
        }
        Ok(model.from(learned, uncertainty))
    }
}
