//! Segments in words.

use std::fmt;

use super::model::SegmentationModel;
use super::profile::Profile;
use crate::language::Language;

impl SegmentationModel {
    /// A line of each segment: its label and name, its size, its revenue, and its centre.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let head = match language {
            Language::English => format!("Segments as of {}", self.as_of()),
            Language::Chinese => format!("客户分群，截至{}", self.as_of()),
        };
        let lines = (0..).zip(self.profiles()).map(|(label, of)| self.line(label, of, language));
        std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, label: u32, profile: &Profile, language: Language) -> String {
        let name = self.name(label, language);
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let (customers, share) = (profile.customers(), percent(profile.share()));
        let revenue = match self.currency().code() {
            "XXX" => self.currency().text(profile.revenue()).to_string(),
            code => format!("{code} {}", self.currency().text(profile.revenue())),
        };
        let part = profile.share_of_revenue().map(percent);
        let part = part.map_or(String::new(), |part| match language {
            Language::English => format!(" ({part})"),
            Language::Chinese => format!("（{part}）"),
        });
        let known = profile.center().iter().zip(profile.quartiles());
        let center = self.variables().iter().zip(known).map(|(variable, (&value, known))| {
            // A centre of which nobody is known is what was filled in.
            let text = match (known, language) {
                (Some(_), _) => variable.text(value, self.currency()),
                (None, Language::English) => "unknown".to_owned(),
                (None, Language::Chinese) => "未知".to_owned(),
            };
            format!("{} {text}", variable.label(language))
        });
        let center: Vec<String> = center.collect();
        match language {
            Language::English => format!(
                "{label} {name}: {customers} {} ({share}), revenue {revenue}{part}; {}",
                if customers == 1 { "customer" } else { "customers" },
                center.join(", ")
            ),
            Language::Chinese => format!(
                "{label} {name}：{customers}位客户（{share}），消费{revenue}{part}；{}",
                center.join("，")
            ),
        }
    }
}

impl fmt::Display for SegmentationModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
