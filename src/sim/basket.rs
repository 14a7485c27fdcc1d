//! What is in an order beside its amount: goods, the way it came, a discount, and what comes back.

use crate::day::Days;
use crate::error::{Found, Result};
use crate::num::rng::Rng;
use crate::sim::cadence::below;
use crate::sim::decline::DeclineOf;
use crate::sim::domain::{PART, POSITIVE, SHARE, ensure};
use crate::sim::settings::{MAX_DAYS, Shop};

/// The settings, each left out by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Basket {
    pub(super) categories: Option<Choice>,
    pub(super) channels: Option<Choice>,
    discounts: Option<Discounts>,
    returns: Option<Returns>,
}

/// Names to choose from, of which each customer has a favourite.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub(super) names: Vec<String>,
    weights: Vec<f64>,
    loyalty: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Discounts {
    a: f64,
    b: f64,
    depth: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Returns {
    a: f64,
    b: f64,
    within: Days,
}

impl Shop {
    /// The categories of goods, each with a weight. Every customer has a favourite, drawn by the
    /// weights; each order is of the favourite with the probability `loyalty`, and else of any,
    /// drawn by the weights again. The default is that orders have no category.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::sim::Shop;
    ///
    /// let log = Shop::new(100).categories([("tea", 3.0), ("coffee", 1.0)], 1.0).build()?;
    /// for (customer, purchase) in log.records() {
    ///     let favourite = log.truth(customer).and_then(|truth| truth.category);
    ///     let name = ["tea", "coffee"][usize::from(favourite.expect("there are categories"))];
    ///     assert!(purchase == purchase.clone().category(name));
    /// }
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn categories<S: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = (S, f64)>,
        loyalty: f64,
    ) -> Self {
        self.basket.categories = Some(Choice::new(names, loyalty));
        self
    }

    /// The channels that orders come by, such as `web` and `store`, with weights and loyalty as
    /// [`categories`](Self::categories) have them. The default is that orders have no channel.
    pub fn channels<S: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = (S, f64)>,
        loyalty: f64,
    ) -> Self {
        self.basket.channels = Some(Choice::new(names, loyalty));
        self
    }

    /// How likely an order is discounted, which is a probability of the customer's own: Beta with
    /// `a` and `b`, of mean `a / (a + b)`. Such an order costs less by the share `depth`. The
    /// default is no discounts.
    #[doc(alias("promotion"))]
    pub fn discounts(mut self, a: f64, b: f64, depth: f64) -> Self {
        self.basket.discounts = Some(Discounts { a, b, depth });
        self
    }

    /// How likely something of an order comes back, which is a probability of the customer's own:
    /// Beta with `a` and `b`, of mean `a / (a + b)`. Half of those orders come back whole, and of
    /// the others a share that is drawn uniformly; from 1 to `within` days later, all alike. The
    /// default is no returns.
    ///
    /// A return names its order by its id. What would come back after the window is not among the
    /// rows, as it has not happened yet.
    #[doc(alias("refund"))]
    pub fn returns(mut self, a: f64, b: f64, within: Days) -> Self {
        self.basket.returns = Some(Returns { a, b, within });
        self
    }
}

impl Choice {
    fn new<S: Into<String>>(names: impl IntoIterator<Item = (S, f64)>, loyalty: f64) -> Self {
        let (names, weights) =
            names.into_iter().map(|(name, weight)| (name.into(), weight)).unzip();
        Self { names, weights, loyalty }
    }

    fn check(&self, what: [&'static str; 3]) -> Result<()> {
        let [names, weights, loyalty] = what;
        let found = Found::Integer(self.names.len().cast_signed() as i64);
        let some = (1..=usize::from(u16::MAX)).contains(&self.names.len());
        ensure(some, names, found, "from 1 to 65535 names")?;
        let mut sorted: Vec<&str> = self.names.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        let differ = sorted.is_sorted_by(|a, b| a < b) && !sorted[0].is_empty();
        ensure(differ, names, Found::Text, "names that differ, none of them empty")?;
        POSITIVE.check_all(weights, &self.weights)?;
        SHARE.check(loyalty, self.loyalty)
    }

    /// One of the names, by the weights.
    fn draw(&self, rng: &mut Rng) -> u16 {
        let mut left = rng.uniform() * self.weights.iter().sum::<f64>();
        let place = self.weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        let last = self.names.len() - 1;
        u16::try_from(place.unwrap_or(last)).expect("there are at most 65535 names")
    }
}

impl Basket {
    /// Whether orders have any of it.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn check(&self) -> Result<()> {
        if let Some(categories) = &self.categories {
            categories.check(["categories", "categories.weight", "categories.loyalty"])?;
        }
        if let Some(channels) = &self.channels {
            channels.check(["channels", "channels.weight", "channels.loyalty"])?;
        }
        if let Some(Discounts { a, b, depth }) = self.discounts {
            POSITIVE.check("discounts.a", a)?;
            POSITIVE.check("discounts.b", b)?;
            PART.check("discounts.depth", depth)?;
        }
        if let Some(Returns { a, b, within }) = self.returns {
            POSITIVE.check("returns.a", a)?;
            POSITIVE.check("returns.b", b)?;
            let admitted = (1..=MAX_DAYS).contains(&i64::from(within.0));
            let found = Found::Integer(within.0.into());
            ensure(admitted, "returns.within", found, "from 1 to 36525 days")?;
        }
        Ok(())
    }
}

