//! The machine: a customer's purchases in order, and silence in between.
//!
//! A customer has *lives*: the first begins with the first purchase, and every purchase of a churned
//! customer begins another. How established a customer is counts from the beginning of a life; what
//! gap is usual for them, from all lives, without the silences in between.
//!
//! Nothing that happens on a day depends on what comes later, so that what a row says of a day is what
//! it would have said on that day.

use super::limit::Limit;
use super::rule::LifecycleRule;
use super::settings::Established;
use super::silences::{between, purchase_days, rank};
use super::stage::{Stage, StageReason, Transition};
use super::state::State;
use super::trend::Gaps;
use crate::day::{Day, Days};
use crate::engine::Bound;
use crate::table::{FeatureAt, Row};

/// Silences are looked ahead for so long, some 90 years.
const FAR: u32 = 1 << 15;

/// A rule whose names are resolved.
pub(super) struct Asking<'r, S, B> {
    pub(super) rule: &'r LifecycleRule<S>,
    pub(super) score: B,
    pub(super) cancelled: Option<FeatureAt>,
}

/// One customer on their way.
struct Replay<'a, S, B> {
    asking: &'a Asking<'a, S, B>,
    row: Row<'a>,
    cancelled: Option<Day>,
    state: State,
    since: Option<Day>,
    reason: StageReason,
    purchase_days: u64,
    life: Option<Life>,
    rhythm: Rhythm,
}

/// From a first purchase or a return on.
struct Life {
    first: Day,
    last: Day,
    purchase_days: u64,
    gaps: Gaps,
}

/// The gaps of all lives.
#[derive(Default)]
struct Rhythm {
    days: u64,
    gaps: u64,
    // All silences that ended, ascending; empty where nobody asks.
    own: Vec<u32>,
}

/// What silence leads to.
#[derive(Clone, Copy)]
struct Fall {
    /// The days since the last purchase on the first day of the state.
    silent: u32,
    to: State,
    reason: StageReason,
}

impl<S, B: Bound<Output = f64>> Asking<'_, S, B> {
    /// Where a customer stands, once every change was told to `on`.
    pub(super) fn replay(&self, row: Row<'_>, mut on: impl FnMut(Transition)) -> Stage {
        // What is told on a later day is not known yet, though a constant feature may say it.
        let cancelled = self.cancelled.and_then(|at| day(row.feature(at)?));
        let mut customer = Replay {
            asking: self,
            row,
            cancelled: cancelled.filter(|&on| on <= row.as_of()),
            state: State::Prospect,
            since: None,
            reason: StageReason::NoPurchase,
            purchase_days: 0,
            life: None,
            rhythm: Rhythm::default(),
        };
        purchase_days(row).for_each(|day| customer.buy(day, &mut on));
        customer.stay(&mut on)
    }
}

/// The day of a number; none where the number is no day's.
#[expect(clippy::cast_possible_truncation, reason = "what is too large saturates, and is no day")]
fn day(number: f64) -> Option<Day> {
    Day::new(number.floor() as i32).filter(|_| number.is_finite())
}

