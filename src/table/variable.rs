//! Numbers of a customer, by name.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use libm::{cos, sin};

use super::{FeatureAt, Layout, Needs, Row};
use crate::day::{Day, Days};
use crate::error::Result;
use crate::history::{DayTotal, History, Timeline};
use crate::language::Language;
use crate::money::Currency;

/// A number of each customer: by what they are [grouped](crate::segment::Segmentation), or by what
/// silence is [told](crate::churn::Logistic).
///
/// Prospects have [columns](Self::Column) only; all else is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Variable {
    /// Days since the last order.
    #[doc(alias = "recency")]
    DaysSinceLast,
    /// The number of orders.
    Orders,
    /// The number of days with an order.
    #[doc(alias = "frequency")]
    PurchaseDays,
    /// What was spent, returns taken off, in minor units.
    Revenue,
    /// What was spent an order, in minor units.
    RevenuePerOrder,
    /// Days since the first order.
    #[doc(alias = "T")]
    Age,
    /// The mean of the days between two days with an order; missing with fewer than two.
    MeanGap,
    /// The median of the days between two days with an order; missing with fewer than two.
    MedianGap,
    /// The coefficient of variation of the days between two days with an order, their standard deviation
    /// (of all gaps there were, not of a sample) in means; missing with fewer than three such days.
    GapVariation,
    /// Days since the last order in mean gaps; missing where there is no gap.
    Lateness,
    /// The number of days with an order among the last so many, the as-of day the last of them.
    PurchaseDaysWithin(Days),
    /// What was spent on the last so many days, the as-of day the last of them, in minor units; a day on
    /// which more came back than was sold counts for nothing, so that silence never raises it.
    SpendWithin(Days),
    /// The share of the days with an order among the last so many days in those among twice as many: a
    /// half where customers keep their pace; missing without any.
    Trend(Days),
    /// The share of what was sold that came back, by days: the sum of those on which more came back than
    /// was sold in the sum of all others; missing if that is zero.
    ReturnsShare,
    /// The sine of the as-of day's angle in the year: the same for all customers of a table.
    SeasonSine,
    /// The cosine of the as-of day's angle in the year: the same for all customers of a table.
    SeasonCosine,
    /// A [feature](crate::Feature) of the table, or an answer of a
    /// [scorer](crate::segment::Segmentation::fit_by), by its name.
    Column(String),
}

/// A variable whose name is resolved.
#[derive(Clone, Copy)]
pub(crate) enum Read<'a> {
    Column(FeatureAt),
    Of(&'a Variable),
}
impl Variable {
    /// Days since the last order, orders, and revenue.
    pub const RFM: [Self; 3] = [Self::DaysSinceLast, Self::Orders, Self::Revenue];

    /// RFM, days since the first order, and the mean gap.
    pub const RHYTHM: [Self; 5] =
        [Self::DaysSinceLast, Self::Orders, Self::Revenue, Self::Age, Self::MeanGap];

    /// A column by its name.
    pub fn column(name: impl Into<String>) -> Self {
        Self::Column(name.into())
    }

