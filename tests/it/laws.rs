//! What every scorer must do, whatever it scores.

use regulars::churn::{
    Churn, Counted, EarlyWarning, Effect, Logistic, Rate, Scorecard, ScorecardModel, Share, Watch,
    WinBack, WinBackModel, WinBackOffer,
};
use regulars::clv::{
    Btyd, BtydModel, Clv, Discount, Family, GammaGamma, Regularity, Select, SpendOf,
};
use regulars::lifecycle::{Activity, Lifecycle, LifecycleRule, Limit, Transition};
use regulars::segment::{KMeans, Missing, Preparation, Segmentation};
use regulars::{
    Bins, Bound, Count, Days, Fit, History, Layout, Needs, Result, Rfm, Row, Score, Segment,
    SegmentMap, SegmentName, SegmentRules, Spend, Table, TimeUnit, Variable, from_fn,
};

/// One line joins an engine: to the laws, and to the law of threads, which needs pools.
macro_rules! engines {
    ($($name:ident $(with [$($feature:expr),*])?: $make:expr;)*) => {
        regulars::laws! { $($name $(with [$($feature),*])?: $make;)* }

        #[cfg(feature = "parallel")]
        mod threads {
            use super::*;

            $(#[test]
            fn $name() {
                super::threads_do_not_matter($make);
            })*
        }
    };
}

/// Who has been silent for longer than most: something to be learned.
fn silent(table: Table<'_>) -> Vec<bool> {
    let days = |row: Row<'_>| row.history().map_or(0, History::days_since_last);
    let mut all: Vec<i64> = table.rows().map(days).collect();
    all.sort_unstable();
    let usual = all[all.len() / 2];
    table.rows().map(|row| usual < days(row)).collect()
}

