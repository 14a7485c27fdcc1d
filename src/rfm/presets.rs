//! The published segment maps, as their sources give them.

use super::bins::Bins;
use super::maps::SegmentMap;
use super::rules::{SegmentRules, cells};
use super::segment::Segment;
use super::settings::Rfm;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preset {
    Rf25,
    Cells125,
    Rfm10,
    Quartiles46,
    Shopify,
    Klaviyo,
}

/// The first and the last bin of R and of F.
#[rustfmt::skip]
const RF25: [(Segment, [[u8; 2]; 2]); 10] = [
    (Segment::Hibernating,        [[1, 2], [1, 2]]),
    (Segment::AtRisk,             [[1, 2], [3, 4]]),
    (Segment::CannotLose,         [[1, 2], [5, 5]]),
    (Segment::AboutToSleep,       [[3, 3], [1, 2]]),
    (Segment::NeedAttention,      [[3, 3], [3, 3]]),
    (Segment::LoyalCustomers,     [[3, 4], [4, 5]]),
    (Segment::Promising,          [[4, 4], [1, 1]]),
    (Segment::NewCustomers,       [[5, 5], [1, 1]]),
    (Segment::PotentialLoyalists, [[4, 5], [2, 3]]),
    (Segment::Champions,          [[5, 5], [4, 5]]),
];

/// The cells of each name, as three digits.
#[rustfmt::skip]
const CELLS125: [(Segment, &[u16]); 11] = [
    (Segment::Champions, &[555, 554, 544, 545, 454, 455, 445]),
    (Segment::LoyalCustomers, &[543, 444, 435, 355, 354, 345, 344, 335]),
    (Segment::PotentialLoyalists, &[
        553, 551, 552, 541, 542, 533, 532, 531, 452, 451, 442, 441, 431, 453, 433, 432, 423, 353,
        352, 351, 342, 341, 333, 323,
    ]),
    (Segment::NewCustomers, &[512, 511, 422, 421, 412, 411, 311]),
    (Segment::Promising, &[
        525, 524, 523, 522, 521, 515, 514, 513, 425, 424, 413, 414, 415, 315, 314, 313,
    ]),
    (Segment::NeedAttention, &[535, 534, 443, 434, 343, 334, 325, 324]),
    (Segment::AboutToSleep, &[331, 321, 312, 221, 213, 231, 241, 251]),
    (Segment::AtRisk, &[
        255, 254, 245, 244, 253, 252, 243, 242, 235, 234, 225, 224, 153, 152, 145, 143, 142, 135,
        134, 133, 125, 124,
    ]),
    (Segment::CannotLose, &[155, 154, 144, 214, 215, 115, 114, 113]),
    (Segment::Hibernating, &[332, 322, 233, 232, 223, 222, 132, 123, 122, 212, 211]),
    (Segment::Lost, &[111, 112, 121, 131, 141, 151]),
];

/// The first and the last bin of R, F and M; the first rule that fits counts.
#[rustfmt::skip]
const RFM10: [(Segment, [[u8; 2]; 3]); 10] = [
    (Segment::Champions,          [[5, 5], [5, 5], [5, 5]]),
    (Segment::PotentialLoyalists, [[3, 5], [3, 5], [2, 5]]),
    (Segment::LoyalCustomers,     [[2, 4], [2, 4], [2, 4]]),
    (Segment::Promising,          [[3, 4], [1, 3], [3, 5]]),
    (Segment::NewCustomers,       [[4, 5], [1, 3], [1, 5]]),
    (Segment::CannotLose,         [[1, 2], [3, 4], [4, 5]]),
    (Segment::AtRisk,             [[1, 2], [2, 5], [4, 5]]),
    (Segment::NeedAttention,      [[1, 3], [3, 5], [3, 5]]),
    (Segment::AboutToSleep,       [[2, 3], [1, 3], [1, 4]]),
    (Segment::Lost,               [[1, 1], [1, 5], [1, 5]]),
];

/// The cells of each name, as three digits.
#[rustfmt::skip]
const QUARTILES46: [(Segment, &[u16]); 5] = [
    (Segment::PremiumCustomers, &[334, 443, 444, 344, 434, 433, 343, 333]),
    (Segment::RepeatCustomers, &[244, 234, 232, 332, 143, 233, 243]),
    (Segment::TopSpenders, &[424, 414, 144, 314, 324, 124, 224, 423, 413, 133, 323, 313, 134]),
    (Segment::AtRisk, &[422, 223, 212, 122, 222, 132, 322, 312, 412, 123, 214]),
    (Segment::Inactive, &[411, 111, 113, 114, 112, 211, 311]),
];

