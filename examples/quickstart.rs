//! A shop's orders in, RFM segments and a report for people out.
//!
//! ```text
//! cargo run --release --example quickstart
//! ```

#![allow(clippy::print_stdout, reason = "a report is there to be printed")]

use std::collections::BTreeMap;
use std::error::Error;

use regulars::sim::Shop;
use regulars::{
    Currency, Days, Fit, History, Language, Ledger, Money, Orders, Rfm, RfmModel, RfmScore, Score,
    Segment, View, from_fn,
};

fn main() -> Result<(), Box<dyn Error>> {
    // Three columns, one row an order: whose, on which day, for how many cents.
    let shop = Shop::new(5_000).joining_until("2024-12-24".parse()?).ordering(0.8, 70.0).build()?;
    let mut ledger = Ledger::new(CURRENCY);
    ledger.load(&Orders::new(shop.customers(), shop.days(), shop.minor())?)?;

    let now = ledger.as_of("2024-12-31".parse()?); // nothing later exists in this view
    let rfm = Rfm::new().fit(now.table())?; // the edges between bins, learned once and kept

    let mut buyers = Vec::new();
    for (&customer, (history, score)) in now.join((from_fn(|row| row.history()), &rfm))? {
        if let Some(history) = history {
            buyers.push(Buyer { customer, history, score });
        }
    }

    print_heading(&buyers);
    print_segments(&buyers);
    print_findings(&buyers);
    if let Some(buyer) = whom_to_call(&buyers) {
        print_customer(buyer, &now, &rfm)?;
    }
    Ok(())
}

/// The money of the shop, and the language of the segments' names.
const CURRENCY: Currency = Currency::EUR;
const LANGUAGE: Language = Language::English;

/// The columns of a table's line, of a segment's name, and of a bar.
const LINE: usize = 98;
const NAME: usize = 20;
const BAR: usize = 14;

/// A customer with an order.
struct Buyer {
    customer: u64,
    history: History,
    score: RfmScore,
}

/// Sums over some buyers.
#[derive(Clone, Copy, Default)]
struct Group {
    buyers: i64,
    orders: i64,
    minor: i64,
    silent_days: i64,
}

impl Group {
    fn of<'a>(buyers: impl IntoIterator<Item = &'a Buyer>) -> Self {
        buyers.into_iter().fold(Self::default(), |sum, Buyer { history, .. }| Self {
            buyers: sum.buyers + 1,
            orders: sum.orders + history.orders().cast_signed(),
            minor: sum.minor + history.revenue().0,
            silent_days: sum.silent_days + history.days_since_last(),
        })
    }

    /// Of all buyers, and of all revenue.
    fn shares(self, all: Self) -> [f64; 2] {
        [ratio(self.buyers, all.buyers), ratio(self.minor, all.minor)]
    }

    fn mean_silent_days(self) -> f64 {
        ratio(self.silent_days, self.buyers)
    }
}

fn print_heading(buyers: &[Buyer]) {
    let all = Group::of(buyers);
    let first = buyers.iter().map(|buyer| buyer.history.first()).min();
    let last = buyers.iter().map(|buyer| buyer.history.last()).max();
    println!();
    println!("  A simulated shop");
    println!("  {} customers, {} orders", thousands(all.buyers), thousands(all.orders));
    if let (Some(first), Some(last)) = (first, last) {
        println!("  {first} to {last}, {} days", thousands(last.since(first) + 1));
    }
    println!("  {} of revenue", money(all.minor));
}

