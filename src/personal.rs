//! stub
use std::fmt;
use std::sync::Arc;

/// stub
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Arc<str>);

impl Label {
    /// stub
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
impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[label]")
    }
}
#[cfg(feature = "serde")]
impl serde::Serialize for Label {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Label {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Self::from)
    }
}
