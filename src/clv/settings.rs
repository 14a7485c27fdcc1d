//! What may be asked of a fit.

use libm::{lgamma as ln_gamma, log as ln};

use super::cells::{Cell, Cells};
use super::family::{Family, MOST_REGULAR};
use super::model::{BtydModel, Source};
use super::process::Process;
use super::search::{Search, accepted, check_penalty};
use crate::engine::Fit;
use crate::error::{ErrorKind, Found, Result};
use crate::report::FitReport;
use crate::ruler::TimeUnit;
use crate::table::Table;

/// Settings of a "buy till you die" model of purchases.
///
/// # Examples
///
/// ```
/// use regulars::clv::{Btyd, Family};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
///
/// let shop = Shop::new(2_000).build()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&shop.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let model = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(view.table())?;
/// let silent = model.p_silent_for(Days(90)).score(view.table())?;
/// assert!(silent.into_iter().all(|p| p.is_ok_and(|p| (0.0..=1.0).contains(&p))));
/// # Ok::<(), regulars::Error>(())
/// ```
#[doc(alias("BgNbd"))]
#[doc(alias("ParetoNbd"))]
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Btyd {
    family: Family,
    unit: TimeUnit,
    penalty: f64,
    unconverged: bool,
}

impl Btyd {
    /// A model of a family that measures time in `unit`.
    pub fn new(family: Family, unit: TimeUnit) -> Self {
        Self { family, unit, penalty: 0.0, unconverged: false }
    }

    /// What is taken off the mean log-likelihood of a customer for the square of each parameter, in
    /// natural units. The default is 0.
    ///
    /// A penalty of 0.001 to 0.1 holds parameters together that little data let run away; it also
    /// draws every estimate towards 0, so that [`FitReport::parameters`] say what is drawn too.
    pub fn penalty(mut self, penalty: f64) -> Self {
        self.penalty = penalty;
        self
    }

    /// Takes a model whose search has not converged, too. The default is an error, which carries
    /// the report.
    pub fn accept_unconverged(mut self) -> Self {
        self.unconverged = true;
        self
    }

    /// The family.
    pub fn family(&self) -> Family {
        self.family
    }

    /// Whether these settings make sense, without data.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a regularity that is not from 1 to 12, and a penalty that is not
    /// finite and at least 0.
    pub fn check(&self) -> Result<()> {
        self.family.check()?;
        check_penalty(self.penalty)
    }

    /// Learns from cells.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check) and, beside that, [`ErrorKind::Ruler`] if the cells are measured in
    /// another unit, [`ErrorKind::TooLittle`] if there are fewer than ten customers who have come
    /// back or fewer than five distinct histories, [`ErrorKind::Param`] if a regularity is to be
    /// estimated and the gaps are not known, and [`ErrorKind::NotConverged`].
    pub fn fit_cells(&self, cells: &Cells) -> Result<BtydModel> {
        self.learn(cells, Source::Cells)
    }

    fn learn(&self, cells: &Cells, source: Source) -> Result<BtydModel> {
        self.check()?;
        if cells.unit() != self.unit {
            return Err(ErrorKind::Ruler { found: cells.unit(), expected: self.unit }.into());
        }
        enough(cells)?;
        let (process, report) = match self.family.regularity() {
            Some(k) => self.search(cells, k, &starts(self.family, cells)),
            None => self.most_likely(cells)?,
        };
        let report = accepted(report, self.unconverged)?;
        let family = self.family.with_regularity(process.regularity());
        Ok(BtydModel::fitted(family, self.unit, process, report, source))
    }

    /// The regularity with the greatest likelihood: upwards from 1, until it falls.
    fn most_likely(&self, cells: &Cells) -> Result<(Process, FitReport)> {
        if !cells.knows_gaps() {
            let expected = "a fixed one, as the gaps between purchases are not known";
            let (name, found) = ("regularity", Found::Nothing);
            return Err(ErrorKind::Param { name, found, expected }.into());
        }
        let mut best = self.search(cells, 1, &starts(self.family, cells));
        for k in 2..=MOST_REGULAR {
            // A purchase every k-th event: the events come k times as often.
            let [r, alpha, a, b] = best.0.parameters();
            let quicker = f64::from(k) / f64::from(k - 1);
            let next = self.search(cells, k, &[[r, alpha / quicker, a, b]]);
            if next.1.log_likelihood <= best.1.log_likelihood {
                break;
            }
            best = next;
        }
        Ok(best)
    }

