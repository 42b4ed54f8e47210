//! Ledgers and tables without a column of names.

use super::columns::{self, ColumnGuess};
use super::rows::{Note, Top};
use super::{Ledger, LedgerError};
use crate::model::Role;

/// The problem that names such a table.
const WITHOUT_NAMES: &str = "table_without_names";

/// True for two words or more, or words without blanks between them.
fn is_text(cell: &str) -> bool {
    let words = cell.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2);
    words.count() >= 2 || cell.chars().filter(|c| crate::text::is_han(*c)).count() >= 4
}

impl Ledger {
    /// Refuses a file in which no table holds names, and nothing else is there to be searched.
    pub(super) fn require_names(mut ledgers: Vec<Self>) -> Result<Vec<Self>, LedgerError> {
        // Of several sheets, one holds the names; the others are searched as well.
        if ledgers.iter().any(Self::has_names) {
            return Ok(ledgers);
        }
        if !ledgers.iter().any(Self::can_be_searched) {
            let Some(first) = ledgers.first() else { return Ok(ledgers) };
            let line = first.tables.first().map_or(1, |t| t.line);
            return Err(columns::no_name(&first.name, first.columns(), line));
        }
        for ledger in &mut ledgers {
            if !ledger.notes.iter().any(|note| note.kind == WITHOUT_NAMES) {
                ledger.note_without_names();
            }
        }
        Ok(ledgers)
    }

    /// True for tables without names in which a finding can be: they have columns of places, goods or identifiers, or
    /// below a header texts of several words, or above it titles (the card of one vendor names it there and nowhere
    /// else). Where neither a header nor such a column is found, the file is no ledger or is not understood.
    fn can_be_searched(&self) -> bool {
        use Role::*;
        let is_searched = |guess: &ColumnGuess, named: bool| match guess.role {
            Parent | Address | City | Region | Country | Origin | Product | Hts | Id | Title => true,
            Other => named && guess.samples.iter().any(|cell| is_text(cell)),
            _ => false,
        };
        let has_titles =
            || self.titles.iter().flat_map(|title| &title.cells).any(|c| c.chars().any(char::is_alphabetic));
        self.tables.iter().any(|table| {
            let columns = if table.named || table.guesses.len() > 1 { table.guesses.as_slice() } else { &[] };
            columns.iter().any(|guess| is_searched(guess, table.named)) || table.named && has_titles()
        })
    }

    /// For a table next to others in one file: says so where no column holds names.
    pub(super) fn note_without_names(&mut self) {
        if !self.has_names() {
            let line = self.tables.first().map_or(1, |t| t.line);
            let done = "no column of this table holds names; its cells were searched for listed names";
            self.notes.push(Note::file(WITHOUT_NAMES, line, done));
        }
    }

    /// What is read counts as title lines: notes, which are searched and hold no rows.
    pub(super) fn take_as_text(&mut self) {
        self.no_rows = true;
        self.notes.retain(|note| note.kind != "no_header");
    }

    /// True where a sheet without a header goes on with the rows of this one: it has as many columns, at least one of
    /// them is plainly of the same role, and none of another.
    pub(super) fn is_continued_by(&self, next: &Self) -> bool {
        use Role::*;
        let is_headed = |ledger: &Self| ledger.tables.first().is_some_and(|t| t.named);
        let plain = |role: &Role| matches!(role, Country | City | Region | PostalCode | Hts | Id | Mid | Email | Phone);
        let roles = &self.columns().roles;
        let pairs = || roles.iter().zip(next.guesses()).filter(|(_, guess)| plain(&guess.role));
        let same = |(own, guess): &(&Role, &ColumnGuess)| {
            // A column of countries may be of origin.
            **own == guess.role || **own == Origin && guess.role == Country
        };
        is_headed(self)
            && !is_headed(next)
            && self.has_names()
            && roles.len() == next.guesses().len()
            && pairs().any(|pair| same(&pair))
            && pairs().all(|pair| same(&pair) || pair.1.confidence < 60)
    }

    /// Puts the header of this sheet above the rows of the next.
    pub(super) fn continued_by(&self, top: &mut Top) {
        top.headers.clone_from(&self.columns().headers);
        (top.named, top.among_rows) = (true, true);
        top.notes.retain(|note| note.kind != "no_header");
        let done = format!("no header; read under that of {}, which has as many columns of the same kinds", self.name);
        top.notes.push(Note::file("continued_sheet", top.line, done));
    }
}
