//! Customers in groups of alike ones.

use std::str::FromStr;

use regulars::segment::{KMeans, Nearest, Segmentation, SegmentationModel, SelectK};
use regulars::{Currency, Fit, Language, Money, Score, Table};
use serde_json::value::RawValue;

use crate::common::Result;

/// The columns.
pub(crate) const NAMES: [&str; 2] = ["cluster", "cluster_name"];

/// What is to be written for a number of groups.
pub(crate) const WANTED: &str = "a number of clusters, or auto";

/// How many groups were asked for.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    Number(u32),
    /// As many as can be told apart, up to ten.
    Auto,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        text.parse().map(Self::Number).map_err(|_| format!("expected {WANTED}"))
    }
}

/// The groups, and the one of each customer.
pub(crate) struct Clusters {
    model: SegmentationModel,
    found: Vec<Option<Nearest>>,
}

impl Clusters {
    pub(crate) fn fit(wanted: Wanted, table: Table<'_>) -> Result<SegmentationModel> {
        let sentence = |error: regulars::Error| error.to_string();
        let settings = |k| Segmentation::new(KMeans::new(k));
        let k = match wanted {
            Wanted::Number(k) => k,
            Wanted::Auto => {
                let selection = settings(2).select(&SelectK::new(2..=10), table);
                selection.map_err(sentence)?.k()
            }
        };
        settings(k).fit(table).map_err(sentence)
    }

    pub(crate) fn score(model: SegmentationModel, table: Table<'_>) -> Result<Self> {
        let found = model.score(table).map_err(|error| error.to_string())?;
        Ok(Self { model, found })
    }

    /// The cells of one customer; empty for who belongs to no group.
    pub(crate) fn cells(&self, index: usize) -> [String; 2] {
        self.found[index].map_or_else(Default::default, |found| {
            let name = self.model.name(found.label, Language::English);
            [found.label.to_string(), name.to_owned()]
        })
    }

    /// The groups as JSON.
    pub(crate) fn report(&self, currency: Currency) -> Vec<Group<'_>> {
        let number = |money: Money| {
            let text = currency.text(money).to_string();
            RawValue::from_string(text).expect("a decimal is a number of JSON")
        };
        let group = |(label, profile): (u32, &regulars::segment::Profile)| Group {
            cluster: label,
            name: self.model.name(label, Language::English),
            name_zh: self.model.name(label, Language::Chinese),
            customers: profile.customers(),
            share: profile.share(),
            revenue: number(profile.revenue()),
            share_of_revenue: profile.share_of_revenue(),
        };
        (0..).zip(self.model.profiles()).map(group).collect()
    }
}

#[derive(serde::Serialize)]
pub(crate) struct Group<'a> {
    cluster: u32,
    name: &'a str,
    name_zh: &'a str,
    customers: u64,
    share: f64,
    revenue: Box<RawValue>,
    share_of_revenue: Option<f64>,
}
