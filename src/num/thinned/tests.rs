//! stub
use super::Thinned;
#[test]
fn pins() {
    let t = Thinned { shape: 0.243 + 2.0, rate: 4.414 + 38.86, a: 0.793, b: 4.426, k: 1, stage: 0 };
    let ev = crate::num::negative_binomial::NegativeBinomial::within(39.0, t.shape, t.rate);
    println!(
        "{:?} {:?} {:?} {:?}",
        t.expected(39.0),
        t.quick(&ev),
        t.counted(&ev, super::Counted::Sum),
        t.over_chances(39.0, super::Chance::expected)
    );
    for k in [2, 3] {
        for stage in 0..k {
            let t = Thinned { k, stage, ..t };
            println!(
                "{k} {stage} {:?} {:?}",
                t.counted(&ev, super::Counted::Sum),
                t.over_chances(39.0, super::Chance::expected)
            );
        }
    }
    println!("{:?} {:?}", t.stays(39.0), t.discounted(52.0, 0.0018));
    let sum: f64 = (0..400).map(|n| t.exactly(n, 39.0).unwrap()).sum();
    let mean: f64 = (1..400).map(|n| t.at_least(n, 39.0).unwrap()).sum();
    println!("{sum} {mean}  {:?}", t.discounted(f64::INFINITY, 0.0018));
}
