//! Text ledgers end to end: layout, header, tables, records.

use std::sync::Arc;

use encoding_rs::Encoding;

use super::ReadOptions;
use super::cutter::{self, Cutter, Step};
use super::decode::Text;
use super::delimited::{Fault, NO_DELIMITER, Parser};
use super::dialect::{self, Layout, Sampled};
use super::error::{LedgerError, LedgerErrorKind};
use super::header::{self, Place};
use super::printed::{self, Kind, Printed, Style};
use super::rows::{Next, Note, Opened, Record, Rows, TitleKind, Top};
use super::source::Source;
use super::unquoted;

/// The records of a text.
struct TextRows {
    text: Text,
    cutter: Cutter,
}

/// Opens a text: encoding, `sep=` line, layout, header.
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
    let stated = options.delimiter.or(stated.map(|(d, _)| d));
    let Beginning { mut layout, records, place: printed, rules } = beginning(&text, stated, line);
    if records.is_empty() {
        let remedy = "export the ledger again";
        return Err(LedgerError::new(&file, LedgerErrorKind::Empty, "the file contains only whitespace", remedy));
    }
    let place = header_at(&file, &records, printed, options)?;
    let cut = place.rows.checked_sub(1).and_then(|last| records.get(last)).map(|r| (r.end, r.next_line));
    if let Some((bytes, next_line)) = cut {
        text.consume(bytes);
        line = next_line;
    }
    let mut top = header::divide(records.iter().map(|r| (r.line, r.cells.clone())).collect(), place, "lines", options);
    top.rules = rules;
    if top.named && !top.among_rows {
        top.sample = cutter::rows_of(records.get(place.rows..).unwrap_or_default(), &top.headers);
    }
    let mut delimiter = None;
    if let Layout::Delimited(parser) = &mut layout {
        let mut dialect = parser.dialect();
        if dialect.cells_before_cr > 0 {
            let named = top.headers.iter().rposition(|h| !h.trim().is_empty()).map_or(top.headers.len(), |i| i + 1);
            dialect.cells_before_cr = if named < 2 { usize::MAX } else { named };
        }
        delimiter = Some(dialect.delimiter).filter(|d| *d != NO_DELIMITER);
        if let Some(delimiter) = delimiter.filter(|_| top.named) {
            unquoted::mend(&mut top.sample, top.headers.len(), delimiter);
        }
        **parser = Parser::new(dialect);
    }
    let later = tables_below(&text, Cutter::new(layout.again(), line, &top));
    let cutter = Cutter::new(layout, line, &top);
    Ok(Opened { top, later, rows: Box::new(TextRows { text, cutter }), delimiter })
}

/// The beginning of a text.
struct Beginning {
    layout: Layout,
    records: Vec<Sampled>,
    /// The header of a printed list.
    place: Option<Place>,
    /// Lines of dashes above it.
    rules: u64,
}

/// The layout and first records of a text.
fn beginning(text: &Text, stated: Option<u8>, line: u64) -> Beginning {
    let (window, last) = (text.rest(), text.ended());
    let guess = dialect::guess(text, stated);
    let printed = if stated.is_none() { printed::find(window) } else { None };
    // Commas may be in the cells of a printed list; a header that they divide is none of a list.
    let printed = printed.filter(|found| !guess.by_header || matches!(found.style, Style::Bars(_)));
    let Some(found) = printed else {
        let undivided = stated.is_none() && guess.dialect.delimiter == NO_DELIMITER;
        let mut layout = match printed::without_header(window).filter(|_| undivided) {
            Some(style) => Layout::Printed(Printed::new(style, Arc::default())),
            None => Layout::Delimited(Box::new(Parser::new(guess.dialect))),
        };
        let records = dialect::sampled(window, last, &mut layout, line, dialect::SAMPLED);
        return Beginning { layout, records, place: None, rules: 0 };
    };
    let mut records: Vec<Sampled> = Vec::new();
    let (mut end, mut line, mut rules) = (0, line, 0);
    for above in window.get(..found.before).unwrap_or_default().split_inclusive('\n') {
        end += above.len();
        let own = line;
        line += u64::from(above.ends_with('\n'));
        if above.chars().any(char::is_alphanumeric) {
            records.push(Sampled { cells: vec![above.trim().to_owned()], line: own, end, next_line: line });
        } else {
            rules += u64::from(!above.trim().is_empty());
        }
    }
    let place = Place::below_titles(Some(records.len()));
    end = found.before + found.length;
    records.push(Sampled { cells: found.headers, line, end, next_line: line + 1 });
    let heads = printed::heads(window.get(..found.before).unwrap_or_default());
    let mut layout = Layout::Printed(Printed::new(found.style, heads));
    let below = window.get(end..).unwrap_or_default();
    let rows = dialect::sampled(below, last, &mut layout, line + 1, dialect::SAMPLED);
    records.extend(rows.into_iter().map(|row| Sampled { end: row.end + end, ..row }));
    Beginning { layout, records, place: Some(place), rules }
}

