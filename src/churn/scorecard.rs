//! Points for what is known of a customer.

use std::f64::consts::LN_2;

use super::additive::{Additive, BoundSum, Shape, Sum, Term, sealed};
use super::cohort::Cohort;
use super::labelled::{Labelled, LearnedFrom};
use super::logistic::{self, Effect};
use super::out_of_time;
use super::uncertainty::Uncertainty;
use crate::day::Days;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::journal::Key;
use crate::money::Currency;
use crate::num::logistic::{Rows, Sign, fit};
use crate::table::{Layout, Needs, Row, Table, Variable};

/// Settings of a scorecard: points for what is known of a customer, which anybody can add up.
///
/// Values of each variable fall into groups of about as many customers, and each group has its points.
/// From one group to the next they never go against the [effect](Effect) of the variable. Without
/// anything to learn from there is a [usual card](ScorecardModel::usual).
///
/// # Formula
///
/// 20 points double the odds of silence, and who has none has even odds: `p = 1/(1 + 2^(−points/20))`.
/// Points are learned as the weights of a [logistic regression](super::Logistic) with a ridge of 1, of one column
/// for each bound, which is 1 from the bound on, rounded to whole points. What is missing has a column of its
/// own, or, where nothing was missing in what it is learned from, the points of what is usual.
///
/// # References
///
/// Siddiqi, N. (2006), *Credit Risk Scorecards*, Wiley, on points that double the odds.
///
/// # Examples
///
/// ```
/// use regulars::churn::{Churn, Scorecard};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Language, Ledger};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let (churn, today) = (Churn::new(Days(90)), "2024-12-31".parse()?);
/// let card = Scorecard::new().fit(&churn.past(&ledger, today)?)?;
/// println!("{}", card.text(Language::English));
///
/// let view = ledger.as_of(today);
/// let model = churn.fit_with(card, view.table())?;
/// assert_eq!(view.join(&model)?.count(), view.len());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Scorecard {
    variables: Vec<(Variable, Effect)>,
    groups: usize,
}

/// The points of one variable.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Card {
    /// The variable.
    pub variable: Variable,
    /// Where a next group begins, ascending; the bound itself is of the next group.
    pub bounds: Vec<f64>,
    /// The points of each group: one more than there are bounds.
    pub points: Vec<i32>,
    /// The points where the value is not known.
    pub missing: i32,
    /// What is usual, with which customers are compared; nothing if most have no value.
    pub usual: Option<f64>,
}

/// A scorecard: points by variables, and how likely silence is with so many.
///
/// It says nothing of whom none of its variables is known.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorecardModel {
    base: i32,
    cards: Vec<Card>,
    pub(super) learned: Option<LearnedFrom>,
    // Invariant: of the sum. Nothing unless it was learned.
    pub(super) uncertainty: Option<Uncertainty>,
    // Invariant: made of the base and the cards.
    sum: Sum,
}

/// So many points double the odds.
const DOUBLING: f64 = 20.0;

/// More points than could tell odds from certainty.
const MOST: i32 = 10_000;

impl Default for Scorecard {
    fn default() -> Self {
        Self::new()
    }
}

impl Scorecard {
    /// The variables of [`Logistic::new`](super::Logistic::new), in six groups.
    pub fn new() -> Self {
        Self::of(logistic::usual())
    }

    /// These variables and no others, in six groups.
    pub fn of(variables: impl IntoIterator<Item = (Variable, Effect)>) -> Self {
        Self { variables: variables.into_iter().collect(), groups: 6 }
    }

    /// In how many groups the values of a variable fall, if as many can be told apart: from 2 to 20.
    pub fn groups(mut self, groups: usize) -> Self {
        self.groups = groups;
        self
    }

    /// Learns from what became of customers after several days, if that tells anything out of its time: as
    /// [`Logistic::fit`](super::Logistic::fit).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a number of groups out of reach, and else as [`Logistic::fit`](super::Logistic::fit).
    pub fn fit<K: Key>(&self, cohorts: &[Cohort<K>]) -> Result<ScorecardModel> {
        out_of_time::fit(cohorts, |cohorts| {
            self.learn(&Labelled::cohorts(self.variables()?, cohorts)?)
        })
    }

    /// Learns from the rows of a table, and which of them churned. The variables of [`new`](Self::new) need one
    /// with timelines.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), but for a signal, and one customer of either kind is enough; and
    /// [`ErrorKind::Length`] unless there are as many answers as rows.
    pub fn fit_table(&self, table: Table<'_>, churned: &[bool]) -> Result<ScorecardModel> {
        self.learn(&Labelled::table(self.variables()?, table, churned)?)
    }

