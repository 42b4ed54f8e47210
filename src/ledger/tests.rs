//! Ledgers as small byte strings, read end to end.

use std::io::Cursor;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

use super::*;

/// What a ledger came out as.
#[derive(Debug, Default)]
struct Read {
    rows: Vec<(u64, u64, Vec<String>)>,
    problems: Vec<InputProblem>,
    encoding: String,
    unreadable: u64,
}

impl Read {
    fn lines(&self) -> Vec<u64> {
        self.rows.iter().map(|r| r.1).collect()
    }

    fn cells(&self, row: usize) -> Vec<&str> {
        self.rows[row].2.iter().map(String::as_str).collect()
    }

    fn kinds(&self) -> Vec<(&str, Option<u64>, u64)> {
        self.problems.iter().map(|p| (p.kind, p.row, p.line)).collect()
    }
}

fn open(bytes: &[u8], options: &ReadOptions) -> Result<Vec<Ledger>, LedgerError> {
    let source = Source::from_reader("t.csv", Box::new(Cursor::new(bytes.to_vec())), Some(bytes.len() as u64))?;
    Ledger::require_names(Ledger::from_source(source, options)?)
}

fn drain(ledger: &mut Ledger) -> Read {
    let mut read = Read::default();
    let mut batch = RowBatch::default();
    // A small target: batches must not change what is read.
    while ledger.next_batch(&mut batch, 64, &mut read.problems).unwrap() {
        read.rows.extend(batch.iter().map(|r| (r.row, r.line, r.cells().map(str::to_owned).collect())));
    }
    read.encoding = ledger.encoding().0.to_owned();
    read.unreadable = ledger.rows_unreadable();
    read
}

fn read_with(bytes: &[u8], options: &ReadOptions) -> Read {
    drain(&mut open(bytes, options).unwrap()[0])
}

fn read(bytes: &[u8]) -> Read {
    read_with(bytes, &ReadOptions::default())
}

fn refused(bytes: &[u8]) -> String {
    open(bytes, &ReadOptions::default()).unwrap_err().to_string()
}

const CHINESE: &str = "供应商名称,地址,国家\n新疆生产建设兵团棉业有限公司,乌鲁木齐市天山区,中国\n和田浩林发饰品有限公司,洛浦县北京工业园区,中国\n";
const TRADITIONAL: &str = "公司名稱,住址,國家\n茂生農經股份有限公司,台北市和平西路一段三十號二樓,台灣\n安心食品服務股份有限公司,台北市大安區仁愛路,台灣\n";
const JAPANESE: &str =
    "仕入先名,住所,国\nカネボウ繊維株式会社,大阪市北区梅田一丁目,日本\nトヨタ紡織株式会社,愛知県刈谷市豊田町,日本\n";
const WESTERN: &str = "Vendor Name,City,Country\nMüller & Söhne GmbH,Köln,DE\nSociété Générale du Coton,Orléans,FR\nCompañía Española,Málaga,ES\n";

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

fn wide(text: &str, bom: bool, big: bool) -> Vec<u8> {
    let mark = if bom { "\u{FEFF}" } else { "" };
    let units: Vec<u16> = format!("{mark}{text}").encode_utf16().collect();
    units.into_iter().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn every_encoding_comes_out_as_the_same_rows() {
    let bom = |t: &str| [b"\xEF\xBB\xBF", t.as_bytes()].concat();
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("UTF-8", CHINESE, CHINESE.as_bytes().to_vec()),
        ("UTF-8", WESTERN, bom(WESTERN)),
        ("GB18030", CHINESE, encoded(CHINESE, GB18030)),
        ("Big5", TRADITIONAL, encoded(TRADITIONAL, BIG5)),
        ("Shift-JIS", JAPANESE, encoded(JAPANESE, SHIFT_JIS)),
        ("Windows-1252", WESTERN, encoded(WESTERN, WINDOWS_1252)),
        ("UTF-16LE", CHINESE, wide(CHINESE, true, false)),
        ("UTF-16BE", CHINESE, wide(CHINESE, true, true)),
        ("UTF-16LE", WESTERN, wide(WESTERN, false, false)),
        ("UTF-16BE", WESTERN, wide(WESTERN, false, true)),
        ("UTF-16LE", CHINESE, wide(CHINESE, false, false)),
    ];
    for (name, text, bytes) in cases {
        let got = read(&bytes);
        let want = read(text.as_bytes());
        assert_eq!(got.encoding, name);
        assert_eq!(got.rows, want.rows, "{name}");
        assert!(got.problems.is_empty(), "{name}: {:?}", got.problems);
        assert!(!got.rows.is_empty());
    }
}

