//! Workbooks are weighed before they are opened: hostile ones make a reader ask for all memory and end the process.
//!
//! Sizes in a ZIP directory are claims, so every part is inflated into a counter; the number of shared strings is a
//! claim too, and a reader reserves room for it, so it is held against the size of its part.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::error::{LedgerError, LedgerErrorKind};

/// What all parts of a workbook may unpack to. A sheet of a million rows and eight columns has 0.5 GB of XML.
const UNPACKED: u64 = 4 << 30;

/// What the shared strings may unpack to: they are held in memory, with 24 bytes more for each.
const STRINGS: u64 = 512 << 20;

/// The smallest shared string is `<si/>`.
const SHORTEST: u64 = 5;

/// Inflates every part into a counter and looks at the number of shared strings.
pub(super) fn weigh(file: &str, bytes: &[u8], limit: Option<u64>) -> Result<(), LedgerError> {
    let damaged = |what: String| LedgerError::new(file, LedgerErrorKind::Form, format!("this workbook is damaged ({what})"), "open it in a spreadsheet and save it again");
    let limit = limit.unwrap_or(UNPACKED);
    let too_big = |what: &str, limit: u64| {
        LedgerError::new(file, LedgerErrorKind::Limit, format!("{what} of this workbook unpack to more than {limit} bytes"), "save the ledger as CSV; --max-unpacked BYTES raises the limit")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    let mut total = 0u64;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(|e| damaged(e.to_string()))?;
        let name = part.name().map_err(|e| damaged(e.to_string()))?.to_lowercase();
        let mut start = Vec::new();
        part.by_ref().take(4096).read_to_end(&mut start).map_err(|e| damaged(format!("{name}: {e}")))?;
        let left = (limit + 1).saturating_sub(total + start.len() as u64);
        let rest = io::copy(&mut part.take(left), &mut io::sink()).map_err(|e| damaged(format!("{name}: {e}")))?;
        let size = start.len() as u64 + rest;
        total += size;
        if total > limit {
            return Err(too_big("the parts", limit));
        }
        if name.ends_with("sharedstrings.xml") || name.ends_with("sharedstrings.bin") {
            if size > STRINGS.max(limit / 8) {
                return Err(too_big("the texts", STRINGS.max(limit / 8)));
            }
            if claimed(&start).is_some_and(|n| n > size / SHORTEST + 1) {
                return Err(damaged("it claims more texts than it can hold".into()));
            }
        }
    }
    Ok(())
}

/// The number of different texts that the root tag of the strings part claims. (`count` counts their uses.)
fn claimed(start: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(start);
    let tag = text.split('<').find(|t| t.starts_with("sst") || t.split_whitespace().next().is_some_and(|n| n.ends_with(":sst")))?;
    let value = tag.split("uniqueCount").nth(1)?.trim_start_matches([' ', '=', '"', '\'']);
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    // A number too large for 64 bits is a lie as well.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}
