#![expect(clippy::cast_precision_loss, reason = "days and contacts of a small shop")]

use super::*;

fn day() -> Day {
    "2024-01-01".parse().unwrap()
}

/// A shop in which all that can decline is there, and nobody leaves soon.
fn shop() -> Shop {
    let shop = Shop::new(2_000).seed(4).ordering(4.0, 60.0).leaving(1.0, 1e6);
    let shop = shop.categories([("tea", 1.0), ("cups", 1.0)], 0.5).discounts(2.0, 6.0, 0.5);
    shop.returns(1.0, 9.0, Days(1)).contacts(0.1, 0.05, 0.05)
}

fn declining(of: DeclineOf) -> ShopLog {
    shop().declines(of, 1.0, day()..=day()).build().unwrap()
}

/// A setting more leaves what was before the day as it is, and everything else too.
#[test]
fn a_decline_changes_what_it_says() {
    let plain = shop().build().unwrap();
    let ways = [
        DeclineOf::Spend(0.5),
        DeclineOf::Returns(0.9),
        DeclineOf::Discounts(1.0),
        DeclineOf::Categories(1.0),
        DeclineOf::Satisfaction(0.1),
        DeclineOf::Complaints(4.0),
        DeclineOf::Visits(0.2),
    ];
    for of in ways {
        let log = declining(of);
        let orders = |log: &ShopLog| -> Vec<(u64, Day)> {
            log.rows().filter(|row| 0 < row.2.0).map(|(customer, day, _)| (customer, day)).collect()
        };
        assert_eq!(orders(&log), orders(&plain), "{of:?}");
        let before = |log: &ShopLog| -> Vec<_> { log.rows().filter(|row| row.1 < day()).collect() };
        assert_eq!(before(&log), before(&plain), "{of:?}");
        let planted = Some(Decline { of, day: day() });
        for truth in log.truths() {
            let hit = truth.joined < day() && truth.left.is_none_or(|left| day() <= left);
            assert_eq!(truth.decline, planted.filter(|_| hit));
        }
    }
    assert!(plain.truths().iter().all(|truth| truth.decline.is_none()));
}

#[test]
fn what_declines_declines_by_so_much() {
    let after = |log: &ShopLog, counts: fn(&ShopLog, usize) -> f64| {
        let rows = (0..log.len()).filter(|&row| day() < Day::trusted(log.days()[row]));
        rows.map(|row| counts(log, row)).collect::<Vec<f64>>()
    };
    // Each order or none is counted, whatever chance it had before.
    let orders = |log: &ShopLog| {
        after(log, |log, row| f64::from(u8::from(0 < log.minor()[row]))).iter().sum::<f64>()
    };
    let discounted = declining(DeclineOf::Discounts(1.0));
    // A discount of half a minor unit is none.
    let reduced = after(&discounted, |log, row| {
        f64::from(u8::from(0 < log.minor()[row] && 0 < log.goods(row).discount))
    });
    let tiny = after(&discounted, |log, row| f64::from(u8::from(log.minor()[row] == 1)))
        .iter()
        .sum::<f64>();
    assert!(orders(&discounted) - tiny <= reduced.iter().sum::<f64>());
    let returned = |log: &ShopLog| {
        after(log, |log, row| f64::from(u8::from(log.minor()[row] < 0))).iter().sum::<f64>()
    };
    let (more, few) = (declining(DeclineOf::Returns(1.0)), shop().build().unwrap());
    // All but what comes back after the window, or was ordered before the day.
    assert!(0.98 * orders(&more) < returned(&more) && returned(&few) < 0.2 * orders(&few));
    let narrow = declining(DeclineOf::Categories(1.0));
    for row in (0..narrow.len())
        .filter(|&row| day() <= Day::trusted(narrow.days()[row]) && 0 < narrow.minor()[row])
    {
        let truth = narrow.truth(narrow.customers()[row]).unwrap();
        assert!(truth.decline.is_none() || narrow.goods(row).category == truth.category);
    }
}

/// Contacts a day, before the decline and after it, of those who lived to see it.
fn rates(log: &ShopLog, is: fn(Contact) -> bool) -> [f64; 2] {
    let hit = |customer: u64| log.truth(customer).unwrap().decline.is_some();
    let own = |late: bool| {
        log.contacts().filter(move |&(customer, on, contact)| {
            hit(customer) && is(contact) && (day() <= on) == late
        })
    };
    let truths = log.truths().iter().filter(|truth| truth.decline.is_some());
    let days = truths.clone().map(|truth| day().since(truth.joined) as f64).sum::<f64>();
    let last: Day = "2024-12-31".parse().unwrap();
    let later =
        truths.map(|truth| truth.left.unwrap_or(last).since(day()) as f64 + 1.0).sum::<f64>();
    [own(false).count() as f64 / days, own(true).count() as f64 / later]
}

#[test]
fn contacts_come_at_their_rates() {
    // Customers' own rates vary by 0.7 of their mean, of some 2,000: 0.016; with 4 of those, and a little for
    // the counts themselves.
    let near = |found: f64, wanted: f64| {
        assert!((found / wanted - 1.0).abs() < 0.08, "{found} for {wanted}")
    };
    let log = declining(DeclineOf::Visits(0.2));
    let [before, after] = rates(&log, |contact| contact == Contact::Visit);
    near(before, 0.1);
    near(after, 0.02);
    let log = declining(DeclineOf::Complaints(4.0));
    let [before, after] = rates(&log, |contact| contact == Contact::Complaint);
    near(before, 0.05);
    near(after, 0.2);
    let log = declining(DeclineOf::Satisfaction(0.1));
    let all = rates(&log, |contact| matches!(contact, Contact::Answer(_)));
    let satisfied = rates(&log, |contact| matches!(contact, Contact::Answer(9..=10)));
    near(satisfied[0] / all[0], 4.0 / 6.0);
    near(satisfied[1] / all[1], 0.4 / 6.0);
    assert!(log.contacts().all(|(customer, on, contact)| {
        let truth = log.truth(customer).unwrap();
        let alive = truth.joined <= on && truth.left.is_none_or(|left| on <= left);
        alive && !matches!(contact, Contact::Answer(11..))
    }));
    assert_eq!(Shop::new(100).build().unwrap().contacts().len(), 0);
}

#[test]
fn declines_that_cannot_be_are_refused() {
    let on = day()..=day();
    let number = Found::Number;
    refused(
        shop().declines(DeclineOf::Spend(0.0), 0.1, on.clone()),
        "declines.factor",
        number(0.0),
    );
    refused(
        shop().declines(DeclineOf::Returns(1.5), 0.1, on.clone()),
        "declines.chance",
        number(1.5),
    );
    let many = shop().declines(DeclineOf::Spend(0.5), 0.75, on.clone());
    refused(many.declines(DeclineOf::Visits(0.5), 0.75, on.clone()), "declines.share", number(1.5));
    refused(shop().declines(DeclineOf::Spend(0.5), -1.0, on), "declines.share", number(-1.0));
    let late = day() + Days(400);
    refused(
        shop().declines(DeclineOf::Spend(0.5), 0.1, late..=late),
        "declines.on",
        Found::Day(late),
    );
    refused(shop().contacts(0.0, 1.0, 1.0), "contacts.visits", number(0.0));
}
