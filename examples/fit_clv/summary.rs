//! A file with a row for each customer.

use csv::ByteRecord;
use regulars::clv::{CellColumns, Cells, SpendCells, SpendColumns, SpendOf};
use regulars::{Currency, ErrorKind, Expected, Found, ReadError, TimeUnit};

use crate::args::Columns;
use crate::common::{Result, open};

/// Its columns.
pub(crate) struct Summary<'a> {
    names: &'a Columns,
    pub(crate) repeats: Vec<u64>,
    pub(crate) last_age: Vec<f64>,
    pub(crate) age: Vec<f64>,
    pub(crate) mean: Option<Vec<f64>>,
    log_gaps: Option<Vec<f64>>,
    customers: Option<Vec<f64>>,
    pub(crate) keys: Keys,
}

/// What tells customers apart: cells that are written as they were read.
pub(crate) struct Keys {
    pub(crate) header: ByteRecord,
    cells: Vec<u8>,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl<'a> Summary<'a> {
    pub(crate) fn read(names: &'a Columns) -> Result<Self> {
        let Columns { x, tx, t, mean, litt, weight, .. } = names;
        let mut file = csv::ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(open(&names.path)?);
        let header = file.byte_headers().map_err(|error| unreadable(0, error))?.clone();
        if header.is_empty() {
            return Err(ErrorKind::Read { row: 0, source: ReadError::NoHeader }.to_string());
        }
        let of = |name: &'a String| Column::of(&header, name);
        let [x, tx, t] = [of(x)?, of(tx)?, of(t)?];
        let optional = |name: &'a Option<String>| name.as_ref().map(of).transpose();
        let [mean, litt, weight] = [optional(mean)?, optional(litt)?, optional(weight)?];
        let id = header.iter().position(|name| name.eq_ignore_ascii_case(b"id"));
        let id = id.filter(|id| ![x.place, tx.place, t.place].contains(id));
        let kept: Vec<usize> = id.into_iter().chain([x.place, tx.place, t.place]).collect();

        let list = |column: Option<Column<'_>>| column.map(|_| Vec::new());
        let mut all = Self {
            names,
            repeats: Vec::new(),
            last_age: Vec::new(),
            age: Vec::new(),
            mean: list(mean),
            log_gaps: list(litt),
            customers: list(weight),
            keys: Keys {
                header: kept.iter().map(|&place| &header[place]).collect(),
                cells: Vec::new(),
                ends: Vec::new(),
            },
        };
        let (mut row, mut number) = (ByteRecord::new(), 0);
        while file.read_byte_record(&mut row).map_err(|error| unreadable(number, error))? {
            number += 1;
            let repeats = x.count(&row, number)?;
            all.repeats.push(repeats);
            all.last_age.push(tx.number(&row, number)?);
            all.age.push(t.number(&row, number)?);
            // Of who has never come again there is no mean and no time between purchases.
            let of_repeats = |column: Option<Column<'_>>| match column {
                Some(column) if 0 < repeats => column.number(&row, number),
                _ => Ok(0.0),
            };
            push(&mut all.mean, of_repeats(mean))?;
            push(&mut all.log_gaps, of_repeats(litt))?;
            let weight = weight.map_or(Ok(1.0), |weight| weight.number(&row, number));
            push(&mut all.customers, weight)?;
            kept.iter().for_each(|&place| all.keys.push(row.get(place).unwrap_or_default()));
        }
        Ok(all)
    }

    pub(crate) fn cells(&self, unit: TimeUnit) -> Result<Cells> {
        let columns = CellColumns {
            repeats: &self.repeats,
            last_age: &self.last_age,
            age: &self.age,
            log_gaps: self.log_gaps.as_deref(),
            customers: self.customers.as_deref(),
        };
        Cells::new(unit, columns).map_err(|error| self.in_its_words(&error))
    }

