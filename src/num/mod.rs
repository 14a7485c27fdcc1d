//! Arithmetic that knows no customers.

pub(crate) mod breaks;
pub(crate) mod quantile;
pub(crate) mod rng;
