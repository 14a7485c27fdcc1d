//! Codes and signals in words.

use std::fmt;

use super::signal::{Signal, WarningCode};
use crate::language::Language;

impl WarningCode {
    /// The name for programs: `frequency_drop`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FrequencyDrop => "frequency_drop",
            Self::IntervalLengthening => "interval_lengthening",
            Self::SpendDrop => "spend_drop",
            Self::ReturnRateRise => "return_rate_rise",
            Self::CategoryNarrowing => "category_narrowing",
            Self::DiscountOnly => "discount_only",
            Self::SatisfactionDrop => "satisfaction_drop",
            Self::NpsDetractor => "nps_detractor",
            Self::ComplaintRise => "complaint_rise",
            Self::EngagementDrop => "engagement_drop",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::FrequencyDrop => ("buys less often", "购买频率下降"),
            Self::IntervalLengthening => ("longer gaps between purchases", "购买间隔变长"),
            Self::SpendDrop => ("spends less", "客单价下降"),
            Self::ReturnRateRise => ("returns more", "退货率上升"),
            Self::CategoryNarrowing => ("buys fewer categories", "购买品类收窄"),
            Self::DiscountOnly => ("buys at a discount only", "仅在打折时购买"),
            Self::SatisfactionDrop => ("less satisfied", "满意度下降"),
            Self::NpsDetractor => ("detractor", "贬损者"),
            Self::ComplaintRise => ("complains more often", "投诉增多"),
            Self::EngagementDrop => ("less active", "活跃度下降"),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}

/// The label in English.
impl fmt::Display for WarningCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label(Language::English))
    }
}

impl Signal {
    /// What was found, in a sentence.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        match language {
            Language::English => format!("{}{}", self.english(), self.chance(" (p = ", ")")),
            Language::Chinese => format!("{}{}", self.chinese(), self.chance("（p = ", "）")),
        }
    }

    fn chance(self, before: &str, after: &str) -> String {
        match self.p_value {
            None => String::new(),
            Some(p) if p < 0.001 => format!("{before}{p:.1e}{after}"),
            Some(p) => format!("{before}{p:.3}{after}"),
        }
    }

    fn english(self) -> String {
        let Self { observed, expected, since, .. } = self;
        let shares = || {
            format!("{:.0} % since {since}, and {:.0} % before", 100.0 * observed, 100.0 * expected)
        };
        match self.code {
            WarningCode::FrequencyDrop => {
                format!(
                    "bought on {} since {since}, where {expected:.1} would be usual",
                    some(observed, "day")
                )
            }
            WarningCode::IntervalLengthening => {
                format!(
                    "buys every {observed:.1} days since {since}, and every {expected:.1} before"
                )
            }
            WarningCode::SpendDrop => match self.change() {
                Some(change) => format!("an order comes to {change:.0} % less since {since}"),
                None => format!("an order comes to less since {since}"),
            },
            WarningCode::ReturnRateRise => {
                format!("purchases of which goods come back: {}", shares())
            }
            WarningCode::CategoryNarrowing => {
                format!("orders outside the favourite category: {}", shares())
            }
            WarningCode::DiscountOnly => format!("discounted orders: {}", shares()),
            WarningCode::SatisfactionDrop => format!("satisfied answers: {}", shares()),
            WarningCode::NpsDetractor => {
                format!(
                    "would recommend by {observed:.0} of 10, where {expected:.0} is no detractor"
                )
            }
            WarningCode::ComplaintRise => {
                format!(
                    "{} since {since}, where {expected:.1} would be usual",
                    some(observed, "complaint")
                )
            }
            WarningCode::EngagementDrop => {
                format!(
                    "active on {} since {since}, where {expected:.1} would be usual",
                    some(observed, "day")
                )
            }
        }
    }

    fn chinese(self) -> String {
        let Self { observed, expected, since, .. } = self;
        let shares = |what: &str| {
            format!("自{since}起{what}为{:.0}%，此前为{:.0}%", 100.0 * observed, 100.0 * expected)
        };
        match self.code {
            WarningCode::FrequencyDrop => {
                format!("自{since}起有{observed:.0}个购买日，按以往应为{expected:.1}个")
            }
            WarningCode::IntervalLengthening => {
                format!("自{since}起每{observed:.1}天购买一次，此前每{expected:.1}天")
            }
            WarningCode::SpendDrop => match self.change() {
                Some(change) => format!("自{since}起客单价下降{change:.0}%"),
                None => format!("自{since}起客单价下降"),
            },
            WarningCode::ReturnRateRise => shares("退货占比"),
            WarningCode::CategoryNarrowing => shares("常购品类以外的订单占比"),
            WarningCode::DiscountOnly => shares("折扣订单占比"),
            WarningCode::SatisfactionDrop => shares("满意占比"),
            WarningCode::NpsDetractor => {
                format!("推荐意愿{observed:.0}分（满分10分），低于{expected:.0}分为贬损者")
            }
            WarningCode::ComplaintRise => {
                format!("自{since}起投诉{observed:.0}次，按以往应为{expected:.1}次")
            }
            WarningCode::EngagementDrop => {
                format!("自{since}起有{observed:.0}个活跃日，按以往应为{expected:.1}个")
            }
        }
    }

    /// By how many percent a median order has fallen, if it has.
    fn change(self) -> Option<f64> {
        let change = 100.0 * (1.0 - self.observed / self.expected);
        (0.0 < self.expected && 0.0 < change).then_some(change)
    }
}

/// So many of something, which are a whole number.
fn some(count: f64, what: &str) -> String {
    let plural = if (count - 1.0).abs() < 0.5 { "" } else { "s" };
    format!("{count:.0} {what}{plural}")
}
