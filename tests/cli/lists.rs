//! `tamis lists`: table, export, verify.

use crate::support::{Place, Record, Tested};

#[test]
fn the_table_shows_the_bundled_lists_with_their_counts() -> Tested {
    let place = Place::new()?;
    let table = place.run(&["lists", "--as-of", "2026-11-24"])?.expect_status(0).stdout;
    for (id, entries) in [
        ("us-ofac-glomag", "10"),
        ("us-cbp-wro", "69"),
        ("us-bis-entity-list", "69"),
        ("us-state-visa-ban", "1"),
        ("us-policy", "5"),
        ("us-caatsa", "1"),
    ] {
        let line = table.lines().find(|l| l.starts_with(id)).ok_or(format!("{id} is not in the table:\n{table}"))?;
        assert_eq!(line.split_whitespace().nth(1), Some(entries), "{line}");
        let under = table.split(line).nth(1).and_then(|rest| rest.lines().nth(1)).unwrap_or_default();
        let is_final = ["us-state-visa-ban", "us-policy", "us-caatsa"].contains(&id);
        let age = if is_final { "no later edition to come" } else { "days old" };
        assert!(under.contains(age), "{line}\n{under}");
    }
    Ok(())
}

#[test]
fn the_bundled_lists_are_sound() -> Tested {
    Place::new()?.run(&["lists", "verify"])?.expect_status(0);
    Ok(())
}

#[test]
fn the_export_keeps_its_contract() -> Tested {
    let place = Place::new()?;
    let text = place.run(&["lists", "export", "--format", "jsonl"])?.expect_status(0).stdout;
    let mut linked = 0;
    for line in text.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        for key in ["list_id", "entry_id", "name"] {
            assert!(entry[key].as_str().is_some_and(|t| !t.is_empty()), "{key}: {line}");
        }
        for name in entry["names"].as_array().ok_or("names is no array")? {
            assert!(
                ["text", "kind", "script", "source"].iter().all(|k| name[k].is_string()) && name["weak"].is_boolean(),
                "{line}"
            );
        }
        assert!(entry["parent"].is_null() || entry["parent"].is_string(), "parent is an entry id: {line}");
        let links = entry["links"].as_array().ok_or("links is no array")?;
        assert!(links.iter().all(serde_json::Value::is_string), "links are entry ids: {line}");
        linked += links.len();
    }
    assert!(linked > 0, "no bundled entry is linked to another");
    let csv = place
        .run(&["lists", "export", "--format", "csv", "--no-bundled", "--list", "ours.csv"])?
        .expect_status(0)
        .stdout;
    let rows = Record::all(&csv)?;
    assert_eq!(rows.iter().map(|r| r.get("entry_id")).collect::<Vec<_>>(), ["own-1", "own-2"]);
    Ok(())
}

/// A list of the user's with this text, and what `check` says of it.
fn check(name: &str, text: &str) -> Result<crate::support::Ran, Box<dyn std::error::Error>> {
    let place = Place::new()?;
    place.write(name, text)?;
    place.run(&["lists", "check", name])
}

