//! Chances to move, and what follows from them.

use proptest::prelude::*;

use super::*;
use crate::day::Days;

fn matrix<L: Ord + Copy + Send>(counts: &[(L, L, u64)]) -> TransitionMatrix<L> {
    TransitionMatrix::from_counts(counts.iter().copied(), Days(30)).unwrap()
}

/// Shares of all customers, to 1e-12: some hundred sums of products, each of which may be half a
/// rounding off.
#[track_caller]
fn near(found: &[(usize, f64)], expected: &[f64]) {
    let all = 1.0_f64.max(expected.iter().sum());
    assert_eq!(found.len(), expected.len());
    for (&(_, found), expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * all, "{found} is not {expected}");
    }
}

/// Days, to 1e-13 of themselves: they are sums of what is positive, a few roundings each.
#[track_caller]
fn same_days(found: Option<f64>, expected: Option<f64>) {
    let close = |(found, expected): (f64, f64)| (found - expected).abs() <= 1e-13 * expected;
    let right = found.zip(expected).map_or(found == expected, close);
    assert!(right, "{found:?} is not {expected:?}");
}

/// Counts of moves between up to six groups, some of which nobody leaves.
fn any_counts() -> impl Strategy<Value = Vec<(usize, usize, u64)>> {
    let count = prop_oneof![Just(1), 1_u64..50, Just(1_000_000_000)];
    prop::collection::vec((0_usize..6, 0_usize..6, count), 1..20)
}

fn any_customers() -> impl Strategy<Value = Vec<(usize, f64)>> {
    prop::collection::vec((0_usize..8, 0.0_f64..1e6), 0..10)
}

fn all(customers: &[(usize, f64)]) -> f64 {
    customers.iter().map(|(_, customers)| customers).sum()
}

