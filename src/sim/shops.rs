//! Shops to start from.

use crate::day::Days;
use crate::sim::settings::Shop;

/// Minor units in a major one.
const UNIT: f64 = 100.0;

impl Shop {
    /// A gift shop: most come once or twice, many before Christmas; some goods come back.
    ///
    /// How often customers order, how soon they leave and what they spend are CDNOW's, as in
    /// [`new`](Self::new). The year is that of a British gift wholesaler, whose November had
    /// between two and three times the orders of a common month (UCI, Online Retail II). One order
    /// in twenty comes back at least in part, one in eight is discounted, and one customer in ten
    /// was brought by another.
    ///
    /// As in all these shops, nobody joins in the second half of the window, unless
    /// [`joining_until`](Self::joining_until) says so.
    pub fn gift_shop(customers: u32) -> Self {
        Self::new(customers)
            .by_month([0.7, 0.7, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9, 1.2, 1.5, 2.2, 1.1])
            .by_weekday([1.1, 1.1, 1.1, 1.2, 1.0, 0.5, 1.0])
            .categories(
                [("home", 4.0), ("garden", 2.0), ("toys", 2.0), ("paper", 1.5), ("jewellery", 1.0)],
                0.5,
            )
            .channels([("web", 7.0), ("store", 2.0), ("phone", 1.0)], 0.8)
            .discounts(1.0, 7.0, 0.15)
            .returns(0.5, 9.5, Days(30))
            .referrals(0.1)
    }

    /// A grocery: customers come about once a week, mostly on Fridays and Saturdays, keep a rhythm
    /// of their own, and stay for long.
    ///
    /// Rates are Gamma with shape 4 and mean 1/7 a day; the gaps between orders vary by 63 % of
    /// their mean (regularity 2.5); one order in a hundred is the last one; and baskets are of 45.00
    /// on average. One customer in ten of those who have not left by then slows down to a third of
    /// their rate on some day of the second year's first half, and as many fall silent for two to
    /// four months and come back.
    ///
    /// The days of slowing down and falling silent are those of the default window: with another,
    /// set [`breaks`](Self::breaks) and [`lapses`](Self::lapses) anew.
    pub fn grocery(customers: u32) -> Self {
        let shop = Self::new(customers);
        let half = shop.first + Days(365)..=shop.first + Days(545);
        shop.ordering(4.0, 28.0)
            .regularity(2.5)
            .leaving(1.0, 99.0)
            .spending(6.0, 5.0, 30.0 * UNIT)
            .by_weekday([0.8, 0.7, 0.8, 1.0, 1.4, 1.7, 0.6])
            .categories([("fresh", 4.0), ("pantry", 3.0), ("drinks", 2.0), ("household", 1.0)], 0.3)
            .channels([("store", 8.0), ("web", 2.0)], 0.9)
            .discounts(2.0, 8.0, 0.1)
            .breaks(0.1, 1.0 / 3.0, half.clone())
            .lapses(0.1, half, Days(60)..=Days(120))
    }

    /// Subscriptions of 30 days, at a price of each customer's own, 12.00 on average.
    ///
    /// The probability to cancel after a charge is Beta with 0.668 and 3.806, as published for
    /// subscribers in the higher price class by Fader & Hardie (2007): 85 of 100 renew once,
    /// and 49 of 100 at least seven times.
    pub fn subscriptions(customers: u32) -> Self {
        Self::new(customers)
            .billing(Days(30))
            .leaving(0.668, 3.806)
            .spending(100.0, 5.0, 0.48 * UNIT)
            .channels([("web", 3.0), ("app", 2.0)], 1.0)
            .referrals(0.15)
    }
}
