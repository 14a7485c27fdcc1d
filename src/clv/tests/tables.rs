//! Answers from tables are those that were computed for a customer alone.

use super::anywhere::{between, process};
use crate::clv::process::{Ahead, Process, shares};
use crate::clv::tables::Tables;
use crate::clv::{Family, Regularity};
use crate::num::rng::Rng;

/// Customers that a process is asked about.
const CUSTOMERS: u32 = 25;

/// A history of few repeats or many, and an age that is short or long for the process.
fn history(rng: &mut Rng, [_, alpha, ..]: [f64; 4]) -> (f64, f64, f64) {
    let t = between(rng, 0.01, 1e4) * alpha;
    if rng.bernoulli(0.2) {
        return (0.0, 0.0, t);
    }
    let t_x = if rng.bernoulli(0.2) { t } else { t * rng.uniform() };
    (between(rng, 1.0, 100.0).floor(), t_x, t)
}

/// How far an answer from a table is from the one computed alone, by the latter.
fn off(got: Option<f64>, want: Option<f64>) -> f64 {
    match (got, want) {
        // What is below the smallest normal number has fewer digits.
        (Some(got), Some(want)) => (got - want).abs() / want.abs().max(1e-290),
        // An age at which nothing is known may lie between two at which something is.
        _ => 0.0,
    }
}

fn worst(family: Family, processes: u32, range: [f64; 2]) {
    let mut rng = Rng::new(11, "clv/tables");
    let mut all = [("alive", 0.0), ("silence", 0.0), ("orders", 0.0), ("worth", 0.0), ("now", 0.0)];
    for _ in 0..processes {
        let process = process(&mut rng, family, range);
        let h = between(&mut rng, 0.01, 100.0) * process.parameters()[1];
        let delta = between(&mut rng, 1e-3, 1.0) / h;
        let asked = [
            Ahead::Alive { h },
            Ahead::Silence { h },
            Ahead::Orders { h },
            Ahead::Worth { h, delta },
        ];
        let tables = asked.map(|ahead| (ahead, Tables::new(process)));
        for _ in 0..CUSTOMERS {
            let (x, t_x, t) = history(&mut rng, process.parameters());
            let exact = process.posterior(x, t_x, t);
            for ((_, worst), (ahead, tables)) in all.iter_mut().zip(&tables) {
                let quick = tables.posterior(x, t_x, t);
                let want = match *ahead {
                    Ahead::Alive { h } => exact.p_alive_after(h),
                    Ahead::Silence { h } => exact.exactly(0, h),
                    Ahead::Orders { h } => exact.expected(h),
                    Ahead::Worth { h, delta } => exact.discounted(h, delta),
                };
                let off = off(tables.ahead(&quick, x, t, *ahead), want);
                assert!(off < 2e-11, "{off:e}: {ahead:?} of {process:?} and {:?}", (x, t_x, t));
                *worst = off.max(*worst);
            }
            let off = off(tables[0].1.posterior(x, t_x, t).p_alive(), exact.p_alive());
            assert!(off < 2e-11, "{off:e}: p_alive of {process:?} and {:?}", (x, t_x, t));
            all[4].1 = off.max(all[4].1);
        }
    }
    println!("{family} {range:?}: {all:?}");
}

#[test]
fn tables_change_no_answer() {
    for family in [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd] {
        worst(family, 8, [0.1, 30.0]);
        worst(family, 8, [1e-6, 1e6]);
    }
    worst(Family::MbgCnbd(Regularity::Fixed(2)), 2, [0.1, 30.0]);
}

/// What takes long is answered from tables of ordinary customers, or those would be of no use.
#[test]
fn ordinary_customers_are_answered_from_tables() {
    let cdnow = [
        (Family::BgNbd, [0.243, 4.414, 0.793, 2.426]),
        (Family::MbgNbd, [0.525, 6.183, 0.891, 1.614]),
        (Family::ParetoNbd, [0.553, 10.578, 0.606, 11.669]),
        (Family::BgCnbd(Regularity::Fixed(3)), [0.243, 4.414, 0.793, 2.426]),
    ];
    for (family, parameters) in cdnow {
        let k = family.regularity().expect("it is fixed");
        let process = crate::clv::process::Process::new(family, k, parameters);
        for x in [0.0, 1.0, 5.0, 29.0] {
            for (t_x, t) in [(10.0, 38.86), (38.0, 38.86), (100.0, 400.0)] {
                let posterior = process.posterior(x, if x == 0.0 { 0.0 } else { t_x }, t);
                for ahead in [
                    Ahead::Alive { h: 52.0 },
                    Ahead::Orders { h: 52.0 },
                    Ahead::Worth { h: 52.0, delta: 0.002 },
                    Ahead::Worth { h: f64::INFINITY, delta: 0.002 },
                ] {
                    let tables = Tables::new(process);
                    tables.ahead(&posterior, x, t, ahead).expect("it is ordinary");
                    assert!(tables.used(), "{family} {x} {t} {ahead:?}");
                }
            }
        }
    }
}

/// Shares without a logarithm of the odds are those with it.
#[test]
fn shares_are_those_of_the_logarithm_of_the_odds() {
    let mut rng = Rng::new(12, "clv/shares");
    for range in [[0.1, 30.0], [1e-6, 1e6]] {
        for family in [Family::BgNbd, Family::MbgNbd].repeat(20) {
            let Process::BetaGeometric(process) = process(&mut rng, family, range) else {
                unreachable!("both are")
            };
            for _ in 0..100 {
                let (x, t_x, t) = history(&mut rng, [process.r, process.alpha, 0.0, 0.0]);
                let quick = process.shares_at_random(x, t_x, t);
                let want = shares(process.ln_odds_gone(&process.counted(x), t_x, t));
                for (got, want) in [(quick.0, want.0), (quick.1, want.1)] {
                    // A logarithm of up to 600 has a rounding of 6e-14, which is then a relative one.
                    let off = (got - want).abs() / want.max(1e-290);
                    assert!(off < 1e-13, "{off:e}: {process:?} {:?}", (x, t_x, t));
                }
            }
        }
    }
}
