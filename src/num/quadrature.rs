//! Integrals of positive functions, as logarithms.

#[cfg(test)]
mod tests;

use libm::{exp, log as ln};

/// Places tried at first, evenly.
const GRID: u8 = 64;

/// Halvings of the bracket around the peak, by the golden section: the bracket shrinks by 1e-9.
const SECTIONS: u8 = 44;

/// The golden section's smaller part.
const SECTION: f64 = 0.381_966_011_250_105_1;

/// An integral is taken as found if its error is estimated below this part of it.
const GOOD: f64 = 1e-13;

/// With an estimate above this it is refused.
const FAIR: f64 = 1e-12;

/// Panels in all, each of 21 evaluations.
const PANELS: usize = 900;

/// The logarithm of `∫ exp(ln_f(x)) dx` from `lo` to `hi`, where `exp(ln_f)` is smooth with one
/// peak, however sharp. `None` if the estimated error is above 1e-12 of the integral.
///
/// `ln_f` may be −∞. The peak is looked for on a grid and then by the golden section, so that a
/// narrow one is found as long as `ln_f` rises towards it.
pub(crate) fn ln_integral(ln_f: impl Fn(f64) -> f64, lo: f64, hi: f64) -> Option<f64> {
    let peak = peak(&ln_f, lo, hi);
    ln_integral_about(ln_f, lo, peak, hi)
}

/// The same as [`ln_integral`], where the place of the peak is known.
///
/// # Formula
///
/// From the peak outwards, panels double in width, beginning with one in which `f` falls by
/// about `e`. Each is integrated by the rule of Gauss and Kronrod with 10 and 21 nodes; the
/// panel whose two sums differ most is halved until the differences are small in all.
///
/// # References
///
/// Piessens, R. et al. (1983), *QUADPACK*.
pub(crate) fn ln_integral_about(
    ln_f: impl Fn(f64) -> f64,
    lo: f64,
    peak: f64,
    hi: f64,
) -> Option<f64> {
    let top = ln_f(peak);
    if !(lo < hi && top.is_finite()) {
        // An empty interval and a function that is nowhere positive have the integral 0.
        return (lo <= hi && (lo >= hi || top < 0.0)).then_some(f64::NEG_INFINITY);
    }
    // In units of the peak. A place above it, if the peak was missed a little, does no harm.
    let f = |x: f64| exp(ln_f(x) - top);
    let mut panels = Vec::with_capacity(64);
    outwards(&f, peak, hi, &mut panels);
    outwards(&f, peak, lo, &mut panels);
    let sum = refined(&f, panels)?;
    (sum > 0.0 && sum.is_finite()).then(|| top + ln(sum))
}

/// The place of the greatest value, nearly.
fn peak(ln_f: impl Fn(f64) -> f64, lo: f64, hi: f64) -> f64 {
    let step = (hi - lo) / f64::from(GRID);
    let place = |i: u8| if i == GRID { hi } else { lo + f64::from(i) * step };
    let (mut best, mut most) = (0, f64::NEG_INFINITY);
    for i in 0..=GRID {
        let value = ln_f(place(i));
        if value > most {
            (best, most) = (i, value);
        }
    }
    let (mut left, mut right) =
        (place(best.saturating_sub(1)), place(best.saturating_add(1).min(GRID)));
    let mut at = place(best);
    for _ in 0..SECTIONS {
        // The longer side of the bracket is cut.
        let up = right - at > at - left;
        let tried = if up { at + SECTION * (right - at) } else { at - SECTION * (at - left) };
        let value = ln_f(tried);
        match (value > most, up) {
            (true, true) => (left, at, most) = (at, tried, value),
            (true, false) => (right, at, most) = (at, tried, value),
            (false, true) => right = tried,
            (false, false) => left = tried,
        }
    }
    at
}

/// A piece of the interval, its integral, and how far the two rules are apart.
#[derive(Clone, Copy)]
struct Panel {
    from: f64,
    to: f64,
    sum: f64,
    error: f64,
}

