//! Doubts about the models of purchases and spend.

mod anywhere;
mod derivatives;
#[cfg(feature = "serde")]
mod hostile;
mod recovery;
mod refusals;
