//! What a person reads: help, summaries and messages, each in a file of `snapshots/`, so that a change of wording is
//! read as a difference. After a wanted change: `INSTA_UPDATE=always cargo test`, and read `git diff`.

use crate::support::{Place, Tested};

const LEDGER: &str = "Vendor No,Vendor Name,Country,Memo\n\
    1,Plain Paper Ltd,Norway,\n\
    2,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,=1+1\n\
    3,Harbour Freight Stationers,United Kingdom,via Brumhild Oxnacker Solar GmbH\n";
const NAMELESS: &str = "Amount,Date\n1,2020-01-01\n2,2020-01-02\n";
const OWN: [&str; 5] = ["--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31"];

/// Compares what a command says with its snapshot. Times, speeds, versions and the directory of the test are left out.
fn compare(place: &Place, name: &str, words: &[&str]) -> Tested {
    let ran = place.run(words)?;
    let status = ran.status.ok_or("ended by a signal")?;
    let command = [&["tamis"], words].concat().join(" ");
    let said = format!("$ {command}\nstatus {status}\n{}{}", ran.stdout, ran.stderr);
    let said = said.replace(&*place.path().canonicalize()?.to_string_lossy(), "[DIRECTORY]");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"in \d+\.\d+ s, [\d,]+ a second", "in [TIME]");
    settings.add_filter(&env!("CARGO_PKG_VERSION").replace('.', r"\."), "[VERSION]");
    settings.bind(|| insta::assert_snapshot!(name, said));
    Ok(())
}

#[test]
fn help_of_every_command() -> Tested {
    let place = Place::new()?;
    for command in [
        "",
        "screen",
        "columns",
        "check",
        "lists",
        "lists show",
        "lists search",
        "lists export",
        "lists verify",
        "lists check",
        "lists update",
        "eval",
        "validate",
        "show",
        "verify",
        "init",
        "completions",
        "man",
    ] {
        let words: Vec<&str> = command.split_whitespace().collect();
        let name = words.join("-");
        compare(&place, &format!("help-{name}-short"), &[&words[..], &["-h"]].concat())?;
        compare(&place, &format!("help-{name}"), &[&words[..], &["--help"]].concat())?;
    }
    Ok(())
}

#[test]
fn what_each_command_prints() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.write("clean.csv", "Vendor Name,Country\nPlain Paper Ltd,Norway\n")?;
    place.write("empty.csv", "Vendor Name,Country\n")?;
    place
        .write("odd.csv", "Vendor Name,Country,Note\nPlain Paper Ltd\nBrumhild Oxnacker Solar GmbH,DE,x,extra\n,,\n")?;
    place.write("in/good.csv", LEDGER)?;
    place.write("in/nameless.csv", NAMELESS)?;
    place.write("nameless.csv", NAMELESS)?;
    place.write("tamis.toml", "quiet = false\n")?;
    for (name, words) in [
        ("screen-findings", &["screen", "v.csv", "-o", "a"][..]),
        ("screen-clean", &["screen", "clean.csv", "-o", "b"]),
        ("screen-no-rows", &["screen", "empty.csv", "-o", "c"]),
        ("screen-problems", &["screen", "odd.csv", "-o", "d"]),
        ("screen-incomplete", &["screen", "in", "-o", "e"]),
        ("screen-incomplete-quiet", &["screen", "in", "-o", "f", "--quiet"]),
        ("screen-given-twice", &["screen", "clean.csv", "./clean.csv", "clean.*", "-o", "g"]),
        ("screen-fail-on", &["screen", "v.csv", "-o", "h", "--fail-on", "match"]),
        ("check-findings", &["check", "Qorvath Zeltmar Textiles", "--country", "CN", "--fail-on", "match"]),
        ("check-nothing", &["check", "Plain Paper"]),
        ("lists", &["lists"]),
        ("lists-show", &["lists", "show", "OWN-1"]),
        ("lists-search", &["lists", "search", "zeltmar", "weaving"]),
        ("lists-search-nothing", &["lists", "search", "nobody"]),
        ("lists-verify", &["lists", "verify"]),
        ("validate", &["validate", "--kind", "upper-case", "--clean", "v.csv"]),
    ] {
        compare(&place, name, &[words, &OWN[..]].concat())?;
    }
    compare(&place, "columns", &["columns", "v.csv"])?;
    compare(&place, "columns-without-names", &["columns", "nameless.csv"])?;
    compare(&place, "validate-kinds", &["validate", "--kinds"])?;
    compare(&place, "version", &["--version"])?;
    compare(&place, "init", &["init", "--output", "new.toml"])
}

