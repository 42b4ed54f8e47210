//! Parquet: columns of row groups, read in step and handed on as rows.
//!
//! Of each column one page is held, and of each row group a few thousand values, whatever the file's size; only the
//! footer is read in advance. Structs are flattened with dotted names, as in JSON Lines. Lists and maps have no one cell
//! in a row: a file with one is refused, and the column named. The foreign reader has panicked on damaged files, so every
//! call of it is guarded.

mod text;

use std::fs::File;
use std::io::{self, Read};

use ::parquet::column::reader::ColumnReader;
use ::parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use ::parquet::schema::types::SchemaDescriptor;
use bytes::Bytes;

use crate::ledger::ReadOptions;
use crate::ledger::catch_panic;
use crate::ledger::error::{LedgerError, LedgerErrorKind};
use crate::ledger::packed;
use crate::ledger::rows::{Next, Note, Opened, Record, Rows};
use crate::ledger::source::Source;
use text::Form;

/// Rows that decide about the columns' roles.
const SAMPLED: usize = 500;

/// Rows read from each column at a time: enough that a call costs nothing, few enough that the values of a hundred
/// columns take a few megabytes.
const STEP: usize = 2048;

/// A file from standard input has to be held in memory, since the footer at its end comes first; a larger one is refused.
const HELD_CAP: u64 = 1 << 30;

/// Text of one row, at most, as for other forms.
const ROW_CAP: usize = 16 * 1024 * 1024;

/// Where the bytes are.
enum Place {
    File(File),
    Held(Bytes),
}

