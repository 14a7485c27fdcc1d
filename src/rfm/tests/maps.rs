//! Which cells have which names, as published and as one's own rules say.

use std::collections::BTreeMap;

use super::*;

/// The published list, as digits by name.
const SQUEEZELY: [(Segment, &str); 11] = [
    (Segment::Champions, "555 554 544 545 454 455 445"),
    (Segment::LoyalCustomers, "543 444 435 355 354 345 344 335"),
    (
        Segment::PotentialLoyalists,
        "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 \
         333 323",
    ),
    (Segment::NewCustomers, "512 511 422 421 412 411 311"),
    (Segment::Promising, "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313"),
    (Segment::NeedAttention, "535 534 443 434 343 334 325 324"),
    (Segment::AboutToSleep, "331 321 312 221 213 231 241 251"),
    (
        Segment::AtRisk,
        "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
    ),
    (Segment::CannotLose, "155 154 144 214 215 115 114 113"),
    (Segment::Hibernating, "332 322 233 232 223 222 132 123 122 212 211"),
    (Segment::Lost, "111 112 121 131 141 151"),
];

#[test]
fn all_125_cells_are_named_as_published() {
    let mut published = BTreeMap::new();
    for (segment, cells) in SQUEEZELY {
        for cell in cells.split_whitespace() {
            assert_eq!(published.insert(cell.to_owned(), segment), None, "{cell} twice");
        }
    }
    assert_eq!(published.len(), 125);
    let name = SegmentMap::CELLS125.lookup();
    for (r, f, m) in cells() {
        let digits = format!("{r}{f}{m}");
        assert_eq!(name(r, f, m), published[&digits], "{digits}");
    }
}

#[test]
fn all_25_cells_are_named_as_published() {
    let found = SegmentMap::RF25.lookup();
    for (r, f, m) in cells() {
        let name = match (r, f) {
            (1..=2, 1..=2) => "hibernating",
            (1..=2, 3..=4) => "at_risk",
            (1..=2, 5) => "cannot_lose",
            (3, 1..=2) => "about_to_sleep",
            (3, 3) => "need_attention",
            (3..=4, 4..=5) => "loyal_customers",
            (4, 1) => "promising",
            (5, 1) => "new_customers",
            (4..=5, 2..=3) => "potential_loyalists",
            _ => "champions",
        };
        assert_eq!(found(r, f, m).code(), name, "{r}{f}");
    }
}

#[test]
fn cells_are_owned_as_their_sources_say() {
    let owned = |map: &SegmentMap, names: &[Segment]| -> Vec<usize> {
        names.iter().map(|&name| map.cells(name).len()).collect()
    };
    use Segment::*;
    // In the order of R's rules, and what is left over.
    let rules = [
        Champions,
        PotentialLoyalists,
        LoyalCustomers,
        Promising,
        NewCustomers,
        CannotLose,
        AtRisk,
        NeedAttention,
        AboutToSleep,
        Lost,
        Others,
    ];
    assert_eq!(owned(&SegmentMap::RFM10, &rules), [1, 35, 15, 8, 15, 6, 7, 4, 10, 14, 10]);
    let quartiles = [PremiumCustomers, RepeatCustomers, TopSpenders, AtRisk, Inactive, Others];
    assert_eq!(owned(&SegmentMap::QUARTILES46, &quartiles), [8, 7, 13, 11, 7, 18]);
    let without = [
        "121", "131", "141", "142", "213", "221", "231", "241", "242", "321", "331", "341", "342",
        "421", "431", "432", "441", "442",
    ];
    let others = SegmentMap::QUARTILES46.cells(Others);
    assert!(others.iter().map(|[r, f, m]| format!("{r}{f}{m}")).eq(without));
    for (map, cells, others) in [
        (SegmentMap::RF25, 25, 0),
        (SegmentMap::CELLS125, 125, 0),
        (SegmentMap::RFM10, 125, 10),
        (SegmentMap::QUARTILES46, 64, 18),
        (SegmentMap::SHOPIFY, 125, 0),
        (SegmentMap::KLAVIYO, 27, 0),
    ] {
        let named: usize = owned(&map, &map.names()).iter().sum();
        assert_eq!((named + others, map.cells(Others).len()), (cells, others), "{}", map.code());
    }
}

