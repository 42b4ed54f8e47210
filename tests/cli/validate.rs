//! `tamis validate`: the record of two kinds over the bundled lists, and a list of one's own.

use crate::support::{Place, Tested};

/// The lists about Xinjiang, whose names the kinds are made for.
const BUNDLED: [&str; 9] = [
    "validate",
    "--kind",
    "words-reversed",
    "--kind",
    "upper-case",
    "--as-of",
    "2026-12-01",
    "--without-list",
    "us-bis-entity-list-rest",
];

#[test]
fn the_record_says_what_was_tried_with_what_and_what_was_missed() -> Tested {
    let place = Place::new()?;
    let json = [&BUNDLED[..], &["--format", "json"]].concat();
    let ran = place.run(&json)?.expect_status(0);
    let record: serde_json::Value = serde_json::from_str(&ran.stdout)?;
    assert_eq!((record["as_of"].as_str(), record["tool"].as_str()), (Some("2026-12-01"), Some("tamis")));
    assert_eq!(record["lists"].as_array().map(Vec::len), Some(9));
    assert!(record["lists"][0]["sha256"].as_str().is_some_and(|d| d.len() == 64));
    let kinds: Vec<&str> =
        record["kinds"].as_array().into_iter().flatten().filter_map(|k| k["kind"].as_str()).collect();
    assert_eq!(kinds, ["upper-case", "words-reversed"], "in the order of the manual");
    for kind in record["kinds"].as_array().into_iter().flatten() {
        let count = |group: &str, what: &str| kind[group][what].as_u64().unwrap_or_default();
        assert!(count("all", "tried") > 500 && count("weak", "tried") > 20, "{kind}");
        assert!(count("all", "found") <= count("all", "tried"));
        assert!(count("distinctive", "tried") <= count("all", "tried"));
        assert!(kind["distinctive"]["recall"].as_f64().is_some_and(|r| r >= 99.0), "{kind}");
    }
    let missed =
        ["all", "weak"].map(|g| record["total"][g]["tried"].as_u64().zip(record["total"][g]["found"].as_u64()));
    let missed: u64 = missed.iter().flatten().map(|(tried, found)| tried - found).sum();
    assert_eq!(record["misses"].as_array().map(|m| m.len() as u64), Some(missed), "every miss is listed");

    let again = place.run(&[&json[..], &["--threads", "1", "-o", "proof.json"]].concat())?.expect_status(0);
    assert_eq!(
        (again.stdout.as_str(), place.read("proof.json")?),
        ("", ran.stdout),
        "the same bytes at any number of threads"
    );
    Ok(())
}

#[test]
fn a_list_of_ones_own_alone_is_tried_and_too_little_is_status_1() -> Tested {
    let place = Place::new()?;
    let own = ["validate", "--no-bundled", "--list", "ours.csv"];
    let ran = place.run(&[&own[..], &["--kind", "upper-case", "--fail-under", "100"]].concat())?.expect_status(0);
    ran.expect_output("upper-case").expect_output("ours").expect_output("sha256");
    // A slip in three letters of four is another name.
    place.write("short.csv", "name,country\nQzv Ltd,CN\n")?;
    let short = [
        "validate",
        "--no-bundled",
        "--list",
        "short.csv",
        "--kind",
        "short-word-slip",
        "--fail-under",
        "100",
        "--misses",
    ];
    place.run(&short)?.expect_status(1).expect_output("Not found: 1").expect_output("short-word-slip\tshort\t");
    Ok(())
}

#[test]
fn false_alarms_of_a_clean_ledger_are_counted_and_listed() -> Tested {
    let place = Place::new()?;
    place.write(
        "clean.csv",
        "vendor,country\nPlain Paper Ltd,NO\n\"Qorvath Zeltmar Textiles Co., Ltd.\",CN\nPlain Pencil Ltd,NO\n",
    )?;
    let own = ["validate", "--no-bundled", "--list", "ours.csv", "--kind", "as-listed", "--clean", "clean.csv"];
    let ran = place.run(&own)?.expect_status(0);
    ran.expect_output("clean.csv: 3 rows, 1 flagged (1 as match, 333.33 in 1,000)").expect_output("row 2  match");
    let json = place.run(&[&own[..], &["--format", "json"]].concat())?.expect_status(0).stdout;
    let record: serde_json::Value = serde_json::from_str(&json)?;
    assert_eq!(record["clean"][0]["alarms"][0]["row"].as_u64(), Some(2));
    Ok(())
}

