//! `tamis screen --format xlsx`: `flagged.xlsx`, read back by another crate.

use std::error::Error;
use std::fs::File;
use std::io::BufReader;

use calamine::{Data, Range, Reader as _, Xlsx, open_workbook};
use serde_json::Value;

use crate::support::{Place, Tested};

type Book = Xlsx<BufReader<File>>;

const SHEETS: [&str; 6] = ["Summary", "Parties", "Findings", "Sector advisories", "Input problems", "Lists"];

fn book(place: &Place, path: &str) -> Result<Book, Box<dyn Error>> {
    Ok(open_workbook(place.at(path))?)
}

/// The lines of a sheet by header.
struct Lines(Range<Data>);

impl Lines {
    fn of(book: &mut Book, sheet: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self(book.worksheet_range(sheet)?))
    }

    fn len(&self) -> usize {
        self.0.rows().len() - 1
    }

    fn get(&self, line: usize, header: &str) -> &Data {
        let at = self
            .0
            .rows()
            .next()
            .and_then(|head| head.iter().position(|h| matches!(h, Data::String(text) if text == header)));
        let at = at.unwrap_or_else(|| panic!("no column {header}"));
        &self.0.rows().nth(line + 1).expect("the line")[at]
    }

    fn text(&self, line: usize, header: &str) -> String {
        match self.get(line, header) {
            Data::String(text) => text.clone(),
            Data::Empty => String::new(),
            other => panic!("{header} is no text: {other:?}"),
        }
    }
}

