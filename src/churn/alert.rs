//! When silence leads to a risk.

use libm::log;

/// Beyond this, nobody waits for an alert.
pub(super) const LIMIT: u32 = 3_650;

/// The search for the days of silence that lead to a risk.
pub(super) struct Search<F> {
    now: f64,
    // How likely silence is at the limit of days, and the scales of both ends.
    far: Option<(f64, [f64; 2])>,
    ahead: F,
}

/// A risk that is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    limit: f64,
    scale: f64,
}

impl Aim {
    pub(super) fn new(limit: f64) -> Self {
        Self { limit, scale: scale(limit) }
    }
}

impl<F: Fn(u32) -> Option<f64>> Search<F> {
    /// Among risks of which that of today is known, for limits up to `most`.
    pub(super) fn new(now: f64, most: Aim, ahead: F) -> Self {
        let far = if now < most.limit { ahead(LIMIT) } else { None };
        Self { now, far: far.map(|far| (far, [now, far].map(scale))), ahead }
    }

    /// The days for each of two.
    pub(super) fn both(&self, aims: [Aim; 2]) -> [Option<u32>; 2] {
        aims.map(|aim| self.first(aim))
    }

    /// The days after which the risk is at the limit, a day before it being so not; nothing if it is so
    /// today, or not within the time that anybody waits.
    ///
    /// Looks next where the limit would be if [`scale`] were straight, as it all but is where customers
    /// buy at a rate of their own; then a day before that, or after, where it often is; and halves what
    /// is left if neither has come closer.
    pub(super) fn first(&self, aim: Aim) -> Option<u32> {
        let within = |&(far, _): &(f64, _)| self.now < aim.limit && aim.limit <= far;
        let (_, [mut low, mut high]) = self.far.filter(within)?;
        let (mut before, mut on) = (0, LIMIT);
        let mut halve = false;
        while 1 < on - before {
            let left = on - before;
            let guess = if halve { f64::NAN } else { (aim.scale - low) / (high - low) };
            let day = before + part(guess, left);
            let found = self.at(day);
            let late = aim.limit <= found;
            if late {
                on = day
            } else {
                before = day
            }
            if on - before <= 1 {
                break;
            }
            let next = if late { day - 1 } else { day + 1 };
            let beside = self.at(next);
            if aim.limit <= beside {
                on = next
            } else {
                before = next
            }
            if late != (aim.limit <= beside) {
                break;
            }
            if late {
                high = scale(beside)
            } else {
                low = scale(beside)
            }
            halve = left / 2 < on - before;
        }
        Some(on)
    }

    /// How likely silence is after some days; as today if it is not known.
    fn at(&self, days: u32) -> f64 {
        (self.ahead)(days).unwrap_or(self.now)
    }
}

/// The first days of silence, up to so many and to the limit, after which a risk is at each of two limits
/// below which it is today, each of them looked at: risks may rise and fall.
pub(super) fn first_days(
    now: f64,
    aims: [Aim; 2],
    most: u32,
    ahead: impl Fn(u32) -> Option<f64>,
) -> [Option<u32>; 2] {
    let mut found = [None; 2];
    for days in 1..=most.min(LIMIT) {
        let risk = ahead(days).unwrap_or(now);
        for (found, aim) in found.iter_mut().zip(aims) {
            if found.is_none() && now < aim.limit && aim.limit <= risk {
                *found = Some(days);
            }
        }
        if aims[1].limit <= risk {
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
    if !share.is_finite() {
        return days / 2;
    }
    // Rounded up, as a limit is passed on the day after it is met.
    ((share * f64::from(days)) as u32).saturating_add(1).clamp(1, days - 1)
}
