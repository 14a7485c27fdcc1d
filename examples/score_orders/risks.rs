//! How likely customers are to fall silent.

use std::str::FromStr;

use regulars::churn::{Churn, Logistic, Risk, Scorecard};
use regulars::clv::{Btyd, Family};
use regulars::{Days, Fit, Key, Ledger, Score, Table, TimeUnit};

use crate::common::Result;

/// The columns.
pub(crate) const NAMES: [&str; 5] = ["risk", "risk_band", "reason_1", "reason_2", "alert_by"];

/// What is to be written for an engine.
pub(crate) const ENGINES: &str = "p0, rate, scorecard or logistic";

/// By what silence is told.
#[derive(Clone, Copy)]
pub(crate) enum Engine {
    /// BG/NBD, whose customers may leave.
    P0,
    /// How often they buy.
    Rate,
    /// Points, learned from what became of customers before.
    Scorecard,
    /// Weights, learned from the same.
    Logistic,
}

impl FromStr for Engine {
    type Err = String;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "p0" => Ok(Self::P0),
            "rate" => Ok(Self::Rate),
            "scorecard" => Ok(Self::Scorecard),
            "logistic" => Ok(Self::Logistic),
            _ => Err(format!("expected {ENGINES}")),
        }
    }
}

/// The risk of each customer; nothing of those whom nobody asks about.
pub(crate) fn risks<K: Key>(
    engine: Engine,
    horizon: Days,
    ledger: &Ledger<K>,
    table: Table<'_>,
) -> regulars::Result<Vec<Option<Box<Risk>>>> {
    let settings = Churn::new(horizon);
    match engine {
        Engine::Rate => settings.fit(table)?.score(table),
        Engine::P0 => {
            let model = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(table)?;
            let silent = |horizon| model.p_silent_for(horizon).map(Result::ok);
            settings.fit_by(silent, table)?.score(table)
        }
        Engine::Scorecard => {
            let card = Scorecard::new().fit(&settings.past(ledger, table.as_of())?)?;
            settings.fit_with(card, table)?.score(table)
        }
        Engine::Logistic => {
            let model = Logistic::new().fit(&settings.past(ledger, table.as_of())?)?;
            settings.fit_with(model, table)?.score(table)
        }
    }
}

/// The cells of one customer.
pub(crate) fn cells(risk: Option<&Risk>) -> [String; 5] {
    risk.map_or_else(Default::default, |risk| {
        let reason = |at: usize| risk.reasons[at].code().into_owned();
        let alert = risk.alert_by().map_or_else(String::new, |day| day.to_string());
        let probability = format!("{:.6}", risk.probability);
        [probability, risk.band.code().to_owned(), reason(0), reason(1), alert]
    })
}
