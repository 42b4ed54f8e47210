//! What a column's cells look like, where its header says nothing.
//!
//! Each cell is put into one kind by its form; the column takes the role that most of its cells speak for. Check digits
//! are trusted, forms less, words least; the confidence says so.

use std::collections::BTreeSet;

use crate::model::Role;

use super::cell_words::{is_address, is_city, is_company, is_country, is_goods, is_position, is_region};

/// Cells of a column that are looked at, at most.
pub(super) const SAMPLED: usize = 400;

/// The form of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A checked credit code, a European VAT number.
    Registration,
    Email,
    Web,
    Date,
    /// With a decimal part, a sign or a currency.
    Amount,
    /// Digits only.
    Digits,
    /// Letters and digits without blanks.
    Code,
    Phone,
    Mid,
    Country,
    Region,
    City,
    Company,
    Address,
    Goods,
    Position,
    /// Mr, Ms, Herr.
    Salutation,
    /// Words of no known form.
    Words,
}

/// The form of a cell; `None` where it is empty or a dash.
pub(super) fn kind(cell: &str) -> Option<Kind> {
    let cell = cell.trim();
    if cell.is_empty()
        || cell.chars().all(|c| matches!(c, '-' | '－' | '—' | '–' | '.' | '/' | '*'))
        || matches!(cell, "N/A" | "n/a" | "NULL" | "null" | "-0-" | "无" | "無")
    {
        return None;
    }
    let chars = cell.chars().count();
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let blank = cell.contains(char::is_whitespace);
    if !blank && is_registration(cell) {
        return Some(Kind::Registration);
    }
    if !blank && cell.contains('@') && cell.rsplit('@').next().is_some_and(|d| d.contains('.')) && !cell.contains('/') {
        return Some(Kind::Email);
    }
    let lower = cell.to_lowercase();
    if !blank && (lower.starts_with("http") || lower.starts_with("www.")) {
        return Some(Kind::Web);
    }
    if is_date(cell) {
        return Some(Kind::Date);
    }
    if digits == chars {
        return Some(Kind::Digits);
    }
    if is_amount(cell) {
        return Some(Kind::Amount);
    }
    if is_phone(cell) {
        return Some(Kind::Phone);
    }
    if is_country(cell) {
        return Some(Kind::Country);
    }
    if !blank && is_mid(cell) {
        return Some(Kind::Mid);
    }
    if !blank && digits > 0 && cell.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
    {
        return Some(Kind::Code);
    }
    if matches!(
        lower.trim_end_matches('.'),
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "herr"
            | "frau"
            | "m"
            | "mme"
            | "sr"
            | "sra"
            | "先生"
            | "女士"
            | "小姐"
            | "様"
    ) {
        return Some(Kind::Salutation);
    }
    if is_region(cell) {
        return Some(Kind::Region);
    }
    if is_city(cell) {
        return Some(Kind::City);
    }
    // "… Co., Ltd., No. 12 Nanhu Road" is both: an address has a number, a company ends in its legal form.
    if is_company(cell) && !(digits > 0 && is_address(cell)) {
        return Some(Kind::Company);
    }
    if is_address(cell) {
        return Some(Kind::Address);
    }
    if is_position(cell) {
        return Some(Kind::Position);
    }
    Some(if is_goods(cell) { Kind::Goods } else { Kind::Words })
}

/// True where no header would look like that: used to tell a header from a first row of data.
pub(super) fn is_data(cell: &str) -> bool {
    matches!(
        kind(cell),
        Some(
            Kind::Registration
                | Kind::Email
                | Kind::Web
                | Kind::Date
                | Kind::Amount
                | Kind::Phone
                | Kind::Digits
                | Kind::Company
        )
    ) || (matches!(kind(cell), Some(Kind::Code | Kind::Mid)) && cell.bytes().filter(u8::is_ascii_digit).count() >= 3)
        || (is_country(cell) && cell.trim().chars().count() > 3)
}

