//! `input-problems.csv`: what was odd in the input, and what was done about it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use super::cells::CsvLine;
use super::{Problem, ReportError, ScreenedRow, Sink};

/// Writes `input-problems.csv` and counts the problems by kind.
#[derive(Debug)]
pub struct ProblemsCsv<W> {
    out: W,
    path: PathBuf,
    line: CsvLine,
    kinds: BTreeMap<String, u64>,
}

impl<W: Write> ProblemsCsv<W> {
    /// Writes the header line.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn new(mut out: W, path: impl Into<PathBuf>) -> Result<Self, ReportError> {
        let path = path.into();
        out.write_all(b"source_file,row,line,column,kind,done\n").map_err(|e| ReportError::io("writing", &path, e))?;
        Ok(Self { out, path, line: CsvLine::default(), kinds: BTreeMap::new() })
    }

    /// The writer, and the number of problems of each kind.
    pub fn into_inner(self) -> (W, BTreeMap<String, u64>) {
        (self.out, self.kinds)
    }
}

impl<W: Write> Sink for ProblemsCsv<W> {
    fn row(&mut self, _row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        Ok(())
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), ReportError> {
        match self.kinds.get_mut(&problem.kind) {
            Some(count) => *count += 1,
            None => {
                self.kinds.insert(problem.kind.clone(), 1);
            }
        }
        let line = self.line.start().cell(&problem.file);
        match problem.row {
            Some(row) => line.number(row),
            None => line.cell(""),
        };
        match problem.line {
            0 => line.cell(""),
            number => line.number(number),
        };
        line.cell(&problem.column).cell(&problem.kind).cell(&problem.done);
        self.out.write_all(self.line.end()).map_err(|e| ReportError::io("writing", &self.path, e))
    }
}
