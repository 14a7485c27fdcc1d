//! Segment maps made of rules, and the proof of what they cover.

use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use super::coverage::Coverage;
use super::maps::SegmentMap;
use super::names::{Named, SegmentName, Who};
use super::segment::Segment;
use crate::error::{Error, ErrorKind, Found, Result};

/// Ordered rules that name cells of bins, of which the first that fits counts.
///
/// [`coverage`](Self::coverage) tells which cells each name owns, which have none, and which names
/// own none; [`build`](Self::build) refuses what is likely a mistake.
///
/// # Examples
///
/// Two names from the crate, one of your own:
///
/// ```
/// use regulars::{Language, Segment, SegmentName, SegmentRules};
///
/// let vip = SegmentName::new("vip", "VIP", "贵宾");
/// let map = SegmentRules::new([5, 5, 5])
///     .rule(vip, 4.., 4.., 5..)
///     .rule(Segment::LoyalCustomers, 3.., 3.., ..)
///     .rule(Segment::AtRisk, ..=2, 3.., ..)
///     .otherwise(Segment::Others)
///     .build()?;
/// assert_eq!(map.cells(Segment::Custom(0)), [[4, 4, 5], [4, 5, 5], [5, 4, 5], [5, 5, 5]]);
/// assert_eq!(map.label(Segment::Custom(0), Language::Chinese), "贵宾");
/// # Ok::<(), regulars::Error>(())
/// ```
///
/// The eleven names that most tutorials copy from R's package rfm 0.2, in its order. They look
/// complete, and are not:
///
/// ```
/// use regulars::{Segment::*, SegmentRules};
///
/// let famous = SegmentRules::new([5, 5, 5])
///     .rule(Champions, 4.., 4.., 4..)
///     .rule(LoyalCustomers, 2.., 3.., 3..)
///     .rule(PotentialLoyalists, 3.., 1..=3, 1..=3)
///     .rule(NewCustomers, 4.., ..=1, ..=1)
///     .rule(Promising, 3..=4, ..=1, ..=1)
///     .rule(NeedAttention, 2..=3, 2..=3, 2..=3)
///     .rule(AboutToSleep, 2..=3, ..=2, ..=2)
///     .rule(AtRisk, ..=2, 2.., 2..)
///     .rule(CannotLose, ..=1, 4.., 4..)
///     .rule(Hibernating, 1..=2, 1..=2, 1..=2)
///     .rule(Lost, ..=2, ..=2, ..=2);
/// let coverage = famous.coverage()?;
/// assert_eq!((coverage.named(), coverage.unnamed().len()), (89, 36));
/// assert_eq!(coverage.owning_none(), [NewCustomers, Promising, CannotLose, Lost]);
/// assert!(famous.build().is_err());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "rules do nothing until `build`"]
pub struct SegmentRules {
    pub(super) bins: [u8; 3],
    pub(super) names: Vec<SegmentName>,
    pub(super) rules: Vec<Rule>,
    pub(super) otherwise: Option<Segment>,
}

/// A block of cells: from the first to the last bin of R, F and M, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Rule {
    pub(super) name: Segment,
    pub(super) r: [u8; 2],
    pub(super) f: [u8; 2],
    pub(super) m: [u8; 2],
}

/// The names of one's own at most: a score holds the number of one in a byte.
const MOST_NAMES: usize = 256;

impl SegmentRules {
    /// No rules yet, for so many bins of R, F and M. With 1 bin of M the map reads R and F alone,
    /// whatever bins M has.
    pub fn new(bins: [u8; 3]) -> Self {
        Self { bins, names: Vec::new(), rules: Vec::new(), otherwise: None }
    }

    /// Names the cells within these ranges of R, F and M, as far as no rule before does.
    ///
    /// A name of one's own becomes [`Segment::Custom`] with its place among them, counted from 0; it
    /// may stand in several rules.
    pub fn rule(
        mut self,
        name: impl Into<Named>,
        r: impl RangeBounds<u8>,
        f: impl RangeBounds<u8>,
        m: impl RangeBounds<u8>,
    ) -> Self {
        let name = self.known(name.into());
        let [bins_r, bins_f, bins_m] = self.bins;
        let (r, f, m) = (ends(&r, bins_r), ends(&f, bins_f), ends(&m, bins_m));
        self.rules.push(Rule { name, r, f, m });
        self
    }

