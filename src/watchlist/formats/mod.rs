//! Official list files as their publishers write them, recognised by content.
//!
//! One file a form, one line each in [`FORMATS`]. A reader turns rows into parties (`party`); `publication` merges the
//! rows of one party, counts what cannot be used and makes one list for each programme (`programmes`: what each list
//! bars). Shared parts: `names` takes names of one cell apart, `addresses`, `identifiers`, `kinds` (person or company),
//! `text` (encodings, delimited rows).
//!
//! What this module does not do: it judges no name and looks nothing up in other lists; `same_bodies` links entries to
//! those of other lists afterwards.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::ListError;
use crate::model::Watchlist;
use crate::text::hex;

mod addresses;
mod bis_dpl;
mod csl;
mod csl_csv;
mod csl_json;
mod identifiers;
mod kinds;
mod names;
mod ofac_advanced;
mod ofac_csv;
mod ofac_remarks;
mod ofac_xml;
mod party;
mod programmes;
mod publication;
mod text;
mod xml;

/// One file, decoded.
struct Input<'f> {
    path: &'f Path,
    /// The path for messages.
    file: String,
    text: &'f str,
    /// SHA-256 of the bytes, in hex.
    digest: String,
}

impl Input<'_> {
    /// The file's name without its endings.
    fn stem(&self) -> String {
        super::own::stem(self.path)
    }
}

/// A form of list files.
struct Format {
    /// Its name for messages.
    name: &'static str,
    /// True for a text of this form.
    recognises: fn(&str) -> bool,
    read: fn(&Input<'_>) -> Result<Vec<Watchlist>, ListError>,
}

/// All forms; the first that recognises a text reads it.
const FORMATS: [Format; 6] = [
    Format { name: csl_csv::FORM, recognises: csl_csv::recognises, read: csl_csv::read },
    Format { name: csl_json::FORM, recognises: csl_json::recognises, read: csl_json::read },
    Format { name: ofac_xml::FORM, recognises: ofac_xml::recognises, read: ofac_xml::read },
    Format { name: ofac_advanced::FORM, recognises: ofac_advanced::recognises, read: ofac_advanced::read },
    Format { name: bis_dpl::FORM, recognises: bis_dpl::recognises, read: bis_dpl::read },
    Format { name: ofac_csv::FORM, recognises: ofac_csv::recognises, read: ofac_csv::read },
];

/// Reads a file of a publisher; nothing where the bytes have no form of one.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Option<Result<Vec<Watchlist>, ListError>> {
    // Workbooks and other archives are tables of the user's own.
    let unpacked = text::unpacked(bytes)?;
    if unpacked.starts_with(b"PK") || unpacked.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return None;
    }
    let text = text::decoded(&unpacked);
    let format = FORMATS.iter().find(|format| (format.recognises)(&text))?;
    let digest = hex(&Sha256::digest(bytes));
    Some((format.read)(&Input { path, file: path.display().to_string(), text: &text, digest }))
}

/// The beginning of a text, for recognising it.
fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(1 << 16)).unwrap_or(text)
}
