//! How many groups there are.

mod boxes;
mod evidence;
mod gap;
mod sample;
mod selection;
mod settings;
mod stability;
#[cfg(test)]
mod tests;
mod words;

pub use evidence::Evidence;
pub use selection::{Reason, Selection};
pub use settings::SelectK;
