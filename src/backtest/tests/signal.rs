use super::*;
use crate::metric::Bootstrap;
use crate::num::rng::Rng;
use crate::table::Feature;

/// How many draws of noise there are.
const NOISES: u64 = 200;

fn overlapping() -> Tested {
    overlapping_of(2_000)
}

/// Days whose horizons overlap, so that a customer's labels are much the same on all.
fn overlapping_of(customers: u32) -> Tested {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&Shop::new(customers).build().unwrap().orders()).unwrap();
    let days: Vec<Day> = (0..6).map(|i| on("2024-03-31") + Days(30 * i)).collect();
    let backtest = Backtest::new(settings()).engine("rate", |table| rate(table, table));
    backtest.run(&ledger, &days).unwrap()
}

/// The same test of an engine that says of each customer a number that knows nothing, the same on all
/// days.
fn noise(mut tested: Tested, seed: u64) -> Tested {
    let rng = Rng::new(seed, "test/signal");
    for day in &mut tested.days {
        let scores = &mut day.engines[0].scores;
        for (score, &customer) in scores.iter_mut().zip(&day.customers) {
            *score = rng.stream(customer.into()).uniform();
        }
    }
    tested
}

fn no_signal(found: Result<AreaUnderCurve>) -> bool {
    match found {
        Ok(_) => false,
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::NoSignal { .. }), "{error}");
            true
        }
    }
}

/// 0.975 of those without a signal are to be told so; four standard errors of 200 draws are 0.044.
#[track_caller]
fn mostly(none: usize) {
    assert!(0.931 <= none as f64 / NOISES as f64, "{none} of {NOISES}");
}

/// Two ways to the same sums: a relative error of some thousand roundings.
#[test]
fn of_one_day_it_is_delongs() {
    let tested = overlapping();
    for day in tested.days() {
        for engine in ["rate", "recency", "lateness"] {
            let (found, delong) = (day.signal(engine, 0.9).unwrap(), day.engine(engine).unwrap());
            let error = delong.auc_standard_error().unwrap();
            assert!((found.auc - delong.auc().unwrap()).abs() < 1e-12);
            assert!((found.standard_error / error - 1.0).abs() < 1e-12);
            let (low, high) = delong.auc_interval(0.9).unwrap();
            assert!((found.low - low).abs() < 1e-12 && (found.high - high).abs() < 1e-12);
            assert_eq!(found.customers, day.customers() as u64);
        }
    }
}

/// As printed, pair by pair: random days with many ties, whose customers are there on several. Both ways
/// are some hundred roundings long.
#[test]
fn the_formula_as_printed() {
    let mut rng = Rng::new(1, "test/area");
    for _ in 0..50 {
        let mut day = || {
            let customers = (0..30).filter(|_| rng.bernoulli(0.7)).collect::<Vec<u32>>();
            let asked = customers.into_iter().map(|customer| Asked {
                customer,
                score: (4.0 * rng.uniform()).floor(),
                churned: rng.bernoulli(0.4),
            });
            asked.collect::<Vec<_>>()
        };
        let days: Vec<Vec<Asked>> = (0..4).map(|_| day()).collect();
        let found = area(&days).unwrap();
        // How many of the other kind are in order with one of a day.
        let in_order = |day: &[Asked], one: &Asked| -> f64 {
            let others = day.iter().filter(|other| other.churned != one.churned);
            let points = others.map(|other| match one.score.total_cmp(&other.score) {
                std::cmp::Ordering::Equal => 0.5,
                order => f64::from(u8::from(order.is_gt() == one.churned)),
            });
            points.sum()
        };
        let kinds = |day: &[Asked]| {
            let events = day.iter().filter(|one| one.churned).count() as f64;
            (events, day.len() as f64 - events)
        };
        let days = days.iter().filter(|day| 2.0 <= kinds(day).0.min(kinds(day).1));
        let (mut pairs, mut all) = (0.0, 0.0);
        for day in days.clone() {
            pairs += kinds(day).0 * kinds(day).1;
            all += day.iter().filter(|one| one.churned).map(|one| in_order(day, one)).sum::<f64>();
        }
        let (auc, mut of_customers) = (all / pairs, [0.0; 30]);
        for day in days {
            let (e, o) = kinds(day);
            for one in day {
                let (own, other) = if one.churned { (e, o) } else { (o, e) };
                let part = (own / (own - 1.0)).sqrt() * (in_order(day, one) - auc * other);
                of_customers[one.customer as usize] += part;
            }
        }
        let squares: f64 = of_customers.iter().map(|part| part * part).sum();
        assert!((found.auc - auc).abs() < 1e-13, "{} {auc}", found.auc);
        assert!((found.standard_error * pairs / squares.sqrt() - 1.0).abs() < 1e-11);
    }
}

