//! Arithmetic that knows no customers.

pub(crate) mod quantile;
pub(crate) mod rng;
