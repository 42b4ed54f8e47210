//! Delimited text: records parsed by `csv-core` (the parser of the `csv` crate) from a window of decoded text.
//!
//! Every record is screened, however it is written. What is odd is reported in `input-problems.csv`:
//!
//! | In the file | What is read | Reported as |
//! |---|---|---|
//! | an opening quote without a closing one within 256 KiB | its line without quoting | `unclosed_quote` |
//! | text after a closing quote on a later line | the first line without quoting | `unclosed_quote` |
//! | text after a closing quote: `"Best" Foods` | one cell without these quotes: `Best Foods` | `stray_quote` |
//! | a quote inside an unquoted cell: `3" pipe` | the cell as written | not reported |
//! | blanks between delimiter and opening quote, throughout the file | skipped | not reported |
//! | a record of more than 16 MiB | two records, without quoting | `long_row` |
//! | carriage returns and no line feed | each ends a record | not reported |
//! | a carriage return without line feed, where the record has all named cells | ends the record | not reported |
//! | any other carriage return without line feed | part of the cell | not reported |
//! | NUL characters | part of the cell | `nul_bytes` |
//! | bytes that the encoding does not have | U+FFFD | `undecodable_bytes` |
//! | U+FFFD | part of the cell | `replacement_character` |
//! | lines that are empty or hold only blanks or Ctrl-Z | skipped | not reported |
//! | a byte order mark at the start of a record | skipped | not reported |
//! | title lines or DATEV's first line above the header | searched as titles | `title_lines` |
//! | another header, with its own delimiter or without | another table | `another_table` |
//! | the header among the rows of a sorted file | the header of all rows | `header_among_rows` |
//! | each record in quotes, with doubled quotes inside: CSV within CSV | what is inside | not reported |
//! | the delimiter inside an unquoted cell: `Acme Co., Ltd.` | joined again (`unquoted.rs`) | `unquoted_delimiter` |
//! | `sep=;` in the first line | the delimiter | not reported |
//! | the header line again | skipped | `repeated_header` |
//! | fewer cells than headers | missing cells are empty | `field_count` |
//! | filled cells beyond the headers | all are screened | `field_count` |

use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};
use memchr::{memchr, memchr_iter};

/// A quoted cell longer than this was never closed. A cell of a spreadsheet holds 32,767 characters, 131 KB at most.
const QUOTED_CAP: usize = 256 * 1024;

/// A record longer than this is cut in two, and both parts are screened: it bounds the memory that one line can take.
const RECORD_CAP: usize = 16 * 1024 * 1024;

/// The unit separator, which no text holds: the delimiter of a ledger of one column.
pub(super) const NO_DELIMITER: u8 = 0x1F;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// A carriage return without line feed ends a record of at least so many cells. 0 in files without line feeds; the
    /// number of named columns in others, where a carriage return in a shorter record is a stray character that must
    /// not tear a name in two.
    pub(super) cells_before_cr: usize,
    /// Blanks before an opening quote are not part of the cell.
    pub(super) blank_before_quote: bool,
    /// Each record is the text of one quoted cell: `"1,""Acme, Inc."",Leeds"`.
    pub(super) wrapped: bool,
}

/// What was found at the start of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// A record of that many bytes and line ends, terminator included.
    Record { bytes: usize, lines: u64, fault: Option<Fault> },
    /// Empty lines.
    Blank { bytes: usize, lines: u64 },
    /// The window ends inside a record.
    NeedMore,
    /// Nothing is left.
    End,
}

/// What was wrong with a record that was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quote was opened and never closed: read without quoting.
    UnclosedQuote,
    /// Text follows a closing quote.
    StrayQuote,
    /// Longer than the cap: cut.
    TooLong,
}

/// One way to read a record.
#[derive(Debug, Clone, Copy)]
struct Way {
    quoting: bool,
    /// A carriage return without line feed ends the record.
    cr_ends: bool,
}

/// Parses records; its buffers are reused from record to record.
pub(super) struct Parser {
    dialect: Dialect,
    /// One reader for each [`Way`].
    readers: [csv_core::Reader; 4],
    cells: Vec<u8>,
    ends: Vec<usize>,
    spans: Vec<(usize, usize)>,
}

