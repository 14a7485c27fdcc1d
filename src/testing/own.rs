//! Rows of a table as columns of one's own.

use crate::day::Day;
use crate::history::History;
use crate::money::Currency;
use crate::table::{Columns, Feature, Table, Timelines};

/// Some rows of a table, in any order, as columns of their own.
pub(super) struct Own {
    first: Vec<i32>,
    last: Vec<i32>,
    orders: Vec<i64>,
    purchase_days: Vec<i64>,
    revenue: Vec<i64>,
    offsets: Vec<i64>,
    days: Vec<i32>,
    day_orders: Vec<i64>,
    minor: Vec<i64>,
    features: Vec<(String, Vec<f64>)>,
}

impl Own {
    pub(super) fn new(table: Table<'_>, order: &[usize]) -> Self {
        let rows = || order.iter().map(|&i| table.row(i));
        let number = |of: fn(History) -> i64| -> Vec<i64> {
            rows().map(|row| row.history().map_or(0, of)).collect()
        };
        let day = |of: fn(History) -> Day| -> Vec<i32> {
            rows().map(|row| row.history().map_or(0, |history| of(history).number())).collect()
        };
        let mut own = Self {
            first: day(History::first),
            last: day(History::last),
            orders: number(|h| h.orders().cast_signed()),
            purchase_days: number(|h| h.purchase_days().cast_signed()),
            revenue: rows().map(|row| row.revenue().0).collect(),
            offsets: vec![0],
            days: Vec::new(),
            day_orders: Vec::new(),
            minor: Vec::new(),
            features: Vec::new(),
        };
        for row in rows() {
            for total in row.timeline().expect("the table comes from a ledger").iter() {
                own.days.push(total.day.number());
                own.day_orders.push(total.orders.cast_signed());
                own.minor.push(total.revenue.0);
            }
            own.offsets.push(i64::try_from(own.days.len()).expect("memory is smaller"));
        }
        let layout = table.layout();
        own.features.extend(layout.features().map(|name| {
            let at = layout.feature(name).expect("it is the layout's own");
            (name.to_owned(), rows().map(|row| row.feature(at).unwrap_or(f64::NAN)).collect())
        }));
        own
    }

    pub(super) fn features(&self) -> Vec<Feature<'_>> {
        let feature = |(name, values): &'_ (String, Vec<f64>)| {
            Feature::new(name.clone(), Day::MIN, values.clone()).constant()
        };
        self.features.iter().map(feature).collect()
    }

    pub(super) fn table<'a>(
        &'a self,
        of: Table<'_>,
        features: &'a [Feature<'a>],
        timed: bool,
    ) -> Table<'a> {
        Table::new(self.columns(of, of.currency(), features, timed))
            .expect("it is what a table said")
    }

    pub(super) fn in_currency<'a>(
        &'a self,
        of: Table<'_>,
        currency: Currency,
        features: &'a [Feature<'a>],
    ) -> Table<'a> {
        Table::new(self.columns(of, currency, features, true)).expect("it is what a table said")
    }

    fn columns<'a>(
        &'a self,
        of: Table<'_>,
        currency: Currency,
        features: &'a [Feature<'a>],
        timed: bool,
    ) -> Columns<'a> {
        let Self { offsets, days, day_orders, minor, .. } = self;
        let timelines = Timelines { offsets, days, orders: day_orders, minor };
        Columns {
            currency,
            as_of: of.as_of(),
            first: &self.first,
            last: &self.last,
            orders: &self.orders,
            purchase_days: &self.purchase_days,
            revenue: &self.revenue,
            timelines: timed.then_some(timelines),
            features,
        }
    }
}
