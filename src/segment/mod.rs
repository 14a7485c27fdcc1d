//! Customers grouped by what they do.

pub mod kmeans;
