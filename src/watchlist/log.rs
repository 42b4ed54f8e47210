//! The faults and warnings of one list or file, in the order in which they are found.

use super::error::{ListError, ListFault};
use crate::model::ListWarning;

#[derive(Debug, Default)]
pub(super) struct Log {
    faults: Vec<ListFault>,
    warnings: Vec<ListWarning>,
}

impl Log {
    /// Something that stops the use of the list.
    pub(super) fn fault(&mut self, file: &str, line: Option<u64>, what: impl Into<String>, remedy: &str) {
        self.faults.push(ListFault::new(file, line, what, remedy));
    }

    pub(super) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Something to know or correct, on a line.
    pub(super) fn warn(&mut self, line: u64, what: impl Into<String>, remedy: &str) {
        self.warnings.push(ListWarning { line: Some(line), what: what.into(), remedy: remedy.to_owned() });
    }

    /// The same for the whole list.
    pub(super) fn warn_all(&mut self, what: impl Into<String>, remedy: &str) {
        self.warnings.push(ListWarning { line: None, what: what.into(), remedy: remedy.to_owned() });
    }

    /// The lines of the warnings, in the order in which they were found.
    pub(super) fn lines(&self) -> Vec<u64> {
        self.warnings.iter().filter_map(|w| w.line).collect()
    }

    /// Adds what was found elsewhere at the same time.
    pub(super) fn append(&mut self, mut other: Self) {
        self.faults.append(&mut other.faults);
        self.warnings.append(&mut other.warnings);
    }

    /// The warnings by line, those of the whole list first.
    ///
    /// # Errors
    /// The faults by line, where there are any.
    pub(super) fn end(mut self) -> Result<Vec<ListWarning>, ListError> {
        self.faults.sort_by(|a, b| (a.file(), a.line()).cmp(&(b.file(), b.line())));
        ListError::of(self.faults)?;
        self.warnings.sort_by_key(|w| w.line);
        Ok(self.warnings)
    }
}