proptest! {
    #[test]
    fn counts_are_those_of_the_migrations(rows in any_rows()) {
        let days = [0, 30, 60, 90].map(day);
        let course = Course::of(ledger(&rows).as_of(day(99)).table(), &days, silence()).unwrap();
        let matrix = TransitionMatrix::of(&course).unwrap();
        let moved = |from: Option<i64>, to: i64| -> u64 {
            course.migrations().iter().map(|step| step.moved(from, Some(to)).customers).sum()
        };
        let labels = matrix.labels();
        for &from in &labels {
            for &to in &labels {
                prop_assert_eq!(matrix.count(from, to), moved(Some(from), to));
            }
            let out = labels.iter().map(|&to| moved(Some(from), to)).sum::<u64>();
            prop_assert_eq!(matrix.out_of(from), out);
            let entering = matrix.entering().into_iter().find(|&(label, _)| label == from);
            close(entering.map_or(0.0, |(_, mean)| mean), number(moved(None, from)) / 3.0);
        }
        let seen = course.groups().iter().flat_map(|groups| groups.iter().map(|(label, _)| label));
        prop_assert_eq!(seen.collect::<std::collections::BTreeSet<_>>(), labels.into_iter().collect());
        prop_assert_eq!(matrix.step(), Days(30));
    }

    #[test]
    fn rows_sum_to_one_and_intervals_hold_their_chance(counts in any_counts(), level in 0.001_f64..1.0) {
        let matrix = matrix(&counts);
        let chain = matrix.chain();
        for from in 0..7 {
            let row: Vec<_> = (0..7).filter_map(|to| matrix.probability(from, to)).collect();
            prop_assert_eq!(row.len(), if matrix.out_of(from) == 0 { 0 } else { 7 });
            if !row.is_empty() {
                close(row.iter().sum(), 1.0);
            }
            for to in 0..7 {
                let p = matrix.probability(from, to);
                prop_assert_eq!(p, chain.probability(from, to));
                let interval = matrix.interval(from, to, level);
                prop_assert_eq!(interval.is_some(), p.is_some());
                if let Some((p, (low, high))) = p.zip(interval) {
                    prop_assert!(0.0 <= low && low <= p && p <= high && high <= 1.0);
                }
            }
        }
    }

    #[test]
    fn nobody_is_lost_on_the_way(
        counts in any_counts(), now in any_customers(), entering in any_customers(), steps in 0_u32..40,
    ) {
        let chain = matrix(&counts).chain();
        let ahead = chain.ahead(now.clone(), steps).unwrap();
        near(&[(0, all(&ahead))], &[all(&now)]);
        let more = chain.ahead_with_entering(now.clone(), entering.clone(), steps).unwrap();
        near(&[(0, all(&more))], &[all(&now) + f64::from(steps) * all(&entering)]);

        // So many steps are one step so many times, to the bit.
        let mut there = now;
        for _ in 0..steps {
            there = chain.ahead_with_entering(there, entering.clone(), 1).unwrap();
        }
        let known = |there: &[(usize, f64)]| -> Vec<(usize, f64)> {
            there.iter().copied().filter(|&(_, customers)| customers != 0.0).collect()
        };
        if steps != 0 {
            prop_assert_eq!(known(&there), known(&more));
        }
    }

    #[test]
    fn days_until_are_a_step_and_those_from_there(counts in any_counts(), to in 0_usize..6) {
        let chain = matrix(&counts).chain();
        let until = chain.mean_days_until(to);
        let of = |label: usize| until.iter().find(|&&(from, _)| from == label).and_then(|&(_, days)| days);
        for &(from, days) in until.iter().filter(|&&(from, _)| from != to) {
            let ways = (0..6).filter_map(|on| Some((on, chain.probability(from, on)?)));
            let ways: Vec<_> = ways.filter(|&(_, chance)| 0.0 < chance).collect();
            let next = ways.iter().map(|&(on, chance)| Some(chance * of(on)?)).sum::<Option<f64>>();
            // All digits but for the sum, in which who nearly always stays cancels.
            let room = 1e-14 * days.unwrap_or_default();
            match (days, next) {
                (Some(days), Some(next)) => prop_assert!((days - 30.0 - next).abs() <= room),
                // Nobody goes on, or to where customers may get lost.
                (None, next) => prop_assert!(next.is_none() || ways.is_empty()),
                (Some(_), None) => prop_assert!(false, "{} leads to where customers get lost", from),
            }
        }
        if chain.labels().contains(&to) {
            prop_assert_eq!(of(to), Some(0.0));
        }
    }

    #[test]
    fn what_is_as_it_was_changes_nothing(counts in any_counts(), to in 0_usize..6, other in 0.0_f64..1.0) {
        let chain = matrix(&counts).chain();
        for from in 0..6 {
            let Some(p) = chain.probability(from, to).filter(|_| chain.labels().contains(&to)) else {
                continue;
            };
            let same = chain.what_if(from, to, p).unwrap();
            // Back from another chance it is the same too, as shares of the rest are kept.
            let back = chain.what_if(from, to, other).and_then(|other| other.what_if(from, to, p));
            prop_assert_eq!(back.is_err(), p >= 1.0 && other < 1.0);
            for (i, j) in (0..6).flat_map(|i| (0..6).map(move |j| (i, j))) {
                let (was, is) = (chain.probability(i, j), same.probability(i, j));
                prop_assert_eq!(was.is_some(), is.is_some());
                close(is.unwrap_or_default(), was.unwrap_or_default());
                if let Ok(back) = &back {
                    close(back.probability(i, j).unwrap_or_default(), was.unwrap_or_default());
                }
            }
        }
    }
}