/// A day that is counted twice, as if it were another, says nothing new.
#[test]
fn the_same_customers_again_make_it_no_surer() {
    let mut tested = Backtest::new(settings()).run(&shop(), &[on("2024-06-30")]).unwrap();
    let once = tested.signal("recency", 0.95).unwrap();
    tested.days.push(tested.days[0].clone());
    let twice = tested.signal("recency", 0.95).unwrap();
    assert_eq!((once.auc, once.customers), (twice.auc, twice.customers));
    assert!((once.standard_error / twice.standard_error - 1.0).abs() < 1e-12);
}

/// A bootstrap by customers of the pooled rows, which are of few enough days with base rates close enough
/// that their pairs are much the same. With 2,000 draws its standard error is right to 1.6 %, and both are
/// approximations: within an eighth.
#[test]
fn it_is_as_sure_as_a_bootstrap_by_customers() {
    let tested = overlapping();
    let found = tested.signal("rate", 0.95).unwrap();
    let auc = |rows: &crate::metric::Predictions| rows.auc();
    let drawn = tested.interval("rate", &Bootstrap::new(2_000), 0.95, auc).unwrap();
    let ratio = found.standard_error / drawn.standard_error;
    assert!((ratio - 1.0).abs() < 0.125, "{ratio}");
    // Rows taken for independent are surer than that.
    let naive = tested.pooled("rate").unwrap().auc_standard_error().unwrap();
    assert!(naive < 0.8 * found.standard_error, "{naive} {}", found.standard_error);
}

#[test]
fn shuffled_labels_have_no_signal_and_models_do() {
    let small = overlapping_of(300);
    let shuffled: Vec<Tested> = (0..NOISES).map(|seed| small.shuffled(seed)).collect();
    let tested = overlapping();
    for engine in ["rate", "recency", "frequency", "lateness"] {
        let of_day = |of: &&Tested| no_signal(of.days()[0].signal(engine, 0.95));
        mostly(shuffled.iter().filter(|of| no_signal(of.signal(engine, 0.95))).count());
        mostly(shuffled.iter().filter(of_day).count());
        assert!(0.5 < tested.signal(engine, 0.999).unwrap().low);
        let found = tested.days().iter().map(|day| day.signal(engine, 0.95));
        assert!(found.into_iter().all(|found| 0.5 < found.unwrap().low));
    }
    // As many churn as before, and predictions follow.
    for (day, again) in small.days().iter().zip(shuffled[7].days()) {
        let rate = |day: &TestedDay| day.engine("rate").unwrap().base_rate();
        assert_eq!(rate(day), rate(again));
        assert!(day.churned != again.churned && day.customers == again.customers);
    }
    assert_eq!(small.shuffled(7), shuffled[7]);
}

/// Where labels and scores of a customer are the same on many days, chance is, too.
#[test]
fn noise_that_stays_with_a_customer_has_no_signal() {
    let tested = overlapping_of(300);
    let mut naive = 0;
    let none = (0..NOISES).filter(|&seed| {
        let noise = noise(tested.clone(), seed);
        let rows = noise.pooled("base_rate").unwrap();
        naive += usize::from(0.5 < rows.auc_interval(0.95).unwrap().0);
        no_signal(noise.signal("base_rate", 0.95))
    });
    mostly(none.count());
    // One in forty is stated, which is five: of rows taken for independent more have one, by four standard
    // errors of a count of five.
    assert!(14 < naive, "{naive} of {NOISES}");
}

/// The base rate of each day is told by its pooled predictions, and is no signal.
#[test]
fn to_tell_days_apart_is_no_signal() {
    let tested = overlapping();
    assert!((tested.pooled("base_rate").unwrap().auc().unwrap() - 0.5).abs() > 0.001);
    let none = tested.signal("base_rate", 0.95).unwrap_err();
    let ErrorKind::NoSignal { auc: 0.5, low: 0.5, high: 0.5, customers } = *none.kind() else {
        panic!("{none}")
    };
    assert!(1_000 < customers);
    let expected = format!(
        "the area under the curve is 0.500, in an interval from 0.500 to 0.500 by {customers} customers, \
         expected one above 0.5"
    );
    assert_eq!(none.to_string(), expected);
}

