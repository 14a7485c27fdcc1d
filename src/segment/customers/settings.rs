//! What may be asked of a segmentation.

use ndarray::{Array2, ArrayView2};

use super::drift::Baseline;
use super::model::{Parts, SegmentationModel};
use super::order;
use super::profile;
use crate::engine::{Bound, Fit, Score};
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::par;
use crate::segment::kmeans::{Init, KMeans, KMeansModel};
use crate::segment::prepare::{CELL, Missing, Preparation, Prepared, is_cell};
use crate::segment::select::{SelectK, Selection};
use crate::table::{Read, Variable};
use crate::table::{Row, Table};

/// Settings of a segmentation: the customers of a table in `k` groups of alike ones, each with a
/// profile and a name.
///
/// Who has not bought belongs to none where a variable is of purchases; nor does a customer of whom
/// no variable is known.
///
/// Segments are in the order of what their customers spend, those who spend most first, unless they
/// [continue](Self::continuing) those of an earlier model.
///
/// # Examples
///
/// ```
/// use regulars::segment::{KMeans, Segmentation};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Fit, Language, Ledger, Score};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let model = Segmentation::new(KMeans::new(4)).fit(view.table())?;
/// for (label, profile) in (0..).zip(model.profiles()) {
///     let name = model.name(label, Language::English);
///     println!("{name}: {} customers, {} spent", profile.customers(), profile.revenue().0);
/// }
/// // Those of the first spend more than those of the last.
/// let spend = |label: usize| model.profiles()[label].mean_revenue();
/// assert!(spend(0) > spend(3));
///
/// // A customer alone, today or tomorrow: the segment, the runner-up, and the distances.
/// let found = model.score_one(view.table().row(0))?.expect("a buyer");
/// assert!(found.distance <= found.second_distance);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "settings do nothing until `fit`"]
pub struct Segmentation {
    kmeans: KMeans,
    variables: Vec<Variable>,
    // As the variable has it, if nothing is set.
    preparation: Option<Preparation>,
    own: Vec<(Variable, Preparation)>,
    previous: Option<SegmentationModel>,
}

/// The customers who are grouped, before and after their variables are prepared.
pub(super) struct Rows {
    /// The places in the table.
    pub(super) at: Vec<usize>,
    /// Row by row; NaN is missing.
    pub(super) cells: Array2<f64>,
}

impl Segmentation {
    /// Groups by [`Variable::RFM`], money prepared by [`Preparation::asinh_robust`], as returns make it
    /// negative, all else by [`Preparation::log_robust`], and a missing value taken for the median.
    pub fn new(kmeans: KMeans) -> Self {
        let (variables, own) = (Variable::RFM.to_vec(), Vec::new());
        Self { kmeans, variables, preparation: None, own, previous: None }
    }

    /// What customers are grouped by.
    pub fn variables(mut self, variables: impl IntoIterator<Item = Variable>) -> Self {
        self.variables = variables.into_iter().collect();
        self
    }

    /// How variables are prepared that have no preparation of their own.
    pub fn preparation(mut self, preparation: Preparation) -> Self {
        self.preparation = Some(preparation);
        self
    }

    /// How one variable is prepared.
    pub fn prepare(mut self, variable: Variable, preparation: Preparation) -> Self {
        self.own.retain(|(other, _)| *other != variable);
        self.own.push((variable, preparation));
        self
    }

    /// Goes on from the centres of an earlier model, so that each segment keeps its label while
    /// customers change little by little. Restarts do not count then, and the order of segments is
    /// that of the earlier model.
    ///
    /// The groups are those next to the earlier ones, and there may be better ones by now: see
    /// [`drift`](SegmentationModel::drift), and [`KMeans::fit_matrix`] on a group that loses all its
    /// customers.
    pub fn continuing(mut self, previous: &SegmentationModel) -> Self {
        self.previous = Some(previous.clone());
        self
    }