    fn variables(&self) -> Result<Vec<Variable>> {
        if !(2..=20).contains(&self.groups) {
            let found = Found::Integer(i64::try_from(self.groups).unwrap_or(i64::MAX));
            let expected = "a number from 2 to 20";
            return Err(ErrorKind::Param { name: "groups", found, expected }.into());
        }
        Ok(self.variables.iter().map(|(variable, _)| variable.clone()).collect())
    }

    fn learn(&self, labelled: &Labelled) -> Result<ScorecardModel> {
        let (mut columns, mut signs, mut cards) = (Vec::new(), Vec::new(), Vec::new());
        // The column of being missing is the last of each card, whether or not there is something to learn.
        let (mut places, mut place) = (Vec::new(), 0);
        for (at, (variable, effect)) in self.variables.iter().enumerate() {
            let values = labelled.column(at)?;
            let bounds = bounds(&values, self.groups);
            for bound in &bounds {
                columns.push(indicator(&values, |x| *bound <= x));
                signs.push(effect.sign());
            }
            places.extend(place..place + bounds.len());
            place += bounds.len();
            if labelled.lacks(at) {
                columns.push(indicator(&values, f64::is_nan));
                signs.push(Sign::Free);
                places.push(place);
            }
            place += 1;
            let (points, usual) = (Vec::new(), labelled.usual(at));
            cards.push(Card { variable: variable.clone(), bounds, points, missing: 0, usual });
        }
        let values = labelled.row_by_row(&columns);
        let rows = Rows { values: &values, happened: &labelled.churned };
        let fitted = fit(&rows, &signs, 1.0);
        if !fitted.is_found() {
            return Err(ErrorKind::OutOfReach { what: "a scorecard" }.into());
        }
        let mut weights = fitted.weights.iter().copied();
        for (at, card) in cards.iter_mut().enumerate() {
            let steps: Vec<f64> = weights.by_ref().take(card.bounds.len()).collect();
            let sums = (0..=steps.len()).map(|group| steps[..group].iter().sum());
            card.points = sums.map(points).collect();
            card.missing = match labelled.lacks(at) {
                true => weights.next().map_or(0, points),
                false => card.usual.map_or(0, |usual| card.points[group(&card.bounds, usual)]),
            };
        }
        let model = ScorecardModel::new(points(fitted.intercept), cards, labelled.currency)?;
        let places = (&model.sum.terms[..], &places[..]);
        let uncertainty = Uncertainty::new(&fitted, &rows, &labelled.cohorts, places);
        Ok(model.from(Some(labelled.learned_from()), uncertainty))
    }
}

/// Where groups begin: at values that so many parts of the customers are below, but not at the least.
fn bounds(values: &[f64], groups: usize) -> Vec<f64> {
    let mut known: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    known.sort_unstable_by(f64::total_cmp);
    let mut bounds: Vec<f64> = (1..groups)
        .filter_map(|group| known.get(known.len() * group / groups).copied())
        .filter(|bound| known.first().is_some_and(|least| least < bound))
        .collect();
    bounds.dedup();
    bounds
}

fn group(bounds: &[f64], x: f64) -> usize {
    bounds.partition_point(|bound| *bound <= x)
}

fn indicator(values: &[f64], of: impl Fn(f64) -> bool) -> Vec<f64> {
    values.iter().map(|&x| f64::from(u8::from(of(x)))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "cut off long before")]
fn points(weight: f64) -> i32 {
    let most = f64::from(MOST);
    (weight * DOUBLING / LN_2).round().clamp(-most, most) as i32
}

