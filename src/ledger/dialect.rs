//! The delimiter of a text, guessed from its first records.

use super::cell_words;
use super::columns::header_likeness;
use super::content;
use super::decode::Text;
use super::delimited::{Cut, Dialect, NO_DELIMITER, Parser};
use super::header;
use super::printed::{Kind, Printed};

/// Records of the beginning that decide about delimiter, header and columns.
pub(super) const SAMPLED: usize = 500;

/// How the records of a text are written.
pub(super) enum Layout {
    /// Boxed, since a parser has tables of its own.
    Delimited(Box<Parser>),
    Printed(Printed),
}

impl Layout {
    /// The same layout with buffers of its own.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Delimited(parser) => Self::Delimited(Box::new(Parser::new(parser.dialect()))),
            Self::Printed(printed) => Self::Printed(printed.again()),
        }
    }

    /// Reads the record at the start of the window; `last` means that no more text follows the window.
    pub(super) fn cut(&mut self, window: &str, last: bool) -> Cut {
        match self {
            Self::Delimited(parser) => parser.cut(window, last),
            Self::Printed(printed) => printed.cut(window, last),
        }
    }

    /// The cells of the last record: a text and their places in it.
    pub(super) fn record(&self) -> (&str, &[(usize, usize)]) {
        match self {
            Self::Delimited(parser) => parser.record(),
            Self::Printed(printed) => printed.record(),
        }
    }

    /// What the last record is.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Delimited(_) => Kind::Row,
            Self::Printed(printed) => printed.kind(),
        }
    }
}

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

/// A dialect, and what it rests on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) dialect: Dialect,
    /// The delimiter divides a line into headers.
    pub(super) by_header: bool,
}

/// The dialect of a text; `stated` is the delimiter that an option or the `sep=` line gives.
///
/// The first line that a delimiter divides into a header decides: the rows below may hold the delimiter unquoted, or
/// belong to another export glued to this one. Where no line is a known header, one counts of which each cell has words
/// of headers, if most lines below have as many cells. Else the delimiter under which the records are most regular is
/// taken.
pub(super) fn guess(text: &Text, stated: Option<u8>) -> Guess {
    let (window, last) = (text.rest(), text.ended());
    let plain = |delimiter: u8| of_delimiter(window, delimiter);
    let wrapped = |delimiter: u8| Dialect { wrapped: true, ..plain(delimiter) };
    let by_header = |candidates: &[Dialect], by_words: bool| {
        let headers = candidates.iter().filter_map(|dialect| {
            let records = sample(window, last, *dialect, 1);
            let is_header =
                |r: &Sampled| if by_words { has_header_words(&r.cells) } else { header::is_header(&r.cells) };
            let at = records.iter().take(header::SEARCHED).position(is_header)?;
            let (width, below) = (records.get(at)?.cells.len(), records.get(at + 1..)?);
            let wide = below.iter().filter(|r| r.cells.len() >= width).count() * 2;
            let divided = match by_words {
                true => !below.is_empty() && wide >= below.len(),
                false => below.is_empty() || below.iter().take(3).any(|r| r.cells.len() > 1),
            };
            let line = records.get(at).map_or(0, |r| r.line);
            divided.then(|| (std::cmp::Reverse(line), regularity(&records), *dialect))
        });
        headers.max_by_key(|(line, points, _)| (*line, *points)).map(|(.., dialect)| dialect)
    };
    let found = if let Some(delimiter) = stated {
        plain(delimiter)
    } else if let Some(dialect) = by_header(&DELIMITERS.map(plain), false)
        .or_else(|| by_header(&DELIMITERS.map(wrapped), false))
        .or_else(|| by_header(&DELIMITERS.map(plain), true))
    {
        dialect
    } else {
        let points = |d: &Dialect| regularity(&sample(window, last, *d, 1));
        let all = DELIMITERS.map(plain).map(|d| (points(&d), d));
        // Of equals the first.
        let best = all.into_iter().rev().max_by_key(|(points, _)| *points).filter(|(points, _)| *points > 0);
        let dialect = best.map_or(plain(NO_DELIMITER), |(_, dialect)| dialect);
        return Guess { dialect, by_header: false };
    };
    // The header as it should be, the rows as texts in quotes.
    let whole = |dialect| sample(window, last, dialect, 1).iter().filter(|r| r.cells.len() > 1).count();
    let again = Dialect { wrapped: true, ..found };
    let dialect = if !found.wrapped && whole(again) > whole(found) { again } else { found };
    Guess { dialect, by_header: true }
}

/// True for three cells or more, most of them with words of headers, one of them a known header and none of them data.
fn has_header_words(record: &[String]) -> bool {
    let likeness: Vec<i32> = record.iter().map(|c| header_likeness(c)).collect();
    let unknown = likeness.iter().filter(|l| **l == 0).count();
    likeness.len() >= 3
        && unknown * 3 <= likeness.len()
        && likeness.iter().sum::<i32>() as usize >= likeness.len()
        && likeness.iter().any(|l| *l >= 2)
        && !record.iter().zip(&likeness).any(|(cell, l)| *l < 2 && content::is_data(cell))
}

/// The delimiters that are tried.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The dialect of a text with that delimiter.
pub(super) fn of_delimiter(window: &str, delimiter: u8) -> Dialect {
    let cells_before_cr = if window.contains('\n') { 2 } else { 0 };
    let d = char::from(delimiter);
    // Inside a quoted cell such a quote opens nothing: the cell `, ` is no blank before a quote.
    let opening = format!("{d} \"");
    let opens = |at: usize| window[..at].matches('"').count().is_multiple_of(2);
    let blank_before_quote =
        window.match_indices(&opening).any(|(at, _)| opens(at)) && !window.contains(&format!("{d}\""));
    Dialect { delimiter, cells_before_cr, blank_before_quote, wrapped: false }
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

/// The first records of a window, which ends the text if it is the `last`.
pub(super) fn sample(window: &str, last: bool, dialect: Dialect, first_line: u64) -> Vec<Sampled> {
    sampled(window, last, &mut Layout::Delimited(Box::new(Parser::new(dialect))), first_line, SAMPLED)
}

/// Up to `most` of the first records of a window in that layout. A record that the window cuts off is not sampled; the
/// last record of a short file is.
pub(super) fn sampled(window: &str, last: bool, layout: &mut Layout, first_line: u64, most: usize) -> Vec<Sampled> {
    let (mut at, mut line, mut records) = (0, first_line, Vec::new());
    while records.len() < most {
        match layout.cut(window.get(at..).unwrap_or_default(), last) {
            Cut::Blank { bytes, lines } => {
                at += bytes;
                line += lines;
            }
            Cut::Record { bytes, lines, .. } => {
                let (held, spans) = layout.record();
                let cells = spans.iter().map(|(s, e)| held.get(*s..*e).unwrap_or_default().to_owned()).collect();
                at += bytes;
                if layout.kind() == Kind::Row {
                    records.push(Sampled { cells, line, end: at, next_line: line + lines });
                }
                line += lines;
            }
            Cut::NeedMore | Cut::End => break,
        }
    }
    records
}
