//! Codes of Xinjiang in a cell of their own: as a region (`XJ`, `CN-65`, 650000) and as a telephone area (0991).
//!
//! A cell is read here without its column: the policy counts region codes in columns of regions and numbers in columns
//! of telephones only, for 65 is a French department and 0903 begins mobile numbers of Vietnam. Sources of the codes:
//! `watchlists/words/region_signs.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::lexicon::countries;
use crate::text::mid::Mid;
use crate::text::table::{cell, rows};

/// How plainly a code says Xinjiang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// A region's code with its country (`CN-XJ`, `CN-65`) or with its division (650100).
    Region,
    /// The region's letters or number alone (`XJ`, 65), which are other things in other countries.
    ShortRegion,
    /// The key of the region in the tables of an ERP (SAP: 290), a mere number elsewhere.
    ErpRegion,
    /// A telephone number with the country code of China.
    Phone,
    /// A telephone number without one.
    LocalPhone,
}

/// Codes of the table by their kind.
#[derive(Debug)]
struct Codes {
    areas: FxHashSet<&'static str>,
    divisions: FxHashSet<&'static str>,
}

static CODES: LazyLock<Codes> = LazyLock::new(|| {
    let of_kind = |kind: &str| {
        let table = rows(include_str!("../../watchlists/words/region_signs.tsv"));
        table.filter(|row| cell(row, 0) == kind).map(|row| cell(&row, 1)).collect()
    };
    Codes { areas: of_kind("phone_area"), divisions: of_kind("admin_code") }
});

/// Longest cell of a region's code: `CN-650102000000`.
const LONGEST_CODE: usize = 15;

/// Digits of a telephone number after its area: seven, eight since the larger cities ran out.
const LOCAL: std::ops::RangeInclusive<usize> = 7..=8;

/// The code of Xinjiang that a cell is or holds.
pub(super) fn of_cell(text: &str) -> Option<CodeKind> {
    let text = text.trim();
    if text.len() <= LONGEST_CODE
        && let Some(kind) = region(&text.to_ascii_uppercase())
    {
        return Some(kind);
    }
    // Cheap check first: every number of Xinjiang has one of these in it.
    if text.len() < 10 || !(text.contains("99") || text.contains("90")) {
        return None;
    }
    text.split([';', '/', ',', '|', '、', '，', '；', '\n']).find_map(phone)
}

fn region(code: &str) -> Option<CodeKind> {
    // A column of numbers with a gap in it is one of floats.
    let code = code.strip_suffix(".0").unwrap_or(code);
    let prefixed =
        ["CN-", "CN ", "CN.", "CN_", "CN/", "CHN-", "CN"].iter().find_map(|country| code.strip_prefix(country));
    match prefixed {
        Some("XJ") => Some(CodeKind::Region),
        Some(number) => division(number).then_some(CodeKind::Region),
        None if matches!(code, "XJ" | "65") => Some(CodeKind::ShortRegion),
        None if code == "290" => Some(CodeKind::ErpRegion),
        None => division(code).then_some(CodeKind::Region).filter(|_| code.len() > 2),
    }
}

/// The number of Xinjiang or of one of its divisions in two, four or six digits (GB/T 2260), or in the nine or twelve
/// of the statistics. A county counts by its prefecture.
fn division(number: &str) -> bool {
    let known = || number.get(..4).is_some_and(|prefecture| CODES.divisions.contains(prefecture));
    number == "65" || matches!(number.len(), 4 | 6 | 9 | 12) && number.bytes().all(|b| b.is_ascii_digit()) && known()
}