/// The objects of flagged.jsonl.
fn findings(place: &Place, report: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let text = place.read(&format!("{report}/flagged.jsonl"))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// A cell of a ledger as CSV writes it.
fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

#[test]
fn sheets_cells_and_counts_are_those_of_the_other_forms() -> Tested {
    let place = Place::new()?;
    place.write(
        "v.csv",
        "Vendor No,Vendor Name,Address,Country,Registration No,Amount,Invoice Date\n\
         0000100112,\"Qorvath Zeltmar Textiles Co., Ltd.\",1 Mill Road,China,0012,1250.50,2026-01-05\n\
         0000100113,Harbour Stationers,2 Quay,Norway,0013,7,2026-01-06\n\
         0000100114,Brumhild Oxnacker Solar GmbH,Solarweg 3,Germany,0014,-12,06.01.2026\n\
         1,2,3,4,5,6,7,8\n",
    )?;
    let formats = ["v.csv", "--format", "csv,jsonl,xlsx"];
    place.screen(&formats)?.expect_status(0);
    let mut book = book(&place, "tamis-report/flagged.xlsx")?;
    assert_eq!(book.sheet_names(), SHEETS);

    let found = findings(&place, "tamis-report")?;
    let lines = Lines::of(&mut book, "Findings")?;
    assert_eq!(lines.len(), found.len());
    for (at, finding) in found.iter().enumerate() {
        for key in ["finding_id", "status", "verdict", "list_id", "entry_id", "matched_name", "quoted", "reason"] {
            assert_eq!(lines.text(at, key), finding[key].as_str().unwrap_or_default(), "{key}");
        }
        assert_eq!(lines.get(at, "score"), &Data::Float(finding["score"].as_f64().expect("a score")));
        assert_eq!(lines.get(at, "row"), &Data::Float(finding["row"].as_f64().expect("a row")));
        for empty in ["decision", "decision_reason", "reviewer"] {
            assert_eq!(lines.get(at, empty), &Data::Empty);
        }
    }
    assert_eq!(lines.text(0, "ledger.Vendor No"), "0000100112", "leading zeros stay");
    assert_eq!(lines.text(0, "ledger.Amount"), "1250.50", "a text, since no column was named as one of values");
    assert!(matches!(lines.get(0, "ledger.Invoice Date"), Data::DateTime(_)), "a day is a day");
    assert_eq!(lines.text(found.len() - 1, "ledger.Invoice Date"), "06.01.2026", "a day of one meaning only");
    assert_eq!(lines.text(0, "listed_name"), "Qorvath Zeltmar Textiles Co., Ltd.");
    assert_eq!(lines.text(0, "listed_other_names"), "Zeltmar Weaving Works");
    assert_eq!(lines.text(0, "row_address"), "1 Mill Road, China");

    let parties = Lines::of(&mut book, "Parties")?;
    let csv = place.csv("tamis-report/parties.csv")?;
    assert_eq!(parties.len(), csv.len());
    for (at, line) in csv.iter().enumerate() {
        for key in ["finding_id", "verdict", "party", "entry_id", "reason", "first_file", "rows_by_file"] {
            assert_eq!(parties.text(at, key), line.get(key), "{key}");
        }
        assert_eq!(parties.get(at, "rows").to_string(), line.get("rows"));
    }
    assert_eq!(Lines::of(&mut book, "Input problems")?.len(), place.csv("tamis-report/input-problems.csv")?.len());
    let lists = Lines::of(&mut book, "Lists")?;
    assert!(matches!(lists.get(0, "as_of"), Data::DateTime(_)));
    assert!(place.read("tamis-report/MANIFEST.sha256")?.contains("  flagged.xlsx\n"));

    // Equal runs have equal bytes, at any number of threads.
    place.screen(&[&formats[..], &["-o", "again", "--threads", "1"]].concat())?.expect_status(0);
    let bytes = |report: &str| std::fs::read(place.at(report).join("flagged.xlsx"));
    assert_eq!(bytes("tamis-report")?, bytes("again")?);
    // Nothing else is in the directory.
    place.screen(&["v.csv", "--format", "xlsx", "-o", "alone"])?.expect_status(0);
    assert!(!place.at("alone/flagged.csv").exists() && place.at("alone/flagged.xlsx").exists());
    Ok(())
}

#[test]
fn cells_of_any_kind_are_inert_and_whole() -> Tested {
    let long = "长".repeat(10_000);
    let cells = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "{=1+1}",
        "007",
        "1e5",
        "TRUE",
        "https://example.com/x",
        "mailto:someone@example.com",
        "internal:'Lists'!A1",
        "\u{202e}moc.live\u{202c} \u{200f}شركة\u{200e}",
        "👩‍👩‍👧‍👦 🏭",
        "𠀀𠮷𪚥 和田浩林发饰有限公司",
        "_x0041_ _x005F_ <b>&amp;</b> ]]>",
        "a\u{1}b\u{b}c\u{fffe}d\u{ffff}",
        "  blanks around  ",
        "two\nlines",
        "</script><script>alert(1)</script>",
        &long,
    ];
    let place = Place::new()?;
    let mut ledger = String::from("Vendor Name,Vendor No,=Note,Memo,Registration No,Ref\n");
    for cell in cells {
        let cell = quoted(cell);
        ledger += &format!("\"Brumhild Oxnacker Solar GmbH\",{cell},{cell},{cell},{cell},{cell}\n");
        ledger +=
            &format!("{},1,2,3,4,5\n", quoted(&format!("{} Brumhild Oxnacker Solar GmbH", cell.trim_matches('"'))));
    }
    place.write("v.csv", ledger)?;
    place.screen(&["v.csv", "--format", "jsonl,xlsx", "--map", "name=Vendor Name"])?.expect_status(0);
    let found = findings(&place, "tamis-report")?;
    assert!(found.len() >= cells.len(), "{} findings", found.len());
    let mut book = book(&place, "tamis-report/flagged.xlsx")?;
    let formulas = book.worksheet_formula("Findings")?;
    assert!(formulas.rows().flatten().all(String::is_empty), "no formula");
    let lines = Lines::of(&mut book, "Findings")?;
    assert_eq!(lines.len(), found.len());
    for (at, finding) in found.iter().enumerate() {
        for (header, cell) in finding["ledger"].as_object().expect("cells") {
            assert_eq!(lines.text(at, &format!("ledger.{header}")), cell.as_str().unwrap_or_default(), "{header}");
        }
        assert_eq!(lines.text(at, "party"), finding["party"].as_str().unwrap_or_default());
        assert_eq!(lines.text(at, "quoted"), finding["quoted"].as_str().unwrap_or_default());
    }
    Ok(())
}

#[test]
fn a_cell_that_is_too_long_is_cut_with_a_mark() -> Tested {
    let place = Place::new()?;
    let long = "x😀".repeat(20_000);
    place.write("v.csv", format!("Vendor Name,Memo\nBrumhild Oxnacker Solar GmbH,{long}\n"))?;
    place.screen(&["v.csv", "--format", "csv,xlsx"])?.expect_status(0);
    assert!(place.read("tamis-report/flagged.csv")?.contains(&long));
    let mut book = book(&place, "tamis-report/flagged.xlsx")?;
    let cell = Lines::of(&mut book, "Findings")?.text(0, "ledger.Memo");
    assert!(cell.encode_utf16().count() <= 32_767 && cell.starts_with("x😀x😀"));
    assert!(cell.contains("[CUT: ") && cell.contains("60000 characters"), "{}", &cell[cell.len() - 120..]);
    let summary = Lines::of(&mut book, "Summary")?;
    assert!((0..summary.len()).any(|at| summary.text(at, "item").contains("1 cell was cut")));
    Ok(())
}

#[test]
fn a_workbook_does_not_go_to_standard_output() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", "Vendor Name\nBrumhild Oxnacker Solar GmbH\n")?;
    let ran = place.screen(&["v.csv", "--format", "xlsx", "-o", "-"])?.expect_status(2);
    ran.expect_error("a workbook is a file of the report; name a directory with -o");
    Ok(())
}
