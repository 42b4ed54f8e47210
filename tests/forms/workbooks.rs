//! What workbooks hold besides plain cells: merged areas, hidden sheets and rows, dates, long numbers, formatted text.

use std::fs;
use std::io::{Cursor, Write};

use tamis::ledger::{InputProblem, Ledger, LedgerErrorKind, ReadOptions};
use tamis::model::{Role, RowBatch};

use crate::writers::{Cell, Sheet, xlsx};

/// The ledgers of a workbook: name, rows as texts joined by `|`, problems as kind and line.
fn open(bytes: &[u8], options: &ReadOptions) -> Vec<(String, Vec<String>, Vec<InputProblem>)> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("v.xlsx");
    fs::write(&file, bytes).unwrap();
    let ledgers = Ledger::open(&file, options).unwrap_or_else(|e| panic!("{e}"));
    let read = |mut ledger: Ledger| {
        let (mut batch, mut problems, mut rows) = (RowBatch::default(), Vec::new(), Vec::new());
        while ledger.next_batch(&mut batch, 1 << 20, &mut problems).unwrap() {
            rows.extend(batch.iter().filter(|r| r.row.is_some()).map(|r| r.cells().collect::<Vec<_>>().join("|")));
        }
        (ledger.name().rsplit('#').next().unwrap_or_default().to_owned(), rows, problems)
    };
    ledgers.into_iter().map(read).collect()
}

fn row<'a>(number: usize, cells: &[&'a str]) -> (usize, bool, Vec<Cell<'a>>) {
    (number, false, cells.iter().map(|c| Cell::Text(c)).collect())
}

fn kinds(problems: &[InputProblem]) -> Vec<(&str, u64)> {
    problems.iter().map(|p| (p.kind, p.line)).collect()
}

#[test]
fn a_merged_value_counts_in_each_of_its_rows() {
    let rows = vec![
        row(1, &["Vendor ledger"]),
        row(2, &["Vendor Name", "Address", ""]),
        row(3, &["", "Street", "City"]),
        row(4, &["Acme Ltd", "Mill Lane 1", "Leeds"]),
        row(5, &["", "Mill Lane 2", "Leeds"]),
        row(6, &["", "", ""]),
        row(7, &["", "Mill Lane 3", ""]),
        row(8, &["Beta GmbH", "Weg 1", "Ulm"]),
    ];
    let bytes = xlsx(&[Sheet {
        name: "S",
        rows,
        merged: vec!["A1:C1", "A2:A3", "A4:A7", "$C$5:$C$7", "B8:C8"],
        ..Sheet::default()
    }]);
    let (_, rows, _) = open(&bytes, &ReadOptions { header_row: Some(3), ..ReadOptions::default() }).remove(0);
    assert_eq!(
        rows,
        [
            "Acme Ltd|Mill Lane 1|Leeds",
            "Acme Ltd|Mill Lane 2|Leeds",
            "Acme Ltd|Mill Lane 3|Leeds",
            "Beta GmbH|Weg 1|Ulm"
        ]
    );
}

