//! The states of the machine, and the two vocabularies that people know.

use std::fmt;

use crate::language::Language;

/// Where a customer stands: the states that everything else is read off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum State {
    /// Has not bought.
    Prospect,
    /// Has bought on one day, not long ago.
    New,
    /// Has come back, and is neither mature nor declining.
    Growing,
    /// Has bought often enough for long enough.
    Mature,
    /// More often still, for longer still.
    Loyal,
    /// Buys more seldom than before, or is late.
    Declining,
    /// Has not bought for a long while.
    Silent,
    /// Has not bought for so long that few come back.
    Churned,
    /// Was churned, and has bought again.
    Reactivated,
}

/// Where a customer stands, as shops say it: by what they have bought.
///
/// Stages are of the customer and not of the state alone: whoever falls silent stays a first-time or
/// a repeat buyer until they are churned ([`Stage::consumer`](super::Stage::consumer)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ConsumerStage {
    /// 潜在客户: has not bought.
    Prospect,
    /// 初次购买: has bought on one day.
    FirstTime,
    /// 重复购买: has bought on several.
    Repeat,
    /// 忠诚: keeps buying.
    Loyal,
    /// 流失: has stopped.
    Churned,
}

/// Where a customer stands, as value management says it: what the relation is worth and whither it
/// goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ValueStage {
    /// 获取期: the relation begins.
    Acquisition,
    /// 提升期: it grows.
    Growth,
    /// 成熟期: it is at its height.
    Maturity,
    /// 衰退期: it weakens.
    Decline,
    /// 离开期: it is over.
    Exit,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Prospect,
        Self::New,
        Self::Growing,
        Self::Mature,
        Self::Loyal,
        Self::Declining,
        Self::Silent,
        Self::Churned,
        Self::Reactivated,
    ];

    /// The stage of value management.
    #[must_use]
    pub fn value(self) -> ValueStage {
        match self {
            Self::Prospect | Self::New => ValueStage::Acquisition,
            Self::Growing | Self::Reactivated => ValueStage::Growth,
            Self::Mature | Self::Loyal => ValueStage::Maturity,
            Self::Declining | Self::Silent => ValueStage::Decline,
            Self::Churned => ValueStage::Exit,
        }
    }

    /// The stage of a customer who has bought on several days, or on one at most.
    pub(super) fn consumer(self, several: bool) -> ConsumerStage {
        match self {
            Self::Prospect => ConsumerStage::Prospect,
            Self::Loyal => ConsumerStage::Loyal,
            Self::Churned => ConsumerStage::Churned,
            _ if several => ConsumerStage::Repeat,
            _ => ConsumerStage::FirstTime,
        }
    }

    /// Whether the customer may be lost unless something is done.
    #[must_use]
    pub fn at_risk(self) -> bool {
        matches!(self, Self::Declining | Self::Silent)
    }

    /// How far up: what a [`Funnel`](super::Funnel) calls up and down.
    pub(super) fn height(self) -> u8 {
        match self {
            Self::Prospect => 0,
            Self::Churned => 1,
            Self::Silent => 2,
            Self::Declining => 3,
            Self::New | Self::Reactivated => 4,
            Self::Growing => 5,
            Self::Mature => 6,
            Self::Loyal => 7,
        }
    }
}

/// The code, the label in English, and the label in Chinese, of each.
macro_rules! named {
    ($type:ident, $example:literal; $($variant:ident: $code:literal, $english:literal, $chinese:literal;)*) => {
        impl $type {
            #[doc = concat!("The name for programs: `", $example, "`.")]
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The name for people.
            #[must_use]
            pub fn label(self, language: Language) -> &'static str {
                match language {
                    Language::English => match self {
                        $(Self::$variant => $english,)*
                    },
                    Language::Chinese => match self {
                        $(Self::$variant => $chinese,)*
                    },
                }
            }
        }

        /// The label in English.
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.label(Language::English))
            }
        }
    };
}

pub(super) use named;

named! { State, "reactivated";
    Prospect: "prospect", "Prospect", "潜在客户";
    New: "new", "New", "新客户";
    Growing: "growing", "Growing", "成长客户";
    Mature: "mature", "Mature", "成熟客户";
    Loyal: "loyal", "Loyal", "忠诚客户";
    Declining: "declining", "Declining", "衰退客户";
    Silent: "silent", "Silent", "沉默客户";
    Churned: "churned", "Churned", "流失客户";
    Reactivated: "reactivated", "Reactivated", "回流客户";
}

named! { ConsumerStage, "first_time";
    Prospect: "prospect", "Prospect", "潜在客户";
    FirstTime: "first_time", "First-time", "初次购买";
    Repeat: "repeat", "Repeat", "重复购买";
    Loyal: "loyal", "Loyal", "忠诚";
    Churned: "churned", "Churned", "流失";
}

named! { ValueStage, "acquisition";
    Acquisition: "acquisition", "Acquisition", "获取期";
    Growth: "growth", "Growth", "提升期";
    Maturity: "maturity", "Maturity", "成熟期";
    Decline: "decline", "Decline", "衰退期";
    Exit: "exit", "Exit", "离开期";
}

/// What to do for customers of a state: a starting point for people, to be read and changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Strategy {
    /// For prospects.
    Promote,
    /// For new customers.
    Introduce,
    /// For growing customers.
    Develop,
    /// For mature customers.
    CrossSell,
    /// For loyal customers.
    Reward,
    /// For declining customers.
    ActEarly,
    /// For silent customers.
    ReachOut,
    /// For churned customers.
    WinBack,
    /// For reactivated customers.
    Welcome,
}

impl State {
    /// What is usually done for customers of this state.
    ///
    /// ```
    /// use regulars::Language;
    /// use regulars::lifecycle::State;
    ///
    /// assert_eq!(State::Churned.strategy().code(), "win_back");
    /// assert_eq!(
    ///     State::New.strategy().label(Language::English),
    ///     "Introduce them to products and services",
    /// );
    /// ```
    #[must_use]
    pub fn strategy(self) -> Strategy {
        match self {
            Self::Prospect => Strategy::Promote,
            Self::New => Strategy::Introduce,
            Self::Growing => Strategy::Develop,
            Self::Mature => Strategy::CrossSell,
            Self::Loyal => Strategy::Reward,
            Self::Declining => Strategy::ActEarly,
            Self::Silent => Strategy::ReachOut,
            Self::Churned => Strategy::WinBack,
            Self::Reactivated => Strategy::Welcome,
        }
    }
}

named! { Strategy, "win_back";
    Promote: "promote", "Market to them, win the first purchase", "重点进行市场推广和客户开发";
    Introduce: "introduce", "Introduce them to products and services", "重点进行产品和服务的介绍";
    Develop: "develop", "Keep up the relation, develop their value", "维护和提升客户关系，培养成高价值客户";
    CrossSell: "cross_sell", "Cross-sell, and begin to build loyalty", "加大交叉销售力量，着手培养忠诚度";
    Reward: "reward", "Reward loyalty, serve them personally", "忠诚度的激励和奖励，个性化的服务和优惠政策";
    ActEarly: "act_early", "Heed the warning, find the reason, act now", "重视预警信号，查明原因，及时采取措施";
    ReachOut: "reach_out", "Reach out to them", "主动沟通";
    WinBack: "win_back", "Win them back by offers and personal service", "通过优惠活动、个性化服务等方式挽回";
    Welcome: "welcome", "Welcome them back, secure the next purchase", "欢迎回归，促成再次购买";
}
