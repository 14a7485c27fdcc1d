//! Early warnings: what has changed for the worse in a customer's own past, and how sure that is.

mod columns;
mod control;
mod model;
mod past;
mod settings;
mod signal;
#[cfg(feature = "serde")]
mod stored;
#[cfg(test)]
mod tests;
mod watch;
mod words;

pub use self::control::{Warning, Warnings};
pub use self::model::EarlyWarningModel;
pub use self::settings::EarlyWarning;
pub use self::signal::{Signal, WarningCode};
pub use self::watch::{Counted, Share, Watch};
