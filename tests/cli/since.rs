//! `tamis screen --since DIR`: what is new, why, and what is gone, on pairs of runs that differ in one thing.

use std::error::Error;
use std::fs;

use serde_json::Value;

use crate::support::{LIST, Place, Record, Tested};

const LEDGER: &str = "Vendor No,Vendor Name,Country,Product\n\
    100,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,yarn\n\
    101,Harbour Stationers,Norway,paper\n\
    102,Plain Paper Ltd,Norway,paper\n";

/// A party that only the second list of a twin has.
const MORE: &str = "Velbrunn Askatar Mining Ltd,,own-3,Norway\n";

/// A first night in `one`.
fn first_night() -> Result<Place, Box<dyn Error>> {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "-o", "one"])?.expect_status(0);
    Ok(place)
}

/// The second night in `two`, compared with the first.
fn second_night(place: &Place, more: &[&str], status: i32) -> Result<Value, Box<dyn Error>> {
    let words = ["v.csv", "-o", "two", "--force", "--since", "one", "--summary", "json"];
    let ran = place.screen(&[&words[..], more].concat())?.expect_status(status);
    Ok(serde_json::from_str(&ran.stdout)?)
}

/// Entry, `since` and `since_reason` of each line.
fn marks(records: &[Record]) -> Vec<[&str; 3]> {
    records.iter().map(|r| [r.get("entry_id"), r.get("since"), r.get("since_reason")]).collect()
}

/// Entry and reason of each line of gone.csv.
fn gone(place: &Place) -> Result<Vec<[String; 2]>, Box<dyn Error>> {
    let lines = place.csv("two/gone.csv")?;
    Ok(lines.iter().map(|r| [r.get("entry_id"), r.get("gone_reason")].map(str::to_owned)).collect())
}

#[test]
fn without_the_flag_the_columns_are_empty() -> Tested {
    let place = first_night()?;
    for file in ["one/flagged.csv", "one/parties.csv"] {
        let records = place.csv(file)?;
        assert!(records.iter().all(|r| r.get("since").is_empty() && r.get("since_reason").is_empty()), "{file}");
        let header = place.read(file)?.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').to_owned();
        assert!(header.starts_with("finding_id,status,since,since_reason,verdict,"), "{header}");
    }
    assert!(!place.at("one/gone.csv").exists());
    let entries = place.csv("one/entries.csv")?;
    assert_eq!(entries.iter().map(|r| r.get("entry_id")).collect::<Vec<_>>(), ["own-1", "own-2"]);
    Ok(())
}

#[test]
fn of_the_same_ledger_all_is_known() -> Tested {
    let place = first_night()?;
    let summary = second_night(&place, &["--fail-on", "new-review", "--format", "csv,jsonl,xlsx"], 0)?;
    assert_eq!(summary["since"]["new"], serde_json::json!({ "match": 0, "review": 0, "advisory": 0 }));
    assert_eq!((&summary["since"]["known"], &summary["since"]["gone"]), (&1.into(), &0.into()));
    for file in ["two/flagged.csv", "two/parties.csv"] {
        assert_eq!(marks(&place.csv(file)?), [["own-1", "known", ""]], "{file}");
    }
    let line: Value = serde_json::from_str(place.read("two/flagged.jsonl")?.lines().next().unwrap_or_default())?;
    assert_eq!((&line["since"], &line["since_reason"]), (&"known".into(), &"".into()));
    assert!(gone(&place)?.is_empty());
    let record: Value = serde_json::from_str(&place.read("two/run.json")?)?;
    assert_eq!(record["since"]["known"], 1);
    assert!(place.read("two/MANIFEST.sha256")?.contains("  gone.csv\n"));
    // In place of the earlier report: the same answer.
    let ran = place.screen(&["v.csv", "-o", "one", "--force", "--since", "one"])?.expect_status(0);
    ran.expect_output("0 new findings since one").expect_output("1 known, 0 gone");
    Ok(())
}