    fn search(&self, cells: &Cells, k: u32, starts: &[[f64; 4]]) -> (Process, FitReport) {
        let search = Search {
            cells: cells.cells(),
            penalty: self.penalty,
            constant: gaps(cells, k),
            names: self.family.parameter_names(),
            others: u32::from(self.family.regularity().is_none()),
        };
        match Process::new(self.family, k, starts[0]) {
            Process::BetaGeometric(model) => {
                let (model, report) = search.run(&model, starts);
                (Process::BetaGeometric(model), report)
            }
            Process::Pareto(model) => {
                let (model, report) = search.run(&model, starts);
                (Process::Pareto(model), report)
            }
        }
    }
}

impl Fit for Btyd {
    type Model = BtydModel;

    /// Learns from the histories of all customers who have bought.
    ///
    /// # Errors
    ///
    /// As [`fit_cells`](Btyd::fit_cells).
    fn fit(&self, table: Table<'_>) -> Result<BtydModel> {
        let cells = match self.family.regularity() {
            Some(1) => Cells::without_gaps(table, self.unit),
            _ => Cells::of(table, self.unit),
        };
        self.learn(&cells, Source::Table(table.as_of()))
    }
}

/// What the gaps bring to the log-likelihood of a regularity, if they are known.
pub(super) fn gaps(cells: &Cells, k: u32) -> f64 {
    if k == 1 {
        return 0.0;
    }
    let repeats: f64 = cells.cells().iter().map(|cell| cell.weight * cell.x).sum();
    let k = f64::from(k);
    cells.log_gaps().map_or(0.0, |gaps| (k - 1.0) * gaps - repeats * ln_gamma(k))
}

/// Distinct histories that a fit needs: one more than there are parameters.
const HISTORIES: u64 = 5;

/// Customers who have come back that a fit needs. With fewer, estimates are all but prior.
const REPEATERS: u64 = 10;

fn enough(cells: &Cells) -> Result<()> {
    let too_little = |what, found, needed| Err(ErrorKind::TooLittle { what, found, needed }.into());
    let histories = cells.len() as u64;
    if histories < HISTORIES {
        return too_little("distinct histories", histories, HISTORIES);
    }
    let repeaters = cells.cells().iter().filter(|cell| 0.0 < cell.x).map(|cell| cell.weight).sum();
    if repeaters < super::cells::count(REPEATERS) {
        return too_little(
            "customers who have come back",
            super::cells::whole(repeaters),
            REPEATERS,
        );
    }
    Ok(())
}

/// Where searches start: rates as the customers' are on average, spread widely or not; and those
/// who leave after few purchases, many, or soon.
fn starts(family: Family, cells: &Cells) -> [[f64; 4]; 4] {
    let mean = |of: fn(&Cell) -> f64| -> f64 {
        let sum: f64 = cells.cells().iter().map(|cell| cell.weight * of(cell)).sum();
        sum / cells.customers()
    };
    let (x, t) = (mean(|cell| cell.x), mean(|cell| cell.t));
    let k = f64::from(family.regularity().unwrap_or(1));
    let start = |(r, c, d): (f64, f64, f64)| match family {
        Family::ParetoNbd => [r, r * t / x, c, d * t],
        _ => [r, r * t / (x * k), c, d],
    };
    let spread = match family {
        Family::ParetoNbd => [(0.5, 0.5, 0.5), (1.0, 1.0, 2.0), (2.0, 0.3, 0.1), (0.25, 2.0, 5.0)],
        _ => [(0.3, 0.8, 2.5), (1.0, 1.0, 3.0), (2.0, 0.3, 3.0), (0.5, 3.0, 1.0)],
    };
    spread.map(start).map(|start| start.map(|p| ln(p).clamp(-15.0, 15.0)).map(libm::exp))
}
