//! The flags.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use lexopt::Parser;

use crate::common::Result;
use crate::common::flags::{self, choice, exclude, needed, once, read, text};

const HELP: &str = "\
Groups rows of numbers about k centres, and says as JSON how well that went.

kmeans --matrix F.csv (--k K | --select 2..10) --out LABELS.csv

  --matrix F             rows of numbers: CSV with a header, plain or gzip, or a .npy of
                         little-endian f64
  --columns A,B,C        columns to use; all of them but `id` and --weights if left out
  --k K                  how many groups
  --select A..B          finds out how many, from A to B, or one if there are none to be told
                         apart, and shows what speaks for each number
  --init C.csv           centres to start from, in the columns of --matrix, CSV or .npy
  --seed S               from which starts are drawn (0)
  --restarts R           starts, of which the best is kept (4)
  --max-iter N           iterations of each start at the most (300)
  --tol T                how still centres must stand to be done: the squares of their moves
                         add up to at most T times the mean variance of the columns; 0 goes
                         on until no row changes its group (0.0001)
  --prepare none|standard|log-robust
                         what is done to columns first (none)
  --weights COL          column of how many rows each row stands for
  --out LABELS.csv       where the group of each row goes, and its distance from the centre
  --repeat N             fits so often, and tells the median times (1)
  --threads N            how many threads work (as many as there are cores)
  --help                 this text
";

/// What was asked for.
pub(crate) struct Args {
    pub(crate) matrix: PathBuf,
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) weights: Option<String>,
    pub(crate) groups: Groups,
    pub(crate) start: Start,
    pub(crate) most_iterations: u32,
    pub(crate) tolerance: f64,
    pub(crate) prepare: Prepare,
    pub(crate) out: PathBuf,
    pub(crate) repeat: u32,
    pub(crate) threads: Option<usize>,
}

/// How many groups.
pub(crate) enum Groups {
    Given(u32),
    Select(RangeInclusive<u32>),
}

/// Where the search begins.
pub(crate) enum Start {
    From(PathBuf),
    Drawn { seed: u64, restarts: u32 },
}

#[derive(Clone, Copy)]
pub(crate) enum Prepare {
    None,
    Standard,
    LogRobust,
}

const PREPARES: [(&str, Prepare); 3] =
    [("none", Prepare::None), ("standard", Prepare::Standard), ("log-robust", Prepare::LogRobust)];

#[derive(Default)]
struct Own {
    matrix: Option<PathBuf>,
    columns: Option<String>,
    weights: Option<String>,
    k: Option<u32>,
    select: Option<String>,
    init: Option<PathBuf>,
    seed: Option<u64>,
    restarts: Option<u32>,
    most_iterations: Option<u32>,
    tolerance: Option<f64>,
    prepare: Option<Prepare>,
    out: Option<PathBuf>,
    repeat: Option<u32>,
    threads: Option<usize>,
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
        const COUNT: &str = "a whole number of at least 1";
        match name {
            "matrix" => once(name, &mut self.matrix, flags::value(name, parser)?.into())?,
            "columns" => once(name, &mut self.columns, text(name, parser)?)?,
            "weights" => once(name, &mut self.weights, text(name, parser)?)?,
            "k" => once(name, &mut self.k, read(name, parser, COUNT)?)?,
            "select" => once(name, &mut self.select, text(name, parser)?)?,
            "init" => once(name, &mut self.init, flags::value(name, parser)?.into())?,
            "seed" => once(name, &mut self.seed, read(name, parser, "a whole number")?)?,
            "restarts" => once(name, &mut self.restarts, read(name, parser, COUNT)?)?,
            "max-iter" => once(name, &mut self.most_iterations, read(name, parser, COUNT)?)?,
            "tol" => once(name, &mut self.tolerance, read(name, parser, "a number")?)?,
            "prepare" => once(name, &mut self.prepare, choice(name, parser, &PREPARES)?)?,
            "out" => once(name, &mut self.out, flags::value(name, parser)?.into())?,
            "repeat" => once(name, &mut self.repeat, read(name, parser, COUNT)?)?,
            "threads" => once(name, &mut self.threads, read(name, parser, COUNT)?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self) -> Result<Args> {
        let start = match (self.init, self.seed, self.restarts) {
            (Some(init), None, None) => Start::From(init),
            (Some(_), Some(_), _) => return Err(exclude("init", "seed")),
            (Some(_), _, Some(_)) => return Err(exclude("init", "restarts")),
            (None, seed, restarts) => Start::Drawn {
                seed: seed.unwrap_or(0),
                restarts: at_least_one("restarts", restarts.unwrap_or(4))?,
            },
        };
        let groups = match (self.k, self.select) {
            (Some(_), Some(_)) => return Err(exclude("k", "select")),
            (None, Some(_)) if self.weights.is_some() => return Err(exclude("select", "weights")),
            (None, Some(_)) if matches!(start, Start::From(_)) => {
                return Err(exclude("select", "init"));
            }
            (None, Some(range)) => Groups::Select(numbers(&range)?),
            (k, None) => Groups::Given(needed("k", k)?),
        };
        let columns = self.columns.map(|names| names.split(',').map(str::to_owned).collect());
        let threads = self
            .threads
            .map(|threads| if threads == 0 { Err(too_few("threads")) } else { Ok(threads) });
        Ok(Args {
            matrix: needed("matrix", self.matrix)?,
            columns,
            weights: self.weights,
            groups,
            start,
            most_iterations: self.most_iterations.unwrap_or(300),
            tolerance: self.tolerance.unwrap_or(1e-4),
            prepare: self.prepare.unwrap_or(Prepare::None),
            out: needed("out", self.out)?,
            repeat: at_least_one("repeat", self.repeat.unwrap_or(1))?,
            threads: threads.transpose()?,
        })
    }
}

/// A range of numbers, both ends in it.
fn numbers(range: &str) -> Result<RangeInclusive<u32>> {
    let ends = range.split_once("..").and_then(|(first, last)| {
        Some(first.parse().ok()?..=last.trim_start_matches('=').parse().ok()?)
    });
    ends.ok_or_else(|| format!("--select is `{range}`, expected a range such as 2..10"))
}

fn at_least_one(name: &str, count: u32) -> Result<u32> {
    if count == 0 { Err(too_few(name)) } else { Ok(count) }
}

fn too_few(name: &str) -> String {
    format!("--{name} is 0, expected a whole number of at least 1")
}
