//! Online Retail II: two years of a wholesaler's invoices, line by line.

use std::io::Read;

use csv::{ByteRecord, Reader, Writer};
use regulars::backtest::{Backtest, Quality, Slicings, StayingPower};
use regulars::churn::{Additive as _, Churn, Cohort, Logistic, Rate, Scorecard, ScorecardModel};
use regulars::clv::{Btyd, Family};
use regulars::metric::Predictions;
use regulars::segment::{KMeans, Preparation, Profile, Segmentation};
use regulars::{
    AnyOrders, CsvColumns, Currency, Day, Days, Fit, History, Language, Ledger, Money, Policy,
    Returns, Rounding, Row, Score, Table, TimeUnit, Variable, View, from_fn,
};

use super::open;

/// The two files overlap: what the second has from here on is left out of the first.
const SECOND_FILE: &[u8] = b"2010-12-01";

/// The shop under two policies, from one look at the files.
struct Shop {
    exact: Policy,
    pence: Policy,
    files: [Vec<u8>; 2],
}

#[test]
fn every_line_of_online_retail_ii_is_accounted_for_to_a_tenth_of_a_penny() {
    let Some(shop) = Shop::open("online_retail_ii") else { return };
    shop.check(&shop.exact, Money(17_431_533_178));
    let ledger = shop.check(&shop.pence, Money(1_743_153_316));
    check_segments(&ledger.as_of("2011-12-10".parse().unwrap()));
    check_churn(&ledger);
    check_lasting(&ledger);
}

/// A model that was fitted on 2010-06-12 ranks as well as a new one for 15 months, and neither knows the
/// season: churn is a fifth more than either says before Christmas is over, and a tenth less in autumn.
/// What is least known is who of those who have bought once comes back.
#[track_caller]
fn check_lasting(ledger: &Ledger<u64>) {
    let first: Day = "2010-06-12".parse().unwrap();
    let days: Vec<Day> = (0..6).map(|quarter| first + Days(91 * quarter)).collect();
    let bought = |_: &u64, row: Row<'_>| match row.history().map_or(0, History::purchase_days) {
        1 => "once",
        2..5 => "two to four times",
        _ => "more often",
    };
    let rate = |learned_from: Table<'_>, scored: Table<'_>| {
        let model = Rate::new().fit(learned_from)?;
        model.p_silent_for(Days(90)).map(|silent| silent.unwrap()).score(scored)
    };
    let backtest = Backtest::new(Churn::new(Days(90))).learner("rate", rate);
    let slicings = Slicings::new().by("bought", bought);
    let tested = backtest.run_by(ledger, &days, &slicings).unwrap();
    let staying = tested.staying_power("rate").unwrap();
    assert_eq!((staying[5].days, staying[5].customers), (455, 4_317));
    let of_day = |day| tested.days().iter().find(|own| own.day() == day).unwrap();
    for day in &staying {
        let lost = day.refitted.auc.unwrap() - day.once.auc.unwrap();
        assert!(lost.abs() < 0.005, "{day:?}");
        assert!(0.7 < of_day(day.day).signal("rate", 0.95).unwrap().low);
    }
    let bias = |of: fn(&StayingPower) -> Quality| {
        let bias: Vec<f64> = staying.iter().map(|day| of(day).bias.unwrap()).collect();
        (bias.iter().copied().fold(0.0, f64::min), bias.iter().copied().fold(0.0, f64::max))
    };
    for (low, high) in [bias(|day| day.once), bias(|day| day.refitted)] {
        assert!((low + 0.2).abs() < 0.01 && 0.08 < high && high < 0.12, "{low} {high}");
    }
    let slices = tested.slices("bought", "rate").unwrap();
    let labels: Vec<&str> = slices.iter().map(|slice| &slice.label[..]).collect();
    assert_eq!(labels, ["once", "two to four times", "more often"]);
    near(slices[0].quality.unwrap().auc, 0.588);
    assert!(tested.signal("base_rate", 0.95).is_err());
}

