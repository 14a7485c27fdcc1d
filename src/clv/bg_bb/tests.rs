//! Doubts about the BG/BB.

mod fits;

use super::cells::Past;
use super::law::BgBbLaw;
use super::*;
use crate::clv::cells::count;
use crate::clv::likelihood::Likelihood;
use crate::clv::taylor::Taylor;
use crate::error::Result;
use crate::report::Standing;

/// The parameters of the published tables.
const DONORS: [f64; 4] = [1.2035, 0.7497, 0.6567, 2.7834];

fn cells(histories: &[(u64, u64, u64, f64)]) -> Result<OpportunityCells> {
    let column =
        |of: fn(&(u64, u64, u64, f64)) -> u64| histories.iter().map(of).collect::<Vec<_>>();
    let customers: Vec<f64> = histories.iter().map(|history| history.3).collect();
    OpportunityCells::new(OpportunityColumns {
        bought: &column(|history| history.0),
        last: &column(|history| history.1),
        opportunities: &column(|history| history.2),
        customers: Some(&customers),
    })
}

/// The 11,104 donors of Fader, Hardie & Shang (2010).
fn donors() -> Vec<(u64, u64, u64, f64)> {
    let counts = [
        (0, 0, 3464.0),
        (1, 1, 1091.0),
        (1, 2, 277.0),
        (1, 3, 129.0),
        (1, 4, 78.0),
        (1, 5, 119.0),
        (1, 6, 129.0),
        (2, 2, 613.0),
        (2, 3, 255.0),
        (2, 4, 155.0),
        (2, 5, 173.0),
        (2, 6, 234.0),
        (3, 3, 322.0),
        (3, 4, 181.0),
        (3, 5, 225.0),
        (3, 6, 357.0),
        (4, 4, 240.0),
        (4, 5, 284.0),
        (4, 6, 512.0),
        (5, 5, 335.0),
        (5, 6, 728.0),
        (6, 6, 1203.0),
    ];
    counts.map(|(x, t_x, weight)| (x, t_x, 6, weight)).to_vec()
}

#[track_caller]
fn near(got: f64, want: f64, relative: f64) {
    assert!((got - want).abs() <= relative * want.abs(), "{got} for {want}");
}

/// A row of the published table: `P(alive)` 1 and 3 ahead, and orders within 1, 3 and 6, to the ten
/// decimals it has; and the logarithm of the likelihood for parameters with more decimals.
#[track_caller]
fn published(x: u64, t_x: u64, ln: f64, row: [f64; 5]) {
    let customer = BgBbModel::new(DONORS).unwrap().customer(x, t_x, 6).unwrap();
    let alive = [1, 3].map(|ahead| customer.p_alive_at(ahead).unwrap());
    let orders = [1, 3, 6].map(|ahead| customer.orders_within(ahead).unwrap());
    for (got, want) in alive.into_iter().chain(orders).zip(row) {
        near(got, want, 1e-8);
    }
    let fine = BgBbModel::new([1.203_528, 0.749_726, 0.656_780_8, 2.783_796]).unwrap();
    let one = cells(&[(x, t_x, 6, 1.0)]).unwrap();
    near(fine.log_likelihood(&one), ln, 1e-4);
}

#[test]
fn published_tables_hold() {
    let row = [0.9304350590, 0.8218586162, 0.8427285806, 2.3768350855, 4.3927074315];
    published(6, 6, -2.18167018824, row);
    let row = [0.6968044619, 0.6154913718, 0.4558947364, 1.2858073521, 2.3763430393];
    published(4, 5, -5.09558227343, row);
    let row = [0.5896634357, 0.5208530898, 0.2375128019, 0.6698820639, 1.2380311694];
    published(2, 4, -5.19562191019, row);
    let row = [0.0694634679, 0.0613574790, 0.0192454297, 0.0542798875, 0.1003164531];
    published(1, 1, -2.28882847451, row);
    let row = [0.1081370764, 0.0955180989, 0.0163635985, 0.0461519591, 0.0852949601];
    published(0, 0, -1.16751622367, row);
}

/// What a new customer is expected to do, to the decimals of the published table.
#[test]
fn published_expectations_hold() {
    let model = BgBbModel::new([1.203_528, 0.749_726, 0.656_780_8, 2.783_796]).unwrap();
    let want =
        [0.4985, 0.9233, 1.2969, 1.6323, 1.9381, 2.2202, 2.4826, 2.7285, 2.9603, 3.1798, 3.3887];
    for (n, want) in (1..).zip(want) {
        let got = model.orders_of_new_customer(n).unwrap();
        assert!((got - want).abs() < 1e-4, "{n}: {got}");
    }
    let customer = |x, t_x| model.customer(x, t_x, 6).unwrap();
    near(customer(0, 0).orders_within(10).unwrap(), 0.130_216_9, 1e-5);
    near(customer(4, 5).orders_within(10).unwrap(), 3.627_858, 1e-5);
    near(11_104.0 * model.probability_new(0, 6).unwrap(), 3454.9, 1e-4);
    near(11_104.0 * model.probability_new(6, 6).unwrap(), 1253.1, 1e-4);
}