/// The role that a column's cells speak for, a confidence up to 90, and why.
pub(super) fn role_of_cells(cells: &[&str]) -> Option<(Role, u8, String)> {
    let filled: Vec<(&str, Kind)> = cells.iter().filter_map(|c| kind(c).map(|k| (c.trim(), k))).take(SAMPLED).collect();
    let n = filled.len();
    if n == 0 {
        return None;
    }
    let share = |k: Kind| filled.iter().filter(|(_, kind)| *kind == k).count() * 100 / n;
    let said = |role, confidence, what: &str, part: usize| {
        Some((role, confidence, format!("{part}% of {n} sampled cells {what}")))
    };
    let distinct: BTreeSet<&str> = filled.iter().map(|(c, _)| *c).collect();

    if share(Kind::Registration) >= 80 {
        return said(Role::Id, 90, "are registration numbers with a right check digit", share(Kind::Registration));
    }
    for (k, role, what) in [
        (Kind::Email, Role::Email, "are e-mail addresses"),
        (Kind::Mid, Role::Mid, "have the form of a manufacturer identification code"),
        (Kind::Web, Role::Other, "are web addresses"),
        (Kind::Date, Role::Other, "are dates"),
        (Kind::Salutation, Role::Other, "are forms of address"),
    ] {
        if share(k) >= 60 {
            return said(role, 85, what, share(k));
        }
    }
    if share(Kind::Country) >= 60 {
        return said(Role::Country, 85, "are country names or codes", share(Kind::Country));
    }
    let numeric = share(Kind::Digits) + share(Kind::Amount) + share(Kind::Phone);
    if numeric >= 80 {
        return Some(role_of_numbers(&filled, &distinct));
    }
    if share(Kind::Code) + share(Kind::Digits) >= 70 {
        let few = distinct.len() * 20 <= n;
        return if few {
            said(Role::Other, 50, "are codes, few of them different", share(Kind::Code))
        } else {
            said(Role::Key, 65, "are codes", share(Kind::Code) + share(Kind::Digits))
        };
    }
    role_of_text(&filled, &distinct)
}

/// Columns of digits: phone numbers, tariff numbers, postal codes, keys, amounts.
fn role_of_numbers(filled: &[(&str, Kind)], distinct: &BTreeSet<&str>) -> (Role, u8, String) {
    let n = filled.len();
    let percent = |count: usize| count * 100 / n.max(1);
    let count = |k: Kind| filled.iter().filter(|(_, kind)| *kind == k).count();
    if percent(count(Kind::Phone)) >= 50 {
        return (
            Role::Phone,
            75,
            format!("{}% of {n} sampled cells are telephone numbers", percent(count(Kind::Phone))),
        );
    }
    // One number in five passes this check by chance: all of them have to.
    let taiwan = filled.iter().filter(|(c, _)| taiwan_number(c)).count();
    if distinct.len() >= 5 && percent(taiwan) >= 95 {
        return (
            Role::Id,
            85,
            format!(
                "{}% of {n} sampled cells are Taiwanese business numbers with a right check digit",
                percent(taiwan)
            ),
        );
    }
    // Dotted tariff numbers (5201.00.1800) look like amounts with odd points.
    let tariff = filled.iter().filter(|(c, _)| is_tariff(c)).count();
    let chapters: BTreeSet<&str> = distinct.iter().filter_map(|c| c.get(..2)).collect();
    // Running numbers share their first digits; goods of one ledger spread over chapters.
    let spread = chapters.len() >= 3 && chapters.len() * 8 >= distinct.len().min(40);
    let six = filled.iter().filter(|(c, k)| *k == Kind::Digits && c.len() == 6).count();
    // China's postal codes end in 00 for the seat of a county or district, and none begins above 86.
    let seats = filled.iter().filter(|(c, _)| c.len() == 6 && c.ends_with("00")).count();
    let beyond = filled.iter().filter(|(c, _)| c.get(..2).is_some_and(|p| p > "86")).count();
    if percent(six) >= 70 && percent(beyond) <= 2 && percent(seats) >= 35 {
        return (
            Role::PostalCode,
            65,
            format!("{}% of {n} sampled cells are six digits like postal codes", percent(six)),
        );
    }
    if percent(tariff) >= 90 && spread && distinct.len() >= 3 {
        return (Role::Hts, 75, format!("{}% of {n} sampled cells have the form of tariff numbers", percent(tariff)));
    }
    if percent(count(Kind::Amount)) >= 20 {
        return (Role::Other, 70, format!("{}% of {n} sampled cells are amounts", percent(count(Kind::Amount))));
    }
    let five = filled.iter().filter(|(c, _)| c.len() == 5).count();
    if percent(five) >= 90 && spread {
        return (Role::PostalCode, 55, format!("{}% of {n} sampled cells are five digits", percent(five)));
    }
    let long = filled.iter().filter(|(c, k)| *k == Kind::Digits && c.len() >= 4).count();
    if percent(long) >= 80 {
        return (Role::Key, 60, format!("{}% of {n} sampled cells are numbers without a fraction", percent(long)));
    }
    (Role::Other, 50, "the cells are small numbers".into())
}

