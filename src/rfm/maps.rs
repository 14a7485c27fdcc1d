//! Names for cells of bins.

use std::sync::Arc;

use super::coverage::Coverage;
use super::names::SegmentName;
use super::presets::Preset;
use super::rules::{SegmentRules, cells};
use super::segment::Segment;
use crate::language::Language;

/// Which cell of bins has which name.
///
/// | map | bins | names | cells without a name | from |
/// |---|---|---|---|---|
/// | [`RF25`](Self::RF25) | 5 × 5 | 10 | none | the Putler lineage, most tutorials |
/// | [`CELLS125`](Self::CELLS125) | 5 × 5 × 5 | 11 | none | Squeezely's list |
/// | [`RFM10`](Self::RFM10) | 5 × 5 × 5 | 10 | 10 of 125 | R's package rfm 0.3 |
/// | [`QUARTILES46`](Self::QUARTILES46) | 4 × 4 × 4 | 5 | 18 of 64 | pymc-marketing |
/// | [`SHOPIFY`](Self::SHOPIFY) | 5 × 5 × 5 | 10 | none | Shopify's customer report |
/// | [`KLAVIYO`](Self::KLAVIYO) | 3 × 3 × 3 | 6 | none | Klaviyo's RFM report |
///
/// Your own are made of [`SegmentRules`]. No cell has two names, and what a source leaves without
/// one is [`Segment::Others`]. [`coverage`](Self::coverage) tells who owns what.
///
/// # Examples
///
/// ```
/// use regulars::{Segment, SegmentMap};
///
/// let map = SegmentMap::RFM10;
/// assert_eq!(map.cells(Segment::Champions), [[5, 5, 5]]);
/// assert_eq!(map.cells(Segment::Others).len(), 10);
/// assert!(map.coverage().owning_none().is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentMap(Source);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Preset(Preset),
    // Invariant: `SegmentRules::build` let it pass.
    Own(Arc<SegmentRules>),
}

impl SegmentMap {
    /// Ten names by R and F alone, five bins each: the map of the Putler lineage that most
    /// RFM tutorials use.
    pub const RF25: Self = Self(Source::Preset(Preset::Rf25));
    /// Eleven names by R, F and M, five bins each: Squeezely's list of all 125 cells.
    pub const CELLS125: Self = Self(Source::Preset(Preset::Cells125));
    /// Ten names by R, F and M, five bins each: the ranges in the documentation of R's package rfm
    /// 0.3, of which the first that fits counts. Ten cells fit none.
    pub const RFM10: Self = Self(Source::Preset(Preset::Rfm10));
    /// Five names by R, F and M, four bins each: pymc-marketing's default. Eighteen cells have
    /// none.
    pub const QUARTILES46: Self = Self(Source::Preset(Preset::Quartiles46));
    /// Ten names by R and the mean of F and M, five bins each: Shopify's groups, whose eleventh is
    /// [`Segment::Prospect`]. [`Rfm::shopify`](super::Rfm::shopify) has its bins too.
    ///
    /// Shopify documents the names, the fifths and the mean; the grid of 25 is known from copies,
    /// which agree. How a half is rounded is told nowhere: here it is rounded down, which leaves no
    /// gap. Were it not rounded, 32 of the 125 cells would have another name.
    pub const SHOPIFY: Self = Self(Source::Preset(Preset::Shopify));
    /// Six names by R, F and M, three bins each: Klaviyo's list of all 27 cells, from the help
    /// page "Understanding scoring and customer groups in the RFM report".
    /// [`Rfm::klaviyo`](super::Rfm::klaviyo) has its bins too.
    pub const KLAVIYO: Self = Self(Source::Preset(Preset::Klaviyo));

    pub(super) fn own(rules: Arc<SegmentRules>) -> Self {
        Self(Source::Own(rules))
    }

    /// What it is called: the name of the constant in lower case, such as `rf25`, and `custom` if it is
    /// your own.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.0 {
            Source::Preset(preset) => preset.code(),
            Source::Own(_) => "custom",
        }
    }

    /// The published map of that [`code`](Self::code).
    ///
    /// ```
    /// use regulars::SegmentMap;
    ///
    /// assert_eq!(SegmentMap::named("cells125"), Some(SegmentMap::CELLS125));
    /// ```
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        let preset = Preset::ALL.into_iter().find(|preset| preset.code() == code);
        preset.map(|preset| Self(Source::Preset(preset)))
    }

    /// Whether the map is one of cells of so many bins.
    #[must_use]
    pub fn fits(&self, r: u8, f: u8, m: u8) -> bool {
        let [for_r, for_f, for_m] = self.bins();
        (r, f) == (for_r, for_f) && (for_m == 1 || m == for_m)
    }

    /// The bins of R, F and M that it is made for; 1 of M if it does not read M.
    #[must_use]
    pub fn bins(&self) -> [u8; 3] {
        match &self.0 {
            Source::Preset(preset) => preset.bins(),
            Source::Own(rules) => rules.bins,
        }
    }

    /// The names that it gives, in the order of its rules. [`Segment::Others`] is among them only
    /// if the map says so, so a table of all customers needs a line for it, and one for
    /// [`Segment::Prospect`].
    #[must_use]
    pub fn names(&self) -> Vec<Segment> {
        let rules = self.rules();
        let mut names: Vec<Segment> = Vec::new();
        for name in rules.rules.iter().map(|rule| rule.name).chain(rules.otherwise) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The cells of bins of R, F and M that have a name, ascending. If the map does not read M,
    /// 1 stands for any M.
    #[must_use]
    pub fn cells(&self, name: Segment) -> Vec<[u8; 3]> {
        let rules = self.rules();
        cells(self.bins()).filter(|&cell| rules.segment(cell) == name).collect()
    }

    /// Who owns which cells, which have no name, and where the order of rules decides.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        self.rules().coverage().expect("a map is made of rules that were checked")
    }

    /// The name for programs; of your own segments the code that you gave.
    #[must_use]
    pub fn code_of(&self, segment: Segment) -> &str {
        self.own_name(segment).map_or(segment.code(), |own| own.code())
    }

    /// The name for people; of your own segments the label that you gave.
    #[must_use]
    pub fn label(&self, segment: Segment, language: Language) -> &str {
        self.own_name(segment).map_or(segment.label(language), |own| own.label(language))
    }

    fn own_name(&self, segment: Segment) -> Option<&SegmentName> {
        match (&self.0, segment) {
            (Source::Own(rules), Segment::Custom(place)) => rules.names.get(usize::from(place)),
            _ => None,
        }
    }

    pub(super) fn rules(&self) -> SegmentRules {
        match &self.0 {
            Source::Preset(preset) => preset.rules(),
            Source::Own(rules) => SegmentRules::clone(rules),
        }
    }

    /// The rules, if they are one's own.
    #[cfg(feature = "serde")]
    pub(super) fn own_rules(&self) -> Option<&SegmentRules> {
        match &self.0 {
            Source::Preset(_) => None,
            Source::Own(rules) => Some(rules),
        }
    }

    /// Names of cells of bins counted from 1, on a map that fits.
    pub(super) fn lookup(&self) -> impl Fn(u8, u8, u8) -> Segment + use<> {
        let rules = self.rules();
        // A map that does not read M has one bin of it.
        move |r, f, m| rules.segment([r, f, m.min(rules.bins[2])])
    }
}
