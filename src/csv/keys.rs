//! Customers as they are read: whole numbers, or texts in a dictionary.

use std::collections::HashMap;

use crate::journal::Key;
use crate::ledger::{Gathered, Orders};

/// Customers that can be read from CSV: `u64` and `String`.
pub trait CsvKey: Key + Sealed {}

impl CsvKey for u64 {}
impl CsvKey for String {}

/// Orders of customers who are whole numbers or texts, whichever the files had.
#[derive(Clone, Debug)]
pub enum AnyOrders {
    /// Every customer is a whole number, written as it prints.
    Numbers(Orders<'static, u64>),
    /// Any text.
    Text(Orders<'static, String>),
}

/// What only this crate implements.
pub trait Sealed: Sized + Clone {
    #[doc(hidden)]
    fn keys() -> Keys;

    #[doc(hidden)]
    fn take(orders: AnyOrders) -> Option<Orders<'static, Self>>;
}

impl Sealed for u64 {
    fn keys() -> Keys {
        Keys(Kind::Numbers { values: Vec::new(), only: true })
    }

    fn take(orders: AnyOrders) -> Option<Orders<'static, Self>> {
        if let AnyOrders::Numbers(orders) = orders { Some(orders) } else { None }
    }
}

impl Sealed for String {
    fn keys() -> Keys {
        Keys(Kind::Text { codes: Vec::new(), index: HashMap::new() })
    }

    fn take(orders: AnyOrders) -> Option<Orders<'static, Self>> {
        if let AnyOrders::Text(orders) = orders { Some(orders) } else { None }
    }
}

/// The customers of the rows read so far.
#[derive(Debug)]
pub struct Keys(Kind);

enum Kind {
    Numbers { values: Vec<u64>, only: bool },
    Text { codes: Vec<u32>, index: HashMap<Box<str>, u32> },
}

impl Keys {
    /// Whole numbers as long as there is nothing else.
    pub(super) fn either() -> Self {
        Self(Kind::Numbers { values: Vec::new(), only: false })
    }

    /// Adds a row's customer; `false` if this text can be none.
    pub(super) fn push(&mut self, text: &str) -> bool {
        match (&mut self.0, whole_number(text)) {
            (Kind::Numbers { values, .. }, Some(number)) => values.push(number),
            (Kind::Numbers { only: true, .. }, None) => return false,
            (Kind::Numbers { values, .. }, None) => {
                // They print as they were written, so nothing is lost.
                let mut all = String::keys();
                let pushed = values.iter().all(|number| all.push(&number.to_string()));
                *self = all;
                return pushed && self.push(text);
            }
            (Kind::Text { codes, index }, _) => {
                let next = u32::try_from(index.len());
                let code = match index.get(text) {
                    Some(&code) => code,
                    None => {
                        let Ok(next) = next else { return false };
                        *index.entry(text.into()).or_insert(next)
                    }
                };
                codes.push(code);
            }
        }
        true
    }

    pub(super) fn finish(self) -> Finished {
        match self.0 {
            Kind::Numbers { values, .. } => Finished::Numbers(Gathered::Keys(values)),
            Kind::Text { codes, index } => {
                let mut names = vec![String::new(); index.len()];
                index.into_iter().for_each(|(name, code)| names[code as usize] = name.into());
                Finished::Text(Gathered::Coded(codes, names))
            }
        }
    }
}

/// All rows' customers.
pub(super) enum Finished {
    Numbers(Gathered<u64>),
    Text(Gathered<String>),
}

/// The number that prints as `text`.
fn whole_number(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with(['0', '+']);
    text.parse().ok().filter(|_| canonical)
}

/// Counts only: customers may be personal.
impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, rows) = match self {
            Self::Numbers { values, .. } => ("Numbers", values.len()),
            Self::Text { codes, .. } => ("Text", codes.len()),
        };
        f.debug_struct(kind).field("rows", &rows).finish_non_exhaustive()
    }
}