#[test]
fn numbers_are_those_of_numpy_and_statsmodels() {
    let text = include_str!("../../../tests/golden/transitions.json");
    for case in serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap() {
        let get = |name: &str| case[name].clone();
        let rows: Vec<Vec<u64>> = serde_json::from_value(get("counts")).unwrap();
        let row = |(from, row): (usize, &Vec<u64>)| -> Vec<(usize, usize, u64)> {
            row.iter().enumerate().map(|(to, &count)| (from, to, count)).collect()
        };
        let matrix = matrix(&rows.iter().enumerate().flat_map(row).collect::<Vec<_>>());
        assert_eq!(u64::from(matrix.step().0), case["days"].as_u64().unwrap());

        let intervals =
            serde_json::from_value::<Vec<(usize, usize, f64, f64, f64)>>(get("intervals"));
        for (from, to, level, low, high) in intervals.unwrap() {
            let found = matrix.interval(from, to, level).unwrap();
            // Absolute: statsmodels subtracts, which leaves it a few roundings of 1.
            let off = (found.0 - low).abs().max((found.1 - high).abs());
            assert!(off < 1e-14, "{from} {to} {level}: {found:?} is not {:?}", (low, high));
        }

        let [start, entering] = ["start", "entering"].map(|name| {
            let numbers: Vec<f64> = serde_json::from_value(get(name)).unwrap();
            numbers.into_iter().enumerate().collect::<Vec<_>>()
        });
        let chain = matrix.chain();
        for (name, entering) in [("ahead", vec![]), ("ahead_with_entering", entering)] {
            for (steps, want) in serde_json::from_value::<Vec<(u32, Vec<f64>)>>(get(name)).unwrap()
            {
                let found = chain.ahead_with_entering(start.clone(), entering.clone(), steps);
                near(&found.unwrap(), &want);
            }
        }

        let until = serde_json::from_value::<Vec<(usize, Vec<f64>)>>(get("mean_days_until"));
        for (to, want) in until.unwrap() {
            for ((_, found), want) in chain.mean_days_until(to).into_iter().zip(want) {
                same_days(found, Some(want));
            }
        }
    }
}

#[test]
fn two_groups_are_counted_on_the_fingers() {
    let chain = matrix(&[("a", "a", 3), ("a", "b", 1), ("b", "a", 1), ("b", "b", 1)]).chain();
    assert_eq!(chain.ahead([("a", 16.0)], 1).unwrap(), [("a", 12.0), ("b", 4.0)]);
    assert_eq!(chain.ahead([("a", 16.0)], 2).unwrap(), [("a", 11.0), ("b", 5.0)]);
    let joined = chain.ahead_with_entering([("a", 16.0)], [("b", 2.0)], 2).unwrap();
    assert_eq!(joined, [("a", 12.0), ("b", 8.0)]); // who comes in moves a step later
    assert_eq!(chain.mean_days_until("b"), [("a", Some(120.0)), ("b", Some(0.0))]);
    assert_eq!(chain.mean_days_until("a"), [("a", Some(0.0)), ("b", Some(60.0))]);
    assert_eq!(chain.mean_days_until("c"), [("a", None), ("b", None)]);
}

#[test]
fn an_interval_is_wilsons() {
    let matrix = matrix(&[("a", "a", 10), ("b", "a", 4), ("b", "b", 6)]);
    // By hand, with z² = 3.8415: (0.4 + 0.19207 ± 1.95996·√(0.024 + 0.0096037))/1.38415.
    let (low, high) = matrix.interval("b", "a", 0.95).unwrap();
    assert!((low - 0.1682).abs() < 5e-5 && (high - 0.6873).abs() < 5e-5, "{low} {high}");
    assert_eq!(matrix.interval("a", "b", 0.95).unwrap().0.to_bits(), 0);
    assert_eq!(matrix.interval("a", "a", 0.95).unwrap().1.to_bits(), 1.0_f64.to_bits());
    for level in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
        assert_eq!(matrix.interval("a", "a", level), None);
    }
    assert_eq!(matrix.interval("c", "a", 0.95), None);
    // Next to no level, and next to all.
    for level in [f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0] {
        for (from, to) in [("a", "a"), ("a", "b"), ("b", "a")] {
            let (low, high) = matrix.interval(from, to, level).unwrap();
            assert!(0.0 <= low && low <= high && high <= 1.0, "{low} {high}");
        }
    }
}

