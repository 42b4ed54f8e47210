//! Values that a program typed on their way here: what that spoils can be seen from the type and the column's role, and
//! is said. The value is screened as it is.
//!
//! DuckDB, Polars, pyarrow and pandas guess types when they read a CSV, spreadsheets when a cell is typed in: tariff
//! numbers and postal codes become numbers without their zeros, `NO` becomes FALSE, `8-12-3` a date, and a number of
//! more than 15 digits is rounded. `tests/data/typed_values.tsv` names the programs and versions.

use crate::model::Role;

/// What a value is stored as, where it is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// A number with all of its digits.
    Number,
    /// A floating-point number, which holds 15 digits.
    Float,
    Boolean,
    Date,
}

/// What is lost of a value under a role: true where it is lost for this row alone, false where once for the column is
/// enough; and the sentence.
pub(super) fn spoilt(role: Role, typed: Typed, text: &str, in_china: bool) -> Option<(bool, &'static str)> {
    use Role::*;
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_number = matches!(typed, Typed::Number | Typed::Float);
    let once = |done| Some((false, done));
    match role {
        // Tariff numbers have 4, 6, 8 or 10 digits.
        Hts if is_number && !text.is_empty() && (digits < 4 || digits % 2 == 1 || text.contains('.')) => {
            once("a tariff number stored as a number: zeros at its ends are lost (0702.00 becomes 702)")
        }
        // China's codes have six digits, and 01 to 07 in front for six provinces; no country's have fewer than four.
        PostalCode if is_number && digits > 0 && (digits < 5 || in_china && digits == 5) => {
            once("a postal code stored as a number: zeros in front are lost (050000 becomes 50000)")
        }
        Id | Mid if is_number && digits > 15 && (typed == Typed::Float || rounded(text)) => {
            Some((true, "a number of more than 15 digits, rounded when it was stored as a number: digits are lost"))
        }
        Country | Name | City | Region | Address | Parent if typed == Typed::Boolean => {
            once("a yes-or-no value where a text is expected (NO, the code of Norway, becomes FALSE)")
        }
        Country | Name | City | Region | Address | Parent | PostalCode | Hts | Id | Mid if typed == Typed::Date => {
            once("a date where a text is expected (8-12-3 becomes 0008-12-03)")
        }
        _ => None,
    }
}

/// Only zeros follow the first 15 digits.
fn rounded(text: &str) -> bool {
    text.get(15..).is_some_and(|rest| rest.bytes().all(|b| b == b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_types_spoil_is_said_and_nothing_else() {
        let cases = include_str!("../../tests/data/typed_values.tsv");
        for case in cases.lines().skip(1) {
            let cells: Vec<&str> = case.split('\t').collect();
            let &[text, role, typed, country, expected, ..] = cells.as_slice() else { panic!("{case}") };
            let typed = match typed {
                "number" => Typed::Number,
                "float" => Typed::Float,
                "boolean" => Typed::Boolean,
                _ => Typed::Date,
            };
            let role = role.parse().unwrap_or_else(|e| panic!("{case}: {e}"));
            assert_eq!(spoilt(role, typed, text, country == "CN").is_some(), expected == "said", "{case}");
        }
    }
}
