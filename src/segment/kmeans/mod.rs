//! Groups about centres: k-means by Lloyd's iterations, exactly.

mod clustering;
mod kernel;
mod lloyd;
mod model;
mod partial;
mod pass;
mod points;
mod seeding;
mod settings;
mod stream;
mod sums;
#[cfg(test)]
mod tests;

pub use clustering::Clustering;
pub use model::{KMeansModel, Nearest};
pub use partial::PartialSums;
#[cfg(feature = "linfa")]
pub(super) use points::check_distinct;
pub use settings::{Init, Iteration, KMeans};
pub use stream::MiniBatch;