engines! {
    function: |_| from_fn(|row| row.history().map(History::revenue));
    history: |_| from_fn(|row| row.history());
    day_by_day: |_| Gaps;
    feature: |_| Reads("welcome");
    a_feature_that_was_looked_up with ["welcome"]: |table| {
        let at = table.layout().feature("welcome").unwrap();
        from_fn(move |row| row.feature(at))
    };
    rfm: |table| Rfm::new().fit(table).unwrap();
    rfm_by_edges: |table| {
        let halves = Bins::Edges(vec![90.0]);
        let settings = Rfm::new().recency(halves).monetary(Bins::Quantiles(10)).segments(None);
        settings.fit(table).unwrap()
    };
    rfm_by_ranks: |table| {
        let ranks = Rfm::new().recency(Bins::Ranks(5)).frequency(Bins::Ranks(5));
        ranks.fit(table).unwrap()
    };
    rfm_by_breaks: |table| {
        let settings = Rfm::new().frequency(Bins::KMeans(5)).monetary(Bins::NaturalBreaks(4));
        settings.fit(table).unwrap()
    };
    rfm_nested: |table| {
        let settings = Rfm::new().nested().monetary(Bins::KMeans(4)).recency(Bins::Ranks(5));
        settings.fit(table).unwrap()
    };
    rfm_by_days_and_means: |table| {
        let settings = Rfm::new().count(Count::Repeats).spend(Spend::MeanPerPurchaseDay);
        settings.monetary(Bins::Quantiles(7)).fit(table).unwrap()
    };
    rfm_explained: |table| {
        Rfm::new().spend(Spend::MeanPerOrder).nested().fit(table).unwrap().reasons()
    };
    rfm_own_segments: |table| {
        let vip = SegmentName::new("vip", "VIP", "贵宾");
        let rules = SegmentRules::new([5, 5, 5]).rule(vip, 4.., 4.., 5..);
        let map = rules.otherwise(Segment::Others).build().unwrap();
        Rfm::new().segments(map).fit(table).unwrap()
    };
    rfm_cells: |table| Rfm::new().segments(SegmentMap::CELLS125).fit(table).unwrap();
    p_alive: |table| fitted(Family::BgNbd, table).p_alive();
    p_alive_at: |table| fitted(Family::MbgNbd, table).p_alive_at(Days(90));
    p_silent_for: |table| fitted(Family::ParetoNbd, table).p_silent_for(Days(90));
    orders_within: |table| {
        let rhythm = Family::MbgCnbd(Regularity::Fixed(2));
        fitted(rhythm, table).orders_within(Days(365))
    };
    orders_ahead: |table| {
        let ahead = fitted(Family::BgNbd, table).orders_ahead(Days(365));
        ahead.map(|ahead| ahead.map(|ahead| (ahead.probability(2), ahead.quantile(0.9))))
    };
    next_order: |table| fitted(Family::ParetoNbd, table).next_order();
    of_a_selection: |table| {
        let selection = Select::new(TimeUnit::Day).holdout(Days(60)).fit(table).unwrap();
        selection.best().orders_within(Days(30))
    };
    spend_per_order: |table| GammaGamma::new().fit(table).unwrap().spend_per_order();
    value_within: |table| clv(table).value_within(Days(365), Discount::per_year(0.1).unwrap());
    value: |table| clv(table).value(Discount::per_year(0.1).unwrap());
    value_between: |table| {
        let draws = clv(table).draws(20, 7).unwrap();
        draws.interval(0.8, |clv| clv.value_within(Days(30), Discount::NONE)).unwrap()
    };
    segments: |table| {
        let variables = Variable::RHYTHM.into_iter().chain([Variable::RevenuePerOrder]);
        Segmentation::new(KMeans::new(4)).variables(variables).fit(table).unwrap()
    };
    segments_with_a_column with ["welcome"]: |table| {
        let how = Preparation::standard().winsorise(0.05, 0.95).missing(Missing::Median);
        let variables = [Variable::Orders, Variable::column("welcome")];
        Segmentation::new(KMeans::new(3)).variables(variables).preparation(how).fit(table).unwrap()
    };
    lifecycle: |table| Lifecycle::new().fit(table).unwrap();
    lifecycle_by_own_gaps: |table| Lifecycle::clutch().fit(table).unwrap();
    lifecycle_of_contracts with ["welcome"]: |_| {
        // Numbers of customers stand in for days, which are long past.
        Lifecycle::contract(Days(30), Days(7)).cancelled("welcome").build().unwrap()
    };
    lifecycle_learned: |table| {
        let rate = Limit::ReturnRate { below: 0.1, within: Days(60) };
        let limits = Lifecycle::new().silent_after(Limit::AllGaps(0.5)).churned_after(rate);
        limits.declining_after(Limit::Never).fit(table).unwrap()
    };
    lifecycle_by_a_score: |table| {
        let silent = from_fn(|row| row.history().map_or(0.0, |history| {
            history.days_since_last() as f64 / history.orders() as f64
        }));
        Lifecycle::new().scored(silent).churned_after(Limit::Score(40.0)).fit(table).unwrap()
    };
    how_often_customers_buy: |table| Rate::new().fit(table).unwrap().p_silent_for(Days(90));
    churn: |table| Churn::new(Days(90)).bands(0.5, 0.9).fit(table).unwrap();
    churn_by_a_score: |table| {
        let silence = |_| from_fn(|row: Row<'_>| row.history().map(|history| {
            history.days_since_last() as f64 / (history.days_since_last() as f64 + 30.0)
        }));
        Churn::new(Days(30)).lookback(Days(100)).fit_by(silence, table).unwrap()
    };
    churn_by_a_regression: |table| {
        let settings = Logistic::new()
            .variable(Variable::Trend(Days(90)), Effect::Either)
            .variable(Variable::MedianGap, Effect::Either)
            .variable(Variable::GapVariation, Effect::Either)
            .variable(Variable::ReturnsShare, Effect::Either)
            .variable(Variable::SeasonSine, Effect::Either);
        let model = settings.fit_table(table, &silent(table)).unwrap();
        Churn::new(Days(30)).lookback(Days(100)).fit_with(model, table).unwrap()
    };
    variables: |_| (Variable::Lateness, Variable::SpendWithin(Days(90)), Variable::SeasonCosine);
    regression: |table| Logistic::new().fit_table(table, &silent(table)).unwrap();
    scorecard: |table| Scorecard::new().fit_table(table, &silent(table)).unwrap();
    churn_by_a_scorecard: |table| {
        let card = ScorecardModel::usual(table.currency());
        Churn::new(Days(30)).fit_with(card, table).unwrap()
    };
    early_warnings: |table| EarlyWarning::new().recent(Days(60)).fit(table).unwrap();
    early_warnings_of_columns with ["a", "b", "nps"]: |table| {
        let share = || Share::new("a", "b");
        let counted = |days| Counted::new("a", Days(days));
        let settings = EarlyWarning::new()
            .watch(Watch::NpsDetractor { score: "nps".into() })
            .watch(Watch::SatisfactionDrop { recent: share(), before: share() })
            .watch(Watch::ComplaintRise { recent: counted(30), before: counted(300) });
        settings.fit(table).unwrap()
    };
    win_back: |table| WinBack::new(Days(30)).lapsed_after(Days(20)).fit(table).unwrap();
    win_back_offers: |table| {
        Offering(WinBack::new(Days(30)).lapsed_after(Days(20)).fit(table).unwrap())
    };
    changes_of_state: |_| Changes(Lifecycle::emarsys().build().unwrap());
    activity: |_| Activity::within(Days(30)).unwrap();
    mapped: |_| Gaps.map(|gaps| gaps.len()).map(|gaps| gaps > 2);
    side_by_side: |_| ((Gaps, Reads("welcome")), (&Reads("nps"), from_fn(|row| row.as_of())));
    six_at_once: |_| (Gaps, Gaps, Reads("a"), Reads("b"), Reads("a").map(|a| a.is_some()), Gaps);
}

