//! One ledger of 2,000 rows, written in each form: the same cells, and the same findings but for their position.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};
use tamis::ledger::ReadOptions;
use tamis::screener::Screener;

use crate::common;
use crate::ledger::{HEADER, ROLES, ROWS, Read, Row, read, rows};
use crate::writers::{
    Cell, Dialect, PLAIN, Sheet, delimited, encoded, fits, gzip, json_lines, nested_json_lines, typed, wide, xlsb,
    xlsx, zstd,
};

static SCREENER: LazyLock<Screener> = LazyLock::new(|| common::screener(common::AS_OF));

/// Writes the bytes as a file, reads and screens it.
fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Read {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&path, options, &SCREENER)
}

/// The ledger as plain CSV, against which the forms are held.
fn plain(rows: &[Row]) -> Read {
    let read = read_bytes("plain.csv", delimited(&HEADER, rows, PLAIN).as_bytes(), &ReadOptions::default());
    assert_eq!(read.cells.len(), rows.len());
    assert!(read.cells.iter().zip(rows).all(|(got, row)| got == row), "the plain form does not hold what was written");
    assert_eq!(read.roles, ROLES);
    assert!(read.problems.is_empty(), "{:?}", &read.problems[..1]);
    assert!(
        read.findings.len() * 20 > rows.len(),
        "{} findings in {} rows prove little",
        read.findings.len(),
        rows.len()
    );
    read
}

#[track_caller]
fn same(form: &str, got: &Read, want: &Read) {
    let other = got.cells.iter().zip(&want.cells).position(|(a, b)| a != b);
    if let Some(row) = other {
        panic!("{form}, row {}:\n{:?}\ninstead of\n{:?}", row + 1, got.cells[row], want.cells[row]);
    }
    assert_eq!(got.cells.len(), want.cells.len(), "{form}: rows");
    assert_eq!(got.roles, want.roles, "{form}: roles");
    assert_eq!(got.unreadable, 0, "{form}");
    let other = got.findings.iter().zip(&want.findings).find(|(a, b)| a != b);
    assert!(other.is_none() && got.findings.len() == want.findings.len(), "{form}: {other:?}");
}

#[test]
fn delimiters_line_ends_and_unicode() {
    let rows = rows();
    assert_eq!(rows.len(), ROWS);
    let want = plain(&rows);
    let text = |delimiter, end| delimited(&HEADER, &rows, Dialect { delimiter, end });
    let windows = text('\t', "\r\n");
    let bom = |text: String| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let forms: Vec<(&str, Vec<u8>, &str, char)> = vec![
        ("semicolon", text(';', "\n").into(), "UTF-8", ';'),
        ("tab", text('\t', "\n").into(), "UTF-8", '\t'),
        ("pipe", text('|', "\r\n").into(), "UTF-8", '|'),
        ("CRLF", text(',', "\r\n").into(), "UTF-8", ','),
        ("UTF-8 with BOM", bom(text(';', "\r\n")), "UTF-8", ';'),
        ("UTF-16LE", wide(&windows, true, false), "UTF-16LE", '\t'),
        ("UTF-16BE", wide(&windows, true, true), "UTF-16BE", '\t'),
        ("UTF-16LE without BOM", wide(&windows, false, false), "UTF-16LE", '\t'),
        ("UTF-16BE without BOM", wide(&text(',', "\n"), false, true), "UTF-16BE", ','),
    ];
    for (form, bytes, encoding, delimiter) in forms {
        let got = read_bytes("v.csv", &bytes, &ReadOptions::default());
        assert_eq!((got.encoding.as_str(), got.delimiter), (encoding, Some(delimiter)), "{form}");
        assert!(got.problems.is_empty(), "{form}: {:?}", &got.problems[..1]);
        same(form, &got, &want);
    }
    // A line end within a cell is what the form has.
    let got = read_bytes("v.csv", text(',', "\n").replace('\n', "\r").as_bytes(), &ReadOptions::default());
    let mut bare = want;
    bare.cells.iter_mut().flatten().for_each(|c| *c = c.replace('\n', "\r"));
    bare.findings = got
        .findings
        .iter()
        .zip(bare.findings)
        .map(|(got, (row, want))| (row, if want.contains("\\n") { got.1.clone() } else { want }))
        .collect();
    same("bare CR", &got, &bare);
}