    /// Nothing without a column of means.
    pub(crate) fn spend(&self) -> Result<Option<SpendCells>> {
        let Some(mean) = &self.mean else { return Ok(None) };
        let columns =
            SpendColumns { days: &self.repeats, mean, customers: self.customers.as_deref() };
        let cells = SpendCells::new(SpendOf::Repeats, Currency::NONE, columns);
        cells.map(Some).map_err(|error| self.in_its_words(&error))
    }

    /// An error with the columns' own names, which stand between backticks.
    pub(crate) fn in_its_words(&self, error: &regulars::Error) -> String {
        let Columns { x, tx, t, mean, litt, weight, .. } = self.names;
        let own = |name| match name {
            "repeats" => Some(x),
            "last_age" => Some(tx),
            "age" => Some(t),
            "mean" => mean.as_ref(),
            "log_gaps" => litt.as_ref(),
            "customers" => weight.as_ref(),
            _ => None,
        };
        let words = error.to_string();
        let parts = words.split('`').enumerate();
        let parts = parts.map(|(i, part)| own(part).filter(|_| i % 2 == 1).map_or(part, |own| own));
        parts.collect::<Vec<_>>().join("`")
    }
}

impl Keys {
    fn push(&mut self, cell: &[u8]) {
        self.cells.extend_from_slice(cell);
        self.ends.push(self.cells.len());
    }

    /// The cells of a row.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = &[u8]> {
        let width = self.header.len();
        (row * width..(row + 1) * width).map(|cell| {
            let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.cells[start..self.ends[cell]]
        })
    }
}

/// A column by its place in the header.
#[derive(Clone, Copy)]
struct Column<'a> {
    name: &'a str,
    place: usize,
}

impl<'a> Column<'a> {
    fn of(header: &ByteRecord, name: &'a str) -> Result<Self> {
        let mut places = (0..header.len()).filter(|&place| &header[place] == name.as_bytes());
        let column = name.to_owned();
        match (places.next(), places.next()) {
            (None, _) => Err(ErrorKind::NoColumn { column }.to_string()),
            (Some(place), None) => Ok(Self { name, place }),
            (Some(_), Some(_)) => Err(ErrorKind::TwoColumns { column }.to_string()),
        }
    }

    fn number(self, row: &ByteRecord, number: u64) -> Result<f64> {
        self.read(row).ok_or_else(|| self.wrong(row, number, "a number"))
    }

    /// A whole number, which may be written as one with decimals.
    fn count(self, row: &ByteRecord, number: u64) -> Result<u64> {
        /// Whole numbers that doubles tell apart; the library admits far fewer.
        const MOST: f64 = 9_007_199_254_740_992.0;
        let whole = |count: &f64| (0.0..MOST).contains(count) && count.fract() == 0.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole")]
        let count = self.read(row).filter(whole).map(|count| count as u64);
        count.ok_or_else(|| self.wrong(row, number, "a whole number of at least 0"))
    }

    fn read(self, row: &ByteRecord) -> Option<f64> {
        let text = std::str::from_utf8(row.get(self.place)?).ok()?;
        text.trim().parse().ok()
    }

    /// A cell is not repeated, as it may be personal.
    fn wrong(self, row: &ByteRecord, number: u64, expected: &'static str) -> String {
        let found = match row.get(self.place).map_or(0, |cell| cell.trim_ascii().len()) {
            0 => Found::Nothing,
            _ => self.read(row).map_or(Found::Text, Found::Number),
        };
        let (column, expected) = (self.name.to_owned(), Expected::Words(expected));
        ErrorKind::Cell { row: number, column, found, expected }.to_string()
    }
}

fn push(list: &mut Option<Vec<f64>>, value: Result<f64>) -> Result<()> {
    if let Some(list) = list {
        list.push(value?);
    }
    Ok(())
}

fn unreadable(row: u64, error: csv::Error) -> String {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => {
            ErrorKind::Read { row, source: ReadError::Io(error.kind()) }.to_string()
        }
        _ => format!("the input cannot be read after row {row}: it is no CSV"),
    }
}
