//! `tamis screen --sum COLUMN`: what a party's rows are worth.

use calamine::{Data, Reader as _, Xlsx, open_workbook};

use crate::support::{Place, Tested};

const NAME: &str = "\"Qorvath Zeltmar Textiles Co., Ltd.\"";

#[test]
fn amounts_are_summed_by_party_over_ledgers_of_both_conventions() -> Tested {
    let place = Place::new()?;
    place.write(
        "us.csv",
        format!(
            "Vendor Name,Country,Amount\n{NAME},China,\"1,250\"\n{NAME},China,\"(0.50)\"\n{NAME},China,n/a\n\
             Harbour Stationers,Norway,9999\n"
        ),
    )?;
    place.write("de.csv", format!("Vendor Name;Country;AMOUNT\n{NAME};China;1.250\n{NAME};China;2,25\n"))?;
    place.screen(&["us.csv", "de.csv", "--sum", "Amount", "--near", "1", "--format", "csv,xlsx"])?.expect_status(0);
    let parties = place.csv("tamis-report/parties.csv")?;
    assert_eq!(parties.iter().map(|r| (r.get("rows"), r.get("sum:Amount"))).collect::<Vec<_>>(), [("5", "2501.75")]);
    let header = place.read("tamis-report/parties.csv")?.lines().next().unwrap_or_default().to_owned();
    assert!(header.contains(",rows,sum:Amount,first_file,"), "{header}");
    let record: serde_json::Value = serde_json::from_str(&place.read("tamis-report/run.json")?)?;
    assert_eq!(record["notes"][0], "Amount: of the flagged rows 1 cell is no number and is in no sum");

    let mut book: Xlsx<_> = open_workbook(place.at("tamis-report/flagged.xlsx"))?;
    let column = |range: &calamine::Range<Data>, header: &str| -> Vec<Data> {
        let at = range
            .rows()
            .next()
            .and_then(|head| head.iter().position(|cell| matches!(cell, Data::String(text) if text == header)));
        range.rows().skip(1).filter_map(|row| row.get(at?).cloned()).collect()
    };
    let parties = book.worksheet_range("Parties")?;
    assert_eq!(column(&parties, "sum:Amount"), [Data::Float(2501.75)]);
    assert_eq!(column(&parties, "first_file"), [Data::String("de.csv".to_owned())]);
    let findings = book.worksheet_range("Findings")?;
    // One meaning only: a number. Two: the text of the ledger.
    assert_eq!(column(&findings, "ledger.AMOUNT")[..2], [Data::String("1.250".to_owned()), Data::Float(2.25)]);
    assert_eq!(column(&findings, "ledger.Amount")[2..4], [Data::String("1,250".to_owned()), Data::Float(-0.5)]);
    Ok(())
}

#[test]
fn a_column_that_is_nowhere_is_an_error_that_names_those_that_are() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", "Vendor Name,Value\nHarbour Stationers,3\n")?;
    let ran = place.screen(&["v.csv", "--sum", "Amount"])?.expect_status(2);
    ran.expect_error("no ledger has a column `Amount`; the columns are: Value, Vendor Name");
    place.screen(&["v.csv", "--sum", "Value", "-o", "-"])?.expect_status(2).expect_error("name a directory with -o");
    // Without the flag there is no such column; of no finding there is no line.
    place.screen(&["v.csv"])?.expect_status(0);
    assert!(!place.read("tamis-report/parties.csv")?.contains("sum:"));
    Ok(())
}
