//! Which model of purchases fits a shop's customers best.

use std::fmt;

use super::cells::{Cells, count, measured};
use super::diagnostics::print::{heads, number, printed};
use super::family::{Family, Regularity};
use super::model::BtydModel;
use super::settings::Btyd;
use crate::day::{Day, Days};
use crate::engine::Fit;
use crate::error::{Error, ErrorKind, Found, Result};
use crate::language::Language;
use crate::par;
use crate::ruler::{Horizon, TimeUnit};
use crate::table::{Row, Table};

/// Fits several families and ranks them: by Akaike's criterion and, if asked to, by how well they
/// foretell days that they were not shown.
///
/// # Examples
///
/// ```
/// use regulars::clv::Select;
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Language, Ledger, TimeUnit};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let selection = Select::new(TimeUnit::Week).holdout(Days(180)).fit(view.table())?;
/// for candidate in selection.candidates() {
///     let (family, tie) = (candidate.model.family(), if candidate.tied { ", tied" } else { "" });
///     println!("{family}{tie}: {}", family.assumption(Language::English));
/// }
/// assert!((3..=5).contains(&(selection.candidates().len() + selection.failed().len())));
/// print!("{selection}"); // as a table
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Select {
    unit: TimeUnit,
    families: Vec<Family>,
    holdout: Option<Days>,
}

/// The models that were fitted, ranked, and those that could not be.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    // Invariant: never empty, those with the least AIC first.
    candidates: Vec<Candidate>,
    failed: Vec<(Family, Error)>,
}

/// A model and how it compares.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Candidate {
    /// The model, learned from all that was known.
    pub model: BtydModel,
    /// By how much its AIC exceeds the least.
    pub aic_above_best: f64,
    /// Whether data do not tell it from the best: its AIC is within 2 (Burnham & Anderson 2002).
    pub tied: bool,
    /// How it fares on days that it was not shown, if that was asked.
    pub holdout: Option<Holdout>,
}

/// How a model that was learned from the days before fares on those that followed.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Holdout {
    /// The customers who had bought before.
    pub customers: u64,
    /// Those of them whom the model has no answer for. The rest counts below.
    pub refused: u64,
    /// The sum of the logarithms of the probabilities of the purchase days that came.
    pub log_likelihood: f64,
    /// The mean distance of expected purchase days from those that came.
    pub mean_absolute_error: f64,
}

/// Akaike's criteria that are closer are tied.
const TIE: f64 = 2.0;

impl Select {
    /// All families, measured in `unit`, without a holdout. Of those with a rhythm the regularity is
    /// estimated, and one that turns out to be 1 is left out: it is the plain family then.
    pub fn new(unit: TimeUnit) -> Self {
        let rhythms = [Family::BgCnbd, Family::MbgCnbd].map(|of| of(Regularity::Estimated));
        let families =
            [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd].into_iter().chain(rhythms);
        Self { unit, families: families.collect(), holdout: None }
    }

    /// The families to choose from.
    pub fn families(mut self, families: impl IntoIterator<Item = Family>) -> Self {
        self.families = families.into_iter().collect();
        self
    }

    /// Judges models by the last so many days, too. Each is learned a second time for that, from what
    /// was known before; the table must have timelines.
    pub fn holdout(mut self, days: Days) -> Self {
        self.holdout = Some(days);
        self
    }

    /// Learns from cells, which cannot be split in time.
    ///
    /// Families whose regularity is to be estimated are left out if gaps are not known.
    ///
    /// # Errors
    ///
    /// The first family's error if none can be fitted, and [`ErrorKind::Param`] for no families at
    /// all and for a holdout.
    pub fn fit_cells(&self, cells: &Cells) -> Result<Selection> {
        if let Some(Days(days)) = self.holdout {
            let (name, expected) = ("holdout", "none, as cells cannot be split in time");
            return Err(
                ErrorKind::Param { name, found: Found::Integer(days.into()), expected }.into()
            );
        }
        self.rank(&|settings| settings.fit_cells(cells), cells, None)
    }

    /// Whether a family whose regularity was estimated came out as another one of those asked.
    fn is_plain(&self, family: Family, model: &BtydModel) -> bool {
        let plain = match family {
            Family::BgCnbd(Regularity::Estimated) => Family::BgNbd,
            Family::MbgCnbd(Regularity::Estimated) => Family::MbgNbd,
            _ => return false,
        };
        model.regularity() == 1 && self.families.contains(&plain)
    }

    fn rank(
        &self,
        fit: &dyn Fn(Btyd) -> Result<BtydModel>,
        cells: &Cells,
        judge: Option<&dyn Fn(Btyd) -> Result<Holdout>>,
    ) -> Result<Selection> {
        let (mut candidates, mut failed) = (Vec::new(), Vec::new());
        for &family in &self.families {
            if family.regularity().is_none_or(|k| 1 < k) && !cells.knows_gaps() {
                let expected = "families of regularity 1, as the gaps are not known";
                let (name, found) = ("regularity", Found::Nothing);
                failed.push((family, ErrorKind::Param { name, found, expected }.into()));
                continue;
            }
            let settings = Btyd::new(family, self.unit);
            let judged = |model| {
                let holdout = judge.map(|judge| judge(settings)).transpose()?;
                Ok(Candidate { model, aic_above_best: 0.0, tied: false, holdout })
            };
            match fit(settings).and_then(judged) {
                // Without a rhythm it is the plain family, which is among them by itself.
                Ok(candidate) if self.is_plain(family, &candidate.model) => {}
                Ok(candidate) => candidates.push(candidate),
                Err(error) => failed.push((family, error)),
            }
        }
        let aic = |candidate: &Candidate| candidate.model.report().map_or(f64::INFINITY, |r| r.aic);
        candidates.sort_by(|a, b| aic(a).total_cmp(&aic(b)));
        let Some(best) = candidates.first().map(aic) else {
            let none = ErrorKind::Param {
                name: "families",
                found: Found::Nothing,
                expected: "at least one family",
            };
            return Err(failed.into_iter().next().map_or(none.into(), |(_, error)| error));
        };
        for candidate in &mut candidates {
            candidate.aic_above_best = aic(candidate) - best;
            candidate.tied = candidate.aic_above_best <= TIE;
        }
        Ok(Selection { candidates, failed })
    }
}