/// The groups of the help page, and what an unrounded mean would change.
#[test]
fn shopify_reads_the_mean_of_f_and_m() {
    let by = |r: u8, fm: f64| match r {
        5 if 3.0 < fm => "champions",
        3.. if 3.0 < fm => "loyal_customers",
        4.. if 1.0 < fm => "active",
        5 => "new_customers",
        4 => "promising",
        3 if 2.0 < fm => "need_attention",
        3 => "almost_lost",
        _ if 4.0 < fm => "previously_loyal",
        _ if 2.0 < fm => "at_risk",
        _ => "dormant",
    };
    let found = SegmentMap::SHOPIFY.lookup();
    let mut otherwise = 0;
    for (r, f, m) in cells() {
        let mean = f64::from(f + m) / 2.0;
        let name = found(r, f, m).code();
        assert_eq!(name, by(r, mean.floor()), "{r}{f}{m}");
        otherwise += u8::from(name != by(r, mean));
    }
    assert_eq!(otherwise, 32);
    assert_eq!(SegmentMap::SHOPIFY.cells(Segment::Dormant).len(), 20);
}

#[test]
fn klaviyo_names_27_cells() {
    let published = [
        "champions 333 332 323",
        "loyal_customers 321 322 331 232 233",
        "recent 312 313 311 222 223",
        "need_attention 213 221 123 132 133",
        "at_risk 231 212 122 131 211",
        "inactive 111 112 113 121",
    ];
    let found = SegmentMap::KLAVIYO.lookup();
    let mut all = 0;
    for line in published {
        let (name, cells) = line.split_once(' ').unwrap();
        for cell in cells.split(' ') {
            let [r, f, m] = [0, 1, 2].map(|place| cell.as_bytes()[place] - b'0');
            assert_eq!(found(r, f, m).code(), name, "{cell}");
            all += 1;
        }
    }
    assert_eq!(all, 27);
}

fn cells() -> impl Iterator<Item = (u8, u8, u8)> {
    (0..125).map(|cell| (cell / 25 + 1, cell / 5 % 5 + 1, cell % 5 + 1))
}

#[test]
fn what_rules_leave_or_dispute_is_told() {
    let rules = SegmentRules::new([3, 2, 1])
        .rule(Segment::Champions, 3.., 2.., ..)
        .rule(Segment::LoyalCustomers, 2.., 2.., ..)
        .cells(Segment::Lost, [[1, 1, 1], [1, 2, 1]])
        .rule(Segment::AtRisk, ..2, .., ..);
    let coverage = rules.coverage().unwrap();
    assert_eq!(coverage.owned()[0], (Segment::Champions, vec![[3, 2, 1]]));
    assert_eq!(coverage.owned()[1], (Segment::LoyalCustomers, vec![[2, 2, 1]]));
    assert_eq!(coverage.contested(), [[1, 1, 1], [1, 2, 1], [3, 2, 1]]);
    assert_eq!(coverage.unnamed(), [[2, 1, 1], [3, 1, 1]]);
    assert_eq!(coverage.owning_none(), [Segment::AtRisk]);
    assert_eq!(coverage.named(), 4);
}

