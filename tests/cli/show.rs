//! `tamis show`: a report in the terminal.

use std::error::Error;
use std::fs;

use crate::support::{Place, Ran, Tested};

const LEDGER: &str = "Vendor No,Vendor Name,Country,Amount\n\
    100,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,12\n\
    101,Harbour Stationers,Norway,3\n\
    102,Brumhild Oxnacker Solar GmbH (和田发饰),France,3\n\
    103,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,30\n";

fn screened(more: &[&str]) -> Result<Place, Box<dyn Error>> {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&[&["v.csv", "-o", "report"], more].concat())?.expect_status(0);
    Ok(place)
}

fn show(place: &Place, columns: &str, more: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = place.command(&[&["show", "report"], more].concat()).env("COLUMNS", columns).output()?;
    Ok(Ran::of(output).expect_status(0).stdout)
}

fn snapshot(name: &str, said: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, said));
}

#[test]
fn the_table_has_the_worst_party_first_at_any_width() -> Tested {
    let place = screened(&[])?;
    let wide = show(&place, "120", &[])?;
    snapshot("show-table", &wide);
    let at = |text: &str| wide.find(text).ok_or(format!("no {text} in\n{wide}"));
    assert!(at("Qorvath")? < at("Brumhild")?);
    for columns in ["40", "60", "80"] {
        let text = show(&place, columns, &[])?;
        assert!(text.contains("Qorvath Zelt"), "{text}");
        let most = columns.parse()?;
        let rows = text.lines().filter(|line| line.starts_with("match ") || line.starts_with("review "));
        rows.for_each(|line| assert!(tamis::report::width(line) <= most, "{line}"));
    }
    Ok(())
}

#[test]
fn a_card_has_the_finding_its_law_and_its_rows() -> Tested {
    let place = screened(&["--sum", "Amount"])?;
    let card = show(&place, "100", &["zeltmar"])?;
    let id = place.csv("report/parties.csv")?[0].get("finding_id").to_owned();
    snapshot("show-card", &card);
    assert_eq!(show(&place, "100", &[&id])?, card);
    assert_eq!(show(&place, "100", &[&id[..6].to_uppercase()])?, card);
    assert!(show(&place, "100", &["和田"])?.contains("Oxnacker"));
    assert!(show(&place, "100", &["r"])?.contains("2 parties are meant"));
    place.run(&["show", "report", "Nobody"])?.expect_status(2).expect_error("no party of report has “Nobody”");
    Ok(())
}

#[test]
fn rows_come_from_either_form() -> Tested {
    let place = screened(&["--format", "csv"])?;
    let csv = show(&place, "100", &["zeltmar"])?;
    place.screen(&["v.csv", "-o", "report", "--force", "--format", "jsonl"])?.expect_status(0);
    assert_eq!(show(&place, "100", &["zeltmar"])?, csv);
    place.screen(&["v.csv", "-o", "report", "--force", "--format", "html"])?.expect_status(0);
    let html = show(&place, "100", &["zeltmar"])?;
    assert!(html.contains("2 (v.csv=2)") && !html.contains("Vendor No: 100"), "{html}");
    Ok(())
}

#[test]
fn what_is_no_report_or_was_changed_says_so() -> Tested {
    let place = screened(&[])?;
    place.run(&["show", "nowhere"])?.expect_status(2).expect_error("nowhere is not a report of tamis");
    place.run(&["show", "ours.csv"])?.expect_status(2).expect_error("it is a file");
    let parties = place.read("report/parties.csv")?;
    place.write("report/parties.csv", parties.replace("Harbour", "Arbour").replace("Zeltmar", "Zelt\u{1b}[31mmar"))?;
    let text = show(&place, "100", &[])?;
    assert!(text.contains("parties.csv is not as the report's manifest says; see tamis verify"), "{text}");
    assert!(!text.contains('\u{1b}'), "no control character of a report reaches the terminal");
    place.write("report/parties.csv", parties.replace("first_file", "x").replace("consequence", "y"))?;
    place.run(&["show", "report"])?.expect_status(2).expect_error("it has no column `consequence`; screen again");
    fs::remove_file(place.at("report/parties.csv"))?;
    place.run(&["show", "report"])?.expect_status(2).expect_error("parties.csv is missing, though MANIFEST.sha256");
    Ok(())
}

#[test]
fn a_report_without_findings_and_an_incomplete_one() -> Tested {
    let place = Place::new()?;
    place.write("led/v.csv", "Vendor,Country\nPlain Paper Ltd,Norway\n")?;
    place.write("led/broken.xlsx", "PK\u{3}\u{4}not a workbook")?;
    place.screen(&["led", "-o", "report"])?.expect_status(3);
    let text = show(&place, "100", &[])?;
    assert!(text.contains("No party has a finding") && text.contains("INCOMPLETE"), "{text}");
    Ok(())
}
