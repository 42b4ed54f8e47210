//! Cuts a text into rows, titles and tables.
//!
//! A record that can only be a header begins another table, with its own columns and perhaps its own delimiter (exports
//! glued together, stacked tables, page after page). A short line in front of such a header is a title. In QuickBooks'
//! IIF, lines that begin with `!` are headers, and each row says by its first cell which of them it belongs to.
//!
//! A row must never be lost to this: the cells of a line that is taken for a header are still searched where fewer than
//! all of them are known headers.

use super::columns::is_known_header;
use super::delimited::{Cut, Fault, NO_DELIMITER, Parser};
use super::dialect::{self, DELIMITERS, Layout, Sampled};
use super::header;
use super::printed::{self, Kind, Printed, Style};
use super::rows::{Note, Top};
use super::unquoted::{self, Shape, shape};

/// Text that should follow a header that is looked at: enough rows to guess the roles of its columns. Less than the
/// text that is read at a time, so that one more reading gives it.
const AHEAD: usize = 64 * 1024;

/// Records after a short line in which a header makes it a title.
const TITLE_ABOVE: usize = 3;

/// What was found at the start of the window.
pub(super) enum Step {
    /// A record, which [`Cutter::record`] has.
    Record {
        bytes: usize,
        kind: Kind,
        line: u64,
        fault: Option<Fault>,
    },
    /// A header.
    Table {
        bytes: usize,
        top: Box<Top>,
    },
    /// The next row belongs to the table with the header on that line; nothing is consumed.
    Back(u64),
    /// Empty lines.
    Blank {
        bytes: usize,
    },
    NeedMore,
    End,
}

/// A list of an IIF file: the word that its rows begin with, and the line of its header.
#[derive(Debug, Clone)]
struct List {
    word: String,
    line: u64,
}

/// The state of reading a text, without the text.
pub(super) struct Cutter {
    layout: Layout,
    line: u64,
    /// The current header; empty texts where there is none.
    headers: Vec<String>,
    named: bool,
    /// Usual shapes of the current table's columns.
    shapes: Vec<Option<Shape>>,
    /// The lists of an IIF file, the current one last looked up.
    lists: Vec<List>,
    list: Option<usize>,
    after_blank: bool,
    /// Records with unquoted delimiters: their number, and the line of the first.
    joined: (u64, u64),
    /// A record put together again.
    text: String,
    spans: Vec<(usize, usize)>,
    is_joined: bool,
}

impl Cutter {
    /// Begins after the header of the first table, or at its first row.
    pub(super) fn new(layout: Layout, line: u64, top: &Top) -> Self {
        let mut cutter = Self {
            layout,
            line,
            headers: Vec::new(),
            named: false,
            shapes: Vec::new(),
            lists: Vec::new(),
            list: None,
            after_blank: false,
            joined: (0, 0),
            text: String::new(),
            spans: Vec::new(),
            is_joined: false,
        };
        cutter.enter(top);
        cutter
    }

    /// Makes a table the current one.
    fn enter(&mut self, top: &Top) {
        self.headers.clone_from(&top.headers);
        self.named = top.named;
        self.shapes = unquoted::shapes(&top.sample, top.headers.len());
        if let Some(word) = header::iif_word(&top.headers) {
            self.lists.push(List { word: word.to_owned(), line: top.line });
            self.list = Some(self.lists.len() - 1);
        }
    }

    /// Line of the next record.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reports the records with unquoted delimiters, once.
    pub(super) fn take_joined(&mut self) -> Option<Note> {
        let (count, first) = std::mem::take(&mut self.joined);
        let rows = if count == 1 { "1 row holds" } else { &format!("{count} rows hold") };
        let done = format!(
            "{rows} the delimiter in a cell without quotes, the first on this line; the cell was put together again \
             (export with quotes to be sure)"
        );
        (count > 0).then(|| Note::file("unquoted_delimiter", first, done))
    }

    /// The cells of the last record: a text and their places in it.
    pub(super) fn record(&self) -> (&str, &[(usize, usize)]) {
        if self.is_joined { (&self.text, &self.spans) } else { self.layout.record() }
    }

    fn cells(&self) -> Vec<String> {
        let (text, spans) = self.layout.record();
        spans.iter().map(|(s, e)| text.get(*s..*e).unwrap_or_default().to_owned()).collect()
    }

