//! Profits of campaigns: share by share of accepted offers, threshold by threshold.

use super::twins::{Row, any_rows, of};
use super::*;

/// The mean over a fine grid of shares, of the best of all numbers of customers.
fn by_grid(rows: &[Row], [value, incentive, contact]: [f64; 3], density: fn(f64) -> f64) -> f64 {
    let all: f64 = rows.iter().map(|row| row.2).sum();
    let mut thresholds: Vec<f64> = rows.iter().map(|row| row.0).collect();
    thresholds.push(2.0);
    let part = |threshold: f64, class: bool| -> f64 {
        let contacted = rows.iter().filter(|row| row.1 == class && threshold <= row.0);
        contacted.map(|row| row.2).sum::<f64>() / all
    };
    let parts: Vec<(f64, f64)> =
        thresholds.iter().map(|&t| (part(t, true), part(t, false))).collect();
    let steps = 2_000_u32;
    let share = |step: u32| (f64::from(step) + 0.5) / f64::from(steps);
    let best = |share: f64| {
        let profit = |&(events, others): &(f64, f64)| {
            events * (share * (value - incentive) - contact) - others * (incentive + contact)
        };
        parts.iter().map(profit).fold(0.0, f64::max)
    };
    (0..steps).map(|step| best(share(step)) * density(share(step))).sum::<f64>() / f64::from(steps)
}

#[test]
fn a_useless_order_contacts_all_or_none() {
    let rows = |events: u8| (0..20).map(|at: u8| (0.5, at < events, 1.0)).collect::<Vec<Row>>();
    // Of ten, 0.3 · 190 each, less ten contacts and ten incentives to those who would stay.
    let found = of(&rows(10)).empc(&Campaign::new()).unwrap();
    // Hardly ever are so few accepted that it does not pay.
    close(found.per_customer, (10.0 * 0.3 * 190.0 - 20.0 - 100.0) / 20.0, 1e-2);
    close(found.share_to_contact, 1.0, 1e-2);
    let found = of(&rows(1)).empc(&Campaign::new().incentive(150.0)).unwrap();
    assert_eq!((found.per_customer, found.share_to_contact), (0.0, 0.0));
}

#[test]
fn what_costs_nothing_is_offered_to_all_who_may_leave() {
    let rows = [(0.9, true, 1.0), (0.5, false, 1.0), (0.4, true, 1.0), (0.1, false, 1.0)];
    let found = of(&rows).empc(&Campaign::new().incentive(0.0).contact(0.0)).unwrap();
    close(found.per_customer, 0.5 * 0.3 * 200.0, 1e-12);
    close(found.share_to_contact, 0.75, 1e-15);
}

#[test]
fn money_has_any_unit() {
    let rows = [(0.9, true, 1.0), (0.5, false, 1.0), (0.4, true, 1.0), (0.1, false, 1.0)];
    let own = of(&rows).empc(&Campaign::default()).unwrap();
    let cents = Campaign::new().value(20_000.0).incentive(1_000.0).contact(100.0);
    let found = of(&rows).empc(&cents).unwrap();
    close(found.per_customer, 100.0 * own.per_customer, 1e-12);
    is(found.share_to_contact, own.share_to_contact);
}

#[test]
fn campaigns_that_cannot_be_meant_are_refused() {
    let campaigns = [
        ("value", Campaign::new().value(0.0)),
        ("value", Campaign::new().value(f64::NAN)),
        ("incentive", Campaign::new().incentive(200.0)),
        ("incentive", Campaign::new().incentive(-1.0)),
        ("contact", Campaign::new().contact(f64::INFINITY)),
        ("alpha", Campaign::new().accept(0.0, 1.0)),
        ("beta", Campaign::new().accept(1.0, 1e7)),
    ];
    for (wrong, campaign) in campaigns {
        let found = of(&[(0.5, true, 1.0)]).empc(&campaign).unwrap_err();
        assert!(matches!(found.kind(), ErrorKind::Param { name, .. } if *name == wrong), "{found}");
    }
}

proptest! {
    #[test]
    fn profits_are_the_mean_over_shares_of_accepted_offers(
        rows in any_rows(), value in 50.0..300.0, incentive in 0.0..40.0, contact in 0.0..10.0
    ) {
        let campaign = Campaign::new().value(value).incentive(incentive).contact(contact);
        let money = [value, incentive, contact];
        // A midpoint rule of 2,000 steps; corners of the profit cost it a step times a step.
        let found = of(&rows).empc(&campaign.accept(1.0, 1.0)).unwrap().per_customer;
        close(found, by_grid(&rows, money, |_| 1.0), 1e-4 * value);
        let found = of(&rows).empc(&campaign.accept(2.0, 3.0)).unwrap().per_customer;
        close(found, by_grid(&rows, money, |x| 12.0 * x * (1.0 - x) * (1.0 - x)), 1e-4 * value);
    }

    #[test]
    fn a_better_order_earns_no_less(rows in any_rows()) {
        let found = of(&rows).empc(&Campaign::new()).unwrap();
        let best: Vec<Row> = rows.iter().map(|row| (f64::from(u8::from(row.1)), row.1, row.2)).collect();
        let none: Vec<Row> = rows.iter().map(|row| (0.0, row.1, row.2)).collect();
        let profit = |rows: &[Row]| of(rows).empc(&Campaign::new()).unwrap().per_customer;
        prop_assert!(profit(&none) - 1e-12 <= found.per_customer);
        prop_assert!(found.per_customer <= profit(&best) + 1e-12);
        prop_assert!((0.0..=1.0).contains(&found.share_to_contact));
    }
}
