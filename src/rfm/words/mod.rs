//! Models and reasons in words.

mod model;
mod reasons;

use super::measure::{Count, Spend};
use crate::money::{Currency, Money};

impl Count {
    fn english(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::PurchaseDays => "days with an order",
            Self::Repeats => "repeats",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Orders => "订单数",
            Self::PurchaseDays => "购买日数",
            Self::Repeats => "复购次数",
        }
    }
}

impl Spend {
    fn english(self) -> &'static str {
        match self {
            Self::Total => "revenue",
            Self::MeanPerOrder => "revenue an order",
            Self::MeanPerPurchaseDay => "revenue a day with an order",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Total => "消费总额",
            Self::MeanPerOrder => "平均每单消费",
            Self::MeanPerPurchaseDay => "平均每个购买日消费",
        }
    }
}

/// An exact amount: `EUR 40.00`.
fn amount(currency: Currency, money: Money) -> String {
    with_code(currency, currency.text(money).to_string())
}

/// An edge of days or counts. Values are whole, so the greatest that an edge lets into the bin below
/// is told instead of the edge: 20 days are more than 19, and not up to 19.8.
fn whole(edge: f64) -> String {
    // Adding 0 makes -0 one.
    (edge.floor() + 0.0).to_string()
}

/// An edge or a value of money: for a total in whole minor units, likewise; for a mean with two
/// decimals more, unless they are zeros, and what is finer is cut off.
fn spent(currency: Currency, spend: Spend, minor: f64) -> String {
    let more = match spend {
        Spend::Total => 0,
        Spend::MeanPerOrder | Spend::MeanPerPurchaseDay => 2,
    };
    let decimals = currency.exponent() + more;
    let cut = (minor * 10_f64.powi(more.into())).floor() + 0.0;
    let text = format!("{:.*}", usize::from(decimals), cut / 10_f64.powi(decimals.into()));
    let short = text.strip_suffix("00").filter(|_| 0 < more).unwrap_or(&text);
    with_code(currency, short.trim_end_matches('.').to_owned())
}

fn with_code(currency: Currency, text: String) -> String {
    match currency.code() {
        "XXX" => text,
        code => format!("{code} {text}"),
    }
}
