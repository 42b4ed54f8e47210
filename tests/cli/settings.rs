//! `tamis.toml`, `init`, help, completions, man.

use crate::support::{Place, Tested};

const LEDGER: &str = "Lieferant,Country\n\"Qorvath Zeltmar Textiles Co., Ltd.\",China\n";

#[test]
fn init_writes_a_file_that_changes_nothing_and_is_never_overwritten() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.run(&["init"])?.expect_status(0);
    assert!(place.read("tamis.toml")?.lines().all(|l| l.is_empty() || l.starts_with('#')));
    place.screen(&["v.csv", "--map", "name=Lieferant"])?.expect_status(0);
    place.run(&["init"])?.expect_status(2);
    Ok(())
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.write(
        "tamis.toml",
        r#"no-bundled = true
list = ["ours.csv"]
output = "from-file"
as-of = "2026-01-31"
fail-on = ["match"]
[map]
name = "Lieferant"
"#,
    )?;
    place.run(&["screen", "v.csv"])?.expect_status(1).expect_output("from-file/").expect_output("tamis.toml");
    place.run(&["screen", "v.csv", "-o", "from-flag", "--as-of", "2026-02-01"])?.expect_status(1);
    let record: serde_json::Value = serde_json::from_str(&place.read("from-flag/run.json")?)?;
    assert_eq!(record["settings"]["as_of"], "2026-02-01");
    assert_eq!(record["settings"]["map"][0], "name=Lieferant");
    Ok(())
}

#[test]
fn help_begins_with_examples_and_bad_usage_is_status_2() -> Tested {
    let place = Place::new()?;
    for command in ["", "screen", "columns", "check", "lists", "eval"] {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = place.run(&words)?.expect_status(0).stdout;
        let (examples, usage) = (help.find("Examples:"), help.find("Usage:"));
        assert!(examples.is_some() && examples < usage, "{words:?}:\n{help}");
    }
    for words in [vec![], vec!["scren"], vec!["screen"], vec!["screen", "v.csv", "--nonsense"]] {
        place.run(&words)?.expect_status(2);
    }
    Ok(())
}

#[test]
fn manual_and_completions_come_from_the_same_definitions() -> Tested {
    let place = Place::new()?;
    place.run(&["man"])?.expect_status(0).expect_output(".TH tamis");
    place.run(&["man", "screen"])?.expect_status(0).expect_output("sector");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        place.run(&["completions", shell])?.expect_status(0).expect_output("sector-advisories");
    }
    Ok(())
}

#[test]
fn columns_takes_a_name_column_by_hand() -> Tested {
    let place = Place::new()?;
    place.write("w.csv", "Betrag,Datum\n3,2020-01-01\n4,2020-01-02\n")?;
    place.run(&["columns", "w.csv"])?.expect_status(2);
    place.run(&["columns", "w.csv", "--map", "name=Datum"])?.expect_status(0);
    Ok(())
}
