//! The flags.

use std::path::PathBuf;

use regulars::{Day, Days};

use crate::clusters;
use crate::clv::{MODELS, Wanted};
use crate::common::Result;
use crate::common::flags::{self, Flags, Input, exclude, needed, once};
use crate::lifecycle;
use crate::model::{self, Scorer};
use crate::risks;

const HELP: &str = "\
Orders in CSV to scored customers in CSV.

score_orders --orders F.csv --customer COL --date COL --amount COL --as-of YYYY-MM-DD --out S.csv

";

const OWN_HELP: &str = "  --as-of YYYY-MM-DD     the day to look at
  --out S.csv            where the customers go
  --clv auto|MODEL       four more columns: who is a customer, who will be silent for 90 days,
                         orders of 365 days and their value at 0.10 a year; MODEL is bg_nbd,
                         mbg_nbd, pareto_nbd, bg_cnbd:K or mbg_cnbd:K
  --clusters K|auto      two more columns: the group of alike customers, and its name; auto
                         finds out how many groups there are, up to ten
  --lifecycle RULE       seven more columns: where a customer stands, since when and why; RULE is
                         default, emarsys, omnisend or clutch
  --churn p0|rate|scorecard|logistic
                         five more columns: how likely a customer is to buy nothing within the
                         horizon, the band, why, and the day on which silence leads to the next
  --horizon N            the days of --churn, 90 if not given
  --explain KEY          tell why one customer has their score, instead of the report
  --repeat N             run N times, and tell median times
  --worker               load, then run once for each line `run` on standard input
";

/// What was asked for.
pub(crate) struct Args {
    pub(crate) input: Input,
    pub(crate) scorer: Scorer,
    pub(crate) as_of: Day,
    pub(crate) clv: Option<Wanted>,
    pub(crate) clusters: Option<clusters::Wanted>,
    pub(crate) lifecycle: Option<lifecycle::Wanted>,
    pub(crate) churn: Option<(risks::Engine, Days)>,
    pub(crate) mode: Mode,
}

pub(crate) enum Mode {
    Once { out: PathBuf, repeat: usize },
    Explain { key: String, out: Option<PathBuf> },
    Worker,
}

/// Flags as they come, before it is known whether they go together.
#[derive(Default)]
struct Own {
    as_of: Option<Day>,
    out: Option<PathBuf>,
    clv: Option<Wanted>,
    clusters: Option<clusters::Wanted>,
    lifecycle: Option<lifecycle::Wanted>,
    churn: Option<risks::Engine>,
    horizon: Option<u32>,
    explain: Option<String>,
    repeat: Option<usize>,
    worker: bool,
}

impl Args {
    /// `None` if only help was wanted, which has been given then.
    pub(crate) fn parse() -> Result<Option<Self>> {
        let (mut shared, mut own) = (Flags::default(), Own::default());
        let mut scorer = model::Flags::default();
        let help = [HELP, flags::HELP, model::HELP, OWN_HELP].concat();
        let wanted = flags::each(&help, |name, parser| {
            Ok(shared.set(name, parser)? || scorer.set(name, parser)? || own.set(name, parser)?)
        })?;
        if wanted { own.check(shared, scorer).map(Some) } else { Ok(None) }
    }
}

impl Own {
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<bool> {
        match name {
            "as-of" => {
                let day = flags::read(name, parser, "a day written YYYY-MM-DD")?;
                once(name, &mut self.as_of, day)?;
            }
            "out" => once(name, &mut self.out, flags::value(name, parser)?.into())?,
            "clv" => once(name, &mut self.clv, flags::read(name, parser, MODELS)?)?,
            "clusters" => {
                once(name, &mut self.clusters, flags::read(name, parser, clusters::WANTED)?)?;
            }
            "lifecycle" => {
                once(name, &mut self.lifecycle, flags::read(name, parser, lifecycle::RULES)?)?;
            }
            "churn" => once(name, &mut self.churn, flags::read(name, parser, risks::ENGINES)?)?,
            "horizon" => {
                once(name, &mut self.horizon, flags::read(name, parser, "a number of days")?)?;
            }
            "explain" => once(name, &mut self.explain, flags::text(name, parser)?)?,
            "repeat" => {
                once(name, &mut self.repeat, flags::read(name, parser, "a number of runs")?)?;
            }
            "worker" => self.worker = true,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self, shared: Flags, scorer: model::Flags) -> Result<Args> {
        let input = shared.check()?;
        let scorer = scorer.check(input.policy.currency())?;
        let mode = match (self.worker, self.explain, self.out, self.repeat) {
            (true, _, _, Some(_)) => return Err(exclude("worker", "repeat")),
            (true, Some(_), ..) => return Err(exclude("worker", "explain")),
            (true, ..) if scorer.save.is_some() => return Err(exclude("worker", "save-model")),
            (true, ..) => Mode::Worker,
            (false, Some(_), _, Some(_)) => return Err(exclude("explain", "repeat")),
            (false, Some(key), out, None) => Mode::Explain { key, out },
            (false, .., Some(0)) => return Err("--repeat must be at least 1".to_owned()),
            (false, None, out, repeat) => {
                Mode::Once { out: needed("out", out)?, repeat: repeat.unwrap_or(1) }
            }
        };
        let as_of = needed("as-of", self.as_of)?;
        let Self { clv, clusters, lifecycle, .. } = self;
        if self.churn.is_none() && self.horizon.is_some() {
            return Err("--horizon is of --churn".to_owned());
        }
        let churn = self.churn.map(|engine| (engine, Days(self.horizon.unwrap_or(90))));
        Ok(Args { input, scorer, as_of, clv, clusters, lifecycle, churn, mode })
    }
}
