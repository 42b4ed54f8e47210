//! Delimited text: records cut from a window of decoded text.
//!
//! Forgiving where ledgers are wrong, and saying so: a quote counts only at the start of a cell; a cell that goes on after its closing
//! quote was never quoted; a quote that is never closed is taken for an ordinary character and its line read again
//! without quoting, so that it swallows one row and not the rest of the file. No cell is copied unless it holds a
//! doubled quote.

use memchr::memchr2;

use super::marks::Marks;

/// A quoted cell longer than this is a quote that was never closed. A cell of a spreadsheet holds 32,767 characters,
/// 131 KB at most.
const QUOTED_CAP: usize = 256 * 1024;

/// A record longer than this is cut in two, both listed: it bounds the memory that one line can ask for.
const RECORD_CAP: usize = 16 * 1024 * 1024;

/// No text holds the unit separator: a ledger of one column has no delimiter.
pub(super) const NO_DELIMITER: u8 = 0x1F;

/// When a carriage return without line feed ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BareCr {
    /// Always: the old Macintosh form, no line feed in sight.
    Ends,
    /// Where the record has at least so many cells. Else it is a stray character inside a cell, and ending the record
    /// there would tear a name in two.
    EndsFrom(usize),
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) bare_cr: BareCr,
    /// Blanks before an opening quote are not part of the cell.
    pub(super) blank_before_quote: bool,
}

/// What the splitter found at the start of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// A record; it ends, terminator included, at `bytes`.
    Record {
        /// Length in the window.
        bytes: usize,
        /// Line ends in it.
        lines: u64,
        /// What was wrong with it.
        fault: Option<Fault>,
    },
    /// An empty line of that many bytes.
    Blank {
        /// Length in the window.
        bytes: usize,
        /// Line ends in it: one, or none at the end of the file.
        lines: u64,
    },
    /// The window ends inside a record.
    NeedMore,
    /// Nothing left.
    End,
}

/// What was wrong with a record that was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quote was opened and never closed: read without quoting.
    UnclosedQuote,
    /// A quote was closed and more text followed.
    StrayQuote,
    /// Longer than the cap: cut.
    TooLong,
}

/// Cuts records; its buffers are reused from record to record.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    /// Start and end of each cell, in the window or, where `owned`, in `copy`.
    spans: Vec<(usize, usize)>,
    copy: String,
    owned: bool,
    marks: Marks,
    /// The marks are of the next window.
    marked: bool,
}

/// How one cell ended.
struct CellEnd {
    /// End of its text.
    at: usize,
    /// Start of what follows.
    next: usize,
    last_of_record: bool,
    lines: u64,
}

/// What became of a cell that opens with a quote.
enum Quoted {
    Cell { end: CellEnd, lines: u64, stray: bool },
    NeedMore,
    Unclosed,
}

