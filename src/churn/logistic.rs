//! How likely silence is, learned from what became of customers before.

use super::additive::{Scale, Shape, Sum, Term, deviations};
use super::cohort::Cohort;
use super::labelled::Labelled;
use super::logistic_model::LogisticModel;
use super::out_of_time;
use super::uncertainty::Uncertainty;
use crate::day::Days;
use crate::error::{ErrorKind, Found, Result};
use crate::journal::Key;
use crate::num::logistic::{self, Rows, Sign};
use crate::table::{Table, Variable};

/// Settings of a logistic regression: the variables by which silence is told, and how they are weighed.
///
/// [`new`](Self::new) asks for what a ledger knows of each customer, in directions that cannot err:
///
/// | variable | more of it |
/// |---|---|
/// | days since the last order, days since the first order | raises the risk, or leaves it |
/// | days with an order, in all, among the last 90 and among the last 365 | lowers it, or leaves it |
/// | spend within 365 days | lowers it, or leaves it |
///
/// So one more day of silence never lowers the risk, and an order today never raises it. With
/// [variables](Self::of) and effects of your own neither is sure.
///
/// # Formula
///
/// The logarithm of the odds is `b₀ + Σ bⱼ·zⱼ`, with `z` in standard deviations from the mean of those it
/// is learned from. Days and counts are looked at as `ln(1 + x)`, money as `asinh(x/u)` with the first
/// quartile of all amounts that are not 0 as the unit `u`, and shares and columns as they are. The
/// coefficients make the sum of `−ln p` of what came true, and of half the ridge by `Σ bⱼ²`, the least.
///
/// A value that is missing says nothing (`z = 0`), beside a coefficient of its own for being missing,
/// where some were in what it is learned from. A variable that does not vary says nothing.
///
/// # References
///
/// Hoerl & Kennard (1970), "Ridge regression", *Technometrics* 12(1); Bertsekas (1982), "Projected Newton
/// methods for optimization problems with simple constraints", *SIAM J. Control and Optimization* 20(2).
///
/// # Examples
///
/// ```
/// use regulars::churn::{Churn, Logistic};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Language, Ledger};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let (churn, today) = (Churn::new(Days(90)), "2024-12-31".parse()?);
///
/// let past = churn.past(&ledger, today)?; // who fell silent after earlier days
/// let logistic = Logistic::new().fit(&past)?;
/// let view = ledger.as_of(today);
/// let model = churn.fit_with(logistic, view.table())?;
/// for (key, risk) in view.join(&model)?.take(3) {
///     if let Some(risk) = risk {
///         println!("{key}: {:.2}, {}", risk.probability, risk.reasons[0].text(Language::English));
///     }
/// }
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Logistic {
    variables: Vec<(Variable, Effect)>,
    ridge: f64,
}

/// What more of a variable may do to a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Raise it, or leave it.
    Raises,
    /// Lower it, or leave it.
    Lowers,
    /// Either, as the data say.
    Either,
}

/// What a ledger knows of each customer.
pub(super) fn usual() -> [(Variable, Effect); 6] {
    use Effect::{Lowers, Raises};
    let (quarter, year) = (Days(90), Days(365));
    [
        (Variable::DaysSinceLast, Raises),
        (Variable::Age, Raises),
        (Variable::PurchaseDays, Lowers),
        (Variable::PurchaseDaysWithin(quarter), Lowers),
        (Variable::PurchaseDaysWithin(year), Lowers),
        (Variable::SpendWithin(year), Lowers),
    ]
}

impl Default for Logistic {
    fn default() -> Self {
        Self::new()
    }
}

impl Logistic {
    /// What a ledger knows of each customer, with a ridge of 1.
    pub fn new() -> Self {
        Self::of(usual())
    }

    /// These variables and no others, with a ridge of 1.
    pub fn of(variables: impl IntoIterator<Item = (Variable, Effect)>) -> Self {
        Self { variables: variables.into_iter().collect(), ridge: 1.0 }
    }

    /// One more variable.
    pub fn variable(mut self, variable: Variable, effect: Effect) -> Self {
        self.variables.push((variable, effect));
        self
    }

    /// How much large weights cost. The more, the nearer they are to 0; what is nearly 0 lets variables
    /// that divide the customers perfectly grow without measure.
    pub fn ridge(mut self, ridge: f64) -> Self {
        self.ridge = ridge;
        self
    }

    /// Learns from what became of customers after several days. Who is in several cohorts counts in each.
    ///
    /// First it learns without the last cohort, from those whose horizons had ended by then, and asks whether
    /// that tells who of the last churned: what tells nothing out of its time is refused. Where there are
    /// not ten customers of either kind in the last cohort, and in those before it, nothing can be asked.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSignal`] if the area under the curve for the last cohort is not above a half with a
    /// confidence of 95 %; [`ErrorKind::TooLittle`] without variables or cohorts, and unless ten customers
    /// churned and ten did not; [`ErrorKind::Param`] for a ridge that is not above
    /// 0, and for cohorts of several horizons; [`ErrorKind::TwoFeatures`] for two variables of one name; [`ErrorKind::Cell`] for a variable of which no value is known; [`ErrorKind::Currency`] for
    /// cohorts in different money; and as [`Score::bind`](crate::Score::bind).
    pub fn fit<K: Key>(&self, cohorts: &[Cohort<K>]) -> Result<LogisticModel> {
        out_of_time::fit(cohorts, |cohorts| self.learn(&Labelled::cohorts(self.named()?, cohorts)?))
    }

