//! What one test says of one customer.

use crate::day::Day;

/// What may have changed for the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WarningCode {
    /// Buys on fewer days than before.
    ///
    /// # Formula
    ///
    /// Fisher's exact test of days: of the `B + R` days from the first purchase (the day after it) or the
    /// start of the earlier window to the as-of day, `n` are purchase days, and of the last `R` of them
    /// `x` are. Were each day as likely,
    ///
    /// ```text
    /// p = P(X ≤ x) = Σ_{i ≤ x} C(n, i)·C(B + R − n, R − i) / C(B + R, R)
    /// ```
    ///
    /// It is the test of two Poisson rates for purchase days, of which a day holds one at most. Purchases
    /// at regular gaps are found less often than the level says, and purchases in clumps more often: of
    /// simulated customers with whom nothing changes, 2.6 % have a `p` of at most 0.05 if they buy by
    /// chance, 0.3 % with gaps of [regularity](crate::sim::Shop::regularity) 2.5, and 7.7 % of 0.5.
    FrequencyDrop,
    /// The gaps between purchase days grow longer.
    ///
    /// # Formula
    ///
    /// Mann and Kendall's test of the last gaps that began in either window, up to 20: `p` is the share of
    /// their orders in which no more pairs fall, from the longer gap to the shorter, than in theirs.
    ///
    /// Gaps of whatever distribution are as likely in each order if a customer's rhythm does not change,
    /// given how many there are. So `p` holds for customers who buy at regular gaps, and in clumps. The
    /// silence at the end is not among the gaps, because days fall into long silences more often
    /// than into short ones; [`FrequencyDrop`](Self::FrequencyDrop) sees it.
    ///
    /// # References
    ///
    /// Mann, H. B. (1945), "Nonparametric tests against trend", *Econometrica* 13(3).
    IntervalLengthening,
    /// Spends less with an order than before.
    ///
    /// # Formula
    ///
    /// Mann and Whitney's test of what an order of a purchase day comes to, the last 10 purchase days of
    /// the recent window against the last 20 before: `p` is the share of choices of as many days that lie
    /// as low or lower, ties as half.
    ///
    /// # References
    ///
    /// Mann, H. B. & Whitney, D. R. (1947), "On a test of whether one of two random variables is
    /// stochastically larger than the other", *Annals of Mathematical Statistics* 18(1).
    SpendDrop,
    /// Goods of more purchases come back than before.
    ///
    /// # Formula
    ///
    /// Fisher's exact test of purchase days: with and without a day on which goods came back (revenue
    /// below zero, and no orders) before the next purchase, in the recent window and before. The latest
    /// purchases have had less time for it, so that a rise is found later rather than where there
    /// is none.
    ReturnRateRise,
    /// Buys less beside a favourite category: [`Watch::CategoryNarrowing`](super::Watch).
    CategoryNarrowing,
    /// Buys at a discount only, and did not before: [`Watch::DiscountOnly`](super::Watch).
    DiscountOnly,
    /// Is satisfied less often than before: [`Watch::SatisfactionDrop`](super::Watch).
    SatisfactionDrop,
    /// Would not recommend: [`Watch::NpsDetractor`](super::Watch).
    NpsDetractor,
    /// Complains more often than before: [`Watch::ComplaintRise`](super::Watch).
    ComplaintRise,
    /// Is active on fewer days than before: [`Watch::EngagementDrop`](super::Watch).
    EngagementDrop,
}

/// What one test says of one customer.
///
/// A signal is no warning yet: of customers with whom nothing has changed, one in twenty has a p-value of
/// at most 0.05 in each test. [`Warnings`](super::Warnings) are those that stand out among a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Signal {
    /// What was tested.
    pub code: WarningCode,
    /// The chance of what was observed, or of more of it, if nothing had changed; nothing where it is a
    /// fact and not a test: for [`WarningCode::NpsDetractor`].
    pub p_value: Option<f64>,
    /// The share of the customers tested when the model was learned for whom the test said no more than
    /// for this one; nothing of a fact, and where nobody could be tested.
    pub percentile: Option<f64>,
    /// The day from which on things may have changed: the first of the recent window, and for
    /// [`WarningCode::IntervalLengthening`] the start of the later half of the gaps. A score's day is not known:
    /// for [`WarningCode::NpsDetractor`] it is the as-of day.
    pub since: Day,
    /// What was found: purchase days or complaints in the recent window; a mean gap in days, of the later
    /// half of the gaps; a median order, in minor units; shares, of [`Share`](super::Share)s and returns;
    /// active days; a score.
    pub observed: f64,
    /// What it would be as before; for a score, the least that is no detractor's.
    pub expected: f64,
}

impl WarningCode {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::FrequencyDrop,
        Self::IntervalLengthening,
        Self::SpendDrop,
        Self::ReturnRateRise,
        Self::CategoryNarrowing,
        Self::DiscountOnly,
        Self::SatisfactionDrop,
        Self::NpsDetractor,
        Self::ComplaintRise,
        Self::EngagementDrop,
    ];

    /// Those that rows tell day by day, without a [`Watch`](super::Watch).
    pub const OF_TIMELINES: [Self; 4] =
        [Self::FrequencyDrop, Self::IntervalLengthening, Self::SpendDrop, Self::ReturnRateRise];

    /// The place among all.
    pub(super) fn place(self) -> usize {
        Self::ALL.iter().position(|&code| code == self).unwrap_or_default()
    }
}
