//! Writers of the forms, each small and to the letter of the form; what foreign programs write lies in `data/`.

use std::io::{Cursor, Write};

use encoding_rs::Encoding;

use crate::ledger::Row;

/// How a delimited text is written.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    pub delimiter: char,
    pub end: &'static str,
}

/// Comma and line feed.
pub const PLAIN: Dialect = Dialect { delimiter: ',', end: "\n" };

/// A delimited text, header first, quoted where needed.
pub fn delimited(header: &[&str], rows: &[Row], dialect: Dialect) -> String {
    let mut out = String::new();
    let cells = |cells: &mut dyn Iterator<Item = &str>, out: &mut String| {
        for (i, cell) in cells.enumerate() {
            if i > 0 {
                out.push(dialect.delimiter);
            }
            if cell.contains(['"', '\n', '\r', dialect.delimiter]) {
                out.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
            } else {
                out.push_str(cell);
            }
        }
        out.push_str(dialect.end);
    };
    cells(&mut header.iter().copied(), &mut out);
    for row in rows {
        cells(&mut row.iter().map(String::as_str), &mut out);
    }
    out
}

/// The text in an encoding that has all of its letters.
pub fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{} lacks a letter of the text", encoding.name());
    bytes.into_owned()
}

/// True where the encoding has all letters of the row.
pub fn fits(row: &Row, encoding: &'static Encoding) -> bool {
    row.iter().all(|cell| !encoding.encode(cell).2)
}

