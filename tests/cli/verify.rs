//! `tamis verify`: passes where nothing changed, and names what did.

use std::error::Error;
use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{LIST, Place, Ran, Tested};

const LEDGER: &str = "Vendor No,Vendor Name,Country,Amount\n\
    100,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,12\n\
    101,Harbour Stationers,Norway,3\n";

/// A report of every form in `report`, over a folder with two ledgers.
fn screened() -> Result<Place, Box<dyn Error>> {
    let place = Place::new()?;
    place.write("led/a.csv", LEDGER)?;
    place.write("led/b.csv", "Vendor,Country\nBrumhild Oxnacker Solar GmbH,Germany\n")?;
    place.write("led/notes.md", "not a ledger")?;
    let forms = ["--format", "csv,jsonl,html,xlsx", "--evidence", "--near", "2", "--sum", "Amount"];
    place.screen(&[&["led", "-o", "report"], &forms[..]].concat())?.expect_status(0);
    Ok(place)
}

fn verify(place: &Place, more: &[&str], status: i32) -> Result<Ran, Box<dyn Error>> {
    Ok(place.run(&[&["verify", "report"], more].concat())?.expect_status(status))
}

/// Changes one byte in the middle of a file.
fn change_a_byte(place: &Place, name: &str) -> Result<(), Box<dyn Error>> {
    let mut bytes = fs::read(place.at(name))?;
    let middle = bytes.len() / 2;
    let byte = bytes.get_mut(middle).ok_or("an empty file")?;
    *byte ^= 1;
    Ok(fs::write(place.at(name), bytes)?)
}

/// Writes a file of the report anew, and its digest into the manifest, as whoever forges a report would.
fn forge(place: &Place, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let path = format!("report/{name}");
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let before = digest(&fs::read(place.at(&path))?);
    place.write(&path, text)?;
    let manifest = place.read("report/MANIFEST.sha256")?.replace(&before, &digest(text.as_bytes()));
    place.write("report/MANIFEST.sha256", manifest)
}

#[test]
fn an_untouched_report_is_verified_from_anywhere() -> Tested {
    let place = screened()?;
    let ran = verify(&place, &[], 0)?.expect_output("Result     verified: nothing changed");
    let ran = ran.expect_output("10 files are the same, and the same run.json but for the run itself");
    ran.expect_output("Ledgers    2 files are the same").expect_output("Lists      1 list is the same");
    let elsewhere = tempfile::tempdir()?;
    let report = place.at("report").display().to_string();
    let ran = Ran::of(place.command(&["verify", &report]).current_dir(&elsewhere).output()?);
    ran.expect_status(0).expect_output("verified: nothing changed");
    assert_eq!(verify(&place, &["--quiet"], 0)?.stdout, "");
    verify(&place, &["--no-rerun"], 0)?.expect_output("none, as asked for");
    Ok(())
}

#[test]
fn one_byte_in_any_file_is_named() -> Tested {
    let place = screened()?;
    let names: Vec<String> = fs::read_dir(place.at("report"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<_>>()?;
    assert_eq!(names.len(), 12, "{names:?}");
    for name in names {
        let path = format!("report/{name}");
        let before = fs::read(place.at(&path))?;
        change_a_byte(&place, &path)?;
        verify(&place, &[], 1)?.expect_output("CHANGED: ").expect_output(&name);
        fs::remove_file(place.at(&path))?;
        // Without its manifest a directory is no report.
        let status = if name == "MANIFEST.sha256" { 2 } else { 1 };
        let ran = verify(&place, &["--no-rerun"], status)?;
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(&name), "{ran:?}");
        fs::write(place.at(&path), before)?;
    }
    verify(&place, &[], 0)?;
    Ok(())
}

#[test]
fn a_line_that_the_manifest_has_twice_is_named() -> Tested {
    let place = screened()?;
    let manifest = place.read("report/MANIFEST.sha256")?;
    place.write("report/MANIFEST.sha256", format!("{manifest}{}  run.json\n", "0".repeat(64)))?;
    verify(&place, &["--no-rerun"], 1)?.expect_output("MANIFEST.sha256: line 12 is not as a run writes it");
    place.write("report/MANIFEST.sha256", manifest.trim_end())?;
    verify(&place, &["--no-rerun"], 1)?.expect_output("line 11 is not as a run writes it");
    place.write("report/MANIFEST.sha256", format!("{manifest}{}  ../ours.csv\n", "0".repeat(64)))?;
    verify(&place, &["--no-rerun"], 1)?.expect_output("line 12 is not as a run writes it");
    Ok(())
}

#[test]
fn a_forged_manifest_does_not_help() -> Tested {
    let place = screened()?;
    for name in ["flagged.csv", "parties.csv"] {
        let text = place.read(&format!("report/{name}"))?;
        forge(&place, name, &text.replace("Zeltmar", "Zeltmor"))?;
        let ran = verify(&place, &[], 1)?.expect_output(&format!("CHANGED: {name} differs from that of the rerun"));
        ran.expect_output("from line 2 on");
        verify(&place, &["--no-rerun"], 0)?;
        forge(&place, name, &text)?;
    }
    let text = place.read("report/parties.csv")?;
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("own-1")).collect();
    forge(&place, "parties.csv", &(kept.join("\n") + "\n"))?;
    verify(&place, &[], 1)?.expect_output("only in the rerun: match").expect_output("own-1");
    forge(&place, "parties.csv", &text)?;
    let run = place.read("report/run.json")?;
    forge(&place, "run.json", &run.replace("\"rows_clean\": 1,", "\"rows_clean\": 2,"))?;
    verify(&place, &[], 1)?.expect_output("run.json: `inputs` differs").expect_output("`counts` differs");
    Ok(())
}

