use proptest::prelude::*;

use super::*;
use crate::day::Day;
use crate::error::{ErrorKind, Found};

#[track_caller]
fn email(text: &str, want: Option<&str>) {
    let got = text.parse::<Email>();
    assert_eq!(got.as_ref().ok().map(Email::expose), want, "{text:?}");
}

#[track_caller]
fn phone(text: &str, want: Option<&str>) {
    let got = text.parse::<Phone>();
    assert_eq!(got.as_ref().ok().map(Phone::expose), want, "{text:?}");
}

#[track_caller]
fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[track_caller]
fn age(born: &str, on: &str, want: Option<u32>) {
    assert_eq!(Birthday::new(day(born)).unwrap().age_on(day(on)), want, "{born}, {on}");
}

/// Checks that each printed form is exactly the mask.
#[track_caller]
fn is_masked(value: &(impl fmt::Debug + fmt::Display)) {
    for print in [format!("{value}"), format!("{value:?}"), format!("{value:#?}")] {
        assert_eq!(print, Personal::MASK);
    }
    assert_eq!(format!("{value:4.2}"), Personal::MASK, "width and precision");
}

#[test]
fn a_domain_is_lower_case_and_a_local_part_untouched() {
    email("Ada.L+news@Example.ORG", Some("Ada.L+news@example.org"));
    email("ADA@sub.Example.co.uk", Some("ADA@sub.example.co.uk"));
    email("用户@例子.公司", Some("用户@例子.公司"));
    email("x@XN--MNCHEN-3YA.de", Some("x@xn--mnchen-3ya.de"));
    email("x@MÜNCHEN.de", Some("x@münchen.de"));
    email("a..b.@example.org", Some("a..b.@example.org"));
    email("o'hara!#$%&*/=?^_`{|}~@example.org", Some("o'hara!#$%&*/=?^_`{|}~@example.org"));
}

