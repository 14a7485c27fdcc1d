//! What segments are called.

use super::profile::Profile;
use crate::language::Language;
use crate::table::Variable;

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
struct Trait {
    variable: usize,
    /// Against all customers.
    own: Option<Own>,
    /// Against the segments that else would have the same name: the place among so many, from the
    /// highest.
    rank: Option<(usize, usize)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Own {
    Low,
    VeryLow,
    High,
    VeryHigh,
}

/// Names that differ from each other.
pub(super) fn of(variables: &[Variable], profiles: &[Profile]) -> Names {
    let traits: Vec<Vec<Trait>> = profiles.iter().map(own).collect();
    let mut ranked = traits.clone();
    for (label, of) in traits.iter().enumerate() {
        let same: Vec<usize> = (0..traits.len()).filter(|&other| traits[other] == *of).collect();
        if let Some((variable, place)) = place(label, &same, profiles) {
            let rank = Some((place, same.len()));
            match ranked[label].iter_mut().find(|of| of.variable == variable) {
                Some(of) => of.rank = rank,
                None => ranked[label].push(Trait { variable, own: None, rank }),
            }
        }
    }
    let named = |language| {
        let names = ranked.iter().map(|of| name(variables, of, language)).collect();
        told_apart(names)
    };
    Names { english: named(Language::English), chinese: named(Language::Chinese) }
}

/// Columns may be named so that two names read alike: then their labels tell them apart.
fn told_apart(names: Vec<String>) -> Vec<String> {
    let twice = |name: &String| 1 < names.iter().filter(|other| *other == name).count();
    let each = names.iter().enumerate().map(|(label, name)| match twice(name) {
        true => format!("{name} #{label}"),
        false => name.clone(),
    });
    each.collect()
}

/// What sets a segment apart from all customers. A variable that nobody of it is known to have says
/// nothing of them.
fn own(profile: &Profile) -> Vec<Trait> {
    let known = profile.differences().iter().zip(profile.quartiles()).enumerate();
    let found = |(variable, (&away, known)): (usize, (&f64, &Option<[f64; 3]>))| {
        known.as_ref()?;
        let own = match away {
            away if away <= -APART[1] => Own::VeryLow,
            away if away <= -APART[0] => Own::Low,
            away if APART[1] <= away => Own::VeryHigh,
            away if APART[0] <= away => Own::High,
            _ => return None,
        };
        Some(Trait { variable, own: Some(own), rank: None })
    };
    known.filter_map(found).collect()
}

/// The place of a segment among some, from 1 for the highest, in the variable in which they are
/// farthest apart; nothing among itself.
fn place(label: usize, among: &[usize], profiles: &[Profile]) -> Option<(usize, usize)> {
    if among.len() < 2 {
        return None;
    }
    let away = |label: usize, variable: usize| profiles[label].differences()[variable];
    let width = |variable: &usize| {
        let ends = among.iter().map(|&label| away(label, *variable));
        let (least, most) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| {
            (least.min(x), most.max(x))
        });
        most - least
    };
    let all = 0..profiles[label].differences().len();
    let widest = all.max_by(|a, b| width(a).total_cmp(&width(b)).then(b.cmp(a)))?;
    let before = |&&other: &&usize| {
        let order = away(other, widest).total_cmp(&away(label, widest));
        order.is_gt() || (order.is_eq() && other < label)
    };
    Some((widest, 1 + among.iter().filter(before).count()))
}

