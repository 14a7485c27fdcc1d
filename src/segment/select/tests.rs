//! The parts by hand, against slow twins and against R.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "counts in tests are small, and some answers are exact"
)]

mod whole;

use ndarray::{Array2, ArrayView2, array};

use super::selection::{choice, elbow};
use super::stability::jaccard;
use super::{Evidence, Reason, SelectK, boxes, sample};
use crate::num::rng::Rng;
use crate::segment::KMeans;

/// Clouds of deviation 1 about centres that are at least 10 apart.
fn planted(groups: usize, each: usize, columns: usize, seed: u64) -> (Array2<f64>, Vec<u32>) {
    let mut rng = Rng::new(seed, "planted");
    let centre = |c: usize, j: usize| match j {
        0 => 10 * (c % 3),
        1 => 10 * (c / 3),
        _ => 10 * (c * j % 2),
    };
    let cell = |(i, j)| rng.normal() + centre(i % groups, j) as f64;
    let rows = Array2::from_shape_fn((groups * each, columns), cell);
    (rows, (0..groups * each).map(|i| (i % groups) as u32).collect())
}

/// `W` as Tibshirani et al. print it: for each group, the squared distances of all ordered pairs over
/// twice its size.
fn naive_inertia(rows: ArrayView2<'_, f64>, labels: &[u32]) -> f64 {
    let distance = |i: usize, j: usize| {
        rows.row(i).iter().zip(rows.row(j)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
    };
    let group = |label: u32| {
        let of: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == label).collect();
        let pairs = of.iter().flat_map(|&i| of.iter().map(move |&j| (i, j)));
        pairs.map(|(i, j)| distance(i, j)).sum::<f64>() / (2.0 * of.len().max(1) as f64)
    };
    (0..2).map(group).sum()
}

/// The least `W` of all ways to make one or two groups.
fn naive_least(rows: ArrayView2<'_, f64>, k: u32) -> f64 {
    let ways = if k == 1 { 1 } else { 1_u32 << (rows.nrows() - 1) };
    let labels = |way: u32| (0..rows.nrows()).map(|i| way >> i & 1).collect::<Vec<_>>();
    (0..ways).map(|way| naive_inertia(rows, &labels(way))).fold(f64::INFINITY, f64::min)
}

#[test]
fn the_gap_is_as_printed() {
    let rows =
        array![[0.0, 0.3], [0.4, 0.0], [1.1, 0.7], [2.0, 1.0], [5.0, 0.2], [5.9, 0.6], [7.0, 0.1]];
    let (many, seed) = (6, 3);
    // As many restarts as find the best of few rows; the box along the features is the smaller.
    let kmeans = KMeans::new(9).restarts(40).tolerance(0.0);
    let settings = SelectK::new(2..=2).kmeans(kmeans).references(many).seed(seed);
    let found = settings.fit_matrix(rows.view()).unwrap();
    let sides = [7.0, 1.0];
    let reference = |b: u32| {
        let mut rng = Rng::new(seed, "gap references").stream(b.into());
        Array2::from_shape_fn(rows.dim(), |(_, j)| sides[j] * rng.uniform())
    };
    let references: Vec<Array2<f64>> = (0..many).map(reference).collect();
    let logs = |k| -> Vec<f64> {
        references.iter().map(|rows| naive_least(rows.view(), k).ln()).collect()
    };
    let own = |k| naive_least(rows.view(), k).ln();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / f64::from(many);
    let error = |values: &[f64]| {
        let m = mean(values);
        let squares: Vec<f64> = values.iter().map(|x| (x - m).powi(2)).collect();
        (mean(&squares) * (1.0 + 1.0 / f64::from(many))).sqrt()
    };
    // Relative: sums of pairs and sums about means are some roundings apart.
    let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-10, "{got} {want}");
    for of in found.evidence() {
        close(of.gap, mean(&logs(of.k)) - own(of.k));
        close(of.gap_error, error(&logs(of.k)));
    }
    let falls: Vec<f64> = logs(1).iter().zip(logs(2)).map(|(one, two)| one - two).collect();
    let over = (own(1) - own(2) - mean(&falls)) / error(&falls);
    close(found.evidence()[1].gap_over_one, over);
    assert_eq!(found.evidence()[0].gap_over_one, 0.0);
}