#[test]
fn undecodable_bytes_are_shown_named_and_do_not_change_the_encoding() {
    let mut bytes = encoded(&CHINESE.repeat(10), GB18030);
    bytes.extend_from_slice(b"\xFF\xFFAcme,Ulm,DE\n");
    let got = read(&bytes);
    assert_eq!(got.encoding, "GB18030");
    let last = got.rows.last().unwrap();
    assert_eq!(last.2[0], "\u{FFFD}\u{FFFD}Acme");
    let bad: Vec<_> = got.problems.iter().filter(|p| p.kind == "undecodable_bytes").collect();
    assert_eq!(bad.len(), 1, "{:?}", got.problems);
    assert_eq!((bad[0].row, bad[0].line, bad[0].column.as_str()), (Some(last.0), last.1, "供应商名称"));

    let mut bytes = CHINESE.as_bytes().to_vec();
    bytes.extend_from_slice(b"Stra\xDFe AG,Ulm,DE\n");
    let got = read(&bytes);
    assert_eq!(got.encoding, "UTF-8");
    assert_eq!(got.cells(2), ["Stra\u{FFFD}e AG", "Ulm", "DE"]);
    assert_eq!(got.kinds(), [("undecodable_bytes", Some(3), 4)]);
}

#[test]
fn the_encoding_option_overrules_the_guess() {
    let options = |e: &str| ReadOptions { encoding: Some(e.into()), ..ReadOptions::default() };
    let got = read_with(&encoded(CHINESE, GB18030), &options("GBK"));
    assert_eq!((got.encoding.as_str(), got.cells(0)[2]), ("GB18030", "中国"));
    let error = open(b"a,b\n", &options("klingon")).unwrap_err().to_string();
    assert!(error.contains("klingon") && error.contains("GB18030"), "{error}");
}

#[test]
fn the_encoding_is_decided_where_the_first_other_byte_stands() {
    let mut bytes = b"Vendor Name,Country\n".to_vec();
    while bytes.len() < 3 * encoding::SAMPLE {
        bytes.extend_from_slice(b"Plain Ascii Trading Co Ltd,CN\n");
    }
    bytes.extend_from_slice(&encoded("M\u{FC}ller & S\u{F6}hne GmbH,DE\nSoci\u{E9}t\u{E9} Coton,FR\n", WINDOWS_1252));
    let got = read(&bytes);
    assert_eq!(got.encoding, "Windows-1252");
    assert_eq!(got.rows.last().unwrap().2[0], "Société Coton");
    assert!(got.problems.is_empty());
}

#[test]
fn line_ends_of_all_forms_and_the_lines_of_records() {
    let text = "Vendor Name,City\nA,B\n\n\"Two\nlines\",C\nD,E\n";
    for end in ["\n", "\r\n", "\r"] {
        let got = read(text.replace('\n', end).as_bytes());
        assert_eq!(got.lines(), [2, 4, 6], "{end:?}");
        assert_eq!(got.cells(1), [format!("Two{end}lines").as_str(), "C"]);
        assert!(got.problems.is_empty());
    }
    let mixed = read(b"Vendor Name,City\r\nA,B\nC,D\rE,F\r\n\"G\r\nH\",I\r\nJ,K");
    assert_eq!(mixed.lines(), [2, 3, 4, 5, 7]);
    let stray = read(b"Vendor Name,City\nAcme\rLtd,Ulm\nB,C\n");
    assert_eq!(stray.cells(0), ["Acme\rLtd", "Ulm"], "a stray carriage return must not tear a name");
}

