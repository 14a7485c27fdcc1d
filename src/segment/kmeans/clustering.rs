//! What a fit finds.

use super::model::KMeansModel;

/// Rows grouped by k-means: the model, and where the rows it was fitted to belong.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustering {
    pub(super) model: KMeansModel,
    pub(super) labels: Vec<u32>,
    pub(super) sizes: Vec<u64>,
    pub(super) inertia: f64,
    pub(super) iterations: u32,
    pub(super) converged: bool,
}

impl Clustering {
    /// The centres, which say where other rows belong.
    #[must_use]
    pub fn model(&self) -> &KMeansModel {
        &self.model
    }

    /// The model alone.
    #[must_use]
    pub fn into_model(self) -> KMeansModel {
        self.model
    }

    /// The label of each row, from 0: what [`KMeansModel::predict`] says of these rows.
    #[must_use]
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// How many rows have each label, those of weight 0 among them.
    #[must_use]
    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }

    /// The weighted sum of the squared distances of rows to their centres. Infinite where it is
    /// beyond what an `f64` holds, which takes cells beyond 1e150.
    #[must_use]
    #[doc(alias("within_cluster_sum_of_squares", "wcss"))]
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Iterations of the run that was kept.
    #[must_use]
    #[doc(alias("n_iter"))]
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// Whether the run that was kept stopped of itself, not at the most iterations or by its hook.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.converged
    }
}
