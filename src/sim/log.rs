//! What the shop's till wrote, and what it could not know.

use std::ops::Range;

use crate::day::{Day, Days};
use crate::ledger::Orders;
use crate::money::Money;
use crate::par;
use crate::record::Purchase;
use crate::sim::basket::{Choice, Goods, referrer};
use crate::sim::contact::{Contact, Noted};
use crate::sim::life::{Entry, live};
use crate::sim::season::Pace;
use crate::sim::settings::Shop;
use crate::sim::truth::Truth;

/// The rows of a simulated shop, by day and then by customer, and the truth about each customer.
/// Made by [`Shop::build`].
///
/// A row is an order, or what came back of one: then its amount is negative.
///
/// # Examples
///
/// ```
/// use regulars::sim::Shop;
///
/// let log = Shop::new(500).build()?;
/// assert!(log.days().is_sorted() && 500 <= log.len());
/// let turnover: i64 = log.minor().iter().sum();
/// assert_eq!(turnover, log.rows().map(|(_, _, amount)| amount.0).sum::<i64>());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ShopLog {
    // Invariant: these columns have one length, days ascend, customers ascend within a day.
    customers: Vec<u64>,
    days: Vec<i32>,
    minor: Vec<i64>,
    /// The order's place among its customer's, from 1.
    numbers: Vec<u32>,
    // Invariant: as long as the columns, or empty where all of it would be nothing.
    goods: Vec<Goods>,
    categories: Vec<String>,
    channels: Vec<String>,
    contacts: Vec<Noted>,
    // Invariant: customer `i + 1` at `i`.
    truths: Vec<Truth>,
}

/// The rows of a block of customers, and whose they are (by index).
#[derive(Default)]
struct Block {
    entries: Vec<(u32, Entry)>,
    contacts: Vec<Noted>,
    truths: Vec<Truth>,
}

impl ShopLog {
    /// The columns, to be [loaded](crate::Ledger::load) into a ledger. They carry no order ids, so
    /// only [`records`](Self::records) let a return find its order.
    #[must_use]
    pub fn orders(&self) -> Orders<'_, u64> {
        Orders::new(&self.customers, &self.days, &self.minor).expect("the columns have one length")
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there are no rows, which takes a shop without customers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Each row's customer: from 1 to the number of customers.
    #[must_use]
    pub fn customers(&self) -> &[u64] {
        &self.customers
    }

    /// Each row's day, as the number of days since 1970-01-01 (see [`Day::number`]).
    #[must_use]
    pub fn days(&self) -> &[i32] {
        &self.days
    }

    /// Each row's amount in minor units: at least 1, and at most -1 for what came back.
    #[must_use]
    pub fn minor(&self) -> &[i64] {
        &self.minor
    }

