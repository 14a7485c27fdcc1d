//! A selection in words.

use std::fmt;

use super::evidence::Evidence;
use super::selection::{Reason, Selection};
use crate::language::Language;

impl Selection {
    /// What speaks for each number of groups, a line each, the chosen one marked; and why it was
    /// chosen.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let heads = match language {
            Language::English => {
                ["k", "inertia", "silhouette", "CH", "DB", "gap", "error", "over one", "stability"]
            }
            Language::Chinese => {
                ["k", "簇内平方和", "轮廓系数", "CH", "DB", "间隙", "标准误", "高于一群", "稳定性"]
            }
        };
        let mut table = vec![heads.map(str::to_owned)];
        table.extend(self.evidence.iter().map(cells));
        let mark = |k: u32| if k == self.k() { "*" } else { " " };
        let marks = std::iter::once(" ").chain(self.evidence.iter().map(|of| mark(of.k)));
        let lines =
            printed(&table).into_iter().zip(marks).map(|(line, mark)| mark.to_owned() + &line);
        lines.chain(self.sentences(language)).collect::<Vec<_>>().join("\n")
    }

    fn sentences(&self, language: Language) -> Vec<String> {
        let (k, reason) = (self.k(), self.reason.text(language));
        let in_language = |english: String, chinese: String| match language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        let elbow = |k: u32| {
            in_language(
                format!("The inertia bends the most at k = {k}, which decides nothing."),
                format!("簇内平方和在 k = {k} 处弯折最大，仅供参考。"),
            )
        };
        let sampled = |rows: usize| {
            in_language(
                format!("Silhouette, gap and stability look at {rows} rows drawn by chance."),
                format!("轮廓系数、间隙与稳定性基于随机抽取的{rows}行。"),
            )
        };
        let choice = in_language(format!("k = {k}: {reason}"), format!("k = {k}：{reason}"));
        let more = [self.elbow.map(elbow), self.sampled.map(sampled)];
        std::iter::once(choice).chain(more.into_iter().flatten()).collect()
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl Reason {
    /// The reason in a sentence.
    #[must_use]
    pub fn text(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english(),
            Language::Chinese => self.chinese(),
        }
    }

    /// The name for programs: `no_structure`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Silhouette => "silhouette",
            Self::NoStructure => "no_structure",
            Self::Unstable => "unstable",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Silhouette => {
                "of the numbers that tell more than one group, and whose groups all come back in \
                 resamples, it has the highest silhouette."
            }
            Self::NoStructure => "by the gap statistic, no number of groups tells more than one.",
            Self::Unstable => {
                "other numbers tell more than one group, but of each some group does not come back \
                 in resamples."
            }
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Silhouette => "在优于不分群、且各群在重抽样中均能重现的群数中，其轮廓系数最高。",
            Self::NoStructure => "按间隙统计量，没有任何群数优于不分群。",
            Self::Unstable => "有群数优于不分群，但其中总有群在重抽样中不能重现。",
        }
    }
}

fn cells(of: &Evidence) -> [String; 9] {
    let over = (1 < of.k).then_some(of.gap_over_one);
    [
        of.k.to_string(),
        format!("{:.4e}", of.inertia),
        number(of.silhouette, 3),
        number(of.calinski_harabasz, 1),
        number(of.davies_bouldin, 3),
        number(Some(of.gap), 3),
        number(Some(of.gap_error), 3),
        number(over, 1),
        number(Some(of.least_stability()), 2),
    ]
}

/// A number with so many decimals, and 0 without a sign; a dot where there is none.
fn number(value: Option<f64>, decimals: usize) -> String {
    let Some(value) = value else { return "·".to_owned() };
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.bytes().all(|byte| matches!(byte, b'0' | b'.')) => zero.to_owned(),
        _ => text,
    }
}

/// Lines of cells, each to the right of its column.
fn printed<const N: usize>(table: &[[String; N]]) -> Vec<String> {
    let widest = |column: usize| table.iter().map(|line| width(&line[column])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(widest).collect();
    let cell = |(cell, most): (&String, &usize)| {
        format!("  {}{cell}", " ".repeat(most.saturating_sub(width(cell))))
    };
    table.iter().map(|line| line.iter().zip(&widths).map(cell).collect()).collect()
}

/// The columns of a terminal: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if '\u{2e80}' <= c { 2 } else { 1 }).sum()
}
