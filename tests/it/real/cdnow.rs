//! CDNOW: the purchases that the literature on lifetime value is held to.

use csv::Reader;
use regulars::{CsvColumns, Currency, Ledger, Policy, Zeros};

use super::open;

/// A customer of the published summary, in weeks.
struct Published {
    customer: String,
    repeats: u64,
    last_age: f64,
    age: f64,
}

/// The last day of the 39 weeks that models are fitted to.
const CALIBRATED: &str = "1997-09-30";

#[test]
fn all_customers_of_cdnow_have_their_published_histories() {
    let test = "cdnow";
    let Some(file) = open(test, "cdnow", "cdnow_sample.csv") else { return };
    let policy = Policy::new(Currency::USD).zeros(Zeros::Keep);
    let columns = CsvColumns::new("sample_id", "date", "amount");
    let (ledger, report) = Ledger::<String>::read_csv(file, &columns, policy).unwrap();
    assert_eq!((report.read, report.kept), (6_919, 6_919));

    let view = ledger.as_of(CALIBRATED.parse().unwrap());
    let published = published(test);
    assert_eq!((view.len(), published.len()), (2_357, 2_357));
    for Published { customer, repeats, last_age, age } in published {
        let history = view.row(&customer).unwrap().history().expect("all have bought by then");
        assert_eq!(history.purchase_days() - 1, repeats, "x of {customer}");
        assert_eq!(
            weeks(history.last().since(history.first())),
            figure(last_age),
            "t_x of {customer}"
        );
        assert_eq!(weeks(history.age()), figure(age), "T of {customer}");
    }
}

fn published(test: &str) -> Vec<Published> {
    let file = open(test, "cdnow", "cdnow_summary_x_tx_T_zbar.csv").expect("the sample is there");
    let read = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.unwrap();
        let number = |at: usize| -> f64 { row[at].parse().unwrap() };
        // The summary counts customers from 1, the sample writes four digits.
        let customer = format!("{:0>4}", &row[0]);
        let repeats = row[1].parse().unwrap();
        Published { customer, repeats, last_age: number(2), age: number(3) }
    };
    let mut rows = Reader::from_reader(file);
    assert_eq!(rows.headers().unwrap(), vec!["ID", "x", "t_x", "T", "zbar"]);
    rows.records().map(read).collect()
}

/// Weeks as they are printed; no seventh of a day count is a tie at two decimals.
fn weeks(days: i64) -> String {
    figure(days as f64 / 7.0)
}

fn figure(weeks: f64) -> String {
    format!("{weeks:.2}")
}
