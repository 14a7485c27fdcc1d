//! Every kind of bins: against others' numbers, and by the laws that all of them keep.

use proptest::prelude::*;

use super::*;

/// Thirty values with ties and a long tail.
#[rustfmt::skip]
const VALUES: [i64; 30] = [
    400, 2, 9, 21, 15, 14, 18, 4, 18, 14, 15, 21, 9, 402, 0,
    3, 11, 1, 19, 19, 1, 11, 3, 0, 2, 9, 421, 15, 14, 18,
];

/// The bins of `VALUES` as recency and as money, as hexadecimal digits.
fn bins(kind: fn(u8) -> Bins, bins: u8) -> (String, String) {
    let settings = Rfm::new().recency(kind(bins)).monetary(kind(bins)).segments(None);
    let customers: Vec<_> =
        VALUES.iter().map(|&value| (i32::try_from(value).unwrap(), 1, value)).collect();
    let scores = scores(&settings, &customers);
    let digits = |bin: fn(RfmScore) -> u8| {
        scores.iter().map(|&score| format!("{:x}", bin(score))).collect::<String>()
    };
    (digits(RfmScore::r), digits(RfmScore::m))
}

fn scores(settings: &Rfm, customers: &[(i32, i64, i64)]) -> Vec<RfmScore> {
    with_table(customers, |table| settings.fit(table).unwrap().score(table).unwrap())
}

/// pandas 3.1: `1 + (s.rank(method="min") - 1) * bins // len(s)`, ascending for money and
/// descending for days.
#[test]
fn ranks_are_those_of_pandas() {
    let golden = [
        (2, "122111121111212222112222221111", "211221212122121111221111112212"),
        (5, "154123242321415435115345541232", "512533424335251231441321125334"),
        (7, "165134252431517647227467651342", "713644525446371231661321137445"),
        (10, "19724538354271a86922968a971453", "a249657375694a135188153124a657"),
    ];
    for (number, days, money) in golden {
        assert_eq!(bins(Bins::Ranks, number), (days.to_owned(), money.to_owned()), "{number}");
    }
}

/// NumPy 2.4: `1 + searchsorted(quantile(v, i / bins), v, side="left")`.
#[test]
fn quantiles_are_those_of_numpy() {
    let golden = [
        (2, "211221212122121111221111112212"),
        (5, "512533424335251231441321125334"),
        (7, "713754525457371231661321137545"),
        (10, "a249657375694a135188153124a657"),
    ];
    for (number, money) in golden {
        assert_eq!(bins(Bins::Quantiles, number).1, money, "{number}");
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

const KINDS: [fn(u8) -> Bins; 4] =
    [Bins::Quantiles, Bins::Ranks, Bins::NaturalBreaks, Bins::KMeans];

fn settings(kind: fn(u8) -> Bins, bins: u8) -> Rfm {
    Rfm::new().recency(kind(bins)).frequency(kind(bins)).monetary(kind(bins)).segments(None)
}

fn any_customers() -> impl Strategy<Value = Vec<(i32, i64, i64)>> {
    prop::collection::vec((0_i32..60, 1_i64..9, -50_i64..5_000), 1..40)
}

proptest! {
    #[test]
    fn more_is_never_worse(customers in any_customers(), bins in 2_u8..=10, kind in 0_usize..4) {
        let scores = scores(&settings(KINDS[kind], bins), &customers);
        for (a, score) in customers.iter().zip(&scores) {
            let all = [score.r(), score.f(), score.m()];
            prop_assert!(all.iter().all(|bin| (1..=bins).contains(bin)), "{all:?}");
            for (b, other) in customers.iter().zip(&scores) {
                prop_assert!(a.0 > b.0 || score.r() >= other.r());
                prop_assert!(a.1 < b.1 || score.f() >= other.f());
                prop_assert!(a.2 < b.2 || score.m() >= other.m());
            }
        }
    }

    #[test]
    fn neither_order_nor_currency_matters(
        customers in any_customers(),
        bins in 2_u8..=10,
        kind in 0_usize..4,
    ) {
        let settings = settings(KINDS[kind], bins);
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

    /// Quantiles of type 7 lie between values, and so depend on how many there are.
    #[test]
    fn customers_twice_over_score_the_same(
        customers in any_customers(),
        bins in 2_u8..=10,
        kind in 1_usize..4,
    ) {
        let settings = settings(KINDS[kind], bins);
        let twice: Vec<_> = customers.iter().flat_map(|&customer| [customer; 2]).collect();
        let once = scores(&settings, &customers);
        let scores: Vec<_> = scores(&settings, &twice).into_iter().step_by(2).collect();
        prop_assert_eq!(scores, once);
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
