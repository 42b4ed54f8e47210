//! All sinks of one run together, over a directory or over standard output.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use crate::model::{LedgerRow, Lists, NearMiss};

use super::{
    Finished, FlaggedCsv, FlaggedJsonl, HtmlReport, LedgerInfo, NearMisses, Parties, Problem, ProblemsCsv, ReportDir,
    ReportError, ReportFile, ScreenedRow, Sink,
};

/// The forms of the flagged findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    /// flagged.csv
    pub csv: bool,
    /// flagged.jsonl
    pub jsonl: bool,
    /// report.html
    pub html: bool,
    /// CSV files begin with a byte order mark; without it spreadsheets take UTF-8 for the system's code page.
    pub bom: bool,
    /// Near misses of each party at most; 0 for no near-misses.csv.
    pub near: usize,
}

/// All sinks of one run.
#[derive(Debug)]
pub struct Sinks<'l> {
    forms: Forms,
    csv: Option<FlaggedCsv<'l>>,
    jsonl: Option<FlaggedJsonl<'l>>,
    html: Option<HtmlReport>,
    problems: ProblemsCsv,
    parties: Parties<'l>,
    near: NearMisses,
    lists: &'l Lists,
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
    /// What `report.html` will show; it is written last, since it also shows what `run.json` says.
    pub html: Option<HtmlReport>,
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
            Some(directory) => new_file(directory, name, forms),
            None => Ok(ReportFile::stream(io::stdout(), "standard output")),
        };
        let csv = forms.csv.then(|| FlaggedCsv::new(flagged("flagged.csv")?, lists, ledgers)).transpose()?;
        let jsonl = forms.jsonl.then(|| Ok(FlaggedJsonl::new(flagged("flagged.jsonl")?, lists))).transpose()?;
        let problems = match directory {
            Some(directory) => new_file(directory, "input-problems.csv", forms)?,
            None => ReportFile::stream(io::sink(), "input-problems.csv"),
        };
        let (problems, parties) = (ProblemsCsv::new(problems)?, Parties::new(lists));
        let html = forms.html.then(HtmlReport::new);
        Ok(Self { forms, csv, jsonl, html, problems, parties, near: NearMisses::new(forms.near), lists })
    }

    /// Ends the findings and problems, and writes `parties.csv`, `sector-advisories.csv` and, where it is wanted,
    /// `near-misses.csv` where there is a directory: the finished files, the problems by kind, and the parties for the
    /// summary.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self, directory: Option<&ReportDir>, ledgers: &[LedgerInfo]) -> Result<Written<'l>, ReportError> {
        let csv = self.csv.map_or(Ok(None), FlaggedCsv::finish)?;
        let jsonl = self.jsonl.map_or(Ok(None), FlaggedJsonl::finish)?;
        let (input_problems, problems) = self.problems.finish()?;
        let parties = match directory {
            Some(directory) => self.parties.write(new_file(directory, "parties.csv", self.forms)?, ledgers, false)?,
            None => None,
        };
        let sector = match directory {
            Some(directory) => {
                self.parties.write(new_file(directory, "sector-advisories.csv", self.forms)?, ledgers, true)?
            }
            None => None,
        };
        let near = match directory.filter(|_| self.forms.near > 0) {
            Some(directory) => {
                let file = new_file(directory, "near-misses.csv", self.forms)?;
                self.near.write(file, self.lists, ledgers, &self.parties)?
            }
            None => None,
        };
        let files = [csv, jsonl, input_problems, parties, sector, near].into_iter().flatten().collect();
        Ok(Written { files, problems, parties: self.parties, html: self.html })
    }
}

/// A file of the report; one for spreadsheets with a byte order mark, where that is wanted.
fn new_file(directory: &ReportDir, name: &str, forms: Forms) -> Result<ReportFile, ReportError> {
    let mut file = directory.file(name)?;
    if forms.bom && name.ends_with(".csv") {
        file.write_all("\u{feff}".as_bytes()).map_err(|e| ReportError::io("writing", file.path(), e))?;
    }
    Ok(file)
}

impl Sink for Sinks<'_> {
    fn row(&mut self, row: &ScreenedRow<'_>) -> Result<(), ReportError> {
        if let Some(csv) = &mut self.csv {
            csv.row(row)?;
        }
        if let Some(jsonl) = &mut self.jsonl {
            jsonl.row(row)?;
        }
        if let Some(html) = &mut self.html {
            html.row(row)?;
        }
        self.parties.row(row)
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), ReportError> {
        self.problems.problem(problem)
    }

    fn near(&mut self, ledger: &LedgerInfo, row: LedgerRow<'_>, misses: &[NearMiss]) -> Result<(), ReportError> {
        self.near.add(ledger.index, row, misses);
        Ok(())
    }
}
