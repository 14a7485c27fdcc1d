//! What may be asked of RFM.

use super::bins::{Better, Bins};
use super::edges::Edges;
use super::maps::SegmentMap;
use super::measure::{Buyers, Count, Spend};
use super::model::{Parts, RfmModel};
use crate::engine::Fit;
use crate::error::{ErrorKind, Result};
use crate::par;
use crate::table::Table;

/// Settings of an RFM score.
///
/// # Examples
///
/// ```
/// use regulars::sim::Shop;
/// use regulars::{Currency, Fit, Ledger, Rfm, Score};
///
/// let shop = Shop::new(500).build()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&shop.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let rfm = Rfm::new().fit(view.table())?;
/// let first = view.join(&rfm)?.next();
/// let (customer, score) = first.expect("the shop has customers");
/// println!("{customer}: {} {}", score.digits(), score.segment());
/// # assert_eq!(score.digits().len(), 3);
/// # Ok::<(), regulars::Error>(())
/// ```
/// Settings serialise, for configuration files; what is left out there has its default, and `fit`
/// checks the rest:
///
#[cfg_attr(feature = "serde", doc = "```")]
#[cfg_attr(not(feature = "serde"), doc = "```ignore")]
/// use regulars::{Bins, Rfm, SegmentMap, Spend};
///
/// let json = r#"{"monetary": {"ranks": 5}, "spend": "mean_per_order", "segments": "rfm10"}"#;
/// let settings: Rfm = serde_json::from_str(json).expect("these are settings");
/// let same = Rfm::new().monetary(Bins::Ranks(5)).spend(Spend::MeanPerOrder);
/// assert_eq!(settings, same.segments(SegmentMap::RFM10));
///
/// // Edges of money are in minor units here too. `null` is no map, and a map of one's own is rules.
/// let json = r#"{
///     "recency": {"edges": [30, 90]}, "frequency": {"quantiles": 2}, "monetary": {"edges": [5000]},
///     "segments": {
///         "bins": [3, 2, 1],
///         "names": [{"code": "vip", "english": "VIP", "chinese": "贵宾"}],
///         "rules": [{"name": {"custom": 0}, "r": [2, 3], "f": [2, 2], "m": [1, 1]}],
///         "otherwise": "others"
///     }
/// }"#;
/// let settings: Rfm = serde_json::from_str(json).expect("these are settings");
/// assert!(settings.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[must_use = "settings do nothing until `fit`"]
pub struct Rfm {
    recency: Bins,
    frequency: Bins,
    monetary: Bins,
    count: Count,
    spend: Spend,
    pub(super) nested: bool,
    segments: Option<SegmentMap>,
}

impl Rfm {
    /// The customary settings: five quantile bins a dimension of days, orders and revenue, and the
    /// segments of [`SegmentMap::RF25`].
    pub fn new() -> Self {
        let bins = || Bins::Quantiles(5);
        Self {
            recency: bins(),
            frequency: bins(),
            monetary: bins(),
            count: Count::Orders,
            spend: Spend::Total,
            nested: false,
            segments: Some(SegmentMap::RF25),
        }
    }

    /// Quantile bins, as many in each dimension, from 2 to 10, in place of what bins were set
    /// before. The default is 5.
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

    /// The bins of orders, or of what else [`count`](Self::count) says.
    pub fn frequency(mut self, bins: Bins) -> Self {
        self.frequency = bins;
        self
    }

    /// The bins of revenue, or of what else [`spend`](Self::spend) says.
    pub fn monetary(mut self, bins: Bins) -> Self {
        self.monetary = bins;
        self
    }

    /// What F counts. The default is [`Count::Orders`].
    pub fn count(mut self, count: Count) -> Self {
        self.count = count;
        self
    }

    /// What M sums up. The default is [`Spend::Total`].
    pub fn spend(mut self, spend: Spend) -> Self {
        self.spend = spend;
        self
    }

