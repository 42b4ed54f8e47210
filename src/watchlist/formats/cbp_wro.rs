//! CBP's data set of withhold release orders and findings (`wro-findings-*.csv`, CBP, page "Withhold Release Orders &
//! Findings Dataset", read in a copy of the file of 2026-06-23): CSV in Latin-1 with the columns Entity, Country,
//! Country Code, Industry, Merchandise, WRO/Finding, Status, Effective Date, Calendar Year, Press Release, Remarks;
//! days are MM/DD/YYYY. An order and the finding that followed it are two rows of one party.

use super::party::Party;
use super::publication::{Publication, key_of};
use super::text::{Row, header_key, rows};
use super::{Input, addresses, head, names, programmes};
use crate::model::{EntryKind, NameKind, Status, Watchlist};
use crate::watchlist::ListError;

pub(super) const FORM: &str = "CBP withhold release orders and findings (CSV)";

const USED: [(&str, &str); 11] = [
    ("entity", "name"),
    ("country", "country"),
    ("country_code", "country"),
    ("industry", "notes"),
    ("merchandise", "goods"),
    ("wro_finding", "measure"),
    ("status", "status"),
    ("effective_date", "first day"),
    ("calendar_year", "notes"),
    ("press_release", "link"),
    ("remarks", "notes"),
];

fn is_header(row: &Row) -> bool {
    let keys: Vec<String> = row.cells.iter().map(|c| header_key(c)).collect();
    ["entity", "merchandise", "status", "effective_date"].iter().all(|key| keys.iter().any(|k| k == key))
        && keys.iter().any(|k| k.contains("finding"))
}

pub(super) fn recognises(text: &str) -> bool {
    rows(head(text), b',').iter().take(20).any(is_header)
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "CBP");
    let mut headers: Vec<String> = Vec::new();
    for row in rows(input.text, b',').into_iter().filter(|row| !row.is_blank()) {
        if is_header(&row) {
            headers = row.cells.iter().map(|c| header_key(c)).collect();
            for key in headers.iter_mut().filter(|key| key.contains("finding")) {
                "wro_finding".clone_into(key);
            }
            for (header, key) in row.cells.iter().zip(&headers) {
                to.column(header, USED.iter().find(|(own, _)| own == key).map_or("", |(_, used)| *used));
            }
        } else if headers.is_empty() {
            to.warn(Some(row.line), "comes before the header: it is NOT in the list", "nothing, if it is a title");
        } else {
            party(&row, &headers, &mut to);
        }
    }
    to.finish()
}

fn party(row: &Row, headers: &[String], to: &mut Publication<'_>) {
    let line = Some(row.line);
    if row.cells.iter().skip(headers.len()).any(|cell| !cell.is_empty()) || row.cells.len() + 4 < headers.len() {
        let what = format!("has {} cells, the header has {}", row.cells.len(), headers.len());
        to.refuse_lines(row.line, row.inner_lines, what, "download the file again from CBP");
        return;
    }
    let get = |name: &str| headers.iter().position(|h| h == name).map_or("", |at| row.cell(at));
    let mut party = Party::new(programmes::of_key("WRO"), line);
    let entity = get("entity");
    let ship = entity.strip_prefix("Fishing Vessel:").or_else(|| entity.strip_prefix("Fishing vessel:"));
    match ship {
        Some(name) => {
            party.known.stated = Some(EntryKind::Vessel);
            party.name_cell(name);
        }
        None => {
            let mut parts = names::at_semicolons(entity).into_iter();
            party.name_cell(&parts.next().unwrap_or_default());
            parts.for_each(|part| party.further_cell(&part, NameKind::Alias));
            party.known.stated = Some(EntryKind::Company);
        }
    }
    if ["All ", "Any "].iter().any(|all| entity.starts_with(all)) {
        let what = "is an order against goods of a country or region: it is found by its own words only";
        to.warn(line, what, "keep the bundled list us-cbp-wro in force, which has rules for such orders");
    }
    let country = [get("country"), get("country_code")].into_iter().find(|c| !c.is_empty()).unwrap_or("");
    party.addresses.extend(addresses::of_parts("", "", "", "", country));
    party.goods_scope = get("merchandise").to_owned();
    party.effective = to.day(line, "effective date", get("effective_date"));
    let kind = get("wro_finding");
    party.tags.extend(Some(kind.to_owned()).filter(|k| !k.is_empty()));
    party.note("since", &[kind, get("effective_date")].join(" "));
    let status = get("status").to_lowercase();
    let ended = ["inactive", "revoked", "historical", "terminated", "removed"].iter().any(|word| status.contains(word));
    party.status = if ended { Status::Inactive } else { Status::Active };
    party.status_note = format!("`{}` in the CBP file", get("status"));
    for (label, field) in [("industry", "industry"), ("remarks", "remarks"), ("status", "status")] {
        party.note(label, get(field));
    }
    party.urls.extend(Some(get("press_release").to_owned()).filter(|url| url.starts_with("http")));
    for (header, cell) in headers.iter().zip(&row.cells).filter(|(h, _)| !USED.iter().any(|(own, _)| own == h)) {
        party.note(header, cell);
    }
    party.key = format!("{}|{}", key_of(party.name()), key_of(country));
    to.add(party);
}
