//! JSON: JSON Lines, or one document. Of a document, the arrays of records in it are tables, whatever surrounds them.
//!
//! `{"count": 2, "results": [{…}, {…}]}`, a top-level array, and objects that follow each other over several lines are
//! read. Each array of objects, or of arrays of texts, is a table of its own, and so is an object of at least two
//! objects with the same keys (records by their key, which is then a cell without header). A table that is held by its
//! columns is read too (`json_columns`), and an array of texts under a word for parties, or alone in the document, is
//! a list of one column. Fields outside of the tables are one record more, which is a row where it names a party.
//! Records are flattened as in JSON Lines.
//!
//! The document is held in memory once, and of each record only its place: a document of more than [`DOCUMENT_CAP`]
//! bytes is refused, since JSON Lines are read without a limit.

use std::sync::Arc;

use encoding_rs::Encoding;
use serde_json::Deserializer as Json;
use serde_json::value::RawValue;

use super::ReadOptions;
use super::decode::Text;
use super::error::{LedgerError, LedgerErrorKind};
use super::header::{self, Place};
use super::header_words::role_of_words;
use super::json_columns::{self, RawFields, Rebuilt, are_links, describe_columns};
use super::jsonl::{self, JsonCells, NOT_A_NUMBER, Pairs, SAMPLED};
use super::rows::{Next, Note, Opened, Rows, Top};
use super::source::Source;
use crate::model::Role;

/// Bytes of text that a document may have.
const DOCUMENT_CAP: usize = 1 << 30;

/// Levels of objects around a table: a deeper array is flattened into its record.
const DEPTH: usize = 8;

/// Arrays that become tables; those of a document with more are read as one record.
const TABLES: usize = 100;

/// The suffix of the ledger that holds the fields outside of all tables.
pub(super) const OUTSIDE: &str = "outside of the records";

/// A document that holds its records in one place: the suffix of its ledger, and its rows.
pub(super) type Table = (Option<String>, Opened);

/// A table while the document is looked through.
#[derive(Default)]
struct Found<'t> {
    /// Dotted keys; empty at the top.
    path: String,
    records: Vec<&'t RawValue>,
    /// The key of each record, where they have one.
    keys: Vec<String>,
    /// The records as a text of their own, where the document holds them in another form; the first is the header.
    rebuilt: Option<String>,
}

/// What a document holds.
#[derive(Default)]
struct Content<'t> {
    tables: Vec<Found<'t>>,
    /// Fields outside of the tables.
    rest: Pairs,
}

/// Opens JSON Lines or one JSON document.
pub(super) fn open(
    source: Source,
    forced: Option<&'static Encoding>,
    options: &ReadOptions,
) -> Result<Vec<Table>, LedgerError> {
    let file = source.name;
    let mut text = Text::open(source.bytes, forced).map_err(|e| LedgerError::io(&file, e))?;
    while !text.rest().contains('\n') && !text.ended() && text.rest().len() < jsonl::LINE_CAP {
        text.fill();
    }
    if is_document(&text) { document(&file, text, options) } else { Ok(vec![(None, jsonl::open(&file, text)?)]) }
}

/// True for one JSON document, false for JSON Lines. A line that is no object is damage among objects, and a part of
/// the document where most lines are none.
fn is_document(text: &Text) -> bool {
    let window = text.rest();
    if window.trim_start_matches('\u{FEFF}').trim_start().starts_with('[') {
        return true;
    }
    let (mut objects, mut others) = (0, 0);
    for line in window.lines().map(str::trim).filter(|l| !l.is_empty()).take(SAMPLED) {
        let is_object = line.starts_with('{') && jsonl::parse_line(line).0.is_ok();
        *(if is_object { &mut objects } else { &mut others }) += 1;
    }
    // A single object may hold its records in an array, and is one record where it does not.
    others > objects || others == 0 && objects == 1 && text.ended()
}

