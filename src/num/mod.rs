//! Arithmetic that knows no customers.

pub(crate) mod breaks;
pub(crate) mod gamma;
pub(crate) mod lasting;
pub(crate) mod minimise;
pub(crate) mod quantile;
pub(crate) mod rng;
pub(crate) mod thinned;
