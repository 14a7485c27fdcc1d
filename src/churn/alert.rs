//! When silence leads to a risk.

use libm::log;

/// Beyond this, nobody waits for an alert.
const LIMIT: u32 = 3_650;

/// The search for the days of silence that lead to a risk.
pub(super) struct Search<F> {
    now: f64,
    far: Option<f64>,
    ahead: F,
}

impl<F: Fn(u32) -> Option<f64>> Search<F> {
    /// Among risks of which that of today is known, for limits up to `most`.
    pub(super) fn new(now: f64, most: f64, ahead: F) -> Self {
        let far = if now < most { ahead(LIMIT) } else { None };
        Self { now, far, ahead }
    }

    /// The days after which the risk is at the limit, a day before it being so not; nothing if it is so
    /// today, or not within the time that anybody waits.
    ///
    /// Looks next where the limit would be if [`scale`] were straight, as it all but is where customers
    /// buy at a rate of their own; and halves what is left if that has not come closer.
    pub(super) fn first(&self, limit: f64) -> Option<u32> {
        let far = self.far.filter(|&far| self.now < limit && limit <= far)?;
        let ((mut before, mut low), (mut on, mut high)) =
            ((0, scale(self.now)), (LIMIT, scale(far)));
        let aim = scale(limit);
        let mut halve = false;
        while 1 < on - before {
            let left = on - before;
            let guess = if halve { f64::NAN } else { (aim - low) / (high - low) };
            let step = part(guess, left);
            let found = (self.ahead)(before + step).unwrap_or(self.now);
            if limit <= found {
                (on, high) = (before + step, scale(found));
            } else {
                (before, low) = (before + step, scale(found));
            }
            halve = left / 2 < on - before;
        }
        Some(on)
    }
}

/// The first days of silence, up to so many, after which a risk is at each of two limits below which it is
/// today, each of them looked at: risks may rise and fall.
pub(super) fn first_days(
    now: f64,
    limits: [f64; 2],
    most: u32,
    ahead: impl Fn(u32) -> Option<f64>,
) -> [Option<u32>; 2] {
    let mut found = [None; 2];
    for days in 1..=most {
        let risk = ahead(days).unwrap_or(now);
        for (found, limit) in found.iter_mut().zip(limits) {
            if found.is_none() && now < limit && limit <= risk {
                *found = Some(days);
            }
        }
        if limits[1] <= risk {
            break;
        }
    }
    found
}

/// With a rate of `k/u` a day, `p ≈ exp(−k·h/u)`: this is straight in `u`, the days since the first
/// purchase.
fn scale(p: f64) -> f64 {
    -1.0 / log(p)
}

/// A share of some days, neither none of them nor all; the half if it is not known.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the days"
)]
fn part(share: f64, days: u32) -> u32 {
    let step = (share * f64::from(days)).ceil();
    if step.is_finite() { (step as u32).clamp(1, days - 1) } else { days / 2 }
}
