//! The Denied Persons List (`dpl.txt`, Bureau of Industry and Security).
//!
//! Layout (as the file of July 2019 has it; bis.gov describes the columns): one header, a tab between cells, text in
//! double quotes: Name, Street_Address, City, State, Country, Postal_Code, Effective_Date, Expiration_Date,
//! Standard_Order, Last_Update, Action, FR_Citation. Days are `MM/DD/YYYY`; one row an address. A party with two orders
//! has rows with different terms: each order is an entry.

use super::party::Party;
use super::publication::{Publication, key_of};
use super::text::{Row, header_key, rows};
use super::{Input, addresses, head, programmes};
use crate::model::Watchlist;
use crate::watchlist::ListError;

pub(super) const FORM: &str = "BIS Denied Persons List (tab-separated)";

/// Headers and what they are used as.
const USED: [(&str, &str); 12] = [
    ("name", "name"),
    ("street_address", "address"),
    ("city", "city"),
    ("state", "region"),
    ("country", "country"),
    ("postal_code", "postal code"),
    ("effective_date", "first day"),
    ("expiration_date", "day of removal"),
    ("standard_order", "notes"),
    ("last_update", "notes"),
    ("action", "notes"),
    ("fr_citation", "citation"),
];

fn delimiter(text: &str) -> u8 {
    let first = head(text).lines().next().unwrap_or_default();
    if first.contains('\t') { b'\t' } else { b',' }
}

fn is_header(row: &Row) -> bool {
    let keys: Vec<String> = row.cells.iter().map(|c| header_key(c)).collect();
    let has = |key: &str| keys.iter().any(|k| k == key);
    has("name") && has("effective_date") && has("standard_order") && has("fr_citation") && has("expiration_date")
}

pub(super) fn recognises(text: &str) -> bool {
    rows(head(text), delimiter(text)).iter().take(20).any(is_header)
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "BIS");
    let mut headers: Vec<String> = Vec::new();
    for row in rows(input.text, delimiter(input.text)).into_iter().filter(|row| !row.is_blank()) {
        if is_header(&row) {
            headers = row.cells.iter().map(|c| header_key(c)).collect();
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
    let (have, width, line) = (row.cells.len(), headers.len(), Some(row.line));
    if row.inner_lines > 5 || row.cells.iter().skip(width).any(|cell| !cell.is_empty()) || have + 6 < width {
        let what = format!("has {have} cells on {} lines, the header has {width}", row.inner_lines + 1);
        to.refuse_lines(row.line, row.inner_lines, what, "get the file again from BIS");
        return;
    }
    if have < width {
        to.warn(line, format!("has {have} of {width} cells: it was cut off"), "get the file again from BIS");
    }
    let get = |name: &str| headers.iter().position(|h| h == name).map_or("", |at| row.cell(at));
    let mut party = Party::new(programmes::of_key("DPL"), line);
    party.name_cell(get("name"));
    party.known.mostly_persons = true;
    let parts = ["street_address", "city", "state", "postal_code", "country"].map(get);
    party.addresses.extend(addresses::of_parts(parts[0], parts[1], parts[2], parts[3], parts[4]));
    party.effective = to.day(line, "effective date", get("effective_date"));
    party.removed = to.day(line, "expiration date", get("expiration_date"));
    party.key = format!("{}|{}|{}", key_of(party.name()), get("effective_date"), get("expiration_date"));
    party.citations.extend(Some(get("fr_citation").to_owned()).filter(|c| !c.is_empty()));
    for (label, field) in [("standard order", "standard_order"), ("updated", "last_update"), ("action", "action")] {
        party.note(label, get(field));
    }
    for (header, cell) in headers.iter().zip(&row.cells).filter(|(h, _)| !USED.iter().any(|(own, _)| own == h)) {
        party.note(header, cell);
    }
    to.add(party);
}
