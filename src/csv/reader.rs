//! Rows of CSV to columns of orders.

use std::io::{Cursor, Read};

use ::csv::{ByteRecord, ReaderBuilder};
use chrono::{FixedOffset, NaiveTime};

use super::CsvColumns;
use super::keys::{AnyOrders, Finished, Keys};
use crate::day::Day;
use crate::error::{Error, ErrorKind, Found, ReadError, Result};
use crate::ledger::{Fate, GatheredRows, Orders, Policy};
use crate::money::{Decimal, Money};
use crate::personal::Label;

/// The bytes of a cell that are still read.
const MAX_CELL: usize = 4_096;

/// Stands on a line of its own after the input: where it is not found there, the input has
/// ended within quotes, and a cell has swallowed what came after them.
const END: &[u8] = b"\0end of input\0";
const END_LINE: &[u8] = b"\n\0end of input\0\n";

/// What has been read so far.
pub(super) struct Gathering<'a> {
    policy: &'a Policy,
    keys: Keys,
    rows: GatheredRows,
    // Logs come by day, so most dates are the one before.
    date: (Vec<u8>, Day),
}

/// The places of the columns in a header.
struct Places<'a> {
    customer: Place<'a>,
    date: Place<'a>,
    amount: Place<'a>,
    quantity: Option<Place<'a>>,
    id: Option<Place<'a>>,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    name: &'a str,
    index: usize,
}

/// A cell that cannot be read.
struct Unreadable<'a> {
    column: &'a str,
    found: Found,
    expected: &'static str,
}

