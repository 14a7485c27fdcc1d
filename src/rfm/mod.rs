//! RFM: how recently, how often and for how much a customer buys, in bins.
//!
//! Each of the three numbers is put into bins, usually five, and more is better: 5 for the
//! most recent, the most orders, the most money. Together they name a segment.
//!
//! | | value | bin 1 | highest bin |
//! |---|---|---|---|
//! | R | days since the last order | longest ago | most recent |
//! | F | orders | fewest | most |
//! | M | revenue, returns taken off | least | most |
//!
//! # Formula
//!
//! ```text
//! bin(v) = 1 + number of edges below v          (an edge belongs to the bin below it)
//! r = bins + 1 − bin(days since last),  f = bin(orders),  m = bin(revenue)
//! ```
//!
//! The edges are quantiles of the customers who have bought, or learned in another way, or given:
//! see [`Bins`]. They are *learned* in `fit` and kept in the [`RfmModel`], so that a customer
//! scored alone tomorrow lands where they would have landed today, and a change of score is a
//! change of the customer and not of the crowd. Equal values share a bin, however many they are;
//! then bins differ in size, and some may be empty.
//!
//! Who has not bought is answered, not dropped: all bins are 0 and the segment is
//! [`Segment::Prospect`].
//!
//! # When not to use it
//!
//! RFM describes; it does not forecast. It says nothing of how likely the next order is, and
//! its bins are relative to the customers of one shop on one day.
//!
//! # References
//!
//! Hughes, A. M. (1994), *Strategic Database Marketing*. Hyndman, R. J. & Fan, Y. (1996),
//! "Sample quantiles in statistical packages", *The American Statistician* 50(4).

mod bins;
mod coverage;
mod edges;
mod kernel;
mod maps;
mod measure;
mod model;
mod names;
mod presets;
mod rules;
mod score;
mod segment;
mod settings;
#[cfg(feature = "serde")]
mod stored;
#[cfg(test)]
mod tests;
mod why;
mod words;

pub use self::bins::Bins;
pub use self::coverage::Coverage;
pub use self::edges::Edges;
pub use self::maps::SegmentMap;
pub use self::measure::{Count, Spend};
pub use self::model::RfmModel;
pub use self::names::{Named, SegmentName};
pub use self::rules::SegmentRules;
pub use self::score::{RfmScore, RfmWeights};
pub use self::segment::Segment;
pub use self::settings::Rfm;
pub use self::why::{
    Around, CountReason, Explain, Falls, More, RecencyReason, RfmExplanation, RfmReasons,
    SpendReason,
};