#[test]
fn hidden_sheets_and_rows_are_screened_and_told() {
    let mut rows = vec![
        row(1, &["Vendor Name", "City"]),
        row(2, &["Acme Ltd", "Ulm"]),
        row(3, &["Beta Ltd", "Ulm"]),
        row(4, &["Gamma Ltd", "Ulm"]),
    ];
    rows[2].1 = true;
    rows[3].1 = true;
    let shown = Sheet { name: "Shown", rows, ..Sheet::default() };
    let hidden = |name, state| Sheet {
        name,
        state,
        rows: vec![row(1, &["Vendor Name", "City"]), row(2, &["Delta Ltd", "Ulm"])],
        ..Sheet::default()
    };
    let ledgers =
        open(&xlsx(&[shown, hidden("Old", "hidden"), hidden("Older", "veryHidden")]), &ReadOptions::default());
    assert_eq!(ledgers.iter().map(|l| l.0.as_str()).collect::<Vec<_>>(), ["Shown", "Old", "Older"]);
    assert_eq!(kinds(&ledgers[0].2), [("hidden_rows", 3)]);
    assert_eq!(ledgers[0].2[0].done, "2 rows are hidden in the workbook (3 to 4); screened all the same");
    for hidden in &ledgers[1..] {
        assert_eq!((kinds(&hidden.2), hidden.1.len()), (vec![("hidden_sheet", 1)], 1));
    }
    // Hidden rows, a hidden sheet, a comment and a merged cell as LibreOffice writes them; a long number as by pandas.
    let content = "<office:document-content><office:automatic-styles>
        <style:style style:name=\"ta2\" style:family=\"table\">
        <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet><table:table table:name=\"One\">
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>Vendor Name</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>City</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>Amount</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell table:number-rows-spanned=\"3\" office:value-type=\"string\">\
        <office:annotation><text:p>a comment</text:p></office:annotation>\
        <text:p>Acme<text:s text:c=\"2\"/>&amp; <text:span>Söhne</text:span></text:p><text:p>Ltd</text:p>\
        </table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>Ulm</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"1234.5\"><text:p>1.234,50 €</text:p>\
        </table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated=\"2\" table:visibility=\"collapse\"><table:covered-table-cell/>\
        <table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"2\"><text:p>Köln</text:p>\
        </table:table-cell><table:table-cell table:number-columns-repeated=\"16380\"/></table:table-row>
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>Beta</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"914403001922038217\" \
        table:number-columns-repeated=\"2\"/></table:table-row>
        <table:table-row table:number-rows-repeated=\"1048000\">\
        <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>
        <table:table table:name=\"Two\" table:style-name=\"ta2\"><table:table-row>\
        <table:table-cell office:value-type=\"string\"><text:p>Supplier</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"2020-07-31T00:00:00\">\
        <text:p>31.07.20</text:p></table:table-cell></table:table-row></table:table>
        </office:spreadsheet></office:body></office:document-content>";
    let ledgers = open(&ods(content), &ReadOptions::default());
    let long = "914403001922038217";
    let repeated = "Acme  & Söhne\nLtd|Köln|Köln";
    assert_eq!(ledgers[0].1, ["Acme  & Söhne\nLtd|Ulm|1234.5", repeated, repeated, &format!("Beta|{long}|{long}")]);
    assert!(kinds(&ledgers[0].2).contains(&("hidden_rows", 3)));
    assert_eq!(ledgers[1].1, ["2020-07-31"]);
    assert_eq!(kinds(&ledgers[1].2), [("hidden_sheet", 1), ("value_changed_type", 2)]);
}

#[test]
fn a_name_that_is_a_formula_without_a_value_is_unread_and_not_clean() {
    let rows =
        vec![row(1, &["Vendor Name", "City"]), row(2, &["=CONCATENATE(1)", "Ulm"]), row(3, &["Beta Ltd", "Ulm"])];
    let ledgers = open(&xlsx(&[Sheet { name: "S", rows, ..Sheet::default() }]), &ReadOptions::default());
    assert_eq!(ledgers[0].1, ["Beta Ltd|Ulm"]);
    assert_eq!(kinds(&ledgers[0].2), [("formula_without_value", 2)]);
}

