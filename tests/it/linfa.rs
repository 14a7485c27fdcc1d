//! Beside linfa, and within it.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans as Theirs, KMeansInit};
use ndarray::Array2;
use regulars::segment::{Init, KMeans, adjusted_rand_index};

/// Rows about planted centres, and which of them each is about; the same everywhere.
fn planted(count: usize, columns: usize, k: usize) -> (Array2<f64>, Vec<u32>) {
    let mut state = 7_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    // Twelve apart in one column at the least, where clouds are four wide.
    let middle = |group: usize, j: usize| 12.0 * ((group >> (j % 4)) & 1) as f64;
    let rows = Array2::from_shape_fn((count, columns), |(i, j)| {
        middle(i % k, j) + uniform() + uniform() + uniform() + uniform()
    });
    (rows, (0..count).map(|i| (i % k) as u32).collect())
}

/// Both find what was planted. Relative: linfa's centres are the means to 1e-9, whose square is lost
/// in the sum of as many rows.
#[track_caller]
fn check(columns: usize, k: usize) {
    let (rows, groups) = planted(4_000, columns, k);
    let dataset = DatasetBase::from(rows.clone());
    let first = rows.select(ndarray::Axis(0), &(0..k).collect::<Vec<_>>());
    let ours = KMeans::new(k as u32).tolerance(0.0);
    let drawn = (ours.clone(), Theirs::params(k));
    let given = (
        ours.init(Init::Centers(first.clone())),
        Theirs::params(k).n_runs(1).init_method(KMeansInit::Precomputed(first)),
    );
    for (ours, theirs) in [drawn, given] {
        let (ours, theirs) = (ours.fit_matrix(rows.view()).unwrap(), theirs.fit(&dataset).unwrap());
        let labels: Vec<u32> = theirs.predict(&dataset).iter().map(|&label| label as u32).collect();
        assert!(1.0 <= adjusted_rand_index(ours.labels(), &labels).unwrap());
        assert!(1.0 <= adjusted_rand_index(ours.labels(), &groups).unwrap());
        // Theirs is a mean over rows.
        assert!(ours.inertia() <= theirs.inertia() * rows.nrows() as f64 * (1.0 + 1e-12));
    }
}

#[test]
fn linfas_k_means_finds_the_same_groups() {
    check(2, 4);
    check(3, 5);
    check(8, 12);
}

#[cfg(feature = "linfa")]
mod within {
    use linfa::dataset::{AsTargets, Records};
    use linfa::prelude::SilhouetteScore;
    use linfa::traits::{PredictInplace, Transformer};
    use ndarray::{Array1, array};
    use regulars::segment::{Clustering, Mixture, silhouette};
    use regulars::{Error, ErrorKind};

    use super::*;

    /// Whatever learns and labels.
    fn labelled<S, T>(settings: &S, rows: &Array2<f64>) -> Result<T, Error>
    where
        S: Fit<Array2<f64>, Array1<()>, Error>,
        S::Object: PredictInplace<Array2<f64>, T>,
        T: AsTargets,
    {
        let dataset = DatasetBase::from(rows.clone());
        Ok(settings.fit(&dataset)?.predict(&dataset))
    }

    fn fitted(rows: &Array2<f64>) -> Clustering {
        // Both traits of the name are there, and each means what it does.
        #[expect(unused_imports, reason = "that it is in scope too is what is tested")]
        use regulars::Fit as _;
        KMeans::new(3).fit(&DatasetBase::from(rows.view())).unwrap()
    }

    #[test]
    fn traits_answer_as_methods_do() {
        let (rows, _) = planted(500, 3, 3);
        let plain = KMeans::new(3).fit_matrix(rows.view()).unwrap();
        assert_eq!(fitted(&rows), plain);
        let labels: Array1<usize> = labelled(&KMeans::new(3), &rows).unwrap();
        assert!(labels.iter().zip(plain.labels()).all(|(a, b)| *a == *b as usize));
        assert_eq!(plain.predict(&rows), labels);
        let every: Array1<usize> = Predict::predict(plain.model(), &rows.t().reversed_axes());
        assert_eq!(every, labels);
        let distances: Array2<f64> = plain.transform(&rows);
        assert_eq!(distances, plain.model().transform(rows.view()).unwrap());
        let model: Array2<f64> = Transformer::transform(plain.model(), &rows);
        assert_eq!(model, distances);
    }

    #[test]
    fn a_dataset_is_labelled_and_judged() {
        let (rows, _) = planted(300, 3, 3);
        let found = fitted(&rows);
        let dataset: DatasetBase<Array2<f64>, Array1<usize>> = found.predict(rows.clone());
        assert_eq!(dataset.nsamples(), 300);
        let ours = silhouette(rows.view(), found.labels()).unwrap().mean();
        // Relative, and wide for sums of 300 in another order.
        assert!((dataset.silhouette_score().unwrap() - ours).abs() < 1e-12);
    }

    #[test]
    fn weights_of_a_dataset_count() {
        let (rows, _) = planted(300, 3, 3);
        let weights = Array1::from_shape_fn(300, |i| [0.0, 0.1, 4.0][i % 3]);
        let dataset = DatasetBase::from(rows.view()).with_weights(weights.clone());
        let wide: Vec<f64> = weights.iter().map(|&weight| weight.into()).collect();
        let expected = KMeans::new(2).fit_weighted(rows.view(), &wide).unwrap();
        assert_eq!(KMeans::new(2).fit(&dataset).unwrap(), expected);
        let few = dataset.with_weights(array![1.0_f32]);
        let kind = KMeans::new(2).fit(&few).unwrap_err().kind().clone();
        let column = "weight".to_owned();
        assert_eq!(kind, ErrorKind::Length { column, found: 1, expected: 300 });
    }

    #[test]
    fn what_is_refused_is_an_error_of_this_crate() {
        let refused = labelled::<_, Array1<usize>>(&KMeans::new(0), &array![[1.0]]).unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Param { name: "k", .. }));
        let error = Error::from(linfa::Error::MismatchedShapes(2, 3));
        let why = "The number of samples do not match: 2 - 3";
        assert_eq!(error.kind(), &ErrorKind::Linfa { why: why.to_owned() });
        assert_eq!(error.to_string(), format!("linfa: {why}"));
    }

    #[test]
    #[should_panic(expected = "row 1, column `2`: found a number that is not finite")]
    fn a_trait_without_errors_panics() {
        let (rows, _) = planted(30, 2, 2);
        let _: Array1<usize> = fitted(&rows).predict(&array![[0.0, f64::NAN]]);
    }

    #[test]
    #[should_panic(expected = "a label is asked for each row")]
    fn labels_have_a_place() {
        let (rows, _) = planted(30, 2, 2);
        fitted(&rows).predict_inplace(&rows, &mut Array1::zeros(29));
    }

    #[test]
    fn threads_change_no_bit_of_a_mixture() {
        let (rows, _) = planted(9_000, 4, 5);
        let few = rows.slice_axis(ndarray::Axis(0), (0..800).into());
        let settings = Mixture::new(4).seed(3).tolerance(1e-3);
        let shares = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let model = pool.install(|| settings.fit_matrix(few)).unwrap();
            pool.install(|| model.membership(rows.view())).unwrap().mapv(f64::to_bits)
        };
        assert!([2, 3, 8].map(shares).iter().all(|bits| *bits == shares(1)));
    }
}
