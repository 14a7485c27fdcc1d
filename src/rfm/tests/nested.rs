//! Bins within bins, what F and M are measured by, and how many customers each bin has.

use proptest::prelude::*;

use super::bins::KINDS;
use super::*;

fn scores(settings: &Rfm, customers: &[Own]) -> Vec<RfmScore> {
    with_own(customers, |table| settings.fit(table).unwrap().score(table).unwrap())
}

pub(super) fn any_customers() -> impl Strategy<Value = Vec<Own>> {
    let own = (0_i32..60, 1_i64..9, 1_i64..5, -50_i64..5_000).prop_map(
        |(days, orders, purchase_days, revenue)| {
            let purchase_days = purchase_days.min(orders);
            Own { days, orders, purchase_days, revenue }
        },
    );
    prop::collection::vec(own, 1..40)
}

const COUNTS: [Count; 3] = [Count::Orders, Count::PurchaseDays, Count::Repeats];
const SPENDS: [Spend; 3] = [Spend::Total, Spend::MeanPerOrder, Spend::MeanPerPurchaseDay];

pub(super) fn any_settings() -> impl Strategy<Value = Rfm> {
    let kinds = (0_usize..4, 2_u8..=10, 0_usize..4, 2_u8..=10, 0_usize..4, 2_u8..=10);
    (kinds, 0_usize..3, 0_usize..3, any::<bool>()).prop_map(
        |((r, bins_r, f, bins_f, m, bins_m), count, spend, nested)| {
            let settings = Rfm::new()
                .recency(KINDS[r](bins_r))
                .frequency(KINDS[f](bins_f))
                .monetary(KINDS[m](bins_m))
                .count(COUNTS[count])
                .spend(SPENDS[spend])
                .segments(None);
            if nested { settings.nested() } else { settings }
        },
    )
}

/// What M compares, exactly: revenue over a count.
fn fraction(own: &Own, spend: Spend) -> (i128, i128) {
    let per = match spend {
        Spend::Total => 1,
        Spend::MeanPerOrder => own.orders,
        Spend::MeanPerPurchaseDay => own.purchase_days,
    };
    (own.revenue.into(), per.into())
}

fn counted(own: &Own, count: Count) -> i64 {
    match count {
        Count::Orders => own.orders,
        Count::PurchaseDays => own.purchase_days,
        Count::Repeats => own.purchase_days - 1,
    }
}

#[test]
fn bins_within_bins_are_filled_evenly() {
    // Who bought lately ordered more and spent more: F and M of all would say so once again.
    let customers: Vec<Own> = (0..8)
        .map(|i| Own {
            days: i,
            orders: i64::from(100 - 10 * i),
            purchase_days: 2,
            revenue: i64::from(1_000 - 100 * i),
        })
        .collect();
    let settings = Rfm::new().bins(2).segments(None);
    let digits = |settings: &Rfm| -> Vec<String> {
        scores(settings, &customers).into_iter().map(RfmScore::digits).collect()
    };
    assert_eq!(digits(&settings), ["222", "222", "222", "222", "111", "111", "111", "111"]);
    let nested = digits(&settings.nested());
    assert_eq!(nested, ["222", "221", "212", "211", "122", "121", "112", "111"]);
}

#[test]
fn a_mean_is_compared_exactly() {
    let edge = Bins::Edges(vec![3_333.0]);
    let settings = Rfm::new().monetary(edge).spend(Spend::MeanPerOrder).segments(None);
    let own = |orders, revenue| Own { days: 0, orders, purchase_days: 1, revenue };
    let customers =
        [own(3, 9_999), own(3, 10_000), own(10_000, 33_330_000), own(10_000, 33_330_001)];
    let found: Vec<u8> = scores(&settings, &customers).into_iter().map(RfmScore::m).collect();
    assert_eq!(found, [1, 2, 1, 2]);
    // An edge that is no whole number of parts.
    let settings = settings.monetary(Bins::Edges(vec![33.3]));
    let found = scores(&settings, &[own(10, 333), own(10, 334), own(1_000, 33_300)]);
    assert_eq!(found.into_iter().map(RfmScore::m).collect::<Vec<_>>(), [1, 2, 1]);
}