    /// What is at the start of the window; `last` means that no more text follows the window.
    pub(super) fn step(&mut self, window: &str, last: bool) -> Step {
        self.is_joined = false;
        let (bytes, lines, fault) = match self.layout.cut(window, last) {
            Cut::Record { bytes, lines, fault } => (bytes, lines, fault),
            Cut::Blank { bytes, lines } => {
                self.line += lines;
                self.after_blank = true;
                return Step::Blank { bytes };
            }
            Cut::NeedMore => return Step::NeedMore,
            Cut::End => return Step::End,
        };
        let mut kind = self.layout.kind();
        if let Some(line) = self.other_list() {
            return Step::Back(line);
        }
        if self.may_begin_table(window) {
            if !last && window.len() - bytes < AHEAD {
                return Step::NeedMore;
            }
            if let Some((bytes, top)) = self.table_at(window, last) {
                self.after_blank = false;
                return Step::Table { bytes, top: Box::new(top) };
            }
            if kind == Kind::Row && self.is_title(window.get(bytes..).unwrap_or_default(), last) {
                kind = Kind::Title;
            }
        }
        let total_of = if kind == Kind::Row { self.total_of() } else { None };
        if let Some(party) = total_of {
            // The party's own name, so that it is the party of the postings above.
            (self.spans, self.text) = (vec![(0, party.len())], party);
            self.is_joined = true;
            kind = Kind::Total;
        }
        let line = self.line;
        self.line += lines;
        self.after_blank = false;
        if kind == Kind::Row {
            self.join(line);
        }
        Step::Record { bytes, kind, line, fault }
    }

    /// The party of a total of QuickBooks below its postings: `Total for Acme Ltd,,,7.00`, with numbers only after it.
    fn total_of(&self) -> Option<String> {
        /// What such a line begins with.
        const TOTAL_FOR: &str = "total for ";
        let (text, spans) = self.layout.record();
        let mut cells = spans.iter().filter_map(|(s, e)| text.get(*s..*e)).map(str::trim).filter(|c| !c.is_empty());
        let (head, party) = cells.next()?.split_at_checked(TOTAL_FOR.len())?;
        let mut after = cells.peekable();
        let is_total = head.eq_ignore_ascii_case(TOTAL_FOR)
            && after.peek().is_some()
            && after.all(|cell| shape(cell.trim_matches(['$', ' '])) == Shape::Number);
        is_total.then(|| party.trim().to_owned())
    }

    /// The line of the header of another list that the row says it belongs to.
    fn other_list(&mut self) -> Option<u64> {
        let current = self.lists.get(self.list?)?;
        let (text, spans) = self.layout.record();
        let first = spans.first().and_then(|(s, e)| text.get(*s..*e))?;
        if first == current.word {
            return None;
        }
        let place = self.lists.iter().position(|l| l.word == first)?;
        self.list = Some(place);
        self.lists.get(place).map(|l| l.line)
    }

    /// Cheap test of a record, which nearly every row fails: no cell begins with a digit and one of the first is a
    /// known header, or there are few cells.
    fn may_begin_table(&self, window: &str) -> bool {
        let (text, spans) = self.layout.record();
        let bytes = text.as_bytes();
        let digit = |span: &(usize, usize)| bytes.get(span.0).is_some_and(u8::is_ascii_digit);
        match &self.layout {
            Layout::Printed(_) => self.layout.kind() != Kind::Rule,
            Layout::Delimited(_) if spans.len() < 2 => {
                self.headers.len() > 1 || self.after_blank || window.starts_with('\u{FEFF}')
            }
            Layout::Delimited(_) if spans.len() < self.headers.len() => true,
            Layout::Delimited(_) if spans.iter().filter(|(s, e)| s < e).count() < 2 => true,
            Layout::Delimited(_) => {
                let cells = || spans.iter().filter_map(|(s, e)| text.get(*s..*e));
                !spans.iter().any(digit)
                    // One or two letters (`N`, `kg`) are known headers of some system and say nothing.
                    && (text.starts_with('!') || cells().filter(|c| c.len() > 2).take(4).any(is_known_header))
            }
        }
    }