#[test]
fn encodings_of_east_and_west() {
    let all = rows();
    let cases: [(&str, &'static Encoding); 4] =
        [("Windows-1252", WINDOWS_1252), ("GB18030", GB18030), ("Big5", BIG5), ("Shift-JIS", SHIFT_JIS)];
    for (name, encoding) in cases {
        let rows: Vec<Row> = all.iter().filter(|r| fits(r, encoding)).cloned().collect();
        assert!(rows.len() > 1_000, "{name} holds {} rows only", rows.len());
        let foreign = rows.iter().filter(|r| r.iter().any(|c| !c.is_ascii())).count();
        assert!(foreign > 50, "{name}: {foreign} rows are more than ASCII");
        let want = plain(&rows);
        for end in ["\n", "\r\n"] {
            let got = read_bytes(
                "v.csv",
                &encoded(&delimited(&HEADER, &rows, Dialect { delimiter: ';', end }), encoding),
                &ReadOptions::default(),
            );
            assert_eq!(got.encoding, name);
            assert!(got.problems.is_empty(), "{name}: {:?}", &got.problems[..1]);
            same(name, &got, &want);
        }
        let told = ReadOptions { encoding: Some(name.to_owned()), ..ReadOptions::default() };
        same(name, &read_bytes("v.csv", &encoded(&delimited(&HEADER, &rows, PLAIN), encoding), &told), &want);
    }
}

#[test]
fn what_stands_above_and_below_the_rows() {
    let rows = rows();
    let want = plain(&rows);
    let text = delimited(&HEADER, &rows, Dialect { delimiter: ';', end: "\r\n" });
    let (header, body) = text.split_once("\r\n").unwrap();
    let half = body[..body.len() / 2].rfind("\r\n").unwrap() + 2;
    let total = |text: &str| format!("{text};;;;;;;;;\r\nTotal;;;;;;;;;12345.6\r\n");
    let forms: Vec<(&str, String, &[&str], usize)> = vec![
        ("sep=", format!("sep=;\r\n{text}"), &[], 0),
        (
            "titles",
            format!("Vendor ledger Q3 2026;;;;;;;;;\r\nPrinted 2026-11-24;;;;;;;;;\r\n\r\n{text}"),
            &["title_lines"],
            0,
        ),
        (
            "DATEV EXTF",
            format!("\"EXTF\";700;16;\"Debitoren/Kreditoren\";5;20260101120000000;;\"RE\";\"\";\"\"\r\n{text}"),
            &["title_lines"],
            0,
        ),
        ("totals", total(&text), &["empty_name"], 2),
        (
            "header again",
            format!("{header}\r\n{}{header}\r\n{}", &body[..half], &body[half..]),
            &["repeated_header"],
            0,
        ),
        (
            "empty columns",
            text.lines()
                .map(|l| if l.ends_with("Yard 2,") { format!("{l}\r\n") } else { format!("{l};;\r\n") })
                .collect(),
            &[],
            0,
        ),
    ];
    for (form, text, kinds, more) in forms {
        let mut got = read_bytes("v.csv", text.as_bytes(), &ReadOptions::default());
        assert_eq!(got.kinds(), kinds, "{form}");
        assert_eq!(got.cells.len(), ROWS + more, "{form}");
        got.cells.truncate(ROWS);
        if form == "empty columns" {
            got.cells.iter_mut().for_each(|c| c.truncate(HEADER.len()));
            got.roles.truncate(HEADER.len());
            got.cells.iter_mut().flatten().for_each(|c| *c = c.replace("\r\n", "\n"));
            got.findings = got.findings.iter().map(|(row, f)| (*row, f.replace("\\r\\n", "\\n"))).collect();
        }
        same(form, &got, &want);
    }
    // Without header, with the columns told.
    let roles: Vec<_> = ROLES.iter().enumerate().map(|(i, r)| ((*r).into(), (i + 1).to_string())).collect();
    let options = ReadOptions { no_header: true, map: roles, ..ReadOptions::default() };
    same("no header", &read_bytes("v.csv", body.as_bytes(), &options), &want);
    // Of two lines that look like headers, the told one.
    let options = ReadOptions { header_row: Some(2), ..ReadOptions::default() };
    same("header row", &read_bytes("v.csv", format!("{}\r\n{text}", HEADER.join(";")).as_bytes(), &options), &want);
}

#[test]
fn archives_of_one_and_of_several_parts() {
    let rows = rows();
    let want = plain(&rows);
    let text = delimited(&HEADER, &rows, PLAIN);
    let (one, two) = text.as_bytes().split_at(text.len() / 3 + 1);
    let json = json_lines(&HEADER, &rows);
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("gzip", gzip(text.as_bytes())),
        ("gzip of two members", [gzip(one), gzip(two)].concat()),
        ("zstd", zstd(text.as_bytes())),
        ("zstd of two frames", [zstd(one), zstd(two)].concat()),
        ("gzip of UTF-16", gzip(&wide(&text, true, false))),
        ("zstd of JSON Lines", zstd(json.as_bytes())),
        ("gzip of an empty member and more", [gzip(b""), gzip(text.as_bytes())].concat()),
    ];
    for (form, bytes) in forms {
        let got = read_bytes("v.csv.packed", &bytes, &ReadOptions::default());
        assert!(got.problems.is_empty(), "{form}: {:?}", &got.problems[..1]);
        same(form, &got, &want);
    }
}

#[test]
fn json_lines_flat_and_nested() {
    let rows = rows();
    let want = plain(&rows);
    same("JSON Lines", &read_bytes("v.jsonl", json_lines(&HEADER, &rows).as_bytes(), &ReadOptions::default()), &want);
    let bom = [b"\xEF\xBB\xBF", json_lines(&HEADER, &rows).replace('\n', "\r\n").as_bytes()].concat();
    same("JSON Lines with BOM", &read_bytes("v.jsonl", &bom, &ReadOptions::default()), &want);
    same(
        "nested JSON Lines",
        &read_bytes("v.jsonl", nested_json_lines(&rows).as_bytes(), &ReadOptions::default()),
        &want,
    );
}

#[test]
fn workbooks_that_are_made_here() {
    let rows = rows();
    let want = plain(&rows);
    let header: Vec<Cell<'_>> = HEADER.iter().map(|h| Cell::Text(h)).collect();
    let lines = |cells: fn(&Row) -> Vec<Cell<'_>>| -> Vec<(usize, bool, Vec<Cell<'_>>)> {
        let below = rows.iter().enumerate().map(|(i, r)| (i + 2, i % 10 == 4, cells(r)));
        std::iter::once((1, false, header.clone())).chain(below).collect()
    };
    for (form, cells) in [("XLSX of texts", texts as fn(&Row) -> Vec<Cell<'_>>), ("XLSX of types", typed)] {
        let bytes = xlsx(&[Sheet { name: "Ledger", rows: lines(cells), ..Sheet::default() }]);
        let got = read_bytes("v.xlsx", &bytes, &ReadOptions::default());
        assert_eq!(got.kinds(), ["hidden_rows"], "{form}");
        assert!(
            got.problems[0].done.starts_with("200 rows are hidden in the workbook (6, 16, 26, 36, 46, …)"),
            "{}",
            got.problems[0].done
        );
        same(form, &got, &want);
    }
    for (form, cells) in [("XLSB of texts", texts as fn(&Row) -> Vec<Cell<'_>>), ("XLSB of types", typed)] {
        let lines: Vec<Vec<Cell<'_>>> = lines(cells).into_iter().map(|l| l.2).collect();
        same(form, &read_bytes("v.xlsb", &xlsb("Ledger", &lines), &ReadOptions::default()), &want);
    }
}

fn texts(row: &Row) -> Vec<Cell<'_>> {
    row.iter().map(|c| Cell::Text(c)).collect()
}

/// What LibreOffice made of the ledger as it was when the files were written; see `data/README.md`.
#[test]
fn workbooks_of_foreign_programs() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/data");
    let want = read(&data.join("ledger.csv.gz"), &ReadOptions::default(), &SCREENER);
    assert_eq!(want.cells.len(), ROWS);
    assert_eq!(want.roles, ROLES);
    assert!(want.findings.len() * 20 > ROWS);
    for form in ["ledger.xlsx", "ledger.ods"] {
        same(form, &read(&data.join(form), &ReadOptions::default(), &SCREENER), &want);
    }
    // XLS packs badly by itself.
    let mut bytes = Vec::new();
    let packed = fs::File::open(data.join("ledger.xls.gz")).unwrap();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut bytes).unwrap();
    same("ledger.xls", &read_bytes("ledger.xls", &bytes, &ReadOptions::default()), &want);
}

/// Writes the ledger as CSV for the foreign programs: `FORMS_CSV=ledger.csv cargo test --test forms -- --ignored`.
#[test]
#[ignore = "writes a file, for making data/ anew"]
fn write_the_ledger() {
    let path = std::env::var("FORMS_CSV").expect("FORMS_CSV names the file to write");
    fs::write(path, delimited(&HEADER, &rows(), PLAIN)).unwrap();
}
