//! What the shop's till wrote, and what it could not know.

use std::ops::Range;

use crate::day::Day;
use crate::ledger::Orders;
use crate::money::Money;
use crate::num::rng::Rng;
use crate::par;
use crate::sim::life::{Order, live};
use crate::sim::settings::Shop;

/// The orders of a simulated shop as columns, by day and then by customer, and the truth about
/// each customer. Made by [`Shop::build`].
///
/// # Examples
///
/// ```
/// use regulars::sim::Shop;
///
/// let log = Shop::new(500).build()?;
/// assert!(log.days().is_sorted() && 500 <= log.len());
/// let turnover: i64 = log.minor().iter().sum();
/// assert_eq!(turnover, log.rows().map(|(_, _, amount)| amount.0).sum());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ShopLog {
    // Invariant: the three columns have one length, days ascend, customers ascend within a day.
    customers: Vec<u64>,
    days: Vec<i32>,
    minor: Vec<i64>,
    // Invariant: customer `i + 1` at `i`.
    truths: Vec<Truth>,
}

/// What one customer is like, behind the orders.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Truth {
    /// The mean number of orders per day while a customer.
    #[doc(alias("lambda"))]
    pub orders_per_day: f64,
    /// The probability that an order after the first is the last.
    #[doc(alias("dropout"))]
    pub leaving: f64,
    /// The mean amount of an order in minor units, before it is rounded.
    #[doc(alias("zeta"))]
    pub mean_minor: f64,
    /// The day of the first order.
    pub joined: Day,
    /// The day of the order that was the last for ever; `None` for those who are customers still
    /// when the window ends.
    pub left: Option<Day>,
}

/// The orders of a block of customers, and who made them (by index).
#[derive(Default)]
struct Block {
    orders: Vec<(u32, Order)>,
    truths: Vec<Truth>,
}

/// What the shop's draws are drawn for. Later additions to a shop take purposes of their own, so
/// that these rows stay as they are.
const PURPOSE: &str = "sim/orders";

impl ShopLog {
    /// The orders, to be [loaded](crate::Ledger::load) into a ledger.
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

    /// Each row's amount in minor units, at least 1.
    #[must_use]
    pub fn minor(&self) -> &[i64] {
        &self.minor
    }

    /// The rows, one after the other.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (u64, Day, Money)> + Clone + '_ {
        (0..self.len())
            .map(|row| (self.customers[row], Day::trusted(self.days[row]), Money(self.minor[row])))
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
        let rng = Rng::new(shop.seed, PURPOSE);
        let customers = usize::try_from(shop.customers).expect("memory has 32 bits of addresses");
        let blocks = par::map_blocks(customers, par::BLOCK, |range| Block::run(shop, &rng, range));
        let mut log = Self::by_day(shop, &blocks);
        log.truths.extend(blocks.iter().flat_map(|block| &block.truths));
        log
    }

    /// The rows in order of their days. The blocks are in order of customers, and a counting sort
    /// keeps that within a day; it also touches every row only twice.
    fn by_day(shop: &Shop, blocks: &[Block]) -> Self {
        let (mut next, rows) = starts(shop.days(), blocks);
        let mut log = Self {
            customers: vec![0; rows],
            days: vec![0; rows],
            minor: vec![0; rows],
            truths: Vec::new(),
        };
        for &(index, Order { offset, minor }) in blocks.iter().flat_map(|block| &block.orders) {
            let row = &mut next[offset as usize];
            log.customers[*row] = u64::from(index) + 1;
            log.days[*row] = shop.first.number().saturating_add_unsigned(offset);
            log.minor[*row] = minor;
            *row += 1;
        }
        log
    }
}

impl Block {
    fn run(shop: &Shop, rng: &Rng, range: Range<usize>) -> Self {
        let mut block = Self::default();
        for index in range {
            let index = u32::try_from(index).expect("customers are counted in 32 bits");
            let mut rng = rng.stream(index.into());
            let truth = live(shop, &mut rng, |order| block.orders.push((index, order)));
            block.truths.push(truth);
        }
        block
    }
}

/// The row at which each day starts, and the number of rows.
fn starts(days: u32, blocks: &[Block]) -> (Vec<usize>, usize) {
    let mut starts = vec![0; days as usize];
    for (_, order) in blocks.iter().flat_map(|block| &block.orders) {
        starts[order.offset as usize] += 1;
    }
    let mut rows = 0;
    for start in &mut starts {
        rows += std::mem::replace(start, rows);
    }
    (starts, rows)
}