fn name(variables: &[Variable], traits: &[Trait], language: Language) -> String {
    let words: Vec<String> =
        traits.iter().map(|of| variables[of.variable].word(of, language)).collect();
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
    /// `high spend`, of two `high spend (higher)` and `high spend (lower)`, of more `high spend (1 of
    /// 3)`, from the highest.
    fn word(&self, of: &Trait, language: Language) -> String {
        let (word, rank) = (of.own.map(|own| self.own(own, language)), of.rank);
        let [lower, higher] = self.compared(language);
        let place = |place, of| match (place, of, language) {
            (1, 2, Language::English) => "(higher)".to_owned(),
            (_, 2, Language::English) => "(lower)".to_owned(),
            (1, 2, Language::Chinese) => "（较高）".to_owned(),
            (_, 2, Language::Chinese) => "（较低）".to_owned(),
            (_, _, Language::English) => format!("({place} of {of})"),
            (_, _, Language::Chinese) => format!("（第{place}/{of}）"),
        };
        let space = if language == Language::English { " " } else { "" };
        match (word, rank) {
            (Some(word), None) => word,
            (Some(word), Some((at, of))) => word + space + &place(at, of),
            (None, Some((1, 2))) => higher,
            (None, Some((_, 2))) => lower,
            (None, Some((at, of))) => format!("{}{space}{}", self.label(language), place(at, of)),
            (None, None) => String::new(),
        }
    }

    fn own(&self, of: Own, language: Language) -> String {
        let very = matches!(of, Own::VeryLow | Own::VeryHigh);
        let low = matches!(of, Own::Low | Own::VeryLow);
        let words = match language {
            Language::English => self.english(),
            Language::Chinese if very => self.very_in_chinese(),
            Language::Chinese => self.chinese(),
        };
        let label = self.label(language);
        let [less, more] = match (words, language) {
            (Some(words), _) => words.map(str::to_owned),
            (None, Language::English) => [format!("low {label}"), format!("high {label}")],
            (None, Language::Chinese) => {
                let very = if very { "极" } else { "" };
                return format!("{label}{very}{}", if low { "低" } else { "高" });
            }
        };
        let word = if low { less } else { more };
        match language {
            Language::English if very => format!("very {word}"),
            _ => word,
        }
    }

    /// Little and much of it, if there are words for that.
    fn english(&self) -> Option<[&'static str; 2]> {
        Some(match self {
            Self::DaysSinceLast => ["recent", "lapsed"],
            Self::Orders => ["rare", "frequent"],
            Self::Revenue => ["low spend", "high spend"],
            Self::RevenuePerOrder => ["small orders", "large orders"],
            Self::Age => ["new", "long-standing"],
            Self::MeanGap => ["short gaps", "long gaps"],
            _ => return None,
        })
    }

    fn chinese(&self) -> Option<[&'static str; 2]> {
        Some(match self {
            Self::DaysSinceLast => ["近期", "久未购"],
            Self::Orders => ["低频", "高频"],
            Self::Revenue => ["低额", "高额"],
            Self::RevenuePerOrder => ["小单", "大单"],
            Self::Age => ["新客", "老客"],
            Self::MeanGap => ["间隔短", "间隔长"],
            _ => return None,
        })
    }

    fn very_in_chinese(&self) -> Option<[&'static str; 2]> {
        Some(match self {
            Self::DaysSinceLast => ["极近期", "极久未购"],
            Self::Orders => ["极低频", "极高频"],
            Self::Revenue => ["极低额", "极高额"],
            Self::RevenuePerOrder => ["极小单", "极大单"],
            Self::Age => ["极新客", "极老客"],
            Self::MeanGap => ["间隔极短", "间隔极长"],
            _ => return None,
        })
    }

    /// Less and more than another segment.
    fn compared(&self, language: Language) -> [String; 2] {
        let [less, more] = match (self, language) {
            (Self::DaysSinceLast, Language::English) => ["more recent", "longer lapsed"],
            (Self::DaysSinceLast, Language::Chinese) => ["较近期", "较久未购"],
            (Self::Orders, Language::English) => ["rarer", "more frequent"],
            (Self::Orders, Language::Chinese) => ["频次较低", "频次较高"],
            (Self::Revenue, Language::English) => ["lower spend", "higher spend"],
            (Self::Revenue, Language::Chinese) => ["消费较低", "消费较高"],
            (Self::RevenuePerOrder, Language::English) => ["smaller orders", "larger orders"],
            (Self::RevenuePerOrder, Language::Chinese) => ["客单较低", "客单较高"],
            (Self::Age, Language::English) => ["newer", "longer-standing"],
            (Self::Age, Language::Chinese) => ["较新客", "较老客"],
            (Self::MeanGap, Language::English) => ["shorter gaps", "longer gaps"],
            (Self::MeanGap, Language::Chinese) => ["间隔较短", "间隔较长"],
            (_, Language::English) => {
                let label = self.label(language);
                return [format!("lower {label}"), format!("higher {label}")];
            }
            (_, Language::Chinese) => {
                let label = self.label(language);
                return [format!("{label}较低"), format!("{label}较高")];
            }
        };
        [less, more].map(str::to_owned)
    }
}
