//! Names of one's own for segments.

use super::segment::Segment;
use crate::language::Language;

/// A name of one's own for a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct SegmentName {
    code: String,
    english: String,
    chinese: String,
}

/// Whom a rule names: a [`Segment`] of the crate, or a [`SegmentName`] of one's own.
#[derive(Clone, Debug)]
pub struct Named(pub(super) Who);

#[derive(Clone, Debug)]
pub(super) enum Who {
    Segment(Segment),
    Own(SegmentName),
}

impl SegmentName {
    /// A code for programs, which no other segment of a map may have, and labels for people in
    /// English and Simplified Chinese.
    #[must_use]
    pub fn new(
        code: impl Into<String>,
        english: impl Into<String>,
        chinese: impl Into<String>,
    ) -> Self {
        Self { code: code.into(), english: english.into(), chinese: chinese.into() }
    }

    /// The name for programs.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The name for people.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }
}

impl From<Segment> for Named {
    fn from(segment: Segment) -> Self {
        Self(Who::Segment(segment))
    }
}

impl From<SegmentName> for Named {
    fn from(name: SegmentName) -> Self {
        Self(Who::Own(name))
    }
}
