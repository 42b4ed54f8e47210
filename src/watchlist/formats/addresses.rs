//! Addresses that publishers write into one cell.
//!
//! The Consolidated Screening List joins the parts of an address by `, ` and addresses by `; `, the country's code
//! last, and leaves empty parts out: `17 Mill Road, Hefei, 230001, CN; TR`. The Entity List joins addresses by `; and`.

use crate::lexicon::countries;
use crate::model::Address;

use super::names::tidy;

/// The key of the source that all facts of a file have.
pub(super) const SOURCE: &str = "file";

/// The country of a code or a name, in English where it is known.
pub(super) fn country(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    match countries::of_cell(text) {
        Some(country) if text.len() == 2 => country.name().to_owned(),
        _ => text.to_owned(),
    }
}

/// An address of parts; nothing where all are empty.
pub(super) fn of_parts(street: &str, city: &str, region: &str, postal_code: &str, country: &str) -> Option<Address> {
    let [street, city, region, postal_code] = [street, city, region, postal_code].map(tidy);
    let address =
        Address { street, city, region, postal_code, country: self::country(country), source: SOURCE.to_owned() };
    let is_empty = [&address.street, &address.city, &address.region, &address.postal_code, &address.country]
        .iter()
        .all(|part| part.is_empty());
    (!is_empty).then_some(address)
}

/// An address as printed, with its country where that is known otherwise.
pub(super) fn printed(text: &str, country: &str) -> Option<Address> {
    let text = tidy(text);
    let text = text.trim_end_matches(['.', ',', ';', ' ']);
    let parts: Vec<&str> = text.split(", ").map(str::trim).filter(|p| !p.is_empty()).collect();
    let last = parts.last().copied().unwrap_or_default();
    let own = countries::of_cell(last).is_some();
    if parts.len() == 1 && own {
        return of_parts("", "", "", "", if country.is_empty() { last } else { country });
    }
    of_parts(text, "", "", "", if own && country.is_empty() { last } else { country })
}

/// The addresses of a cell, their country last.
pub(super) fn several(cell: &str) -> Vec<Address> {
    let cell = tidy(cell);
    let parts: Vec<&str> = cell.split(';').map(str::trim).filter(|p| !p.is_empty()).collect();
    let mut found: Vec<Address> = Vec::new();
    // A part without a country is in that of the next one with it: `12 Mill Road; and 3 Jade Street, Hefei, CN`.
    let mut after = String::new();
    for part in parts.iter().rev() {
        let part = part.strip_prefix("and ").unwrap_or(part);
        let mut pieces: Vec<&str> = part.split(", ").map(str::trim).filter(|p| !p.is_empty()).collect();
        let mut own = String::new();
        while let Some(last) = pieces.last().copied().filter(|last| is_country(last, pieces.len())) {
            // `Yerevan, Armenia, AM`: the country twice. `Tbilisi, Georgia, US` has two.
            // `Pyongyang, KP`: a capital means its country too, and is a city here.
            let twice = countries::of_cell(&own).is_some_and(|c| c.name().eq_ignore_ascii_case(last));
            if !(own.is_empty() || twice && pieces.len() > 1) {
                break;
            }
            own = last.to_owned();
            pieces.pop();
        }
        if own.is_empty() {
            own.clone_from(&after);
        }
        after.clone_from(&own);
        found.extend(in_country(&pieces, &own));
    }
    found.reverse();
    found
}

/// Codes of states of the US are codes of countries too; only the last piece of several is one.
fn is_country(piece: &str, pieces: usize) -> bool {
    let piece = piece.trim_end_matches('.');
    let code = piece.len() == 2 && piece.bytes().all(|b| b.is_ascii_uppercase());
    let name = piece.len() > 3 && pieces >= 1;
    (code || name) && countries::of_cell(piece).is_some()
}

fn in_country(pieces: &[&str], country: &str) -> Option<Address> {
    let mut pieces = pieces.to_vec();
    let mut postal = "";
    let has_digit = |p: &str| p.bytes().any(|b| b.is_ascii_digit());
    if pieces.len() > 1
        && let Some(last) =
            pieces.last().copied().filter(|p| has_digit(p) && p.len() <= 10 && p.split(' ').count() <= 2)
    {
        postal = last;
        pieces.pop();
    }
    let mut region = "";
    let is_state = |p: &str| p.len() == 2 && p.bytes().all(|b| b.is_ascii_uppercase()) || p.ends_with(" Province");
    if pieces.len() > 1
        && let Some(last) = pieces.last().copied().filter(|p| is_state(p))
    {
        region = last;
        pieces.pop();
    }
    let mut city = "";
    if let Some(last) = pieces.last().copied().filter(|p| !has_digit(p)) {
        city = last;
        pieces.pop();
    }
    of_parts(&pieces.join(", "), city, region, postal, country)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(a: &Address) -> String {
        [&a.street, &a.city, &a.region, &a.postal_code, &a.country].map(String::as_str).join("|")
    }

    #[test]
    fn addresses_of_a_cell_come_apart() {
        for (cell, expected) in [
            ("17 Mill Road, Hefei, 230001, CN", "17 Mill Road|Hefei||230001|China"),
            ("TR", "||||Türkiye"),
            ("12 Mill Road, Unit 4, Austin, TX, 78701, US", "12 Mill Road, Unit 4|Austin|TX|78701|United States"),
            ("Hall 26, Yerevan, Armenia, AM", "Hall 26|Yerevan|||Armenia"),
            ("Shenyang, CN; Pyongyang, KP", "|Shenyang|||China / |Pyongyang|||North Korea"),
            (
                "1 Jade Road, Hefei, China; and 2 Jade Road, Hefei, Anhui Province, CN",
                "1 Jade Road|Hefei|||China / 2 Jade Road|Hefei|Anhui Province||China",
            ),
            ("1 Jade Road; 2 Jade Road, Hefei, CN", "1 Jade Road||||China / 2 Jade Road|Hefei|||China"),
            ("", ""),
        ] {
            let found = several(cell).iter().map(shown).collect::<Vec<_>>().join(" / ");
            assert_eq!(found, expected, "{cell}");
        }
    }
}