#[test]
fn changed_and_missing_ledgers_are_named() -> Tested {
    let place = screened()?;
    change_a_byte(&place, "led/b.csv")?;
    verify(&place, &[], 1)?
        .expect_output("CHANGED: b.csv: other bytes of the same number")
        .expect_output("it needs the same");
    place.write("led/b.csv", "Vendor\n")?;
    verify(&place, &[], 1)?.expect_output("CHANGED: b.csv: 52 bytes then, 7 bytes now");
    fs::remove_file(place.at("led/b.csv"))?;
    verify(&place, &[], 3)?.expect_output("NOT COMPARED: b.csv is missing").expect_output("Result     NOT VERIFIED");
    fs::remove_dir_all(place.at("led"))?;
    verify(&place, &[], 3)?.expect_output("name the ledgers");
    Ok(())
}

#[test]
fn further_files_in_the_folder_change_nothing() -> Tested {
    let place = screened()?;
    place.write("led/c.csv", LEDGER)?;
    place.write("led/more.md", "text")?;
    place.write("report/mine.txt", "text")?;
    verify(&place, &[], 0)?.expect_output("note: mine.txt is not of the report");
    Ok(())
}

#[test]
fn moved_ledgers_and_lists_are_named_anew() -> Tested {
    let place = screened()?;
    fs::rename(place.at("led"), place.at("moved"))?;
    fs::rename(place.at("ours.csv"), place.at("moved/ours.csv"))?;
    verify(&place, &[], 3)?;
    let list = ["--list", "moved/ours.csv"];
    verify(&place, &[&["moved/a.csv", "moved/b.csv"], &list[..]].concat(), 0)?.expect_output("verified");
    verify(&place, &[&["moved/a.csv"], &list[..]].concat(), 3)?.expect_output("b.csv is missing");
    place.write("other.csv", LIST)?;
    let words = ["moved/a.csv", "moved/b.csv", "--list", "other.csv"];
    verify(&place, &words, 3)?.expect_output("other.csv has the file name of no list of the report");
    Ok(())
}

#[test]
fn changed_and_missing_lists_are_named() -> Tested {
    let place = screened()?;
    place.write("ours.csv", LIST.replace("Weaving", "Knitting"))?;
    verify(&place, &[], 1)?.expect_output("CHANGED: ours: ours.csv has other bytes");
    fs::remove_file(place.at("ours.csv"))?;
    verify(&place, &[], 3)?.expect_output("ours.csv is missing; say where it is with --list PATH");
    Ok(())
}

#[test]
fn a_report_that_was_compared_needs_the_earlier_one() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "-o", "first"])?.expect_status(0);
    let forms = ["--format", "csv,jsonl,html"];
    place.screen(&[&["v.csv", "-o", "report", "--since", "first"], &forms[..]].concat())?.expect_status(0);
    verify(&place, &[], 0)?;
    fs::remove_dir_all(place.at("first"))?;
    let ran = verify(&place, &[], 3)?.expect_output("NOT COMPARED: gone.csv, report.html: the earlier report");
    ran.expect_output("`since` and `since_reason` were left out of the comparison");
    forge(&place, "flagged.jsonl", &place.read("report/flagged.jsonl")?.replace("Zeltmar", "Zeltmor"))?;
    verify(&place, &[], 1)?.expect_output("CHANGED: flagged.jsonl differs");
    Ok(())
}

#[test]
fn an_incomplete_report_is_verified_as_it_is() -> Tested {
    let place = Place::new()?;
    place.write("led/a.csv", LEDGER)?;
    place.write("led/broken.xlsx", "PK\u{3}\u{4}not a workbook")?;
    place.screen(&["led", "-o", "report"])?.expect_status(3);
    verify(&place, &[], 0)?.expect_output("Ledgers    2 files are the same");
    Ok(())
}