impl Fit for Select {
    type Model = Selection;

    /// Learns from the histories of all customers who have bought.
    ///
    /// # Errors
    ///
    /// The first family's error if none can be fitted, [`ErrorKind::Param`] for no families at all,
    /// and [`ErrorKind::NoTimeline`] for a holdout of a table that cannot be cut back in time.
    fn fit(&self, table: Table<'_>) -> Result<Selection> {
        let cells = Cells::of(table, self.unit);
        let fit = |settings: Btyd| settings.fit(table);
        let Some(days) = self.holdout else { return self.rank(&fit, &cells, None) };
        table.layout().timelines()?;
        let before = Cells::of_cut(table, table.as_of() - days, self.unit);
        let judge = |settings: Btyd| settings.fit_cells(&before)?.judged(table, days);
        self.rank(&fit, &cells, Some(&judge))
    }
}

impl Selection {
    /// The models, those with the least AIC first.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The model with the least AIC.
    #[must_use]
    pub fn best(&self) -> &BtydModel {
        &self.candidates[0].model
    }

    /// The models that data do not tell apart from the best, itself included.
    pub fn tied(&self) -> impl Iterator<Item = &BtydModel> {
        self.candidates.iter().filter(|candidate| candidate.tied).map(|candidate| &candidate.model)
    }

    /// The model that foretold best which purchases came, by their probability, if that was asked.
    #[must_use]
    pub fn best_on_holdout(&self) -> Option<&BtydModel> {
        let judged = self.candidates.iter().filter_map(|c| Some((&c.model, c.holdout?)));
        let likely = |holdout: &Holdout| holdout.log_likelihood;
        // Of equals the first, whose AIC is the least.
        let best = judged.min_by(|a, b| likely(&b.1).total_cmp(&likely(&a.1)));
        best.map(|(model, _)| model)
    }

    /// The families that could not be fitted, and why.
    #[must_use]
    pub fn failed(&self) -> &[(Family, Error)] {
        &self.failed
    }
}

impl BtydModel {
    /// How this model fares on the last days of a table that it was not shown.
    fn judged(&self, table: Table<'_>, days: Days) -> Result<Holdout> {
        let horizon = Horizon::Days(days).measured(self.unit())?;
        let cut = table.as_of() - days;
        let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
            let mut sum = Holdout::default();
            for row in table.slice(range).rows() {
                sum.add(self.foretold(row, cut, horizon));
            }
            sum
        });
        let mut all = Holdout::default();
        for block in blocks {
            all.customers += block.customers;
            all.refused += block.refused;
            all.log_likelihood += block.log_likelihood;
            all.mean_absolute_error += block.mean_absolute_error;
        }
        all.mean_absolute_error /= count((all.customers - all.refused).max(1));
        Ok(all)
    }

    /// The probability of what a row did after the cut, and how far that is from the mean; nothing
    /// of somebody who had not bought by then.
    fn foretold(&self, row: Row<'_>, cut: Day, horizon: f64) -> Option<Option<[f64; 2]>> {
        let before = row.cut_at(cut)?.history()?;
        let came = row.history()?.purchase_days() - before.purchase_days();
        let (x, t_x, t) = measured(before, self.unit());
        let posterior = self.process().posterior(x, t_x, t);
        let answers = || {
            let probability = posterior.exactly(came, horizon).filter(|p| 0.0 < *p)?;
            let off = (posterior.expected(horizon)? - count(came)).abs();
            Some([libm::log(probability), off])
        };
        Some(answers())
    }
}

impl Selection {
    /// A table for people: a line for each model, the best first. A star stands after those that are
    /// tied with it; what was foretold is there if a holdout was asked for.
    ///
    /// `Display` gives it in English.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut table = vec![heads(
            language,
            ["model", "AIC above best", "holdout log-likelihood", "mean error"],
            ["模型", "AIC 差值", "留出期对数似然", "平均误差"],
        )];
        for Candidate { model, aic_above_best, tied, holdout } in &self.candidates {
            let tie = if *tied { " *" } else { "" };
            table.push(vec![
                format!("{}{tie}", model.family()),
                number(Some(*aic_above_best), 1),
                number(holdout.map(|holdout| holdout.log_likelihood), 1),
                number(holdout.map(|holdout| holdout.mean_absolute_error), 4),
            ]);
        }
        printed(&table)
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl Default for Holdout {
    fn default() -> Self {
        Self { customers: 0, refused: 0, log_likelihood: 0.0, mean_absolute_error: 0.0 }
    }
}

impl Holdout {
    /// One more customer; errors are summed up here.
    fn add(&mut self, foretold: Option<Option<[f64; 2]>>) {
        match foretold {
            None => {}
            Some(None) => (self.customers, self.refused) = (self.customers + 1, self.refused + 1),
            Some(Some([ln_probability, off])) => {
                self.customers += 1;
                self.log_likelihood += ln_probability;
                self.mean_absolute_error += off;
            }
        }
    }
}
