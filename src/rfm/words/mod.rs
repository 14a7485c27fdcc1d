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

/// An amount with as many decimals as the currency has, which may round an edge or a mean.
fn rounded(currency: Currency, minor: f64) -> String {
    let decimals = usize::from(currency.exponent());
    let major = minor / 10_f64.powi(currency.exponent().into());
    with_code(currency, format!("{major:.decimals$}"))
}

fn with_code(currency: Currency, text: String) -> String {
    match currency.code() {
        "XXX" => text,
        code => format!("{code} {text}"),
    }
}
