//! Who is where and who has moved, as tables for people.

use std::fmt;

use super::matrix::TransitionMatrix;
use super::migration::Migration;
use super::summary::{Group, Groups};
use crate::language::Language;
use crate::money::{Currency, Money};

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
        let words = Words::of(language);

        let numbers = (1..=labels.len()).map(|number| Word::number(number as u64));
        let heads = numbers.chain(gone.then_some(words.gone));
        let mut table = vec![Line::new(Word::empty(), heads, words.all.clone(), String::new())];
        let mut add = |head: Word, cells: Vec<u64>, name: String| {
            let sum = Word::number(cells.iter().sum());
            table.push(Line::new(head, cells.into_iter().map(Word::number), sum, name));
        };
        for (number, &from) in (1..).zip(&labels) {
            let cells = columns().map(|to| customers(Some(from), to)).collect();
            add(Word::number(number), cells, name(from).to_string());
        }
        add(words.new, columns().map(|to| customers(None, to)).collect(), String::new());
        let from_all = |to| groups().chain([None]).map(|from| customers(from, to)).sum();
        add(words.all, columns().map(from_all).collect(), String::new());
        // Sums stand a little apart.
        let least: Vec<usize> = std::iter::repeat_n(6, 1 + columns().count()).chain([8]).collect();
        printed(&table, &least)
    }
}

impl<L: Ord + Copy + Send + fmt::Display> fmt::Display for Migration<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English, |label| label))
    }
}

impl<L: Ord + Copy + Send> TransitionMatrix<L> {
    /// A table of chances for people: from each group, a line, to each, a column with that line's
    /// number, and all moves that a line is made of. Names stand at the end of the lines, so that they
    /// may be in any script.
    ///
    /// `Display` gives it in English, with groups as they print themselves.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Days, TransitionMatrix};
    ///
    /// let counts = [("few", "few", 15), ("few", "many", 5), ("many", "many", 9)];
    /// let lines = [
    ///     "              1        2     all",
    ///     "     1   75.0 %   25.0 %      20  few",
    ///     "     2        ·  100.0 %       9  many",
    /// ];
    /// let matrix = TransitionMatrix::from_counts(counts, Days(30))?;
    /// assert_eq!(matrix.to_string(), lines.join("\n"));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn text<N: fmt::Display>(&self, language: Language, name: impl Fn(L) -> N) -> String {
        let labels = self.labels();
        let heads = (1..=labels.len()).map(|number| Word::number(number as u64));
        let all = Words::of(language).all;
        let mut table = vec![Line::new(Word::empty(), heads, all, String::new())];
        for (number, &from) in (1..).zip(&labels) {
            let chance = |to| self.probability(from, to).filter(|&chance| 0.0 < chance);
            let cells = labels.iter().map(|&to| chance(to).map_or(Word::number(0), Word::percent));
            let all = Word::number(self.out_of(from));
            table.push(Line::new(Word::number(number), cells, all, name(from).to_string()));
        }
        let chances = std::iter::repeat_n(9, labels.len());
        let least: Vec<usize> = std::iter::once(6).chain(chances).chain([8]).collect();
        printed(&table, &least)
    }
}

impl<L: Ord + Copy + Send + fmt::Display> fmt::Display for TransitionMatrix<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English, |label| label))
    }
}

