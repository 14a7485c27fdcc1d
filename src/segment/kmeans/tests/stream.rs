use super::*;
use crate::segment::MiniBatch;

/// Each row alone, in the order of arrival: the centres are the means of what they got.
#[test]
fn centres_are_the_means_of_all_they_have_got() {
    let rows = clouds(500, 3, 4, 11);
    let first = KMeansModel::new(rows.select(ndarray::Axis(0), &[0, 1, 2, 3])).unwrap();
    let mut stream = MiniBatch::new(first.clone(), vec![0.0; 4]).unwrap();
    let mut got: Vec<Vec<usize>> = vec![Vec::new(); 4];
    for (at, row) in rows.rows().into_iter().enumerate() {
        got[stream.model().predict_one(&row.to_vec()).unwrap() as usize].push(at);
        stream.update(row.insert_axis(ndarray::Axis(0)), None).unwrap();
    }
    for (label, got) in got.iter().enumerate() {
        assert_eq!(stream.weights()[label..=label], [got.len() as f64]);
        for j in 0..3 {
            let mean = got.iter().map(|&at| rows[[at, j]]).sum::<f64>() / got.len() as f64;
            // Some hundred steps, each rounded.
            assert!((stream.model().centers()[[label, j]] - mean).abs() < 1e-12);
        }
    }
}

#[test]
fn a_decay_of_0_is_a_step_of_lloyds_and_empty_batches_change_nothing() {
    let rows = clouds(200, 2, 3, 5);
    let found = KMeans::new(3).max_iterations(1).fit_matrix(rows.view()).unwrap();
    let mut stream = MiniBatch::of(&found).decay(0.0).unwrap();
    let step = found.model().step(&found.model().partial(rows.view(), None).unwrap()).unwrap();
    stream.update(rows.view(), None).unwrap();
    assert_eq!(stream.model(), &step);

    let mut still = MiniBatch::of(&found);
    still.update(Array2::zeros((0, 2)).view(), None).unwrap();
    assert_eq!((still.model(), still.weights()), (found.model(), MiniBatch::of(&found).weights()));
    // Fewer rows than centres: the others stay.
    still.update(rows.select(ndarray::Axis(0), &[0]).view(), None).unwrap();
    let moved = still.model().centers().to_owned() - found.model().centers();
    assert!(moved.rows().into_iter().filter(|row| row.iter().any(|x| *x != 0.0)).count() <= 1);
}

#[test]
fn weights_are_rows_and_sums_out_of_reach_are_told() {
    let model = KMeansModel::new(array![[0.0], [10.0]]).unwrap();
    let stream = MiniBatch::new(model, vec![1.0, 0.0]).unwrap();
    let (mut once, mut twice) = (stream.clone(), stream.clone());
    once.update(array![[1.0], [8.0]].view(), Some(&[2.0, 2.0])).unwrap();
    twice.update(array![[1.0], [1.0], [8.0], [8.0]].view(), None).unwrap();
    assert_eq!(once, twice);
    assert_eq!(once.model().centers(), array![[2.0 / 3.0], [8.0]]);

    // Sums beyond what a number holds are told, and the centres are as they were.
    let mut far = once.clone();
    let error = far.update(array![[1e308], [1e308]].view(), None).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OutOfReach { .. }));
    assert_eq!(far, once);
    far.update(array![[1e307], [1e307]].view(), None).unwrap();
    assert!(far.model().centers().iter().all(|x| x.is_finite()));
}

#[test]
fn what_is_no_stream_is_refused() {
    let model = KMeansModel::new(array![[0.0], [10.0]]).unwrap();
    let error = MiniBatch::new(model.clone(), vec![1.0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Length { found: 1, expected: 2, .. }));
    for weight in [-1.0, f64::NAN, f64::INFINITY] {
        let error = MiniBatch::new(model.clone(), vec![1.0, weight]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Cell { row: 2, .. }));
    }
    let stream = MiniBatch::new(model, vec![1.0, 1.0]).unwrap();
    for decay in [-0.1, 1.1, f64::NAN] {
        let error = stream.clone().decay(decay).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Param { name: "decay", .. }));
    }
    let mut still = stream.clone();
    assert!(still.update(array![[1.0, 2.0]].view(), None).is_err());
    assert!(still.update(array![[f64::NAN]].view(), None).is_err());
    assert_eq!(still, stream);
}
