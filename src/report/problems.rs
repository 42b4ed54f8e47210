//! `input-problems.csv`: what was odd in the input, and what was done about it.

use std::collections::BTreeMap;

use super::cells::{CsvFile, cell};
use super::{Finished, Problem, ReportError, ReportFile, ScreenedRow, Sink};

/// Writes `input-problems.csv` and counts the problems by kind.
#[derive(Debug)]
pub struct ProblemsCsv {
    out: CsvFile,
    kinds: BTreeMap<String, u64>,
}

impl ProblemsCsv {
    /// Writes the header line.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(out: ReportFile) -> Result<Self, ReportError> {
        let header = ["source_file", "row", "line", "column", "kind", "done"];
        Ok(Self { out: CsvFile::new(out, header.map(Into::into))?, kinds: BTreeMap::new() })
    }

    /// Ends the file; the number of problems of each kind with it.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self) -> Result<(Option<Finished>, BTreeMap<String, u64>), ReportError> {
        Ok((self.out.finish()?, self.kinds))
    }
}

impl Sink for ProblemsCsv {
    fn row(&mut self, _row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        Ok(())
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), ReportError> {
        match self.kinds.get_mut(&problem.kind) {
            Some(count) => *count += 1,
            None => _ = self.kinds.insert(problem.kind.clone(), 1),
        }
        self.out.line([
            problem.file.as_str().into(),
            problem.row.map(cell).unwrap_or_default(),
            if problem.line == 0 { "".into() } else { cell(problem.line) },
            problem.column.as_str().into(),
            problem.kind.as_str().into(),
            problem.done.as_str().into(),
        ])
    }
}