#[test]
fn each_error_says_what_happened_and_what_to_do_and_nothing_is_written() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.write("nameless.csv", NAMELESS)?;
    place.write("folder/notes.md", "# Notes")?;
    place.write("old/flagged.csv", "the previous report")?;
    place.write("tamis.toml", "# Nothing set\n")?;
    place.write("key.toml", "\nminscore = 3\n")?;
    place.write("day.toml", "quiet = true\nas-of = \"yesterday\"\n")?;
    place.write("set.toml", "[[header-set]]\nheaders = []\nmap = {}\n")?;
    let before = place.names()?;
    for (name, words) in [
        ("missing", &["missing.csv"][..]),
        ("one-of-two-missing", &["v.csv", "missing.csv"]),
        ("no-name-column", &["nameless.csv"]),
        ("pattern-without-file", &["*.xyz"]),
        ("bad-pattern", &["v***.csv"]),
        ("directory-without-ledger", &["folder"]),
        ("missing-list", &["v.csv", "--list", "nolist.csv"]),
        ("unknown-list", &["v.csv", "--only-list", "us-nonsense"]),
        ("unknown-role", &["v.csv", "--map", "nam=Vendor Name"]),
        ("bad-map", &["v.csv", "--map", "name"]),
        ("bad-day", &["v.csv", "--as-of", "yesterday"]),
        ("bad-delimiter", &["v.csv", "--delimiter", "both"]),
        ("bad-size", &["v.csv", "--max-unpacked", "lots"]),
        ("bad-score", &["v.csv", "--min-score", "101"]),
        ("unknown-encoding", &["v.csv", "--encoding", "klingon"]),
        ("two-headers", &["v.csv", "--no-header", "--header-row", "2"]),
        ("output-is-a-file", &["v.csv", "-o", "v.csv", "--force"]),
        ("output-is-here", &["v.csv", "-o", ".", "--force"]),
        ("output-exists", &["v.csv", "-o", "old"]),
        ("two-forms-to-stdout", &["v.csv", "-o", "-", "--format", "csv,jsonl"]),
        ("settings-missing", &["v.csv", "--config", "none.toml"]),
        ("settings-unknown-key", &["v.csv", "--config", "key.toml"]),
        ("settings-bad-day", &["v.csv", "--config", "day.toml"]),
        ("settings-bad-set", &["v.csv", "--config", "set.toml"]),
        ("unknown-flag", &["v.csv", "--nonsense"]),
        ("no-ledger", &[]),
    ] {
        compare(&place, &format!("error-{name}"), &[&["screen"], words, &OWN[..]].concat())?;
    }
    for (name, words) in [
        ("no-command", &[][..]),
        ("unknown-command", &["scren"]),
        ("no-list", &["screen", "v.csv", "--no-bundled"]),
        ("init-exists", &["init"]),
        ("unknown-manual", &["man", "nonsense"]),
        ("unknown-entry", &["lists", "show", "own-9"]),
        ("unknown-kind", &["validate", "--kind", "sideways"]),
        ("bad-percentage", &["validate", "--fail-under", "101"]),
        ("missing-clean-ledger", &["validate", "--clean", "gone.csv"]),
        ("missing-cases", &["eval", "gone.tsv"]),
    ] {
        compare(&place, &format!("error-{name}"), words)?;
    }
    assert_eq!(place.names()?, before, "nothing was written");
    Ok(())
}
