//! Real shops, to the last figure. The folder of the data is `REGULARS_DATA`; where it is not
//! set these tests say that they were skipped.

mod cdnow;
mod clv;
mod clv_diagnostics;
mod clv_golden;
mod leakage;
mod quality;
mod r_package;
mod retail;
mod segment;

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;

/// A file of a data set, or `None` after saying aloud that the test is skipped.
fn open(test: &str, set: &str, file: &str) -> Option<Box<dyn Read>> {
    let Some(data) = std::env::var_os("REGULARS_DATA") else {
        // Past the harness, which keeps what passing tests print to itself.
        let words = format!("SKIPPED {test}: REGULARS_DATA is not set, no {set}\n");
        std::io::stderr().write_all(words.as_bytes()).unwrap();
        return None;
    };
    let path = PathBuf::from(data).join(set).join(file);
    let opened = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    Some(if packed { Box::new(MultiGzDecoder::new(opened)) } else { Box::new(opened) })
}
