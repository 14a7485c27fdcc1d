//! What a look for leaks has found, in numbers and in words.

use std::fmt;

use crate::language::Language;

/// What a look for leaks has seen, and what of it is beyond the limits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LeakageReport {
    /// The rows.
    pub rows: usize,
    /// What each column alone tells of the label.
    pub columns: Vec<ColumnLeakage>,
    /// The rows that are there twice.
    pub repeats: Repeats,
    /// Whether labels go with the order of rows; nothing where too few rows have either label.
    pub order: Option<LabelOrder>,
    /// What has changed of each feature by a later day; empty where no later table was given.
    pub changes: Vec<Change>,
    /// What is beyond the limits: columns in their order, then rows, then changes.
    pub findings: Vec<Finding>,
}

/// What one column tells of the label.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ColumnLeakage {
    /// Its name.
    pub column: String,
    /// The rows that have it.
    pub known: usize,
    /// What its values tell, of the rows that have it; nothing if these all have one label.
    pub values: Option<Alone>,
    /// What is told by whether a row lacks it.
    pub missing: Option<Alone>,
}

/// What one number alone tells of the label.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Alone {
    /// The area under its curve: above a half if high numbers go with the label, and below if low ones.
    pub auc: f64,
    /// How far that is from a half, in standard deviations as they are where nothing is told.
    pub deviations: f64,
}

/// How many rows are there twice. Missing values are equal to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Repeats {
    /// The rows that are equal to an earlier one in all columns and the label.
    pub rows: usize,
    /// The rows that are equal to an earlier one in all columns.
    pub but_for_the_label: usize,
}

/// How labels go with the order of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LabelOrder {
    /// What the row's number tells.
    pub places: Alone,
    /// The stretches of rows of one label.
    pub runs: usize,
    /// The stretches to be expected of a random order.
    pub expected_runs: f64,
    /// How far these are from those, in standard deviations of a random order.
    pub runs_deviations: f64,
}

/// What has changed of a feature by a later day.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Change {
    /// The feature's name.
    pub column: String,
    /// The rows of which it has changed, appeared or gone.
    pub rows: usize,
    /// The area under the curve of whether it has changed.
    pub auc: Option<f64>,
}

/// Something that is beyond a limit.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Finding {
    /// A column alone tells the label.
    Alone {
        /// Its name.
        column: String,
        /// The area under its curve, or that of its reverse.
        auc: f64,
        /// Whether high values go with the label.
        rising: bool,
        /// The rows that have it.
        known: usize,
    },
    /// Whether a row lacks a column tells the label.
    Missing {
        /// The column's name.
        column: String,
        /// The area under the curve, or that of its reverse.
        auc: f64,
        /// Whether rows that lack it have the label.
        rising: bool,
        /// The rows that lack it.
        missing: usize,
    },
    /// Rows are there twice: who learns from one of them has seen the other.
    Repeats {
        /// The rows that are equal to an earlier one in all columns and the label.
        rows: usize,
        /// The share of all.
        share: f64,
        /// The rows that are equal to an earlier one in all columns.
        but_for_the_label: usize,
    },
    /// Labels go with the order of rows, as where customers who left were appended: then ids, and
    /// whatever else goes with the order, tell the label, and parts of the file are no samples of it.
    Ordered {
        /// The area under the curve of the row's number.
        auc: f64,
        /// The stretches of rows of one label.
        runs: usize,
        /// The stretches to be expected of a random order.
        expected_runs: f64,
    },
    /// A feature has changed by the later day.
    Changed {
        /// Its name.
        column: String,
        /// The rows of which it has.
        rows: usize,
        /// The share of all.
        share: f64,
        /// The area under the curve of whether it has changed.
        auc: Option<f64>,
    },
}

impl Finding {
    /// The name for programs: `single_column`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Alone { .. } => "single_column",
            Self::Missing { .. } => "missing_values",
            Self::Repeats { .. } => "repeated_rows",
            Self::Ordered { .. } => "ordered_labels",
            Self::Changed { .. } => "changed_later",
        }
    }

    /// The column that it is about, if it is about one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Alone { column, .. }
            | Self::Missing { column, .. }
            | Self::Changed { column, .. } => Some(column),
            Self::Repeats { .. } | Self::Ordered { .. } => None,
        }
    }

    /// The finding in a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Chinese => self.chinese(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Alone { column, auc, rising, .. } => {
                let values = if *rising { "high" } else { "low" };
                format!(
                    "`{column}` alone tells the label: {values} values do, with an AUC of {auc:.3}"
                )
            }
            Self::Missing { column, auc, rising, .. } => {
                let lacks = if *rising { "lacks" } else { "has" };
                format!("that a row {lacks} `{column}` tells the label, with an AUC of {auc:.3}")
            }
            Self::Repeats { rows, share, but_for_the_label } => format!(
                "rows that repeat an earlier one: {rows}, {:.1} % of all ({but_for_the_label} if labels \
                 may differ)",
                100.0 * share
            ),
            Self::Ordered { auc, runs, expected_runs } => format!(
                "labels go with the order of rows: the row's number has an AUC of {auc:.3}, and there are \
                 {runs} runs of equal labels, where {expected_runs:.0} would be usual"
            ),
            Self::Changed { column, rows, share, auc } => {
                let told = auc.map_or_else(String::new, |auc| {
                    format!("; that it has changed tells the label with an AUC of {auc:.3}")
                });
                let share = 100.0 * share;
                format!("`{column}` has changed since in {rows} rows, {share:.1} % of all{told}")
            }
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Alone { column, auc, rising, .. } => {
                let values = if *rising { "高" } else { "低" };
                format!("仅凭“{column}”即可判断标签：值越{values}越可能为真，AUC为{auc:.3}")
            }
            Self::Missing { column, auc, rising, .. } => {
                let lacks = if *rising { "缺失" } else { "有值" };
                format!("“{column}”{lacks}即可判断标签，AUC为{auc:.3}")
            }
            Self::Repeats { rows, share, but_for_the_label } => format!(
                "{rows}行与前面的行完全相同，占{:.1}%（不计标签为{but_for_the_label}行）",
                100.0 * share
            ),
            Self::Ordered { auc, runs, expected_runs } => format!(
                "标签与行的顺序有关：行号的AUC为{auc:.3}，相同标签的连续段有{runs}段，随机顺序下约为\
                 {expected_runs:.0}段"
            ),
            Self::Changed { column, rows, share, auc } => {
                let told = auc.map_or_else(String::new, |auc| {
                    format!("；是否变化本身可判断标签，AUC为{auc:.3}")
                });
                format!("“{column}”之后有{rows}行发生变化，占{:.1}%{told}", 100.0 * share)
            }
        }
    }
}

/// The sentence in English.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text(Language::English))
    }
}
