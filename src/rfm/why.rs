//! Why a score is what it is, and what would change it.

use super::edges::Edges;
use super::maps::SegmentMap;
use super::measure::{Count, Spend};
use super::model::{RfmModel, Values};
use super::score::RfmScore;
use crate::day::{Day, Days};
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::history::History;
use crate::language::Language;
use crate::money::{Currency, Money};
use crate::table::{Layout, Needs, Row};

/// Why a customer has their score, and what would change it. Made by [`RfmModel::explain`], or for
/// many by [`RfmModel::reasons`].
///
/// `Display` gives it in English, and [`text`](Self::text) in Chinese too.
///
/// # Examples
///
/// ```
/// use regulars::{Bins, Currency, Days, Fit, Language, Ledger, Money, Purchase, Rfm, Score};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for (day, minor) in [("2024-03-05", 4_000), ("2024-06-15", 2_500)] {
///     ledger.append([("ann", Purchase::new(day.parse()?, Money(minor)))])?;
/// }
/// let june = ledger.as_of("2024-06-30".parse()?);
/// let rfm = Rfm::new()
///     .recency(Bins::Edges(vec![7.0, 30.0]))
///     .frequency(Bins::Edges(vec![1.0, 4.0]))
///     .monetary(Bins::Edges(vec![5_000.0, 10_000.0]))
///     .segments(None)
///     .fit(june.table())?;
///
/// let why = rfm.explain(june.row(&"ann")?)?;
/// assert_eq!(why.to_string(), "\
/// 222
/// R 2 of 3: the last order is 15 days ago, more than 7 and up to 30. An order now makes it 3; \
/// without one it falls to 1 on 2024-07-16.
/// F 2 of 3: 2 orders, more than 1 and up to 4. 3 more make it 3.
/// M 2 of 3: EUR 65.00, more than EUR 50.00 and up to EUR 100.00. EUR 35.01 more makes it 3.");
///
/// // What it says is so.
/// let reasons = why.reasons.expect("ann has bought");
/// let falls = reasons.r.falls.expect("it is not the lowest");
/// let later = june.row(&"ann")?.silent_until(june.as_of() + falls.after);
/// assert_eq!((rfm.score_one(later)?.r(), falls.after), (falls.to, Days(16)));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RfmExplanation {
    /// The score.
    pub score: RfmScore,
    /// The day that the customer is seen on.
    pub as_of: Day,
    /// The money of all amounts.
    pub currency: Currency,
    /// One reason for each digit; `None` for a prospect, who has none.
    pub reasons: Option<RfmReasons>,
    pub(super) segments: Option<SegmentMap>,
    pub(super) bins: [u8; 3],
}

impl RfmExplanation {
    /// The segment's name for programs; of your own segments the code that you gave.
    #[must_use]
    pub fn code(&self) -> &str {
        let segment = self.score.segment();
        self.segments.as_ref().map_or(segment.code(), |map| map.code_of(segment))
    }

    /// The segment's name for people; of your own segments the label that you gave.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        let segment = self.score.segment();
        self.segments.as_ref().map_or(segment.label(language), |map| map.label(segment, language))
    }
}

/// One reason for each digit. Each says what moves it while the numbers behind the other two
/// digits stay as they are, and with nested bins those digits too; only
/// [`next_order`](SpendReason::next_order) takes the other two along.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RfmReasons {
    /// Of R.
    pub r: RecencyReason,
    /// Of F.
    pub f: CountReason,
    /// Of M.
    pub m: SpendReason,
}

/// Why R is what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RecencyReason {
    /// R.
    pub digit: u8,
    /// The days since the last order.
    pub days_since_last: i64,
    /// The edges around them, in days.
    pub edges: Around,
    /// The better digit that an order on this day brings, if it is better.
    pub order_now: Option<u8>,
    /// When the digit falls if no order comes; `None` for the lowest.
    pub falls: Option<Falls>,
}

/// Why F is what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CountReason {
    /// F.
    pub digit: u8,
    /// What is counted.
    pub count: Count,
    /// How many there are.
    pub value: i64,
    /// The edges around them.
    pub edges: Around,
    /// The least that are missing to the next digit; `None` for the highest, and where it would not
    /// fit 64 bits.
    pub more: Option<More<i64>>,
}

/// Why M is what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SpendReason {
    /// M.
    pub digit: u8,
    /// What is summed up.
    pub spend: Spend,
    /// How much it is, in minor units. A mean is rounded up to 1/1024 of one.
    pub value: f64,
    /// The edges around it, in minor units.
    pub edges: Around,
    /// The least revenue that is missing to the next digit, with as many orders on as many days;
    /// `None` as in [`CountReason::more`]. It is what is missing, and not what an order must come
    /// to: an order changes a mean in two ways.
    pub more: Option<More<Money>>,
    /// The least that one more order on this day must come to, for a better digit; `None` likewise.
    /// What it does to the other digits is taken into account.
    pub next_order: Option<More<Money>>,
}