    /// Learns from the rows of a table, and which of them churned. The variables of [`new`](Self::new) need one
    /// with timelines; for columns of your own, begin with [`of`](Self::of).
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), but for a signal, and one customer of either kind is enough; and
    /// [`ErrorKind::Length`] unless there are as many answers as rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::churn::{Effect, Logistic};
    /// use regulars::{Columns, Currency, Day, Feature, Score, Table, Variable};
    ///
    /// let as_of = Day::EPOCH;
    /// let tenure = [1.0, 2.0, 30.0, 3.0, 40.0, f64::NAN]; // months; not known of the last
    /// let features = [Feature::new("tenure", as_of, &tenure[..])];
    /// let table = Table::new(Columns {
    ///     currency: Currency::EUR,
    ///     as_of,
    ///     first: &[0; 6],
    ///     last: &[0; 6],
    ///     orders: &[0; 6],
    ///     purchase_days: &[0; 6],
    ///     revenue: &[0; 6],
    ///     timelines: None,
    ///     features: &features,
    /// })?;
    /// let churned = [true, true, false, false, false, true];
    /// let settings = Logistic::of([(Variable::column("tenure"), Effect::Either)]);
    /// let model = settings.fit_table(table, &churned)?;
    /// let risks = model.score(table)?;
    /// assert!(risks[2] < risks[1]);
    /// assert!(risks[5].is_none(), "nothing is known");
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn fit_table(&self, table: Table<'_>, churned: &[bool]) -> Result<LogisticModel> {
        self.learn(&Labelled::table(self.named()?, table, churned)?)
    }

    /// The variables, each once.
    fn named(&self) -> Result<Vec<Variable>> {
        if !(self.ridge.is_finite() && 0.0 < self.ridge) {
            let (found, expected) = (Found::Number(self.ridge), "a number above 0");
            return Err(ErrorKind::Param { name: "ridge", found, expected }.into());
        }
        Ok(self.variables.iter().map(|(variable, _)| variable.clone()).collect())
    }

    fn learn(&self, labelled: &Labelled) -> Result<LogisticModel> {
        let mut terms = Vec::new();
        let (mut columns, mut signs) = (Vec::new(), Vec::new());
        for (at, (variable, effect)) in self.variables.iter().enumerate() {
            let values = labelled.column(at)?;
            let (scale, mean, deviation) = standard(variable, &values);
            columns.push(
                values
                    .iter()
                    .map(
                        |&x| {
                            if x.is_nan() { 0.0 } else { deviations(scale.of(x), mean, deviation) }
                        },
                    )
                    .collect::<Vec<f64>>(),
            );
            signs.push(effect.sign());
            terms.push(Term {
                variable: variable.clone(),
                shape: Shape::Line { scale, mean, deviation, weight: 0.0 },
                missing: 0.0,
                usual: labelled.usual(at),
            });
        }
        let partly: Vec<usize> = (0..terms.len()).filter(|&at| labelled.lacks(at)).collect();
        for &at in &partly {
            let values = labelled.column(at)?;
            columns.push(values.iter().map(|x| f64::from(u8::from(x.is_nan()))).collect());
            signs.push(Sign::Free);
        }
        let values = labelled.row_by_row(&columns);
        let rows = Rows { values: &values, happened: &labelled.churned };
        let fitted = logistic::fit(&rows, &signs, self.ridge);
        if !fitted.is_found() {
            return Err(ErrorKind::OutOfReach { what: "a logistic regression" }.into());
        }
        for (term, found) in terms.iter_mut().zip(&fitted.weights) {
            if let Shape::Line { weight, .. } = &mut term.shape {
                *weight = *found;
            }
        }
        for (&at, found) in partly.iter().zip(&fitted.weights[self.variables.len()..]) {
            terms[at].missing = *found;
        }
        // Each term has a column of its value and one of being missing.
        let places = (0..terms.len()).map(|at| 2 * at).chain(partly.iter().map(|at| 2 * at + 1));
        let places = (&terms[..], &places.collect::<Vec<usize>>()[..]);
        let uncertainty = Uncertainty::new(&fitted, &rows, &labelled.cohorts, places);
        let sum = Sum { currency: labelled.currency, intercept: fitted.intercept, terms };
        Ok(LogisticModel { sum, learned: labelled.learned_from(), uncertainty })
    }
}

impl Effect {
    pub(super) fn sign(self) -> Sign {
        match self {
            Self::Raises => Sign::Up,
            Self::Lowers => Sign::Down,
            Self::Either => Sign::Free,
        }
    }
}

/// How a variable is looked at, with the mean and the deviation of what is known of it. In deviations of
/// what does not vary, everything is near the mean.
fn standard(variable: &Variable, values: &[f64]) -> (Scale, f64, f64) {
    let known: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    let scale = match variable {
        of if of.is_money() => Scale::Asinh { unit: unit(&known) },
        of if of.is_count() => Scale::Log,
        _ => Scale::Plain,
    };
    // By the largest, so that no square overflows.
    let scaled: Vec<f64> = known.iter().map(|&x| scale.of(x)).collect();
    let largest = scaled.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if largest == 0.0 {
        return (scale, 0.0, f64::MAX);
    }
    let many = number(scaled.len());
    let mean = scaled.iter().map(|x| x / largest).sum::<f64>() / many;
    let squares: f64 = scaled.iter().map(|x| (x / largest - mean) * (x / largest - mean)).sum();
    let deviation = (squares / many).sqrt();
    // Less than what rounding makes of equal values, or than what can be divided by.
    let varies = 1e-12 < deviation && f64::MIN_POSITIVE <= deviation * largest;
    (scale, mean * largest, if varies { deviation * largest } else { f64::MAX })
}

/// The first quartile of amounts that are not 0, whatever their sign.
fn unit(amounts: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = amounts.iter().map(|x| x.abs()).filter(|x| 0.0 < *x).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    sizes.get(sizes.len() / 4).copied().unwrap_or(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
fn number(rows: usize) -> f64 {
    rows as f64
}
