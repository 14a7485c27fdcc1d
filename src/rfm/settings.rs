//! What may be asked of RFM.

use super::bins::{Better, Bins};
use super::maps::SegmentMap;
use super::model::RfmModel;
use crate::engine::Fit;
use crate::error::{ErrorKind, Found, Result};
use crate::par;
use crate::table::{Numbers, Table};

/// Settings of an RFM score.
///
/// # Examples
///
/// ```
/// use regulars::sim::Shop;
/// use regulars::{Currency, Fit, Ledger, Orders, Rfm, Score};
///
/// let shop = Shop::new(500).build()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Orders::new(shop.customers(), shop.days(), shop.minor())?)?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let rfm = Rfm::new().fit(view.table())?;
/// let first = view.join(&rfm)?.next();
/// let (customer, score) = first.expect("the shop has customers");
/// println!("{customer}: {} {}", score.digits(), score.segment());
/// # assert_eq!(score.digits().len(), 3);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Rfm {
    recency: Bins,
    frequency: Bins,
    monetary: Bins,
    segments: Option<SegmentMap>,
}

impl Rfm {
    /// The customary settings: five quantile bins a dimension, and the segments of
    /// [`SegmentMap::RF25`].
    pub fn new() -> Self {
        let bins = || Bins::Quantiles(5);
        let (recency, frequency, monetary) = (bins(), bins(), bins());
        Self { recency, frequency, monetary, segments: Some(SegmentMap::RF25) }
    }

    /// Quantile bins, as many in each dimension, from 2 to 10. The default is 5.
    ///
    /// Most segment maps are made for five ([`SegmentMap::bins`]); with another number choose
    /// another or [`segments(None)`](Self::segments).
    pub fn bins(self, bins: u8) -> Self {
        let bins = || Bins::Quantiles(bins);
        self.recency(bins()).frequency(bins()).monetary(bins())
    }

    /// The bins of days since the last order.
    pub fn recency(mut self, bins: Bins) -> Self {
        self.recency = bins;
        self
    }

    /// The bins of orders.
    pub fn frequency(mut self, bins: Bins) -> Self {
        self.frequency = bins;
        self
    }

    /// The bins of revenue.
    pub fn monetary(mut self, bins: Bins) -> Self {
        self.monetary = bins;
        self
    }

    /// How segments are named, or `None` for no names. The default is [`SegmentMap::RF25`].
    pub fn segments(mut self, map: impl Into<Option<SegmentMap>>) -> Self {
        self.segments = map.into();
        self
    }

    /// Whether these settings make sense, without data.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for bins or edges out of bounds, and for a segment map that does
    /// not fit the bins.
    pub fn check(&self) -> Result<()> {
        let count = |name, bins: &Bins| bins.count().ok_or_else(|| bins.wrong(name));
        let (r, f) = (count("recency", &self.recency)?, count("frequency", &self.frequency)?);
        let m = count("monetary", &self.monetary)?;
        match self.segments {
            Some(map) if !map.fits(r, f, m) => {
                let wrong = |&(&bins, wanted): &(&u8, u8)| bins != wanted;
                let odd = [r, f, m].iter().zip(map.bins()).find(wrong).map_or(m, |(&bins, _)| bins);
                let expected = "as many bins in each dimension as the map is made for (5, or 4 for \
                                quartiles46), or `segments(None)`";
                Err(ErrorKind::Param {
                    name: "segments",
                    found: Found::Integer(odd.into()),
                    expected,
                }
                .into())
            }
            _ => Ok(()),
        }
    }
}

impl Default for Rfm {
    fn default() -> Self {
        Self::new()
    }
}

impl Fit for Rfm {
    type Model = RfmModel;

    /// Learns the edges.
    ///
    /// # Errors
    ///
    /// As [`Rfm::check`], and [`ErrorKind::TooFew`] if nobody has bought and edges are to be
    /// learned.
    fn fit(&self, table: Table<'_>) -> Result<RfmModel> {
        self.check()?;
        let Numbers { as_of, last, orders, revenue } = table.numbers();
        let today = i64::from(as_of.number());
        let (recency, (frequency, monetary)) = par::join(
            || self.recency.learn(orders, Better::Less, |i| today - i64::from(last[i])),
            || {
                par::join(
                    || self.frequency.learn(orders, Better::More, |i| orders[i]),
                    || self.monetary.learn(orders, Better::More, |i| revenue[i]),
                )
            },
        );
        Ok(RfmModel {
            as_of: table.as_of(),
            currency: table.currency(),
            recency: recency?,
            frequency: frequency?,
            monetary: monetary?,
            segments: self.segments,
        })
    }
}