/// The edges next to a value, the upper one included in its bin; `None` where there are no more.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Around {
    /// The value is above it.
    pub below: Option<f64>,
    /// The value is at most it.
    pub above: Option<f64>,
}

/// A digit that falls in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Falls {
    /// How many days from now; one day less, and it has not fallen.
    pub after: Days,
    /// What it falls to.
    pub to: u8,
}

/// What is missing to a better digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct More<T> {
    /// The least that is; with less the digit does not rise.
    pub least: T,
    /// What it rises to.
    pub to: u8,
}

/// A scorer that explains instead of scoring. Made by [`RfmModel::reasons`].
#[derive(Clone, Debug)]
pub struct Explain(RfmModel);

impl RfmModel {
    /// Why a customer has their score, and what would change it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Currency`](crate::ErrorKind::Currency) if the row's money is another.
    pub fn explain(&self, row: Row<'_>) -> Result<RfmExplanation> {
        row.layout().in_currency(self.currency())?;
        Ok(self.why(row))
    }

    /// The reasons as a question to any number of customers.
    #[must_use]
    pub fn reasons(&self) -> Explain {
        Explain(self.clone())
    }

    fn why(&self, row: Row<'_>) -> RfmExplanation {
        let parts = self.parts();
        let values = parts.values(row);
        RfmExplanation {
            score: values.map_or(RfmScore::PROSPECT, |values| self.answer(values)),
            as_of: row.as_of(),
            currency: row.currency(),
            reasons: values.map(|values| self.why_not_more(row, values)),
            segments: parts.segments.clone(),
            bins: parts.bins(),
        }
    }

    fn why_not_more(&self, row: Row<'_>, values: Values) -> RfmReasons {
        let (parts, score) = (self.parts(), self.answer(values));
        let monetary = parts.monetary_within(score.r(), score.f());
        RfmReasons {
            r: why_r(&parts.recency, values.days, row.as_of()),
            f: why_f(parts.frequency_within(score.r()), parts.count, values.count),
            m: SpendReason {
                next_order: self.next_order(row, score.m()),
                ..why_m(monetary, parts.spend, values.spend, row)
            },
        }
    }

    /// What one more order on the row's day must come to at least, for a better M. R and F are others
    /// with it, so with nested bins the edges of M may be too.
    fn next_order(&self, row: Row<'_>, m: u8) -> Option<More<Money>> {
        let (parts, history) = (self.parts(), row.history()?);
        let new_day = u64::from(history.last() < row.as_of());
        // One more than the most that a column can say is no count. Days are at most as many.
        i64::try_from(history.orders() + 1).ok()?;
        let with_it = History {
            last: row.as_of(),
            orders: history.orders() + 1,
            purchase_days: history.purchase_days() + new_day,
            ..history
        };
        let score = self.answer(parts.values_of(with_it));
        let edges = parts.monetary_within(score.r(), score.f());
        let revenue = history.revenue().0;
        let enough = parts.spend.least_revenue(edges.first_above(m)?, with_it)?;
        let least = enough.checked_sub(revenue)?.max(1);
        let to = edges.bin(parts.spend.of(revenue.checked_add(least)?, with_it));
        Some(More { least: Money(least), to })
    }
}

fn why_r(edges: &Edges, days: i64, as_of: Day) -> RecencyReason {
    let digit = |days| edges.bins() + 1 - edges.bin(days);
    let falls = edges.beyond(days).and_then(|first| {
        let after = u32::try_from(first - days).ok()?;
        let day = i64::from(as_of.number()) + i64::from(after);
        (day <= Day::MAX.number().into()).then(|| Falls { after: Days(after), to: digit(first) })
    });
    RecencyReason {
        digit: digit(days),
        days_since_last: days,
        edges: edges.around(days),
        order_now: Some(digit(0)).filter(|&now| digit(days) < now),
        falls,
    }
}

fn why_f(edges: &Edges, count: Count, value: i64) -> CountReason {
    let more = edges
        .beyond(value)
        .and_then(|first| Some(More { least: first.checked_sub(value)?, to: edges.bin(first) }));
    CountReason { digit: edges.bin(value), count, value, edges: edges.around(value), more }
}

fn why_m(edges: &Edges, spend: Spend, value: i64, row: Row<'_>) -> SpendReason {
    let more = edges.beyond(value).and_then(|first| {
        let history = row.history()?;
        let enough = spend.least_revenue(first, history)?;
        let least = Money(enough.checked_sub(row.revenue().0)?);
        // One minor unit may lift a mean over more than one edge.
        Some(More { least, to: edges.bin(spend.of(enough, history)) })
    });
    #[expect(clippy::cast_precision_loss, reason = "it is shown, and not computed with")]
    let shown = value as f64 / spend.unit();
    SpendReason {
        digit: edges.bin(value),
        spend,
        value: shown,
        edges: edges.around(value),
        more,
        next_order: None,
    }
}

impl Score for Explain {
    type Output = RfmExplanation;

    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = RfmExplanation>> {
        layout.in_currency(self.0.currency())?;
        Ok(|row: Row<'_>| self.0.why(row))
    }
}
