//! K-means behind linfa's traits.
//!
//! There is no `ParamGuard`: it lends checked settings out of unchecked ones, which would have to be
//! kept in them; a fit checks first thing anyway.

use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace, Transformer};
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};

use super::{Clustering, KMeans, KMeansModel};
use crate::error::{Error, ErrorKind, Result};

/// What linfa refuses, among the reasons that this crate has.
impl From<linfa::Error> for Error {
    fn from(error: linfa::Error) -> Self {
        ErrorKind::Linfa { why: error.to_string() }.into()
    }
}

/// [`KMeans::fit_matrix`], or [`KMeans::fit_weighted`] with the weights of the dataset if it has any.
///
/// What is found has linfa's `predict` and `transform`. [`KMeansModel`] has them as well, beside
/// methods of the same names that return errors, so that there they are called by their trait.
///
/// # Examples
///
/// ```
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::{Array1, array};
/// use regulars::segment::KMeans;
///
/// let dataset = DatasetBase::from(array![[1.0, 9.0], [2.0, 9.0], [9.0, 1.0], [9.0, 0.0]]);
/// let found = KMeans::new(2).fit(&dataset)?;
/// let labels: Array1<usize> = found.predict(&dataset);
/// assert!(labels[0] == labels[1] && labels[1] != labels[2] && labels[2] == labels[3]);
/// # Ok::<(), regulars::Error>(())
/// ```
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for KMeans {
    type Object = Clustering;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Clustering> {
        let rows = dataset.records().view();
        let Some(weights) = dataset.weights() else { return self.fit_matrix(rows) };
        let weights: Vec<f64> = weights.iter().map(|&weight| weight.into()).collect();
        self.fit_weighted(rows, &weights)
    }
}

/// [`KMeansModel::predict`], with labels as linfa has them.
///
/// # Panics
///
/// For what [`KMeansModel::predict`] refuses, as the trait knows no errors, and for a number of
/// targets that is not that of rows.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for KMeansModel {
    fn predict_inplace(&self, rows: &ArrayBase<D, Ix2>, labels: &mut Array1<usize>) {
        assert_eq!(rows.nrows(), labels.len(), "a label is asked for each row");
        let found = granted(self.predict(rows.view()));
        labels.iter_mut().zip(found).for_each(|(label, found)| *label = found as usize);
    }

    fn default_target(&self, rows: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(rows.nrows())
    }
}

/// [`KMeansModel::transform`]: the distances of rows from centres.
///
/// # Panics
///
/// For what [`KMeansModel::transform`] refuses, as the trait knows no errors.
impl<D: Data<Elem = f64>> Transformer<&ArrayBase<D, Ix2>, Array2<f64>> for KMeansModel {
    fn transform(&self, rows: &ArrayBase<D, Ix2>) -> Array2<f64> {
        granted(self.transform(rows.view()))
    }
}

/// As the [model](Clustering::model).
///
/// # Panics
///
/// As the model.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for Clustering {
    fn predict_inplace(&self, rows: &ArrayBase<D, Ix2>, labels: &mut Array1<usize>) {
        self.model().predict_inplace(rows, labels);
    }

    fn default_target(&self, rows: &ArrayBase<D, Ix2>) -> Array1<usize> {
        self.model().default_target(rows)
    }
}

/// As the [model](Clustering::model).
///
/// # Panics
///
/// As the model.
impl<D: Data<Elem = f64>> Transformer<&ArrayBase<D, Ix2>, Array2<f64>> for Clustering {
    fn transform(&self, rows: &ArrayBase<D, Ix2>) -> Array2<f64> {
        Transformer::transform(self.model(), rows)
    }
}

#[expect(clippy::panic, reason = "linfa's traits of models have no errors")]
fn granted<T>(answer: Result<T>) -> T {
    answer.unwrap_or_else(|error| panic!("{error}"))
}
