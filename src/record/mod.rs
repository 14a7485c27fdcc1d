//! What a caller knows: typed records, checked where they enter.

mod purchase;
mod word;

pub(crate) use self::purchase::{Details, Kind};
pub use self::purchase::{Purchase, When};
pub(crate) use self::word::Word;