#[test]
fn weights_out_of_bounds_are_refused() {
    let refused = |r, f, m, name: &str| {
        let err = RfmWeights::new(r, f, m).unwrap_err();
        assert!(matches!(*err.kind(), ErrorKind::Param { name: found, .. } if found == name));
    };
    refused(f64::NAN, 1.0, 1.0, "r");
    refused(1.0, -1.0, 1.0, "f");
    refused(1.0, 1.0, f64::INFINITY, "m");
    refused(0.0, 0.0, 0.0, "weights");
    assert!(RfmWeights::new(0.0, 0.0, 1.0).is_ok());
}

#[test]
fn a_prospect_weighs_nothing() {
    let weights = RfmWeights::new(1.0, 1.0, 1.0).unwrap();
    let customers = [Own { days: 1, orders: 0, purchase_days: 0, revenue: 0 }];
    let settings = Rfm::new().recency(Bins::Edges(vec![9.0]));
    let settings = settings.frequency(Bins::Edges(vec![9.0])).monetary(Bins::Edges(vec![9.0]));
    let score = scores(&settings.segments(None), &customers)[0];
    assert_eq!((score.fm().to_bits(), score.weighted(weights).to_bits()), (0, 0));
}

proptest! {
    /// The slow way: fit the customers of each parent bin by themselves.
    #[test]
    fn nested_bins_are_bins_of_the_parent(settings in any_settings(), customers in any_customers()) {
        let nested = scores(&settings.clone().nested(), &customers);
        for parent in &nested {
            let among = |in_f: bool| -> Vec<(Own, RfmScore)> {
                let kin = |s: &RfmScore| s.r() == parent.r() && (!in_f || s.f() == parent.f());
                let all = customers.iter().copied().zip(nested.iter().copied());
                all.filter(|(_, score)| kin(score)).collect()
            };
            for (in_f, digit) in [(false, RfmScore::f as fn(RfmScore) -> u8), (true, RfmScore::m)] {
                let kin = among(in_f);
                let alone: Vec<Own> = kin.iter().map(|(own, _)| *own).collect();
                let apart = apart(&settings);
                let expected = scores(&apart, &alone).into_iter().map(digit);
                prop_assert!(kin.iter().map(|(_, score)| digit(*score)).eq(expected));
            }
        }
    }

    #[test]
    fn more_is_never_worse_among_those_of_one_parent(
        settings in any_settings(),
        customers in any_customers(),
        count in 0_usize..3,
        spend in 0_usize..3,
    ) {
        let (count, spend) = (COUNTS[count], SPENDS[spend]);
        let settings = settings.count(count).spend(spend).nested();
        let all: Vec<_> = customers.iter().zip(scores(&settings, &customers)).collect();
        for (a, score) in &all {
            for (b, other) in &all {
                prop_assert!(a.days > b.days || score.r() >= other.r());
                if score.r() != other.r() {
                    continue;
                }
                prop_assert!(counted(a, count) < counted(b, count) || score.f() >= other.f());
                let ((x, per_x), (y, per_y)) = (fraction(a, spend), fraction(b, spend));
                prop_assert!(score.f() != other.f() || x * per_y < y * per_x || score.m() >= other.m());
            }
        }
    }

    /// Means that differ by less than a thousandth of a minor unit may share a bin, and equal ones
    /// always do.
    #[test]
    fn equal_means_share_a_bin(settings in any_settings(), customers in any_customers(), times in 2_i64..5) {
        let settings = apart(&settings.spend(Spend::MeanPerOrder));
        let same = customers.iter().map(|own| Own {
            orders: own.orders * times,
            revenue: own.revenue * times,
            ..*own
        });
        let both: Vec<Own> = customers.iter().copied().chain(same).collect();
        let scores = scores(&settings, &both);
        let (once, multiple) = scores.split_at(customers.len());
        prop_assert!(once.iter().map(|score| score.m()).eq(multiple.iter().map(|score| score.m())));
    }

    #[test]
    fn every_customer_is_counted_in_their_bin(settings in any_settings(), customers in any_customers()) {
        let (model, scores) = with_own(&customers, |table| {
            let model = settings.fit(table).unwrap();
            let scores = model.score(table).unwrap();
            (model, scores)
        });
        let having = |of: &dyn Fn(&RfmScore) -> bool| scores.iter().filter(|s| of(s)).count() as u64;
        for (place, &counted) in model.recency().customers().iter().rev().enumerate() {
            prop_assert_eq!(counted, having(&|score| usize::from(score.r()) == place + 1));
        }
        for bin in 0..usize::from(model.frequency()[0].bins()) {
            let counted: u64 = model.frequency().iter().map(|edges| edges.customers()[bin]).sum();
            prop_assert_eq!(counted, having(&|score| usize::from(score.f()) == bin + 1));
        }
        let bins = usize::from(model.frequency()[0].bins());
        for (place, edges) in model.monetary().iter().enumerate().filter(|_| 1 < model.monetary().len()) {
            let within = |score: &RfmScore| {
                usize::from(score.r() - 1) * bins + usize::from(score.f() - 1) == place
            };
            prop_assert_eq!(edges.customers().iter().sum::<u64>(), having(&within));
        }
        let digits: [fn(RfmScore) -> u8; 3] = [RfmScore::r, RfmScore::f, RfmScore::m];
        for (empty, digit) in model.empty_bins().iter().zip(digits) {
            prop_assert!(empty.iter().all(|&bin| scores.iter().all(|&score| digit(score) != bin)));
        }
    }
}

