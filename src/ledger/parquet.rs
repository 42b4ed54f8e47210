//! Parquet, through the crate's Arrow reader: batches of columns, handed on as rows.
//!
//! Structs are flattened with dotted names, as in JSON Lines. A list or map has no single value in a row: a file with
//! one is refused, and the column named. The crate has panicked on damaged files, so calls of it are guarded. Only the
//! footer and one batch are held in memory.
//!
//! | type | text |
//! |---|---|
//! | text, enum, JSON, binary | as stored; what is not UTF-8 is decoded cell by cell and reported |
//! | whole numbers of any size | all digits |
//! | decimals | all digits of their scale: `12.50` |
//! | floating-point numbers | shortest digits that give the same number, no exponent: `0.1`, `1500` |
//! | dates | `2020-07-31` |
//! | timestamps | `2020-07-31 09:30:00.25`, in UTC where the column has a zone; no time of day at midnight |
//! | times | `09:30:00` |
//! | booleans | `TRUE`, `FALSE` |
//! | UUIDs | `00112233-4455-6677-8899-aabbccddeeff` |
//! | null | empty |

use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use ::parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use ::parquet::arrow::parquet_to_arrow_schema;
use ::parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use ::parquet::file::reader::ChunkReader;
use ::parquet::schema::types::{SchemaDescriptor, Type, TypePtr};
use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrayRef, BinaryViewArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, TimeUnit};
use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};

use super::ReadOptions;
use super::catch_panic::guarded;
use super::cell_encoding;
use super::encoding;
use super::error::{LedgerError, LedgerErrorKind};
use super::packed;
use super::rows::{Next, Note, Opened, Record, Rows, Top};
use super::source::Source;
use super::typed::Typed;

/// Rows that decide about the columns' roles.
const SAMPLED: usize = 500;

/// Rows of a batch: enough that a call costs nothing, few enough that the values of a hundred columns take a few
/// megabytes, and that a damaged page takes few rows before it along.
const BATCH: usize = 2048;

/// Bytes that the values of fixed length of one batch may take: a damaged schema claims 2 GB for each.
const FIXED: usize = 64 << 20;

/// A file from standard input is held in memory, since the footer at its end comes first; a larger one is refused.
const HELD_CAP: u64 = 1 << 30;

/// Text of one row, at most, as for other forms.
const ROW_CAP: usize = 16 * 1024 * 1024;

/// Opens a Parquet file and looks at its first rows.
pub(super) fn open(source: Source, options: &ReadOptions) -> Result<Opened, LedgerError> {
    let Source { name, size, path, mut bytes, .. } = source;
    let io = |e| LedgerError::io(&name, e);
    match path {
        Some(path) => {
            let file = File::open(path).map_err(io)?;
            let budget = packed::budget(options.max_unpacked, size.unwrap_or(0));
            start(&name, file, bytes, budget)
        }
        None => {
            let mut held = Vec::new();
            bytes.by_ref().take(HELD_CAP + 1).read_to_end(&mut held).map_err(io)?;
            if held.len() as u64 > HELD_CAP {
                let what = format!(
                    "a Parquet file of more than {HELD_CAP} bytes cannot be read from standard input, since its end \
                     comes first"
                );
                return Err(LedgerError::new(&name, LedgerErrorKind::Limit, what, "save it, and name the file"));
            }
            let budget = packed::budget(options.max_unpacked, held.len() as u64);
            start(&name, Bytes::from(held), bytes, budget)
        }
    }
}

