//! Free text that other records carry.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Free text that is meant to group by: a category, a channel, a region, an order's id.
///
/// It is not personal by intent, so serde and [`as_str`](Self::as_str) give the text. But anything
/// can be typed into a text field, an e-mail address into an order's id say. So `Debug`, the
/// print that happens unasked, is masked, and there is no `Display`: whoever prints a label
/// says so. Cloning shares the text.
///
/// # Examples
///
/// ```
/// use regulars::Label;
///
/// let channel = Label::from("web");
/// assert_eq!(channel.as_str(), "web");
/// assert_eq!(format!("{channel:?}"), "[text]");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Arc<str>);

impl Label {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// Lets maps with labels as keys be asked for a `&str`.
impl Borrow<str> for Label {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[text]")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Label {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Label {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::read::<String, D>(deserializer, "a text").map(Self::from)
    }
}
