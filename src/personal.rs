//! Masked text: what belongs to a person prints as `[personal]`.
//!
//! A log line, a panic message or a `{:#?}` in a hurry must not leak a customer. So the types
//! of this module have no printed form but a mask, and give up what they hold through one
//! method, `expose`, that a reviewer can search for. What they do not do: they neither encrypt
//! nor wipe the memory they used.

use std::fmt;

mod birthday;
mod contact;
mod label;

pub use self::birthday::Birthday;
pub use self::contact::{Email, Phone};
pub use self::label::Label;

/// Text that belongs to a person: a name, a postal address. Kept byte for byte.
///
/// `Debug`, `Display` and serde's `Serialize` write [`Personal::MASK`], whatever the text and
/// however long it is. A mask that was written is refused when it is read back, so that a
/// masked file cannot pass for data; to write the text itself wrap it in
/// [`Exposed`](crate::Exposed).
///
/// # Examples
///
/// ```
/// use regulars::Personal;
///
/// let name = Personal::from("Ada Lovelace");
/// assert_eq!(format!("{name}, {name:?}"), "[personal], [personal]");
/// assert_eq!(name.expose(), "Ada Lovelace");
/// ```
///
/// Nothing turns it into text by accident:
///
/// ```compile_fail,E0308
/// let name: &str = &regulars::Personal::from("Ada Lovelace");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal(String);

/// Leave to serialise personal data as it is.
///
/// Wrap a [`Customer`](crate::Customer), [`Personal`], [`Email`], [`Phone`] or [`Birthday`] where
/// it is stored or sent on purpose; without the wrapper serde writes masks. `Debug` stays masked.
///
/// # Examples
///
/// ```
/// use regulars::{Exposed, Personal};
///
/// let name = Personal::from("Ada");
/// assert_eq!(serde_json::to_string(&name)?, r#""[personal]""#);
/// assert_eq!(serde_json::to_string(&Exposed(&name))?, r#""Ada""#);
/// assert!(serde_json::from_str::<Personal>(r#""[personal]""#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[cfg(feature = "serde")]
#[derive(Debug)]
pub struct Exposed<'a, T: ?Sized>(
    /// What is to be written as it is.
    pub &'a T,
);

impl Personal {
    /// What is printed instead of anything personal.
    pub const MASK: &'static str = "[personal]";

    /// The text itself. Mind where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Gives types no printed form but the mask.
macro_rules! mask {
    ($($name:ty),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Personal::MASK)
            }
        }

        /// The mask.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Personal::MASK)
            }
        }

        /// Writes the mask.
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(Personal::MASK)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for Exposed<'_, $name> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.expose().serialize(serializer)
            }
        }
    )*};
}

mask!(Personal, Email, Phone, Birthday);

/// Reads a `T` without repeating what stood there instead.
///
/// Formats quote what they cannot use, as in ``invalid type: string "Ada Lovelace"``, and the
/// format's error goes to a log. Therefore it is dropped, and `expected` said instead.
#[cfg(feature = "serde")]
fn read<'de, T, D>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    T::deserialize(deserializer).map_err(|_| refuse(expected))
}

/// The refusal of a stored value, in words that are ours.
#[cfg(feature = "serde")]
pub(crate) fn refuse<E: serde::de::Error>(expected: &'static str) -> E {
    E::custom(format_args!("expected {expected}; what was found is not repeated"))
}

/// Refuses the mask: it says that there was a text, not which.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Personal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = read(deserializer, "a text")?;
        if text == Self::MASK { Err(refuse("a text, not its mask")) } else { Ok(Self(text)) }
    }
}

#[cfg(test)]
mod tests;
