//! Golden numbers of `tests/golden/thinned.py`, published ones, and laws.

use libm::{exp, log as ln};
use serde_json::Value;

use super::*;

/// The BG/NBD's parameters of CDNOW, as published.
const CDNOW: Thinned = Thinned { shape: 0.243, rate: 4.414, a: 0.793, b: 2.426, k: 1, stage: 0 };

#[track_caller]
fn check(got: Option<f64>, want: f64, within: f64) {
    let got = got.unwrap();
    assert!((got - want).abs() <= within * want.abs(), "{got} is not {want}");
}

/// A small generator: numbers that are uniform in logarithms.
struct Draws(u64);

impl Draws {
    fn uniform(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[expect(clippy::cast_precision_loss, reason = "53 bits")]
        let bits = (self.0 >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    fn below(&mut self, end: u32) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below")]
        let value = (self.uniform() * f64::from(end)) as u32;
        value
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let (low, high) = (ln(low), ln(high));
        exp(low + self.uniform() * (high - low))
    }

    fn model(&mut self, low: f64, high: f64, k: u32) -> Thinned {
        let [mut shape, rate, a, mut b] = [(); 4].map(|()| self.between(low, high));
        if high > 1e6 && self.below(2) == 0 {
            shape += f64::from(self.below(1_000_000));
            b += f64::from(self.below(1_000_000));
        }
        Thinned { shape, rate, a, b, k, stage: self.below(k) }
    }
}

#[test]
fn new_customers_buy_as_published() {
    check(CDNOW.expected(1.0), 0.053_267_891_171_656_27, 1e-13);
    check(CDNOW.expected(3.0), 0.150_865_230_893_048_96, 1e-13);
    check(CDNOW.expected(6.0), 0.280_755_893_576_775_3, 1e-13);
}

/// BG/NBD: a customer of `x` repeats, the last of them at `t_x`, `t` after the first order.
fn conditional(x: f64, t_x: f64, t: f64, h: f64) -> f64 {
    let Thinned { shape, rate, a, b, .. } = CDNOW;
    let gone = if x > 0.0 {
        a / (b + x - 1.0) * exp((shape + x) * ln((rate + t) / (rate + t_x)))
    } else {
        0.0
    };
    let m = Thinned { shape: shape + x, rate: rate + t, b: b + x, ..CDNOW };
    m.expected(h).unwrap() / (1.0 + gone)
}

#[test]
fn known_customers_buy_as_published() {
    check(Some(conditional(2.0, 30.43, 38.86, 39.0)), 1.226, 1e-3);
    check(Some(conditional(3.0, 24.71, 37.86, 1.0)), 0.047_646_534_7, 1e-8);
    check(Some(conditional(3.0, 24.71, 37.86, 6.0)), 0.277_288_595_5, 1e-8);
    check(Some(conditional(0.0, 0.0, 37.57, 6.0)), 0.034_000_162_4, 1e-6);
    check(Some(conditional(8.0, 23.0, 32.29, 6.0)), 0.662_804_989_4, 1e-8);
    check(Some(conditional(26.0, 30.857, 31.0, 52.0)), 25.756_59, 2e-4);
}

#[test]
fn counts_have_their_published_chances() {
    check(CDNOW.exactly(10, 2.0), 1.078_689_6e-7, 1e-7);
    check(CDNOW.exactly(0, 39.0), 0.573_786_4, 1e-7);
    for (n, want) in (11..).zip([0.001_999_521_4, 0.001_517_023_6, 0.001_163_315]) {
        check(CDNOW.exactly(n, 30.0), want, 1e-7);
    }
}

/// The worst relative error of an answer to a golden question, and the number of refusals.
struct Tally {
    asked: u32,
    refused: u32,
    worst: f64,
}

fn golden(answer: &str, ask: impl Fn(&Thinned, &Value) -> Option<f64>) -> Tally {
    let text = include_str!("../../../tests/golden/thinned.json");
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    let mut tally = Tally { asked: 0, refused: 0, worst: 0.0 };
    for row in &rows {
        let Some(want) = row[answer].as_f64() else { continue };
        let number = |key: &str| row[key].as_f64().unwrap();
        let whole = |key: &str| u32::try_from(row[key].as_u64().unwrap()).unwrap();
        let m = Thinned {
            shape: number("shape"),
            rate: number("rate"),
            a: number("a"),
            b: number("b"),
            k: whole("k"),
            stage: whole("stage"),
        };
        tally.asked += 1;
        let Some(got) = ask(&m, row) else {
            tally.refused += 1;
            continue;
        };
        // Below the smallest normal float there are no digits to compare.
        let error = (got - want).abs() / want.max(f64::MIN_POSITIVE);
        assert!(error <= 1e-10, "{answer} of {row} is {got}");
        tally.worst = tally.worst.max(error);
    }
    println!("{answer}: {:e} of {}, {} refused", tally.worst, tally.asked, tally.refused);
    tally
}

#[track_caller]
fn check_golden(answer: &str, ask: impl Fn(&Thinned, &Value) -> Option<f64>, asked: u32) {
    let tally = golden(answer, ask);
    assert!(tally.asked >= asked, "only {}", tally.asked);
    assert!(tally.refused * 100 <= tally.asked, "{} refused", tally.refused);
}

fn horizon(row: &Value) -> f64 {
    row["h"].as_f64().unwrap()
}

#[test]
fn means_are_golden() {
    check_golden("expected", |m, row| m.expected(horizon(row)), 1_250);
}

#[test]
fn chances_to_stay_are_golden() {
    check_golden("stays", |m, row| m.stays(horizon(row)), 1_250);
}

#[test]
fn tails_are_golden() {
    let ask = |m: &Thinned, row: &Value| m.at_least(row["n"].as_u64().unwrap(), horizon(row));
    check_golden("at_least", ask, 1_250);
}

#[test]
fn chances_of_counts_are_golden() {
    let ask = |m: &Thinned, row: &Value| m.exactly(row["n"].as_u64().unwrap(), horizon(row));
    check_golden("exactly", ask, 1_250);
}

#[test]
fn discounted_means_are_golden() {
    let ask = |m: &Thinned, row: &Value| m.discounted(horizon(row), row["delta"].as_f64().unwrap());
    check_golden("discounted", ask, 400);
}

/// Customers of whom every count can be listed.
fn ordinary(rounds: usize) -> impl Iterator<Item = (Thinned, f64)> {
    let mut draws = Draws(11);
    (0..rounds).map(move |round| {
        let m = draws.model(0.1, 10.0, [1, 2, 3, 7, 12][round % 5]);
        (m, draws.between(0.01, 10.0) * m.rate)
    })
}

#[test]
fn chances_add_up_to_one_and_to_the_mean() {
    for (m, h) in ordinary(60) {
        let (mut all, mut mean, mut tails, mut n) = (0.0, 0.0, 0.0, 0);
        while n < 3_000 {
            let chance = m.exactly(n, h).unwrap();
            all += chance;
            mean += f64::from(u32::try_from(n).unwrap()) * chance;
            n += 1;
            let tail = m.at_least(n, h).unwrap();
            tails += tail;
            if tail < 1e-18 * tails {
                break;
            }
        }
        check(Some(all), 1.0, 1e-12);
        check(m.expected(h), tails, 1e-12);
        check(m.expected(h), mean, 1e-11);
    }
}

#[test]
fn what_comes_later_adds_to_what_comes_first() {
    for (m, h) in ordinary(40) {
        let (first, second) = (0.3 * h, 0.7 * h);
        let counts = m.counts(first);
        let mut later = 0.0;
        for events in 0..4_000_u32 {
            let purchases = (m.stage + events) / m.k;
            let here = exp(counts.ln_pmf(f64::from(events))) * stay(m.a, m.b, u64::from(purchases));
            let after = Thinned {
                shape: m.shape + f64::from(events),
                rate: m.rate + first,
                b: m.b + f64::from(purchases),
                stage: (m.stage + events) % m.k,
                ..m
            };
            let added = here * after.expected(second).unwrap();
            later += added;
            if added < 1e-17 * later && f64::from(events) > m.shape * counts.x() {
                break;
            }
        }
        check(m.expected(h), m.expected(first).unwrap() + later, 1e-10);
    }
}

#[test]
fn who_does_not_stay_has_left() {
    for (m, h) in ordinary(200) {
        let left = m.a / (m.a + m.b) * Thinned { a: m.a + 1.0, ..m }.expected(h).unwrap();
        let stays = m.stays(h).unwrap();
        assert!((stays + left - 1.0).abs() < 1e-13, "{m:?} {h}: {stays} + {left}");
    }
}

#[test]
fn means_grow_ever_more_slowly() {
    for (m, _) in ordinary(60).filter(|(m, _)| m.k == 1) {
        let means: Vec<f64> =
            (0..400).map(|i| m.expected(f64::from(i) * 0.05 * m.rate).unwrap()).collect();
        for triple in means.windows(3) {
            let slack = 1e-13 * triple[2];
            assert!(triple[0] < triple[1] && triple[1] < triple[2], "{m:?} {triple:?}");
            assert!(triple[2] - triple[1] <= triple[1] - triple[0] + slack, "{m:?} {triple:?}");
        }
    }
}

/// As Fader, Hardie & Lee print it.
fn printed(m: &Thinned, h: f64) -> f64 {
    let Thinned { shape: r, rate: alpha, a, b, .. } = *m;
    let z = h / (alpha + h);
    let (mut term, mut hypergeometric, mut n) = (1.0, 0.0, 0.0);
    while term > 1e-18 * hypergeometric {
        hypergeometric += term;
        term *= (r + n) * (b + n) / ((a + b - 1.0 + n) * (n + 1.0)) * z;
        n += 1.0;
    }
    let kept = exp(r * ln(alpha / (alpha + h)));
    (a + b - 1.0) / (a - 1.0) * (1.0 - kept * hypergeometric)
}

#[test]
fn means_are_as_printed() {
    let apart = |m: &Thinned| (m.a - 1.0).abs() > 0.1 && m.a + m.b > 1.1;
    for (m, h) in ordinary(200).filter(|(m, _)| m.k == 1 && apart(m)) {
        // The printed form subtracts two numbers near 1.
        check(m.expected(h), printed(&m, h), 1e-9);
    }
}

#[test]
fn all_ways_agree() {
    let mut draws = Draws(7);
    for round in 0..1_200 {
        let m = draws.model(1e-8, 1e8, [1, 1, 2, 3, 7, 12][round % 6]);
        let h = draws.between(1e-12, 1e9);
        for of in [Of::Mean, Of::Stay] {
            let quick = match of {
                _ if m.k > 1 => None,
                Of::Mean => series::means(&m, &[h]).map(|[mean]| mean),
                Of::Stay => series::stays(&m, h),
            };
            let summed = series::over_counts(&m, &[h], of).map(|[value]| value);
            let mixed = if round % 7 == 0 { mixed::over_chances(&m, h, of) } else { None };
            let found: Vec<f64> = [quick, summed, mixed].into_iter().flatten().collect();
            for &value in found.iter().filter(|value| **value > 1e-290) {
                assert!((value / found[0] - 1.0).abs() < 5e-11, "{of:?} {m:?} {h}: {found:?}");
            }
        }
    }
}

#[test]
fn discounting_agrees_in_all_ways() {
    for (m, h) in ordinary(30) {
        let delta = 0.3 / m.rate;
        let pieces = discounted::in_pieces(&m, h, delta);
        let pieces = pieces.unwrap();
        check(discounted::in_batches(&m, h, delta).or(Some(pieces)), pieces, 2e-11);
        let forever = discounted::in_pieces(&m, f64::INFINITY, delta);
        check(forever::discounted(&m, delta), forever.unwrap(), 2e-11);
        check(m.discounted(h, 0.0), m.expected(h).unwrap(), 1e-15);
        check(m.discounted(h, 1e-30), m.expected(h).unwrap(), 1e-12);
        assert!(m.discounted(h, delta) < m.expected(h));
    }
}

#[test]
fn whoever_must_leave_buys_a_finite_number() {
    let loyal = Thinned { a: 3.0, b: 7.0, k: 3, ..CDNOW };
    check(loyal.discounted(f64::INFINITY, 0.0), 4.5, 1e-15);
    check(loyal.discounted(f64::INFINITY, 1e-12), 4.5, 1e-1);
    assert_eq!(CDNOW.discounted(f64::INFINITY, 0.0), None);
}

#[test]
fn nothing_happens_in_no_time() {
    let m = Thinned { k: 3, stage: 2, ..CDNOW };
    assert_eq!((m.expected(0.0), m.stays(0.0)), (Some(0.0), Some(1.0)));
    assert_eq!((m.at_least(0, 0.0), m.at_least(1, 0.0)), (Some(1.0), Some(0.0)));
    assert_eq!((m.exactly(0, 0.0), m.exactly(1, 0.0)), (Some(1.0), Some(0.0)));
    assert_eq!(m.discounted(0.0, 0.1), Some(0.0));
}

#[test]
fn nothing_is_said_of_what_is_no_number() {
    for wrong in [f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(CDNOW.expected(wrong), None);
        assert_eq!(CDNOW.discounted(1.0, wrong), None);
        assert_eq!(Thinned { a: wrong, ..CDNOW }.stays(1.0), None);
        assert_eq!(Thinned { shape: wrong, ..CDNOW }.at_least(1, 1.0), None);
        assert_eq!(Thinned { rate: wrong, ..CDNOW }.exactly(1, 1.0), None);
    }
    assert_eq!(Thinned { k: 0, ..CDNOW }.expected(1.0), None);
    assert_eq!(Thinned { stage: 1, ..CDNOW }.expected(1.0), None);
    assert_eq!(CDNOW.at_least(u64::MAX, 1.0), None);
}

#[test]
fn few_of_the_most_extreme_are_refused() {
    let mut draws = Draws(9);
    let mut refused = [0_u32; 4];
    const ASKED: u32 = 600;
    for round in 0..ASKED {
        let m = draws.model(1e-8, 1e8, [1, 1, 2, 3, 7, 12][round as usize % 6]);
        let h = draws.between(1e-12, 1e9);
        let n = u64::from(1 + draws.below(20));
        let mean = m.expected(h);
        let chances = [m.stays(h), m.at_least(n, h), m.exactly(n, h)];
        assert!(mean.is_none_or(|mean| (0.0..f64::INFINITY).contains(&mean)), "{m:?} {h}");
        for chance in chances.into_iter().flatten() {
            assert!((0.0..=1.0).contains(&chance), "{m:?} {h} {n}");
        }
        let [stays, at_least, exactly] = chances;
        for (refused, answer) in refused.iter_mut().zip([mean, stays, at_least, exactly]) {
            *refused += u32::from(answer.is_none());
        }
    }
    assert!(refused.iter().all(|refused| refused * 100 < ASKED), "{refused:?}");
}
