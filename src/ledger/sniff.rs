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
    /// XML Spreadsheet 2003.
    XmlSpreadsheet,
    /// A page with a table.
    Html,
}

/// What a file is that is not read here, and what to do.
type Refusal = (&'static str, &'static str);

const TO_CSV: &str = "export the ledger as CSV or XLSX";
const OCR: &str = "export the ledger as CSV or XLSX; a scan has to be read by OCR first";
const TO_LINES: &str = "export it as Parquet, CSV or JSON Lines";

/// Forms that are not read here, by their first bytes.
const REFUSED: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "this is a PDF document, whatever its name says", TO_CSV),
    (b"Obj\x01", "this is an Avro file", TO_LINES),
    (b"ARROW1", "this is an Arrow (Feather) file", TO_LINES),
    (b"SQLite format 3\0", "this is an SQLite database", "export the table as CSV (sqlite3 -header -csv)"),
    (b"BZh", "this is a bzip2 archive", "unpack it (bunzip2), or pack it with gzip or zstd"),
    (b"\xFD7zXZ\0", "this is an xz archive", "unpack it (unxz), or pack it with gzip or zstd"),
    (b"7z\xBC\xAF\x27\x1C", "this is a 7-Zip archive", "unpack it and screen the ledgers in it"),
    (b"Rar!", "this is a RAR archive", "unpack it and screen the ledgers in it"),
    (b"\x89PNG", "this is a picture (PNG)", OCR),
    (b"\xFF\xD8\xFF", "this is a picture (JPEG)", OCR),
    (b"\x7FELF", "this is a program", "name a ledger"),
    (b"MZ\x90", "this is a program", "name a ledger"),
    (b"{\\rtf", "this is a word-processor document (RTF)", TO_CSV),
    (b"\xFF\xFE\0\0", "this text is in UTF-32", "save it as UTF-8"),
    (b"\0\0\xFE\xFF", "this text is in UTF-32", "save it as UTF-8"),
];

/// The form, or an error that names what the file is and what to do.
pub(super) fn form(file: &str, head: &[u8]) -> Result<Form, LedgerError> {
    if head.is_empty() {
        let remedy = "export the ledger again, or leave this file out";
        return Err(LedgerError::new(file, LedgerErrorKind::Empty, "the file is empty (0 bytes)", remedy));
    }
    classify(head).map_err(|(what, remedy)| LedgerError::new(file, LedgerErrorKind::Form, what, remedy))
}

fn classify(head: &[u8]) -> Result<Form, Refusal> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"\x1F\x8B") {
        return Ok(Form::Gzip);
    }
    if starts(b"\x28\xB5\x2F\xFD") {
        return Ok(Form::Zstd);
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return classify_zip(head);
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
        return Err(("this Parquet file is encrypted", "write it without encryption, or export it as CSV"));
    }
    match REFUSED.iter().find(|(magic, ..)| starts(magic)) {
        Some((_, what, remedy)) => Err((what, remedy)),
        None => classify_text(head),
    }
}

fn classify_zip(head: &[u8]) -> Result<Form, Refusal> {
    let holds = |name: &str| head.windows(name.len()).any(|w| w == name.as_bytes());
    // Bit 0 of the flags of the first part: packed with a password.
    if head.get(6).is_some_and(|flags| flags & 1 == 1) {
        let remedy = "unpack it with its password and screen the ledgers in it";
        return Err(("this archive is protected with a password", remedy));
    }
    if holds("opendocument.spreadsheet") {
        return Ok(Form::OpenDocument);
    }
    if holds("Index/Document.iwa") || holds("Index/CalculationEngine") {
        return Err(("this is an Apple Numbers document", "export it as XLSX or CSV (File, Export To)"));
    }
    if ["word/", "ppt/", "opendocument.text", "opendocument.presentation"].into_iter().any(holds) {
        return Err(("this is a word-processor or presentation document, not a ledger", TO_CSV));
    }
    if holds("xl/") || holds("[Content_Types].xml") {
        return Ok(Form::Workbook);
    }
    Err(("this is a ZIP archive", "unpack it and screen the ledgers in it"))
}

