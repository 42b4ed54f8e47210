//! All sinks of one run together, over a directory or over standard output.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::model::Lists;

use super::{
    Finished, FlaggedCsv, FlaggedJsonl, LedgerInfo, Parties, Problem, ProblemsCsv, ReportDir, ReportError, ReportFile,
    ScreenedRow, Sink,
};

/// Where the bytes of one output go.
pub enum Output {
    /// A file of a report directory.
    File(ReportFile),
    /// A stream: standard output, or nowhere.
    Stream(BufWriter<Box<dyn Write + Send>>),
}

impl Output {
    fn stream(out: impl Write + Send + 'static) -> Self {
        Self::Stream(BufWriter::with_capacity(64 * 1024, Box::new(out)))
    }

    fn path(&self) -> PathBuf {
        match self {
            Self::File(file) => file.path().to_owned(),
            Self::Stream(_) => PathBuf::from("standard output"),
        }
    }

    /// Writes what is buffered; the finished file where it is one.
    fn finish(self) -> Result<Option<Finished>, ReportError> {
        match self {
            Self::File(file) => file.finish().map(Some),
            Self::Stream(mut out) => {
                out.flush().map(|()| None).map_err(|e| ReportError::io("writing", Path::new("standard output"), e))
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stream(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(out) => out.flush(),
        }
    }
}

/// The forms of the flagged findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    /// flagged.csv
    pub csv: bool,
    /// flagged.jsonl
    pub jsonl: bool,
}

/// All sinks of one run.
pub struct Sinks<'l> {
    csv: Option<FlaggedCsv<'l, Output>>,
    jsonl: Option<FlaggedJsonl<'l, Output>>,
    problems: ProblemsCsv<Output>,
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
        let open = |name: &str| match directory {
            Some(directory) => directory.file(name).map(Output::File),
            None => Ok(Output::stream(io::stdout())),
        };
        let csv = if forms.csv {
            let out = open("flagged.csv")?;
            let path = out.path();
            Some(FlaggedCsv::new(out, path, lists, ledgers)?)
        } else {
            None
        };
        let jsonl = if forms.jsonl {
            let out = open("flagged.jsonl")?;
            let path = out.path();
            Some(FlaggedJsonl::new(out, path, lists))
        } else {
            None
        };
        let problems = match directory {
            Some(directory) => Output::File(directory.file("input-problems.csv")?),
            // Counted for the summary, kept nowhere.
            None => Output::stream(io::sink()),
        };
        let path = problems.path();
        Ok(Self { csv, jsonl, problems: ProblemsCsv::new(problems, path)?, parties: Parties::new(lists) })
    }

    /// Ends the findings and problems, and writes `parties.csv` where there is a directory: the finished files, the problems
    /// by kind, and the parties for the summary.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn finish(self, directory: Option<&ReportDir>, ledgers: &[LedgerInfo]) -> Result<Written<'l>, ReportError> {
        let mut files = Vec::new();
        if let Some(csv) = self.csv {
            files.extend(csv.into_inner().finish()?);
        }
        if let Some(jsonl) = self.jsonl {
            files.extend(jsonl.into_inner().finish()?);
        }
        let (out, problems) = self.problems.into_inner();
        files.extend(out.finish()?);
        if let Some(directory) = directory {
            let mut file = directory.file("parties.csv")?;
            let path = file.path().to_owned();
            self.parties.write(&mut file, &path, ledgers)?;
            files.push(file.finish()?);
        }
        Ok(Written { files, problems, parties: self.parties })
    }
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
