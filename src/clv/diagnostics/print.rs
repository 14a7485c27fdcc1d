//! Small tables for people.

use crate::language::Language;

/// Lines of cells, each to the right of its column.
pub(in crate::clv) fn printed(table: &[Vec<String>]) -> String {
    let columns = table.iter().map(Vec::len).max().unwrap_or_default();
    let of = |line: &Vec<String>, column: usize| line.get(column).map_or(0, |cell| width(cell));
    let widest = |column| table.iter().map(|line| of(line, column)).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let line = |line: &Vec<String>| -> String {
        let cells = line.iter().zip(&widths);
        cells.map(|(cell, most)| format!("  {}{cell}", " ".repeat(most - width(cell)))).collect()
    };
    table.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What stands above the columns.
pub(in crate::clv) fn heads<const N: usize>(
    language: Language,
    english: [&str; N],
    chinese: [&str; N],
) -> Vec<String> {
    let heads = match language {
        Language::English => english,
        Language::Chinese => chinese,
    };
    heads.map(str::to_owned).to_vec()
}

/// The line of all.
pub(in crate::clv) fn all(language: Language) -> String {
    match language {
        Language::English => "all",
        Language::Chinese => "合计",
    }
    .to_owned()
}

/// A number with so many decimals; a dot where there is none.
pub(in crate::clv) fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "·".to_owned(), |value| format!("{value:.decimals$}"))
}

/// A number of customers: with weights it may be broken.
pub(in crate::clv) fn customers(weight: f64) -> String {
    number(Some(weight), usize::from(weight.fract() != 0.0))
}

/// The columns of a terminal: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if '\u{2e80}' <= c { 2 } else { 1 }).sum()
}
