//! What each fuzz target does with its bytes: reads them as a ledger of one form, to the end, and checks what must hold
//! of any input. No answer is wrong here but a panic, an endless read, or an account that does not add up.
//!
//! `tests/fuzz_corpus.rs` runs the same functions over the stored corpus and a bounded number of mutations of it.

use std::io::{Cursor, Write};

use tamis::ledger::{Ledger, ReadOptions};
use tamis::model::RowBatch;

/// A target and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 10] = [
    ("delimited", delimited),
    ("jsonl", jsonl),
    ("json", json),
    ("markup", markup),
    ("packed", packed),
    ("xlsx", xlsx),
    ("ods", ods),
    ("binary", binary),
    ("parquet", parquet),
    ("roles", roles),
];

/// Small enough that a bomb is refused at once.
const LIMIT: u64 = 16 << 20;

/// Parts of an archive are split by this sign, which neither XML nor text holds.
const SPLIT: u8 = 0xFF;

/// The first byte chooses how the rest is read.
pub fn delimited(data: &[u8]) {
    let Some((choice, text)) = data.split_first() else { return };
    let encodings = [None, Some("gb18030"), Some("utf-16le"), Some("shift_jis")];
    let options = ReadOptions {
        encoding: encodings[usize::from(choice >> 1 & 3)].map(str::to_owned),
        delimiter: (choice & 8 != 0).then_some(b';'),
        no_header: choice & 1 != 0,
        header_row: (choice & 0x31 == 0x10).then_some(2),
        max_unpacked: Some(LIMIT),
        ..ReadOptions::default()
    };
    let small = read(text, &options, 64);
    assert!(small == read(text, &options, 1 << 20), "the size of a batch changes what is read");
}

/// JSON Lines: an object is put first, so that the form is taken.
pub fn jsonl(data: &[u8]) {
    let text = [b"{\"vendor\":{\"name\":\"Acme\"}}\n", data].concat();
    read(&text, &ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() }, 4096);
}

/// One JSON document.
pub fn json(data: &[u8]) {
    read(&[b"[", data].concat(), &ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() }, 4096);
}

/// An HTML page or an XML spreadsheet, unchanged.
pub fn markup(data: &[u8]) {
    read(data, &ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() }, 4096);
}

/// A text packed, cut off and damaged as the first bytes say.
pub fn packed(data: &[u8]) {
    let Some(([choice, at, bit], text)) = data.split_first_chunk() else { return };
    let mut bytes = if choice & 1 == 0 {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let _ = writer.write_all(text);
        writer.finish().unwrap_or_default()
    } else {
        zstd::encode_all(text, 1).unwrap_or_default()
    };
    if choice & 2 != 0 {
        bytes.extend_from_within(..);
    }
    let at = bytes.len() * usize::from(*at) / 256;
    if choice & 4 != 0 {
        bytes.truncate(at);
    } else if let Some(byte) = bytes.get_mut(at) {
        *byte ^= bit;
    }
    read(&bytes, &ReadOptions { max_unpacked: Some(1 << 20), ..ReadOptions::default() }, 4096);
}

/// The parts of an XLSX: sheet, shared strings, styles, workbook.
pub fn xlsx(data: &[u8]) {
    const ROOT: &[u8] =
        b"<Relationships><Relationship Type=\"x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
        </Relationships>";
    const RELATIONS: &[u8] =
        b"<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
        </Relationships>";
    const BOOK: &[u8] = b"<workbook><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>";
    let parts: Vec<&[u8]> = data.split(|b| *b == SPLIT).collect();
    let part = |i: usize| parts.get(i).copied().unwrap_or_default();
    let book = if part(3).is_empty() { BOOK } else { part(3) };
    let bytes = zip(&[
        ("[Content_Types].xml", b""),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", part(0)),
        ("xl/sharedStrings.xml", part(1)),
        ("xl/styles.xml", part(2)),
    ]);
    read(&bytes, &ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() }, 4096);
}

