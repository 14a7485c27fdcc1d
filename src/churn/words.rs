//! Bands, reasons and scorecards in words.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::fmt::Write as _;

use super::risk::{Band, Cause, Reason, VariableCause};
use super::scorecard::{Card, ScorecardModel};
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
    /// The name for programs: `long_silence`. Of a [variable](Cause::Variable) its code after `low_`,
    /// `usual_`, `high_` or `missing_`, as its value is beside what is usual: `high_days_since_last`.
    #[must_use]
    pub fn code(&self) -> Cow<'static, str> {
        Cow::Borrowed(match (&self.cause, 0.0 < self.contribution) {
            (Cause::Silence { .. }, true) => "long_silence",
            (Cause::Silence { .. }, false) => "recent_purchase",
            (Cause::Purchases { .. }, true) => "rare_purchases",
            (Cause::Purchases { .. }, false) => "frequent_purchases",
            (Cause::Variable(of), _) => {
                return format!("{}_{}", beside(of.value, of.usual), of.variable.code()).into();
            }
        })
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
    /// let risk = risks.into_iter().flatten().next().expect("one is asked about");
    /// println!("{}", risk.reasons[0].text(Language::English));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let points = 100.0 * self.contribution;
        match language {
            Language::English => {
                format!("{} ({points:+.0} percentage points)", self.cause.english())
            }
            Language::Chinese => format!("{}（{points:+.0}个百分点）", self.cause.chinese()),
        }
    }
}

impl Cause {
    fn english(&self) -> String {
        match self {
            Self::Variable(of) => of.english(),
            Self::Silence { days, usual } => {
                format!("silent for {days}, where {usual} would be usual")
            }
            Self::Purchases { purchase_days, within, usual_purchase_days, usual_within } => {
                format!(
                    "bought {}, where {} would be usual",
                    bought(*purchase_days, *within),
                    bought(*usual_purchase_days, *usual_within),
                )
            }
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Variable(of) => of.chinese(),
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

impl VariableCause {
    fn text(&self, x: Option<f64>) -> Option<String> {
        x.map(|x| self.variable.text(x, self.currency))
    }

    fn english(&self) -> String {
        let label = self.variable.label(Language::English);
        match (self.text(self.value), self.text(self.usual)) {
            (Some(value), Some(usual)) => format!("{label}: {value}, where {usual} would be usual"),
            (Some(value), None) => format!("{label}: {value}, where it is usually not known"),
            (None, Some(usual)) => format!("{label}: not known, where {usual} would be usual"),
            (None, None) => format!("{label}: not known, as usual"),
        }
    }

    fn chinese(&self) -> String {
        let text = |x| self.text(x).unwrap_or_else(|| "未知".to_owned());
        let label = self.variable.label(Language::Chinese);
        format!("{label}为{}，一般为{}", text(self.value), text(self.usual))
    }
}

impl ScorecardModel {
    /// The card as people read it: a line for each group, and one for neighbours that have the same points.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let (base, below, from, known, unknown) = match language {
            Language::English => ("everybody", "below", "from", "known", "not known"),
            Language::Chinese => ("基础分", "低于", "不低于", "已知", "未知"),
        };
        // Writing to a string cannot fail.
        let mut text = format!("{base}: {:+}\n", self.base());
        for card in self.cards() {
            let label = card.variable.label(language);
            let value = |x: &f64| card.variable.text(*x, self.currency());
            for (start, end, points) in card.runs() {
                let _ = match (start, end) {
                    (Some(start), _) => write!(text, "{label}, {from} {}", value(start)),
                    (None, Some(end)) => write!(text, "{label}, {below} {}", value(end)),
                    (None, None) => write!(text, "{label}, {known}"),
                };
                let _ = writeln!(text, ": {points:+}");
            }
            if card.missing != 0 {
                let _ = writeln!(text, "{label}, {unknown}: {:+}", card.missing);
            }
        }
        text
    }
}

impl Card {
    /// Neighbouring groups that have the same points: where they begin, where the next do, and the points.
    fn runs(&self) -> impl Iterator<Item = (Option<&f64>, Option<&f64>, i32)> {
        let mut end = 0;
        self.points.chunk_by(PartialEq::eq).map(move |run| {
            let start = end;
            end += run.len();
            let bound = |group: usize| self.bounds.get(group.checked_sub(1)?);
            (bound(start), bound(end), run[0])
        })
    }
}

/// Where a value stands beside what is usual.
fn beside(value: Option<f64>, usual: Option<f64>) -> &'static str {
    let Some(value) = value else { return "missing" };
    match usual.and_then(|usual| value.partial_cmp(&usual)) {
        Some(Ordering::Less) => "low",
        Some(Ordering::Equal) => "usual",
        _ => "high",
    }
}

fn bought(purchase_days: u32, within: Days) -> String {
    match purchase_days {
        1 => "once".to_owned(),
        some => format!("on {some} days within {within}"),
    }
}
