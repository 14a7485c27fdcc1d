//! Fits, and what there is to tell of them.

use regulars::clv::{
    Btyd, BtydModel, Cells, Family, GammaGamma, GammaGammaModel, Select, Selection, SpendCells,
};

use crate::args::{Args, Asked, From};
use crate::common::Result;
use crate::note;

/// The models of a shop's customers.
pub(crate) struct Models {
    pub(crate) orders: BtydModel,
    pub(crate) log_likelihood: f64,
    /// If all models were tried.
    pub(crate) ranking: Option<Selection>,
    /// The model of spend with its log-likelihood.
    pub(crate) spend: Option<(GammaGammaModel, f64)>,
    /// The customers, and their distinct histories.
    pub(crate) customers: f64,
    pub(crate) cells: usize,
}

/// The models that need not know the times between purchases.
const WITHOUT_GAPS: [Family; 3] = [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd];

pub(crate) fn learn(args: &Args, cells: &Cells, spend: Option<&SpendCells>) -> Result<Models> {
    let (orders, ranking) = purchases(args, cells)?;
    let log_likelihood = orders.log_likelihood(cells).map_err(|error| error.to_string())?;
    let spend = match spend {
        None => None,
        Some(cells) => {
            spending(args, cells)?.map(|model| (model.clone(), model.log_likelihood(cells)))
        }
    };
    let (customers, cells) = (cells.customers(), cells.len());
    Ok(Models { orders, log_likelihood, ranking, spend, customers, cells })
}

fn purchases(args: &Args, cells: &Cells) -> Result<(BtydModel, Option<Selection>)> {
    match &args.asked {
        Asked::Given(given) => Ok((given.orders.clone(), None)),
        Asked::Fit(family) => {
            let model = Btyd::new(*family, args.unit).accept_unconverged().fit_cells(cells);
            let model = model.map_err(|error| format!("{family} cannot be fitted: {error}"))?;
            if model.report().is_some_and(|report| !report.converged) {
                note(&format!("the fit of {family} has not converged"));
            }
            Ok((model, None))
        }
        Asked::Best => {
            let selection = best(args, cells)?;
            for (family, error) in selection.failed() {
                note(&format!("{family} cannot be fitted: {error}"));
            }
            Ok((selection.best().clone(), Some(selection)))
        }
    }
}

/// All models that the data can tell apart.
fn best(args: &Args, cells: &Cells) -> Result<Selection> {
    let select = Select::new(args.unit);
    let select = if args.from.knows_gaps() { select } else { select.families(WITHOUT_GAPS) };
    select.fit_cells(cells).map_err(|error| format!("no model can be fitted: {error}"))
}

fn spending(args: &Args, cells: &SpendCells) -> Result<Option<GammaGammaModel>> {
    if let Asked::Given(given) = &args.asked
        && let Some(model) = &given.spend
    {
        return Ok(Some(model.clone()));
    }
    match GammaGamma::new().fit_cells(cells) {
        Ok(model) => Ok(Some(model)),
        Err(error) => {
            let sentence = format!("the spend cannot be fitted: {error}");
            match args.from {
                // It was asked for.
                From::Summary(_) => Err(sentence),
                From::Orders { .. } => {
                    note(&sentence);
                    Ok(None)
                }
            }
        }
    }
}