#[test]
fn who_was_only_just_come_to_stays() {
    // Nobody was in "new" when a step began, and of "far" nothing is known at all.
    let mut migration = Migration::new();
    for (from, to) in
        [(Some("a"), Some("a")), (Some("a"), Some("b")), (None, Some("new")), (Some("a"), None)]
    {
        migration.add(from, to, Money(1), Money(1)).unwrap();
    }
    let matrix = TransitionMatrix::from_migration(&migration, Days(7)).unwrap();
    assert_eq!(matrix.labels(), ["a", "b", "new"]);
    assert_eq!((matrix.out_of("a"), matrix.out_of("new"), matrix.count("new", "a")), (2, 0, 0));
    assert_eq!(matrix.probability("new", "new"), None);
    assert_eq!(matrix.entering(), [("new", 1.0)]);
    let chain = matrix.chain();
    let ahead = chain.ahead([("new", 3.0), ("far", 5.0), ("a", 8.0)], 3).unwrap();
    assert_eq!(ahead, [("a", 1.0), ("b", 7.0), ("far", 5.0), ("new", 3.0)]);
    assert_eq!(chain.mean_days_until("b"), [("a", Some(14.0)), ("b", Some(0.0)), ("new", None)]);
    assert!(
        chain.mean_days_until("new").iter().all(|&(from, days)| days.is_none() || from == "new")
    );
}

#[test]
fn one_group_and_nobody_are_chains() {
    let chain = matrix(&[("a", "a", 2), ("b", "b", 0)]).chain();
    assert_eq!((chain.labels(), chain.step()), (&["a"][..], Days(30)));
    assert_eq!(chain.ahead([("a", 2.0), ("a", 1.0)], 9).unwrap(), [("a", 3.0)]);
    assert_eq!(chain.mean_days_until("a"), [("a", Some(0.0))]);
    let nobody = TransitionMatrix::from_migration(&Migration::<u8>::new(), Days(1)).unwrap();
    assert!(nobody.labels().is_empty() && nobody.entering().is_empty());
    assert!(nobody.chain().ahead([], 3).unwrap().is_empty());
    assert!(nobody.chain().mean_days_until(0).is_empty());
    assert_eq!(nobody.to_string(), "           all");
}

#[test]
fn what_if_leaves_the_rest_in_proportion() {
    let chain = matrix(&[("a", "a", 6), ("a", "b", 2), ("a", "c", 2), ("b", "b", 1)]).chain();
    let fewer = chain.what_if("a", "b", 0.1).unwrap();
    for (to, chance) in [("a", 0.675), ("b", 0.1), ("c", 0.225)] {
        close(fewer.probability("a", to).unwrap(), chance);
    }
    let none = chain.what_if("a", "b", 0.0).unwrap();
    assert_eq!(none.mean_days_until("b")[0], ("a", None)); // all end in c
    assert_eq!(chain.what_if("b", "b", 1.0).unwrap(), chain);

    let refused = |from, to, chance: f64| chain.what_if(from, to, chance).unwrap_err().to_string();
    assert_eq!(
        refused("b", "b", 0.9),
        "parameter `probability`: found 0.9, expected 1, as customers go nowhere else"
    );
    for chance in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert!(refused("a", "b", chance).ends_with("expected a number from 0 to 1"));
    }
    assert_eq!(
        refused("c", "a", 0.5),
        "found 0 customers who went on from that group, expected at least 1"
    );
    assert_eq!(
        refused("a", "far", 0.5),
        "found 0 customers in the group gone to, expected at least 1"
    );
    // Of next to nothing shares are taken too.
    let least = f64::from_bits(1);
    let tiny = chain.what_if("a", "a", 0.0).and_then(|c| c.what_if("a", "b", 1.0));
    assert!(tiny.unwrap().what_if("a", "c", 0.25).unwrap().probability("a", "b") == Some(0.75));
    let pair = matrix(&[("a", "a", 1), ("a", "b", 1)]).chain().what_if("a", "b", least).unwrap();
    let even = pair.what_if("a", "a", 0.5).unwrap();
    assert_eq!(even.probability("a", "b"), Some(0.5));
}