    /// The rows, one after the other.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (u64, Day, Money)> + Clone + '_ {
        (0..self.len())
            .map(|row| (self.customers[row], Day::trusted(self.days[row]), Money(self.minor[row])))
    }

    /// The rows as records, to be [appended](crate::Ledger::append) to a ledger, with all that is
    /// known of each: an order's id is its customer and its place among their orders, as in `17-3`,
    /// and what came back has the id, the category and the channel of its order.
    pub fn records(&self) -> impl ExactSizeIterator<Item = (u64, Purchase)> + Clone + '_ {
        (0..self.len()).map(|row| (self.customers[row], self.record(row)))
    }

    fn record(&self, row: usize) -> Purchase {
        let purchase = Purchase::new(Day::trusted(self.days[row]), Money(self.minor[row]));
        let purchase = purchase.order_id(self.order_id(row));
        let Goods { category, channel, discount } = self.goods(row);
        let name = |names: &[String], place: Option<u16>| {
            place.map(|place| names[usize::from(place)].clone())
        };
        let purchase = match name(&self.categories, category) {
            Some(category) => purchase.category(category),
            None => purchase,
        };
        let purchase = match name(&self.channels, channel) {
            Some(channel) => purchase.channel(channel),
            None => purchase,
        };
        if discount == 0 { purchase } else { purchase.discount(Money(discount)) }
    }

    pub(super) fn order_id(&self, row: usize) -> String {
        format!("{}-{}", self.customers[row], self.numbers[row])
    }

    pub(super) fn goods(&self, row: usize) -> Goods {
        self.goods.get(row).copied().unwrap_or_default()
    }

    /// What customers did beside ordering, by customer and, of one, kind by kind, each in order of days:
    /// nothing unless the shop has [`contacts`](super::Shop::contacts).
    pub fn contacts(&self) -> impl ExactSizeIterator<Item = (u64, Day, Contact)> + Clone + '_ {
        self.contacts.iter().map(|noted| (noted.customer, noted.day, noted.contact))
    }

    /// The categories of goods, to which [`Truth::category`] points.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The channels that orders came by, to which [`Truth::channel`] points.
    #[must_use]
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// The truth about one customer; `None` for a number that no customer has.
    #[must_use]
    pub fn truth(&self, customer: u64) -> Option<&Truth> {
        self.truths.get(usize::try_from(customer.checked_sub(1)?).ok()?)
    }

    /// The truth about every customer, from customer 1 on.
    #[must_use]
    pub fn truths(&self) -> &[Truth] {
        &self.truths
    }

    /// Lives every life of a shop whose settings were checked.
    pub(super) fn run(shop: &Shop) -> Self {
        let pace = Pace::of(shop);
        let customers = usize::try_from(shop.customers).expect("memory has 32 bits of addresses");
        let blocks = par::map_blocks(customers, par::BLOCK, |range| Block::run(shop, &pace, range));
        let mut log = Self::by_day(shop, &blocks);
        log.contacts.extend(blocks.iter().flat_map(|block| &block.contacts));
        log.truths.extend(blocks.iter().flat_map(|block| &block.truths));
        log.refer(shop);
        log
    }

    /// The rows in order of their days. The blocks are in order of customers, and a counting sort
    /// keeps that within a day; it also touches every row only twice.
    fn by_day(shop: &Shop, blocks: &[Block]) -> Self {
        let (mut next, rows) = starts(shop.days(), blocks);
        let names = |choice: &Option<Choice>| {
            choice.as_ref().map_or_else(Vec::new, |choice| choice.names.clone())
        };
        let mut log = Self {
            customers: vec![0; rows],
            days: vec![0; rows],
            minor: vec![0; rows],
            numbers: vec![0; rows],
            goods: vec![Goods::default(); if shop.basket.is_empty() { 0 } else { rows }],
            categories: names(&shop.basket.categories),
            channels: names(&shop.basket.channels),
            contacts: Vec::new(),
            truths: Vec::new(),
        };
        for &(index, entry) in blocks.iter().flat_map(|block| &block.entries) {
            let Entry { offset, minor, order, goods } = entry;
            let row = &mut next[offset as usize];
            log.customers[*row] = u64::from(index) + 1;
            log.days[*row] = shop.first.number().saturating_add_unsigned(offset);
            log.minor[*row] = minor;
            log.numbers[*row] = order;
            if let Some(own) = log.goods.get_mut(*row) {
                *own = goods;
            }
            *row += 1;
        }
        log
    }

    /// Finds out who brought whom, which takes the days on which all have joined.
    fn refer(&mut self, shop: &Shop) {
        let joined: Vec<Day> = self.truths.iter().map(|truth| truth.joined).collect();
        for (index, truth) in (0..).zip(&mut self.truths) {
            let early_enough = |other: u32| joined[other as usize] < truth.joined;
            truth.referrer = referrer(shop, index, early_enough);
        }
    }
}

impl Block {
    fn run(shop: &Shop, pace: &Pace, range: Range<usize>) -> Self {
        let mut block = Self::default();
        for index in range {
            let index = u32::try_from(index).expect("customers are counted in 32 bits");
            let truth = live(shop, pace, index, |entry| block.entries.push((index, entry)));
            shop.contacts_of(index, &truth, |offset, contact| {
                let day = shop.first + Days(offset);
                block.contacts.push(Noted { customer: u64::from(index) + 1, day, contact });
            });
            block.truths.push(truth);
        }
        block
    }
}

/// The row at which each day starts, and the number of rows.
fn starts(days: u32, blocks: &[Block]) -> (Vec<usize>, usize) {
    let mut starts = vec![0; days as usize];
    for (_, entry) in blocks.iter().flat_map(|block| &block.entries) {
        starts[entry.offset as usize] += 1;
    }
    let mut rows = 0;
    for start in &mut starts {
        rows += std::mem::replace(start, rows);
    }
    (starts, rows)
}
