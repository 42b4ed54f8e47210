//! JSON Lines: one object a line, nested objects flattened with dotted names.
//!
//! The columns are the keys of the first lines, in their order there. A key that comes later is screened as a cell
//! beyond the columns and listed. A bad line is named and counted as unreadable; it does not end the file.

use std::fmt;

use encoding_rs::Encoding;
use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::decode::Text;
use super::error::{LedgerError, LedgerErrorKind};
use super::rows::{Next, Note, Opened, Record, Rows};
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
#[derive(Default)]
struct Columns {
    places: FxHashMap<String, usize>,
}

impl Columns {
    /// The cells of an object: one a column, then those of unknown keys; and the first unknown key.
    fn cells(&self, pairs: Pairs) -> (Vec<String>, Option<String>) {
        let mut cells = vec![String::new(); self.places.len()];
        let mut unknown = None;
        for (key, value) in pairs {
            match self.places.get(&key).and_then(|place| cells.get_mut(*place)) {
                // A key given twice, or a list: the values follow each other in one cell.
                Some(cell) if !cell.is_empty() => {
                    cell.push_str("; ");
                    cell.push_str(&value);
                }
                Some(cell) => *cell = value,
                None => {
                    cells.push(value);
                    unknown.get_or_insert(key);
                }
            }
        }
        (cells, unknown)
    }
}

/// Opens JSON Lines and collects the columns.
pub(super) fn open(source: Source, forced: Option<&'static Encoding>) -> Result<Opened, LedgerError> {
    let file = source.name;
    let text = Text::open(source.bytes, forced).map_err(|e| LedgerError::io(&file, e))?;
    let mut headers: Vec<String> = Vec::new();
    let mut columns = Columns::default();
    let objects: Vec<Pairs> = text.rest().lines().take(SAMPLED).filter_map(|line| parse(line).ok()).collect();
    for (key, _) in objects.iter().flatten() {
        columns.places.entry(key.clone()).or_insert_with(|| {
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
    let sample = objects.into_iter().map(|pairs| columns.cells(pairs).0).collect();
    let rows = Box::new(JsonRows { text, columns, line: 1, cells: String::new(), spans: Vec::new() });
    Ok(Opened { rows, headers, named: true, header_line: 1, sample, delimiter: None, notes: Vec::new() })
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
            Ok(pairs) => self.columns.cells(pairs),
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
    let mut reader = serde_json::Deserializer::from_str(line);
    let mut pairs = Pairs::new();
    reader.deserialize_map(Flatten { path: &mut String::new(), pairs: &mut pairs })?;
    reader.end()?;
    Ok(pairs)
}

/// Puts a value, or all values in it, into the pairs.
struct Flatten<'a> {
    path: &'a mut String,
    pairs: &'a mut Pairs,
}

impl Flatten<'_> {
    fn put<E>(self, value: impl ToString) -> Result<(), E> {
        self.pairs.push((self.path.clone(), value.to_string()));
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Flatten<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flatten<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.put(text)
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<(), E> {
        self.put(truth)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Flatten { path: self.path, pairs: self.pairs })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let depth = self.path.len();
            if depth > 0 {
                self.path.push('.');
            }
            self.path.push_str(&key);
            map.next_value_seed(Flatten { path: self.path, pairs: self.pairs })?;
            self.path.truncate(depth);
        }
        Ok(())
    }
}
