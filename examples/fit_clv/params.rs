//! Parameters that are given instead of fitted.

use std::collections::BTreeMap;
use std::str::FromStr;

use regulars::clv::{BtydModel, Family, GammaGammaModel, Regularity, SpendOf};
use regulars::{Currency, TimeUnit};

use crate::clv::has_regularity;
use crate::common::Result;

/// Names with values, as they were written.
#[derive(Debug)]
pub(crate) struct Params(BTreeMap<String, String>);

/// The models that they make.
pub(crate) struct Given {
    pub(crate) orders: BtydModel,
    pub(crate) spend: Option<GammaGammaModel>,
}

const SPEND: [&str; 3] = ["p", "q", "v"];

impl FromStr for Params {
    type Err = ();

    /// No name may come twice.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut params = BTreeMap::new();
        for pair in text.split(',') {
            let (name, value) = pair.split_once('=').ok_or(())?;
            let known = params.insert(name.trim().to_owned(), value.trim().to_owned());
            if known.is_some() {
                return Err(());
            }
        }
        Ok(Self(params))
    }
}

impl Params {
    /// The models; one of spend if there is spend, in this currency, and there are parameters for it.
    pub(crate) fn check(
        mut self,
        family: Family,
        unit: TimeUnit,
        currency: Option<Currency>,
    ) -> Result<Given> {
        let sentence = |error: regulars::Error| format!("--params: {error}");
        let names = family.parameter_names();
        let parameters = self.numbers(names)?;
        let orders =
            BtydModel::new(self.regularity(family)?, unit, parameters).map_err(sentence)?;
        let spend = match currency {
            Some(currency) if SPEND.iter().any(|name| self.0.contains_key(*name)) => {
                let model = GammaGammaModel::new(SpendOf::Repeats, currency, self.numbers(SPEND)?);
                Some(model.map_err(sentence)?)
            }
            _ => None,
        };
        match self.0.keys().next() {
            None => Ok(Given { orders, spend }),
            Some(name) if SPEND.contains(&name.as_str()) => {
                Err(format!("--params has `{name}`, which needs --m"))
            }
            Some(name) => {
                Err(format!("--params has `{name}`, which {} does not know", family.code()))
            }
        }
    }

    fn numbers<const N: usize>(&mut self, names: [&str; N]) -> Result<[f64; N]> {
        let mut numbers = [0.0; N];
        for (number, name) in numbers.iter_mut().zip(names) {
            let text = self.0.remove(name);
            let text = text.ok_or_else(|| format!("--params has no `{name}`"))?;
            let wrong = |_| format!("--params: `{name}` is `{text}`, expected a number");
            *number = text.parse().map_err(wrong)?;
        }
        Ok(numbers)
    }

    /// The family with its regularity, which may stand among the parameters.
    fn regularity(&mut self, family: Family) -> Result<Family> {
        let k = if has_regularity(family) { self.0.remove("k") } else { None };
        let fixed = match &k {
            None => family,
            Some(k) => format!("{}:{k}", family.code())
                .parse()
                .map_err(|_| format!("--params: `k` is `{k}`, expected a number from 1 to 12"))?,
        };
        match family {
            Family::BgCnbd(Regularity::Fixed(_)) | Family::MbgCnbd(Regularity::Fixed(_))
                if fixed != family =>
            {
                Err(format!("--params is of {fixed} and --model of {family}"))
            }
            Family::BgCnbd(Regularity::Estimated) | Family::MbgCnbd(Regularity::Estimated)
                if k.is_none() =>
            {
                Err("--params has no `k`".to_owned())
            }
            _ => Ok(fixed),
        }
    }
}
