//! Tables as they are printed and stored, and what is refused.

use super::*;
use crate::clv::Select;
use crate::engine::Fit;

fn histogram() -> FrequencyHistogram {
    let bin = |(repeats, actual, expected)| FrequencyBin {
        bin: RepeatsBin { repeats, or_more: repeats == 2 },
        actual,
        expected,
    };
    FrequencyHistogram {
        customers: 1914.0,
        bins: [(0, 1411.0, 1407.68), (1, 439.0, 460.32), (2, 64.0, 71.849)].map(bin).to_vec(),
        chi_square: Some(ChiSquare { statistic: 0.5, classes: 3, degrees: 2 }),
    }
}

fn calibration() -> Calibration<LastAgeBin> {
    let group = |(from, customers, actual)| CalibrationGroup {
        bin: LastAgeBin { from: Days(from), to: Days(from + 6) },
        customers,
        refused: 0,
        actual,
        expected: actual.map(|actual: f64| actual / 2.0),
    };
    Calibration {
        calibrated: day(10),
        until: day(20),
        learned_as_of: None,
        groups: [(0, 2, Some(0.5)), (7, 0, None)].map(group).to_vec(),
        customers: 2,
        refused: 0,
        actual: Some(0.5),
        expected: Some(0.25),
    }
}

#[test]
fn small_tables_print_for_people() {
    let lines = [
        "  repeats  actual  expected",
        "        0    1411    1407.7",
        "        1     439     460.3",
        "       2+      64      71.8",
        "      all    1914    1939.8",
    ];
    assert_eq!(histogram().to_string(), lines.join("\n"));
    let lines = [
        "  group  customers  actual  expected",
        "    0–6          2   0.500     0.250",
        "   7–13          0       ·         ·",
        "    all          2   0.500     0.250",
    ];
    assert_eq!(calibration().to_string(), lines.join("\n"));
}

#[test]
fn chinese_characters_take_two_columns() {
    let lines = [
        "  分组  客户  实际均值  预期均值",
        "   0–6     2     0.500     0.250",
        "  7–13     0         ·         ·",
        "  合计     2     0.500     0.250",
    ];
    assert_eq!(calibration().text(Language::Chinese), lines.join("\n"));
    assert!(histogram().text(Language::Chinese).contains("      合计      1914"));
}

#[cfg(feature = "serde")]
#[test]
fn tables_are_data_for_other_programs() {
    let want =
        serde_json::json!({ "repeats": 2, "or_more": true, "actual": 64.0, "expected": 71.849 });
    assert_eq!(serde_json::to_value(histogram()).unwrap()["bins"][2], want);
    let want = serde_json::json!({
        "from": 7, "to": 13, "customers": 0, "refused": 0, "actual": null, "expected": null,
    });
    assert_eq!(serde_json::to_value(calibration()).unwrap()["groups"][1], want);

    let view = told(&TOLD).as_of(day(33));
    let tracking = model().tracking(view.table(), Days(14), ..).unwrap();
    let tracking = serde_json::to_value(tracking).unwrap();
    assert_eq!(tracking["every"], 14);
    assert_eq!(tracking["periods"][0]["first"], "1970-01-11");
    let grid = serde_json::to_value(model().grid(Days(70), 1, 2, Days(7)).unwrap()).unwrap();
    assert_eq!(grid["last_ages"], serde_json::json!([0.0, 5.0, 10.0]));
    assert_eq!(grid["orders"][1][0], serde_json::Value::Null);
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let (ledger, model) = (told(&TOLD), model());
    let view = ledger.as_of(day(33));
    let table = view.table();
    let weeks = Cells::of(table, TimeUnit::Week);
    assert_eq!(refused(model.frequency_histogram(&Cells::of(table, TimeUnit::Day), 3)), "ruler");
    assert_eq!(refused(model.frequency_histogram(&weeks, u64::MAX)), "most");
    assert_eq!(refused(model.tracking(table, Days(0), ..)), "every");
    assert_eq!(refused(model.calibration_by_repeats(table, day(20), u64::MAX)), "most");
    assert_eq!(refused(model.calibration_by_repeats(table, day(34), 3)), "day");
    assert_eq!(refused(model.calibration_by_last_age(table, day(20), Days(0))), "every");
    assert_eq!(refused(model.history_of(table.row(0), Days(0))), "every");
    assert_eq!(refused(model.grid(Days(0), 3, 3, Days(7))), "age");
    assert_eq!(refused(model.grid(Days(7), 3, 0, Days(7))), "steps");
    assert_eq!(refused(model.grid(Days(7), u64::MAX, u32::MAX, Days(7))), "most");
    assert_eq!(refused(model.grid(Days(7), 3, 3, TimeUnit::Day.of(7.0).unwrap())), "ruler");
}

