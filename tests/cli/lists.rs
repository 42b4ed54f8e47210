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
        assert!(under.contains("days old"), "{line}\n{under}");
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
