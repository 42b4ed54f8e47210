//! The writing end: results in the order of the ledgers, to the sinks.

use crate::ledger::InputProblem;
use crate::model::RowBatch;
use crate::report::{self, LedgerOutcome, Problem, ScreenedRow, Sink};

use super::{Done, Ending, PipelineError, Progress, Screened};

/// Hands results on, one after the other in the order of their numbers.
pub(super) struct Writing<'a> {
    sink: &'a mut (dyn Sink + Send),
    show: &'a mut (dyn FnMut(Progress) + Send),
    sector_advisories: bool,
    pub(super) outcomes: Vec<LedgerOutcome>,
    progress: Progress,
}

impl<'a> Writing<'a> {
    pub(super) fn new(
        sink: &'a mut (dyn Sink + Send),
        show: &'a mut (dyn FnMut(Progress) + Send),
        sector_advisories: bool,
    ) -> Self {
        Self { sink, show, sector_advisories, outcomes: Vec::new(), progress: Progress::default() }
    }

    /// Takes the next result; gives back its batch.
    pub(super) fn take(&mut self, result: Done) -> Result<Option<RowBatch>, PipelineError> {
        match result {
            Done::Start(outcome) => self.outcomes.push(outcome),
            Done::Batch(screened) => {
                let batch = self.batch(screened)?;
                (self.show)(self.progress);
                return Ok(Some(batch));
            }
            Done::End(ending) => self.end(ending)?,
        }
        Ok(None)
    }

    fn end(&mut self, ending: Ending) -> Result<(), PipelineError> {
        let Some(outcome) = self.outcomes.last_mut() else { return Ok(()) };
        outcome.rows_unreadable += ending.rows_unreadable;
        outcome.rows_read += ending.rows_unreadable;
        outcome.size = ending.size.or(outcome.size);
        outcome.sha256 = ending.sha256;
        outcome.error = ending.error;
        if let Some(encoding) = ending.encoding {
            outcome.encoding = encoding;
        }
        if let Some(error) = &outcome.error {
            outcome.problems += 1;
            self.sink.problem(&Problem {
                file: outcome.name.clone(),
                row: None,
                line: 0,
                column: String::new(),
                kind: "read_error".to_owned(),
                done: format!("NOT screened from here on: {error}"),
            })?;
        }
        Ok(())
    }

    fn batch(&mut self, screened: Screened) -> Result<RowBatch, PipelineError> {
        let Screened { ledger, batch, found, again, problems, failed, bytes } = screened;
        self.problems(problems)?;
        let mut flagged = 0;
        for (place, findings) in &found {
            let Some(row) = batch.get(*place) else { continue };
            flagged += u64::from(findings.iter().any(|f| report::is_reported(f, self.sector_advisories)));
            let row = ScreenedRow { ledger: &ledger, row, findings, sector_advisories: self.sector_advisories };
            self.sink.row(&row)?;
        }
        self.sink.again(&ledger, &again.0, again.1)?;
        let rows = batch.len() as u64;
        if let Some(outcome) = self.outcomes.last_mut() {
            outcome.rows_read += rows;
            outcome.rows_flagged += flagged;
            outcome.rows_unreadable += failed;
            outcome.rows_clean += rows - flagged - failed;
        }
        self.progress = Progress { rows: self.progress.rows + rows, bytes };
        Ok(batch)
    }

    fn problems(&mut self, problems: Vec<InputProblem>) -> Result<(), PipelineError> {
        for p in problems {
            if let Some(outcome) = self.outcomes.last_mut() {
                outcome.problems += 1;
            }
            let InputProblem { file, row, line, column, kind, done } = p;
            self.sink.problem(&Problem { file, row, line, column, kind: kind.to_owned(), done })?;
        }
        Ok(())
    }
}