#[test]
fn donors_are_fitted_as_published() {
    let model = BgBb::new().fit_cells(&cells(&donors()).unwrap()).unwrap();
    for (got, want) in model.parameters().into_iter().zip([1.204, 0.750, 0.657, 2.783]) {
        assert!((got - want).abs() < 1e-3, "{got} for {want}");
    }
    let report = model.report().unwrap();
    assert!((report.log_likelihood + 33_225.581_3).abs() < 1e-3, "{}", report.log_likelihood);
    assert!(report.converged && report.gradient_norm < 1e-9, "{report:?}");
    assert_eq!((report.starts.tried, report.starts.agreed, report.cells), (4, 4, 22));
    assert!(report.parameters.iter().all(|p| p.standing == Standing::Identified));
    for ((x, t_x), want) in [((0, 0), 0.11), ((2, 4), 0.59), ((6, 6), 0.93)] {
        let got = model.customer(x, t_x, 6).unwrap().p_alive_at(1).unwrap();
        assert!((got - want).abs() < 5e-3, "{got} for {want}");
    }
    let of = |(x, t_x, n, weight): (u64, u64, u64, f64)| {
        weight * model.customer(x, t_x, n).unwrap().orders_within(5).unwrap()
    };
    let gifts: f64 = donors().into_iter().map(of).sum();
    assert!((gifts - 12_884.2).abs() < 0.5, "{gifts}");
}

/// Against the model as printed, with sixty digits; also where parameters are far apart, and after a thousand opportunities.
#[test]
fn answers_are_right_to_eleven_digits() {
    let text = include_str!("../../../tests/golden/bg_bb.json");
    for case in serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap() {
        let number = |name: &str| case[name].as_f64().unwrap();
        let parameters = [0, 1, 2, 3].map(|i| case["parameters"][i].as_f64().unwrap());
        let history @ [x, t_x, n] = [0, 1, 2].map(|i| case["history"][i].as_u64().unwrap());
        let model = BgBbModel::new(parameters).unwrap();
        let one = cells(&[(x, t_x, n, 1.0)]).unwrap();
        let (ln, want) = (model.log_likelihood(&one), number("log_likelihood"));
        // Of a likelihood of e^-1000, digits are lost to the logarithm.
        assert!((ln - want).abs() < 1e-11 + 1e-13 * ln.abs(), "{ln} for {want}");
        let customer = model.customer(x, t_x, n).unwrap();
        let answers = [
            (customer.p_alive(), number("p_alive")),
            (customer.p_alive_at(3), number("p_alive_at_3")),
            (customer.orders_within(10), number("orders_within_10")),
            (customer.discounted(None, 0.1), number("discounted_10")),
            (customer.p_silent_for(10), number("p_silent_for_10")),
            (customer.probability(2, 10), number("two_of_10")),
            (customer.probability(50, 400), number("fifty_of_400")),
        ];
        for (i, (got, want)) in answers.into_iter().enumerate() {
            let got = got.unwrap();
            // What is below the smallest normal float has fewer digits.
            let room = 1e-11 * want + f64::MIN_POSITIVE;
            assert!((got - want).abs() <= room, "{model:?} {history:?} {i}: {got}, {want}");
        }
    }
}

/// The likelihood as an average over probabilities of buying and of leaving.
#[test]
fn the_likelihood_is_an_average_over_customers() {
    let parameters = [2.0, 3.5, 2.5, 4.0];
    /// The mean of `p^up (1 − p)^down` for a `p` that is Beta, by midpoints.
    fn mean(a: f64, b: f64, up: f64, down: f64) -> f64 {
        let (mut sum, mut all) = (0.0, 0.0);
        for i in 0..20_000 {
            let p = (f64::from(i) + 0.5) / 20_000.0;
            let density = p.powf(a - 1.0) * (1.0 - p).powf(b - 1.0);
            sum += density * p.powf(up) * (1.0 - p).powf(down);
            all += density;
        }
        sum / all
    }
    let [a, b, g, d] = parameters;
    for (x, t_x, n) in [(0_u32, 0_u32, 5_u32), (2, 3, 7), (3, 3, 3), (1, 1, 9)] {
        let buys = |until: u32| mean(a, b, f64::from(x), f64::from(until - x));
        let gone = (t_x..n).map(|t| buys(t) * mean(g, d, 1.0, f64::from(t)));
        let whole = gone.sum::<f64>() + buys(n) * mean(g, d, 0.0, f64::from(n));
        let one = cells(&[(x.into(), t_x.into(), n.into(), 1.0)]).unwrap();
        near(BgBbModel::new(parameters).unwrap().log_likelihood(&one), whole.ln(), 1e-6);
    }
}

