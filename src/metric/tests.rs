//! Golden numbers of `tests/golden/kaplan_meier.py`, published ones, edges, and laws.

mod calibrators;
mod drawn;
mod golden;
mod numbers;
mod probabilities;
mod profits;
mod rankings;
mod twins;

use proptest::prelude::*;
use serde_json::from_value;

use super::*;
use crate::error::{Error, ErrorKind, Found, Result};

/// Spells of so many days; with a plus, those that go on.
fn spells(text: &str) -> Spells {
    let spell = |word: &str| {
        let days = word.trim_end_matches('+').parse().unwrap();
        Spell { days, ended: !word.ends_with('+') }
    };
    text.split_whitespace().map(spell).collect()
}

fn lasts(text: &str) -> KaplanMeier {
    KaplanMeier::of(&spells(text))
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

/// What is exact.
#[track_caller]
fn is(found: f64, expected: f64) {
    assert_eq!(found.to_bits(), expected.to_bits(), "{found} is not {expected}");
}

/// Weeks of remission under 6-MP: Freireich et al., Blood 21 (1963).
const REMISSION: &str = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+";
const PLACEBO: &str = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23";

#[test]
fn lifelines_says_the_same() {
    let text = include_str!("../../tests/golden/kaplan_meier.json");
    for case in serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap() {
        let of = |name: &str| case[name].clone();
        let all: Vec<(u32, bool)> = from_value(of("spells")).unwrap();
        let all = all.into_iter().map(|(days, ended)| Spell { days, ended });
        let found = KaplanMeier::of(&all.collect());
        let counts: Vec<[u64; 4]> = from_value(of("counts")).unwrap();
        let steps = found.steps().iter();
        let own = steps.map(|step| [step.days.into(), step.at_risk, step.ended, step.censored]);
        assert_eq!(own.collect::<Vec<_>>(), counts);

        let survival: Vec<f64> = from_value(of("survival")).unwrap();
        let errors: Vec<f64> = from_value(of("standard_error")).unwrap();
        for (step, (survival, error)) in found.steps().iter().zip(survival.iter().zip(errors)) {
            // lifelines adds up logarithms: some roundings of numbers up to ten.
            close(step.survival, *survival, 1e-14);
            close(step.standard_error, error, 1e-14);
        }
        for (level, intervals) in
            from_value::<Vec<(f64, Vec<(f64, f64)>)>>(of("intervals")).unwrap()
        {
            for (step, (low, high)) in found.steps().iter().zip(intervals) {
                let own = found.interval(step.days, level).unwrap();
                // As above, through two logarithms more, which lose a digit near 1.
                close(own.0, low, 1e-13);
                close(own.1, high, 1e-13);
            }
        }
        for (p, days) in from_value::<Vec<(f64, Option<u32>)>>(of("quantiles")).unwrap() {
            assert_eq!(found.quantile(p).unwrap(), days, "{p}");
        }
        assert_eq!(
            found.quantile_interval(0.5, 0.95).unwrap(),
            from_value(of("median_interval")).unwrap()
        );
        for (until, mean) in from_value::<Vec<(u32, f64)>>(of("means")).unwrap() {
            // A sum of some thirty terms.
            close(found.restricted_mean(until).unwrap(), mean, 1e-13);
        }
    }
}

/// What is seen to go on when others end counts as at risk then.
#[test]
fn ties_are_as_by_hand() {
    let found = lasts("3 3+ 5 5 8 8+ 10+");
    let own = |step: &Step| (step.days, step.at_risk, step.ended, step.censored);
    let steps: Vec<_> = found.steps().iter().map(own).collect();
    assert_eq!(steps, [(3, 7, 1, 1), (5, 5, 2, 0), (8, 3, 1, 1), (10, 1, 0, 1)]);
    assert_eq!((found.len(), found.ended(), found.censored()), (7, 4, 3));
    assert_eq!([0, 3, 4, 8, 9, 11].map(|days| found.at_risk(days)), [7, 7, 5, 3, 1, 0]);

    // 6/7, 6/7 · 3/5, and that times 2/3. A rounding of each factor.
    for (days, survival) in [(2, 1.0), (3, 6.0 / 7.0), (7, 18.0 / 35.0), (9, 12.0 / 35.0)] {
        close(found.survival(days), survival, 1e-15);
    }
    let greenwood = 1.0 / (7.0 * 6.0) + 2.0 / (5.0 * 3.0) + 1.0 / (3.0 * 2.0);
    close(found.steps()[2].standard_error, 12.0 / 35.0 * f64::sqrt(greenwood), 1e-15);
    // 3 days of 1, 2 of 6/7, 3 of 18/35 and 2 of 12/35.
    close(found.restricted_mean(10).unwrap(), (105.0 + 60.0 + 54.0 + 24.0) / 35.0, 1e-14);
    close(found.ends_within(3, 5).unwrap(), 0.6, 1e-15); // 1 − 3/5 · 2/3
    assert_eq!((found.median(), found.longest()), (Some(8), Some(10)));
}

/// Klein & Moeschberger, Survival Analysis, second edition, table 4.1, and R's `conf.type = "log-log"`.
#[test]
fn remissions_are_as_published() {
    let found = lasts(REMISSION);
    let ends: Vec<&Step> = found.steps().iter().filter(|step| 0 < step.ended).collect();
    let published = [
        (6, 0.857, 0.076),
        (7, 0.807, 0.087),
        (10, 0.753, 0.096),
        (13, 0.690, 0.107),
        (16, 0.627, 0.114),
        (22, 0.538, 0.128),
        (23, 0.448, 0.135),
    ];
    assert_eq!(ends.len(), published.len());
    for (step, (days, survival, error)) in ends.into_iter().zip(published) {
        assert_eq!(step.days, days);
        // As printed.
        close(step.survival, survival, 0.0005);
        close(step.standard_error, error, 0.0005);
    }
    assert_eq!(found.median(), Some(23));
    assert_eq!(found.quantile_interval(0.5, 0.95).unwrap(), (Some(13), None));
    let placebo = lasts(PLACEBO);
    assert_eq!(placebo.median(), Some(8));
    assert_eq!(placebo.quantile_interval(0.5, 0.95).unwrap(), (Some(4), Some(11)));
}

#[test]
fn nobody_lasts_for_an_unknown_time() {
    let found = lasts("");
    assert!(found.is_empty() && found.steps().is_empty());
    assert_eq!((found.len(), found.longest(), found.median()), (0, None, None));
    is(found.survival(0), 1.0);
    assert_eq!(found.interval(5, 0.95).unwrap(), (1.0, 1.0));
    assert_eq!(found.quantile_interval(0.5, 0.95).unwrap(), (None, None));
    assert_eq!((found.restricted_mean(0), found.ends_within(0, 0)), (None, None));
}

#[test]
fn what_never_ends_lasts_as_far_as_seen() {
    let found = lasts("0+ 4+ 9+");
    is(found.survival(4), 1.0);
    is(found.survival(99), 1.0);
    assert_eq!(found.interval(4, 0.95).unwrap(), (1.0, 1.0));
    assert_eq!((found.median(), found.quantile(0.001).unwrap()), (None, None));
    assert_eq!((found.restricted_mean(9), found.restricted_mean(10)), (Some(9.0), None));
    assert_eq!((found.ends_within(4, 5), found.ends_within(4, 6)), (Some(0.0), None));
}

#[test]
fn what_ends_at_once_has_no_days() {
    let found = lasts("0 0");
    is(found.survival(0), 0.0);
    is(found.steps()[0].standard_error, 0.0);
    assert_eq!(found.interval(0, 0.95).unwrap(), (0.0, 0.0));
    assert_eq!(found.median(), Some(0));
    assert_eq!((found.restricted_mean(7), found.ends_within(0, 1)), (Some(0.0), None));
    is(lasts("0 0 1+ 1+").survival(0), 0.5);
}

#[test]
fn one_spell_is_all_or_nothing() {
    let found = lasts("5");
    assert_eq!((found.median(), found.quantile(1.0).unwrap()), (Some(5), Some(5)));
    // Its upper end is only reached where nothing is left.
    assert_eq!(found.quantile_interval(0.5, 0.95).unwrap(), (Some(5), None));
    assert_eq!((found.ends_within(0, 4), found.ends_within(0, 5)), (Some(0.0), Some(1.0)));
    assert_eq!((found.ends_within(4, u32::MAX), found.ends_within(5, 1)), (Some(1.0), None));
    is(found.restricted_mean(100).unwrap(), 5.0);
    let longest = KaplanMeier::of(&[Spell { days: u32::MAX, ended: false }].into_iter().collect());
    assert_eq!(
        (longest.ends_within(1, u32::MAX), longest.ends_within(0, u32::MAX)),
        (None, Some(0.0))
    );
}

#[test]
fn rounding_does_not_move_quantiles() {
    let ten = lasts("1 2 3 4 5 6 7 8 9 10");
    for tenth in 1..=10 {
        let p = f64::from(tenth) / 10.0;
        assert_eq!(ten.quantile(p).unwrap(), Some(tenth), "{p}");
    }
    // 27/33 · 11/18 is a half, and 0.5000000000000001 as floats.
    let half = [(1, true, 6), (1, false, 9), (2, true, 7), (9, false, 11)];
    let all = half.into_iter().flat_map(|(days, ended, times)| vec![Spell { days, ended }; times]);
    let half = KaplanMeier::of(&all.collect());
    assert!(0.5 < half.survival(2));
    assert_eq!((half.median(), half.quantile(0.5).unwrap()), (Some(2), Some(2)));
    // 4/5 · 1/4 is a fifth, which 1 − 0.8 falls short of.
    assert_eq!(lasts("1 1 1+ 1+ 1+ 1+ 2 2 2 9+").quantile(0.8).unwrap(), Some(2));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let found = lasts("1 2 3+");
    for level in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
        let wrong = found.interval(1, level).unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "level", .. }));
        assert_eq!(found.quantile_interval(0.5, level).unwrap_err().to_string(), wrong.to_string());
    }
    for p in [0.0, -0.1, 1.1, f64::NAN] {
        let wrong = found.quantile(p).unwrap_err();
        assert!(matches!(
            wrong.kind(),
            ErrorKind::Param { name: "p", found: Found::Number(_), .. }
        ));
        assert_eq!(found.quantile_interval(p, 0.5).unwrap_err().to_string(), wrong.to_string());
    }
}

