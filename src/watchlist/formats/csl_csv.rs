//! The Consolidated Screening List as CSV (`consolidated.csv`, International Trade Administration).
//!
//! Layouts, recognised by their headers: 28 columns (since 2015), 29 with `_id` before them (since about 2020), and 31
//! in other words, one row for each address and further name of a party, until 2015 ("Source List", "Alternate Name":
//! the layout description of the combined download of export.gov, 2014). Joined exports have a header in the middle,
//! or their first rows have none: then the number of columns decides.
//!
//! Several values of a cell are divided by `; `; the rest of the fields is described in `csl`.

use super::csl::{self, USED};
use super::programmes;
use super::publication::Publication;
use super::text::{Row, header_key, rows};
use super::{Input, head};
use crate::model::Watchlist;
use crate::watchlist::ListError;

pub(super) const FORM: &str = "Consolidated Screening List (CSV)";

/// The 28 columns, in their order.
const LAYOUT: [&str; 28] = [
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "source_information_url",
    "ids",
];

/// The headers of 2014 and the fields that they are.
const OF_2014: [(&str, &str); 19] = [
    ("source_list", "source"),
    ("sdn_type", "type"),
    ("state_province", "state"),
    ("effective_date", "start_date"),
    ("date_lifted_waived_expired", "end_date"),
    ("gross_register_tonnage", "gross_registered_tonnage"),
    ("remarks_notes", "remarks"),
    ("alternate_name", "alt_names"),
    ("alternate_type", "alt_type"),
    ("web_link", "source_information_url"),
    ("address_number", "unused"),
    ("address_remarks", "remarks"),
    ("alternate_number", "unused"),
    ("alternate_remarks", "remarks"),
    ("alternative_name", "alt_names"),
    ("aliases", "alt_names"),
    ("program", "programs"),
    ("country_code", "country"),
    ("_id", "_id"),
];

/// The field of a header.
fn field(header: &str) -> String {
    let key = header_key(header);
    let key = if header.trim() == "_id" { "_id".to_owned() } else { key };
    OF_2014.iter().find(|(own, _)| *own == key).map_or(key, |(_, field)| (*field).to_owned())
}

/// True for the cells of a header: the source, the name, and what only this list has.
fn is_header(row: &Row) -> bool {
    let fields: Vec<String> = row.cells.iter().map(|c| field(c)).collect();
    let has = |name: &str| fields.iter().any(|f| f == name);
    has("source") && has("name") && has("federal_register_notice") && (has("alt_names") || has("addresses"))
}

/// True for a row in the layout of 28 or 29 columns that begins with the name of a known source.
fn is_party(row: &Row) -> bool {
    let at = if row.cells.len() == LAYOUT.len() + 1 { 1 } else { 0 };
    let in_layout = (LAYOUT.len()..=LAYOUT.len() + 1).contains(&row.cells.len());
    in_layout && row.cell(at).contains(") - ") && programmes::of_source(row.cell(at)).is_some()
}

pub(super) fn recognises(text: &str) -> bool {
    rows(head(text), b',').iter().take(50).any(|row| is_header(row) || is_party(row))
}

/// The columns in force for the rows that follow.
struct Columns {
    fields: Vec<String>,
    headers: Vec<String>,
}

impl Columns {
    fn of(headers: Vec<String>) -> Self {
        Self { fields: headers.iter().map(|h| field(h)).collect(), headers }
    }

    /// Those of a row that comes before any header.
    fn of_layout(row: &Row) -> Self {
        let id = (row.cells.len() == LAYOUT.len() + 1).then_some("_id");
        Self::of(id.into_iter().chain(LAYOUT).map(str::to_owned).collect())
    }

    /// The cells of a field joined; columns are few, so a scan is cheap.
    fn join(&self, row: &Row, name: &str) -> String {
        let cells = self.fields.iter().zip(&row.cells).filter(|(field, cell)| *field == name && !cell.is_empty());
        cells.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("; ")
    }
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "CSL");
    let mut columns: Option<Columns> = None;
    for row in rows(input.text, b',') {
        if row.is_blank() {
            continue;
        }
        if is_header(&row) {
            columns = Some(header(&row, &mut to));
            continue;
        }
        let known = match &columns {
            Some(known) => known,
            None if is_party(&row) => columns.insert(Columns::of_layout(&row)),
            None => {
                let what = format!("`{}` comes before the header", row.cells.join(" ").trim());
                to.warn(Some(row.line), format!("{what}: it is NOT in the list"), "nothing, if it is a title");
                continue;
            }
        };
        party(&row, known, &mut to);
    }
    to.finish()
}

fn header(row: &Row, to: &mut Publication<'_>) -> Columns {
    // Spreadsheets write empty columns after the last one.
    let filled = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let columns = Columns::of(row.cells.iter().take(filled).cloned().collect());
    for (header, field) in columns.headers.iter().zip(&columns.fields) {
        let used = USED.iter().find(|(own, _)| own == field).map(|(_, used)| *used);
        // Numbers of rows within the old file say nothing.
        to.column(header, used.unwrap_or(if field == "unused" { "row number" } else { "" }));
    }
    columns
}

fn party(row: &Row, columns: &Columns, to: &mut Publication<'_>) {
    let (have, width) = (row.cells.len(), columns.fields.len());
    let line = Some(row.line);
    if row.inner_lines > 20 {
        let what = format!("a quote opens here and is closed {} lines later", row.inner_lines);
        to.refuse_lines(row.line, row.inner_lines, what, "close the quote on this line, or get the file again");
        return;
    }
    if row.cells.iter().skip(width).any(|cell| !cell.is_empty()) {
        let what = format!("has {have} cells, the header has {width}");
        to.refuse(line, what, "quote the cell that holds the comma, or get the file again");
        return;
    }
    if have + 1 < width && columns.join(row, "name").is_empty() {
        to.refuse(line, format!("is cut off after {have} of {width} cells"), "get the file again from its publisher");
        return;
    }
    if have < width {
        let what = format!("has {have} cells, the header has {width}; the missing ones count as empty");
        to.warn(line, what, "check that the line is whole, or get the file again");
    }
    let fields: Vec<(&str, String)> = USED.iter().map(|(name, _)| (*name, columns.join(row, name))).collect();
    let get = |name: &str| fields.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text.as_str());
    let mut party = csl::party(&get, line, to);
    csl::cells(&mut party, &get);
    for ((header, field), cell) in columns.headers.iter().zip(&columns.fields).zip(&row.cells) {
        if !cell.is_empty() && field != "unused" && !USED.iter().any(|(own, _)| own == field) {
            party.note(header, cell);
        }
    }
    to.add(party);
}
