//! One row of the Consolidated Screening List of the International Trade Administration, whatever file it is in.
//!
//! The fields (trade.gov describes them; names as in the files of 2019 and 2025): `source`,
//! `entity_number`, `type`, `programs`, `name`, `title`, `addresses`, `federal_register_notice`, `start_date`,
//! `end_date`, `standard_order`, `license_requirement`, `license_policy`, `call_sign`, `vessel_type`, `gross_tonnage`,
//! `gross_registered_tonnage`, `vessel_flag`, `vessel_owner`, `remarks`, `source_list_url`, `alt_names`,
//! `citizenships`, `dates_of_birth`, `nationalities`, `places_of_birth`, `source_information_url`, `ids`.
//!
//! Only Treasury states what its parties are; the types of other agencies' rows are empty or all the same.

use crate::lexicon::countries;
use crate::model::{EntryKind, NameKind};
use crate::watchlist::own::separators;

use super::addresses;
use super::identifiers;
use super::kinds;
use super::names::RawName;
use super::party::Party;
use super::programmes::{self, Programme};
use super::publication::{Publication, key_of};

/// Fields that are used, with what they are used as.
pub(super) const USED: [(&str, &str); 36] = [
    ("_id", "number"),
    ("id", "number"),
    ("source", "list"),
    ("entity_number", "number"),
    ("type", "kind"),
    ("programs", "measure"),
    ("name", "name"),
    ("title", "notes"),
    ("addresses", "address"),
    ("address", "address"),
    ("city", "city"),
    ("state", "region"),
    ("postal_code", "postal code"),
    ("country", "country"),
    ("federal_register_notice", "citation"),
    ("start_date", "first day"),
    ("end_date", "day of removal"),
    ("standard_order", "notes"),
    ("license_requirement", "notes"),
    ("license_policy", "notes"),
    ("call_sign", "identifiers"),
    ("vessel_type", "notes"),
    ("gross_tonnage", "notes"),
    ("gross_registered_tonnage", "notes"),
    ("vessel_flag", "notes"),
    ("vessel_owner", "notes"),
    ("remarks", "notes"),
    ("source_list_url", "link"),
    ("alt_names", "further names"),
    ("alt_type", "further names"),
    ("citizenships", "notes"),
    ("dates_of_birth", "date of birth"),
    ("nationalities", "notes"),
    ("places_of_birth", "place of birth"),
    ("source_information_url", "link"),
    ("ids", "identifiers"),
];

/// Sources whose type of a party can be trusted.
const OF_TREASURY: [&str; 8] = ["SDN", "SSI", "FSE", "PLC", "CAP", "MBS", "CMIC", "NS"];

/// The text of a field; empty where the row has none.
pub(super) type Get<'g> = &'g dyn Fn(&str) -> &'g str;

/// The programme of a source, and its title where the program does not know it.
fn programme(source: &str) -> (&'static Programme, String) {
    match programmes::of_source(source) {
        Some(known) => (known, String::new()),
        None => (programmes::of_key("OTHER"), source.trim().to_owned()),
    }
}

/// The party of a row, without its addresses and identifiers.
pub(super) fn party(get: Get<'_>, line: Option<u64>, to: &mut Publication<'_>) -> Party {
    let (programme, title) = programme(get("source"));
    let mut party = Party::new(programme, line);
    party.title = title;
    party.number = get("entity_number").trim().to_owned();
    party.name_cell(get("name"));
    // `X Works, 1 Mill Road, Hefei, China 230001`: some rows have the address in the name.
    let pieces = separators::at_commas(party.name());
    if pieces.len() > 3 && pieces.last().is_some_and(|last| ends_with_country(last)) {
        let first = pieces.first().map(|first| (*first).to_owned());
        party.names.extend(first.map(|text| RawName::new(NameKind::Variant, text)));
    }
    // The old layout has one further name a row, with its type.
    let former = get("alt_type").to_lowercase().starts_with('f');
    party.further_cell(get("alt_names"), if former { NameKind::Former } else { NameKind::Alias });
    party.tags = get("programs").split([';', ',']).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect();
    let of_treasury = OF_TREASURY.contains(&programme.key);
    let stated = kinds::stated(get("type"));
    party.known.stated = stated.filter(|kind| of_treasury || matches!(kind, EntryKind::Vessel | EntryKind::Aircraft));
    party.known.mostly_persons = matches!(programme.key, "DPL" | "DTC") && !get("name").contains(';');
    party.known.is_ship = !get("vessel_type").trim().is_empty() || !get("call_sign").trim().is_empty();
    party.effective = to.day(line, "start date", get("start_date"));
    party.removed = to.day(line, "end date", get("end_date"));
    party.citations.extend(Some(get("federal_register_notice").trim().to_owned()).filter(|c| !c.is_empty()));
    for field in ["source_information_url", "source_list_url"] {
        let url = get(field).trim();
        if url.starts_with("http") && !party.urls.iter().any(|own| own == url) {
            party.urls.push(url.to_owned());
        }
    }
    for (label, field) in [
        ("title", "title"),
        ("standard order", "standard_order"),
        ("licence requirement", "license_requirement"),
        ("licence policy", "license_policy"),
        ("vessel type", "vessel_type"),
        ("gross tonnage", "gross_tonnage"),
        ("gross registered tonnage", "gross_registered_tonnage"),
        ("flag", "vessel_flag"),
        ("owner", "vessel_owner"),
        ("remarks", "remarks"),
        ("citizenship", "citizenships"),
        ("nationality", "nationalities"),
    ] {
        party.note(label, get(field));
    }
    party.identifier("call_sign", get("call_sign"));
    births(&mut party, get("dates_of_birth"), get("places_of_birth"));
    if of_treasury {
        party.identifier("ofac_ent_num", &party.number.clone());
    } else if party.number.is_empty() {
        // Denied persons may have several orders, each with its own term.
        let (from, to) = (get("start_date"), get("end_date"));
        let term = if programme.key == "DPL" { format!("{from}|{to}") } else { String::new() };
        party.key = format!("{}{term}", key_of(party.name()));
    }
    party
}

/// `China 253800`, `China`.
fn ends_with_country(piece: &str) -> bool {
    let words: Vec<&str> = piece.split(' ').filter(|w| !w.bytes().any(|b| b.is_ascii_digit())).collect();
    !words.is_empty() && countries::of_cell(&words.join(" ")).is_some()
}

/// Days and places of birth, several divided by `;`.
pub(super) fn births(party: &mut Party, days: &str, places: &str) {
    for (scheme, cell) in [("dob", days), ("pob", places)] {
        for value in cell.split(';').map(str::trim).filter(|v| !v.is_empty()) {
            party.identifier(scheme, value);
            party.known.has_birth = true;
        }
    }
}

/// Adds the addresses and identifiers of cells.
pub(super) fn cells(party: &mut Party, get: Get<'_>) {
    party.addresses.extend(addresses::several(get("addresses")));
    party.addresses.extend(addresses::of_parts(
        get("address"),
        get("city"),
        get("state"),
        get("postal_code"),
        get("country"),
    ));
    let (found, notes) = identifiers::of_csl(get("ids"));
    party.identifiers.extend(found);
    party.note("identification", &notes.join("; "));
}