    /// Groups customers by what scorers say of them: as many variables as there are names, in the
    /// order of the answers, where NaN is missing.
    ///
    /// The model answers through [`by`](SegmentationModel::by), with the scorers at hand. All else
    /// that it tells, such as why, wants a table that has columns of these names
    /// ([`View::with_feature`](crate::View::with_feature)). One scorer is a tuple too: `&(scorer,)`. The
    /// order of a tuple is the order of the names, and `by` cannot see whether it has changed.
    ///
    /// # Errors
    ///
    /// As [`fit`](Fit::fit), and what keeps the scorer from an answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{Btyd, Family};
    /// use regulars::segment::{KMeans, Segmentation};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Days, Fit, Ledger, Row, Score, TimeUnit, from_fn};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let orders = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
    /// // Of whom nothing can be foretold, nothing is known.
    /// let ahead = orders.orders_within(Days(365)).map(|orders| orders.unwrap_or(f64::NAN));
    /// // And a prospect has spent nothing known, rather than 0, and is left out.
    /// let spent = |row: Row<'_>| row.history().map_or(f64::NAN, |own| own.revenue().0 as f64);
    /// let scorers = (ahead, from_fn(spent));
    ///
    /// let settings = Segmentation::new(KMeans::new(3));
    /// let model = settings.fit_by(["orders_ahead", "spent"], &scorers, view.table())?;
    /// let found = model.by(&scorers)?.score(view.table())?;
    /// assert_eq!(found.len(), view.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_by<S, const N: usize>(
        &self,
        names: [&str; N],
        scorer: &S,
        table: Table<'_>,
    ) -> Result<SegmentationModel>
    where
        S: Score<Output: Into<[f64; N]>>,
    {
        let variables = names.map(Variable::column);
        let layout = table.layout();
        let bound = scorer.bind(&layout)?;
        let read = |row: Row<'_>| bound.score_row(row).into().to_vec();
        self.learn(&variables, gather(table, &variables, read), table)
    }

    /// How many groups there are to be told apart, with what speaks for each number: the customers of
    /// a table, prepared as for a fit, and grouped as [`SelectK`] says. Of the settings those of the
    /// variables and of their preparation count; the [`KMeans`], and an earlier model, do not.
    ///
    /// # Errors
    ///
    /// As [`fit`](Fit::fit), and as [`SelectK::fit_matrix`].
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::segment::{KMeans, Segmentation, SelectK};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Fit, Ledger};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(300).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let settings = |k| Segmentation::new(KMeans::new(k));
    /// let found = settings(2).select(&SelectK::new(2..=4), view.table())?;
    /// println!("{found}");
    /// let model = settings(found.k()).fit(view.table())?;
    /// assert_eq!(model.profiles().len(), found.k() as usize);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn select(&self, select: &SelectK, table: Table<'_>) -> Result<Selection> {
        let rows = self.rows(table)?;
        select.fit_matrix(self.prepared(&self.variables, &rows)?.1.view())
    }

    /// How variables are prepared, and what becomes of the rows.
    fn prepared(&self, variables: &[Variable], rows: &Rows) -> Result<(Prepared, Array2<f64>)> {
        if !self.own.iter().all(|(of, _)| variables.contains(of)) {
            let expected = "one of the variables by which customers are grouped";
            return Err(ErrorKind::Param { name: "prepare", found: Found::Text, expected }.into());
        }
        let each: Vec<Preparation> = variables.iter().map(|of| self.preparation_of(of)).collect();
        check(variables, &each, rows)?;
        let prepared = Preparation::fit_columns(&each, rows.cells.view())?;
        let points = prepared.apply(rows.cells.view())?;
        Ok((prepared, points))
    }

    /// Learns from the rows of a table, which are those of a matrix.
    fn learn(
        &self,
        variables: &[Variable],
        rows: Rows,
        table: Table<'_>,
    ) -> Result<SegmentationModel> {
        let (prepared, points) = self.prepared(variables, &rows)?;
        let (centers, labels) = match &self.previous {
            None => {
                let found = self.kmeans.fit_matrix(points.view())?;
                order::ordered(&found, &rows, table)
            }
            Some(previous) => {
                let starts = order::starts(previous, variables, table.currency(), &prepared)?;
                let kmeans = self.kmeans.clone().init(Init::Centers(starts));
                let found = kmeans.fit_matrix(points.view())?;
                (found.model().centers().to_owned(), found.labels().to_vec())
            }
        };
        let profiles = profile::profiles(&profile::Grouped {
            rows: &rows,
            points: points.view(),
            labels: &labels,
            centers: centers.view(),
            table,
            prepared: &prepared,
        })?;
        let columns = rows.cells.columns().into_iter();
        Ok(SegmentationModel::new(Parts {
            as_of: table.as_of(),
            currency: table.currency(),
            variables: variables.to_vec(),
            prepared,
            kmeans: KMeansModel::new(centers)?,
            profiles,
            baselines: columns.map(|column| Baseline::new(column.iter().copied())).collect(),
            left_out: (table.len() - rows.at.len()) as u64,
        }))
    }

    /// The customers who are grouped, by the variables of the table.
    pub(super) fn rows(&self, table: Table<'_>) -> Result<Rows> {
        let layout = table.layout();
        let reads = self.variables.iter().map(|of| of.read(&layout));
        let reads = reads.collect::<Result<Vec<Read<'_>>>>()?;
        let read = |row: Row<'_>| reads.iter().map(|of| of.value(row)).collect();
        Ok(gather(table, &self.variables, read))
    }

    fn preparation_of(&self, variable: &Variable) -> Preparation {
        let own = self.own.iter().find(|(of, _)| of == variable).map(|(_, own)| *own);
        own.or(self.preparation).unwrap_or_else(|| {
            let usual = match variable.is_money() {
                true => Preparation::asinh_robust(),
                false => Preparation::log_robust(),
            };
            usual.missing(Missing::Median)
        })
    }
}

