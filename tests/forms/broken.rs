//! Files that are no ledger, or not a whole one: each message says what it is and what to do; none is a panic. The
//! messages are compared with `snapshots/broken-files.snap`; after a wanted change: `INSTA_UPDATE=always cargo test
//! --test forms`.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use assert_cmd::Command;

use crate::writers::{Cell, Sheet, gzip, wide, xlsx, zstd};

/// Runs `tamis screen` in a directory; status and everything it said.
fn screen(place: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tamis"));
    let output = command
        .current_dir(place)
        .arg("screen")
        .args(words)
        .args(["-o", "report", "--force", "--as-of", "2026-12-01"])
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/data").join(name)).unwrap()
}

/// An XLS whose sheet claims to have that many rows, and is empty.
fn claims_rows(rows: u32) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        [&kind.to_le_bytes(), &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
    };
    let dimensions = [&[0; 4][..], &rows.to_le_bytes(), &[0; 2], &1u16.to_le_bytes(), &[0; 2]].concat();
    let stream = [record(0x809, &[0, 6, 0x10, 0]), record(0x200, &dimensions), record(0x0A, &[])].concat();
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    container.create_stream("Workbook").unwrap().write_all(&stream).unwrap();
    container.flush().unwrap();
    container.into_inner().into_inner()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(
            *name,
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )
        .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn with_password(mut zip: Vec<u8>) -> Vec<u8> {
    // Bit 0 of the flags, in the part's own header and in the directory.
    zip[6] |= 1;
    let directory = zip.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    zip[directory + 8] |= 1;
    zip
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

/// A ledger that packs badly, so that half of it still holds rows.
fn ledger() -> String {
    let rows = (0..40_000u64)
        .map(|i| format!("V{:x},Vendor {} Ltd,Ulm\n", i.wrapping_mul(0x9E37_79B9_7F4A_7C15), i * 7919 % 50_021));
    "key,Vendor Name,City\n".to_owned() + &rows.collect::<String>()
}

fn workbook(rows: usize, text: &str) -> Vec<u8> {
    let mut lines = vec![(1, false, vec![Cell::Text("Vendor Name")])];
    lines.extend((0..rows).map(|i| (i + 2, false, vec![Cell::Text(text)])));
    xlsx(&[Sheet { name: "Ledger", rows: lines, ..Sheet::default() }])
}

/// File, bytes, further words, status.
type Case = (&'static str, Vec<u8>, &'static [&'static str], i32);

fn cases() -> Vec<Case> {
    let many = ledger();
    let binary: Vec<u8> = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 & 0x1F).collect();
    let rows = "Vendor Name,City\nAcme Ltd,Ulm\n";
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", &[7; 100]),
    ]);
    vec![
        ("empty.csv", Vec::new(), &[], 2),
        ("blank.csv", b" \r\n\n".to_vec(), &[], 2),
        ("pdf.csv", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), &[], 2),
        ("page.csv", b"\n<!DOCTYPE html><html><body>Please log in".to_vec(), &[], 2),
        ("wide-page.xls", wide("<html><table>", true, false), &[], 2),
        ("xml.xls", b"<?xml version=\"1.0\"?><Workbook>".to_vec(), &[], 2),
        ("binary.csv", binary, &[], 2),
        ("array.json", b"[{\"name\":\"A\"},".to_vec(), &[], 2),
        ("letter.docx", zip(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]), &[], 2),
        ("archive.zip", zip(&[("ledger.csv", rows.as_bytes())]), &[], 2),
        ("secret.zip", with_password(zip(&[("ledger.csv", rows.as_bytes())])), &[], 2),
        ("encrypted.xlsx", data("encrypted.xlsx"), &[], 2),
        ("encrypted.ods", ods, &[], 2),
        ("cut.xlsx", half(&workbook(2_000, "Acme Ltd")), &[], 2),
        ("cut.ods", half(&data("ledger.ods")), &[], 2),
        ("cut.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 nothing more".to_vec(), &[], 2),
        ("claims.xls", claims_rows(65_537), &[], 2),
        ("cut.csv.gz", half(&gzip(many.as_bytes())), &[], 3),
        ("cut.csv.zst", half(&zstd(many.as_bytes())), &[], 3),
        ("stub.csv.gz", gzip(rows.as_bytes())[..15].to_vec(), &[], 2),
        ("stub.csv.zst", zstd(rows.as_bytes())[..15].to_vec(), &[], 2),
        ("damaged.csv.gz", [&gzip(rows.as_bytes())[..20], &[0xFF; 30]].concat(), &[], 2),
        ("book.xlsx.gz", gzip(&workbook(2, "Acme Ltd")), &[], 2),
        ("bomb.csv.gz", gzip(many.as_bytes()), &["--max-unpacked", "500K"], 3),
        ("bomb.csv.zst", zstd(many.as_bytes()), &["--max-unpacked", "500K"], 3),
        ("bomb.xlsx", workbook(20_000, "Acme Ltd"), &["--max-unpacked", "500K"], 2),
        ("cells.xlsx", workbook(400, &"A".repeat(30_000)), &["--max-unpacked", "2M"], 2),
        ("nested.parquet", data("nested.parquet"), &[], 2),
        ("cut.parquet", half(&data("types.parquet")), &[], 2),
        ("encrypted.parquet", b"PARE\x15\x00\x15\x00PARE".to_vec(), &[], 2),
        ("nameless.csv", b"Date,Amount\n2026-01-01,3.5\n2026-01-02,4.5\n".to_vec(), &[], 2),
        ("nameless-header.csv", b"Date,Amount\n".to_vec(), &[], 2),
        ("header.csv", b"Vendor Name,City\n".to_vec(), &[], 0),
        ("header.xlsx", workbook(0, ""), &[], 0),
    ]
}

