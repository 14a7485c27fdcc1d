use super::*;

fn tenure(row: Row<'_>) -> &'static str {
    match row.history().map_or(0, |own| own.age()) {
        0..120 => "new",
        _ => "old",
    }
}

fn tested(slicings: &Slicings<'_, u64>) -> Tested {
    // Of customers with an even key it knows what `rate` knows, and of the others nothing.
    let blind = |table: Table<'_>| {
        let scores = rate(table, table)?.into_iter().zip(table.rows());
        let hidden = |row: Row<'_>| row.revenue().0 % 2 == 1;
        let noise = |row: Row<'_>| (row.revenue().0.unsigned_abs() % 1_009) as f64 / 1_009.0;
        Ok(scores.map(|(score, row)| if hidden(row) { noise(row) } else { score }).collect())
    };
    let days = [on("2024-03-31"), on("2024-06-30"), on("2024-09-30")];
    let backtest = Backtest::new(settings()).engine("rate", |table| rate(table, table));
    backtest.engine("blind", blind).run_by(&shop(), &days, slicings).unwrap()
}

#[test]
fn one_slice_of_all_is_all() {
    let tested = tested(&Slicings::new().by("all", |_, _| "all"));
    let slices = tested.slices("all", "rate").unwrap();
    let (signal, pooled) = (tested.signal("rate", 0.95).unwrap(), tested.pooled("rate").unwrap());
    let [slice] = &slices[..] else { panic!("{slices:?}") };
    let found = slice.quality.unwrap();
    assert_eq!((found.auc, found.standard_error), (signal.auc, signal.standard_error));
    assert_eq!((found.brier, found.observed), (pooled.brier().ok(), pooled.base_rate()));
    assert_eq!((slice.rows, slice.customers as u64), (pooled.len(), signal.customers));
    assert!((found.predicted.unwrap() - found.observed).abs() < 0.2);
    // What is no probability has no level.
    let recency = tested.slices("all", "recency").unwrap()[0].quality.unwrap();
    assert_eq!((recency.predicted, recency.brier), (None, None));
    assert!(0.5 < recency.auc);
}

#[test]
fn slices_make_up_the_whole_and_the_blind_one_is_worst() {
    let parity = |_: &u64, row: Row<'_>| if row.revenue().0 % 2 == 1 { "odd" } else { "even" };
    let slicings = Slicings::new().by("tenure", |_, row| tenure(row)).by("parity", parity);
    let tested = tested(&slicings);
    for slicing in ["tenure", "parity"] {
        let slices = tested.slices(slicing, "blind").unwrap();
        assert_eq!(slices.len(), 2);
        let pooled = tested.pooled("blind").unwrap();
        assert_eq!(slices.iter().map(|slice| slice.rows).sum::<usize>(), pooled.len());
        let churned: usize = slices.iter().map(|slice| slice.churned).sum();
        assert_eq!(churned as f64 / pooled.len() as f64, pooled.base_rate());
    }
    let slices = tested.slices("parity", "blind").unwrap();
    assert_eq!((&slices[0].label[..], &slices[1].label[..]), ("odd", "even"));
    let [odd, even] = [&slices[0], &slices[1]].map(|slice| slice.quality.unwrap());
    // Four standard errors: what knows nothing is further off in one of 16,000 tests.
    assert!((odd.auc - 0.5).abs() < 4.0 * odd.standard_error, "{odd:?}");
    assert!(0.5 < even.auc - 4.0 * even.standard_error, "{even:?}");
    // The engine that knows all is as good as itself where the other is not blind.
    let of_rate = tested.slices("parity", "rate").unwrap();
    let same = of_rate.iter().find(|slice| slice.label == "even").unwrap();
    assert_eq!(same.quality, Some(even));
}

#[test]
fn slices_see_no_later_than_the_day() {
    let seen = std::cell::RefCell::new(Vec::new());
    let see = |_: &u64, row: Row<'_>| {
        let last = row.timeline().unwrap().iter().map(|total| total.day).max();
        assert!(last <= Some(row.as_of()));
        seen.borrow_mut().push(row.as_of());
        row.as_of().to_string()
    };
    let tested = tested(&Slicings::new().by("day", see));
    let slices = tested.slices("day", "rate").unwrap();
    assert_eq!(slices.len(), 3);
    for day in tested.days() {
        let slice = slices.iter().find(|slice| slice.label == day.day().to_string()).unwrap();
        assert_eq!((slice.rows, slice.customers), (day.customers(), day.customers()));
        let auc = day.signal("rate", 0.95).unwrap().auc;
        assert_eq!(slice.quality.unwrap().auc, auc);
    }
    let mut days = seen.into_inner();
    days.dedup();
    assert_eq!(days, tested.days().iter().map(TestedDay::day).collect::<Vec<_>>());
}

#[test]
fn slices_that_are_too_small_are_said_to_be_and_come_last() {
    let few = |key: &u64, _: Row<'_>| match key % 500 {
        0 => "b: few",
        1 => "a: few",
        _ => "z: many",
    };
    let tested = tested(&Slicings::new().by("few", few));
    let slices = tested.slices("few", "rate").unwrap();
    let labels: Vec<&str> = slices.iter().map(|slice| &slice.label[..]).collect();
    assert_eq!(labels, ["z: many", "a: few", "b: few"]);
    assert!(slices[0].quality.is_some());
    assert!(slices[1..].iter().all(|slice| slice.quality.is_none() && 0 < slice.rows));
    let wrong = |slicing, engine| match *tested.slices(slicing, engine).unwrap_err().kind() {
        ErrorKind::NoName { what, .. } => what,
        _ => panic!(),
    };
    assert_eq!((wrong("region", "rate"), wrong("few", "mine")), ("slicing", "engine"));
    assert!(!format!("{tested:?}").contains("a: few"));
}