    /// Names single cells, as far as no rule before does.
    pub fn cells(
        mut self,
        name: impl Into<Named>,
        cells: impl IntoIterator<Item = [u8; 3]>,
    ) -> Self {
        let name = self.known(name.into());
        let cell = |[r, f, m]: [u8; 3]| Rule { name, r: [r; 2], f: [f; 2], m: [m; 2] };
        self.rules.extend(cells.into_iter().map(cell));
        self
    }

    /// Names all cells that are left. Without it, [`build`](Self::build) refuses to leave any.
    pub fn otherwise(mut self, name: impl Into<Named>) -> Self {
        self.otherwise = Some(self.known(name.into()));
        self
    }

    /// Who owns which cells.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for bins out of bounds and for more than 256 names of one's own;
    /// [`ErrorKind::Rule`] for a rule that reaches beyond the bins or has no cell at all, and for one
    /// that names [`Segment::Prospect`] or [`Segment::Unnamed`], who are in no cell; and
    /// [`ErrorKind::Code`] for a code that is another segment's.
    pub fn coverage(&self) -> Result<Coverage> {
        self.check()?;
        let mut owned: Vec<(Segment, Vec<[u8; 3]>)> = Vec::new();
        for rule in &self.rules {
            if owned.iter().all(|(name, _)| *name != rule.name) {
                owned.push((rule.name, Vec::new()));
            }
        }
        let (mut unnamed, mut contested) = (Vec::new(), Vec::new());
        for cell in cells(self.bins) {
            let mut claims =
                self.rules.iter().filter(|rule| rule.holds(cell)).map(|rule| rule.name);
            let Some(name) = claims.next().or(self.otherwise) else {
                unnamed.push(cell);
                continue;
            };
            if claims.any(|other| other != name) {
                contested.push(cell);
            }
            match owned.iter_mut().find(|(own, _)| *own == name) {
                Some((_, cells)) => cells.push(cell),
                None => owned.push((name, vec![cell])),
            }
        }
        Ok(Coverage { owned, unnamed, contested, names: self.names.clone() })
    }

    /// The map.
    ///
    /// # Errors
    ///
    /// As [`coverage`](Self::coverage); [`ErrorKind::Rule`] for a name that owns no cell, because
    /// those before it take all; and [`ErrorKind::WithoutName`] for cells without a name if
    /// [`otherwise`](Self::otherwise) does not name them.
    pub fn build(self) -> Result<SegmentMap> {
        let coverage = self.coverage()?;
        if let Some(&name) = coverage.owning_none().first() {
            let rule = self.rules.iter().position(|rule| rule.name == name).unwrap_or_default();
            let found = format!("`{}`, whose cells have names by then", coverage.code_of(name));
            return Err(wrong(rule, found, "a rule that comes earlier, or none of that name"));
        }
        match coverage.unnamed.first() {
            Some(&first) => {
                let cells = coverage.unnamed.len() as u64;
                Err(ErrorKind::WithoutName { cells, first }.into())
            }
            None => Ok(SegmentMap::own(Arc::new(self))),
        }
    }

    /// The name of a cell, [`Segment::Others`] if it has none.
    pub(super) fn segment(&self, cell: [u8; 3]) -> Segment {
        let rule = self.rules.iter().find(|rule| rule.holds(cell));
        rule.map_or(self.otherwise.unwrap_or(Segment::Others), |rule| rule.name)
    }

    /// The segment of a name, which is remembered if it is one of one's own.
    fn known(&mut self, name: Named) -> Segment {
        let own = match name.0 {
            Who::Segment(segment) => return segment,
            Who::Own(own) => own,
        };
        let place = self.names.iter().position(|known| *known == own).unwrap_or_else(|| {
            self.names.push(own);
            self.names.len() - 1
        });
        // Too many are refused by `check`.
        Segment::Custom(u8::try_from(place).unwrap_or(u8::MAX))
    }

