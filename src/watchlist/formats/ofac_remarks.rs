//! The remarks of OFAC's delimited files, which hold birth days, weak names and identifiers of a party in one text.
//!
//! `DOB 12 Oct 1972; POB Corozal, Belize; Passport 0291622 (Belize); a.k.a. 'ZELT'; Linked To: QORVATH LLC.` (OFAC,
//! "Specially Designated Nationals and Blocked Persons Data Specification": names in quotes are weak.)

use crate::model::NameKind;

use super::identifiers;
use super::names::RawName;
use super::party::Party;

/// Labels without a word of numbers at their end.
const BARE_LABELS: [&str; 12] = [
    "Passport",
    "Diplomatic Passport",
    "SSN",
    "R.F.C.",
    "RFC",
    "C.U.R.P.",
    "D.N.I.",
    "MMSI",
    "SWIFT/BIC",
    "RTN",
    "Italian Fiscal Code",
    "Vessel Registration Identification",
];

/// Words after which the number of an identifier begins.
const BEFORE_NUMBER: [&str; 7] = [" No. ", " Number ", " # ", " ID ", " Code ", " Card ", "Code (USCC) "];

/// Reads remarks into the party; what has no place of its own becomes a note.
pub(super) fn read(party: &mut Party, remarks: &str) {
    let mut notes: Vec<&str> = Vec::new();
    let remarks = remarks.trim();
    let whole = remarks.strip_suffix('.').unwrap_or(remarks);
    for part in whole.split("; ").map(str::trim).filter(|p| !p.is_empty()) {
        let bare = part.strip_prefix("alt. ").unwrap_or(part);
        if let Some(kind) = kind_of_name(bare) {
            party.names.extend(quoted(bare).map(|text| RawName { text: text.to_owned(), kind, weak: true }));
        } else if let Some(day) = bare.strip_prefix("DOB ") {
            party.known.has_birth = true;
            party.identifier("dob", day);
        } else if let Some(place) = bare.strip_prefix("POB ") {
            party.known.has_birth = true;
            party.identifier("pob", place);
        } else if let Some(identifier) = labelled(bare) {
            party.identifiers.push(identifier);
        } else {
            notes.push(part);
        }
    }
    party.note("remarks", &notes.join("; "));
}

fn kind_of_name(part: &str) -> Option<NameKind> {
    let known = [("a.k.a. ", NameKind::Alias), ("f.k.a. ", NameKind::Former), ("n.k.a. ", NameKind::CurrentName)];
    let (_, kind) = known.into_iter().find(|(start, _)| part.starts_with(start))?;
    quoted(part).map(|_| kind)
}

/// The name in quotes; an apostrophe may be within it.
fn quoted(part: &str) -> Option<&str> {
    let first = part.find(['\'', '"', '‘', '“'])?;
    let quote = part.get(first..)?.chars().next()?;
    let inside = part.get(first + quote.len_utf8()..)?;
    let end = inside.rfind(['\'', '"', '’', '”']).unwrap_or(inside.len());
    inside.get(..end).map(str::trim).filter(|name| !name.is_empty())
}

/// `Registration ID CH-660 (Switzerland)`: a label, a number and the country that gave it.
fn labelled(part: &str) -> Option<crate::model::Identifier> {
    let digital = part.strip_prefix("Digital Currency Address - ").and_then(|rest| rest.split_once(' '));
    if let Some((currency, address)) = digital {
        return identifiers::identifier(&format!("Digital Currency Address - {currency}"), address);
    }
    let bare = BARE_LABELS.iter().find_map(|label| {
        let rest = part.strip_prefix(label)?.strip_prefix(' ')?;
        Some((*label, rest))
    });
    let (label, value) = bare.or_else(|| {
        // `Tax ID No. 80`: the last of such words before the first figure.
        let figure = part.find(|c: char| c.is_ascii_digit())?;
        let ends = BEFORE_NUMBER.iter().filter_map(|word| Some(part.find(word)? + word.len()));
        let at = ends.filter(|at| *at <= figure.min(70)).max().or_else(|| {
            // `Registration ID CH-660`: letters before the figure.
            BEFORE_NUMBER.iter().filter_map(|word| Some(part.find(word)? + word.len())).min().filter(|at| *at <= 70)
        })?;
        Some((part.get(..at)?.trim_end(), part.get(at..)?))
    })?;
    // `(Iran)` after the number; `(SEAN)` within it stays.
    let value = value.split(" (").next().unwrap_or(value);
    let first = value.trim().strip_prefix("IMO ").unwrap_or(value.trim());
    let is_number = first.bytes().any(|b| b.is_ascii_digit()) || label == "SWIFT/BIC";
    (is_number && first.split(' ').count() <= 4).then(|| identifiers::identifier(label, first)).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::programmes;
    use super::*;

    #[test]
    fn remarks_come_apart() {
        let mut party = Party::new(programmes::of_key("SDN"), None);
        read(
            &mut party,
            "DOB 12 Oct 1972; alt. DOB 1971; POB Corozal, Belize; Passport 0291622 (Belize) expires 2030; a.k.a. \
             'ZELT MAR'; f.k.a. 'QOR'ATH'; Unified Social Credit Code (USCC) 91350100M000100Y43 (China); Vessel \
             Registration Identification IMO 8898831; Tax ID No. 80-0890696 (United States); SWIFT/BIC QORVCNBJ; \
             Telephone No. (218) (0)214778301; Gender Male; Digital Currency Address - XBT 1AbC; Identification Number \
             IMO 5123456; Linked To: QORVATH LLC.",
        );
        let names: Vec<&str> = party.names.iter().map(|n| n.text.as_str()).collect();
        assert_eq!(names, ["ZELT MAR", "QOR'ATH"]);
        assert!(party.names.iter().all(|n| n.weak) && party.known.has_birth);
        let shown: Vec<String> = party.identifiers.iter().map(|i| format!("{} {}", i.scheme, i.value)).collect();
        assert_eq!(
            shown,
            [
                "dob 12 Oct 1972",
                "dob 1971",
                "pob Corozal, Belize",
                "passport 0291622",
                "uscc 91350100M000100Y43",
                "imo 8898831",
                "tax_id 80-0890696",
                "bic QORVCNBJ",
                "digital_currency_xbt 1AbC",
                "identification_number 5123456",
            ]
        );
        assert_eq!(party.notes, ["remarks: Telephone No. (218) (0)214778301; Gender Male; Linked To: QORVATH LLC"]);
    }
}