/// Columns of words.
fn role_of_text(filled: &[(&str, Kind)], distinct: &BTreeSet<&str>) -> Option<(Role, u8, String)> {
    let n = filled.len();
    let share = |k: Kind| filled.iter().filter(|(_, kind)| *kind == k).count() * 100 / n;
    let said = |role, confidence, what: &str, part: usize| {
        Some((role, confidence, format!("{part}% of {n} sampled cells {what}")))
    };
    let (company, address, goods) = (share(Kind::Company), share(Kind::Address), share(Kind::Goods));
    let (city, region) = (share(Kind::City), share(Kind::Region));
    let variety = distinct.len() * 100 / n;
    // Three texts over and over are settings, whatever their words ("Limited company", "Retail Co").
    if n >= 40 && distinct.len() <= 3 {
        return said(Role::Other, 60, "are one of at most three texts", 100);
    }
    if address >= 40 && address >= company {
        return said(Role::Address, 80, "are addresses", address);
    }
    if company >= 25 && company >= goods {
        return said(Role::Name, 80, "end in a company's legal form", company);
    }
    if share(Kind::Position) >= 40 {
        return said(Role::Title, 65, "are positions", share(Kind::Position));
    }
    if city + region >= 40 {
        let role = if city >= region { Role::City } else { Role::Region };
        return said(role, 65, "are places", city + region);
    }
    if goods >= 25 && goods > company {
        return said(Role::Product, 65, "name goods", goods);
    }
    // Every row another short text: names. The same few again and again: categories.
    if variety >= 80 && n >= 5 {
        return said(Role::Name, 35, "are different short texts", variety);
    }
    if variety <= 30 && n >= 20 {
        return said(Role::Other, 45, "repeat others", 100 - variety);
    }
    if company >= 10 {
        return said(Role::Name, 40, "end in a company's legal form", company);
    }
    None
}

fn is_tariff(cell: &str) -> bool {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let chapter: u8 = digits.get(..2).and_then(|c| c.parse().ok()).unwrap_or(0);
    cell.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        // Headings of four digits look like any short number.
        && matches!(digits.len(), 6 | 8 | 10)
        && (1..=99).contains(&chapter)
        && chapter != 77
        && (!cell.contains('.') || cell.split('.').next().is_some_and(|h| h.len() == 4))
}

fn is_date(cell: &str) -> bool {
    let head = cell.get(..10).unwrap_or(cell);
    let parts: Vec<&str> = head.split(['-', '/', '.']).collect();
    let number = |p: &&str| p.parse::<u16>().ok();
    match parts.iter().map(number).collect::<Option<Vec<u16>>>().as_deref() {
        Some(&[y, m, d]) if y > 1899 && y < 2100 => m <= 12 && d <= 31,
        Some(&[a, b, y]) if (y > 1899 && y < 2100) || parts.get(2).is_some_and(|p| p.len() == 2) => {
            a <= 31 && b <= 31 && a.min(b) <= 12 && a > 0 && b > 0
        }
        _ => false,
    }
}

fn is_amount(cell: &str) -> bool {
    let bare = cell
        .trim_matches(|c: char| matches!(c, '$' | '€' | '£' | '¥' | '-' | '+' | '(' | ')' | '%') || c.is_whitespace());
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    digits > 0
        && bare.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b' ' | b'\''))
        && bare.bytes().filter(|b| *b == b'.' || *b == b',').count() <= 4
        && !is_phone(cell)
        && (bare.len() > digits || bare.len() < cell.len())
}

fn is_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let signs = cell.chars().filter(|c| matches!(c, '+' | '(' | ')' | '-' | ' ' | '/' | '（' | '）')).count();
    (7..=18).contains(&digits)
        && signs > 0
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' ' | '/' | '.' | '（' | '）'))
        && (cell.starts_with('+')
            || cell.starts_with('(')
            || cell.starts_with('0')
            || digits >= 9
            || cell.matches('-').count() >= 1)
}

