//! Purchases to come, and their value.

mod pareto;
mod taylor;
