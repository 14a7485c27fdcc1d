#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts in tests are small, and what must agree to the bit is compared so"
)]

#[cfg(feature = "serde")]
mod stored;

use super::*;
use crate::day::{Day, Days};
use crate::engine::{Fit, Score, from_fn};
use crate::error::{ErrorKind, Found};
use crate::language::Language;
use crate::ledger::{Ledger, View};
use crate::money::{Currency, Money};
use crate::num::rng::Rng;
use crate::record::Purchase;
use crate::segment::kmeans::KMeans;
use crate::segment::prepare::{Missing, Preparation};
use crate::segment::{Nearest, adjusted_rand_index};
use crate::table::Variable;

/// Customers of three kinds, a third each, and one who has returned something and never bought:
/// many dear orders lately, some orders, and one cheap order long ago.
fn shop() -> View<u64> {
    let mut rng = Rng::new(3, "segment/customers");
    let mut ledger = Ledger::new(Currency::EUR);
    let end: Day = "2024-12-31".parse().unwrap();
    let mut buy = |customer: u64, days_ago: u32, amount: i64| {
        let day = end - Days(days_ago);
        ledger.append([(customer, Purchase::new(day, Money(amount)))]).unwrap();
    };
    let mut up_to = |most: u32| {
        (0..most).take_while(|_| rng.bernoulli(1.0 - 1.0 / f64::from(most))).count() as u32
    };
    for customer in 0..300 {
        let (orders, every, amount) =
            [(20, 10, 20_000), (5, 40, 5_000), (1, 1, 500)][usize::try_from(customer % 3).unwrap()];
        let last = [1, 60, 600][usize::try_from(customer % 3).unwrap()];
        let last = last + up_to(last / 3 + 1);
        for order in 0..orders {
            buy(customer, last + order * every, amount + i64::from(up_to(100)));
        }
    }
    buy(999, 5, -700);
    ledger.as_of(end)
}

#[test]
fn three_kinds_of_customers_are_three_segments() {
    let view = shop();
    let model = Segmentation::new(KMeans::new(3)).fit(view.table()).unwrap();
    let found = model.score(view.table()).unwrap();
    let labels: Vec<u32> = found.iter().flatten().map(|found| found.label).collect();
    // The one who has not bought belongs to none; the others come in the order of their kinds.
    assert_eq!((labels.len(), found[300], model.left_out()), (300, None, 1));
    assert!(labels.iter().enumerate().all(|(row, &label)| label as usize == row % 3));

    let [dear, some, cheap] = model.profiles() else { panic!("three") };
    assert_eq!([dear.customers(), some.customers(), cheap.customers()], [100; 3]);
    assert_eq!(cheap.quartiles()[1], Some([1.0; 3]));
    let spent = view.table().rows().filter(|row| row.history().is_some());
    let all: i64 = spent.map(|row| row.revenue().0).sum();
    assert_eq!([dear, some, cheap].map(|of| of.revenue().0).iter().sum::<i64>(), all);
    let shares = [dear, some, cheap].map(|of| of.share_of_revenue().unwrap());
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-15 && 0.8 < shares[0]);

    let names = [0, 1, 2].map(|label| model.name(label, Language::English));
    assert_eq!(names, ["recent · frequent · high spend", "average", "lapsed · rare · low spend"]);
    assert_eq!(model.name(0, Language::Chinese), "近期·高频·高额");
    assert_eq!(model.name(3, Language::English), "");
}

#[test]
fn a_row_alone_is_placed_as_the_matrix_was() {
    let view = shop();
    let columns = [Variable::DaysSinceLast, Variable::MeanGap, Variable::RevenuePerOrder];
    let settings = Segmentation::new(KMeans::new(7)).variables(columns);
    let rows = settings.rows(view.table()).unwrap();
    let model = settings.fit(view.table()).unwrap();
    let points = model.prepared().apply(rows.cells.view()).unwrap();
    let labels = model.kmeans().predict(points.view()).unwrap();
    for (&row, label) in rows.at.iter().zip(labels) {
        let found = model.score_one(view.table().row(row)).unwrap().unwrap();
        assert_eq!(found.label, label);
    }
    // Sizes are those of the labels.
    let sizes: u64 = model.profiles().iter().map(Profile::customers).sum();
    assert_eq!(sizes, 300);
}

#[test]
fn the_unit_of_money_is_no_matter_under_standard() {
    let view = shop();
    let by = |factor: f64| {
        let scorers = (
            from_fn(move |row| factor * row.revenue().0 as f64),
            from_fn(|row| row.history().map_or(f64::NAN, |history| history.orders() as f64)),
        );
        let how = Preparation::standard().missing(Missing::Median);
        let settings = Segmentation::new(KMeans::new(3)).preparation(how);
        let model = settings.fit_by(["spent", "orders"], &scorers, view.table()).unwrap();
        let found = model.by(&scorers).unwrap().score(view.table()).unwrap();
        found.into_iter().flatten().map(|found| found.label).collect::<Vec<_>>()
    };
    assert_eq!(adjusted_rand_index(&by(1.0), &by(1e-6)).unwrap(), 1.0);
}

