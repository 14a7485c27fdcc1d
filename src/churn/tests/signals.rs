use super::*;

/// A shop in which everybody buys at one rate: nothing tells who will be silent.
fn alike() -> Ledger<u64> {
    let mut ledger = Ledger::new(Currency::EUR);
    let shop = Shop::new(2_000).ordering(1e4, 6e5).leaving(1e-3, 10.0).build().unwrap();
    ledger.load(&shop.orders()).unwrap();
    ledger
}

#[test]
fn what_tells_nothing_of_later_customers_is_refused() {
    let settings = Churn::new(Days(60));
    let past = settings.past(&alike(), last()).unwrap();
    let ledger = shop(2_000);
    let told = settings.past(&ledger, last()).unwrap();
    let of = Logistic::of([(Variable::ReturnsShare, Effect::Either)]);
    let error = of.fit(&told).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoSignal { .. }), "{error}");
    let error = Logistic::of([(Variable::DaysSinceLast, Effect::Raises)]).fit(&past).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoSignal { .. }), "{error}");
    assert!(Logistic::new().fit(&told).is_ok() && Scorecard::new().fit(&told).is_ok());
}

#[test]
fn too_few_customers_are_refused() {
    let ledger = shop(30);
    let past = Churn::new(Days(60)).past(&ledger, last()).unwrap();
    let error = Logistic::new().fit(&past[..1]).unwrap_err();
    let ErrorKind::TooLittle { found, needed, .. } = error.kind() else { panic!("{error}") };
    assert!(*needed == 10 && *found < 10);
}