/// A row that can be read.
struct Order<'r> {
    customer: &'r str,
    day: Day,
    amount: Money,
    /// Whether it is a return, where the amount is zero only since it was rounded.
    rounded: Option<bool>,
    id: Option<&'r str>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(keys: Keys, policy: &'a Policy, ids: bool) -> Self {
        let rows = GatheredRows { ids: ids.then(Vec::new), ..GatheredRows::default() };
        Self { policy, keys, rows, date: (Vec::new(), Day::EPOCH) }
    }

    /// Reads one file to its end.
    pub(super) fn read(&mut self, input: impl Read, columns: &CsvColumns) -> Result<()> {
        let input = without_mark(input)
            .map_err(|error| ErrorKind::Read { row: 0, source: ReadError::Io(error.kind()) })?;
        // Rows of another length than the header's are judged by the cells they have.
        let mut rows = ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(input.chain(END_LINE));
        let broken =
            |error: ::csv::Error, row| Error::from(ErrorKind::Read { row, source: why(&error) });
        let header = rows.byte_headers().map_err(|error| broken(error, 0))?.clone();
        if is_end(&header) {
            return Err(ErrorKind::Read { row: 0, source: ReadError::NoHeader }.into());
        }
        let places = Places::find(columns, &header)?;
        let (mut record, mut row, mut ended) = (ByteRecord::new(), 0, false);
        while rows.read_byte_record(&mut record).map_err(|error| broken(error, row))? {
            if ended {
                // A row that only looked like the end.
                row += 1;
                self.row(&ByteRecord::from(vec![END]), &places, row)?;
            }
            ended = is_end(&record);
            if !ended {
                row += 1;
                self.row(&record, &places, row)?;
            }
        }
        if ended {
            return Ok(());
        }
        let source = ReadError::Io(std::io::ErrorKind::UnexpectedEof);
        Err(ErrorKind::Read { row: row.saturating_sub(1), source }.into())
    }

    pub(super) fn finish(self) -> AnyOrders {
        match self.keys.finish() {
            Finished::Numbers(keys) => {
                AnyOrders::Numbers(Orders::gathered(keys, self.rows, self.policy))
            }
            Finished::Text(keys) => AnyOrders::Text(Orders::gathered(keys, self.rows, self.policy)),
        }
    }

    /// Adds a row, or notes why not. `row` is its number in its file.
    fn row(&mut self, record: &ByteRecord, places: &Places<'_>, row: u64) -> Result<()> {
        let order = match self.order(record, places) {
            Ok(order) => order,
            Err(unreadable) => return self.skip(Fate::Unreadable, row, unreadable),
        };
        let Order { customer, day, amount, rounded, id } = order;
        let column = places.customer.name;
        if customer.trim().is_empty() {
            let none = Unreadable { column, found: Found::Nothing, expected: "a customer" };
            return self.skip(Fate::NoCustomer, row, none);
        }
        if !self.keys.push(customer) {
            let expected = "a whole number without zeros in front";
            let unreadable = Unreadable { column, found: Found::Text, expected };
            return self.skip(Fate::Unreadable, row, unreadable);
        }
        if let Some((found, expected)) = self.policy.forbids(amount, rounded, id.is_some()) {
            // The ledger would say so too, but after all that comes later here.
            let column = places.amount.name.to_owned();
            return Err(ErrorKind::Cell { row, column, found, expected: expected.into() }.into());
        }
        let rows = &mut self.rows;
        rows.rounded.extend(rounded.map(|is_return| (rows.days.len(), is_return)));
        rows.days.push(day.number());
        rows.minor.push(amount.0);
        if let Some(ids) = &mut rows.ids {
            // Lines of one order follow each other and share their id.
            let last = ids.last().cloned().flatten();
            let same = last.filter(|last| id == Some(last.as_str()));
            ids.push(same.or_else(|| id.map(Label::from)));
        }
        Ok(())
    }

    fn skip(&mut self, fate: Fate, row: u64, why: Unreadable<'_>) -> Result<()> {
        let Unreadable { column, found, expected } = why;
        if self.policy.is_strict() {
            let (column, expected) = (column.to_owned(), expected.into());
            return Err(ErrorKind::Cell { row, column, found, expected }.into());
        }
        let GatheredRows { days, skipped, .. } = &mut self.rows;
        // All rows before it are among the columns or skipped too.
        let number = (days.len() + skipped.rows.len()) as u64 + 1;
        skipped.rows.push(number);
        skipped.report.read += 1;
        skipped.report.tally(fate).count(number);
        Ok(())
    }

    fn order<'r, 'p>(
        &mut self,
        record: &'r ByteRecord,
        places: &Places<'p>,
    ) -> Result<Order<'r>, Unreadable<'p>> {
        let day = self.day(places.date, record)?;
        let price = decimal(places.amount, record)?;
        let quantity = places.quantity.map_or(Ok(Decimal::ONE), |place| decimal(place, record))?;
        let (amount, rounded) = self.amount(price, quantity).map_err(|found| Unreadable {
            column: places.amount.name,
            found,
            expected: "an amount that fits the currency's decimals and 64 bits",
        })?;
        let customer = text(places.customer, record)?;
        let id = places.id.map(|place| text(place, record)).transpose()?;
        Ok(Order { customer, day, amount, rounded, id: id.filter(|id| !id.is_empty()) })
    }

    fn day<'p>(&mut self, place: Place<'p>, record: &ByteRecord) -> Result<Day, Unreadable<'p>> {
        if record.get(place.index).is_some_and(|cell| cell == self.date.0)
            && !self.date.0.is_empty()
        {
            return Ok(self.date.1);
        }
        let cell = text(place, record)?;
        let day = day(cell.trim_ascii(), self.policy.zone_offset()).ok_or_else(|| Unreadable {
            column: place.name,
            found: Found::text(cell),
            expected: "a date written YYYY-MM-DD, or a time that begins so",
        })?;
        self.date.0.clear();
        self.date.0.extend_from_slice(cell.as_bytes());
        self.date.1 = day;
        Ok(day)
    }

    /// The product, rounded once. Zero and sign are those of the exact product.
    fn amount(&self, price: Decimal, quantity: Decimal) -> Result<(Money, Option<bool>), Found> {
        let exact = price.times(quantity).ok_or(Found::TooLarge)?;
        let amount = self.policy.currency().amount(exact, self.policy.rounding_mode());
        let amount = amount.map_err(|error| match error.kind() {
            ErrorKind::Value { found, .. } => *found,
            _ => Found::TooLarge,
        })?;
        let vanished = amount == Money::ZERO && !exact.is_zero();
        Ok((amount, vanished.then(|| exact.is_negative())))
    }
}

