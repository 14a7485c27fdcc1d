//! How much silence is too much.

use super::silences::Silences;
use crate::day::Days;
use crate::error::{ErrorKind, Found, Result};

/// After how much silence a state begins.
///
/// All but [`Score`](Self::Score) say "more than so many days": a customer whose last purchase is
/// exactly as long ago as the limit has not passed it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Limit {
    /// Never.
    Never,
    /// The same number of days for everyone.
    Days(u32),
    /// So many of the customer's own usual gaps between purchases, which are drawn towards what is
    /// usual for all where a customer has shown few
    /// ([`Lifecycle::shrinkage`](super::Lifecycle::shrinkage)). Learned.
    Gaps(f64),
    /// The shortest of the customer's own gaps that covers this share of them: 1 is the longest. A
    /// customer without a gap is measured by those of all, of which 0.95 are covered at most, as the longest
    /// of all is nobody's measure. Learned.
    OwnGaps(f64),
    /// The shortest gap that covers this share of the gaps of all customers. Learned.
    AllGaps(f64),
    /// The shortest silence after which fewer than this share buy again within so many days
    /// ([`Silences::return_rate`](super::Silences::return_rate)). Learned.
    ReturnRate {
        /// The share.
        below: f64,
        /// The days.
        within: Days,
    },
    /// As soon as [the score](super::Lifecycle::scored) is at least this, from the day after the
    /// purchase on.
    Score(f64),
}

impl Limit {
    pub(super) fn check(self, name: &'static str) -> Result<()> {
        let (fits, expected) = match self {
            Self::Never | Self::Days(_) => return Ok(()),
            Self::Gaps(times) => (0.0 < times && times.is_finite(), "a number above 0"),
            Self::OwnGaps(share) | Self::AllGaps(share) => {
                (0.0 < share && share <= 1.0, "a share above 0, up to 1")
            }
            Self::ReturnRate { within: Days(0), .. } => {
                (false, "a time of one day or more to return")
            }
            Self::ReturnRate { below, .. } => {
                (0.0 < below && below < 1.0, "a share above 0 and below 1")
            }
            Self::Score(least) => (least.is_finite(), "a finite number"),
        };
        let found = self.found();
        if fits { Ok(()) } else { Err(ErrorKind::Param { name, found, expected }.into()) }
    }

    /// What an error says that was found.
    pub(super) fn found(self) -> Found {
        match self {
            Self::Never => Found::Nothing,
            Self::Days(days) => Found::Integer(days.into()),
            Self::Gaps(x) | Self::OwnGaps(x) | Self::AllGaps(x) | Self::Score(x) => number(x),
            Self::ReturnRate { below, .. } => number(below),
        }
    }

    /// Whether it needs data.
    pub(super) fn learns(self) -> bool {
        !matches!(self, Self::Never | Self::Days(_) | Self::Score(_))
    }

    /// Whether it is of the same kind as another, and no larger.
    pub(super) fn within(self, other: Self) -> bool {
        match (self, other) {
            (Self::Days(own), Self::Days(other)) => own <= other,
            (Self::Gaps(own), Self::Gaps(other))
            | (Self::OwnGaps(own), Self::OwnGaps(other))
            | (Self::AllGaps(own), Self::AllGaps(other))
            | (Self::Score(own), Self::Score(other)) => own <= other,
            _ => false,
        }
    }

    /// The limit in days, where it is the same for everyone and learned from silences.
    pub(super) fn learned(self, silences: &Silences) -> Result<Self> {
        match self {
            Self::AllGaps(share) => silences.gap_covering(share).map(|days| Self::Days(days.0)),
            Self::ReturnRate { below, within } => {
                silences.shortest_below(below, within).map(|days| Self::Days(days.0))
            }
            _ => Ok(self),
        }
    }
}

/// A number as what was found.
pub(super) fn number(number: f64) -> Found {
    if number.is_finite() { Found::Number(number) } else { Found::NotFinite }
}
