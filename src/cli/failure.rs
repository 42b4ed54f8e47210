//! Why a command failed, and its exit status.

use std::io;
use std::path::Path;

use crate::eval::EvalError;
use crate::ledger::LedgerError;
use crate::pipeline::PipelineError;
use crate::report::ReportError;
use crate::watchlist::ListError;

/// Why a command ended early. Everything but an interruption and a closed pipe is exit status 2.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Contradicting or unusable settings.
    #[error("{0}")]
    Usage(String),
    /// The system refused something.
    #[error("{what} failed")]
    Io {
        /// What was tried, on which file.
        what: String,
        /// Its answer.
        source: io::Error,
    },
    /// A ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A list is broken or unknown.
    #[error(transparent)]
    List(#[from] ListError),
    /// A report cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// Labelled cases or a baseline cannot be read.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// A fault of this program.
    #[error("{0}")]
    Fault(String),
    /// Ctrl-C or a termination signal.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

impl Failure {
    /// Settings that cannot be used.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::Usage(what.into())
    }

    /// The system refused something at a path.
    pub fn io(doing: &str, path: &Path, source: io::Error) -> Self {
        Self::Io { what: format!("{doing} {}", path.display()), source }
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Interrupted => 130,
            _ => 2,
        }
    }

    /// True where the reader of our output has gone away (`tamis … | head`): a quiet end, nothing is wrong.
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Io { source, .. } => source.kind() == io::ErrorKind::BrokenPipe,
            Self::Report(error) => error.is_broken_pipe(),
            _ => false,
        }
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Cancelled => Self::Interrupted,
            PipelineError::Report(error) => Self::Report(error),
            died @ PipelineError::Died(_) => Self::Fault(died.to_string()),
        }
    }
}

/// Standard output refused.
impl From<io::Error> for Failure {
    fn from(source: io::Error) -> Self {
        Self::Io { what: "writing to standard output".to_owned(), source }
    }
}

/// An error and its causes, one a line. A cause that the line above tells already is left out.
pub fn explain(error: &dyn std::error::Error) -> String {
    let mut text = format!("error: {error}\n");
    let mut last = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !last.contains(&next) {
            text.push_str(&format!("  because: {next}\n"));
        }
        last = next;
        cause = error.source();
    }
    text
}