#[test]
fn a_quoted_local_part_may_hold_an_at_sign() {
    email(r#""a@b"@example.org"#, Some(r#""a@b"@example.org"#));
    email(r#""a"b"@example.org"#, None);
    email(r#"""@example.org"#, None);
    email(r#"a"b@example.org"#, None);
}

#[test]
fn an_address_without_one_usable_at_sign_is_refused() {
    for text in ["", "@", "ada", "ada@", "@example.org", "a@b@example.org", "ada＠example.org"] {
        email(text, None);
    }
}

#[test]
fn a_domain_that_cannot_be_mailed_is_refused() {
    for domain in ["localhost", "[127.0.0.1]", "127.0.0.1", "example.org.", ".org", "a..org"] {
        email(&format!("ada@{domain}"), None);
    }
    for domain in ["-a.org", "a-.org", "a_b.org", "a,b.org", "a b.org", "a\u{200B}b.org"] {
        email(&format!("ada@{domain}"), None);
    }
}

#[test]
fn an_address_with_unseen_characters_is_refused() {
    for c in [' ', '\t', '\n', '\0', '\u{A0}', '\u{7F}', '\u{202E}', '\u{FEFF}', '\u{3000}'] {
        email(&format!("ada{c}@example.org"), None);
        email(&format!("\"a{c}b\"@example.org"), None);
    }
    email(" ada@example.org", None);
    email("mailto:ada@example.org", None);
}

#[test]
fn the_limits_of_an_address_are_64_63_and_254_bytes() {
    let local = |n| format!("{}@example.org", "a".repeat(n));
    email(&local(64), Some(&local(64)));
    email(&local(65), None);
    let part = |n| format!("a@{}.org", "b".repeat(n));
    email(&part(63), Some(&part(63)));
    email(&part(64), None);
    let whole = |n| format!("{}@{}{}", "a".repeat(64), "b.".repeat(93), "c".repeat(n));
    email(&whole(3), Some(&whole(3)));
    email(&whole(4), None);
}

#[test]
fn separators_and_prefixes_of_a_number_go() {
    for text in ["+442079460958", "00442079460958", "+44 20 7946 0958", "+44 (0)20 7946-0958"] {
        phone(text, Some("+442079460958"));
    }
    for text in
        ["+44.20.7946.0958", "+44 (20) 7946/0958", "＋44（0）20 7946 0958", "+44 ( 0 ) 2079460958"]
    {
        phone(text, Some("+442079460958"));
    }
    phone("+٤٤٢٠٧٩٤٦٠٩٥٨", Some("+442079460958"));
    phone("＋８６１３８００１３８０００", Some("+8613800138000"));
}

#[test]
fn a_number_that_needs_a_guess_is_refused() {
    for text in
        ["", "+", "00", "112", "020 7946 0958", "13800138000", "+020 7946 0958", "++442079460958"]
    {
        phone(text, None);
    }
    for text in
        ["+1 800 FLOWERS", "+44 20 7946 0958 x12", "+44 20 7946 0958;ext=12", "44+2079460958"]
    {
        phone(text, None);
    }
}

#[test]
fn a_number_has_from_7_to_15_digits() {
    phone("+123456", None);
    phone("+1234567", Some("+1234567"));
    phone("+123456789012345", Some("+123456789012345"));
    phone("+1234567890123456", None);
}

#[test]
fn an_age_counts_completed_years() {
    age("1990-06-15", "1990-06-14", None);
    age("1990-06-15", "1990-06-15", Some(0));
    age("1990-06-15", "2020-06-14", Some(29));
    age("1990-06-15", "2020-06-15", Some(30));
    age("1990-12-31", "1991-01-01", Some(0));
    age("1990-06-15", "1989-12-31", None);
    age("2000-02-29", "2000-02-28", None);
    age("2000-02-29", "2100-02-28", Some(100));
}

#[test]
fn an_age_never_falls_over_400_years() {
    let leap = Birthday::new(day("2000-02-29")).unwrap();
    let days = (day("2000-02-29").number()..=day("2400-02-29").number()).map(Day::trusted);
    let ages: Vec<u32> = days.map(|day| leap.age_on(day).unwrap()).collect();
    assert!(ages.windows(2).all(|pair| pair[0] <= pair[1] && pair[1] <= pair[0] + 1));
    assert_eq!((ages[0], ages.last()), (0, Some(&400)));
}

#[test]
fn a_birthday_before_1875_is_a_placeholder() {
    assert!(Birthday::new(day("1875-01-01")).is_ok());
    let err = Birthday::new(day("1874-12-31")).unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Value { what: "birthday", found: Found::Early, .. }));
    assert!(!err.to_string().contains("1874"), "{err}");
}

#[test]
fn a_label_is_found_by_its_text() {
    let map = std::collections::BTreeMap::from([(Label::from("vip"), 1)]);
    assert_eq!(map.get("vip"), Some(&1));
}

proptest! {
    #[test]
    fn no_print_tells_anything(text in ".*") {
        is_masked(&Personal::from(&*text));
        prop_assert_eq!(format!("{:?}", Label::from(&*text)), "[text]");
    }

    #[test]
    fn a_text_is_kept_byte_for_byte(text in any::<String>()) {
        let (personal, label) = (Personal::from(&*text), Label::from(&*text));
        prop_assert_eq!((personal.expose(), label.as_str()), (&*text, &*text));
    }

    #[test]
    fn an_address_that_was_read_reads_the_same(text in r#"["a-zA-ZÜİẞΣ.+]{1,9}@[a-zA-ZÜİẞΣKȺ.-]{1,12}"#) {
        if let Ok(email) = text.parse::<Email>() {
            is_masked(&email);
            prop_assert_eq!(email.expose().parse(), Ok(email));
        }
    }

    #[test]
    fn a_number_that_was_read_reads_the_same(text in r"(\+|00|＋)?[-0-9０-９٠-٩ ().]{6,20}") {
        if let Ok(phone) = text.parse::<Phone>() {
            is_masked(&phone);
            prop_assert_eq!(phone.expose().parse(), Ok(phone));
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_the_text(text in "[zq]{6}.{0,9}") {
        let marker = &text[..6];
        for err in [text.parse::<Email>().unwrap_err(), text.parse::<Phone>().unwrap_err()] {
            let print = format!("{err} {err:?} {err:#?}");
            prop_assert!(!print.contains(marker), "{}", print);
        }
    }
}

#[cfg(feature = "serde")]
mod stored {
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::*;

    /// Checks that the wrapper alone writes the value, and that only the value is read.
    #[track_caller]
    fn check<T>(value: &T, json: &str)
    where
        T: Serialize + DeserializeOwned + PartialEq + fmt::Debug,
        for<'a> Exposed<'a, T>: Serialize,
    {
        let masked = serde_json::to_string(value).unwrap();
        assert_eq!(masked, r#""[personal]""#);
        assert!(serde_json::from_str::<T>(&masked).is_err(), "a mask is no data");
        assert_eq!(serde_json::to_string(&Exposed(value)).unwrap(), json);
        assert_eq!(format!("{:?}", Exposed(value)), "Exposed([personal])");
        assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
    }

    /// Checks that wrong input is refused without being quoted.
    #[track_caller]
    fn refuses<T: DeserializeOwned + fmt::Debug>() {
        for json in [r#"{"marker": 0}"#, r#"["marker"]"#, "777", "77.7", "-777", "true", "null"] {
            let err = serde_json::from_str::<T>(json).unwrap_err();
            let print = format!("{err} {err:?}");
            for secret in ["marker", "777", "77.7", "true"] {
                assert!(!print.contains(secret), "{print}");
            }
        }
    }

    #[test]
    fn only_the_wrapper_writes_the_value() {
        check(&Personal::from("Ada\u{202E} \0Lovelace"), "\"Ada\u{202E} \\u0000Lovelace\"");
        check(&"Ada@example.org".parse::<Email>().unwrap(), r#""Ada@example.org""#);
        check(&"+442079460958".parse::<Phone>().unwrap(), r#""+442079460958""#);
        check(&Birthday::new(day("2004-02-29")).unwrap(), r#""2004-02-29""#);
    }

    #[test]
    fn wrong_input_is_not_quoted() {
        refuses::<Personal>();
        refuses::<Email>();
        refuses::<Phone>();
        refuses::<Birthday>();
        refuses::<Label>();
        for json in [r#""marker@""#, r#""1800-01-01 marker""#] {
            let errors = [
                serde_json::from_str::<Email>(json).unwrap_err(),
                serde_json::from_str::<Phone>(json).unwrap_err(),
                serde_json::from_str::<Birthday>(json).unwrap_err(),
            ];
            assert!(errors.iter().all(|err| !err.to_string().contains("marker")), "{errors:?}");
        }
    }

    #[test]
    fn a_label_is_stored_as_its_text() {
        let json = serde_json::to_string(&Label::from("web")).unwrap();
        assert_eq!(json, r#""web""#);
        assert_eq!(serde_json::from_str::<Label>(&json).unwrap(), Label::from("web"));
    }
}
