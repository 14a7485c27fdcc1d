//! How well groups are told apart, and how well two groupings agree.

mod agreement;
mod dispersion;
mod grouped;
mod silhouette;
#[cfg(test)]
mod tests;

pub use self::agreement::adjusted_rand_index;
pub use self::dispersion::{calinski_harabasz, davies_bouldin};
pub use self::silhouette::{Silhouette, silhouette, simplified_silhouette};