fn start<R: ChunkReader + 'static>(
    name: &str,
    input: R,
    rest: Box<dyn Read + Send>,
    budget: u64,
) -> Result<Opened, LedgerError> {
    let damaged = |e: String| {
        if let Some(packing) = e.split("Disabled feature at compile time: ").nth(1) {
            let what = format!("this Parquet file is packed with {packing}, which is not read here");
            return LedgerError::new(name, LedgerErrorKind::Form, what, "write it with snappy, zstd, gzip or lz4");
        }
        let what = format!("this Parquet file is damaged or was cut off ({e})");
        LedgerError::new(name, LedgerErrorKind::Form, what, "copy or write it again; its last bytes must be PAR1")
    };
    let size = input.len();
    let footer = guarded(|| ParquetMetaDataReader::new().parse_and_finish(&input)).map_err(damaged)?;
    let schema = footer.file_metadata().schema_descr();
    let headers = headers(name, schema)?;
    let uuids = schema.columns().iter().map(|c| c.logical_type_ref() == Some(&LogicalType::Uuid)).collect();
    let batches = guarded(|| reader(input, &footer)).map_err(damaged)?;
    let claimed = footer.row_groups().iter().map(|g| g.num_rows().unsigned_abs()).fold(0, u64::saturating_add);
    let mut rows = ParquetRows {
        batches,
        uuids,
        columns: Vec::new(),
        types: Vec::new(),
        encodings: Vec::new(),
        held: 0,
        at: 0,
        row: 0,
        read: 0,
        claimed,
        text: String::new(),
        spans: Vec::new(),
        budget,
        limit: budget,
        rest,
        size,
        passed: 0,
        ended: false,
    };
    rows.next_batch().map_err(damaged)?;
    let mut sample = Vec::new();
    for at in 0..rows.held.min(SAMPLED) {
        rows.put(at, &mut Vec::new());
        sample.push(rows.spans.iter().map(|(s, e)| rows.text.get(*s..*e).unwrap_or_default().to_owned()).collect());
    }
    let top = Top { headers, named: true, line: 1, sample, ..Top::default() };
    Ok(Opened { top, later: Vec::new(), rows: Box::new(rows), delimiter: None })
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

/// The Arrow reader, with all texts as views of bytes: no value is copied before its row is, so that a few bytes that
/// repeat a long value stay a few bytes.
fn reader<R: ChunkReader + 'static>(
    input: R,
    footer: &ParquetMetaData,
) -> Result<ParquetRecordBatchReader, ParquetError> {
    let schema = footer.file_metadata().schema_descr();
    let fixed = schema.columns().iter().filter(|c| c.physical_type() == PhysicalType::FIXED_LEN_BYTE_ARRAY);
    let width = fixed.map(|c| usize::try_from(c.type_length()).unwrap_or(0)).fold(1, usize::saturating_add);
    let schema = Arc::new(SchemaDescriptor::new(texts_as_bytes(schema.root_schema())?));
    let arrow = Schema::new(bytes_as_views(parquet_to_arrow_schema(&schema, None)?.fields()));
    let options = ArrowReaderOptions::new().with_parquet_schema(schema).with_schema(Arc::new(arrow));
    ParquetRecordBatchReaderBuilder::try_new_with_options(input, options)?
        .with_batch_size((FIXED / width).clamp(1, BATCH))
        .build()
}

/// A schema whose texts are bytes: the crate refuses a whole batch for one text that is not UTF-8.
fn texts_as_bytes(part: &Type) -> Result<TypePtr, ParquetError> {
    let info = part.get_basic_info();
    if part.is_group() {
        let fields = part.get_fields().iter().map(|f| texts_as_bytes(f)).collect::<Result<_, _>>()?;
        let group = Type::group_type_builder(info.name()).with_fields(fields);
        let group = if info.has_repetition() { group.with_repetition(info.repetition()) } else { group };
        return group.build().map(Arc::new);
    }
    let is_text = match info.logical_type_ref() {
        Some(logical) => matches!(logical, LogicalType::String | LogicalType::Json),
        None => matches!(info.converted_type(), ConvertedType::UTF8 | ConvertedType::JSON),
    };
    if !is_text {
        return Ok(Arc::new(part.clone()));
    }
    let bytes = Type::primitive_type_builder(info.name(), part.get_physical_type());
    bytes.with_repetition(info.repetition()).build().map(Arc::new)
}

fn bytes_as_views(fields: &Fields) -> Fields {
    let view = |field: &FieldRef| -> Field {
        let own = field.as_ref().clone();
        match field.data_type() {
            DataType::Binary => own.with_data_type(DataType::BinaryView),
            DataType::Struct(inner) => own.with_data_type(DataType::Struct(bytes_as_views(inner))),
            _ => own,
        }
    };
    fields.iter().map(view).collect()
}

