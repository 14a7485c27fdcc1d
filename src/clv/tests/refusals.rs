//! Each error provoked once.

use crate::clv::{
    Btyd, BtydModel, CellColumns, Cells, Discount, Family, GammaGamma, GammaGammaModel, Refusal,
    Regularity, Select, SpendCells, SpendColumns, SpendOf,
};
use crate::day::Days;
use crate::error::{ErrorKind, Result};
use crate::money::Currency;
use crate::ruler::TimeUnit;

fn cells(repeats: &[u64], last_age: &[f64], age: &[f64]) -> Result<Cells> {
    Cells::new(TimeUnit::Week, CellColumns { repeats, last_age, age, ..CellColumns::default() })
}

#[track_caller]
fn wrong_cell<T: std::fmt::Debug>(got: Result<T>, want: &str, at: u64) {
    let error = got.unwrap_err();
    let ErrorKind::Cell { row, column, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!((column.as_str(), *row), (want, at));
}

#[test]
fn histories_that_cannot_be_are_refused() {
    let ten = |x: u64, t_x: f64, t: f64| cells(&[0, x], &[0.0, t_x], &[10.0, t]);
    wrong_cell(ten(0, 1.0, 10.0), "last_age", 2);
    wrong_cell(ten(1, 0.0, 10.0), "last_age", 2);
    wrong_cell(ten(1, 11.0, 10.0), "last_age", 2);
    wrong_cell(ten(1, -1.0, 10.0), "last_age", 2);
    wrong_cell(ten(1, f64::NAN, 10.0), "last_age", 2);
    wrong_cell(ten(1, 1.0, f64::NAN), "age", 2);
    wrong_cell(ten(1, 1.0, f64::INFINITY), "age", 2);
    wrong_cell(ten(0, 0.0, -1.0), "age", 2);
    wrong_cell(ten(u64::MAX, 1.0, 10.0), "repeats", 2);
    let uneven = cells(&[1, 2], &[1.0], &[3.0, 3.0]).unwrap_err();
    assert!(matches!(uneven.kind(), ErrorKind::Length { found: 1, expected: 2, .. }));
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let columns = CellColumns {
            repeats: &[0],
            last_age: &[0.0],
            age: &[1.0],
            customers: Some(&[weight]),
            log_gaps: None,
        };
        wrong_cell(Cells::new(TimeUnit::Day, columns), "customers", 1);
    }
}

#[track_caller]
fn too_little<T: std::fmt::Debug>(got: Result<T>, what: &str, found: u64) {
    let error = got.unwrap_err();
    let ErrorKind::TooLittle { what: of, found: n, needed } = *error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!((of, n), (what, found));
    assert!(n < needed);
}

#[test]
fn data_that_cannot_tell_are_refused() {
    let fit = |cells: &Cells| Btyd::new(Family::BgNbd, TimeUnit::Week).fit_cells(cells);
    too_little(fit(&cells(&[], &[], &[]).unwrap()), "distinct histories", 0);
    let alike = cells(&[2; 50], &[3.0; 50], &[9.0; 50]).unwrap();
    too_little(fit(&alike), "distinct histories", 1);
    let ages: Vec<f64> = (1..=50).map(f64::from).collect();
    let once = cells(&[0; 50], &[0.0; 50], &ages).unwrap();
    too_little(fit(&once), "customers who have come back", 0);
    let spend = |mean: &[f64]| {
        let days = vec![2; mean.len()];
        let columns = SpendColumns { days: &days, mean, customers: None };
        let cells = SpendCells::new(SpendOf::All, Currency::EUR, columns).unwrap();
        GammaGamma::new().fit_cells(&cells)
    };
    too_little(spend(&[1.0, 2.0]), "customers with spend on the purchase days that count", 2);
    too_little(spend(&[7.0; 40]), "distinct mean spends", 1);
}

#[test]
fn spends_that_cannot_be_are_refused() {
    for mean in [-1.0, f64::NAN, f64::INFINITY, 1e31] {
        let columns = SpendColumns { days: &[0, 2], mean: &[f64::NAN, mean], customers: None };
        wrong_cell(SpendCells::new(SpendOf::All, Currency::EUR, columns), "mean", 2);
    }
}

