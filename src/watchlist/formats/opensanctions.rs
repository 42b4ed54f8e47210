//! What OpenSanctions files share: which list an entity is on, and its kind.
//!
//! Sources: "Simplified CSV format" and "FollowTheMoney data model" (opensanctions.org, followthemoney.tech).
//! OpenSanctions joins lists of many agencies: each entity is put under the US list that it is on, the one that bars
//! most first, else under its first data set.

use crate::model::EntryKind;

use super::kinds;
use super::party::Party;
use super::programmes::{self, Programme};

/// Data sets of US lists, by the names in `datasets`.
const DATA_SETS: [(&str, &str); 12] = [
    ("us_ofac_sdn", "SDN"),
    ("us_cbp_forced_labor", "WRO"),
    ("us_dhs_uflpa", "UFLPA"),
    ("us_bis_denied", "DPL"),
    ("us_bis_entity", "EL"),
    ("us_bis_meu", "MEU"),
    ("us_bis_unverified", "UVL"),
    ("us_state_nonproliferation", "ISN"),
    ("us_ddtc_debarred", "DTC"),
    ("us_ofac_cmic", "CMIC"),
    ("us_ofac_cons", "NS"),
    ("us_ofac_ssi", "SSI"),
];

/// The list that an entity is put under, and its title where it is none of the known ones. `programs` are the titles
/// and sources of its sanctions; the Consolidated Screening List is several lists, and they say which.
pub(super) fn programme<'t>(
    datasets: impl Iterator<Item = &'t str> + Clone,
    programs: impl Iterator<Item = &'t str>,
) -> (&'static Programme, String) {
    let of_set = |set: &str| {
        let known = DATA_SETS.iter().find(|(name, _)| *name == set).map(|(_, key)| programmes::of_key(key));
        known.or_else(|| set.starts_with("US ").then(|| programmes::of_source(set)).flatten())
    };
    let own = datasets.clone().filter_map(of_set).chain(programs.filter_map(programmes::of_source));
    match own.max_by_key(|p| p.bars.strength()) {
        Some(known) => (known, String::new()),
        None => {
            let title = datasets.clone().next().filter(|t| !t.is_empty()).unwrap_or("no data set");
            (programmes::of_key("OTHER"), format!("OpenSanctions: {title}"))
        }
    }
}

/// The kind of a schema; `None` for a schema that may be a person or a company.
pub(super) fn kind(schema: &str) -> Option<EntryKind> {
    match schema {
        "LegalEntity" | "Thing" => None,
        "Company" | "Organization" | "Asset" | "Security" | "CryptoWallet" => Some(EntryKind::Company),
        "PublicBody" => Some(EntryKind::GovernmentBody),
        schema => kinds::stated(schema),
    }
}

/// True for schemas that name no party: parts of one and relations.
pub(super) fn is_party(schema: &str) -> bool {
    matches!(
        schema,
        "Person"
            | "Company"
            | "Organization"
            | "LegalEntity"
            | "PublicBody"
            | "Vessel"
            | "Airplane"
            | "CryptoWallet"
            | "Security"
            | "Thing"
            | "Asset"
    )
}

/// Identifiers by the property that holds them.
pub(super) fn scheme(property: &str) -> Option<&'static str> {
    Some(match property {
        "uscCode" => "uscc",
        "leiCode" => "lei",
        "imoNumber" => "imo",
        "mmsi" => "mmsi",
        "callSign" => "call_sign",
        "swiftBic" => "bic",
        "isin" | "isinCode" => "isin",
        "passportNumber" => "passport",
        "idNumber" => "national_id",
        "taxNumber" | "innCode" | "vatCode" => "tax_id",
        "registrationNumber" | "ogrnCode" | "okpoCode" => "registration_number",
        "dunsCode" => "duns",
        "publicKey" => "digital_currency",
        "serialNumber" => "serial_number",
        _ => return None,
    })
}

/// Adds an identifier; a value with the form of a credit code is one.
pub(super) fn identifier(party: &mut Party, scheme: &str, value: &str) {
    let value = value.trim();
    match crate::watchlist::check::credit_code_is_valid(value) {
        true => party.identifier("uscc", value),
        false if scheme == "uscc" => party.identifier("registration_number", value),
        false => party.identifier(scheme, value),
    }
}