/// R 4.2.2, cluster 2.1.4: `clusGap(cbind(x, y), kmeans, K.max = 4, nstart = 50, B = 2000, d.power
/// = 2)` after `set.seed(1)`, with `i <- 0:89; x <- (i * 37) %% 101 / 101 + 3 * (i %% 3)`. `own` is
/// its `logW`, which halves the inertia.
#[track_caller]
fn check_r(y: impl Fn(f64, usize) -> f64, own: [f64; 4], gaps: [f64; 4], errors: [f64; 4]) {
    let rows = Array2::from_shape_fn((90, 2), |(i, j)| {
        let x = (i * 37 % 101) as f64 / 101.0 + 3.0 * (i % 3) as f64;
        if j == 0 { x } else { y(x, i) }
    });
    let many = 40;
    let kmeans = KMeans::new(2).restarts(12).tolerance(0.0);
    let settings = SelectK::new(2..=4).kmeans(kmeans).references(many).bootstraps(1);
    let found = settings.fit_matrix(rows.view()).unwrap();
    let theirs = own.into_iter().zip(gaps.into_iter().zip(errors));
    for (of, (own, (gap, error))) in found.evidence().iter().zip(theirs) {
        assert!((of.inertia.ln() - std::f64::consts::LN_2 - own).abs() < 1e-9, "{}", of.k);
        // Four standard errors of the means of 40 and 2,000 references.
        let (ours, theirs) = (1.0 / f64::from(many), 1.0 / 2_000.0);
        let off = 4.0 * error * (ours + theirs).sqrt();
        assert!((of.gap - gap).abs() < off, "{}: {} {gap}", of.k, of.gap);
        // Likewise of the standard deviations, `1/√(2B)` of which is their own error.
        let off = 4.0 * error * ((ours + theirs) / 2.0).sqrt();
        assert!((of.gap_error - error).abs() < off, "{}: {} {error}", of.k, of.gap_error);
    }
}

/// `y <- x + (i * 53) %% 97 / 97`.
#[test]
fn gaps_are_those_of_r_in_a_box_along_components() {
    check_r(
        |x, i| x + (i * 53 % 97) as f64 / 97.0,
        [6.30152971535, 4.97479608707, 2.49730470105, 2.24739212907],
        [-0.322333180037, -0.392347022110, 1.266356402699, 0.938703775456],
        [0.0939037907510, 0.0925292025850, 0.0896994976985, 0.0824430763658],
    );
}

/// `y <- 2 * ((i * 61) %% 97 / 97)`, and `spaceH0 = "original"`.
#[test]
fn gaps_are_those_of_r_in_a_box_along_features() {
    check_r(
        |_, i| 2.0 * ((i * 61 % 97) as f64 / 97.0),
        [5.65593687119, 4.44220158946, 2.94272912321, 2.68345274313],
        [-0.400267304863, -0.389104907960, 0.546112413670, 0.490900772018],
        [0.0875617903431, 0.0742007784944, 0.0659192018681, 0.0658361031204],
    );
}

#[test]
fn jaccard_by_hand() {
    // Of {0 1 2 3} the group {0 1 2 4} shares 3 of 5; of {4 5} the best is {5} with 1 of 2.
    let got = jaccard(&[0, 0, 0, 0, 1, 1], 2, &[1, 1, 1, 0, 1, 2], 3);
    assert_eq!(got, [Some(3.0 / 5.0), Some(1.0 / 2.0)]);
    assert_eq!(jaccard(&[2, 2, 0], 3, &[0, 0, 1], 2), [Some(1.0), None, Some(1.0)]);
    assert_eq!(jaccard(&[], 1, &[], 1), [None]);
}

#[test]
fn jaccard_is_that_of_sets() {
    let mut rng = Rng::new(4, "sets");
    let mut labels = |k: f64| -> Vec<u32> { (0..50).map(|_| (rng.uniform() * k) as u32).collect() };
    for _ in 0..20 {
        let (before, now) = (labels(4.0), labels(6.0));
        let index = |a: u32, b: u32| {
            let of = |i: usize| (before[i] == a, now[i] == b);
            let both = (0..50).filter(|&i| of(i) == (true, true)).count();
            let any = (0..50).filter(|&i| of(i) != (false, false)).count();
            both as f64 / any.max(1) as f64
        };
        let want = (0..4).map(|a| Some((0..6).map(|b| index(a, b)).fold(0.0, f64::max)));
        assert!(jaccard(&before, 4, &now, 6).into_iter().eq(want));
    }
}

/// Sides in ascending order.
fn sides(rows: &Array2<f64>) -> Vec<f64> {
    let mut sides = boxes::smaller(rows.view());
    sides.sort_by(f64::total_cmp);
    sides
}

#[test]
fn the_box_is_the_smaller_of_two() {
    // The corners and middles of a rectangle: along the features, 4 by 1.
    let at: [[f64; 2]; 6] =
        [[0.0, 0.0], [4.0, 0.0], [0.0, 1.0], [4.0, 1.0], [2.0, 0.0], [2.0, 1.0]];
    let plain = Array2::from_shape_fn((6, 2), |(i, j)| at[i][j]);
    assert_eq!(sides(&plain), [1.0, 4.0]);
    // Turned by 3-4-5, and far away: along the components it still is.
    let turned = |(i, j): (usize, usize)| match j {
        0 => 0.8 * at[i][0] - 0.6 * at[i][1] + 1e3,
        _ => 0.6 * at[i][0] + 0.8 * at[i][1],
    };
    // Absolute: cells of 1e3 are rounded to 1e-13.
    let close =
        |got: &[f64], want: &[f64]| got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-11);
    assert!(close(&sides(&Array2::from_shape_fn((6, 2), turned)), &[1.0, 4.0]));
    // A line has a length of 3, and no width.
    let line =
        Array2::from_shape_fn((7, 3), |(i, j)| i as f64 * [0.5 / 3.0, 1.0 / 3.0, 1.0 / 3.0][j]);
    assert!(close(&sides(&line), &[0.0, 0.0, 3.0]));
}

