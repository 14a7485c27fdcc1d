//! Arithmetic that knows no customers.

pub(crate) mod rng;