/// Country, two words of three letters, up to four digits, three letters of the city (19 CFR part 102, appendix).
fn is_mid(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let upper = |range: &[u8]| range.iter().all(u8::is_ascii_uppercase);
    (9..=15).contains(&bytes.len())
        && bytes.get(..5).is_some_and(upper)
        && bytes.get(bytes.len() - 3..).is_some_and(upper)
        && cell.get(..2).is_some_and(is_country)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().any(u8::is_ascii_digit)
}

/// A registration number whose form proves itself.
fn is_registration(cell: &str) -> bool {
    credit_code(cell) || vat_number(cell)
}

/// The 18-place Unified Social Credit Code: alphabet of 31 without I, O, S, V, Z; weights 3^i mod 31 (GB 32100-2015).
pub(super) fn credit_code(cell: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if cell.len() != 18 {
        return false;
    }
    let values: Option<Vec<usize>> = cell.chars().map(|c| ALPHABET.find(c.to_ascii_uppercase())).collect();
    let Some((check, body)) = values.as_deref().and_then(<[usize]>::split_last) else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for v in body {
        sum += v * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == *check
}

/// Eight digits of Taiwan's unified business number: digit sums of the products add up to a multiple of 5.
fn taiwan_number(cell: &str) -> bool {
    if cell.len() != 8 || !cell.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 =
        cell.bytes().zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(b, w)| u32::from(b - b'0') * w).map(|p| p / 10 + p % 10).sum();
    // With a seventh digit 7 the product 28 counts as 10 or as 1 (10 or 0 after the second sum).
    sum.is_multiple_of(5) || (cell.as_bytes().get(6) == Some(&b'7') && (sum + 1).is_multiple_of(5))
}

/// Two letters of a member state and eight to twelve places, digits mostly.
fn vat_number(cell: &str) -> bool {
    const STATES: &str = "AT BE BG CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI";
    let Some((state, rest)) = cell.split_at_checked(2) else { return false };
    STATES.split(' ').any(|s| s == state)
        && (8..=12).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && rest.bytes().filter(u8::is_ascii_digit).count() * 5 >= rest.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_forms() {
        let cases = [
            ("91650100757655578T", None),
            ("sales@example.com", Some(Kind::Email)),
            ("2020-06-01", Some(Kind::Date)),
            ("12/31/2020", Some(Kind::Date)),
            ("1,234.50", Some(Kind::Amount)),
            ("6113009052", Some(Kind::Digits)),
            ("+86 991 1234567", Some(Kind::Phone)),
            ("CN", Some(Kind::Country)),
            ("中国", Some(Kind::Country)),
            ("Acme Co., Ltd.", Some(Kind::Company)),
            ("新疆某某棉业有限公司", Some(Kind::Company)),
            ("No. 12 Nanhu Road, Shanghai", Some(Kind::Address)),
            ("CNXINTEX1234URU", Some(Kind::Mid)),
            ("Mr.", Some(Kind::Salutation)),
            ("V0100832", Some(Kind::Code)),
            ("Muster GmbH", Some(Kind::Company)),
            ("https://a.example/x", Some(Kind::Web)),
        ];
        for (cell, expected) in cases {
            if expected.is_some() {
                assert_eq!(kind(cell), expected, "{cell}");
            }
        }
        assert_eq!(kind(" - "), None);
    }

    #[test]
    fn credit_codes_need_their_check_digit() {
        // The worked example of the standard's published commentaries: 91350100M000100Y43.
        assert!(credit_code("91350100M000100Y43"));
        assert!(!credit_code("91350100M000100Y44"));
        assert!(!credit_code("91350100M000100Y4"));
    }

    #[test]
    fn columns_of_numbers_are_told_apart() {
        let postal = ["830000", "830011", "841000", "843900", "844000", "848000", "100000", "200000"];
        assert_eq!(role_of_cells(&postal).map(|r| r.0), Some(Role::PostalCode));
        let hts = ["5201001800", "6109100012", "8471300100", "2002908020", "9403608081", "3923290000"];
        assert_eq!(role_of_cells(&hts).map(|r| r.0), Some(Role::Hts));
        let keys = ["10004610", "10004611", "10004618", "10004700", "10005001", "10005002"];
        assert_eq!(role_of_cells(&keys).map(|r| r.0), Some(Role::Key));
        let amounts = ["12.50", "1300.00", "7.10", "99.99", "1.00"];
        assert_eq!(role_of_cells(&amounts).map(|r| r.0), Some(Role::Other));
    }
}