#[test]
fn quotes_that_go_wrong_cost_no_row() {
    let got = read(b"Vendor Name,City,Country\nA,B,DE\n\"Open Ltd,Ulm,DE\nC,D,DE\nE,F,DE\n");
    assert_eq!(got.rows.len(), 4);
    assert_eq!(got.cells(1), ["\"Open Ltd", "Ulm", "DE"]);
    assert_eq!(got.kinds(), [("unclosed_quote", Some(2), 3)]);
    // The next cell's opening quote is not the closing one.
    let got = read(b"Vendor Name,City,Country\n\"Open Ltd,Ulm,DE\nC,D,DE\nE,\"F, Ost\",DE\nG,H,DE\n");
    assert_eq!(got.rows.len(), 4);
    assert_eq!(got.cells(2), ["E", "F, Ost", "DE"]);
    assert_eq!(got.kinds(), [("unclosed_quote", Some(1), 2)]);

    let got = read(
        b"Vendor Name,City\nACME \"SHANGHAI\" LTD,Ulm\n3\" pipe,Ulm\n\"Best\" Foods,Ulm\n\"say \"\"hi\"\"\",Ulm\n",
    );
    let names: Vec<&str> = (0..4).map(|r| got.cells(r)[0]).collect();
    assert_eq!(names, ["ACME \"SHANGHAI\" LTD", "3\" pipe", "\"Best\" Foods", "say \"hi\""]);
    assert_eq!(got.kinds(), [("stray_quote", Some(3), 4)]);
}

#[test]
fn an_open_quote_in_a_large_file_swallows_one_row() {
    let mut text = String::from("Vendor Name,City\n\"Open Ltd,Ulm\n");
    for i in 0..60_000 {
        text.push_str(&format!("Vendor {i} Trading Ltd,Ulm\n"));
    }
    let got = read(text.as_bytes());
    assert_eq!(got.rows.len(), 60_001);
    assert_eq!(got.kinds(), [("unclosed_quote", Some(1), 2)]);
    assert_eq!(got.rows.last().unwrap().1, 60_002);
}

#[test]
fn ragged_rows_are_screened_and_listed() {
    let got = read(b"Vendor Name,City,Country\nA,B\nC,D,DE,extra\nE,F,DE,,\nG,H,DE\n");
    assert_eq!(got.rows.len(), 4);
    assert_eq!(got.cells(1), ["C", "D", "DE", "extra"]);
    assert_eq!(got.kinds(), [("field_count", Some(1), 2), ("field_count", Some(2), 3)]);
}

#[test]
fn delimiters_are_guessed_and_told() {
    for (d, told) in [(',', ""), (';', ""), ('\t', ""), ('|', ""), ('^', "sep=^\n"), (';', "\"sep=;\"\r\n")] {
        let text = format!("{told}Vendor Name{d}Country\nA & Co{d}DE\nB & Co{d}FR\n");
        let ledger = &mut open(text.as_bytes(), &ReadOptions::default()).unwrap()[0];
        assert_eq!(ledger.delimiter(), Some(d as u8), "{text}");
        let first = if told.is_empty() { 2 } else { 3 };
        assert_eq!(drain(ledger).lines(), [first, first + 1]);
    }
    // Decimal commas beside semicolons, commas inside a list of one column.
    let got = read(b"Lieferant;Betrag\nA GmbH;1.234,50\nB, C und D GmbH;2,00\n");
    assert_eq!(got.cells(1), ["B, C und D GmbH", "2,00"]);
    let got = read(b"Supplier\nAcme Co., Ltd.\nBeta Trading\nGamma Co., Ltd.\n");
    assert_eq!(got.cells(0), ["Acme Co., Ltd."]);
    let got = read(b"Acme Co., Ltd.\nBeta Trading, Inc.\nGamma Co., Ltd.\n");
    assert_eq!(got.cells(0), ["Acme Co., Ltd."]);
    let options = ReadOptions { delimiter: Some(b'#'), ..ReadOptions::default() };
    assert_eq!(read_with(b"Supplier#City\nA, B#C\n", &options).cells(0), ["A, B", "C"]);
}