    /// Whether each code tells one segment from all others.
    fn check_codes(&self) -> Result<()> {
        let named = self.rules.iter().map(|rule| rule.name).chain(self.otherwise).chain(ALWAYS);
        let ours = named.filter(|name| !matches!(name, Segment::Custom(_))).map(Segment::code);
        let mut codes: Vec<&str> = ours.collect();
        for code in self.names.iter().map(SegmentName::code) {
            if code.is_empty() {
                let (found, expected) = (Found::Nothing, "a code for programs");
                return Err(ErrorKind::Param { name: "code", found, expected }.into());
            }
            if codes.contains(&code) {
                let expected = "one that no other segment of the map has";
                return Err(ErrorKind::Code { code: code.to_owned(), expected }.into());
            }
            codes.push(code);
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<()> {
        let param = |name, found, expected| Err(ErrorKind::Param { name, found, expected }.into());
        for (name, bins, least) in
            [("map.r", self.bins[0], 2), ("map.f", self.bins[1], 2), ("map.m", self.bins[2], 1)]
        {
            if !(least..=10).contains(&bins) {
                let found = Found::Integer(bins.into());
                return param(name, found, "from 2 to 10 bins, or 1 of M");
            }
        }
        if MOST_NAMES < self.names.len() {
            let found = Found::Integer(self.names.len().cast_signed() as i64);
            return param("names", found, "at most 256 names of one's own");
        }
        self.check_codes()?;
        if self.otherwise.is_some_and(|name| !self.may_name(name)) {
            return param("otherwise", Found::Text, NAMES);
        }
        for (i, rule) in self.rules.iter().enumerate() {
            if let Some(found) = rule.beyond(self.bins) {
                let expected = "bins from 1 to the highest, the first no later than the last";
                return Err(wrong(i, found, expected));
            }
            if !self.may_name(rule.name) {
                return Err(wrong(i, format!("`{}`", rule.name.code()), NAMES));
            }
        }
        Ok(())
    }

    /// Whether cells of buyers may be called that.
    fn may_name(&self, segment: Segment) -> bool {
        match segment {
            Segment::Custom(own) => usize::from(own) < self.names.len(),
            Segment::Prospect | Segment::Unnamed => false,
            _ => true,
        }
    }
}

/// The codes that a map may have to tell apart besides those of its rules.
const ALWAYS: [Segment; 3] = [Segment::Others, Segment::Prospect, Segment::Unnamed];

/// What cells may be called.
const NAMES: &str = "a name that was given, or a segment that buyers are in";

/// The rule at `index`, which is told as counted from 1.
fn wrong(index: usize, found: String, expected: &'static str) -> Error {
    ErrorKind::Rule { rule: index as u64 + 1, found, expected }.into()
}

impl Rule {
    fn holds(self, cell: [u8; 3]) -> bool {
        let ranges = [self.r, self.f, self.m].into_iter().zip(cell);
        ranges.into_iter().all(|([from, to], bin)| (from..=to).contains(&bin))
    }

    /// The first range that is not one of bins.
    fn beyond(self, bins: [u8; 3]) -> Option<String> {
        let ranges = ["R", "F", "M"].into_iter().zip([self.r, self.f, self.m]).zip(bins);
        let fits = |[from, to]: [u8; 2], bins| 1 <= from && from <= to && to <= bins;
        let mut odd = ranges.filter(|&((_, range), bins)| !fits(range, bins));
        odd.next().map(|((name, [from, to]), bins)| format!("{name} from {from} to {to} of {bins}"))
    }
}

/// All cells of so many bins, ascending.
pub(super) fn cells([r, f, m]: [u8; 3]) -> impl Iterator<Item = [u8; 3]> {
    (1..=r).flat_map(move |r| (1..=f).flat_map(move |f| (1..=m).map(move |m| [r, f, m])))
}

/// The first and the last bin of a range; a range beyond the bins is left for `check` to refuse.
fn ends(range: &impl RangeBounds<u8>, bins: u8) -> [u8; 2] {
    let from = match range.start_bound() {
        Bound::Included(&from) => from,
        Bound::Excluded(&from) => from.saturating_add(1),
        Bound::Unbounded => 1,
    };
    let to = match range.end_bound() {
        Bound::Included(&to) => to,
        Bound::Excluded(&to) => to.saturating_sub(1),
        Bound::Unbounded => bins,
    };
    [from, to]
}
