//! Stored models that are not what they say.

use serde::de::DeserializeOwned;

use crate::clv::{BgBbModel, ShiftedBetaGeometric};
use crate::clv::{Btyd, SpendCells, SpendColumns};
use crate::clv::{
    BtydModel, CellColumns, Cells, Clv, Family, GammaGammaModel, Regularity, SpendOf,
};
use crate::money::Currency;
use crate::ruler::TimeUnit;

fn fitted() -> BtydModel {
    let repeats: Vec<u64> = (0..60).map(|i| i % 5).collect();
    let age: Vec<f64> = (0..60).map(|i| 30.0 + f64::from(i)).collect();
    let last: Vec<f64> =
        repeats.iter().zip(&age).map(|(&x, t)| if x == 0 { 0.0 } else { t * 0.6 }).collect();
    let columns =
        CellColumns { repeats: &repeats, last_age: &last, age: &age, ..CellColumns::default() };
    let cells = Cells::new(TimeUnit::Week, columns).unwrap();
    Btyd::new(Family::MbgNbd, TimeUnit::Week).penalty(0.01).fit_cells(&cells).unwrap()
}

fn spend() -> GammaGammaModel {
    let days: Vec<u64> = (0..40).map(|i| 1 + i % 4).collect();
    let mean: Vec<f64> = (0..40).map(|i| 10.0 + f64::from(i * i % 37)).collect();
    let columns = SpendColumns { days: &days, mean: &mean, customers: None };
    let cells = SpendCells::new(SpendOf::Repeats, Currency::EUR, columns).unwrap();
    crate::clv::GammaGamma::new().fit_cells(&cells).unwrap()
}

#[test]
fn models_come_back_to_the_bit() {
    fn check<M: serde::Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(model: &M) {
        let json = serde_json::to_string(model).unwrap();
        let back: M = serde_json::from_str(&json).unwrap();
        assert_eq!(back, *model);
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }
    check(&fitted());
    check(&spend());
    check(&Clv::new(fitted(), spend()));
    check(&BgBbModel::new([1.204, 0.750, 0.657, 2.783]).unwrap());
    let survivors = [1000.0, 869.0, 743.0, 653.0, 593.0, 551.0, 517.0, 491.0];
    check(&ShiftedBetaGeometric::new().fit_survivors(&survivors).unwrap());
    let rhythm = Family::BgCnbd(Regularity::Fixed(3));
    for family in [Family::BgNbd, Family::ParetoNbd, rhythm] {
        check(&BtydModel::new(family, TimeUnit::Month, [1e-8, 1e8, 0.1, 1.0 / 3.0]).unwrap());
    }
}

/// A stored model with one text in it replaced by another, which must be there.
fn spoiled(json: &str, from: &str, to: &str) -> String {
    assert!(json.contains(from), "{from} in {json}");
    json.replacen(from, to, 1)
}

#[track_caller]
fn refused<M: DeserializeOwned>(json: &str, because: &str) {
    let error = serde_json::from_str::<M>(json).map(drop).unwrap_err().to_string();
    assert!(error.contains(because), "{error}");
}

#[test]
fn hostile_models_are_refused() {
    let json = serde_json::to_string(&fitted()).unwrap();
    let spoiled = |from: &str, to: &str| spoiled(&json, from, to);
    let r = format!("\"r\":{}", serde_json::to_string(&fitted().parameters()[0]).unwrap());
    let check = |json: String, because: &str| refused::<BtydModel>(&json, because);
    check(spoiled("\"format\":1", "\"format\":2"), "stored in format 2");
    check(spoiled("\"format\":1", "\"format\":1.5"), "invalid type");
    check(spoiled("\"engine\":\"btyd\"", "\"engine\":\"rfm\""), "stored as something else");
    check(spoiled("\"family\":\"mbg_nbd\"", "\"family\":\"pareto_nbd\""), "s and beta");
    check(spoiled("\"family\":\"mbg_nbd\"", "\"family\":\"mbg_cnbd\""), "a fixed one");
    check(spoiled("\"family\":\"mbg_nbd\"", "\"family\":\"mbg_cnbd:40\""), "from 1 to 12");
    check(spoiled("\"ruler\":\"week\"", "\"ruler\":\"fortnight\""), "unknown variant");
    for value in ["NaN", "null", "\"1\"", "1e999"] {
        check(spoiled(&r, &format!("\"r\":{value}")), "");
    }
    for value in ["-1", "0", "1e308"] {
        check(spoiled(&r, &format!("\"r\":{value}")), "parameter `r`");
    }
    check(spoiled(&r, "\"r\":0.5"), "report of the model's own parameters");
    check(spoiled(&format!("{r},"), ""), "missing field `r`");
    check(spoiled(&format!("{r},"), &format!("{r},{r},")), "duplicate field");
    check(spoiled("\"format\":1,", ""), "missing field `format`");
    check(spoiled("\"format\":1,", "\"format\":1,\"note\":0,"), "unknown field `note`");
    for end in 0..json.len() {
        refused::<BtydModel>(&json[..end], "");
    }
    let spend = serde_json::to_string(&spend()).unwrap();
    refused::<GammaGammaModel>(&json, "");
    refused::<BtydModel>(&spend, "");
    refused::<Clv>(&json, "");
    let both = serde_json::to_string(&Clv::new(fitted(), self::spend())).unwrap();
    assert!(both.contains("\"engine\":\"clv\""));
    refused::<Clv>(&both.replacen("\"format\":1", "\"format\":7", 1), "stored in format 7");
}

/// Every bit turned: an error, or a model that is in order.
#[test]
fn no_flipped_bit_makes_a_model_that_cannot_be() {
    let json = serde_json::to_string(&spend()).unwrap();
    for place in 0..8 * json.len() {
        let mut bytes = json.clone().into_bytes();
        bytes[place / 8] ^= 1 << (place % 8);
        let Ok(model) = serde_json::from_slice::<GammaGammaModel>(&bytes) else { continue };
        let domain = 1e-9..1e9;
        assert!(model.parameters().iter().all(|p| domain.contains(p)), "{model:?}");
    }
}
