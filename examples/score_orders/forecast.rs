//! What customers will do, by a model of their purchases and one of their spend.

use regulars::clv::{Btyd, BtydModel, Discount, GammaGamma, GammaGammaModel, Select};
use regulars::{Days, Fit, Table, TimeUnit};
use serde_json::{Value, json};

use crate::clv::{Ahead, Forecast, Wanted, forecasts, params};
use crate::common::Result;

/// The columns.
pub(crate) const NAMES: [&str; 4] = ["p_alive", "p_silent_90", "orders_365", "value_365"];

/// The rate by which money is worth less a year later.
const DISCOUNT: f64 = 0.10;

pub(crate) struct Models {
    orders: BtydModel,
    /// Nothing where spend cannot be told.
    spend: Option<GammaGammaModel>,
}

impl Models {
    pub(crate) fn fit(wanted: Wanted, table: Table<'_>) -> Result<Self> {
        const WEEKS: TimeUnit = TimeUnit::Week;
        let orders = match wanted {
            Wanted::Auto => Select::new(WEEKS).fit(table).map(|all| all.best().clone()),
            Wanted::Of(family) => Btyd::new(family, WEEKS).fit(table),
        };
        let wrong = |error| format!("the model of --clv cannot be fitted: {error}");
        Ok(Self { orders: orders.map_err(wrong)?, spend: GammaGamma::new().fit(table).ok() })
    }

    pub(crate) fn score(&self, table: Table<'_>) -> Result<Vec<Forecast>> {
        let discount = Discount::per_year(DISCOUNT).map_err(|error| error.to_string())?;
        let ahead = Ahead { silent: Days(90).into(), orders: Days(365).into(), discount };
        forecasts(table, &self.orders, self.spend.as_ref(), ahead)
    }

    pub(crate) fn report(&self) -> Value {
        json!({
            "model": self.orders.family().to_string(),
            "params": params(&self.orders),
            "ll": self.orders.report().map(|report| report.log_likelihood),
        })
    }
}
