//! Files of numbers.

use std::path::Path;

use csv::ByteRecord;
use ndarray::Array2;
use ndarray_npy::ReadNpyExt;
use regulars::{ErrorKind, Expected, Found, ReadError};

use crate::common::{Result, open};

/// Rows of numbers, and what else the file says of them.
pub(crate) struct Matrix {
    /// Empty for a file without names.
    pub(crate) names: Vec<String>,
    pub(crate) rows: Array2<f64>,
    pub(crate) weights: Option<Vec<f64>>,
    /// What tells rows apart, as it was read.
    pub(crate) ids: Option<Vec<Vec<u8>>>,
}

impl Matrix {
    /// All columns but `id` and weights, unless others are named.
    pub(crate) fn read(
        path: &Path,
        columns: Option<&[String]>,
        weights: Option<&str>,
    ) -> Result<Self> {
        let packed = path.extension().is_some_and(|extension| extension == "npy");
        if !packed {
            return Self::from_csv(path, columns, weights);
        }
        if columns.is_some() || weights.is_some() {
            return Err("a .npy has no names, so --columns and --weights need a CSV".to_owned());
        }
        let rows = Array2::read_npy(open(path)?);
        let rows = rows.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { names: Vec::new(), rows, weights: None, ids: None })
    }

    fn from_csv(path: &Path, columns: Option<&[String]>, weights: Option<&str>) -> Result<Self> {
        let mut file = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(open(path)?);
        let unreadable = |error: csv::Error| match error.into_kind() {
            csv::ErrorKind::Io(error) => format!("{}: {error}", path.display()),
            csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                let line = pos.map_or(0, |pos| pos.line());
                let path = path.display();
                format!("{path}: line {line} has {len} cells, expected {expected_len}")
            }
            _ => format!("{}: it is no CSV", path.display()),
        };
        let header = file.byte_headers().map_err(unreadable)?.clone();
        if header.is_empty() {
            return Err(ErrorKind::Read { row: 0, source: ReadError::NoHeader }.to_string());
        }
        let id = header.iter().position(|name| name.eq_ignore_ascii_case(b"id"));
        let weight = weights.map(|name| place(&header, name)).transpose()?;
        let places: Vec<usize> = match columns {
            Some(names) => names.iter().map(|name| place(&header, name)).collect::<Result<_>>()?,
            None => (0..header.len()).filter(|at| ![id, weight].contains(&Some(*at))).collect(),
        };
        let id = id.filter(|id| !places.contains(id));
        let name = |at: usize| String::from_utf8_lossy(&header[at]).into_owned();

        let (mut cells, mut ids, mut all_weights) = (Vec::new(), Vec::new(), Vec::new());
        let (mut row, mut number) = (ByteRecord::new(), 0);
        while file.read_byte_record(&mut row).map_err(unreadable)? {
            number += 1;
            for &at in &places {
                cells.push(cell(&row, at, number, || name(at))?);
            }
            if let Some(at) = weight {
                all_weights.push(cell(&row, at, number, || name(at))?);
            }
            ids.extend(id.map(|at| row[at].to_vec()));
        }
        let shape = (cells.len().checked_div(places.len()).unwrap_or(0), places.len());
        let rows = Array2::from_shape_vec(shape, cells).map_err(|error| error.to_string())?;
        Ok(Self {
            names: places.into_iter().map(name).collect(),
            rows,
            weights: weight.map(|_| all_weights),
            ids: id.map(|_| ids),
        })
    }
}

/// Where the column of a name stands.
fn place(header: &ByteRecord, name: &str) -> Result<usize> {
    let mut places = (0..header.len()).filter(|&at| &header[at] == name.as_bytes());
    let column = name.to_owned();
    match (places.next(), places.next()) {
        (None, _) => Err(ErrorKind::NoColumn { column }.to_string()),
        (Some(place), None) => Ok(place),
        (Some(_), Some(_)) => Err(ErrorKind::TwoColumns { column }.to_string()),
    }
}

/// A number; what stands in its place is not repeated, as it may be personal.
fn cell(row: &ByteRecord, at: usize, number: u64, name: impl Fn() -> String) -> Result<f64> {
    let text = std::str::from_utf8(&row[at]).ok().map(str::trim);
    let read = text.and_then(|text| text.parse::<f64>().ok());
    read.ok_or_else(|| {
        let found = if text == Some("") { Found::Nothing } else { Found::Text };
        let (column, expected) = (name(), Expected::Words("a number"));
        ErrorKind::Cell { row: number, column, found, expected }.to_string()
    })
}