#[test]
fn an_inserted_row_is_new_and_changes_no_other_line() -> Tested {
    let place = first_night()?;
    let before = place.csv("one/flagged.csv")?;
    let (head, rest) = LEDGER.split_once('\n').unwrap_or_default();
    place.write("v.csv", format!("{head}\n099,Brumhild Oxnacker Solar GmbH,Germany,panels\n{rest}"))?;
    let summary = second_night(&place, &["--fail-on", "new-match"], 1)?;
    assert_eq!(summary["since"]["new"]["match"], 1);
    let flagged = place.csv("two/flagged.csv")?;
    assert_eq!(marks(&flagged), [["own-2", "new", "new or changed row"], ["own-1", "known", ""]]);
    assert_eq!(flagged[1].get("finding_id"), before[0].get("finding_id"));
    assert!(gone(&place)?.is_empty());
    // A further row of a known party is known.
    place.write("v.csv", format!("{LEDGER}103,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,cloth\n"))?;
    second_night(&place, &["--fail-on", "new-review"], 0)?;
    assert_eq!(marks(&place.csv("two/flagged.csv")?), [["own-1", "known", ""]; 2]);
    Ok(())
}

#[test]
fn a_changed_row_is_told_where_its_key_was_flagged_before() -> Tested {
    let place = first_night()?;
    place.write("v.csv", LEDGER.replace("\"Qorvath Zeltmar Textiles Co., Ltd.\"", "Brumhild Oxnacker Solar GmbH"))?;
    // Of another country than the entry: a review.
    second_night(&place, &["--fail-on", "new-match"], 0)?;
    second_night(&place, &["--fail-on", "new-review"], 1)?;
    assert_eq!(marks(&place.csv("two/parties.csv")?), [["own-2", "new", "changed row"]]);
    assert_eq!(gone(&place)?, [["own-1", "row gone or changed"]]);
    // A cell that does not bear on the finding leaves it known.
    place.write("v.csv", LEDGER.replace(",yarn", ",cloth"))?;
    second_night(&place, &[], 0)?;
    assert_eq!(marks(&place.csv("two/parties.csv")?), [["own-1", "known", ""]]);
    Ok(())
}

#[test]
fn a_new_entry_and_a_changed_one_are_told_from_new_rows() -> Tested {
    let place = Place::new()?;
    place.write(
        "v.csv",
        format!("{LEDGER}103,Velbrunn Askatar Mining Ltd,Norway,ore\n104,Quillant Reed Works,Norway,reed\n"),
    )?;
    place.screen(&["v.csv", "-o", "one"])?.expect_status(0);
    let list = format!("{LIST}{MORE}")
        .replace("Brumhild Oxnacker Solar GmbH,,", "Brumhild Oxnacker Solar GmbH,Quillant Reed Works,");
    place.write("ours.csv", list)?;
    second_night(&place, &["--fail-on", "new-review"], 1)?;
    let parties = place.csv("two/parties.csv")?;
    let mut found = marks(&parties);
    found.sort_unstable();
    assert_eq!(found, [["own-1", "known", ""], ["own-2", "new", "changed entry"], ["own-3", "new", "new entry"]]);
    Ok(())
}

#[test]
fn what_is_gone_is_listed_with_its_reason() -> Tested {
    let place = first_night()?;
    place.write(
        "v.csv",
        LEDGER.lines().filter(|l| !l.starts_with("100,")).map(|l| format!("{l}\n")).collect::<String>(),
    )?;
    let summary = second_night(&place, &[], 0)?;
    assert_eq!(summary["since"]["gone"], 1);
    assert_eq!(gone(&place)?, [["own-1", "row gone or changed"]]);
    let line = &place.csv("two/gone.csv")?[0];
    assert_eq!((line.get("verdict"), line.get("first_row"), line.get("first_file")), ("match", "1", "v.csv"));

    // The entry was taken off the list.
    place.write("v.csv", LEDGER)?;
    place.write(
        "ours.csv",
        LIST.lines().filter(|l| !l.contains("own-1")).map(|l| format!("{l}\n")).collect::<String>(),
    )?;
    second_night(&place, &[], 0)?;
    assert_eq!(gone(&place)?, [["own-1", "entry no longer in force"]]);

    // A ledger that is not given is not clean.
    place.write("ours.csv", LIST)?;
    place.write("other.csv", "Vendor Name\nHarbour Stationers\n")?;
    let words = ["other.csv", "-o", "two", "--force", "--since", "one", "--quiet"];
    place.screen(&words)?.expect_status(0);
    assert_eq!(gone(&place)?, [["own-1", "ledger not given: not screened"]]);
    Ok(())
}