#[test]
fn what_is_no_report_or_was_read_from_a_pipe_is_not_verified() -> Tested {
    let place = Place::new()?;
    place.run(&["verify", "nowhere"])?.expect_status(2).expect_error("there is no such directory");
    place.run(&["verify", "ours.csv"])?.expect_status(2).expect_error("it is a file");
    place.run(&["verify", "."])?.expect_status(2).expect_error("no MANIFEST.sha256");
    let words = ["screen", "-", "--no-bundled", "--list", "ours.csv", "-o", "report"];
    Ran::of(place.command(&words).write_stdin(LEDGER).output()?).expect_status(0);
    verify(&place, &[], 3)?.expect_output("standard input cannot be read again");
    Ok(())
}

#[test]
fn a_report_of_another_version_says_so() -> Tested {
    let place = screened()?;
    let run = place.read("report/run.json")?;
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    forge(&place, "run.json", &run.replace(&version, "\"version\": \"0.0.9\""))?;
    verify(&place, &[], 0)?.expect_output("by tamis 0.0.9; this is");
    // One that knows a setting that this version does not.
    let mut other: Value = serde_json::from_str(&run)?;
    other["settings"]["telepathy"] = true.into();
    forge(&place, "run.json", &format!("{other:#}\n"))?;
    let ran = verify(&place, &[], 1)?.expect_output("settings_sha256 is not the digest of its settings");
    ran.expect_output("the settings in run.json are not understood").expect_output("telepathy");
    // One that does not say where its ledgers were.
    other = serde_json::from_str(&run)?;
    other["run"].as_object_mut().ok_or("no run")?.retain(|name, _| name != "working_directory");
    forge(&place, "run.json", &format!("{other:#}\n"))?;
    verify(&place, &[], 3)?.expect_output("does not say where its ledgers were; name the ledgers");
    verify(&place, &["led/a.csv", "led/b.csv"], 0)?;
    Ok(())
}

#[test]
fn a_signed_report_is_verified_by_its_key_alone() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    for name in ["ours", "other"] {
        let pair = minisign::KeyPair::generate_unencrypted_keypair()?;
        place.write(&format!("{name}.key"), pair.sk.to_box(None)?.to_string())?;
        place.write(&format!("{name}.pub"), pair.pk.to_box()?.to_string())?;
    }
    place.screen(&["v.csv", "-o", "report", "--sign", "ours.key"])?.expect_status(0);
    verify(&place, &["--key", "ours.pub"], 0)?.expect_output("MANIFEST.sha256.minisig is over MANIFEST.sha256");
    let key = place.read("ours.pub")?;
    verify(&place, &["--key", key.lines().nth(1).unwrap_or_default()], 0)?;
    verify(&place, &[], 0)?.expect_output("give the public key with --key");
    verify(&place, &["--key", "other.pub"], 1)?.expect_output("is not over this manifest by this key");
    verify(&place, &["--key", "keys/none.pub"], 2)?.expect_error("reading the public key keys/none.pub failed");
    // What nobody can screen again is protected, too.
    let run = place.read("report/run.json")?;
    forge(&place, "run.json", &run.replace("\"operator\": \"", "\"operator\": \"not "))?;
    verify(&place, &[], 0)?;
    verify(&place, &["--key", "ours.pub"], 1)?.expect_output("is not over this manifest");
    fs::remove_file(place.at("report/MANIFEST.sha256.minisig"))?;
    verify(&place, &["--key", "ours.pub"], 1)?.expect_output("MANIFEST.sha256.minisig cannot be read");

    place
        .screen(&["v.csv", "-o", "two", "--sign", "ours.pub"])?
        .expect_status(2)
        .expect_error("cannot be used to sign");
    place.screen(&["v.csv", "-o", "two", "--sign", "none.key"])?.expect_status(2).expect_error("none.key");
    place.screen(&["v.csv", "-o", "-", "--sign", "ours.key"])?.expect_status(2).expect_error("name one with -o");
    assert!(!place.at("two").exists());
    // A signed report is replaced whole, and nothing of it is taken for a file of the user's.
    place.screen(&["v.csv", "-o", "report", "--force", "--sign", "ours.key"])?.expect_status(0);
    place.screen(&["v.csv", "-o", "report", "--force"])?.expect_status(0);
    assert!(!place.at("report/MANIFEST.sha256.minisig").exists());
    assert!(place.names()?.iter().all(|name| !name.contains("previous")), "{:?}", place.names()?);
    Ok(())
}
