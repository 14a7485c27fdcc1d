//! Who is active, period by period.

use std::fmt;

use super::silences::{between, purchase_days};
use super::state::named;
use crate::day::Days;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::groups::Groups;
use crate::language::Language;
use crate::table::{Layout, Needs, Row};

/// What a customer did in the period up to a day and in the one before, as product analytics say it:
/// a customer is active in a period if they bought in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Activity {
    /// Has never been active.
    Prospect,
    /// Active for the first time.
    New,
    /// Active, as in the period before.
    Current,
    /// Active, and not in the period before, but earlier.
    Resurrected,
    /// Not active, after a period of being so.
    Dormant,
    /// Not active for two periods or more.
    Inactive,
}

impl Activity {
    /// The activity of customers in periods of so many days, the last of which ends with the table's
    /// day: a [`Score`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a period of no days.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::lifecycle::{Activity, Pulse};
    /// use regulars::{Currency, Days, Groups, Ledger, Money, Purchase};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// for (who, day) in [("ann", "2024-01-10"), ("ann", "2024-03-10"), ("bob", "2024-02-10")] {
    ///     ledger.append([(who, Purchase::new(day.parse()?, Money(500)))])?;
    /// }
    /// let view = ledger.as_of("2024-03-15".parse()?);
    /// let groups = Groups::of(view.table(), Activity::within(Days(30))?)?;
    /// assert_eq!(groups.group(&Activity::Resurrected).customers, 1); // Ann
    /// assert_eq!(groups.group(&Activity::Dormant).customers, 1); // Bob
    /// assert_eq!(Pulse::of(&groups).ratio(), Some(1.0));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn within(period: Days) -> Result<impl Score<Output = Self> + Copy> {
        match period {
            Days(0) => Err(ErrorKind::Param {
                name: "period",
                found: Found::Integer(0),
                expected: "1 day or more",
            }
            .into()),
            Days(days) => Ok(Periods(days)),
        }
    }
}

named! { Activity, "resurrected";
    Prospect: "prospect", "Prospect", "潜在";
    New: "new", "New", "新增";
    Current: "current", "Current", "留存";
    Resurrected: "resurrected", "Resurrected", "召回";
    Dormant: "dormant", "Dormant", "沉睡";
    Inactive: "inactive", "Inactive", "不活跃";
}

#[derive(Clone, Copy, Debug)]
struct Periods(u32);

impl Score for Periods {
    type Output = Activity;

    fn needs(&self) -> Needs {
        Needs::none().timelines()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Activity>> {
        layout.timelines()?;
        let period = self.0;
        Ok(move |row: Row<'_>| {
            // Counted back from the last.
            let periods = purchase_days(row).map(|day| between(day, row.as_of()) / period);
            let (mut first, mut last, mut before) = (None, None, None);
            for period in periods {
                first.get_or_insert(period);
                if last != Some(period) {
                    (before, last) = (last, Some(period));
                }
            }
            match (first, last, before) {
                (Some(0), ..) => Activity::New,
                (_, Some(0), Some(1)) => Activity::Current,
                (_, Some(0), _) => Activity::Resurrected,
                (_, Some(1), _) => Activity::Dormant,
                (None, ..) => Activity::Prospect,
                _ => Activity::Inactive,
            }
        })
    }
}

/// How many customers a period won, kept, won back and lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Pulse {
    /// Active for the first time.
    pub new: u64,
    /// Active, as in the period before.
    pub current: u64,
    /// Active again.
    pub resurrected: u64,
    /// Active in the period before only.
    pub dormant: u64,
}

impl Pulse {
    /// The pulse of customers grouped by [`Activity::within`].
    #[must_use]
    pub fn of(groups: &Groups<Activity>) -> Self {
        let count = |activity| groups.group(&activity).customers;
        Self {
            new: count(Activity::New),
            current: count(Activity::Current),
            resurrected: count(Activity::Resurrected),
            dormant: count(Activity::Dormant),
        }
    }

    /// Those who are active.
    #[must_use]
    pub fn active(self) -> u64 {
        self.new + self.current + self.resurrected
    }

    /// Customers won for each one lost: above 1 there are more and more active customers. `None` if
    /// none was lost.
    ///
    /// # Formula
    ///
    /// `(new + resurrected) / dormant`, Amplitude's pulse.
    #[doc(alias("quick ratio"))]
    #[expect(clippy::cast_precision_loss, reason = "a ratio needs no more digits")]
    #[must_use]
    pub fn ratio(self) -> Option<f64> {
        let won = self.new + self.resurrected;
        (0 < self.dormant).then(|| won as f64 / self.dormant as f64)
    }
}
