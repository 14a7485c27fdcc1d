//! Comparison: what other libraries do about input, RFM and lifetime value.
//!
//! Facts, read from the sources or documentation of the versions named, in November 2026. They were
//! read, not measured; where a newer version differs, the newer version is right. Only what this
//! crate has today is compared.
//!
//! | here as | package | language |
//! |---|---|---|
//! | lifetimes | lifetimes 0.11, archived | Python |
//! | pymc-marketing | pymc-marketing 1.3 | Python |
//! | CLVTools | CLVTools 0.12 | R, C++ |
//! | BTYD | BTYD 2.4 | R |
//! | BTYDplus | BTYDplus | R, C++ |
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
//! | time units | days; models in days, weeks, months or years | pandas frequencies | day, week, month, hour | hour, day, week, year | days | days | days |
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
//! # Purchases to come, and lifetime value
//!
//! | | regulars | lifetimes | pymc-marketing | CLVTools | BTYD | BTYDplus |
//! |---|---|---|---|---|---|---|
//! | BG/NBD | yes | yes | yes | yes | yes | no |
//! | MBG/NBD | yes | yes | yes | no | no | yes |
//! | Pareto/NBD | yes | yes | yes | yes | yes | yes |
//! | BG/CNBD-k, MBG/CNBD-k | yes | no | no | no | no | yes |
//! | Pareto/GGG, Abe's, Gamma–Gompertz/NBD | no | no | no | the last | no | the first two |
//! | BG/BB, discrete opportunities | yes | yes | yes | no | yes | no |
//! | shifted beta–geometric, contracts | yes | no | yes, with covariates | no | no | no |
//! | Gamma–Gamma | yes | yes | yes | yes | yes | no |
//! | covariates | no | no | static | static, varying in time | no | static, in Abe's |
//! | fitted by | likelihood, with exact first and second derivatives, from several starts | likelihood, one start | posterior, or its mode | likelihood, numeric derivatives | likelihood, numeric derivatives | posterior; likelihood for the rhythms |
//! | same histories counted once | yes | if the user does it | no | yes | yes | no |
//! | what a fit that went wrong gives | an error with a report; standing of each parameter | an error that advises a penalty | warnings of the sampler | flags | parameters | parameters |
//! | penalty or priors | penalty | penalty | priors | penalty on covariates | no | priors |
//! | ranking of families | AIC and a holdout | no | with another package | likelihood ratios, AIC and BIC | no | no |
//! | P(alive) at a day to come | all families | no | some | no | no | no |
//! | probability of silence within a horizon | all families | no | BG/NBD | no | no | by simulation |
//! | how likely each number of purchases is, given a history | all families | Pareto/NBD | Pareto/NBD, partly | no | no | by simulation |
//! | expected purchases with a rhythm | exact | – | – | – | – | approximate |
//! | value within a horizon | all families, discounted continuously | month by month | month by month | partly | no | no |
//! | value for ever | all families | no | no | Pareto/NBD | Pareto/NBD | no |
//! | discount is | a year's | a month's | a month's | a time unit's | a time unit's | – |
//! | intervals of forecasts | by draws of the parameters, of spend too | no | posterior | bootstrap | no | posterior |
//! | check of independence of spend | yes | only told of | no | no | no | no |
//! | no finite mean spend | refused, with a reason | a negative number | by priors | not looked up | not looked up | – |
//! | stored models | versioned JSON, checked when read | pickle | netCDF | R objects | R objects | R objects |
//! | data for diagnostics | yes | plots | plots | plots | plots | plots |
//!
//! With a rhythm, BTYDplus takes the expectation of a BG/NBD with another `α`, which is close and
//! not the same. CLVTools' default discount is ln 1.1 per unit of time, so that weekly data are
//! discounted by 10 % a week unless the user says otherwise.
//!
//! # Where they are ahead
//!
//! * **Bayes.** pymc-marketing gives full posteriors, under priors of one's own. Here parameters
//!   are drawn from a normal approximation about their estimate, which is good with many customers
//!   and poor with few.
//! * **Covariates.** CLVTools has static and time-varying ones, pymc-marketing and BTYDplus static
//!   ones. Here there are none.
//! * **More families.** Gamma–Gompertz/NBD is in CLVTools, and Pareto/GGG and Abe's hierarchical
//!   Pareto/NBD are in BTYDplus. CLVTools and BTYDplus let rates of buying and leaving be
//!   correlated.
//! * **Plots of forecasts.** All of them draw what is data here.
//! * **Plots and reports.** rfm (R) draws heat maps, bars and treemaps, and writes reports.
//! * **Time units.** CLVTools, lifetimes and pymc-marketing measure in weeks and more. Here it is
//!   days.
//! * **Notebooks and data frames.** All of them live where analysts work. This crate lives in a
//!   Rust program.
