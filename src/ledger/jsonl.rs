//! JSON Lines: one object a line, nested objects flattened with dotted names.
//!
//! The columns are the keys of the first lines in the order met. A key that comes later is screened as a cell beyond the
//! columns and listed. A bad line is named and counted as unreadable; it does not end the file.

use std::collections::HashMap;
use std::fmt;

use encoding_rs::Encoding;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::decode::{Odd, Text};
use super::error::{LedgerError, LedgerErrorKind};
use super::rows::{Next, Note, Opened, Record, Rows};
use super::source::Source;

/// Lines whose keys become columns.
const SAMPLED: usize = 500;

/// A longer line is refused: it bounds what one line can ask for.
const LINE_CAP: usize = 16 * 1024 * 1024;

/// Cells of one object: key path and text, in order.
type Pairs = Vec<(String, String)>;

struct JsonRows {
    text: Text,
    columns: HashMap<String, usize>,
    width: usize,
    line: u64,
    cells: String,
    spans: Vec<(usize, usize)>,
    pairs: Pairs,
}

/// Opens JSON Lines and collects the columns.
pub(super) fn open(source: Source, forced: Option<&'static Encoding>) -> Result<Opened, LedgerError> {
    let file = source.name;
    let text = Text::open(source.bytes, forced).map_err(|e| LedgerError::io(&file, e))?;
    let mut headers: Vec<String> = Vec::new();
    let mut columns = HashMap::new();
    let mut records: Vec<Pairs> = Vec::new();
    for line in text.rest().lines().take(SAMPLED) {
        let mut pairs = Pairs::new();
        if parse(line, &mut pairs).is_ok() {
            for (key, _) in &pairs {
                columns.entry(key.clone()).or_insert_with(|| {
                    headers.push(key.clone());
                    headers.len() - 1
                });
            }
            records.push(pairs);
        }
    }
    if headers.is_empty() {
        return Err(LedgerError::new(
            &file,
            LedgerErrorKind::Form,
            "this looks like JSON, but no line of it is one object",
            "write one object a line (JSON Lines), for example with jq -c '.[]'",
        ));
    }
    let mut rows = JsonRows {
        text,
        width: headers.len(),
        columns,
        line: 1,
        cells: String::new(),
        spans: Vec::new(),
        pairs: Pairs::new(),
    };
    let mut sample = Vec::new();
    for pairs in records {
        rows.pairs = pairs;
        rows.arrange();
        sample.push(rows.spans.iter().map(|(s, e)| rows.cells.get(*s..*e).unwrap_or_default().to_owned()).collect());
    }
    Ok(Opened {
        rows: Box::new(rows),
        headers,
        named: true,
        header_line: 1,
        sample,
        delimiter: None,
        notes: Vec::new(),
    })
}

impl Rows for JsonRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        let (line, parsed) = loop {
            let window = self.text.rest();
            let (bytes, whole) = match memchr::memchr(b'\n', window.as_bytes()) {
                Some(at) => (at + 1, true),
                None if self.text.ended() => (window.len(), false),
                None if window.len() > LINE_CAP => (window.floor_char_boundary(LINE_CAP), false),
                None => {
                    self.text.fill();
                    continue;
                }
            };
            if bytes == 0 {
                let Some(error) = self.text.failure() else { return Ok(Next::End) };
                notes.push(Note::row(
                    "broken_off",
                    self.line,
                    format!("reading stopped here ({error}); what follows was not screened"),
                ));
                return Ok(Next::Lost);
            }
            let line = self.line;
            self.pairs.clear();
            let piece = window.get(..bytes).unwrap_or_default().trim();
            let parsed = (!piece.is_empty()).then(|| parse(piece, &mut self.pairs));
            let bad =
                std::iter::from_fn(|| self.text.odd_within(bytes)).filter(|(_, odd)| *odd == Odd::Undecodable).count();
            if bad > 0 {
                notes.push(Note::row(
                    "undecodable_bytes",
                    line,
                    format!("{bad} byte sequences cannot be decoded; screened with U+FFFD in their place"),
                ));
            }
            self.text.consume(bytes);
            self.line += u64::from(whole);
            if let Some(parsed) = parsed {
                break (line, parsed);
            }
        };
        if let Err(error) = parsed {
            notes.push(Note::row(
                "bad_json",
                line,
                format!("this line is not one JSON object ({error}); it was not screened"),
            ));
            return Ok(Next::Lost);
        }
        if let Some(key) = self.arrange() {
            notes.push(Note::row(
                "new_field",
                line,
                format!("the field \"{key}\" stands in none of the first lines; screened beside the columns"),
            ));
        }
        Ok(Next::Row(Record { text: &self.cells, spans: &self.spans, line, western: None }))
    }

    fn encoding(&self) -> (&str, &str) {
        self.text.encoding()
    }
}

impl JsonRows {
    /// Puts the pairs into the columns; the first key that has none is handed out.
    fn arrange(&mut self) -> Option<String> {
        self.cells.clear();
        self.spans.clear();
        self.spans.resize(self.width, (0, 0));
        let mut unknown = None;
        for (key, value) in &self.pairs {
            let start = self.cells.len();
            let span = self.columns.get(key).and_then(|c| self.spans.get_mut(*c));
            match span {
                Some(span) => {
                    // A key given twice, or a list: the values follow each other in one cell.
                    if span.0 < span.1 {
                        let before = self.cells.get(span.0..span.1).unwrap_or_default().to_owned();
                        self.cells.push_str(&before);
                        self.cells.push_str("; ");
                    }
                    self.cells.push_str(value);
                    *span = (start, self.cells.len());
                }
                None => {
                    self.cells.push_str(value);
                    self.spans.push((start, self.cells.len()));
                    unknown.get_or_insert_with(|| key.clone());
                }
            }
        }
        unknown
    }
}

/// Reads one object into pairs of path and text.
fn parse(line: &str, pairs: &mut Pairs) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(line);
    let mut path = String::new();
    Object { path: &mut path, pairs }.deserialize(&mut reader)?;
    reader.end()
}

/// The object of a line.
struct Object<'a> {
    path: &'a mut String,
    pairs: &'a mut Pairs,
}

/// Any value below it.
struct Value<'a> {
    path: &'a mut String,
    pairs: &'a mut Pairs,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(Value { path: self.path, pairs: self.pairs })
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Value<'_> {
    fn put(self, text: String) {
        self.pairs.push((self.path.clone(), text));
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.put(text.to_owned());
        Ok(())
    }

    fn visit_u64<E>(self, n: u64) -> Result<(), E> {
        self.put(n.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, n: i64) -> Result<(), E> {
        self.put(n.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, n: f64) -> Result<(), E> {
        self.put(n.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, b: bool) -> Result<(), E> {
        self.put(b.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put(String::new());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Value { path: self.path, pairs: self.pairs })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let depth = self.path.len();
            if depth > 0 {
                self.path.push('.');
            }
            self.path.push_str(&key);
            map.next_value_seed(Value { path: self.path, pairs: self.pairs })?;
            self.path.truncate(depth);
        }
        Ok(())
    }
}