/// UTF-16.
pub fn wide(text: &str, bom: bool, big: bool) -> Vec<u8> {
    let mark = if bom { "\u{FEFF}" } else { "" };
    let units = mark.encode_utf16().chain(text.encode_utf16());
    units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

/// One gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// One zstd frame.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// JSON Lines, one key a column.
pub fn json_lines(header: &[&str], rows: &[Row]) -> String {
    let line = |row: &Row| {
        let object: serde_json::Map<String, serde_json::Value> =
            header.iter().zip(row).map(|(key, cell)| ((*key).to_owned(), cell.as_str().into())).collect();
        serde_json::Value::Object(object).to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

/// JSON Lines of nested objects, numbers as numbers.
pub fn nested_json_lines(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let [id, name, address, city, country, product, hts, tax, date, amount] = row;
        let amount: f64 = amount.parse().unwrap();
        let hts: u64 = hts.parse().unwrap();
        let object = serde_json::json!({
            "vendor": {"id": id, "name": name, "address": {"street": address, "city": city, "country": country}},
            "item": {"product_description": product, "hts_code": hts},
            "tax_id": tax, "invoice_date": date, "amount_usd": amount,
        });
        object.to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

/// A cell of a workbook: text, number, or a day as a number of the date style.
#[derive(Debug, Clone)]
pub enum Cell<'a> {
    Text(&'a str),
    Number(&'a str),
    Date(i64),
}

/// Days from the workbook's first day (1899-12-30) to a date of this century.
pub fn serial(date: &str) -> i64 {
    let day: jiff::civil::Date = date.parse().unwrap();
    let first = jiff::civil::date(1899, 12, 30);
    i64::from(day.since(first).unwrap().get_days())
}

/// A row of the ledger with its types, as an ERP system exports it.
pub fn typed(row: &Row) -> Vec<Cell<'_>> {
    let typed = |(column, cell)| match column {
        6 | 9 => Cell::Number(cell),
        8 => Cell::Date(serial(cell)),
        _ => Cell::Text(cell),
    };
    row.iter().map(String::as_str).enumerate().map(typed).collect()
}

/// A sheet of a workbook.
#[derive(Debug, Default)]
pub struct Sheet<'a> {
    pub name: &'a str,
    pub state: &'a str,
    /// Row from 1, hidden, cells.
    pub rows: Vec<(usize, bool, Vec<Cell<'a>>)>,
    pub merged: Vec<&'a str>,
}

/// An XLSX workbook with shared strings.
pub fn xlsx(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut strings: Vec<&str> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
             Target=\"{target}\"/>"
        )
    };
    part(
        "_rels/.rels",
        &format!("<Relationships>{}</Relationships>", relation("r1", "officeDocument", "xl/workbook.xml")),
    );
    let (mut list, mut links) =
        (String::new(), relation("t", "sharedStrings", "sharedStrings.xml") + &relation("y", "styles", "styles.xml"));
    for (i, sheet) in sheets.iter().enumerate() {
        let state = if sheet.state.is_empty() { String::new() } else { format!(" state=\"{}\"", sheet.state) };
        list.push_str(&format!("<sheet name=\"{}\" sheetId=\"{}\"{state} r:id=\"s{i}\"/>", sheet.name, i + 1));
        links.push_str(&relation(&format!("s{i}"), "worksheet", &format!("worksheets/sheet{}.xml", i + 1)));
    }
    part("xl/workbook.xml", &format!("<workbook xmlns:r=\"r\"><sheets>{list}</sheets></workbook>"));
    part("xl/_rels/workbook.xml.rels", &format!("<Relationships>{links}</Relationships>"));
    part(
        "xl/styles.xml",
        "<styleSheet><cellStyleXfs><xf numFmtId=\"0\"/></cellStyleXfs>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
    );
    for (i, sheet) in sheets.iter().enumerate() {
        let mut rows = String::new();
        for (number, hidden, cells) in &sheet.rows {
            rows.push_str(&format!("<row r=\"{number}\"{}>", if *hidden { " hidden=\"1\"" } else { "" }));
            for (column, cell) in cells.iter().enumerate() {
                let place = format!("{}{number}", char::from(b'A' + u8::try_from(column).unwrap()));
                rows.push_str(&match cell {
                    Cell::Text("") => String::new(),
                    // As openpyxl writes a formula: without its value.
                    Cell::Text(text) if text.starts_with('=') => {
                        format!("<c r=\"{place}\"><f>{}</f><v></v></c>", text.trim_start_matches('='))
                    }
                    Cell::Text(text) => {
                        let at = *places.entry(*text).or_insert_with(|| {
                            strings.push(text);
                            strings.len() - 1
                        });
                        format!("<c r=\"{place}\" t=\"s\"><v>{at}</v></c>")
                    }
                    Cell::Number(n) => format!("<c r=\"{place}\"><v>{n}</v></c>"),
                    Cell::Date(day) => format!("<c r=\"{place}\" s=\"1\"><v>{day}</v></c>"),
                });
            }
            rows.push_str("</row>");
        }
        let merged: String = sheet.merged.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
        part(
            &format!("xl/worksheets/sheet{}.xml", i + 1),
            &format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"),
        );
    }
    let texts: String =
        strings.iter().map(|s| format!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(s))).collect();
    part("xl/sharedStrings.xml", &format!("<sst uniqueCount=\"{}\">{texts}</sst>", strings.len()));
    zip.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An XLSB workbook of one sheet (MS-XLSB): records of a type, a length and a body.
pub fn xlsb(sheet: &str, rows: &[Vec<Cell<'_>>]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, bytes: &[u8]| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    part("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    part(
        "xl/_rels/workbook.bin.rels",
        b"<Relationships><Relationship Id=\"s1\" \
          Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
          Target=\"worksheets/sheet1.bin\"/></Relationships>",
    );
    let mut book = record(0x83, &[]);
    book.extend(record(0x8F, &[]));
    book.extend(record(
        0x9C,
        &[&0u32.to_le_bytes()[..], &1u32.to_le_bytes(), &wide_text("s1"), &wide_text(sheet)].concat(),
    ));
    book.extend(record(0x90, &[]));
    book.extend(record(0x84, &[]));
    part("xl/workbook.bin", &book);
    // Formats: cell style 0 is a number, 1 a date.
    let xf = |format: u16| record(0x2F, &[&0u16.to_le_bytes()[..], &format.to_le_bytes(), &[0; 12]].concat());
    let styles = [record(0x269, &2u32.to_le_bytes()), xf(0), xf(14), record(0x26A, &[])].concat();
    part("xl/styles.bin", &styles);
    let mut data = record(0x81, &[]);
    data.extend(record(0x94, &[0; 16]));
    data.extend(record(0x91, &[]));
    for (number, cells) in rows.iter().enumerate() {
        data.extend(record(0x00, &[&u32::try_from(number).unwrap().to_le_bytes()[..], &[0; 13]].concat()));
        for (column, cell) in cells.iter().enumerate() {
            let head = |style: u32| [u32::try_from(column).unwrap().to_le_bytes(), style.to_le_bytes()].concat();
            match cell {
                Cell::Text("") => {}
                Cell::Text(text) => data.extend(record(0x06, &[head(0), wide_text(text)].concat())),
                Cell::Number(n) => {
                    data.extend(record(0x05, &[head(0), n.parse::<f64>().unwrap().to_le_bytes().to_vec()].concat()))
                }
                Cell::Date(day) => data.extend(record(0x05, &[head(1), (*day as f64).to_le_bytes().to_vec()].concat())),
            }
        }
    }
    data.extend(record(0x92, &[]));
    data.extend(record(0x82, &[]));
    part("xl/worksheets/sheet1.bin", &data);
    zip.finish().unwrap().into_inner()
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    // Seven bits a byte, the lower ones first.
    let mut out = Vec::new();
    let low = u8::try_from(kind & 0x7F).unwrap();
    if kind < 0x80 {
        out.push(low);
    } else {
        out.extend([low | 0x80, u8::try_from(kind >> 7).unwrap()]);
    }
    let mut length = body.len();
    loop {
        let low = u8::try_from(length & 0x7F).unwrap();
        length >>= 7;
        out.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    out.extend_from_slice(body);
    out
}

fn wide_text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [u32::try_from(units.len()).unwrap().to_le_bytes().to_vec(), units.iter().flat_map(|u| u.to_le_bytes()).collect()]
        .concat()
}
