//! `entries.csv`: every entry in force with a digest of all that is known of it, so that a later run can tell which
//! entries are new or changed.

use sha2::{Digest, Sha256};

use crate::model::{Entry, Lists};
use crate::text::hex;

use super::cells::CsvFile;
use super::{Finished, ReportError, ReportFile};

/// The file's columns.
pub(super) const COLUMNS: [&str; 3] = ["list_id", "entry_id", "digest"];

/// The first 16 hex digits of SHA-256 over an entry, as this version holds it.
pub(super) fn digest(entry: &Entry) -> String {
    let digest = Sha256::digest(format!("{entry:?}"));
    hex(digest.get(..8).unwrap_or_default())
}

/// Writes the file.
///
/// # Errors
/// What could not be written, and why.
pub fn write(out: ReportFile, lists: &Lists) -> Result<Option<Finished>, ReportError> {
    let mut out = CsvFile::new(out, COLUMNS.map(Into::into))?;
    for (_, list, entry) in lists.entries() {
        out.line([(*list.id.0).into(), (*entry.id.0).into(), digest(entry).into()])?;
    }
    out.finish()
}
