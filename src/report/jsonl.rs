//! `flagged.jsonl`: the findings of `flagged.csv`, typed, with OFAC's steps and the entry's facts. Nothing is defused
//! here: no spreadsheet runs it.

use std::io::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::{Entry, Finding, Lists, Watchlist};

use super::{Finished, ReportError, ReportFile, STATUS_OPEN, ScreenedRow, Sink};

/// Writes `flagged.jsonl`.
#[derive(Debug)]
pub struct FlaggedJsonl<'l> {
    out: ReportFile,
    lists: &'l Lists,
}

/// One finding with its entry and its row.
struct Line<'a> {
    finding: &'a Finding,
    row: &'a ScreenedRow<'a>,
    lists: &'a Lists,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { finding, row, lists } = *self;
        let (list, entry) = (lists.list_of(finding.entry), lists.entry(finding.entry));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("finding_id", &finding.id)?;
        map.serialize_entry("status", STATUS_OPEN)?;
        let mark = row.mark(finding);
        map.serialize_entry("since", mark.since)?;
        map.serialize_entry("since_reason", &mark.reason)?;
        map.serialize_entry("verdict", &finding.verdict)?;
        map.serialize_entry("score", &finding.score.0)?;
        map.serialize_entry("list_id", &list.id)?;
        map.serialize_entry("entry_id", &entry.id)?;
        map.serialize_entry("entry_name", &entry.name)?;
        map.serialize_entry("matched_name", &finding.matched_name)?;
        map.serialize_entry("method", &finding.method)?;
        map.serialize_entry("field", &row.header(finding.column))?;
        map.serialize_entry("quoted", &finding.quoted)?;
        map.serialize_entry("measure", &entry.measure)?;
        map.serialize_entry("authority", &entry.authority)?;
        map.serialize_entry("effective", &entry.effective.map(|d| d.to_string()))?;
        map.serialize_entry("citation", &entry.citation)?;
        map.serialize_entry("source_url", &entry.source_urls.first())?;
        map.serialize_entry("reason", &finding.reason)?;
        map.serialize_entry("source_file", &row.ledger.name)?;
        map.serialize_entry("row", &row.row.row)?;
        map.serialize_entry("line", &row.row.line)?;
        map.serialize_entry("table", &row.ledger.table)?;
        map.serialize_entry("party", &finding.party)?;
        map.serialize_entry("sector", &finding.sector)?;
        map.serialize_entry("steps", &finding.steps)?;
        map.serialize_entry("entry", &EntryFacts(list, entry))?;
        map.serialize_entry("ledger", &Cells(row))?;
        map.end()
    }
}

/// What the list says of the entry.
struct EntryFacts<'a>(&'a Watchlist, &'a Entry);

impl Serialize for EntryFacts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(list, entry) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", &entry.kind)?;
        map.serialize_entry("status", &entry.status)?;
        map.serialize_entry("status_note", &entry.status_note)?;
        map.serialize_entry("announced", &entry.announced.map(|d| d.to_string()))?;
        map.serialize_entry("removed", &entry.removed.map(|d| d.to_string()))?;
        map.serialize_entry("legal_basis", &entry.legal_basis)?;
        map.serialize_entry("consequence", &entry.consequence)?;
        map.serialize_entry("bars", entry.bars.unwrap_or(list.bars).as_str())?;
        map.serialize_entry("goods_scope", &entry.goods_scope)?;
        map.serialize_entry("parent", &entry.parent.as_ref().map(|p| &p.entry_id))?;
        map.serialize_entry("source_urls", &entry.source_urls)?;
        map.end()
    }
}

/// The row's own cells under their headers, in the ledger's order.
struct Cells<'a>(&'a ScreenedRow<'a>);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = self.0;
        let width = if row.is_title() { 0 } else { row.ledger.columns.headers.len() }.max(row.row.len());
        let mut map = serializer.serialize_map(Some(width))?;
        for column in 0..width {
            map.serialize_entry(&row.header(column), row.row.cell(column))?;
        }
        map.end()
    }
}

impl<'l> FlaggedJsonl<'l> {
    /// A sink over an output.
    pub fn new(out: ReportFile, lists: &'l Lists) -> Self {
        Self { out, lists }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self) -> Result<Option<Finished>, ReportError> {
        self.out.finish()
    }
}

impl Sink for FlaggedJsonl<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        for finding in row.reported() {
            let line = Line { finding, row, lists: self.lists };
            let written = serde_json::to_writer(&mut self.out, &line).map_err(std::io::Error::from);
            let written = written.and_then(|()| self.out.write_all(b"\n"));
            written.map_err(|e| ReportError::io("writing", self.out.path(), e))?;
        }
        Ok(())
    }
}
