//! The flags.

use lexopt::Parser;
use regulars::Day;

use crate::common::Result;
use crate::common::flags::{self, Flags, Input, needed, once};
use crate::model::{self, Scorer};

const HELP: &str = "\
Who moved between segments from one day to another, as JSON, and as a table on standard error.

migration --orders F.csv --customer COL --date COL --amount COL --from YYYY-MM-DD --to YYYY-MM-DD

  --from YYYY-MM-DD      the day to compare with, on which the model is learned
  --to YYYY-MM-DD        the day to look at, by the same model
";

/// What was asked for.
pub(crate) struct Args {
    pub(crate) input: Input,
    pub(crate) scorer: Scorer,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

#[derive(Default)]
struct Own {
    from: Option<Day>,
    to: Option<Day>,
}

impl Args {
    /// `None` if only help was wanted, which has been given then.
    pub(crate) fn parse() -> Result<Option<Self>> {
        let (mut shared, mut own) = (Flags::default(), Own::default());
        let mut scorer = model::Flags::default();
        let wanted = flags::each(&[HELP, flags::HELP, model::HELP].concat(), |name, parser| {
            Ok(shared.set(name, parser)? || scorer.set(name, parser)? || own.set(name, parser)?)
        })?;
        if wanted { own.check(shared, scorer).map(Some) } else { Ok(None) }
    }
}

impl Own {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        let slot = match name {
            "from" => &mut self.from,
            "to" => &mut self.to,
            _ => return Ok(false),
        };
        once(name, slot, flags::read(name, parser, "a day written YYYY-MM-DD")?)?;
        Ok(true)
    }

    fn check(self, shared: Flags, scorer: model::Flags) -> Result<Args> {
        let input = shared.check()?;
        let scorer = scorer.check(input.policy.currency())?;
        let (from, to) = (needed("from", self.from)?, needed("to", self.to)?);
        if to < from {
            return Err(format!("--from is {from}, expected a day up to --to, which is {to}"));
        }
        Ok(Args { input, scorer, from, to })
    }
}
