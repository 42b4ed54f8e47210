//! OpenSanctions `targets.simple.csv` (layout: "Simplified CSV format", opensanctions.org).
//!
//! Columns: id, schema, name, aliases, birth_date, countries, addresses, identifiers, sanctions, phones, emails,
//! (program_ids,) dataset, first_seen, last_seen, last_change. Several values are divided by `;`; a value with `;`
//! is in double quotes within the cell.

use super::names::RawName;
use super::party::Party;
use super::publication::Publication;
use super::text::{Row, header_key, rows};
use super::{Input, addresses, head, opensanctions};
use crate::model::{NameKind, Watchlist};
use crate::watchlist::ListError;

pub(super) const FORM: &str = "OpenSanctions targets.simple.csv";

const USED: [(&str, &str); 13] = [
    ("id", "number"),
    ("schema", "kind"),
    ("name", "name"),
    ("aliases", "further names"),
    ("birth_date", "date of birth"),
    ("countries", "country"),
    ("addresses", "address"),
    ("identifiers", "identifiers"),
    ("sanctions", "measure"),
    ("program_ids", "measure"),
    ("dataset", "list"),
    ("last_seen", "state of the list"),
    ("first_seen", "notes"),
];

fn is_header(row: &Row) -> bool {
    let keys: Vec<String> = row.cells.iter().map(|c| header_key(c)).collect();
    ["id", "schema", "name", "aliases", "dataset"].iter().all(|key| keys.iter().any(|k| k == key))
}

pub(super) fn recognises(text: &str) -> bool {
    rows(head(text), b',').first().is_some_and(is_header)
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "OS");
    let mut headers: Vec<String> = Vec::new();
    let mut latest = None;
    for row in rows(input.text, b',').into_iter().filter(|row| !row.is_blank()) {
        if is_header(&row) {
            headers = row.cells.iter().map(|c| header_key(c)).collect();
            for (header, key) in row.cells.iter().zip(&headers) {
                to.column(header, USED.iter().find(|(own, _)| own == key).map_or("", |(_, used)| *used));
            }
            continue;
        }
        let seen = headers.iter().position(|h| h == "last_seen").map_or("", |at| row.cell(at));
        latest = latest.max(seen.get(..10).and_then(|day| day.parse().ok()));
        party(&row, &headers, &mut to);
    }
    to.as_of = latest.map(|day| (day, "its column `last_seen`".to_owned()));
    to.finish()
}

/// The values of a cell; those with `;` in them are quoted.
fn values(cell: &str) -> Vec<String> {
    let parts = rows(cell, b';').into_iter().flat_map(|row| row.cells);
    parts.filter(|part| !part.is_empty()).collect()
}

fn party(row: &Row, headers: &[String], to: &mut Publication<'_>) {
    let line = Some(row.line);
    if row.cells.len() != headers.len() {
        let what = format!("has {} cells, the header has {}", row.cells.len(), headers.len());
        to.refuse_lines(row.line, row.inner_lines, what, "download the file again");
        return;
    }
    let get = |name: &str| headers.iter().position(|h| h == name).map_or("", |at| row.cell(at));
    let (datasets, sanctions) = (values(get("dataset")), values(get("sanctions")));
    let programs: Vec<String> = sanctions.iter().cloned().chain(values(get("program_ids"))).collect();
    let (programme, title) =
        opensanctions::programme(datasets.iter().map(String::as_str), programs.iter().map(String::as_str));
    let mut party = Party::new(programme, line);
    party.title = title;
    party.number = get("id").to_owned();
    party.known.stated = opensanctions::kind(get("schema"));
    let name = get("name");
    party.names.extend((!name.is_empty()).then(|| RawName::new(NameKind::Primary, name)));
    party.names.extend(values(get("aliases")).into_iter().map(|text| RawName::new(NameKind::Alias, text)));
    for day in values(get("birth_date")) {
        party.known.has_birth = true;
        party.identifier("dob", &day);
    }
    let countries = values(get("countries"));
    let printed = values(get("addresses"));
    let only = if countries.len() == 1 { countries.first().map_or("", String::as_str) } else { "" };
    party.addresses.extend(printed.iter().filter_map(|a| addresses::printed(a, &only.to_uppercase())));
    for country in countries.iter().filter(|_| printed.is_empty() || countries.len() > 1) {
        party.addresses.extend(addresses::of_parts("", "", "", "", &country.to_uppercase()));
    }
    for value in values(get("identifiers")) {
        opensanctions::identifier(&mut party, "registration_number", &value);
    }
    party.tags = values(get("program_ids"));
    party.note("sanctions", &sanctions.join("; "));
    party.note("data sets", &datasets.join("; "));
    for (header, cell) in headers.iter().zip(&row.cells) {
        if !USED.iter().any(|(own, _)| own == header) || header == "first_seen" {
            party.note(header, cell);
        }
    }
    to.add(party);
}