#[test]
fn names_of_ones_own_score_as_any() {
    let own = |code: &str| SegmentName::new(code, code.to_uppercase(), "名");
    let map = SegmentRules::new([5, 5, 1])
        .rule(own("first"), 5.., .., ..)
        .rule(Segment::Champions, 4.., 4.., ..)
        .rule(own("second"), 4.., .., ..)
        .rule(own("first"), 1..=1, .., ..)
        .otherwise(own("rest"))
        .build()
        .unwrap();
    let (first, second, rest) = (Segment::Custom(0), Segment::Custom(1), Segment::Custom(2));
    assert_eq!(map.names(), [first, Segment::Champions, second, rest]);
    assert_eq!(
        (map.code(), map.code_of(second), map.code_of(Segment::Lost)),
        ("custom", "second", "lost")
    );
    assert_eq!(map.label(rest, Language::English), "REST");
    assert_eq!(map.label(Segment::Champions, Language::Chinese), "冠军客户");
    let customers = [(1, 10, 500), (2, 8, 400), (3, 6, 300), (4, 4, 200), (5, 2, 100)];
    let settings = Rfm::new().segments(map);
    let segments: Vec<Segment> = with_table(&customers, |table| {
        let scores = settings.fit(table).unwrap().score(table).unwrap();
        scores.into_iter().map(RfmScore::segment).collect()
    });
    assert_eq!(segments, [first, Segment::Champions, rest, rest, first]);
}

#[track_caller]
fn wrong(rules: SegmentRules, message: &str) {
    assert_eq!(rules.build().unwrap_err().to_string(), message);
}

#[test]
fn rules_that_cannot_be_meant_are_refused() {
    let rules = |bins| SegmentRules::new(bins).otherwise(Segment::Others);
    wrong(rules([1, 5, 5]), "parameter `map.r`: found 1, expected from 2 to 10 bins, or 1 of M");
    wrong(rules([5, 11, 5]), "parameter `map.f`: found 11, expected from 2 to 10 bins, or 1 of M");
    wrong(rules([5, 5, 0]), "parameter `map.m`: found 0, expected from 2 to 10 bins, or 1 of M");

    let all = Segment::Champions;
    let range = |rules: SegmentRules, found: &str| {
        let expected = "bins from 1 to the highest, the first no later than the last";
        wrong(rules, &format!("{found}, expected {expected}"));
    };
    let two = rules([5, 5, 5]).rule(all, 5.., .., ..).rule(all, 4..=6, .., ..);
    range(two, "rule 2: found R from 4 to 6 of 5");
    range(rules([5, 5, 5]).rule(all, 0..=2, .., ..), "rule 1: found R from 0 to 2 of 5");
    range(rules([5, 5, 4]).rule(all, .., .., 4..4), "rule 1: found M from 4 to 3 of 4");
    #[expect(clippy::reversed_empty_ranges, reason = "that is what is refused")]
    range(rules([5, 5, 5]).rule(all, .., 4..=2, ..), "rule 1: found F from 4 to 2 of 5");

    wrong(
        rules([5, 5, 5]).rule(all, .., .., ..).rule(Segment::Lost, 1.., .., ..),
        "rule 2: found `lost`, whose cells have names by then, expected a rule that comes earlier, \
         or none of that name",
    );
    wrong(
        SegmentRules::new([2, 2, 1]).rule(all, 2.., .., ..),
        "2 cells of bins have no name, the first of them 1-1-1, expected rules for them or \
         `otherwise`",
    );
    wrong(
        rules([5, 5, 5]).rule(Segment::Prospect, .., .., ..),
        "rule 1: found `prospect`, expected a name that was given, or a segment that buyers are in",
    );
    wrong(
        SegmentRules::new([5, 5, 5]).otherwise(Segment::Unnamed),
        "parameter `otherwise`: found another text, expected a name that was given, or a segment \
         that buyers are in",
    );

    let named = |code: &str, label: &str| SegmentName::new(code, label, label);
    let both = |a: Named, b: Named| rules([5, 5, 5]).rule(a, 5.., .., ..).rule(b, 4.., .., ..);
    let code = |rules: SegmentRules, code: &str| {
        let expected = "one that no other segment of the map has";
        wrong(rules, &format!("the code `{code}` of a segment: expected {expected}"));
    };
    code(both(named("vip", "VIP").into(), named("vip", "Gold").into()), "vip");
    code(both(named("lost", "Gone").into(), Segment::Lost.into()), "lost");
    code(both(named("vip", "VIP").into(), named("others", "Rest").into()), "others");
    wrong(
        both(named("", "VIP").into(), named("gold", "Gold").into()),
        "parameter `code`: found nothing, expected a code for programs",
    );
    let many = (0..257).map(|i| SegmentName::new(i.to_string(), "", ""));
    wrong(
        many.fold(rules([5, 5, 5]), |rules, name| rules.rule(name, .., .., ..)),
        "parameter `names`: found 257, expected at most 256 names of one's own",
    );
}