/// A line for each segment, those that bring most first.
fn print_segments(buyers: &[Buyer]) {
    let all = Group::of(buyers);
    let mut segments: Vec<(Segment, Group)> = by_segment(buyers).into_iter().collect();
    segments.sort_by_key(|(_, group)| -group.minor);
    let shares = segments.iter().flat_map(|(_, group)| group.shares(all));
    let longest = shares.fold(0.0, f64::max);

    println!();
    let title = format!("{:NAME$}{:>9}{:>9}  {:BAR$}", "Segment", "customers", "share", "");
    println!("  {title}  {:>12}{:>9}  {:BAR$}{:>7}", "revenue", "share", "", "silent");
    println!("  {}", "─".repeat(LINE));
    for (segment, group) in segments {
        let bars = group.shares(all).map(|share| bar(share / longest));
        print_line(segment.label(LANGUAGE), group, all, &bars);
    }
    println!("  {}", "─".repeat(LINE));
    print_line("All", all, all, &Default::default());
    println!("  {:>LINE$}", "silent: days since the last order, on average");
}

fn print_line(name: &str, group: Group, all: Group, [wide, dear]: &[String; 2]) {
    let (name, buyers) = (pad(name, NAME), thousands(group.buyers));
    let (revenue, silent) = (amount(group.minor), group.mean_silent_days());
    let [of_buyers, of_revenue] = group.shares(all).map(|share| 100.0 * share);
    print!("  {name}{buyers:>9}{of_buyers:>7.1} %  {wide:BAR$}");
    println!("  {revenue:>12}{of_revenue:>7.1} %  {dear:BAR$}{silent:>7.0}");
}

fn by_segment(buyers: &[Buyer]) -> BTreeMap<Segment, Group> {
    let mut members: BTreeMap<Segment, Vec<&Buyer>> = BTreeMap::new();
    for buyer in buyers {
        members.entry(buyer.score.segment()).or_default().push(buyer);
    }
    members.into_iter().map(|(segment, buyers)| (segment, Group::of(buyers))).collect()
}

fn print_findings(buyers: &[Buyer]) {
    let findings = [best(buyers), dearest_tenth(buyers), once(buyers), silent(buyers)];
    println!();
    findings.into_iter().flatten().for_each(|finding| println!("  • {finding}"));
}

/// The segment that brings most.
fn best(buyers: &[Buyer]) -> Option<String> {
    let segments = by_segment(buyers);
    let (segment, group) = segments.iter().max_by_key(|(_, group)| group.minor)?;
    let [of_buyers, of_revenue] = group.shares(Group::of(buyers)).map(percent);
    let name = segment.label(LANGUAGE);
    Some(format!("{name} are {of_buyers} of customers and bring {of_revenue} of revenue."))
}

/// How much hangs on a few.
fn dearest_tenth(buyers: &[Buyer]) -> Option<String> {
    let mut by_revenue: Vec<&Buyer> = buyers.iter().collect();
    by_revenue.sort_by_key(|buyer| -buyer.history.revenue().0);
    let few = Group::of(by_revenue.into_iter().take(buyers.len() / 10));
    let [_, of_revenue] = few.shares(Group::of(buyers)).map(percent);
    let text =
        || format!("The tenth of customers that spends most brings {of_revenue} of revenue.");
    (0 < few.buyers).then(text)
}

fn once(buyers: &[Buyer]) -> Option<String> {
    let once = Group::of(buyers.iter().filter(|buyer| buyer.history.orders() == 1));
    let [of_buyers, of_revenue] = once.shares(Group::of(buyers)).map(percent);
    let text = || format!("{of_buyers} have ordered once; they bring {of_revenue} of revenue.");
    (0 < once.buyers).then(text)
}

/// What those brought who have gone silent.
fn silent(buyers: &[Buyer]) -> Option<String> {
    let silent = Group::of(gone_silent(buyers));
    let [_, of_revenue] = silent.shares(Group::of(buyers)).map(percent);
    let (count, days) = (thousands(silent.buyers), silent.mean_silent_days());
    let text = || {
        format!(
            "{count} used to order often and have been silent for {days:.0} days on average; \
             they brought\n    {}, {of_revenue} of revenue.",
            money(silent.minor)
        )
    };
    (0 < silent.buyers).then(text)
}