fn document(file: &str, mut text: Text, options: &ReadOptions) -> Result<Vec<Table>, LedgerError> {
    while !text.ended() {
        if text.rest().len() > DOCUMENT_CAP {
            let what = format!("this JSON document is larger than {DOCUMENT_CAP} bytes");
            let remedy = "write one object a line (JSON Lines), for example with jq -c '.[]'";
            return Err(LedgerError::new(file, LedgerErrorKind::Limit, what, remedy));
        }
        text.fill();
    }
    let refused = |what: String| {
        LedgerError::new(file, LedgerErrorKind::Form, what, "export it again, or write one object a line (JSON Lines)")
    };
    let mut notes = Vec::new();
    if let Next::Lost = text.end(1, &mut notes)? {
        return Err(refused(notes.pop().map(|note| note.done).unwrap_or_default()));
    }
    let encoding = (text.encoding().0.to_owned(), text.encoding().1.to_owned());
    let (held, undecodable, foreign) = text.take_rest();
    if undecodable > 0 {
        let done = format!("{undecodable} byte sequences cannot be decoded; screened with U+FFFD in their place");
        notes.push(Note::file("undecodable_bytes", 1, done));
    }
    if let Some(name) = foreign {
        let done = format!("parts are not {} like the rest; read as {name} by themselves", encoding.0);
        notes.push(Note::file("mixed_encoding", 1, done));
    }
    let (held, replaced) = jsonl::without_nan(held);
    if let Some(at) = replaced {
        let line = held.get(..at).unwrap_or_default().matches('\n').count() as u64 + 1;
        notes.push(Note::file(NOT_A_NUMBER.0, line, NOT_A_NUMBER.1));
    }
    let held: Arc<str> = held.into();
    let content = look_through(&held)
        .map_err(|e| refused(format!("this JSON document is damaged or was cut off ({e})")).at_line(e.line() as u64))?;
    let several = content.tables.len() > 1;
    let mut opened = Vec::new();
    for found in content.tables {
        let headed = found.rebuilt.is_some();
        let own: Arc<str> = found.rebuilt.map_or_else(|| Arc::clone(&held), Into::into);
        let records = if headed { values_in(&own).unwrap_or_default() } else { found.records };
        let place = |record: &&RawValue| {
            let start = record.get().as_ptr().addr().saturating_sub(own.as_ptr().addr());
            (start, start + record.get().len())
        };
        let places = records.iter().map(place).collect();
        let path = if found.path.is_empty() { "records" } else { &found.path };
        let mut rows = DocumentRows::new(Arc::clone(&own), places, encoding.clone());
        (rows.keys, rows.headed) = (found.keys, headed);
        opened.push((several.then(|| path.to_owned()), rows.open(&records, options)));
    }
    if opened.is_empty() && content.rest.is_empty() {
        let what = "this JSON document holds no record";
        return Err(LedgerError::new(file, LedgerErrorKind::Empty, what, "export it again, or leave this file out"));
    }
    if opened.is_empty() || content.rest.iter().any(|(_, text)| text.chars().any(char::is_alphabetic)) {
        let suffix = (!opened.is_empty()).then(|| OUTSIDE.to_owned());
        opened.push((suffix, one_record(content.rest, encoding)));
    }
    if let Some((_, first)) = opened.first_mut() {
        first.top.notes.append(&mut notes);
    }
    Ok(opened)
}

/// Finds the tables. Several values that follow each other are the records of one.
fn look_through(text: &str) -> Result<Content<'_>, serde_json::Error> {
    let values = values_in(text)?;
    let mut content = Content::default();
    match values.as_slice() {
        [one] => {
            content.add(String::new(), one, 0)?;
            content.drop_descriptions()?;
        }
        _ => content.tables.push(Found { records: values.clone(), ..Found::default() }),
    }
    if content.tables.len() > TABLES {
        content = Content::default();
        content.tables.push(Found { records: values, ..Found::default() });
    }
    Ok(content)
}

/// The values of a text that follow each other.
fn values_in(text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
    Json::from_str(text).into_iter::<&RawValue>().collect()
}