/// The same settings without nesting.
fn apart(settings: &Rfm) -> Rfm {
    let mut apart = settings.clone();
    apart.nested = false;
    apart
}

#[test]
fn edges_are_told_in_the_units_of_their_values() {
    // Two lately with one order each, two long ago with two and four.
    let customers = [(2, 1, 500), (4, 1, 700), (60, 2, 900), (90, 4, 1_100)];
    let settings = Rfm::new().bins(2).segments(None);
    let told = |settings: Rfm, language| {
        with_table(&customers, |table| settings.fit(table).unwrap()).text(language)
    };
    assert_eq!(
        told(settings.clone().frequency(Bins::Ranks(4)), Language::English),
        "RFM as of 1997-05-19\n\
         R, days since the last order: 2 up to 32, 1 beyond\n\
         F, orders: 1 up to 1, 3 up to 2, 4 beyond; nobody in 2\n\
         M, revenue: 1 up to USD 8.00, 2 beyond"
    );
    let nested = settings.spend(Spend::MeanPerOrder).count(Count::Repeats).nested();
    assert_eq!(
        told(nested.clone(), Language::English),
        "RFM as of 1997-05-19\n\
         R, days since the last order: 2 up to 32, 1 beyond\n\
         F within R 1, repeats: 1 up to 1, 2 beyond; nobody in 2\n\
         F within R 2, repeats: 1 up to 0, 2 beyond; nobody in 2\n\
         M within R 1 and F 1, revenue an order: 1 up to USD 3.6250, 2 beyond\n\
         M within R 1 and F 2, revenue an order: 1 up to USD 4.75, 2 beyond; nobody in 1, 2\n\
         M within R 2 and F 1, revenue an order: 1 up to USD 6.00, 2 beyond\n\
         M within R 2 and F 2, revenue an order: 1 up to USD 4.75, 2 beyond; nobody in 1, 2"
    );
    let chinese = told(nested, Language::Chinese);
    let lines: Vec<&str> = chinese.lines().collect();
    assert_eq!(lines[0], "RFM模型，截至1997-05-19");
    assert_eq!(lines[1], "R，距上次下单天数：2档不超过32，其余为1档");
    assert_eq!(lines[2], "F（R为1），复购次数：1档不超过1，其余为2档；2档无客户");
    assert_eq!(
        lines[7],
        "M（R为2且F为2），平均每单消费：1档不超过USD 4.75，其余为2档；1、2档无客户"
    );
}
