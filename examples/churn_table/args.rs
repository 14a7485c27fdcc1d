//! The flags.

use std::path::PathBuf;

use lexopt::Parser;

use crate::common::Result;
use crate::common::flags::{self, needed, once, read, text};

const HELP: &str = "\
How well churn is told by the columns of a table, and whether it is told honestly, as JSON.

churn_table --table F.csv --label COL --positive VALUE [--id COL] [--folds 5 --seed 0]

  --table F.csv          a customer a row, plain or gzip, with a header
  --label COL            column that says who churned
  --positive VALUE       what it says of them
  --id COL               column of ids, by which nothing is told; rows are shown by it
  --folds N              each row is judged by a model of the other folds, from 2 to 100 (5)
  --seed S               from which folds are drawn (0)
  --help                 this text

A column is of numbers if all its cells are, but for empty ones. Any other is of texts, and each of them
becomes a column of its own; one with more than 100 of them is left
out, and so is one that fewer than 20 rows say anything in.
";

/// What was asked for.
pub(crate) struct Args {
    pub(crate) table: PathBuf,
    pub(crate) label: String,
    pub(crate) positive: String,
    pub(crate) id: Option<String>,
    pub(crate) folds: usize,
    pub(crate) seed: u64,
}

#[derive(Default)]
struct Own {
    table: Option<PathBuf>,
    label: Option<String>,
    positive: Option<String>,
    id: Option<String>,
    folds: Option<usize>,
    seed: Option<u64>,
}

impl Args {
    /// `None` if only help was wanted, which has been given then.
    pub(crate) fn parse() -> Result<Option<Self>> {
        let mut own = Own::default();
        let wanted = flags::each(HELP, |name, parser| own.set(name, parser))?;
        if wanted { own.check().map(Some) } else { Ok(None) }
    }
}

impl Own {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        match name {
            "table" => once(name, &mut self.table, text(name, parser)?.into())?,
            "label" => once(name, &mut self.label, text(name, parser)?)?,
            "positive" => once(name, &mut self.positive, text(name, parser)?)?,
            "id" => once(name, &mut self.id, text(name, parser)?)?,
            "folds" => once(name, &mut self.folds, read(name, parser, "a whole number")?)?,
            "seed" => once(name, &mut self.seed, read(name, parser, "a whole number")?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self) -> Result<Args> {
        let folds = self.folds.unwrap_or(5);
        if !(2..=100).contains(&folds) {
            return Err(format!("--folds is {folds}, expected a number from 2 to 100"));
        }
        let label = needed("label", self.label)?;
        if self.id.as_ref() == Some(&label) {
            return Err("--id and --label are one column, expected two".to_owned());
        }
        Ok(Args {
            table: needed("table", self.table)?,
            label,
            positive: needed("positive", self.positive)?,
            id: self.id,
            folds,
            seed: self.seed.unwrap_or(0),
        })
    }
}