impl<'t> Content<'t> {
    /// Takes the tables that describe the columns of another, and links, for fields outside of the tables.
    fn drop_descriptions(&mut self) -> Result<(), serde_json::Error> {
        let mut all_keys = Vec::new();
        for record in self.tables.iter().filter_map(|t| t.records.first()).filter(|r| r.get().starts_with('{')) {
            let RawFields(fields) = serde_json::from_str(record.get())?;
            all_keys.extend(fields.into_iter().map(|(key, _)| key));
        }
        let describes = |table: &Found<'_>| {
            table.keys.is_empty() && (describe_columns(&table.records, &all_keys) || are_links(&table.records))
        };
        for table in self.tables.extract_if(.., |table| describes(table)) {
            for record in table.records {
                // Without their keys: "name" would make a party of it.
                let RawFields(fields) = serde_json::from_str(record.get())?;
                for (_, value) in fields {
                    jsonl::flatten(table.path.clone(), serde_json::from_str(value.get())?, &mut self.rest);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, path: String, value: &'t RawValue, depth: usize) -> Result<(), serde_json::Error> {
        let is = |value: &RawValue, open: char| value.get().starts_with(open);
        if is(value, '[') && depth < DEPTH {
            let records: Vec<&RawValue> = serde_json::from_str(value.get())?;
            let texts = |r: &&RawValue| is(r, '[') && r.get().contains('"') && !r.get().contains('{');
            if records.iter().any(|r| is(r, '{')) || !records.is_empty() && records.iter().all(texts) {
                self.tables.push(Found { path, records, ..Found::default() });
                return Ok(());
            }
            let key = path.rsplit('.').next().unwrap_or_default();
            if records.len() > 1 && records.iter().all(|r| is(r, '"')) && (depth == 0 || names_parties(key)) {
                let header = serde_json::to_string(&[if depth == 0 { "name" } else { key }])?;
                let rows: Vec<String> = records.iter().map(|r| format!(" [{}]\n", r.get())).collect();
                let rebuilt = Some(header + &rows.concat());
                self.tables.push(Found { path, rebuilt, ..Found::default() });
                return Ok(());
            }
        } else if is(value, '{') && depth < DEPTH {
            let RawFields(mut fields) = serde_json::from_str(value.get())?;
            if let Some(Rebuilt { text, used }) = json_columns::rebuilt(&fields) {
                self.tables.push(Found { path: path.clone(), rebuilt: Some(text), ..Found::default() });
                fields.retain(|(key, _)| !used.contains(key));
            }
            if are_records(&fields)? {
                let (keys, records) = fields.into_iter().unzip();
                self.tables.push(Found { path, records, keys, rebuilt: None });
                return Ok(());
            }
            for (key, value) in fields {
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                self.add(path, value, depth + 1)?;
            }
            return Ok(());
        }
        let value = serde_json::from_str(value.get())?;
        jsonl::flatten(if path.is_empty() { "value".to_owned() } else { path }, value, &mut self.rest);
        Ok(())
    }
}

/// The records of one table of a document.
struct DocumentRows {
    text: Arc<str>,
    /// Start and end of each record in the text, and the key of each where they have one.
    places: Vec<(usize, usize)>,
    keys: Vec<String>,
    next: usize,
    /// Line of the record before, and where it starts.
    line: u64,
    counted: usize,
    cells: JsonCells,
    /// False where the records are arrays, whose cells have no keys.
    keyed: bool,
    /// The first array is the header.
    headed: bool,
    encoding: (String, String),
}

impl DocumentRows {
    fn new(text: Arc<str>, places: Vec<(usize, usize)>, encoding: (String, String)) -> Self {
        Self {
            text,
            places,
            keys: Vec::new(),
            next: 0,
            line: 1,
            counted: 0,
            cells: JsonCells::default(),
            keyed: true,
            headed: false,
            encoding,
        }
    }

    /// Collects the columns from the first records.
    fn open(mut self, records: &[&RawValue], options: &ReadOptions) -> Opened {
        let first = records.iter().take(SAMPLED);
        self.keyed = records.iter().any(|r| r.get().starts_with('{'));
        let top = if self.keyed {
            let pairs = first.enumerate().filter_map(|(at, r)| record(self.keys.get(at), r.get()).ok());
            let pairs: Vec<Pairs> = pairs.collect();
            let (columns, headers) = jsonl::columns(&pairs);
            let sample = pairs.into_iter().map(|pairs| jsonl::arrange(&columns, pairs).0).collect();
            self.cells = JsonCells::of(columns);
            Top { headers, named: true, line: self.line_of(0), sample, ..Top::default() }
        } else {
            let sample: Vec<(u64, Vec<String>)> =
                (1..).zip(first.map(|r| values(r.get()).unwrap_or_default())).collect();
            let cells: Vec<&[String]> = sample.iter().map(|(_, c)| c.as_slice()).collect();
            let place = if self.headed { Place::below_titles(Some(0)) } else { header::locate(&cells, options) };
            self.next = place.rows;
            header::divide(sample, place, "records", options)
        };
        Opened { top, later: Vec::new(), rows: Box::new(self), delimiter: None }
    }

    /// The line on which a record starts; records are asked for in their order.
    fn line_of(&mut self, record: usize) -> u64 {
        let start = self.places.get(record).map_or(self.counted, |(start, _)| *start);
        let between = self.text.get(self.counted..start).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between.as_bytes()).count() as u64;
        self.counted = start.max(self.counted);
        self.line
    }
}

impl Rows for DocumentRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let Some((start, end)) = self.places.get(self.next).copied() else { return Ok(Next::End) };
        let line = self.line_of(self.next);
        let key = self.keys.get(self.next);
        self.next += 1;
        let text = Arc::clone(&self.text);
        let text = text.get(start..end).unwrap_or_default();
        let parsed = if self.keyed {
            record(key, text).map(|pairs| self.cells.put(pairs, line, notes))
        } else {
            values(text).map(|values| self.cells.put_values(values))
        };
        if let Err(error) = parsed {
            notes.push(Note::row(
                "bad_json",
                line,
                format!("this record cannot be read ({error}); it was not screened"),
            ));
            return Ok(Next::Lost);
        }
        Ok(Next::Row(self.cells.record(line)))
    }

    fn encoding(&self) -> (&str, &str) {
        (&self.encoding.0, &self.encoding.1)
    }
}

