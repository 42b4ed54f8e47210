//! JSON Lines: one object a line, nested objects flattened with dotted names.
//!
//! The columns are the keys of the first lines, in their order there. A key that comes later is screened as a cell
//! beyond the columns and listed. A bad line is named and counted as unreadable; it does not end the file. `NaN`,
//! `Infinity` and `-Infinity`, which JSON does not have and Python's `json` writes, are empty cells.

use std::fmt;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::decode::Text;
use super::error::{LedgerError, LedgerErrorKind};
use super::rows::{Next, Note, Opened, Record, Rows, Top};

/// Lines whose keys become columns.
pub(super) const SAMPLED: usize = 500;

/// A longer line is cut: it bounds the memory that one line can take.
pub(super) const LINE_CAP: usize = 16 * 1024 * 1024;

/// Cells of one object: path of keys and text, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// What is said of numbers that JSON does not have: kind of the problem, and what was done.
pub(super) const NOT_A_NUMBER: (&str, &str) =
    ("json_not_a_number", "NaN or Infinity, which JSON does not have; read as an empty cell, here and below");

struct JsonRows {
    text: Text,
    line: u64,
    cells: JsonCells,
    /// NaN or Infinity was reported.
    nan_reported: bool,
    /// Objects that are still to come of a line that holds several, last first, and the line.
    pending: (Vec<Pairs>, u64),
}

/// The cells of one record, under columns of known keys.
#[derive(Default)]
pub(super) struct JsonCells {
    columns: Columns,
    text: String,
    spans: Vec<(usize, usize)>,
}

impl JsonCells {
    pub(super) fn of(columns: Columns) -> Self {
        Self { columns, ..Self::default() }
    }

    /// Takes the cells of an object.
    pub(super) fn put(&mut self, pairs: Pairs, line: u64, notes: &mut Vec<Note>) {
        let (cells, unknown) = arrange(&self.columns, pairs);
        if let Some(key) = unknown {
            let done = format!("the field \"{key}\" is not in the first {SAMPLED} records; screened, but not a column");
            notes.push(Note::row("new_field", line, done));
        }
        self.put_values(cells);
    }

    /// Takes cells in the order of the columns.
    pub(super) fn put_values(&mut self, cells: Vec<String>) {
        self.text.clear();
        self.spans.clear();
        for cell in cells {
            let start = self.text.len();
            self.text.push_str(&cell);
            self.spans.push((start, self.text.len()));
        }
    }

    pub(super) fn record(&self, line: u64) -> Record<'_> {
        Record { text: &self.text, spans: &self.spans, line }
    }
}

/// The place of each path of keys.
pub(super) type Columns = FxHashMap<String, usize>;

/// The columns of records, in the order in which their keys first come, and their headers.
pub(super) fn columns(records: &[Pairs]) -> (Columns, Vec<String>) {
    let (mut columns, mut headers) = (Columns::default(), Vec::new());
    for (key, _) in records.iter().flatten() {
        columns.entry(key.clone()).or_insert_with(|| {
            headers.push(key.clone());
            headers.len() - 1
        });
    }
    (columns, headers)
}

/// The cells of an object: one a column, then those of unknown keys; and the first unknown key.
pub(super) fn arrange(columns: &Columns, pairs: Pairs) -> (Vec<String>, Option<String>) {
    let mut cells = vec![String::new(); columns.len()];
    let mut unknown = None;
    for (key, value) in pairs {
        match columns.get(&key).and_then(|place| cells.get_mut(*place)) {
            // A key given twice, or a list: the values follow each other in one cell.
            Some(cell) if !cell.is_empty() => *cell += &format!("; {value}"),
            Some(cell) => *cell = value,
            None => {
                cells.push(value);
                unknown.get_or_insert(key);
            }
        }
    }
    (cells, unknown)
}

/// Opens JSON Lines and collects the columns.
pub(super) fn open(file: &str, text: Text) -> Result<Opened, LedgerError> {
    let sampled = text.rest().lines().take(SAMPLED);
    let objects: Vec<Pairs> = sampled.filter_map(|line| parse_lines(line.trim()).0.ok()).flatten().collect();
    let (columns, headers) = columns(&objects);
    if headers.is_empty() {
        return Err(LedgerError::new(
            file,
            LedgerErrorKind::Form,
            "this looks like JSON, but no line of it is one object",
            "write one object a line (JSON Lines), for example with jq -c '.[]'",
        ));
    }
    let sample = objects.into_iter().map(|pairs| arrange(&columns, pairs).0).collect();
    let rows = Box::new(JsonRows {
        text,
        line: 1,
        cells: JsonCells::of(columns),
        nan_reported: false,
        pending: (Vec::new(), 1),
    });
    let top = Top { headers, named: true, line: 1, sample, ..Top::default() };
    Ok(Opened { top, later: Vec::new(), rows, delimiter: None })
}