    /// The table whose header is at the start of the window, its bytes consumed.
    fn table_at(&mut self, window: &str, last: bool) -> Option<(usize, Top)> {
        let cells = self.cells();
        if cells == self.headers {
            return None;
        }
        if let Layout::Printed(printed) = &self.layout {
            let found = printed_at(window, printed.style())?;
            self.layout = Layout::Printed(Printed::new(found.style, printed.heads()));
            return self.begin(window, last, found.headers, found.length);
        }
        // In an IIF file a row may be all header words: an account called Bank of the type BANK.
        if (self.list.is_none() && header::is_header(&cells)) || header::iif_word(&cells).is_some() {
            let Cut::Record { bytes, .. } = self.layout.cut(window, last) else { return None };
            return self.begin(window, last, cells, bytes);
        }
        // Under another delimiter.
        let Layout::Delimited(_) = &self.layout else { return None };
        if cells.len() > 1 && !window.starts_with('\u{FEFF}') {
            return None;
        }
        for delimiter in DELIMITERS {
            let mut layout = Layout::Delimited(Box::new(Parser::new(dialect::of_delimiter(window, delimiter))));
            let records = dialect::sampled(window, last, &mut layout, self.line, 2);
            let Some(first) = records.first().filter(|r| header::is_header(&r.cells)) else { continue };
            if records.get(1).is_none_or(|next| next.cells.len() > 1) {
                self.layout = layout;
                return self.begin(window, last, first.cells.clone(), first.end);
            }
        }
        None
    }

    /// Makes the table below a header of that many bytes the current one.
    fn begin(&mut self, window: &str, last: bool, headers: Vec<String>, bytes: usize) -> Option<(usize, Top)> {
        let line = self.line;
        let rest = window.get(bytes..).unwrap_or_default();
        self.line += window.get(..bytes)?.matches('\n').count().max(1) as u64;
        let records = dialect::sampled(rest, last, &mut self.layout, self.line, dialect::SAMPLED);
        let mut sample = rows_of(&records, &headers);
        if let Layout::Delimited(parser) = &self.layout {
            unquoted::mend(&mut sample, headers.len(), parser.dialect().delimiter);
        }
        let titles = header::titles_in_doubt(line, &headers);
        let notes = vec![Note::file("another_table", line, "another table begins here, with a header of its own")];
        let top = Top { headers, named: true, line, sample, titles, notes, ..Top::default() };
        self.enter(&top);
        Some((bytes, top))
    }

    /// True for a record of one filled cell that has a header below it.
    fn is_title(&self, rest: &str, last: bool) -> bool {
        let (text, spans) = self.layout.record();
        let filled = spans.iter().filter(|(s, e)| text.get(*s..*e).is_some_and(|c| !c.trim().is_empty())).count();
        let Layout::Delimited(parser) = &self.layout else { return false };
        if filled != 1 || self.headers.len() < 3 {
            return false;
        }
        let own = parser.dialect();
        let others = DELIMITERS.map(|d| dialect::of_delimiter(rest, d));
        std::iter::once(own).chain(others).any(|dialect| {
            let mut layout = Layout::Delimited(Box::new(Parser::new(dialect)));
            let below = dialect::sampled(rest, last, &mut layout, self.line, TITLE_ABOVE);
            below.iter().any(|r| header::is_header(&r.cells))
        })
    }

    /// Puts a record with too many cells together again.
    fn join(&mut self, line: u64) {
        let (text, spans) = self.layout.record();
        let Layout::Delimited(parser) = &self.layout else { return };
        let delimiter = parser.dialect().delimiter;
        let width = self.headers.len();
        if !self.named || width < 2 || spans.len() <= width || delimiter == NO_DELIMITER {
            return;
        }
        let pieces: Vec<&str> = spans.iter().map(|(s, e)| text.get(*s..*e).unwrap_or_default()).collect();
        let Some((mut cells, in_doubt)) = unquoted::cells(&pieces, &self.shapes, delimiter) else { return };
        if in_doubt {
            cells.push(pieces.join(&char::from(delimiter).to_string()));
        }
        (self.text, self.spans) = (String::new(), Vec::new());
        for cell in cells {
            let start = self.text.len();
            self.text.push_str(&cell);
            self.spans.push((start, self.text.len()));
        }
        self.is_joined = true;
        self.joined = (self.joined.0 + 1, if self.joined.0 == 0 { line } else { self.joined.1 });
    }
}

/// The sampled rows that belong to a header: up to the next header, in an IIF file those with its word.
pub(super) fn rows_of(records: &[Sampled], headers: &[String]) -> Vec<Vec<String>> {
    let cells = records.iter().map(|r| &r.cells);
    if let Some(word) = header::iif_word(headers) {
        return cells.filter(|c| c.first().is_some_and(|c| c == word)).cloned().collect();
    }
    cells.take_while(|c| !header::is_header(c) || *c == headers).filter(|c| *c != headers).cloned().collect()
}

/// The header of another printed table on the first line of the window.
fn printed_at(window: &str, current: &Style) -> Option<printed::Found> {
    let found = printed::find_here(window).filter(|f| f.style != *current)?;
    header::is_header(&found.headers).then_some(found)
}
