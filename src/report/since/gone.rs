//! `gone.csv`: findings of the earlier report that are no longer there, one line a party and entry.

use std::borrow::Cow;

use crate::model::FindingId;

use super::super::cells::CsvFile;
use super::super::{Finished, ReportError, ReportFile};
use super::{Run, Since};

impl Since {
    /// Writes `gone.csv`, where there is a file to write to; how many lines there are.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write_gone(
        &self,
        out: Option<ReportFile>,
        has: impl Fn(FindingId) -> bool,
        run: &Run<'_>,
    ) -> Result<(Option<Finished>, u64), ReportError> {
        let gone = self.gone(has, run);
        // Like the counts of what is new, without programme-wide advisories.
        let counted = gone.iter().filter(|(line, _)| !line.sector).count() as u64;
        let Some(out) = out else { return Ok((None, counted)) };
        let header = self.earlier.columns().iter().map(|column| Cow::from(column.as_str()));
        let mut out = CsvFile::new(out, ["gone_reason".into()].into_iter().chain(header))?;
        for (line, reason) in gone {
            let cells = line.cells.iter().map(|cell| Cow::from(&**cell));
            out.line([Cow::from(reason)].into_iter().chain(cells))?;
        }
        Ok((out.finish()?, counted))
    }
}