#[test]
fn too_many_are_refused_and_not_counted() {
    let mut all = spells("3 5+");
    for _ in 1..53 {
        all.merge(&all.clone()).unwrap();
    }
    assert_eq!(all.len(), 1 << 53);
    let before = all.clone();
    let wrong = all.merge(&spells("1")).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "number of spells: found a number that is too large, expected at most 2^53"
    );
    assert_eq!(all, before);
    is(KaplanMeier::of(&all).survival(3), 0.5);
}

#[cfg(feature = "serde")]
#[test]
fn spells_come_back_from_json() {
    let all = spells("3 3+ 5 5");
    let json = serde_json::to_string(&all).unwrap();
    let rows = r#"[{"days":3,"ended":1,"censored":1},{"days":5,"ended":2,"censored":0}]"#;
    assert_eq!(json, rows);
    assert_eq!(serde_json::from_str::<Spells>(&json).unwrap(), all);
    let curve = serde_json::to_value(lasts("3 3+")).unwrap();
    assert_eq!(curve["steps"][0]["survival"], 0.5);

    let most = u64::MAX;
    for wrong in [
        r#"[{"days":3,"ended":0,"censored":0}]"#.to_owned(),
        r#"[{"days":3,"ended":1,"censored":0},{"days":3,"ended":1,"censored":0}]"#.to_owned(),
        r#"[{"days":3,"ended":1,"censored":0},{"days":2,"ended":1,"censored":0}]"#.to_owned(),
        r#"[{"days":-3,"ended":1,"censored":0}]"#.to_owned(),
        format!(r#"[{{"days":3,"ended":{most},"censored":{most}}}]"#),
    ] {
        assert!(serde_json::from_str::<Spells>(&wrong).is_err(), "{wrong}");
    }
}

fn any_spells() -> impl Strategy<Value = Vec<Spell>> {
    let spell = (0_u32..15, any::<bool>()).prop_map(|(days, ended)| Spell { days, ended });
    prop::collection::vec(spell, 0..60)
}

fn of(spells: &[Spell]) -> KaplanMeier {
    KaplanMeier::of(&spells.iter().copied().collect())
}

/// The product as printed, spell by spell.
fn as_printed(spells: &[Spell], until: u32) -> f64 {
    let count = |of: &dyn Fn(&Spell) -> bool| -> f64 {
        spells.iter().filter(|spell| of(spell)).map(|_| 1.0).sum()
    };
    let kept = |days: u32| {
        let at_risk = count(&|spell| days <= spell.days).max(1.0);
        1.0 - count(&|spell| spell.days == days && spell.ended) / at_risk
    };
    (0..=until).map(kept).product()
}

proptest! {
    #[test]
    fn survival_is_the_product_as_printed(spells in any_spells()) {
        for until in 0..16 {
            // Up to fifteen factors, each of two roundings.
            close(of(&spells).survival(until), as_printed(&spells, until), 1e-14);
        }
    }

    #[test]
    fn chances_are_chances_and_never_rise(spells in any_spells(), level in 0.001..0.999, p in 0.001..=1.0) {
        let found = of(&spells);
        let mut before = 1.0;
        for step in found.steps() {
            prop_assert!((0.0..=before).contains(&step.survival));
            before = step.survival;
            let (low, high) = found.interval(step.days, level).unwrap();
            prop_assert!(0.0 <= low && low <= before && before <= high && high <= 1.0);
            prop_assert!(step.standard_error.is_finite() && step.ended + step.censored <= step.at_risk);
        }
        let (low, high) = found.quantile_interval(p, level).unwrap();
        if let Some(days) = found.quantile(p).unwrap() {
            prop_assert!(low.is_some_and(|low| low <= days) && high.is_none_or(|high| days <= high));
            prop_assert!(found.survival(days) < 1.0 - p + 1e-9);
            prop_assert!(days == 0 || 1.0 - p < found.survival(days - 1));
        } else {
            prop_assert!(high.is_none() && found.steps().iter().all(|step| 1.0 - p < step.survival));
        }
        for (from, days) in (0..16).flat_map(|from| (0..16).map(move |days| (from, days))) {
            if let Some(chance) = found.ends_within(from, days) {
                prop_assert!((0.0..=1.0).contains(&chance));
            }
        }
    }

    /// Any order, and any way of counting them apart.
    #[test]
    fn parts_merge_to_the_same_bits(spells in any_spells(), part in prop::collection::vec(0_usize..3, 60)) {
        let mut parts = [Spells::new(), Spells::new(), Spells::new()];
        spells.iter().zip(&part).rev().for_each(|(&spell, &part)| parts[part].add(spell));
        let merge = |[a, b]: [&Spells; 2]| {
            let mut both = a.clone();
            both.merge(b).unwrap();
            both
        };
        let [a, b, c] = &parts;
        let all: Spells = spells.iter().copied().collect();
        let bits = |spells: &Spells| format!("{:?}", KaplanMeier::of(spells));
        for merged in [merge([&merge([a, b]), c]), merge([a, &merge([b, c])]), merge([&merge([c, a]), b])] {
            prop_assert_eq!(&merged, &all);
            prop_assert_eq!(bits(&merged), bits(&all));
        }
    }

    #[test]
    fn if_all_has_ended_it_is_the_share_of_what_lasts_longer(days in prop::collection::vec(0_u32..15, 1..60)) {
        let spells: Vec<Spell> = days.iter().map(|&days| Spell { days, ended: true }).collect();
        let (found, all) = (of(&spells), days.len());
        let share = |part: usize| f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(all).unwrap());
        let n = 1.0 / share(1);
        for step in found.steps() {
            let longer = share(days.iter().filter(|&&days| step.days < days).count());
            is(step.survival, longer);
            // Greenwood's is the binomial then. Sums of up to sixty terms of about 1.
            close(step.standard_error, (longer * (1.0 - longer) / n).sqrt(), 1e-13);
        }
        let mean = days.iter().map(|&days| f64::from(days)).sum::<f64>() / n;
        close(found.restricted_mean(20).unwrap(), mean, 1e-13);
    }

    #[test]
    fn twice_as_many_are_surer_of_the_same(spells in any_spells()) {
        let once: Spells = spells.iter().copied().collect();
        let mut twice = once.clone();
        twice.merge(&once).unwrap();
        let (once, twice) = (KaplanMeier::of(&once), KaplanMeier::of(&twice));
        for (one, two) in once.steps().iter().zip(twice.steps()) {
            is(two.survival, one.survival);
            // A rounding of each root, and of its square.
            close(two.standard_error.powi(2), one.standard_error.powi(2) / 2.0, 1e-15);
        }
    }
}
