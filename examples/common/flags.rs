//! The flags that every program here has: which orders, under which policy.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::FixedOffset;
use lexopt::{Arg, Parser, ValueExt};
use regulars::{CsvColumns, Currency, Policy, Repeats, Returns, Rounding, Zeros};

use super::{Result, say};

pub(crate) const HELP: &str = "  --orders F.csv         plain or gzip; may be given several times
  --customer COL         column of customers, any text
  --date COL             column of dates or times, ISO
  --amount COL           column of amounts
  --quantity COL         column of quantities: amount × quantity is the row's amount
  --id COL               column of order ids
  --lines                a row is a line: those that share customer and id are one order
  --returns net|match|ignore|refuse      what becomes of negative amounts (net)
  --zeros drop|keep|refuse               what becomes of zero amounts (drop)
  --repeats one|keep|refuse              what becomes of ids that come again (one)
  --strict               the first row that would be dropped is an error
  --zone +08:00          the business's time zone, for times that carry their own (UTC)
  --currency GBP         the amounts' currency (none, with two decimals)
  --scale N              decimals to keep (the currency's own)
  --round half-even      round finer amounts instead of refusing them
";

/// Flags as they come, before it is known whether they go together.
#[derive(Default, PartialEq)]
pub(crate) struct Flags {
    orders: Vec<PathBuf>,
    customer: Option<String>,
    date: Option<String>,
    amount: Option<String>,
    quantity: Option<String>,
    id: Option<String>,
    lines: bool,
    returns: Option<Returns>,
    zeros: Option<Zeros>,
    repeats: Option<Repeats>,
    strict: bool,
    zone: Option<FixedOffset>,
    currency: Option<Currency>,
    scale: Option<u8>,
    round: Option<Rounding>,
}

/// What is read.
pub(crate) struct Input {
    pub(crate) orders: Vec<PathBuf>,
    pub(crate) columns: CsvColumns,
    pub(crate) policy: Policy,
}

/// Tells `flag` of each flag that is given. Says `false` if only help was wanted, which has been
/// given then.
pub(crate) fn each(
    help: &str,
    mut flag: impl FnMut(&str, &mut Parser) -> Result<bool>,
) -> Result<bool> {
    let mut parser = Parser::from_env();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Long("help") | Arg::Short('h') => return say(help.trim_end()).map(|()| false),
            Arg::Long(name) => {
                let name = name.to_owned();
                if !flag(&name, &mut parser)? {
                    return Err(format!("there is no flag --{name}; --help lists them"));
                }
            }
            other => return Err(format!("{}; --help lists the flags", other.unexpected())),
        }
    }
    Ok(true)
}

impl Flags {
    /// Says whether there is a flag of that name.
    pub(crate) fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        match name {
            "orders" => self.orders.push(value(name, parser)?.into()),
            "customer" => once(name, &mut self.customer, text(name, parser)?)?,
            "date" => once(name, &mut self.date, text(name, parser)?)?,
            "amount" => once(name, &mut self.amount, text(name, parser)?)?,
            "quantity" => once(name, &mut self.quantity, text(name, parser)?)?,
            "id" => once(name, &mut self.id, text(name, parser)?)?,
            "lines" => self.lines = true,
            "returns" => once(
                name,
                &mut self.returns,
                choice(
                    name,
                    parser,
                    &[
                        ("net", Returns::Net),
                        ("match", Returns::Match),
                        ("ignore", Returns::Ignore),
                        ("refuse", Returns::Refuse),
                    ],
                )?,
            )?,
            "zeros" => once(
                name,
                &mut self.zeros,
                choice(
                    name,
                    parser,
                    &[("drop", Zeros::Drop), ("keep", Zeros::Keep), ("refuse", Zeros::Refuse)],
                )?,
            )?,
            "repeats" => once(
                name,
                &mut self.repeats,
                choice(
                    name,
                    parser,
                    &[("one", Repeats::One), ("keep", Repeats::Keep), ("refuse", Repeats::Refuse)],
                )?,
            )?,
            "strict" => self.strict = true,
            "zone" => once(name, &mut self.zone, read(name, parser, "an offset such as +08:00")?)?,
            "currency" => {
                once(
                    name,
                    &mut self.currency,
                    read(name, parser, "a code of ISO 4217 such as GBP")?,
                )?;
            }
            "scale" => once(name, &mut self.scale, read(name, parser, "a number from 0 to 9")?)?,
            "round" => {
                let rounding = choice(name, parser, &[("half-even", Rounding::HalfEven)])?;
                once(name, &mut self.round, rounding)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(crate) fn check(self) -> Result<Input> {
        let policy = self.policy()?;
        if self.orders.is_empty() {
            return Err("--orders is needed; --help lists the flags".to_owned());
        }
        let customer = needed("customer", self.customer)?;
        let (date, amount) = (needed("date", self.date)?, needed("amount", self.amount)?);
        let columns = CsvColumns::new(customer, date, amount);
        let columns = self.quantity.iter().fold(columns, |columns, name| columns.quantity(name));
        let columns = self.id.iter().fold(columns, |columns, name| columns.id(name));
        Ok(Input { orders: self.orders, columns, policy })
    }

    fn policy(&self) -> Result<Policy> {
        let mut currency = self.currency.unwrap_or(Currency::NONE);
        if let Some(scale) = self.scale {
            currency = currency.with_exponent(scale).map_err(|error| error.to_string())?;
        }
        let mut policy = Policy::new(currency)
            .returns(self.returns.unwrap_or_default())
            .zeros(self.zeros.unwrap_or_default())
            .rounding(self.round.unwrap_or_default());
        policy = match (self.lines, &self.id, self.repeats) {
            (true, None, _) => {
                return Err("--lines needs --id, which says whose line it is".to_owned());
            }
            (true, _, Some(_)) => {
                return Err(exclude("lines", "repeats") + ": lines repeat their id");
            }
            (true, ..) => policy.lines(),
            (false, _, repeats) => policy.repeats(repeats.unwrap_or_default()),
        };
        if let Some(zone) = self.zone {
            policy = policy.zone(zone);
        }
        Ok(if self.strict { policy.strict() } else { policy })
    }
}

pub(crate) fn exclude(one: &str, other: &str) -> String {
    format!("--{one} and --{other} exclude each other")
}

pub(crate) fn needed<T>(name: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| format!("--{name} is needed; --help lists the flags"))
}

pub(crate) fn once<T>(name: &str, slot: &mut Option<T>, value: T) -> Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("--{name} is given twice")),
    }
}

pub(crate) fn value(name: &str, parser: &mut Parser) -> Result<OsString> {
    parser.value().map_err(|_| format!("--{name} needs a value"))
}

pub(crate) fn text(name: &str, parser: &mut Parser) -> Result<String> {
    value(name, parser)?.string().map_err(|_| format!("--{name} must be text"))
}

pub(crate) fn read<T: std::str::FromStr>(
    name: &str,
    parser: &mut Parser,
    expected: &str,
) -> Result<T> {
    let text = text(name, parser)?;
    text.parse().map_err(|_| format!("--{name} is `{text}`, expected {expected}"))
}

pub(crate) fn choice<T: Copy>(name: &str, parser: &mut Parser, choices: &[(&str, T)]) -> Result<T> {
    let text = text(name, parser)?;
    let found = choices.iter().find(|(choice, _)| *choice == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let all: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
        format!("--{name} is `{text}`, expected {}", all.join(" or "))
    })
}
