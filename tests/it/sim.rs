//! The simulated shop does not depend on who simulates it.

use regulars::sim::{Shop, ShopLog};

/// Enough customers for several blocks.
fn log() -> ShopLog {
    Shop::new(10_000).seed(3).build().expect("the defaults can be")
}

#[cfg(feature = "parallel")]
#[test]
fn threads_do_not_change_a_row() {
    let want = log();
    for threads in 1..=3 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(log) == want, "{threads} threads");
    }
}

#[cfg(feature = "parallel")]
#[test]
fn threads_do_not_change_a_full_shop() {
    let shop = || Shop::gift_shop(10_000).regularity(2.0).build().expect("it can be");
    let want = shop();
    for threads in 1..=3 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(shop) == want, "{threads} threads");
    }
}

#[test]
fn the_columns_are_the_rows() {
    let log = log();
    let days = log.days().iter().zip(log.minor());
    let columns = log.customers().iter().zip(days).map(|(&c, (&day, &minor))| (c, day, minor));
    assert!(columns.eq(log.rows().map(|(c, day, amount)| (c, day.number(), amount.0))));
}
