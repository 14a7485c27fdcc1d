//! The flags.

use std::path::PathBuf;

use lexopt::Parser;
use regulars::clv::{Discount, Family, Regularity};
use regulars::{Currency, Day, Span, TimeUnit};

use crate::clv::{MODELS, Wanted};
use crate::common::Result;
use crate::common::flags::{self, Flags, Input, exclude, needed, once, read, text};
use crate::params::{Given, Params};

const HELP: &str = "\
Fits a model of purchases to customers, and foretells what they will buy and be worth.

fit_clv --summary F.csv --x COL --tx COL --t COL --model MODEL
fit_clv --orders F.csv --customer COL --date COL --amount COL --as-of YYYY-MM-DD --model MODEL

  --model bg_nbd|mbg_nbd|pareto_nbd|bg_cnbd:K|mbg_cnbd:K|auto
                         what to fit; K is the regularity of purchases, estimated if left
                         out; auto fits all and takes the one with the least AIC
  --params r=..,alpha=.. these parameters instead of a fit; p, q and v are of spend
  --unit days|weeks|months|years
                         what times are measured in (weeks)
  --predict OUT.csv      where forecasts of each customer go
  --horizon H            how far ahead they look, in --unit
  --discount 0.10        how much less money is worth that comes a year later (0.10)

One row is one customer:

  --summary F.csv        plain or gzip
  --x COL                column of repeat purchases
  --tx COL               column of times from the first purchase to the last
  --t COL                column of times from the first purchase to now
  --m COL                column of mean spends on repeat purchases
  --litt COL             column of sums of the logarithms of times between purchases, which
                         a K is estimated from; without it LL at a K above 1 leaves them out
  --weight COL           column of how many customers a row stands for

One row is one order:

  --as-of YYYY-MM-DD     the day to look at
";

/// What was asked for.
pub(crate) struct Args {
    pub(crate) from: From,
    pub(crate) unit: TimeUnit,
    pub(crate) asked: Asked,
    pub(crate) predict: Option<Predict>,
}

pub(crate) enum From {
    Summary(Columns),
    Orders { input: Input, as_of: Day },
}

/// A file with a row for each customer, and the names of its columns.
pub(crate) struct Columns {
    pub(crate) path: PathBuf,
    pub(crate) x: String,
    pub(crate) tx: String,
    pub(crate) t: String,
    pub(crate) mean: Option<String>,
    pub(crate) litt: Option<String>,
    pub(crate) weight: Option<String>,
}

pub(crate) enum Asked {
    Best,
    Fit(Family),
    Given(Box<Given>),
}

pub(crate) struct Predict {
    pub(crate) out: PathBuf,
    pub(crate) horizon: Span,
    pub(crate) discount: Discount,
}

/// Flags as they come, before it is known whether they go together.
#[derive(Default)]
struct Own {
    model: Option<Wanted>,
    params: Option<Params>,
    unit: Option<TimeUnit>,
    predict: Option<PathBuf>,
    horizon: Option<f64>,
    discount: Option<f64>,
}

#[derive(Default)]
struct SummaryFlags {
    summary: Option<PathBuf>,
    x: Option<String>,
    tx: Option<String>,
    t: Option<String>,
    mean: Option<String>,
    litt: Option<String>,
    weight: Option<String>,
}

/// The rate by which money is worth less a year later.
const DISCOUNT: f64 = 0.10;

impl Args {
    /// `None` if only help was wanted, which has been given then.
    pub(crate) fn parse() -> Result<Option<Self>> {
        let (mut own, mut summary) = (Own::default(), SummaryFlags::default());
        let (mut orders, mut as_of) = (Flags::default(), None);
        // The first flag of each of the two forms.
        let mut forms: [Option<String>; 2] = [None, None];
        let wanted = flags::each(&[HELP, flags::HELP].concat(), |name, parser| {
            let form = if own.set(name, parser)? {
                return Ok(true);
            } else if summary.set(name, parser)? {
                &mut forms[0]
            } else if name == "as-of" {
                once(name, &mut as_of, read(name, parser, "a day written YYYY-MM-DD")?)?;
                &mut forms[1]
            } else if orders.set(name, parser)? {
                &mut forms[1]
            } else {
                return Ok(false);
            };
            form.get_or_insert_with(|| name.to_owned());
            Ok(true)
        })?;
        if !wanted {
            return Ok(None);
        }
        let from = match forms {
            [Some(one), Some(other)] => return Err(exclude(&one, &other)),
            [None, None] => {
                return Err("--summary or --orders is needed; --help lists the flags".to_owned());
            }
            [Some(_), None] => From::Summary(summary.check()?),
            [None, Some(_)] => {
                From::Orders { input: orders.check()?, as_of: needed("as-of", as_of)? }
            }
        };
        own.check(from).map(Some)
    }
}

