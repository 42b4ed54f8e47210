//! Small steps over the XML of workbooks, the same for XLSX and ODS.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart};
use zip::ZipArchive;

use super::Bytes;

/// The archive of a workbook.
pub(super) type Archive = ZipArchive<Cursor<Bytes>>;

pub(super) fn archive(bytes: &Bytes) -> Result<Archive, String> {
    ZipArchive::new(Cursor::new(bytes.clone())).map_err(|e| e.to_string())
}

/// A reader over XML, forgiving where writers are wrong and nothing is lost by it.
pub(super) fn reader<R: Read>(part: R) -> Reader<BufReader<R>> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, part));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    reader
}

/// The place of a part in the archive; writers differ in case, and some write `\` for `/`.
pub(super) fn place(archive: &Archive, part: &str) -> Option<usize> {
    let fold = |name: &str| name.replace('\\', "/").trim_start_matches('/').to_lowercase();
    let wanted = fold(part);
    (0..archive.len())
        .find(|i| archive.name_for_index(*i).and_then(Result::ok).is_some_and(|name| fold(&name) == wanted))
}

/// The text of an attribute, by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |v| v.into_owned()))
}

/// True for `1` and `true`.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true")
}

/// Appends what `&…;` stands for; an unknown one as it stands.
pub(super) fn push_reference(reference: &BytesRef<'_>, out: &mut String) {
    match reference.as_ref() {
        "amp" => out.push('&'),
        "lt" => out.push('<'),
        "gt" => out.push('>'),
        "quot" => out.push('"'),
        "apos" => out.push('\''),
        other => match reference.resolve_char_ref() {
            Ok(Some(c)) => out.push(c),
            _ => {
                out.push('&');
                out.push_str(other);
                out.push(';');
            }
        },
    }
}

/// The next event's error as text, with the place in the part.
pub(super) fn at<R: BufRead>(reader: &Reader<R>, error: &quick_xml::Error) -> String {
    format!("byte {}: {error}", reader.error_position())
}
