//! `score_orders --lifecycle`: where customers stand.

use regulars::lifecycle::Lifecycle;
use regulars::{Fit, Language, Score};

use crate::fit_clv::{ORDERS, SHOP, ran};

#[test]
fn stages_are_seven_more_columns() {
    let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv");
    let plain = ran("score_orders", &SHOP.orders, &flags);
    let (header, rows) = plain.rows();
    let presets = [
        ("default", Lifecycle::new()),
        ("emarsys", Lifecycle::emarsys()),
        ("omnisend", Lifecycle::omnisend()),
        ("clutch", Lifecycle::clutch()),
    ];
    for (name, settings) in presets {
        let with = ran("score_orders", &SHOP.orders, &format!("{flags} --lifecycle {name}"));
        let (longer, more) = with.rows();
        let columns = "state,stage,stage_zh,value_stage,value_stage_zh,stage_since,stage_reason";
        assert_eq!(longer, format!("{header},{columns}"));
        let table = SHOP.view.table();
        let stages = settings.fit(table).unwrap().score(table).unwrap();
        assert_eq!((rows.len(), more.len()), (stages.len(), stages.len()));
        for ((row, more), stage) in rows.iter().zip(&more).zip(stages) {
            let (consumer, value) = (stage.consumer(), stage.value());
            let cells = [
                stage.state.code(),
                consumer.code(),
                consumer.label(Language::Chinese),
                value.code(),
                value.label(Language::Chinese),
                &stage.since.unwrap().to_string(),
                &stage.reason.text(Language::English),
            ];
            assert_eq!((&row[..], &cells.map(str::to_owned)[..]), more.split_at(row.len()));
        }
    }
}

#[test]
fn what_cannot_be_staged_is_told() {
    let told = |orders: &str, name: &str| {
        let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv --lifecycle {name}");
        ran("score_orders", orders, &flags).refused("score_orders")
    };
    assert!(told(&SHOP.orders, "none").contains("default, emarsys, omnisend or clutch"));
    let once = SHOP.orders.lines().take(2).collect::<Vec<_>>().join("\n");
    assert!(told(&once, "default").contains("found 0 gaps between purchases, expected at least 1"));
}
