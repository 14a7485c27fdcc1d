//! Forecasts, customer by customer.

use std::fs::File;
use std::sync::Mutex;
use std::thread;

use crate::args::Predict;
use crate::clv::{Forecast, cell};
use crate::common::Result;
use crate::models::Models;
use crate::summary::Summary;

const NAMES: [&str; 4] = ["p_alive", "p_silent", "orders", "value"];

/// Rows that a thread takes at a time.
const BLOCK: usize = 4096;

/// Forecasts for bare numbers, on as many threads as there are cores.
pub(crate) fn of_summary(models: &Models, summary: &Summary<'_>, asked: &Predict) -> Vec<Forecast> {
    let spend = summary.mean.as_ref().zip(models.spend.as_ref());
    let forecast = |row: usize| -> Forecast {
        let x = summary.repeats[row];
        let customer = models.orders.customer(x, summary.last_age[row], summary.age[row]);
        // Rows that contradict themselves have been refused before the fit.
        let Ok(customer) = customer else { return [None; 4] };
        let value = || {
            let (mean, (model, _)) = spend?;
            let per_order = model.expected(x, mean[row]).ok()?.expected;
            Some(
                per_order
                    * customer.discounted_orders_within(asked.horizon, asked.discount).ok()?,
            )
        };
        [
            customer.p_alive().ok(),
            customer.p_silent_for(asked.horizon).ok(),
            customer.orders_within(asked.horizon).ok(),
            value(),
        ]
    };
    let mut all = vec![[None; 4]; summary.repeats.len()];
    let blocks = Mutex::new(all.chunks_mut(BLOCK).zip((0..).step_by(BLOCK)));
    let work = || {
        // Nothing can go wrong while the lock is held.
        while let Some((block, start)) = blocks.lock().ok().and_then(|mut blocks| blocks.next()) {
            for (answer, row) in block.iter_mut().zip(start..) {
                *answer = forecast(row);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    all
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