impl Own {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        match name {
            "model" => once(name, &mut self.model, read(name, parser, MODELS)?)?,
            "params" => {
                let expected = "numbers with names such as r=0.24,alpha=4.41";
                once(name, &mut self.params, read(name, parser, expected)?)?;
            }
            "unit" => {
                let expected = "days or weeks or months or years";
                once(name, &mut self.unit, read(name, parser, expected)?)?;
            }
            "predict" => once(name, &mut self.predict, flags::value(name, parser)?.into())?,
            "horizon" => once(name, &mut self.horizon, read(name, parser, "a number")?)?,
            "discount" => once(name, &mut self.discount, read(name, parser, "a number")?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self, from: From) -> Result<Args> {
        let unit = self.unit.unwrap_or(TimeUnit::Week);
        let wanted = needed("model", self.model)?;
        let asked = match (wanted, self.params) {
            (Wanted::Auto, Some(_)) => return Err("--params needs a --model, not auto".to_owned()),
            (Wanted::Auto, None) => Asked::Best,
            (Wanted::Of(family), Some(params)) => {
                params.check(family, unit, from.currency()).map(Box::new).map(Asked::Given)?
            }
            (Wanted::Of(family), None) => from.knows_enough_for(family).map(Asked::Fit)?,
        };
        let discount = self.discount.unwrap_or(DISCOUNT);
        let discount = Discount::per_year(discount).map_err(|_| {
            format!("--discount is {discount}, expected a rate from 0 to 1 such as 0.10")
        })?;
        let predict = match (self.predict, self.horizon) {
            (None, None) => None,
            (None, Some(_)) => return Err("--horizon needs --predict".to_owned()),
            (Some(out), horizon) => {
                let ahead = needed("horizon", horizon)?;
                let horizon = unit.of(ahead).map_err(|_| {
                    format!("--horizon is {ahead}, expected a finite number of at least 0")
                })?;
                Some(Predict { out, horizon, discount })
            }
        };
        Ok(Args { from, unit, asked, predict })
    }
}

impl From {
    /// The money of spend; nothing if there is none.
    pub(crate) fn currency(&self) -> Option<Currency> {
        match self {
            Self::Summary(columns) => columns.mean.is_some().then_some(Currency::NONE),
            Self::Orders { input, .. } => Some(input.policy.currency()),
        }
    }

    /// Whether the times between purchases are known, which tell how regular these are.
    pub(crate) fn knows_gaps(&self) -> bool {
        match self {
            Self::Summary(columns) => columns.litt.is_some(),
            Self::Orders { .. } => true,
        }
    }

    fn knows_enough_for(&self, family: Family) -> Result<Family> {
        match family {
            Family::BgCnbd(Regularity::Estimated) | Family::MbgCnbd(Regularity::Estimated)
                if !self.knows_gaps() =>
            {
                Err(format!("--model {family} needs --litt, or a K as in {family}:2"))
            }
            _ => Ok(family),
        }
    }
}

impl SummaryFlags {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        let slot = match name {
            "summary" => {
                once(name, &mut self.summary, flags::value(name, parser)?.into())?;
                return Ok(true);
            }
            "x" => &mut self.x,
            "tx" => &mut self.tx,
            "t" => &mut self.t,
            "m" => &mut self.mean,
            "litt" => &mut self.litt,
            "weight" => &mut self.weight,
            _ => return Ok(false),
        };
        once(name, slot, text(name, parser)?)?;
        Ok(true)
    }

    fn check(self) -> Result<Columns> {
        Ok(Columns {
            path: needed("summary", self.summary)?,
            x: needed("x", self.x)?,
            tx: needed("tx", self.tx)?,
            t: needed("t", self.t)?,
            mean: self.mean,
            litt: self.litt,
            weight: self.weight,
        })
    }
}
