use super::*;
use crate::language::Language;
use crate::num::rng::Rng;
use crate::table::{Columns, Feature};

/// Looks at customers without purchases.
fn look(
    settings: Leakage,
    features: &[(&'static str, Vec<f64>)],
    labels: &[bool],
) -> LeakageReport {
    of_features(features, 100, |table| settings.check(table, labels)).unwrap()
}

pub(super) fn of_features<T>(
    features: &[(&'static str, Vec<f64>)],
    as_of: i32,
    of: impl FnOnce(Table<'_>) -> T,
) -> T {
    let rows = features[0].1.len();
    let feature =
        |(name, values): &(&'static str, Vec<f64>)| Feature::new(*name, day(as_of), values.clone());
    let features: Vec<Feature<'_>> = features.iter().map(feature).collect();
    let (days, counts) = (vec![0; rows], vec![0; rows]);
    let columns = Columns {
        currency: Currency::EUR,
        as_of: day(as_of),
        first: &days,
        last: &days,
        orders: &counts,
        purchase_days: &counts,
        revenue: &counts,
        timelines: None,
        features: &features,
    };
    of(Table::new(columns).unwrap())
}

/// Labels and values that know nothing of each other.
fn noise(rows: usize, seed: u64) -> (Vec<bool>, Vec<f64>) {
    let mut rng = Rng::new(seed, "test/leakage");
    (0..rows).map(|_| (rng.bernoulli(0.3), rng.uniform())).unzip()
}

fn codes(report: &LeakageReport) -> Vec<&'static str> {
    report.findings.iter().map(Finding::code).collect()
}

#[test]
fn a_column_that_knows_the_label_is_named_whichever_way_it_points() {
    let (labels, noise) = noise(500, 1);
    let told = |sign: f64| -> Vec<f64> {
        let both = labels.iter().zip(&noise);
        both.map(|(&label, noise)| sign * (f64::from(u8::from(label)) + 1.2 * noise)).collect()
    };
    let features = [("noise", noise.clone()), ("up", told(1.0)), ("down", told(-1.0))];
    let report = look(Leakage::new(), &features, &labels);
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| match finding {
            Finding::Alone { column, auc, rising, known: 500 } => (&column[..], *auc, *rising),
            other => panic!("{other}"),
        })
        .collect();
    let [(up, auc, true), (down, turned, false)] = found[..] else { panic!("{found:?}") };
    assert_eq!((up, down, auc), ("up", "down", turned));
    // 1 - (0.2 / 1.2)² / 2: noise is uniform over 1.2, and a label is worth 1. Four standard errors of
    // 150 labels.
    assert!((auc - 0.986).abs() < 0.02, "{auc}");
    assert!(codes(&look(Leakage::new().auc(0.995), &features, &labels)).is_empty());
}

#[test]
fn a_value_that_only_the_label_brings_is_found_by_who_lacks_it() {
    let (labels, noise) = noise(500, 2);
    let reason = labels.iter().zip(&noise).map(|(&label, &x)| if label { x } else { f64::NAN });
    let stayed = labels.iter().zip(&noise).map(|(&label, &x)| if label { f64::NAN } else { x });
    let features = [("reason", reason.collect()), ("stayed", stayed.collect())];
    let report = look(Leakage::new(), &features, &labels);
    let missing = labels.iter().filter(|label| !**label).count();
    let (auc, column) = (1.0, || "reason".to_owned());
    let expected = Finding::Missing { column: column(), auc, rising: false, missing };
    assert_eq!(report.findings[0], expected);
    assert!(matches!(&report.findings[1], Finding::Missing { rising: true, .. }));
    // Rows that have it are all of one label, so that its values tell nothing.
    assert_eq!((report.columns[0].values, report.findings.len()), (None, 2));
}

/// Two rows of either label may be in order by chance: one time in three, either way.
#[test]
fn a_few_rows_in_order_are_no_finding() {
    let (labels, noise) = noise(500, 3);
    let mut rare = vec![f64::NAN; 500];
    for label in [false, true] {
        let rows = (0..500).filter(|&row| labels[row] == label);
        rows.take(2).for_each(|row| rare[row] = f64::from(u8::from(label)));
    }
    let report = look(Leakage::new(), &[("rare", rare), ("noise", noise)], &labels);
    assert_eq!(report.columns[0].values.map(|alone| alone.auc), Some(1.0));
    assert!(codes(&report).is_empty(), "{:?}", codes(&report));
}

/// By hand: the third row is the first, the fourth is it but for the label, and the sixth is the fifth.
#[test]
fn repeated_rows_by_hand() {
    let labels = [true, false, true, false, false, false];
    let features = [
        ("a", vec![1.0, 2.0, 1.0, 1.0, f64::NAN, f64::NAN]),
        ("b", vec![0.0, 0.0, -0.0, 0.0, 5.0, 5.0]),
    ];
    let report = look(Leakage::new(), &features, &labels);
    assert_eq!(report.repeats, Repeats { rows: 2, but_for_the_label: 3 });
    let share = 2.0 / 6.0;
    let expected = Finding::Repeats { rows: 2, share, but_for_the_label: 3 };
    assert_eq!(report.findings, [expected]);
    assert!(look(Leakage::new().repeats(share), &features, &labels).findings.is_empty());
    // Six rows are too few to tell an order.
    assert_eq!(report.order, None);
}

#[test]
fn labels_in_order_and_labels_that_alternate_are_found() {
    let (_, noise) = noise(300, 4);
    let features = [("noise", noise)];
    let sorted: Vec<bool> = (0..300).map(|row| 200 <= row).collect();
    let report = look(Leakage::new(), &features, &sorted);
    assert_eq!(codes(&report), ["ordered_labels"]);
    let order = report.order.unwrap();
    // 2·100·200/300 + 1 runs are usual.
    assert_eq!((order.places.auc, order.runs), (1.0, 2));
    assert!((order.expected_runs - 403.0 / 3.0).abs() < 1e-9, "{}", order.expected_runs);
    let turns: Vec<bool> = (0..300).map(|row| row % 2 == 0).collect();
    assert_eq!(codes(&look(Leakage::new(), &features, &turns)), ["ordered_labels"]);
}

/// At a rate of 5 %, by either of two tests at 2.5 %. The normal distribution stands in for that of ranks
/// and runs, whose steps are narrow for 200 rows; four standard errors of 2,000 orders are 0.02.
#[test]
fn random_orders_are_found_as_seldom_as_stated() {
    let found = (0..2_000).filter(|&seed| {
        let (labels, noise) = noise(200, seed);
        let report = look(Leakage::new().chance(0.05).auc(0.99), &[("noise", noise)], &labels);
        codes(&report) == ["ordered_labels"]
    });
    let rate = found.count() as f64 / 2_000.0;
    assert!((rate - 0.05).abs() < 0.02, "{rate}");
}

#[test]
fn what_changes_later_is_named_and_whether_the_label_changes_it() {
    let (labels, noise) = noise(400, 5);
    let calls = labels.iter().zip(&noise).map(|(&label, x)| x + f64::from(u8::from(label)));
    let then = [("same", noise.clone()), ("calls", noise.clone())];
    let later = [("calls", calls.collect()), ("same", noise)];
    let check = |later: &[(&'static str, Vec<f64>)], on| {
        of_features(&then, 100, |table| {
            of_features(later, on, |later| Leakage::new().check_later(table, &labels, later))
        })
    };
    let report = check(&later, 190).unwrap();
    let changed = labels.iter().filter(|label| **label).count();
    let rows: Vec<_> = report.changes.iter().map(|change| change.rows).collect();
    assert_eq!(rows, [0, changed]);
    let [Finding::Changed { column, rows, share, auc: Some(1.0) }] = &report.findings[..] else {
        panic!("{:?}", report.findings)
    };
    assert_eq!((&column[..], *rows, *share), ("calls", changed, changed as f64 / 400.0));

    let kind =
        |later: &[(&'static str, Vec<f64>)], on| check(later, on).unwrap_err().kind().clone();
    assert!(matches!(kind(&later, 100), ErrorKind::Value { .. }));
    assert!(
        matches!(kind(&later[1..], 190), ErrorKind::NoFeature { feature } if feature == "calls")
    );
    let short = [("same", vec![1.0])];
    assert!(matches!(kind(&short, 190), ErrorKind::Length { found: 1, expected: 400, .. }));
}

/// A table of a day after the horizon, with labels of a day before it: who has bought since is no churner.
#[test]
fn a_table_of_too_late_a_day_is_given_away_by_its_last_purchases() {
    let ledger = shop();
    let cohort = settings().cohort(&ledger, on("2024-06-30")).unwrap();
    let asked: Vec<u64> = cohort.rows().iter().map(|&row| cohort.view().keys()[row]).collect();
    let found = |day| {
        let mut table = Ledger::new(Currency::EUR);
        let view = ledger.as_of(day);
        for (key, row) in view.rows().filter(|(key, _)| asked.contains(key)) {
            let days = row.timeline().unwrap().iter();
            table
                .append(days.map(|total| (*key, Purchase::new(total.day, total.revenue))))
                .unwrap();
        }
        let view = table.as_of(day);
        assert_eq!(view.keys(), asked);
        Leakage::new().check(view.table(), cohort.churned()).unwrap()
    };
    let honest = found(on("2024-06-30"));
    assert!(honest.findings.iter().all(|finding| finding.column().is_none()), "{honest:?}");
    let late = found(on("2024-09-28"));
    let Finding::Alone { column, rising: true, auc: 1.0, .. } = &late.findings[0] else {
        panic!("{:?}", late.findings)
    };
    assert_eq!(column, "days_since_last");
}

#[test]
fn findings_in_words() {
    let column = || "Kündigungsgrund".to_owned();
    let all = [
        Finding::Alone { column: column(), auc: 0.95, rising: false, known: 9 },
        Finding::Missing { column: column(), auc: 1.0, rising: true, missing: 5 },
        Finding::Repeats { rows: 300, share: 300.0 / 3150.0, but_for_the_label: 314 },
        Finding::Ordered { auc: 0.096, runs: 4, expected_runs: 2747.0 },
        Finding::Changed { column: column(), rows: 3, share: 0.01, auc: Some(0.7) },
    ];
    let english: Vec<String> = all.iter().map(|finding| finding.text(Language::English)).collect();
    assert!(english[0].contains("`Kündigungsgrund` alone") && english[0].contains("low values"));
    assert!(english[1].contains("lacks `Kündigungsgrund`"));
    assert!(english[2].contains("300, 9.5 % of all (314"));
    assert!(english[3].contains("4 runs of equal labels, where 2747"));
    assert!(english[4].contains("AUC of 0.700"));
    assert_eq!(all[2].to_string(), english[2]);
    let chinese = all.iter().map(|finding| finding.text(Language::Chinese));
    assert!(chinese.zip(&english).all(|(chinese, english)| chinese != *english));
}

#[test]
fn settings_and_labels_outside_their_domain_are_refused() {
    let refused = |settings: Leakage, labels: &[bool]| {
        let features = [("x", vec![1.0, 2.0])];
        let checked = of_features(&features, 100, |table| settings.check(table, labels));
        checked.unwrap_err().kind().clone()
    };
    let both = [true, false];
    for (settings, named) in [
        (Leakage::new().auc(0.4), "auc"),
        (Leakage::new().auc(1.0), "auc"),
        (Leakage::new().repeats(1.5), "repeats"),
        (Leakage::new().chance(0.0), "chance"),
        (Leakage::new().chance(f64::NAN), "chance"),
    ] {
        let kind = refused(settings, &both);
        assert!(matches!(kind, ErrorKind::Param { name, .. } if name == named), "{kind:?}");
    }
    let length = refused(Leakage::new(), &[true]);
    assert!(matches!(length, ErrorKind::Length { found: 1, expected: 2, .. }));
    let alike = refused(Leakage::new(), &[true, true]);
    assert!(matches!(alike, ErrorKind::TooLittle { .. }));
}