impl<S, B: Bound<Output = f64>> Replay<'_, S, B> {
    /// A purchase, after silence since the one before.
    fn buy(&mut self, day: Day, on: &mut impl FnMut(Transition)) {
        self.purchase_days += 1;
        let Some(life) = &self.life else {
            self.life = Some(Life::new(day));
            return self.enter(day, State::New, StageReason::FirstPurchase, on);
        };
        let (last, silent) = (life.last, between(life.last, day));
        let mut churned_after = None;
        // On the day of the purchase there is no silence any more.
        for fall in self.falls(silent - 1).into_iter().flatten() {
            if fall.silent < silent {
                churned_after = (fall.to == State::Churned).then_some(Days(fall.silent - 1));
                self.fall(last, fall, on);
            }
        }
        if self.asking.rule.asks_own_gaps() {
            let own = &mut self.rhythm.own;
            own.insert(own.partition_point(|&gap| gap <= silent), silent);
        }
        match churned_after {
            Some(churned_after) => {
                self.life = Some(Life::new(day));
                let reason = StageReason::Returned { silent: Days(silent), churned_after };
                self.enter(day, State::Reactivated, reason, on);
            }
            None => self.again(day, silent, on),
        }
    }

    /// A purchase within a life.
    fn again(&mut self, day: Day, gap: u32, on: &mut impl FnMut(Transition)) {
        let Some(life) = &mut self.life else { return };
        life.last = day;
        life.purchase_days += 1;
        life.gaps.push(gap);
        self.rhythm.days += u64::from(gap);
        self.rhythm.gaps += 1;
        let (state, reason) = self.asking.rule.standing(life);
        self.enter(day, state, reason, on);
    }

    /// Silence from the last purchase to the day of the row.
    fn stay(mut self, on: &mut impl FnMut(Transition)) -> Stage {
        let mut next = None;
        if let Some(last) = self.life.as_ref().map(|life| life.last) {
            let silent = between(last, self.row.as_of());
            for fall in self.falls(FAR).into_iter().flatten() {
                if fall.silent <= silent {
                    self.fall(last, fall, on);
                } else if next.is_none() && fall.to != self.state {
                    let day = last + Days(fall.silent);
                    // Beyond the last day there is, nothing changes.
                    next = (between(last, day) == fall.silent).then_some((day, fall.to));
                }
            }
        }
        let Self { state, since, reason, purchase_days, .. } = self;
        Stage { state, since, reason, purchase_days, next }
    }

    fn fall(&mut self, last: Day, fall: Fall, on: &mut impl FnMut(Transition)) {
        self.enter(last + Days(fall.silent), fall.to, fall.reason, on);
    }

    fn enter(&mut self, day: Day, to: State, reason: StageReason, on: &mut impl FnMut(Transition)) {
        if to != self.state {
            on(Transition { day, from: self.state, to, reason });
            (self.state, self.since, self.reason) = (to, Some(day), reason);
        }
    }

    /// What silence after the last purchase leads to, in order; what begins after more than `most`
    /// days may be left out.
    fn falls(&self, most: u32) -> [Option<Fall>; 3] {
        let settings = &self.asking.rule.settings;
        let declines =
            self.life.as_ref().is_some_and(|life| settings.declining_from <= life.purchase_days);
        let mut churned = self.at(2, settings.churned, State::Churned, most);
        let silent = self.at(1, settings.silent, State::Silent, most);
        let declining = self.at(0, settings.declining, State::Declining, most);
        let mut declining = declining.filter(|_| declines);
        if let Some((on, told)) = self.gave_notice().filter(|&(_, told)| told <= most) {
            let reason = StageReason::Cancelled { on };
            let over =
                |fall: Fall| Fall { silent: fall.silent.max(told), to: State::Churned, reason };
            let told = Fall { silent: told, to: State::Declining, reason };
            churned = sooner(churned, silent.or(churned).map(over));
            declining = sooner(declining, Some(told));
        }
        // A later state that has begun leaves no room for an earlier one.
        let before = |fall: Option<Fall>, later: Option<Fall>| {
            fall.filter(|fall| later.is_none_or(|later| fall.silent < later.silent))
        };
        let silent = before(silent, churned);
        [before(before(declining, silent), churned), silent, churned]
    }

    /// The day of a cancellation that no purchase came after yet, and the silence by then.
    fn gave_notice(&self) -> Option<(Day, u32)> {
        let (on, last) = (self.cancelled?, self.life.as_ref()?.last);
        (last <= on).then(|| (on, between(last, on).max(1)))
    }

    /// When the limit in one place is passed.
    fn at(&self, place: usize, limit: Limit, to: State, most: u32) -> Option<Fall> {
        let (more_than, usual_gap) = match limit {
            Limit::Days(days) => (Some(days), None),
            Limit::Gaps(times) => {
                let gap = self.asking.rule.usual_gap(self.rhythm.days, self.rhythm.gaps)?;
                (whole(times * gap), Some(gap))
            }
            Limit::OwnGaps(share) => {
                (self.own_gap(share).or(self.asking.rule.otherwise(place)), None)
            }
            Limit::Score(least) => return self.scored(least, to, most),
            // What all learn from is days in a rule.
            Limit::Never | Limit::AllGaps(_) | Limit::ReturnRate { .. } => (None, None),
        };
        let more_than = more_than?;
        let reason = StageReason::Silence { more_than: Days(more_than), usual_gap };
        Some(Fall { silent: more_than.checked_add(1)?, to, reason })
    }

    /// The shortest of the own gaps that covers a share of them.
    fn own_gap(&self, share: f64) -> Option<u32> {
        let own = &self.rhythm.own;
        let place = rank(share, own.len().try_into().ok()?) - 1;
        own.get(usize::try_from(place).ok()?).copied()
    }

    /// The first day of silence on which the score is high enough: looked for on the days 1, 2, 4 …,
    /// and then halved down. What is found does not depend on `most`, if it is no more.
    fn scored(&self, least: f64, to: State, most: u32) -> Option<Fall> {
        let last = self.life.as_ref()?.last;
        let row = self.row.cut_at(last)?;
        let score =
            |silent: u32| self.asking.score.score_row(row.silent_until(last + Days(silent)));
        let reached = |silent: &u32| least <= score(*silent);
        let days = std::iter::successors(Some(1_u32), |days| Some(2 * days));
        let mut high = days.take_while(|&days| days <= FAR && days / 2 <= most).find(reached)?;
        let mut low = high / 2;
        while low + 1 < high {
            let middle = u32::midpoint(low, high);
            *(if reached(&middle) { &mut high } else { &mut low }) = middle;
        }
        let reason = StageReason::Score { found: score(high), at_least: least };
        Some(Fall { silent: high, to, reason })
    }
}

impl Life {
    fn new(day: Day) -> Self {
        Self { first: day, last: day, purchase_days: 1, gaps: Gaps::default() }
    }
}

impl<S> LifecycleRule<S> {
    /// The state of a customer who has just bought, and not for the first time in a life.
    fn standing(&self, life: &Life) -> (State, StageReason) {
        let purchase_days = life.purchase_days;
        let tenure = Days(between(life.first, life.last));
        let lengthened = self.settings.trend.and_then(|level| life.gaps.lengthened(level));
        let established =
            |from: Established| from.purchase_days <= purchase_days && from.tenure <= tenure;
        if let Some(reason) = lengthened {
            (State::Declining, reason)
        } else if established(self.settings.loyal) {
            (State::Loyal, StageReason::Established { purchase_days, tenure })
        } else if established(self.settings.mature) {
            (State::Mature, StageReason::Established { purchase_days, tenure })
        } else {
            (State::Growing, StageReason::Repeated { purchase_days })
        }
    }
}

/// The one that begins first; what was there before, if both begin on one day.
fn sooner(before: Option<Fall>, told: Option<Fall>) -> Option<Fall> {
    match (before, told) {
        (Some(before), Some(told)) if told.silent < before.silent => Some(told),
        _ => before.or(told),
    }
}

/// The whole days of a limit that is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is too large or negative saturates"
)]
fn whole(days: f64) -> Option<u32> {
    Some(days.floor() as u32)
}
