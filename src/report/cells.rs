//! CSV cells, defused: a spreadsheet must not run what a vendor wrote.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab, a line break, or one of the full-width forms `＝＋－＠`
//! is read as a formula by spreadsheets ("CSV Injection", OWASP). Such a cell gets one `'` in front. So that this can
//! be undone without a doubt, a cell that begins with any number of `'` followed by such a character gets one more:
//! [`restore`] takes one `'` away from exactly those cells, and gives back every cell as it was.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use super::{Finished, ReportError, ReportFile};

/// True where the first character after any number of `'` would start a formula.
fn is_risky(cell: &str) -> bool {
    // Nearly all cells begin so.
    if cell.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) {
        return false;
    }
    let rest = cell.trim_start_matches('\'');
    matches!(rest.chars().next(), Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

/// The cell as the report prints it.
pub fn defuse(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was: the inverse of [`defuse`].
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_risky(cell) => rest,
        _ => cell,
    }
}

/// A CSV file of a report: every cell defused, every error with the file's path.
#[derive(Debug)]
pub struct CsvFile {
    out: csv::Writer<ReportFile>,
    path: PathBuf,
}

impl CsvFile {
    /// Writes the header line.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new<'a>(out: ReportFile, header: impl IntoIterator<Item = Cow<'a, str>>) -> Result<Self, ReportError> {
        let path = out.path().to_owned();
        let mut file = Self { out: csv::Writer::from_writer(out), path };
        file.line(header)?;
        Ok(file)
    }

    /// Writes one line.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn line<'a>(&mut self, cells: impl IntoIterator<Item = Cow<'a, str>>) -> Result<(), ReportError> {
        let write = || {
            for cell in cells {
                self.out.write_field(defuse(&cell).as_bytes())?;
            }
            self.out.write_record(None::<&[u8]>)
        };
        write().map_err(|e| {
            let source = match e.into_kind() {
                csv::ErrorKind::Io(source) => source,
                other => io::Error::other(format!("{other:?}")),
            };
            ReportError::io("writing", &self.path, source)
        })
    }

    /// Brings everything to the disk; see [`ReportFile::finish`].
    ///
    /// # Errors
    /// The system's refusal.
    pub fn finish(self) -> Result<Option<Finished>, ReportError> {
        match self.out.into_inner() {
            Ok(file) => file.finish(),
            Err(e) => Err(ReportError::io("writing", &self.path, e.into_error())),
        }
    }
}

/// A cell of a number or another printed value.
pub fn cell<'a>(value: impl ToString) -> Cow<'a, str> {
    Cow::Owned(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formula_starts_are_defused_and_nothing_else_is() {
        for risky in ["=1+1", "+86 991", "-12.50", "@SUM(A1)", "\tx", "\rx", "\n=x", "'=1", "''-1", "＝1", "-"] {
            assert_eq!(defuse(risky), format!("'{risky}"));
        }
        for plain in ["", "'", "O'Neil", "'quoted'", "和田", "a=b", " =1", "''", "'x'="] {
            assert_eq!(defuse(plain), plain);
        }
    }

    #[test]
    fn every_defused_cell_comes_back_as_it_was() {
        for cell in ["=1", "'=1", "''=1", "'", "''", "", "x", "'x", "-", "'-", "\t", "'\t", "＠x", "'＠x"] {
            assert_eq!(restore(&defuse(cell)), cell, "{cell:?}");
        }
    }

    #[test]
    fn different_cells_stay_different() {
        let all = ["=1", "'=1", "''=1", "'''=1", "x", "'x"];
        let mut printed: Vec<_> = all.iter().map(|c| defuse(c)).collect();
        printed.sort();
        printed.dedup();
        assert_eq!(printed.len(), all.len());
    }

    #[test]
    fn a_csv_reader_gets_every_cell_back() -> Result<(), Box<dyn std::error::Error>> {
        let cells = ["", "a,b", "say \"hi\"", "two\nlines", "=cmd|' /C calc'!A0", "和田, 浩林", "\"", "-\"x,y\""];
        let place = tempfile::tempdir()?;
        let file = CsvFile::new(ReportFile::create(place.path(), "x.csv")?, cells.map(Cow::from))?;
        file.finish()?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(place.path().join("x.csv"))?;
        let record = reader.records().next().ok_or("no line")??;
        assert_eq!(record.iter().map(restore).collect::<Vec<_>>(), cells);
        Ok(())
    }
}
