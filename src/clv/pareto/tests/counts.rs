use super::posterior;
use super::{CDNOW, close};
use crate::clv::process::Posterior;

const CUSTOMERS: [(f64, f64, f64); 4] =
    [(0.0, 0.0, 38.9), (2.0, 30.4, 38.9), (7.0, 5.0, 39.0), (26.0, 30.8, 31.0)];

fn customers() -> impl Iterator<Item = Posterior> {
    CUSTOMERS.into_iter().map(|(x, t_x, t)| posterior(&CDNOW, x, t_x, t))
}

#[test]
fn counts_sum_to_one_and_their_mean_is_expected() {
    for it in customers() {
        for h in [0.5, 26.0, 104.0] {
            let counts = |n| it.exactly(n, h).expect("ordinary");
            let (mut sum, mut mean) = (counts(0), 0.0);
            for n in 1_u32..600 {
                let p = counts(u64::from(n));
                (sum, mean) = (sum + p, mean + f64::from(n) * p);
            }
            close(sum, 1.0, 1e-12);
            close(mean, it.expected(h).expect("ordinary"), 1e-11);
        }
    }
}

#[test]
fn at_least_is_the_sum_of_exactly() {
    for it in customers() {
        for h in [1e-3, 10.0, 300.0] {
            for n in [0, 1, 2, 3, 10, 50, 200] {
                let (more, this) = (it.at_least(n + 1, h), it.exactly(n, h));
                let both = more.expect("ordinary") + this.expect("ordinary");
                close(both, it.at_least(n, h).expect("ordinary"), 2e-12);
            }
        }
    }
}

#[test]
fn one_purchase_is_the_end_of_silence() {
    for it in customers() {
        let (silent, some) = (it.exactly(0, 20.0), it.at_least(1, 20.0));
        close(silent.expect("ordinary") + some.expect("ordinary"), 1.0, 1e-14);
        assert_eq!(it.exactly(0, 20.0), silent);
    }
}

/// What is expected until later is what is expected until sooner, and from there.
#[test]
fn expectations_add_up_over_time() {
    for (x, t_x, t) in CUSTOMERS {
        let it = posterior(&CDNOW, x, t_x, t);
        let (h, more) = (20.0, 31.0);
        // From then on, he buys as one who is active then, with the rate that he has.
        let active = posterior(&CDNOW, x, t + h, t + h);
        let rate = (t + h + CDNOW.alpha) / (t + CDNOW.alpha);
        let later = it.p_alive_after(h).expect("ordinary")
            * active.expected(more).expect("ordinary")
            * rate;
        let sum = it.expected(h).expect("ordinary") + later;
        close(sum, it.expected(h + more).expect("ordinary"), 1e-13);
    }
}

#[test]
fn thousands_of_purchases_are_counted() {
    let busy = posterior(&CDNOW, 900_000.0, 300.0, 300.0);
    let mut sum = 0.0;
    for n in 2_400..3_600 {
        sum += busy.exactly(n, 1.035).expect("ordinary");
    }
    let (above, below) = (busy.at_least(2_400, 1.035), busy.at_least(3_600, 1.035));
    close(sum, above.expect("ordinary") - below.expect("ordinary"), 1e-10);
}