/// All that can happen at `n` opportunities. A history stands for as many ways as purchases can be
/// strewn before the last.
#[test]
fn all_histories_add_up_to_one() {
    for parameters in [DONORS, [0.01, 5.0, 30.0, 2.0], [40.0, 2.0, 1e-4, 9.0]] {
        let model = BgBbModel::new(parameters).unwrap();
        for n in [6, 40] {
            let none = model.log_likelihood(&cells(&[(0, 0, n, 1.0)]).unwrap()).exp();
            let mut sum = none;
            for last in 1..=n {
                let mut ways = 1.0;
                for x in 1..=last {
                    sum += ways * model.log_likelihood(&cells(&[(x, last, n, 1.0)]).unwrap()).exp();
                    ways *= count(last - x) / count(x);
                }
            }
            assert!((sum - 1.0).abs() < 1e-12, "{parameters:?} {n}: {sum}");
            near(model.probability_new(0, n).unwrap(), none, 1e-13);
        }
    }
}

#[test]
fn derivatives_are_those_of_the_value() {
    let histories = [(0, 0, 9), (1, 1, 9), (1, 1, 12), (2, 5, 9), (4, 9, 9), (0, 0, 0), (3, 7, 40)];
    let histories = histories.map(|(x, t_x, n)| (x, t_x, n, count(x) + 0.5));
    let cells = cells(&histories).unwrap();
    for parameters in [DONORS, [0.02, 7.0, 3.0, 0.4], [50.0, 30.0, 0.01, 80.0]] {
        let at = |parameters| BgBbLaw::of(parameters).total(cells.cells());
        let Taylor { gradient, hessian, .. } = at(parameters);
        for i in 0..4 {
            let step = 1e-5 * parameters[i];
            let [up, down] = [step, -step].map(|step| {
                let mut moved = parameters;
                moved[i] += step;
                at(moved)
            });
            let slope = (up.value - down.value) / (2.0 * step);
            // Values of a hundred have some 14 digits, of which a step of 1e-5 leaves nine.
            let room = 1e-8 / parameters[i];
            assert!((slope - gradient[i]).abs() < room, "{i}: {slope} {gradient:?}");
            for j in 0..4 {
                let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                let room = room / parameters[j];
                assert!((bend - hessian[i][j]).abs() < room, "{i} {j}: {bend} {hessian:?}");
            }
        }
    }
}

#[test]
fn distributions_add_up_to_one_and_have_the_mean() {
    for parameters in
        [DONORS, [1e-3, 50.0, 1e-6, 3.0], [1e8, 1e8, 1e-8, 1e8], [1e8, 1e-8, 2.0, 9.0]]
    {
        let model = BgBbModel::new(parameters).unwrap();
        for (x, t_x, n) in [(0, 0, 0), (1, 2, 30), (5, 9, 9)] {
            let customer = model.customer(x, t_x, n).unwrap();
            for k in [0, 1, 13, 1_500] {
                let chances: Vec<f64> =
                    (0..=k).map(|y| customer.probability(y, k).unwrap()).collect();
                let sum: f64 = chances.iter().sum();
                assert!((sum - 1.0).abs() < 1e-11, "{parameters:?} {x} {t_x} {n} {k}: {sum}");
                let mean: f64 = chances.iter().zip(0..).map(|(p, y)| p * count(y)).sum();
                let want = customer.orders_within(k).unwrap();
                assert!((mean - want).abs() <= 1e-11 * want, "{mean} for {want}");
                assert_eq!(customer.probability(k + 1, k), Ok(0.0));
            }
        }
    }
}

#[test]
fn the_farthest_parameters_and_histories_are_answered() {
    let ends = [1e-8, 1.0, 1e8];
    for i in 0..81_usize {
        let parameters = [ends[i / 27], ends[i / 9 % 3], ends[i / 3 % 3], ends[i % 3]];
        let law = BgBbLaw::of(parameters);
        for (bought, last) in [(0, 0), (1, 1), (500, 900), (1_000, 1_000)] {
            let past = Past { bought, last, opportunities: 1_000 };
            let one = cells(&[(bought, last, 1_000, 1.0)]).unwrap();
            let Taylor { value, gradient, hessian } = law.total(one.cells());
            assert!(value <= 1e-9 && value.is_finite(), "{parameters:?} {past:?}: {value}");
            assert!(gradient.iter().chain(hessian.as_flattened()).all(|g| g.is_finite()));
            let customer = BgBbCustomer::of(&law, past);
            let p = customer.p_alive().unwrap();
            assert!((0.0..=1.0).contains(&p) && (last < 1_000 || 1.0 <= p), "{p}");
            assert!(customer.orders_within(10).unwrap() <= 10.0);
            assert!((0.0..=1.0).contains(&customer.p_silent_for(10).unwrap()));
        }
    }
}

/// The same walk, whether cells share it or not.
#[test]
fn cells_do_not_depend_on_the_order_of_rows() {
    let mut rows: Vec<_> = donors();
    rows.extend(donors().into_iter().map(|(x, t_x, _, weight)| (x, t_x, 11, weight / 4.0)));
    let straight = cells(&rows).unwrap();
    rows.reverse();
    assert_eq!(cells(&rows).unwrap(), straight);
    let model = BgBbModel::new(DONORS).unwrap();
    let alone: f64 = rows.iter().map(|&row| model.log_likelihood(&cells(&[row]).unwrap())).sum();
    near(model.log_likelihood(&straight), alone, 1e-13);
}