#[test]
fn customers_are_numbers_up_to_a_limit() {
    let chain = matrix(&[("a", "b", 1)]).chain();
    for number in [-1.0, f64::NAN, f64::INFINITY, 1e16] {
        for (now, entering) in [(number, 0.0), (0.0, number)] {
            let err = chain.ahead_with_entering([("a", now)], [("a", entering)], 1).unwrap_err();
            assert!(matches!(err.kind(), ErrorKind::Value { what: "customers", .. }), "{err}");
        }
    }
    let view = ledger(&[(1, 0, 100), (2, 8, 300)]).as_of(day(9));
    let groups = Groups::of(view.table(), silence()).unwrap();
    assert_eq!(groups.customers(), [(0, 2.0)]);
}

#[test]
fn steps_are_some_and_equal() {
    let refused = |days: &[i32]| {
        let days: Vec<Day> = days.iter().map(|&number| day(number)).collect();
        let course = Course::of(ledger(&[(1, 0, 5)]).as_of(day(99)).table(), &days, silence());
        TransitionMatrix::of(&course.unwrap()).unwrap_err().to_string()
    };
    for days in [&[][..], &[5]] {
        assert_eq!(refused(days), "found 0 steps, expected at least 1");
    }
    assert_eq!(
        refused(&[0, 31, 62, 90]),
        "day: found 1970-04-01, expected as many days after the one before as in the first step"
    );
    let err = TransitionMatrix::from_migration(&Migration::<u8>::new(), Days(0)).unwrap_err();
    assert_eq!(err.to_string(), "parameter `step`: found 0, expected at least one day");
    let much = [(1, 1, u64::MAX), (1, 2, 1)];
    let err = TransitionMatrix::from_counts(much, Days(1)).unwrap_err();
    assert_eq!(*err.kind(), ErrorKind::Overflow);
}

#[test]
fn chances_print_as_a_table() {
    let matrix = matrix(&[("a", "a", 123_456_789), ("a", "b", 1_234_567), ("b", "c", 3)]);
    let lines = [
        "              1        2        3       合计",
        "     1   99.0 %    1.0 %        ·  124691356  甲",
        "     2        ·        ·  100.0 %          3  乙",
        "     3        ·        ·        ·          ·  丙",
    ];
    let name = |label| {
        if label == "a" {
            "甲"
        } else if label == "b" {
            "乙"
        } else {
            "丙"
        }
    };
    assert_eq!(matrix.text(Language::Chinese, name), lines.join("\n"));
}

#[cfg(feature = "serde")]
#[test]
fn chances_are_data_for_other_programs() {
    let matrix = matrix(&[("a", "a", 4), ("b", "a", 1), ("b", "b", 3), ("a", "c", 0)]);
    let json = serde_json::to_value(&matrix).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 4);
    let keys = ["from", "to", "customers", "probability", "low"].map(|key| json[1][key].clone());
    assert_eq!(serde_json::json!(keys), serde_json::json!(["a", "b", 0, 0.0, 0.0]));
    // With z² = 3.8415 of 4 moves: 3.8415/7.8415.
    close(json[1]["high"].as_f64().unwrap(), matrix.interval("a", "b", 0.95).unwrap().1);
    assert!((json[1]["high"].as_f64().unwrap() - 0.4899).abs() < 5e-5);
    let chance = serde_json::json!({"from": "b", "to": "b", "probability": 0.75});
    assert_eq!(serde_json::to_value(matrix.chain()).unwrap()[3], chance);
}
