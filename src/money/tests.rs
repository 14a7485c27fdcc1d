use super::*;

#[track_caller]
fn check(currency: Currency, text: &str, minor: Option<i64>) {
    assert_eq!(currency.parse(text).ok(), minor.map(Money), "{text}");
}

#[track_caller]
fn rounded(text: &str, minor: i64) {
    let value = text.parse().unwrap();
    assert_eq!(Currency::EUR.amount(value, Rounding::HalfEven).unwrap(), Money(minor), "{text}");
}

#[test]
fn decimal_text_is_read_exactly() {
    check(Currency::EUR, "12.34", Some(1234));
    check(Currency::EUR, "-0.05", Some(-5));
    check(Currency::EUR, "+7.", Some(700));
    check(Currency::EUR, ".5", Some(50));
    check(Currency::EUR, " 1.500 ", Some(150));
    check(Currency::EUR, "1e3", Some(100_000));
    check(Currency::EUR, "1.5E-1", Some(15));
    check(Currency::EUR, "0e999999999999", Some(0));
    check(Currency::JPY, "250", Some(250));
    check(Currency::EUR, "92233720368547758.07", Some(i64::MAX));
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in ["", ".", "-", "1.2.3", "1,50", "12 34", "€5", "٣", "1e", "e5", "0x10", "--1"] {
        check(Currency::EUR, text, None);
    }
    for text in ["NaN", "inf", "-Infinity", "1e300", "1e-300", "92233720368547758.08", "0.285"] {
        check(Currency::EUR, text, None);
    }
    check(Currency::EUR, &"9".repeat(5_000), None);
    check(Currency::EUR, "-92233720368547758.08", None);
    check(Currency::JPY, "0.5", None);
}

#[test]
fn half_goes_to_the_even_cent() {
    rounded("0.285", 28);
    rounded("0.295", 30);
    rounded("0.2850000000000000000000000000001", 29);
    rounded("-0.285", -28);
    rounded("-0.295", -30);
    rounded("-0.2851", -29);
    rounded("1e-300", 0);
    rounded("0.004999", 0);
    rounded("0.00000000000000000000000000000000000000005", 0);
}

#[cfg(feature = "csv")]
#[test]
fn a_product_is_exact_before_it_is_rounded_once() {
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    let product = decimal("0.005").times(decimal("3")).unwrap();
    assert_eq!(Currency::EUR.amount(product, Rounding::HalfEven).unwrap(), Money(2));
    assert!(decimal(&"9".repeat(30)).times(decimal(&"9".repeat(30))).is_none());
}

#[test]
fn amounts_print_as_they_are_read() {
    for minor in [0, 1, -1, 99, -100, 123_456, i64::MAX, -i64::MAX] {
        for exponent in 0..=9 {
            let currency = Currency::new("ABC", exponent).unwrap();
            let text = currency.text(Money(minor)).to_string();
            assert_eq!(currency.parse(&text).unwrap(), Money(minor), "{text}");
        }
    }
    assert_eq!(format!("{:>8}", Currency::EUR.text(Money(-5))), "   -0.05");
    assert_eq!(Currency::EUR.text(Money(i64::MIN)).to_string(), "-92233720368547758.08");
}

#[test]
fn floats_are_read_as_they_print() {
    let cents = |value| Currency::EUR.from_f64(value).ok().map(|money| money.0);
    assert_eq!(cents(19.99), Some(1999));
    assert_eq!(cents(-0.0), Some(0));
    assert_eq!(cents(1e15), Some(100_000_000_000_000_000));
    for value in [0.285, 0.1 + 0.2, 5e-324, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(cents(value), None, "{value}");
    }
}

#[test]
fn currencies_know_their_decimals() {
    let exponent = |code: &str| code.parse::<Currency>().ok().map(Currency::exponent);
    assert_eq!(exponent("EUR"), Some(2));
    assert_eq!(exponent("JPY"), Some(0));
    assert_eq!(exponent("KWD"), Some(3));
    assert_eq!(exponent("CLF"), Some(4));
    for code in ["", "eur", "EURO", "ZZZ", "欧元", "EU "] {
        assert_eq!(exponent(code), None, "{code}");
    }
    assert!(Currency::new("ZZZ", 10).is_err());
}