#[test]
fn few_customers_are_not_judged() {
    let mut ledger = Ledger::new(Currency::EUR);
    for key in 0..20 {
        // Nine of twenty come back.
        let days = [80 + key, if key < 9 { 105 } else { 300 }];
        let purchases = days.map(|on| (key, Purchase::new(day(on), Money(500))));
        ledger.append(purchases).unwrap();
    }
    let tested = Backtest::new(Churn::new(Days(10))).run(&ledger, &[day(100)]).unwrap();
    let few = tested.signal("recency", 0.95).unwrap_err();
    let what = "customers who did not churn";
    assert_eq!(*few.kind(), ErrorKind::TooLittle { what, found: 9, needed: 10 });
    let wrong = tested.signal("recency", 1.0).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Param { name: "level", .. }), "{wrong}");
}

/// What comes is refused where it says when it was known, is not seen by who looks back from a later day,
/// and is found where it is said to have been known before. Noise is none of it.
#[test]
fn what_only_the_future_knows_is_refused_or_found() {
    let (ledger, today) = (shop(), on("2024-06-30"));
    let cohort = settings().cohort(&ledger, today).unwrap();
    let churned = |key: &u64| {
        let place = cohort.rows().iter().position(|&row| cohort.view().keys()[row] == *key)?;
        Some(f64::from(u8::from(cohort.churned()[place])))
    };
    let refused =
        ledger.as_of(today).with_feature("churned", today + Days(90), churned).unwrap_err();
    let (feature, known) = ("churned".to_owned(), today + Days(90));
    assert_eq!(*refused.kind(), ErrorKind::Leak { feature, known, as_of: today });

    let end = today + Days(90);
    let later = ledger.as_of(end).with_feature("churned", end, churned).unwrap();
    let at = later.table().layout().feature("churned").unwrap();
    let keys = || cohort.rows().iter().map(|&row| &cohort.view().keys()[row]);
    let auc = |look: &dyn Fn(Row<'_>) -> f64| {
        let scores: Vec<f64> = keys().map(|key| look(later.row(key).unwrap())).collect();
        crate::metric::Predictions::new(&scores, cohort.churned()).unwrap().auc().unwrap()
    };
    assert_eq!(auc(&|row| row.feature(at).unwrap_or(0.0)), 1.0);
    assert_eq!(auc(&|row| row.cut_at(today).unwrap().feature(at).unwrap_or(0.0)), 0.5);

    // Rows of those who are asked about, with a feature that is said to be known.
    let found = |value: &dyn Fn(&u64) -> Option<f64>| {
        let values: Vec<f64> = keys().map(|key| value(key).unwrap()).collect();
        let (counts, days) = (vec![0; values.len()], vec![0; values.len()]);
        let features = [Feature::new("planted", today, values)];
        let table = Table::new(crate::table::Columns {
            currency: Currency::EUR,
            as_of: today,
            first: &days,
            last: &days,
            orders: &counts,
            purchase_days: &counts,
            revenue: &counts,
            timelines: None,
            features: &features,
        });
        Leakage::new().repeats(1.0).check(table.unwrap(), cohort.churned()).unwrap()
    };
    let rng = Rng::new(1, "test/planted");
    let noise = found(&|key| Some(rng.stream(*key).uniform()));
    let alone = noise.columns[0].values.unwrap();
    // One in a thousand noises is further from a half.
    assert!(noise.findings.is_empty() && alone.deviations.abs() < 3.3, "{alone:?}");
    let lie = found(&|key| churned(key));
    assert!(matches!(&lie.findings[0], Finding::Alone { column, .. } if column == "planted"));
}

#[test]
fn customers_keep_their_numbers_and_nothing_else_is_said_of_them() {
    let (ledger, days) = (shop(), [on("2024-03-31"), on("2024-08-31")]);
    let tested = Backtest::new(settings()).run(&ledger, &days).unwrap();
    let keys: Vec<u64> = days
        .into_iter()
        .flat_map(|day| {
            let cohort = settings().cohort(&ledger, day).unwrap();
            let keys = cohort.rows().iter().map(|&row| cohort.view().keys()[row]);
            keys.collect::<Vec<_>>()
        })
        .collect();
    let mut first_seen = Vec::new();
    for (key, number) in keys.iter().zip(tested.customers()) {
        if !first_seen.contains(key) {
            first_seen.push(*key);
        }
        assert_eq!(first_seen[number as usize], *key);
    }
    assert_eq!(tested.customers().len(), keys.len());
    assert!(first_seen.len() < keys.len());
    let debug = format!("{tested:?}");
    assert!(debug.len() < 2_000, "{}", debug.len());
}
