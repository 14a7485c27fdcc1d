//! What a table says, column by column.

use crate::history::History;
use crate::par;
use crate::table::{Row, Table};

/// A column of a table, `NaN` where a row lacks it.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
}

type OfHistory = fn(History) -> f64;

/// What every row has that has bought, in numbers that are alike on all days.
const OWN: [(&str, OfHistory); 5] = [
    ("days_since_first", |own| amount(own.age())),
    ("days_since_last", |own| amount(own.days_since_last())),
    ("orders", |own| number(own.orders())),
    ("purchase_days", |own| number(own.purchase_days())),
    ("revenue", |own| amount(own.revenue().0)),
];

/// Whether anybody has bought.
pub(super) fn bought(table: Table<'_>) -> bool {
    table.rows().any(|row| row.history().is_some())
}

/// The columns of purchases, if these are asked for, and the features.
pub(super) fn columns(table: Table<'_>, purchases: bool) -> Vec<Column> {
    let own = OWN.into_iter().filter(|_| purchases);
    let own = own.map(|(name, of)| {
        let value = move |row: Row<'_>| row.history().map(of);
        column(table, name.to_owned(), value)
    });
    own.chain(features(table)).collect()
}

/// The features.
pub(super) fn features(table: Table<'_>) -> Vec<Column> {
    let layout = table.layout();
    let places = layout.features().filter_map(|name| Some((name, layout.feature(name).ok()?)));
    places.map(|(name, at)| column(table, name.to_owned(), |row| row.feature(at))).collect()
}

fn column(
    table: Table<'_>,
    name: String,
    value: impl Fn(Row<'_>) -> Option<f64> + Sync + Send,
) -> Column {
    let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
        // With 0 added, -0 is 0.
        let value = |row| value(row).map_or(f64::NAN, |value| value + 0.0);
        table.slice(rows).rows().map(value).collect::<Vec<_>>()
    });
    Column { name, values: blocks.concat() }
}

#[expect(clippy::cast_precision_loss, reason = "orders of one customer")]
fn number(orders: u64) -> f64 {
    orders as f64
}

#[expect(clippy::cast_precision_loss, reason = "their order counts, and whether they are equal")]
fn amount(whole: i64) -> f64 {
    whole as f64
}
