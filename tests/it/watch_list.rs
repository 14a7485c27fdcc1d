//! The example `watch_list` as its users meet it: a process that is given flags and a file, or nothing.

use regulars::churn::{EarlyWarning, WarningCode, Warnings, WinBack, WinBackOffer};
use regulars::sim::{Shop, ShopLog};
use regulars::{Currency, Days, Fit, Language, Ledger, Score, from_fn};
use serde_json::Value;

use crate::fit_clv::{ORDERS, Ran, check_keys, ran};

/// Customers who order weekly, of whom some slow down.
fn shop() -> ShopLog {
    Shop::grocery(400).build().unwrap()
}

fn watch(flags: &str) -> Ran {
    let order = |(who, when, paid)| format!("{who},{when},{}\n", Currency::NONE.text(paid));
    let orders = shop().rows().map(order).collect::<String>();
    ran("watch_list", format!("who,when,paid\n{orders}"), &format!("{ORDERS} {flags}"))
}

fn list<'a>(report: &'a Value, name: &str) -> &'a Vec<Value> {
    report[name].as_array().unwrap()
}

#[test]
fn the_report_is_what_the_library_says() {
    let money = "--offer-cost 0.50 --margin 0.4 --due-to-offer 0.5 --lapsed-after 60";
    let flags = format!("--as-of 2024-11-30 --false-discoveries 0.2 --budget 5 {money}");
    let report = watch(&flags).report();
    let names =
        ["as_of", "by_code", "customers", "tested", "tests", "warnings", "watch_list", "win_back"];
    check_keys(&report, &names);
    let mut ledger = Ledger::new(Currency::NONE);
    ledger.load(&shop().orders()).unwrap();
    let view = ledger.as_of("2024-11-30".parse().unwrap());
    let table = view.table();
    let model = EarlyWarning::new().fit(table).unwrap();
    let signals = model.score(table).unwrap();
    let warnings = Warnings::control(&signals, 0.2).unwrap();
    assert_eq!(
        (&report["as_of"], &report["customers"]),
        (&"2024-11-30".into(), &view.len().into())
    );
    assert_eq!(report["tests"], warnings.tests());
    assert_eq!(report["warnings"], warnings.len());
    let tested = signals.iter().filter(|signals| !signals.is_empty()).count();
    assert_eq!(report["tested"], tested);
    let mut codes = WarningCode::OF_TIMELINES.map(WarningCode::code);
    codes.sort_unstable();
    check_keys(&report["by_code"], &codes);
    for code in WarningCode::OF_TIMELINES {
        let counts = &report["by_code"][code.code()];
        assert_eq!(counts["tested"], model.tested(code));
        let of_code = |p: f64| {
            let own = signals.iter().flatten().filter(|signal| signal.code == code);
            own.filter(|signal| signal.p_value.unwrap() <= p).count()
        };
        assert_eq!(counts["at_5_percent"], of_code(0.05));
        let kept = warnings.iter().filter(|warning| warning.signal.code == code).count();
        assert_eq!(counts["kept"], kept);
    }

    let ranked = warnings.rank(5, |row| table.row(row).revenue().0 as f64);
    assert_eq!(ranked.len(), 5);
    assert_eq!(list(&report, "watch_list").len(), ranked.len());
    for (told, of) in list(&report, "watch_list").iter().zip(ranked) {
        check_keys(told, &["customer", "revenue", "warnings"]);
        assert_eq!(told["customer"], view.keys()[of[0].row].to_string());
        assert_eq!(told["revenue"], table.row(of[0].row).revenue().0 as f64 / 100.0);
        for (told, warning) in list(told, "warnings").iter().zip(of) {
            let signal = warning.signal;
            let unit = if signal.code == WarningCode::SpendDrop { 100.0 } else { 1.0 };
            assert_eq!(told["code"], signal.code.code());
            assert_eq!(told["since"], signal.since.to_string());
            assert_eq!(told["p_value"].as_f64(), signal.p_value);
            assert_eq!(told["adjusted"].as_f64(), warning.adjusted);
            assert_eq!(told["observed"], signal.observed / unit);
            assert_eq!(told["expected"], signal.expected / unit);
            assert_eq!(told["text"], signal.text(Language::English));
        }
    }

    // Some of them pause for two to four months.
    let settings = WinBack::new(Days(90)).lapsed_after(Days(60)).due_to_offer(0.5);
    let value = from_fn(|row| {
        row.history().map(|own| 0.4 * own.revenue().0 as f64 / own.purchase_days() as f64)
    });
    let model = settings.fit(table).unwrap();
    let offers = model.offers(value, 50.0).unwrap().score(table).unwrap();
    let chosen = WinBackOffer::rank(&offers, 5.0 * 50.0);
    assert_eq!(chosen.len(), 5);
    assert_eq!(list(&report, "win_back").len(), chosen.len());
    for (told, row) in list(&report, "win_back").iter().zip(chosen) {
        let offer = offers[row].unwrap();
        let names = ["closes", "customer", "expected_profit", "p_return", "text", "value"];
        check_keys(told, &names);
        assert_eq!(told["customer"], view.keys()[row].to_string());
        assert_eq!(told["p_return"], offer.p_return);
        assert_eq!(told["value"], offer.value / 100.0);
        assert_eq!(told["expected_profit"], offer.expected_profit / 100.0);
        assert_eq!(told["closes"], offer.closes.unwrap().to_string());
        assert_eq!(told["text"], offer.text(Language::English));
    }
}

