//! `report.html`: one file for people, which loads nothing and sends nothing.
//!
//! What a reader sees first (summary, charts, lists, how the report was made) is HTML from the template
//! `templates/report.html`. The parties are JSON in the page; its script (`templates/report.js`) makes the cards of the
//! parties that are looked at, with `textContent` only, so that no text of a ledger or list becomes markup. A content
//! security policy with the digests of the script and the style forbids everything else.
//!
//! - [`gather`]: what a card shows of a row, kept while the rows pass, within fixed limits;
//! - [`excerpt`]: parts of long cells, and how characters without a shape are shown;
//! - [`data`]: the parties as JSON;
//! - [`chart`]: counts as bars;
//! - [`page`]: the template and what it shows.

mod chart;
mod data;
mod excerpt;
mod gather;
mod page;
#[cfg(test)]
mod tests;

use std::io;

use askama::Template as _;

use super::parties::PartyGroup;
use super::{Finished, Parties, ReportError, ReportFile, RunRecord};

pub use gather::HtmlReport;

/// Parties with a card at most, the strongest first. Beyond it a browser is slow; `parties.csv` has all.
const MOST_PARTIES: usize = 50_000;

/// Bytes of the parties' data at most.
const MOST_BYTES: usize = 128 << 20;

impl HtmlReport {
    /// Writes `report.html`. Its bytes follow from inputs, lists and settings alone.
    ///
    /// # Errors
    /// What could not be written, and why.
    pub fn write(
        &self,
        mut out: ReportFile,
        parties: &Parties<'_>,
        record: &RunRecord<'_>,
    ) -> Result<Option<Finished>, ReportError> {
        let groups: Vec<PartyGroup<'_>> = parties.groups();
        let data = data::Parties { report: self, lists: record.lists, ledgers: record.ledgers, groups: &groups };
        let (data, shown) = data.json(MOST_PARTIES, MOST_BYTES).map_err(|e| failed(&out, e))?;
        let page = page::ReportPage::new(self, &groups, record, page::Embedded { data, shown });
        page.write_into(&mut out).map_err(|e| failed(&out, e))?;
        out.finish()
    }
}

fn failed(out: &ReportFile, error: io::Error) -> ReportError {
    ReportError::io("writing", out.path(), error)
}