/// The values of a column as text, or as bytes that may not be UTF-8.
fn column(values: &ArrayRef, uuid: bool) -> Result<BinaryViewArray, ArrowError> {
    Ok(match values.data_type() {
        DataType::BinaryView => values.as_binary_view().clone(),
        DataType::FixedSizeBinary(16) if uuid => {
            values.as_fixed_size_binary().iter().map(|v| v.map(hyphenated)).collect()
        }
        DataType::FixedSizeBinary(_) => values.as_fixed_size_binary().iter().collect(),
        DataType::Boolean => values.as_boolean().iter().map(|v| v.map(|b| if b { "TRUE" } else { "FALSE" })).collect(),
        DataType::Null => (0..values.len()).map(|_| None::<&str>).collect(),
        DataType::Int8 => numbers::<Int8Type>(values),
        DataType::Int16 => numbers::<Int16Type>(values),
        DataType::Int32 => numbers::<Int32Type>(values),
        DataType::Int64 => numbers::<Int64Type>(values),
        DataType::UInt8 => numbers::<UInt8Type>(values),
        DataType::UInt16 => numbers::<UInt16Type>(values),
        DataType::UInt32 => numbers::<UInt32Type>(values),
        DataType::UInt64 => numbers::<UInt64Type>(values),
        DataType::Float16 => numbers::<Float16Type>(values),
        DataType::Float32 => numbers::<Float32Type>(values),
        DataType::Float64 => numbers::<Float64Type>(values),
        DataType::Decimal128(..) => decimals::<Decimal128Type>(values),
        DataType::Decimal256(..) => decimals::<Decimal256Type>(values),
        DataType::Date32 => times::<Date32Type>(values),
        DataType::Time32(_) => times::<Time32MillisecondType>(values),
        DataType::Time64(TimeUnit::Microsecond) => times::<Time64MicrosecondType>(values),
        DataType::Time64(_) => times::<Time64NanosecondType>(values),
        DataType::Timestamp(TimeUnit::Millisecond, _) => times::<TimestampMillisecondType>(values),
        DataType::Timestamp(TimeUnit::Microsecond, _) => times::<TimestampMicrosecondType>(values),
        DataType::Timestamp(..) => times::<TimestampNanosecondType>(values),
        other => return Err(ArrowError::NotYetImplemented(format!("a column of type {other}"))),
    })
}

/// What a column's values are stored as.
fn typed(data: &DataType) -> Option<Typed> {
    match data {
        DataType::Boolean => Some(Typed::Boolean),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Some(Typed::Float),
        DataType::Date32 | DataType::Timestamp(..) => Some(Typed::Date),
        data if data.is_numeric() => Some(Typed::Number),
        _ => None,
    }
}

fn numbers<T: ArrowPrimitiveType<Native: Display>>(values: &ArrayRef) -> BinaryViewArray {
    values.as_primitive::<T>().iter().map(|v| v.map(|v| v.to_string())).collect()
}

fn decimals<T: DecimalType>(values: &ArrayRef) -> BinaryViewArray {
    let values = values.as_primitive::<T>();
    (0..values.len()).map(|row| values.is_valid(row).then(|| values.value_as_string(row))).collect()
}

/// Dates, times and timestamps; what no calendar holds, as its number.
fn times<T: ArrowTemporalType<Native: Display>>(values: &ArrayRef) -> BinaryViewArray
where
    i64: From<T::Native>,
{
    let values = values.as_primitive::<T>();
    let text = |row| match T::DATA_TYPE {
        DataType::Time32(_) | DataType::Time64(_) => values.value_as_time(row).map(|t| t.to_string()),
        _ => values.value_as_datetime(row).map(|t| t.to_string()),
    };
    let text = |row| text(row).map_or_else(|| values.value(row).to_string(), |t| short_time(&t).to_owned());
    (0..values.len()).map(|row| values.is_valid(row).then(|| text(row))).collect()
}

/// A time without the zeros at its end, a timestamp at midnight without its time, as in spreadsheets.
fn short_time(text: &str) -> &str {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    text.strip_suffix(" 00:00:00").unwrap_or(text)
}

fn hyphenated(uuid: &[u8]) -> String {
    let mut out = String::with_capacity(36);
    for (at, byte) in uuid.iter().enumerate() {
        let hyphen = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{hyphen}{byte:02x}");
    }
    out
}

/// The rows of a Parquet file.
struct ParquetRows {
    batches: ParquetRecordBatchReader,
    /// For each column, whether it holds UUIDs.
    uuids: Vec<bool>,
    columns: Vec<BinaryViewArray>,
    /// What the values of each column are stored as; none for texts.
    types: Vec<Option<Typed>>,
    /// For each column of the batch, the encoding of most texts that are not UTF-8.
    encodings: Vec<Option<&'static Encoding>>,
    /// Rows of the current batch, and the next of them.
    held: usize,
    at: usize,
    /// Rows handed on, read, and claimed by the footer.
    row: u64,
    read: u64,
    claimed: u64,
    text: String,
    spans: Vec<(usize, usize)>,
    /// Bytes of text that may still come.
    budget: u64,
    limit: u64,
    /// The same file once more, read along for its digest and the progress.
    rest: Box<dyn Read + Send>,
    size: u64,
    passed: u64,
    ended: bool,
}

