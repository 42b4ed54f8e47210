//! `flagged.jsonl`: the findings of `flagged.csv`, typed, with OFAC's steps and the entry's facts. Nothing is defused
//! here: no spreadsheet runs it.

use std::io::Write;
use std::path::PathBuf;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::{Day, EntryKind, Finding, FindingId, Lists, Method, OfacSteps, Status, Verdict};

use super::{ReportError, STATUS_OPEN, ScreenedRow, Sink};

/// Writes `flagged.jsonl`.
#[derive(Debug)]
pub struct FlaggedJsonl<'l, W> {
    out: W,
    path: PathBuf,
    lists: &'l Lists,
}

#[derive(serde::Serialize)]
struct Line<'a> {
    finding_id: FindingId,
    status: &'a str,
    verdict: Verdict,
    score: u8,
    list_id: &'a str,
    entry_id: &'a str,
    entry_name: &'a str,
    matched_name: &'a str,
    method: Method,
    field: &'a str,
    quoted: &'a str,
    measure: &'a str,
    authority: &'a str,
    effective: Option<String>,
    citation: &'a str,
    source_url: Option<&'a str>,
    reason: &'a str,
    source_file: &'a str,
    row: u64,
    line: u64,
    party: &'a str,
    sector: bool,
    steps: OfacSteps,
    entry: EntryFacts<'a>,
    ledger: Cells<'a>,
}

#[derive(serde::Serialize)]
struct EntryFacts<'a> {
    kind: EntryKind,
    status: Status,
    status_note: &'a str,
    announced: Option<String>,
    removed: Option<String>,
    legal_basis: &'a str,
    consequence: &'a str,
    bars: &'static str,
    goods_scope: &'a str,
    parent: Option<&'a str>,
    source_urls: &'a [String],
}

/// The row's own cells under their headers, in the ledger's order.
struct Cells<'a>(ScreenedRow<'a>);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = &self.0;
        let width = row.ledger.columns.headers.len().max(row.row.len());
        let mut map = serializer.serialize_map(Some(width))?;
        for column in 0..width {
            map.serialize_entry(&row.header(column), row.row.cell(column))?;
        }
        map.end()
    }
}

impl<'l, W: Write> FlaggedJsonl<'l, W> {
    /// A sink over a writer; `path` names it in errors.
    pub fn new(out: W, path: impl Into<PathBuf>, lists: &'l Lists) -> Self {
        Self { out, path: path.into(), lists }
    }

    /// The writer, for its last flush.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn line(&mut self, row: &ScreenedRow<'_>, finding: &Finding) -> Result<(), ReportError> {
        let entry = self.lists.entry(finding.entry);
        let list = self.lists.list_of(finding.entry);
        let day = |d: Option<Day>| d.map(|d| d.to_string());
        let field = row.header(finding.column);
        let line = Line {
            finding_id: finding.id,
            status: STATUS_OPEN,
            verdict: finding.verdict,
            score: finding.score.0,
            list_id: &list.id.0,
            entry_id: &entry.id.0,
            entry_name: &entry.name,
            matched_name: &finding.matched_name,
            method: finding.method,
            field: &field,
            quoted: &finding.quoted,
            measure: &entry.measure,
            authority: &entry.authority,
            effective: day(entry.effective),
            citation: &entry.citation,
            source_url: entry.source_urls.first().map(String::as_str),
            reason: &finding.reason,
            source_file: &row.ledger.name,
            row: row.row.row,
            line: row.row.line,
            party: &finding.party,
            sector: finding.sector,
            steps: finding.steps,
            entry: EntryFacts {
                kind: entry.kind,
                status: entry.status,
                status_note: &entry.status_note,
                announced: day(entry.announced),
                removed: day(entry.removed),
                legal_basis: &entry.legal_basis,
                consequence: &entry.consequence,
                bars: list.bars.as_str(),
                goods_scope: &entry.goods_scope,
                parent: entry.parent.as_ref().map(|p| &*p.entry_id.0),
                source_urls: &entry.source_urls,
            },
            ledger: Cells(*row),
        };
        let failed = |e: std::io::Error| ReportError::io("writing", &self.path, e);
        serde_json::to_writer(&mut self.out, &line).map_err(|e| failed(e.into()))?;
        self.out.write_all(b"\n").map_err(failed)
    }
}

impl<W: Write> Sink for FlaggedJsonl<'_, W> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        for finding in row.reported() {
            self.line(row, finding)?;
        }
        Ok(())
    }
}
