//! The sample orders of R's package `rfm`, and its scores.
//!
//! Its rule is not quite ours. Both take quantiles of type 7 for edges; R then adds one to
//! each, whatever the unit, and a value equal to the sum is in the bin above. Values are whole
//! here, so both rules agree wherever an edge falls on a value; where it falls between two
//! whole numbers, R puts the first of those above the edge into the bin below it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::Reader;
use regulars::{Bins, CsvColumns, Currency, Fit, Group, Ledger, Money, Rfm, SegmentRules, View};

use super::open;

const AS_OF: &str = "2006-12-31";

/// Recency, frequency and monetary values of a customer, and the score of each.
type Scored = ([i64; 3], [u8; 3]);

#[test]
fn customers_that_r_prints_have_its_values_and_scores() {
    let Some(ours) = ours("r_package_printed") else { return };
    let check = |name: &str, values: [i64; 3], digits: [u8; 3]| {
        assert_eq!(ours[name], (values, digits), "{name}");
    };
    check("Abbey O'Reilly", [205, 6, 472], [3, 4, 3]);
    check("Add Senger", [140, 3, 340], [4, 1, 2]);
    check("Aden Lesch", [194, 4, 405], [3, 2, 3]);
    check("Aden Murphy", [98, 7, 596], [5, 4, 4]);
    check("Admiral Senger", [132, 5, 448], [4, 3, 3]);
}

#[test]
fn scores_differ_from_rs_only_right_above_a_fractional_edge() {
    let Some(ours) = ours("r_package_all") else { return };
    let twin = r_twin("r_package_all");
    assert_eq!((ours.len(), twin.len()), (995, 995));
    let edges = [0, 1, 2].map(|d| quantiles(ours.values().map(|(values, _)| values[d]).collect()));
    let mut differences = [0; 3];
    for ((name, (values, digits)), (same, (r_values, r_digits))) in ours.iter().zip(&twin) {
        assert_eq!((name, values), (same, r_values));
        for d in 0..3 {
            // Right above an edge, and less than R's one above it.
            let value = values[d] as f64;
            let between = edges[d].iter().any(|edge| *edge < value && value < edge + 1.0);
            assert_eq!(digits[d] != r_digits[d], between, "{name}: {value}");
            assert!(digits[d].abs_diff(r_digits[d]) <= 1);
            differences[d] += usize::from(between);
        }
    }
    assert_eq!(differences, [1, 0, 2], "of 995 customers each");
}

/// The ranges in the package's own tests, by R's edges: what its `rfm_segment` makes of them for the
/// first name. The four names that own no cell are left out, which `build` would refuse.
#[test]
fn ranges_of_ones_own_find_the_customers_that_r_finds() {
    use regulars::Segment::*;
    let Some(view) = view("r_package_ranges") else { return };
    let map = SegmentRules::new([5, 5, 5])
        .rule(Champions, 4..=5, 4..=5, 4..=5)
        .rule(LoyalCustomers, 2..=5, 3..=5, 3..=5)
        .rule(PotentialLoyalists, 3..=5, 1..=3, 1..=3)
        .rule(NeedAttention, 2..=3, 2..=3, 2..=3)
        .rule(AboutToSleep, 2..=3, 1..=2, 1..=2)
        .rule(AtRisk, 1..=2, 2..=5, 2..=5)
        .rule(Hibernating, 1..=2, 1..=2, 1..=2)
        .otherwise(Others)
        .build()
        .unwrap();
    let edges = |edges: [f64; 4]| Bins::Edges(edges.to_vec());
    let settings = Rfm::new()
        .recency(edges([114.0, 180.0, 297.0, 481.0]))
        .frequency(edges([3.0, 4.0, 5.0, 7.0]))
        .monetary(edges([255.0, 381.0, 506.0, 665.0]))
        .segments(map);
    let groups = settings.fit(view.table()).unwrap().summarise(view.table()).unwrap();
    let Group { customers, orders, revenue, .. } = groups.group(&Champions);
    assert_eq!((customers, orders, revenue), (158, 1_234, Money(120_178)));
    assert_eq!((groups.all().customers, groups.all().orders), (995, 4_906));
}

/// Our customers; nothing if there is no data.
fn view(test: &str) -> Option<View<String>> {
    let file = open(test, "rfm_r_package", "rfm_data_orders.csv.gz")?;
    let columns = CsvColumns::new("customer_id", "order_date", "revenue");
    let currency = Currency::NONE.with_exponent(0).unwrap();
    let (ledger, report) = Ledger::<String>::read_csv(file, &columns, currency).unwrap();
    assert_eq!((report.read, report.kept), (4_906, 4_906));
    Some(ledger.as_of(AS_OF.parse().unwrap()))
}

/// Our values and scores; nothing if there is no data.
fn ours(test: &str) -> Option<BTreeMap<String, Scored>> {
    let view = view(test)?;
    let model = Rfm::new().fit(view.table()).unwrap();
    let scores = view.join(&model).unwrap();
    let rows = scores.zip(view.table().rows()).map(|((name, score), row)| {
        let history = row.history().unwrap();
        let orders = i64::try_from(history.orders()).unwrap();
        let values = [history.days_since_last(), orders, history.revenue().0];
        (name.clone(), (values, [score.r(), score.f(), score.m()]))
    });
    Some(rows.collect())
}

/// What R's package does, literally.
fn r_twin(test: &str) -> BTreeMap<String, Scored> {
    let file = open(test, "rfm_r_package", "rfm_data_orders.csv.gz").expect("it was there before");
    let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let mut customers = BTreeMap::<String, [i64; 3]>::new();
    for row in Reader::from_reader(file).records() {
        let row = row.unwrap();
        let days = (date(AS_OF) - date(&row[1])).num_days();
        let own = customers.entry(row[0].to_owned()).or_insert([i64::MAX, 0, 0]);
        *own = [own[0].min(days), own[1] + 1, own[2] + row[2].parse::<i64>().unwrap()];
    }
    let edges = [0, 1, 2].map(|d| quantiles(customers.values().map(|values| values[d]).collect()));
    let bin = |d: usize, value: i64| {
        let above = edges[d].iter().filter(|edge| *edge + 1.0 <= value as f64).count() as u8;
        if d == 0 { 5 - above } else { 1 + above }
    };
    let scored = |values: [i64; 3]| (values, [0, 1, 2].map(|d| bin(d, values[d])));
    customers.into_iter().map(|(name, values)| (name, scored(values))).collect()
}

/// Fifths of type 7, from a sorted list.
fn quantiles(mut values: Vec<i64>) -> [f64; 4] {
    values.sort_unstable();
    [1, 2, 3, 4].map(|i| {
        let (at, rest) = ((values.len() - 1) * i / 5, (values.len() - 1) * i % 5);
        let (low, high) = (values[at] as f64, values[at + usize::from(0 < rest)] as f64);
        low + (high - low) * rest as f64 / 5.0
    })
}
