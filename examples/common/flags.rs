//! The flags that every program here has: which orders, under which policy, and whose model.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::FixedOffset;
use lexopt::{Arg, Parser, ValueExt};
use regulars::{Bins, CsvColumns, Currency, Policy, Repeats, Returns, Rounding, SegmentMap, Zeros};

use super::model::{self, Binning, Counts, Source};
use super::{Result, say};

pub(crate) const HELP: &str = "  --orders F.csv         plain or gzip; may be given several times
  --customer COL         column of customers, any text
  --date COL             column of dates or times, ISO
  --amount COL           column of amounts
  --quantity COL         column of quantities: amount × quantity is the row's amount
  --id COL               column of order ids
  --lines                a row is a line: those that share customer and id are one order
  --returns net|match|ignore|refuse      what becomes of negative amounts (net)
  --zeros drop|keep|refuse               what becomes of zero amounts (drop)
  --repeats one|keep|refuse              what becomes of ids that come again (one)
  --strict               the first row that would be dropped is an error
  --zone +08:00          the business's time zone, for times that carry their own (UTC)
  --currency GBP         the amounts' currency (none, with two decimals)
  --scale N              decimals to keep (the currency's own)
  --round half-even      round finer amounts instead of refusing them
  --bins N               bins of R, F and M, from 2 to 10 (as many as the segments need:
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
    orders: Vec<PathBuf>,
    customer: Option<String>,
    date: Option<String>,
    amount: Option<String>,
    quantity: Option<String>,
    id: Option<String>,
    lines: bool,
    returns: Option<Returns>,
    zeros: Option<Zeros>,
    repeats: Option<Repeats>,
    strict: bool,
    zone: Option<FixedOffset>,
    currency: Option<Currency>,
    scale: Option<u8>,
    round: Option<Rounding>,
    bins: Option<Counts>,
    binning: Option<Binning>,
    edges: Option<PathBuf>,
    load_model: Option<PathBuf>,
    save_model: Option<PathBuf>,
    // The map, and none if none is wanted.
    segments: Option<Option<SegmentMap>>,
}

/// What is read, and what scores it.
pub(crate) struct Input {
    pub(crate) orders: Vec<PathBuf>,
    pub(crate) columns: CsvColumns,
    pub(crate) policy: Policy,
    pub(crate) source: Source,
    pub(crate) save: Option<PathBuf>,
}

/// Tells `flag` of each flag that is given. Says `false` if only help was wanted, which has been
/// given then.
pub(crate) fn each(
    help: &str,
    mut flag: impl FnMut(&str, &mut Parser) -> Result<bool>,
) -> Result<bool> {
    let mut parser = Parser::from_env();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Long("help") | Arg::Short('h') => return say(help.trim_end()).map(|()| false),
            Arg::Long(name) => {
                let name = name.to_owned();
                if !flag(&name, &mut parser)? {
                    return Err(format!("there is no flag --{name}; --help lists them"));
                }
            }
            other => return Err(format!("{}; --help lists the flags", other.unexpected())),
        }
    }
    Ok(true)
}

