//! Integrals of smooth positive functions, piece by piece.

/// The pieces that an interval may be cut into.
const MOST_PIECES: usize = 600;

/// The difference of Kronrod's 15 and Gauss's 7 points that is let pass, relative to the
/// whole; the 15 alone are then right to rounding.
const DIFFERENCE: f64 = 1e-10;

/// The integral of `f` between the first and the last of `cuts`; every piece is halved until
/// it is known to rounding, relative to the whole and what is `besides` it. `None` if `f` is
/// NaN anywhere, or not smooth.
pub(super) fn integral(f: impl Fn(f64) -> f64, cuts: &[f64], besides: f64) -> Option<f64> {
    let mut open: Vec<Piece> =
        cuts.array_windows().map(|&[from, to]| Piece::new(&f, from, to)).collect();
    let guess: f64 = open.iter().map(|piece| piece.value).sum();
    let let_pass = DIFFERENCE * (guess + besides);
    let (mut sum, mut pieces) = (0.0, open.len());
    while let Some(piece) = open.pop() {
        // Written so that NaN does not pass.
        if piece.difference <= let_pass {
            sum += piece.value;
            continue;
        }
        pieces += 1;
        if pieces > MOST_PIECES {
            return None;
        }
        let middle = 0.5 * (piece.from + piece.to);
        open.push(Piece::new(&f, piece.from, middle));
        open.push(Piece::new(&f, middle, piece.to));
    }
    // Pieces were judged by the guess, which must not have been far too large.
    (sum + besides > 0.2 * (guess + besides) && sum.is_finite()).then_some(sum)
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    from: f64,
    to: f64,
    value: f64,
    difference: f64,
}

impl Piece {
    fn new(f: impl Fn(f64) -> f64, from: f64, to: f64) -> Self {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        let centre = f(middle);
        let (mut value, mut gauss) = (WEIGHTS[7] * centre, GAUSS[3] * centre);
        for i in 0..7 {
            let pair = f(middle - half * NODES[i]) + f(middle + half * NODES[i]);
            value += WEIGHTS[i] * pair;
            gauss += if i % 2 == 1 { GAUSS[i / 2] * pair } else { 0.0 };
        }
        Self { from, to, value: half * value, difference: half * (value - gauss).abs() }
    }
}

/// Kronrod's points, of which every second is Gauss's; the last, 0, is not listed.
const NODES: [f64; 7] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
];

const WEIGHTS: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_56,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_89,
    0.209_482_141_084_727_82,
];

const GAUSS: [f64; 4] = [
    0.129_484_966_168_869_7,
    0.279_705_391_489_276_64,
    0.381_830_050_505_118_9,
    0.417_959_183_673_469_37,
];