impl Rows for JsonRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        if let (Some(pairs), line) = (self.pending.0.pop(), self.pending.1) {
            self.cells.put(pairs, line, notes);
            return Ok(Next::Row(self.cells.record(line)));
        }
        let (line, parsed) = loop {
            let window = self.text.rest();
            let (bytes, whole) = match window.find('\n') {
                Some(at) => (at + 1, true),
                None if self.text.ended() => (window.len(), false),
                None if window.len() > LINE_CAP => (window.floor_char_boundary(LINE_CAP), false),
                None => {
                    self.text.fill();
                    continue;
                }
            };
            if bytes == 0 {
                return self.text.end(self.line, notes);
            }
            let object = window.get(..bytes).unwrap_or_default().trim();
            let parsed = (!object.is_empty()).then(|| parse_lines(object));
            let bad = self.text.consume(bytes);
            let line = self.line;
            self.line += u64::from(whole);
            if bad > 0 {
                let done = format!("{bad} byte sequences cannot be decoded; screened with U+FFFD in their place");
                notes.push(Note::row("undecodable_bytes", line, done));
            }
            if let Some(name) = self.text.consumed_foreign() {
                let done = format!("not {} like the rest; read as {name} by itself", self.text.encoding().0);
                notes.push(Note::row("mixed_encoding", line, done));
            }
            if let Some(parsed) = parsed {
                break (line, parsed);
            }
        };
        let (parsed, had_nan) = parsed;
        if had_nan && !std::mem::replace(&mut self.nan_reported, true) {
            notes.push(Note::row(NOT_A_NUMBER.0, line, NOT_A_NUMBER.1));
        }
        match parsed {
            Ok(mut objects) => {
                objects.reverse();
                let first = objects.pop().unwrap_or_default();
                self.pending = (objects, line);
                self.cells.put(first, line, notes);
            }
            Err(error) => {
                let done = format!("this line is not one JSON object ({error}); it was not screened");
                notes.push(Note::row("bad_json", line, done));
                return Ok(Next::Lost);
            }
        }
        Ok(Next::Row(self.cells.record(line)))
    }

    fn encoding(&self) -> (&str, &str) {
        self.text.encoding()
    }
}

/// Reads a line of one object, or of several that follow each other without a line between; whether it held NaN or
/// Infinity.
fn parse_lines(line: &str) -> (Result<Vec<Pairs>, serde_json::Error>, bool) {
    let (one, had_nan) = parse_line(line);
    let Err(error) = one else { return (one.map(|pairs| vec![pairs]), had_nan) };
    let (line, replaced) = without_nan(line.to_owned());
    let values = serde_json::Deserializer::from_str(&line).into_iter::<&RawValue>();
    let objects: Result<Vec<Pairs>, _> = values.map(|value| parse(value?.get())).collect();
    match objects {
        Ok(objects) if !objects.is_empty() => (Ok(objects), replaced.is_some()),
        _ => (Err(error), had_nan),
    }
}

/// Reads a line; whether it held NaN or Infinity.
pub(super) fn parse_line(line: &str) -> (Result<Pairs, serde_json::Error>, bool) {
    match parse(line) {
        Err(error) => match without_nan(line.to_owned()) {
            (line, Some(_)) => (parse(&line), true),
            (_, None) => (Err(error), false),
        },
        parsed => (parsed, false),
    }
}

/// Replaces NaN, Infinity and -Infinity outside of texts by an empty text of the same length; the place of the first.
pub(super) fn without_nan(text: String) -> (String, Option<usize>) {
    if !["NaN", "Infinity"].iter().any(|word| text.contains(word)) {
        return (text, None);
    }
    let mut bytes = text.into_bytes();
    let (mut at, mut in_text, mut first) = (0, false, None);
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let word = [&b"NaN"[..], b"Infinity", b"-Infinity"].into_iter().find(|w| !in_text && rest.starts_with(w));
        at += match (byte, word) {
            (_, Some(word)) => {
                first.get_or_insert(at);
                for (place, with) in bytes.iter_mut().skip(at).zip(b"\"\"       ").take(word.len()) {
                    *place = *with;
                }
                word.len()
            }
            (b'\\', _) => 2,
            (b'"', _) => {
                in_text = !in_text;
                1
            }
            _ => 1,
        };
    }
    // Only ASCII was replaced by ASCII.
    let text = String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    (text, first)
}

/// Reads one object into pairs of path and text.
pub(super) fn parse(line: &str) -> Result<Pairs, serde_json::Error> {
    let Fields(fields) = serde_json::from_str(line)?;
    let mut pairs = Pairs::new();
    for (key, value) in fields {
        flatten(key, value, &mut pairs);
    }
    Ok(pairs)
}

/// Puts a value, or all values in it, into the pairs.
pub(super) fn flatten(path: String, value: Value, pairs: &mut Pairs) {
    match value {
        Value::Object(fields) => {
            fields.into_iter().for_each(|(key, value)| flatten(format!("{path}.{key}"), value, pairs));
        }
        Value::Array(values) => values.into_iter().for_each(|value| flatten(path.clone(), value, pairs)),
        Value::String(text) => pairs.push((path, text)),
        Value::Null => pairs.push((path, String::new())),
        Value::Bool(_) => pairs.push((path, value.to_string())),
        // 3.0 is the number 3.
        Value::Number(n) => {
            let fraction = n.as_f64().filter(|_| n.is_f64());
            pairs.push((path, fraction.map_or_else(|| n.to_string(), |f| f.to_string())));
        }
    }
}

/// The fields of an object in their order, also those whose key is given twice.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Fields {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(field) = map.next_entry()? {
            self.0.push(field);
        }
        Ok(self)
    }
}
