//! JSON Lines: one object a line, nested objects flattened with dotted names.
//!
//! The columns are the keys of the first lines, in their order there. A key that comes later is screened as a cell
//! beyond the columns and listed. A bad line is named and counted as unreadable; it does not end the file.

use std::fmt;

use encoding_rs::Encoding;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::decode::Text;
use super::error::{LedgerError, LedgerErrorKind};
use super::rows::{Next, Note, Opened, Record, Rows, Top};
use super::source::Source;

/// Lines whose keys become columns.
const SAMPLED: usize = 500;

/// A longer line is cut: it bounds the memory that one line can take.
const LINE_CAP: usize = 16 * 1024 * 1024;

/// Cells of one object: path of keys and text, in order.
type Pairs = Vec<(String, String)>;

struct JsonRows {
    text: Text,
    columns: Columns,
    line: u64,
    cells: String,
    spans: Vec<(usize, usize)>,
}

/// The place of each path of keys.
type Columns = FxHashMap<String, usize>;

/// The cells of an object: one a column, then those of unknown keys; and the first unknown key.
fn arrange(columns: &Columns, pairs: Pairs) -> (Vec<String>, Option<String>) {
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
pub(super) fn open(source: Source, forced: Option<&'static Encoding>) -> Result<Opened, LedgerError> {
    let file = source.name;
    let text = Text::open(source.bytes, forced).map_err(|e| LedgerError::io(&file, e))?;
    let mut headers: Vec<String> = Vec::new();
    let mut columns = Columns::default();
    let objects: Vec<Pairs> = text.rest().lines().take(SAMPLED).filter_map(|line| parse(line).ok()).collect();
    for (key, _) in objects.iter().flatten() {
        columns.entry(key.clone()).or_insert_with(|| {
            headers.push(key.clone());
            headers.len() - 1
        });
    }
    if headers.is_empty() {
        return Err(LedgerError::new(
            &file,
            LedgerErrorKind::Form,
            "this looks like JSON, but no line of it is one object",
            "write one object a line (JSON Lines), for example with jq -c '.[]'",
        ));
    }
    let sample = objects.into_iter().map(|pairs| arrange(&columns, pairs).0).collect();
    let rows = Box::new(JsonRows { text, columns, line: 1, cells: String::new(), spans: Vec::new() });
    let top = Top { headers, named: true, line: 1, sample, ..Top::default() };
    Ok(Opened { top, later: Vec::new(), rows, delimiter: None })
}

impl Rows for JsonRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
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
            let parsed = (!object.is_empty()).then(|| parse(object));
            let bad = self.text.consume(bytes);
            let line = self.line;
            self.line += u64::from(whole);
            if bad > 0 {
                let done = format!("{bad} byte sequences cannot be decoded; screened with U+FFFD in their place");
                notes.push(Note::row("undecodable_bytes", line, done));
            }
            if let Some(parsed) = parsed {
                break (line, parsed);
            }
        };
        let (cells, unknown) = match parsed {
            Ok(pairs) => arrange(&self.columns, pairs),
            Err(error) => {
                let done = format!("this line is not one JSON object ({error}); it was not screened");
                notes.push(Note::row("bad_json", line, done));
                return Ok(Next::Lost);
            }
        };
        if let Some(key) = unknown {
            let done = format!("the field \"{key}\" is not in the first {SAMPLED} lines; screened, but not a column");
            notes.push(Note::row("new_field", line, done));
        }
        self.cells.clear();
        self.spans.clear();
        for cell in cells {
            let start = self.cells.len();
            self.cells.push_str(&cell);
            self.spans.push((start, self.cells.len()));
        }
        Ok(Next::Row(Record { text: &self.cells, spans: &self.spans, line }))
    }

    fn encoding(&self) -> (&str, &str) {
        self.text.encoding()
    }
}

/// Reads one object into pairs of path and text.
fn parse(line: &str) -> Result<Pairs, serde_json::Error> {
    let Fields(fields) = serde_json::from_str(line)?;
    let mut pairs = Pairs::new();
    for (key, value) in fields {
        flatten(key, value, &mut pairs);
    }
    Ok(pairs)
}

/// Puts a value, or all values in it, into the pairs.
fn flatten(path: String, value: Value, pairs: &mut Pairs) {
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