#[test]
fn thresholds_say_what_each_least_score_flags_and_still_finds() -> Tested {
    let place = Place::new()?;
    place.write(
        "ledger.csv",
        "vendor,country\nPlain Paper Ltd,NO\n\"Qorvath Zeltmar Textiles Co., Ltd.\",CN\nBrumhild Oxnaker Solar,DE\n",
    )?;
    let own = ["validate", "--no-bundled", "--list", "ours.csv", "--kind", "as-listed", "--thresholds", "ledger.csv"];
    let ran = place.run(&own)?.expect_status(0);
    ran.expect_output("ledger.csv: 3 rows, 0 unreadable, sha256 ").expect_output("No row is flagged from --min-score ");
    let json = place.run(&[&own[..], &["--format", "json"]].concat())?.expect_status(0).stdout;
    let record: serde_json::Value = serde_json::from_str(&json)?;
    let thresholds = &record["thresholds"];
    let levels = thresholds["ledgers"][0]["levels"].as_array().ok_or("no levels")?;
    assert_eq!((levels.len(), thresholds["ledgers"][0]["rows"].as_u64()), (101, Some(3)));
    let count = |level: &serde_json::Value| ["match", "review", "advisory"].map(|v| level[v].as_u64().unwrap_or(9));
    assert_eq!(count(&levels[0]), [2, 0, 0]);
    assert_eq!(count(&levels[100]), [0, 0, 0]);
    let flagged: Vec<u64> = levels.iter().map(|level| count(level).iter().sum()).collect();
    assert!(flagged.is_sorted_by(|a, b| a >= b), "fewer rows at a higher score: {flagged:?}");
    // What a level says is what screening with that least score flags.
    for least in ["0", "90", "95", "97", "99"] {
        place.screen(&["ledger.csv", "--min-score", least, "--force"])?.expect_status(0);
        let run: serde_json::Value = serde_json::from_str(&place.read("tamis-report/run.json")?)?;
        let at: usize = least.parse()?;
        assert_eq!(run["inputs"][0]["rows_flagged"].as_u64(), flagged.get(at).copied(), "--min-score {least}");
    }
    let found = thresholds["found"].as_array().ok_or("no changed names")?;
    assert_eq!(
        (found.len(), found[0]["all"]["tried"].as_u64(), found[0]["all"]["found"].as_u64()),
        (101, Some(3), Some(3))
    );
    assert_eq!(found[0]["all"]["recall"].as_f64(), Some(100.0));
    assert_eq!(found[0]["all"]["found"], record["total"]["all"]["found"], "as many as without a least score");

    let without = place.run(&[&own[..6], &["--format", "json"]].concat())?.expect_status(0).stdout;
    assert!(!without.contains("thresholds"), "nothing of it where no ledger is given for it");
    Ok(())
}

#[test]
fn a_file_is_not_overwritten_without_force_and_groups_of_kinds_are_taken() -> Tested {
    let place = Place::new()?;
    place.write("proof.json", "an earlier proof")?;
    let words = ["validate", "--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31", "--kind", "case"];
    let out = ["--format", "json", "-o", "proof.json"];
    place.run(&[&words[..], &out].concat())?.expect_status(2).expect_error("proof.json exists");
    assert_eq!(place.read("proof.json")?, "an earlier proof");
    place.run(&[&words[..], &out, &["--force"]].concat())?.expect_status(0);
    let record: serde_json::Value = serde_json::from_str(&place.read("proof.json")?)?;
    assert!(record.to_string().contains("upper-case") && record.to_string().contains("lower-case"));
    let unknown = place.run(&["validate", "--kind", "sideways"])?.expect_status(2).expect_error("  case: ");
    assert!(unknown.stderr.lines().all(|line| line.chars().count() <= 130), "{}", unknown.stderr);
    Ok(())
}
