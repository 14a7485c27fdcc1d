//! Questions at any parameters and histories: bounds, laws, and how few are refused.

use crate::clv::process::{Posterior, Process};
use crate::clv::{Family, Regularity};
use crate::num::rng::Rng;

/// Numbers whose logarithms are spread evenly.
pub(super) fn between(rng: &mut Rng, low: f64, high: f64) -> f64 {
    let (low, high) = (libm::log(low), libm::log(high));
    libm::exp(low + rng.uniform() * (high - low))
}

/// A history of at most a million repeats.
fn history(rng: &mut Rng) -> (f64, f64, f64) {
    let t = between(rng, 1e-12, 1e9);
    if rng.bernoulli(0.2) {
        return (0.0, 0.0, t);
    }
    let t_x = t * rng.uniform();
    (between(rng, 1.0, 1e6).floor(), t_x, if rng.bernoulli(0.1) { t_x } else { t })
}

const FAR: [f64; 2] = [1e-8, 1e8];

pub(super) fn process(rng: &mut Rng, family: Family, [low, high]: [f64; 2]) -> Process {
    let parameters = std::array::from_fn(|_| between(rng, low, high));
    Process::new(family, family.regularity().unwrap_or(1), parameters)
}

struct Tally {
    name: &'static str,
    asked: u32,
    refused: u32,
}

impl Tally {
    fn count(&mut self, answer: Option<f64>, most: f64) -> Option<f64> {
        self.asked += 1;
        self.refused += u32::from(answer.is_none());
        assert!(
            answer.is_none_or(|value| (0.0..=most).contains(&value)),
            "{}: {answer:?}",
            self.name
        );
        answer
    }
}

/// Of all questions at parameters from 1e-8 to 1e8 and times from 1e-12 to 1e9, so few are refused,
/// and none is answered with what cannot be.
#[track_caller]
fn few_are_refused(family: Family, points: u32, most: f64) {
    let mut rng = Rng::new(7, "clv/anywhere");
    let names = ["alive", "alive_after", "orders", "silent", "one", "many", "exactly", "value"];
    let mut tallies = names.map(|name| Tally { name, asked: 0, refused: 0 });
    for _ in 0..points {
        let process = process(&mut rng, family, FAR);
        let (x, t_x, t) = history(&mut rng);
        let posterior = process.posterior(x, t_x, t);
        let (h, delta) = (between(&mut rng, 1e-12, 1e9), between(&mut rng, 1e-9, 1.0));
        let n = crate::clv::cells::whole(between(&mut rng, 2.0, 1e4));
        let [alive, later, orders, silent, one, many, exactly, value] = &mut tallies;
        let alive = alive.count(posterior.p_alive(), 1.0);
        let later = later.count(posterior.p_alive_after(h), 1.0);
        let orders = orders.count(posterior.expected(h), f64::MAX);
        let silent = silent.count(posterior.exactly(0, h), 1.0);
        let one = one.count(posterior.at_least(1, h), 1.0);
        many.count(posterior.at_least(n, h), 1.0);
        exactly.count(posterior.exactly(n, h), 1.0);
        let value = value.count(posterior.discounted(h, delta), f64::MAX);
        // Laws, to the last digits but a few.
        let below = |low: Option<f64>, high: Option<f64>| {
            let both = low.zip(high);
            assert!(
                both.is_none_or(|(low, high)| low <= high * (1.0 + 1e-9)),
                "{both:?} {process:?}"
            );
        };
        below(later, alive);
        below(one, alive);
        below(one, orders);
        below(value, orders);
        if let (Some(silent), Some(one)) = (silent, one) {
            assert!((silent + one - 1.0).abs() < 1e-10, "{silent} and {one}");
        }
    }
    for Tally { name, asked, refused } in tallies {
        println!("{family} {name}: {refused} of {asked} refused");
        assert!(f64::from(refused) <= most * f64::from(asked), "{name}: {refused} of {asked}");
    }
}

#[test]
fn few_questions_are_refused_anywhere() {
    for family in [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd] {
        few_are_refused(family, 1_000, 0.02);
    }
}

#[test]
fn few_questions_of_rhythms_are_refused_anywhere() {
    few_are_refused(Family::BgCnbd(Regularity::Fixed(3)), 100, 0.1);
}

