//! Delimited text end to end: dialect, header, records.

use encoding_rs::Encoding;

use super::ReadOptions;
use super::decode::{Odd, Text};
use super::delimited::{BareCr, Cut, Dialect, Fault, NO_DELIMITER, Splitter};
use super::error::{LedgerError, LedgerErrorKind};
use super::header;
use super::rows::{Next, Note, Opened, Record, Rows};
use super::source::Source;

/// Records of the beginning that decide about delimiter, header and columns.
const SAMPLED: usize = 500;

/// The records of a delimited text.
pub(super) struct DelimitedRows {
    text: Text,
    splitter: Splitter,
    dialect: Dialect,
    line: u64,
    /// Bytes of the last record, not consumed yet.
    used: usize,
    lines_used: u64,
}

struct Sampled {
    cells: Vec<String>,
    line: u64,
    end: usize,
    next_line: u64,
}

/// Opens a delimited text: encoding, `sep=` line, delimiter, header.
pub(super) fn open(
    source: Source,
    forced: Option<&'static Encoding>,
    options: &ReadOptions,
) -> Result<Opened, LedgerError> {
    let file = source.name.clone();
    let mut text = Text::open(source.bytes, forced).map_err(|e| LedgerError::io(&file, e))?;
    let mut line = 1;
    let told = sep_line(text.rest());
    if let Some((_, bytes)) = told {
        text.consume(bytes);
        line = 2;
    }
    let delimiter = options.delimiter.or(told.map(|(d, _)| d));
    let dialect = guess_dialect(&text, delimiter);
    let records = sample(&text, dialect, line);
    if records.is_empty() {
        return Err(LedgerError::new(
            &file,
            LedgerErrorKind::Empty,
            "the file holds no text but blanks",
            "export the ledger again",
        ));
    }
    let at = header_at(&file, &records, options)?;
    let mut notes = Vec::new();
    let width = records.iter().map(|r| r.cells.len()).max().unwrap_or(1);
    let (headers, header_line) = match at.and_then(|at| records.get(at)) {
        Some(header) => {
            text.consume(header.end);
            if let Some(first) = records.first().filter(|f| f.line < header.line) {
                let above =
                    format!("lines {} to {} stand above the header and were not screened", first.line, header.line - 1);
                notes.push(Note::file("title_lines", first.line, above));
            }
            let (found, next) = (header.line, header.next_line);
            line = next;
            (header.cells.clone(), found)
        }
        None => {
            if !options.no_header {
                let how =
                    "the first row does not look like a header and is screened as a row; --header-row N says otherwise";
                notes.push(Note::file("no_header", line, how));
            }
            (vec![String::new(); width], line)
        }
    };
    let named = at.is_some();
    let skip = at.map_or(0, |at| at + 1);
    let sample = records.into_iter().skip(skip).map(|r| r.cells).collect();
    let last_named = headers.iter().rposition(|h| !h.trim().is_empty()).map_or(headers.len(), |i| i + 1);
    let bare_cr = match dialect.bare_cr {
        BareCr::Ends => BareCr::Ends,
        BareCr::EndsFrom(_) if last_named < 2 => BareCr::EndsFrom(usize::MAX),
        BareCr::EndsFrom(_) => BareCr::EndsFrom(last_named),
    };
    let rows = DelimitedRows {
        text,
        splitter: Splitter::default(),
        dialect: Dialect { bare_cr, ..dialect },
        line,
        used: 0,
        lines_used: 0,
    };
    let delimiter = (dialect.delimiter != NO_DELIMITER).then_some(dialect.delimiter);
    Ok(Opened { rows: Box::new(rows), headers, named, header_line, sample, delimiter, notes })
}

