//! Lists of the user's own in the forms that ledgers come in.

use std::fs;
use std::path::PathBuf;

use tamis::model::Watchlist;
use tamis::watchlist::{ListError, load_path};

use crate::writers::{Cell, Sheet, encoded, gzip, serial, wide, xlsx, zstd};

fn load(name: &str, bytes: &[u8]) -> Result<Watchlist, ListError> {
    let place = tempfile::tempdir().unwrap();
    let file: PathBuf = place.path().join(name);
    fs::write(&file, bytes).unwrap();
    // A table of one's own is one list.
    load_path(&file).map(|mut lists| lists.remove(0))
}

/// Names of each entry, joined by `|`.
fn names(list: &Watchlist) -> Vec<String> {
    let joined = |e: &tamis::model::Entry| e.names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("|");
    list.entries.iter().map(joined).collect()
}

fn warnings(list: &Watchlist) -> String {
    list.warnings.iter().map(|w| format!("{w}\n")).collect()
}

#[test]
fn encodings_delimiters_and_archives_give_one_list() {
    let text = "Name;Alias;Country\nCafé Größe Weberei;Weberei Größe;Germany\nAlpha Mill;;China\n";
    let expected = ["Café Größe Weberei|Weberei Größe", "Alpha Mill"];
    let titled = format!("Restricted parties\nkept by the compliance desk\n\n{text}");
    for (name, bytes) in [
        ("utf8.csv", text.as_bytes().to_vec()),
        ("bom.csv", format!("\u{feff}{text}").into_bytes()),
        ("cp1252.csv", encoded(text, encoding_rs::WINDOWS_1252)),
        ("utf16.txt", wide(text, true, false)),
        ("utf16be.txt", wide(text, true, true)),
        ("tabs.tsv", text.replace(';', "\t").into_bytes()),
        ("packed.csv.gz", gzip(text.as_bytes())),
        ("packed.csv.zst", zstd(text.as_bytes())),
        ("titled.csv", titled.into_bytes()),
    ] {
        let list = load(name, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(names(&list), expected, "{name}");
        assert_eq!(list.entries[1].addresses[0].country, "China", "{name}");
    }
}

#[test]
fn lists_in_chinese_encodings_are_read() {
    let simplified = "企业名称,曾用名,国家\n合肥阿尔法纺织有限公司,合肥毛纺厂,中国\n无锡贝塔手套有限公司,,中国\n";
    let traditional = "企業名稱,曾用名,國家\n合肥阿爾法紡織有限公司,合肥毛紡廠,中國\n無錫貝塔手套有限公司,,中國\n";
    let gbk = load("gbk.csv", &encoded(simplified, encoding_rs::GBK)).unwrap();
    assert_eq!(names(&gbk), ["合肥阿尔法纺织有限公司|合肥毛纺厂", "无锡贝塔手套有限公司"]);
    let big5 = load("big5.csv", &encoded(traditional, encoding_rs::BIG5)).unwrap();
    assert_eq!(names(&big5), ["合肥阿爾法紡織有限公司|合肥毛紡廠", "無錫貝塔手套有限公司"]);
}

#[test]
fn workbooks_give_days_from_dates_texts_and_numbers() {
    let number = serial("2025-12-31").to_string();
    let texts = |cells: [&'static str; 3]| cells.map(Cell::Text).to_vec();
    let rows = vec![
        (1, false, vec![Cell::Text("As of 31 January 2026")]),
        (3, false, texts(["Entity Name", "Date listed", "Delisted"])),
        (4, false, vec![Cell::Text("Alpha Mill"), Cell::Date(serial("2025-12-31"))]),
        (5, false, vec![Cell::Text("Beta Mill"), Cell::Number(&number), Cell::Text("31.01.2026")]),
        (6, false, texts(["Gamma Mill", "31/12/2025", ""])),
    ];
    let notes =
        Sheet { name: "Notes", rows: vec![(1, false, vec![Cell::Text("for internal use")])], ..Sheet::default() };
    let list = load("list.xlsx", &xlsx(&[Sheet { name: "Parties", rows, ..Sheet::default() }, notes])).unwrap();
    assert_eq!(names(&list), ["Alpha Mill", "Beta Mill", "Gamma Mill"]);
    assert!(list.entries.iter().all(|e| e.effective.unwrap().to_string() == "2025-12-31"), "{:?}", list.entries);
    assert_eq!(list.entries[1].removed.unwrap().to_string(), "2026-01-31");
    assert_eq!((list.state(), list.dated_by.as_str()), ("2026-01-31".to_owned(), "a line of it"));
    assert!(warnings(&list).contains("number that a spreadsheet stores for 2025-12-31"), "{}", warnings(&list));
}

#[test]
fn faults_in_other_forms_name_their_line_too() {
    let texts = |cells: [&'static str; 2]| cells.map(Cell::Text).to_vec();
    let rows = vec![
        (2, false, texts(["Name", "Effective"])),
        (3, false, texts(["", "2025-01-01"])),
        (4, false, texts(["Alpha Mill", "soon"])),
    ];
    let error = load("list.xlsx", &xlsx(&[Sheet { name: "Parties", rows, ..Sheet::default() }])).unwrap_err();
    let lines: Vec<_> = error.faults().map(|f| f.line()).collect();
    assert_eq!(lines, [Some(3), Some(4)], "{error}");
    assert!(error.to_string().contains("#Parties, line 3: the name is empty"), "{error}");

    // A letter that was lost cannot be found; the twin that is whole can.
    let error = load("lost.csv", "name,country\nCaf\u{fffd} Weaving,France\n".as_bytes()).unwrap_err().to_string();
    assert!(error.contains("line 2: ") && error.contains("were lost"), "{error}");
    assert!(load("whole.csv", "name,country\nCafé Weaving,France\n".as_bytes()).is_ok());

    let error = load("report.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n").unwrap_err().to_string();
    assert!(error.contains("PDF"), "{error}");
    let error = load("empty.xlsx", &xlsx(&[Sheet { name: "Parties", ..Sheet::default() }])).unwrap_err().to_string();
    assert!(error.contains("no sheet of this workbook holds a cell"), "{error}");
}

#[test]
fn rows_that_look_like_totals_and_headers_are_entries() {
    let text = "name,country\nTotal,France\nGrand Total,France\nVendor,China\nName of the Rose Ltd,Italy\n";
    let list = load("list.csv", text.as_bytes()).unwrap();
    assert_eq!(names(&list), ["Total", "Grand Total", "Vendor", "Name of the Rose Ltd"]);
}

#[test]
fn one_column_of_names_with_commas_is_a_list() {
    let text = "name\nAlpha Trading Co., Ltd.\nBeta Weaving, Inc.\nGamma Mill\n";
    let list = load("list.csv", text.as_bytes()).unwrap();
    assert_eq!(names(&list), ["Alpha Trading Co., Ltd.", "Beta Weaving, Inc.", "Gamma Mill"]);
}

#[test]
fn a_column_of_names_needs_no_header() {
    let list = load("l.txt", "Alpha Mill Co Ltd\nBeta Mill Ltd\n翠玉手套有限公司\n".as_bytes()).expect("a list");
    assert_eq!(names(&list), ["Alpha Mill Co Ltd", "Beta Mill Ltd", "翠玉手套有限公司"]);
    assert!(warnings(&list).contains("no header"), "{}", warnings(&list));
    // Two columns without a header may be anything.
    assert!(load("l.csv", b"Alpha Mill Co Ltd,York\nBeta Mill Ltd,Hull\n").is_err());
}

#[test]
fn headers_of_other_languages_and_several_columns_of_names() {
    let german = "Name;Weitere Namen;Land;Gültig bis\nAlpha Mühle GmbH;Beta Mühle;DE;01.02.2024\n";
    let list = load("l.csv", german.as_bytes()).expect("a list");
    assert_eq!(names(&list), ["Alpha Mühle GmbH|Beta Mühle"]);
    assert_eq!(list.unused_columns().count(), 0);
    let list = load("l.csv", b"name,name,name,id\nAlpha Mill,Beta Mill,Gamma Mill,X1\n").expect("a list");
    assert_eq!(names(&list), ["Alpha Mill|Beta Mill|Gamma Mill"]);
}

#[test]
fn json_lines_are_a_list() {
    let text = "{\"name\":\"Alpha Mill\",\"aliases\":[\"Mill of Alpha\",\"Alpha Weaving\"],\"country\":\"CN\"}\n\
                {\"name\":\"Beta Mill\",\"aliases\":[],\"country\":\"CN\"}\n";
    let list = load("list.jsonl", text.as_bytes()).unwrap();
    assert_eq!(names(&list), ["Alpha Mill|Mill of Alpha|Alpha Weaving", "Beta Mill"]);
}
