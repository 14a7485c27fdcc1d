//! A model's edges in words.

use std::fmt;

use super::{spent, whole};
use crate::language::Language;
use crate::rfm::edges::Edges;
use crate::rfm::model::RfmModel;

impl RfmModel {
    /// The edges in the units of their values: a line for each dimension, or with
    /// [nested](crate::Rfm::nested) bins a line for each parent bin.
    ///
    /// An edge is told as the greatest value of the bin below it. Where edges coincide, no value can be in the bins between them, and they are left out. The
    /// bins that had nobody when the model was learned are named at the end of the line.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let [of_r, of_f, _] = self.parts().bins();
        let (days, count, spend) = match language {
            Language::English => {
                ("days since the last order", self.count().english(), self.spend().english())
            }
            Language::Chinese => ("距上次下单天数", self.count().chinese(), self.spend().chinese()),
        };
        let down = |bin| of_r + 1 - bin;
        let money = |edge| spent(self.currency(), self.spend(), edge);
        let headline = match language {
            Language::English => format!("RFM as of {}", self.as_of()),
            Language::Chinese => format!("RFM模型，截至{}", self.as_of()),
        };
        let head = |name, parent: &str, what| match language {
            Language::English => format!("{name}{parent}, {what}"),
            Language::Chinese => format!("{name}{parent}，{what}"),
        };
        let r = line(language, &head("R", "", days), self.recency(), down, whole);
        let f = (0..).zip(self.frequency()).map(|(parent, edges)| {
            let parent = match (self.frequency().len(), language) {
                (1, _) => String::new(),
                (_, Language::English) => format!(" within R {}", parent + 1),
                (_, Language::Chinese) => format!("（R为{}）", parent + 1),
            };
            line(language, &head("F", &parent, count), edges, |bin| bin, whole)
        });
        let m = (0..).zip(self.monetary()).map(|(parent, edges)| {
            let (r, f) = (parent / of_f + 1, parent % of_f + 1);
            let parent = match (self.monetary().len(), language) {
                (1, _) => String::new(),
                (_, Language::English) => format!(" within R {r} and F {f}"),
                (_, Language::Chinese) => format!("（R为{r}且F为{f}）"),
            };
            line(language, &head("M", &parent, spend), edges, |bin| bin, money)
        });
        [headline, r].into_iter().chain(f).chain(m).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for RfmModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

/// One dimension, of which `digit` says how bins are called, and `show` how edges are written.
fn line(
    language: Language,
    name: &str,
    edges: &Edges,
    digit: impl Fn(u8) -> u8,
    show: impl Fn(f64) -> String,
) -> String {
    let step = |(bin, upper): (u8, Option<f64>)| match (language, upper.map(&show)) {
        (Language::English, Some(upper)) => format!("{} up to {upper}", digit(bin)),
        (Language::English, None) => format!("{} beyond", digit(bin)),
        (Language::Chinese, Some(upper)) => format!("{}档不超过{upper}", digit(bin)),
        (Language::Chinese, None) => format!("其余为{}档", digit(bin)),
    };
    let steps: Vec<String> = edges.steps().map(step).collect();
    let mut empty: Vec<u8> = edges.empty().map(&digit).collect();
    empty.sort_unstable();
    let empty: Vec<String> = empty.iter().map(u8::to_string).collect();
    match (language, &empty[..]) {
        (Language::English, []) => format!("{name}: {}", steps.join(", ")),
        (Language::English, empty) => {
            format!("{name}: {}; nobody in {}", steps.join(", "), empty.join(", "))
        }
        (Language::Chinese, []) => format!("{name}：{}", steps.join("，")),
        (Language::Chinese, empty) => {
            format!("{name}：{}；{}档无客户", steps.join("，"), empty.join("、"))
        }
    }
}
