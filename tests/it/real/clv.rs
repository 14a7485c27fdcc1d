//! CDNOW's customers, whom every paper on these models fits.

use regulars::clv::{
    Btyd, BtydModel, CellColumns, Cells, Family, GammaGamma, SpendCells, SpendColumns, SpendOf,
};
use regulars::{Currency, TimeUnit};

use super::open;

/// The published summary: a tenth of the customers who came in the first quarter of 1997.
pub(super) struct Cdnow {
    pub(super) x: Vec<u64>,
    pub(super) t_x: Vec<f64>,
    pub(super) t: Vec<f64>,
    pub(super) mean: Vec<f64>,
}

impl Cdnow {
    pub(super) fn read(test: &str) -> Option<Self> {
        let file = open(test, "cdnow", "cdnow_summary_x_tx_T_zbar.csv")?;
        let mut all = Self { x: vec![], t_x: vec![], t: vec![], mean: vec![] };
        for row in csv::Reader::from_reader(file).records() {
            let row = row.unwrap();
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            all.x.push(row[1].parse().unwrap());
            all.t_x.push(number(2));
            all.t.push(number(3));
            all.mean.push(number(4));
        }
        Some(all)
    }

    pub(super) fn cells(&self) -> Cells {
        let columns = CellColumns {
            repeats: &self.x,
            last_age: &self.t_x,
            age: &self.t,
            ..CellColumns::default()
        };
        Cells::new(TimeUnit::Week, columns).unwrap()
    }
}

/// Parameters within 1e-3 of the published ones, relative, and the log-likelihood within 1e-3.
#[track_caller]
fn check(got: &[f64], want: &[f64], log_likelihood: f64, published: f64) {
    for (got, want) in got.iter().zip(want) {
        assert!((got / want - 1.0).abs() < 1e-3, "{got:?} for {want:?}");
    }
    assert!((log_likelihood - published).abs() < 1e-3, "{log_likelihood}");
}

fn fitted(family: Family, cells: &Cells) -> BtydModel {
    let model = Btyd::new(family, TimeUnit::Week).fit_cells(cells).unwrap();
    let report = model.report().unwrap();
    assert!(report.converged);
    model
}

#[test]
fn published_fits_are_found() {
    let Some(cdnow) = Cdnow::read("published_fits_are_found") else { return };
    let cells = cdnow.cells();
    let fit = |family, want: [f64; 4], published| {
        let model = fitted(family, &cells);
        let log_likelihood = model.report().unwrap().log_likelihood;
        check(&model.parameters(), &want, log_likelihood, published);
    };
    fit(Family::BgNbd, [0.2426, 4.4135, 0.7929, 2.4258], -9582.4256);
    fit(Family::MbgNbd, [0.5248, 6.1830, 0.8914, 1.6140], -9582.1327);
    fit(Family::ParetoNbd, [0.5533, 10.5776, 0.6062, 11.6679], -9594.9739);
}

#[test]
fn the_published_spend_is_found() {
    let Some(cdnow) = Cdnow::read("the_published_spend_is_found") else { return };
    let columns = SpendColumns { days: &cdnow.x, mean: &cdnow.mean, customers: None };
    let cells = SpendCells::new(SpendOf::Repeats, Currency::USD, columns).unwrap();
    let model = GammaGamma::new().fit_cells(&cells).unwrap();
    let log_likelihood = model.report().unwrap().log_likelihood;
    check(&model.parameters(), &[6.2488, 3.7446, 15.4477], log_likelihood, -4055.9232);
}
