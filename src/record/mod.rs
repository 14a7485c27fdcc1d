//! Records: what a caller knows.
//!
//! A record is checked where it enters, and no record prints what a person typed.

mod customer;
mod purchase;
mod word;

pub use self::customer::{Attribute, CompanySize, Customer};
pub use self::purchase::Purchase;
pub(crate) use self::purchase::{Details, Kind};
pub(crate) use self::word::Word;
