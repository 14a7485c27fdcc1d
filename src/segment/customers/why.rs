//! Why a customer belongs to a segment.

use std::fmt;

use super::model::SegmentationModel;
use crate::error::Result;
use crate::language::Language;
use crate::money::Currency;
use crate::segment::kmeans::Nearest;
use crate::table::Row;
use crate::table::Variable;

/// Why a customer belongs to a segment and not to the runner-up.
///
/// `Display` prints it in English, and [`text`](Self::text) in Chinese too.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentExplanation {
    /// The segment, the runner-up, and the distances from both.
    pub nearest: Nearest,
    /// How much nearer the segment is than the runner-up, in squared distance: exactly the sum of the
    /// pulls, in their order.
    pub margin: f64,
    /// What each variable adds, those first that add or take most.
    pub pulls: Vec<Pull>,
    /// Whether the customer is an outlier of the segment: see
    /// [`SegmentationModel::is_outlier`].
    pub outlier: bool,
    names: [[String; 2]; 2],
    currency: Currency,
}

/// What one variable adds to a margin.
///
/// # Formula
///
/// With the prepared value `x`, the centre `c` and that of the runner-up `s`,
/// `(x − s)² − (x − c)²`: above 0 where the variable speaks for the segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Pull {
    /// The variable.
    pub variable: Variable,
    /// The customer's value; nothing if it is missing.
    pub value: Option<f64>,
    /// The centre of the segment, in the caller's units.
    pub center: f64,
    /// The centre of the runner-up, in the caller's units.
    pub second_center: f64,
    /// How much it adds.
    pub pull: f64,
}

impl SegmentationModel {
    /// Why a customer belongs to a segment and not to the runner-up; nothing of who belongs to none,
    /// and no pulls where there is one segment.
    ///
    /// # Errors
    ///
    /// As [`bind`](crate::Score::bind).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::segment::{KMeans, Segmentation};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Fit, Ledger};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let model = Segmentation::new(KMeans::new(4)).fit(view.table())?;
    /// let why = model.explain(view.table().row(0))?.expect("a buyer");
    /// assert_eq!(why.margin, why.pulls.iter().map(|pull| pull.pull).sum::<f64>());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, row: Row<'_>) -> Result<Option<SegmentExplanation>> {
        let reads = self.reads(&row.layout())?;
        Ok(self.values(row, &reads).map(|values| self.explained(&values)))
    }

    fn explained(&self, values: &[f64]) -> SegmentExplanation {
        let point = self.point(values);
        let nearest = self.kmeans().place(&point);
        let [own, second] = [nearest.label, nearest.second];
        let centers = self.kmeans().centers();
        let pull = |(at, variable): (usize, &Variable)| {
            let square = |label: u32| {
                let off = point[at] - centers[[label as usize, at]];
                off * off
            };
            let center = |label: u32| self.profiles()[label as usize].center()[at];
            Pull {
                variable: variable.clone(),
                value: (!values[at].is_nan()).then_some(values[at]),
                center: center(own),
                second_center: center(second),
                pull: square(second) - square(own),
            }
        };
        let mut pulls: Vec<Pull> = match own == second {
            true => Vec::new(),
            false => self.variables().iter().enumerate().map(pull).collect(),
        };
        pulls.sort_by(|a, b| b.pull.abs().total_cmp(&a.pull.abs()));
        let name = |label| {
            let of = |language| self.name(label, language).to_owned();
            [of(Language::English), of(Language::Chinese)]
        };
        SegmentExplanation {
            nearest,
            margin: pulls.iter().map(|pull| pull.pull).sum(),
            pulls,
            outlier: self.is_outlier(&nearest),
            names: [name(own), name(second)],
            currency: self.currency(),
        }
    }
}

impl SegmentExplanation {
    /// A line of the segment, and one of each variable that speaks for or against it.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let of = |[english, chinese]: &[String; 2]| match language {
            Language::English => english.clone(),
            Language::Chinese => chinese.clone(),
        };
        let [own, second] = self.names.each_ref().map(of);
        let head = match (language, self.pulls.is_empty()) {
            (Language::English, true) => format!("{own}: there is no other segment"),
            (Language::English, false) => format!("{own}, and not {second}:"),
            (Language::Chinese, true) => format!("{own}：没有其他分群"),
            (Language::Chinese, false) => format!("属于“{own}”而非“{second}”："),
        };
        let lines = self.pulls.iter().map(|pull| self.line(pull, language));
        let outlier = self.outlier.then(|| match language {
            Language::English => "unusually far from the centre of the segment".to_owned(),
            Language::Chinese => "离分群中心异常远".to_owned(),
        });
        std::iter::once(head).chain(lines).chain(outlier).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, pull: &Pull, language: Language) -> String {
        let text = |value| pull.variable.text(value, self.currency);
        let label = pull.variable.label(language);
        let (center, second, by) = (text(pull.center), text(pull.second_center), pull.pull);
        match language {
            Language::English => {
                let value = pull.value.map_or("unknown".to_owned(), text);
                format!("{by:+.2}  {label}: {value}; centres {center} and {second}")
            }
            Language::Chinese => {
                let value = pull.value.map_or("未知".to_owned(), text);
                format!("{by:+.2}  {label}：{value}；中心为{center}和{second}")
            }
        }
    }
}

impl fmt::Display for SegmentExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
