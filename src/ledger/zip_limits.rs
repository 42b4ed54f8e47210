//! Limits on the parts of a workbook, checked before it is opened: a hostile one makes a reader ask for all memory,
//! which ends the process.
//!
//! Sizes in a ZIP directory are claims, so every part is inflated into a counter. The number of shared strings is a
//! claim too, for which calamine reserves room (tafia/calamine#684): it is held against the size of its part.

use std::io::{self, Cursor, Read};

use memchr::{memchr, memmem, memrchr};
use quick_xml::events::Event;
use zip::ZipArchive;

use super::error::{LedgerError, LedgerErrorKind};

/// What a workbook with a password is, and what to do.
pub(super) const ENCRYPTED: (&str, &str) = (
    "this workbook is encrypted with a password",
    "open it in a spreadsheet, save it without a password, and screen that file",
);

/// What all parts of a workbook may unpack to. A sheet of a million rows and eight columns has 0.5 GB of XML.
pub(super) const UNPACKED: u64 = 4 << 30;

/// What the shared strings may unpack to: they are held in memory.
const STRINGS: u64 = 512 << 20;

/// The smallest shared string is `<si/>`.
const SHORTEST: u64 = 5;

/// A text between two tags is held in memory. A cell holds 32,767 characters; formulas and comments hold no more.
const TEXT_CAP: usize = 64 << 20;

/// Bytes inflated at a time.
const BLOCK: usize = 64 * 1024;

/// Inflates every part into a counter, and looks at the number of shared strings. True for an XLSB.
pub(super) fn check(file: &str, bytes: &[u8], limit: Option<u64>) -> Result<bool, LedgerError> {
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
    let (mut total, mut is_xlsb) = (0u64, false);
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|e| damaged(e.to_string()))?;
        let name = part.name().map_err(|e| damaged(e.to_string()))?.replace('\\', "/").to_lowercase();
        is_xlsb |= name.ends_with("workbook.bin");
        let part = Part::inflate(part.take((limit + 1).saturating_sub(total)));
        let part = part.map_err(|e| damaged(format!("{name}: {e}")))?;
        total += part.size;
        if total > limit {
            return Err(too_big("the parts", limit));
        }
        if name.ends_with(".xml") && part.longest > TEXT_CAP {
            return Err(damaged(format!("{name} holds a text of more than {TEXT_CAP} bytes")));
        }
        if name == "meta-inf/manifest.xml" && memmem::find(&part.start, b"encryption-data").is_some() {
            return Err(LedgerError::new(file, LedgerErrorKind::Form, ENCRYPTED.0, ENCRYPTED.1));
        }
        if name.ends_with("sharedstrings.xml") || name.ends_with("sharedstrings.bin") {
            let strings = STRINGS.max(limit / 8);
            if part.size > strings {
                return Err(too_big("the texts", strings));
            }
            let is_xml = name.ends_with(".xml") && part.size > 0;
            if is_xml && claimed(&part.start).is_none_or(|n| n > part.size / SHORTEST + 1) {
                return Err(damaged("it claims more texts than it can hold".into()));
            }
        }
    }
    Ok(is_xlsb)
}

/// What the counter keeps of a part.
#[derive(Default)]
struct Part {
    size: u64,
    /// The first bytes.
    start: Vec<u8>,
    /// The longest stretch without a tag.
    longest: usize,
}

impl Part {
    fn inflate(mut content: impl Read) -> io::Result<Self> {
        let (mut part, mut stretch, mut block) = (Self::default(), 0usize, Vec::with_capacity(BLOCK));
        loop {
            block.clear();
            let read = content.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
            if read == 0 {
                return Ok(part);
            }
            if part.size == 0 {
                part.start.clone_from(&block);
            }
            part.size += read as u64;
            stretch = match (memchr(b'<', &block), memrchr(b'<', &block)) {
                (Some(first), Some(last)) => {
                    part.longest = part.longest.max(stretch + first);
                    read - last
                }
                _ => stretch + read,
            };
            part.longest = part.longest.max(stretch);
        }
    }
}

/// The number of different texts that the root tag of the strings part claims, read as calamine reads it. (`count` is
/// the number of their uses.) None if the root tag is not among the first bytes.
fn claimed(start: &[u8]) -> Option<u64> {
    let mut xml = quick_xml::Reader::from_reader(start);
    xml.config_mut().expand_empty_elements = true;
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "sst" => {
                let count = tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == "uniqueCount");
                // For what is not a number, calamine reserves nothing.
                return Some(count.and_then(|count| count.value.parse().ok()).unwrap_or(0));
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_from_the_root_tag() {
        for (start, expected) in [
            ("<?xml version=\"1.0\"?><sst count=\"7\" uniqueCount=\"3\"><si><t>a</t></si>", Some(3)),
            ("<!-- <sst uniqueCount=\"1\"> --><x:sst uniqueCount=\"4\"/>", Some(4)),
            ("<sst a=\"uniqueCount=1\" uniqueCount=\"5\">", Some(5)),
            ("<sst>", Some(0)),
            ("<sst uniqueCount=\"99999999999999999999\">", Some(0)),
            ("<!-- a comment that does not end", None),
            ("", None),
        ] {
            assert_eq!(claimed(start.as_bytes()), expected, "{start}");
        }
    }
}
