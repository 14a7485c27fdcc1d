//! Customers of a table in segments: prepared, named, explained.

mod drift;
mod model;
mod names;
mod order;
mod profile;
mod settings;
#[cfg(feature = "serde")]
mod stored;
#[cfg(test)]
mod tests;
mod why;
mod words;

pub use self::drift::Drift;
pub use self::model::SegmentationModel;
pub use self::profile::Profile;
pub use self::settings::Segmentation;
pub use self::why::{Pull, SegmentExplanation};