impl Flags {
    /// Says whether there is a flag of that name.
    pub(crate) fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        match name {
            "orders" => self.orders.push(value(name, parser)?.into()),
            "customer" => once(name, &mut self.customer, text(name, parser)?)?,
            "date" => once(name, &mut self.date, text(name, parser)?)?,
            "amount" => once(name, &mut self.amount, text(name, parser)?)?,
            "quantity" => once(name, &mut self.quantity, text(name, parser)?)?,
            "id" => once(name, &mut self.id, text(name, parser)?)?,
            "lines" => self.lines = true,
            "returns" => once(
                name,
                &mut self.returns,
                choice(
                    name,
                    parser,
                    &[
                        ("net", Returns::Net),
                        ("match", Returns::Match),
                        ("ignore", Returns::Ignore),
                        ("refuse", Returns::Refuse),
                    ],
                )?,
            )?,
            "zeros" => once(
                name,
                &mut self.zeros,
                choice(
                    name,
                    parser,
                    &[("drop", Zeros::Drop), ("keep", Zeros::Keep), ("refuse", Zeros::Refuse)],
                )?,
            )?,
            "repeats" => once(
                name,
                &mut self.repeats,
                choice(
                    name,
                    parser,
                    &[("one", Repeats::One), ("keep", Repeats::Keep), ("refuse", Repeats::Refuse)],
                )?,
            )?,
            "strict" => self.strict = true,
            "zone" => once(name, &mut self.zone, read(name, parser, "an offset such as +08:00")?)?,
            "currency" => {
                once(
                    name,
                    &mut self.currency,
                    read(name, parser, "a code of ISO 4217 such as GBP")?,
                )?;
            }
            "scale" => once(name, &mut self.scale, read(name, parser, "a number from 0 to 9")?)?,
            "round" => {
                let rounding = choice(name, parser, &[("half-even", Rounding::HalfEven)])?;
                once(name, &mut self.round, rounding)?;
            }
            "bins" => {
                let expected = "a number from 2 to 10, or three such as 5,5,4";
                once(name, &mut self.bins, read(name, parser, expected)?)?;
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

    pub(crate) fn check(self) -> Result<Input> {
        let policy = self.policy()?;
        let source = self.source(policy.currency())?;
        if self.orders.is_empty() {
            return Err("--orders is needed; --help lists the flags".to_owned());
        }
        let customer = needed("customer", self.customer)?;
        let (date, amount) = (needed("date", self.date)?, needed("amount", self.amount)?);
        let columns = CsvColumns::new(customer, date, amount);
        let columns = self.quantity.iter().fold(columns, |columns, name| columns.quantity(name));
        let columns = self.id.iter().fold(columns, |columns, name| columns.id(name));
        Ok(Input { orders: self.orders, columns, policy, source, save: self.save_model })
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
                None => Source::learned(model::fixed(path, currency)?, segments),
            },
            (None, None) => {
                let bins = self.bins.unwrap_or_else(|| Counts::of(segments.as_ref()));
                Source::learned(bins.settings(self.binning.unwrap_or_default()), segments)
            }
        }
    }

    fn policy(&self) -> Result<Policy> {
        let mut currency = self.currency.unwrap_or(Currency::NONE);
        if let Some(scale) = self.scale {
            currency = currency.with_exponent(scale).map_err(|error| error.to_string())?;
        }
        let mut policy = Policy::new(currency)
            .returns(self.returns.unwrap_or_default())
            .zeros(self.zeros.unwrap_or_default())
            .rounding(self.round.unwrap_or_default());
        policy = match (self.lines, &self.id, self.repeats) {
            (true, None, _) => {
                return Err("--lines needs --id, which says whose line it is".to_owned());
            }
            (true, _, Some(_)) => {
                return Err(
                    "--lines and --repeats exclude each other: lines repeat their id".to_owned()
                );
            }
            (true, ..) => policy.lines(),
            (false, _, repeats) => policy.repeats(repeats.unwrap_or_default()),
        };
        if let Some(zone) = self.zone {
            policy = policy.zone(zone);
        }
        Ok(if self.strict { policy.strict() } else { policy })
    }
}

pub(crate) fn exclude(one: &str, other: &str) -> String {
    format!("--{one} and --{other} exclude each other")
}

pub(crate) fn needed<T>(name: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| format!("--{name} is needed; --help lists the flags"))
}

pub(crate) fn once<T>(name: &str, slot: &mut Option<T>, value: T) -> Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("--{name} is given twice")),
    }
}

pub(crate) fn value(name: &str, parser: &mut Parser) -> Result<OsString> {
    parser.value().map_err(|_| format!("--{name} needs a value"))
}

pub(crate) fn text(name: &str, parser: &mut Parser) -> Result<String> {
    value(name, parser)?.string().map_err(|_| format!("--{name} must be text"))
}

pub(crate) fn read<T: std::str::FromStr>(
    name: &str,
    parser: &mut Parser,
    expected: &str,
) -> Result<T> {
    let text = text(name, parser)?;
    text.parse().map_err(|_| format!("--{name} is `{text}`, expected {expected}"))
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

fn choice<T: Copy>(name: &str, parser: &mut Parser, choices: &[(&str, T)]) -> Result<T> {
    let text = text(name, parser)?;
    let found = choices.iter().find(|(choice, _)| *choice == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let all: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
        format!("--{name} is `{text}`, expected {}", all.join(" or "))
    })
}