fn ordinary() -> impl Iterator<Item = (Process, Posterior)> {
    let mut rng = Rng::new(5, "clv/ordinary");
    let rhythm = Family::MbgCnbd(Regularity::Fixed(2));
    let families = [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd, rhythm];
    families.into_iter().cycle().take(80).map(move |family| {
        let process = process(&mut rng, family, [0.2, 20.0]);
        let t = 10.0 + 90.0 * rng.uniform();
        let x = (rng.exponential() * 3.0).floor();
        let t_x = if x == 0.0 { 0.0 } else { t * rng.uniform() };
        (process, process.posterior(x, t_x, t))
    })
}

#[track_caller]
fn near(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within * want.abs().max(1e-300), "{got}, not {want}");
}

/// Probabilities of counts add up to 1, and their mean is what is expected.
#[test]
fn distributions_are_whole() {
    for (process, posterior) in ordinary() {
        let h = 20.0;
        let mut n = 0;
        let (mut sum, mut mean) = (0.0, 0.0);
        let least = 1e-14 * posterior.at_least(1, h).unwrap();
        while least < posterior.at_least(n, h).unwrap() && n < 4_000 {
            let probability = posterior.exactly(n, h).unwrap();
            sum += probability;
            mean += crate::clv::cells::count(n) * probability;
            n += 1;
        }
        // What is left out is 1e-14 of those who buy, times at most 4,000 purchases.
        near(sum, 1.0, 1e-12);
        near(mean, posterior.expected(h).unwrap(), 1e-10);
        assert!(n < 4_000, "{process:?}");
    }
}

#[test]
fn nothing_comes_in_no_time_and_all_in_the_end() {
    for (process, posterior) in ordinary() {
        assert_eq!(posterior.expected(0.0), Some(0.0));
        assert_eq!(posterior.discounted(0.0, 0.01), Some(0.0));
        near(posterior.exactly(0, 0.0).unwrap(), 1.0, 1e-15);
        near(posterior.p_alive_after(0.0).unwrap(), posterior.p_alive().unwrap(), 1e-15);
        let delta = 0.05;
        let value = |h: f64| posterior.discounted(h, delta).unwrap();
        let ever = value(f64::INFINITY);
        // After a thousand units e^-50 is left of an order's worth.
        near(value(1_000.0), ever, 1e-10);
        let rising = [value(1.0), value(10.0), value(100.0), ever];
        assert!(rising.windows(2).all(|pair| pair[0] <= pair[1]), "{process:?}");
        // A higher rate is worth less, and none is the number of orders.
        let by_rate =
            [0.2, 0.05, 0.01, 0.0].map(|delta| posterior.discounted(50.0, delta).unwrap());
        assert!(by_rate.windows(2).all(|pair| pair[0] <= pair[1]), "{process:?}");
        near(by_rate[3], posterior.expected(50.0).unwrap(), 1e-12);
    }
}

/// A discount in steps that grow shorter comes to the continuous one.
#[test]
fn steps_come_to_the_integral() {
    for (_, posterior) in ordinary().take(8) {
        let (h, delta) = (52.0, 0.002);
        let stepped = |steps: u32| -> f64 {
            let at = |i: u32| h * f64::from(i) / f64::from(steps);
            let orders = |i: u32| posterior.expected(at(i)).unwrap();
            let worth = |i: u32| libm::exp(-delta * (at(i - 1) + at(i)) / 2.0);
            (1..=steps).map(|i| (orders(i) - orders(i - 1)) * worth(i)).sum()
        };
        // Within a step of 0.05 orders are not spread evenly, and its discount changes by 1e-4.
        near(stepped(1_000), posterior.discounted(h, delta).unwrap(), 1e-7);
    }
}

/// Silence makes everybody less likely to be a customer still.
#[test]
fn p_alive_falls_with_silence() {
    let mut rng = Rng::new(11, "clv/silence");
    let rhythm = Family::BgCnbd(Regularity::Fixed(3));
    for family in [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd, rhythm] {
        for _ in 0..50 {
            let process = process(&mut rng, family, [0.1, 50.0]);
            let (x, t_x) = (1.0 + (rng.exponential() * 4.0).floor(), 30.0 * rng.uniform());
            let alive = |silent: u8| process.posterior(x, t_x, t_x + f64::from(silent)).p_alive();
            let all: Vec<f64> = (0..60).map(|silent| alive(silent).unwrap()).collect();
            assert!(all.windows(2).all(|pair| pair[1] <= pair[0] + 1e-15), "{process:?}: {all:?}");
        }
    }
}
