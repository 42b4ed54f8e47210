//! Identifiers that a program spoilt on the way here, or that are none: digits lost, wrong check digits.
//!
//! The cell is screened as it is; the note says what a person should look up. Only columns that hold identifiers are
//! judged by their form, other columns by what no ordinary number looks like.
//!
//! Sources: GB 32100-2015 (credit code), GB 11643-1999 (resident identity number, which looks like a credit code),
//! ISO 17442-1:2020 (LEI: 18 characters and two check digits, the whole 1 mod 97).

use crate::model::{ColumnMap, Role};
use crate::text;
use crate::text::credit_code::{CreditCode, codes, credit_code, is_organization_code, is_registered, rounded};

use super::header_words::compact;

/// What a column should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Credit codes, by its header; organization codes and the registration numbers before 2015 as well.
    CreditCode,
    /// Legal entity identifiers, by its header.
    Lei,
    /// Numbers of any kind whose digits all count: tax numbers, keys, telephones, tariff numbers.
    Number,
    /// Anything.
    Any,
}

/// Characters of a credit code.
const SHORTEST_CODE: usize = 18;

/// Digits that a credit code has at least: its first eight characters, and two of the organization code.
const FEWEST_DIGITS: usize = 10;

impl Expected {
    /// For each column.
    pub(super) fn of(columns: &ColumnMap) -> Vec<Self> {
        const CREDIT_CODE: [&str; 5] = ["信用代码", "socialcredit", "uscc", "组织机构代码", "unifiedcreditcode"];
        let of_column = |(header, role): (&String, &Role)| {
            let key = compact(header);
            match role {
                Role::Id if CREDIT_CODE.iter().any(|words| key.contains(words)) => Self::CreditCode,
                Role::Id if matches!(key.as_str(), "lei" | "leicode" | "leinumber" | "legalentityidentifier") => {
                    Self::Lei
                }
                Role::Id | Role::Key | Role::Phone | Role::Hts | Role::PostalCode | Role::Mid => Self::Number,
                _ => Self::Any,
            }
        };
        columns.headers.iter().zip(&columns.roles).map(of_column).collect()
    }

    /// What is wrong with a cell of the column: kind of the problem, and a sentence.
    pub(super) fn problem(self, cell: &str) -> Option<(&'static str, String)> {
        // Most cells end here: too short for a code, or an address with a few numbers in it.
        let may_be_code = match self {
            Self::CreditCode | Self::Lei => digits(cell) >= 1,
            Self::Number | Self::Any => {
                cell.len() >= SHORTEST_CODE && digits(cell) >= FEWEST_DIGITS && has_digits_of_a_code(cell)
            }
        };
        let lost = if may_be_code || may_be_rounded(cell) { self.digits_lost(cell) } else { None };
        lost.or_else(|| if may_be_code { self.invalid(cell) } else { None })
    }

    fn digits_lost(self, cell: &str) -> Option<(&'static str, String)> {
        let number = rounded(cell)?;
        // Amounts and measures are written so; none in money has eighteen digits.
        if self == Self::Any && number.digits != SHORTEST_CODE {
            return None;
        }
        let (kept, of) = (number.kept.len(), number.digits);
        let done = format!(
            "digits lost: “{}” keeps {kept} of {of} digits; export the column as text and screen it again",
            cell.trim()
        );
        Some(("digits_lost", done))
    }

    fn invalid(self, cell: &str) -> Option<(&'static str, String)> {
        let n = text::normalize(cell);
        let what = match self {
            Self::Lei => (!is_lei(&n.joined("").to_ascii_uppercase())).then_some("a legal entity identifier"),
            Self::CreditCode => {
                let whole = n.joined("");
                let number = whole.len() == 15 && whole.bytes().all(|b| b.is_ascii_digit());
                let valid = codes(&n).any(|(_, code)| credit_code(code) == Some(CreditCode::Valid));
                (!valid && !number && !is_organization_code(&whole)).then_some("a credit code")
            }
            Self::Number | Self::Any => {
                let mut found = codes(&n).map(|(_, code)| code);
                let wrong = |code: &str| credit_code(code) == Some(CreditCode::Invalid) && is_registered(code);
                found.any(|code| wrong(code) && !is_resident(code)).then_some("a credit code")
            }
        };
        let done = |what| {
            format!(
                "“{}” is not {what}: wrong length or check digit; screened as it is, check it at its source",
                cell.trim()
            )
        };
        what.map(|what| ("invalid_identifier", done(what)))
    }
}