/// The budget bounds the lists, and no count.
#[test]
fn a_simulated_shop_has_lists() {
    let simulated = |flags: &str| ran("watch_list", "", flags).report();
    let (whole, short) = (simulated("--budget 100000"), simulated("--budget 3"));
    assert_eq!(simulated(""), simulated("--budget 20 --offer-cost 5 --language en"));
    for name in ["watch_list", "win_back"] {
        assert_eq!(list(&short, name).len(), 3);
        assert_eq!(list(&simulated(""), name).len(), 20);
        assert_eq!(list(&whole, name)[..3], list(&short, name)[..]);
    }
    let told: usize = list(&whole, "watch_list").iter().map(|of| list(of, "warnings").len()).sum();
    assert_eq!((&whole["warnings"], &short["warnings"]), (&told.into(), &told.into()));
    // Each way in which its customers change is found of many.
    for code in WarningCode::OF_TIMELINES {
        assert!(20 < whole["by_code"][code.code()]["kept"].as_u64().unwrap(), "{code}");
    }
    let chinese = simulated("--budget 3 --language zh");
    for (zh, en) in list(&chinese, "win_back").iter().zip(list(&short, "win_back")) {
        assert_eq!(zh["customer"], en["customer"]);
        assert!(zh["text"].as_str().unwrap().contains("天未购买"), "{zh}");
    }
}

/// The day is the last on which anybody bought, and where few have lapsed, nothing is said of returns.
#[test]
fn a_young_shop_has_nobody_to_win_back() {
    let orders = "who,when,paid\nann,2024-03-01,5.00\nbob,2024-03-05,5.00\nann,2024-03-09,-5.00\n";
    let report = ran("watch_list", orders, ORDERS).report();
    assert_eq!(report["as_of"], "2024-03-05");
    assert_eq!((&report["customers"], &report["tested"]), (&2.into(), &0.into()));
    assert_eq!(list(&report, "watch_list").len(), 0);
    assert!(report["win_back"].is_null());
}

#[test]
fn what_cannot_be_watched_is_told() {
    let told = |flags: &str| watch(flags).refused("watch_list");
    for q in ["0", "1", "-0.1", "NaN", "many"] {
        let sentence = told(&format!("--false-discoveries {q}"));
        let expected = format!("--false-discoveries is {q}, expected a number between 0 and 1");
        assert!(sentence.replace('`', "").contains(&expected), "{sentence}");
    }
    for cost in ["0", "-1", "0.001", "dear"] {
        assert!(told(&format!("--offer-cost {cost}")).contains("--offer-cost"), "{cost}");
    }
    assert!(told("--margin 0").contains("--margin is 0, expected a number above 0 and up to 1"));
    assert!(told("--due-to-offer 1.5").contains("--due-to-offer is 1.5"));
    assert!(told("--budget -3").contains("--budget is `-3`"));
    assert!(told("--language fr").contains("--language is `fr`, expected en or zh"));
    assert!(told("--as-of soon").contains("--as-of"));
    assert!(told("--budget 3 --budget 3").contains("twice"));
    assert!(told("--nightly").contains("--nightly"));
    // Flags of orders are of no use to a simulated shop.
    let alone = ran("watch_list", "", "--customer who").refused("watch_list");
    assert!(alone.contains("--orders is needed"), "{alone}");
    let empty = ran("watch_list", "who,when,paid\n", ORDERS).refused("watch_list");
    assert!(empty.contains("nobody has bought"), "{empty}");
}
