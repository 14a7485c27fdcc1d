//! What every journal must do, whatever the events.

use std::fmt::Debug;

use regulars::{Day, ErrorKind, Event, Found, Journal, Repeats};

use crate::twin::day;

/// An answer; one a day, so that a second one on the same day is a repeat.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Survey {
    day: Day,
    score: u8,
    known: Day,
}

impl Event for Survey {
    type Id<'a> = Day;

    fn day(&self) -> Day {
        self.day
    }

    fn id(&self) -> Option<Day> {
        Some(self.day)
    }

    fn recorded(&self) -> Day {
        self.known
    }
}

/// A visit: small ones fit a word, those with a note have an id and do not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Visit {
    day: Day,
    minutes: u8,
    note: Option<String>,
}

impl Event for Visit {
    type Id<'a> = &'a str;

    fn day(&self) -> Day {
        self.day
    }

    fn id(&self) -> Option<&str> {
        self.note.as_deref()
    }

    fn pack(&self) -> Option<u64> {
        let day = u64::try_from(self.day.number()).ok()?;
        self.note.is_none().then(|| day << 8 | u64::from(self.minutes))
    }

    fn unpack(word: u64) -> Self {
        let number = i32::try_from(word >> 8).unwrap();
        Self { day: day(number), minutes: (word & 255) as u8, note: None }
    }
}

/// SplitMix64: the same numbers for ever.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) % limit
    }

    fn day(&mut self) -> Day {
        day(i32::try_from(self.below(30)).unwrap())
    }

    fn surveys(&mut self) -> Vec<(u64, Survey)> {
        let mut survey = || {
            let (day, score, late) = (self.day(), self.below(3) as u8, self.below(3) as u32);
            (self.below(9), Survey { day, score, known: day + regulars::Days(late) })
        };
        (0..200).map(|_| survey()).collect()
    }

    fn visits(&mut self) -> Vec<(u64, Visit)> {
        let mut visit = || {
            let (day, minutes) = (self.day(), self.below(5) as u8);
            let note = self.below(4).checked_sub(1).map(|note| format!("note {note}"));
            (self.below(9), Visit { day, minutes, note })
        };
        (0..200).map(|_| visit()).collect()
    }
}

fn journal<E: Event>(repeats: Repeats, batches: &[&[(u64, E)]]) -> Journal<u64, E> {
    let mut journal = Journal::new(repeats);
    batches.iter().for_each(|batch| journal.append(batch.iter().cloned()).unwrap());
    journal
}

/// Merging is the union: it commutes, associates, and the order of records does not matter.
fn merge_is_union<E: Event>(repeats: Repeats, records: &[(u64, E)]) {
    let (a, rest) = records.split_at(records.len() / 3);
    let (b, c) = rest.split_at(rest.len() / 2);
    let whole = journal(repeats, &[records]);
    let [a, b, c] = [a, b, c].map(|part| journal(repeats, &[part]));
    assert!(a.merge(&b).unwrap().merge(&c).unwrap() == whole);
    assert!(c.merge(&b.merge(&a).unwrap()).unwrap() == whole);
    let one_by_one: Vec<&[(u64, E)]> = records.chunks(1).rev().collect();
    assert!(journal(repeats, &one_by_one) == whole);
}

/// A forgotten customer leaves what would have been without them.
fn forgetting_is_never_having_met<E: Event>(repeats: Repeats, records: &[(u64, E)]) {
    let others: Vec<_> = records.iter().filter(|(key, _)| *key != 3).cloned().collect();
    assert!(others.len() < records.len());
    let mut forgetful = journal(repeats, &records.chunks(7).collect::<Vec<_>>());
    assert!(forgetful.forget(&3) && !forgetful.forget(&3));
    assert!(forgetful == journal(repeats, &[&others]));
    assert!(forgetful.of(&3, Day::MAX).is_empty());
}

/// What is seen of a customer is what the rules say, in whatever segments it lies.
fn a_day_sees_the_least_of_each_id<E: Event + Debug>(repeats: Repeats, records: &[(u64, E)]) {
    let journal = journal(repeats, &records.chunks(13).collect::<Vec<_>>());
    for at in [-1, 0, 7, 15, 31] {
        let naive = |key: u64| {
            let own = records.iter().filter(|(k, event)| *k == key && event.day() <= day(at));
            let mut own: Vec<E> = own.map(|(_, event)| event.clone()).collect();
            own.sort();
            let first = |i: usize| {
                let mut before = own[..i].iter();
                !before.any(|event| event.id().is_some() && event.id() == own[i].id())
            };
            let seen = (0..own.len()).filter(|&i| repeats == Repeats::Keep || first(i));
            seen.map(|i| own[i].clone()).collect::<Vec<E>>()
        };
        let all: Vec<(u64, Vec<E>)> = journal.customers(day(at)).collect();
        let expected = (0..9).map(|key| (key, naive(key))).filter(|(_, seen)| !seen.is_empty());
        assert_eq!(all, expected.collect::<Vec<_>>());
        (0..10).for_each(|key| assert_eq!(journal.of(&key, day(at)), naive(key)));
    }
}

macro_rules! laws {
    ($($name:ident: $records:expr;)*) => {$(
        #[test]
        fn $name() {
            for seed in 0..10 {
                for repeats in [Repeats::One, Repeats::Keep] {
                    let records = $records(&mut Chance(seed));
                    merge_is_union(repeats, &records);
                    forgetting_is_never_having_met(repeats, &records);
                    a_day_sees_the_least_of_each_id(repeats, &records);
                }
            }
        }
    )*};
}

laws! {
    surveys_keep_the_laws: Chance::surveys;
    visits_keep_the_laws: Chance::visits;
}

#[test]
fn appends_leave_few_segments() {
    let records: Vec<_> = (0..15).flat_map(|seed| Chance(seed).visits()).collect();
    let mut journal = journal(Repeats::Keep, &records.chunks(1).collect::<Vec<_>>());
    assert_eq!(journal.len(), 3_000);
    assert!(journal.segments() <= 12, "{} segments", journal.segments());
    journal.compact();
    assert_eq!(journal.segments(), 1);
}

#[test]
fn a_repeat_is_refused_whichever_came_first_and_nothing_is_added() {
    let survey = |at, known| Survey { day: day(at), score: 5, known: day(known) };
    for (known, new) in [(survey(3, 9), survey(3, 3)), (survey(3, 3), survey(3, 9))] {
        let mut journal = journal(Repeats::Refuse, &[&[(1, known.clone())]]);
        let other = survey(4, 4);
        let err = journal.append([(1, other.clone()), (1, new.clone())]).unwrap_err();
        let ErrorKind::Cell { row, column, found, .. } = err.kind() else { panic!("{err:?}") };
        assert_eq!((*row, column.as_str(), *found), (2, "id", Found::Repeat));
        assert_eq!(journal.of(&1, Day::MAX), std::slice::from_ref(&known));
        let mut theirs = Journal::new(Repeats::Refuse);
        theirs.append([(1, new)]).unwrap();
        assert!(matches!(journal.merge(&theirs).unwrap_err().kind(), ErrorKind::Policy { .. }));
        journal.append([(1, other.clone()), (2, known.clone())]).unwrap();
        assert_eq!(journal.of(&1, Day::MAX), [known, other]);
    }
}

#[test]
fn journals_that_treat_repeats_differently_do_not_merge() {
    let (one, keep) = (Repeats::One, Repeats::Keep);
    let err = Journal::<u8, Survey>::new(one).merge(&Journal::new(keep)).unwrap_err();
    assert_eq!(err.kind(), &ErrorKind::Policy { what: "treatment of repeats" });
}
