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

/// Histories that a thread takes at a time.
const BLOCK: usize = 1024;

/// Forecasts for bare numbers.
pub(crate) fn of_summary(models: &Models, summary: &Summary<'_>, asked: &Predict) -> Vec<Forecast> {
    let Summary { repeats, last_age, age, mean, .. } = summary;
    let spend = mean.as_ref().zip(models.spend.as_ref());
    // Many customers share a history, such as one purchase on the same day: each is asked once.
    let key = |row: usize| [repeats[row], last_age[row].to_bits(), age[row].to_bits()];
    let mut rows: Vec<([u64; 3], usize)> = (0..repeats.len()).map(|row| (key(row), row)).collect();
    rows.sort_unstable();
    let alike: Vec<&[([u64; 3], usize)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
    let forecast = |same: &&[([u64; 3], usize)]| -> Forecast {
        let row = same[0].1;
        let customer = models.orders.customer(repeats[row], last_age[row], age[row]);
        // Rows that contradict themselves have been refused before the fit.
        let Ok(customer) = customer else { return [None; 4] };
        let discounted = || customer.discounted_orders_within(asked.horizon, asked.discount).ok();
        [
            customer.p_alive().ok(),
            customer.p_silent_for(asked.horizon).ok(),
            customer.orders_within(asked.horizon).ok(),
            spend.and_then(|_| discounted()),
        ]
    };
    let mut all = vec![[None; 4]; repeats.len()];
    for (same, [alive, silent, orders, discounted]) in alike.iter().zip(map(&alike, forecast)) {
        for &(_, row) in *same {
            let value = || {
                let (mean, (model, _)) = spend?;
                Some(model.expected(repeats[row], mean[row]).ok()?.expected * discounted?)
            };
            all[row] = [alive, silent, orders, value()];
        }
    }
    all
}

/// What `answer` says of each item, on as many threads as there are cores.
fn map<I: Sync>(items: &[I], answer: impl Fn(&I) -> Forecast + Sync) -> Vec<Forecast> {
    let mut answers = vec![[None; 4]; items.len()];
    let blocks = Mutex::new(answers.chunks_mut(BLOCK).zip(items.chunks(BLOCK)));
    let work = || {
        // Nothing can go wrong while the lock is held.
        while let Some((block, items)) = blocks.lock().ok().and_then(|mut blocks| blocks.next()) {
            block.iter_mut().zip(items).for_each(|(to, item)| *to = answer(item));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    answers
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
