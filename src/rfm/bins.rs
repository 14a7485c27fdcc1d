//! How values are put into bins.

use super::edges::Edges;
use crate::error::{Error, ErrorKind, Found, Result};
use crate::num::breaks::{self, Group};
use crate::num::quantile;

/// How the values of one dimension are put into bins.
///
/// All but [`Edges`](Self::Edges) are learned from the customers who have bought, and come to
/// edges too, which are kept in the model. So ties always share a bin. Which to take:
///
/// | bins | are | good for |
/// |---|---|---|
/// | [`Quantiles`](Self::Quantiles) | as equally full as ties allow, cut between values | the customary RFM |
/// | [`Ranks`](Self::Ranks) | as equally full as ties allow, cut at values | whole edges, as pandas ranks |
/// | [`NaturalBreaks`](Self::NaturalBreaks), [`KMeans`](Self::KMeans) | as tight as can be | finding groups in skewed values; the top bin may be tiny |
/// | [`Edges`](Self::Edges) | yours | business rules, comparing shops |
///
/// # Examples
///
/// ```
/// use regulars::sim::Shop;
/// use regulars::{Bins, Currency, Fit, Ledger, Rfm};
///
/// let shop = Shop::new(500).build()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&shop.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// // Bins that may differ in kind and number, so no segment map of five is asked for.
/// let settings = Rfm::new()
///     .recency(Bins::Edges(vec![30.0, 90.0, 365.0]))
///     .frequency(Bins::Ranks(3))
///     .monetary(Bins::NaturalBreaks(4))
///     .segments(None);
/// let model = settings.fit(view.table())?;
/// assert_eq!(model.recency().values(), [30.0, 90.0, 365.0]);
/// assert_eq!((model.frequency()[0].bins(), model.monetary()[0].bins()), (3, 4));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Bins {
    /// As many bins, from 2 to 10, with about equally many customers each: the edges are
    /// quantiles of type 7 (R's, NumPy's and Excel's own).
    Quantiles(u8),
    /// As many bins, from 2 to 10, by rank: of `n` customers, who has `w` of them strictly below
    /// is in bin `1 + ⌊bins · w / n⌋`. Ties share the rank of the least, so where many are equal the
    /// bins above theirs stay empty.
    ///
    /// In recency it is those who bought longer ago that are below.
    Ranks(u8),
    /// As many bins, from 2 to 10, at natural breaks: the sum of squared distances from the means
    /// of the bins is the least there is (Jenks; Fisher 1958). Each edge is the greatest value of
    /// the bin below it.
    ///
    /// A few values far from all others make bins of their own, so that all the rest is in one.
    /// [`Edges::customers`] tells.
    NaturalBreaks(u8),
    /// As many bins, from 2 to 10, by k-means on a line, solved exactly: the groups of
    /// [`NaturalBreaks`](Self::NaturalBreaks), with edges half way between neighbouring means, so
    /// that a value never seen is in the bin whose mean is nearest. Only with fewer distinct values
    /// than bins, what is above the greatest of them is in the highest bin.
    KMeans(u8),
    /// Edges of one's own, ascending, from 1 to 9, which make one bin more than there are edges:
    /// in days since the last order, in orders (or what [`Count`](super::Count) says), or in minor
    /// units of the ledger's currency.
    ///
    /// An edge of 30 means up to and including 30: of days, those who bought at most 30 days ago
    /// are in the better bin. Edges may coincide; the bins between them are empty then. Edges of days,
    /// counts and totals are compared as they are; those of means are kept rounded up to 1/1024 of a
    /// minor unit, as means are.
    Edges(Vec<f64>),
}

/// Which values are in the highest bin.
#[derive(Clone, Copy)]
pub(super) enum Better {
    Less,
    More,
}

impl Bins {
    /// How many there are, if that is allowed.
    pub(super) fn count(&self) -> Option<u8> {
        match self {
            Self::Edges(edges) => Edges::new(edges.clone(), 1.0).map(|edges| edges.bins()),
            Self::Quantiles(bins)
            | Self::Ranks(bins)
            | Self::NaturalBreaks(bins)
            | Self::KMeans(bins) => Some(*bins).filter(|bins| (2..=10).contains(bins)),
        }
    }

