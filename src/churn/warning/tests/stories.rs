//! What a change does, and what a model keeps.

use super::*;

/// A purchase more in the recent window never makes a drop more certain, and one more before never less.
#[test]
fn a_purchase_more_goes_one_way() {
    let mut ledger = Ledger::new(Currency::EUR);
    let shop = Shop::new(300).ordering(2.0, 60.0).leaving(0.2, 2.0);
    ledger.load(&shop.build().unwrap().orders()).unwrap();
    let today: Day = "2024-12-31".parse().unwrap();
    let view = ledger.as_of(today);
    let model = EarlyWarning::new().fit(view.table()).unwrap();
    let drop =
        |row: Row<'_>| of(&model.score_one(row).unwrap(), WarningCode::FrequencyDrop)?.p_value;
    let mut seen = 0;
    for row in view.table().rows() {
        let Some(now) = drop(row) else { continue };
        let with = |day| row.with_purchase(day, Money(100)).unwrap();
        let bought = |day: Day| row.timeline().unwrap().iter().any(|total| total.day == day);
        let then = today - Days(91);
        let more = [(today, 1.0), (then, -1.0)];
        for (day, sign) in more
            .into_iter()
            .filter(|&(day, _)| !bought(day) && row.history().unwrap().first() < day)
        {
            let more = with(day);
            let after = drop(more.row()).unwrap();
            assert!(0.0 <= sign * (after - now) + 1e-12, "{now} to {after}");
            seen += 1;
        }
    }
    assert!(100 < seen, "{seen}");
}

/// Percentiles are shares of who was learned from, and stay when others are scored.
#[test]
fn percentiles_are_frozen() {
    let mut ledger = Ledger::new(Currency::EUR);
    let shop = Shop::new(3_000).ordering(2.0, 60.0);
    ledger.load(&shop.build().unwrap().orders()).unwrap();
    let view = ledger.as_of("2024-12-31".parse().unwrap());
    let model = EarlyWarning::new().fit(view.table()).unwrap();
    let signals = model.score(view.table()).unwrap();
    for code in WarningCode::OF_TIMELINES {
        let all: Vec<Signal> = signals.iter().filter_map(|signals| of(signals, code)).collect();
        assert_eq!(all.len() as u64, model.tested(code));
        for signal in all.iter().step_by(37) {
            let (p, share) = (signal.p_value.unwrap(), signal.percentile.unwrap());
            let count = |below: fn(f64, f64) -> bool| {
                all.iter().filter(|other| below(other.p_value.unwrap(), p)).count() as f64
                    / all.len() as f64
            };
            // Of equal p-values there may be many, so that a share is anywhere between without and with them;
            // quantiles are a hundredth apart.
            let (least, most) = (1.0 - count(|a, b| a <= b), 1.0 - count(|a, b| a < b));
            assert!(
                least - 0.02 <= share && share <= most + 0.02,
                "{code}: {least} {share} {most}"
            );
        }
    }
    let one = view.table().slice(7..8);
    assert_eq!(model.score(one).unwrap()[0], signals[7]);
}

/// A look at an earlier day sees what was known on it.
#[test]
fn an_earlier_day_knows_no_more() {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&Shop::new(500).ordering(2.0, 60.0).build().unwrap().orders()).unwrap();
    let then: Day = "2024-06-30".parse().unwrap();
    let (now, past) = (ledger.as_of("2024-12-31".parse().unwrap()), ledger.as_of(then));
    let model = EarlyWarning::new().fit(past.table()).unwrap();
    for (key, row) in past.keys().iter().zip(past.table().rows()) {
        let cut = now.row(key).unwrap().cut_at(then).unwrap();
        assert_eq!(model.score_one(cut).unwrap(), model.score_one(row).unwrap());
    }
}