impl<'a> Places<'a> {
    fn find(columns: &'a CsvColumns, header: &ByteRecord) -> Result<Self> {
        let place = |name: &'a String| Place::find(name, header);
        Ok(Self {
            customer: place(&columns.customer)?,
            date: place(&columns.date)?,
            amount: place(&columns.amount)?,
            quantity: columns.quantity.as_ref().map(place).transpose()?,
            id: columns.id.as_ref().map(place).transpose()?,
        })
    }
}

impl<'a> Place<'a> {
    fn find(name: &'a str, header: &ByteRecord) -> Result<Self> {
        let mut found = header.iter().enumerate().filter(|(_, cell)| *cell == name.as_bytes());
        let column = || name.to_owned();
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(Self { name, index }),
            (None, _) => Err(ErrorKind::NoColumn { column: column() }.into()),
            (Some(_), Some(_)) => Err(ErrorKind::TwoColumns { column: column() }.into()),
        }
    }
}

fn text<'r, 'p>(place: Place<'p>, record: &'r ByteRecord) -> Result<&'r str, Unreadable<'p>> {
    let wrong = |found, expected| Unreadable { column: place.name, found, expected };
    let cell = record.get(place.index).ok_or_else(|| wrong(Found::Nothing, "a cell"))?;
    if MAX_CELL < cell.len() {
        return Err(wrong(Found::LongText, "at most 4096 bytes"));
    }
    std::str::from_utf8(cell).map_err(|_| wrong(Found::Text, "text in UTF-8"))
}

fn decimal<'p>(place: Place<'p>, record: &ByteRecord) -> Result<Decimal, Unreadable<'p>> {
    let wrong = |found| Unreadable { column: place.name, found, expected: "a decimal number" };
    text(place, record)?.parse().map_err(|error: Error| match error.kind() {
        ErrorKind::Value { found, .. } => wrong(*found),
        _ => wrong(Found::Text),
    })
}

/// The business's day of a date or a time.
fn day(text: &str, zone: FixedOffset) -> Option<Day> {
    let (date, time) = text.split_at_checked(10)?;
    let day: Day = date.parse().ok()?;
    if time.is_empty() {
        return Some(day);
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        None => (time, None),
        Some(at) if time[at..].eq_ignore_ascii_case("z") => (&time[..at], FixedOffset::east_opt(0)),
        Some(at) => (&time[..at], Some(time[at..].parse().ok()?)),
    };
    let clock = ["%H:%M:%S%.f", "%H:%M"].iter();
    let clock = clock.filter_map(|format| NaiveTime::parse_from_str(time, format).ok()).next()?;
    let Some(offset) = offset else { return Some(day) };
    let utc = day.date().and_time(clock).checked_sub_offset(offset)?;
    Some(utc.checked_add_offset(zone)?.date().into())
}

/// The input after its byte order mark, which the reader of records finds only if it comes in
/// one piece, and together with what follows.
fn without_mark(mut input: impl Read) -> std::io::Result<impl Read> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let mut start = Vec::new();
    input.by_ref().take(MARK.len() as u64).read_to_end(&mut start)?;
    if start == MARK {
        start.clear();
    }
    Ok(Cursor::new(start).chain(input))
}

fn is_end(record: &ByteRecord) -> bool {
    record.len() == 1 && &record[0] == END
}

fn why(error: &::csv::Error) -> ReadError {
    match error.kind() {
        ::csv::ErrorKind::Io(error) => ReadError::Io(error.kind()),
        _ => ReadError::Io(std::io::ErrorKind::InvalidData),
    }
}
