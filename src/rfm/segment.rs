//! Names of groups of customers.

use std::fmt;

use crate::language::Language;

/// A named group of customers, after their RFM bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Segment {
    /// Bought just now, and often.
    Champions,
    /// Buy often.
    LoyalCustomers,
    /// Bought lately, and more than once.
    PotentialLoyalists,
    /// Bought just now, for the first time or nearly so.
    NewCustomers,
    /// Bought lately, not yet often.
    Promising,
    /// In the middle of everything.
    NeedAttention,
    /// Bought some while ago, and not often.
    AboutToSleep,
    /// Used to buy, and have not for a while.
    AtRisk,
    /// Used to buy most of all, and have not for a while.
    CannotLose,
    /// Bought seldom, long ago.
    Hibernating,
    /// Bought once or so, very long ago.
    Lost,
    /// Best in most of R, F and M, of four bins.
    PremiumCustomers,
    /// Come back, and spend little or not lately.
    RepeatCustomers,
    /// Spend much, and seldom come back.
    TopSpenders,
    /// Bought seldom, and little or long ago.
    Inactive,
    /// Bought lately, neither most nor least.
    Active,
    /// Bought lately, not often or not for much.
    Recent,
    /// Bought some while ago, and little.
    AlmostLost,
    /// Were among the best, and have not bought for long.
    PreviouslyLoyal,
    /// Bought little, long ago.
    Dormant,
    /// Of a cell that the map leaves without a name.
    Others,
    /// One of your own, by its place among them: the map knows its labels
    /// ([`SegmentMap::label`](super::SegmentMap::label)).
    Custom(u8),
    /// Has not bought.
    Prospect,
    /// No map was asked for.
    Unnamed,
}

impl Segment {
    /// The name for programs: `at_risk`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.names().0
    }

    /// The name for people.
    ///
    /// ```
    /// use regulars::{Language, Segment};
    ///
    /// assert_eq!(Segment::AtRisk.label(Language::English), "At risk");
    /// assert_eq!(Segment::AtRisk.label(Language::Chinese), "流失风险客户");
    /// ```
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (_, english, chinese) = self.names();
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Champions => ("champions", "Champions", "冠军客户"),
            Self::LoyalCustomers => ("loyal_customers", "Loyal customers", "忠诚客户"),
            Self::PotentialLoyalists => {
                ("potential_loyalists", "Potential loyalists", "潜在忠诚客户")
            }
            Self::NewCustomers => ("new_customers", "New customers", "新客户"),
            Self::Promising => ("promising", "Promising", "有潜力客户"),
            Self::NeedAttention => ("need_attention", "Need attention", "需关注客户"),
            Self::AboutToSleep => ("about_to_sleep", "About to sleep", "即将沉睡客户"),
            Self::AtRisk => ("at_risk", "At risk", "流失风险客户"),
            Self::CannotLose => ("cannot_lose", "Cannot lose them", "不可失去客户"),
            Self::Hibernating => ("hibernating", "Hibernating", "沉睡客户"),
            Self::Lost => ("lost", "Lost", "流失客户"),
            Self::PremiumCustomers => ("premium_customers", "Premium customers", "高端客户"),
            Self::RepeatCustomers => ("repeat_customers", "Repeat customers", "复购客户"),
            Self::TopSpenders => ("top_spenders", "Top spenders", "高消费客户"),
            Self::Inactive => ("inactive", "Inactive", "不活跃客户"),
            Self::Active => ("active", "Active", "活跃客户"),
            Self::Recent => ("recent", "Recent", "近期客户"),
            Self::AlmostLost => ("almost_lost", "Almost lost", "濒临流失客户"),
            Self::PreviouslyLoyal => ("previously_loyal", "Previously loyal", "曾经忠诚客户"),
            Self::Dormant => ("dormant", "Dormant", "休眠客户"),
            Self::Others => ("others", "Others", "其他客户"),
            Self::Custom(_) => ("custom", "Custom", "自定义"),
            Self::Prospect => ("prospect", "Prospect", "潜在客户"),
            Self::Unnamed => ("unnamed", "Unnamed", "未命名"),
        }
    }
}

/// The label in English; of your own segments, whose labels only the map knows, the place.
impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(place) => f.pad(&format!("Custom {place}")),
            _ => f.pad(self.label(Language::English)),
        }
    }
}