#[test]
fn a_verdict_that_rose_is_new_and_one_that_fell_is_known() -> Tested {
    let place = Place::new()?;
    let of = |country: &str| format!("Vendor No,Vendor Name,Country\n7,Brumhild Oxnacker Solar GmbH,{country}\n");
    let (review, r#match) = (of("China"), of("Germany"));
    for (then, now, mark) in [(&review, &r#match, ["new", "changed row"]), (&r#match, &review, ["known", ""])] {
        place.write("v.csv", then)?;
        place.screen(&["v.csv", "-o", "one", "--force"])?.expect_status(0);
        place.write("v.csv", now)?;
        second_night(&place, &[], 0)?;
        for file in ["two/parties.csv", "two/flagged.csv"] {
            assert_eq!(marks(&place.csv(file)?), [["own-2", mark[0], mark[1]]], "{file}: {now}");
        }
        assert!(gone(&place)?.is_empty());
    }
    Ok(())
}

#[test]
fn other_settings_are_a_reason() -> Tested {
    let place = Place::new()?;
    // Without its country the name has less than the highest score.
    place.write("v.csv", LEDGER.replace("China", ""))?;
    place.screen(&["v.csv", "-o", "one", "--min-score", "100"])?.expect_status(0);
    assert!(place.csv("one/parties.csv")?.is_empty());
    second_night(&place, &[], 0)?;
    assert_eq!(marks(&place.csv("two/parties.csv")?), [["own-1", "new", "settings changed (min-score)"]]);
    Ok(())
}

#[test]
fn a_damaged_or_foreign_directory_is_an_error_with_a_remedy() -> Tested {
    let place = first_night()?;
    let words = ["v.csv", "-o", "two", "--since"];
    let refused =
        |folder: &str| Ok::<_, Box<dyn Error>>(place.screen(&[&words[..], &[folder]].concat())?.expect_status(2));
    refused("nowhere")?.expect_error("nowhere is not a report of tamis (there is no such directory)");
    fs::create_dir(place.at("empty"))?;
    refused("empty")?.expect_error("name the directory that an earlier run wrote with -o");
    let path = |name: &str| format!("one{}{name}", std::path::MAIN_SEPARATOR);
    for name in ["run.json", "parties.csv", "flagged.jsonl", "entries.csv"] {
        let whole = place.read(&format!("one/{name}"))?;
        place.write(&format!("one/{name}"), &whole[..whole.len() - 2])?;
        refused("one")?.expect_error(&format!("{} was changed after the report was written", path(name)));
        fs::remove_file(place.at(&format!("one/{name}")))?;
        refused("one")?.expect_error(&format!("{} is missing", path(name))).expect_error("or run once without it");
        place.write(&format!("one/{name}"), whole)?;
    }
    assert!(!place.at("two").exists());
    let ran = place.screen(&["v.csv", "-o", "two", "--fail-on", "new-match"])?.expect_status(2);
    ran.expect_error("--fail-on new-match needs the earlier report: name it with --since DIR");
    Ok(())
}

#[test]
fn reports_without_jsonl_are_read_from_their_csv() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "-o", "one", "--format", "csv"])?.expect_status(0);
    place.write("v.csv", LEDGER.replace("\"Qorvath Zeltmar Textiles Co., Ltd.\"", "Brumhild Oxnacker Solar GmbH"))?;
    second_night(&place, &[], 0)?;
    assert_eq!(marks(&place.csv("two/parties.csv")?), [["own-2", "new", "changed row"]]);
    Ok(())
}
