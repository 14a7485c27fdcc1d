//! A shop's orders in, RFM segments and a report for people out.
//!
//! ```text
//! cargo run --release --example quickstart
//! ```
//!
//! What is asked of the library is here; how numbers and lines look is in `text`.

#![allow(clippy::print_stdout, reason = "a report is there to be printed")]

mod text;

use std::error::Error;

use regulars::sim::Shop;
use regulars::{
    Currency, Day, Days, Fit, Group, Groups, Language, Ledger, Migration, Money, Rfm,
    RfmExplanation, RfmModel, Row, Score, Segment, View,
};

use crate::text::{LINE, bar, indented, money, pad, percent, thousands};

/// The money of the shop, and the language of all that is said of its customers.
const CURRENCY: Currency = Currency::EUR;
const LANGUAGE: Language = Language::English;

fn main() -> Result<(), Box<dyn Error>> {
    // Three columns, one row an order: whose, on which day, for how many cents.
    let shop = Shop::gift_shop(5_000).joining_until("2024-12-24".parse()?).ordering(0.8, 70.0);
    let shop = shop.build()?;
    let mut ledger = Ledger::new(CURRENCY);
    ledger.load(&shop.orders())?;

    let now = ledger.as_of("2024-12-31".parse()?); // nothing later exists in this view
    let rfm = Rfm::new().fit(now.table())?; // the edges between bins, learned once and kept
    let segments = rfm.summarise(now.table())?;

    let then = ledger.as_of("2024-09-30".parse()?); // the same shop a quarter ago,
    let moved = rfm.migration(&then, &now)?; // by the same edges

    print_heading(segments.all(), now.as_of());
    print_segments(&segments);
    print_findings(&segments);
    print_migration(&moved, then.as_of(), now.as_of());
    print_customers(&now, &rfm)
}

fn print_heading(all: Group, day: Day) {
    let (customers, orders) = (thousands(all.customers), thousands(all.orders));
    println!("\n  A simulated shop on {day}");
    println!("  {customers} customers, {orders} orders, {} of revenue", money(all.revenue));
}

/// The columns of a segment's name, and of a bar.
const NAME: usize = 20;
const BAR: usize = 13;

/// A line for each segment, those that bring most first.
fn print_segments(segments: &Groups<Segment>) {
    let mut by_revenue: Vec<(Segment, Group)> = segments.iter().collect();
    by_revenue.sort_by_key(|(_, group)| -group.revenue.0);
    let shares = |segment| [segments.share(&segment), segments.share_of_revenue(&segment)];
    let longest = by_revenue.iter().flat_map(|(own, _)| shares(*own)).fold(0.0, f64::max);

    let title = format!("{:NAME$}{:>9}{:>9}  {:BAR$}", "Segment", "customers", "share", "");
    println!("\n  {title}  {:>12}{:>9}  {:BAR$}{:>7}", "revenue", "share", "", "silent");
    println!("  {}", "─".repeat(LINE));
    for (segment, group) in by_revenue {
        let bars = shares(segment).map(|share| bar(share / longest, BAR));
        print_segment(segment.label(LANGUAGE), group, shares(segment), &bars);
    }
    println!("  {}", "─".repeat(LINE));
    print_segment("All", segments.all(), [1.0, 1.0], &Default::default());
    println!("  {:>LINE$}", "silent: days since the last order, on average");
}

fn print_segment(name: &str, group: Group, shares: [f64; 2], [wide, dear]: &[String; 2]) {
    let (name, customers) = (pad(name, NAME), thousands(group.customers));
    let (revenue, silent) = (text::amount(group.revenue), group.mean_days_since_last());
    let [of_customers, of_revenue] = shares.map(|share| 100.0 * share);
    print!("  {name}{customers:>9}{of_customers:>7.1} %  {wide:BAR$}");
    println!("  {revenue:>12}{of_revenue:>7.1} %  {dear:BAR$}{:>7.0}", silent.unwrap_or_default());
}