/// The first and the last bin of R, and of the mean of F and M, rounded down.
#[rustfmt::skip]
const SHOPIFY: [(Segment, [[u8; 2]; 2]); 10] = [
    (Segment::Champions,       [[5, 5], [4, 5]]),
    (Segment::LoyalCustomers,  [[3, 4], [4, 5]]),
    (Segment::Active,          [[4, 5], [2, 3]]),
    (Segment::NewCustomers,    [[5, 5], [1, 1]]),
    (Segment::Promising,       [[4, 4], [1, 1]]),
    (Segment::NeedAttention,   [[3, 3], [3, 3]]),
    (Segment::AlmostLost,      [[3, 3], [1, 2]]),
    (Segment::PreviouslyLoyal, [[1, 2], [5, 5]]),
    (Segment::AtRisk,          [[1, 2], [3, 4]]),
    (Segment::Dormant,         [[1, 2], [1, 2]]),
];

/// The cells of each name, as three digits.
#[rustfmt::skip]
const KLAVIYO: [(Segment, &[u16]); 6] = [
    (Segment::Champions, &[333, 332, 323]),
    (Segment::LoyalCustomers, &[321, 322, 331, 232, 233]),
    (Segment::Recent, &[312, 313, 311, 222, 223]),
    (Segment::NeedAttention, &[213, 221, 123, 132, 133]),
    (Segment::AtRisk, &[231, 212, 122, 131, 211]),
    (Segment::Inactive, &[111, 112, 113, 121]),
];

impl Rfm {
    /// RFM as Shopify's customer report has it: quintiles of days, orders and revenue, and groups
    /// by R and the mean of F and M ([`SegmentMap::SHOPIFY`]).
    ///
    /// How Shopify puts ties into quintiles is not published; here they never part.
    pub fn shopify() -> Self {
        Self::new().segments(SegmentMap::SHOPIFY)
    }

    /// RFM as Klaviyo's report has it by default: R is 3 for a last order up to 180 days ago, 2 up
    /// to 365 and else 1; F and M are thirds; groups are those of [`SegmentMap::KLAVIYO`].
    ///
    /// Klaviyo looks at orders of a positive value, as policies do by default, and shows no report
    /// to accounts with fewer than 500 customers or 180 days. How it puts ties into thirds is not
    /// published; here they never part.
    ///
    /// ```
    /// use regulars::{Fit, Rfm};
    /// # let shop = regulars::sim::Shop::new(200).build()?;
    /// # let mut ledger = regulars::Ledger::new(regulars::Currency::EUR);
    /// # ledger.load(&shop.orders())?;
    /// # let view = ledger.as_of("2024-12-31".parse()?);
    ///
    /// let model = Rfm::klaviyo().fit(view.table())?;
    /// assert_eq!(model.recency().values(), [180.0, 365.0]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn klaviyo() -> Self {
        let settings = Self::new().bins(3).recency(Bins::Edges(vec![180.0, 365.0]));
        settings.segments(SegmentMap::KLAVIYO)
    }
}

impl Preset {
    pub(super) const ALL: [Self; 6] =
        [Self::Rf25, Self::Cells125, Self::Rfm10, Self::Quartiles46, Self::Shopify, Self::Klaviyo];

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Rf25 => "rf25",
            Self::Cells125 => "cells125",
            Self::Rfm10 => "rfm10",
            Self::Quartiles46 => "quartiles46",
            Self::Shopify => "shopify",
            Self::Klaviyo => "klaviyo",
        }
    }

    pub(super) fn bins(self) -> [u8; 3] {
        match self {
            Self::Rf25 => [5, 5, 1],
            Self::Cells125 | Self::Rfm10 | Self::Shopify => [5, 5, 5],
            Self::Quartiles46 => [4, 4, 4],
            Self::Klaviyo => [3, 3, 3],
        }
    }

    pub(super) fn rules(self) -> SegmentRules {
        let none = SegmentRules::new(self.bins());
        match self {
            Self::Rf25 => RF25.iter().fold(none, |rules, &(name, [r, f])| {
                rules.rule(name, r[0]..=r[1], f[0]..=f[1], ..)
            }),
            Self::Rfm10 => RFM10.iter().fold(none, |rules, &(name, [r, f, m])| {
                rules.rule(name, r[0]..=r[1], f[0]..=f[1], m[0]..=m[1])
            }),
            Self::Cells125 => listed(none, &CELLS125),
            Self::Quartiles46 => listed(none, &QUARTILES46),
            Self::Klaviyo => listed(none, &KLAVIYO),
            Self::Shopify => SHOPIFY.iter().fold(none, |rules, &(name, [r, fm])| {
                let holds = |bin: u8, [from, to]: [u8; 2]| (from..=to).contains(&bin);
                let own = |cell: &[u8; 3]| holds(cell[0], r) && holds((cell[1] + cell[2]) / 2, fm);
                rules.cells(name, cells(self.bins()).filter(own))
            }),
        }
    }
}

fn listed(rules: SegmentRules, names: &[(Segment, &[u16])]) -> SegmentRules {
    names.iter().fold(rules, |rules, &(name, cells)| {
        rules.cells(name, cells.iter().map(|&cell| digits(cell)))
    })
}

fn digits(cell: u16) -> [u8; 3] {
    [cell / 100, cell / 10 % 10, cell % 10].map(|digit| u8::try_from(digit).unwrap_or_default())
}