#[test]
fn missing_values_count_as_the_rule_says() {
    let view = shop();
    let day = view.as_of();
    let grade =
        |key: &u64| key.is_multiple_of(2).then_some(if key.is_multiple_of(3) { 9.0 } else { 1.0 });
    let view = view.with_feature("grade", day, grade).unwrap();
    let grades = Segmentation::new(KMeans::new(2)).variables([Variable::column("grade")]);
    // Of whom nothing is known, nothing is said.
    let model = grades.fit(view.table()).unwrap();
    assert_eq!(model.left_out(), 151);
    assert!(model.score_one(view.table().row(1)).unwrap().is_none());
    // Those of grade 9 are of the kind that spends most.
    assert_eq!(model.name(0, Language::Chinese), "grade高");

    // Beside another variable it is the median's.
    let both = [Variable::Orders, Variable::column("grade")];
    let model = grades.clone().variables(both.clone()).fit(view.table()).unwrap();
    assert_eq!(model.left_out(), 1);
    assert!(model.score_one(view.table().row(1)).unwrap().is_some());

    let strict = Preparation::standard();
    let refused = grades.variables(both).prepare(Variable::column("grade"), strict);
    let error = refused.fit(view.table()).unwrap_err();
    let ErrorKind::Cell { row: 2, column, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(column, "grade");
}

#[test]
fn pulls_add_up_to_the_margin() {
    let view = shop();
    let model = Segmentation::new(KMeans::new(5)).variables(Variable::RHYTHM);
    let model = model.fit(view.table()).unwrap();
    for row in view.table().rows() {
        let Some(why) = model.explain(row).unwrap() else { continue };
        assert_eq!(why.margin, why.pulls.iter().map(|pull| pull.pull).sum::<f64>());
        let Nearest { distance, second_distance, .. } = why.nearest;
        let squares = second_distance * second_distance - distance * distance;
        // Squares of roots of sums, whose parts were summed in another order.
        assert!((why.margin - squares).abs() <= 1e-12 * second_distance * second_distance);
        assert!(0.0 <= why.margin);
        assert_eq!(Some(why.nearest), model.score_one(row).unwrap());
    }
    let prospect = view.row(&999).unwrap();
    assert!(model.explain(prospect).unwrap().is_none());
}

#[test]
fn explanations_in_words() {
    let view = shop();
    let model = Segmentation::new(KMeans::new(2)).variables([Variable::Orders]);
    let model = model.fit(view.table()).unwrap();
    let why = model.explain(view.table().row(0)).unwrap().unwrap();
    let text = why.to_string();
    assert!(text.starts_with("frequent, and not rare:\n+"), "{text}");
    assert!(text.ends_with("  orders: 20; centres 20 and 2.46"), "{text}");
    assert!(why.text(Language::Chinese).starts_with("属于“高频”而非“低频”：\n+"));

    let one = Segmentation::new(KMeans::new(1)).fit(view.table()).unwrap();
    let why = one.explain(view.table().row(0)).unwrap().unwrap();
    assert_eq!((why.margin, why.to_string().as_str()), (0.0, "average: there is no other segment"));
}

#[test]
fn segments_keep_their_labels_when_learned_anew() {
    let view = shop();
    let settings = Segmentation::new(KMeans::new(3));
    let before = settings.fit(view.table()).unwrap();
    // Labels in another order, as if revenues had been otherwise.
    let order = [2, 0, 1];
    let profiles = order.map(|label: usize| before.profiles()[label].clone()).to_vec();
    let centers = before.kmeans().centers().select(ndarray::Axis(0), &order);
    let kmeans = crate::segment::KMeansModel::new(centers).unwrap();
    let earlier = model::Parts { kmeans, profiles, ..before.parts().clone() };
    let earlier = SegmentationModel::new(earlier);
    let after = settings.clone().continuing(&earlier).fit(view.table()).unwrap();
    assert_eq!(after, earlier);

    // Half a year later, of other variables prepared anew, everybody whom nothing has happened to but
    // time is where they were.
    let later = "2025-06-30".parse().unwrap();
    let kinds = settings.clone().variables([Variable::Orders, Variable::Revenue]);
    let before = kinds.fit(view.table()).unwrap();
    let told = before.score(view.table()).unwrap();
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.append([(5, Purchase::new(later, Money(9)))]).unwrap();
    for (key, row) in view.rows() {
        for day in row.timeline().into_iter().flat_map(|timeline| timeline.iter()) {
            for _ in 0..day.orders.max(1) {
                let amount = Money(day.revenue.0 / i64::try_from(day.orders.max(1)).unwrap());
                ledger.append([(*key, Purchase::new(day.day, amount))]).unwrap();
            }
        }
    }
    let anew = kinds.continuing(&before).fit(ledger.as_of(later).table()).unwrap();
    let tells = anew.score(ledger.as_of(later).table()).unwrap();
    let label = |found: &Option<Nearest>| found.map(|found| found.label);
    assert!(told.iter().map(label).eq(tells.iter().map(label)));
}

#[test]
fn what_cannot_be_continued_is_refused() {
    let view = shop();
    let settings = Segmentation::new(KMeans::new(3));
    let model = settings.fit(view.table()).unwrap();
    let kind = |settings: Segmentation, table| {
        settings.continuing(&model).fit(table).unwrap_err().kind().clone()
    };
    let others = kind(settings.clone().variables([Variable::Age]), view.table());
    assert!(matches!(others, ErrorKind::Param { name: "continuing", .. }), "{others:?}");
    let turned = [Variable::Orders, Variable::DaysSinceLast, Variable::Revenue];
    let turned = kind(settings.clone().variables(turned), view.table());
    assert!(matches!(turned, ErrorKind::Param { name: "continuing", .. }), "{turned:?}");
    // Bounds within which all segments are one.
    let cut = Preparation::log_robust().winsorise(0.0, 1e-9);
    let met = kind(settings.clone().preparation(cut), view.table());
    assert!(matches!(met, ErrorKind::Param { name: "continuing", .. }), "{met:?}");
    let more = kind(Segmentation::new(KMeans::new(4)), view.table());
    assert!(matches!(more, ErrorKind::Length { found: 3, expected: 4, .. }), "{more:?}");
    let mut dollars = Ledger::new(Currency::USD);
    dollars.append([(1_u64, Purchase::new(view.as_of(), Money(5)))]).unwrap();
    let dollars = kind(settings, dollars.as_of(view.as_of()).table());
    assert!(matches!(dollars, ErrorKind::Currency { .. }), "{dollars:?}");
}

#[test]
fn what_cannot_be_grouped_is_refused() {
    let view = shop();
    let settings = Segmentation::new(KMeans::new(2));
    let kind = |settings: &Segmentation| settings.fit(view.table()).unwrap_err();
    let none = kind(&settings.clone().variables([]));
    assert!(matches!(none.kind(), ErrorKind::TooLittle { what: "variables", .. }));
    let twice = kind(&settings.clone().variables([Variable::Age, Variable::Age]));
    assert!(matches!(twice.kind(), ErrorKind::TwoFeatures { feature } if feature == "age"));
    let lost = kind(&settings.clone().variables([Variable::column("nps")]));
    assert!(matches!(lost.kind(), ErrorKind::NoFeature { feature } if feature == "nps"));
    let nobody = Ledger::<u64>::new(Currency::EUR).as_of(view.as_of());
    let error = settings.fit(nobody.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { what: "customers", .. }));
    let far = (from_fn(|row| if row.revenue().0 < 0 { f64::INFINITY } else { 1.0 }),);
    let error = settings.fit_by(["far"], &far.0.map(|x| [x]), view.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Cell { row: 301, column, .. } if column == "far"));

    // What no scorer ever says is no variable, and a preparation is of one that is.
    let silent = (from_fn(|_| f64::NAN), from_fn(|row| row.revenue().0 as f64));
    let error = settings.fit_by(["said", "spent"], &silent, view.table()).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Cell { found: Found::Nothing, column, .. } if column == "said")
    );
    let typo = settings.clone().prepare(Variable::column("nsp"), Preparation::standard());
    assert!(matches!(kind(&typo).kind(), ErrorKind::Param { name: "prepare", .. }));

    let model = settings.fit(view.table()).unwrap();
    let wide = from_fn(|_| [0.0, 1.0]);
    let error = model.by(&wide).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::Width { found: 2, expected: 3 }));
    let dollars = Ledger::<u64>::new(Currency::USD).as_of(view.as_of());
    assert!(matches!(model.score(dollars.table()).unwrap_err().kind(), ErrorKind::Currency { .. }));
}

