//! Where nothing changes, p-values are no smaller than uniform ones.

use super::*;

/// How far a share may lie above a level by chance, in standard errors. A right test is further off in one
/// of 30,000 looks; there are fewer than a hundred here, and the seeds are fixed.
const ERRORS: f64 = 4.0;

/// So many must be tested for a share to tell.
const LEAST: usize = 1_000;

const LEVELS: [f64; 6] = [0.001, 0.01, 0.05, 0.1, 0.2, 0.5];

/// Of those who were tested, no more are below a level than it says, and enough of them were tested.
#[track_caller]
fn holds(signals: &[Vec<Signal>], code: WarningCode) {
    let p_values = signals.iter().filter_map(|signals| of(signals, code)?.p_value);
    let p_values: Vec<f64> = p_values.collect();
    let n = p_values.len();
    assert!(LEAST <= n, "{code}: {n} were tested");
    for level in LEVELS {
        let below = p_values.iter().filter(|&&p| p <= level).count() as f64 / n as f64;
        let chance = (level * (1.0 - level) / n as f64).sqrt();
        assert!(below <= level + ERRORS * chance, "{code}: {below} are below {level}");
    }
}

/// A shop in which nobody leaves and nothing changes.
fn shop(customers: u32) -> Shop {
    Shop::new(customers).ordering(2.0, 60.0).leaving(0.001, 1e6).returns(2.0, 8.0, Days(20))
}

fn of_shop(shop: &Shop) -> Vec<Vec<Signal>> {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&shop.build().unwrap().orders()).unwrap();
    let view = ledger.as_of("2024-12-31".parse().unwrap());
    EarlyWarning::new().fit(view.table()).unwrap().score(view.table()).unwrap()
}

#[test]
fn timelines_of_chance() {
    let signals = of_shop(&shop(8_000));
    holds(&signals, WarningCode::FrequencyDrop);
    holds(&signals, WarningCode::IntervalLengthening);
    holds(&signals, WarningCode::SpendDrop);
    holds(&signals, WarningCode::ReturnRateRise);
}

/// Whatever the rhythm is, gaps and amounts are in any order; purchase days are held against chance, and
/// say less where customers have a rhythm.
#[test]
fn timelines_of_rhythm() {
    let signals = of_shop(&shop(8_000).regularity(4.0).seed(1));
    holds(&signals, WarningCode::FrequencyDrop);
    holds(&signals, WarningCode::IntervalLengthening);
    holds(&signals, WarningCode::SpendDrop);
    let signals = of_shop(&shop(8_000).regularity(0.5).seed(2));
    holds(&signals, WarningCode::IntervalLengthening);
    holds(&signals, WarningCode::SpendDrop);
}

/// Who buys less often does not seem to spend less, or to return more.
#[test]
fn one_change_is_not_another() {
    let day: Day = "2024-10-03".parse().unwrap();
    let signals = of_shop(&shop(8_000).breaks(1.0, 0.4, day..=day).seed(3));
    holds(&signals, WarningCode::SpendDrop);
    holds(&signals, WarningCode::ReturnRateRise);
}

/// Events among so many, each with the same chance.
fn binomial(n: u32, chance: f64, rng: &mut Rng) -> f64 {
    f64::from((0..n).map(|_| u32::from(rng.bernoulli(chance))).sum::<u32>())
}

/// Events of a Poisson process.
fn poisson(mean: f64, rng: &mut Rng) -> f64 {
    let mut waited = rng.exponential();
    let mut events = 0.0;
    while waited < mean {
        waited += rng.exponential();
        events += 1.0;
    }
    events
}

#[test]
fn columns_of_chance() {
    for code in
        [WarningCode::CategoryNarrowing, WarningCode::DiscountOnly, WarningCode::SatisfactionDrop]
    {
        let mut rng = Rng::new(4, "warning/shares");
        let row = |_| {
            let (chance, n, m) = (
                rng.beta(2.0, 2.0),
                2 + (6.0 * rng.uniform()) as u32,
                3 + (20.0 * rng.uniform()) as u32,
            );
            let counts =
                [binomial(n, chance, &mut rng), n.into(), binomial(m, chance, &mut rng), m.into()];
            counts.map(Some).to_vec()
        };
        let rows: Rows = (0..8_000).map(row).collect();
        holds(&signals(&columns_only(code), &with_columns(&rows)), code);
    }
    let mut rng = Rng::new(5, "warning/counts");
    let complaints: Rows = (0..20_000)
        .map(|_| {
            let rate = rng.gamma(2.0) / 60.0;
            vec![Some(poisson(30.0 * rate, &mut rng)), Some(poisson(90.0 * rate, &mut rng))]
        })
        .collect();
    let code = WarningCode::ComplaintRise;
    holds(&signals(&columns_only(code), &with_columns(&complaints)), code);
    let visits: Rows = (0..8_000)
        .map(|_| {
            let chance = rng.beta(2.0, 8.0);
            vec![Some(binomial(30, chance, &mut rng)), Some(binomial(90, chance, &mut rng))]
        })
        .collect();
    let code = WarningCode::EngagementDrop;
    holds(&signals(&columns_only(code), &with_columns(&visits)), code);
}
