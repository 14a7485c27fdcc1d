//! Published and recomputed predictions, row by row.

use regulars::clv::{
    BgBb, BgBbModel, BtydCustomer, BtydModel, Family, GammaGammaModel, OpportunityCells,
    OpportunityColumns, ShiftedBetaGeometric, SpendOf,
};
use regulars::{Currency, TimeUnit};
use serde_json::Value;

use super::open;

/// A file of golden numbers, which lie beside the data.
fn golden(test: &str, file: &str) -> Option<Value> {
    Some(serde_json::from_reader(open(test, "../golden", file)?).unwrap())
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn count(value: &Value, name: &str) -> u64 {
    let number = number(value, name);
    assert!(number.fract() == 0.0 && 0.0 <= number);
    #[expect(clippy::cast_sign_loss, reason = "it is not negative")]
    let count = number as u64;
    count
}

/// Within 1e-7, relative, or half of the tenth decimal, which is the last that the tables print.
#[track_caller]
fn near(got: f64, want: f64, what: &str) {
    let tolerance = (1e-7 * want.abs()).max(0.500_1e-10);
    assert!((got - want).abs() <= tolerance, "{what}: {got}, not {want}");
}

fn model(family: Family, parameters: &Value) -> BtydModel {
    let parameters = family.parameter_names().map(|name| number(parameters, name));
    BtydModel::new(family, TimeUnit::Week, parameters).unwrap()
}

fn orders(customer: &BtydCustomer, weeks: f64) -> f64 {
    customer.orders_within(TimeUnit::Week.of(weeks).unwrap()).unwrap()
}

#[test]
fn every_row_of_the_tables_is_met() {
    let Some(tables) = golden("every_row_of_the_tables_is_met", "btyd_tables.json") else { return };
    let families = [("bg", Family::BgNbd), ("mbg", Family::MbgNbd), ("pareto", Family::ParetoNbd)];
    let rows = tables["cdnow_rows"].as_array().unwrap();
    assert_eq!(rows.len(), 25);
    for (name, family) in families {
        let model = model(family, &tables["params"][name]);
        for row in rows {
            let (x, want) = (count(row, "x"), &row[name]);
            let customer = model.customer(x, number(row, "tx"), number(row, "T")).unwrap();
            near(customer.p_alive().unwrap(), number(want, "palive"), name);
            for weeks in [1, 3, 6] {
                let want = number(want, &format!("cet{weeks}"));
                near(orders(&customer, weeks.into()), want, name);
            }
            if family == Family::ParetoNbd {
                for n in [1_u8, 2] {
                    let ahead = TimeUnit::Week.of(n.into()).unwrap();
                    let ahead = customer.orders_ahead(ahead).unwrap();
                    let want = number(want, &format!("pmf_n{n}_t{n}"));
                    near(ahead.probability(n.into()).unwrap(), want, "pmf");
                }
            }
        }
    }
}

/// Twelve months as lifetimes steps them: 4.345 weeks each, discounted by 1 % a month.
fn twelve_months(customer: &BtydCustomer) -> f64 {
    let until = |month: u8| orders(customer, 4.345 * f64::from(month));
    let discount = |month: u8| 1.01_f64.powi(month.into());
    (1..=12).map(|month| (until(month) - until(month - 1)) / discount(month)).sum()
}

#[test]
fn every_prediction_of_lifetimes_is_met() {
    let test = "every_prediction_of_lifetimes_is_met";
    let Some(all) = golden(test, "btyd_cdnow_lifetimes.json") else { return };
    let spend = ["p", "q", "v"].map(|name| number(&all["models"]["ggf"]["params"], name));
    let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::USD, spend).unwrap();
    let families =
        [("bgf", Family::BgNbd), ("mbgf", Family::MbgNbd), ("pareto", Family::ParetoNbd)];
    let rows = all["predictions"].as_array().unwrap();
    assert_eq!(rows.len(), 55);
    for (name, family) in families {
        let model = model(family, &all["models"][name]["params"]);
        for row in rows {
            let of = |what: &str| number(row, &format!("{name}_{what}"));
            let x = count(row, "frequency");
            let customer = model.customer(x, number(row, "recency"), number(row, "T")).unwrap();
            near(customer.p_alive().unwrap(), of("p_alive"), "p_alive");
            for weeks in [13, 39, 52] {
                near(orders(&customer, weeks.into()), of(&format!("expected_{weeks}")), "expected");
            }
            let mean = spend.expected(x, number(row, "monetary_value")).unwrap().expected;
            near(mean, number(row, "ggf_expected_avg_profit"), "spend");
            near(mean * twelve_months(&customer), of("clv_12m_d0.01_W"), "value");
        }
        let key = match family {
            Family::BgNbd => "bgf_expected_purchases_new_customer",
            Family::ParetoNbd => "pareto_expected_purchases_new_customer",
            _ => continue,
        };
        for (weeks, want) in all[key].as_object().unwrap() {
            let horizon = TimeUnit::Week.of(weeks.parse().unwrap()).unwrap();
            near(model.orders_of_new_customer(horizon).unwrap(), want.as_f64().unwrap(), key);
        }
    }
}

