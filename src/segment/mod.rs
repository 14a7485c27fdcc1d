//! Customers grouped by what they do.
//!
//! [`Segmentation`] groups the customers of a table: their [`Variable`](crate::Variable)s are prepared, grouped about
//! centres, and the groups get profiles and names. [`SegmentationModel`] says to which a customer
//! belongs, and why.
//!
//! What it is made of works on any matrix. A [`Preparation`] makes features comparable. [`KMeans`]
//! groups rows about centres, and [`KMeansModel`] says to which of them another row belongs;
//! [`MiniBatch`] moves centres as rows come, and [`SelectK`] finds out how many there are.
//! [`silhouette`], [`sampled_silhouette`] for many rows, [`calinski_harabasz`] and [`davies_bouldin`]
//! say how well groups are told apart, and [`adjusted_rand_index`] how well two groupings agree.
//! Matrices are those of `ndarray` 0.16, which this crate re-exports as [`crate::ndarray`].
//!
#![cfg_attr(
    feature = "linfa",
    doc = "
With the feature `linfa`, [`KMeans`] and what it finds stand in pipelines of [`linfa`](::linfa) too, and
a [`Mixture`] tells which share of a row each group has."
)]
//!
//! # When not to use it
//!
//! K-means finds round groups of like size, and as many as it is asked for, whether or not there are
//! any. Names and sizes of groups are those of one shop on one day. Where a rule that everybody knows
//! will do, take [`rfm`](crate::rfm).

mod customers;
mod kmeans;
#[cfg(feature = "linfa")]
mod linfa;
#[cfg(feature = "linfa")]
mod mixture;
mod prepare;
mod quality;
mod select;

pub use customers::{Drift, Profile, Pull, SegmentExplanation, Segmentation, SegmentationModel};
pub use kmeans::{
    Clustering, Init, Iteration, KMeans, KMeansModel, MiniBatch, Nearest, PartialSums,
};
#[cfg(feature = "linfa")]
pub use mixture::{Mixture, MixtureModel};
pub use prepare::{Missing, Preparation, Prepared, Scale, Shape};
pub use quality::{
    SampledSilhouette, Silhouette, adjusted_rand_index, calinski_harabasz, davies_bouldin,
    sampled_silhouette, silhouette, simplified_silhouette,
};
pub use select::{Evidence, Reason, SelectK, Selection};
