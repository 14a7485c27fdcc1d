//! The laws that every scorer keeps, to hold engines of one's own to them.
//!
//! [`laws!`](crate::laws) makes one test of each scorer. What it tries is here, law by law, as
//! functions that panic and say which law is broken, so that they can be called on data of
//! one's own too. The module comes with the feature `testing`, which belongs among the
//! `dev-dependencies`.
//!
//! # Examples
//!
//! An engine of one's own, held to the laws:
//!
//! ```
//! use regulars::{Bound, Layout, Needs, Result, Row, Score};
//!
//! /// The customers who said that they would recommend the shop and have come again since.
//! struct Promoter;
//!
//! impl Score for Promoter {
//!     type Output = bool;
//!
//!     fn needs(&self) -> Needs {
//!         Needs::none().feature("recommend")
//!     }
//!
//!     fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = bool>> {
//!         let said = layout.feature("recommend")?;
//!         Ok(move |row: Row<'_>| {
//!             let again = row.history().is_some_and(|history| 0 < history.repeats());
//!             again && row.feature(said).is_some_and(|score| 9.0 <= score)
//!         })
//!     }
//! }
//!
//! // In `tests/laws.rs`; a model that reads features names them, so that it can be fitted.
//! regulars::laws! {
//!     promoters: |_| Promoter;
//!     lapsed with ["age"]: |table| {
//!         let at = table.layout().feature("age").unwrap();
//!         regulars::from_fn(move |row| row.feature(at).is_some())
//!     };
//! }
//!
//! // What the first of these tests does:
//! regulars::testing::keeps_all(&[], |_| Promoter);
//! ```

#![expect(clippy::panic, reason = "a broken law is told by a panic, as any test tells it")]
#![expect(clippy::unwrap_used, reason = "as in a test, a failure is the message")]

mod own;
mod shop;

use self::own::Own;
use self::shop::{LAST, dressed, echo};
use crate::day::Days;
use crate::engine::{Bound, Fit, Score};
use crate::error::Result;
use crate::journal::Key;
use crate::ledger::View;
use crate::money::Currency;
use crate::par;
use crate::table::{Feature, Layout, Table};

pub use self::shop::shop;

/// One test for each scorer, of all the laws in [`testing`](crate::testing).
///
/// Each line names a test and says how its scorer is made from a table: by fitting, or out of
/// nothing. The table is that of [`shop`](crate::testing::shop) as of its last day. It has the
/// features that the scorer [`needs`](crate::Score::needs); what the making itself reads must be
/// named, as in `name with ["feature"]: …`.
///
/// # Examples
///
/// ```
/// regulars::laws! {
///     revenue: |_| regulars::from_fn(|row| row.revenue());
///     orders: |_| regulars::from_fn(|row| row.history().map(|history| history.orders()));
/// }
/// ```
#[macro_export]
macro_rules! laws {
    ($($name:ident $(with [$($feature:expr),* $(,)?])?: $make:expr;)*) => {$(
        #[test]
        fn $name() {
            $crate::testing::keeps_all(&[$($($feature),*)?], $make);
        }
    )*};
}

