//! Who has moved, as a table for people.

use std::fmt;

use super::migration::Migration;
use crate::language::Language;

impl<L: Ord + Copy + Send> Migration<L> {
    /// A table of customers for people: from each group, a line, to each, a column with that line's
    /// number. Names stand at the end of the lines, so that they may be in any script.
    ///
    /// `Display` gives it in English, with groups as they print themselves.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Language, Migration, Money};
    ///
    /// let mut moved = Migration::new();
    /// for (from, to) in [(Some("few"), Some("many")), (Some("few"), Some("few")), (None, Some("few"))] {
    ///     moved.add(from, to, Money(0), Money(500))?;
    /// }
    /// let lines = [
    ///     "           1     2     all",
    ///     "     1     1     1       2  few",
    ///     "     2     ·     ·       ·  many",
    ///     "   new     1     ·       1",
    ///     "   all     2     1       3",
    /// ];
    /// assert_eq!(moved.to_string(), lines.join("\n"));
    ///
    /// let chinese = |group| if group == "few" { "少量" } else { "大量" };
    /// assert!(moved.text(Language::Chinese, chinese).contains("2  少量\n"));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn text<N: fmt::Display>(&self, language: Language, name: impl Fn(L) -> N) -> String {
        let labels = self.labels();
        let groups = || labels.iter().map(|&label| Some(label));
        let customers = |from: Option<L>, to: Option<L>| self.moved(from, to).customers;
        let gone = groups().any(|from| 0 < customers(from, None));
        // Who vanished has a column of their own, if anybody has.
        let columns = || groups().chain(gone.then_some(None));
        let line = |head: &str, cells: Vec<u64>| {
            let cell = |customers: &u64| format!("{:>6}", count(*customers));
            let sum = count(cells.iter().sum());
            format!("{head}{}{sum:>8}", cells.iter().map(cell).collect::<String>())
        };

        let words = Words::of(language);
        let numbers: String = (1..=labels.len()).map(|number| format!("{number:>6}")).collect();
        let vanished = if gone { words.gone.right(6) } else { String::new() };
        let mut lines = vec![format!("{:6}{numbers}{vanished}{}", "", words.all.right(8))];
        for (number, from) in (1..).zip(&labels) {
            let cells = columns().map(|to| customers(Some(*from), to)).collect();
            lines.push(format!("{}  {}", line(&format!("{number:>6}"), cells), name(*from)));
        }
        let new = columns().map(|to| customers(None, to)).collect();
        lines.push(line(&words.new.right(6), new));
        let from_all = |to| groups().chain([None]).map(|from| customers(from, to)).sum();
        lines.push(line(&words.all.right(6), columns().map(from_all).collect()));
        lines.join("\n")
    }
}

impl<L: Ord + Copy + Send + fmt::Display> fmt::Display for Migration<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English, |label| label))
    }
}

/// A dot for nobody, so that numbers stand out.
fn count(customers: u64) -> String {
    if customers == 0 { "·".to_owned() } else { customers.to_string() }
}

/// What lines and columns are called that are no group's.
struct Words {
    new: Word,
    all: Word,
    gone: Word,
}

/// A word, and the columns of a terminal that it takes.
struct Word(&'static str, usize);

impl Words {
    fn of(language: Language) -> Self {
        match language {
            Language::English => {
                Self { new: Word("new", 3), all: Word("all", 3), gone: Word("gone", 4) }
            }
            Language::Chinese => {
                Self { new: Word("新增", 4), all: Word("合计", 4), gone: Word("离开", 4) }
            }
        }
    }
}

impl Word {
    fn right(&self, width: usize) -> String {
        format!("{}{}", " ".repeat(width - self.1), self.0)
    }
}