#[test]
fn each_message_says_what_it_is_and_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let mut all = String::new();
    for (file, bytes, words, status) in cases() {
        fs::write(place.path().join(file), bytes).unwrap();
        let words: Vec<&str> = std::iter::once(file).chain(words.iter().copied()).collect();
        let (got, said) = screen(place.path(), &words);
        assert_eq!(got, Some(status), "{file}: {said}");
        // Of a summary only what is wrong.
        let mut wrong = status == 2;
        let lines = said.lines().filter(|line| {
            // What follows a label belongs to it.
            if status != 2 && !line.starts_with(' ') {
                wrong = ["INCOMPLETE", "Note ", "Problems "].iter().any(|label| line.starts_with(label));
            }
            // The day of the tests may lie ahead.
            wrong && !line.contains("is after today")
        });
        let lines: Vec<&str> = lines.collect();
        all += &format!("$ tamis screen {}\n{}\n\n", words.join(" "), lines.join("\n"));
        assert!(!said.contains("panicked"), "{file}: {said}");
        assert!(status != 2 || said.contains(file), "{file}: the message does not name the file: {said}");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("broken-files", all));
}

#[test]
fn what_broke_off_stands_in_the_problems_with_the_flag() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("bomb.csv.gz"), gzip(ledger().as_bytes())).unwrap();
    let (status, said) = screen(place.path(), &["bomb.csv.gz", "--max-unpacked", "500K"]);
    assert_eq!(status, Some(3), "{said}");
    let problems = fs::read_to_string(place.path().join("report/input-problems.csv")).unwrap();
    assert!(
        problems.contains("broken_off") && problems.contains("--max-unpacked BYTES raises the limit"),
        "{problems}"
    );
    let (status, said) = screen(place.path(), &["bomb.csv.gz", "--max-unpacked", "5M"]);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn what_cannot_be_had_is_told_before_anything_is_written() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    fs::write(at("folder/notes.md"), "# Notes").unwrap();
    let (status, said) = screen(place.path(), &["folder"]);
    assert!(status == Some(2) && said.contains("folder holds no ledger") && said.contains(".parquet"), "{said}");
    let (status, said) = screen(place.path(), &["missing.csv"]);
    assert!(status == Some(2) && said.contains("there is no such file") && said.contains("check the path"), "{said}");
    let (status, said) = screen(place.path(), &["*.xls"]);
    assert!(status == Some(2) && said.contains("no file matches *.xls"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::write(at("locked.csv"), "Vendor Name\nAcme Ltd\n").unwrap();
        fs::set_permissions(at("locked.csv"), fs::Permissions::from_mode(0o000)).unwrap();
        // The system's administrator reads everything.
        if fs::read(at("locked.csv")).is_err() {
            let (status, said) = screen(place.path(), &["locked.csv"]);
            assert!(status == Some(2) && said.contains("cannot be read") && said.contains("read permission"), "{said}");
        }
    }
    assert!(!at("report").exists());
    // A directory of a good and a broken ledger is screened, and the report says what is missing.
    fs::write(at("folder/a.csv"), "Vendor Name,City\nAcme Ltd,Ulm\n").unwrap();
    fs::write(at("folder/b.csv"), "%PDF-1.7").unwrap();
    let (status, said) = screen(place.path(), &["folder"]);
    assert!(status == Some(3) && said.contains("INCOMPLETE") && said.contains("PDF document"), "{said}");
}
