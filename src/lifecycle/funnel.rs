//! Who went where in a period, in one table.

use super::state::State;
use crate::error::{ErrorKind, Result};
use crate::groups::{Migration, Moved};

/// What a period did to the customers: each of them is in one of these, by their state on the first
/// day and on the last.
///
/// Up is from silent over declining, new, growing and mature to loyal; a reactivated customer stands
/// with the new ones. Revenue is that by the first day and by the last, so that the difference is
/// what the period brought.
///
/// # Examples
///
/// ```
/// use regulars::lifecycle::{Funnel, Lifecycle};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Day, Fit, Ledger};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(500).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
/// let rule = Lifecycle::new().fit(view.table())?;
/// let (from, to): (Day, Day) = ("2024-06-30".parse()?, "2024-12-31".parse()?);
/// let course = rule.course(view.table(), &[from, to])?;
/// let funnel = Funnel::of(&course.migrations()[0])?;
/// assert_eq!(funnel.entered.customers + course.groups()[0].all().customers, 500);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Funnel {
    /// Who bought for the first time.
    pub entered: Moved,
    /// Who came back after having churned.
    pub returned: Moved,
    /// Who moved up.
    pub up: Moved,
    /// Who stands where they stood, prospects and churned customers among them.
    pub stayed: Moved,
    /// Who moved down, and has not churned.
    pub down: Moved,
    /// Who churned.
    pub left: Moved,
    /// Who is not known any more, having been erased.
    pub vanished: Moved,
}

impl Funnel {
    /// The funnel of the moves between two days.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Overflow`] if sums over a caller's own moves do not fit 64 bits.
    pub fn of(migration: &Migration<State>) -> Result<Self> {
        let mut funnel = Self::default();
        for (from, to, moved) in migration.iter() {
            let part = funnel.part(from, to);
            let sum = |a: crate::money::Money, b| a.checked_add(b).ok_or(ErrorKind::Overflow);
            *part = Moved {
                customers: part.customers + moved.customers,
                before: sum(part.before, moved.before)?,
                after: sum(part.after, moved.after)?,
            };
        }
        Ok(funnel)
    }

    fn part(&mut self, from: Option<State>, to: Option<State>) -> &mut Moved {
        let from = from.unwrap_or(State::Prospect);
        match to {
            None => &mut self.vanished,
            Some(to) if to == from => &mut self.stayed,
            Some(_) if from == State::Prospect => &mut self.entered,
            Some(_) if from == State::Churned => &mut self.returned,
            Some(State::Churned) => &mut self.left,
            Some(to) if from.height() < to.height() => &mut self.up,
            Some(_) => &mut self.down,
        }
    }
}
