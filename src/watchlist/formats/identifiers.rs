//! Identifiers by the labels that publishers give them: `Tax ID No.`, `Unified Social Credit Code (USCC)`.

use crate::model::Identifier;
use crate::watchlist::check::credit_code_is_valid;

use super::addresses::SOURCE;

/// Labels of numbers, lower case without signs at the end, and their schemes. A label that is not here and ends with a
/// word of numbers is its own scheme.
const SCHEMES: [(&str, &str); 34] = [
    ("unified social credit code (uscc)", "uscc"),
    ("unified social credit code", "uscc"),
    ("uscc", "uscc"),
    ("chinese commercial code", ""),
    ("legal entity number", "lei"),
    ("lei", "lei"),
    ("vessel registration identification", "imo"),
    ("imo number", "imo"),
    ("imo", "imo"),
    ("mmsi", "mmsi"),
    ("maritime mobile service identity", "mmsi"),
    ("swift/bic", "bic"),
    ("passport", "passport"),
    ("diplomatic passport", "passport"),
    ("stateless person passport", "passport"),
    ("ssn", "ssn"),
    ("r.f.c", "rfc"),
    ("rfc", "rfc"),
    ("c.u.r.p", "curp"),
    ("d.n.i", "dni"),
    ("rtn", "rtn"),
    ("us fein", "tax_id"),
    ("italian fiscal code", "tax_id"),
    ("electoral registry", "electoral_registry"),
    ("credencial electoral", "electoral_registry"),
    ("personal id card", "personal_id"),
    ("residency number", "residency"),
    ("matricula mercantil", "registration_number"),
    ("folio mercantil", "registration_number"),
    ("cartilla de servicio militar nacional", "military_registration"),
    ("kenyan id", "national_id"),
    ("license", "licence"),
    ("isin", "isin"),
    ("call sign", "call_sign"),
];

/// Words at the end of a label of a number.
const NUMBER_WORDS: [&str; 8] = ["no", "no.", "number", "number:", "#", "id", "identification", "code"];

/// Labels that say how to reach a party or what it is, not which number it has.
const NO_NUMBERS: [&str; 10] =
    ["phone", "telephone", "fax", "date", "model", "website", "email", "gender", "flag", "sanctions"];

/// The scheme of a label; nothing for a label of something else than a number.
pub(super) fn scheme(label: &str) -> Option<String> {
    let label = label.trim().trim_start_matches("alt. ").to_lowercase();
    let bare = label.trim_end_matches([':', '.', '#', ' ']);
    let known = |key: &str| SCHEMES.iter().find(|(own, _)| *own == key).map(|(_, scheme)| (*scheme).to_owned());
    if let Some(scheme) = known(bare).or_else(|| known(bare.trim_end_matches(" no").trim_end())) {
        return (!scheme.is_empty()).then_some(scheme);
    }
    if let Some(currency) = bare.strip_prefix("digital currency address") {
        return Some(format!("digital_currency{}", slug(currency)));
    }
    let last = label.split_whitespace().last().unwrap_or_default();
    if bare.len() > 60
        || !NUMBER_WORDS.contains(&last.trim_end_matches(':'))
        || NO_NUMBERS.iter().any(|w| bare.contains(w))
    {
        return None;
    }
    let bare = bare.split('(').next().unwrap_or(bare);
    let slug = slug(bare.trim_end_matches(" no").trim_end());
    Some(slug.trim_start_matches('_').to_owned()).filter(|slug| !slug.is_empty())
}

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        slug.push('_');
        slug.push_str(word);
    }
    slug
}

/// An identifier of a label and a value. A credit code with a wrong check character keeps its value under another
/// scheme: it is looked for as it is.
pub(super) fn identifier(label: &str, value: &str) -> Option<Identifier> {
    let mut scheme = scheme(label)?;
    let value = value.trim().trim_end_matches([';', ',']).trim();
    let value = value.strip_prefix("IMO ").filter(|_| scheme == "imo").unwrap_or(value);
    if !value.chars().any(char::is_alphanumeric) {
        return None;
    }
    if credit_code_is_valid(value) {
        scheme = "uscc".to_owned();
    } else if scheme == "uscc" {
        scheme = "registration_number".to_owned();
    }
    Some(of(&scheme, value))
}

/// An identifier of a known scheme.
pub(super) fn of(scheme: &str, value: &str) -> Identifier {
    Identifier { scheme: scheme.to_owned(), value: value.to_owned(), source: SOURCE.to_owned() }
}

/// The identifiers of a cell of the Consolidated Screening List, and the parts that are none. Until about 2020 the
/// label is last (`CH, 123-4, Company Number`), later first (`Passport, X1, TR`).
pub(super) fn of_csl(cell: &str) -> (Vec<Identifier>, Vec<String>) {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    for part in cell.split("; ").map(str::trim).filter(|p| !p.is_empty()) {
        let pieces: Vec<&str> = part.split(", ").map(str::trim).collect();
        let at_end = |at: usize| pieces.get(at).copied().filter(|label| scheme(label).is_some());
        let first = at_end(0);
        let last = pieces.len().checked_sub(1).filter(|at| *at > 0).and_then(at_end);
        let is_country = |p: &str| p.len() == 2 && p.bytes().all(|b| b.is_ascii_uppercase());
        let label = first.or(last);
        let values: Vec<&str> =
            pieces.iter().copied().filter(|p| Some(*p) != label && !is_country(p) && !p.is_empty()).collect();
        match label.and_then(|label| identifier(label, &values.join(", "))) {
            Some(identifier) => found.push(identifier),
            None => notes.push(part.to_owned()),
        }
    }
    (found, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_schemes() {
        for (label, value, expected) in [
            ("Tax ID No.", "7744001497", "tax_id 7744001497"),
            ("Unified Social Credit Code (USCC)", "91350100M000100Y43", "uscc 91350100M000100Y43"),
            ("Unified Social Credit Code (USCC)", "91350100M000100Y44", "registration_number 91350100M000100Y44"),
            ("Registration ID", "91350100M000100Y43", "uscc 91350100M000100Y43"),
            ("Vessel Registration Identification", "IMO 8898831", "imo 8898831"),
            ("Business Registration Document #", "0012345678", "business_registration_document 0012345678"),
            ("SWIFT/BIC", "CKLBCNBJ", "bic CKLBCNBJ"),
            ("Digital Currency Address - XBT", "1Ab", "digital_currency_xbt 1Ab"),
            ("Phone Number", "123456789", ""),
            ("Gender", "Male", ""),
        ] {
            let found = identifier(label, value).map(|i| format!("{} {}", i.scheme, i.value)).unwrap_or_default();
            assert_eq!(found, expected, "{label}");
        }
    }

    #[test]
    fn cells_of_both_orders_are_read() {
        for (cell, expected) in [
            ("US, 80-0890696, Tax ID No.", "tax_id 80-0890696"),
            ("Passport, 836238033, KP; Gender, Male", "passport 836238033 / Gender, Male"),
            (
                "http://www.example.ru, Website; 5030056754, Tax ID No.",
                "tax_id 5030056754 / http://www.example.ru, Website",
            ),
            ("IMO 8898831, Vessel Registration Identification", "imo 8898831"),
            ("", ""),
        ] {
            let (found, notes) = of_csl(cell);
            let found = found.iter().map(|i| format!("{} {}", i.scheme, i.value)).chain(notes);
            assert_eq!(found.collect::<Vec<_>>().join(" / "), expected, "{cell}");
        }
    }
}