#[test]
fn a_coverage_prints_what_it_found() {
    let rules = SegmentRules::new([2, 2, 1])
        .rule(SegmentName::new("vip", "VIP", "贵宾"), 2.., 2.., ..)
        .rule(Segment::AtRisk, .., 2.., ..)
        .rule(SegmentName::new("gold", "Gold", "金卡"), 2.., 2.., ..);
    let coverage = rules.coverage().unwrap();
    assert_eq!(
        coverage.to_string(),
        "2 of 4 cells have a name; the order of rules decides 1\n\
         VIP: 1\nAt risk: 1\nGold: 0\nwithout a name: 1-1-1 2-1-1"
    );
    assert_eq!(coverage.code_of(coverage.owning_none()[0]), "gold");
    assert_eq!(coverage.label(Segment::Custom(0), Language::Chinese), "贵宾");
    let rest = SegmentRules::new([2, 2, 1]).rule(Segment::AtRisk, .., 2.., ..);
    let rest = rest.otherwise(Segment::Others).build().unwrap().coverage();
    let printed = "4 of 4 cells have a name; the order of rules decides 0\nAt risk: 2\nOthers: 2";
    assert_eq!(rest.to_string(), printed);
    let all = SegmentRules::new([2, 2, 1]).rule(Segment::AtRisk, .., .., ..);
    assert!(all.otherwise(Segment::Lost).build().is_ok(), "nothing may be left over");
}

#[cfg(feature = "serde")]
#[test]
fn a_map_of_ones_own_is_stored_with_its_names() {
    let map = SegmentRules::new([2, 2, 1])
        .rule(SegmentName::new("vip", "VIP", "贵宾"), 2.., 2.., ..)
        .otherwise(Segment::Others)
        .build()
        .unwrap();
    let json = serde_json::to_value(&map).unwrap();
    assert_eq!(serde_json::from_value::<SegmentMap>(json.clone()).unwrap(), map);
    for (path, value) in [
        ("/bins/0", 1.into()),
        ("/rules/0/r/1", 3.into()),
        ("/rules/0/name/custom", 1.into()),
        ("/otherwise", serde_json::Value::Null),
        ("/otherwise", serde_json::json!({"custom": 4})),
    ] {
        let mut json = json.clone();
        *json.pointer_mut(path).unwrap() = value;
        assert!(serde_json::from_value::<SegmentMap>(json).is_err(), "{path}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn names_of_ones_own_reach_other_programs() {
    let vip = SegmentName::new("vip", "VIP", "贵宾");
    let map = SegmentRules::new([5, 5, 1]).otherwise(vip).build().unwrap();
    with_table(&[(1, 1, 100), (0, 0, 0)], |table| {
        let model = Rfm::new().segments(map).fit(table).unwrap();
        assert_eq!(model.codes().score(table).unwrap(), ["vip", "prospect"]);
        let why = model.explain(table.row(0)).unwrap();
        let json = serde_json::to_value(&why).unwrap();
        assert_eq!(
            (json["segment"].as_str(), &json["reasons"]["f"]["value"]),
            (Some("vip"), &1.into())
        );
        assert_eq!((why.code(), why.label(Language::Chinese)), ("vip", "贵宾"));
        assert!(why.to_string().starts_with("511 VIP\n"), "{why}");
        assert_eq!(why.score.segment().to_string(), "Custom 0");
    });
}
