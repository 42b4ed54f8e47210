//! Workbooks are weighed before they are opened: hostile ones make a reader ask for all memory and end the process.
//!
//! Sizes in a ZIP directory are claims, so every part is inflated into a counter; the number of shared strings is a
//! claim too, and a reader reserves room for it, so it is held against the size of its part. What a sheet says of merged
//! cells stands behind its rows: it is picked up on the same way, so that the rows can be read in one pass.

use std::io::{self, Cursor, Read};

use memchr::{memchr, memmem, memrchr};
use zip::ZipArchive;

use super::error::{LedgerError, LedgerErrorKind};
use super::sheets::{Area, ENCRYPTED};

/// What all parts of a workbook may unpack to. A sheet of a million rows and eight columns has 0.5 GB of XML.
pub(super) const UNPACKED: u64 = 4 << 30;

/// What the shared strings may unpack to: they are held in memory.
const STRINGS: u64 = 512 << 20;

/// The smallest shared string is `<si/>`.
const SHORTEST: u64 = 5;

/// A text between two tags is held in memory. A cell holds 32,767 characters; in formulas and comments there are no more.
const TEXT_CAP: usize = 64 << 20;

/// Merged areas of several rows that are kept, in all sheets: a ledger grouped by vendor has one for each vendor. What is
/// beyond is read as it stands, the value in the first row only.
const AREAS: usize = 1_000_000;

/// Bytes inflated at a time.
const BLOCK: usize = 64 * 1024;

/// What was learnt on the way.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// The workbook is an XLSB.
    pub(super) binary: bool,
    /// Parts with merged areas of several rows.
    parts: Vec<(String, Vec<Area>)>,
}

impl Merged {
    /// The areas of a part.
    pub(super) fn of(&self, part: &str) -> Vec<Area> {
        self.parts
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(part))
            .map_or_else(Vec::new, |(_, areas)| areas.clone())
    }
}

/// Inflates every part into a counter, looks at the number of shared strings, and collects merged areas.
pub(super) fn weigh(file: &str, bytes: &[u8], limit: Option<u64>) -> Result<Merged, LedgerError> {
    let damaged = |what: String| {
        LedgerError::new(
            file,
            LedgerErrorKind::Form,
            format!("this workbook is damaged ({what})"),
            "open it in a spreadsheet and save it again, or export it again if it was cut off on the way",
        )
    };
    let limit = limit.unwrap_or(UNPACKED);
    let too_big = |what: &str, limit: u64| {
        LedgerError::new(
            file,
            LedgerErrorKind::Limit,
            format!("{what} of this workbook unpack to more than {limit} bytes"),
            "save the ledger as CSV; --max-unpacked BYTES raises the limit",
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    let mut total = 0u64;
    let mut merged = Merged::default();
    let mut room = AREAS;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|e| damaged(e.to_string()))?;
        let name = part.name().map_err(|e| damaged(e.to_string()))?.replace('\\', "/").to_lowercase();
        merged.binary |= name.ends_with("workbook.bin");
        let mut scan = Scan::new(if name.contains("/worksheets/") && name.ends_with(".xml") { room } else { 0 });
        let size =
            scan.run(&mut part.take((limit + 1).saturating_sub(total))).map_err(|e| damaged(format!("{name}: {e}")))?;
        total += size;
        if total > limit {
            return Err(too_big("the parts", limit));
        }
        if name.ends_with(".xml") && scan.longest > TEXT_CAP {
            return Err(damaged(format!("{name} holds a text of more than {TEXT_CAP} bytes")));
        }
        if name == "meta-inf/manifest.xml" && memmem::find(&scan.start, b"encryption-data").is_some() {
            return Err(LedgerError::new(file, LedgerErrorKind::Form, ENCRYPTED.0, ENCRYPTED.1));
        }
        if name.ends_with("sharedstrings.xml") || name.ends_with("sharedstrings.bin") {
            if size > STRINGS.max(limit / 8) {
                return Err(too_big("the texts", STRINGS.max(limit / 8)));
            }
            if claimed(&scan.start).is_some_and(|n| n > size / SHORTEST + 1) {
                return Err(damaged("it claims more texts than it can hold".into()));
            }
        }
        if !scan.areas.is_empty() {
            room = room.saturating_sub(scan.areas.len());
            merged.parts.push((name, scan.areas));
        }
    }
    Ok(merged)
}

/// One part on its way through the counter.
struct Scan {
    /// The first bytes.
    start: Vec<u8>,
    /// The longest stretch without a tag.
    longest: usize,
    areas: Vec<Area>,
    room: usize,
}

impl Scan {
    fn new(room: usize) -> Self {
        Self { start: Vec::new(), longest: 0, areas: Vec::new(), room }
    }

    fn run(&mut self, part: &mut impl Read) -> io::Result<u64> {
        // A tag cut in two by the end of a block is kept for the next.
        let mut block: Vec<u8> = Vec::with_capacity(2 * BLOCK);
        let (mut size, mut stretch) = (0u64, 0usize);
        loop {
            let kept = block.len();
            let read = part.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
            if read == 0 {
                return Ok(size);
            }
            size += read as u64;
            let new = block.get(kept..).unwrap_or_default();
            if self.start.len() < BLOCK {
                self.start.extend_from_slice(new);
            }
            stretch = match (memchr(b'<', new), memrchr(b'<', new)) {
                (Some(first), Some(last)) => {
                    self.longest = self.longest.max(stretch + first);
                    new.len() - last
                }
                _ => stretch + new.len(),
            };
            self.longest = self.longest.max(stretch);
            if self.areas.len() < self.room {
                self.collect(&block);
            }
            let open = memrchr(b'<', &block).filter(|at| {
                self.room > 0 && block.len() - at < 1024 && memchr(b'>', block.get(*at..).unwrap_or_default()).is_none()
            });
            block.drain(..open.unwrap_or(block.len()));
        }
    }

    /// `<mergeCell ref="A2:A5"/>`: areas of several rows.
    fn collect(&mut self, block: &[u8]) {
        for at in memmem::find_iter(block, b"mergeCell ") {
            let tag = block.get(at..).unwrap_or_default();
            let Some(end) = memchr(b'>', tag) else { continue };
            let text = String::from_utf8_lossy(tag.get(..end).unwrap_or_default());
            let area = text
                .split("ref=")
                .nth(1)
                .and_then(|r| r.get(1..))
                .and_then(|r| r.split(['"', '\'']).next())
                .and_then(area);
            if let Some(area) = area.filter(|a| a.bottom > a.top && self.areas.len() < self.room) {
                self.areas.push(area);
            }
        }
    }
}

/// `A2:C5`, `$A$2:$C$5`.
fn area(text: &str) -> Option<Area> {
    let (from, to) = text.split_once(':')?;
    let row = |place: &str| {
        place.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '$').parse::<u32>().ok()?.checked_sub(1)
    };
    let letters = from.trim_start_matches('$').bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let left = letters.fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1).checked_sub(1)?;
    Some(Area { top: row(from)?, bottom: row(to)?, left })
}

/// The number of different texts that the root tag of the strings part claims. (`count` counts their uses.)
fn claimed(start: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(start);
    let tag = text
        .split('<')
        .find(|t| t.starts_with("sst") || t.split_whitespace().next().is_some_and(|n| n.ends_with(":sst")))?;
    let value = tag.split("uniqueCount").nth(1)?.trim_start_matches([' ', '=', '"', '\'']);
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    // A number too large for 64 bits is a lie as well.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}
