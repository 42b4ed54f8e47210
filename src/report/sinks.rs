//! All sinks of one run together, over a directory or over standard output.

use std::collections::BTreeMap;
use std::io;

use crate::model::Lists;

use super::{
    Finished, FlaggedCsv, FlaggedJsonl, LedgerInfo, Parties, Problem, ProblemsCsv, ReportDir, ReportError, ReportFile,
    ScreenedRow, Sink,
};

/// The forms of the flagged findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    /// flagged.csv
    pub csv: bool,
    /// flagged.jsonl
    pub jsonl: bool,
}

/// All sinks of one run.
#[derive(Debug)]
pub struct Sinks<'l> {
    csv: Option<FlaggedCsv<'l>>,
    jsonl: Option<FlaggedJsonl<'l>>,
    problems: ProblemsCsv,
    parties: Parties<'l>,
}

/// What a run has written.
#[derive(Debug)]
pub struct Written<'l> {
    /// The finished files.
    pub files: Vec<Finished>,
    /// Problems by kind.
    pub problems: BTreeMap<String, u64>,
    /// Parties and counts.
    pub parties: Parties<'l>,
}

impl<'l> Sinks<'l> {
    /// Sinks over the files of a directory, or over standard output (then for one form).
    ///
    /// # Errors
    /// A file cannot be created.
    pub fn new(
        directory: Option<&ReportDir>,
        forms: Forms,
        lists: &'l Lists,
        ledgers: &[LedgerInfo],
    ) -> Result<Self, ReportError> {
        let flagged = |name: &str| match directory {
            Some(directory) => directory.file(name),
            None => Ok(ReportFile::stream(io::stdout(), "standard output")),
        };
        let csv = forms.csv.then(|| FlaggedCsv::new(flagged("flagged.csv")?, lists, ledgers)).transpose()?;
        let jsonl = forms.jsonl.then(|| Ok(FlaggedJsonl::new(flagged("flagged.jsonl")?, lists))).transpose()?;
        let problems = match directory {
            Some(directory) => directory.file("input-problems.csv")?,
            None => ReportFile::stream(io::sink(), "input-problems.csv"),
        };
        Ok(Self { csv, jsonl, problems: ProblemsCsv::new(problems)?, parties: Parties::new(lists) })
    }

    /// Ends the findings and problems, and writes `parties.csv` and `sector-advisories.csv` where there is a
    /// directory: the finished files, the
    /// problems by kind, and the parties for the summary.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self, directory: Option<&ReportDir>, ledgers: &[LedgerInfo]) -> Result<Written<'l>, ReportError> {
        let csv = self.csv.map_or(Ok(None), FlaggedCsv::finish)?;
        let jsonl = self.jsonl.map_or(Ok(None), FlaggedJsonl::finish)?;
        let (input_problems, problems) = self.problems.finish()?;
        let parties = match directory {
            Some(directory) => self.parties.write(directory.file("parties.csv")?, ledgers, false)?,
            None => None,
        };
        let sector = match directory {
            Some(directory) => self.parties.write(directory.file("sector-advisories.csv")?, ledgers, true)?,
            None => None,
        };
        let files = [csv, jsonl, input_problems, parties, sector].into_iter().flatten().collect();
        Ok(Written { files, problems, parties: self.parties })
    }
}

impl Sink for Sinks<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        if let Some(csv) = &mut self.csv {
            csv.row(row)?;
        }
        if let Some(jsonl) = &mut self.jsonl {
            jsonl.row(row)?;
        }
        self.parties.row(row)
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), ReportError> {
        self.problems.problem(problem)
    }
}
