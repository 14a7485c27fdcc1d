//! Records: what a caller knows.
//!
//! A record is checked when it is made, and no record prints what a person typed.

mod customer;

pub use self::customer::{Attribute, CompanySize, Customer};