fn fitted(family: Family, table: regulars::Table<'_>) -> BtydModel {
    Btyd::new(family, TimeUnit::Week).fit(table).unwrap()
}

fn clv(table: regulars::Table<'_>) -> Clv {
    let spend = GammaGamma::new().of(SpendOf::All).fit(table).unwrap();
    Clv::new(fitted(Family::MbgNbd, table), spend)
}

/// Every change, by a rule that goes with it.
struct Changes(LifecycleRule);

impl Score for Changes {
    type Output = Vec<Transition>;

    fn needs(&self) -> Needs {
        self.0.changes().needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Vec<Transition>>> {
        let changes = self.0.changes();
        layout.meets(&changes.needs())?;
        Ok(move |row: Row<'_>| changes.score_one(row).unwrap())
    }
}

/// Offers worth what was spent so far, by a model that goes with them.
struct Offering(WinBackModel);

impl Score for Offering {
    type Output = Option<WinBackOffer>;

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<WinBackOffer>>> {
        layout.meets(&self.needs())?;
        let spent = || from_fn(|row| Some(row.revenue().0 as f64));
        Ok(move |row: Row<'_>| self.0.offers(spent(), 100.0).unwrap().score_one(row).unwrap())
    }
}

/// The days between purchases.
struct Gaps;

impl Score for Gaps {
    type Output = Vec<i64>;

    fn needs(&self) -> Needs {
        Needs::none().timelines()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Vec<i64>>> {
        layout.timelines()?;
        Ok(|row: Row<'_>| {
            let bought = row.timeline().into_iter().flat_map(|timeline| timeline.iter());
            let days: Vec<_> = bought.filter(|t| t.orders > 0).map(|t| t.day).collect();
            days.windows(2).map(|pair| pair[1].since(pair[0])).collect()
        })
    }
}

struct Reads(&'static str);

impl Score for Reads {
    type Output = Option<f64>;

    fn needs(&self) -> Needs {
        Needs::none().feature(self.0)
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<f64>>> {
        let at = layout.feature(self.0)?;
        Ok(move |row: Row<'_>| row.feature(at))
    }
}

/// One thread, two, three and eight give the same answers.
#[cfg(feature = "parallel")]
fn threads_do_not_matter<S: Score<Output: PartialEq>>(
    make: impl Fn(regulars::Table<'_>) -> S + Sync,
) {
    let day = regulars::Day::from_ymd(2024, 12, 31).unwrap();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let said = |key: &u64| (!key.is_multiple_of(5)).then_some(*key as f64);
            let named = ["welcome", "nps", "a", "b"];
            let view = named.iter().fold(regulars::testing::shop().as_of(day), |view, name| {
                view.with_constant(*name, said).unwrap()
            });
            make(view.table()).score(view.table()).unwrap()
        })
    };
    let alone = on(1);
    assert!([2, 3, 8].into_iter().all(|threads| on(threads) == alone));
}

/// Whatever breaks a law is found by it.
mod broken {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[track_caller]
    fn check<S: Score<Output: PartialEq>>(law: &str, make: impl Fn(regulars::Table<'_>) -> S) {
        let keep = || regulars::testing::keeps_all(&[], make);
        let panic = catch_unwind(AssertUnwindSafe(keep)).expect_err("a law is broken");
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        let message = message.unwrap();
        assert!(message.starts_with(law), "{message}");
    }

    #[test]
    fn a_scorer_that_counts_its_calls() {
        let calls = AtomicU32::new(0);
        check("refits are identical", |_| from_fn(|_| calls.fetch_add(1, Ordering::Relaxed)));
    }

    #[test]
    fn a_scorer_that_needs_what_it_does_not_say() {
        struct Sly;

        impl Score for Sly {
            type Output = bool;

            fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = bool>> {
                layout.timelines()?;
                Ok(|row: Row<'_>| row.timeline().is_some())
            }
        }

        check("needs are what binds", |_| Sly);
    }

    #[test]
    fn a_kernel_that_disagrees_with_its_rows() {
        struct Kernel;

        impl Score for Kernel {
            type Output = usize;

            fn bind(&self, _: &Layout) -> Result<impl Bound<Output = usize>> {
                Ok(Self)
            }
        }

        impl Bound for Kernel {
            type Output = usize;

            fn score_row(&self, _: Row<'_>) -> usize {
                0
            }

            fn score_into(&self, table: regulars::Table<'_>, out: &mut Vec<usize>) {
                out.extend(0..table.len());
            }
        }

        check("rows are columns", |_| Kernel);
    }
}