#[test]
fn titles_repeated_headers_totals_and_empty_names() {
    let got = read(b"Vendor ledger Q3,,\nPrinted 2026-01-02,,\n\nVendor Name,City,Amount\nA Ltd,Ulm,3.50\nVendor Name,City,Amount\nB Ltd,Ulm,4.50\n,,\nTotal,,8.00\n");
    assert_eq!(got.lines(), [5, 7, 8, 9]);
    assert_eq!(got.kinds(), [("title_lines", None, 1), ("repeated_header", None, 6), ("empty_name", Some(3), 8)]);
    // DATEV's first line is no header.
    let got = read(b"\"EXTF\";700;16;\"Debitoren/Kreditoren\";5;20260101\nKonto;Name (Adressattyp Unternehmen);Ort\n70001;Acme GmbH;Ulm\n");
    assert_eq!(got.lines(), [3]);
}

#[test]
fn a_ledger_without_header_loses_no_row() {
    let text = b"V1001,Acme Trading Ltd,CN\nV1002,Beta Textile Co Ltd,CN\nV1003,Gamma GmbH,DE\n";
    for no_header in [true, false] {
        let options = ReadOptions { no_header, ..ReadOptions::default() };
        let mut ledgers = open(text, &options).unwrap();
        assert_eq!(ledgers[0].columns().roles, [Role::Key, Role::Name, Role::Country]);
        assert_eq!(ledgers[0].columns().headers, ["column 1", "column 2", "column 3"]);
        assert_eq!(drain(&mut ledgers[0]).lines(), [1, 2, 3]);
    }
    let options = ReadOptions { header_row: Some(2), ..ReadOptions::default() };
    assert_eq!(read_with(b"x,y\nVendor Name,City\nA,B\n", &options).lines(), [3]);
}

#[test]
fn the_header_is_where_the_user_says_its_headers_stand() {
    let text = b"Printed by hand,x\nXyzzy,Plugh\nUlm,Acme Ltd\nLeeds,Beta Ltd\n";
    let options = ReadOptions { map: vec![(Role::Name, "plugh".into())], ..ReadOptions::default() };
    assert_eq!(read_with(text, &options).lines(), [3, 4]);
    let set = HeaderSet { headers: vec!["Plugh".into(), "XYZZY".into()], map: vec![(Role::Name, "Plugh".into())] };
    let options = ReadOptions { header_sets: vec![set], ..ReadOptions::default() };
    assert_eq!(read_with(text, &options).lines(), [3, 4]);
}

#[test]
fn a_ledger_without_names_is_an_error_that_shows_the_map() {
    let error = refused(b"Date,Amount\n2026-01-01,3.50\n2026-01-02,4.50\n");
    assert!(error.contains("1 \"Date\", 2 \"Amount\"") && error.contains("--map name=\"Date\""), "{error}");
    let options = ReadOptions { map: vec![(Role::Name, "Date".into())], ..ReadOptions::default() };
    assert!(open(b"Date,Amount\n2026-01-01,3.50\n", &options).is_ok());
}

#[test]
fn what_is_no_ledger_is_named() {
    let binary: Vec<u8> = (0..2000u32).map(|i| (i * 7 % 256) as u8 & 0x1F).collect();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "empty"),
        (b"  \r\n\n".to_vec(), "no text but blanks"),
        (b"%PDF-1.7 x".to_vec(), "PDF"),
        (b"<!DOCTYPE html><html><body>Log in".to_vec(), "HTML"),
        (b"<?xml version=\"1.0\"?><Workbook>".to_vec(), "XML"),
        (b"PK\x03\x04xxxxsomething.txt".to_vec(), "ZIP archive"),
        (b"PK\x03\x04....word/document.xml".to_vec(), "word-processor"),
        (binary, "binary data"),
        (b"[{\"name\":\"A\"}]".to_vec(), "JSON array"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "PNG"),
        (b"\xFF\xFE\0\0A\0\0\0".to_vec(), "UTF-32"),
    ];
    for (bytes, word) in cases {
        let error = open(&bytes, &ReadOptions::default()).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.starts_with("t.csv") && error.contains(word) && error.contains("; "), "{word}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let error = Ledger::open(folder.path(), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.kind(), LedgerErrorKind::Directory);
    let error = Ledger::open(&folder.path().join("none.csv"), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("there is no such file"), "{error}");
}

