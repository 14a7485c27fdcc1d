//! What customers are grouped by.

use std::fmt;

use crate::error::Result;
use crate::language::Language;
use crate::money::Currency;
use crate::table::{FeatureAt, Layout, Needs, Row};

/// A number of each customer by which they are grouped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Variable {
    /// Days since the last order.
    DaysSinceLast,
    /// The number of orders.
    Orders,
    /// What was spent, returns taken off, in minor units.
    Revenue,
    /// What was spent an order, in minor units.
    RevenuePerOrder,
    /// Days since the first order.
    #[doc(alias = "T")]
    Age,
    /// The mean of the days between two days with an order; missing with fewer than two.
    MeanGap,
    /// A [feature](crate::Feature) of the table, or an answer of a
    /// [scorer](super::Segmentation::fit_by), by its name.
    Column(String),
}

/// A variable whose name is resolved.
#[derive(Clone, Copy)]
pub(super) enum Read {
    DaysSinceLast,
    Orders,
    Revenue,
    RevenuePerOrder,
    Age,
    MeanGap,
    Column(FeatureAt),
}

impl Variable {
    /// Days since the last order, orders, and revenue.
    pub const RFM: [Self; 3] = [Self::DaysSinceLast, Self::Orders, Self::Revenue];

    /// RFM, days since the first order, and the mean gap.
    pub const RHYTHM: [Self; 5] =
        [Self::DaysSinceLast, Self::Orders, Self::Revenue, Self::Age, Self::MeanGap];

    /// A column by its name.
    pub fn column(name: impl Into<String>) -> Self {
        Self::Column(name.into())
    }

    /// The name for programs; of a column its own.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::DaysSinceLast => "days_since_last",
            Self::Orders => "orders",
            Self::Revenue => "revenue",
            Self::RevenuePerOrder => "revenue_per_order",
            Self::Age => "age",
            Self::MeanGap => "mean_gap",
            Self::Column(name) => name,
        }
    }

    /// The name for people; of a column its own.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        let (english, chinese) = match self {
            Self::DaysSinceLast => ("days since the last order", "距上次下单天数"),
            Self::Orders => ("orders", "订单数"),
            Self::Revenue => ("revenue", "消费总额"),
            Self::RevenuePerOrder => ("revenue an order", "平均每单消费"),
            Self::Age => ("days since the first order", "距首次下单天数"),
            Self::MeanGap => ("days between orders", "平均购买间隔天数"),
            Self::Column(name) => (name.as_str(), name.as_str()),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// What a value of it is for people: an amount, or a number with two decimals at most.
    pub(super) fn text(&self, value: f64, currency: Currency) -> String {
        if !self.is_money() {
            let text = format!("{value:.2}");
            return text.trim_end_matches('0').trim_end_matches('.').to_owned();
        }
        let digits = usize::from(currency.exponent());
        let major = value / 10_f64.powi(currency.exponent().into());
        match currency.code() {
            "XXX" => format!("{major:.digits$}"),
            code => format!("{code} {major:.digits$}"),
        }
    }

    pub(super) fn is_money(&self) -> bool {
        matches!(self, Self::Revenue | Self::RevenuePerOrder)
    }

    /// Whether it says something only of who has bought.
    pub(super) fn is_of_buyers(&self) -> bool {
        !matches!(self, Self::Column(_))
    }

    pub(super) fn bind(&self, layout: &Layout) -> Result<Read> {
        Ok(match self {
            Self::DaysSinceLast => Read::DaysSinceLast,
            Self::Orders => Read::Orders,
            Self::Revenue => Read::Revenue,
            Self::RevenuePerOrder => Read::RevenuePerOrder,
            Self::Age => Read::Age,
            Self::MeanGap => Read::MeanGap,
            Self::Column(name) => Read::Column(layout.feature(name)?),
        })
    }

    /// What all of these need.
    pub(super) fn needs(all: &[Self], currency: Currency) -> Needs {
        // What a column is of, nobody knows: it may be money.
        let money = all.iter().any(|of| of.is_money() || matches!(of, Self::Column(_)));
        let needs = if money { Needs::none().currency(currency) } else { Needs::none() };
        all.iter().fold(needs, |needs, variable| match variable {
            Self::Column(name) => needs.feature(name.clone()),
            _ => needs,
        })
    }
}

/// The code.
impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Read {
    /// The value of one customer; NaN where it is missing.
    pub(super) fn value(self, row: Row<'_>) -> f64 {
        if let Self::Column(at) = self {
            return row.feature(at).unwrap_or(f64::NAN);
        }
        let Some(history) = row.history() else { return f64::NAN };
        #[expect(clippy::cast_precision_loss, reason = "days, orders and amounts of one customer")]
        let number = |whole: i64| whole as f64;
        let count = |whole: u64| number(whole.cast_signed());
        match self {
            Self::DaysSinceLast => number(history.days_since_last()),
            Self::Orders => count(history.orders()),
            Self::Revenue => number(history.revenue().0),
            Self::RevenuePerOrder => number(history.revenue().0) / count(history.orders()),
            Self::Age => number(history.age()),
            Self::MeanGap => history.mean_gap().unwrap_or(f64::NAN),
            Self::Column(_) => f64::NAN,
        }
    }
}