/// Who of those who had bought within a year bought nothing in the 90 days after 2011-09-10, and how
/// well that was foretold. The areas under curves were computed in Python, from the same files.
#[track_caller]
fn check_churn(ledger: &Ledger<u64>) {
    let settings = Churn::new(Days(90));
    let cohort = settings.cohort(ledger, "2011-09-10".parse().unwrap()).unwrap();
    let churned = cohort.churned().iter().filter(|churned| **churned).count();
    assert_eq!((cohort.rows().len(), churned), (4_317, 2_129));
    let table = cohort.view().table();
    let gap = |own: History| own.last_age() as f64 / own.repeats() as f64;
    let mut gaps: Vec<f64> =
        (table.rows().filter_map(Row::history)).filter(|own| 0 < own.repeats()).map(gap).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps[gaps.len() / 2];
    let own_gap = move |own: History| if own.repeats() == 0 { usual } else { gap(own) };
    check_auc(&cohort, |own| -(own.purchase_days() as f64), 0.7254);
    check_auc(&cohort, |own| own.days_since_last() as f64, 0.7081);
    check_auc(&cohort, move |own| own.days_since_last() as f64 / own_gap(own), 0.6431);

    let btyd = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(table).unwrap();
    let p0 = btyd.p_silent_for(Days(90)).map(|silent| silent.unwrap());
    let p0 = cohort.predictions(p0).unwrap();
    near(p0.auc().unwrap(), 0.765);
    near(p0.brier().unwrap(), 0.206);
    let gone = cohort.predictions(btyd.p_alive().map(|alive| 1.0 - alive.unwrap())).unwrap();
    near(gone.auc().unwrap(), 0.5064);

    let rate = settings.fit(table).unwrap();
    let rate = cohort.predictions(rate.scorer().map(|silent| silent.unwrap())).unwrap();
    // Found by SciPy's optimiser and ranks, of 5,283 customers rather than 5,281: 0.75411 and 0.20436.
    assert!((rate.auc().unwrap() - 0.75411).abs() < 2e-4);
    assert!((rate.brier().unwrap() - 0.20436).abs() < 2e-4);

    let train = ["2010-12-12", "2011-03-12", "2011-06-11"].map(|day| day.parse().unwrap());
    let train = train.map(|day| settings.cohort(ledger, day).unwrap());
    let auc = |scores: &dyn Fn() -> regulars::Result<Predictions>| scores().unwrap().auc().unwrap();
    let known = |silent: Option<f64>| silent.unwrap_or(1.0);
    let logistic = Logistic::new().fit(&train).unwrap();
    // Published of another choice of variables: 0.765.
    near(auc(&|| cohort.predictions((&logistic).map(known))), 0.765);
    // The level is off by 0.13, as the season is another one. Learned from a whole year the interval says
    // that it may be; the three cohorts above have seen no autumn, and theirs does not.
    let year = settings.past(ledger, table.as_of()).unwrap();
    let year = Logistic::new().fit(&year).unwrap();
    let ends = year.interval(0.9).unwrap().score(table).unwrap();
    let mean = |end: fn((f64, f64)) -> f64| {
        let ends = cohort.rows().iter().map(|&row| end(ends[row].unwrap()));
        ends.sum::<f64>() / cohort.rows().len() as f64
    };
    let (low, high) = (mean(|of| of.0), mean(|of| of.1));
    assert!(low < cohort.base_rate() && cohort.base_rate() < high, "{low} {high}");
    let card = Scorecard::new().fit(&train).unwrap();
    near(auc(&|| cohort.predictions((&card).map(known))), 0.765);
    // Without anything to learn from, as good as a rate that is fitted.
    let usual = ScorecardModel::usual(table.currency());
    assert!(0.75 < auc(&|| cohort.predictions((&usual).map(known))));
}

/// Customers' rows differ a little from script to script, as do days of returns: half a hundredth.
#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.005, "{found}, not {expected}");
}

