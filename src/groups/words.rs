//! Who is where and who has moved, as tables for people.

use std::fmt;

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
    ///     " customers    share    orders             EUR    share   days silent",
    ///     "         1   50.0 %         1         1500.00   75.0 %            10  big",
    ///     "         1   50.0 %         1          500.00   25.0 %           121  small",
    ///     "         2  100.0 %         2         2000.00  100.0 %            66  all",
    /// ];
    /// assert_eq!(groups.to_string(), lines.join("\n"));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn text<N: fmt::Display>(&self, language: Language, name: impl Fn(L) -> N) -> String {
        let currency = self.currency().unwrap_or(Currency::NONE);
        let heads = Heads::of(language);
        let code = match currency.code() {
            "XXX" => heads.revenue.right(16),
            code => format!("{code:>16}"),
        };
        let head = [
            heads.customers.right(10),
            heads.share.right(9),
            heads.orders.right(10),
            code,
            heads.share.right(9),
            heads.silent.right(14),
        ];
        let line = |group: Group, share: f64, of_revenue: f64, name: &dyn fmt::Display| {
            let Group { customers, orders, revenue, .. } = group;
            let silent = group.mean_days_since_last();
            let silent = silent.map_or("·".to_owned(), |days| format!("{days:.0}"));
            let (share, of_revenue) = (100.0 * share, 100.0 * of_revenue);
            let revenue = currency.text(revenue);
            format!(
                "{customers:>10}{share:>7.1} %{orders:>10}{revenue:>16}{of_revenue:>7.1} \
                 %{silent:>14}  {name}"
            )
        };
        let mut lines = vec![head.concat()];
        for (label, group) in self.iter() {
            let shares = (self.share(&label), self.share_of_revenue(&label));
            lines.push(line(group, shares.0, shares.1, &name(label)));
        }
        let whole = if self.all().customers == 0 { 0.0 } else { 1.0 };
        let of_revenue = if self.all().revenue == Money::ZERO { 0.0 } else { 1.0 };
        lines.push(line(self.all(), whole, of_revenue, &Words::of(language).all.0));
        lines.join("\n")
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
        match language {
            Language::English => Self {
                customers: Word("customers", 9),
                share: Word("share", 5),
                orders: Word("orders", 6),
                revenue: Word("revenue", 7),
                silent: Word("days silent", 11),
            },
            Language::Chinese => Self {
                customers: Word("客户", 4),
                share: Word("占比", 4),
                orders: Word("订单", 4),
                revenue: Word("消费额", 6),
                silent: Word("平均静默天数", 12),
            },
        }
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