impl Fit for Segmentation {
    type Model = SegmentationModel;

    /// Learns how variables are prepared, and the centres of segments.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings of [`KMeans`] and [`Preparation`];
    /// [`ErrorKind::NoFeature`] for a column that is not there, [`ErrorKind::TwoFeatures`] for a
    /// variable that is there twice, [`ErrorKind::TooLittle`] for no variables or fewer distinct
    /// customers than segments, [`ErrorKind::Cell`] for a value that is too large or missing where
    /// that is refused, or that no customer has; [`ErrorKind::Param`] for a preparation of a variable
    /// that is none of those by which customers are grouped; for a model that is continued
    /// [`ErrorKind::Param`], [`ErrorKind::Length`] and [`ErrorKind::Currency`] where it has other
    /// variables, another number of segments or another currency; and [`ErrorKind::Overflow`] for
    /// revenues beyond what a number holds.
    fn fit(&self, table: Table<'_>) -> Result<SegmentationModel> {
        self.learn(&self.variables, self.rows(table)?, table)
    }
}

/// Whether a customer with these values is one of those who are grouped.
pub(super) fn is_grouped(buyers: bool, row: Row<'_>, values: &[f64]) -> bool {
    (!buyers || row.history().is_some()) && !values.iter().all(|x| x.is_nan())
}

fn gather(
    table: Table<'_>,
    variables: &[Variable],
    read: impl Fn(Row<'_>) -> Vec<f64> + Sync + Send,
) -> Rows {
    let buyers = variables.iter().any(Variable::is_of_buyers);
    let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
        let (mut at, mut cells) = (Vec::new(), Vec::new());
        for row in range {
            let values = read(table.row(row));
            if is_grouped(buyers, table.row(row), &values) {
                at.push(row);
                cells.extend(values);
            }
        }
        (at, cells)
    });
    let (at, cells): (Vec<_>, Vec<_>) = blocks.into_iter().unzip();
    let (at, cells, width) = (at.concat(), cells.concat(), variables.len());
    let cells = Array2::from_shape_fn((at.len(), width), |(row, of)| cells[row * width + of]);
    Rows { at, cells }
}

/// Whether there is something to group by, each once, and every value is a number that can be.
fn check(variables: &[Variable], each: &[Preparation], rows: &Rows) -> Result<()> {
    if variables.is_empty() {
        return Err(ErrorKind::TooLittle { what: "variables", found: 0, needed: 1 }.into());
    }
    for (at, variable) in variables.iter().enumerate() {
        // A column of the name of another variable could not be told from it.
        if variables[..at].iter().any(|before| before.code() == variable.code()) {
            return Err(ErrorKind::TwoFeatures { feature: variable.code().into_owned() }.into());
        }
    }
    if rows.at.is_empty() {
        return Err(ErrorKind::TooLittle { what: "customers", found: 0, needed: 1 }.into());
    }
    let cells: ArrayView2<'_, f64> = rows.cells.view();
    for (variable, column) in variables.iter().zip(cells.columns()) {
        if column.iter().all(|x| x.is_nan()) {
            let (row, column) = (rows.at[0] as u64 + 1, variable.code().into_owned());
            let expected = Expected::Words("a value of one customer or more");
            return Err(ErrorKind::Cell { row, column, found: Found::Nothing, expected }.into());
        }
    }
    for (row, values) in rows.at.iter().zip(cells.rows()) {
        let wrong = values.iter().zip(each).position(|(&x, how)| !is_cell(x, how.refuses()));
        if let Some(at) = wrong {
            let (row, column) = (*row as u64 + 1, variables[at].code().into_owned());
            let found = match values[at] {
                x if x.is_finite() => Found::Number(x),
                x if x.is_nan() => Found::Nothing,
                _ => Found::NotFinite,
            };
            let expected = Expected::Words(CELL);
            return Err(ErrorKind::Cell { row, column, found, expected }.into());
        }
    }
    Ok(())
}