/// One telephone number: `+86 (0)998 2823456`, `0086-991-…`, 0903-2051234.
fn phone(number: &str) -> Option<CodeKind> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let international = ["0086", "86"].iter().find_map(|code| digits.strip_prefix(code));
    let (kind, rest) = match international {
        // 0860 is an area of Guangdong: the country code comes with a plus sign, two zeros or an area of Xinjiang.
        Some(rest) if digits.len() > 11 => (CodeKind::Phone, rest.strip_prefix('0').unwrap_or(rest)),
        _ => (CodeKind::LocalPhone, digits.strip_prefix('0')?),
    };
    let (area, local) = (rest.get(..3)?, rest.get(3..)?);
    // An extension may follow a whole number: 0991-4567890-8012.
    let length =
        || LOCAL.contains(&local.len()) || number.trim().split(['-', ' ', '转']).count() > 2 && local.len() > 8;
    (CODES.areas.contains(format!("0{area}").as_str()) && length()).then_some(kind)
}

/// Makers' codes (MID) in running text, each behind a label: `mfr CNTURESQTUR per invoice`, `MID:
/// CNTURESQTUR`. A word in capitals of that form and of a country, since `MFR CHEMICALS` has it too.
pub(super) fn of_makers(text: &str) -> impl Iterator<Item = &str> {
    const LABELS: [&str; 8] = ["mid", "mids", "mfr", "mfg", "manuf", "manufacturer", "maker", "mf"];
    let cut = |c: char| c.is_whitespace() || matches!(c, ':' | '#' | ',' | ';' | '(' | ')' | '=' | '.');
    // Most cells have none of these words.
    let bytes = text.as_bytes();
    let begins = |at: usize| at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric());
    let may_hold = bytes.len() > 11 && memchr::memchr2_iter(b'm', b'M', bytes).any(begins);
    let text = if may_hold { text } else { "" };
    let words = move || text.split(cut).filter(|word| !word.is_empty());
    let is_label = |word: &str| LABELS.iter().any(|label| label.eq_ignore_ascii_case(word));
    // In `MFR ID CNTURESQTUR` one short word is between the label and the code.
    let before = std::iter::once("").chain(words());
    let before_that = ["", ""].into_iter().chain(words());
    let labelled = words().zip(before.zip(before_that));
    let is_code = |word: &str| {
        word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && Mid::of_cell(word).is_some_and(|mid| countries::of_cell(mid.country()).is_some())
    };
    let found = labelled.filter(move |(word, (one, two))| {
        let id = one.len() <= 4 && is_label(two);
        word.len() >= 8 && (is_label(one) || id) && is_code(word)
    });
    found.map(|(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_region() {
        for code in [
            "CN-XJ",
            "cn-65",
            "CN-650000",
            "650000",
            "650102",
            "653226",
            "CNXJ",
            "CN/XJ",
            "650000.0",
            "6501",
            "659012",
            "650102000000",
            "652101",
        ] {
            assert_eq!(of_cell(code), Some(CodeKind::Region), "{code}");
        }
        for code in ["XJ", "xj ", "65", "65.0"] {
            assert_eq!(of_cell(code), Some(CodeKind::ShortRegion), "{code}");
        }
        for code in ["FR-65", "64", "65000", "65101", "658101", "CN-66", "XJX", "US-MO", "65-70", "6599", "6.5"] {
            assert_eq!(of_cell(code), None, "{code}");
        }
    }

    #[test]
    fn numbers_of_the_region() {
        for number in
            ["+86 (0)998 2823456", "0086-991-4567890", "86-999-8123456", "+86-0903-2051234", "+86 991 45678901"]
        {
            assert_eq!(of_cell(number), Some(CodeKind::Phone), "{number}");
        }
        for number in ["0903-2051234", "(0996) 2023456", "13812345678 / 0991-4567890", "0991-4567890-8012"] {
            assert_eq!(of_cell(number), Some(CodeKind::LocalPhone), "{number}");
        }
        let others =
            ["0903 123 456", "+84 903 123 4567", "+86 138 9991 2345", "0571-8899 0991", "+86 21 99120903", "99140903"];
        for number in others {
            assert_eq!(of_cell(number), None, "{number}");
        }
    }
}
