//! Groups about centres.