/// The content of an ODS.
pub fn ods(data: &[u8]) {
    let bytes = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", data),
    ]);
    read(&bytes, &ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() }, 4096);
}

/// An XLS unchanged, or the sheet, the shared strings and the styles of an XLSB.
pub fn binary(data: &[u8]) {
    let options = ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() };
    if data.starts_with(b"\xD0\xCF\x11\xE0") {
        read(data, &options, 4096);
        return;
    }
    // BrtBeginBook, BrtBeginBundleShs, BrtBundleSh (visible, sheet 1, relation "a", name "S") and their ends.
    const BOOK: &[u8] =
        b"\x83\x01\x00\x8F\x01\x00\x9C\x01\x14\0\0\0\0\x01\0\0\0\x01\0\0\0a\0\x01\0\0\0S\0\x90\x01\x00\x84\x01\x00";
    const RELATIONS: &[u8] = b"<r><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.bin\"/></r>";
    // Two bytes of length before each of the first parts.
    let mut rest = data;
    let mut next = || {
        let (length, after) = rest.split_first_chunk().unwrap_or((&[0, 0], &[]));
        let (part, after) = after.split_at(usize::from(u16::from_le_bytes(*length)).min(after.len()));
        rest = after;
        part
    };
    let (sheet, strings, styles) = (next(), next(), next());
    let bytes = zip(&[
        ("[Content_Types].xml", b""),
        ("xl/workbook.bin", BOOK),
        ("xl/_rels/workbook.bin.rels", RELATIONS),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/sharedStrings.bin", strings),
        ("xl/styles.bin", styles),
    ]);
    read(&bytes, &options, 4096);
}

/// A Parquet file, unchanged.
pub fn parquet(data: &[u8]) {
    read(data, &ReadOptions { max_unpacked: Some(LIMIT), ..ReadOptions::default() }, 4096);
}

/// The guesser of roles: a table of tabs and lines.
pub fn roles(data: &[u8]) {
    let text = format!("Vendor Name\t{}", String::from_utf8_lossy(data));
    let options = ReadOptions { delimiter: Some(b'\t'), encoding: Some("utf-8".to_owned()), ..ReadOptions::default() };
    read(text.as_bytes(), &options, 4096);
}

/// Parts stored, not packed: what a fuzzer changes arrives as it is.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        if zip.start_file(*name, stored).is_ok() {
            let _ = zip.write_all(bytes);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Reads to the end; the rows as texts.
fn read(bytes: &[u8], options: &ReadOptions, target: usize) -> Vec<String> {
    let Ok(ledgers) = Ledger::from_reader("fuzz", Cursor::new(bytes.to_vec()), options) else { return Vec::new() };
    let mut all = Vec::new();
    for mut ledger in ledgers {
        let (mut batch, mut problems, mut last, mut rows) = (RowBatch::default(), Vec::new(), 0, 0u64);
        while ledger.next_batch(&mut batch, target, &mut problems).is_ok_and(|more| more) {
            for row in batch.iter() {
                if let Some(row) = row.row {
                    assert!(row > last, "row {row} after row {last}");
                    last = row;
                    rows += 1;
                }
                all.push(row.cells().collect::<Vec<_>>().join("\u{1F}"));
            }
        }
        for (columns, guesses) in ledger.tables() {
            assert_eq!(columns.headers.len(), columns.roles.len());
            assert_eq!(guesses.len(), columns.headers.len());
            assert!(guesses.iter().all(|g| g.confidence <= 100 && g.samples.len() <= 3));
            let mut headers = columns.headers.clone();
            headers.sort_unstable();
            headers.dedup();
            assert_eq!(headers.len(), columns.headers.len(), "headers are unique");
        }
        // Rows are numbered without gaps but for those that are counted as unreadable.
        assert!(
            last <= rows + ledger.rows_unreadable(),
            "{last} rows, of which {rows} came and {} were lost",
            ledger.rows_unreadable()
        );
        assert!(ledger.rows_unreadable() == 0 || !problems.is_empty(), "a row is lost and nothing says so");
    }
    all
}
