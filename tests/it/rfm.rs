//! RFM on the rows of a ledger: reasons that come true, and one customer at a time.

use regulars::testing::shop;
use regulars::{
    Bins, Columns, Count, Day, Fit, Ledger, Money, Purchase, Rfm, RfmModel, RfmScore, Row, RowBuf,
    Score, Spend, Table, View,
};

fn today() -> Day {
    "2024-09-30".parse().unwrap()
}

/// Settings that differ in bins and in what F and M are.
fn models(table: Table<'_>) -> Vec<(RfmModel, Count)> {
    let of = |bins: Bins, count, spend| {
        let settings = Rfm::new().recency(bins.clone()).frequency(bins.clone()).monetary(bins);
        (settings.count(count).spend(spend).fit(table).unwrap(), count)
    };
    vec![
        of(Bins::Quantiles(5), Count::Orders, Spend::Total),
        of(Bins::Ranks(5), Count::PurchaseDays, Spend::Total),
        of(Bins::NaturalBreaks(5), Count::Repeats, Spend::MeanPerOrder),
        of(Bins::KMeans(5), Count::Orders, Spend::MeanPerPurchaseDay),
    ]
}

fn after(row: Row<'_>, purchases: i64, of: impl Fn(i64) -> (Day, Money)) -> RowBuf {
    (0..purchases).fold(row.to_buf(), |row, i| {
        let (day, amount) = of(i);
        row.row().with_purchase(day, amount).unwrap()
    })
}

/// One buyer in thirteen, so that all models take seconds.
fn rows<'a>(view: &'a View<u64>) -> impl Iterator<Item = Row<'a>> {
    view.table().rows().step_by(13).filter(|row| row.history().is_some())
}

#[test]
fn an_order_on_the_day_makes_r_what_the_reason_says() {
    let view = shop().as_of(today());
    for (model, _) in models(view.table()) {
        let mut better = 0;
        for row in rows(&view) {
            let why = model.explain(row).unwrap();
            let bought = row.with_purchase(today(), Money(1)).unwrap();
            let now = model.score_one(bought.row()).unwrap().r();
            assert_eq!(now, why.reasons.unwrap().r.order_now.unwrap_or(why.score.r()));
            better += u32::from(now != why.score.r());
        }
        assert!(100 < better, "most have not bought today: {better}");
    }
}

#[test]
fn silence_until_the_day_lowers_r_and_a_day_less_does_not() {
    let view = shop().as_of(today());
    for (model, _) in models(view.table()) {
        for row in rows(&view) {
            let why = model.explain(row).unwrap();
            let r = |day| model.score_one(row.silent_until(day)).unwrap().r();
            match why.reasons.unwrap().r.falls {
                None => assert_eq!((why.score.r(), r(Day::MAX)), (1, 1)),
                Some(falls) => {
                    let day = today() + falls.after;
                    assert_eq!((r(day), r(day - regulars::Days(1))), (falls.to, why.score.r()));
                }
            }
        }
    }
}

/// Repeats and purchase days come one a day, as the reason counts them.
#[test]
fn so_many_more_lift_f_and_one_less_does_not() {
    let view = shop().as_of(today());
    for (model, count) in models(view.table()) {
        let mut lifted = 0;
        for row in rows(&view) {
            let why = model.explain(row).unwrap();
            let Some(more) = why.reasons.unwrap().f.more else { continue };
            let day = |i: i64| match count {
                Count::Orders => today(),
                _ => today() + regulars::Days(u32::try_from(i).unwrap() + 1),
            };
            let f = |orders| {
                let row = after(row, orders, |i| (day(i), Money(1)));
                model.score_one(row.row()).unwrap().f()
            };
            assert_eq!((f(more.least), f(more.least - 1)), (more.to, why.score.f()));
            lifted += 1;
        }
        assert!(100 < lifted, "most are not in the highest: {lifted}");
    }
}

/// A total: any order adds to it. That means rise as they say is shown on columns, where orders and
/// days stay as many.
#[test]
fn so_much_more_lifts_m_and_a_unit_less_does_not() {
    let view = shop().as_of(today());
    let (model, _) = models(view.table()).swap_remove(0);
    let mut lifted = 0;
    for row in rows(&view) {
        let why = model.explain(row).unwrap();
        let Some(more) = why.reasons.unwrap().m.more else { continue };
        let m = |Money(minor)| {
            let row = row.with_purchase(today(), Money(minor)).unwrap();
            model.score_one(row.row()).unwrap().m()
        };
        assert_eq!((m(more.least), m(Money(more.least.0 - 1))), (more.to, why.score.m()));
        lifted += 1;
    }
    assert!(100 < lifted, "most are not in the highest: {lifted}");
}

/// Whatever M sums up, an order that comes to so much lifts it, and a unit less does not.
#[test]
fn an_order_of_so_much_lifts_m_and_a_unit_less_does_not() {
    let view = shop().as_of(today());
    for (model, _) in models(view.table()) {
        let mut lifted = 0;
        for row in rows(&view) {
            let why = model.explain(row).unwrap();
            let Some(order) = why.reasons.unwrap().m.next_order else { continue };
            let m = |Money(minor)| {
                let row = row.with_purchase(today(), Money(minor)).unwrap();
                model.score_one(row.row()).unwrap().m()
            };
            assert_eq!(m(order.least), order.to);
            assert!(order.least == Money(1) || m(Money(order.least.0 - 1)) <= why.score.m());
            lifted += 1;
        }
        assert!(100 < lifted, "most are not in the highest: {lifted}");
    }
}

/// One purchase is appended, one customer is scored again: the same as scoring everyone.
#[test]
fn a_stream_rescores_one_customer() {
    let view = shop().as_of(today());
    let mut ledger: Ledger<u64> = shop().clone();
    for (model, _) in models(view.table()) {
        for key in [7, 50, 4_321, 1_000_000] {
            ledger.append([(key, Purchase::new(today(), Money(12_345)))]).unwrap();
            let one = model.score_one(ledger.row_at(&key, today()).row()).unwrap();
            let later = ledger.as_of(today());
            let all = model.score(later.table()).unwrap();
            let place = later.keys().iter().position(|known| *known == key).unwrap();
            assert_eq!(one, all[place]);
            assert!(0 < one.r());
        }
    }
}

/// What a warehouse has aggregated is enough, for learning and for scoring.
#[test]
fn columns_alone_score_as_the_ledger_does() {
    let view = shop().as_of(today());
    let table = view.table();
    let bought = || table.rows().filter_map(|row| row.history());
    let column = |of: fn(regulars::History) -> i64| bought().map(of).collect::<Vec<i64>>();
    let day = |of: fn(regulars::History) -> Day| -> Vec<i32> {
        bought().map(|h| of(h).number()).collect()
    };
    let columns = Columns {
        currency: table.currency(),
        as_of: today(),
        first: &day(regulars::History::first),
        last: &day(regulars::History::last),
        orders: &column(|history| history.orders().cast_signed()),
        purchase_days: &column(|history| history.purchase_days().cast_signed()),
        revenue: &column(|history| history.revenue().0),
        timelines: None,
        features: &[],
    };
    let alone = Table::new(columns).unwrap();
    for ((model, _), (learned, _)) in models(table).into_iter().zip(models(alone)) {
        assert!(model == learned);
        let scored: Vec<RfmScore> = model.score(table).unwrap();
        let scored = scored.into_iter().filter(|score| 0 < score.r());
        assert!(scored.eq(learned.score(alone).unwrap()));
    }
}
