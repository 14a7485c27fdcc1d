//! Files of churners with a label, and what in them knows it.

use std::collections::BTreeMap;

use csv::Reader;
use regulars::backtest::{Finding, Leakage, LeakageReport};
use regulars::{Columns, Currency, Day, Feature, Table};

use super::open;

/// Of the columns of a file those that are named, by `number`, and the label.
fn look(
    file: impl std::io::Read,
    names: &[&str],
    label: &str,
    mut number: impl FnMut(&str, &str) -> f64,
) -> LeakageReport {
    let mut rows = Reader::from_reader(file);
    let header = rows.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|own| own == name).unwrap();
    let (places, label) = (names.iter().map(|name| place(name)).collect::<Vec<_>>(), place(label));
    let (mut values, mut labels) = (vec![Vec::new(); names.len()], Vec::new());
    for row in rows.records().map(Result::unwrap) {
        labels.push(&row[label] == "1");
        let each = names.iter().zip(&places).zip(&mut values);
        each.for_each(|((name, &place), values)| values.push(number(name, &row[place])));
    }
    // No purchases are known; the day is of no account.
    let (days, counts) = (vec![0; labels.len()], vec![0; labels.len()]);
    let features = names.iter().zip(values);
    let features: Vec<Feature<'_>> =
        features.map(|(name, values)| Feature::new(*name, Day::EPOCH, values)).collect();
    let table = Table::new(Columns {
        currency: Currency::USD,
        as_of: Day::EPOCH,
        first: &days,
        last: &days,
        orders: &counts,
        purchase_days: &counts,
        revenue: &counts,
        timelines: None,
        features: &features,
    });
    Leakage::new().check(table.unwrap(), &labels).unwrap()
}

fn named(report: &LeakageReport) -> Vec<(&str, Option<&str>)> {
    report.findings.iter().map(|finding| (finding.code(), finding.column())).collect()
}

/// Satisfaction is asked of who has left, the score is what somebody else's model said, only who has left
/// has a reason, and who has left comes first. Areas and runs as computed in Python.
#[test]
fn what_knows_of_churn_in_the_telco_file_is_named() {
    let test = "what_knows_of_churn_in_the_telco_file_is_named";
    let Some(file) = open(test, "telco_ibm", "telco_status_satisfaction.csv") else { return };
    let mut reasons = BTreeMap::new();
    let number = |name: &str, text: &str| match (name, text) {
        ("Churn Reason", "") => f64::NAN,
        ("Churn Reason", reason) => {
            let next = reasons.len() as f64;
            *reasons.entry(reason.to_owned()).or_insert(next)
        }
        (_, number) => number.parse().unwrap(),
    };
    let columns = ["Satisfaction Score", "Churn Score", "CLTV", "Churn Reason"];
    let report = look(file, &columns, "Churn Value", number);
    let expected = [
        ("single_column", Some("Satisfaction Score")),
        ("single_column", Some("Churn Score")),
        ("missing_values", Some("Churn Reason")),
        ("ordered_labels", None),
    ];
    assert_eq!(named(&report), expected);
    let auc = |column: usize| report.columns[column].values.unwrap().auc;
    // To the roundings of a quotient.
    for (column, python) in
        [(0, 0.049597909289626305), (1, 0.9427630600630431), (2, 0.4191719907517999)]
    {
        assert!((auc(column) - python).abs() < 1e-12, "{}", auc(column));
    }
    let order = report.order.unwrap();
    assert!((order.places.auc - 0.09593777009507347).abs() < 1e-12);
    assert_eq!((report.rows, order.runs), (7_043, 4));
}

/// Counts as computed in Python. No column alone knows the label, and copies stand together: of 732 runs of
/// equal labels more were to be expected, by seven standard deviations.
#[test]
fn rows_of_the_iranian_file_that_are_there_twice_are_counted() {
    let test = "rows_of_the_iranian_file_that_are_there_twice_are_counted";
    let Some(file) = open(test, "iranian_churn", "iranian_churn.csv") else { return };
    let columns = [
        "Call Failure",
        "Complains",
        "Subscription Length",
        "Charge Amount",
        "Seconds of Use",
        "Frequency of use",
        "Frequency of SMS",
        "Distinct Called Numbers",
        "Age Group",
        "Tariff Plan",
        "Status",
        "Age",
        "Customer Value",
    ];
    let report = look(file, &columns, "Churn", |_, number| number.parse().unwrap());
    assert_eq!(named(&report), [("repeated_rows", None), ("ordered_labels", None)]);
    let Finding::Repeats { rows: 300, but_for_the_label: 314, .. } = report.findings[0] else {
        panic!("{}", report.findings[0])
    };
    let order = report.order.unwrap();
    assert_eq!((report.rows, order.runs), (3_150, 732));
    assert!((order.places.deviations - -0.811204595143029).abs() < 1e-9);
    assert!((order.runs_deviations - -6.9598211745344996).abs() < 1e-9);
}
