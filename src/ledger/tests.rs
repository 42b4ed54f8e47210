//! Ledgers as small byte strings, read end to end.

use std::io::Cursor;

use encoding_rs::{Encoding, GB18030, WINDOWS_1252};

use super::*;
use crate::model::Role;

/// What a ledger came out as.
#[derive(Debug, Default)]
struct Read {
    rows: Vec<(u64, u64, Vec<String>)>,
    /// Line and cells of the title lines.
    titles: Vec<(u64, Vec<String>)>,
    /// Headers of the tables.
    tables: Vec<String>,
    lines: LineCounts,
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
        for row in batch.iter() {
            let cells = row.cells().map(str::to_owned).collect();
            match row.row {
                Some(number) => read.rows.push((number, row.line, cells)),
                None => read.titles.push((row.line, cells)),
            }
        }
    }
    read.encoding = ledger.encoding().0.to_owned();
    read.unreadable = ledger.rows_unreadable();
    read.lines = ledger.lines();
    read.tables = ledger.tables().map(|(columns, _)| columns.headers.join("|")).collect();
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
fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
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
    assert_eq!(got.cells(2), ["Straße AG", "Ulm", "DE"]);
    assert_eq!(got.kinds(), [("mixed_encoding", Some(3), 4)]);
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
}

