//! Orders in CSV to scored customers in CSV: `score_orders --help` says how.
//!
//! Everything that a service would do is in [`steps`]; the rest reads flags and files.

mod args;
mod model;
mod output;
mod steps;
mod worker;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use regulars::{AnyOrders, CsvColumns, Key, Orders};

use crate::args::{Args, Mode};
use crate::steps::{Timings, run};

/// A sentence for whoever called.
type Result<T, E = String> = std::result::Result<T, E>;

fn main() -> ExitCode {
    match Args::parse().and_then(|args| args.map_or(Ok(()), |args| score(&args))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // If nobody can be told, the exit code still says it.
            let _ = writeln!(std::io::stderr(), "score_orders: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn score(args: &Args) -> Result<()> {
    let start = Instant::now();
    let orders = read(args)?;
    let read = start.elapsed();
    match orders {
        AnyOrders::Numbers(orders) => answer(args, orders, read),
        AnyOrders::Text(orders) => answer(args, orders, read),
    }
}

fn answer<K: Key + std::fmt::Display>(
    args: &Args,
    orders: Orders<'static, K>,
    read: Duration,
) -> Result<()> {
    let (out, save, repeat) = match &args.mode {
        Mode::Worker => return worker::serve(args, &orders),
        Mode::Once { out, save, repeat } => (out, save, *repeat),
    };
    let mut timings = Timings::default();
    for _ in 1..repeat {
        timings.add(&run(args, &orders)?);
    }
    let scored = run(args, &orders)?;
    timings.add(&scored);
    drop(orders);
    if let Some(path) = save {
        model::save(path, scored.model.as_ref())?;
    }
    let file = File::create(out).map_err(|error| format!("{}: {error}", out.display()))?;
    output::customers(&scored, file).map_err(|error| format!("{}: {error}", out.display()))?;
    say(output::summary(&scored, read, &timings))
}

/// A line on standard output, at once; `println!` would panic where it cannot be written.
fn say(line: impl std::fmt::Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let said = writeln!(out, "{line}").and_then(|()| out.flush());
    said.map_err(|error| format!("standard output: {error}"))
}

/// All files, one after the other.
fn read(args: &Args) -> Result<AnyOrders> {
    let columns = CsvColumns::new(&args.customer, &args.date, &args.amount);
    let columns = args.quantity.iter().fold(columns, |columns, name| columns.quantity(name));
    let columns = args.id.iter().fold(columns, |columns, name| columns.id(name));
    let open = args.orders.iter().map(|path| {
        let wrong = |error| format!("{}: {error}", path.display());
        let file = File::open(path).map_err(wrong)?;
        let bytes = file.metadata().map_err(wrong)?.len();
        let style = "{wide_bar} {bytes} of {total_bytes}, {eta} left";
        let bar = ProgressBar::new(bytes)
            .with_style(ProgressStyle::with_template(style).map_err(|error| error.to_string())?);
        unpacked(BufReader::with_capacity(1 << 17, bar.wrap_read(file))).map_err(wrong)
    });
    let inputs = open.collect::<Result<Vec<Box<dyn Read>>>>()?;
    columns.read_any(inputs, &args.policy()).map_err(|(file, error)| match error.kind() {
        // Which rows and columns are meant is said by the error itself.
        _ if args.orders.len() == 1 => error.to_string(),
        _ => format!("{}: {error}", args.orders[file].display()),
    })
}

/// What a file holds, whether it is compressed or not.
fn unpacked(mut file: impl BufRead + 'static) -> std::io::Result<Box<dyn Read>> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    let packed = file.fill_buf()?.starts_with(&GZIP);
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}
