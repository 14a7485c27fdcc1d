//! Profiles in serde: masked unless exposed, and read without quoting what was found.
//!
//! Derived code cannot do that. It names unknown fields and quotes values of the wrong type, and
//! either may be what a person typed. So a profile is a map whose fields are read one by one;
//! whatever goes wrong, the refusal names the field and nothing else.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Attribute, CompanySize, Customer};
use crate::day::Day;
use crate::personal::{Exposed, Label, Personal, refuse};

/// Why a profile is refused: what was expected of the field that was read last.
pub(super) const EXPECTED: [(&str, &str); 10] = [
    ("name", "`name` to be a text and not its mask"),
    ("emails", "`emails` to be a list of e-mail addresses"),
    ("phones", "`phones` to be a list of numbers with their country codes"),
    ("address", "`address` to be a text and not its mask"),
    ("region", "`region` to be a text"),
    ("industry", "`industry` to be a text"),
    ("size", "`size` to be micro, small, medium or large"),
    ("birthday", "`birthday` to be a date from 1875 on, written YYYY-MM-DD"),
    ("joined", "`joined` to be a date written YYYY-MM-DD"),
    ("attributes", "`attributes` to be a map of names to text, number, flag or day"),
];
const EXPECTED_MAP: &str = "a customer's profile to be a map of fields";
const EXPECTED_FIELD: &str = "no other fields than name, emails, phones, address, region, \
industry, size, birthday, joined and attributes, and each once";
const EXPECTED_ORDER: &str = "`joined` not to lie before `birthday`";

/// Writes masks in place of all that is personal.
impl Serialize for Customer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, |_| Personal::MASK, serializer)
    }
}

impl Serialize for Exposed<'_, Customer> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, |text| text, serializer)
    }
}

/// Writes a profile, each personal text as `show` shows it.
fn write<S: Serializer>(
    customer: &Customer,
    show: fn(&str) -> &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let emails: Vec<&str> = customer.emails.iter().map(|email| show(email.expose())).collect();
    let phones: Vec<&str> = customer.phones.iter().map(|phone| show(phone.expose())).collect();
    let birthday = customer.birthday.map(|birthday| birthday.expose().to_string());

    let mut map = serializer.serialize_map(Some(EXPECTED.len()))?;
    map.serialize_entry("name", &customer.name.as_ref().map(|name| show(name.expose())))?;
    map.serialize_entry("emails", &emails)?;
    map.serialize_entry("phones", &phones)?;
    map.serialize_entry("address", &customer.address.as_ref().map(|text| show(text.expose())))?;
    map.serialize_entry("region", &customer.region)?;
    map.serialize_entry("industry", &customer.industry)?;
    map.serialize_entry("size", &customer.size)?;
    map.serialize_entry("birthday", &birthday.as_deref().map(show))?;
    map.serialize_entry("joined", &customer.joined)?;
    map.serialize_entry("attributes", &customer.attributes)?;
    map.end()
}

/// Refuses masks, other fields, and what the setters refuse. Fields may be missing.
impl<'de> Deserialize<'de> for Customer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut expected = EXPECTED_MAP;
        let profile = Profile { expected: &mut expected };
        deserializer.deserialize_map(profile).map_err(|_| refuse(expected))
    }
}

/// Reads a profile, and leaves word of what it expected before it failed.
struct Profile<'a> {
    expected: &'a mut &'static str,
}

impl<'de> Visitor<'de> for Profile<'_> {
    type Value = Customer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED_MAP)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Customer, A::Error> {
        let mut customer = Customer::new();
        let mut unread = EXPECTED.to_vec();
        while let Some(key) = map.next_key::<String>()? {
            *self.expected = EXPECTED_FIELD;
            let field = unread.iter().position(|(name, _)| *name == key);
            let (name, expected) = unread.remove(field.ok_or_else(|| refuse(EXPECTED_FIELD))?);
            *self.expected = expected;
            match name {
                "name" => customer.name = map.next_value()?,
                "emails" => customer.emails = map.next_value()?,
                "phones" => customer.phones = map.next_value()?,
                "address" => customer.address = map.next_value()?,
                "region" => customer.region = map.next_value()?,
                "industry" => customer.industry = map.next_value()?,
                "size" => customer.size = map.next_value()?,
                "birthday" => customer.birthday = map.next_value()?,
                "joined" => customer.joined = map.next_value()?,
                _ => {
                    for (name, value) in map.next_value::<BTreeMap<Label, Attribute>>()? {
                        customer =
                            customer.with_attribute(name, value).map_err(A::Error::custom)?;
                    }
                }
            }
            *self.expected = EXPECTED_MAP;
        }
        *self.expected = EXPECTED_ORDER;
        customer.joined_alive().map_err(A::Error::custom)
    }
}

#[derive(serde::Deserialize)]
#[serde(remote = "CompanySize", rename_all = "snake_case")]
enum RawSize {
    Micro,
    Small,
    Medium,
    Large,
}

impl<'de> Deserialize<'de> for CompanySize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RawSize::deserialize(deserializer).map_err(|_| refuse("micro, small, medium or large"))
    }
}

#[derive(serde::Deserialize)]
#[serde(remote = "Attribute", rename_all = "snake_case")]
enum RawAttribute {
    Text(Label),
    Number(f64),
    Flag(bool),
    Day(Day),
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RawAttribute::deserialize(deserializer).map_err(|_| refuse("a text, number, flag or day"))
    }
}
