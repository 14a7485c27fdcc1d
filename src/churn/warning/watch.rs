//! Which columns tell what timelines do not.

use super::signal::WarningCode;
use crate::day::Days;
use crate::table::Needs;

/// What to look at beside timelines, in columns of the table: a ledger knows no categories, discounts,
/// surveys, tickets or visits.
///
/// Where a test needs two windows, `before` must end where `recent` begins: what is counted in one must
/// not be counted in the other. Counts are whole numbers of at most a million. A row in which one is missing
/// or no such number, or a part larger than its whole, is not tested.
///
/// # Examples
///
/// ```
/// use regulars::Days;
/// use regulars::churn::{Counted, EarlyWarning, Share, Watch};
///
/// let settings = EarlyWarning::new()
///     .watch(Watch::NpsDetractor { score: "nps".into() })
///     .watch(Watch::SatisfactionDrop {
///         recent: Share::new("satisfied_90d", "answers_90d"),
///         before: Share::new("satisfied_year_before", "answers_year_before"),
///     })
///     .watch(Watch::ComplaintRise {
///         recent: Counted::new("complaints_90d", Days(90)),
///         before: Counted::new("complaints_year_before", Days(365)),
///     });
/// assert!(settings.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Watch {
    /// Fewer orders beside a favourite category: the share of orders elsewhere has fallen, by Fisher's
    /// exact test.
    ///
    /// Which category is the favourite must not depend on the recent window: take the largest before.
    CategoryNarrowing {
        /// Orders outside the favourite category, of all orders, recently.
        recent: Share,
        /// The same before.
        before: Share,
    },
    /// Discounted orders only: all recent ones are, and the p-value is the chance that the discounts of
    /// both windows would fall on them all; 1 if one is not.
    ///
    /// Who has bought at a discount always has not changed, and has no small p-value.
    DiscountOnly {
        /// Discounted orders, of all orders, recently.
        recent: Share,
        /// The same before.
        before: Share,
    },
    /// Fewer satisfied answers: their share has fallen, by Fisher's exact test, which holds whatever the
    /// scale is and however answers lie on it. Satisfied is who gives one of the two best marks, by
    /// custom.
    #[doc(alias("csat"))]
    SatisfactionDrop {
        /// Satisfied answers, of all answers, recently.
        recent: Share,
        /// The same before.
        before: Share,
    },
    /// The last answer to "would you recommend us?", from 0 to 10: a detractor gives 6 or less. This is
    /// a fact and no test, has no p-value, and is no signal of others.
    #[doc(alias("net promoter score"))]
    NpsDetractor {
        /// The last answer.
        score: String,
    },
    /// More complaints a day: the exact conditional test of two Poisson rates.
    ///
    /// # Formula
    ///
    /// Of `n` complaints `x` are of the recent window, whose days are the share `θ` of both windows':
    /// `p = P(X ≥ x)` for `X` binomial of `n` and `θ`. Complaints that lead to complaints count once.
    ///
    /// # References
    ///
    /// Przyborowski, J. & Wilenski, H. (1940), "Homogeneity of results in testing samples from Poisson
    /// series", *Biometrika* 31(3/4).
    ComplaintRise {
        /// Complaints recently.
        recent: Counted,
        /// Complaints before.
        before: Counted,
    },
    /// Fewer active days, such as days with a visit: Fisher's exact test of active and other days, as for
    /// [`WarningCode::FrequencyDrop`]. Visits themselves come in clumps, and would find too much; where there are
    /// more than days, there is no test.
    EngagementDrop {
        /// Active days recently.
        recent: Counted,
        /// Active days before.
        before: Counted,
    },
}

/// The columns of a share: how many, of how many.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Share {
    pub(super) part: String,
    pub(super) whole: String,
}

/// The column of a count, and the days within which it was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Counted {
    pub(super) count: String,
    pub(super) days: Days,
}

impl Share {
    /// So many as the one column says, of as many as the other says.
    pub fn new(part: impl Into<String>, whole: impl Into<String>) -> Self {
        Self { part: part.into(), whole: whole.into() }
    }
}

impl Counted {
    /// As many as the column says, within so many days.
    pub fn new(count: impl Into<String>, days: Days) -> Self {
        Self { count: count.into(), days }
    }
}

impl Watch {
    /// What is watched for.
    #[must_use]
    pub fn code(&self) -> WarningCode {
        match self {
            Self::CategoryNarrowing { .. } => WarningCode::CategoryNarrowing,
            Self::DiscountOnly { .. } => WarningCode::DiscountOnly,
            Self::SatisfactionDrop { .. } => WarningCode::SatisfactionDrop,
            Self::NpsDetractor { .. } => WarningCode::NpsDetractor,
            Self::ComplaintRise { .. } => WarningCode::ComplaintRise,
            Self::EngagementDrop { .. } => WarningCode::EngagementDrop,
        }
    }

    /// The columns that it reads, in the order in which they are read.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::CategoryNarrowing { recent, before }
            | Self::DiscountOnly { recent, before }
            | Self::SatisfactionDrop { recent, before } => {
                vec![&recent.part, &recent.whole, &before.part, &before.whole]
            }
            Self::NpsDetractor { score } => vec![score],
            Self::ComplaintRise { recent, before } | Self::EngagementDrop { recent, before } => {
                vec![&recent.count, &before.count]
            }
        }
    }

    /// The days of its windows, where it says them.
    pub(super) fn days(&self) -> Option<[Days; 2]> {
        match self {
            Self::ComplaintRise { recent, before } | Self::EngagementDrop { recent, before } => {
                Some([recent.days, before.days])
            }
            _ => None,
        }
    }

    pub(super) fn needs(&self) -> Needs {
        self.columns().into_iter().fold(Needs::none(), Needs::feature)
    }
}