impl ParquetRows {
    /// Reads the next batch; false at the end of the file.
    fn next_batch(&mut self) -> Result<bool, String> {
        let (batches, uuids) = (&mut self.batches, &self.uuids);
        let next = guarded(|| -> Result<_, ArrowError> {
            let Some(batch) = batches.next() else { return Ok(None) };
            let batch = batch?.normalize(".", None)?;
            let columns = batch.columns().iter().zip(uuids).map(|(values, uuid)| column(values, *uuid));
            let types = batch.columns().iter().map(|values| typed(values.data_type())).collect();
            Ok(Some((batch.num_rows(), columns.collect::<Result<Vec<_>, _>>()?, types)))
        })?;
        (self.held, self.columns, self.types) = next.unwrap_or_default();
        self.encodings = self.columns.iter().map(|c| cell_encoding::usual(c.iter().flatten())).collect();
        self.at = 0;
        self.read += self.held as u64;
        if self.held == 0 && self.read < self.claimed {
            return Err(format!("it has {} rows and its footer claims {}", self.read, self.claimed));
        }
        // The digest and the progress follow the rows; a reader ends with an empty read.
        let part = u128::from(self.size) * u128::from(self.read) / u128::from(self.claimed.max(1));
        let end = if self.held == 0 { u64::MAX } else { u64::try_from(part).unwrap_or(self.size) };
        let more = end.saturating_sub(self.passed);
        let copied = io::copy(&mut self.rest.by_ref().take(more), &mut io::sink());
        self.passed += copied.map_err(|e| e.to_string())?;
        Ok(self.held > 0)
    }

    /// Puts a row of the batch into `text` and `spans`; notes cells that are not UTF-8.
    fn put(&mut self, row: usize, notes: &mut Vec<Note>) {
        self.text.clear();
        self.spans.clear();
        for (place, column) in self.columns.iter().enumerate() {
            if self.text.len() > ROW_CAP {
                break;
            }
            let start = self.text.len();
            if column.is_valid(row) {
                let usual = self.encodings.get(place).copied().flatten();
                let (text, encoding) = cell_encoding::decoded(column.value(row), usual);
                self.text.push_str(&text);
                let (kind, done) = match encoding {
                    None => ("", String::new()),
                    Some(encoding) if encoding == UTF_8 => {
                        ("undecodable_bytes", "bytes that are no UTF-8; screened with U+FFFD in their place".to_owned())
                    }
                    Some(encoding) => {
                        ("mixed_encoding", format!("not UTF-8; read as {} by itself", encoding::name(encoding)))
                    }
                };
                if !kind.is_empty() {
                    notes.push(Note::row(kind, self.row + 1, done).in_column(Some(place)));
                }
            }
            self.spans.push((start, self.text.len()));
        }
    }

    fn broken_off(&mut self, why: &str, notes: &mut Vec<Note>) -> Next<'static> {
        self.ended = true;
        self.columns.clear();
        let what = format!("reading stopped here ({why}); what follows was not screened");
        notes.push(Note::row("broken_off", self.row + 1, what));
        Next::Lost
    }
}

impl Rows for ParquetRows {
    fn next(&mut self, notes: &mut Vec<Note>) -> Result<Next<'_>, LedgerError> {
        if self.ended {
            return Ok(Next::End);
        }
        if self.at == self.held {
            match self.next_batch() {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    return Ok(Next::End);
                }
                Err(error) => return Ok(self.broken_off(&error, notes)),
            }
        }
        self.put(self.at, notes);
        self.at += 1;
        let size = (self.text.len() + self.spans.len()) as u64;
        let Some(left) = self.budget.checked_sub(size) else {
            let limit = self.limit;
            let why = format!("its rows unpack to more than {limit} bytes; --max-unpacked BYTES raises the limit");
            return Ok(self.broken_off(&why, notes));
        };
        self.budget = left;
        self.row += 1;
        if self.text.len() > ROW_CAP {
            notes.push(Note::row("long_row", self.row, "more than 16 MiB of text in one row; it was NOT screened"));
            return Ok(Next::Lost);
        }
        Ok(Next::Row(Record { text: &self.text, spans: &self.spans, line: self.row }))
    }

    fn typed(&self, column: usize) -> Option<Typed> {
        self.types.get(column).copied().flatten()
    }

    fn encoding(&self) -> (&str, &str) {
        ("Parquet", "texts of Parquet are UTF-8; others are decoded cell by cell")
    }
}
