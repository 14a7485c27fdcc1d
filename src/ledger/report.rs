//! What became of every row that was read.

/// What became of every row: kept, merged or dropped, and why.
///
/// `read` is the sum of all others but `superseded`. Rows are counted from 1.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Day, Ledger, Money, Purchase};
///
/// let paid = |minor| Purchase::new(Day::EPOCH, Money(minor));
/// let mut ledger = Ledger::new(Currency::EUR);
/// let report = ledger.append([("ann", paid(500)), ("bob", paid(0)), ("", paid(100))])?;
/// assert_eq!((report.read, report.kept), (3, 1));
/// assert_eq!((report.zero.first.as_slice(), report.no_customer.rows), (&[2][..], 1));
/// assert_eq!(
///     report.to_string(),
///     "3 rows: 1 kept, 0 merged, 2 dropped (1 without customer, 1 zero)",
/// );
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct InputReport {
    /// All rows.
    pub read: u64,
    /// Rows that count; of orders in lines every line that does.
    pub kept: u64,
    /// Rows equal in all to one with the same order id.
    pub merged: Tally,
    /// Dropped: a cell could not be read.
    pub unreadable: Tally,
    /// Dropped: there was no customer.
    pub no_customer: Tally,
    /// Dropped: the amount was zero.
    pub zero: Tally,
    /// Dropped: a return, or one without a sale to match.
    pub returned: Tally,
    /// Dropped: another row had the order id, and an earlier day or a smaller record.
    pub repeated: Tally,
    /// Rows of earlier reports, counted there as kept, that have yielded to rows of this one.
    pub superseded: u64,
}

/// How many rows, and the first few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Tally {
    /// How many.
    pub rows: u64,
    /// The first of them, up to [`Tally::FIRST`], counted from 1.
    pub first: Vec<u64>,
}

/// Why a row does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    Merged,
    Unreadable,
    NoCustomer,
    Zero,
    Returned,
    Repeated,
}

impl InputReport {
    /// All rows that were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        let Self { unreadable, no_customer, zero, returned, repeated, .. } = self;
        [unreadable, no_customer, zero, returned, repeated].iter().map(|tally| tally.rows).sum()
    }

    /// Both reports as one, of rows that were read one after the other: `later`'s rows are
    /// counted on from this one's.
    pub fn extend(&mut self, later: &Self) {
        let before = self.read;
        self.read += later.read;
        self.kept += later.kept;
        self.superseded += later.superseded;
        for (fate, tally) in later.clone().tallies() {
            let own = self.tally(fate);
            own.rows += tally.rows;
            let room = Tally::FIRST - own.first.len();
            own.first.extend(tally.first.iter().take(room).map(|row| row + before));
        }
    }

    /// Both reports as one, of rows that were counted together but told apart.
    pub(super) fn join(&mut self, other: &Self) {
        self.read += other.read;
        self.kept += other.kept;
        self.superseded += other.superseded;
        for (fate, tally) in other.clone().tallies() {
            let own = self.tally(fate);
            own.rows += tally.rows;
            own.first.extend(tally.first);
            own.first.sort_unstable();
            own.first.truncate(Tally::FIRST);
        }
    }

    pub(crate) fn tally(&mut self, fate: Fate) -> &mut Tally {
        match fate {
            Fate::Merged => &mut self.merged,
            Fate::Unreadable => &mut self.unreadable,
            Fate::NoCustomer => &mut self.no_customer,
            Fate::Zero => &mut self.zero,
            Fate::Returned => &mut self.returned,
            Fate::Repeated => &mut self.repeated,
        }
    }

    fn tallies(self) -> [(Fate, Tally); 6] {
        [
            (Fate::Merged, self.merged),
            (Fate::Unreadable, self.unreadable),
            (Fate::NoCustomer, self.no_customer),
            (Fate::Zero, self.zero),
            (Fate::Returned, self.returned),
            (Fate::Repeated, self.repeated),
        ]
    }
}

/// A line for people: `1044847 rows: 791044 kept, 0 merged, 253803 dropped (70 zero, …)`.
impl std::fmt::Display for InputReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { read, kept, merged, .. } = self;
        let rows = if *read == 1 { "row" } else { "rows" };
        write!(
            f,
            "{read} {rows}: {kept} kept, {} merged, {} dropped",
            merged.rows,
            self.dropped()
        )?;
        let reasons = [
            ("unreadable", &self.unreadable),
            ("without customer", &self.no_customer),
            ("zero", &self.zero),
            ("returns", &self.returned),
            ("repeated", &self.repeated),
        ];
        let mut before = " (";
        for (reason, tally) in reasons.into_iter().filter(|(_, tally)| 0 < tally.rows) {
            write!(f, "{before}{} {reason}", tally.rows)?;
            before = ", ";
        }
        f.write_str(if before == ", " { ")" } else { "" })?;
        match self.superseded {
            0 => Ok(()),
            earlier => write!(f, "; {earlier} kept earlier have yielded"),
        }
    }
}

impl Tally {
    /// How many row numbers are kept of each reason.
    pub const FIRST: usize = 5;

    /// Counts a row.
    pub(crate) fn count(&mut self, row: u64) {
        self.rows += 1;
        let at = self.first.partition_point(|&before| before < row);
        if at < Self::FIRST {
            self.first.truncate(Self::FIRST - 1);
            self.first.insert(at, row);
        }
    }
}
