//! Rules that products document, as settings.

use super::limit::Limit;
use super::settings::Lifecycle;
use crate::day::Days;

impl Lifecycle {
    /// Emarsys' example: whoever bought once within 90 days is a first-time buyer, and more often,
    /// active; defecting after 90 days, inactive after 365.
    ///
    /// Defecting is [silent](super::State::Silent) here and inactive [churned](super::State::Churned); active are all others who
    /// have bought on several days, of whom this crate also says how established they are.
    pub fn emarsys() -> Self {
        let days = Self::new().declining_after(Limit::Never).silent_after(Limit::Days(90));
        days.churned_after(Limit::Days(365)).trend(None)
    }

    /// Omnisend's defaults: recent below 40 days of silence, then needing nurture, at risk after 90
    /// days, about to be lost after 180.
    ///
    /// Needing nurture is [declining](super::State::Declining) here, from the first purchase on; at risk is
    /// [silent](super::State::Silent), and about to be lost [churned](super::State::Churned).
    pub fn omnisend() -> Self {
        let days = Self::new().declining_after(Limit::Days(39)).silent_after(Limit::Days(90));
        days.churned_after(Limit::Days(180)).declining_from(1).trend(None)
    }

    /// Clutch's rule, by each customer's own gaps: active within the gap that covers 80 % of them, at
    /// risk beyond, churned beyond the longest.
    ///
    /// At risk is [declining](super::State::Declining) here. Whoever has no gap yet is measured by those of all
    /// customers, the gaps that cover 80 % and 95 % of them; of these, Clutch says nothing.
    pub fn clutch() -> Self {
        let own = Self::new().declining_after(Limit::OwnGaps(0.8)).silent_after(Limit::Never);
        own.churned_after(Limit::OwnGaps(1.0)).declining_from(1).trend(None)
    }

    /// A contract: each purchase pays for a term, so that the first is the start and all others are
    /// renewals. Silent when a term has ended and not been renewed, churned after so many days of
    /// grace, of the term that the last purchase paid for: date a renewal by the day on which its term
    /// begins, rather than by the day on which it was paid ahead. Mature from the 4th term on, loyal from the 8th. Days of cancellation come in as a
    /// [feature](Self::cancelled).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::lifecycle::{Lifecycle, State};
    /// use regulars::{Currency, Day, Days, Ledger, Money, Purchase};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// for (who, day) in [("ann", "2024-05-20"), ("bob", "2024-05-20"), ("cleo", "2024-04-01")] {
    ///     ledger.append([(who, Purchase::new(day.parse()?, Money(900)))])?;
    /// }
    /// let told: Day = "2024-05-28".parse()?;
    /// let view = ledger.as_of("2024-06-01".parse()?);
    /// let view = view.with_constant("cancelled", |who| (*who == "bob").then(|| told.number().into()))?;
    ///
    /// let rule = Lifecycle::contract(Days(30), Days(7)).cancelled("cancelled").build()?;
    /// let states: Vec<_> = view.join(&rule)?.map(|(who, stage)| (*who, stage.state)).collect();
    /// assert_eq!(states, [
    ///     ("ann", State::New),
    ///     ("bob", State::Declining),
    ///     ("cleo", State::Churned),
    /// ]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn contract(term: Days, grace: Days) -> Self {
        let silent = Self::new().declining_after(Limit::Never).silent_after(Limit::Days(term.0));
        let churned = silent.churned_after(Limit::Days(term.0.saturating_add(grace.0)));
        churned.mature_from(4, Days(0)).loyal_from(8, Days(0)).trend(None)
    }
}
