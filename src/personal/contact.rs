//! Ways to reach a person, checked when they are made.

use std::str::FromStr;

use crate::error::{Error, ErrorKind, Found};

/// An e-mail address, masked as [`Personal`](crate::Personal) text is.
///
/// It is checked for a form that mail can be sent to; whether anyone reads it, only a mail can
/// tell. The part before the `@` is kept byte for byte, since its host alone knows whether case
/// matters there; the domain is put in lower case. Domains in other scripts stay in theirs.
///
/// Refused are: white space, control and invisible characters anywhere; more than one `@` or
/// one of `(),:;<>[\]"`, unless the local part stands in quotes; more than 64 bytes before the
/// `@`, or 254 in all; IP addresses, and domains without a dot.
///
/// # Examples
///
/// ```
/// use regulars::Email;
///
/// let email: Email = "Ada+news@Example.ORG".parse()?;
/// assert_eq!(email.expose(), "Ada+news@example.org");
/// assert_eq!(email.to_string(), "[personal]");
/// assert!("ada@localhost".parse::<Email>().is_err());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(
    // Invariant: as `Email::from_str` makes it; read again it is the same.
    String,
);

/// A telephone number with its country code, masked as [`Personal`](crate::Personal) text is.
///
/// It is kept as E.164 writes it: `+` and from 7 to 15 digits. Read are also a leading `00` for
/// the `+`, the usual separators, full-width and Arabic digits, and a trunk zero in brackets,
/// which is left out: `+44 (0)20 …`. A number without a country code is refused, because no
/// country is guessed; so are letters, extensions and short codes.
///
/// # Examples
///
/// ```
/// use regulars::Phone;
///
/// let phone: Phone = "0044 (0)20 7946-0958".parse()?;
/// assert_eq!(phone.expose(), "+442079460958");
/// assert_eq!(phone.to_string(), "[personal]");
/// assert!("020 7946 0958".parse::<Phone>().is_err());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(
    // Invariant: `+`, a digit from 1 to 9, and 6 to 14 digits more.
    String,
);

/// The limits of RFC 5321, 4.5.3.1, in bytes: a local part, and a path without its brackets.
const LOCAL_MAX: usize = 64;
const EMAIL_MAX: usize = 254;
/// The limit of RFC 1035, 2.3.4, for each part of a domain.
const DOMAIN_PART_MAX: usize = 63;
/// What RFC 5322, 3.2.3, allows before the `@` in quotes only.
const SPECIALS: &str = r#"()<>[]:;@\,""#;

/// The digits of a number, country code included: at most 15 by E.164; the shortest in use are
/// those of Saint Helena (+290) and Niue (+683).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// What people put between digits.
const SEPARATORS: &str = " \u{A0}\u{202F}\u{3000}-\u{2010}\u{2011}\u{2013}\u{FF0D}./";
/// The zeros of the digits that are read: ASCII, Arabic, Persian, full-width.
const ZEROS: [char; 4] = ['0', '\u{660}', '\u{6F0}', '\u{FF10}'];

impl Email {
    /// The address itself. Mind where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Phone {
    /// The number itself, as in `+442079460958`. Mind where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = |found| {
            let expected = "an address such as name@example.org".into();
            Error::from(ErrorKind::Value { what: "e-mail", found, expected })
        };
        let Some((local, domain)) = text.rsplit_once('@') else {
            return Err(refused(Found::text(text)));
        };
        // Lower case can be longer, so lengths are looked at afterwards.
        let email = format!("{local}@{}", domain.to_lowercase());
        if LOCAL_MAX < local.len() || EMAIL_MAX < email.len() {
            return Err(refused(Found::LongText));
        }
        let usable = is_local(local) && is_domain(&email[local.len() + 1..]);
        if usable { Ok(Self(email)) } else { Err(refused(Found::Text)) }
    }
}

impl FromStr for Phone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let plain: String = text.chars().filter(|c| !SEPARATORS.contains(*c)).map(ascii).collect();
        let plain = plain.replace("(0)", "").replace(['(', ')'], "");
        let digits = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"));
        match digits.filter(|digits| is_international(digits)) {
            Some(digits) => Ok(Self(format!("+{digits}"))),
            None => Err(ErrorKind::Value {
                what: "phone",
                found: Found::text(text),
                expected: "a number with its country code, such as +442079460958".into(),
            }
            .into()),
        }
    }
}

fn is_local(local: &str) -> bool {
    let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let visible = !local.is_empty() && !local.contains(is_unseen);
    visible
        && match quoted {
            Some(inside) => !inside.is_empty() && !inside.contains(['"', '\\']),
            None => !local.contains(|c| SPECIALS.contains(c)),
        }
}

fn is_domain(domain: &str) -> bool {
    let parts = || domain.split('.');
    // No top-level domain is a number; an IP address ends in one.
    let named = parts().next_back().is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
    named && 2 <= parts().count() && parts().all(is_domain_part)
}

fn is_domain_part(part: &str) -> bool {
    let admits = |c: char| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii() && !is_unseen(c);
    let hyphens_inside = !part.starts_with('-') && !part.ends_with('-');
    (1..=DOMAIN_PART_MAX).contains(&part.len()) && hyphens_inside && part.chars().all(admits)
}

/// White space, control characters, and those that change how text looks without being seen.
fn is_unseen(c: char) -> bool {
    let format = matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    c.is_whitespace() || c.is_control() || format
}

fn is_international(digits: &str) -> bool {
    // No country code begins with a zero.
    PHONE_DIGITS.contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0')
}

/// The ASCII character for a digit, plus sign or bracket of another script; others as they are.
fn ascii(c: char) -> char {
    let digit = |zero: &char| u32::from(c).checked_sub(u32::from(*zero)).filter(|d| *d < 10);
    match ZEROS.iter().find_map(digit).and_then(|digit| char::from_digit(digit, 10)) {
        Some(digit) => digit,
        None => match c {
            '\u{FF0B}' => '+',
            '\u{FF08}' => '(',
            '\u{FF09}' => ')',
            other => other,
        },
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Email {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = super::read(deserializer, "an e-mail address")?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Phone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = super::read(deserializer, "a telephone number")?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
