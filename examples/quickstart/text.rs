//! Numbers and lines as they look in a terminal of 100 columns.

use regulars::Money;
use textwrap::core::display_width;

use crate::CURRENCY;

/// The columns of a line, after two blanks.
pub(crate) const LINE: usize = 98;

pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

pub(crate) fn money(money: Money) -> String {
    format!("{} {}", CURRENCY.code(), amount(money))
}

/// Decimal text, its whole units in groups of three.
pub(crate) fn amount(money: Money) -> String {
    let text = CURRENCY.text(money).to_string();
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    grouped(whole) + decimals
}

pub(crate) fn thousands(count: u64) -> String {
    grouped(&count.to_string())
}

/// Digits in groups of three, after a sign if there is one.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let comma = |index| 0 < index && (digits.len() - index) % 3 == 0;
    let digit = |(index, digit)| [comma(index).then_some(','), Some(digit)];
    let groups = digits.chars().enumerate().flat_map(digit).flatten();
    sign.chars().chain(groups).collect()
}

/// A horizontal bar for a `length` from 0 to 1 of `columns`, to an eighth of a column.
pub(crate) fn bar(length: f64, columns: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is some whole number of eighths"
    )]
    let eighths = (length * (8 * columns) as f64).round() as usize;
    "█".repeat(eighths / 8) + PARTS[eighths % 8]
}

/// `text` with blanks up to a width in columns, of which a Chinese character takes two.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

/// A sentence in as many lines as it needs.
pub(crate) fn indented(sentence: &str) -> String {
    let options = textwrap::Options::new(2 + LINE).initial_indent("    ");
    textwrap::fill(sentence, options.subsequent_indent("      "))
}
