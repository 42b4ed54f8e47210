//! What stops a ledger from being read: file, line, what it is and what to do.

use std::fmt;
use std::io;

/// Why a ledger cannot be read. Its `Display` names the file, the line where one is known, and the remedy.
#[derive(Debug)]
pub struct LedgerError {
    file: String,
    line: Option<u64>,
    kind: LedgerErrorKind,
    what: String,
    remedy: String,
    cause: Option<io::Error>,
}

/// The classes of [`LedgerError`], for callers that decide by cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerErrorKind {
    /// The file cannot be opened or read.
    Io,
    /// A folder where a file was expected.
    Directory,
    /// No bytes, no text, or no row below the header.
    Empty,
    /// The bytes are of a form that is not read here (the message names it).
    Form,
    /// An option names an encoding, delimiter, sheet, header row or column that does not exist.
    Option,
    /// No column was taken for a name.
    NoName,
    /// An archive or workbook grows beyond the stated limit.
    Limit,
}

impl LedgerError {
    pub(super) fn new(file: &str, kind: LedgerErrorKind, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, kind, what: what.into(), remedy: remedy.into(), cause: None }
    }

    pub(super) fn io(file: &str, cause: io::Error) -> Self {
        let remedy = match cause.kind() {
            io::ErrorKind::NotFound => "check the path; a path with blanks needs quotes",
            io::ErrorKind::PermissionDenied => "ask for read permission, or copy the file",
            io::ErrorKind::UnexpectedEof => "copy or download it again",
            _ => "copy the file to a local disk and try again",
        };
        let what = match cause.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            _ => "the file cannot be read".to_owned(),
        };
        Self {
            file: file.to_owned(),
            line: None,
            kind: LedgerErrorKind::Io,
            what,
            remedy: remedy.to_owned(),
            cause: Some(cause),
        }
    }

    pub(super) fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The class of the error.
    pub fn kind(&self) -> LedgerErrorKind {
        self.kind
    }

    /// The file as given.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line in question, from 1, where one is known.
    pub fn line(&self) -> Option<u64> {
        self.line
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(cause) = &self.cause {
            write!(f, " ({cause})")?;
        }
        write!(f, "; {}", self.remedy)
    }
}

impl std::error::Error for LedgerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|c| c as _)
    }
}