    /// The name for programs, such as `purchase_days_within_90`; of a column its own.
    #[must_use]
    pub fn code(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::DaysSinceLast => "days_since_last",
            Self::Orders => "orders",
            Self::PurchaseDays => "purchase_days",
            Self::Revenue => "revenue",
            Self::RevenuePerOrder => "revenue_per_order",
            Self::Age => "age",
            Self::MeanGap => "mean_gap",
            Self::MedianGap => "median_gap",
            Self::GapVariation => "gap_variation",
            Self::Lateness => "lateness",
            Self::PurchaseDaysWithin(days) => {
                return format!("purchase_days_within_{}", days.0).into();
            }
            Self::SpendWithin(days) => return format!("spend_within_{}", days.0).into(),
            Self::Trend(days) => return format!("trend_{}", days.0).into(),
            Self::ReturnsShare => "returns_share",
            Self::SeasonSine => "season_sine",
            Self::SeasonCosine => "season_cosine",
            Self::Column(name) => name,
        })
    }

    /// The name for people; of a column its own.
    #[must_use]
    pub fn label(&self, language: Language) -> Cow<'_, str> {
        let (english, chinese) = match self {
            Self::DaysSinceLast => ("days since the last order", "距上次下单天数"),
            Self::Orders => ("orders", "订单数"),
            Self::PurchaseDays => ("days with an order", "购买天数"),
            Self::Revenue => ("revenue", "消费总额"),
            Self::RevenuePerOrder => ("revenue an order", "平均每单消费"),
            Self::Age => ("days since the first order", "距首次下单天数"),
            Self::MeanGap => ("days between orders", "平均购买间隔天数"),
            Self::MedianGap => ("median days between orders", "购买间隔中位天数"),
            Self::GapVariation => ("variation of days between orders", "购买间隔变异系数"),
            Self::Lateness => ("silence in mean gaps", "沉默时长与平均间隔之比"),
            Self::ReturnsShare => ("share that came back", "退货金额占比"),
            Self::SeasonSine => ("season, sine", "季节（正弦）"),
            Self::SeasonCosine => ("season, cosine", "季节（余弦）"),
            Self::PurchaseDaysWithin(Days(days)) => {
                return match language {
                    Language::English => format!("days with an order among the last {days}"),
                    Language::Chinese => format!("近{days}天内的购买天数"),
                }
                .into();
            }
            Self::SpendWithin(Days(days)) => {
                return match language {
                    Language::English => format!("spend within {days} days"),
                    Language::Chinese => format!("近{days}天内的消费"),
                }
                .into();
            }
            Self::Trend(Days(days)) => {
                return match language {
                    Language::English => format!("share of orders in the later {days} days"),
                    Language::Chinese => format!("后{days}天购买天数占比"),
                }
                .into();
            }
            Self::Column(name) => (name.as_str(), name.as_str()),
        };
        Cow::Borrowed(match language {
            Language::English => english,
            Language::Chinese => chinese,
        })
    }

    /// What a value of it is for people: an amount, or a number with two decimals at most.
    pub(crate) fn text(&self, value: f64, currency: Currency) -> String {
        if !self.is_money() {
            let text = format!("{value:.2}");
            return text.trim_end_matches('0').trim_end_matches('.').to_owned();
        }
        let digits = usize::from(currency.exponent());
        let major = value / 10_f64.powi(currency.exponent().into());
        match currency.code() {
            "XXX" => format!("{major:.digits$}"),
            code => format!("{code} {major:.digits$}"),
        }
    }

    pub(crate) fn is_money(&self) -> bool {
        matches!(self, Self::Revenue | Self::RevenuePerOrder | Self::SpendWithin(_))
    }

    /// Whether it is a number of days, or of days with an order, which has no upper end.
    pub(crate) fn is_count(&self) -> bool {
        !self.is_money()
            && !matches!(
                self,
                Self::Column(_)
                    | Self::GapVariation
                    | Self::Trend(_)
                    | Self::ReturnsShare
                    | Self::SeasonSine
                    | Self::SeasonCosine
            )
    }

    /// Whether it says something only of who has bought.
    pub(crate) fn is_of_buyers(&self) -> bool {
        !matches!(self, Self::Column(_))
    }

    /// Whether it is known of customers only day by day.
    fn is_of_timelines(&self) -> bool {
        matches!(
            self,
            Self::MedianGap
                | Self::GapVariation
                | Self::PurchaseDaysWithin(_)
                | Self::SpendWithin(_)
                | Self::Trend(_)
                | Self::ReturnsShare
        )
    }

    /// Which way a day of silence moves it: up, down, or not at all; nothing where it may go either way.
    pub(crate) fn under_silence(&self) -> Option<Ordering> {
        match self {
            Self::DaysSinceLast | Self::Age | Self::Lateness => Some(Ordering::Greater),
            Self::PurchaseDaysWithin(_) | Self::SpendWithin(_) => Some(Ordering::Less),
            Self::Trend(_) | Self::SeasonSine | Self::SeasonCosine => None,
            _ => Some(Ordering::Equal),
        }
    }

    pub(crate) fn read(&self, layout: &Layout) -> Result<Read<'_>> {
        match self {
            Self::Column(name) => return layout.feature(name).map(Read::Column),
            of if of.is_of_timelines() => layout.timelines()?,
            _ => {}
        }
        Ok(Read::Of(self))
    }

    /// What it needs to be read, in whatever currency.
    pub(crate) fn needs_of_any_money(&self) -> Needs {
        match self {
            Self::Column(name) => Needs::none().feature(name.clone()),
            of if of.is_of_timelines() => Needs::none().timelines(),
            _ => Needs::none(),
        }
    }

    /// What all of these need.
    pub(crate) fn needs(all: &[Self], currency: Currency) -> Needs {
        // What a column is of, nobody knows: it may be money.
        let money = all.iter().any(|of| of.is_money() || matches!(of, Self::Column(_)));
        let needs = if money { Needs::none().currency(currency) } else { Needs::none() };
        all.iter().fold(needs, |needs, variable| needs.and(variable.needs_of_any_money()))
    }
}

