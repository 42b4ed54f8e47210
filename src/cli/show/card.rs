//! The card of a party: each of its findings with its law, and the rows of the ledger.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};

use serde_json::Value;

use crate::cli::failure::Failure;
use crate::report::{Page, SavedReport, Styled, counted, restore, verdict_style};

use super::Line;

/// Rows of the ledger that a card shows; the report has the others.
const ROWS: usize = 10;

/// A row of a ledger: where it is, and its filled cells.
struct LedgerCells {
    place: String,
    cells: Vec<String>,
}

/// Adds the cards of the parties.
pub(super) fn cards(saved: &SavedReport, parties: &[Vec<&Line>], page: &mut Page) -> Result<(), Failure> {
    if parties.len() > 1 {
        page.line("Parties", &format!("{} meant", counted(parties.len() as u64, "party is", "parties are")));
        page.raw("");
    }
    let ids: BTreeSet<&str> = parties.iter().flatten().map(|line| line.get("finding_id")).collect();
    let rows = rows(saved, &ids)?;
    for party in parties {
        let Some(first) = party.first() else { continue };
        page.line("Party", first.get("party"));
        for line in party {
            finding(line, page);
        }
        let ids: BTreeSet<&str> = party.iter().map(|line| line.get("finding_id")).collect();
        let mut shown = BTreeSet::new();
        let mut own = rows.iter().filter(|(id, row)| ids.contains(id.as_str()) && shown.insert(row.place.clone()));
        for (_, row) in own.by_ref().take(ROWS) {
            page.line("Row", &row.place);
            page.items("", "", &row.cells, usize::MAX);
        }
        match own.count() as u64 {
            0 => {}
            more => page.line("", &format!("and {}", counted(more, "more row", "more rows"))),
        }
        page.raw("");
    }
    Ok(())
}

/// One finding.
fn finding(line: &Line, page: &mut Page) {
    let style = line.verdict().map(verdict_style).unwrap_or_default();
    let get = |column| line.get(column);
    let sector = if line.sector { ", a sector advisory" } else { "" };
    page.raw("");
    page.marked(
        "Finding",
        Styled { text: get("verdict"), style },
        &format!(" {}, {} {} ({}){sector}", get("score"), get("entry_id"), get("entry_name"), get("list_id")),
    );
    page.line("Id", &format!("{}, {}", get("finding_id"), get("status")));
    if !get("since").is_empty() {
        let reason = get("since_reason");
        page.line("Since", &format!("{}{}{reason}", get("since"), if reason.is_empty() { "" } else { ": " }));
    }
    page.line("Why", get("reason"));
    page.line("Found", &format!("“{}”; listed: “{}”; method {}", get("quoted"), get("matched_name"), get("method")));
    page.line("Measure", &format!("{}; bars: {}", get("measure"), get("bars").replace('_', " ")));
    for (label, text) in [("", get("consequence")), ("Source", get("source_url"))] {
        if !text.is_empty() {
            page.line(label, text);
        }
    }
    let effective = get("effective");
    let effective = if effective.is_empty() { String::new() } else { format!("in effect since {effective}") };
    let law = [get("authority"), get("citation"), &effective];
    let law: Vec<&str> = law.into_iter().filter(|text| !text.is_empty()).collect();
    page.line("Law", &law.join("; "));
    page.line("Rows", &format!("{} ({})", get("rows"), get("rows_by_file")));
    if let Some((of, sum)) = &line.sum {
        page.line("Sum", &format!("{of}: {sum}"));
    }
}

/// The rows with these findings, each with the finding's id. A report may have them in neither of the two files.
fn rows(saved: &SavedReport, ids: &BTreeSet<&str>) -> Result<Vec<(String, LedgerCells)>, Failure> {
    let mut rows = Vec::new();
    if saved.has("flagged.csv") {
        saved.csv_as_it_is("flagged.csv", &["finding_id", "source_file", "row", "line"], |cells, header, record| {
            let [id, file, row, line] = cells else { return };
            if !ids.contains(id) {
                return;
            }
            let named = header.iter().zip(record).filter_map(|(h, cell)| Some((h.strip_prefix("ledger.")?, cell)));
            let filled = named.filter(|(_, cell)| !cell.is_empty());
            let cells = filled.map(|(header, cell)| format!("{header}: {}", restore(cell))).collect();
            rows.push(((*id).to_owned(), LedgerCells { place: place(file, row, line), cells }));
        })?;
    } else if saved.has("flagged.jsonl") {
        let path = saved.folder().join("flagged.jsonl");
        let failed = |e| Failure::io("reading", &path, e);
        for line in BufReader::new(File::open(&path).map_err(failed)?).lines() {
            let finding: Value = serde_json::from_str(&line.map_err(failed)?).map_err(|e| failed(e.into()))?;
            let Some(id) = finding["finding_id"].as_str().filter(|id| ids.contains(id)) else { continue };
            let number = |name: &str| finding[name].as_u64().map(|n| n.to_string()).unwrap_or_default();
            let file = finding["source_file"].as_str().unwrap_or_default();
            let named = finding["ledger"].as_object().into_iter().flatten();
            let filled = named.filter_map(|(header, cell)| Some((header, cell.as_str().filter(|c| !c.is_empty())?)));
            let cells = filled.map(|(header, cell)| format!("{header}: {cell}")).collect();
            rows.push((id.to_owned(), LedgerCells { place: place(file, &number("row"), &number("line")), cells }));
        }
    }
    Ok(rows)
}

/// Where a row is; a title line has no number.
fn place(file: &str, row: &str, line: &str) -> String {
    if row.is_empty() {
        format!("{file}, line {line} (a title line)")
    } else {
        format!("{file}, row {row}, line {line}")
    }
}
