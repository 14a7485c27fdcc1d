//! Groups that rows belong to by shares: mixtures of Gaussians, as linfa finds them.

mod model;
mod settings;
#[cfg(test)]
mod tests;

pub use model::MixtureModel;
pub use settings::Mixture;