/// Of those who have gone silent the one who spent most.
fn whom_to_call(buyers: &[Buyer]) -> Option<&Buyer> {
    gone_silent(buyers).max_by_key(|buyer| buyer.history.revenue())
}

fn gone_silent(buyers: &[Buyer]) -> impl Iterator<Item = &Buyer> {
    let segments = [Segment::AtRisk, Segment::CannotLose];
    buyers.iter().filter(move |buyer| segments.contains(&buyer.score.segment()))
}

/// Why a customer has their score, what it was, and what one more order would make of it.
fn print_customer(buyer: &Buyer, now: &View<u64>, rfm: &RfmModel) -> regulars::Result<()> {
    let Buyer { customer, history, score } = buyer;
    let (orders, mean) = (history.orders(), history.revenue().0 / history.orders().cast_signed());
    let (r, f, m) = (score.r(), score.f(), score.m());
    println!();
    println!("  Whom to call first? Customer {customer}: {}", in_words(*score));
    println!(
        "    R {r}   last bought on {}, {} days ago",
        history.last(),
        history.days_since_last()
    );
    println!("    F {f}   {orders} orders since {}", history.first());
    println!("    M {m}   {}, {} an order", money(history.revenue().0), money(mean));

    // The model and the customer's row are all it takes to look back, and to ask "what if".
    let (row, a_year_ago) = (now.row(customer)?, now.as_of() - Days(365));
    println!();
    if let Some(then) = row.cut_at(a_year_ago) {
        println!("    On {a_year_ago} it was {},", in_words(rfm.score_one(then)?));
    }
    if let Some(ordered) = row.with_purchase(now.as_of() + Days(1), Money(mean)) {
        let score = rfm.score_one(ordered.row())?;
        println!("    and one such order tomorrow would make it {}.", in_words(score));
    }
    println!();
    Ok(())
}

fn in_words(score: RfmScore) -> String {
    format!("{score} “{}”", score.segment().label(LANGUAGE))
}

#[expect(clippy::cast_precision_loss, reason = "it is printed to a few digits")]
fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn money(minor: i64) -> String {
    format!("{} {}", CURRENCY.code(), amount(minor))
}

/// Decimal text, its whole units in groups of three.
fn amount(minor: i64) -> String {
    let text = CURRENCY.text(Money(minor)).to_string();
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    grouped(whole) + decimals
}

fn thousands(count: i64) -> String {
    grouped(&count.to_string())
}

/// Digits in groups of three, after a sign if there is one.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let comma = |index| 0 < index && (digits.len() - index) % 3 == 0;
    let digit = |(index, digit)| [comma(index).then_some(','), Some(digit)];
    let groups = digits.chars().enumerate().flat_map(digit).flatten();
    sign.chars().chain(groups).collect()
}

/// A horizontal bar for a `length` from 0 to 1, to an eighth of a column.
fn bar(length: f64) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is some whole number of eighths"
    )]
    let eighths = (length * (8 * BAR) as f64).round() as usize;
    "█".repeat(eighths / 8) + PARTS[eighths % 8]
}

/// `text` with blanks up to a width in columns.
fn pad(text: &str, width: usize) -> String {
    let columns = text.chars().count() + text.chars().filter(is_wide).count();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
}

/// Whether a character takes two columns, as those of Chinese, Japanese and Korean do.
fn is_wide(c: &char) -> bool {
    const WIDE: [std::ops::RangeInclusive<char>; 7] = [
        '\u{1100}'..='\u{115f}',
        '\u{2e80}'..='\u{a4cf}',
        '\u{ac00}'..='\u{d7a3}',
        '\u{f900}'..='\u{faff}',
        '\u{fe30}'..='\u{fe6f}',
        '\u{ff00}'..='\u{ff60}',
        '\u{20000}'..='\u{3fffd}',
    ];
    WIDE.iter().any(|range| range.contains(c))
}
