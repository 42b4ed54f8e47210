//! `flagged.csv`: one line a finding, with every original column behind it.

use std::io::Write;
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use crate::model::{Entry, EntryIx, Lists, Watchlist};

use super::cells::CsvLine;
use super::{LedgerInfo, ReportError, STATUS_OPEN, ScreenedRow, Sink};

const COLUMNS: [&str; 20] = [
    "finding_id",
    "status",
    "verdict",
    "score",
    "list_id",
    "entry_id",
    "entry_name",
    "matched_name",
    "method",
    "field",
    "quoted",
    "measure",
    "authority",
    "effective",
    "citation",
    "source_url",
    "reason",
    "source_file",
    "row",
    "line",
];

/// Writes `flagged.csv`. The rows come sorted by file and row, their findings by score and entry id.
#[derive(Debug)]
pub struct FlaggedCsv<'l, W> {
    out: W,
    path: PathBuf,
    entries: EntryCells<'l>,
    /// For each ledger: the column that stands under each header of the union.
    columns: Vec<Vec<Option<usize>>>,
    line: CsvLine,
}

/// The cells that entries always print: made ready when an entry is first printed, because one stands on many lines and most
/// stand on none.
#[derive(Debug)]
pub(super) struct EntryCells<'l> {
    lists: &'l Lists,
    ready: FxHashMap<EntryIx, Ready>,
}

/// The cells of one entry.
#[derive(Debug)]
pub(super) struct Ready {
    /// `list_id,entry_id,entry_name`
    pub who: CsvLine,
    /// `measure,authority,effective,citation,source_url`
    pub law: CsvLine,
}

impl Ready {
    fn new(list: &Watchlist, entry: &Entry) -> Self {
        let mut who = CsvLine::default();
        who.cell(&list.id.0).cell(&entry.id.0).cell(&entry.name);
        let mut law = CsvLine::default();
        law.cell(&entry.measure)
            .cell(&entry.authority)
            .cell(&entry.effective.map(|d| d.to_string()).unwrap_or_default())
            .cell(&entry.citation)
            .cell(entry.source_urls.first().map_or("", String::as_str));
        Self { who, law }
    }
}

impl<'l> EntryCells<'l> {
    pub fn new(lists: &'l Lists) -> Self {
        Self { lists, ready: FxHashMap::default() }
    }

    /// The cells of an entry.
    pub fn of(&mut self, entry: EntryIx) -> &Ready {
        self.ready.entry(entry).or_insert_with(|| Ready::new(self.lists.list_of(entry), self.lists.entry(entry)))
    }
}

/// The headers of all ledgers in first-seen order, and for each ledger the column under each of them.
fn union(ledgers: &[LedgerInfo]) -> (Vec<&str>, Vec<Vec<Option<usize>>>) {
    let mut headers: Vec<&str> = Vec::new();
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    for header in ledgers.iter().flat_map(|l| &l.columns.headers) {
        place.entry(header).or_insert_with(|| {
            headers.push(header);
            headers.len() - 1
        });
    }
    let columns = ledgers
        .iter()
        .map(|ledger| {
            let mut under = vec![None; headers.len()];
            for (column, header) in ledger.columns.headers.iter().enumerate() {
                if let Some(slot) = place.get(header.as_str()).and_then(|p| under.get_mut(*p)) {
                    *slot = Some(column);
                }
            }
            under
        })
        .collect();
    (headers, columns)
}

impl<'l, W: Write> FlaggedCsv<'l, W> {
    /// Writes the header line: the report's columns, then the union of the ledgers' headers as `ledger.<header>`.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(
        out: W,
        path: impl Into<PathBuf>,
        lists: &'l Lists,
        ledgers: &[LedgerInfo],
    ) -> Result<Self, ReportError> {
        let (headers, columns) = union(ledgers);
        let mut line = CsvLine::default();
        for column in COLUMNS {
            line.cell(column);
        }
        for header in headers {
            line.cell(&format!("ledger.{header}"));
        }
        let mut sink = Self { out, path: path.into(), entries: EntryCells::new(lists), columns, line };
        sink.write_line()?;
        Ok(sink)
    }

    /// The writer, for its last flush.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn write_line(&mut self) -> Result<(), ReportError> {
        self.out.write_all(self.line.end()).map_err(|e| ReportError::io("writing", &self.path, e))
    }
}

impl<W: Write> Sink for FlaggedCsv<'_, W> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        for finding in row.reported() {
            let entry = self.entries.of(finding.entry);
            let line = self.line.start();
            line.cell(&finding.id.to_string())
                .cell(STATUS_OPEN)
                .cell(finding.verdict.as_str())
                .number(u64::from(finding.score.0))
                .ready(&entry.who)
                .cell(&finding.matched_name)
                .cell(finding.method.as_str())
                .cell(&row.header(finding.column))
                .cell(&finding.quoted)
                .ready(&entry.law)
                .cell(&finding.reason)
                .cell(&row.ledger.name)
                .number(row.row.row)
                .number(row.row.line);
            for column in self.columns.get(row.ledger.index).into_iter().flatten() {
                line.cell(column.map_or("", |c| row.row.cell(c)));
            }
            self.write_line()?;
        }
        Ok(())
    }
}
