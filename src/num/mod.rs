//! Arithmetic that knows no customers.

pub(crate) mod beta;
pub(crate) mod breaks;
pub(crate) mod decay;
pub(crate) mod exact;
pub(crate) mod gamma;
pub(crate) mod gauss;
pub(crate) mod kept;
pub(crate) mod lasting;
pub(crate) mod logistic;
pub(crate) mod minimise;
pub(crate) mod octaves;
pub(crate) mod passage;
pub(crate) mod quadrature;
pub(crate) mod quantile;
pub(crate) mod rng;
pub(crate) mod thinned;
