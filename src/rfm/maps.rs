//! Names for cells of bins.

use super::segment::Segment;

/// Which cell of bins has which name.
///
/// | map | bins | names | cells without a name | from |
/// |---|---|---|---|---|
/// | [`RF25`](Self::RF25) | 5 × 5 | 10 | none | the Putler lineage, most tutorials |
/// | [`CELLS125`](Self::CELLS125) | 5 × 5 × 5 | 11 | none | Squeezely's list |
/// | [`RFM10`](Self::RFM10) | 5 × 5 × 5 | 10 | 10 of 125 | R's package rfm 0.3 |
/// | [`QUARTILES46`](Self::QUARTILES46) | 4 × 4 × 4 | 5 | 18 of 64 | pymc-marketing |
///
/// No cell has two names, and what a source leaves without one is [`Segment::Others`].
/// [`names`](Self::names) and [`cells`](Self::cells) tell who owns what.
///
/// # Examples
///
/// ```
/// use regulars::{Segment, SegmentMap};
///
/// let map = SegmentMap::RFM10;
/// assert_eq!(map.cells(Segment::Champions), [[5, 5, 5]]);
/// assert_eq!(map.cells(Segment::Others).len(), 10);
/// assert!(map.names().iter().all(|&name| !map.cells(name).is_empty()), "none owns no cell");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct SegmentMap(Preset);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Preset {
    Rf25,
    Cells125,
    Rfm10,
    Quartiles46,
}

/// Rows for R from 1 to 5, columns for F from 1 to 5.
#[rustfmt::skip]
const RF25: [[Segment; 5]; 5] = {
    use Segment::*;
    [
        [Hibernating,  Hibernating,        AtRisk,             AtRisk,         CannotLose],
        [Hibernating,  Hibernating,        AtRisk,             AtRisk,         CannotLose],
        [AboutToSleep, AboutToSleep,       NeedAttention,      LoyalCustomers, LoyalCustomers],
        [Promising,    PotentialLoyalists, PotentialLoyalists, LoyalCustomers, LoyalCustomers],
        [NewCustomers, PotentialLoyalists, PotentialLoyalists, Champions,      Champions],
    ]
};

/// One block for each R from 1 to 5; in it a row for F and a column for M, from 1 to 5.
#[rustfmt::skip]
const CELLS125: [[[Segment; 5]; 5]; 5] = {
    use Segment::{
        AboutToSleep as Sl, AtRisk as Ri, CannotLose as Ca, Champions as Ch, Hibernating as Hi,
        Lost as Lo, LoyalCustomers as Ly, NeedAttention as At, NewCustomers as Nw,
        PotentialLoyalists as Po, Promising as Pr,
    };
    [
        [
            [Lo, Lo, Ca, Ca, Ca], [Lo, Hi, Hi, Ri, Ri], [Lo, Hi, Ri, Ri, Ri],
            [Lo, Ri, Ri, Ca, Ri], [Lo, Ri, Ri, Ca, Ca],
        ],
        [
            [Hi, Hi, Sl, Ca, Ca], [Sl, Hi, Hi, Ri, Ri], [Sl, Hi, Hi, Ri, Ri],
            [Sl, Ri, Ri, Ri, Ri], [Sl, Ri, Ri, Ri, Ri],
        ],
        [
            [Nw, Sl, Pr, Pr, Pr], [Sl, Hi, Po, At, At], [Sl, Hi, Po, At, Ly],
            [Po, Po, At, Ly, Ly], [Po, Po, Po, Ly, Ly],
        ],
        [
            [Nw, Nw, Pr, Pr, Pr], [Nw, Nw, Po, Pr, Pr], [Po, Po, Po, At, Ly],
            [Po, Po, At, Ly, Ch], [Po, Po, Po, Ch, Ch],
        ],
        [
            [Nw, Nw, Pr, Pr, Pr], [Pr, Pr, Pr, Pr, Pr], [Po, Po, Po, At, At],
            [Po, Po, Ly, Ch, Ch], [Po, Po, Po, Ch, Ch],
        ],
    ]
};

/// The ranges of R, F and M, both ends included, of which the first that fits counts.
#[rustfmt::skip]
const RANGES: [(Segment, [[u8; 2]; 3]); 10] = [
    (Segment::Champions,          [[5, 5], [5, 5], [5, 5]]),
    (Segment::PotentialLoyalists, [[3, 5], [3, 5], [2, 5]]),
    (Segment::LoyalCustomers,     [[2, 4], [2, 4], [2, 4]]),
    (Segment::Promising,          [[3, 4], [1, 3], [3, 5]]),
    (Segment::NewCustomers,       [[4, 5], [1, 3], [1, 5]]),
    (Segment::CannotLose,         [[1, 2], [3, 4], [4, 5]]),
    (Segment::AtRisk,             [[1, 2], [2, 5], [4, 5]]),
    (Segment::NeedAttention,      [[1, 3], [3, 5], [3, 5]]),
    (Segment::AboutToSleep,       [[2, 3], [1, 3], [1, 4]]),
    (Segment::Lost,               [[1, 1], [1, 5], [1, 5]]),
];

const RFM10: [[[Segment; 5]; 5]; 5] = {
    let mut cells = [[[Segment::Others; 5]; 5]; 5];
    // The last first, so that those before it write over it.
    let mut rule = RANGES.len();
    while 0 < rule {
        rule -= 1;
        let (name, [[r, to_r], [f, to_f], [m, to_m]]) = RANGES[rule];
        let mut cell = [r, f, m];
        while cell[0] <= to_r {
            cells[cell[0] as usize - 1][cell[1] as usize - 1][cell[2] as usize - 1] = name;
            cell[2] += 1;
            if to_m < cell[2] {
                cell = [cell[0], cell[1] + 1, m];
            }
            if to_f < cell[1] {
                cell = [cell[0] + 1, f, m];
            }
        }
    }
    cells
};