/// Digits of a cell, of any script.
fn digits(cell: &str) -> usize {
    if cell.is_ascii() {
        cell.bytes().filter(u8::is_ascii_digit).count()
    } else {
        cell.chars().filter(|c| c.is_numeric()).count()
    }
}

/// As many letters and digits side by side as a credit code has, as many digits among them, and those of a division
/// where a code has them: a telephone number is too short, and an address has words between its numbers.
fn has_digits_of_a_code(cell: &str) -> bool {
    /// Places 3 to 8 of 18, the last one in the lowest bit.
    const DIVISION: u32 = 0b11_1111 << (SHORTEST_CODE - 8);
    let mut last = 0_u32;
    let (mut seen, window) = (0, (1 << SHORTEST_CODE) - 1);
    cell.chars().filter(|c| c.is_alphanumeric()).any(|c| {
        last = (last << 1 | u32::from(c.is_numeric())) & window;
        seen += 1;
        seen >= SHORTEST_CODE && last & DIVISION == DIVISION && last.count_ones() as usize >= FEWEST_DIGITS
    })
}

/// A number in scientific notation.
fn may_be_rounded(cell: &str) -> bool {
    cell.len() >= 5 && cell.starts_with(|c: char| c.is_ascii_digit()) && cell.contains(['e', 'E'])
}

/// 18 characters and two check digits: letters count 10 to 35, and the number is 1 mod 97.
fn is_lei(text: &str) -> bool {
    let rest = text.chars().try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        Some((if value < 10 { rest * 10 + value } else { rest * 100 + value }) % 97)
    });
    text.len() == 20 && text.bytes().rev().take(2).all(|b| b.is_ascii_digit()) && rest == Some(1)
}

/// A resident identity number with its right check character (weights 2^i mod 11).
fn is_resident(code: &str) -> bool {
    let weighed = code.bytes().rev().zip(0..18).map(|(b, i)| match b {
        b'X' | b'x' if i == 0 => Some(10),
        _ => char::from(b).to_digit(10).map(|d| d * (1 << i) % 11),
    });
    code.len() == 18 && weighed.sum::<Option<u32>>().is_some_and(|sum| sum % 11 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str, role: Role, cell: &str) -> Option<&'static str> {
        let map = ColumnMap { headers: vec![header.into()], roles: vec![role], ..ColumnMap::default() };
        Expected::of(&map).first().and_then(|e| e.problem(cell)).map(|(kind, _)| kind)
    }

    #[test]
    fn spoilt_and_invalid_identifiers_are_named() {
        let (lost, invalid) = (Some("digits_lost"), Some("invalid_identifier"));
        let cases = [
            ("Tax ID", Role::Id, "9.1350100M+17", None),
            ("Tax ID", Role::Id, "9.13300007337961E+17", lost),
            ("Tax ID", Role::Id, "913300007337961000", lost),
            ("Tax ID", Role::Id, "913300007337961067", invalid),
            ("Tax ID", Role::Id, "91330000733796106P", None),
            ("Tax ID", Role::Id, "9133 0000 7337 9610 6Q", invalid),
            ("Tax ID", Role::Id, "DE811115368", None),
            // A resident of Beijing: the worked example of the standard.
            ("Tax ID", Role::Id, "11010519491231002X", None),
            ("Vendor No", Role::Key, "1.00005E+11", lost),
            ("Vendor No", Role::Key, "12E5", None),
            ("Amount", Role::Other, "1.5E+06", None),
            ("Remarks", Role::Other, "9.133E+17", lost),
            ("Remarks", Role::Other, "new code 91330000733796106Q", invalid),
            ("Order", Role::Other, "202609010000123457", None),
            ("统一社会信用代码", Role::Id, "9133000073379610", invalid),
            ("统一社会信用代码", Role::Id, "73379610-6", None),
            ("统一社会信用代码", Role::Id, "330000000012345", None),
            ("统一社会信用代码", Role::Id, "无", None),
            ("LEI", Role::Id, "5493001KJTIIGC8Y1R12", None),
            ("LEI", Role::Id, "5493001KJTIIGC8Y1R13", invalid),
            ("LEI", Role::Id, "98", invalid),
            ("LEI", Role::Id, "", None),
        ];
        for (header, role, cell, expected) in cases {
            assert_eq!(kind(header, role, cell), expected, "{header}: {cell}");
        }
    }
}
