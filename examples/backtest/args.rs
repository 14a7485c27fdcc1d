//! The flags.

use std::str::FromStr;

use lexopt::Parser;
use regulars::churn::Churn;
use regulars::{Day, Days};

use crate::common::Result;
use crate::common::flags::{self, Flags, Input, needed, once};

const HELP: &str = "\
How well models tell who will fall silent, on days that are past, as JSON.

backtest --orders F.csv --customer COL --date COL --amount COL --horizon DAYS
         --cutoffs YYYY-MM-DD[,YYYY-MM-DD...]|every:DAYS

  --horizon DAYS         the days in which a customer who buys nothing has churned
  --cutoffs DAYS         the days to look at, or every so many from the last that records allow
                         back to the first
  --lookback DAYS        asks about who has bought within so many days, 365 if not given, and 0 for
                         the day itself
  --engines all|E,E      rate, p0, p_alive, scorecard or logistic, beside the baselines; all if
                         not given
  --train-cutoffs DAYS   the days that scorecard and logistic learn from, as far as their horizons
                         had ended; up to four, a horizon apart, if not given. Where they tell
                         nothing, everybody has the last one's share of churned customers
";

/// The engines, baselines aside.
pub(crate) const ENGINES: [&str; 5] = ["rate", "p0", "p_alive", "scorecard", "logistic"];

/// What was asked for.
pub(crate) struct Args {
    pub(crate) input: Input,
    pub(crate) settings: Churn,
    pub(crate) horizon: Days,
    pub(crate) cutoffs: Cutoffs,
    pub(crate) engines: Vec<&'static str>,
    pub(crate) train: Vec<Day>,
}

/// The days to look at.
pub(crate) enum Cutoffs {
    On(Vec<Day>),
    Every(Days),
}

impl FromStr for Cutoffs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self> {
        match text.strip_prefix("every:") {
            Some(days) => match days.parse() {
                Ok(days) if 0 < days => Ok(Self::Every(Days(days))),
                _ => Err("found no number of days above 0".to_owned()),
            },
            None => days(text).map(Self::On),
        }
    }
}

/// Days with commas between them, each once.
fn days(text: &str) -> Result<Vec<Day>> {
    let mut days = Vec::new();
    for day in text.split(',') {
        let day: Day = day.parse().map_err(|_| format!("found {day}"))?;
        if days.contains(&day) {
            return Err(format!("found {day} twice"));
        }
        days.push(day);
    }
    Ok(days)
}

#[derive(Default)]
struct Own {
    horizon: Option<u32>,
    cutoffs: Option<Cutoffs>,
    lookback: Option<u32>,
    engines: Option<Vec<&'static str>>,
    train: Option<Vec<Day>>,
}

impl Args {
    /// `None` if only help was wanted, which has been given then.
    pub(crate) fn parse() -> Result<Option<Self>> {
        let (mut shared, mut own) = (Flags::default(), Own::default());
        let wanted = flags::each(&[HELP, flags::HELP].concat(), |name, parser| {
            Ok(shared.set(name, parser)? || own.set(name, parser)?)
        })?;
        if wanted { own.check(shared).map(Some) } else { Ok(None) }
    }
}

impl Own {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        const DAYS: &str = "a number of days";
        const CUTOFFS: &str = "days written YYYY-MM-DD, each once, or every:DAYS";
        match name {
            "horizon" => once(name, &mut self.horizon, flags::read(name, parser, DAYS)?)?,
            "cutoffs" => once(name, &mut self.cutoffs, flags::read(name, parser, CUTOFFS)?)?,
            "lookback" => once(name, &mut self.lookback, flags::read(name, parser, DAYS)?)?,
            "engines" => once(name, &mut self.engines, engines(&flags::text(name, parser)?)?)?,
            "train-cutoffs" => {
                let text = flags::text(name, parser)?;
                let days = days(&text)
                    .map_err(|found| format!("--{name}: {found}, expected days, each once"))?;
                once(name, &mut self.train, days)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self, shared: Flags) -> Result<Args> {
        let input = shared.check()?;
        let horizon = Days(needed("horizon", self.horizon)?);
        let settings = Churn::new(horizon).lookback(Days(self.lookback.unwrap_or(365)));
        let cutoffs = needed("cutoffs", self.cutoffs)?;
        let engines = self.engines.unwrap_or_else(|| ENGINES.to_vec());
        let train = self.train.unwrap_or_default();
        Ok(Args { input, settings, horizon, cutoffs, engines, train })
    }
}

fn engines(text: &str) -> Result<Vec<&'static str>> {
    if text == "all" {
        return Ok(ENGINES.to_vec());
    }
    let known = |name: &str| {
        let found = ENGINES.into_iter().find(|known| *known == name);
        found
            .ok_or_else(|| format!("--engines: found {name}, expected all, {}", ENGINES.join(", ")))
    };
    text.split(',').map(known).collect()
}
