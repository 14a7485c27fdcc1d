//! Doubts about the models of purchases and spend.

mod anywhere;
mod derivatives;
#[cfg(feature = "serde")]
mod hostile;
mod recovery;
mod refusals;
mod tables;

use crate::report::FitReport;

/// Whether the 95 % intervals of 200 fits hold a truth in 90 to 99 of 100; a right interval leaves
/// that range one time in 500.
pub(super) fn covered(name: &str, truth: &[f64], fits: Vec<Option<FitReport>>) {
    let fits: Vec<FitReport> = fits.into_iter().flatten().collect();
    for (i, truth) in truth.iter().enumerate() {
        let holds = |report: &&FitReport| {
            let interval = report.parameters[i].interval(0.95);
            interval.is_some_and(|(low, high)| (low..=high).contains(truth))
        };
        let share = fits.iter().filter(holds).count();
        let parameter = &fits[0].parameters[i].name;
        println!("{name} {parameter}: {share} of {}", fits.len());
        assert!((180..=198).contains(&share), "{name} {parameter}: {share}");
    }
}
