//! One step of Lloyd's over data that lie in several places.

use ndarray::{Array2, ArrayView2};

use super::kernel::Centres;
use super::lloyd;
use super::model::{KMeansModel, check_width};
use crate::error::{ErrorKind, Result};

/// What rows add to the next centres: their sums and their weight, centre by centre.
///
/// Parts merge in the order of their rows. The sums of blocks of 8192 rows are kept apart until a
/// [`step`](KMeansModel::step) joins them, so that parts that are cut there give the bits of the
/// whole. (For more than 1024 centres blocks are larger: 8192 rows times the power of two that is
/// at least `k / 1024`.)
#[derive(Clone, Debug, PartialEq)]
pub struct PartialSums {
    centers: usize,
    columns: usize,
    // For each block, for each centre: the sums, and the weight.
    blocks: Vec<Vec<f64>>,
}

impl PartialSums {
    /// These rows, and those of another part after them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] for another number of centres, [`ErrorKind::Width`] for another
    /// width.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        check_centers(other.centers, self.centers)?;
        check_width(other.columns, self.columns)?;
        self.blocks.extend(other.blocks);
        Ok(())
    }

    /// The weight of each centre's rows.
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        let cells = self.joined();
        cells.chunks_exact(self.columns + 1).filter_map(|cells| cells.last().copied()).collect()
    }

    fn joined(&self) -> Vec<f64> {
        let mut cells = vec![0.0; self.centers * (self.columns + 1)];
        self.blocks.iter().for_each(|block| lloyd::add(&mut cells, block));
        cells
    }
}

impl KMeansModel {
    /// What rows add to the next centres, each to the centre that is nearest to it.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict), and [`ErrorKind::Length`] and [`ErrorKind::Cell`] for weights
    /// that are too few or too many, negative or not finite.
    ///
    /// # Examples
    ///
    /// Two machines with a part of the rows each, and one that joins what they send.
    ///
    /// ```
    /// use ndarray::array;
    /// use regulars::segment::KMeansModel;
    ///
    /// let model = KMeansModel::new(array![[0.0], [10.0]])?;
    /// let mut sums = model.partial(array![[1.0], [9.0]].view(), None)?;
    /// sums.merge(model.partial(array![[3.0], [13.0]].view(), None)?)?;
    /// assert_eq!(model.step(&sums)?.centers(), array![[2.0], [11.0]]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn partial(
        &self,
        rows: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
    ) -> Result<PartialSums> {
        let (points, centres) = self.points(rows, weights)?;
        let mut labels = vec![0; points.rows];
        let blocks = lloyd::pass_blocks(&points, &centres, &mut labels, true, true);
        let (centers, columns) = (centres.count, points.columns);
        let unscaled = |cells: Vec<f64>| {
            let cells = cells.into_iter().zip((0..columns).map(Some).chain([None]).cycle());
            let unit = |(x, feature): (f64, Option<usize>)| {
                points.unscaled_weighted(feature.map_or(x, |_| points.unscaled(x)))
            };
            cells.map(unit).collect()
        };
        let blocks = blocks.into_iter().map(|sums| unscaled(sums.cells)).collect();
        Ok(PartialSums { centers, columns, blocks })
    }

    /// The model of the next centres: the mean of each centre's rows. A centre without rows stays
    /// where it is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] and [`ErrorKind::Width`] for sums of other centres,
    /// [`ErrorKind::OutOfReach`] where sums are too large for an `f64`.
    pub fn step(&self, sums: &PartialSums) -> Result<Self> {
        let (count, columns) = self.centers().dim();
        check_centers(sums.centers, count)?;
        check_width(sums.columns, columns)?;
        let before = Centres::new(self.centers().iter().copied().collect(), columns);
        let next = lloyd::means(&sums.joined(), &before);
        if !next.iter().all(|x| x.is_finite()) {
            return Err(ErrorKind::OutOfReach { what: "the means of centres" }.into());
        }
        Self::new(Array2::from_shape_fn((count, columns), |(c, j)| next[c * columns + j]))
    }
}

fn check_centers(found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(ErrorKind::Length { column: "centers".to_owned(), found, expected }.into())
}
