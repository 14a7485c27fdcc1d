//! Reasons in words.

use super::stage::StageReason;
use crate::day::Days;
use crate::language::Language;

impl StageReason {
    /// The name for programs: `gaps_lengthened`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoPurchase => "no_purchase",
            Self::FirstPurchase => "first_purchase",
            Self::Repeated { .. } => "repeated",
            Self::Established { .. } => "established",
            Self::Returned { .. } => "returned",
            Self::GapsLengthened { .. } => "gaps_lengthened",
            Self::Silence { .. } => "silence",
            Self::Cancelled { .. } => "cancelled",
            Self::Score { .. } => "score",
        }
    }

    /// The reason in a sentence, as of the day on which the state began.
    ///
    /// ```
    /// use regulars::lifecycle::StageReason;
    /// use regulars::{Days, Language};
    ///
    /// let reason = StageReason::Silence { more_than: Days(61), usual_gap: Some(20.5) };
    /// assert_eq!(
    ///     reason.text(Language::English),
    ///     "no purchase in more than 61 days, and every 20.5 days is usual",
    /// );
    /// assert_eq!(reason.text(Language::Chinese), "超过61天未购买，通常每20.5天购买一次");
    /// ```
    #[must_use]
    pub fn text(self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Chinese => self.chinese(),
        }
    }

    fn english(self) -> String {
        match self {
            Self::NoPurchase => "no purchase yet".to_owned(),
            Self::FirstPurchase => "the first purchase".to_owned(),
            Self::Repeated { purchase_days } => format!("bought on {purchase_days} days"),
            Self::Established { purchase_days, tenure } => {
                format!("bought on {purchase_days} days in {tenure}")
            }
            Self::Returned { silent, churned_after } => {
                format!("bought again after {silent}, where more than {churned_after} are churn")
            }
            Self::GapsLengthened { recent, earlier, p_value } => format!(
                "buys every {recent:.1} days of late, and every {earlier:.1} before (p = {p_value:.3})"
            ),
            Self::Silence { more_than, usual_gap: None } => {
                format!("no purchase in more than {more_than}")
            }
            Self::Silence { more_than, usual_gap: Some(gap) } => {
                format!("no purchase in more than {more_than}, and every {gap:.1} days is usual")
            }
            Self::Cancelled { on } => format!("cancelled on {on}"),
            Self::Score { found, at_least } => {
                format!("the score is {found:.3}, and {at_least} is the limit")
            }
        }
    }

    fn chinese(self) -> String {
        match self {
            Self::NoPurchase => "尚未购买".to_owned(),
            Self::FirstPurchase => "首次购买".to_owned(),
            Self::Repeated { purchase_days } => format!("累计{purchase_days}个购买日"),
            Self::Established { purchase_days, tenure: Days(tenure) } => {
                format!("{tenure}天内有{purchase_days}个购买日")
            }
            Self::Returned { silent: Days(silent), churned_after: Days(limit) } => {
                format!("沉默{silent}天后再次购买，超过{limit}天视为流失")
            }
            Self::GapsLengthened { recent, earlier, p_value } => {
                format!("近期每{recent:.1}天购买一次，此前每{earlier:.1}天（p = {p_value:.3}）")
            }
            Self::Silence { more_than: Days(days), usual_gap: None } => {
                format!("超过{days}天未购买")
            }
            Self::Silence { more_than: Days(days), usual_gap: Some(gap) } => {
                format!("超过{days}天未购买，通常每{gap:.1}天购买一次")
            }
            Self::Cancelled { on } => format!("已于{on}取消"),
            Self::Score { found, at_least } => format!("评分为{found:.3}，阈值为{at_least}"),
        }
    }
}
