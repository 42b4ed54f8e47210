//! Delimited text end to end: dialect, header, records.

use encoding_rs::Encoding;

use super::ReadOptions;
use super::decode::Text;
use super::delimited::{Cut, Fault, NO_DELIMITER, Parser};
use super::dialect::{self, Sampled};
use super::error::{LedgerError, LedgerErrorKind};
use super::header;
use super::rows::{Next, Note, Opened, Record, Rows};
use super::source::Source;

/// The records of a delimited text.
struct DelimitedRows {
    text: Text,
    parser: Parser,
    line: u64,
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
    let stated = dialect::sep_line(text.rest());
    if let Some((_, bytes)) = stated {
        text.consume(bytes);
        line = 2;
    }
    let mut dialect = dialect::guess(&text, options.delimiter.or(stated.map(|(d, _)| d)));
    let records = dialect::sample(&text, dialect, line);
    if records.is_empty() {
        let remedy = "export the ledger again";
        return Err(LedgerError::new(&file, LedgerErrorKind::Empty, "the file contains only whitespace", remedy));
    }
    let at = header_at(&file, &records, options)?;
    if let Some(header) = at.and_then(|at| records.get(at)) {
        text.consume(header.end);
        line = header.next_line;
    }
    let top = header::divide(records.into_iter().map(|r| (r.line, r.cells)).collect(), at, "lines", options);
    if dialect.cells_before_cr > 0 {
        let named = top.headers.iter().rposition(|h| !h.trim().is_empty()).map_or(top.headers.len(), |i| i + 1);
        dialect.cells_before_cr = if named < 2 { usize::MAX } else { named };
    }
    let rows = DelimitedRows { text, parser: Parser::new(dialect), line };
    let delimiter = Some(dialect.delimiter).filter(|d| *d != NO_DELIMITER);
    Ok(Opened { top, later: Vec::new(), rows: Box::new(rows), delimiter })
}

/// The place of the header among the sampled records, as the options say or as found.
fn header_at(file: &str, records: &[Sampled], options: &ReadOptions) -> Result<Option<usize>, LedgerError> {
    let Some(line) = options.header_row.filter(|_| !options.no_header) else {
        let cells: Vec<&[String]> = records.iter().map(|r| r.cells.as_slice()).collect();
        return Ok(header::locate(&cells, options));
    };
    let at = records.iter().position(|r| r.line <= line && line < r.next_line.max(r.line + 1));
    at.map(Some).ok_or_else(|| {
        let lines = records.last().map_or(0, |r| r.line);
        LedgerError::new(
            file,
            LedgerErrorKind::Option,
            format!("--header-row {line}: no record starts there among the first {lines} lines"),
            "give the number of the line that holds the column names, counted from 1 with blank lines",
        )
    })
}

impl Rows for DelimitedRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let (bytes, lines, fault) = loop {
            match self.parser.cut(self.text.rest(), self.text.ended()) {
                Cut::Record { bytes, lines, fault } => break (bytes, lines, fault),
                Cut::Blank { bytes, lines } => {
                    self.text.consume(bytes);
                    self.line += lines;
                }
                Cut::NeedMore => self.text.fill(),
                Cut::End => return self.text.end(self.line, notes),
            }
        };
        let undecodable = self.text.consume(bytes);
        let line = self.line;
        self.line += lines;
        let (text, spans) = self.parser.record();
        let record = Record { text, spans, line };
        notes.extend(fault.map(|f| fault_note(f, line)));
        note_odd(record, undecodable, self.text.encoding().0, notes);
        Ok(Next::Row(record))
    }

    fn encoding(&self) -> (&str, &str) {
        self.text.encoding()
    }
}

/// Notes the odd characters of a record: one note a kind, with the first column and the count.
fn note_odd(record: Record<'_>, undecodable: usize, encoding: &str, notes: &mut Vec<Note>) {
    let mut note = |kind, odd: char, count: usize, done: String| {
        if count > 0 {
            let column = record.cells().position(|cell| cell.contains(odd));
            notes.push(Note::row(kind, record.line, done).in_column(column));
        }
    };
    let replaced = char::REPLACEMENT_CHARACTER;
    if !record.text.is_ascii() && record.text.contains(replaced) {
        let done = format!("{undecodable} byte sequences are no {encoding}; screened with U+FFFD in their place");
        note("undecodable_bytes", replaced, undecodable, done);
        let own = record.text.matches(replaced).count().saturating_sub(undecodable);
        let done = format!("{own} U+FFFD stand in the file itself; screened as they stand");
        note("replacement_character", replaced, own, done);
    }
    if memchr::memchr(0, record.text.as_bytes()).is_some() {
        let nuls = record.text.matches('\0').count();
        note("nul_bytes", '\0', nuls, format!("{nuls} NUL characters; screened as they stand"));
    }
}

fn fault_note(fault: Fault, line: u64) -> Note {
    let (kind, done) = match fault {
        Fault::UnclosedQuote => (
            "unclosed_quote",
            "a quote opens here and is never closed; this line was read without quoting and screened",
        ),
        Fault::StrayQuote => {
            ("stray_quote", "text follows a closing quote; the cell was screened without these two quotes")
        }
        Fault::TooLong => ("long_row", "more than 16 MiB without a line end; cut here, both parts screened"),
    };
    Note::row(kind, line, done)
}