/// An ODS of this content.
fn ods(content: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    for (name, text) in [("META-INF/manifest.xml", "<manifest:manifest/>"), ("content.xml", content)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn long_numbers_dates_and_numbers_stored_as_text() {
    let cells = |n| {
        (
            n,
            false,
            vec![
                Cell::Text("Acme Ltd"),
                Cell::Number("914403001922038216"),
                Cell::Text("0012"),
                Cell::Date(44_043),
                Cell::Number("1.5E3"),
            ],
        )
    };
    let rows = vec![row(1, &["Vendor Name", "Tax ID", "Key", "Date", "Amount"]), cells(2)];
    let ledgers = open(&xlsx(&[Sheet { name: "S", rows, ..Sheet::default() }]), &ReadOptions::default());
    assert_eq!(ledgers[0].1, ["Acme Ltd|914403001922038216|0012|2020-07-31|1500"]);
}

#[test]
fn a_map_that_fits_one_sheet_is_left_out_of_the_others() {
    let ledger = Sheet {
        name: "Ledger",
        rows: vec![row(1, &["Xyzzy", "City"]), row(2, &["Acme Ltd", "Ulm"])],
        ..Sheet::default()
    };
    let notes =
        Sheet { name: "Notes", rows: vec![row(1, &["Vendor Name"]), row(2, &["Printed by hand"])], ..Sheet::default() };
    let bytes = xlsx(&[notes, ledger]);
    let mapped = |header: &str| ReadOptions {
        map: vec![(Role::Name.into(), header.into())],
        header_row: Some(1),
        ..ReadOptions::default()
    };
    let ledgers = open(&bytes, &mapped("Xyzzy"));
    let names: Vec<&str> = ledgers.iter().map(|l| l.0.as_str()).collect();
    assert_eq!(names, ["Notes", "Ledger"]);
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("v.xlsx");
    fs::write(&file, bytes).unwrap();
    assert_eq!(Ledger::open(&file, &mapped("Nowhere")).unwrap_err().kind(), LedgerErrorKind::Option);
    let one = ReadOptions { sheet: Some("notes".into()), ..ReadOptions::default() };
    assert_eq!(Ledger::open(&file, &one).unwrap().len(), 1);
    let none = ReadOptions { sheet: Some("Nowhere".into()), ..ReadOptions::default() };
    assert!(Ledger::open(&file, &none).unwrap_err().to_string().contains("the sheets are \"Notes\", \"Ledger\""));
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\">\
        <is><r><t>fa</t></r><r><t>r</t></r><rPh><t>aloud</t></rPh></is></c></row>";
    let sheet = Sheet { name: "S", rows: vec![row(1, &["Vendor Name"]), row(2, &["Acme Ltd"])], ..Sheet::default() };
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx(&[sheet]))).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let text = std::io::read_to_string(&mut part).unwrap().replace("</sheetData>", &format!("{far}</sheetData>"));
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    let ledgers = open(&out.finish().unwrap().into_inner(), &ReadOptions::default());
    assert_eq!(ledgers[0].1.len(), 2);
    assert_eq!(ledgers[0].1[1].trim_start_matches('|'), "far");
}

#[test]
fn a_sheet_without_header_is_read_as_a_text_without_header() {
    let list = |name, rows: &[&[&'static str]]| {
        let rows = rows.iter().enumerate().map(|(i, cells)| row(i + 1, cells)).collect();
        Sheet { name, rows, ..Sheet::default() }
    };
    let bytes = xlsx(&[
        list("New", &[&["Vendor Name", "City"], &["Mill Ltd", "York"]]),
        list("Old", &[&["Weber GmbH", "Ulm", "DE"], &["Dale Ltd", "Leeds", "GB"]]),
        list("Page 2", &[&["Dale", "Leeds"], &["Gill", "Ulm"]]),
        list("Codes", &[&["10", "open"], &["20", "closed"]]),
        list("Notes", &[&["Printed on Monday"], &[""], &["Without Weber"]]),
    ]);
    let ledgers = open(&bytes, &ReadOptions::default());
    let got: Vec<(&str, usize, Vec<_>)> =
        ledgers.iter().map(|(name, rows, problems)| (name.as_str(), rows.len(), kinds(problems))).collect();
    assert_eq!(got[..2], [("New", 1, vec![]), ("Old", 2, vec![("no_header", 1)])]);
    assert_eq!(got[2], ("Page 2", 2, vec![("continued_sheet", 1)]));
    assert_eq!(got[3], ("Codes", 2, vec![("no_header", 1), ("table_without_names", 1)]));
    // Notes are searched; each line is a title and no row.
    assert_eq!(got[4], ("Notes", 0, vec![("table_without_names", 1)]));
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("v.xlsx"), bytes).unwrap();
    let mut notes = Ledger::open(&place.path().join("v.xlsx"), &ReadOptions::default()).unwrap().remove(4);
    let mut batch = RowBatch::default();
    assert!(notes.next_batch(&mut batch, 1 << 20, &mut Vec::new()).unwrap());
    assert!(batch.iter().all(|line| line.row.is_none()));
    assert_eq!((notes.lines().rows, notes.lines().titles), (0, 2));
}