/// The tables that follow in the part of the text that is in memory.
fn tables_below(text: &Text, mut cutter: Cutter) -> Vec<Top> {
    let (mut at, mut tables) = (0, Vec::new());
    loop {
        let window = text.rest().get(at..).unwrap_or_default();
        at += match cutter.step(window, text.ended()) {
            Step::Table { bytes, top } => {
                tables.push(*top);
                bytes
            }
            Step::Record { bytes, .. } | Step::Blank { bytes } => bytes,
            Step::Back(_) => 0,
            Step::NeedMore | Step::End => return tables,
        };
    }
}

/// The place of the header among the sampled records, as the options say or as found.
fn header_at(
    file: &str,
    records: &[Sampled],
    printed: Option<Place>,
    options: &ReadOptions,
) -> Result<Place, LedgerError> {
    let Some(line) = options.header_row.filter(|_| !options.no_header) else {
        let cells: Vec<&[String]> = records.iter().map(|r| r.cells.as_slice()).collect();
        return Ok(printed.filter(|_| !options.no_header).unwrap_or_else(|| header::locate(&cells, options)));
    };
    let at = records.iter().position(|r| r.line <= line && line < r.next_line.max(r.line + 1));
    at.map(|at| Place::below_titles(Some(at))).ok_or_else(|| {
        let lines = records.last().map_or(0, |r| r.line);
        LedgerError::new(
            file,
            LedgerErrorKind::Option,
            format!("--header-row {line}: no record starts there among the first {lines} lines"),
            "give the number of the line that holds the column names, counted from 1 with blank lines",
        )
    })
}

impl Rows for TextRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let (bytes, kind, line, fault) = loop {
            match self.cutter.step(self.text.rest(), self.text.ended()) {
                Step::Record { bytes, kind, line, fault } => break (bytes, kind, line, fault),
                Step::Table { bytes, top } => {
                    self.text.consume(bytes);
                    return Ok(Next::Table(top));
                }
                Step::Back(line) => return Ok(Next::Back(line)),
                Step::Blank { bytes } => {
                    self.text.consume(bytes);
                }
                Step::NeedMore => self.text.fill(),
                Step::End => {
                    notes.extend(self.cutter.take_joined());
                    return self.text.end(self.cutter.line(), notes);
                }
            }
        };
        let undecodable = self.text.consume(bytes);
        let (text, spans) = self.cutter.record();
        let record = Record { text, spans, line };
        notes.extend(fault.map(|f| fault_note(f, line)));
        if let Some(name) = self.text.consumed_foreign() {
            let done = format!("not {} like the rest; read as {name} by itself", self.text.encoding().0);
            notes.push(Note::row("mixed_encoding", line, done));
        }
        note_odd(record, undecodable, self.text.encoding().0, notes);
        Ok(match kind {
            Kind::Row => Next::Row(record),
            Kind::Title => Next::Title(record, TitleKind::Title),
            Kind::Total => Next::Title(record, TitleKind::Total),
            Kind::Rule => Next::Rule,
        })
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
