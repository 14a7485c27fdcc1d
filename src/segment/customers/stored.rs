//! Segmentations as they are stored, checked on their way back.

use ndarray::Array2;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::drift::Baseline;
use super::model::{Parts, SegmentationModel};
use super::profile::{self, Profile};
use crate::day::Day;
use crate::engine::envelope;
use crate::money::Currency;
use crate::segment::prepare::{Prepared, PreparedFeature};
use crate::table::Variable;

const ENGINE: &str = "segmentation";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "SegmentationModel")]
struct Raw {
    format: u32,
    engine: String,
    as_of: Day,
    currency: Currency,
    variables: Vec<RawVariable>,
    centers: Vec<Vec<f64>>,
    profiles: Vec<Profile>,
    left_out: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVariable {
    variable: Variable,
    prepared: PreparedFeature,
    baseline: Baseline,
}

impl Serialize for SegmentationModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Parts { as_of, currency, variables, prepared, kmeans, profiles, .. } = self.parts();
        let each = variables.iter().zip(prepared.features()).zip(self.baselines());
        let raw = |((variable, &prepared), baseline): ((&Variable, _), &Baseline)| RawVariable {
            variable: variable.clone(),
            prepared,
            baseline: baseline.clone(),
        };
        Raw {
            format: envelope::FORMAT,
            engine: ENGINE.to_owned(),
            as_of: *as_of,
            currency: *currency,
            variables: each.map(raw).collect(),
            centers: kmeans.centers().rows().into_iter().map(|row| row.to_vec()).collect(),
            profiles: profiles.clone(),
            left_out: self.left_out(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SegmentationModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        envelope::open(&raw.engine, raw.format, ENGINE).map_err(D::Error::custom)?;
        check(&raw).map_err(D::Error::custom)?;
        let (k, width) = (raw.centers.len(), raw.variables.len());
        let centers = Array2::from_shape_fn((k, width), |(row, of)| raw.centers[row][of]);
        let kmeans = crate::segment::KMeansModel::new(centers).map_err(D::Error::custom)?;
        let each = raw.variables.into_iter();
        let (mut variables, mut features, mut baselines) = (Vec::new(), Vec::new(), Vec::new());
        for RawVariable { variable, prepared, baseline } in each {
            variables.push(variable);
            features.push(prepared);
            baselines.push(baseline);
        }
        let parts = Parts {
            as_of: raw.as_of,
            currency: raw.currency,
            variables,
            prepared: Prepared::new(features),
            kmeans,
            profiles: raw.profiles,
            baselines,
            left_out: raw.left_out,
        };
        agree(&parts).map_err(D::Error::custom)?;
        Ok(Self::new(parts))
    }
}

/// Whether what could be told from the rest is what the rest tells.
fn agree(parts: &Parts) -> Result<(), &'static str> {
    let customers: u64 = parts.profiles.iter().map(Profile::customers).sum();
    // JSON as its users read it may lose the last bit of a float, and a restored centre a few more.
    let near = |found: f64, expected: f64| {
        found.to_bits() == expected.to_bits()
            || (found - expected).abs() <= 1e-9 * expected.abs().max(f64::MIN_POSITIVE)
    };
    let revenue: i128 = parts.profiles.iter().map(|of| i128::from(of.revenue().0)).sum();
    let wrong = "expected shares, centres and counts that agree with each other";
    let revenue = i64::try_from(revenue).map_err(|_| wrong)?;
    let twice = |at: usize| parts.variables[..at].contains(&parts.variables[at]);
    let constant = parts.prepared.constant();
    let counted = parts.baselines.iter().all(|of| of.customers() == customers);
    let alike = parts.profiles.iter().zip(parts.kmeans.centers().rows()).all(|(of, center)| {
        let restored = parts.prepared.restore(&center.to_vec()).unwrap_or_default();
        let (share, of_revenue) = profile::shares(of.customers, of.revenue, customers, revenue);
        let same_revenue = match (of.share_of_revenue, of_revenue) {
            (Some(found), Some(expected)) => near(found, expected),
            (found, expected) => found == expected,
        };
        of.center.len() == restored.len()
            && of.center.iter().zip(restored).all(|(&found, expected)| near(found, expected))
            && near(of.share, share)
            && same_revenue
            && 0.0 <= of.fence
            && constant.iter().all(|&at| of.differences[at] == 0.0 && center[at] == 0.0)
    });
    match counted && alike && !(0..parts.variables.len()).any(twice) {
        true => Ok(()),
        false => Err(wrong),
    }
}

/// Whether everything is there as often as it should, in numbers that can be reckoned with.
fn check(raw: &Raw) -> Result<(), &'static str> {
    let (k, width) = (raw.centers.len(), raw.variables.len());
    if k == 0 || width == 0 || raw.profiles.len() != k {
        return Err("expected a variable or more, a centre or more, and a profile for each centre");
    }
    let cells = raw.centers.iter().flatten();
    if !raw.centers.iter().all(|row| row.len() == width) || !cells.into_iter().all(is_cell) {
        return Err("expected centres with a number for each variable, from -1e150 to 1e150");
    }
    if !raw.variables.iter().all(|of| of.prepared.is_sound() && of.baseline.is_sound()) {
        return Err("expected a sound preparation and a sound baseline of each variable");
    }
    let wide = |of: &Profile| {
        [of.center.len(), of.quartiles.len(), of.differences.len()] == [width; 3]
            && of.center.iter().all(is_cell)
            && of.differences.iter().chain([&of.share, &of.fence]).all(|x| x.is_finite())
            && of.share_of_revenue.is_none_or(f64::is_finite)
            && of.quartiles.iter().flatten().flatten().all(is_cell)
    };
    // As many customers as a table can have, so that their sums fit.
    let baselines = raw.variables.iter().map(|of| &of.baseline).flat_map(|of| &of.customers);
    let counts = raw.profiles.iter().map(|of| &of.customers).chain(baselines);
    let sum = counts.chain([&raw.left_out]).try_fold(0_u64, |sum, &count| sum.checked_add(count));
    if sum.is_none_or(|sum| i64::try_from(sum).is_err()) {
        return Err("expected fewer customers");
    }
    if !raw.profiles.iter().all(wide) {
        return Err("expected profiles with a finite number for each variable");
    }
    Ok(())
}

fn is_cell(x: &f64) -> bool {
    crate::segment::prepare::is_cell(*x, true)
}
