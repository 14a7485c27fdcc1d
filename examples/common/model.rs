//! Where the model comes from: learned with the bins that were asked for, or loaded.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lexopt::Parser;
use regulars::{Bins, Currency, ErrorKind, Fit, Rfm, RfmModel, SegmentMap, Table};
use serde::Deserialize;

use crate::common::Result;
use crate::common::flags::{choice, exclude, once, read as parsed, text, value};

pub(crate) const HELP: &str =
    "  --bins N               bins of R, F and M, from 2 to 10 (as many as the segments need:
                         4 for quartiles46, 3 for klaviyo, else 5); or one for each:
                         5,5,4 (rf25 reads no M)
  --binning quantile|rank|jenks|kmeans|nested      how bins are learned (quantile); nested are
                         quantiles of F within each R, and of M within each R and F
  --edges FILE           fixed edges instead, in JSON: {\"r\": days, \"f\": orders, \"m\": money},
                         each ascending, one less than there are bins, money in units
                         of the currency; an edge of 30 means up to and including 30
  --load-model M.json    score with a model saved before, with its bins and segments;
                         the currency must be the model's
  --save-model M.json    where the model goes
  --segments rf25|cells125|rfm10|quartiles46|shopify|klaviyo|none
                         how segments are named (rf25)
";

/// Flags as they come, before it is known whether they go together.
#[derive(Default)]
pub(crate) struct Flags {
    bins: Option<Counts>,
    binning: Option<Binning>,
    edges: Option<PathBuf>,
    load_model: Option<PathBuf>,
    save_model: Option<PathBuf>,
    // The map, and none if none is wanted.
    segments: Option<Option<SegmentMap>>,
}

/// What scores, and where it is saved.
pub(crate) struct Scorer {
    pub(crate) source: Source,
    pub(crate) save: Option<PathBuf>,
}

/// What scores.
pub(crate) enum Source {
    Learned(Rfm),
    Loaded(Box<RfmModel>),
}

/// Bins of R, F and M.
#[derive(Clone, Copy)]
pub(crate) struct Counts([u8; 3]);

/// How bins are learned.
#[derive(Clone, Copy)]
pub(crate) struct Binning {
    kind: fn(u8) -> Bins,
    nested: bool,
}

impl Flags {
    /// Says whether there is a flag of that name.
    pub(crate) fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        match name {
            "bins" => {
                let expected = "a number from 2 to 10, or three such as 5,5,4";
                once(name, &mut self.bins, parsed(name, parser, expected)?)?;
            }
            "binning" => once(
                name,
                &mut self.binning,
                choice::<Binning>(
                    name,
                    parser,
                    &[
                        ("quantile", Binning::default()),
                        ("rank", Binning::of(Bins::Ranks)),
                        ("jenks", Binning::of(Bins::NaturalBreaks)),
                        ("kmeans", Binning::of(Bins::KMeans)),
                        ("nested", Binning::nested()),
                    ],
                )?,
            )?,
            "edges" => once(name, &mut self.edges, value(name, parser)?.into())?,
            "load-model" => once(name, &mut self.load_model, value(name, parser)?.into())?,
            "save-model" => once(name, &mut self.save_model, value(name, parser)?.into())?,
            "segments" => once(name, &mut self.segments, map(name, parser)?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(crate) fn check(self, currency: Currency) -> Result<Scorer> {
        Ok(Scorer { source: self.source(currency)?, save: self.save_model })
    }

    fn source(&self, currency: Currency) -> Result<Source> {
        let learning = [("bins", self.bins.is_some()), ("binning", self.binning.is_some())];
        let learning = learning.into_iter().find(|(_, given)| *given).map(|(name, _)| name);
        let segments = self.segments.clone().unwrap_or(Some(SegmentMap::RF25));
        match (&self.load_model, &self.edges) {
            (Some(_), Some(_)) => Err(exclude("load-model", "edges")),
            (Some(_), _) if self.segments.is_some() => Err(exclude("load-model", "segments")),
            (Some(path), None) => match learning {
                Some(name) => Err(exclude("load-model", name)),
                None => Source::loaded(path),
            },
            (None, Some(path)) => match learning {
                Some(name) => Err(exclude("edges", name)),
                None => Source::learned(fixed(path, currency)?, segments),
            },
            (None, None) => {
                let bins = self.bins.unwrap_or_else(|| Counts::of(segments.as_ref()));
                Source::learned(bins.settings(self.binning.unwrap_or_default()), segments)
            }
        }
    }
}

impl Binning {
    pub(crate) fn of(kind: fn(u8) -> Bins) -> Self {
        Self { kind, nested: false }
    }

    pub(crate) fn nested() -> Self {
        Self { nested: true, ..Self::default() }
    }
}

impl Default for Binning {
    fn default() -> Self {
        Self::of(Bins::Quantiles)
    }
}

/// Fixed edges, in days, orders and units of the currency.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixed {
    r: Vec<f64>,
    f: Vec<f64>,
    m: Vec<f64>,
}

/// `5`, or one for each: `5,5,4`.
impl FromStr for Counts {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let counts = text.split(',').map(|count| count.trim().parse().map_err(|_| ()));
        match counts.collect::<std::result::Result<Vec<u8>, ()>>()?[..] {
            [all] => Ok(Self([all; 3])),
            [r, f, m] => Ok(Self([r, f, m])),
            _ => Err(()),
        }
    }
}

impl Counts {
    /// The bins that a map names cells of; the customary ones without a map.
    pub(crate) fn of(segments: Option<&SegmentMap>) -> Self {
        Self([segments.map_or(5, |map| map.bins()[0]); 3])
    }

    pub(crate) fn settings(self, binning: Binning) -> Rfm {
        let [r, f, m] = self.0.map(binning.kind);
        let settings = Rfm::new().recency(r).frequency(f).monetary(m);
        if binning.nested { settings.nested() } else { settings }
    }
}

/// Settings with the edges of a file.
pub(crate) fn fixed(path: &Path, currency: Currency) -> Result<Rfm> {
    let Fixed { r, f, m } = read(path, "no edges as --help tells them")?;
    let unit = 10_f64.powi(currency.exponent().into());
    // 0.29 times 100 is a little less than 29 in doubles, and means 29.
    let minor = |edge: f64| match (edge * unit).round() {
        whole if (whole / unit).to_bits() == edge.to_bits() => whole,
        _ => edge * unit,
    };
    let m = m.into_iter().map(minor).collect();
    Ok(Rfm::new().recency(Bins::Edges(r)).frequency(Bins::Edges(f)).monetary(Bins::Edges(m)))
}

impl Source {
    pub(crate) fn learned(settings: Rfm, segments: Option<SegmentMap>) -> Result<Self> {
        let settings = settings.segments(segments.clone());
        settings.check().map_err(|error| match (error.kind(), segments) {
            (ErrorKind::MapBins { .. }, Some(map)) => format!(
                "the segments of {} need {} bins, see --segments, --bins and --edges",
                map.code(),
                map.bins()[0]
            ),
            _ => error.to_string(),
        })?;
        Ok(Self::Learned(settings))
    }

    pub(crate) fn loaded(path: &Path) -> Result<Self> {
        read(path, "no model of --save-model").map(Box::new).map(Self::Loaded)
    }

    /// Nothing if nobody has bought.
    pub(crate) fn model(&self, table: Table<'_>) -> Result<Option<RfmModel>> {
        match self {
            Self::Loaded(model) => match (model.currency(), table.currency()) {
                (saved, asked) if saved == asked => Ok(Some(RfmModel::clone(model))),
                (saved, asked) => Err(format!(
                    "the model is of {saved} and the orders of {asked}, see --currency and --scale"
                )),
            },
            Self::Learned(settings) => match settings.fit(table) {
                Ok(model) => Ok(Some(model)),
                Err(error) if matches!(error.kind(), ErrorKind::TooFew { .. }) => Ok(None),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}

pub(crate) fn save(path: &Path, model: Option<&RfmModel>) -> Result<()> {
    let model = model.ok_or("nobody has bought, so there is no model to save")?;
    let json = serde_json::to_string(model).map_err(|error| error.to_string())?;
    fs::write(path, json + "\n").map_err(|error| format!("{}: {error}", path.display()))
}

/// What a file of JSON holds, or that it is `otherwise`.
fn read<T: for<'a> Deserialize<'a>>(path: &Path, otherwise: &str) -> Result<T> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let wrong = |error| format!("{} is {otherwise}: {error}", path.display());
    serde_json::from_slice(&text).map_err(wrong)
}

/// The published maps are named as the library names them.
fn map(name: &str, parser: &mut Parser) -> Result<Option<SegmentMap>> {
    let text = text(name, parser)?;
    if text == "none" {
        return Ok(None);
    }
    let expected = "rf25 or cells125 or rfm10 or quartiles46 or shopify or klaviyo or none";
    let map = SegmentMap::named(&text);
    map.map(Some).ok_or_else(|| format!("--{name} is `{text}`, expected {expected}"))
}