#[test]
fn a_row_of_groups_names_the_columns_below_it() {
    let rows = vec![
        row(1, &["Purchase report"]),
        row(2, &["", "Vendor", "", "Manufacturer", ""]),
        row(3, &["Key", "Name", "City", "Name", "City"]),
        row(4, &["7", "Mill Ltd", "York", "Weber GmbH", "Ulm"]),
    ];
    let bytes = xlsx(&[Sheet { name: "S", rows, merged: vec!["B2:C2", "D2:E2"], ..Sheet::default() }]);
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("v.xlsx"), bytes).unwrap();
    let text = "Purchase report\n,Vendor,,Manufacturer,\nKey,Name,City,Name,City\n7,Mill Ltd,York,Weber GmbH,Ulm\n";
    fs::write(place.path().join("v.csv"), text).unwrap();
    for file in ["v.xlsx", "v.csv"] {
        let ledger = Ledger::open(&place.path().join(file), &ReadOptions::default()).unwrap().remove(0);
        let headers = ["Key", "Vendor Name", "Vendor City", "Manufacturer Name", "Manufacturer City"];
        assert_eq!(ledger.columns().headers, headers, "{file}");
        let roles = [Role::Key, Role::Name, Role::City, Role::Name, Role::City];
        assert_eq!(ledger.columns().roles, roles, "{file}");
    }
}

#[test]
fn text_in_the_first_column_and_stacked_tables_are_read_as_such() {
    let list = |name, rows: &[&[&'static str]]| {
        let rows = rows.iter().enumerate().map(|(i, cells)| row(i + 1, cells)).collect();
        Sheet { name, rows, ..Sheet::default() }
    };
    let bytes = xlsx(&[
        list("Pasted", &[&["Vendor Name,City"], &["\"Mill Co., Ltd.\",York"], &["Dale,Leeds"]]),
        list("Names", &[&["Vendor Name"], &["Mill Co., Ltd."], &["Dale Co., Ltd."]]),
        list(
            "Stacked",
            &[
                &["Vendor Name", "City", "Tax ID"],
                &["Mill Ltd", "York", "1"],
                &["Closed accounts", "", ""],
                &["City", "Country", "Vendor Name", "E-Mail"],
                &["Ulm", "DE", "Weber GmbH", "a@b.de"],
            ],
        ),
    ]);
    let ledgers = open(&bytes, &ReadOptions::default());
    assert_eq!(ledgers[0].1, ["Mill Co., Ltd.|York", "Dale|Leeds"]);
    assert_eq!(ledgers[1].1, ["Mill Co., Ltd.", "Dale Co., Ltd."]);
    assert_eq!(ledgers[2].1, ["Mill Ltd|York|1", "Ulm|DE|Weber GmbH|a@b.de"]);
    assert_eq!(kinds(&ledgers[2].2), [("another_table", 4)]);
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("v.xlsx"), bytes).unwrap();
    let mut stacked = Ledger::open(&place.path().join("v.xlsx"), &ReadOptions::default()).unwrap().remove(2);
    let mut batch = RowBatch::default();
    while stacked.next_batch(&mut batch, 1 << 20, &mut Vec::new()).unwrap() {}
    let roles: Vec<Vec<Role>> = stacked.tables().map(|(columns, _)| columns.roles.clone()).collect();
    assert_eq!(roles[1], [Role::City, Role::Country, Role::Name, Role::Email]);
    let lines = stacked.lines();
    assert_eq!((lines.rows, lines.titles, lines.headers), (2, 1, 2));
}
