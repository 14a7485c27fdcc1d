//! Customers grouped by what they do.
//!
//! [`KMeans`] groups the rows of a matrix about centres; [`KMeansModel`] says to which of them
//! another row belongs. A [`Preparation`] makes features comparable first. [`silhouette`], [`calinski_harabasz`] and [`davies_bouldin`] say how well the
//! groups are told apart, and [`adjusted_rand_index`] how well two groupings agree.

mod customers;
mod kmeans;
mod prepare;
mod quality;

pub use customers::{
    Drift, Profile, Pull, SegmentExplanation, Segmentation, SegmentationModel, Variable,
};
pub use kmeans::{
    Clustering, Init, Iteration, KMeans, KMeansModel, MiniBatch, Nearest, PartialSums,
};
pub use prepare::{Missing, Preparation, Prepared, Scale, Shape};
pub use quality::{
    Silhouette, adjusted_rand_index, calinski_harabasz, davies_bouldin, silhouette,
    simplified_silhouette,
};