impl Splitter {
    /// The cells of the last record: a text and places in it.
    pub(super) fn cells<'a>(&'a self, window: &'a str) -> (&'a str, &'a [(usize, usize)]) {
        (if self.owned { &self.copy } else { window }, &self.spans)
    }

    /// The column at a place of the window; unknown where the record was copied.
    pub(super) fn column_at(&self, at: usize) -> Option<usize> {
        if self.owned { None } else { self.spans.iter().position(|(_, end)| at <= *end) }
    }

    /// Told that the next window begins so many bytes behind the start of the last one.
    pub(super) fn move_on(&mut self, bytes: usize) {
        self.marks.move_on(bytes);
        self.marked = true;
    }

    /// Cuts the record at the start of the window; `last` tells that no more text follows it.
    pub(super) fn cut(&mut self, window: &str, last: bool, dialect: Dialect) -> Cut {
        let bytes = window.as_bytes();
        if bytes.is_empty() {
            return if last { Cut::End } else { Cut::NeedMore };
        }
        if let Some(blank) = blank_line(bytes, last, dialect.delimiter) {
            return blank;
        }
        match self.split(window, last, dialect, true) {
            Cut::NeedMore if bytes.len() >= RECORD_CAP => self.cut_long(window, dialect),
            cut => cut,
        }
    }

    fn cut_long(&mut self, window: &str, dialect: Dialect) -> Cut {
        let end = window.floor_char_boundary(RECORD_CAP);
        match self.split(window.get(..end).unwrap_or(window), true, dialect, false) {
            Cut::Record { bytes, lines, .. } => Cut::Record { bytes, lines, fault: Some(Fault::TooLong) },
            cut => cut,
        }
    }

    fn split(&mut self, window: &str, last: bool, dialect: Dialect, quoting: bool) -> Cut {
        self.spans.clear();
        self.copy.clear();
        self.owned = false;
        let marked = std::mem::take(&mut self.marked);
        self.marks.begin(dialect.delimiter, marked);
        let bytes = window.as_bytes();
        let (mut at, mut lines, mut fault) = (0, 0, None);
        loop {
            if quoting && !dialect.blank_before_quote && !self.owned {
                let (next, ended) = self.plain_cells(bytes, at, dialect.delimiter);
                if ended {
                    return Cut::Record { bytes: next, lines: lines + 1, fault };
                }
                at = next;
            }
            let opening = if quoting { opening_quote(bytes, at, dialect) } else { None };
            let end = match opening {
                Some(quote) => match self.quoted(window, quote, last, dialect) {
                    Quoted::Cell { end, lines: within, stray } => {
                        lines += within;
                        if stray {
                            fault = Some(Fault::StrayQuote);
                        }
                        end
                    }
                    Quoted::NeedMore => return Cut::NeedMore,
                    Quoted::Unclosed => {
                        return match self.split(window, last, dialect, false) {
                            Cut::Record { bytes, lines, .. } => {
                                Cut::Record { bytes, lines, fault: Some(Fault::UnclosedQuote) }
                            }
                            cut => cut,
                        };
                    }
                },
                None => {
                    let Some(end) = self.cell_end(bytes, at, last, dialect) else { return Cut::NeedMore };
                    self.push(window, at, end.at);
                    end
                }
            };
            at = end.next;
            if end.last_of_record {
                return Cut::Record { bytes: at, lines: lines + end.lines, fault };
            }
        }
    }

    /// Takes the cells from a place on that are not quoted: most of most records. Where the next cell begins that asks for more care, or
    /// where the record ended, and whether it did.
    #[inline]
    fn plain_cells(&mut self, bytes: &[u8], from: usize, delimiter: u8) -> (usize, bool) {
        let mut at = from;
        while bytes.get(at).is_some_and(|first| *first != b'"') {
            let Some(end) = self.marks.end(bytes, at) else { break };
            match bytes.get(end) {
                Some(mark) if *mark == delimiter => self.spans.push((at, end)),
                Some(b'\n') => {
                    self.spans.push((at, end));
                    return (end + 1, true);
                }
                _ => break,
            }
            at = end + 1;
        }
        (at, false)
    }

    /// Where the cell ends whose unquoted text goes on from `from`; `None` where the window ends first.
    #[inline]
    fn cell_end(&mut self, bytes: &[u8], from: usize, last: bool, dialect: Dialect) -> Option<CellEnd> {
        let mut from = from;
        loop {
            let Some(at) = self.marks.end(bytes, from) else {
                let end = CellEnd { at: bytes.len(), next: bytes.len(), last_of_record: true, lines: 0 };
                return last.then_some(end);
            };
            let line = |next| Some(CellEnd { at, next, last_of_record: true, lines: 1 });
            match bytes.get(at) {
                Some(b'\n') => return line(at + 1),
                Some(b'\r') => match bytes.get(at + 1) {
                    Some(b'\n') => return line(at + 2),
                    None => return if last { line(at + 1) } else { None },
                    Some(_) if self.ends_at_cr(dialect) => return line(at + 1),
                    Some(_) => from = at + 1,
                },
                _ => return Some(CellEnd { at, next: at + 1, last_of_record: false, lines: 0 }),
            }
        }
    }

    /// True where a carriage return after the cell that is being read ends the record.
    fn ends_at_cr(&self, dialect: Dialect) -> bool {
        match dialect.bare_cr {
            BareCr::Ends => true,
            BareCr::EndsFrom(cells) => self.spans.len() + 1 >= cells,
        }
    }

    /// A cell whose opening quote stands at `quote`.
    fn quoted(&mut self, window: &str, quote: usize, last: bool, dialect: Dialect) -> Quoted {
        let bytes = window.as_bytes();
        let mut doubled = false;
        let mut from = quote + 1;
        let close = loop {
            let Some(at) = self.marks.quote(bytes, from) else {
                let never = last || bytes.len() - quote > QUOTED_CAP;
                return if never { Quoted::Unclosed } else { Quoted::NeedMore };
            };
            if at - quote > QUOTED_CAP {
                return Quoted::Unclosed;
            }
            match bytes.get(at + 1) {
                Some(b'"') => {
                    doubled = true;
                    from = at + 2;
                }
                None if !last => return Quoted::NeedMore,
                _ => break at,
            }
        };
        let Some(end) = self.cell_end(bytes, close + 1, last, dialect) else { return Quoted::NeedMore };
        let stray = end.at > close + 1 && window.get(close + 1..end.at).is_some_and(|tail| !tail.trim().is_empty());
        let lines = line_ends(bytes.get(quote + 1..close).unwrap_or_default());
        if stray && lines > 0 {
            // The "closing" quote opened a cell some lines below.
            return Quoted::Unclosed;
        }
        if stray {
            // `"Best" Foods Ltd` was never quoted: the cell as it stands, so that a report can quote it.
            self.push(window, quote, end.at);
        } else if doubled {
            self.push_copy(window, window.get(quote + 1..close).unwrap_or_default());
        } else {
            self.push(window, quote + 1, close);
        }
        Quoted::Cell { end, lines, stray }
    }

    #[inline]
    fn push(&mut self, window: &str, start: usize, end: usize) {
        if self.owned {
            let from = self.copy.len();
            self.copy.push_str(window.get(start..end).unwrap_or_default());
            self.spans.push((from, self.copy.len()));
        } else {
            self.spans.push((start, end));
        }
    }

    /// Appends a cell that does not stand in the window as it is: from here on the record is a copy.
    fn push_copy(&mut self, window: &str, inner: &str) {
        if !self.owned {
            self.owned = true;
            for span in &mut self.spans {
                let from = self.copy.len();
                self.copy.push_str(window.get(span.0..span.1).unwrap_or_default());
                *span = (from, self.copy.len());
            }
        }
        let from = self.copy.len();
        for (i, part) in inner.split("\"\"").enumerate() {
            if i > 0 {
                self.copy.push('"');
            }
            self.copy.push_str(part);
        }
        self.spans.push((from, self.copy.len()));
    }
}

