//! What stops a ledger from being read: file, line, what it is and what to do.

use std::fmt::Display;
use std::io;

/// Why a ledger cannot be read. Its `Display` names the file, the line where one is known, and the remedy.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}: {what}{}; {remedy}", shown(", line ", line, ""), shown(" (", source, ")"))]
pub struct LedgerError {
    file: String,
    line: Option<u64>,
    kind: LedgerErrorKind,
    what: String,
    remedy: String,
    source: Option<io::Error>,
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
    /// The same error of a file of that name.
    pub fn of_file(self, name: &str) -> Self {
        Self { file: name.to_owned(), ..self }
    }

    pub(super) fn new(file: &str, kind: LedgerErrorKind, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, kind, what: what.into(), remedy: remedy.into(), source: None }
    }

    pub(super) fn io(file: &str, source: io::Error) -> Self {
        let (what, remedy) = match source.kind() {
            io::ErrorKind::NotFound => ("there is no such file", "check the path; a path with blanks needs quotes"),
            io::ErrorKind::PermissionDenied => ("the file cannot be read", "ask for read permission, or copy the file"),
            io::ErrorKind::UnexpectedEof => ("the file cannot be read", "copy or download it again"),
            _ => ("the file cannot be read", "copy the file to a local disk and try again"),
        };
        Self { source: Some(source), ..Self::new(file, LedgerErrorKind::Io, what, remedy) }
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

    /// What is wrong, in words, with the system's answer where there is one.
    pub fn what(&self) -> String {
        format!("{}{}", self.what, shown(" (", &self.source, ")"))
    }

    /// What to do about it.
    pub fn remedy(&self) -> &str {
        &self.remedy
    }

    /// The line in question, from 1, where one is known.
    pub fn line(&self) -> Option<u64> {
        self.line
    }
}

fn shown(before: &str, value: &Option<impl Display>, after: &str) -> String {
    value.as_ref().map_or_else(String::new, |value| format!("{before}{value}{after}"))
}
