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
use crate::model::{ListWarning, Watchlist};
use crate::text::hex;

mod addresses;
mod bis_dpl;
mod cbp_wro;
mod csl;
mod csl_csv;
mod csl_json;
mod dhs_uflpa;
mod ecfr;
mod identifiers;
mod kinds;
mod names;
mod ofac_advanced;
mod ofac_csv;
mod ofac_remarks;
mod ofac_xml;
mod opensanctions;
mod os_ftm;
mod os_simple;
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
    /// True for a text of this form.
    recognises: fn(&str) -> bool,
    read: fn(&Input<'_>) -> Result<Vec<Watchlist>, ListError>,
}

/// All forms; the first that recognises a text reads it.
const FORMATS: [Format; 11] = [
    Format { recognises: csl_csv::recognises, read: csl_csv::read },
    Format { recognises: csl_json::recognises, read: csl_json::read },
    Format { recognises: ofac_xml::recognises, read: ofac_xml::read },
    Format { recognises: ofac_advanced::recognises, read: ofac_advanced::read },
    Format { recognises: bis_dpl::recognises, read: bis_dpl::read },
    Format { recognises: ecfr::recognises, read: ecfr::read },
    Format { recognises: cbp_wro::recognises, read: cbp_wro::read },
    Format { recognises: dhs_uflpa::recognises, read: dhs_uflpa::read },
    Format { recognises: os_simple::recognises, read: os_simple::read },
    Format { recognises: os_ftm::recognises, read: os_ftm::read },
    Format { recognises: ofac_csv::recognises, read: ofac_csv::read },
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

/// Reads the official lists of a folder, in the order of their names; the files of one list (OFAC's names, further
/// names, addresses and comments) count once. Files of other forms are named in a warning.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<Watchlist>, ListError> {
    let file = folder.display().to_string();
    let failed = |e: std::io::Error| {
        ListError::new(
            &file,
            None,
            format!("cannot be read ({e})"),
            "check the path given to --list and its permissions",
        )
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_file() && !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    let (mut lists, mut other, mut sets) = (Vec::<Watchlist>::new(), Vec::new(), Vec::new());
    for path in paths {
        let bytes = std::fs::read(&path).map_err(failed)?;
        let is_of_set = text::unpacked(&bytes).is_some_and(|b| ofac_csv::recognises(&text::decoded(&b)));
        if is_of_set {
            let frame = ofac_csv::frame(&path);
            if sets.contains(&frame) {
                continue;
            }
            sets.push(frame);
        }
        match read(&path, &bytes) {
            Some(read) => lists.extend(read?),
            None => other.push(path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()),
        }
    }
    let Some(first) = lists.first_mut() else {
        let remedy = "name the files of lists of your own one by one with --list";
        return Err(ListError::new(&file, None, "holds no official list that is known by its content", remedy));
    };
    if !other.is_empty() {
        let what =
            format!("files of the folder that have no form of an official list were not read: {}", other.join(", "));
        let remedy = "name lists of your own one by one with --list".to_owned();
        first.warnings.insert(0, ListWarning { line: None, what, remedy });
    }
    Ok(lists)
}

/// The beginning of a text, for recognising it.
fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(1 << 16)).unwrap_or(text)
}
