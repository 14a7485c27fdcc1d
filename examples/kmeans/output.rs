//! The report, and the file of labels.

use std::fs::File;
use std::time::Duration;

use ndarray::ArrayView1;
use regulars::Language;
use regulars::segment::{
    Evidence, calinski_harabasz, davies_bouldin, silhouette, simplified_silhouette,
};
use serde_json::{Value, json};

use crate::args::Args;
use crate::common::Result;
use crate::fit::{Fitted, Times};
use crate::matrix::Matrix;

/// Rows up to which the silhouette compares every row with every other.
const EXACT: usize = 50_000;

pub(crate) fn report(fitted: &Fitted, read: Duration, times: &Times) -> Result<Value> {
    let Fitted { rows, prepared, found, selection } = fitted;
    let own = |center: ArrayView1<'_, f64>| match prepared {
        Some(prepared) => prepared.restore(&center.to_vec()).map_err(|error| error.to_string()),
        None => Ok(center.to_vec()),
    };
    let centers: Vec<Vec<f64>> =
        found.model().centers().rows().into_iter().map(own).collect::<Result<_>>()?;
    let (rows, labels) = (rows.view(), found.labels());
    // One group has no neighbour to be told from.
    let exact = rows.nrows() <= EXACT;
    let silhouette = if exact {
        silhouette(rows, labels).ok().map(|silhouette| silhouette.mean())
    } else {
        simplified_silhouette(rows, labels, found.model().centers()).ok()
    };
    let total = read + times.prepare + times.seed + times.iterate;
    let mut report = json!({
        "inertia": found.inertia(),
        "iterations": found.iterations(),
        "converged": found.converged(),
        "centers": centers,
        "sizes": found.sizes(),
        "silhouette": silhouette,
        "calinski_harabasz": calinski_harabasz(rows, labels).ok(),
        "davies_bouldin": davies_bouldin(rows, labels).ok(),
        "timings_ms": {
            "read": milliseconds(read),
            "prepare": milliseconds(times.prepare),
            "seed": milliseconds(times.seed),
            "iterate": milliseconds(times.iterate),
            "total": milliseconds(total),
        },
    });
    if let (Some(selection), Value::Object(fields)) = (selection, &mut report) {
        let table = selection.evidence().iter().map(evidence).collect();
        fields.insert("evidence".to_owned(), table);
        let why = json!({
            "k": selection.k(),
            "reason": selection.reason().code(),
            "text": selection.reason().text(Language::English),
            "text_zh": selection.reason().text(Language::Chinese),
        });
        fields.insert("choice".to_owned(), why);
    }
    Ok(report)
}

fn evidence(of: &Evidence) -> Value {
    json!({
        "k": of.k,
        "inertia": of.inertia,
        "silhouette": of.silhouette,
        "calinski_harabasz": of.calinski_harabasz,
        "davies_bouldin": of.davies_bouldin,
        "gap": of.gap,
        "gap_error": of.gap_error,
        "gap_over_one": of.gap_over_one,
        "stability": of.stability,
    })
}

/// The group of each row, and how far its centre is, in prepared units.
pub(crate) fn labels(args: &Args, matrix: &Matrix, fitted: &Fitted) -> Result<()> {
    let nearest = fitted.found.model().nearest(fitted.rows.view());
    let nearest = nearest.map_err(|error| error.to_string())?;
    let wrong = |error: csv::Error| format!("{}: {error}", args.out.display());
    let write = || {
        let mut file = csv::Writer::from_writer(File::create(&args.out)?);
        let key = if matrix.ids.is_some() { "id" } else { "row" };
        file.write_record([key, "label", "distance"])?;
        for (row, (label, nearest)) in fitted.found.labels().iter().zip(&nearest).enumerate() {
            match &matrix.ids {
                Some(ids) => file.write_field(&ids[row])?,
                None => file.write_field((row + 1).to_string())?,
            }
            file.write_field(label.to_string())?;
            file.write_field(format!("{:?}", nearest.distance))?;
            file.write_record(None::<&[u8]>)?;
        }
        file.flush().map_err(csv::Error::from)
    };
    write().map_err(wrong)
}

/// To the microsecond; more digits would be noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
