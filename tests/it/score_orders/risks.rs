//! `score_orders --churn`: who is likely to fall silent.

use regulars::churn::{Churn, Logistic, Scorecard};
use regulars::clv::{Btyd, Family};
use regulars::{Days, Fit, Score, TimeUnit};

use crate::fit_clv::{ORDERS, SHOP, ran};

#[test]
fn risks_are_five_more_columns() {
    let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv");
    let (header, rows) = ran("score_orders", &SHOP.orders, &flags).rows();
    let table = SHOP.view.table();
    let settings = Churn::new(Days(60));
    let rate = settings.fit(table).unwrap().score(table).unwrap();
    let btyd = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(table).unwrap();
    let p0 = settings.fit_by(|days| btyd.p_silent_for(days).map(Result::ok), table).unwrap();
    let past = settings.past(&SHOP.ledger, table.as_of()).unwrap();
    let card = settings.fit_with(Scorecard::new().fit(&past).unwrap(), table).unwrap();
    let logistic = settings.fit_with(Logistic::new().fit(&past).unwrap(), table).unwrap();
    for (name, risks) in [
        ("rate", rate),
        ("p0", p0.score(table).unwrap()),
        ("scorecard", card.score(table).unwrap()),
        ("logistic", logistic.score(table).unwrap()),
    ] {
        let flags = format!("{flags} --churn {name} --horizon 60");
        let (longer, more) = ran("score_orders", &SHOP.orders, &flags).rows();
        assert_eq!(longer, format!("{header},risk,risk_band,reason_1,reason_2,alert_by"));
        assert_eq!((rows.len(), more.len()), (risks.len(), risks.len()));
        assert!(risks.iter().any(Option::is_some));
        for ((row, more), risk) in rows.iter().zip(&more).zip(risks) {
            let cells = risk.map_or_else(<[String; 5]>::default, |risk| {
                let alert = risk.alert_by().map(|day| day.to_string()).unwrap_or_default();
                let [first, second] = [0, 1].map(|at| risk.reasons[at].code().into_owned());
                let probability = format!("{:.6}", risk.probability);
                [probability, risk.band.code().to_owned(), first, second, alert]
            });
            assert_eq!((&row[..], &cells[..]), more.split_at(row.len()));
        }
    }
}

#[test]
fn what_cannot_be_rated_is_told() {
    let told = |orders: &str, churn: &str| {
        let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv {churn}");
        ran("score_orders", orders, &flags).refused("score_orders")
    };
    assert!(told(&SHOP.orders, "--churn none").contains("p0, rate, scorecard or logistic"));
    assert!(told(&SHOP.orders, "--horizon 30").contains("--horizon is of --churn"));
    assert!(told(&SHOP.orders, "--churn rate --horizon 0").contains("one day or more"));
    let once = SHOP.orders.lines().take(2).collect::<Vec<_>>().join("\n");
    let told = told(&once, "--churn rate");
    assert!(told.contains("found 0 customers who have bought on two days"), "{told}");
}