/// Excel's first line `sep=;`: the delimiter and the bytes of the line.
fn sep_line(text: &str) -> Option<(u8, usize)> {
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

/// The place of the header among the sampled records, as told or as found.
fn header_at(file: &str, records: &[Sampled], options: &ReadOptions) -> Result<Option<usize>, LedgerError> {
    if options.no_header {
        return Ok(None);
    }
    if let Some(told) = options.header_row {
        let at = records.iter().position(|r| r.line <= told && told < r.next_line.max(r.line + 1));
        return at.map(Some).ok_or_else(|| {
            let lines = records.last().map_or(0, |r| r.line);
            LedgerError::new(
                file,
                LedgerErrorKind::Option,
                format!("--header-row {told}: no record starts there among the first {lines} lines"),
                "give the number of the line that holds the column names, counted from 1 with blank lines",
            )
        });
    }
    let cells: Vec<&[String]> = records.iter().map(|r| r.cells.as_slice()).collect();
    Ok(header::named(&cells, options).or_else(|| header::find(&cells)))
}

fn guess_dialect(text: &Text, told: Option<u8>) -> Dialect {
    let window = text.rest();
    let bytes = window.as_bytes();
    let bare_cr = if memchr::memchr(b'\n', bytes).is_some() { BareCr::EndsFrom(2) } else { BareCr::Ends };
    let mut best = (0, Dialect { delimiter: told.unwrap_or(NO_DELIMITER), bare_cr, blank_before_quote: false });
    for delimiter in told.map_or(vec![b',', b';', b'\t', b'|'], |d| vec![d]) {
        let d = delimiter as char;
        let blank_before_quote = window.contains(&format!("{d} \"")) && !window.contains(&format!("{d}\""));
        let dialect = Dialect { delimiter, bare_cr, blank_before_quote };
        let records = sample(text, dialect, 1);
        let points = regularity(&records);
        if points > best.0 || told.is_some() {
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
    let (mut usual, mut times) = (0, 0);
    for group in counts.chunk_by(|a, b| a == b) {
        if group.len() >= times {
            (usual, times) = (group.first().copied().unwrap_or(0), group.len());
        }
    }
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
        .map(|r| r.cells.iter().filter(|c| super::columns::header_likeness(c) >= 1).count() * 1000 / r.cells.len())
        .max()
        .unwrap_or(0);
    let undivided = records
        .first()
        .is_some_and(|r| matches!(r.cells.as_slice(), [one] if super::columns::header_likeness(one) >= 2));
    // "Acme Co., Ltd." without quotes, one a line.
    let torn = records.iter().filter(|r| r.cells.iter().skip(1).any(|c| is_legal_form(c))).count();
    if header < 500 && (undivided || torn * 3 >= records.len()) {
        return 0;
    }
    let share = times * 1000 / records.len().max(1);
    if share < 500 && header < 500 { 0 } else { share + header + usual.min(50) }
}

/// A cell that is the end of a company's name and nothing else.
fn is_legal_form(cell: &str) -> bool {
    let bare = cell.trim().trim_end_matches('.').to_lowercase();
    matches!(
        bare.as_str(),
        "ltd"
            | "limited"
            | "inc"
            | "llc"
            | "l.l.c"
            | "corp"
            | "gmbh"
            | "s.a"
            | "sa"
            | "plc"
            | "co"
            | "company limited"
            | "incorporated"
            | "s.l"
            | "ltda"
    )
}

/// The first records of the window, none of it consumed.
fn sample(text: &Text, dialect: Dialect, first_line: u64) -> Vec<Sampled> {
    let window = text.rest();
    // A record that the window cuts off is not sampled; a file of one record, or a shorter one, is seen to its end.
    let last = text.ended();
    let mut splitter = Splitter::default();
    let (mut at, mut line, mut records) = (0, first_line, Vec::new());
    while records.len() < SAMPLED {
        let rest = window.get(at..).unwrap_or_default();
        match splitter.cut(rest, last, dialect) {
            Cut::Blank { bytes, lines } => {
                at += bytes;
                line += lines;
                if bytes == 0 {
                    break;
                }
            }
            Cut::Record { bytes, lines, .. } => {
                let (held, spans) = splitter.cells(rest);
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

impl Rows for DelimitedRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let used = std::mem::take(&mut self.used);
        self.consume(used);
        self.line += std::mem::take(&mut self.lines_used);
        let (bytes, lines, fault) = loop {
            match self.splitter.cut(self.text.rest(), self.text.ended(), self.dialect) {
                Cut::Record { bytes, lines, fault } => break (bytes, lines, fault),
                Cut::Blank { bytes, lines } => {
                    self.consume(bytes);
                    self.line += lines;
                }
                Cut::NeedMore => self.text.fill(),
                Cut::End => return self.end(notes),
            }
        };
        if let Some(fault) = fault {
            notes.push(fault_note(fault, self.line));
        }
        self.note_odd(bytes, notes);
        self.used = bytes;
        self.lines_used = lines;
        let western = Some(self.text.holds_western(bytes));
        let (text, spans) = self.splitter.cells(self.text.rest());
        Ok(Next::Row(Record { text, spans, line: self.line, western }))
    }

    fn encoding(&self) -> (&str, &str) {
        self.text.encoding()
    }
}

impl DelimitedRows {
    fn consume(&mut self, bytes: usize) {
        self.text.consume(bytes);
        self.splitter.move_on(bytes);
    }

    /// The end, or the place where reading failed: what was read before stays, the loss is named, the run incomplete.
    fn end(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let Some(error) = self.text.failure() else { return Ok(Next::End) };
        notes.push(Note::row(
            "broken_off",
            self.line,
            format!("reading stopped here ({error}); what follows was not screened"),
        ));
        Ok(Next::Lost)
    }

    /// Names the odd places of the record of that many bytes: one note a kind, with the first column and the count.
    fn note_odd(&mut self, bytes: usize, notes: &mut Vec<Note>) {
        let mut counts = [(Odd::Undecodable, 0usize, None), (Odd::Replacement, 0, None), (Odd::Nul, 0, None)];
        while let Some((at, odd)) = self.text.odd_within(bytes) {
            if let Some(count) = counts.iter_mut().find(|c| c.0 == odd) {
                count.1 += 1;
                count.2 = count.2.or(self.splitter.column_at(at));
            }
        }
        for (odd, n, column) in counts.into_iter().filter(|c| c.1 > 0) {
            let encoding = self.text.encoding().0;
            let (kind, done) = match odd {
                Odd::Undecodable => (
                    "undecodable_bytes",
                    format!("{n} byte sequences are no {encoding}; screened with U+FFFD in their place"),
                ),
                Odd::Replacement => {
                    ("replacement_character", format!("{n} U+FFFD stand in the file itself; screened as they stand"))
                }
                Odd::Nul => ("nul_bytes", format!("{n} NUL characters; screened as they stand")),
            };
            notes.push(Note::row(kind, self.line, done).in_column(column));
        }
    }
}

fn fault_note(fault: Fault, line: u64) -> Note {
    match fault {
        Fault::UnclosedQuote => Note::row(
            "unclosed_quote",
            line,
            "a quote opens here and is never closed; this line was read without quoting and screened",
        ),
        Fault::StrayQuote => Note::row(
            "stray_quote",
            line,
            "text follows a closing quote; the cell was screened as it stands, quotes included",
        ),
        Fault::TooLong => {
            Note::row("long_row", line, "more than 16 MiB without a line end; cut here, both parts screened")
        }
    }
}
