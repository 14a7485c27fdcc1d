//! Every kind of bins: against others' numbers, and by the laws that all of them keep.

use proptest::prelude::*;

use super::*;

fn scores(settings: &Rfm, customers: &[(i32, i64, i64)]) -> Vec<RfmScore> {
    with_table(customers, |table| settings.fit(table).unwrap().score(table).unwrap())
}

/// One case of the golden file, which its script made with NumPy and pandas.
struct Golden {
    name: String,
    values: Vec<i64>,
    bins: u8,
    more_is_better: Vec<u8>,
    less_is_better: Vec<u8>,
    edges: Vec<f64>,
    quantiles: Vec<u8>,
}

fn golden() -> Vec<Golden> {
    let text = include_str!("../../../tests/golden/rfm_bins.json");
    let cases: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<i64> {
        value.as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect()
    };
    let digits = |value: &serde_json::Value| -> Vec<u8> {
        numbers(value).into_iter().map(|digit| u8::try_from(digit).unwrap()).collect()
    };
    let case = |case: serde_json::Value| Golden {
        name: format!("{} in {} bins", case["name"], case["bins"]),
        values: numbers(&case["values"]),
        bins: u8::try_from(case["bins"].as_u64().unwrap()).unwrap(),
        more_is_better: digits(&case["more_is_better"]),
        less_is_better: digits(&case["less_is_better"]),
        edges: case["edges"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect(),
        quantiles: digits(&case["quantiles"]),
    };
    cases.into_iter().map(case).collect()
}

/// Each value as money, and as days where it can be.
fn golden_scores(kind: fn(u8) -> Bins, case: &Golden) -> (RfmModel, Vec<RfmScore>, bool) {
    let settings = Rfm::new().recency(kind(case.bins)).monetary(kind(case.bins)).segments(None);
    let can_be_days = case.values.iter().all(|value| (0..10_000).contains(value));
    let days = |value| if can_be_days { i32::try_from(value).unwrap() } else { 0 };
    let customers: Vec<_> = case.values.iter().map(|&value| (days(value), 1, value)).collect();
    let model = with_table(&customers, |table| settings.fit(table).unwrap());
    let scores = with_table(&customers, |table| model.score(table).unwrap());
    (model, scores, can_be_days)
}

#[test]
fn ranks_are_those_of_pandas() {
    for case in golden() {
        let (_, scores, can_be_days) = golden_scores(Bins::Ranks, &case);
        let digits = |bin: fn(RfmScore) -> u8| scores.iter().map(move |&score| bin(score));
        assert!(digits(RfmScore::m).eq(case.more_is_better.iter().copied()), "{}", case.name);
        if can_be_days {
            assert!(digits(RfmScore::r).eq(case.less_is_better.iter().copied()), "{}", case.name);
        }
    }
}

#[test]
fn quantiles_are_those_of_numpy() {
    for case in golden() {
        let (model, scores, _) = golden_scores(Bins::Quantiles, &case);
        for (&found, &expected) in model.monetary()[0].values().iter().zip(&case.edges) {
            // NumPy rounds the fraction before it weighs with it, and ours is exact: of values up
            // to 10¹² a few units in the last place.
            assert!((found - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{}", case.name);
        }
        let digits = scores.iter().map(|score| score.m());
        assert!(digits.eq(case.quantiles.iter().copied()), "{}", case.name);
    }
}

#[test]
fn breaks_fall_where_the_gaps_are() {
    let days = [1, 2, 3, 20, 21, 22, 70];
    let customers: Vec<_> = days.iter().map(|&day| (day, 1, i64::from(day) * 100)).collect();
    let learned = |kind: fn(u8) -> Bins, bins| {
        let settings = Rfm::new().recency(kind(bins)).monetary(kind(bins)).segments(None);
        with_table(&customers, |table| settings.fit(table).unwrap())
    };
    let breaks = learned(Bins::NaturalBreaks, 3);
    assert_eq!(breaks.recency().values(), [3.0, 22.0]);
    assert_eq!(breaks.monetary()[0].values(), [300.0, 2_200.0]);
    let means = learned(Bins::KMeans, 3);
    assert_eq!(means.recency().values(), [11.5, 45.5]);
    // Seven values and ten bins: each has its own, and three are left over at the top.
    let many = learned(Bins::NaturalBreaks, 10);
    assert_eq!(many.recency().values(), [1.0, 2.0, 3.0, 20.0, 21.0, 22.0, 70.0, 70.0, 70.0]);
    assert_eq!(many.recency().bin(70), 7);
}

#[test]
fn bins_out_of_bounds_are_refused_whatever_their_kind() {
    for kind in KINDS {
        refused(&Rfm::new().recency(kind(1)).segments(None), "recency");
        refused(&Rfm::new().monetary(kind(11)).segments(None), "monetary");
        let settings = Rfm::new().frequency(kind(5)).segments(None);
        let err = with_table(&[(0, 0, 0)], |table| settings.fit(table).unwrap_err());
        assert_eq!(err.kind(), &ErrorKind::TooFew { found: 0, needed: 1 });
    }
}

pub(super) const KINDS: [fn(u8) -> Bins; 4] =
    [Bins::Quantiles, Bins::Ranks, Bins::NaturalBreaks, Bins::KMeans];

fn settings(kind: fn(u8) -> Bins, bins: u8) -> Rfm {
    Rfm::new().recency(kind(bins)).frequency(kind(bins)).monetary(kind(bins)).segments(None)
}

fn nested(kind: fn(u8) -> Bins, bins: u8, nested: bool) -> Rfm {
    let settings = settings(kind, bins);
    if nested { settings.nested() } else { settings }
}

/// Edges of one's own, in units of which money has `per`.
fn fixed(edges: &[i32], per: i32) -> Rfm {
    let mut edges = edges.to_vec();
    edges.sort_unstable();
    let bins = |per: i32| Bins::Edges(edges.iter().map(|&edge| f64::from(edge * per)).collect());
    Rfm::new().recency(bins(1)).frequency(bins(1)).monetary(bins(per)).segments(None)
}

fn any_customers() -> impl Strategy<Value = Vec<(i32, i64, i64)>> {
    prop::collection::vec((0_i32..60, 1_i64..9, -50_i64..5_000), 1..40)
}

/// Whether more orders and money and fewer days never bring a lower digit.
fn check_monotone(
    customers: &[(i32, i64, i64)],
    scores: &[RfmScore],
    bins: u8,
) -> Result<(), TestCaseError> {
    for (a, score) in customers.iter().zip(scores) {
        let all = [score.r(), score.f(), score.m()];
        prop_assert!(all.iter().all(|bin| (1..=bins).contains(bin)), "{all:?}");
        for (b, other) in customers.iter().zip(scores) {
            prop_assert!(a.0 > b.0 || score.r() >= other.r());
            prop_assert!(a.1 < b.1 || score.f() >= other.f());
            prop_assert!(a.2 < b.2 || score.m() >= other.m());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn more_is_never_worse(customers in any_customers(), bins in 2_u8..=10, kind in 0_usize..4) {
        let scores = scores(&settings(KINDS[kind], bins), &customers);
        check_monotone(&customers, &scores, bins)?;
    }

    /// A value that no customer had when the edges were learned is in a bin between those of its
    /// neighbours, and in the lowest or the highest if it has none.
    #[test]
    fn unseen_values_are_in_bins_between(
        customers in any_customers(),
        unseen in prop::collection::vec((0_i32..100, 1_i64..20, -100_i64..6_000), 1..10),
        bins in 2_u8..=10,
        kind in 0_usize..4,
    ) {
        let settings = settings(KINDS[kind], bins);
        let model = with_table(&customers, |table| settings.fit(table).unwrap());
        let all: Vec<_> = customers.iter().chain(&unseen).copied().collect();
        let scores = with_table(&all, |table| model.score(table).unwrap());
        check_monotone(&all, &scores, bins)?;
        for (own, score) in all.iter().zip(&scores) {
            let beyond = |further: &dyn Fn(&(i32, i64, i64)) -> bool| customers.iter().all(further);
            prop_assert!(!beyond(&|known| known.0 < own.0) || score.r() == 1);
            prop_assert!(!beyond(&|known| own.0 < known.0) || score.r() == bins);
            prop_assert!(!beyond(&|known| own.1 < known.1) || score.f() == 1);
            prop_assert!(!beyond(&|known| known.1 < own.1) || score.f() == bins);
            prop_assert!(!beyond(&|known| own.2 < known.2) || score.m() == 1);
            prop_assert!(!beyond(&|known| known.2 < own.2) || score.m() == bins);
        }
    }

    #[test]
    fn given_edges_are_monotone_and_scale_with_money(
        customers in any_customers(),
        edges in prop::collection::vec(-10_i32..70, 1..10),
    ) {
        let bins = u8::try_from(edges.len()).unwrap() + 1;
        let found = scores(&fixed(&edges, 1), &customers);
        check_monotone(&customers, &found, bins)?;
        let hundredfold: Vec<_> = customers.iter().map(|&(r, f, m)| (r, f, m * 100)).collect();
        prop_assert_eq!(scores(&fixed(&edges, 100), &hundredfold), found);
    }

    #[test]
    fn neither_order_nor_currency_matters(
        customers in any_customers(),
        bins in 2_u8..=10,
        kind in 0_usize..4,
        within in any::<bool>(),
    ) {
        let settings = nested(KINDS[kind], bins, within);
        let mut backwards = scores(&settings, &customers.iter().rev().copied().collect::<Vec<_>>());
        backwards.reverse();
        let hundredfold: Vec<_> = customers.iter().map(|&(r, f, m)| (r, f, m * 100)).collect();
        let expected = scores(&settings, &customers);
        prop_assert_eq!(&backwards, &expected);
        // Equally tight groups could be told apart by rounding; a factor of two rounds nothing.
        let factor = if kind < 2 { hundredfold } else {
            customers.iter().map(|&(r, f, m)| (r, f, m * 128)).collect()
        };
        prop_assert_eq!(scores(&settings, &factor), expected);
    }

    /// Quantiles of type 7 lie between values, and so depend on how many there are: see below.
    #[test]
    fn customers_twice_over_score_the_same(
        customers in any_customers(),
        bins in 2_u8..=10,
        kind in 1_usize..4,
        within in any::<bool>(),
    ) {
        let settings = nested(KINDS[kind], bins, within);
        let twice: Vec<_> = customers.iter().flat_map(|&customer| [customer; 2]).collect();
        let once = scores(&settings, &customers);
        let scores: Vec<_> = scores(&settings, &twice).into_iter().step_by(2).collect();
        prop_assert_eq!(scores, once);
    }

    /// An edge between two values stays between them when all customers come twice.
    #[test]
    fn quantiles_of_customers_twice_over_are_between_the_same_values(
        customers in any_customers(),
        bins in 2_u8..=10,
    ) {
        let twice: Vec<_> = customers.iter().flat_map(|&customer| [customer; 2]).collect();
        let settings = settings(Bins::Quantiles, bins);
        let model = with_table(&twice, |table| settings.fit(table).unwrap());
        let mut values: Vec<i32> = customers.iter().map(|own| own.2.try_into().unwrap()).collect();
        values.sort_unstable();
        for (i, &edge) in (1..).zip(model.monetary()[0].values()) {
            let below = (values.len() - 1) * i / usize::from(bins);
            let above = values[(below + 1).min(values.len() - 1)];
            prop_assert!((f64::from(values[below])..=f64::from(above)).contains(&edge));
        }
    }

    /// Bins that count customers depend on their order alone.
    #[test]
    fn what_money_is_measured_by_does_not_matter(
        customers in any_customers(),
        bins in 2_u8..=10,
        kind in 0_usize..2,
        within in any::<bool>(),
    ) {
        let settings = nested(KINDS[kind], bins, within);
        let cubed: Vec<_> = customers.iter().map(|&(r, f, m)| (r, f, m * m * m + 7 * m)).collect();
        prop_assert_eq!(scores(&settings, &cubed), scores(&settings, &customers));
    }

    /// Bins that count customers: one more at the lower end lifts the others, if anything.
    #[test]
    fn nobody_falls_because_somebody_worse_comes(
        customers in any_customers(),
        bins in 2_u8..=10,
        kind in 0_usize..2,
    ) {
        let settings = settings(KINDS[kind], bins);
        let more: Vec<_> = customers.iter().copied().chain([(99, 1, -99)]).collect();
        for (was, is) in scores(&settings, &customers).into_iter().zip(scores(&settings, &more)) {
            prop_assert!(was.r() <= is.r() && was.f() <= is.f() && was.m() <= is.m());
        }
    }

    /// Rank bins are the formula, for values seen and unseen.
    #[test]
    fn ranks_are_what_the_formula_says(
        customers in any_customers(),
        bins in 2_u8..=10,
        unseen in (0_i32..80, -100_i64..6_000),
    ) {
        let model = with_table(&customers, |table| settings(Bins::Ranks, bins).fit(table).unwrap());
        let n = customers.len();
        let bin = |below: usize| u8::try_from(1 + below * usize::from(bins) / n).unwrap().min(bins);
        let values = customers.iter().map(|c| (c.0, c.2)).chain([unseen]);
        for (days, money) in values {
            let longer = customers.iter().filter(|c| c.0 > days).count();
            let less = customers.iter().filter(|c| c.2 < money).count();
            prop_assert_eq!(bins + 1 - model.recency().bin(days.into()), bin(longer));
            prop_assert_eq!(model.monetary()[0].bin(money), bin(less));
        }
    }
}
