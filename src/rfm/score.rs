//! A customer's bins, and numbers made of them.

use std::fmt;

use super::segment::Segment;
use crate::error::{ErrorKind, Found, Result};

/// A customer's three bins, counted from 1, more being better; all 0 for a prospect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RfmScore {
    // Invariant: from 1 to 10 each, and the segment is no `Prospect`; or all 0, and it is.
    r: u8,
    f: u8,
    m: u8,
    segment: Segment,
}

impl RfmScore {
    pub(super) const PROSPECT: Self = Self { r: 0, f: 0, m: 0, segment: Segment::Prospect };

    pub(super) fn new(r: u8, f: u8, m: u8, segment: Segment) -> Self {
        Self { r, f, m, segment }
    }

    /// The score of a stored row, if there is one of such bins.
    #[cfg(feature = "serde")]
    pub(super) fn stored(r: u8, f: u8, m: u8, segment: Segment) -> Option<Self> {
        let bought = [r, f, m].iter().all(|bin| (1..=10).contains(bin));
        let score = Self { r, f, m, segment };
        (score == Self::PROSPECT || (bought && segment != Segment::Prospect)).then_some(score)
    }

    /// How recently; the highest bin for those who bought last. 0 for a prospect.
    #[must_use]
    pub fn r(self) -> u8 {
        self.r
    }

    /// How often. 0 for a prospect.
    #[must_use]
    pub fn f(self) -> u8 {
        self.f
    }

    /// For how much. 0 for a prospect.
    #[must_use]
    pub fn m(self) -> u8 {
        self.m
    }

    /// The mean of F and M, which Shopify's groups read beside R. 0 for a prospect.
    #[must_use]
    pub fn fm(self) -> f64 {
        f64::from(self.f + self.m) / 2.0
    }

    /// The weighted sum `r·R + f·F + m·M`; 0 for a prospect. Made for ranking customers by one
    /// number.
    ///
    /// ```
    /// use regulars::{Currency, Fit, Ledger, Money, Purchase, Rfm, RfmScore, RfmWeights, Score};
    ///
    /// # let day = "2024-06-30".parse()?;
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.append([("ann", Purchase::new(day, Money(500)))])?;
    /// # let view = ledger.as_of(day);
    /// let rfm = Rfm::new().fit(view.table())?;
    /// let weights = RfmWeights::new(0.5, 0.3, 0.2)?;
    /// let worth = rfm.map(|score: RfmScore| score.weighted(weights));
    /// assert_eq!(worth.score(view.table())?, [0.5 * 5.0 + 0.3 * 1.0 + 0.2 * 1.0]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn weighted(self, weights: RfmWeights) -> f64 {
        let RfmWeights { r, f, m } = weights;
        r * f64::from(self.r) + f * f64::from(self.f) + m * f64::from(self.m)
    }

    /// The segment's name.
    #[must_use]
    pub fn segment(self) -> Segment {
        self.segment
    }

    /// The customary three digits, recency first: `543`. Nothing for a prospect; with dashes
    /// in between if a bin is a tenth.
    #[must_use]
    pub fn digits(self) -> String {
        let Self { r, f, m, .. } = self;
        match r.max(f).max(m) {
            0 => String::new(),
            10.. => format!("{r}-{f}-{m}"),
            _ => format!("{r}{f}{m}"),
        }
    }
}

impl fmt::Display for RfmScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.digits())
    }
}

/// How much R, F and M each count in [`RfmScore::weighted`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RfmWeights {
    // Invariant: from 0 to `MOST`, and not all 0.
    r: f64,
    f: f64,
    m: f64,
}

impl RfmWeights {
    /// The greatest weight: sums stay finite, and tell tenths apart.
    const MOST: f64 = 1e9;

    /// Weights of R, F and M. They need not add up to 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a weight that is not from 0 to a thousand million, and if all are 0.
    pub fn new(r: f64, f: f64, m: f64) -> Result<Self> {
        let wrong = |name, found, expected| {
            Err(ErrorKind::Param { name, found: Found::Number(found), expected }.into())
        };
        for (name, weight) in [("r", r), ("f", f), ("m", m)] {
            if !(0.0..=Self::MOST).contains(&weight) {
                return wrong(name, weight, "a weight from 0 to 1000000000");
            }
        }
        let most = r.max(f).max(m);
        if 0.0 < most { Ok(Self { r, f, m }) } else { wrong("weights", most, "one above 0") }
    }
}