#[test]
fn columns_without_timelines_do_not_know_their_past() {
    let table = Table::new(Columns {
        currency: Currency::EUR,
        as_of: day(40),
        first: &[0],
        last: &[20],
        orders: &[3],
        purchase_days: &[3],
        revenue: &[500],
        timelines: None,
        features: &[],
    });
    let (table, model) = (table.unwrap(), model());
    assert_eq!(refused(model.tracking(table, Days(7), ..)), "timelines");
    assert_eq!(refused(model.calibration_by_repeats(table, day(20), 3)), "timelines");
    assert_eq!(refused(model.history_of(table.row(0), Days(7))), "timelines");
}

#[test]
fn lives_of_ages_are_not_cut_into_days() {
    let ends = [Day::MIN.number(), Day::MAX.number()];
    let far = Table::new(Columns {
        currency: Currency::EUR,
        as_of: Day::MAX,
        first: &ends[..1],
        last: &ends[1..],
        orders: &[2],
        purchase_days: &[2],
        revenue: &[500],
        timelines: Some(crate::table::Timelines {
            offsets: &[0, 2],
            days: &ends,
            orders: &[1, 1],
            minor: &[250, 250],
        }),
        features: &[],
    });
    let (far, model) = (far.unwrap(), model());
    assert_eq!(refused(model.tracking(far, Days(1), ..)), "every");
    assert_eq!(refused(model.history_of(far.row(0), Days(1))), "every");
    assert_eq!(refused(model.calibration_by_last_age(far, Day::MAX, Days(1))), "every");
    let years = Days(36_500_000);
    assert_eq!(model.tracking(far, years, ..).unwrap().periods.len(), 5);
    assert_eq!(model.history_of(far.row(0), years).unwrap().len(), 7);
    let bins = model.calibration_by_last_age(far, Day::MAX, years).unwrap().groups;
    assert_eq!(bins.last().map(|group| group.customers), Some(1));
}

#[test]
fn what_does_not_vary_has_no_correlation() {
    let of = |days: &[u64], mean: &[f64]| refused(Independence::of(&spend(days, mean, None)));
    assert_eq!(of(&[1, 2], &[5.0, 6.0]), "customers with spend");
    assert_eq!(of(&[2, 2, 2], &[5.0, 6.0, 7.0]), "distinct numbers of purchase days");
    assert_eq!(of(&[1, 2, 3], &[5.0, 5.0, 5.0]), "distinct mean spends");
    assert_eq!(of(&[], &[]), "customers with spend");
}

#[test]
fn a_selection_prints_the_best_first() {
    let ledger = shop();
    let view = ledger.as_of("2024-12-31".parse().unwrap());
    let select = Select::new(TimeUnit::Week).families([Family::BgNbd, Family::ParetoNbd]);
    let plain = select.fit(view.table()).unwrap();
    let text = plain.to_string();
    let lines: Vec<Vec<&str>> =
        text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0].join(" "), "model AIC above best holdout log-likelihood mean error");
    let best = plain.best().family().to_string();
    assert_eq!(lines[1], [&best, "*", "0.0", "·", "·"]);
    assert_eq!(lines.len(), 3);
    let judged = select.holdout(Days(60)).fit(view.table()).unwrap();
    let holdout = judged.candidates()[0].holdout.unwrap();
    let line = judged.text(Language::Chinese).lines().nth(1).unwrap().to_owned();
    let error = format!("{:.1}  {:.4}", holdout.log_likelihood, holdout.mean_absolute_error);
    let cells = line.split_whitespace().collect::<Vec<_>>().join("  ");
    assert!(cells.ends_with(&error), "{cells}, {error}");
}
