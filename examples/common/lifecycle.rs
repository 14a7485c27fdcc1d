//! Which lifecycle is asked for.

use std::str::FromStr;

use regulars::lifecycle::{Lifecycle, LifecycleRule};
use regulars::{Fit, Table};

use crate::common::Result;

/// What is to be written for a rule.
pub(crate) const RULES: &str = "default, emarsys, omnisend or clutch";

/// The settings of a rule that was named.
#[derive(Clone)]
pub(crate) struct Wanted(Lifecycle);

impl FromStr for Wanted {
    type Err = String;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "default" => Ok(Self(Lifecycle::new())),
            "emarsys" => Ok(Self(Lifecycle::emarsys())),
            "omnisend" => Ok(Self(Lifecycle::omnisend())),
            "clutch" => Ok(Self(Lifecycle::clutch())),
            _ => Err(format!("expected {RULES}")),
        }
    }
}

impl Wanted {
    pub(crate) fn fit(&self, table: Table<'_>) -> Result<LifecycleRule> {
        self.0.fit(table).map_err(|error| format!("the lifecycle cannot be learned: {error}"))
    }
}
