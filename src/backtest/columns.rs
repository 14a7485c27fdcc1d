//! What a table says, column by column.

use crate::history::History;
use crate::par;
use crate::table::{Row, Table};

/// A column of a table, `NaN` where a row lacks it.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
}

/// What every row has that has bought, by the names of [`Columns`](crate::Columns).
const OWN: [(&str, fn(History) -> f64); 5] = [
    ("first", |own| f64::from(own.first().number())),
    ("last", |own| f64::from(own.last().number())),
    ("orders", |own| number(own.orders())),
    ("purchase_days", |own| number(own.purchase_days())),
    ("revenue", |own| amount(own.revenue().0)),
];

/// The columns of purchases, if anybody has bought, and the features.
pub(super) fn columns(table: Table<'_>) -> Vec<Column> {
    let bought = table.rows().any(|row| row.history().is_some());
    let own = OWN.into_iter().filter(|_| bought);
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

#[expect(
    clippy::cast_precision_loss,
    reason = "only the order of amounts and their equality count"
)]
fn amount(minor: i64) -> f64 {
    minor as f64
}