/// True for a key that is a word for parties: "suppliers".
fn names_parties(key: &str) -> bool {
    role_of_words(key) == Some(Role::Name) || role_of_words(key.trim_end_matches('s')) == Some(Role::Name)
}

/// True for an object of records: at least two, with the same keys, that are objects themselves.
fn are_records(fields: &[(String, &RawValue)]) -> Result<bool, serde_json::Error> {
    if fields.len() < 2 || !fields.iter().all(|(_, value)| value.get().starts_with('{')) {
        return Ok(false);
    }
    let mut first: Option<Vec<String>> = None;
    for (_, value) in fields {
        let RawFields(fields) = serde_json::from_str(value.get())?;
        let mut keys: Vec<String> = fields.into_iter().map(|(key, _)| key).collect();
        keys.sort();
        if keys.is_empty() || first.get_or_insert_with(|| keys.clone()) != &keys {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The cells of a record; a record that is no object has one. A record's key is its first cell, without header.
fn record(key: Option<&String>, text: &str) -> Result<Pairs, serde_json::Error> {
    let mut pairs: Pairs = key.map(|key| (String::new(), key.clone())).into_iter().collect();
    if text.starts_with('{') {
        pairs.append(&mut jsonl::parse(text)?);
        return Ok(pairs);
    }
    jsonl::flatten("value".to_owned(), serde_json::from_str(text)?, &mut pairs);
    Ok(pairs)
}

/// The cells of a record that is an array.
fn values(text: &str) -> Result<Vec<String>, serde_json::Error> {
    let values: Vec<serde_json::Value> = serde_json::from_str(text)?;
    let cell = |value| {
        let mut pairs = Pairs::new();
        jsonl::flatten(String::new(), value, &mut pairs);
        pairs.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("; ")
    };
    Ok(values.into_iter().map(cell).collect())
}

/// The fields outside of all tables, as one record.
struct OneRecord {
    cells: JsonCells,
    pairs: Option<Pairs>,
    encoding: (String, String),
}

fn one_record(pairs: Pairs, encoding: (String, String)) -> Opened {
    let (columns, headers) = jsonl::columns(std::slice::from_ref(&pairs));
    let sample = vec![jsonl::arrange(&columns, pairs.clone()).0];
    let top = Top { headers, named: true, line: 1, sample, ..Top::default() };
    let rows = OneRecord { cells: JsonCells::of(columns), pairs: Some(pairs), encoding };
    Opened { top, later: Vec::new(), rows: Box::new(rows), delimiter: None }
}

impl Rows for OneRecord {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let Some(pairs) = self.pairs.take() else { return Ok(Next::End) };
        self.cells.put(pairs, 1, notes);
        Ok(Next::Row(self.cells.record(1)))
    }

    fn encoding(&self) -> (&str, &str) {
        (&self.encoding.0, &self.encoding.1)
    }
}
