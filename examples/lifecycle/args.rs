//! The flags.

use std::path::PathBuf;

use lexopt::Parser;
use regulars::{Day, Days};

use crate::common::Result;
use crate::common::flags::{self, Flags, Input, needed, once};
use crate::rules::{RULES, Wanted};

const HELP: &str = "\
Where customers stand day by day, who moves where and how long they stay, as JSON; and every change
of state as CSV.

lifecycle --orders F.csv --customer COL --date COL --amount COL --from YYYY-MM-DD --to YYYY-MM-DD
          --every DAYS --out TRANSITIONS.csv

  --from YYYY-MM-DD      the first day to look at
  --to YYYY-MM-DD        the day up to which all is known, and the rule learned
  --every DAYS           how many days lie between the days to look at
  --rule RULE            default, emarsys, omnisend or clutch
  --out T.csv            where the changes from --from to --to go
";

/// The most days that are looked at.
const MOST: usize = 10_000;

/// What was asked for.
pub(crate) struct Args {
    pub(crate) input: Input,
    /// From the first to the last.
    pub(crate) days: Vec<Day>,
    pub(crate) to: Day,
    pub(crate) every: Days,
    pub(crate) rule: Wanted,
    pub(crate) out: PathBuf,
}

#[derive(Default)]
struct Own {
    from: Option<Day>,
    to: Option<Day>,
    every: Option<u32>,
    rule: Option<Wanted>,
    out: Option<PathBuf>,
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
        const DAY: &str = "a day written YYYY-MM-DD";
        match name {
            "from" => once(name, &mut self.from, flags::read(name, parser, DAY)?)?,
            "to" => once(name, &mut self.to, flags::read(name, parser, DAY)?)?,
            "every" => once(name, &mut self.every, flags::read(name, parser, "a number of days")?)?,
            "rule" => once(name, &mut self.rule, flags::read(name, parser, RULES)?)?,
            "out" => once(name, &mut self.out, flags::value(name, parser)?.into())?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self, shared: Flags) -> Result<Args> {
        let input = shared.check()?;
        let (from, to) = (needed("from", self.from)?, needed("to", self.to)?);
        let every = match needed("every", self.every)? {
            0 => return Err("--every must be at least 1".to_owned()),
            days => Days(days),
        };
        let next = |day: &Day| Some(*day + every).filter(|next| day < next);
        let days = std::iter::successors(Some(from), next).take_while(|day| *day <= to);
        let days: Vec<Day> = days.take(MOST + 1).collect();
        match days.len() {
            0 => return Err(format!("--from is {from}, expected a day up to --to, which is {to}")),
            1 => {
                return Err(format!(
                    "--every is {every}, expected no more than from --from to --to"
                ));
            }
            2..=MOST => {}
            _ => {
                return Err(format!("--every {every} is more than {MOST} times in --from to --to"));
            }
        }
        let rule = match self.rule {
            Some(rule) => rule,
            None => "default".parse()?,
        };
        Ok(Args { input, days, to, every, rule, out: needed("out", self.out)? })
    }
}