#[track_caller]
fn check_auc(
    cohort: &Cohort<u64>,
    score: impl Fn(History) -> f64 + Copy + Send + Sync,
    expected: f64,
) {
    // Customers who are not asked about have scores too, and some have never bought.
    let scorer = from_fn(move |row: Row<'_>| row.history().map_or(0.0, score));
    near(cohort.predictions(scorer).unwrap().auc().unwrap(), expected);
}

/// On raw money nearly everybody is in one group: by logarithms nobody's group is all there is, and
/// whoever buys often, lately and for much is told from who does not.
#[track_caller]
fn check_segments(view: &View<u64>) {
    let raw = Preparation::none();
    for k in [3, 5, 10] {
        let settings = Segmentation::new(KMeans::new(k));
        let model = settings.fit(view.table()).unwrap();
        assert!(model.profiles().iter().all(|segment| segment.share() <= 0.8));
        let best = model.name(0, Language::English);
        assert!(["recent", "frequent", "high spend"].iter().all(|word| best.contains(word)));
        let crowded = settings.preparation(raw).variables([Variable::Revenue]);
        let crowded = crowded.fit(view.table()).unwrap();
        let most = crowded.profiles().iter().map(Profile::share).fold(0.0, f64::max);
        assert!(3 < k || 0.95 < most, "{most}");
    }
    // As read beside the centres, and found fit to be said to a marketer.
    let model = Segmentation::new(KMeans::new(4)).fit(view.table()).unwrap();
    let names = [0, 1, 2, 3].map(|label| model.name(label, Language::English));
    let read = [
        "recent · very frequent · very high spend",
        "average",
        "recent",
        "lapsed · rare · low spend",
    ];
    assert_eq!(names, read);
}

impl Shop {
    fn open(test: &str) -> Option<Self> {
        let set = "online_retail_ii";
        let first = before(open(test, set, "year_2009_2010.csv.gz")?, SECOND_FILE);
        let mut second = Vec::new();
        open(test, set, "year_2010_2011.csv.gz")?.read_to_end(&mut second).unwrap();
        let policy = |currency| Policy::new(currency).lines().returns(Returns::Ignore);
        Some(Self {
            exact: policy(Currency::GBP.with_exponent(3).unwrap()),
            pence: policy(Currency::GBP).rounding(Rounding::HalfEven),
            files: [first, second],
        })
    }

    #[track_caller]
    fn check(&self, policy: &Policy, revenue: Money) -> Ledger<u64> {
        let columns = CsvColumns::new("customer_id", "invoice_date", "price");
        let columns = columns.quantity("quantity").id("invoice");
        let orders = columns.read_any(self.files.iter().map(Vec::as_slice), policy).unwrap();
        let AnyOrders::Numbers(orders) = orders else { panic!("its customers are numbers") };
        let mut ledger = Ledger::new(policy.clone());
        let report = ledger.load(&orders).unwrap();
        assert_eq!((report.read, report.kept), (1_044_847, 791_044));
        assert_eq!(report.no_customer.rows, 235_287);
        assert_eq!((report.zero.rows, report.returned.rows), (70, 18_446));
        let others = [&report.unreadable, &report.merged, &report.repeated];
        assert_eq!(others.map(|tally| tally.rows), [0, 0, 0]);

        let view = ledger.as_of("2011-12-10".parse().unwrap());
        let histories = || view.table().rows().map(|row| row.history().unwrap());
        assert_eq!(view.len(), 5_878);
        assert_eq!(histories().map(|history| history.orders()).sum::<u64>(), 36_969);
        assert_eq!(histories().map(|history| history.purchase_days()).sum::<u64>(), 33_107);
        assert_eq!(Money(histories().map(|history| history.revenue().0).sum()), revenue);
        ledger
    }
}

/// The rows of a file whose `invoice_date` comes before `day`.
fn before(file: impl Read, day: &[u8]) -> Vec<u8> {
    let (mut rows, mut kept) = (Reader::from_reader(file), Writer::from_writer(Vec::new()));
    let header = rows.byte_headers().unwrap().clone();
    let date = header.iter().position(|name| name == b"invoice_date").unwrap();
    kept.write_byte_record(&header).unwrap();
    let mut row = ByteRecord::new();
    while rows.read_byte_record(&mut row).unwrap() {
        if &row[date] < day {
            kept.write_byte_record(&row).unwrap();
        }
    }
    kept.into_inner().unwrap()
}
