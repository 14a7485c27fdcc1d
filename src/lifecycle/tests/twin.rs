//! The machine against a clerk who looks at every customer on every day.

use proptest::prelude::*;

use super::*;

/// What a clerk remembers of one customer.
#[derive(Default)]
struct Clerk {
    state: Option<State>,
    /// Purchase days of this life, and the gaps of all lives but those of churn.
    life: Vec<i32>,
    gaps: Vec<i32>,
    all: Vec<i32>,
}

/// How a clerk measures silence, in days.
#[derive(Clone, Copy, Debug)]
enum Ruler {
    Days,
    Gaps,
    Own,
}

fn float(count: impl TryInto<i32, Error: std::fmt::Debug>) -> f64 {
    count.try_into().unwrap().into()
}

impl Clerk {
    /// Whether somebody silent for so long has passed a limit.
    fn passed(&self, ruler: Ruler, silent: i32, place: usize) -> bool {
        match ruler {
            Ruler::Days => silent > [10, 20, 40][place],
            Ruler::Gaps => {
                let sum: i32 = self.gaps.iter().sum();
                let usual = (2.0 * 10.0 + f64::from(sum)) / (2.0 + float(self.gaps.len()));
                f64::from(silent) > [2.0, 3.0, 6.0][place] * usual
            }
            Ruler::Own if place == 1 => false,
            Ruler::Own => {
                let share = [0.8, 0.0, 1.0][place];
                let covers = |gap: &i32| {
                    let short = self.all.iter().filter(|own| *own <= gap).count();
                    float(short) / float(self.all.len()) >= share
                };
                let gap = self.all.iter().copied().filter(covers).min();
                silent > gap.unwrap_or(10)
            }
        }
    }

    fn lengthened(&self) -> bool {
        let gaps: Vec<f64> =
            self.life.windows(2).map(|pair| f64::from(pair[1] - pair[0])).rev().take(12).collect();
        if gaps.len() < 6 {
            return false;
        }
        let (latest, all): (f64, f64) = (gaps[..3].iter().sum(), gaps.iter().sum());
        // P(Beta(3, k) ≥ x), integrated by the midpoint rule.
        let (x, k) = (latest / all, i32::try_from(gaps.len()).unwrap() - 3);
        let density = |t: f64| t * t * (1.0 - t).powi(k - 1);
        let area = |from: f64, to: f64| -> f64 {
            let step = (to - from) / 20_000.0;
            (0..20_000).map(|i| step * density(from + (f64::from(i) + 0.5) * step)).sum()
        };
        area(x, 1.0) / area(0.0, 1.0) < 0.05
    }

    fn day(&mut self, today: i32, buys: bool, ruler: Ruler) -> State {
        let last = self.life.last().copied();
        let state = match (last, self.state) {
            (None, _) if !buys => State::Prospect,
            (None, _) => {
                self.life.push(today);
                State::New
            }
            (Some(last), before) if buys => {
                self.all.push(today - last);
                if before == Some(State::Churned) {
                    self.life = vec![today];
                    State::Reactivated
                } else {
                    self.gaps.push(today - last);
                    self.life.push(today);
                    let (days, tenure) = (self.life.len(), today - self.life[0]);
                    match () {
                        () if matches!(ruler, Ruler::Gaps) && self.lengthened() => State::Declining,
                        () if 8 <= days && 365 <= tenure => State::Loyal,
                        () if 4 <= days && 180 <= tenure => State::Mature,
                        () => State::Growing,
                    }
                }
            }
            (Some(last), before) => {
                let passed = |place| self.passed(ruler, today - last, place);
                match before.unwrap() {
                    _ if passed(2) => State::Churned,
                    _ if passed(1) => State::Silent,
                    _ if 2 <= self.life.len() && passed(0) => State::Declining,
                    before => before,
                }
            }
        };
        self.state = Some(state);
        state
    }
}

