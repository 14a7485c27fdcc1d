//! Comparison: what other libraries do about input and RFM.
//!
//! Facts, read from the sources or documentation of the versions named, in November 2026. They
//! were read, not measured; where a newer version differs, the newer version is right. Only input
//! building and RFM are compared, because that is what this crate has today.
//!
//! | here as | package | language |
//! |---|---|---|
//! | lifetimes | lifetimes 0.11, archived | Python |
//! | pymc-marketing | pymc-marketing 1.3 | Python |
//! | CLVTools | CLVTools 0.12 | R, C++ |
//! | rfm (R) | rfm 0.3 | R |
//! | rfm (PyPI) | rfm 1.0 | Python |
//! | clusteraudiencekit | clusteraudiencekit 7.5 | Rust core, Python package |
//!
//! # From orders to customers
//!
//! | | regulars | lifetimes | pymc-marketing | CLVTools | rfm (R) | rfm (PyPI) | clusteraudiencekit |
//! |---|---|---|---|---|---|---|---|
//! | first and last purchase, age, repeats | yes | yes | yes | yes | no | no | no |
//! | days since last, orders, revenue | yes | no | with `include_first_transaction` | no | yes | yes | yes |
//! | day of observation is given | always | optional | optional | optional | required | no: the latest date | no: the clock |
//! | data after that day | not in the view | cut off | cut off | not looked up | negative recency | – | – |
//! | time units | days | pandas frequencies | day, week, month, hour | hour, day, week, year | days | days | days |
//! | calibration and holdout | yes | yes | yes | yes | no | no | no |
//! | policy for returns | net, match, ignore, refuse | no | no | no | no | no | no |
//! | matching a return to its order | yes | no | no | no | no | no | no |
//! | account of dropped rows | every row | no | no | partly, as errors | no | no | no: bad dates are skipped |
//! | amounts as integers or decimals | yes | no | no | no | no | no | no |
//! | input that is aggregated already | yes | yes | yes | no | yes | partly | partly |
//! | merging, appending | yes | no | no | no | no | no | partly |
//! | Arrow or data frames | no | pandas | pandas, xarray | data.table | tibble | pandas | placeholders |
//!
//! # RFM
//!
//! | | regulars | pymc-marketing | rfm (R) | rfm (PyPI) | clusteraudiencekit |
//! |---|---|---|---|---|---|
//! | bins | 2 to 10, as many in each dimension or not; quantiles of type 7, ranks, natural breaks, k-means, or given edges; apart or nested | quartiles | quantiles of type 7 plus one, or given thresholds; 5 by default | quintiles of ranks | quintiles, deciles, percentiles by sorted place |
//! | equal values | share a bin | bins fall away, with a warning | share a bin | split by row order | split by the order of a hash map |
//! | an edge belongs to | the bin below | the bin below | the thresholds are `lower ≤ v < upper` | – | – |
//! | edges can be stored and applied to other customers | yes | no | thresholds are returned; there is no function to apply them | no | no |
//! | segment maps | six published ones, those of pymc-marketing and rfm (R) among them, and rules of the user's | 5 names on quartiles | ranges of the user's | 10 names | 8 names, and 13 in another module |
//! | cells without a name | none, or `others` as in the source | 18 of 64 | 10 of 125 with the documented ranges | none | not looked up |
//! | gaps and overlaps of a map are told | yes | no | no | no | no |
//! | segment names of one's own | yes, in two languages | yes | yes | no | not looked up |
//! | why a score, and what would change it | yes | no | no | no | no |
//! | who moved between two days, by one model | yes | no | no | no | no |
//! | plots | no | no | yes | partly | no |
//!
//! lifetimes and CLVTools have no RFM scores.
//!
//! The maps here are published ones: the map of R and F that most tutorials use, complete and
//! disjoint on 25 cells; Squeezely's list of 125 cells, Shopify's groups and Klaviyo's 27 cells,
//! also complete and disjoint; and those of pymc-marketing and rfm (R) 0.3, which leave 18 of 64 and
//! 10 of 125 cells to `others`. The eleven ranges of the vignette of rfm (R) 0.2 are not offered:
//! applied in order, they leave 36 of 125 cells unnamed and never reach four of their names, which
//! the example of [`SegmentRules`](crate::SegmentRules) shows.
//!
//! # Where they are ahead
//!
//! * **Forecasts.** lifetimes, pymc-marketing and CLVTools fit models of purchases and lifetime
//!   value. This crate has none yet.
//! * **Uncertainty.** pymc-marketing gives full posteriors.
//! * **Covariates.** CLVTools has time-varying ones; pymc-marketing has static ones.
//! * **Clustering.** clusteraudiencekit has k-means.
//! * **Plots and reports.** rfm (R) draws heat maps, bars and treemaps, and writes reports.
//! * **Time units.** CLVTools, lifetimes and pymc-marketing measure in weeks and more. Here it is
//!   days.
//! * **Notebooks and data frames.** All of them live where analysts work. This crate lives in a
//!   Rust program.