/// A segment of which no more is known than how it differs.
fn differing(differences: Vec<f64>) -> Profile {
    let width = differences.len();
    Profile {
        customers: 1,
        share: 1.0,
        revenue: Money(1),
        share_of_revenue: None,
        center: vec![0.0; width],
        quartiles: vec![Some([0.0; 3]); width],
        differences,
        fence: 1.0,
    }
}

#[test]
fn names_differ_whatever_the_centres() {
    let mut rng = Rng::new(5, "segment/names");
    for (k, width) in [1, 2, 5, 9, 30].into_iter().flat_map(|k| [(k, 1), (k, 3)]) {
        let mut away = || (0..width).map(|_| 4.0 * rng.uniform() - 2.0).collect();
        let profiles: Vec<Profile> = (0..k).map(|_| differing(away())).collect();
        let names = names::of(&Variable::RFM[..width], &profiles);
        for (language, dot) in [(Language::English, " · "), (Language::Chinese, "·")] {
            let mut all: Vec<&str> = (0..).take(k).map(|l| names.get(l, language)).collect();
            // A variable is named once, so that no name contradicts itself.
            assert!(all.iter().all(|name| name.split(dot).count() <= width), "{all:?}");
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), k);
        }
    }
}

#[test]
fn names_say_what_is_known() {
    let named = |variables: &[Variable], each: &[&[f64]], language| -> Vec<String> {
        let profiles: Vec<Profile> = each.iter().map(|of| differing(of.to_vec())).collect();
        let names = names::of(variables, &profiles);
        (0..).take(each.len()).map(|label| names.get(label, language).to_owned()).collect()
    };
    let spend = |each, language| named(&[Variable::Revenue], each, language);
    let four: [&[f64]; 4] = [&[2.1], &[0.9], &[0.6], &[-0.1]];
    assert_eq!(
        spend(&four, Language::English),
        ["very high spend", "high spend (higher)", "high spend (lower)", "average"]
    );
    let chinese = ["极高额", "高额（较高）", "高额（较低）", "普通"];
    assert_eq!(spend(&four, Language::Chinese), chinese);
    let three: [&[f64]; 3] = [&[0.1], &[0.3], &[-0.4]];
    let ranks = ["revenue (2 of 3)", "revenue (1 of 3)", "revenue (3 of 3)"];
    assert_eq!(spend(&three, Language::English), ranks);
    assert_eq!(spend(&three[..2], Language::Chinese), ["消费较低", "消费较高"]);
    // A column that reads like another variable.
    let alike = [Variable::Revenue, Variable::column("spend")];
    let crossed = named(&alike, &[&[1.0, 0.0], &[0.0, 1.0]], Language::English);
    assert_eq!(crossed, ["high spend #0", "high spend #1"]);
    // What was filled in for all of a segment is not what it is called by.
    let mut unknown = differing(vec![1.0]);
    unknown.quartiles = vec![None];
    let names = names::of(&[Variable::Revenue], &[unknown]);
    assert_eq!(names.get(0, Language::English), "average");
}

