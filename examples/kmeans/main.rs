//! Groups rows of numbers by k-means: `kmeans --help` says how.

mod args;
#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "this one reads no orders")]
mod common;
mod fit;
mod matrix;
mod output;

use std::process::ExitCode;
use std::time::Instant;

use crate::args::{Args, Start};
use crate::common::{Result, say};
use crate::matrix::Matrix;

fn main() -> ExitCode {
    common::exit("kmeans", Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))))
}

fn run(args: &Args) -> Result<()> {
    match args.threads {
        None => work(args),
        Some(threads) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.map_err(|error| format!("--threads: {error}"))?.install(|| work(args))
        }
    }
}

fn work(args: &Args) -> Result<()> {
    let start = Instant::now();
    let matrix = Matrix::read(&args.matrix, args.columns.as_deref(), args.weights.as_deref())?;
    let centers = match &args.start {
        Start::Drawn { .. } => None,
        Start::From(path) => {
            let named = (!matrix.names.is_empty()).then_some(matrix.names.as_slice());
            Some(Matrix::read(path, named, None)?.rows)
        }
    };
    let read = start.elapsed();
    let (fitted, times) = fit::repeated(args, &matrix, centers.as_ref())?;
    output::labels(args, &matrix, &fitted)?;
    say(output::report(&fitted, read, &times)?)
}
