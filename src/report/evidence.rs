//! `screened.csv.gz`: one line for each row, the proof that a clean row was screened.
//!
//! A row whose record could not be read has no line here: it is in `input-problems.csv`. Memory is constant: each line
//! is written when its row has been screened.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::model::{LedgerRow, Role, Verdict};
use crate::text::hex;

use super::cells::{CsvFile, cell};
use super::{Finished, LedgerInfo, ReportError, ReportFile};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Screened; its strongest reported verdict, or none for a clean row.
    Screened(Option<Verdict>),
    /// Not screened, by a fault of the program; it counts as unreadable.
    NotScreened,
}

impl Outcome {
    /// The word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Screened(Some(verdict)) => verdict.as_str(),
            Self::Screened(None) => "clean",
            Self::NotScreened => "not_screened",
        }
    }
}

/// Writes the file.
#[derive(Debug)]
pub struct Evidence {
    out: CsvFile,
}

const COLUMNS: [&str; 6] = ["source_file", "row", "line", "key", "party_digest", "outcome"];

/// Bytes of SHA-256 that are kept of a party's digest.
const DIGEST_BYTES: usize = 16;

impl Evidence {
    /// The name of the file.
    pub const NAME: &str = "screened.csv.gz";

    /// Begins the file.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(out: ReportFile) -> Result<Self, ReportError> {
        Ok(Self { out: CsvFile::new(out, COLUMNS.map(Cow::from))? })
    }

    /// Writes the line of one row.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn screened(&mut self, ledger: &LedgerInfo, row: LedgerRow<'_>, outcome: Outcome) -> Result<(), ReportError> {
        self.out.line([
            ledger.name.as_str().into(),
            row.row.map(cell).unwrap_or_default(),
            cell(row.line),
            key(ledger, row),
            party_digest(ledger, row).into(),
            outcome.as_str().into(),
        ])
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self) -> Result<Option<Finished>, ReportError> {
        self.out.finish()
    }
}

/// The filled cells of the key columns.
fn key<'r>(ledger: &LedgerInfo, row: LedgerRow<'r>) -> Cow<'r, str> {
    let mut cells = ledger.columns.of(Role::Key).map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
    let first = cells.next().unwrap_or_default();
    cells.fold(Cow::from(first), |key, cell| Cow::Owned(format!("{key}; {cell}")))
}

/// The first 32 hex digits of SHA-256 over the cells that describe the parties of a row, in the order of their columns,
/// with U+001F between them: what was screened under this line can be proved without repeating it.
fn party_digest(ledger: &LedgerInfo, row: LedgerRow<'_>) -> String {
    let mut hash = Sha256::new();
    let roles = ledger.columns.roles.iter().enumerate();
    for (place, (column, _)) in roles.filter(|(_, role)| role.is_of_party()).enumerate() {
        if place > 0 {
            hash.update([0x1f]);
        }
        hash.update(row.cell(column));
    }
    hex(hash.finalize().get(..DIGEST_BYTES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ColumnMap, RowBatch};

    fn ledger(roles: &[Role]) -> LedgerInfo {
        let columns = ColumnMap::new(roles.iter().map(|role| (role.as_str(), *role)));
        LedgerInfo { index: 0, name: "v.csv".to_owned(), table: 1, columns }
    }

    #[test]
    fn the_digest_is_that_of_the_cells_of_the_party_alone() {
        let ledger = ledger(&[Role::Key, Role::Name, Role::Product, Role::Country]);
        let mut rows = RowBatch::default();
        rows.push(1, 2, ["7", "Zeltmar", "yarn", "CN"]);
        rows.push(2, 3, ["8", "Zeltmar", "cloth", "CN"]);
        rows.push(3, 4, ["8", "ZeltmarC", "cloth", "N"]);
        let digests: Vec<String> = rows.iter().map(|row| party_digest(&ledger, row)).collect();
        // printf 'Zeltmar\037CN' | sha256sum | cut -c1-32
        assert_eq!(digests[0], "db4e45dd6898ca6b1f231e6cf4741f18");
        assert_eq!(digests[0], digests[1]);
        assert_ne!(digests[0], digests[2]);
    }

    #[test]
    fn several_key_cells_are_one_key() {
        let ledger = ledger(&[Role::Key, Role::Name, Role::Key]);
        let mut rows = RowBatch::default();
        rows.push(1, 2, ["7", "Zeltmar", "b"]);
        rows.push(2, 3, ["", "Zeltmar", "b"]);
        assert_eq!(rows.iter().map(|row| key(&ledger, row)).collect::<Vec<_>>(), ["7; b", "b"]);
    }
}
