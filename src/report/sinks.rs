//! All sinks of one run together, over a directory or over standard output.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use crate::model::{Day, LedgerRow, Lists, NearMiss};

use super::{
    Evidence, Finished, FlaggedCsv, FlaggedJsonl, FlaggedXlsx, HtmlReport, LedgerInfo, NearMisses, Outcome, Parties,
    Problem, ProblemsCsv, ReportDir, ReportError, ReportFile, Run, ScreenedRow, Since, SinceCounts, Sink, SumColumn,
    XlsxLimits, entries,
};

/// The forms of the flagged findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    /// flagged.csv
    pub csv: bool,
    /// flagged.jsonl
    pub jsonl: bool,
    /// flagged.xlsx, dated with the day whose lists count; in a directory only.
    pub xlsx: Option<Day>,
    /// report.html
    pub html: bool,
    /// CSV files begin with a byte order mark; without it spreadsheets take UTF-8 for the system's code page.
    pub bom: bool,
    /// Near misses of each party at most; 0 for no near-misses.csv.
    pub near: usize,
    /// screened.csv.gz; in a directory only.
    pub evidence: bool,
}

/// What is told of the findings besides themselves.
#[derive(Debug, Default)]
pub struct Asked {
    /// What is new since an earlier report.
    pub since: Option<Since>,
    /// The sum of a value column.
    pub sum: Option<SumColumn>,
}

/// All sinks of one run.
#[derive(Debug)]
pub struct Sinks<'l> {
    forms: Forms,
    csv: Option<FlaggedCsv<'l>>,
    jsonl: Option<FlaggedJsonl<'l>>,
    xlsx: Option<FlaggedXlsx<'l>>,
    html: Option<HtmlReport>,
    problems: ProblemsCsv,
    parties: Parties<'l>,
    near: NearMisses,
    evidence: Option<Evidence>,
    since: Option<Since>,
    lists: &'l Lists,
}

/// What a run has written.
#[derive(Debug)]
pub struct Written<'l> {
    /// The finished files.
    pub files: Vec<Finished>,
    /// The workbook, which its summary completes.
    pub xlsx: Option<FlaggedXlsx<'l>>,
    /// How many findings are new, known and gone since an earlier report, where there is one.
    pub since: Option<SinceCounts>,
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
        asked: Asked,
    ) -> Result<Self, ReportError> {
        let flagged = |name: &str| match directory {
            Some(directory) => new_file(directory, name, forms),
            None => Ok(ReportFile::stream(io::stdout(), "standard output")),
        };
        let csv = forms.csv.then(|| FlaggedCsv::new(flagged("flagged.csv")?, lists, ledgers)).transpose()?;
        let jsonl = forms.jsonl.then(|| Ok(FlaggedJsonl::new(flagged("flagged.jsonl")?, lists))).transpose()?;
        let xlsx = match (forms.xlsx, directory) {
            (Some(as_of), Some(directory)) => Some(
                FlaggedXlsx::new(directory, lists, ledgers, as_of, XlsxLimits::default())?.summing(asked.sum.clone()),
            ),
            _ => None,
        };
        let problems = match directory {
            Some(directory) => new_file(directory, "input-problems.csv", forms)?,
            None => ReportFile::stream(io::sink(), "input-problems.csv"),
        };
        let evidence = match directory.filter(|_| forms.evidence) {
            Some(directory) => Some(Evidence::new(directory.packed_file(Evidence::NAME)?)?),
            None => None,
        };
        let (problems, parties) = (ProblemsCsv::new(problems)?, Parties::new(lists).summing(asked.sum));
        Ok(Self {
            forms,
            csv,
            jsonl,
            xlsx,
            html: forms.html.then(HtmlReport::new),
            problems,
            parties,
            near: NearMisses::new(forms.near),
            evidence,
            since: asked.since,
            lists,
        })
    }

    /// Ends the findings and problems, and writes `parties.csv`, `sector-advisories.csv`, `entries.csv` and, where they
    /// are wanted, `near-misses.csv` and `gone.csv`, where there is a directory: the finished files, the problems by
    /// kind, and the parties for the summary.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self, directory: Option<&ReportDir>, run: &Run<'_>) -> Result<Written<'l>, ReportError> {
        let ledgers = run.ledgers;
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
        let entries = match directory {
            Some(directory) => entries::write(new_file(directory, "entries.csv", self.forms)?, self.lists)?,
            None => None,
        };
        let (gone, since) = match &self.since {
            Some(since) => {
                let file = directory.map(|directory| new_file(directory, "gone.csv", self.forms)).transpose()?;
                let (file, gone) = since.write_gone(file, |id| self.parties.has(id), run)?;
                let (new, known) = self.parties.since();
                (file, Some(since.counts(new, known, gone)))
            }
            None => (None, None),
        };
        let evidence = self.evidence.map_or(Ok(None), Evidence::finish)?;
        let files = [csv, jsonl, input_problems, parties, sector, near, entries, gone, evidence];
        let files = files.into_iter().flatten().collect();
        Ok(Written { files, xlsx: self.xlsx, html: self.html, since, problems, parties: self.parties })
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
        let row = &ScreenedRow { since: self.since.as_ref(), ..*row };
        if let Some(csv) = &mut self.csv {
            csv.row(row)?;
        }
        if let Some(jsonl) = &mut self.jsonl {
            jsonl.row(row)?;
        }
        if let Some(xlsx) = &mut self.xlsx {
            xlsx.row(row)?;
        }
        if let Some(html) = &mut self.html {
            html.row(row)?;
        }
        self.parties.row(row)
    }

    fn problem(&mut self, problem: &Problem) -> Result<(), ReportError> {
        if let Some(xlsx) = &mut self.xlsx {
            xlsx.problem(problem)?;
        }
        self.problems.problem(problem)
    }

    fn screened(&mut self, ledger: &LedgerInfo, row: LedgerRow<'_>, outcome: Outcome) -> Result<(), ReportError> {
        match &mut self.evidence {
            Some(evidence) => evidence.screened(ledger, row, outcome),
            None => Ok(()),
        }
    }

    fn near(&mut self, ledger: &LedgerInfo, row: LedgerRow<'_>, misses: &[NearMiss]) -> Result<(), ReportError> {
        self.near.add(ledger.index, row, misses);
        Ok(())
    }
}
