//! Answers about one customer, and why there may be none.

use std::fmt;

use crate::error::{Error, ErrorKind};
use crate::language::Language;

/// What a model says of one customer, or why it says nothing.
///
/// `question.score_one(row)?` is an answer, and `question.score_one(row)??` what it says: the first
/// `?` is for questions that do not fit the table, the second for customers who have no answer.
pub type Answer<T> = std::result::Result<T, Refusal>;

/// Why a model says nothing of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Refusal {
    /// The customer has not bought yet.
    Prospect,
    /// The answer is infinite, as a value for ever without a [`Discount`](super::Discount) may be, or
    /// cannot be computed to the promised accuracy.
    OutOfReach,
    /// The mean spend per order of such a customer is infinite: see
    /// [`GammaGammaModel`](super::GammaGammaModel).
    NoMean,
    /// The customer's orders bring nothing to reckon with: returns have eaten up what was spent.
    NoSpend,
}

impl Refusal {
    /// The reason in words.
    #[must_use]
    pub const fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Prospect, Language::English) => "has not bought yet",
            (Self::Prospect, Language::Chinese) => "尚未购买",
            (Self::OutOfReach, Language::English) => {
                "has an answer that is infinite, or cannot be computed accurately"
            }
            (Self::OutOfReach, Language::Chinese) => "结果为无穷大或无法准确计算",
            (Self::NoMean, Language::English) => "has no finite mean spend",
            (Self::NoMean, Language::Chinese) => "平均消费额不存在",
            (Self::NoSpend, Language::English) => "has spent nothing that was not returned",
            (Self::NoSpend, Language::Chinese) => "消费额已被退货抵消",
        }
    }
}

/// The reason in English.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label(Language::English))
    }
}

impl std::error::Error for Refusal {}

/// So that `?` takes an [`Answer`], too.
impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        ErrorKind::NoAnswer { why: refusal.label(Language::English) }.into()
    }
}
