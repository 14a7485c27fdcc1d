//! What is looked for, in which days.

use super::model::{self, EarlyWarningModel};
use super::signal::WarningCode;
use super::watch::Watch;
use crate::day::Days;
use crate::engine::Fit;
use crate::error::{ErrorKind, Found, Result};
use crate::table::Table;

/// Settings of early warnings: a customer's last days against their own days before.
///
/// Each test asks whether something has changed for the worse for one customer, and says how likely what
/// was found is if nothing had. Nobody is compared with others, apart from the
/// [percentile](super::Signal::percentile).
///
/// # When not to use it
///
/// A whole shop that sells less after a season has many customers who buy less, and all of them are found:
/// compare windows of one season, such as 90 days with the year before, or look at the percentile.
///
/// # Examples
///
/// ```
/// use regulars::churn::{EarlyWarning, Warnings};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Fit, Language, Ledger, Score};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::grocery(2_000).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let model = EarlyWarning::new().fit(view.table())?;
/// let signals = model.score(view.table())?; // of each customer, what every test says
/// let warnings = Warnings::control(&signals, 0.1)?; // those of which one in ten is none
/// for warning in warnings.iter() {
///     let (customer, signal) = (&view.keys()[warning.row], warning.signal);
///     println!("{customer}: {}", signal.text(Language::English));
/// }
/// assert!(!warnings.is_empty());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[must_use = "settings do nothing until `fit`"]
pub struct EarlyWarning {
    pub(super) recent: Days,
    pub(super) before: Days,
    pub(super) of_timelines: Vec<WarningCode>,
    pub(super) watches: Vec<Watch>,
}

/// A decade: no window of a test is longer.
const LONGEST: u32 = 3_650;

impl EarlyWarning {
    /// Holds the last 90 days, the as-of day among them, against up to 365 days before, in all tests that
    /// timelines tell.
    pub fn new() -> Self {
        let of_timelines = WarningCode::OF_TIMELINES.to_vec();
        Self { recent: Days(90), before: Days(365), of_timelines, watches: Vec::new() }
    }

    /// The days of the recent window, which ends with the as-of day. The default is 90. Days of columns
    /// are those that a [`Watch`] says, or, where it says none, these.
    pub fn recent(mut self, days: Days) -> Self {
        self.recent = days;
        self
    }

    /// The days of the window before it, less where a customer has come later. The default is 365.
    pub fn before(mut self, days: Days) -> Self {
        self.before = days;
        self
    }

    /// Looks at columns, too.
    pub fn watch(mut self, watch: Watch) -> Self {
        self.watches.push(watch);
        self
    }

    /// Does without a test of timelines. Without all four, tables need no timelines.
    pub fn without(mut self, code: WarningCode) -> Self {
        self.of_timelines.retain(|&other| other != code);
        self
    }

    /// Says whether such tests can be.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a window that is not from 1 to 3,650 days, for two watches of one code, for a
    /// column without a name, and if nothing is looked for.
    pub fn check(&self) -> Result<()> {
        let param = |name, found, expected| Err(ErrorKind::Param { name, found, expected }.into());
        let own = [("recent", self.recent), ("before", self.before)];
        let theirs = self.watches.iter().filter_map(Watch::days).flatten();
        for (name, Days(days)) in own.into_iter().chain(theirs.map(|days| ("days", days))) {
            if !(1..=LONGEST).contains(&days) {
                return param(name, Found::Integer(days.into()), "from 1 to 3650 days");
            }
        }
        let mut codes: Vec<WarningCode> = self.codes().collect();
        let found = Found::Integer(i64::try_from(codes.len()).unwrap_or(i64::MAX));
        codes.sort_unstable();
        if codes.is_empty() {
            return param("watch", found, "something to look for");
        }
        if !codes.is_sorted_by(|a, b| a < b) {
            return param("watch", found, "each code once");
        }
        if !self.of_timelines.iter().all(|code| WarningCode::OF_TIMELINES.contains(code)) {
            return param("of_timelines", found, "codes of timelines");
        }
        if self.watches.iter().any(|watch| watch.columns().contains(&"")) {
            return param("watch", Found::Nothing, "names of columns");
        }
        Ok(())
    }

    /// What is looked for.
    pub fn codes(&self) -> impl Iterator<Item = WarningCode> {
        self.of_timelines.iter().copied().chain(self.watches.iter().map(Watch::code))
    }
}

impl Default for EarlyWarning {
    fn default() -> Self {
        Self::new()
    }
}

impl Fit for EarlyWarning {
    type Model = EarlyWarningModel;

    /// Learns what is usual: how often tests say how much. P-values do not depend on it.
    ///
    /// # Errors
    ///
    /// As [`check`](EarlyWarning::check), and if the table lacks timelines or a column.
    fn fit(&self, table: Table<'_>) -> Result<EarlyWarningModel> {
        self.check()?;
        model::learn(self.clone(), table)
    }
}
