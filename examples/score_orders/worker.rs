//! Runs on demand, for a harness that asks several programs in turn: a line `{"ready":true}`
//! when the input is loaded, and for every line `run` on standard input one line of JSON with
//! the seconds that the steps in memory took.

use std::fs;
use std::io::BufRead;

use regulars::{Key, Orders, Segment};
use serde_json::json;

use crate::args::Args;
use crate::common::{Result, say};
use crate::steps::run;

pub(crate) fn serve<K: Key>(args: &Args, orders: &Orders<'_, K>) -> Result<()> {
    say(json!({"ready": true, "version": env!("CARGO_PKG_VERSION"), "rows": orders.len()}))?;
    for line in std::io::stdin().lock().lines() {
        if line.map_err(|error| error.to_string())?.trim() != "run" {
            break;
        }
        // The system forgets the highest mark so far; where it does not, none is told.
        let before = fs::write("/proc/self/clear_refs", "5").ok().and_then(|()| status("VmRSS"));
        let scored = run(args, orders)?;
        let extra = before.and_then(|before| Some(status("VmHWM")?.saturating_sub(before) / 1024));
        let revenue: i64 = scored.view.table().rows().map(|row| row.revenue().0).sum();
        let champions = scored.scores.iter().flatten();
        let champions = champions.filter(|score| score.segment() == Segment::Champions).count();
        let seconds: f64 = scored.took.iter().map(std::time::Duration::as_secs_f64).sum();
        say(json!({
            "seconds": seconds,
            "steps_s": scored.took.map(|took| took.as_secs_f64()),
            "customers": scored.view.len(),
            "check_sum_minor": revenue,
            "champions": champions,
            "peak_extra_mb": extra,
        }))?;
    }
    Ok(())
}

/// A figure of this process in kilobytes, where the system tells it.
fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}