#[track_caller]
fn check_axes(matrix: &Array2<f64>) {
    let axes = boxes::eigenvectors(matrix.clone());
    let off = |matrix: Array2<f64>, want: &dyn Fn(usize) -> f64| {
        let cell = |((i, j), x): ((usize, usize), &f64)| x - if i == j { want(i) } else { 0.0 };
        matrix.indexed_iter().map(cell).fold(0.0, |most: f64, x| most.max(x.abs()))
    };
    // Roundings of some hundred rotations, at the size of the largest cells.
    assert!(off(axes.t().dot(&axes), &|_| 1.0) < 1e-12);
    let turned = axes.t().dot(matrix).dot(&axes);
    let diagonal = turned.diag().to_owned();
    assert!(off(turned, &|i| diagonal[i]) <= 1e-12 * matrix.diag().sum());
}

#[test]
fn axes_are_at_right_angles_and_leave_no_covariance() {
    let mut rng = Rng::new(8, "axes");
    for columns in [1, 2, 3, 8, 20] {
        let square = Array2::from_shape_fn((columns + 2, columns), |_| rng.normal());
        check_axes(&square.t().dot(&square));
        let flat = Array2::from_shape_fn((1, columns), |_| rng.normal());
        check_axes(&flat.t().dot(&flat));
        let stretched =
            Array2::from_shape_fn((30, columns), |(_, j)| rng.normal() * libm::exp(j as f64));
        check_axes(&stretched.t().dot(&stretched));
    }
    check_axes(&Array2::eye(4));
    check_axes(&Array2::zeros((3, 3)));
}

#[test]
fn samples_are_of_their_size_and_fair() {
    let mut rng = Rng::new(1, "sample");
    let mut times = [0; 10];
    for _ in 0..1_000 {
        let some = sample::some(10, 3, &mut rng);
        assert!(some.len() == 3 && some.is_sorted_by(|a, b| a < b));
        some.iter().for_each(|&row| times[row] += 1);
    }
    // 300 each; the standard deviation of a binomial of 1,000 and 0.3 is 14.5, four of them.
    assert!(times.iter().all(|n| (242..358).contains(n)), "{times:?}");
    assert_eq!(sample::some(4, 4, &mut rng), [0, 1, 2, 3]);
    let drawn = sample::draws(10, 1_000, &mut rng);
    assert!(drawn.rows.iter().copied().eq(0..10));
    assert_eq!(drawn.times.iter().sum::<f64>(), 1_000.0);
    // 100 each, of deviation 9.5.
    assert!(drawn.times.iter().all(|n| (62.0..138.0).contains(n)), "{:?}", drawn.times);
}

#[test]
fn an_elbow_is_farthest_below_the_chord() {
    // At 2 it is 1 − 1/4 − 4/10 = 0.35 below, at 3 1 − 2/4 − 1/10 = 0.4, at 4 0.15.
    let curve = [(1, 10.0), (2, 4.0), (3, 1.0), (4, 1.0), (5, 0.0)];
    assert_eq!(elbow(&curve), Some(3));
    assert_eq!(elbow(&[(1, 2.0), (3, 1.0), (5, 0.0)]), None);
    assert_eq!(elbow(&[(1, 2.0), (2, 1.9), (3, 0.0)]), None);
    assert_eq!(elbow(&[(1, 1.0), (2, 1.0)]), None);
}

fn of(k: u32, gap_over_one: f64, least: f64, silhouette: f64) -> Evidence {
    Evidence {
        k,
        inertia: 1.0,
        silhouette: (1 < k).then_some(silhouette),
        calinski_harabasz: None,
        davies_bouldin: None,
        gap: 0.0,
        gap_error: 0.1,
        gap_over_one,
        stability: vec![0.9, least],
    }
}

#[test]
fn a_choice_needs_structure_then_stability_then_a_silhouette() {
    let one = || of(1, 0.0, 1.0, 0.0);
    let nothing = [one(), of(2, 3.0, 1.0, 0.9), of(3, -5.0, 1.0, 0.9)];
    assert_eq!(choice(&nothing), (0, Reason::NoStructure));
    let shaky = [one(), of(2, 9.0, 0.74, 0.9), of(3, 2.0, 1.0, 0.9)];
    assert_eq!(choice(&shaky), (0, Reason::Unstable));
    let some = [
        one(),
        of(2, 2.0, 1.0, 0.9),
        of(3, 4.0, 0.5, 0.8),
        of(4, 4.0, 0.75, 0.6),
        of(5, 9.0, 0.9, 0.6),
        of(6, 9.0, 0.9, 0.5),
    ];
    assert_eq!(choice(&some), (3, Reason::Silhouette));
}