#[test]
fn a_header_alone_is_a_ledger_of_no_rows() {
    for text in ["Vendor Name,City\n", "\u{FEFF}Vendor Name,City", "Title\n\nVendor Name,City\n\n"] {
        let got = read(text.as_bytes());
        assert!(got.rows.is_empty() && got.kinds().iter().any(|k| k.0 == "no_rows"), "{text}: {:?}", got.problems);
    }
    // Without a header that is known as one, the line may be a row.
    assert!(refused(b"Zork,Quux\n").contains("--map name="));
}

#[test]
fn nul_bytes_long_cells_and_mojibake_are_listed() {
    let long = "x".repeat(40_000);
    let text = format!("Vendor Name,City\nAc\0me,Ulm\n{long},Ulm\nMÃ¼ller,Ulm\nA\u{FFFD},Ulm\nPlain,Ulm\n");
    let got = read(text.as_bytes());
    assert_eq!(
        got.kinds(),
        [
            ("nul_bytes", Some(1), 2),
            ("long_cell", Some(2), 3),
            ("mojibake", Some(3), 4),
            ("replacement_character", Some(4), 5)
        ]
    );
    assert_eq!(got.rows.len(), 5);
}

#[test]
fn raw_bytes_are_hashed_and_counted() {
    let bytes = b"Vendor Name,City\nA,B\n";
    let mut ledger = open(bytes, &ReadOptions::default()).unwrap().remove(0);
    drain(&mut ledger);
    assert_eq!(ledger.bytes_read(), bytes.len() as u64);
    use sha2::Digest;
    let want: String = sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(ledger.sha256(), Some(want));
}

proptest::proptest! {
    /// What a writer of the form wrote, the reader reads back, whatever the cells.
    #[test]
    fn written_cells_are_read_back(cells in proptest::collection::vec("[a-zA-Z0-9 ,;\"\n中é.]{0,12}", 6)) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(["Vendor Name", "City", "Country"]).unwrap();
        writer.write_record(["Anchor Ltd", "Ulm", "DE"]).unwrap();
        for row in cells.chunks(3) {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let options = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
        let got = read_with(&bytes, &options);
        proptest::prop_assert_eq!(got.rows.len(), 3);
        for (row, want) in got.rows.iter().skip(1).zip(cells.chunks(3)) {
            proptest::prop_assert_eq!(&row.2[..], want);
        }
    }

    /// Any bytes: an error or rows, never a panic, and never an endless read.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::arbitrary::any::<u8>(), 0..600), tail in "[a-c,\"\r\n;\t]{0,80}") {
        for input in [bytes.clone(), [&bytes[..], tail.as_bytes()].concat(), tail.clone().into_bytes()] {
            let source = Source::from_reader("t.csv", Box::new(Cursor::new(input)), None).unwrap();
            if let Ok(mut ledgers) = Ledger::from_source(source, &ReadOptions::default()) {
                for ledger in &mut ledgers {
                    drain(ledger);
                }
            }
        }
    }
}

/// The same rows in every form of one ledger.
mod forms {
    use std::io::Write;

    use super::*;

    const ROWS: &[[&str; 3]] = &[
        ["Müller & Söhne GmbH", "Köln", "DE"],
        ["新疆某某棉业有限公司", "乌鲁木齐", "CN"],
        ["Say \"hi\", Ltd", "Two\nlines", "US"],
        ["Acme", "", "FR"],
    ];