/// P(alive) is printed for the opportunity after the last and for the third after it.
#[test]
fn every_row_of_the_donors_table_is_met() {
    let test = "every_row_of_the_donors_table_is_met";
    let Some(tables) = golden(test, "btyd_tables.json") else { return };
    let table = &tables["bgbb"];
    let parameters = ["alpha", "beta", "gamma", "delta"];
    let model = BgBbModel::new(parameters.map(|name| number(&table["params"], name))).unwrap();
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 22);
    for row in rows {
        let (bought, last) = (count(row, "x"), count(row, "tx"));
        let customer = model.customer(bought, last, 6).unwrap();
        for ahead in [1, 3] {
            let want = number(row, &format!("pal{ahead}"));
            near(customer.p_alive_at(ahead).unwrap(), want, "p_alive");
        }
        for within in [1, 3, 6] {
            let want = number(row, &format!("cet{within}"));
            near(customer.orders_within(within).unwrap(), want, "orders");
        }
        let columns = OpportunityColumns {
            bought: &[bought],
            last: &[last],
            opportunities: &[6],
            customers: None,
        };
        let got = model.log_likelihood(&OpportunityCells::new(columns).unwrap());
        // A spreadsheet's, at parameters that were not rounded.
        assert!((got / number(row, "logp") - 1.0).abs() < 1e-3, "{got}");
    }
}

fn columns(test: &str, file: &str) -> Option<Vec<csv::StringRecord>> {
    let file = open(test, "btyd_small", file)?;
    Some(csv::Reader::from_reader(file).records().map(Result::unwrap).collect())
}

#[test]
fn donors_are_fitted_as_published() {
    let Some(rows) = columns("donors_are_fitted_as_published", "donations_rf_matrix.csv") else {
        return;
    };
    let whole = |i: usize| -> Vec<u64> { rows.iter().map(|row| row[i].parse().unwrap()).collect() };
    let customers: Vec<f64> = rows.iter().map(|row| row[3].parse().unwrap()).collect();
    let cells = OpportunityCells::new(OpportunityColumns {
        bought: &whole(0),
        last: &whole(1),
        opportunities: &whole(2),
        customers: Some(&customers),
    });
    let model = BgBb::new().fit_cells(&cells.unwrap()).unwrap();
    let report = model.report().unwrap();
    assert!((report.log_likelihood - -33_225.58).abs() < 5e-3, "{}", report.log_likelihood);
    // Printed with three decimals.
    for (got, want) in model.parameters().iter().zip([1.204, 0.750, 0.657, 2.783]) {
        assert!((got - want).abs() < 1e-3, "{got}, not {want}");
    }
}

#[test]
fn cohorts_are_fitted_as_published() {
    let Some(rows) = columns("cohorts_are_fitted_as_published", "sbg_retention.csv") else {
        return;
    };
    let published =
        [("highend", [0.668, 3.806], -1611.158), ("regular", [0.704, 1.182], -1680.265)];
    for (cohort, parameters, log_likelihood) in published {
        let rows = rows.iter().filter(|row| &row[0] == cohort);
        let survivors: Vec<f64> = rows.map(|row| row[2].parse().unwrap()).collect();
        // Seven renewals; what came later is foretold within 5 %.
        let model = ShiftedBetaGeometric::new().fit_survivors(&survivors[..8]).unwrap();
        let got = model.report().unwrap().log_likelihood;
        assert!((got - log_likelihood).abs() < 1e-3, "{got}");
        for (got, want) in model.parameters().iter().zip(parameters) {
            assert!((got - want).abs() < 1e-3, "{got}, not {want}");
        }
        for (renewals, survivors) in (0..).zip(&survivors) {
            let foretold = 1000.0 * model.survival(renewals).unwrap();
            assert!((foretold / survivors - 1.0).abs() < 0.05, "{renewals}: {foretold}");
        }
    }
}