    /// Learns the bins of F within each bin of R, and those of M within each bin of R and F. The
    /// default is all customers at once.
    ///
    /// Each cell has about equally many customers then, where ties allow. The price is that F and M
    /// rise with orders and money only among customers of one parent bin: an order that lifts R may
    /// lower F, because the crowd there orders more. Where a parent bin is empty, its bins are
    /// learned from all customers.
    pub fn nested(mut self) -> Self {
        self.nested = true;
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
    /// [`ErrorKind::Param`] for bins or edges out of bounds, and [`ErrorKind::MapBins`] for a
    /// segment map that does not fit the bins.
    pub fn check(&self) -> Result<()> {
        let count = |name, bins: &Bins| bins.count().ok_or_else(|| bins.wrong(name));
        let (r, f) = (count("recency", &self.recency)?, count("frequency", &self.frequency)?);
        let m = count("monetary", &self.monetary)?;
        match &self.segments {
            Some(map) if !map.fits(r, f, m) => {
                Err(ErrorKind::MapBins { found: [r, f, m], expected: map.bins() }.into())
            }
            _ => Ok(()),
        }
    }

    /// Each dimension by itself.
    fn learn_apart(&self, buyers: Buyers<'_>) -> Result<(Edges, Vec<Edges>, Vec<Edges>)> {
        let learn = |bins: &Bins, values: Vec<i64>, better, unit| {
            bins.learn(&values, better, unit).map(|edges| edges.counting(&values))
        };
        let (recency, (frequency, monetary)) = par::join(
            || learn(&self.recency, buyers.days(), Better::Less, 1.0),
            || {
                par::join(
                    || learn(&self.frequency, buyers.counts(), Better::More, 1.0),
                    || learn(&self.monetary, buyers.spends(), Better::More, self.spend.unit()),
                )
            },
        );
        Ok((recency?, vec![frequency?], vec![monetary?]))
    }

    /// F within R, M within both.
    fn learn_nested(&self, buyers: Buyers<'_>) -> Result<(Edges, Vec<Edges>, Vec<Edges>)> {
        let (days, counts) = (buyers.days(), buyers.counts());
        let recency = self.recency.learn(&days, Better::Less, 1.0)?.counting(&days);
        let by_r = days.iter().map(|&days| usize::from(recency.bins() - recency.bin(days)));
        let by_r: Vec<usize> = by_r.collect();
        let frequency = within(&self.frequency, &counts, &by_r, recency.bins().into(), 1.0)?;

        let bins = usize::from(frequency[0].bins());
        let by_f =
            |(&r, &count): (&usize, &i64)| bins * r + usize::from(frequency[r].bin(count)) - 1;
        let by_rf: Vec<usize> = by_r.iter().zip(&counts).map(by_f).collect();
        let parents = bins * usize::from(recency.bins());
        let unit = self.spend.unit();
        let monetary = within(&self.monetary, &buyers.spends(), &by_rf, parents, unit)?;
        Ok((recency, frequency, monetary))
    }
}

/// The edges within each of `parents`, where `parent` says whose each value is.
fn within(
    bins: &Bins,
    values: &[i64],
    parent: &[usize],
    parents: usize,
    unit: f64,
) -> Result<Vec<Edges>> {
    let of_all = bins.learn(values, Better::More, unit)?;
    let mut own = vec![Vec::new(); parents];
    values.iter().zip(parent).for_each(|(&value, &parent)| own[parent].push(value));
    let learn = |own: Vec<i64>| match own.is_empty() {
        true => Ok(of_all.clone()),
        false => bins.learn(&own, Better::More, unit).map(|edges| edges.counting(&own)),
    };
    par::map(own, learn).into_iter().collect()
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
        let buyers = Buyers { table, count: self.count, spend: self.spend };
        let learned =
            if self.nested { self.learn_nested(buyers) } else { self.learn_apart(buyers) };
        let (recency, frequency, monetary) = learned?;
        Ok(RfmModel::new(Parts {
            as_of: table.as_of(),
            currency: table.currency(),
            count: self.count,
            spend: self.spend,
            recency,
            frequency,
            monetary,
            segments: self.segments.clone(),
        }))
    }
}
