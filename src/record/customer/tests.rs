use proptest::prelude::*;

use super::*;

/// A profile with something in every field; each text holds `marker`.
fn full(marker: &str) -> Customer {
    let email = |user: &str| format!("{user}@{marker}.example").parse().unwrap();
    Customer::new()
        .with_name(format!("{marker} name"))
        .with_email(email("a"))
        .with_email(email("b"))
        .with_phone("+447700900123".parse().unwrap())
        .with_address(format!("1 {marker} Street"))
        .with_region(format!("{marker} region"))
        .with_industry(format!("{marker} industry"))
        .with_size(CompanySize::Medium)
        .with_birthday(born("1990-12-10"))
        .and_then(|customer| customer.with_joined(day("2011-03-01")))
        .and_then(|customer| customer.with_attribute(format!("{marker} key"), marker))
        .and_then(|customer| customer.with_attribute("income", 77_123.5))
        .and_then(|customer| customer.with_attribute("vip", true))
        .and_then(|customer| customer.with_attribute("wedding", day("2013-07-07")))
        .unwrap()
}

#[track_caller]
fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[track_caller]
fn born(text: &str) -> Birthday {
    Birthday::new(day(text)).unwrap()
}

/// Checks that a text tells nothing of what `full` holds.
#[track_caller]
fn tells_nothing(print: &str, marker: &str) {
    for secret in [marker, "447700", "1990-12-10", "77123", "2013-07-07", "true"] {
        assert!(!print.contains(secret), "{print}");
    }
}

#[track_caller]
fn size(employees: u32, want: CompanySize) {
    assert_eq!(CompanySize::of_employees(employees), want, "{employees}");
}

#[test]
fn no_field_is_printed() {
    let customer = full("zqmarker");
    tells_nothing(&format!("{customer:?}"), "zqmarker");
    tells_nothing(&format!("{customer:#?}"), "zqmarker");
    tells_nothing(&format!("{:?}", vec![Some(customer)]), "zqmarker");
}

#[test]
fn every_field_comes_back_from_its_getter() {
    let customer = full("x");
    assert_eq!(customer.name().map(Personal::expose), Some("x name"));
    assert_eq!(customer.emails().iter().map(Email::expose).next_back(), Some("b@x.example"));
    assert_eq!(customer.phones()[0].expose(), "+447700900123");
    assert_eq!(customer.address().map(Personal::expose), Some("1 x Street"));
    assert_eq!(customer.region(), Some(&"x region".into()));
    assert_eq!(customer.industry(), Some(&"x industry".into()));
    assert_eq!(customer.size(), Some(CompanySize::Medium));
    assert_eq!(customer.birthday(), Some(born("1990-12-10")));
    assert_eq!(customer.joined(), Some(day("2011-03-01")));
    assert_eq!(customer.attribute("x key"), Some(&Attribute::Text("x".into())));
    assert_eq!(customer.attributes().len(), 4);
}

#[test]
fn nobody_joins_before_birth() {
    let early = Customer::new().with_joined(day("2000-01-01")).unwrap();
    let err = early.clone().with_birthday(born("2000-01-02")).unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Value { what: "joined", found: Found::Early, .. }));
    assert!(early.with_birthday(born("2000-01-01")).is_ok());
    let late = Customer::new().with_birthday(born("2000-01-02")).unwrap();
    assert!(late.with_joined(day("2000-01-01")).is_err());
}

#[test]
fn an_attribute_is_a_finite_number() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let err = Customer::new().with_attribute("score", number).unwrap_err();
        assert!(matches!(err.kind(), ErrorKind::Value { found: Found::NotFinite, .. }), "{number}");
    }
    assert!(Customer::new().with_attribute("score", f64::MAX).is_ok());
}

#[test]
fn a_company_of_250_is_large() {
    size(0, CompanySize::Micro);
    size(9, CompanySize::Micro);
    size(10, CompanySize::Small);
    size(49, CompanySize::Small);
    size(50, CompanySize::Medium);
    size(249, CompanySize::Medium);
    size(250, CompanySize::Large);
    size(u32::MAX, CompanySize::Large);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_not_printed(marker in "zq[a-z0-9]{3,20}") {
        tells_nothing(&format!("{:#?}", full(&marker)), &marker);
    }
}

