//! Reasons in words.

use std::fmt;

use super::{amount, spent, whole};
use crate::day::Day;
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::rfm::measure::{Count, Spend};
use crate::rfm::why::{
    Around, CountReason, More, RecencyReason, RfmExplanation, RfmReasons, SpendReason,
};

impl RfmExplanation {
    /// The score and its segment, and a line for each digit.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut lines = vec![self.headline(language)];
        lines.extend(self.lines(language));
        lines.join("\n")
    }

    /// A line for each digit, or one for a prospect.
    #[must_use]
    pub fn lines(&self, language: Language) -> Vec<String> {
        let Some(RfmReasons { r, f, m }) = self.reasons else {
            return vec![match language {
                Language::English => "There is no order yet.".to_owned(),
                Language::Chinese => "尚未下单。".to_owned(),
            }];
        };
        let [of_r, of_f, of_m] = self.bins;
        match language {
            Language::English => vec![
                format!("R {} of {of_r}: {}", r.digit, r.english(self.as_of)),
                format!("F {} of {of_f}: {}", f.digit, f.english()),
                format!("M {} of {of_m}: {}", m.digit, m.english(self.currency)),
            ],
            Language::Chinese => vec![
                format!("R {}（共{of_r}档）：{}", r.digit, r.chinese(self.as_of)),
                format!("F {}（共{of_f}档）：{}", f.digit, f.chinese()),
                format!("M {}（共{of_m}档）：{}", m.digit, m.chinese(self.currency)),
            ],
        }
    }

    fn headline(&self, language: Language) -> String {
        match (self.reasons, &self.segments) {
            (None, _) => self.label(language).to_owned(),
            (Some(_), None) => self.score.digits(),
            (Some(_), Some(_)) => format!("{} {}", self.score.digits(), self.label(language)),
        }
    }
}

impl fmt::Display for RfmExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl RecencyReason {
    fn english(self, as_of: Day) -> String {
        let days = self.days_since_last;
        let ago = match days {
            0 => "today".to_owned(),
            1 => "1 day ago".to_owned(),
            _ => format!("{days} days ago"),
        };
        let around = between_english(self.edges, whole);
        let now = self.order_now.map(|to| format!("An order now makes it {to}"));
        let falls =
            self.falls.map(|falls| format!("it falls to {} on {}", falls.to, as_of + falls.after));
        let moves = match (now, falls) {
            (Some(now), Some(falls)) => format!("{now}; without one {falls}."),
            (Some(now), None) => format!("{now}."),
            (None, Some(falls)) => format!("Without another {falls}."),
            (None, None) => "Nothing changes it.".to_owned(),
        };
        format!("the last order is {ago}{around}. {moves}")
    }

    fn chinese(self, as_of: Day) -> String {
        let around = between_chinese(self.edges, whole);
        let now = self.order_now.map(|to| format!("现在下单则升至{to}"));
        let falls = self.falls;
        let falls =
            falls.map(|falls| format!("不再下单则于{}降至{}", as_of + falls.after, falls.to));
        let moves: Vec<String> = now.into_iter().chain(falls).collect();
        let moves = if moves.is_empty() { "不会变化".to_owned() } else { moves.join("；") };
        format!("上次下单距今{}天{around}。{moves}。", self.days_since_last)
    }
}

impl CountReason {
    fn english(self) -> String {
        let name = match (self.value, self.count) {
            (1, Count::Orders) => "order",
            (1, Count::PurchaseDays) => "day with an order",
            (1, Count::Repeats) => "repeat",
            (_, many) => many.english(),
        };
        let around = between_english(self.edges, whole);
        let moves = match self.more {
            None => last_english(self.edges).to_owned(),
            Some(more) if more.least == 1 => format!("1 more makes it {}.", more.to),
            Some(more) => format!("{} more make it {}.", more.least, more.to),
        };
        format!("{} {name}{around}. {moves}", self.value)
    }

    fn chinese(self) -> String {
        let name = match self.count {
            Count::Orders => "个订单",
            Count::PurchaseDays => "个购买日",
            Count::Repeats => "次复购",
        };
        let around = between_chinese(self.edges, whole);
        let moves = self.more.map_or(last_chinese(self.edges).to_owned(), |more| {
            format!("再增加{}{name}则升至{}", more.least, more.to)
        });
        format!("{}{name}{around}。{moves}。", self.value)
    }
}

impl SpendReason {
    fn english(self, currency: Currency) -> String {
        let per = match self.spend {
            Spend::Total => "",
            Spend::MeanPerOrder => " an order",
            Spend::MeanPerPurchaseDay => " a day with an order",
        };
        let around = between_english(self.edges, |edge| spent(currency, self.spend, edge));
        let moves = match (self.spend, self.more, self.next_order) {
            (Spend::Total, Some(More { least, to }), _) => {
                format!("{} more makes it {to}.", amount(currency, least))
            }
            (_, Some(_), Some(More { least: Money(1), to })) => {
                format!("Any order now makes it {to} at least.")
            }
            (_, Some(_), Some(More { least, to })) => {
                format!("An order of {} now makes it {to}.", amount(currency, least))
            }
            _ => last_english(self.edges).to_owned(),
        };
        format!("{}{per}{around}. {moves}", spent(currency, self.spend, self.value))
    }

    fn chinese(self, currency: Currency) -> String {
        let per = match self.spend {
            Spend::Total => "消费",
            Spend::MeanPerOrder => "平均每单",
            Spend::MeanPerPurchaseDay => "平均每个购买日",
        };
        let around = between_chinese(self.edges, |edge| spent(currency, self.spend, edge));
        let moves = match (self.spend, self.more, self.next_order) {
            (Spend::Total, Some(More { least, to }), _) => {
                format!("再消费{}则升至{to}", amount(currency, least))
            }
            (_, Some(_), Some(More { least: Money(1), to })) => format!("现在下单则至少升至{to}"),
            (_, Some(_), Some(More { least, to })) => {
                format!("现在下单{}则升至{to}", amount(currency, least))
            }
            _ => last_chinese(self.edges).to_owned(),
        };
        format!("{per}{}{around}。{moves}。", spent(currency, self.spend, self.value))
    }
}

/// Where there is a better digit, but nothing that fits 64 bits reaches it.
fn last_english(edges: Around) -> &'static str {
    if edges.above.is_some() { "Nothing lifts it." } else { "It is the highest." }
}

fn last_chinese(edges: Around) -> &'static str {
    if edges.above.is_some() { "无法再提升" } else { "已是最高档" }
}

fn between_english(edges: Around, show: impl Fn(f64) -> String) -> String {
    match (edges.below.map(&show), edges.above.map(&show)) {
        (Some(below), Some(above)) => format!(", more than {below} and up to {above}"),
        (Some(below), None) => format!(", more than {below}"),
        (None, Some(above)) => format!(", up to {above}"),
        (None, None) => String::new(),
    }
}

fn between_chinese(edges: Around, show: impl Fn(f64) -> String) -> String {
    match (edges.below.map(&show), edges.above.map(&show)) {
        (Some(below), Some(above)) => format!("（大于{below}且不超过{above}）"),
        (Some(below), None) => format!("（大于{below}）"),
        (None, Some(above)) => format!("（不超过{above}）"),
        (None, None) => String::new(),
    }
}