/// The scorer that `make` makes keeps every law, on the [`shop`] with `features` and those that
/// it needs.
///
/// # Panics
///
/// If a law is broken; the message says which.
pub fn keeps_all<S: Score<Output: PartialEq>>(features: &[&str], make: impl Fn(Table<'_>) -> S) {
    let ledger = shop();
    let plain = dressed(ledger, LAST, features);
    let needs = make(plain.table()).needs();
    let features: Vec<&str> = features.iter().copied().chain(needs.features()).collect();
    let now = dressed(ledger, LAST, &features);
    let scorer = make(now.table());
    refits_agree(|table| Ok(make(table)), now.table());
    rows_are_columns(&scorer, now.table());
    rows_alone_agree(&scorer, now.table());
    slices_commute(&scorer, now.table());
    empty_is_fine(&scorer, now.table());
    permutations_commute(&scorer, now.table());
    many_at_once_agree(&scorer, now.table());
    needs_are_what_binds(&scorer, now.table());
    for days in [0, 30, 365] {
        let then = dressed(ledger, LAST - Days(days), &features);
        a_cut_is_the_past(&scorer, &now, &then);
    }
    let then = LAST - Days(200);
    let mut later = ledger.clone();
    later.append(echo(then)).unwrap();
    let (before, after) = (dressed(ledger, then, &features), dressed(&later, then, &features));
    the_past_is_settled(&scorer, &before, &after);
}

/// The scores of a table are the scores of its rows.
///
/// # Panics
///
/// If they are not.
pub fn rows_are_columns<S: Score<Output: PartialEq>>(scorer: &S, table: Table<'_>) {
    let layout = table.layout();
    let bound = bind(scorer, &layout);
    let column = scored(scorer, table);
    same_length(column.len(), table.len(), "rows are columns");
    for (i, answer) in column.iter().enumerate() {
        let same = *answer == bound.score_row(table.row(i));
        assert!(same, "rows are columns: row {i} scores one way alone, another in its column");
    }
}

/// A row that is fetched alone scores as it does among all, borrowed or owned.
///
/// # Panics
///
/// If it does not.
pub fn rows_alone_agree<S: Score<Output: PartialEq>>(scorer: &S, table: Table<'_>) {
    let column = scored(scorer, table);
    for i in (0..table.len()).step_by(step(table)) {
        let row = table.row(i);
        for (row, how) in [(row, "borrowed"), (row.to_buf().row(), "owned")] {
            let same = scorer.score_one(row).is_ok_and(|answer| answer == column[i]);
            assert!(same, "rows alone agree: row {i}, {how}, scores another way than in the table");
        }
    }
}

/// The scores of a slice are the slice of the scores.
///
/// # Panics
///
/// If they are not.
pub fn slices_commute<S: Score<Output: PartialEq>>(scorer: &S, table: Table<'_>) {
    let (all, rows) = (scored(scorer, table), table.len());
    let ends = [(0, 0), (0, 1), (rows / 3, rows / 2), (1, rows), (rows, rows), (0, rows)];
    for (from, to) in ends.map(|(from, to)| (from.min(rows), to.min(rows))) {
        let slice = scored(scorer, table.slice(from..to));
        assert!(slice == all[from..to], "slices commute: not for rows {from}..{to}");
    }
    let (from, to) = (rows / 5, rows / 2);
    let twice = table.slice(from..rows).slice(0..to - from);
    assert!(scored(scorer, twice) == all[from..to], "slices commute: not for a slice of a slice");
}

/// A table without rows has an answer: none.
///
/// # Panics
///
/// If it has not.
pub fn empty_is_fine<S: Score<Output: PartialEq>>(scorer: &S, table: Table<'_>) {
    let nobody = Own::new(table, &[]);
    let features = nobody.features();
    let empty = nobody.table(table, &features, true);
    assert!(scored(scorer, empty).is_empty(), "empty is fine: answers for nobody");
}

/// Shuffled rows give shuffled scores. The shuffled rows are columns of the caller's own, so
/// that this also says that it does not matter where a row is stored.
///
/// # Panics
///
/// If they do not, or if the table has no timelines.
pub fn permutations_commute<S: Score<Output: PartialEq>>(scorer: &S, table: Table<'_>) {
    let order = shuffled(table.len());
    let own = Own::new(table, &order);
    let features = own.features();
    let shuffled = own.table(table, &features, true);
    let (all, back) = (scored(scorer, table), scored(scorer, shuffled));
    same_length(back.len(), all.len(), "permutations commute");
    for (place, (&i, answer)) in order.iter().zip(&back).enumerate() {
        let same = *answer == all[i];
        assert!(same, "permutations commute: row {i} scores another way in place {place}");
    }
}

/// Asked by several tasks at once, a scorer answers as it does when asked by one.
///
/// # Panics
///
/// If it does not.
pub fn many_at_once_agree<S: Score<Output: PartialEq>>(scorer: &S, table: Table<'_>) {
    let alone = scored(scorer, table);
    let answers = par::map(vec![(); 4], |()| scorer.score(table).ok());
    let same = answers.into_iter().all(|answers| answers.as_ref() == Some(&alone));
    assert!(same, "many at once agree: a task got other answers");
}

/// A scorer binds to exactly the tables that have what it [`needs`](Score::needs).
///
/// # Panics
///
/// If it does not, or if it needs what `table` does not have.
pub fn needs_are_what_binds<S: Score>(scorer: &S, table: Table<'_>) {
    let order: Vec<usize> = (0..table.len().min(3)).collect();
    let own = Own::new(table, &order);
    let features = own.features();
    let has_all = own.table(table, &features, true);
    assert!(
        has_all.layout().meets(&scorer.needs()).is_ok(),
        "needs are what binds: the table lacks something that the scorer needs"
    );
    let mut worlds = vec![
        ("with everything", has_all),
        ("without timelines", own.table(table, &features, false)),
        ("without features", own.table(table, &[], true)),
        ("in another currency", own.in_currency(table, other(table.currency()), &features)),
    ];
    let fewer: Vec<Vec<Feature<'_>>> =
        (0..features.len()).map(|i| [&features[..i], &features[i + 1..]].concat()).collect();
    worlds.extend(fewer.iter().map(|f| ("without one feature", own.table(table, f, true))));
    for (world, table) in worlds {
        let (binds, meets) =
            (scorer.bind(&table.layout()).is_ok(), table.layout().meets(&scorer.needs()).is_ok());
        assert!(binds || !meets, "needs are what binds: {world}, a scorer refuses what it needs");
        assert!(meets || !binds, "needs are what binds: {world}, a scorer needs what it does not");
    }
}

/// A row of `now` that is cut at the day of `then` scores as the row of `then` does. Both views
/// must have the same features, all of them constant.
///
/// # Panics
///
/// If it does not, or if `now` has lost a customer of `then`.
pub fn a_cut_is_the_past<K: Key, S: Score<Output: PartialEq>>(
    scorer: &S,
    now: &View<K>,
    then: &View<K>,
) {
    let (day, layout) = (then.as_of(), then.table().layout());
    let bound = bind(scorer, &layout);
    for (i, (key, row)) in then.keys().iter().zip(then.table().rows()).enumerate() {
        let cut = now.row(key).ok().and_then(|row| row.cut_at(day));
        let Some(cut) = cut else { panic!("a cut is the past: row {i} of {day} cannot be cut") };
        assert!(cut == row, "a cut is the past: row {i} of {day} is another when cut");
        let same = bound.score_row(cut) == bound.score_row(row);
        assert!(same, "a cut is the past: row {i} of {day} scores another way when cut");
    }
}

/// Two views of one day, one of them taken from a ledger that knows later purchases too, score
/// the same.
///
/// # Panics
///
/// If they do not, or if the views are not of the same customers and day.
pub fn the_past_is_settled<K: Key, S: Score<Output: PartialEq>>(
    scorer: &S,
    before: &View<K>,
    after: &View<K>,
) {
    let same = before.as_of() == after.as_of() && before.keys() == after.keys();
    assert!(same, "the past is settled: the views differ in their day or customers");
    let (before, after) = (scored(scorer, before.table()), scored(scorer, after.table()));
    assert!(before == after, "the past is settled: later purchases change an earlier score");
}

/// Fitted twice to one table, an engine answers the same.
///
/// # Panics
///
/// If it does not, or if it cannot be fitted.
pub fn refits_are_identical<F: Fit<Model: Score<Output: PartialEq>>>(fit: &F, table: Table<'_>) {
    refits_agree(|table| fit.fit(table), table);
}

fn refits_agree<S: Score<Output: PartialEq>>(
    fit: impl Fn(Table<'_>) -> Result<S>,
    table: Table<'_>,
) {
    let fitted = || match fit(table) {
        Ok(model) => scored(&model, table),
        Err(err) => panic!("refits are identical: the engine cannot be fitted: {err}"),
    };
    assert!(fitted() == fitted(), "refits are identical: two fits answer in two ways");
}

fn other(currency: Currency) -> Currency {
    if currency == Currency::JPY { Currency::EUR } else { Currency::JPY }
}

/// All of `0..rows`, each once, in an order that looks like chance: steps of a length that
/// shares no divisor with the number of rows.
fn shuffled(rows: usize) -> Vec<usize> {
    fn gcd(a: usize, b: usize) -> usize {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    let step = (rows * 5 / 8..).find(|&step| gcd(step, rows) == 1).unwrap_or(1);
    (0..rows).map(|i| (i * step + rows / 3) % rows).collect()
}

/// Rows fetched alone are looked at in steps, so that a few hundred of them are.
fn step(table: Table<'_>) -> usize {
    (table.len() / 300).max(1)
}

fn scored<S: Score>(scorer: &S, table: Table<'_>) -> Vec<S::Output> {
    match scorer.score(table) {
        Ok(scores) => scores,
        Err(err) => panic!("the scorer refuses the table: {err}"),
    }
}

fn bind<'a, S: Score>(
    scorer: &'a S,
    layout: &'a Layout,
) -> impl Bound<Output = S::Output> + use<'a, S> {
    match scorer.bind(layout) {
        Ok(bound) => bound,
        Err(err) => panic!("the scorer refuses the table: {err}"),
    }
}

fn same_length(found: usize, expected: usize, law: &str) {
    assert!(found == expected, "{law}: {found} answers for {expected} rows");
}