/// The code.
impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.code())
    }
}

impl Read<'_> {
    /// The value of one customer; NaN where it is missing.
    pub(crate) fn value(self, row: Row<'_>) -> f64 {
        match self {
            Self::Column(at) => row.feature(at),
            Self::Of(variable) => row.history().and_then(|history| of(variable, row, history)),
        }
        .unwrap_or(f64::NAN)
    }
}

/// The value of one who has bought.
fn of(variable: &Variable, row: Row<'_>, history: History) -> Option<f64> {
    let share = |part: f64, whole: f64| (0.0 < whole).then(|| part / whole);
    match variable {
        Variable::DaysSinceLast => Some(number(history.days_since_last())),
        Variable::Orders => Some(count(history.orders())),
        Variable::PurchaseDays => Some(count(history.purchase_days())),
        Variable::Revenue => Some(number(history.revenue().0)),
        Variable::RevenuePerOrder => Some(number(history.revenue().0) / count(history.orders())),
        Variable::Age => Some(number(history.age())),
        Variable::MeanGap => history.mean_gap(),
        Variable::MedianGap => median(gaps(row)?),
        Variable::GapVariation => variation(&gaps(row)?),
        Variable::Lateness => {
            history.mean_gap().and_then(|gap| share(number(history.days_since_last()), gap))
        }
        Variable::PurchaseDaysWithin(days) => Some(bought_within(row, i64::from(days.0))),
        Variable::SpendWithin(days) => {
            let sold = recent(row, i64::from(days.0)).filter(|day| 0 < day.revenue.0);
            Some(number(sold.map(|day| day.revenue.0).sum()))
        }
        Variable::Trend(days) => {
            let days = i64::from(days.0);
            share(bought_within(row, days), bought_within(row, 2 * days))
        }
        Variable::ReturnsShare => {
            let (sold, back): (Vec<i64>, Vec<i64>) =
                row.timeline()?.iter().map(|day| day.revenue.0).partition(|minor| 0 <= *minor);
            share(-number(back.iter().sum()), number(sold.iter().sum()))
        }
        Variable::SeasonSine => Some(sin(season(row.as_of()))),
        Variable::SeasonCosine => Some(cos(season(row.as_of()))),
        Variable::Column(_) => None,
    }
}

/// The days among the last so many that brought something, in order.
fn recent(row: Row<'_>, days: i64) -> impl Iterator<Item = DayTotal> {
    let all = row.timeline().into_iter().flat_map(Timeline::iter);
    all.filter(move |total| row.as_of().since(total.day) < days)
}

fn bought_within(row: Row<'_>, days: i64) -> f64 {
    count(recent(row, days).filter(|day| 0 < day.orders).count() as u64)
}

/// The days between two days with an order.
fn gaps(row: Row<'_>) -> Option<Vec<f64>> {
    let bought = row.timeline()?.iter().filter(|total| 0 < total.orders);
    let days: Vec<Day> = bought.map(|total| total.day).collect();
    Some(days.windows(2).map(|pair| number(pair[1].since(pair[0]))).collect())
}

fn median(mut gaps: Vec<f64>) -> Option<f64> {
    gaps.sort_unstable_by(f64::total_cmp);
    let (low, high) = (gaps.len().checked_sub(1)? / 2, gaps.len() / 2);
    Some(0.5 * (gaps[low] + gaps[high]))
}

fn variation(gaps: &[f64]) -> Option<f64> {
    if gaps.len() < 2 {
        return None;
    }
    let all = count(gaps.len() as u64);
    let mean = gaps.iter().sum::<f64>() / all;
    let squares: f64 = gaps.iter().map(|gap| (gap - mean) * (gap - mean)).sum();
    Some((squares / all).sqrt() / mean)
}

/// The angle of a day in the year, whose mean length is taken for that of all.
fn season(day: Day) -> f64 {
    let year = 365.2425;
    2.0 * std::f64::consts::PI * f64::from(day.number()).rem_euclid(year) / year
}

#[expect(clippy::cast_precision_loss, reason = "days and amounts of one customer")]
fn number(whole: i64) -> f64 {
    whole as f64
}

fn count(whole: u64) -> f64 {
    number(whole.cast_signed())
}