    pub(super) fn wrong(&self, name: &'static str) -> Error {
        let (found, expected) = match self {
            Self::Edges(edges) => {
                let odd = edges.iter().copied().find(|edge| !edge.is_finite());
                let descends = edges.windows(2).find(|pair| pair[1] < pair[0]).map(|pair| pair[1]);
                match odd.or(descends) {
                    Some(edge) => (Found::Number(edge), "edges that are finite and ascend"),
                    None => {
                        let count = edges.len().cast_signed() as i64;
                        (Found::Integer(count), "from 1 to 9 edges")
                    }
                }
            }
            Self::Quantiles(bins)
            | Self::Ranks(bins)
            | Self::NaturalBreaks(bins)
            | Self::KMeans(bins) => (Found::Integer((*bins).into()), "from 2 to 10 bins"),
        };
        ErrorKind::Param { name, found, expected }.into()
    }

    /// The edges for `values` in parts, of which `unit` are one of the edges' units.
    pub(super) fn learn(&self, values: &[i64], better: Better, unit: f64) -> Result<Edges> {
        let learned = match self {
            Self::Edges(edges) => {
                let edges = edges.iter().map(|&edge| on_part(edge, unit)).collect();
                return Edges::new(edges, unit).ok_or_else(|| self.wrong("edges"));
            }
            Self::Quantiles(bins) => quantile::edges(values, usize::from(*bins)),
            Self::Ranks(bins) => by_rank(values, usize::from(*bins), better),
            Self::NaturalBreaks(bins) => {
                let upper = |below: &Group, _: &Group| double(below.most);
                between_groups(values, usize::from(*bins), upper)
            }
            Self::KMeans(bins) => {
                let halfway = |below: &Group, above: &Group| f64::midpoint(below.mean, above.mean);
                between_groups(values, usize::from(*bins), halfway)
            }
        };
        let edges = learned.map(|edges| edges.into_iter().map(|edge| edge / unit).collect());
        let edges = edges.and_then(|edges| Edges::new(edges, unit));
        edges.ok_or_else(|| ErrorKind::TooFew { found: 0, needed: 1 }.into())
    }
}

/// An edge of one's own on the next part, as a value of the same size is: then the value is not above
/// it.
fn on_part(edge: f64, unit: f64) -> f64 {
    let part = (edge * unit).ceil() / unit;
    // Whole values need no parts, and an edge beyond all values none either.
    if 1.0 < unit && part.is_finite() { part } else { edge }
}

/// The edges of [`Bins::Ranks`]; `None` if there are no values.
fn by_rank(values: &[i64], bins: usize, better: Better) -> Option<Vec<f64>> {
    let n = values.len();
    n.checked_sub(1)?;
    // Of values in order, as many as make up `bin` bins: a bin ends with the last that has less
    // than `n · bin / bins` strictly below.
    let filled = |bin: usize| (n * bin).div_ceil(bins);
    let edges = match better {
        Better::More => {
            let last = (1..bins).map(|bin| filled(bin) - 1).collect::<Vec<_>>();
            quantile::at(values, &last)
        }
        // Counted from the other end. The edge itself belongs to the bin of less days, so it lies
        // just below the first day that counts as worse; days are whole.
        Better::Less => {
            let first = (1..bins).map(|bin| n - filled(bins - bin)).collect::<Vec<_>>();
            quantile::at(values, &first).into_iter().map(|value| value - 1).collect()
        }
    };
    Some(edges.into_iter().map(double).collect())
}

/// Edges between the groups of natural breaks; `None` if there are no values. Where there are
/// fewer distinct values than bins, the edges left over lie at the greatest value.
fn between_groups(
    values: &[i64],
    bins: usize,
    edge: impl Fn(&Group, &Group) -> f64,
) -> Option<Vec<f64>> {
    let groups = breaks::groups(values.to_vec(), bins);
    let most = double(groups.last()?.most);
    let between = groups.windows(2).map(|pair| edge(&pair[0], &pair[1]));
    Some(between.chain(std::iter::repeat(most)).take(bins - 1).collect())
}

#[expect(clippy::cast_precision_loss, reason = "an edge is a double")]
fn double(value: i64) -> f64 {
    value as f64
}
