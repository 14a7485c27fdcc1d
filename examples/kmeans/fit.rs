//! Fits, and how long they took.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use ndarray::Array2;
use regulars::segment::{Clustering, Init, KMeans, Prepared, SelectK, Selection};

use crate::args::{Args, Groups, Prepare, Start};
use crate::common::Result;
use crate::matrix::Matrix;

/// What was found among prepared rows.
pub(crate) struct Fitted {
    pub(crate) rows: Array2<f64>,
    pub(crate) prepared: Option<Prepared>,
    pub(crate) found: Clustering,
    /// What speaks for so many groups, if that was asked.
    pub(crate) selection: Option<Selection>,
}

/// How long each step took.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) prepare: Duration,
    /// To draw the first centres.
    pub(crate) seed: Duration,
    pub(crate) iterate: Duration,
}

/// The last of the fits that were asked for, and how long the one in the middle took.
pub(crate) fn repeated(
    args: &Args,
    matrix: &Matrix,
    centers: Option<&Array2<f64>>,
) -> Result<(Fitted, Times)> {
    let mut last = fit(args, matrix, centers)?;
    let mut times = vec![last.1];
    for _ in 1..args.repeat {
        last = fit(args, matrix, centers)?;
        times.push(last.1);
    }
    times.sort_unstable_by_key(|times| times.prepare + times.seed + times.iterate);
    Ok((last.0, times[times.len() / 2]))
}

fn fit(args: &Args, matrix: &Matrix, centers: Option<&Array2<f64>>) -> Result<(Fitted, Times)> {
    let sentence = |error: regulars::Error| error.to_string();
    let start = Instant::now();
    let prepared = preparation(args.prepare).map(|how| how.fit_matrix(matrix.rows.view()));
    let prepared = prepared.transpose().map_err(sentence)?;
    let apply = |rows: &Array2<f64>| match &prepared {
        Some(prepared) => prepared.apply(rows.view()).map_err(sentence),
        None => Ok(rows.clone()),
    };
    let rows = apply(&matrix.rows)?;
    let k = match args.groups {
        Groups::Given(k) => k,
        // It is the selection that says how many.
        Groups::Select(_) => 1,
    };
    let settings = KMeans::new(k).tolerance(args.tolerance).max_iterations(args.most_iterations);
    let settings = match args.start {
        Start::Drawn { seed, restarts } => settings.seed(seed).restarts(restarts),
        Start::From(_) => settings,
    };
    let centers = centers.map(apply).transpose()?;
    let settings = match centers {
        Some(centers) => settings.init(Init::Centers(centers)),
        None => settings,
    };
    let prepare = start.elapsed();

    let start = Instant::now();
    if let Groups::Select(numbers) = &args.groups {
        let select = SelectK::new(numbers.clone()).kmeans(settings);
        let selection = select.fit_matrix(rows.view()).map_err(sentence)?;
        let found = selection.clustering().clone();
        let times = Times { prepare, seed: Duration::ZERO, iterate: start.elapsed() };
        return Ok((Fitted { rows, prepared, found, selection: Some(selection) }, times));
    }
    // Drawing ends where the hook hears of a start, and begins where it last heard of another.
    let (mut seed, mut heard) = (Duration::ZERO, start);
    let found = settings.fit_watched(rows.view(), matrix.weights.as_deref(), |iteration| {
        let now = Instant::now();
        if iteration.number == 0 {
            seed += now - heard;
        }
        heard = now;
        ControlFlow::Continue(())
    });
    let found = found.map_err(sentence)?;
    let iterate = start.elapsed().saturating_sub(seed);
    Ok((Fitted { rows, prepared, found, selection: None }, Times { prepare, seed, iterate }))
}

fn preparation(prepare: Prepare) -> Option<regulars::segment::Preparation> {
    match prepare {
        Prepare::None => None,
        Prepare::Standard => Some(regulars::segment::Preparation::standard()),
        Prepare::LogRobust => Some(regulars::segment::Preparation::log_robust()),
    }
}
