//! What customers will do, in a file.

use std::collections::BTreeSet;

use regulars::clv::{BtydModel, Clv, Discount, Family, GammaGammaModel, SpendOf};
use regulars::{Currency, Score, TimeUnit};

use super::{SHOP, SUMMARY, fit, of_orders, of_summary};

const GIVEN: &str = "--model bg_nbd --params r=0.9,alpha=8,a=0.8,b=2.5,p=6,q=4,v=15";

fn given() -> (BtydModel, GammaGammaModel) {
    let orders = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.9, 8.0, 0.8, 2.5]).unwrap();
    let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::NONE, [6.0, 4.0, 15.0]).unwrap();
    (orders, spend)
}

/// A number of a file, to the bit; nothing for an empty cell.
fn read(cell: &str) -> Option<f64> {
    if cell.is_empty() { None } else { Some(cell.parse().unwrap()) }
}

#[test]
fn forecasts_are_the_librarys_to_the_bit() {
    let ran = of_summary(&format!("--m m {GIVEN} --predict out.csv --horizon 26"));
    assert!(ran.report()["timings_ms"]["predict"].is_f64());
    let (header, rows) = ran.rows();
    assert_eq!(header, "ID,x,t_x,T,p_alive,p_silent,orders,value");
    let (orders, spend) = given();
    let (ahead, tenth) = (TimeUnit::Week.of(26.0).unwrap(), Discount::per_year(0.1).unwrap());
    assert_eq!(rows.len(), 600);
    for (row, line) in rows.iter().zip(SHOP.summary.lines().skip(1)) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(row[..4], cells[..4]);
        let number = |i: usize| cells[i].parse::<f64>().unwrap();
        let x = cells[1].parse().unwrap();
        let customer = orders.customer(x, number(2), number(3)).unwrap();
        let worth = customer.discounted_orders_within(ahead, tenth).ok();
        let per_order = spend.expected(x, number(4)).unwrap().expected;
        let want = [
            customer.p_alive().ok(),
            customer.p_silent_for(ahead).ok(),
            customer.orders_within(ahead).ok(),
            worth.map(|orders| per_order * orders),
        ];
        // All customers at once are answered from tables, which are this close to the sums.
        for (found, want) in [4, 5, 6, 7].map(|i| read(&row[i])).into_iter().zip(want) {
            assert_eq!(found.is_some(), want.is_some());
            let (found, want) = (found.unwrap_or(0.0), want.unwrap_or(0.0));
            assert!((found - want).abs() <= 2e-11 * want, "{found}, {want}");
        }
    }
}

#[test]
fn orders_and_a_summary_come_to_the_same_forecasts() {
    let flags = format!("{GIVEN} --predict out.csv --horizon 26 --discount 0.2");
    let by_orders = of_orders(&flags);
    by_orders.report();
    let (header, rows) = by_orders.rows();
    assert_eq!(header, "customer,x,t_x,T,p_alive,p_silent,orders,value");
    let (_, by_row) = of_summary(&format!("--m m {flags}")).rows();
    for (row, by_row) in rows.iter().zip(&by_row) {
        // Values are products in another order.
        assert_eq!(row[..7], by_row[..7]);
        let (value, by_row) = (read(&row[7]).unwrap(), read(&by_row[7]).unwrap());
        assert!((value - by_row).abs() <= 1e-12 * value, "{value}, {by_row}");
    }
    let (orders, spend) = given();
    let fifth = Discount::per_year(0.2).unwrap();
    let worth = Clv::new(orders, spend).value_within(TimeUnit::Week.of(26.0).unwrap(), fifth);
    let values: Vec<Option<f64>> = rows.iter().map(|row| read(&row[7])).collect();
    let want = worth.score(SHOP.view.table()).unwrap();
    assert_eq!(values, want.into_iter().map(Result::ok).collect::<Vec<_>>());
}