/// Panels from the peak to `end`, on either side of it, each twice as wide as the one before.
fn outwards(f: &impl Fn(f64) -> f64, peak: f64, end: f64, panels: &mut Vec<Panel>) {
    let (mut width, mut from) = (first_width(f, peak, end), peak);
    loop {
        let last = (end - from).abs() <= 1.5 * width.abs();
        let to = if last { end } else { from + width };
        if from < to || to < from {
            panels.push(panel(f, from.min(to), from.max(to)));
        }
        if last {
            return;
        }
        (from, width) = (to, 2.0 * width);
    }
}

/// How far from the peak `f` has fallen by about `e`, towards `end`; signed.
fn first_width(f: &impl Fn(f64) -> f64, peak: f64, end: f64) -> f64 {
    // Below this a panel is as narrow as the numbers around it.
    const NARROWEST: i32 = 60;
    let fallen = exp(-1.0);
    let mut width = end - peak;
    for _ in 0..NARROWEST {
        if f(peak + width) > fallen {
            break;
        }
        width *= 0.5;
    }
    width
}

/// The sum over `panels`, of which the worst is halved until the whole is good.
fn refined(f: &impl Fn(f64) -> f64, mut panels: Vec<Panel>) -> Option<f64> {
    loop {
        let (sum, error) = panels.iter().fold((0.0, 0.0), |(s, e), p| (s + p.sum, e + p.error));
        if error <= GOOD * sum {
            return Some(sum);
        }
        let worst =
            (0..panels.len()).max_by(|&a, &b| panels[a].error.total_cmp(&panels[b].error))?;
        let Panel { from, to, .. } = panels[worst];
        let middle = from + 0.5 * (to - from);
        if panels.len() >= PANELS || !(from < middle && middle < to) {
            return (error <= FAIR * sum).then_some(sum);
        }
        panels[worst] = panel(f, from, middle);
        panels.push(panel(f, middle, to));
    }
}

/// Gauss and Kronrod's rule: `(node, weight)` of the odd places, where Gauss has none.
const KRONROD: [(f64, f64); 5] = [
    (0.995_657_163_025_808_1, 0.011_694_638_867_371_874),
    (0.930_157_491_355_708_2, 0.054_755_896_574_351_995),
    (0.780_817_726_586_416_9, 0.093_125_454_583_697_6),
    (0.562_757_134_668_604_7, 0.123_491_976_262_065_84),
    (0.294_392_862_701_460_2, 0.142_775_938_577_060_09),
];

/// The weight of the middle.
const MIDDLE: f64 = 0.149_445_554_002_916_9;

/// The nodes of Gauss's rule with 10, with their weights in Kronrod's rule and in Gauss's.
const GAUSS: [(f64, f64, f64); 5] = [
    (0.973_906_528_517_171_7, 0.032_558_162_307_964_725, 0.066_671_344_308_688_14),
    (0.865_063_366_688_984_5, 0.075_039_674_810_919_96, 0.149_451_349_150_580_6),
    (0.679_409_568_299_024_4, 0.109_387_158_802_297_64, 0.219_086_362_515_982_04),
    (0.433_395_394_129_247_2, 0.134_709_217_311_473_34, 0.269_266_719_309_996_35),
    (0.148_874_338_981_631_22, 0.147_739_104_901_338_49, 0.295_524_224_714_752_9),
];

/// The integral over one panel.
fn panel(f: &impl Fn(f64) -> f64, from: f64, to: f64) -> Panel {
    let half = 0.5 * (to - from);
    let middle = from + half;
    let pair = |node: f64| f(middle - half * node) + f(middle + half * node);
    let (mut kronrod, mut gauss) = (MIDDLE * f(middle), 0.0);
    for (node, weight) in KRONROD {
        kronrod += weight * pair(node);
    }
    for (node, weight, alone) in GAUSS {
        let both = pair(node);
        kronrod += weight * both;
        gauss += alone * both;
    }
    Panel { from, to, sum: half * kronrod, error: half * (kronrod - gauss).abs() }
}