impl Parser {
    pub(super) fn new(dialect: Dialect) -> Self {
        let reader = |quoting, terminator| {
            let mut builder = ReaderBuilder::new();
            builder.delimiter(dialect.delimiter).quoting(quoting).terminator(terminator).build()
        };
        let (any, feed) = (Terminator::CRLF, Terminator::Any(b'\n'));
        let readers = [reader(false, feed), reader(false, any), reader(true, feed), reader(true, any)];
        Self { dialect, readers, cells: vec![0; 4096], ends: vec![0; 64], spans: Vec::new() }
    }

    /// How the records are written.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The cells of the last record: a text and their places in it.
    pub(super) fn record(&self) -> (&str, &[(usize, usize)]) {
        let bytes = self.spans.last().and_then(|last| self.cells.get(..last.1)).unwrap_or_default();
        // Always UTF-8: cells are parts of the window, cut at ASCII characters.
        (std::str::from_utf8(bytes).unwrap_or_default(), &self.spans)
    }

    /// Reads the record at the start of the window; `last` means that no more text follows the window.
    pub(super) fn cut(&mut self, window: &str, last: bool) -> Cut {
        let bytes = window.as_bytes();
        if bytes.is_empty() {
            return if last { Cut::End } else { Cut::NeedMore };
        }
        if let Some(blank) = empty_lines(window, last) {
            return blank;
        }
        let (mut way, mut fault) = (Way { quoting: true, cr_ends: true }, None);
        loop {
            let Some(read) = self.parse(bytes, last, way) else {
                let quotes = way.quoting && bytes.len() > QUOTED_CAP;
                if quotes && quote_fault(window, last, self.dialect) == Some(Fault::UnclosedQuote) {
                    (way, fault) = (Way { quoting: false, cr_ends: true }, Some(Fault::UnclosedQuote));
                    continue;
                }
                return if last || bytes.len() >= RECORD_CAP { self.cut_long(window) } else { Cut::NeedMore };
            };
            if read > RECORD_CAP {
                return self.cut_long(window);
            }
            let record = window.get(..read).unwrap_or_default();
            if way.cr_ends && record.ends_with('\r') && self.spans.len() < self.dialect.cells_before_cr {
                way.cr_ends = false;
                continue;
            }
            let quotes = way.quoting && memchr(b'"', record.as_bytes()).is_some();
            if quotes {
                fault = quote_fault(record, true, self.dialect);
                if fault == Some(Fault::UnclosedQuote) {
                    way = Way { quoting: false, cr_ends: true };
                    continue;
                }
            }
            let lines = if quotes { line_ends(record) } else { u64::from(record.ends_with(['\n', '\r'])) };
            if self.dialect.wrapped && way.quoting && self.spans.len() == 1 {
                self.unwrap(record);
            }
            let blank = self.spans.len() == 1 && record.trim_matches([' ', '\t', '\n', '\r', '\x1A']).is_empty();
            return if blank { Cut::Blank { bytes: read, lines } } else { Cut::Record { bytes: read, lines, fault } };
        }
    }

    /// Reads the one quoted cell of a record as a record of its own.
    fn unwrap(&mut self, record: &str) {
        if !record.trim_start_matches('\u{FEFF}').starts_with('"') {
            return;
        }
        let (inner, spans) = (self.record().0.to_owned(), self.spans.clone());
        let way = Way { quoting: true, cr_ends: false };
        if self.parse(inner.as_bytes(), true, way).is_none_or(|read| read < inner.len()) {
            self.cells.splice(..inner.len().min(self.cells.len()), inner.into_bytes());
            self.spans = spans;
        }
    }

    /// Reads as much of a record as the cap allows.
    fn cut_long(&mut self, window: &str) -> Cut {
        let end = window.floor_char_boundary(RECORD_CAP);
        let part = window.get(..end).unwrap_or_default();
        let bytes = self.parse(part.as_bytes(), true, Way { quoting: false, cr_ends: false });
        let lines = line_ends(part.get(..bytes.unwrap_or(end)).unwrap_or_default());
        match bytes {
            Some(bytes) => Cut::Record { bytes, lines, fault: Some(Fault::TooLong) },
            None => Cut::Blank { bytes: end, lines },
        }
    }