#[test]
fn keys_are_written_as_they_were_read() {
    let file = "\u{feff}age,More,id,seen,\"re,peats\"\n 3.50,a,\"one, or two\",1.0,2\n1,b,\"\"\"q\"\"\",0,0\n";
    let flags = "--summary in.csv --x re,peats --tx seen --t age --predict out.csv --horizon 1";
    let ran = fit(file, &format!("{flags} --model mbg_nbd --params r=1,alpha=1,a=1,b=1"));
    ran.report();
    let out = ran.out.unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "id,\"re,peats\",seen,age,p_alive,p_silent,orders,value");
    assert!(lines[1].starts_with("\"one, or two\",2,1.0, 3.50,0."), "{out}");
    // MBG may lose a customer at once: the odds of that are 1/(b + 0) · (α + T)/(α + 0).
    assert!(lines[2].starts_with(&format!("\"\"\"q\"\"\",0,0,1,{:?},", 1.0 / 3.0)), "{out}");
    assert!(lines[1..].iter().all(|line| line.ends_with(',')), "no value without --m: {out}");
    let nameless =
        fit("x,t_x,T\n0,0,1\n", &format!("{SUMMARY} {GIVEN_ORDERS} --predict out.csv --horizon 1"));
    assert_eq!(nameless.rows().0, "x,t_x,T,p_alive,p_silent,orders,value");
}

const GIVEN_ORDERS: &str = "--model bg_nbd --params r=1,alpha=1,a=1,b=1";

#[test]
fn what_a_model_refuses_is_an_empty_cell() {
    // Customers spend an infinite mean on average, and who has come again a finite one; who has
    // spent nothing that is left is no case for the model.
    let file = "x,t_x,T,m\n0,0,1,\n1,1,2,5\n1,1,2,0\n0,0,1,nonsense\n";
    let flags = "--model bg_nbd --params r=1,alpha=1,a=1,b=1,p=1,q=0.5,v=1";
    let ran = fit(file, &format!("{SUMMARY} --m m {flags} --predict out.csv --horizon 1"));
    ran.report();
    let empty: Vec<bool> = ran.rows().1.iter().map(|row| row[6].is_empty()).collect();
    assert_eq!(empty, [true, false, true, true]);
}

#[test]
fn a_prospect_has_no_forecast() {
    let rows = "who,when,paid\nann,2024-01-01,5\nann,2024-01-15,5\nbob,2024-01-01,-5\n";
    let flags =
        format!("{} {GIVEN} --as-of 2024-01-29 --predict out.csv --horizon 1", super::ORDERS);
    let ran = fit(rows, &flags);
    assert_eq!(ran.report()["n"], serde_json::json!(1));
    let (_, rows) = ran.rows();
    assert_eq!(rows[0][..4], ["ann", "1", "2", "4"]);
    assert!(rows[0].iter().all(|cell| !cell.is_empty()));
    assert_eq!(rows[1].concat(), "bob");
}

/// Spend comes with orders, asked for or not.
#[test]
fn orders_whose_spend_cannot_be_fitted_have_no_value() {
    // One order a day, each of 5.
    let days: BTreeSet<&str> =
        SHOP.orders.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().0).collect();
    let rows: String = days.into_iter().map(|day| format!("{day},5\n")).collect();
    let flags = format!(
        "{} --as-of 2024-12-31 --model bg_nbd --predict out.csv --horizon 1",
        super::ORDERS
    );
    let ran = fit(&format!("who,when,paid\n{rows}"), &flags);
    let words =
        "fit_clv: the spend cannot be fitted: found 1 distinct mean spends, expected at least 3\n";
    assert_eq!(String::from_utf8_lossy(&ran.output.stderr), words);
    assert!(ran.report_beside_notes().get("gamma_gamma").is_none());
    assert!(ran.rows().1.iter().all(|row| row[7].is_empty() && !row[6].is_empty()));
}

#[test]
fn a_packed_file_is_read() {
    let packed = crate::score_orders::gzip(&SHOP.summary);
    let ran = super::ran("fit_clv", packed, &format!("{SUMMARY} {GIVEN_ORDERS}"));
    assert_eq!(ran.report()["ll"], of_summary(GIVEN_ORDERS).report()["ll"]);
}
