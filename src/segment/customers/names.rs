//! What segments are called.

use super::profile::Profile;
use super::variable::Variable;
use crate::language::Language;

/// The names of segments, in the languages there are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    english: Vec<String>,
    chinese: Vec<String>,
}

impl Names {
    pub(super) fn get(&self, label: u32, language: Language) -> &str {
        let names = match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        };
        names.get(label as usize).map_or("", String::as_str)
    }
}

/// A centre this many standard deviations from the mean is told, and this many with more weight.
const APART: [f64; 2] = [0.5, 1.5];

/// How a segment stands out in one variable.
#[derive(Clone, Copy, PartialEq)]
enum Trait {
    Low,
    VeryLow,
    High,
    VeryHigh,
    /// Against the segments that else would have the same name.
    Lower,
    Higher,
}

/// Names that differ from each other.
pub(super) fn of(variables: &[Variable], profiles: &[Profile]) -> Names {
    let mut traits: Vec<Vec<(usize, Trait)>> = profiles.iter().map(own).collect();
    let mut groups = vec![(0..profiles.len()).collect::<Vec<_>>()];
    // Whoever shares a name is told apart by what differs most among them, until nobody does.
    while let Some(group) = groups.pop() {
        let mut rest = group;
        while let Some(&first) = rest.first() {
            let (same, others): (Vec<_>, Vec<_>) =
                rest.iter().partition(|&&label| traits[label] == traits[first]);
            rest = others;
            if let Some((variable, low, high)) = parted(&same, profiles) {
                low.iter().for_each(|&label| traits[label].push((variable, Trait::Lower)));
                high.iter().for_each(|&label| traits[label].push((variable, Trait::Higher)));
                groups.extend([low, high]);
            }
        }
    }
    let named = |language| traits.iter().map(|of| name(variables, of, language)).collect();
    Names { english: named(Language::English), chinese: named(Language::Chinese) }
}

/// What sets a segment apart from all customers.
fn own(profile: &Profile) -> Vec<(usize, Trait)> {
    let found = |(variable, &away): (usize, &f64)| {
        let trait_of = match away {
            away if away <= -APART[1] => Trait::VeryLow,
            away if away <= -APART[0] => Trait::Low,
            away if APART[1] <= away => Trait::VeryHigh,
            away if APART[0] <= away => Trait::High,
            _ => return None,
        };
        Some((variable, trait_of))
    };
    profile.differences().iter().enumerate().filter_map(found).collect()
}

/// Two parts of some segments and the variable in which they are farthest apart; nothing of one
/// segment.
fn parted(labels: &[usize], profiles: &[Profile]) -> Option<(usize, Vec<usize>, Vec<usize>)> {
    let away = |label: usize, variable: usize| profiles[label].differences()[variable];
    let widest = |variable: usize| {
        let mut sorted = labels.to_vec();
        sorted.sort_by(|&a, &b| away(a, variable).total_cmp(&away(b, variable)));
        let gap = |pair: &[usize]| away(pair[1], variable) - away(pair[0], variable);
        let gaps = sorted.windows(2).map(gap).enumerate();
        let (at, gap) = gaps.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some((gap, variable, at + 1, sorted))
    };
    let first = profiles.get(*labels.first()?)?;
    let all = (0..first.differences().len()).filter_map(widest);
    let (_, variable, at, mut sorted) =
        all.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    let high = sorted.split_off(at);
    Some((variable, sorted, high))
}

fn name(variables: &[Variable], traits: &[(usize, Trait)], language: Language) -> String {
    let words: Vec<String> =
        traits.iter().map(|&(variable, of)| variables[variable].word(of, language)).collect();
    match language {
        _ if !words.is_empty() => words.join(match language {
            Language::English => " · ",
            Language::Chinese => "·",
        }),
        Language::English => "average".to_owned(),
        Language::Chinese => "普通".to_owned(),
    }
}

impl Variable {
    fn word(&self, of: Trait, language: Language) -> String {
        match language {
            Language::English => self.english(of),
            Language::Chinese => self.chinese(of),
        }
    }

    fn english(&self, of: Trait) -> String {
        let [low, high, lower, higher] = match self {
            Self::DaysSinceLast => ["recent", "lapsed", "more recent", "longer lapsed"],
            Self::Orders => ["rare", "frequent", "rarer", "more frequent"],
            Self::Revenue => ["low spend", "high spend", "lower spend", "higher spend"],
            Self::RevenuePerOrder => {
                ["small orders", "large orders", "smaller orders", "larger orders"]
            }
            Self::Age => ["new", "long-standing", "newer", "longer-standing"],
            Self::MeanGap => ["short gaps", "long gaps", "shorter gaps", "longer gaps"],
            Self::Column(name) => {
                let word = |grade| format!("{grade} {name}");
                return match of {
                    Trait::Low => word("low"),
                    Trait::VeryLow => word("very low"),
                    Trait::High => word("high"),
                    Trait::VeryHigh => word("very high"),
                    Trait::Lower => word("lower"),
                    Trait::Higher => word("higher"),
                };
            }
        };
        match of {
            Trait::Low => low.to_owned(),
            Trait::VeryLow => format!("very {low}"),
            Trait::High => high.to_owned(),
            Trait::VeryHigh => format!("very {high}"),
            Trait::Lower => lower.to_owned(),
            Trait::Higher => higher.to_owned(),
        }
    }

    fn chinese(&self, of: Trait) -> String {
        let [low, very_low, high, very_high, lower, higher] = match self {
            Self::DaysSinceLast => ["近期", "极近期", "久未购", "极久未购", "较近期", "较久未购"],
            Self::Orders => ["低频", "极低频", "高频", "极高频", "频次较低", "频次较高"],
            Self::Revenue => ["低额", "极低额", "高额", "极高额", "消费较低", "消费较高"],
            Self::RevenuePerOrder => ["小单", "极小单", "大单", "极大单", "客单较低", "客单较高"],
            Self::Age => ["新客", "极新客", "老客", "极老客", "较新客", "较老客"],
            Self::MeanGap => ["间隔短", "间隔极短", "间隔长", "间隔极长", "间隔较短", "间隔较长"],
            Self::Column(name) => {
                let grade = match of {
                    Trait::Low => "低",
                    Trait::VeryLow => "极低",
                    Trait::High => "高",
                    Trait::VeryHigh => "极高",
                    Trait::Lower => "较低",
                    Trait::Higher => "较高",
                };
                return format!("{name}{grade}");
            }
        };
        let word = match of {
            Trait::Low => low,
            Trait::VeryLow => very_low,
            Trait::High => high,
            Trait::VeryHigh => very_high,
            Trait::Lower => lower,
            Trait::Higher => higher,
        };
        word.to_owned()
    }
}
