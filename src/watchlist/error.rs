//! What is wrong with lists: all faults at once, each with file, line and remedy.

use std::fmt;

/// Faults that a message prints; a list in another form than expected has one on every line.
const PRINTED: usize = 20;

/// One fault of a list: where it is, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    file: String,
    line: Option<u64>,
    what: String,
    remedy: String,
}

impl ListFault {
    pub(super) fn new(
        file: impl Into<String>,
        line: Option<u64>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), line, what: what.into(), remedy: remedy.into() }
    }

    /// The file, or the id of the list where the fault lies between lists.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line (sheet row for workbooks), counted from 1; `None` where the whole file is meant.
    pub fn line(&self) -> Option<u64> {
        self.line
    }
}

impl fmt::Display for ListFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.what, self.remedy)
    }
}

/// Lists that cannot be used. Its `Display` prints the first twenty faults, one a line, and counts the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListError {
    first: ListFault,
    further: Vec<ListFault>,
}

impl ListError {
    pub(crate) fn new(
        file: impl Into<String>,
        line: Option<u64>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        ListFault::new(file, line, what, remedy).into()
    }

    /// An error of these faults in their order, where there is one.
    pub(super) fn of(faults: Vec<ListFault>) -> Result<(), Self> {
        let mut faults = faults.into_iter();
        faults.next().map_or(Ok(()), |first| Err(Self { first, further: faults.collect() }))
    }

    /// The faults in order, at least one.
    pub fn faults(&self) -> impl Iterator<Item = &ListFault> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// The file of the first fault, or the id of the list where it lies between lists.
    pub fn file(&self) -> &str {
        &self.first.file
    }

    /// The line of the first fault, counted from 1; `None` where the whole file is meant.
    pub fn line(&self) -> Option<u64> {
        self.first.line
    }

    /// Takes over the faults of another list.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.further.push(other.first);
        self.further.extend(other.further);
        self
    }
}

impl From<ListFault> for ListError {
    fn from(first: ListFault) -> Self {
        Self { first, further: Vec::new() }
    }
}

impl std::error::Error for ListError {}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = 1 + self.further.len();
        if count == 1 {
            return self.first.fmt(f);
        }
        write!(f, "{count} faults; correct them and run again")?;
        for fault in self.faults().take(PRINTED) {
            write!(f, "\n  {fault}")?;
        }
        if count > PRINTED {
            write!(f, "\n  and {} more; `tamis lists check FILE` prints all", count - PRINTED)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_twenty_faults_and_counts_the_rest() {
        let fault = |line| ListFault::new("a.csv", Some(line), "the name is empty", "fill it in");
        let text = |lines: u64| ListError::of((1..=lines).map(fault).collect()).expect_err("faults").to_string();
        assert_eq!(text(1), "a.csv, line 1: the name is empty; fill it in");
        assert_eq!(text(20).lines().count(), 21);
        let many = text(23);
        assert!(many.starts_with("23 faults; correct them and run again\n  a.csv, line 1: "), "{many}");
        assert!(many.ends_with("\n  and 3 more; `tamis lists check FILE` prints all"), "{many}");
        assert_eq!(ListError::of(Vec::new()), Ok(()));
    }
}
