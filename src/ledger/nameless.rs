//! Ledgers and tables without a column of names.

use super::rows::Note;
use super::{Ledger, LedgerError, columns};

impl Ledger {
    /// Refuses a file in which no table holds names.
    pub(super) fn require_names(ledgers: Vec<Self>) -> Result<Vec<Self>, LedgerError> {
        // Of several sheets, one holds the names; the others are searched as well.
        match ledgers.first() {
            Some(first) if !ledgers.iter().any(Self::has_names) => {
                let line = first.tables.first().map_or(1, |t| t.line);
                Err(columns::no_name(&first.name, first.columns(), line))
            }
            _ => Ok(ledgers),
        }
    }

    /// For a table next to others in one file: says so where no column holds names. Where it has no header and is no
    /// list either, its rows are titles: notes, which are searched and are no parties.
    pub(super) fn without_names(&mut self, is_list: bool) {
        let Some(first) = self.tables.first().filter(|_| !self.has_names()) else { return };
        let done = "no column of this table holds names; its cells were searched for listed names";
        let (line, named) = (first.line, first.named);
        if !named && !is_list {
            self.take_as_text();
        }
        self.notes.push(Note::file("table_without_names", line, done));
    }

    /// What is read counts as title lines: text that is searched and holds no rows.
    pub(super) fn take_as_text(&mut self) {
        self.no_rows = true;
        self.notes.retain(|note| note.kind != "no_header");
    }
}
