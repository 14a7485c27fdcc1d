//! Customers grouped by what they do.
//!
//! [`KMeans`] groups the rows of a matrix about centres; [`KMeansModel`] says to which of them
//! another row belongs.

mod kmeans;

pub use kmeans::{Clustering, Init, Iteration, KMeans, KMeansModel, Nearest, PartialSums};
