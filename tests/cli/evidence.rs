//! `tamis screen --evidence`: a line for each row.

use std::io::Read as _;

use serde_json::Value;

use crate::support::{Place, Record, Tested};

const LEDGER: &str = "Vendor list of the plant\n\
    Vendor No,Vendor Name,Country,Product\n\
    00100,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,yarn\n\
    00101,Harbour Stationers,Norway,paper\n\
    =102,Plain Paper Ltd,Norway,paper\n\
    00103,Harbour Stationers,Norway,glue\n";

/// The lines of a report's evidence.
fn screened(place: &Place, report: &str) -> Result<Vec<Record>, Box<dyn std::error::Error>> {
    let mut text = String::new();
    let file = std::fs::File::open(place.at(report).join("screened.csv.gz"))?;
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    Record::all(&text)
}

#[test]
fn each_row_has_a_line_with_its_outcome() -> Tested {
    let place = Place::new()?;
    place.write("a.csv", LEDGER)?;
    place.write("b.csv", "Vendor,Country\nPlain Paper Ltd,Norway\n")?;
    for (threads, report) in [("1", "one"), ("4", "four")] {
        place.screen(&["a.csv", "b.csv", "--evidence", "--threads", threads, "-o", report])?.expect_status(0);
    }
    let lines = screened(&place, "one")?;
    let shown: Vec<[&str; 5]> =
        lines.iter().map(|l| ["source_file", "row", "line", "key", "outcome"].map(|column| l.get(column))).collect();
    assert_eq!(
        shown,
        [
            ["a.csv", "1", "3", "00100", "match"],
            ["a.csv", "2", "4", "00101", "clean"],
            ["a.csv", "3", "5", "'=102", "clean"],
            ["a.csv", "4", "6", "00103", "clean"],
            ["b.csv", "1", "2", "", "clean"],
        ]
    );
    let digests: Vec<&str> = lines.iter().map(|l| l.get("party_digest")).collect();
    assert!(digests.iter().all(|d| d.len() == 32), "{digests:?}");
    assert_eq!(digests[1], digests[3], "one party, two products");
    assert_eq!(digests[2], digests[4], "one party in two ledgers");
    assert_ne!(digests[0], digests[1]);
    let bytes = |report: &str| std::fs::read(place.at(report).join("screened.csv.gz"));
    assert_eq!(bytes("one")?, bytes("four")?, "the bytes do not depend on threads");
    assert!(place.read("one/MANIFEST.sha256")?.contains("  screened.csv.gz\n"));
    let run: Value = serde_json::from_str(&place.read("one/run.json")?)?;
    assert_eq!(run["settings"]["evidence"], true);
    Ok(())
}

#[test]
fn without_the_flag_there_is_none_and_standard_output_has_no_place_for_it() -> Tested {
    let place = Place::new()?;
    place.write("a.csv", LEDGER)?;
    place.screen(&["a.csv", "-o", "one"])?.expect_status(0);
    assert!(!place.at("one/screened.csv.gz").exists());
    place.screen(&["a.csv", "-o", "-", "--evidence"])?.expect_status(2).expect_error("name a directory with -o");
    Ok(())
}
