//! `flagged.csv`: one line a finding, followed by every original column of its row.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EntryIx, Lists};

use super::cells::{CsvFile, cell};
use super::{Finished, LedgerInfo, ReportError, ReportFile, STATUS_OPEN, ScreenedRow, Sink};

const COLUMNS: &str = "finding_id status since since_reason verdict score list_id entry_id entry_name matched_name \
    method field quoted measure bars consequence authority effective citation source_url reason source_file row line";

/// Writes `flagged.csv`. The rows come sorted by file and row, their findings by score and entry id.
#[derive(Debug)]
pub struct FlaggedCsv<'l> {
    out: CsvFile,
    lists: &'l Lists,
    /// The headers of the tables that were known before the first row.
    headers: Vec<String>,
    /// For each ledger and table: its column for each of the headers.
    columns: FxHashMap<(usize, u32), Vec<Option<usize>>>,
}

/// `list_id,entry_id,entry_name`
pub(super) fn identity(lists: &Lists, entry: EntryIx) -> [Cow<'_, str>; 3] {
    let (list, entry) = (lists.list_of(entry), lists.entry(entry));
    [(*list.id.0).into(), (*entry.id.0).into(), entry.name.as_str().into()]
}

/// `measure,bars,consequence,authority,effective,citation,source_url`
pub(super) fn law(lists: &Lists, entry: EntryIx) -> [Cow<'_, str>; 7] {
    let (bars, entry) = (lists.bars(entry), lists.entry(entry));
    [
        entry.measure.as_str().into(),
        bars.as_str().into(),
        entry.consequence.as_str().into(),
        entry.authority.as_str().into(),
        entry.effective.map(cell).unwrap_or_default(),
        entry.citation.as_str().into(),
        entry.source_urls.first().map_or("", String::as_str).into(),
    ]
}

/// The headers of all tables in first-seen order.
pub(super) fn union(tables: &[LedgerInfo]) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let all = tables.iter().flat_map(|table| &table.columns.headers);
    all.filter(|header| seen.insert(*header)).cloned().collect()
}

/// The column of a table for each of the headers.
pub(super) fn columns_of(table: &LedgerInfo, headers: &[String]) -> Vec<Option<usize>> {
    let at: FxHashMap<&str, usize> = table.columns.headers.iter().map(String::as_str).zip(0..).collect();
    headers.iter().map(|header| at.get(header.as_str()).copied()).collect()
}

impl<'l> FlaggedCsv<'l> {
    /// Writes the header line: the report's columns, then the union of the tables' headers as `ledger.<header>`. A
    /// table that is found later in its file, beyond what is looked at first, has its cells under the headers that are
    /// there; `flagged.jsonl` has all of them.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(out: ReportFile, lists: &'l Lists, tables: &[LedgerInfo]) -> Result<Self, ReportError> {
        let headers = union(tables);
        let columns = tables.iter().map(|t| ((t.index, t.table), columns_of(t, &headers))).collect();
        let header = COLUMNS.split(' ').map(Cow::from);
        let out = CsvFile::new(out, header.chain(headers.iter().map(|h| cell(format!("ledger.{h}")))))?;
        Ok(Self { out, lists, headers, columns })
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self) -> Result<Option<Finished>, ReportError> {
        self.out.finish()
    }
}

impl Sink for FlaggedCsv<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        let table = row.ledger;
        let columns =
            self.columns.entry((table.index, table.table)).or_insert_with(|| columns_of(table, &self.headers));
        for finding in row.reported() {
            let mark = row.mark(finding);
            let verdict = [
                cell(finding.id),
                STATUS_OPEN.into(),
                mark.since.into(),
                mark.reason.into(),
                finding.verdict.as_str().into(),
                cell(finding.score),
            ];
            let evidence = [
                (*finding.matched_name).into(),
                finding.method.as_str().into(),
                row.header(finding.column),
                (*finding.quoted).into(),
            ];
            let number = row.row.row.map(cell).unwrap_or_default();
            let place = [(*finding.reason).into(), row.ledger.name.as_str().into(), number, cell(row.row.line)];
            // The cells of a title line are under no header: the quoted words show what was found.
            let own = |column: Option<usize>| column.filter(|_| !row.is_title()).map_or("", |c| row.row.cell(c));
            let ledger = columns.iter().map(|column| Cow::from(own(*column)));
            let identity = identity(self.lists, finding.entry);
            let law = law(self.lists, finding.entry);
            self.out.line(verdict.into_iter().chain(identity).chain(evidence).chain(law).chain(place).chain(ledger))?;
        }
        Ok(())
    }
}
