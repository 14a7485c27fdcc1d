//! Forecasts, customer by customer.

use std::fs::File;

use regulars::clv::{CellColumns, Clv, Question, SpendColumns};

use crate::args::Predict;
use crate::clv::{Forecast, cell};
use crate::common::Result;
use crate::models::Models;
use crate::summary::Summary;

const NAMES: [&str; 4] = ["p_alive", "p_silent", "orders", "value"];

/// Forecasts for bare numbers.
pub(crate) fn of_summary(
    models: &Models,
    summary: &Summary<'_>,
    asked: &Predict,
) -> Result<Vec<Forecast>> {
    let words = |error: regulars::Error| summary.in_its_words(&error);
    let histories = CellColumns {
        repeats: &summary.repeats,
        last_age: &summary.last_age,
        age: &summary.age,
        ..CellColumns::default()
    };
    let (orders, &Predict { horizon, discount, .. }) = (&models.orders, asked);
    let ask = |question: Question<f64>| question.score_columns(histories).map_err(words);
    let alive = ask(orders.p_alive())?;
    let silent = ask(orders.p_silent_for(horizon))?;
    let within = ask(orders.orders_within(horizon))?;
    let values = summary.mean.as_ref().zip(models.spend.as_ref()).map(|(mean, (spend, _))| {
        let spent = SpendColumns { days: &summary.repeats, mean, customers: None };
        let clv = Clv::new(orders.clone(), spend.clone());
        clv.value_within(horizon, discount).score_columns(histories, spent).map_err(words)
    });
    let values = values.transpose()?;
    let value = |row: usize| values.as_ref()?[row].ok();
    let forecast = |row: usize| [alive[row].ok(), silent[row].ok(), within[row].ok(), value(row)];
    Ok((0..alive.len()).map(forecast).collect())
}

/// Writes forecasts after what tells customers apart, which `key` writes for a row.
pub(crate) fn write<'a>(
    asked: &Predict,
    header: impl IntoIterator<Item = &'a [u8]>,
    forecasts: &[Forecast],
    key: impl Fn(usize, &mut csv::Writer<File>) -> csv::Result<()>,
) -> Result<()> {
    let wrong = |error: csv::Error| format!("{}: {error}", asked.out.display());
    let write = || {
        let file = File::create(&asked.out)?;
        let mut file = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(file);
        file.write_record(header.into_iter().chain(NAMES.map(str::as_bytes)))?;
        for (row, forecast) in forecasts.iter().enumerate() {
            key(row, &mut file)?;
            forecast.iter().try_for_each(|value| file.write_field(cell(*value)))?;
            file.write_record(None::<&[u8]>)?;
        }
        file.flush().map_err(csv::Error::from)
    };
    write().map_err(wrong)
}
