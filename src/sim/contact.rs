//! What customers do beside ordering: visits, complaints and answers.

use crate::day::{Day, Days};
use crate::error::Result;
use crate::num::rng::Rng;
use crate::sim::cadence::below;
use crate::sim::decline::DeclineOf;
use crate::sim::domain::POSITIVE;
use crate::sim::season::whole;
use crate::sim::settings::Shop;
use crate::sim::truth::Truth;

/// What a customer did on a day beside ordering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contact {
    /// Looked in.
    Visit,
    /// Complained.
    Complaint,
    /// Said on a scale from 0 to 10 whether they would recommend the shop.
    Answer(u8),
}

/// How often there are contacts, in days' means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Contacts {
    visits: f64,
    complaints: f64,
    answers: f64,
}

/// The shape of customers' own rates.
const SHAPE: f64 = 2.0;

/// The shapes of customers' own chances to be satisfied.
const SATISFIED: (f64, f64) = (4.0, 2.0);

impl Shop {
    /// Contacts beside orders, from joining to leaving: so many visits, complaints and answers a day on
    /// average, at random, at rates of the customer's own, which are Gamma with shape 2. The default is
    /// none.
    ///
    /// Each customer is satisfied with a probability of their own, Beta with 4 and 2, and answers 9 or
    /// 10 then, and else any number from 0 to 8. [`declines`](Self::declines) may change all of it.
    pub fn contacts(mut self, visits: f64, complaints: f64, answers: f64) -> Self {
        self.contacts = Some(Contacts { visits, complaints, answers });
        self
    }

    /// What one customer does beside ordering, kind by kind, each in order of days.
    pub(super) fn contacts_of(
        &self,
        index: u32,
        truth: &Truth,
        mut note: impl FnMut(u32, Contact),
    ) {
        let Some(Contacts { visits, complaints, answers }) = self.contacts else { return };
        let end = truth.left.map_or(self.last, |left| left.min(self.last)) + Days(1);
        let days = [truth.joined, truth.decline.map_or(end, |decline| decline.day), end];
        let offsets = days.map(|day| day.since(self.first).max(0));
        let of = truth.decline.map(|decline| decline.of);
        let mut kind = |purpose,
                        mean: f64,
                        factor: f64,
                        contact: &mut dyn FnMut(bool, &mut Rng) -> Contact| {
            let mut rng = self.rng(purpose, index);
            let rate = mean * rng.gamma(SHAPE) / SHAPE;
            for (late, (from, rate)) in
                [(offsets[0], rate), (offsets[1], rate * factor)].into_iter().enumerate()
            {
                #[expect(clippy::cast_precision_loss, reason = "days of a window")]
                let (mut time, until) = (from as f64, offsets[late + 1] as f64);
                loop {
                    // A rate of 0 waits for infinity.
                    time += rng.exponential() / rate;
                    if until <= time {
                        break;
                    }
                    note(whole(time), contact(late == 1, &mut rng));
                }
            }
        };
        let factor = |own: fn(DeclineOf) -> Option<f64>| of.and_then(own).unwrap_or(1.0);
        let fewer =
            factor(|of| if let DeclineOf::Visits(factor) = of { Some(factor) } else { None });
        kind("sim/visits", visits, fewer, &mut |_, _| Contact::Visit);
        let more =
            factor(|of| if let DeclineOf::Complaints(factor) = of { Some(factor) } else { None });
        kind("sim/complaints", complaints, more, &mut |_, _| Contact::Complaint);
        let worse =
            factor(|of| if let DeclineOf::Satisfaction(factor) = of { Some(factor) } else { None });
        let chance = self.rng("sim/satisfied", index).beta(SATISFIED.0, SATISFIED.1);
        kind("sim/answers", answers, 1.0, &mut |late, rng| {
            let satisfied = rng.bernoulli(if late { chance * worse } else { chance });
            let mark = if satisfied { 9 + below(2, rng) } else { below(9, rng) };
            Contact::Answer(u8::try_from(mark).unwrap_or(u8::MAX))
        });
    }
}

impl Contacts {
    pub(super) fn check(self) -> Result<()> {
        POSITIVE.check("contacts.visits", self.visits)?;
        POSITIVE.check("contacts.complaints", self.complaints)?;
        POSITIVE.check("contacts.answers", self.answers)
    }
}

/// One row of contacts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Noted {
    pub(super) customer: u64,
    pub(super) day: Day,
    pub(super) contact: Contact,
}