/// The cells of each name, as three digits.
#[rustfmt::skip]
const QUARTILES: [(Segment, &[usize]); 5] = [
    (Segment::PremiumCustomers, &[334, 443, 444, 344, 434, 433, 343, 333]),
    (Segment::RepeatCustomers, &[244, 234, 232, 332, 143, 233, 243]),
    (Segment::TopSpenders, &[424, 414, 144, 314, 324, 124, 224, 423, 413, 133, 323, 313, 134]),
    (Segment::AtRisk, &[422, 223, 212, 122, 222, 132, 322, 312, 412, 123, 214]),
    (Segment::Inactive, &[411, 111, 113, 114, 112, 211, 311]),
];

const QUARTILES46: [[[Segment; 4]; 4]; 4] = {
    let mut cells = [[[Segment::Others; 4]; 4]; 4];
    let mut name = 0;
    while name < QUARTILES.len() {
        let mut cell = 0;
        while cell < QUARTILES[name].1.len() {
            let digits = QUARTILES[name].1[cell];
            cells[digits / 100 - 1][digits / 10 % 10 - 1][digits % 10 - 1] = QUARTILES[name].0;
            cell += 1;
        }
        name += 1;
    }
    cells
};

impl SegmentMap {
    /// Ten names by R and F alone, five bins each: the map of the Putler lineage that most
    /// RFM tutorials use.
    pub const RF25: Self = Self(Preset::Rf25);
    /// Eleven names by R, F and M, five bins each: Squeezely's list of all 125 cells.
    pub const CELLS125: Self = Self(Preset::Cells125);

    /// Ten names by R, F and M, five bins each: the ranges in the documentation of R's package rfm
    /// 0.3, of which the first that fits counts. Ten cells fit none.
    pub const RFM10: Self = Self(Preset::Rfm10);
    /// Five names by R, F and M, four bins each: pymc-marketing's default. Eighteen cells have
    /// none.
    pub const QUARTILES46: Self = Self(Preset::Quartiles46);

    const ALL: [Self; 4] = [Self::RF25, Self::CELLS125, Self::RFM10, Self::QUARTILES46];

    /// What it is called: `rf25`, `cells125`, `rfm10` or `quartiles46`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self.0 {
            Preset::Rf25 => "rf25",
            Preset::Cells125 => "cells125",
            Preset::Rfm10 => "rfm10",
            Preset::Quartiles46 => "quartiles46",
        }
    }

    /// The map of that [`code`](Self::code).
    ///
    /// ```
    /// use regulars::SegmentMap;
    ///
    /// assert_eq!(SegmentMap::named("cells125"), Some(SegmentMap::CELLS125));
    /// ```
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|map| map.code() == code)
    }

    /// Whether the map is one of cells of so many bins.
    #[must_use]
    pub fn fits(self, r: u8, f: u8, m: u8) -> bool {
        let [for_r, for_f, for_m] = self.bins();
        (r, f) == (for_r, for_f) && (for_m == 1 || m == for_m)
    }

    /// The bins of R, F and M that it is made for; 1 of M if it does not read M.
    #[must_use]
    pub fn bins(self) -> [u8; 3] {
        match self.0 {
            Preset::Rf25 => [5, 5, 1],
            Preset::Cells125 | Preset::Rfm10 => [5, 5, 5],
            Preset::Quartiles46 => [4, 4, 4],
        }
    }

    /// The names that it gives. [`Segment::Others`] is not among them, so a table of all customers
    /// needs a line for it, and one for [`Segment::Prospect`].
    #[must_use]
    pub fn names(self) -> Vec<Segment> {
        let mut names: Vec<Segment> = match self.0 {
            Preset::Rf25 => RF25.as_flattened().to_vec(),
            Preset::Cells125 => CELLS125.as_flattened().as_flattened().to_vec(),
            Preset::Rfm10 => RANGES.iter().map(|(name, _)| *name).collect(),
            Preset::Quartiles46 => QUARTILES.iter().map(|(name, _)| *name).collect(),
        };
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The cells of bins of R, F and M that have a name, ascending. If the map does not read M,
    /// 1 stands for any M.
    #[must_use]
    pub fn cells(self, name: Segment) -> Vec<[u8; 3]> {
        let [r, f, m] = self.bins();
        let cells =
            (1..=r).flat_map(|r| (1..=f).flat_map(move |f| (1..=m).map(move |m| [r, f, m])));
        cells.filter(|&[r, f, m]| self.segment(r, f, m) == name).collect()
    }

    /// The name of a cell of bins counted from 1, on a map that fits.
    #[inline]
    pub(super) fn segment(self, r: u8, f: u8, m: u8) -> Segment {
        let place = |bin: u8| usize::from(bin - 1);
        match self.0 {
            Preset::Rf25 => RF25[place(r)][place(f)],
            Preset::Cells125 => CELLS125[place(r)][place(f)][place(m)],
            Preset::Rfm10 => RFM10[place(r)][place(f)][place(m)],
            Preset::Quartiles46 => QUARTILES46[place(r)][place(f)][place(m)],
        }
    }
}

impl From<SegmentMap> for String {
    fn from(map: SegmentMap) -> Self {
        map.code().to_owned()
    }
}

impl TryFrom<String> for SegmentMap {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, &'static str> {
        Self::named(&code)
            .ok_or("expected the segment map `rf25`, `cells125`, `rfm10` or `quartiles46`")
    }
}
