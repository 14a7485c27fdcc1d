//! How well groups are told apart, and how well two groupings agree.

mod agreement;
mod dispersion;
mod grouped;
mod kernel;
mod sampled;
mod silhouette;
#[cfg(test)]
mod tests;
mod unit;

pub use self::agreement::adjusted_rand_index;
pub use self::dispersion::{calinski_harabasz, davies_bouldin};
pub use self::sampled::{SampledSilhouette, sampled_silhouette};
pub use self::silhouette::{Silhouette, silhouette, simplified_silhouette};
