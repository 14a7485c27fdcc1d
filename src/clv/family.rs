//! Which models there are, and what each assumes.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Found, Result};
use crate::language::Language;

/// A "buy till you die" model of purchases: customers buy at a rate of their own, and leave at some
/// time that nobody sees.
///
/// # Examples
///
/// ```
/// use regulars::clv::{Family, Regularity};
///
/// assert_eq!("mbg_cnbd:2".parse(), Ok(Family::MbgCnbd(Regularity::Fixed(2))));
/// assert_eq!(Family::ParetoNbd.to_string(), "pareto_nbd");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// BG/NBD: customers may leave after each purchase but the first.
    #[doc(alias("BetaGeoFitter"))]
    BgNbd,
    /// MBG/NBD: customers may leave after each purchase, the first included.
    #[doc(alias("ModifiedBetaGeoFitter"))]
    MbgNbd,
    /// Pareto/NBD: customers may leave at any time.
    #[doc(alias("ParetoNBDFitter"))]
    ParetoNbd,
    /// BG/CNBD-k: BG/NBD for customers who buy with a rhythm.
    BgCnbd(Regularity),
    /// MBG/CNBD-k: MBG/NBD for customers who buy with a rhythm.
    MbgCnbd(Regularity),
}

/// How regular the gaps between a customer's purchases are: Erlang with shape `k`, whose coefficient
/// of variation is `1/√k`. At 1 purchases come at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Regularity {
    /// This `k`, from 1 to 12.
    Fixed(u32),
    /// The `k` from 1 to 12 that the data speak for, which must show the gaps.
    Estimated,
}

/// The greatest regularity. Gaps that vary by less than three tenths are better told by a calendar.
pub(super) const MOST_REGULAR: u32 = 12;

impl Family {
    /// The name without a regularity, for programs: `bg_cnbd`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BgNbd => "bg_nbd",
            Self::MbgNbd => "mbg_nbd",
            Self::ParetoNbd => "pareto_nbd",
            Self::BgCnbd(_) => "bg_cnbd",
            Self::MbgCnbd(_) => "mbg_cnbd",
        }
    }

    /// What the parameters are called, in their order.
    #[must_use]
    pub const fn parameter_names(self) -> [&'static str; 4] {
        match self {
            Self::ParetoNbd => ["r", "alpha", "s", "beta"],
            _ => ["r", "alpha", "a", "b"],
        }
    }

    /// What it assumes of customers, in a sentence.
    #[must_use]
    pub const fn assumption(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::BgNbd, Language::English) => {
                "Customers buy at random times and may leave right after a repeat purchase; who has \
                 bought once only is still a customer."
            }
            (Self::BgNbd, Language::Chinese) => {
                "客户随机购买，可能在每次复购后流失；只买过一次的客户视为仍然活跃。"
            }
            (Self::MbgNbd, Language::English) => {
                "Customers buy at random times and may leave right after any purchase, the first \
                 included."
            }
            (Self::MbgNbd, Language::Chinese) => {
                "客户随机购买，可能在任何一次购买后流失，首次购买也不例外。"
            }
            (Self::ParetoNbd, Language::English) => {
                "Customers buy at random times and may leave at any time, whether they buy or not."
            }
            (Self::ParetoNbd, Language::Chinese) => {
                "客户随机购买，可能在任何时间流失，与是否购买无关。"
            }
            (Self::BgCnbd(_), Language::English) => {
                "Customers buy with a rhythm and may leave right after a repeat purchase."
            }
            (Self::BgCnbd(_), Language::Chinese) => "客户按一定节奏购买，可能在每次复购后流失。",
            (Self::MbgCnbd(_), Language::English) => {
                "Customers buy with a rhythm and may leave right after any purchase, the first \
                 included."
            }
            (Self::MbgCnbd(_), Language::Chinese) => {
                "客户按一定节奏购买，可能在任何一次购买后流失，首次购买也不例外。"
            }
        }
    }

    /// Whether the regularity, if there is one, is one of those there are.
    pub(super) fn check(self) -> Result<()> {
        match self {
            Self::BgCnbd(Regularity::Fixed(k)) | Self::MbgCnbd(Regularity::Fixed(k))
                if !(1..=MOST_REGULAR).contains(&k) =>
            {
                let (name, expected) = ("regularity", "a number from 1 to 12");
                Err(ErrorKind::Param { name, found: Found::Integer(k.into()), expected }.into())
            }
            _ => Ok(()),
        }
    }

    /// The regularity; nothing if it is to be estimated.
    pub(super) const fn regularity(self) -> Option<u32> {
        match self {
            Self::BgNbd | Self::MbgNbd | Self::ParetoNbd => Some(1),
            Self::BgCnbd(Regularity::Fixed(k)) | Self::MbgCnbd(Regularity::Fixed(k)) => Some(k),
            Self::BgCnbd(Regularity::Estimated) | Self::MbgCnbd(Regularity::Estimated) => None,
        }
    }
}

/// The [code](Family::code), with a fixed regularity after a colon.
impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BgCnbd(Regularity::Fixed(k)) | Self::MbgCnbd(Regularity::Fixed(k)) => {
                f.pad(&format!("{}:{k}", self.code()))
            }
            _ => f.pad(self.code()),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes; a regularity that is left out is estimated.
impl FromStr for Family {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            let expected = "bg_nbd, mbg_nbd, pareto_nbd, bg_cnbd:K or mbg_cnbd:K".into();
            ErrorKind::Value { what: "model", found: Found::text(text), expected }.into()
        };
        let (name, regularity) = match text.split_once(':') {
            None => (text, Regularity::Estimated),
            Some((name @ ("bg_cnbd" | "mbg_cnbd"), k)) => {
                (name, Regularity::Fixed(k.parse().map_err(|_| wrong())?))
            }
            Some(_) => return Err(wrong()),
        };
        let family = match name {
            "bg_nbd" => Self::BgNbd,
            "mbg_nbd" => Self::MbgNbd,
            "pareto_nbd" => Self::ParetoNbd,
            "bg_cnbd" => Self::BgCnbd(regularity),
            "mbg_cnbd" => Self::MbgCnbd(regularity),
            _ => return Err(wrong()),
        };
        family.check().map(|()| family)
    }
}
