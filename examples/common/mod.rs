//! What the programs that read orders share.

pub(crate) mod flags;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use regulars::AnyOrders;

use self::flags::Input;

/// A sentence for whoever called.
pub(crate) type Result<T, E = String> = std::result::Result<T, E>;

/// Says on standard error why a program failed.
pub(crate) fn exit(program: &str, result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // If nobody can be told, the exit code still says it.
            let _ = writeln!(std::io::stderr(), "{program}: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// A line on standard output, at once; `println!` would panic where it cannot be written.
pub(crate) fn say(line: impl std::fmt::Display) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let said = writeln!(out, "{line}").and_then(|()| out.flush());
    said.map_err(|error| format!("standard output: {error}"))
}

/// All files, one after the other.
pub(crate) fn read(input: &Input) -> Result<AnyOrders> {
    let open = input.orders.iter().map(|path| open(path));
    let inputs = open.collect::<Result<Vec<Box<dyn Read>>>>()?;
    input.columns.read_any(inputs, &input.policy).map_err(|(file, error)| match error.kind() {
        // Which rows and columns are meant is said by the error itself.
        _ if input.orders.len() == 1 => error.to_string(),
        _ => format!("{}: {error}", input.orders[file].display()),
    })
}

/// A file, with a bar of how far it has been read.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>> {
    let wrong = |error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(wrong)?;
    let bytes = file.metadata().map_err(wrong)?.len();
    let style = "{wide_bar} {bytes} of {total_bytes}, {eta} left";
    let bar = ProgressBar::new(bytes)
        .with_style(ProgressStyle::with_template(style).map_err(|error| error.to_string())?);
    unpacked(BufReader::with_capacity(1 << 17, bar.wrap_read(file))).map_err(wrong)
}

/// What a file holds, whether it is compressed or not.
fn unpacked(mut file: impl BufRead + 'static) -> std::io::Result<Box<dyn Read>> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    let packed = file.fill_buf()?.starts_with(&GZIP);
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}