#[cfg(feature = "serde")]
mod stored {
    use super::*;
    use crate::personal::Exposed;

    fn json(customer: &Customer) -> String {
        serde_json::to_string(&Exposed(customer)).unwrap()
    }

    /// Checks that a profile is refused in words that name a field, and quote nothing.
    #[track_caller]
    fn refuses(json: &str, field: &str) {
        let err = serde_json::from_str::<Customer>(json).unwrap_err().to_string();
        assert!(err.starts_with(&format!("expected {field}")), "{err}");
        assert!(!err.contains("marker") && !err.contains("777"), "{err}");
    }

    #[test]
    fn an_exposed_profile_comes_back() {
        for customer in [Customer::new(), full("x")] {
            let text = json(&customer);
            assert_eq!(serde_json::from_str::<Customer>(&text).unwrap(), customer, "{text}");
        }
    }

    #[test]
    fn a_profile_is_stored_as_a_map_of_fields() {
        let customer = Customer::new().with_name("Ada").with_size(CompanySize::Large);
        let customer = customer.with_attribute("score", 0.5).unwrap();
        let expected = r#"{"name":"Ada","emails":[],"phones":[],"address":null,"region":null,"#;
        assert!(json(&customer).starts_with(expected));
        let expected = r#""size":"large","birthday":null,"joined":null,"attributes":{"score":{"number":0.5}}}"#;
        assert!(json(&customer).ends_with(expected));
    }

    #[test]
    fn a_profile_that_is_not_exposed_is_masked_and_cannot_be_read() {
        let customer = full("x");
        let masked = serde_json::to_string(&customer).unwrap();
        for secret in ["x name", "@x", "447700", "Street", "1990"] {
            assert!(!masked.contains(secret), "{masked}");
        }
        refuses(&masked, "`name`");
    }

    #[test]
    fn one_mask_is_enough_to_be_refused() {
        for field in ["name", "address", "birthday"] {
            refuses(&format!(r#"{{"{field}": "[personal]"}}"#), &format!("`{field}`"));
        }
        refuses(r#"{"emails": ["[personal]"]}"#, "`emails`");
        refuses(r#"{"phones": ["[personal]"]}"#, "`phones`");
    }

    #[test]
    fn every_field_refuses_other_types_without_quoting_them() {
        for (field, _) in super::super::stored::EXPECTED {
            for value in [r#"{"marker": "marker"}"#, r#"[["marker"]]"#, "777", "77.7"] {
                refuses(&format!(r#"{{"{field}": {value}}}"#), &format!("`{field}`"));
            }
        }
        for field in ["emails", "phones", "size", "birthday", "joined", "attributes"] {
            refuses(&format!(r#"{{"{field}": "marker"}}"#), &format!("`{field}`"));
        }
    }

    #[test]
    fn other_fields_and_repeated_ones_are_not_named() {
        refuses(r#"{"marker": 1}"#, "no other fields");
        refuses(r#"{"name": "Ada", "name": "marker"}"#, "no other fields");
        refuses(r#""marker""#, "a customer's profile");
        refuses(r#"["marker"]"#, "a customer's profile");
        refuses(r#"{"name": "Ada" marker}"#, "a customer's profile");
    }

    #[test]
    fn what_the_setters_refuse_is_not_read() {
        refuses(r#"{"birthday": "1800-01-01"}"#, "`birthday`");
        refuses(r#"{"joined": "1990-01-01", "birthday": "1990-01-02"}"#, "`joined` not to lie");
        refuses(r#"{"attributes": {"score": {"number": null}}}"#, "`attributes`");
        refuses(r#"{"attributes": {"score": {"marker": 1}}}"#, "`attributes`");
    }

    #[test]
    fn a_size_of_another_name_is_not_quoted() {
        let err = serde_json::from_str::<CompanySize>(r#""marker""#).unwrap_err();
        assert!(!err.to_string().contains("marker"), "{err}");
    }
}