impl ScorecardModel {
    /// A card of your own: what everybody has, and the points of each variable.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] without cards, [`ErrorKind::TwoFeatures`] for two of one variable, and
    /// [`ErrorKind::Param`] for bounds that are not finite and ascending, for a usual value that is not
    /// finite, for another number of points than one more than bounds, and for points beyond 10,000.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::churn::{Card, ScorecardModel};
    /// use regulars::{Currency, Day, Ledger, Money, Purchase, Score, Variable};
    ///
    /// let silence = Card {
    ///     variable: Variable::DaysSinceLast,
    ///     bounds: vec![30.0, 90.0],
    ///     points: vec![0, 10, 30],
    ///     missing: 0,
    ///     usual: Some(45.0),
    /// };
    /// let card = ScorecardModel::new(-10, vec![silence], Currency::EUR)?;
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.append([("ann", Purchase::new("2024-01-10".parse()?, Money(4_000)))])?;
    /// let view = ledger.as_of("2024-06-30".parse()?);
    /// let risk = card.score_one(view.row(&"ann")?)?.expect("she has bought");
    /// assert!((risk - 2.0 / 3.0).abs() < 1e-12, "20 points: odds of two to one");
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn new(base: i32, cards: Vec<Card>, currency: Currency) -> Result<Self> {
        if cards.is_empty() {
            return Err(ErrorKind::TooLittle { what: "cards", found: 0, needed: 1 }.into());
        }
        let range = -MOST..=MOST;
        if !range.contains(&base) {
            return Err(wrong("base", "points from -10,000 to 10,000"));
        }
        for (at, card) in cards.iter().enumerate() {
            if cards[..at].iter().any(|before| before.variable.code() == card.variable.code()) {
                let feature = card.variable.code().into_owned();
                return Err(ErrorKind::TwoFeatures { feature }.into());
            }
            let ascend = card.bounds.windows(2).all(|pair| pair[0] < pair[1]);
            if !ascend || !card.bounds.iter().all(|bound| bound.is_finite()) {
                return Err(wrong("bounds", "finite numbers that ascend"));
            }
            if card.points.len() != card.bounds.len() + 1 {
                return Err(wrong("points", "one more than there are bounds"));
            }
            if !card.points.iter().chain([&card.missing]).all(|points| range.contains(points)) {
                return Err(wrong("points", "points from -10,000 to 10,000"));
            }
            if card.usual.is_some_and(|usual| !usual.is_finite()) {
                return Err(wrong("usual", "a finite number"));
            }
        }
        Ok(Self::made(base, cards, currency))
    }

    fn made(base: i32, cards: Vec<Card>, currency: Currency) -> Self {
        let (intercept, terms) = (ln_odds(base), cards.iter().map(Card::term).collect());
        Self {
            base,
            cards,
            learned: None,
            uncertainty: None,
            sum: Sum { currency, intercept, terms },
        }
    }

    /// The usual card, where there is nothing to learn from: of silence within about a quarter, in any
    /// currency.
    ///
    /// Its points are round ones near to those that are learned from Online Retail II, a wholesaler of
    /// gifts: their order is of use elsewhere, the probability is that shop's.
    #[must_use]
    pub fn usual(currency: Currency) -> Self {
        let card = |variable, bounds: &[f64], points: &[i32], usual| Card {
            variable,
            bounds: bounds.to_vec(),
            points: points.to_vec(),
            missing: 0,
            usual: Some(usual),
        };
        let bought = |days| Variable::PurchaseDaysWithin(Days(days));
        let cards = vec![
            card(Variable::DaysSinceLast, &[30.0, 60.0, 90.0, 180.0], &[0, 3, 6, 10, 18], 90.0),
            card(Variable::Age, &[180.0, 360.0], &[0, 5, 10], 270.0),
            card(Variable::PurchaseDays, &[2.0, 4.0, 7.0], &[0, -3, -8, -16], 3.0),
            card(bought(90), &[2.0], &[0, -12], 1.0),
            card(bought(365), &[1.0, 2.0, 3.0, 6.0], &[0, -20, -28, -36, -55], 2.0),
        ];
        Self::made(38, cards, currency)
    }

    /// What everybody has.
    #[must_use]
    pub fn base(&self) -> i32 {
        self.base
    }

    /// The points of each variable.
    #[must_use]
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The same card, as it was learned.
    pub(super) fn from(
        self,
        learned: Option<LearnedFrom>,
        uncertainty: Option<Uncertainty>,
    ) -> Self {
        Self { learned, uncertainty, ..self }
    }

    pub(super) fn currency(&self) -> Currency {
        self.sum.currency
    }
}

fn wrong(name: &'static str, expected: &'static str) -> crate::error::Error {
    ErrorKind::Param { name, found: Found::Other, expected }.into()
}

/// The logarithm of the odds that points stand for.
fn ln_odds(points: i32) -> f64 {
    f64::from(points) * LN_2 / DOUBLING
}

impl Card {
    fn term(&self) -> Term {
        let values = self.points.iter().copied().map(ln_odds).collect();
        Term {
            variable: self.variable.clone(),
            shape: Shape::Steps { bounds: self.bounds.clone(), values },
            missing: ln_odds(self.missing),
            usual: self.usual,
        }
    }
}

impl sealed::Summed for ScorecardModel {
    fn sum(&self) -> &Sum {
        &self.sum
    }

    fn learned(&self) -> Option<LearnedFrom> {
        self.learned
    }

    fn uncertainty(&self) -> Option<&Uncertainty> {
        self.uncertainty.as_ref()
    }
}

impl Additive for ScorecardModel {}

impl Score for ScorecardModel {
    type Output = Option<f64>;

    fn needs(&self) -> Needs {
        self.sum.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<f64>>> {
        let sum: BoundSum<'_> = self.sum.bind(layout)?;
        Ok(move |row: Row<'_>| sum.probability(row))
    }
}