#[track_caller]
fn wrong_param<T: std::fmt::Debug>(got: Result<T>, want: &str) {
    let error = got.unwrap_err();
    let ErrorKind::Param { name, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(*name, want);
}

#[test]
fn parameters_out_of_their_domain_are_refused() {
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9, 1e-9] {
        let at = |i: usize, names: [&str; 4], family| {
            let mut parameters = [1.0; 4];
            parameters[i] = wrong;
            wrong_param(BtydModel::new(family, TimeUnit::Week, parameters), names[i]);
        };
        for i in 0..4 {
            at(i, ["r", "alpha", "a", "b"], Family::MbgNbd);
            at(i, ["r", "alpha", "s", "beta"], Family::ParetoNbd);
        }
        let spend = GammaGammaModel::new(SpendOf::All, Currency::EUR, [1.0, wrong, 1.0]);
        wrong_param(spend, "q");
        let settings = Btyd::new(Family::BgNbd, TimeUnit::Day);
        if !(0.0..1e10).contains(&wrong) {
            wrong_param(settings.penalty(wrong).check(), "penalty");
            wrong_param(Discount::per_year(wrong), "discount");
        }
    }
    // Ten per cent, as some write them.
    wrong_param(Discount::per_year(10.0), "discount");
    let rhythm = |k| Family::BgCnbd(Regularity::Fixed(k));
    for k in [0, 13, u32::MAX] {
        wrong_param(BtydModel::new(rhythm(k), TimeUnit::Week, [1.0; 4]), "regularity");
        wrong_param(Btyd::new(rhythm(k), TimeUnit::Week).check(), "regularity");
    }
    let estimated = Family::BgCnbd(Regularity::Estimated);
    wrong_param(BtydModel::new(estimated, TimeUnit::Week, [1.0; 4]), "regularity");
}

#[test]
fn rulers_are_not_mixed() {
    let model =
        BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426]).unwrap();
    let wrong = |got: Result<f64>| {
        let error = got.unwrap_err();
        let (found, expected) = (TimeUnit::Month, TimeUnit::Week);
        assert_eq!(*error.kind(), ErrorKind::Ruler { found, expected });
    };
    let months = TimeUnit::Month.of(2.0).unwrap();
    let customer = model.customer(2, 30.43, 38.86).unwrap();
    wrong(model.orders_of_new_customer(months));
    wrong(customer.orders_within(months));
    wrong(customer.p_silent_for(months));
    wrong(customer.p_alive_at(months));
    let columns =
        CellColumns { repeats: &[0], last_age: &[0.0], age: &[1.0], ..CellColumns::default() };
    let monthly = Cells::new(TimeUnit::Month, columns).unwrap();
    wrong(model.log_likelihood(&monthly));
    let fit = Btyd::new(Family::BgNbd, TimeUnit::Week).fit_cells(&monthly);
    assert!(matches!(fit.unwrap_err().kind(), ErrorKind::Ruler { .. }));
}

#[test]
fn what_the_data_do_not_show_is_not_estimated() {
    let ages: Vec<f64> = (20..70).map(f64::from).collect();
    let last: Vec<f64> = (1..51).map(|i| f64::from(i) * 0.3).collect();
    let cells = cells(&[3; 50], &last, &ages).unwrap();
    let rhythm = Family::MbgCnbd(Regularity::Estimated);
    wrong_param(Btyd::new(rhythm, TimeUnit::Week).fit_cells(&cells), "regularity");
    wrong_param(Select::new(TimeUnit::Week).families([]).fit_cells(&cells), "families");
    wrong_param(Select::new(TimeUnit::Week).holdout(Days(9)).fit_cells(&cells), "holdout");
}

#[test]
fn a_search_that_has_not_converged_says_so_and_is_taken_by_name() {
    // One customer who bought a million times among few who did so once: nothing fits.
    let error = ErrorKind::NotConverged { report: Box::new(report()) };
    assert!(error.to_string().starts_with("the fit has not converged: after 7 steps"));
}

fn report() -> crate::report::FitReport {
    crate::report::FitReport {
        log_likelihood: -1.0,
        aic: 1.0,
        bic: 1.0,
        customers: 1.0,
        cells: 1,
        iterations: 7,
        gradient_norm: 0.5,
        converged: false,
        starts: crate::report::Starts::default(),
        parameters: Vec::new(),
        covariance: None,
    }
}

#[test]
fn spend_without_a_mean_is_refused() {
    let model = |q| GammaGammaModel::new(SpendOf::Repeats, Currency::EUR, [2.0, q, 10.0]).unwrap();
    // p(v + xz) / (px + q − 1)
    let expected = |q, days, mean| model(q).expected(days, mean).map(|spend| spend.expected);
    assert_eq!(expected(3.0, 0, f64::NAN), Ok(10.0));
    assert_eq!(model(1.0).expected(0, 0.0), Err(Refusal::NoMean));
    assert_eq!(expected(1.0, 2, 20.0), Ok(25.0));
    assert_eq!(model(0.5).expected(2, 20.0).unwrap().population, None);
    assert_eq!(model(3.0).expected(2, 0.0), Err(Refusal::NoSpend));
    assert_eq!(model(3.0).expected(2, f64::NAN), Err(Refusal::NoSpend));
}
