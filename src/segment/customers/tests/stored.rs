use serde_json::{Value, json};

use super::*;

fn stored() -> Value {
    let view = shop();
    let how = Preparation::log_robust().winsorise(0.01, 0.99).missing(Missing::Median);
    let settings = Segmentation::new(KMeans::new(3)).variables(Variable::RHYTHM).preparation(how);
    let model = settings.fit(view.table()).unwrap();
    let value = serde_json::to_value(&model).unwrap();
    let back: SegmentationModel = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(back, model);
    assert_eq!(back.score(view.table()).unwrap(), model.score(view.table()).unwrap());
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<SegmentationModel>(&text).unwrap(), model);
    value
}

#[test]
fn a_model_comes_back_to_the_bit() {
    let value = stored();
    assert_eq!((&value["engine"], &value["format"]), (&json!("segmentation"), &json!(1)));
    assert_eq!(value["variables"][0]["variable"], "days_since_last");
    assert_eq!(value["variables"][0]["prepared"]["shape"], "log1p");
}

/// What a stored model says with one value changed.
fn refused(path: &str, to: Value) -> String {
    let mut value = stored();
    *value.pointer_mut(path).unwrap() = to;
    serde_json::from_value::<SegmentationModel>(value).unwrap_err().to_string()
}

#[test]
fn what_was_tampered_with_is_refused() {
    assert!(refused("/engine", json!("rfm")).contains("segmentation"));
    assert!(refused("/format", json!(99)).contains("99"));
    assert!(refused("/centers/1", json!([1.0])).contains("centres"));
    assert!(refused("/centers/1/0", json!(1e200)).contains("centres"));
    assert!(refused("/centers", json!([])).contains("a centre or more"));
    assert!(refused("/profiles", json!([])).contains("a profile for each centre"));
    assert!(refused("/profiles/0/center", json!([1.0])).contains("profiles"));
    for (field, to) in
        [("theta", 0.0), ("unit", 0.0), ("unit", -1.0), ("weight", 0.0), ("fill", 1e200)]
    {
        let told = refused(&format!("/variables/0/prepared/{field}"), json!(to));
        assert!(told.contains("preparation"), "{told}");
    }
    let bounds = refused("/variables/0/prepared/bounds", json!([2.0, 1.0]));
    assert!(bounds.contains("preparation"));
    let shape = json!({"signed_power": 2.0});
    assert!(refused("/variables/0/prepared/shape", shape).contains("preparation"));
    for edges in [json!([2.0, 1.0]), json!([])] {
        assert!(refused("/variables/0/baseline/edges", edges).contains("baseline"));
    }
    assert!(refused("/variables/0/variable", json!("shoe_size")).contains("shoe_size"));
    // What the rest tells otherwise.
    for (path, to) in [
        ("/variables/0/variable", json!("orders")),
        ("/variables/0/baseline/customers/0", json!(7)),
        ("/profiles/0/share", json!(5.0)),
        ("/profiles/0/share_of_revenue", json!(null)),
        ("/profiles/0/customers", json!(7)),
        ("/profiles/0/revenue", json!(7)),
        ("/profiles/0/center/0", json!(9_999.0)),
        ("/profiles/0/fence", json!(-1.0)),
        ("/centers/0/0", json!(0.125)),
        ("/variables/0/prepared/constant", json!(true)),
    ] {
        let told = refused(path, to);
        assert!(told.contains("agree with each other"), "{path}: {told}");
    }
}

/// Programs whose reader of JSON loses the last bit of a float get their models back all the same.
#[test]
fn a_model_whose_floats_have_lost_a_bit_is_read() {
    fn nudge(value: &mut Value) {
        match value {
            Value::Number(number) if number.is_f64() => {
                *value = json!(number.as_f64().unwrap().next_up());
            }
            Value::Array(values) => values.iter_mut().for_each(nudge),
            Value::Object(values) => values.values_mut().for_each(nudge),
            _ => {}
        }
    }
    let mut value = stored();
    nudge(&mut value);
    let back: SegmentationModel = serde_json::from_value(value).unwrap();
    let view = shop();
    let labels = |found: Vec<Option<Nearest>>| -> Vec<Option<u32>> {
        found.into_iter().map(|found| found.map(|found| found.label)).collect()
    };
    let model = serde_json::from_value::<SegmentationModel>(stored()).unwrap();
    let found = [&back, &model].map(|model| labels(model.score(view.table()).unwrap()));
    assert_eq!(found[0], found[1]);
}

#[test]
fn counts_that_cannot_be_are_refused() {
    for many in [json!(u64::MAX), json!(1_u64 << 63)] {
        assert!(refused("/profiles/0/customers", many.clone()).contains("fewer customers"));
        assert!(refused("/left_out", many.clone()).contains("fewer customers"));
        let bins = json!([many, many]);
        assert!(refused("/variables/0/baseline/customers", bins).contains("expected"));
    }
}