fn classify_text(head: &[u8]) -> Result<Form, Refusal> {
    let encoding = match encoding::bom(head) {
        Some((encoding, _)) => Some(encoding.name()),
        None => encoding::guess(head, false).map(|g| g.encoding.name()).filter(|name| name.starts_with("UTF-16")),
    };
    if encoding.is_none() {
        // Text has tabs, line ends, form feeds, Ctrl-Z and escapes; one NUL in ten bytes, or one other control
        // character in twenty, is no text.
        let nuls = head.iter().filter(|b| **b == 0).count();
        let controls = head.iter().filter(|b| matches!(**b, 1..=8 | 14..=25 | 28..=31 | 127)).count();
        if nuls * 10 > head.len() || controls * 20 > head.len() {
            return Err(("unrecognised binary file", "export the ledger as CSV, JSON Lines or XLSX"));
        }
    }
    let holds_tag = |tag: &str| {
        let wanted = tag.as_bytes();
        let plain: Vec<u8> = head.iter().filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
        memchr::memmem::find(&plain, wanted).is_some()
    };
    let plain: String = if encoding.is_some_and(|name| name != "UTF-8") {
        // Every second byte is enough to see a tag.
        head.iter().take(2048).filter(|b| b.is_ascii() && **b != 0).map(|b| *b as char).collect()
    } else {
        String::from_utf8_lossy(head.get(..1024).unwrap_or(head)).into_owned()
    };
    let start = plain.trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    if let Some(form) = classify_markup(&start, holds_tag) {
        return form;
    }
    Ok(if is_json(&start) { Form::JsonLines } else { Form::Text })
}

/// Tags that a page, or a part of one, begins with.
const HTML: [&str; 25] = [
    "!doctype html",
    "html",
    "head",
    "body",
    "meta",
    "title",
    "style",
    "script",
    "link",
    "base",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "div",
    "span",
    "p",
    "br",
    "center",
    "font",
    "form",
    "h1",
    "h2",
    "h3",
];

/// HTML or XML, by the first tag; `holds` looks for a tag in all of the beginning.
fn classify_markup(start: &str, holds: impl Fn(&str) -> bool) -> Option<Result<Form, Refusal>> {
    let mut rest = start;
    // A declaration, instructions and comments come before the first tag.
    let first = loop {
        let inner = rest.strip_prefix('<')?;
        let end = match inner {
            i if i.starts_with('?') => "?>",
            i if i.starts_with("!--") => "-->",
            _ => break inner,
        };
        match inner.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            // A long comment.
            None => break if holds("<table") { "html" } else { inner },
        }
    };
    let is = |tag: &str| {
        let after = first.strip_prefix(tag).map(|rest| rest.chars().next());
        after.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric() && c != ':'))
    };
    let is_spreadsheet = holds("urn:schemas-microsoft-com:office:spreadsheet");
    if first.split(['>', ' ', '\n', '\r', '\t']).next().is_some_and(|tag| tag.rsplit(':').next() == Some("workbook"))
        && is_spreadsheet
    {
        return Some(Ok(Form::XmlSpreadsheet));
    }
    if HTML.iter().any(|tag| is(tag)) {
        return Some(Ok(Form::Html));
    }
    (start.starts_with("<?xml") || is("workbook"))
        .then_some(Err(("this is an XML file of no known form", "open it in a spreadsheet and save it as CSV or XLSX")))
}

/// `{"key":`, the same after `[`, `[["` or another value, or `["text",`, at the start of the file.
fn is_json(start: &str) -> bool {
    let bare: String = start.chars().filter(|c| !c.is_whitespace()).take(3).collect();
    if bare
        .strip_prefix("[[")
        .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit() || "\"-ntfN".contains(c)))
    {
        return true;
    }
    if bare.starts_with("[\"") {
        let inside = start.split_once('"').and_then(|(_, inside)| inside.split_once('"'));
        return inside.is_some_and(|(_, after)| after.trim_start().starts_with([',', ']']));
    }
    let start = start.trim_start_matches(|c: char| c == '[' || c.is_whitespace());
    let Some(rest) = start.strip_prefix('{').map(str::trim_start) else { return false };
    let after_key = rest.strip_prefix('"').and_then(|r| r.split_once('"')).map(|(_, after)| after.trim_start());
    rest.starts_with('}') || after_key.is_some_and(|after| after.starts_with(':'))
}
