//! Texts and rows of publishers' files.

use std::borrow::Cow;
use std::io::Read as _;

use super::names::tidy;

/// A file may unpack to this much: the largest list in use, OpenSanctions as JSON lines, has about 2 GB.
const LARGEST: u64 = 4 << 30;

/// Unpacks gzip and zstd; other bytes are as they are. `None` where the archive is broken or too large.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut out = Vec::new();
    let read = match bytes {
        [0x1f, 0x8b, ..] => flate2::read::MultiGzDecoder::new(bytes).take(LARGEST).read_to_end(&mut out),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => zstd::Decoder::new(bytes).ok()?.take(LARGEST).read_to_end(&mut out),
        _ => return Some(Cow::Borrowed(bytes)),
    };
    read.ok().filter(|read| (*read as u64) < LARGEST).map(|_| Cow::Owned(out))
}

/// The text of bytes: UTF-8 and UTF-16 by their mark, UTF-8 where it is valid, else Windows-1252, in which agencies
/// write Latin-1. A final 0x1A (the end-of-file mark of DOS) is left out.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let ended = bytes.trim_ascii_end();
    let bytes = ended.strip_suffix(b"\x1a").unwrap_or(bytes);
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    }
}

/// A record of a delimited file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// Its cells with single blanks.
    pub(super) cells: Vec<String>,
    /// Line ends inside its cells.
    pub(super) inner_lines: u64,
}

impl Row {
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// The records of a delimited text whose lines end with LF, CRLF or CR.
pub(super) fn rows(text: &str, delimiter: u8) -> Vec<Row> {
    // The csv crate counts lines by LF.
    let text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    };
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    let mut reader = builder.from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and rows may be ragged: the reader has nothing to fail on.
    while matches!(reader.read_record(&mut record), Ok(true)) {
        let line = record.position().map_or(0, csv::Position::line);
        let inner = record.iter().map(|c| c.matches('\n').count() as u64).sum();
        rows.push(Row { line, cells: record.iter().map(tidy).collect(), inner_lines: inner });
    }
    rows
}

/// A header for comparisons: lower case, words joined by `_`.
pub(super) fn header_key(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_line_end_are_read() {
        for text in ["1,\"a, b\"\n2,-0- \n", "1,\"a, b\"\r\n2,-0- \r\n", "1,\"a, b\"\r2,-0- \r"] {
            let rows = rows(text, b',');
            let shown: Vec<String> = rows.iter().map(|r| format!("{}:{}", r.line, r.cells.join("|"))).collect();
            assert_eq!(shown, ["1:1|a, b", "2:2|-0-"], "{text:?}");
        }
    }

    #[test]
    fn bytes_are_decoded() {
        assert_eq!(decoded(b"M\xfcller\x1a"), "Müller");
        assert_eq!(decoded("Müller".as_bytes()), "Müller");
        assert_eq!(decoded(b"\xff\xfeA\0"), "A");
    }
}