    /// Parses one record into `cells` and `spans`; its length in bytes, or `None` where the window ends inside it.
    fn parse(&mut self, bytes: &[u8], last: bool, way: Way) -> Option<usize> {
        let reader = self.readers.get_mut(usize::from(way.quoting) * 2 + usize::from(way.cr_ends))?;
        reader.reset();
        let gaps = self.dialect.blank_before_quote && way.quoting;
        let (mut at, mut filled, mut cells) = (0, 0, 0);
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            if rest.is_empty() && !last {
                return None;
            }
            let (end, blanks) = if gaps { gap(rest, self.dialect.delimiter) } else { (rest.len(), 0) };
            let (result, read, written, ended) =
                reader.read_record(&rest[..end], &mut self.cells[filled..], &mut self.ends[cells..]);
            (at, filled, cells) = (at + read, filled + written, cells + ended);
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return None,
                ReadRecordResult::OutputFull => self.cells.resize(2 * self.cells.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::InputEmpty => at += blanks,
            }
        }
        if way.cr_ends && bytes.get(..at).is_some_and(|b| b.ends_with(b"\r")) {
            match bytes.get(at) {
                Some(b'\n') => at += 1,
                None if !last => return None,
                _ => {}
            }
        }
        self.spans.clear();
        let mut start = 0;
        for end in self.ends.iter().take(cells) {
            self.spans.push((start, *end));
            start = *end;
        }
        let record = bytes.get(..at).unwrap_or_default();
        if let Some(cell) = self.spans.last_mut().filter(|c| c.0 < c.1)
            && !way.cr_ends
            && (record.ends_with(b"\r\n") || record.ends_with(b"\r"))
        {
            // Part of the line end, which this reader takes for text.
            cell.1 -= 1;
        }
        Some(at)
    }
}

/// The line ends before a record. A carriage return at the end of the window waits for its line feed.
fn empty_lines(window: &str, last: bool) -> Option<Cut> {
    let ends = window.len() - window.trim_start_matches(['\n', '\r']).len();
    let waits = !last && ends == window.len() && window.ends_with('\r');
    let lines = window.get(..ends - usize::from(waits)).unwrap_or_default();
    match lines.len() {
        0 if waits => Some(Cut::NeedMore),
        0 => None,
        bytes => Some(Cut::Blank { bytes, lines: line_ends(lines) }),
    }
}

/// The end of the first delimiter that is followed by blanks and a quote, and the number of these blanks; the end of
/// the line where it has none.
fn gap(bytes: &[u8], delimiter: u8) -> (usize, usize) {
    let line = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
    let delimiters = bytes.iter().take(line).enumerate().filter(|(_, b)| **b == delimiter);
    delimiters
        .map(|(at, _)| (at + 1, blanks(bytes.get(at + 1..).unwrap_or_default())))
        .find(|(end, blanks)| *blanks > 0 && bytes.get(end + blanks) == Some(&b'"'))
        .unwrap_or((line, 0))
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| **b == b' ').count()
}

/// What is wrong with the quotes of a record; `whole` means that the text goes to its end.
fn quote_fault(record: &str, whole: bool, dialect: Dialect) -> Option<Fault> {
    let delimiter = char::from(dialect.delimiter);
    let record = record.trim_start_matches('\u{FEFF}');
    let (mut at, mut fault) = (0, None);
    while let Some(quote) = memchr(b'"', record.as_bytes().get(at..).unwrap_or_default()).map(|found| at + found) {
        let (before, cell) = (record.get(..quote).unwrap_or_default(), record.get(quote + 1..).unwrap_or_default());
        let before = if dialect.blank_before_quote { before.trim_end_matches(' ') } else { before };
        at = quote + 1;
        if !before.is_empty() && !before.ends_with(delimiter) {
            // A quote inside an unquoted cell.
            continue;
        }
        let Some(close) = closing_quote(cell).filter(|at| *at <= QUOTED_CAP) else {
            return if whole || cell.len() > QUOTED_CAP { Some(Fault::UnclosedQuote) } else { fault };
        };
        let after = cell.get(close + 1..).unwrap_or_default();
        at += close + 1;
        if after.starts_with([delimiter, '\n', '\r']) {
            continue;
        }
        let tail = after.split([delimiter, '\n', '\r']).next().unwrap_or_default();
        at += tail.len();
        if !tail.trim().is_empty() {
            if cell.get(..close).is_some_and(|inside| inside.contains(['\n', '\r'])) {
                // The "closing" quote opened a cell some lines below.
                return Some(Fault::UnclosedQuote);
            }
            fault = Some(Fault::StrayQuote);
        }
    }
    fault
}

/// The place of the quote that closes a cell; doubled quotes are part of the cell.
fn closing_quote(cell: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr(b'"', cell.as_bytes().get(at..)?)?;
        if cell.as_bytes().get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Line ends of any form.
fn line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let bare = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n'));
    (memchr_iter(b'\n', bytes).count() + bare.count()) as u64
}