    fn csv_text() -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["Vendor Name", "City", "Country"]).unwrap();
        ROWS.iter().for_each(|r| writer.write_record(r).unwrap());
        writer.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn json_lines() -> Vec<u8> {
        let line = |r: &[&str; 3]| serde_json::json!({"Vendor Name": r[0], "City": r[1], "Country": r[2]}).to_string();
        ROWS.iter().map(line).collect::<Vec<_>>().join("\n").into_bytes()
    }

    /// A workbook of one sheet with inline texts, as small writers make them.
    pub(super) fn workbook(sheets: &[(&str, String)], strings: Option<&str>) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
        part(
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        );
        let (mut list, mut links) = (String::new(), String::new());
        for (i, (name, _)) in sheets.iter().enumerate() {
            list.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"s{0}\"/>", i + 1));
            links.push_str(&format!("<Relationship Id=\"s{0}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>", i + 1));
        }
        part(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>"
            ),
        );
        if strings.is_some() {
            links.push_str("<Relationship Id=\"t\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/>");
        }
        part(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
            ),
        );
        for (i, (_, rows)) in sheets.iter().enumerate() {
            let name = format!("xl/worksheets/sheet{}.xml", i + 1);
            part(
                &name,
                &format!(
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
                ),
            );
        }
        if let Some(strings) = strings {
            part("xl/sharedStrings.xml", strings);
        }
        zip.finish().unwrap().into_inner()
    }

    pub(super) fn row(n: usize, cells: &[&str]) -> String {
        let cell = |(c, text): (usize, &&str)| {
            let column = char::from(b'A' + c as u8);
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            if text.is_empty() {
                String::new()
            } else {
                format!("<c r=\"{column}{n}\" t=\"inlineStr\"><is><t>{escaped}</t></is></c>")
            }
        };
        format!("<row r=\"{n}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
    }

    fn sheet_of_rows() -> Vec<u8> {
        let mut rows = row(1, &["Vendor ledger"]) + &row(3, &["Vendor Name", "City", "Country"]);
        for (i, r) in ROWS.iter().enumerate() {
            rows.push_str(&row(i + 4, r));
        }
        workbook(&[("Ledger", rows), ("Notes", row(1, &["Printed by hand"]))], None)
    }

    #[test]
    fn all_forms_give_the_same_rows() {
        let text = csv_text();
        let want: Vec<Vec<String>> = read(&text).rows.into_iter().map(|r| r.2).collect();
        assert_eq!(want.len(), ROWS.len());
        let (one, two) = text.split_at(40);
        let frames = |a: &[u8], b: &[u8]| [zstd::encode_all(a, 3).unwrap(), zstd::encode_all(b, 3).unwrap()].concat();
        let forms: Vec<(&str, Vec<u8>)> = vec![
            ("gzip", gzip(&text)),
            ("gzip of two members", [gzip(one), gzip(two)].concat()),
            ("zstd of two frames", frames(one, two)),
            ("JSON Lines", json_lines()),
            ("gzip of JSON Lines", gzip(&json_lines())),
            ("XLSX", sheet_of_rows()),
        ];
        for (name, bytes) in forms {
            let mut ledger = open(&bytes, &ReadOptions::default()).unwrap().remove(0);
            assert_eq!(ledger.columns().roles, [Role::Name, Role::City, Role::Country], "{name}");
            let got = drain(&mut ledger);
            assert_eq!(got.rows.iter().map(|r| r.2.clone()).collect::<Vec<_>>(), want, "{name}");
            assert_eq!(ledger.bytes_read(), bytes.len() as u64, "{name}");
            assert!(ledger.sha256().is_some(), "{name}");
        }
    }

    #[test]
    fn sheets_without_header_are_named_and_rows_keep_their_sheet_row() {
        let mut ledgers = open(&sheet_of_rows(), &ReadOptions::default()).unwrap();
        assert_eq!(ledgers.len(), 1);
        assert_eq!(ledgers[0].name(), "t.csv#Ledger");
        let got = drain(&mut ledgers[0]);
        assert_eq!(got.lines(), [4, 5, 6, 7]);
        assert_eq!(got.kinds(), [("title_lines", None, 1), ("sheet_left_out", None, 1)]);
        let options = ReadOptions { sheet: Some("None".into()), ..ReadOptions::default() };
        let error = open(&sheet_of_rows(), &options).unwrap_err().to_string();
        assert!(error.contains("\"Ledger\", \"Notes\""), "{error}");
    }

    #[test]
    fn numbers_of_a_sheet_keep_their_digits() {
        let cells = "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Acme Ltd</t></is></c><c r=\"B2\"><v>6113009052</v></c><c r=\"C2\"><v>913501000000000</v></c><c r=\"D2\"><v>12.5</v></c></row>";
        let bytes = workbook(&[("S", row(1, &["Vendor Name", "HTS", "Tax ID", "Amount"]) + cells)], None);
        assert_eq!(read(&bytes).cells(0), ["Acme Ltd", "6113009052", "913501000000000", "12.5"]);
    }

    #[test]
    fn bombs_and_liars_are_refused_at_a_limit() {
        let lie = |n: &str| {
            format!(
                "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"{n}\"><si><t>a</t></si></sst>"
            )
        };
        for n in ["18446744073709551615", "40000000000", "99999999999999999999999999"] {
            let bytes = workbook(&[("S", row(1, &["Vendor Name"]) + &row(2, &["A Ltd"]))], Some(&lie(n)));
            let error = refused(&bytes);
            assert!(error.contains("claims more texts"), "{error}");
        }
        let far = "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>far</t></is></c></row>";
        let bytes = workbook(&[("S", row(1, &["Vendor Name", "City"]) + &row(2, &["A Ltd", "Ulm"]) + far)], None);
        assert_eq!(read(&bytes).lines(), [2, 1_048_576]);

        let options = ReadOptions { max_unpacked: Some(100_000), ..ReadOptions::default() };
        let big = row(1, &["Vendor Name"]) + &row(2, &[&"A".repeat(200_000)]);
        let error = open(&workbook(&[("S", big)], None), &options).unwrap_err();
        assert_eq!(error.kind(), LedgerErrorKind::Limit);

        let packed = gzip(("Vendor Name,City\n".to_owned() + &"Acme Ltd,Ulm\n".repeat(100_000)).as_bytes());
        let got = read_with(&packed, &ReadOptions { max_unpacked: Some(1_200_000), ..ReadOptions::default() });
        assert_eq!(got.unreadable, 1);
        let last = got.problems.last().unwrap();
        assert!(last.kind == "broken_off" && last.done.contains("--max-unpacked"), "{last:?}");
        assert_eq!(last.row, Some(got.rows.len() as u64 + 1));
    }

    #[test]
    fn a_truncated_archive_gives_its_rows_and_says_what_is_lost() {
        let text: String = (0..50_000).map(|i| format!("Vendor {} Ltd,Ulm\n", i * 7919 % 50_021)).collect();
        let packed = gzip(("Vendor Name,City\n".to_owned() + &text).as_bytes());
        let got = read(&packed[..packed.len() / 2]);
        assert!(got.rows.len() > 10_000 && got.unreadable == 1, "{}", got.rows.len());
        assert!(got.problems.last().unwrap().done.contains("ends too early"));
        let damaged = refused(&workbook(&[("S", row(1, &["Vendor Name"]))], None)[..300]);
        assert!(damaged.contains("damaged"), "{damaged}");
    }

    #[test]
    fn json_lines_flatten_and_a_bad_line_ends_nothing() {
        let text = "{\"vendor\":{\"name\":\"Acme\",\"tags\":[\"a\",\"b\"]},\"country\":\"CN\",\"n\":12345678901234567}\n\nnot json\n{\"vendor\":{\"name\":\"Beta\"},\"country\":null}\r\n[1]\n";
        let mut ledger = open(text.as_bytes(), &ReadOptions::default()).unwrap().remove(0);
        assert_eq!(ledger.columns().headers, ["vendor.name", "vendor.tags", "country", "n"]);
        let got = drain(&mut ledger);
        assert_eq!(got.cells(0), ["Acme", "a; b", "CN", "12345678901234567"]);
        assert_eq!(got.cells(1), ["Beta", "", "", ""]);
        assert_eq!(got.rows.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(1, 1), (3, 4)]);
        assert_eq!(got.kinds(), [("bad_json", Some(2), 3), ("bad_json", Some(4), 5)]);
        assert_eq!(got.unreadable, 2);
    }
}