/// One customer's ways, and the draws for each order.
pub(super) struct Shopper<'a> {
    basket: &'a Basket,
    category: Option<(u16, Rng)>,
    channel: Option<(u16, Rng)>,
    discounted: Option<(f64, Rng)>,
    returning: Option<(f64, Rng)>,
}

/// What is in an order. Places are those of the shop's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Goods {
    pub(super) category: Option<u16>,
    pub(super) channel: Option<u16>,
    pub(super) discount: i64,
}

/// What comes back of an order, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Returned {
    pub(super) after: Days,
    pub(super) minor: i64,
}

impl<'a> Shopper<'a> {
    pub(super) fn new(shop: &'a Shop, index: u32) -> Self {
        let basket = &shop.basket;
        let favourite = |choice: Option<&Choice>, purpose| {
            choice.map(|choice| {
                let mut rng = shop.rng(purpose, index);
                (choice.draw(&mut rng), rng)
            })
        };
        let chance = |shapes: Option<(f64, f64)>, purpose| {
            shapes.map(|(a, b)| {
                let mut rng = shop.rng(purpose, index);
                (rng.beta(a, b), rng)
            })
        };
        Self {
            basket,
            category: favourite(basket.categories.as_ref(), "sim/categories"),
            channel: favourite(basket.channels.as_ref(), "sim/channels"),
            discounted: chance(basket.discounts.as_ref().map(|d| (d.a, d.b)), "sim/discounts"),
            returning: chance(basket.returns.as_ref().map(|r| (r.a, r.b)), "sim/returns"),
        }
    }

    pub(super) fn category(&self) -> Option<u16> {
        self.category.as_ref().map(|(favourite, _)| *favourite)
    }

    pub(super) fn channel(&self) -> Option<u16> {
        self.channel.as_ref().map(|(favourite, _)| *favourite)
    }

    pub(super) fn discounted(&self) -> f64 {
        self.discounted.as_ref().map_or(0.0, |(chance, _)| *chance)
    }

    pub(super) fn returning(&self) -> f64 {
        self.returning.as_ref().map_or(0.0, |(chance, _)| *chance)
    }

    /// What is in an order that comes to so much without a discount.
    pub(super) fn goods(&mut self, minor: i64, worse: Option<DeclineOf>) -> Goods {
        let pick = |choice: &Option<Choice>, own: &mut Option<(u16, Rng)>, other: Option<f64>| {
            let (choice, (favourite, rng)) = (choice.as_ref()?, own.as_mut()?);
            Some(if rng.bernoulli(other.unwrap_or(choice.loyalty)) {
                *favourite
            } else {
                choice.draw(rng)
            })
        };
        let Basket { categories, channels, discounts, .. } = self.basket;
        let narrowed = if let Some(DeclineOf::Categories(p)) = worse { Some(p) } else { None };
        let category = pick(categories, &mut self.category, narrowed);
        let channel = pick(channels, &mut self.channel, None);
        let granted = if let Some(DeclineOf::Discounts(p)) = worse { Some(p) } else { None };
        let discount = match discounts.as_ref().zip(self.discounted.as_mut()) {
            Some((Discounts { depth, .. }, (chance, rng))) => {
                let granted = rng.bernoulli(granted.unwrap_or(*chance));
                if granted { part(minor, *depth).min(minor - 1) } else { 0 }
            }
            None => 0,
        };
        Goods { category, channel, discount }
    }

    /// What comes back of an order of so much.
    pub(super) fn back(&mut self, minor: i64, worse: Option<DeclineOf>) -> Option<Returned> {
        let Returns { within, .. } = self.basket.returns.as_ref()?;
        let (chance, rng) = self.returning.as_mut()?;
        let chance = if let Some(DeclineOf::Returns(p)) = worse { p } else { *chance };
        // Every order takes as many draws, whatever becomes of it.
        let (comes, whole) = (rng.bernoulli(chance), rng.bernoulli(0.5));
        let (share, after) = (rng.uniform(), Days(1 + below(within.0, rng)));
        let minor = if whole { minor } else { part(minor, share).max(1) };
        comes.then_some(Returned { after, minor })
    }
}

/// A share of an amount, rounded to whole minor units.
#[expect(clippy::cast_precision_loss, reason = "amounts are at most 10¹²")]
#[expect(clippy::cast_possible_truncation, reason = "it is whole, and at most the amount")]
fn part(minor: i64, share: f64) -> i64 {
    (minor as f64 * share).round() as i64
}

/// Who brought a customer, if somebody did: one of those before, who was there early enough.
pub(super) fn referrer(shop: &Shop, index: u32, early_enough: impl Fn(u32) -> bool) -> Option<u64> {
    const DRAWS: usize = 8;
    if shop.referred <= 0.0 {
        return None;
    }
    let mut rng = shop.rng("sim/referrals", index);
    if index == 0 || !rng.bernoulli(shop.referred) {
        return None;
    }
    let mut drawn = (0..DRAWS).map(|_| below(index, &mut rng));
    drawn.find(|&other| early_enough(other)).map(|other| u64::from(other) + 1)
}