fn rule(ruler: Ruler) -> LifecycleRule {
    match ruler {
        Ruler::Days => by_days().trend(None).build().unwrap(),
        Ruler::Gaps => by_gaps(&Lifecycle::new()),
        Ruler::Own => by_gaps(&Lifecycle::clutch().declining_from(2)),
    }
}

fn any_days() -> impl Strategy<Value = Vec<i32>> {
    // Short gaps and long ones, so that there are lives, trends and loyal customers.
    let gap = prop_oneof![8 => 1..15_i32, 3 => 15..60_i32, 1 => 60..300_i32];
    prop::collection::vec(gap, 0..30).prop_map(|gaps| {
        let sum = |at: &mut i32, gap: i32| {
            *at += gap;
            Some(*at)
        };
        gaps.into_iter().scan(0, sum).collect()
    })
}

fn any_ruler() -> impl Strategy<Value = Ruler> {
    prop_oneof![Just(Ruler::Days), Just(Ruler::Gaps), Just(Ruler::Own)]
}

proptest! {
    #[test]
    fn every_day_is_what_a_clerk_says(days in any_days(), ruler in any_ruler()) {
        let rule = rule(ruler);
        let end = days.last().map_or(10, |last| last + 100);
        let seen = view(&[&days], end);
        let row = seen.table().row(0);
        let changes: Vec<Transition> = rule.changes().score_one(row).unwrap();
        let mut clerk = Clerk::default();
        for today in 0..=end {
            let expected = clerk.day(today, days.contains(&today), ruler);
            // What is said on that day, and what the whole record says of it later.
            let then = rule.score_one(row.cut_at(day(today)).unwrap()).unwrap();
            prop_assert_eq!(then.state, expected, "on day {} of {:?}", today, &days);
            let logged = changes.iter().rfind(|change| change.day <= day(today));
            prop_assert_eq!(logged.map_or(State::Prospect, |change| change.to), expected);
            prop_assert_eq!(logged.map(|change| change.day), then.since);
            prop_assert!(logged.is_none_or(|change| change.reason == then.reason));
        }
    }

    #[test]
    fn the_next_change_comes_on_its_day(days in any_days(), ruler in any_ruler(), more in 0..50_i32) {
        let rule = rule(ruler);
        let today = days.last().map_or(10, |last| last + more);
        let now = stage(&rule, &days, today);
        if let Some((next, to)) = now.next {
            prop_assert_eq!(state(&rule, &days, next.number()), to);
            prop_assert_eq!(state(&rule, &days, next.number() - 1), now.state);
        } else {
            prop_assert_eq!(state(&rule, &days, today + 5_000), now.state);
        }
    }

    #[test]
    fn a_course_is_the_state_of_each_day(
        customers in prop::collection::vec(any_days(), 0..6),
        every in 1..60_i32,
        ruler in any_ruler(),
    ) {
        let rule = rule(ruler);
        let customers: Vec<&[i32]> = customers.iter().map(Vec::as_slice).collect();
        let view = view(&customers, 500);
        let days: Vec<Day> = (0..8).map(|i| day(i * every)).collect();
        let quick = rule.course(view.table(), &days).unwrap();
        let slow = Course::of(view.table(), &days, (&rule).map(|stage| stage.state)).unwrap();
        prop_assert_eq!(quick, slow);
    }

    #[test]
    fn a_score_that_is_silence_is_days(days in any_days(), more in 0..80_i32) {
        let silence = from_fn(|row| {
            row.history().map_or(0.0, |history| float(history.days_since_last()))
        });
        let scored = by_days().scored(silence).declining_after(Limit::Score(11.0));
        let scored = scored.silent_after(Limit::Score(21.0)).churned_after(Limit::Score(41.0));
        let (scored, plain) = (scored.build().unwrap(), by_days().build().unwrap());
        let today = days.last().map_or(10, |last| last + more);
        let (scored, plain) = (stage(&scored, &days, today), stage(&plain, &days, today));
        prop_assert_eq!((scored.state, scored.since, scored.next), (plain.state, plain.since, plain.next));
    }
}
