//! What is learned from customers, and what cannot be.

use super::super::*;
use super::{DONORS, cells, donors};
use crate::clv::answer::Refusal;
use crate::clv::tests::covered;
use crate::error::{ErrorKind, Expected, Found};
use crate::num::rng::Rng;
use crate::par;
use crate::report::{FitReport, Standing};

/// A customer's history under given parameters: the story that the model tells.
fn simulated(rng: &mut Rng, [a, b, g, d]: [f64; 4], opportunities: u64) -> (u64, u64, u64, f64) {
    let (buys, leaves) = (rng.beta(a, b), rng.beta(g, d));
    let (mut bought, mut last) = (0, 0);
    for opportunity in 1..=opportunities {
        if rng.bernoulli(leaves) {
            break;
        }
        if rng.bernoulli(buys) {
            (bought, last) = (bought + 1, opportunity);
        }
    }
    (bought, last, opportunities, 1.0)
}

fn fitted(seed: u64, truth: [f64; 4], customers: u64) -> Option<FitReport> {
    let rng = Rng::new(seed, "bg/bb");
    let histories: Vec<_> =
        (0..customers).map(|i| simulated(&mut rng.stream(i), truth, 6 + i % 15)).collect();
    BgBb::new().fit_cells(&cells(&histories).unwrap()).ok()?.report().cloned()
}

#[test]
fn parameters_of_simulated_customers_are_found() {
    for (seed, truth) in [(1, DONORS), (2, [0.5, 3.0, 1.5, 12.0])] {
        for (parameter, truth) in fitted(seed, truth, 100_000).unwrap().parameters.iter().zip(truth)
        {
            let error = parameter.standard_error.unwrap();
            assert!((parameter.value - truth).abs() < 3.0 * error, "{parameter:?} for {truth}");
        }
    }
}

/// Of 2,000 donors. Recorded: see `guide::numerics`.
#[test]
#[ignore = "two hundred fits; run with --ignored --nocapture"]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let fit = |seed: u64| fitted(1_000 + seed, DONORS, 2_000);
    covered("bg_bb", &DONORS, par::map((0..200).collect(), fit));
}

#[test]
fn rows_that_contradict_themselves_are_named() {
    let check = |history, column: &str, found, expected| {
        let wrong = cells(&[(2, 4, 6, 1.0), history]).unwrap_err();
        let (column, expected) = (column.to_owned(), Expected::Words(expected));
        assert_eq!(*wrong.kind(), ErrorKind::Cell { row: 2, column, found, expected });
    };
    check((3, 2, 6, 1.0), "bought", Found::Integer(3), "at most `last`");
    check((3, 7, 6, 1.0), "last", Found::Integer(7), "at most `opportunities`");
    check((0, 2, 6, 1.0), "last", Found::Integer(2), "0 where `bought` is 0");
    let most = "at most 100000";
    check((0, 0, 100_001, 1.0), "opportunities", Found::Integer(100_001), most);
    check((0, 0, 6, 0.0), "customers", Found::Number(0.0), "a finite number above 0");
    check((0, 0, 6, f64::NAN), "customers", Found::NotFinite, "a finite number above 0");

    let (bought, opportunities) = (&[1, 1][..], &[6, 6][..]);
    let columns = OpportunityColumns { bought, last: &[1], opportunities, customers: None };
    let wrong = OpportunityCells::new(columns).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Length { found: 1, expected: 2, .. }));
    let wrong = BgBbModel::new(DONORS).unwrap().customer(3, 2, u64::MAX).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Param { name: "opportunities", .. }));
}

#[test]
fn what_cannot_be_learned_or_answered_is_refused() {
    let fit = |histories: &[_]| BgBb::new().fit_cells(&cells(histories).unwrap());
    for histories in [&[][..], &[(1, 1, 6, 50.0)], &donors()[..4]] {
        let wrong = fit(histories).unwrap_err();
        let what = "distinct histories";
        assert!(matches!(wrong.kind(), ErrorKind::TooLittle { what: w, .. } if *w == what));
    }
    let few: Vec<_> = donors().into_iter().map(|(x, t_x, n, _)| (x, t_x, n, 0.1)).collect();
    let (what, found) = ("customers who have bought", 2);
    let want = ErrorKind::TooLittle { what, found, needed: 10 };
    assert_eq!(*fit(&few).unwrap_err().kind(), want);
    for penalty in [-1.0, f64::NAN, f64::INFINITY] {
        let wrong = BgBb::new().penalty(penalty).check().unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "penalty", .. }));
    }
    for parameters in [[0.0, 1.0, 1.0, 1.0], [1.0, f64::NAN, 1.0, 1.0], [1.0, 1.0, 1.0, 1e9]] {
        assert!(BgBbModel::new(parameters).is_err());
    }

    let donor = BgBbModel::new(DONORS).unwrap().customer(2, 4, 6).unwrap();
    let refused = Err(Refusal::OutOfReach);
    assert_eq!(donor.discounted(None, 0.0), refused); // infinite, as gamma is at most 1
    assert_eq!(donor.discounted(Some(5), -0.1), refused);
    assert_eq!(donor.discounted(None, f64::NAN), refused);
    assert_eq!(donor.probability(0, 100_000), refused);
    assert_eq!(donor.orders_within(u64::MAX), refused);
}

/// Customers who are all alike, always buy, and never leave: parameters run away, and the report
/// says so.
#[test]
fn what_data_do_not_say_is_reported() {
    let histories: Vec<_> = (5..15).map(|n| (n, n, n, 100.0)).collect();
    let model = BgBb::new().accept_unconverged().fit_cells(&cells(&histories).unwrap()).unwrap();
    let report = model.report().unwrap();
    assert!(report.parameters.iter().any(|p| p.standing != Standing::Identified), "{report:?}");
    let held = BgBb::new().penalty(0.01).fit_cells(&cells(&histories).unwrap()).unwrap();
    assert!(held.parameters().iter().all(|p| *p < 100.0), "{held:?}");
}