impl Length for Place {
    fn len(&self) -> u64 {
        match self {
            Self::File(file) => file.len(),
            Self::Held(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Place {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        match self {
            Self::File(file) => Ok(Box::new(file.get_read(start)?)),
            Self::Held(bytes) => Ok(Box::new(bytes.get_read(start)?)),
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        match self {
            Self::File(file) => file.get_bytes(start, length),
            // The crate slices without looking.
            Self::Held(bytes) if start.checked_add(length as u64).is_none_or(|end| end > bytes.len() as u64) => {
                Err(ParquetError::EOF("a page lies beyond the end of the file".to_owned()))
            }
            Self::Held(bytes) => bytes.get_bytes(start, length),
        }
    }
}

type Reader = SerializedFileReader<Place>;

/// Opens a Parquet file and looks at its first rows.
pub(super) fn open(source: Source, options: &ReadOptions) -> Result<Opened, LedgerError> {
    let Source { name, size, path, mut bytes, .. } = source;
    let io = |e| LedgerError::io(&name, e);
    let (places, rest): ([Place; 2], Box<dyn Read + Send>) = match path {
        Some(path) => {
            ([Place::File(File::open(&path).map_err(io)?), Place::File(File::open(&path).map_err(io)?)], bytes)
        }
        None => {
            let mut held = Vec::new();
            bytes.by_ref().take(HELD_CAP + 1).read_to_end(&mut held).map_err(io)?;
            if held.len() as u64 > HELD_CAP {
                let what = format!(
                    "a Parquet file of more than {HELD_CAP} bytes cannot be read from standard input, since its end comes first"
                );
                return Err(LedgerError::new(&name, LedgerErrorKind::Limit, what, "save it, and name the file"));
            }
            let held = Bytes::from(held);
            ([Place::Held(held.clone()), Place::Held(held)], bytes)
        }
    };
    let length = places.iter().map(Length::len).next().unwrap_or(0);
    let damaged = |e: String| {
        if let Some(packing) = e.split("Disabled feature at compile time: ").nth(1) {
            let what = format!("this Parquet file is packed with {packing}, which is not read here");
            return LedgerError::new(&name, LedgerErrorKind::Form, what, "write it with snappy, zstd, gzip or lz4");
        }
        let what = format!("this Parquet file is damaged or was cut off ({e})");
        LedgerError::new(&name, LedgerErrorKind::Form, what, "copy or write it again; its last bytes must be PAR1")
    };
    let [first, second] = places;
    let (sampled, reader) =
        guarded(|| Ok((SerializedFileReader::new(first)?, SerializedFileReader::new(second)?))).map_err(damaged)?;
    let schema = sampled.metadata().file_metadata().schema_descr();
    let headers = headers(&name, schema)?;
    let forms: Vec<Form> = schema.columns().iter().map(|c| Form::of(c)).collect();
    let budget = packed::budget(options.max_unpacked, size.unwrap_or(length));
    let mut sampler = ParquetRows::new(sampled, forms.clone(), budget, Box::new(io::empty()));
    let mut sample = Vec::new();
    while sample.len() < SAMPLED {
        match sampler.step() {
            Ok(true) => sample.push((0..forms.len()).map(|c| sampler.cell(c).to_owned()).collect()),
            Ok(false) => break,
            Err(_) if !sample.is_empty() => break,
            Err(Broken::Damaged(e) | Broken::Limit(e)) => return Err(damaged(e)),
            Err(Broken::Long) => {}
        }
    }
    let rows = ParquetRows::new(reader, forms, budget, rest);
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

/// The columns' names; a list or map is refused.
fn headers(file: &str, schema: &SchemaDescriptor) -> Result<Vec<String>, LedgerError> {
    let nested: Vec<String> = schema
        .columns()
        .iter()
        .filter(|c| c.max_rep_level() > 0)
        .map(|c| format!("\"{}\"", c.path().parts().join(".")))
        .collect();
    if !nested.is_empty() {
        let mut shown = nested.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
        if nested.len() > 10 {
            shown.push_str(&format!(" and {} more", nested.len() - 10));
        }
        return Err(LedgerError::new(
            file,
            LedgerErrorKind::Form,
            format!("columns of lists or maps have no one value in a row: {shown}"),
            "write them as text or one value a row, or leave them out, and export again",
        ));
    }
    Ok(schema.columns().iter().map(|c| c.path().parts().join(".")).collect())
}

/// Values of one column: some of them, in order, with a definition level for each row.
enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

struct Column {
    reader: ColumnReader,
    /// A value stands where the level is this.
    defined: i16,
    levels: Vec<i16>,
    values: Values,
    /// Rows and values taken from `levels` and `values`.
    row: usize,
    value: usize,
}

/// Why a row could not be had.
enum Broken {
    Damaged(String),
    Limit(String),
    /// This row only.
    Long,
}

/// The rows of a Parquet file.
struct ParquetRows {
    reader: Reader,
    forms: Vec<Form>,
    columns: Vec<Column>,
    /// The next row group.
    group: usize,
    /// Rows of the current group not read from the columns yet, and read but not handed on.
    unread: usize,
    ready: usize,
    row: u64,
    text: String,
    spans: Vec<(usize, usize)>,
    /// Bytes of text that may still come.
    budget: u64,
    limit: u64,
    /// The same file once more, read along for its digest and the progress.
    rest: Box<dyn Read + Send>,
    passed: u64,
    ended: bool,
    /// Cells of the current row that are no UTF-8.
    undecodable: Option<(usize, usize)>,
}

impl ParquetRows {
    fn new(reader: Reader, forms: Vec<Form>, budget: u64, rest: Box<dyn Read + Send>) -> Self {
        Self {
            reader,
            forms,
            columns: Vec::new(),
            group: 0,
            unread: 0,
            ready: 0,
            row: 0,
            text: String::new(),
            spans: Vec::new(),
            budget,
            limit: budget,
            rest,
            passed: 0,
            ended: false,
            undecodable: None,
        }
    }

    fn cell(&self, column: usize) -> &str {
        self.spans.get(column).and_then(|(s, e)| self.text.get(*s..*e)).unwrap_or_default()
    }

    /// Reads the next row into `text` and `spans`; false at the end.
    fn step(&mut self) -> Result<bool, Broken> {
        while self.ready == 0 {
            if self.unread == 0 {
                if !self.next_group().map_err(Broken::Damaged)? {
                    return Ok(false);
                }
                continue;
            }
            let want = self.unread.min(STEP);
            let columns = &mut self.columns;
            guarded(|| columns.iter_mut().try_for_each(|c| c.fill(want))).map_err(Broken::Damaged)?;
            self.unread -= want;
            self.ready = want;
        }
        self.ready -= 1;
        self.row += 1;
        self.text.clear();
        self.spans.clear();
        self.undecodable = None;
        let mut long = false;
        for (place, (column, form)) in self.columns.iter_mut().zip(&self.forms).enumerate() {
            let start = self.text.len();
            let whole = column.put(*form, &mut self.text);
            if !whole {
                let (_, n) = self.undecodable.unwrap_or((place, 0));
                self.undecodable = Some((self.undecodable.map_or(place, |u| u.0), n + 1));
            }
            if self.text.len() > ROW_CAP {
                long = true;
                self.text.truncate(start);
            }
            self.spans.push((start, self.text.len()));
        }
        self.budget = self.budget.checked_sub((self.text.len() + self.spans.len()) as u64).ok_or_else(|| {
            Broken::Limit(format!(
                "its rows unpack to more than {} bytes; --max-unpacked BYTES raises the limit",
                self.limit
            ))
        })?;
        if long { Err(Broken::Long) } else { Ok(true) }
    }

    fn next_group(&mut self) -> Result<bool, String> {
        // What lies before the group's end has been read: the digest and the progress follow.
        self.read_along(false)?;
        let (reader, place) = (&self.reader, self.group);
        if place >= reader.num_row_groups() {
            self.columns.clear();
            return Ok(false);
        }
        let (columns, rows) = guarded(|| {
            let group = reader.get_row_group(place)?;
            let schema = group.metadata().schema_descr_ptr();
            let columns = (0..group.num_columns())
                .map(|i| Column::new(group.get_column_reader(i), schema.column(i).max_def_level()));
            Ok((columns.collect::<Result<Vec<_>, ParquetError>>()?, group.metadata().num_rows()))
        })?;
        if columns.len() != self.forms.len() {
            return Err("a row group has other columns than the schema".to_owned());
        }
        self.columns = columns;
        self.group += 1;
        self.unread = usize::try_from(rows).map_err(|_| "a row group claims a negative number of rows")?;
        Ok(true)
    }

    /// Reads the file along up to the end of the current row group, or to its end.
    fn read_along(&mut self, all: bool) -> Result<(), String> {
        let group = self.group.checked_sub(1).filter(|_| !all).map(|g| self.reader.metadata().row_group(g));
        let end = match group {
            _ if all => u64::MAX,
            Some(group) => {
                group.columns().iter().map(|c| c.byte_range()).map(|(at, n)| at.saturating_add(n)).max().unwrap_or(0)
            }
            None => 0,
        };
        let more = end.saturating_sub(self.passed);
        self.passed += io::copy(&mut self.rest.by_ref().take(more), &mut io::sink()).map_err(|e| e.to_string())?;
        // A reader ends with an empty read.
        if all { self.rest.read(&mut [0]).map(drop).map_err(|e| e.to_string()) } else { Ok(()) }
    }
}

impl Rows for ParquetRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        if self.ended {
            return Ok(Next::End);
        }
        match self.step() {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return match self.read_along(true) {
                    Ok(()) => Ok(Next::End),
                    Err(error) => Ok(self.broken_off(&error, notes)),
                };
            }
            Err(Broken::Damaged(error) | Broken::Limit(error)) => return Ok(self.broken_off(&error, notes)),
            Err(Broken::Long) => {
                notes.push(Note::row("long_row", self.row, "more than 16 MiB of text in one row; it was NOT screened"));
                return Ok(Next::Lost);
            }
        }
        if let Some((column, n)) = self.undecodable {
            let done = format!("{n} cells hold bytes that are no UTF-8; screened with U+FFFD in their place");
            notes.push(Note::row("undecodable_bytes", self.row, done).in_column(Some(column)));
        }
        Ok(Next::Row(Record { text: &self.text, spans: &self.spans, line: self.row }))
    }

    fn encoding(&self) -> (&str, &str) {
        ("Parquet", "texts of Parquet are UTF-8")
    }
}

impl ParquetRows {
    fn broken_off(&mut self, why: &str, notes: &mut Vec<Note>) -> Next<'static> {
        self.ended = true;
        self.columns.clear();
        notes.push(Note::row(
            "broken_off",
            self.row + 1,
            format!("reading stopped here ({why}); what follows was not screened"),
        ));
        Next::Lost
    }
}

impl Column {
    fn new(reader: Result<ColumnReader, ParquetError>, defined: i16) -> Result<Self, ParquetError> {
        let reader = reader?;
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Bool(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Int32(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Int64(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::Int96(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Float(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Double(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        Ok(Self { reader, defined, levels: Vec::new(), values, row: 0, value: 0 })
    }

    /// Reads the next `want` rows of the column.
    fn fill(&mut self, want: usize) -> Result<(), ParquetError> {
        self.levels.clear();
        (self.row, self.value) = (0, 0);
        macro_rules! read {
            ($reader:expr, $values:expr) => {{
                $values.clear();
                read($reader, want, &mut self.levels, $values)
            }};
        }
        let got = match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(r), Values::Bool(v)) => read!(r, v),
            (ColumnReader::Int32ColumnReader(r), Values::Int32(v)) => read!(r, v),
            (ColumnReader::Int64ColumnReader(r), Values::Int64(v)) => read!(r, v),
            (ColumnReader::Int96ColumnReader(r), Values::Int96(v)) => read!(r, v),
            (ColumnReader::FloatColumnReader(r), Values::Float(v)) => read!(r, v),
            (ColumnReader::DoubleColumnReader(r), Values::Double(v)) => read!(r, v),
            (ColumnReader::ByteArrayColumnReader(r), Values::Bytes(v)) => read!(r, v),
            (ColumnReader::FixedLenByteArrayColumnReader(r), Values::Fixed(v)) => read!(r, v),
            _ => Ok(0),
        }?;
        if got < want {
            return Err(ParquetError::EOF("a column has fewer rows than its row group claims".to_owned()));
        }
        Ok(())
    }

    /// Appends the next row's value; false where it holds bytes that are no text.
    fn put(&mut self, form: Form, out: &mut String) -> bool {
        let level = self.levels.get(self.row).copied().unwrap_or(self.defined);
        self.row += 1;
        if level < self.defined {
            return true;
        }
        let at = self.value;
        self.value += 1;
        match &self.values {
            Values::Bool(v) => v.get(at).is_none_or(|b| text::boolean(*b, out)),
            Values::Int32(v) => v.get(at).is_none_or(|n| form.integer(i64::from(*n), 32, out)),
            Values::Int64(v) => v.get(at).is_none_or(|n| form.integer(*n, 64, out)),
            Values::Int96(v) => v.get(at).is_none_or(|t| text::timestamp(t.to_nanos(), 1_000_000_000, out)),
            Values::Float(v) => v.get(at).is_none_or(|x| text::display(x, out)),
            Values::Double(v) => v.get(at).is_none_or(|x| text::display(x, out)),
            Values::Bytes(v) => v.get(at).is_none_or(|b| form.bytes(b.data(), out)),
            Values::Fixed(v) => v.get(at).is_none_or(|b| form.bytes(b.data(), out)),
        }
    }
}

/// Reads records until as many are there as wanted, or the column ends; how many there are.
fn read<T: DataType>(
    reader: &mut ::parquet::column::reader::ColumnReaderImpl<T>,
    want: usize,
    levels: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<usize, ParquetError> {
    let mut have = 0;
    while have < want {
        let (records, ..) = reader.read_records(want - have, Some(levels), None, values)?;
        if records == 0 {
            break;
        }
        have += records;
    }
    Ok(have)
}

/// The crate's errors, told as text.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    catch_panic::guarded(read)
}
