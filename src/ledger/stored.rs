//! A ledger as it is stored, and how it comes back.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::door::is_missing;
use super::entry::Entry;
use super::policy::Policy;
use super::{Ledger, within};
use crate::error::ErrorKind;
use crate::journal::{Journal, Key};

/// The version of the stored form, which goes up whenever an older crate could misread it.
const FORMAT: u32 = 1;
const WHAT: &str = "ledger";

/// The stored form; what it says is checked before it is a ledger.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Ledger")]
struct Raw<K> {
    format: u32,
    kind: String,
    policy: Policy,
    customers: Vec<(K, Vec<Entry>)>,
}

/// All records by customer. This holds personal data: the keys, and whatever the records say.
impl<K: Key + Serialize> Serialize for Ledger<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let segment = self.journal.flat();
        let mut customers: Vec<(K, Vec<Entry>)> =
            segment.keys().iter().map(|key| (key.clone(), Vec::new())).collect();
        segment.events().for_each(|(customer, entry)| customers[customer].1.push(entry));
        let (kind, policy) = (WHAT.to_owned(), self.policy.clone());
        Raw { format: FORMAT, kind, policy, customers }.serialize(serializer)
    }
}

impl<'de, K: Key + Deserialize<'de>> Deserialize<'de> for Ledger<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Raw { format, kind, policy, customers } = Raw::<K>::deserialize(deserializer)?;
        if kind != WHAT {
            return Err(D::Error::custom(ErrorKind::Kind { expected: WHAT }));
        }
        if format != FORMAT {
            let error = ErrorKind::Format { found: format, expected: WHAT, supported: FORMAT };
            return Err(D::Error::custom(error));
        }
        let all = || customers.iter().flat_map(|(_, entries)| entries);
        let named = customers.iter().all(|(key, _)| !is_missing(key));
        if !named || !all().all(|entry| entry.is_sound(&policy)) {
            return Err(D::Error::custom("the ledger holds a record that no ledger would keep"));
        }
        let turnover = all().map(|entry| i128::from(entry.amount.0)).sum();
        let turnover = within(turnover).map_err(D::Error::custom)?;
        let mut journal = Journal::new(policy.journal_repeats());
        let records = customers
            .into_iter()
            .flat_map(|(key, entries)| entries.into_iter().map(move |entry| (key.clone(), entry)));
        journal.append(records).map_err(D::Error::custom)?;
        Ok(Self { policy, journal, turnover })
    }
}
