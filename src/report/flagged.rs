//! `flagged.csv`: one line a finding, followed by every original column of its row.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EntryIx, Lists};

use super::cells::{CsvFile, cell};
use super::{Finished, LedgerInfo, ReportError, ReportFile, STATUS_OPEN, ScreenedRow, Sink};

const COLUMNS: &str = "finding_id status verdict score list_id entry_id entry_name matched_name method field quoted \
    measure authority effective citation source_url reason source_file row line";

/// Writes `flagged.csv`. The rows come sorted by file and row, their findings by score and entry id.
#[derive(Debug)]
pub struct FlaggedCsv<'l> {
    out: CsvFile,
    lists: &'l Lists,
    /// For each ledger: its column for each header of the union.
    columns: Vec<Vec<Option<usize>>>,
}

/// `list_id,entry_id,entry_name`
pub(super) fn identity(lists: &Lists, entry: EntryIx) -> [Cow<'_, str>; 3] {
    let (list, entry) = (lists.list_of(entry), lists.entry(entry));
    [(*list.id.0).into(), (*entry.id.0).into(), entry.name.as_str().into()]
}

/// `measure,authority,effective,citation,source_url`
pub(super) fn law(lists: &Lists, entry: EntryIx) -> [Cow<'_, str>; 5] {
    let entry = lists.entry(entry);
    [
        entry.measure.as_str().into(),
        entry.authority.as_str().into(),
        entry.effective.map(cell).unwrap_or_default(),
        entry.citation.as_str().into(),
        entry.source_urls.first().map_or("", String::as_str).into(),
    ]
}

/// The headers of all ledgers in first-seen order, and for each ledger the column of each of them.
fn union(ledgers: &[LedgerInfo]) -> (Vec<&str>, Vec<Vec<Option<usize>>>) {
    let mut seen = FxHashSet::default();
    let all = ledgers.iter().flat_map(|ledger| &ledger.columns.headers).map(String::as_str);
    let headers: Vec<&str> = all.filter(|header| seen.insert(*header)).collect();
    let columns = ledgers.iter().map(|ledger| {
        let at: FxHashMap<&str, usize> = ledger.columns.headers.iter().map(String::as_str).zip(0..).collect();
        headers.iter().map(|header| at.get(header).copied()).collect()
    });
    let columns = columns.collect();
    (headers, columns)
}

impl<'l> FlaggedCsv<'l> {
    /// Writes the header line: the report's columns, then the union of the ledgers' headers as `ledger.<header>`.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(out: ReportFile, lists: &'l Lists, ledgers: &[LedgerInfo]) -> Result<Self, ReportError> {
        let (headers, columns) = union(ledgers);
        let header = COLUMNS.split(' ').map(Cow::from);
        let out = CsvFile::new(out, header.chain(headers.into_iter().map(|h| cell(format!("ledger.{h}")))))?;
        Ok(Self { out, lists, columns })
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
        for finding in row.reported() {
            let verdict = [cell(finding.id), STATUS_OPEN.into(), finding.verdict.as_str().into(), cell(finding.score)];
            let evidence = [
                (*finding.matched_name).into(),
                finding.method.as_str().into(),
                row.header(finding.column),
                (*finding.quoted).into(),
            ];
            let place =
                [(*finding.reason).into(), row.ledger.name.as_str().into(), cell(row.row.row), cell(row.row.line)];
            let columns = self.columns.get(row.ledger.index).into_iter().flatten();
            let ledger = columns.map(|column| Cow::from(column.map_or("", |c| row.row.cell(c))));
            let identity = identity(self.lists, finding.entry);
            let law = law(self.lists, finding.entry);
            self.out.line(verdict.into_iter().chain(identity).chain(evidence).chain(law).chain(place).chain(ledger))?;
        }
        Ok(())
    }
}