#[test]
fn few_or_equal_members_are_not_outliers() {
    // 80 with one order, 15 with two, and as many with nine: three quarters of the low group are
    // equally far from its centre, and the rest of them no outliers.
    let mut ledger = Ledger::new(Currency::EUR);
    let day = |n| Day::new(n).unwrap();
    for (key, orders) in (0..).zip([vec![1; 80], vec![2; 15], vec![9; 95]].concat()) {
        ledger.append((0..orders).map(|on| (key, Purchase::new(day(on), Money(100))))).unwrap();
    }
    let view = ledger.as_of(day(20));
    let orders = Segmentation::new(KMeans::new(2)).variables([Variable::Orders]);
    let model = orders.preparation(Preparation::none()).fit(view.table()).unwrap();
    let found = model.score(view.table()).unwrap();
    assert!(found.iter().flatten().all(|found| !model.is_outlier(found)));
    assert_eq!(model.drift(view.table()).unwrap().outliers, 0.0);
}

#[test]
fn drift_tells_what_has_changed() {
    let view = shop();
    let model = Segmentation::new(KMeans::new(3)).fit(view.table()).unwrap();
    let same = model.drift(view.table()).unwrap();
    assert_eq!((same.customers, same.segments), (300, 0.0));
    assert!(same.shares.iter().all(|(then, now)| then == now));
    assert!(same.variables.iter().all(|(_, psi)| *psi == 0.0));

    // The first customer alone: e = 1/3 each, and with half a customer more a share of 1.5/2.5, and
    // 0.5/2.5 twice.
    let first = model.drift(view.table().slice(0..1)).unwrap();
    assert_eq!(first.shares.iter().map(|(_, now)| *now).collect::<Vec<_>>(), [1.0, 0.0, 0.0]);
    let [a, b] = [1.5 / 2.5, 0.5 / 2.5_f64];
    let e = 1.0 / 3.0_f64;
    let hand = (a - e) * (a / e).ln() + 2.0 * (b - e) * (b / e).ln();
    assert!((first.segments - hand).abs() < 1e-12);
}