/// The place of the quote that opens the cell at `at`, if one does.
fn opening_quote(bytes: &[u8], at: usize, dialect: Dialect) -> Option<usize> {
    if bytes.get(at) == Some(&b'"') {
        return Some(at);
    }
    if !dialect.blank_before_quote {
        return None;
    }
    let blanks = bytes.get(at..)?.iter().take_while(|b| **b == b' ').count();
    (bytes.get(at + blanks) == Some(&b'"')).then_some(at + blanks)
}

/// An empty line, or one of blanks only; a lone Ctrl-Z ends old DOS files. Tabs may be delimiters: those are cells.
fn blank_line(bytes: &[u8], last: bool, delimiter: u8) -> Option<Cut> {
    let blanks = bytes.iter().take_while(|b| matches!(b, b' ' | b'\t' | 0x1A) && **b != delimiter).count();
    match (bytes.get(blanks), bytes.get(blanks + 1)) {
        (Some(b'\n'), _) => Some(Cut::Blank { bytes: blanks + 1, lines: 1 }),
        (Some(b'\r'), Some(b'\n')) => Some(Cut::Blank { bytes: blanks + 2, lines: 1 }),
        (Some(b'\r'), None) if !last => Some(Cut::NeedMore),
        (Some(b'\r'), _) => Some(Cut::Blank { bytes: blanks + 1, lines: 1 }),
        (None, _) if last || blanks >= RECORD_CAP => Some(Cut::Blank { bytes: blanks, lines: 0 }),
        (None, _) => Some(Cut::NeedMore),
        _ => None,
    }
}

/// Line ends of any form inside a quoted cell.
fn line_ends(bytes: &[u8]) -> u64 {
    if memchr2(b'\n', b'\r', bytes).is_none() {
        return 0;
    }
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let bare = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    (feeds + bare) as u64
}
