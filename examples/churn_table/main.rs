//! How well churn is told by the columns of a table, and whether it is told honestly:
//! `churn_table --help` says how.

mod args;
#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "this one reads no orders")]
mod common;
mod folds;
#[path = "../common/measures.rs"]
mod measures;
mod output;
mod rows;

use std::process::ExitCode;

use regulars::backtest::Leakage;
use regulars::churn::{Additive, Effect, Explanation, Logistic, Scorecard};
use regulars::metric::Predictions;
use regulars::{Score, Variable};

use crate::args::Args;
use crate::common::{Result, say};
use crate::rows::Rows;

fn main() -> ExitCode {
    common::exit(
        "churn_table",
        Args::parse().and_then(|args| args.map_or(Ok(()), |args| run(&args))),
    )
}

/// What came of a table.
pub(crate) struct Judged {
    pub(crate) logistic: Predictions,
    pub(crate) scorecard: Predictions,
    /// The rows of the greatest, the middle and the least risk.
    pub(crate) shown: Vec<(usize, Explanation)>,
    pub(crate) leakage: regulars::backtest::LeakageReport,
}

fn run(args: &Args) -> Result<()> {
    let rows = Rows::read(args)?;
    let judged = judge(args, &rows).map_err(|error| error.to_string())?;
    say(output::report(args, &rows, &judged))
}

fn judge(args: &Args, rows: &Rows) -> regulars::Result<Judged> {
    let columns = || rows.names().map(|name| (Variable::column(name), Effect::Either));
    let all: Vec<usize> = (0..rows.len()).collect();
    let leakage = rows.with(&all, |table, churned| Leakage::new().check(table, churned))?;
    let folds = folds::stratified(&rows.churned, args.folds, args.seed);
    let logistic = out_of_fold(rows, &folds, |known, asked| {
        let model =
            rows.with(known, |table, churned| Logistic::of(columns()).fit_table(table, churned))?;
        rows.with(asked, |table, _| model.score(table))
    })?;
    let scorecard = out_of_fold(rows, &folds, |known, asked| {
        let model =
            rows.with(known, |table, churned| Scorecard::of(columns()).fit_table(table, churned))?;
        rows.with(asked, |table, _| model.score(table))
    })?;
    // Why, by a model of all rows.
    let model =
        rows.with(&all, |table, churned| Logistic::of(columns()).fit_table(table, churned))?;
    let mut order = all.clone();
    order.sort_by(|&a, &b| logistic[b].total_cmp(&logistic[a]).then(a.cmp(&b)));
    let wanted = [0, order.len() / 2, order.len() - 1].map(|at| order[at]);
    let explained = rows.with(&all, |table, _| {
        let each = wanted.map(|row| Ok((row, model.explain(table.row(row))?)));
        each.into_iter().collect::<regulars::Result<Vec<_>>>()
    })?;
    Ok(Judged {
        logistic: Predictions::new(&logistic, &rows.churned)?,
        scorecard: Predictions::new(&scorecard, &rows.churned)?,
        shown: explained.into_iter().filter_map(|(row, why)| Some((row, why?))).collect(),
        leakage,
    })
}

/// What is said of each row by models that have not seen it; of rows of which nothing is known, the
/// share of all who churned.
fn out_of_fold(
    rows: &Rows,
    folds: &[usize],
    scores: impl Fn(&[usize], &[usize]) -> regulars::Result<Vec<Option<f64>>>,
) -> regulars::Result<Vec<f64>> {
    let each = rows.churned.iter().map(|churned| f64::from(u8::from(*churned)));
    let usual = each.clone().sum::<f64>() / each.map(|_| 1.0).sum::<f64>();
    let mut all = vec![usual; rows.len()];
    for fold in 0..=folds.iter().copied().max().unwrap_or(0) {
        let (asked, known): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|&row| folds[row] == fold);
        for (&row, score) in asked.iter().zip(scores(&known, &asked)?) {
            all[row] = score.unwrap_or(usual);
        }
    }
    Ok(all)
}
