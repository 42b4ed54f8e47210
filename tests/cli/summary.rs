//! The summary and the manners of a report: days, staleness, byte order marks, quiet runs, tables.

use serde_json::Value;

use crate::support::{Place, Tested};

const NAME: &str = "\"Qorvath Zeltmar Textiles Co., Ltd.\"";

/// The text with each run of blanks and line ends as one blank.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn days_that_make_no_sense_are_noted_and_old_lists_are_called_stale() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    let run = |day: &str| place.run(&["screen", "v.csv", "--as-of", day, "--force"]);
    let record = || -> Result<Value, Box<dyn std::error::Error>> {
        Ok(serde_json::from_str(&place.read("tamis-report/run.json")?)?)
    };
    let future = flowing(&run("2199-05-01")?.expect_status(0).stdout);
    assert!(future.contains("--as-of 2199-05-01 is after today"), "{future}");
    assert!(future.contains("as of 2199-05-01 (UTC)") && future.contains("STALE: 7 lists are"), "{future}");
    assert!(future.contains("us-caatsa: 1 entry (all), of 2017-08-02, no later edition to come"), "{future}");
    assert!(record()?["run"]["notes"][0].as_str().is_some_and(|note| note.contains("after today")));
    assert_eq!(record()?["lists"][0]["stale"], true);

    // The state of the UFLPA list is of 2026-08-03: 30 days later by one day.
    let strict = ["screen", "v.csv", "--force", "--only-list", "us-uflpa", "--max-list-age", "30", "--as-of"];
    let at = |day: &'static str| [&strict[..], &[day, "--fail-on", "stale"]].concat();
    let stale = flowing(&place.run(&at("2026-09-03"))?.expect_status(1).stdout);
    assert!(stale.contains("STALE: the list is older than 30 days"), "{stale}");
    place.run(&at("2026-09-02"))?.expect_status(0);
    let laws = ["--only-list", "us-caatsa", "--only-list", "us-policy", "--as-of", "2036-01-01", "--fail-on", "stale"];
    place.run(&[&["screen", "v.csv", "--force"][..], &laws[..]].concat())?.expect_status(0);
    place.run(&[&["check", "Plain Paper"][..], &laws[..]].concat())?.expect_status(0);
    place.run(&["check", "Plain Paper", "--as-of", "2036-01-01", "--fail-on", "stale"])?.expect_status(1);

    let past = flowing(&run("1999-01-01")?.expect_status(0).stdout);
    assert!(past.contains("--as-of 1999-01-01 is before the state of every list"), "{past}");
    assert!(!past.contains("STALE"), "{past}");
    assert!(record()?["notes"][0].as_str().is_some_and(|note| note.contains("before the state of every list")));
    assert_eq!(record()?["lists"][0]["stale"], false);
    Ok(())
}

#[test]
fn csv_files_begin_with_a_byte_order_mark_and_streams_do_not() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", format!("Vendor Name\n{NAME}\n"))?;
    place.screen(&["v.csv", "-o", "with"])?.expect_status(0);
    place.screen(&["v.csv", "-o", "without", "--no-bom"])?.expect_status(0);
    for name in ["flagged.csv", "parties.csv", "input-problems.csv"] {
        let (with, without) = (place.read(&format!("with/{name}"))?, place.read(&format!("without/{name}"))?);
        assert_eq!(with.strip_prefix('\u{feff}'), Some(without.as_str()), "{name}");
    }
    for name in ["flagged.jsonl", "run.json"] {
        assert!(place.read(&format!("with/{name}"))?.starts_with('{'), "{name}");
    }
    let streamed = place.screen(&["v.csv", "-o", "-", "-q"])?.expect_status(0).stdout;
    assert_eq!(streamed, place.read("without/flagged.csv")?);
    Ok(())
}

#[test]
fn a_quiet_run_says_where_foreign_files_went_and_cuts_no_path() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    let report = format!("{}/report", "a-folder-with-a-rather-long-name".repeat(4));
    place.write(&format!("{report}/thesis.txt"), "mine")?;
    let ran = place.screen(&["v.csv", "-q", "--force", "-o", &report])?.expect_status(0);
    ran.expect_error(&format!("it is kept as {}", place.at(&report).canonicalize()?.display()));
    place.write(&format!("{report}/thesis.txt"), "mine")?;
    let ran = place.screen(&["v.csv", "--force", "-o", &report])?.expect_status(0);
    assert!(ran.stdout.contains(&format!("{report}/\n")) && ran.stdout.contains("report.previous-2"), "{}", ran.stdout);
    Ok(())
}

#[test]
fn several_ledgers_are_listed_with_their_findings_worst_first() -> Tested {
    let place = Place::new()?;
    place.write("one.csv", format!("Vendor Name\n{NAME}\nPlain Paper Ltd\n"))?;
    place.write("two.csv", format!("Vendor Name\n{NAME}\nBrumhild Oxnacker Solar GmbH\n"))?;
    place.write("three.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    let out = place.screen(&["one.csv", "two.csv", "three.csv"])?.expect_status(0).stdout;
    let table = out.split("By ledger").nth(1).ok_or("there is no table of ledgers")?;
    let at = |text: &str| table.find(text).ok_or(format!("“{text}” is not in:\n{out}"));
    assert!(at("  two.csv")? < at("  one.csv")?, "{out}");
    assert!(at("1 ledger without a finding")? > at("  one.csv")?, "{out}");
    Ok(())
}

#[test]
fn the_summary_as_json_has_the_counts_also_where_findings_go_to_standard_output() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", format!("Vendor Name\n{NAME}\n"))?;
    let ran = place.screen(&["v.csv", "-o", "-", "--summary", "json"])?.expect_status(0);
    let summary: Value = serde_json::from_str(&ran.stderr)?;
    assert_eq!((&summary["complete"], &summary["counts"]["findings"]["match"]), (&true.into(), &1.into()));
    assert_eq!(summary["ledgers"][0]["rows"]["match"], 1);
    assert_eq!(summary["lists"][0]["stale"], false);
    let ran = place.screen(&["v.csv", "-o", "r", "--summary", "json"])?.expect_status(0);
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout)?["report"], "r/ (begin with parties.csv)");
    Ok(())
}

#[test]
fn parties_to_look_at_first_are_one_line_each_and_the_rest_is_counted() -> Tested {
    let place = Place::new()?;
    let rows: String = (0..11).map(|n| format!("\"Zeltmar Weaving Works\",Branch {n}\n")).collect();
    let names: String = (0..11).map(|n| format!("Zeltmar Weaving Works {n}00\n")).collect();
    place.write("v.csv", format!("Vendor Name,Note\n{rows}"))?;
    let out = place.screen(&["v.csv"])?.expect_status(0).stdout;
    assert!(out.contains("Zeltmar Weaving Works – "), "{out}");
    assert!(out.contains(", 11 rows\n"), "{out}");
    place.write("w.csv", format!("Vendor Name\n{names}"))?;
    let out = place.screen(&["w.csv", "--force"])?.expect_status(0).stdout;
    assert!(out.contains("and 3 more parties; parties.csv has all, worst first"), "{out}");
    Ok(())
}
