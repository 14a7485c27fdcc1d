//! Rows as a file would have them, and what may be wrong with them.

use std::io::{self, Write};

use crate::day::{Day, Days};
use crate::error::Result;
use crate::money::{Currency, Money};
use crate::num::rng::Rng;
use crate::sim::basket::Goods;
use crate::sim::cadence::below;
use crate::sim::domain::SHARE;
use crate::sim::log::ShopLog;

/// One thing that is wrong in a file of [`ShopLog::write_csv`]. Made by [`ShopLog::faults`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The row of the file, counted from 1 below the header, as
    /// [`InputReport`](crate::InputReport) counts.
    pub row: u64,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a row, and what the crate's own reader says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// The customer is missing.
    NoCustomer,
    /// The day is the 31st of February: unreadable.
    NoSuchDay,
    /// The amount is `n/a`: unreadable.
    NoAmount,
    /// The amount is zero.
    Zero,
    /// The row is the one before it once more: merged, where order ids are read.
    Repeated,
    /// The day is 36,525 days later, about a hundred years: kept, and later than any view of today.
    FarLater,
    /// The amount has lost its decimal point, and is a hundred times too large: kept, because a
    /// reader cannot know.
    Slip,
}

const KINDS: [FaultKind; 7] = [
    FaultKind::NoCustomer,
    FaultKind::NoSuchDay,
    FaultKind::NoAmount,
    FaultKind::Zero,
    FaultKind::Repeated,
    FaultKind::FarLater,
    FaultKind::Slip,
];

/// 36,525 days.
const CENTURY: Days = Days(36_525);

impl ShopLog {
    /// Plants faults: each row has one with the probability `share`, of all kinds alike. The list
    /// ascends by row, and is all that is wrong with the file that
    /// [`write_csv`](Self::write_csv) makes of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`](crate::ErrorKind::Param) for a share that is not from 0 to 1.
    pub fn faults(&self, share: f64, seed: u64) -> Result<Vec<Fault>> {
        SHARE.check("share", share)?;
        let mut rng = Rng::new(seed, "sim/faults");
        let (mut faults, mut row) = (Vec::new(), 0);
        let kinds = u32::try_from(KINDS.len()).expect("there are seven");
        for _ in 0..self.len() {
            row += 1;
            if rng.bernoulli(share) {
                let kind = KINDS[below(kinds, &mut rng) as usize];
                row += u64::from(kind == FaultKind::Repeated);
                faults.push(Fault { row, kind });
            }
        }
        Ok(faults)
    }

    /// Writes the rows as CSV, under the header
    /// `customer,day,amount,order,discount,category,channel`, with amounts of two decimals; `&[]`
    /// for a file without faults.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::sim::{FaultKind, Shop};
    /// use regulars::{CsvColumns, Currency, Ledger};
    ///
    /// let log = Shop::gift_shop(200).build()?;
    /// let faults = log.faults(0.05, 1)?;
    /// let mut file = Vec::new();
    /// log.write_csv(&mut file, &faults).expect("memory is there");
    ///
    /// let columns = CsvColumns::new("customer", "day", "amount").id("order");
    /// let (_, report) = Ledger::<u64>::read_csv(file.as_slice(), &columns, Currency::GBP)?;
    /// let planted = |kind| faults.iter().filter(|fault| fault.kind == kind).count() as u64;
    /// assert_eq!(report.no_customer.rows, planted(FaultKind::NoCustomer));
    /// assert_eq!(report.merged.rows, planted(FaultKind::Repeated));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn write_csv(&self, out: impl Write, faults: &[Fault]) -> io::Result<()> {
        let mut file = csv::Writer::from_writer(out);
        file.write_record([
            "customer", "day", "amount", "order", "discount", "category", "channel",
        ])?;
        let (mut line, mut faults) = (0, faults.iter().peekable());
        for row in 0..self.len() {
            line += 1;
            let own =
                faults.next_if(|fault| fault.row == line && fault.kind != FaultKind::Repeated);
            file.write_record(self.fields(row, own.map(|fault| fault.kind)))?;
            if faults
                .next_if(|fault| fault.row == line + 1 && fault.kind == FaultKind::Repeated)
                .is_some()
            {
                line += 1;
                file.write_record(self.fields(row, None))?;
            }
        }
        file.flush()
    }

    fn fields(&self, row: usize, fault: Option<FaultKind>) -> [String; 7] {
        let (customer, day) = (self.customers()[row], Day::trusted(self.days()[row]));
        let (minor, Goods { category, channel, discount }) = (self.minor()[row], self.goods(row));
        let decimal = |minor: i64| Currency::NONE.text(Money(minor)).to_string();
        let name = |names: &[String], place: Option<u16>| {
            place.map(|place| names[usize::from(place)].clone()).unwrap_or_default()
        };
        let fault = |kind| fault == Some(kind);
        [
            if fault(FaultKind::NoCustomer) { String::new() } else { customer.to_string() },
            if fault(FaultKind::NoSuchDay) {
                format!("{}-02-31", &day.to_string()[..4])
            } else if fault(FaultKind::FarLater) {
                (day + CENTURY).to_string()
            } else {
                day.to_string()
            },
            if fault(FaultKind::NoAmount) {
                "n/a".to_owned()
            } else if fault(FaultKind::Zero) {
                decimal(0)
            } else if fault(FaultKind::Slip) {
                decimal(minor.saturating_mul(100))
            } else {
                decimal(minor)
            },
            self.order_id(row),
            if discount == 0 { String::new() } else { decimal(discount) },
            name(self.categories(), category),
            name(self.channels(), channel),
        ]
    }
}