impl<L: Ord + Copy + Send> Groups<L> {
    /// A table for people: of each group the customers, the orders, the revenue, their shares of
    /// all, and the days since the last orders as a mean. Names stand at the end of the lines, so
    /// that they may be in any script.
    ///
    /// `Display` gives it in English, with groups as they print themselves.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Currency, Groups, Ledger, Money, Purchase, from_fn};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// for (who, day, minor) in [("ann", "2024-03-01", 50_000), ("bob", "2024-06-20", 150_000)] {
    ///     ledger.append([(who, Purchase::new(day.parse()?, Money(minor)))])?;
    /// }
    /// let name = from_fn(|row| if row.revenue() < Money(100_000) { "small" } else { "big" });
    /// let groups = Groups::of(ledger.as_of("2024-06-30".parse()?).table(), name)?;
    /// let lines = [
    ///     "  customers    share    orders             EUR    share   days silent",
    ///     "          1   50.0 %         1         1500.00   75.0 %            10  big",
    ///     "          1   50.0 %         1          500.00   25.0 %           121  small",
    ///     "          2  100.0 %         2         2000.00  100.0 %            66  all",
    /// ];
    /// assert_eq!(groups.to_string(), lines.join("\n"));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn text<N: fmt::Display>(&self, language: Language, name: impl Fn(L) -> N) -> String {
        let currency = self.currency().unwrap_or(Currency::NONE);
        let heads = Heads::of(language);
        let money = match currency.code() {
            "XXX" => heads.revenue,
            code => Word::plain(code.to_owned()),
        };
        let between = [heads.share.clone(), heads.orders, money, heads.share];
        let mut table = vec![Line::new(heads.customers, between, heads.silent, String::new())];
        let mut add = |group: Group, [share, of_revenue]: [f64; 2], name: String| {
            let silent = group.mean_days_since_last();
            let between = [
                Word::percent(share),
                Word::plain(group.orders.to_string()),
                Word::plain(currency.text(group.revenue).to_string()),
                Word::percent(of_revenue),
            ];
            let silent = silent.map_or("·".to_owned(), |days| format!("{days:.0}"));
            let customers = Word::plain(group.customers.to_string());
            table.push(Line::new(customers, between, Word::plain(silent), name));
        };
        for (label, group) in self.iter() {
            let shares = [self.share(&label), self.share_of_revenue(&label)];
            add(group, shares, name(label).to_string());
        }
        let all = self.all();
        let whole = |there: bool| if there { 1.0 } else { 0.0 };
        let shares = [whole(all.customers != 0), whole(all.revenue != Money::ZERO)];
        add(all, shares, Words::of(language).all.text);
        printed(&table, &[11, 9, 10, 16, 9, 14])
    }
}

impl<L: Ord + Copy + Send + fmt::Display> fmt::Display for Groups<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English, |label| label))
    }
}

/// What the columns of groups are called.
struct Heads {
    customers: Word,
    share: Word,
    orders: Word,
    revenue: Word,
    silent: Word,
}

impl Heads {
    fn of(language: Language) -> Self {
        let [customers, share, orders, revenue, silent] = match language {
            Language::English => ["customers", "share", "orders", "revenue", "days silent"],
            Language::Chinese => ["客户", "占比", "订单", "消费额", "平均沉默天数"],
        }
        .map(|text| Word::of(language, text));
        Self { customers, share, orders, revenue, silent }
    }
}

/// What lines and columns of moves are called that are no group's.
struct Words {
    new: Word,
    all: Word,
    gone: Word,
}

impl Words {
    fn of(language: Language) -> Self {
        let [new, all, gone] = match language {
            Language::English => ["new", "all", "gone"],
            Language::Chinese => ["新增", "合计", "离开"],
        }
        .map(|text| Word::of(language, text));
        Self { new, all, gone }
    }
}

/// A text, and the columns of a terminal that it takes.
#[derive(Clone)]
struct Word {
    text: String,
    width: usize,
}

impl Word {
    /// In Chinese every character takes two columns.
    fn of(language: Language, text: &str) -> Self {
        let each = match language {
            Language::English => 1,
            Language::Chinese => 2,
        };
        Self { text: text.to_owned(), width: each * text.chars().count() }
    }

    fn plain(text: String) -> Self {
        Self::of(Language::English, &text)
    }

    fn empty() -> Self {
        Self::plain(String::new())
    }

    /// A dot for nobody, so that numbers stand out.
    fn number(customers: u64) -> Self {
        Self::plain(if customers == 0 { "·".to_owned() } else { customers.to_string() })
    }

    fn percent(share: f64) -> Self {
        Self::plain(format!("{:.1} %", 100.0 * share))
    }
}

/// Cells, and a name at the end.
struct Line {
    cells: Vec<Word>,
    name: String,
}

impl Line {
    fn new(first: Word, between: impl IntoIterator<Item = Word>, last: Word, name: String) -> Self {
        let cells = std::iter::once(first).chain(between).chain([last]).collect();
        Self { cells, name }
    }
}

/// Cells to the right of their columns, which are at least so wide.
fn printed(table: &[Line], least: &[usize]) -> String {
    let widest = |column: usize| table.iter().map(|line| line.cells[column].width + 2).max();
    let width = |(column, &least): (usize, &usize)| widest(column).unwrap_or_default().max(least);
    let widths: Vec<usize> = least.iter().enumerate().map(width).collect();
    let line = |line: &Line| {
        let cells = line.cells.iter().zip(&widths);
        let cells =
            cells.map(|(word, width)| format!("{}{}", " ".repeat(width - word.width), word.text));
        let name = if line.name.is_empty() { String::new() } else { format!("  {}", line.name) };
        cells.chain([name]).collect::<String>()
    };
    table.iter().map(line).collect::<Vec<_>>().join("\n")
}