#[test]
fn check_prints_all_faults_and_screen_the_first_of_many() -> Tested {
    let rows: String = (0..25).map(|_| ",China\n").collect();
    let place = Place::new()?;
    place.write("bad.csv", format!("name,country\n{rows}"))?;
    let checked = place.run(&["lists", "check", "bad.csv"])?.expect_status(2);
    assert_eq!(checked.stdout.matches("FAULT bad.csv, line ").count(), 25, "{}", checked.stdout);
    place.write("v.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    place
        .run(&["screen", "v.csv", "--list", "bad.csv", "-o", "out"])?
        .expect_status(2)
        .expect_error("25 faults; correct them and run again\n  bad.csv, line 2: the name is empty")
        .expect_error("and 5 more; `tamis lists check FILE` prints all");
    assert!(!place.at("out").exists(), "nothing is written against a broken list");
    Ok(())
}

#[test]
fn faults_of_two_lists_are_reported_together() -> Tested {
    let place = Place::new()?;
    place.write("a.csv", "name,country\n,China\n")?;
    place.write("b.csv", "plant\nAlpha Mill\n")?;
    place
        .run(&["check", "Acme", "--no-bundled", "--list", "a.csv", "--list", "b.csv"])?
        .expect_status(2)
        .expect_error("a.csv, line 2: the name is empty")
        .expect_error("b.csv, line 1: no column `name`; the headers are: plant");
    Ok(())
}

#[test]
fn warnings_do_not_stop_the_use_of_a_list() -> Tested {
    let text = "# as of 2026-01-31\nname,country,Owner\nThe,Atlantis,Ms Reed\nQorvath Zeltmar,China,\n";
    check("own.csv", text)?
        .expect_status(0)
        .expect_output("state of 2026-01-31 (a line of it)")
        .expect_output("column `Owner` is NOT used")
        .expect_output("warning: line 3: name `The` holds only words that many firms carry")
        .expect_output("warning: line 3: country `Atlantis` is not known")
        .expect_output("The lists can be used, with 2 warnings.");
    check("own_2026-01-31.csv", "name,country\nQorvath Zeltmar,China\n")?
        .expect_status(0)
        .expect_output("state of 2026-01-31 (its file name)")
        .expect_output("The lists can be used.");
    Ok(())
}

#[test]
fn a_file_that_is_no_list_says_so_plainly() -> Tested {
    check("empty.csv", "")?.expect_status(2).expect_output("empty.csv: the file is empty");
    check("bare.csv", ";\n")?.expect_status(2).expect_output("no column `name`, and no header at all");
    let place = Place::new()?;
    place.run(&["lists", "check", "none.csv"])?.expect_status(2).expect_output("none.csv: cannot be read");
    place.run(&["lists", "check"])?.expect_status(2).expect_error("no list file is named");
    place.run(&["lists", "check", "--list", "ours.csv"])?.expect_status(0).expect_output("ours.csv  entries: 2");
    Ok(())
}

/// The day of a list is never that of its file: a copy of an old list is an old list.
#[test]
fn a_list_without_a_day_is_undated_wherever_it_is_shown() -> Tested {
    let place = Place::new()?;
    place.write("own.csv", "name,Owner\nQorvath Zeltmar,Ms Reed\n")?;
    place.write("v.csv", "Vendor Name\nQorvath Zeltmar\n")?;
    let own = ["--no-bundled", "--list", "own.csv", "--as-of", "2026-01-31"];
    place
        .run(&[&["screen", "v.csv", "-o", "out"], &own[..]].concat())?
        .expect_status(0)
        .expect_output("own: 1 entry (all), undated")
        .expect_output("list own: columns not used: Owner")
        .expect_output("list own: the list does not say of which day it is");
    let run: serde_json::Value = serde_json::from_str(&place.read("out/run.json")?)?;
    let list = &run["lists"][0];
    assert!(list["as_of"].is_null(), "{list}");
    assert_eq!(list["unused_columns"], serde_json::json!(["Owner"]));
    assert_eq!(list["columns"], serde_json::json!({ "name": "name" }));
    assert_eq!(list["warnings_in_all"], 1);
    place.run(&[&["lists"], &own[..]].concat())?.expect_status(0).expect_output("undated");
    place.run(&[&["check", "Qorvath"], &own[..]].concat())?.expect_error("note: list own: columns not used: Owner");
    Ok(())
}

#[test]
fn own_entries_count_from_their_first_day_until_their_removal() -> Tested {
    let place = Place::new()?;
    let list = "name,Start date,End date,Bars\nAlpha Qorvath Weaving,31/12/2025,,import\n\
                Beta Zeltmar Weaving,01/06/2025,2026-01-15,export licence\nGamma Oxnacker Weaving,,,all dealings\n";
    place.write("own_2026-01-31.csv", list)?;
    place.write("v.csv", "Vendor Name\nAlpha Qorvath Weaving\nBeta Zeltmar Weaving\nGamma Oxnacker Weaving\n")?;
    for (day, expected) in [
        ("2025-05-31", vec![("Gamma Oxnacker Weaving", "match")]),
        ("2025-06-01", vec![("Beta Zeltmar Weaving", "match"), ("Gamma Oxnacker Weaving", "match")]),
        (
            "2026-01-15",
            vec![
                ("Alpha Qorvath Weaving", "match"),
                ("Beta Zeltmar Weaving", "review"),
                ("Gamma Oxnacker Weaving", "match"),
            ],
        ),
    ] {
        let words = ["screen", "v.csv", "--no-bundled", "--list", "own_2026-01-31.csv", "--as-of", day];
        place.run(&[&words[..], &["-o", "out", "--force", "--format", "csv", "--format", "jsonl"]].concat())?;
        let rows = place.csv("out/flagged.csv")?;
        let found: Vec<_> = rows.iter().map(|r| (r.get("entry_name"), r.get("verdict"))).collect();
        assert_eq!(found, expected, "{day}");
    }
    let lines = place.read("out/flagged.jsonl")?;
    // What was taken off the list bars nothing any more.
    for bars in ["import", "none", "all_dealings"] {
        assert!(lines.contains(&format!("\"bars\":\"{bars}\"")), "{bars}: {lines}");
    }
    Ok(())
}

#[test]
fn search_finds_misspelt_names_identifiers_and_addresses_and_offers_a_next_step() -> Tested {
    let place = Place::new()?;
    for (wanted, entry) in [
        ("Hikvison", "EL-C25"),
        ("hetian taida", "WRO-11"),
        ("和田泰达", "EL-C10"),
        ("91340000711771143J", "EL-C26"),
        ("No. 555 Qianmo Road", "EL-C25"),
    ] {
        let out = place.run(&["lists", "search", wanted, "--as-of", "2026-11-24"])?.expect_status(0).stdout;
        assert!(out.lines().any(|line| line.starts_with(entry)), "{wanted}: {out}");
    }
    let one = place.run(&["lists", "search", "WRO-11", "--as-of", "2026-11-24"])?.expect_status(0);
    one.expect_output("\n1 entry\n");
    let none = place.run(&["lists", "search", "Plain", "Paper"])?.expect_status(0).expect_output("0 entries\n");
    none.expect_output("tamis check \"Plain Paper\"");
    Ok(())
}
