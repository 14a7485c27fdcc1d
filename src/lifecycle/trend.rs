//! Whether the latest gaps are longer than those before.

use super::stage::StageReason;

/// The latest gaps that are held against those before.
const LATEST: usize = 3;
/// The fewest and the most gaps before.
const BEFORE: (usize, usize) = (3, 9);

/// The last gaps of a life, the latest first.
#[derive(Default)]
pub(super) struct Gaps {
    days: [u32; LATEST + BEFORE.1],
    len: usize,
}

impl Gaps {
    pub(super) fn push(&mut self, days: u32) {
        self.days.rotate_right(1);
        self.days[0] = days;
        self.len = self.days.len().min(self.len + 1);
    }

    /// Why gaps count as lengthened, at a level.
    pub(super) fn lengthened(&self, level: f64) -> Option<StageReason> {
        let (latest, before) = self.days[..self.len].split_at_checked(LATEST)?;
        if before.len() < BEFORE.0 {
            return None;
        }
        let sum = |days: &[u32]| days.iter().copied().map(f64::from).sum::<f64>();
        #[expect(clippy::cast_precision_loss, reason = "twelve gaps at most")]
        let mean = |days: &[u32]| sum(days) / days.len() as f64;
        let share = sum(latest) / sum(&self.days[..self.len]);
        let p_value = upper_tail(share, LATEST, before.len());
        let (recent, earlier) = (mean(latest), mean(before));
        (p_value < level).then_some(StageReason::GapsLengthened { recent, earlier, p_value })
    }
}

/// `P(Beta(m, k) ≥ x)`: that of `m + k − 1` throws of a coin that shows heads with chance `x` fewer
/// than `m` do.
fn upper_tail(x: f64, m: usize, k: usize) -> f64 {
    let throws = m + k - 1;
    let power = |base: f64, times: usize| (0..times).fold(1.0, |power, _| power * base);
    let mut ways = 1.0;
    let mut tail = 0.0;
    for heads in 0..m {
        tail += ways * power(x, heads) * power(1.0 - x, throws - heads);
        #[expect(clippy::cast_precision_loss, reason = "eleven throws at most")]
        let next = ((throws - heads) as f64, (heads + 1) as f64);
        ways = ways * next.0 / next.1;
    }
    tail
}
