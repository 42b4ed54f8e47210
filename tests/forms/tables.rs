//! Every line of a text ledger is a row, a title, a header, a total or a line of dashes: `tests/data/text_forms.tsv`.
//! Backslash n, t, f and uFEFF in its cells are line end, tab, form feed and byte order mark.

use std::io::Cursor;

use tamis::ledger::{InputProblem, Ledger, LedgerError, LedgerErrorKind, ReadOptions};
use tamis::model::{LineCounts, Role, RowBatch};

/// What a text came out as.
struct Got {
    /// Line and cells, joined by `|`.
    rows: Vec<String>,
    titles: Vec<String>,
    tables: Vec<String>,
    problems: Vec<InputProblem>,
    lines: LineCounts,
    numbers: Vec<u64>,
}

fn read(text: &str) -> Got {
    let bytes = Cursor::new(text.as_bytes().to_vec());
    let mut ledger = Ledger::from_reader("t.csv", bytes, &ReadOptions::default()).unwrap().remove(0);
    let (mut rows, mut titles, mut numbers, mut problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut batch = RowBatch::default();
    // A small target: batches must not change what is read.
    while ledger.next_batch(&mut batch, 64, &mut problems).unwrap() {
        for row in batch.iter() {
            match row.row {
                Some(number) => {
                    numbers.push(number);
                    rows.push(format!("{}:{}", row.line, row.cells().collect::<Vec<_>>().join("|")));
                }
                None => titles.push(row.line.to_string()),
            }
        }
    }
    let tables = ledger.tables().map(|(columns, _)| columns.headers.join("|")).collect();
    Got { rows, titles, tables, problems, lines: ledger.lines(), numbers }
}

fn unescaped(cell: &str) -> String {
    cell.replace("\\n", "\n").replace("\\t", "\t").replace("\\f", "\u{C}").replace("\\uFEFF", "\u{FEFF}")
}

#[test]
fn every_line_is_accounted_for() {
    let mut wrong = Vec::new();
    for line in include_str!("../data/text_forms.tsv").lines().skip(1) {
        let cells: Vec<String> = line.split('\t').map(unescaped).collect();
        let [form, text, rows, titles, tables, problems] = &cells[..] else { panic!("{line}: six cells") };
        let got = read(text);
        let mut kinds: Vec<&str> = got.problems.iter().map(|p| p.kind).collect();
        kinds.dedup();
        let all = [got.rows.join("\n"), got.titles.join(" "), got.tables.join("\n"), kinds.join(" ")];
        let LineCounts { rows: counted, titles: above, headers, repeated_headers, totals, rules } = got.lines;
        let filled = text.split(['\n', '\u{C}']).filter(|l| !l.trim().is_empty()).count() as u64;
        let same = all == [rows, titles, tables, problems].map(String::as_str);
        let numbered = got.numbers.iter().copied().eq(1..=counted);
        if !same || !numbered || counted + above + headers + repeated_headers + totals + rules != filled {
            wrong.push(format!("{form}\n{text}\n{}\n{:?} of {filled} lines", all.join("\n"), got.lines));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn tables_beyond_the_beginning_are_found_too() {
    let mut text = String::from("No,Supplier Name,City\n");
    for i in 0..60_000 {
        text.push_str(&format!("{i},Oak Number {i} Ltd,Ulm\n"));
    }
    text.push_str("\nSupplier Name,Country,Product\nElm SA,FR,paper\n");
    let got = read(&text);
    assert_eq!((got.rows.len(), got.tables.len()), (60_001, 2));
    assert_eq!(got.rows.last().unwrap(), "60004:Elm SA|FR|paper");
}

/// Opens a text as `tamis screen` does.
fn opened(text: &str) -> Result<Ledger, LedgerError> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("v.csv");
    std::fs::write(&file, text).unwrap();
    Ok(Ledger::open(&file, &ReadOptions::default())?.remove(0))
}

#[test]
fn a_ledger_without_names_is_read_where_there_is_something_to_search() {
    for text in [
        // The card of one vendor names it in its title.
        "Vendor ledger card: Oak Co., Ltd. (V-1002)\n\nDate,Doc,Vendor,Debit,Credit\n2026-01-05,77,V-1002,900.00,\n",
        "Statement of account\nSupplier: Oak Co., Ltd.,,,\n\nDate,Document,Text,Amount\n2026-01-05,77,goods,900.00\n",
        "Vendor Name:,Oak Co Ltd\nRun date:,2026-05-01\n\nInvoice,Vendor,Amount\n77,0001,12\n78,0001,13\n",
        // Goods and places.
        "Entry Number,HTS,Country of Origin,Amount\n1,6116.10.5520,CN,3.50\n",
        "Oak,Leeds,GB\nElm,Ulm,DE\n",
        "Date,Memo,Amount\n2026-01-05,paid to Oak for socks,3.50\n",
    ] {
        let mut ledger = opened(text).unwrap_or_else(|e| panic!("{text}\n{e}"));
        assert!(!ledger.columns().roles.contains(&Role::Name), "{text}");
        let (mut batch, mut problems) = (RowBatch::default(), Vec::new());
        while ledger.next_batch(&mut batch, 1 << 20, &mut problems).unwrap() {}
        let said = problems.iter().filter(|p| p.kind == "table_without_names").count();
        assert_eq!(said, 1, "{text}");
    }
    for text in ["Date,Amount\n2026-01-01,3.5\n", "Date,Vendor,Amount,Currency\n2026-01-01,V-1,3.5,EUR\n", "one\ntwo\n"]
    {
        assert_eq!(opened(text).map_err(|e| e.kind()).err(), Some(LedgerErrorKind::NoName), "{text}");
    }
}

#[test]
fn a_column_of_manufacturer_codes_is_one_whatever_its_header_says() {
    for header in ["Manufacturer", "Mfr", "Maker", "Manufacturer ID/Name", "Manufacturer Name", "Vendor"] {
        let role = |cells: &[&str]| {
            let rows: String = (1..).zip(cells).map(|(i, cell)| format!("{i},{cell},6116.10.5520\n")).collect();
            opened(&format!("Entry Number,{header},HTS\n{rows}")).map(|ledger| ledger.columns().roles[1]).unwrap()
        };
        assert_eq!(role(&["CNHETTAI2HOT", "VNMILTEX12HAN", "CNTURESQTUR"]), Role::Mid, "{header}");
        assert_eq!(role(&["CNHETTAIHOT", "VNMILTEXHAN", "CNTURESQTUR"]), Role::Mid, "{header}");
        assert_eq!(role(&["", "VNMILTEX12HAN", "CNTURESQ7TUR"]), Role::Mid, "{header}");
        // Names, names in capitals, and names next to codes.
        for cells in [
            ["Oak Trading Ltd", "Elm Garments SA", "Ash Mills"],
            ["INTERNATIONAL", "GEORGETOWN", "OAKTRADING"],
            ["CNHETTAI2HOT", "VNMILTEX12HAN", "Oak Trading Ltd"],
        ] {
            if header.contains("ID") && !cells.contains(&"Elm Garments SA") {
                continue;
            }
            assert_eq!(role(&cells), Role::Name, "{header} {cells:?}");
        }
    }
}

#[test]
fn a_file_that_was_decoded_wrongly_is_read_as_it_was_meant() {
    // As LibreOffice does on the command line: five bytes of Windows-1252 become private characters.
    let misread = |text: &str| -> String {
        let western = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0;
        let private = |c: char| char::from_u32(u32::from(c) + 0xF100).unwrap();
        western.chars().map(|c| if ('\u{81}'..='\u{9D}').contains(&c) { private(c) } else { c }).collect()
    };
    let text = "供应商名称,城市,国家,品名\n浙江某某有限公司,杭州,中国,番茄酱\n苏州某某有限公司,苏州,中国,Näh\n";
    let got = read(&misread(text));
    assert_eq!(got.tables, ["供应商名称|城市|国家|品名"]);
    assert_eq!(got.rows, ["2:浙江某某有限公司|杭州|中国|番茄酱", "3:苏州某某有限公司|苏州|中国|Näh"]);
    let kinds: Vec<&str> = got.problems.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, ["mojibake_header", "mojibake", "mojibake"]);
    assert_eq!(opened(&misread(text)).unwrap().columns().roles, [Role::Name, Role::City, Role::Country, Role::Product]);
    // A header in ASCII: a row with such characters is repaired, another is not touched.
    let got = read(&format!("Vendor,Product\n{}\nCafé Müller,Näh\nMÃ¼ller,x\n", misread("杭州某某,番茄酱")));
    assert_eq!(got.rows, ["2:杭州某某|番茄酱", "3:Café Müller|Näh", "4:MÃ¼ller|x"]);
}
