//! Names for cells of bins.

use std::fmt;

/// A named group of customers, after their RFM bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Segment {
    /// Bought just now, and often.
    Champions,
    /// Buy often.
    LoyalCustomers,
    /// Bought lately, and more than once.
    PotentialLoyalists,
    /// Bought just now, for the first time or nearly so.
    NewCustomers,
    /// Bought lately, not yet often.
    Promising,
    /// In the middle of everything.
    NeedAttention,
    /// Bought some while ago, and not often.
    AboutToSleep,
    /// Used to buy, and have not for a while.
    AtRisk,
    /// Used to buy most of all, and have not for a while.
    CannotLose,
    /// Bought seldom, long ago.
    Hibernating,
    /// Bought once or so, very long ago.
    Lost,
    /// Has not bought.
    Prospect,
    /// No map was asked for.
    Unnamed,
}

/// A language of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

/// Which cell of bins has which name. Every cell has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct SegmentMap(Preset);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Preset {
    Rf25,
    Cells125,
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

impl Segment {
    /// The name for programs: `at_risk`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.names().0
    }

    /// The name for people.
    ///
    /// ```
    /// use regulars::{Language, Segment};
    ///
    /// assert_eq!(Segment::AtRisk.label(Language::English), "At risk");
    /// assert_eq!(Segment::AtRisk.label(Language::Chinese), "流失风险客户");
    /// ```
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (_, english, chinese) = self.names();
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Champions => ("champions", "Champions", "冠军客户"),
            Self::LoyalCustomers => ("loyal_customers", "Loyal customers", "忠诚客户"),
            Self::PotentialLoyalists => {
                ("potential_loyalists", "Potential loyalists", "潜在忠诚客户")
            }
            Self::NewCustomers => ("new_customers", "New customers", "新客户"),
            Self::Promising => ("promising", "Promising", "有潜力客户"),
            Self::NeedAttention => ("need_attention", "Need attention", "需关注客户"),
            Self::AboutToSleep => ("about_to_sleep", "About to sleep", "即将沉睡客户"),
            Self::AtRisk => ("at_risk", "At risk", "流失风险客户"),
            Self::CannotLose => ("cannot_lose", "Cannot lose them", "不可失去客户"),
            Self::Hibernating => ("hibernating", "Hibernating", "沉睡客户"),
            Self::Lost => ("lost", "Lost", "流失客户"),
            Self::Prospect => ("prospect", "Prospect", "潜在客户"),
            Self::Unnamed => ("unnamed", "Unnamed", "未命名"),
        }
    }
}

impl SegmentMap {
    /// Ten names by R and F alone, five bins each: the map of the Putler lineage that most
    /// RFM tutorials use.
    pub const RF25: Self = Self(Preset::Rf25);
    /// Eleven names by R, F and M, five bins each: Squeezely's list of all 125 cells.
    pub const CELLS125: Self = Self(Preset::Cells125);

    /// What it is called: `rf25` or `cells125`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self.0 {
            Preset::Rf25 => "rf25",
            Preset::Cells125 => "cells125",
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
        [Self::RF25, Self::CELLS125].into_iter().find(|map| map.code() == code)
    }

    /// Whether there is a name for every cell of so many bins.
    #[must_use]
    pub fn fits(self, r: u8, f: u8, m: u8) -> bool {
        match self.0 {
            Preset::Rf25 => (r, f) == (5, 5),
            Preset::Cells125 => (r, f, m) == (5, 5, 5),
        }
    }

    /// The name of a cell of bins counted from 1, on a map that fits.
    #[inline]
    pub(super) fn segment(self, r: u8, f: u8, m: u8) -> Segment {
        let place = |bin: u8| usize::from(bin - 1);
        match self.0 {
            Preset::Rf25 => RF25[place(r)][place(f)],
            Preset::Cells125 => CELLS125[place(r)][place(f)][place(m)],
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
        Self::named(&code).ok_or("expected the segment map `rf25` or `cells125`")
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label(Language::English))
    }
}