/// Rows below the header `Vendor Name,City,Country`; their cells joined by `|`; the problems as kind, row and line.
type Malformed = (&'static str, &'static [&'static str], &'static [(&'static str, u64, u64)]);

/// The table at the top of `delimited.rs`, form by form.
const MALFORMED: &[Malformed] = &[
    ("\"A Ltd,Ulm,DE\nB,C,DE\n", &["\"A Ltd|Ulm|DE", "B|C|DE"], &[("unclosed_quote", 1, 2)]),
    // The opening quote of a later cell is not the closing one.
    (
        "\"A Ltd,Ulm,DE\nB,\"C, Ost\",DE\nD,E,DE\n",
        &["\"A Ltd|Ulm|DE", "B|C, Ost|DE", "D|E|DE"],
        &[("unclosed_quote", 1, 2)],
    ),
    ("\"A\" B,\"Open,DE\nB,\"C\",DE\n", &["\"A\" B|\"Open|DE", "B|C|DE"], &[("unclosed_quote", 1, 2)]),
    ("A,Ulm,\"DE", &["A|Ulm|\"DE"], &[("unclosed_quote", 1, 2)]),
    ("\"Best\" Foods,Ulm,DE\n", &["Best Foods|Ulm|DE"], &[("stray_quote", 1, 2)]),
    ("\"A\" \"B\",\"Ulm, Ost\",DE\n", &["A \"B\"|Ulm, Ost|DE"], &[("stray_quote", 1, 2)]),
    ("A \"B\" Ltd,3\" pipe,\"say \"\"hi\"\"\"\n", &["A \"B\" Ltd|3\" pipe|say \"hi\""], &[]),
    ("\"A\" ,Ulm,DE\n", &["A |Ulm|DE"], &[]),
    ("A,B,C\rD,E,F\n", &["A|B|C", "D|E|F"], &[]),
    ("A,B,C\r\nD,E,F\r", &["A|B|C", "D|E|F"], &[]),
    ("A\rLtd,B,C\nD\rLtd,E,F\r\nG,H,I\n", &["A\rLtd|B|C", "D\rLtd|E|F", "G|H|I"], &[]),
    ("\"A\rLtd\",B,\"C\r\nD\"\r\nE,F,G\r\n", &["A\rLtd|B|C\r\nD", "E|F|G"], &[]),
    ("A\0,B,C\n", &["A\0|B|C"], &[("nul_bytes", 1, 2)]),
    ("A\u{FFFD},B,C\n", &["A\u{FFFD}|B|C"], &[("replacement_character", 1, 2)]),
    ("\n \t\r\n\u{FEFF}A,B,C\n\r\n\r\n\x1A", &["A|B|C"], &[]),
    ("A,B\nE,F,DE,,\n", &["A|B", "E|F|DE||"], &[("field_count", 1, 2)]),
    ("C,D,DE,extra\n", &["C|D|DE|extra"], &[("field_count", 1, 2)]),
    ("\"\",\"\",\"\"\n", &["||"], &[("empty_name", 1, 2)]),
    ("MÃ¼ller,B,C\n", &["MÃ¼ller|B|C"], &[("mojibake", 1, 2)]),
];

#[test]
fn malformed_records_are_read_as_the_table_says() {
    for (text, rows, problems) in MALFORMED {
        // Two lines are too few for a guess.
        let options = ReadOptions { delimiter: Some(b','), encoding: Some("utf-8".into()), ..ReadOptions::default() };
        let got = read_with(format!("Vendor Name,City,Country\n{text}").as_bytes(), &options);
        assert_eq!(got.rows.iter().map(|r| r.2.join("|")).collect::<Vec<_>>(), *rows, "{text:?}");
        let kinds: Vec<_> = got.kinds().into_iter().map(|(kind, row, line)| (kind, row.unwrap_or(0), line)).collect();
        assert_eq!(kinds, *problems, "{text:?}");
    }
    // Blanks between delimiter and quote, where the whole file has them.
    let got = read(b"Vendor Name, City, Country\nA, \"B, Ost\", \"D\nE\"\nF, G,\xC2\xA0H\n");
    assert_eq!((got.cells(0), got.cells(1)), (vec!["A", "B, Ost", "D\nE"], vec!["F", " G", "\u{A0}H"]));
    assert_eq!(got.lines(), [2, 4]);
}

#[test]
fn long_cells_are_listed_and_records_without_end_are_cut() {
    let text = format!("Vendor Name,City\n{},Ulm\n{},Ulm\nA,B\n", "x".repeat(40_000), "y ".repeat(9 << 20));
    let got = read(text.as_bytes());
    assert_eq!(
        got.kinds(),
        [
            ("long_cell", Some(1), 2),
            ("long_row", Some(2), 3),
            ("field_count", Some(2), 3),
            ("long_cell", Some(2), 3),
            ("long_cell", Some(3), 3)
        ]
    );
    assert_eq!((got.lines(), got.cells(3)), (vec![2, 3, 3, 4], vec!["A", "B"]));
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
    let options = ReadOptions { map: vec![(Role::Name.into(), "plugh".into())], ..ReadOptions::default() };
    assert_eq!(read_with(text, &options).lines(), [3, 4]);
    let set =
        HeaderSet { headers: vec!["Plugh".into(), "XYZZY".into()], map: vec![(Role::Name.into(), "Plugh".into())] };
    let options = ReadOptions { header_sets: vec![set], ..ReadOptions::default() };
    assert_eq!(read_with(text, &options).lines(), [3, 4]);
}

#[test]
fn what_is_no_ledger_is_named() {
    let cases: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xFF\xFE\0\0A\0\0\0", "UTF-32"),
        (b"BZh91AY", "bunzip2"),
        (b"{\\rtf1", "RTF"),
        (b"SQLite format 3\0", "sqlite3"),
    ];
    for (bytes, word) in cases {
        let error = refused(bytes);
        assert!(error.starts_with("t.csv") && error.contains(word) && error.contains("; "), "{word}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let error = Ledger::open(folder.path(), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.kind(), LedgerErrorKind::Directory);
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
fn raw_bytes_are_hashed_and_counted() {
    let bytes = b"Vendor Name,City\nA,B\n";
    let mut ledger = open(bytes, &ReadOptions::default()).unwrap().remove(0);
    drain(&mut ledger);
    assert_eq!(ledger.bytes_read(), bytes.len() as u64);
    use sha2::Digest;
    let want: String = sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(ledger.sha256(), Some(want));
}

#[test]
fn lines_in_another_encoding_are_read_by_themselves() {
    let header = "供应商编号,供应商名称,城市\n";
    let chinese = |name: &str| format!("7,{name}木业有限公司,苏州市\n");
    let gbk = encoded(&chinese("昆山"), GB18030);
    // The only bad line of three, of many, and after the beginning.
    for before in [1, 400, 60_000] {
        let mut bytes = format!("{header}{}", chinese("和田").repeat(before)).into_bytes();
        bytes.extend_from_slice(&gbk);
        bytes.extend_from_slice(chinese("喀什").as_bytes());
        let got = read(&bytes);
        assert_eq!(got.encoding, "UTF-8", "{before}");
        assert_eq!(got.cells(before), ["7", "昆山木业有限公司", "苏州市"]);
        let number = before as u64 + 1;
        assert_eq!(got.kinds(), [("mixed_encoding", Some(number), number + 1)]);
    }
    // One cell of a line, and a line of a Western file.
    let mut bytes = format!("{header}7,和田木业有限公司,").into_bytes();
    bytes.extend_from_slice(&encoded("苏州市工业园区", GB18030));
    let got = read(&bytes);
    assert_eq!(got.cells(0), ["7", "和田木业有限公司", "苏州市工业园区"]);
    let mut bytes = "Vendor Name,City\nMüller Söhne,Köln\nSociété du Chêne,Orléans\n".as_bytes().to_vec();
    bytes.extend_from_slice(&encoded("Bäckerei Öl,Nürnberg\n", WINDOWS_1252));
    let got = read(&bytes);
    assert_eq!((got.encoding.as_str(), got.cells(2)), ("UTF-8", vec!["Bäckerei Öl", "Nürnberg"]));
    // A cell that was cut inside a character stays damaged UTF-8.
    let mut bytes = format!("{header}7,和田木业有限").into_bytes();
    bytes.extend_from_slice(b"\xE5\x85,");
    bytes.extend_from_slice("苏州市\n".as_bytes());
    let got = read(&bytes);
    assert_eq!(got.cells(0)[1], "和田木业有限\u{FFFD}");
    assert_eq!(got.kinds()[0].0, "undecodable_bytes");
    // Files that are in one other encoding stay so.
    let text = format!("{header}{}{}", chinese("昆山"), chinese("联通"));
    assert_eq!(read(&encoded(&text, GB18030)).encoding, "GB18030");
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
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(proptest::arbitrary::any::<u8>(), 0..600),
        tail in "[a-c,\"\r\n;\t]{0,80}",
    ) {
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

#[test]
fn json_lines_flatten_and_a_bad_line_ends_nothing() {
    let text = [
        r#"{"vendor":{"name":"Acme","tags":["a","b"]},"country":"CN","n":12345678901234567}"#,
        "",
        "not json",
        "{\"vendor\":{\"name\":\"Beta\"},\"country\":null}\r",
        "[1]",
        r#"{"country":"DE","country":"FR","vat":"X1"}"#,
    ]
    .join("\n");
    let mut ledger = open(text.as_bytes(), &ReadOptions::default()).unwrap().remove(0);
    assert_eq!(ledger.columns().headers, ["vendor.name", "vendor.tags", "country", "n", "vat"]);
    let got = drain(&mut ledger);
    assert_eq!(got.cells(0), ["Acme", "a; b", "CN", "12345678901234567", ""]);
    assert_eq!(got.cells(1), ["Beta", "", "", "", ""]);
    assert_eq!(got.cells(2), ["", "", "DE; FR", "", "X1"]);
    assert_eq!(got.rows.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(1, 1), (3, 4), (5, 6)]);
    assert_eq!(got.kinds(), [("bad_json", Some(2), 3), ("bad_json", Some(4), 5), ("empty_name", Some(5), 6)]);
    assert_eq!(got.unreadable, 2);
}
