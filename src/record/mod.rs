//! What a caller knows: typed records, checked where they enter.

mod purchase;
mod word;

pub use self::purchase::Purchase;
pub(crate) use self::purchase::{Details, Kind};
pub(crate) use self::word::Word;
