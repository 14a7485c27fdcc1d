//! Bands and reasons in words.

use std::fmt;

use super::risk::{Band, Cause, Reason};
use crate::day::Days;
use crate::language::Language;

impl Band {
    /// The name for programs: `medium`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Low => ("low risk", "低风险"),
            Self::Medium => ("medium risk", "中风险"),
            Self::High => ("high risk", "高风险"),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}

/// The label in English.
impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label(Language::English))
    }
}

impl Reason {
    /// The name for programs: `long_silence`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match (self.cause, 0.0 < self.contribution) {
            (Cause::Silence { .. }, true) => "long_silence",
            (Cause::Silence { .. }, false) => "recent_purchase",
            (Cause::Purchases { .. }, true) => "rare_purchases",
            (Cause::Purchases { .. }, false) => "frequent_purchases",
        }
    }

    /// The reason in a sentence.
    ///
    /// ```
    /// use regulars::churn::Churn;
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Days, Fit, Language, Ledger, Score};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(500).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let model = Churn::new(Days(90)).fit(view.table())?;
    /// let risks = model.score(view.table())?;
    /// let reason = risks.into_iter().flatten().next().expect("one is asked about").reasons[0];
    /// println!("{}", reason.text(Language::English));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let points = 100.0 * self.contribution;
        match language {
            Language::English => format!("{} ({points:+.0} points)", self.cause.english()),
            Language::Chinese => format!("{}（{points:+.0}个百分点）", self.cause.chinese()),
        }
    }
}

impl Cause {
    fn english(self) -> String {
        match self {
            Self::Silence { days, usual } => {
                format!("silent for {days}, where {usual} would be usual")
            }
            Self::Purchases { purchase_days, within, usual_purchase_days, usual_within } => {
                format!(
                    "bought {}, where {} would be usual",
                    bought(purchase_days, within),
                    bought(usual_purchase_days, usual_within),
                )
            }
        }
    }

    fn chinese(self) -> String {
        match self {
            Self::Silence { days, usual } => {
                format!("已{}天未购买，一般为{}天", days.0, usual.0)
            }
            Self::Purchases { purchase_days, within, usual_purchase_days, usual_within } => {
                format!(
                    "{}天内有{purchase_days}个购买日，一般为{}天内{usual_purchase_days}个",
                    within.0 + 1,
                    usual_within.0 + 1,
                )
            }
        }
    }
}

fn bought(purchase_days: u64, within: Days) -> String {
    match purchase_days {
        1 => "once".to_owned(),
        some => format!("on {some} days within {within}"),
    }
}
