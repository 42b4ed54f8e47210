//! What the bytes are, whatever the file is called.

use super::encoding;
use super::error::{LedgerError, LedgerErrorKind};

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Delimited text.
    Text,
    /// One JSON object a line.
    JsonLines,
    /// Compressed with gzip.
    Gzip,
    /// Compressed with zstd.
    Zstd,
    /// XLSX, XLSM or XLSB.
    Workbook,
    /// XLS.
    OldWorkbook,
    /// ODS.
    OpenDocument,
    /// Parquet.
    Parquet,
}

/// Tells the form, or names what it is and what to do.
pub(super) fn form(file: &str, head: &[u8]) -> Result<Form, LedgerError> {
    let refuse = |what: &str, remedy: &str| Err(LedgerError::new(file, LedgerErrorKind::Form, what, remedy));
    if head.is_empty() {
        return Err(LedgerError::new(
            file,
            LedgerErrorKind::Empty,
            "the file is empty (0 bytes)",
            "export the ledger again, or leave this file out",
        ));
    }
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"\x1F\x8B") {
        return Ok(Form::Gzip);
    }
    if starts(b"\x28\xB5\x2F\xFD") {
        return Ok(Form::Zstd);
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return zip(file, head);
    }
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Form::OldWorkbook);
    }
    // A text can begin with these letters as well ("PARENT;…").
    let binary = head.iter().take(64).any(|b| *b < 9);
    if starts(b"PAR1") && binary {
        return Ok(Form::Parquet);
    }
    if starts(b"PARE") && binary {
        return refuse("this Parquet file is encrypted", "write it without encryption, or export it as CSV");
    }
    const FOREIGN: &[(&[u8], &str, &str)] = &[
        (b"%PDF", "this is a PDF document, whatever its name says", "export the ledger as CSV or XLSX"),
        (b"Obj\x01", "this is an Avro file", "export it as Parquet, CSV or JSON Lines"),
        (b"ARROW1", "this is an Arrow (Feather) file", "export it as Parquet, CSV or JSON Lines"),
        (b"SQLite format 3\0", "this is an SQLite database", "export the table as CSV (sqlite3 -header -csv)"),
        (b"BZh", "this is a bzip2 archive", "unpack it (bunzip2), or pack it with gzip or zstd"),
        (b"\xFD7zXZ\0", "this is an xz archive", "unpack it (unxz), or pack it with gzip or zstd"),
        (b"7z\xBC\xAF\x27\x1C", "this is a 7-Zip archive", "unpack it and screen the ledgers in it"),
        (b"Rar!", "this is a RAR archive", "unpack it and screen the ledgers in it"),
        (b"\x89PNG", "this is a picture (PNG)", "export the ledger as CSV or XLSX; a scan has to be read by OCR first"),
        (
            b"\xFF\xD8\xFF",
            "this is a picture (JPEG)",
            "export the ledger as CSV or XLSX; a scan has to be read by OCR first",
        ),
        (b"\x7FELF", "this is a program", "name a ledger"),
        (b"MZ\x90", "this is a program", "name a ledger"),
        (b"{\\rtf", "this is a word-processor document (RTF)", "export the ledger as CSV or XLSX"),
        (b"\xFF\xFE\0\0", "this text is in UTF-32", "save it as UTF-8"),
        (b"\0\0\xFE\xFF", "this text is in UTF-32", "save it as UTF-8"),
    ];
    if let Some((_, what, remedy)) = FOREIGN.iter().find(|(magic, ..)| starts(magic)) {
        return refuse(what, remedy);
    }
    text(file, head)
}

fn zip(file: &str, head: &[u8]) -> Result<Form, LedgerError> {
    let refuse = |what: &str, remedy: &str| Err(LedgerError::new(file, LedgerErrorKind::Form, what, remedy));
    let holds = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    // Bit 0 of the flags of the first part: packed with a password.
    if head.get(6).is_some_and(|flags| flags & 1 == 1) {
        return refuse(
            "this archive is protected with a password",
            "unpack it with its password and screen the ledgers in it",
        );
    }
    if holds(b"opendocument.spreadsheet") {
        return Ok(Form::OpenDocument);
    }
    if holds(b"Index/Document.iwa") || holds(b"Index/CalculationEngine") {
        return refuse("this is an Apple Numbers document", "export it as XLSX or CSV (File, Export To)");
    }
    if holds(b"word/") || holds(b"ppt/") || holds(b"opendocument.text") || holds(b"opendocument.presentation") {
        return refuse(
            "this is a word-processor or presentation document, not a ledger",
            "export the ledger as CSV or XLSX",
        );
    }
    if holds(b"xl/") || holds(b"[Content_Types].xml") {
        return Ok(Form::Workbook);
    }
    refuse("this is a ZIP archive", "unpack it and screen the ledgers in it")
}

fn text(file: &str, head: &[u8]) -> Result<Form, LedgerError> {
    let refuse = |what: &str, remedy: &str| Err(LedgerError::new(file, LedgerErrorKind::Form, what, remedy));
    let bom = encoding::bom(head);
    let wide = bom.is_none() && encoding::guess(head, false).is_some_and(|g| g.encoding.name().starts_with("UTF-16"));
    if bom.is_none() && !wide {
        // Text has tabs, line ends, form feeds, Ctrl-Z and escapes; one NUL in ten bytes, or one other control
        // character in twenty, is no text.
        let nuls = head.iter().filter(|b| **b == 0).count();
        let controls = head.iter().filter(|b| matches!(**b, 1..=8 | 14..=25 | 28..=31 | 127)).count();
        if nuls * 10 > head.len() || controls * 20 > head.len() {
            return refuse("these are binary data of no known form", "export the ledger as CSV, JSON Lines or XLSX");
        }
    }
    let plain: String = if wide || bom.is_some_and(|(e, _)| e.name() != "UTF-8") {
        // Every second byte is enough to see a tag.
        head.iter().take(2048).filter(|b| b.is_ascii() && **b != 0).map(|b| *b as char).collect()
    } else {
        String::from_utf8_lossy(head.get(..head.len().min(1024)).unwrap_or(head)).into_owned()
    };
    let start = plain.trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    if ["<!doctype html", "<html", "<table", "<head", "<body", "<div", "<meta", "<script"]
        .iter()
        .any(|t| start.starts_with(t))
    {
        return refuse(
            "this is an HTML page, whatever its name says (a log-in page, or a table saved as a page)",
            "open it in a spreadsheet and save it as CSV or XLSX",
        );
    }
    if start.starts_with("<?xml") || start.starts_with("<workbook") {
        return refuse("this is an XML file", "open it in a spreadsheet and save it as CSV or XLSX");
    }
    if is_json_object(&start) {
        return Ok(Form::JsonLines);
    }
    if start.starts_with("[{")
        || (start.starts_with('[') && start.trim_start_matches('[').trim_start().starts_with('{'))
    {
        return refuse("this is one JSON array", "write one object a line (JSON Lines), for example with jq -c '.[]'");
    }
    Ok(Form::Text)
}

/// `{"key":` at the start of the file.
fn is_json_object(start: &str) -> bool {
    let Some(rest) = start.strip_prefix('{') else { return false };
    let rest = rest.trim_start();
    rest.starts_with('}')
        || rest.strip_prefix('"').is_some_and(|r| {
            r.find('"').is_some_and(|q| r.get(q + 1..).is_some_and(|t| t.trim_start().starts_with(':')))
        })
}
