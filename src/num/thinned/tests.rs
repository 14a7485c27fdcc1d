use super::*;

#[test]
fn new_customers_buy_as_published() {
    let m = Thinned { shape: 0.243, rate: 4.414, a: 0.793, b: 2.426, k: 1, stage: 0 };
    for (h, want) in
        [(1.0, 0.05326789117165627), (3.0, 0.15086523089304896), (6.0, 0.2807558935767553)]
    {
        let got = m.expected(h).unwrap();
        assert!((got / want - 1.0).abs() < 1e-12, "{got} {want}");
        let sum = series::over_counts(&m, &[h], Of::Mean).unwrap();
        let mix = mixed::over_chances(&m, h, Of::Mean).unwrap();
        println!("{got} {sum} {mix}");
        println!(
            "{:?} {:?} {:?}",
            m.stays(h),
            series::over_counts(&m, &[h], Of::Stay),
            mixed::over_chances(&m, h, Of::Stay)
        );
        let p: f64 = (0..60).map(|n| m.exactly(n, h).unwrap()).sum();
        println!("{p} {:?}", m.discounted(h, 0.0027));
    }
}
