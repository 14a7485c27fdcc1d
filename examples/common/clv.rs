//! Models of purchases: which one is wanted, how its parameters are told, and its forecasts.

use std::str::FromStr;

use regulars::clv::{BtydModel, Clv, Discount, Family, GammaGammaModel};
use regulars::{Horizon, Score, Table};
use serde_json::{Map, Value, json};

use crate::common::Result;

/// What `--model` takes.
pub(crate) const MODELS: &str =
    "bg_nbd or mbg_nbd or pareto_nbd or bg_cnbd:K or mbg_cnbd:K or auto, with K from 1 to 12";

/// Which model is to be fitted.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// The best of all.
    Auto,
    Of(Family),
}

impl FromStr for Wanted {
    type Err = regulars::Error;

    fn from_str(text: &str) -> Result<Self, regulars::Error> {
        if text == "auto" { Ok(Self::Auto) } else { text.parse().map(Self::Of) }
    }
}

/// Parameters by their names in the literature, and the regularity where there is one.
pub(crate) fn params(model: &BtydModel) -> Map<String, Value> {
    let named = model.family().parameter_names().into_iter().zip(model.parameters());
    let mut params: Map<_, _> =
        named.map(|(name, value)| (name.to_owned(), json!(value))).collect();
    if has_regularity(model.family()) {
        params.insert("k".to_owned(), json!(model.regularity()));
    }
    params
}

pub(crate) fn has_regularity(family: Family) -> bool {
    matches!(family, Family::BgCnbd(_) | Family::MbgCnbd(_))
}

/// The probabilities of being a customer and of silence, the expected orders and their value;
/// nothing where a model refuses.
pub(crate) type Forecast = [Option<f64>; 4];

/// How far ahead a forecast looks.
#[derive(Clone, Copy)]
pub(crate) struct Ahead {
    pub(crate) silent: Horizon,
    /// For orders and their value.
    pub(crate) orders: Horizon,
    pub(crate) discount: Discount,
}

/// Forecasts of all customers of a table; none has a value without a model of spend.
pub(crate) fn forecasts(
    table: Table<'_>,
    model: &BtydModel,
    spend: Option<&GammaGammaModel>,
    ahead: Ahead,
) -> Result<Vec<Forecast>> {
    let sentence = |error: regulars::Error| error.to_string();
    let Ahead { silent, orders, discount } = ahead;
    let questions = (model.p_alive(), model.p_silent_for(silent), model.orders_within(orders));
    let answers = questions.score(table).map_err(sentence)?;
    let values = spend.map(|spend| {
        Clv::new(model.clone(), spend.clone()).value_within(orders, discount).score(table)
    });
    let values = values.transpose().map_err(sentence)?;
    let value = |row: usize| values.as_ref()?[row].ok();
    let forecast = |(row, (alive, silent, orders)): (usize, (Answer, Answer, Answer))| {
        [alive.ok(), silent.ok(), orders.ok(), value(row)]
    };
    Ok(answers.into_iter().enumerate().map(forecast).collect())
}

type Answer = regulars::clv::Answer<f64>;

/// A number for a file: with the digits that come back as the same number, and short if tiny.
pub(crate) fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:?}"))
}
