//! Customer profiles.

use std::collections::BTreeMap;
use std::fmt;

use crate::day::Day;
use crate::error::{Error, ErrorKind, Found};
use crate::personal::{Birthday, Email, Label, Personal, Phone};

#[cfg(feature = "serde")]
mod stored;

/// What is known of a customer besides purchases: who it is, where, and since when.
///
/// Nothing is required. The customer's key is not part of the profile; keep profiles in a map
/// by the key that the ledger uses. `Debug` prints the class of company and the day of joining,
/// and masks everything else. What tells who a person is belongs into the fields that are
/// typed for it, and not into attributes, which serde writes as they are.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
/// use regulars::{Attribute, Birthday, CompanySize, Customer};
///
/// let ada = Customer::new()
///     .with_name("Ada Lovelace")
///     .with_email("ada@Example.org".parse()?)
///     .with_industry("computing")
///     .with_size(CompanySize::of_employees(12))
///     .with_birthday(Birthday::new("1990-12-10".parse()?)?)?
///     .with_joined("2011-03-01".parse()?)?
///     .with_attribute("newsletter", true)?;
///
/// let customers = BTreeMap::from([(17850, ada)]);
/// let ada = &customers[&17850];
/// assert_eq!(ada.size(), Some(CompanySize::Small));
/// assert_eq!(ada.emails()[0].expose(), "ada@example.org");
/// assert_eq!(ada.attribute("newsletter"), Some(&Attribute::Flag(true)));
/// assert!(!format!("{ada:?}").contains("Ada"));
/// # Ok::<(), regulars::Error>(())
/// ```
///
/// A serialised profile is masked, unless it is wrapped in [`Exposed`](crate::Exposed).
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a profile is changed by taking it and giving it back"]
pub struct Customer {
    name: Option<Personal>,
    emails: Vec<Email>,
    phones: Vec<Phone>,
    address: Option<Personal>,
    region: Option<Label>,
    industry: Option<Label>,
    size: Option<CompanySize>,
    birthday: Option<Birthday>,
    // Invariant: not before the birthday.
    joined: Option<Day>,
    // Invariant: every number is finite.
    attributes: BTreeMap<Label, Attribute>,
}

/// How large a company is, by the number of its employees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CompanySize {
    /// Fewer than 10.
    Micro,
    /// From 10 to 49.
    Small,
    /// From 50 to 249.
    Medium,
    /// From 250 on.
    Large,
}

/// Something else that is known of a customer. `Debug` is masked.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Attribute {
    /// A text to group by.
    Text(Label),
    /// A number. In a [`Customer`] it is finite.
    Number(f64),
    /// A yes or no.
    Flag(bool),
    /// A day.
    Day(Day),
}

impl Customer {
    /// A customer of whom nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name, in whatever script and order its owner writes it.
    pub fn with_name(mut self, name: impl Into<Personal>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// One more e-mail address. The first is the preferred one.
    pub fn with_email(mut self, email: Email) -> Self {
        self.emails.push(email);
        self
    }

    /// One more telephone number. The first is the preferred one.
    pub fn with_phone(mut self, phone: Phone) -> Self {
        self.phones.push(phone);
        self
    }

    /// The postal address.
    pub fn with_address(mut self, address: impl Into<Personal>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// The region, coarse enough to group by.
    pub fn with_region(mut self, region: impl Into<Label>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The industry.
    pub fn with_industry(mut self, industry: impl Into<Label>) -> Self {
        self.industry = Some(industry.into());
        self
    }

    /// The size of the company.
    pub fn with_size(mut self, size: CompanySize) -> Self {
        self.size = Some(size);
        self
    }

    /// The day of birth.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] if the customer joined before it.
    pub fn with_birthday(mut self, birthday: Birthday) -> Result<Self, Error> {
        self.birthday = Some(birthday);
        self.joined_alive()
    }

    /// The day from which on this has been a customer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] if it lies before the birthday.
    pub fn with_joined(mut self, joined: Day) -> Result<Self, Error> {
        self.joined = Some(joined);
        self.joined_alive()
    }

    /// One more attribute, in place of an earlier one of the same name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] for a number that is not finite.
    pub fn with_attribute(
        mut self,
        name: impl Into<Label>,
        value: impl Into<Attribute>,
    ) -> Result<Self, Error> {
        let value = value.into();
        if matches!(value, Attribute::Number(number) if !number.is_finite()) {
            let (found, expected) = (Found::NotFinite, "a finite number".into());
            return Err(ErrorKind::Value { what: "attribute", found, expected }.into());
        }
        self.attributes.insert(name.into(), value);
        Ok(self)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> Option<&Personal> {
        self.name.as_ref()
    }

    /// The e-mail addresses, the preferred one first.
    #[must_use]
    pub fn emails(&self) -> &[Email] {
        &self.emails
    }

    /// The telephone numbers, the preferred one first.
    #[must_use]
    pub fn phones(&self) -> &[Phone] {
        &self.phones
    }

    /// The postal address.
    #[must_use]
    pub fn address(&self) -> Option<&Personal> {
        self.address.as_ref()
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> Option<&Label> {
        self.region.as_ref()
    }

    /// The industry.
    #[must_use]
    pub fn industry(&self) -> Option<&Label> {
        self.industry.as_ref()
    }

    /// The size of the company.
    #[must_use]
    pub fn size(&self) -> Option<CompanySize> {
        self.size
    }

    /// The day of birth.
    #[must_use]
    pub fn birthday(&self) -> Option<Birthday> {
        self.birthday
    }

    /// The day from which on this has been a customer.
    #[must_use]
    pub fn joined(&self) -> Option<Day> {
        self.joined
    }

    /// The attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.get(name)
    }

    /// All attributes, by name.
    #[must_use]
    pub fn attributes(&self) -> &BTreeMap<Label, Attribute> {
        &self.attributes
    }

    fn joined_alive(self) -> Result<Self, Error> {
        match (self.birthday, self.joined) {
            (Some(birthday), Some(joined)) if joined < birthday.expose() => {
                let expected = "a day from the birthday on".into();
                Err(ErrorKind::Value { what: "joined", found: Found::Early, expected }.into())
            }
            _ => Ok(self),
        }
    }
}

impl CompanySize {
    /// The class by headcount alone.
    ///
    /// # References
    ///
    /// Commission Recommendation 2003/361/EC, annex, article 2, without its turnover limits.
    #[must_use]
    pub const fn of_employees(employees: u32) -> Self {
        match employees {
            0..10 => Self::Micro,
            10..50 => Self::Small,
            50..250 => Self::Medium,
            250.. => Self::Large,
        }
    }
}

impl From<Label> for Attribute {
    fn from(text: Label) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Attribute {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Attribute {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Attribute {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Day> for Attribute {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[attribute]")
    }
}

#[cfg(test)]
mod tests;
