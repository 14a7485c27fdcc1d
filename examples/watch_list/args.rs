//! The flags.

use lexopt::Parser;
use regulars::{Currency, Day, Days, Language, Money, Policy};

use crate::common::Result;
use crate::common::flags::{self, Flags, Input, once};

const HELP: &str = "\
Whom to call, as something has changed for the worse with them, and whom to win back, as JSON.

watch_list [--orders F.csv --customer COL --date COL --amount COL]

Without --orders, customers of a simulated shop.

  --as-of YYYY-MM-DD     the day to look at, the last on which anybody bought if not given
  --false-discoveries Q  the share of the warnings that may be false, on average (0.1)
  --budget N             customers in each list (20)
  --lapsed-after DAYS    the days of silence after which a customer has lapsed (180)
  --offer-cost AMOUNT    what an offer to a lapsed customer costs (5)
  --margin SHARE         what is earned of an order (1, which is too much)
  --due-to-offer SHARE   of those who return, how many would not without an offer (1, which is too
                         many)
  --language en|zh       of sentences (en)
";

/// What was asked for.
pub(crate) struct Args {
    /// Nothing for a simulated shop.
    pub(crate) input: Option<Input>,
    pub(crate) as_of: Option<Day>,
    pub(crate) false_discoveries: f64,
    pub(crate) budget: u32,
    pub(crate) lapsed_after: Days,
    pub(crate) offer_cost: Money,
    pub(crate) margin: f64,
    pub(crate) due_to_offer: f64,
    pub(crate) language: Language,
}

#[derive(Default)]
struct Own {
    as_of: Option<Day>,
    false_discoveries: Option<f64>,
    budget: Option<u32>,
    lapsed_after: Option<u32>,
    offer_cost: Option<String>,
    margin: Option<f64>,
    due_to_offer: Option<f64>,
    language: Option<Language>,
}

impl Args {
    /// `None` if only help was wanted, which has been given then.
    pub(crate) fn parse() -> Result<Option<Self>> {
        let (mut shared, mut own) = (Flags::default(), Own::default());
        let wanted = flags::each(&[HELP, flags::HELP].concat(), |name, parser| {
            Ok(shared.set(name, parser)? || own.set(name, parser)?)
        })?;
        if wanted { own.check(shared).map(Some) } else { Ok(None) }
    }

    /// What becomes of rows; in the simulated shop they are what they seem.
    pub(crate) fn policy(&self) -> Policy {
        self.input.as_ref().map_or(Currency::EUR.into(), |input| input.policy.clone())
    }
}

impl Own {
    fn set(&mut self, name: &str, parser: &mut Parser) -> Result<bool> {
        match name {
            "as-of" => {
                let day = flags::read(name, parser, "a day written YYYY-MM-DD")?;
                once(name, &mut self.as_of, day)?;
            }
            "false-discoveries" => {
                let is = |q: f64| 0.0 < q && q < 1.0;
                let q = number(name, parser, "a number between 0 and 1", is)?;
                once(name, &mut self.false_discoveries, q)?;
            }
            "budget" => {
                let customers = flags::read(name, parser, "a number of customers")?;
                once(name, &mut self.budget, customers)?;
            }
            "lapsed-after" => {
                let days = flags::read(name, parser, "a number of days")?;
                once(name, &mut self.lapsed_after, days)?;
            }
            "offer-cost" => once(name, &mut self.offer_cost, flags::text(name, parser)?)?,
            "margin" => once(name, &mut self.margin, share(name, parser)?)?,
            "due-to-offer" => once(name, &mut self.due_to_offer, share(name, parser)?)?,
            "language" => {
                let languages = [("en", Language::English), ("zh", Language::Chinese)];
                let language = flags::choice(name, parser, &languages)?;
                once(name, &mut self.language, language)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn check(self, shared: Flags) -> Result<Args> {
        let input = if shared == Flags::default() { None } else { Some(shared.check()?) };
        let mut args = Args {
            input,
            as_of: self.as_of,
            false_discoveries: self.false_discoveries.unwrap_or(0.1),
            budget: self.budget.unwrap_or(20),
            lapsed_after: Days(self.lapsed_after.unwrap_or(180)),
            offer_cost: Money::ZERO,
            margin: self.margin.unwrap_or(1.0),
            due_to_offer: self.due_to_offer.unwrap_or(1.0),
            language: self.language.unwrap_or(Language::English),
        };
        // Which amounts there are is said by the currency.
        let cost = self.offer_cost.as_deref().unwrap_or("5");
        let read = args.policy().currency().parse(cost).ok().filter(|cost| Money::ZERO < *cost);
        args.offer_cost = read.ok_or_else(|| {
            format!("--offer-cost is `{cost}`, expected an amount above 0, see --currency")
        })?;
        Ok(args)
    }
}

fn share(name: &str, parser: &mut Parser) -> Result<f64> {
    number(name, parser, "a number above 0 and up to 1", |share| 0.0 < share && share <= 1.0)
}

fn number(
    name: &str,
    parser: &mut Parser,
    expected: &str,
    is: impl Fn(f64) -> bool,
) -> Result<f64> {
    let number = flags::read(name, parser, expected)?;
    if is(number) { Ok(number) } else { Err(format!("--{name} is {number}, expected {expected}")) }
}
