//! The delimiter of a text, guessed from its first records.

use super::cell_words;
use super::columns::header_likeness;
use super::decode::Text;
use super::delimited::{Cut, Dialect, NO_DELIMITER, Parser};
use super::header;

/// Records of the beginning that decide about delimiter, header and columns.
const SAMPLED: usize = 500;

/// One of the first records.
pub(super) struct Sampled {
    pub(super) cells: Vec<String>,
    /// Line on which it begins.
    pub(super) line: u64,
    /// Bytes from the start of the window to its end.
    pub(super) end: usize,
    /// Line after it.
    pub(super) next_line: u64,
}

/// The delimiter of Excel's first line `sep=;`, and the bytes of that line.
pub(super) fn sep_line(text: &str) -> Option<(u8, usize)> {
    let end = text.find(['\n', '\r'])?;
    let line = text.get(..end)?.trim_matches('"');
    let rest = line.get(..4).filter(|p| p.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?;
    let mut bytes = rest.bytes();
    let delimiter = bytes.next().filter(u8::is_ascii)?;
    if bytes.any(|b| !matches!(b, b' ' | b',' | b';' | b'\t' | b'"')) {
        return None;
    }
    let after = if text.get(end..).is_some_and(|t| t.starts_with("\r\n")) { 2 } else { 1 };
    Some((delimiter, end + after))
}

/// The dialect of a text; `stated` is the delimiter that an option or the `sep=` line gives.
pub(super) fn guess(text: &Text, stated: Option<u8>) -> Dialect {
    let window = text.rest();
    let cells_before_cr = if window.contains('\n') { 2 } else { 0 };
    let none = Dialect { delimiter: NO_DELIMITER, cells_before_cr, blank_before_quote: false };
    let dialect = |delimiter: u8| {
        let d = char::from(delimiter);
        let blank_before_quote = window.contains(&format!("{d} \"")) && !window.contains(&format!("{d}\""));
        Dialect { delimiter, blank_before_quote, ..none }
    };
    if let Some(delimiter) = stated {
        return dialect(delimiter);
    }
    let mut best = (0, none);
    for dialect in [b',', b';', b'\t', b'|'].map(dialect) {
        let points = regularity(&sample(text, dialect, 1));
        if points > best.0 {
            best = (points, dialect);
        }
    }
    best.1
}

/// How regular the records are with a delimiter: 0 where it does not divide them at all, else up to about 2000.
fn regularity(records: &[Sampled]) -> usize {
    let mut counts: Vec<usize> = records.iter().map(|r| r.cells.len()).collect();
    counts.sort_unstable();
    // The most frequent number of cells; of two equally frequent ones the larger.
    let groups = counts.chunk_by(|a, b| a == b).map(|group| (group.len(), group[0]));
    let (mut times, mut usual) = groups.max().unwrap_or_default();
    if usual < 2 {
        // A header alone, or rows that are ragged beyond one cell, can still show the delimiter.
        (usual, times) = counts.last().map_or((0, 0), |last| (*last, usize::from(records.len() <= 2)));
    }
    if usual < 2 || times == 0 {
        return 0;
    }
    // The records must have it from the header on: commas in the addresses of a one-column list are no delimiter.
    let header = records
        .iter()
        .take(header::SEARCHED)
        .filter(|r| r.cells.len() >= usual)
        .map(|r| r.cells.iter().filter(|c| header_likeness(c) >= 1).count() * 1000 / r.cells.len())
        .max()
        .unwrap_or(0);
    let undivided = records.first().is_some_and(|r| matches!(r.cells.as_slice(), [one] if header_likeness(one) >= 2));
    // "Acme Co., Ltd." without quotes, one a line.
    let torn = records.iter().filter(|r| r.cells.iter().skip(1).any(|c| cell_words::is_name_end(c))).count();
    let share = times * 1000 / records.len().max(1);
    // A header of which half the cells are known outweighs these doubts.
    let doubtful = undivided || torn * 3 >= records.len() || share < 500;
    if header < 500 && doubtful { 0 } else { share + header + usual.min(50) }
}

/// The first records of the window, none of it consumed.
pub(super) fn sample(text: &Text, dialect: Dialect, first_line: u64) -> Vec<Sampled> {
    let window = text.rest();
    // A record that the window cuts off is not sampled; the last record of a short file is.
    let last = text.ended();
    let mut parser = Parser::new(dialect);
    let (mut at, mut line, mut records) = (0, first_line, Vec::new());
    while records.len() < SAMPLED {
        match parser.cut(window.get(at..).unwrap_or_default(), last) {
            Cut::Blank { bytes, lines } => {
                at += bytes;
                line += lines;
            }
            Cut::Record { bytes, lines, .. } => {
                let (held, spans) = parser.record();
                let cells = spans.iter().map(|(s, e)| held.get(*s..*e).unwrap_or_default().to_owned()).collect();
                at += bytes;
                records.push(Sampled { cells, line, end: at, next_line: line + lines });
                line += lines;
            }
            Cut::NeedMore | Cut::End => break,
        }
    }
    records
}
