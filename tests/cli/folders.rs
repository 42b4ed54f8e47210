//! Ledgers of folders: what is read, what is left out and said so, and how ledgers are named.

use serde_json::Value;

use crate::support::{Place, Tested};

const NAME: &str = "\"Qorvath Zeltmar Textiles Co., Ltd.\"";

fn record(place: &Place, report: &str) -> Result<Value, Box<dyn std::error::Error>> {
    Ok(serde_json::from_str(&place.read(&format!("{report}/run.json"))?)?)
}

/// A folder with everything that may be in one.
fn crowded() -> Result<Place, Box<dyn std::error::Error>> {
    let place = Place::new()?;
    place.write("in/site_01.csv", format!("Vendor Name\n{NAME}\n"))?;
    place.write("in/sub/site_02.csv", format!("Vendor Name\n{NAME}\n"))?;
    place.write("in/sub/deeper/site_03.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    place.write("in/noext", "text")?;
    place.write("in/letter.docx", "text")?;
    place.write("in/.hidden.csv", "Vendor Name\nx\n")?;
    Ok(place)
}

#[cfg(unix)]
fn link(place: &Place, to: &str, at: &str) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, place.at(at))
}

#[cfg(unix)]
#[test]
fn a_folder_run_names_what_it_leaves_out() -> Tested {
    let place = crowded()?;
    link(&place, "sub", "in/linked")?;
    link(&place, "nowhere", "in/old-notes")?;
    let ran = place.screen(&["in", "-o", "r"])?.expect_status(0);
    for sentence in [
        "1 sub-folder in in: sub/; --recursive reads sub-folders",
        "1 link to a folder in in: linked/",
        "1 dangling link in in: old-notes",
        "1 hidden file or folder in in: .hidden.csv",
        "2 files of other kinds in in: letter.docx, noext",
    ] {
        assert!(ran.stdout.contains(sentence), "“{sentence}” is not in:\n{}", ran.stdout);
    }
    let left_out = &record(&place, "r")?["left_out"][0];
    assert_eq!(left_out["sub_folders"], serde_json::json!(["sub/"]));
    assert_eq!(left_out["other_files"], serde_json::json!(["letter.docx", "noext"]));
    Ok(())
}

#[cfg(unix)]
#[test]
fn recursive_reads_sub_folders_in_a_stable_order_and_follows_no_link() -> Tested {
    let place = crowded()?;
    link(&place, "..", "in/sub/circle")?;
    place.screen(&["in", "-o", "in/sub/earlier"])?.expect_status(0);
    let ran = place.screen(&["in", "--recursive", "-o", "r"])?.expect_status(0);
    assert!(!ran.stdout.contains("earlier"), "{}", ran.stdout);
    ran.expect_output("1 link to a folder in in/sub: circle/");
    let record = record(&place, "r")?;
    let names: Vec<&str> =
        record["inputs"].as_array().into_iter().flatten().filter_map(|i| i["name"].as_str()).collect();
    assert_eq!(names, ["site_01.csv", "sub/deeper/site_03.csv", "sub/site_02.csv"]);
    Ok(())
}

#[cfg(unix)]
#[test]
fn what_looks_like_a_ledger_and_cannot_be_opened_makes_the_run_incomplete() -> Tested {
    let place = crowded()?;
    link(&place, "gone.csv", "in/bad_link.csv")?;
    let ran = place.screen(&["in", "-o", "r"])?.expect_status(3);
    ran.expect_output("INCOMPLETE 1 of 2 ledgers could not be read").expect_output("bad_link.csv: the link's target");
    place.screen(&["in/bad_link.csv", "-o", "s"])?.expect_status(2);
    place.screen(&["in/*.csv", "-o", "t"])?.expect_status(3);
    Ok(())
}