fn print_findings(segments: &Groups<Segment>) {
    println!();
    if let Some((best, _)) = segments.iter().max_by_key(|(_, group)| group.revenue) {
        let shares = [segments.share(&best), segments.share_of_revenue(&best)].map(percent);
        let (name, [of_customers, of_revenue]) = (best.label(LANGUAGE), shares);
        println!("  • {name} are {of_customers} of customers and bring {of_revenue} of revenue.");
    }
    let (customers, minor) = GONE_SILENT
        .map(|segment| segments.group(&segment))
        .iter()
        .fold((0, 0), |(customers, minor), group| {
            (customers + group.customers, minor + group.revenue.0)
        });
    println!(
        "  • {} who used to order often have gone silent; they brought {}.",
        thousands(customers),
        money(Money(minor))
    );
}

const GONE_SILENT: [Segment; 2] = [Segment::AtRisk, Segment::CannotLose];

/// Who went from which segment to which, and what that cost.
fn print_migration(moved: &Migration<Segment>, then: Day, now: Day) {
    println!("\n  From {then}, down, to {now}, across");
    let table = moved.text(LANGUAGE, |segment| segment.label(LANGUAGE));
    table.lines().for_each(|line| println!("  {line}"));

    let best = moved.change(Segment::Champions);
    let left: i64 = moved
        .iter()
        .filter(|(from, to, _)| *from == Some(Segment::Champions) && from != to)
        .map(|(.., moved)| moved.before.0)
        .sum();
    println!(
        "\n  • Of {} champions {} no longer are; they had spent {}.",
        thousands(best.before),
        thousands(best.moved_out),
        money(Money(left))
    );
}

/// Three who are worth a thought, and why they have their scores.
fn print_customers(now: &View<u64>, rfm: &RfmModel) -> Result<(), Box<dyn Error>> {
    let mut buyers = Vec::new();
    for ((&customer, why), row) in now.join(rfm.reasons())?.zip(now.table().rows()) {
        buyers.push(Buyer { customer, why, row });
    }
    let most = |wanted: &dyn Fn(&&Buyer<'_>) -> bool| {
        buyers.iter().filter(wanted).max_by_key(|buyer| buyer.row.revenue())
    };
    let call = most(&|buyer| GONE_SILENT.contains(&buyer.segment()));
    let slips = most(&|buyer| buyer.segment() == Segment::Champions && buyer.falls_within(Days(7)));
    let nearly = most(&|buyer| {
        let better = buyer.after_an_order(rfm).is_some_and(|next| next == Segment::Champions);
        buyer.segment() == Segment::PotentialLoyalists && better
    });
    let three = [
        ("Whom to call first?", call),
        ("Who falls within a week?", slips),
        ("Whom does one order make a champion?", nearly),
    ];
    for (question, buyer) in three {
        let Some(Buyer { customer, why, row }) = buyer else { continue };
        let (score, segment) = (why.score, why.score.segment().label(LANGUAGE));
        println!("\n  {question} Customer {customer}: {score} {segment}");
        for line in why.lines(LANGUAGE) {
            println!("{}", indented(&line));
        }
        // The model and the customer's row are all it takes to look back.
        let a_year_ago = now.as_of() - Days(365);
        if let Some(then) = row.cut_at(a_year_ago).filter(|then| then.history().is_some()) {
            let then = rfm.score_one(then)?;
            println!("    A year ago it was {then} {}.", then.segment().label(LANGUAGE));
        }
    }
    println!();
    Ok(())
}

/// A customer, and why they have their score.
struct Buyer<'a> {
    customer: u64,
    why: RfmExplanation,
    row: Row<'a>,
}

impl Buyer<'_> {
    fn segment(&self) -> Segment {
        self.why.score.segment()
    }

    fn falls_within(&self, days: Days) -> bool {
        let falls = self.why.reasons.and_then(|reasons| reasons.r.falls);
        falls.is_some_and(|falls| falls.after <= days)
    }

    /// What if they ordered today, for what they spend on average?
    fn after_an_order(&self, rfm: &RfmModel) -> Option<Segment> {
        let mean = self.row.revenue().0 / self.row.history()?.orders().cast_signed();
        let row = self.row.with_purchase(self.row.as_of(), Money(mean))?;
        Some(rfm.score_one(row.row()).ok()?.segment())
    }
}
