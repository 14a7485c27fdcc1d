//! Rules as they are stored, checked on their way back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::limit::Limit;
use super::rule::{Learned, LifecycleRule};
use super::settings::Lifecycle;
use crate::engine::envelope;

const ENGINE: &str = "lifecycle";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "LifecycleRule")]
struct Raw {
    format: u32,
    engine: String,
    settings: Lifecycle,
    learned: Option<Learned>,
}

/// Whether none is below the one before, nor 0.
fn ascend(limits: impl Iterator<Item = u32>) -> bool {
    std::iter::once(1).chain(limits).is_sorted()
}

/// Rules that ask no score can be stored.
impl Serialize for LifecycleRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, engine) = (envelope::FORMAT, ENGINE.to_owned());
        let (settings, learned) = (self.settings.clone(), self.learned);
        Raw { format, engine, settings, learned }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LifecycleRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Raw { format, engine, settings, learned } = Raw::deserialize(deserializer)?;
        envelope::open(&engine, format, ENGINE).map_err(D::Error::custom)?;
        settings.check().map_err(D::Error::custom)?;
        let limits = settings.limits();
        let unsettled = |&(_, limit): &(_, Limit)| {
            matches!(limit, Limit::AllGaps(_) | Limit::ReturnRate { .. })
        };
        if let Some((name, _)) = limits.into_iter().find(unsettled) {
            return Err(D::Error::custom(format!("`{name}`: expected a limit that is learned")));
        }
        let asks = |own: fn(Limit) -> bool| limits.map(|(_, limit)| own(limit));
        let own = asks(|limit| matches!(limit, Limit::OwnGaps(_)));
        let right = match learned {
            None => !asks(Limit::learns).contains(&true),
            Some(learned) => {
                0.0 < learned.usual_gap
                    && learned.usual_gap.is_finite()
                    && learned.otherwise.map(|days| days.is_some()) == own
                    && ascend(learned.otherwise.into_iter().flatten())
            }
        };
        if !right {
            return Err(D::Error::custom("`learned`: expected what the limits need"));
        }
        Ok(Self { settings, learned })
    }
}