#[test]
fn every_ledger_that_was_not_read_is_named_with_its_reason() -> Tested {
    let place = Place::new()?;
    place.write("in/good.csv", format!("Vendor Name\n{NAME}\n"))?;
    for n in 1..=12 {
        place
            .write(&format!("in/the-ledger-of-site-number-{n:02}.csv"), "Amount,Date\n1,2020-01-01\n2,2020-01-02\n")?;
    }
    place.write("in/binary.csv", b"\0\x01\x02\x03\0\0\x05")?;
    let ran = place.screen(&["in", "-o", "r"])?.expect_status(3);
    assert!(ran.stdout.contains("INCOMPLETE 13 of 14 ledgers could not be read:"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("0 rows were NOT screened"));
    let quiet = place.screen(&["in", "-o", "q", "--quiet"])?.expect_status(3);
    for text in [&ran.stdout, &quiet.stderr] {
        assert!(!text.contains('…'), "nothing is cut:\n{text}");
        for n in 1..=12 {
            assert!(text.contains(&format!("the-ledger-of-site-number-{n:02}.csv, line 1: no column")), "{text}");
        }
        assert!(text.contains("binary.csv: unrecognised binary file"), "{text}");
    }
    let counts = &record(&place, "r")?["counts"];
    assert_eq!((&counts["inputs"], &counts["inputs_unreadable"]), (&14.into(), &13.into()));
    Ok(())
}

#[test]
fn a_ledger_that_breaks_off_is_told_apart_from_one_that_was_not_read() -> Tested {
    let place = Place::new()?;
    place.write("in/good.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    let rows = format!("{NAME}\n").repeat(20_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut packed, format!("Vendor Name\n{rows}").as_bytes())?;
    let packed = packed.finish()?;
    place.write("in/cut.csv.gz", &packed[..packed.len() / 2])?;
    let ran = place.screen(&["in", "-o", "r"])?.expect_status(3);
    assert!(
        ran.stdout.contains("1 of 2 ledgers not read to the end; the rows before it were screened:"),
        "{}",
        ran.stdout
    );
    let counts = &record(&place, "r")?["counts"];
    assert_eq!((&counts["inputs_unreadable"], &counts["inputs_cut_short"]), (&0.into(), &1.into()));
    Ok(())
}

#[test]
fn the_report_does_not_depend_on_where_one_stands_and_how_a_path_is_typed() -> Tested {
    let place = Place::new()?;
    place.write("x/y/a.csv", format!("Vendor Name\n{NAME}\n"))?;
    place.write("x/y/z/b.csv", format!("Vendor Name\n{NAME}\n"))?;
    let list = place.at("ours.csv").display().to_string();
    let absolute = [place.at("x/y/a.csv"), place.at("x/y/z/b.csv")].map(|path| path.display().to_string());
    let mut reports = Vec::new();
    for (from, files) in [
        (".", ["x/y/a.csv", "x/y/z/b.csv"]),
        ("x/y", ["z/../z/b.csv", "./a.csv"]),
        ("x/y/z", ["../a.csv", "b.csv"]),
        ("x", [&absolute[0], &absolute[1]]),
    ] {
        let report = place.at(&format!("report-{}", reports.len())).display().to_string();
        let words = ["screen", "--no-bundled", "--list", &list, "--as-of", "2026-01-31", "-o", &report];
        let done = place.command(&[&words[..], &files].concat()).current_dir(place.at(from)).output()?;
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        reports.push(
            ["flagged.csv", "parties.csv"].map(|name| std::fs::read(format!("{report}/{name}")).unwrap_or_default()),
        );
    }
    assert!(reports.iter().all(|report| *report == reports[0] && !report[0].is_empty()));
    let files: Vec<String> =
        place.csv("report-0/flagged.csv")?.iter().map(|r| r.get("source_file").to_owned()).collect();
    assert_eq!(files, ["a.csv", "z/b.csv"]);
    place.screen(&["x/y/z/b.csv", "-o", "single"])?.expect_status(0);
    assert_eq!(place.csv("single/flagged.csv")?[0].get("source_file"), "b.csv", "a single ledger has its own name");
    Ok(())
}

#[test]
fn two_equal_runs_in_the_folder_of_the_ledgers_say_the_same() -> Tested {
    let place = Place::new()?;
    place.write("d/site_01.csv", format!("Vendor Name\n{NAME}\n"))?;
    place.write("d/~$site_02.xlsx", "\u{5}someone")?;
    place.write("d/.old.csv", "Vendor Name\nx\n")?;
    place.write("d/.other.Ab12Cd.partial/flagged.csv", "x")?;
    let mut left_out = Vec::new();
    for _ in 0..2 {
        place.screen(&["d", "-o", "d/eq", "--force"])?.expect_status(0);
        left_out.push(record(&place, "d/eq")?["left_out"].clone());
    }
    let expected = serde_json::json!([{"folder": "d", "hidden": [".old.csv"], "other_files": ["~$site_02.xlsx"]}]);
    assert_eq!(left_out, [expected.clone(), expected]);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_pattern_follows_no_link_to_a_folder_that_it_matches() -> Tested {
    let place = crowded()?;
    link(&place, "sub", "in/linked")?;
    for pattern in ["in/*/*.csv", "in/**/site_02.csv"] {
        let ran = place.screen(&[pattern, "-o", "r", "--force"])?.expect_status(0);
        let inputs = record(&place, "r")?["inputs"].as_array().map(Vec::len);
        assert_eq!(inputs, Some(1), "{pattern}:\n{}", ran.stdout);
    }
    let written_out = place.screen(&["in/linked/*.csv", "-o", "s"])?.expect_status(0);
    written_out.expect_output("site_02.csv");
    Ok(())
}
