//! `tamis screen`: what it writes, what it says, and how it ends.

use std::fs;

use crate::support::{Place, Ran, Record, Tested};

const LEDGER: &str = "Vendor No,Vendor Name,Country,Memo\n\
    1,Plain Paper Ltd,Norway,\n\
    2,\"Qorvath Zeltmar Textiles Co., Ltd.\",China,=1+1\n\
    3,Harbour Freight Stationers,United Kingdom,via Brumhild Oxnacker Solar GmbH\n";

#[test]
fn a_clean_ledger_is_complete() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", "Vendor Name,Country\nPlain Paper Ltd,Norway\n")?;
    place.screen(&["v.csv"])?.expect_status(0);
    assert_eq!(place.csv("tamis-report/flagged.csv")?, []);
    Ok(())
}

#[test]
fn flagged_rows_carry_the_law_the_reason_and_every_original_column() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    let ran = place.screen(&["v.csv", "--fail-on", "match"])?.expect_status(1);
    assert!(ran.stderr.is_empty(), "nothing is wrong, so nothing is said:\n{}", ran.stderr);
    assert!(ran.stdout.lines().count() <= 24, "the summary fits one screen:\n{}", ran.stdout);

    let rows = place.csv("tamis-report/flagged.csv")?;
    let first = rows.first().ok_or("nothing was flagged")?;
    for (header, cell) in [
        ("entry_id", "own-1"),
        ("verdict", "match"),
        ("status", "open"),
        ("field", "Vendor Name"),
        ("source_file", "v.csv"),
        ("row", "2"),
        ("line", "3"),
        ("ledger.Vendor No", "2"),
        ("ledger.Country", "China"),
        ("ledger.Memo", "'=1+1"),
    ] {
        assert_eq!(first.get(header), cell, "{header}");
    }
    assert!(
        rows.iter().any(|r| r.get("row") == "3" && r.get("entry_id") == "own-2"),
        "a name in a memo is found: {rows:?}"
    );
    let header = place.read("tamis-report/flagged.csv")?;
    assert!(
        header.starts_with(
            "\u{feff}finding_id,status,since,since_reason,verdict,score,list_id,entry_id,entry_name,matched_name,\
             method,field,quoted,measure,bars,consequence,authority,effective,citation,source_url,reason,\
             source_file,row,line,ledger.Vendor No,ledger.Vendor Name,ledger.Country,ledger.Memo\n"
        ),
        "{header}"
    );
    Ok(())
}

#[test]
fn a_vendor_on_many_rows_is_one_party() -> Tested {
    let place = Place::new()?;
    let row = "\"Qorvath Zeltmar Textiles Co., Ltd.\",China\n";
    place.write("a.csv", format!("Vendor Name,Country\n{}", row.repeat(3000)))?;
    place.write("b.csv", format!("Vendor Name,Country\n{row}"))?;
    place.screen(&["b.csv", "a.csv"])?.expect_status(0);
    let parties = place.csv("tamis-report/parties.csv")?;
    let party: Vec<&Record> = parties.iter().filter(|p| p.get("entry_id") == "own-1").collect();
    assert_eq!(party.len(), 1, "{parties:?}");
    assert_eq!(party[0].get("rows"), "3001");
    assert_eq!(party[0].get("rows_by_file"), "a.csv=3000; b.csv=1");
    assert_eq!(
        (party[0].get("first_file"), party[0].get("first_row"), party[0].get("first_line")),
        ("a.csv", "1", "2")
    );
    let rows = place.csv("tamis-report/flagged.csv")?;
    assert_eq!(rows.len(), 3001, "3,000 copies of one row give 3,000 same findings");
    assert!(
        rows.iter()
            .all(|r| r.get("finding_id") == party[0].get("finding_id") && r.get("reason") == rows[0].get("reason"))
    );
    Ok(())
}

#[test]
fn same_bytes_at_any_number_of_threads_and_in_any_order_of_files() -> Tested {
    let place = Place::new()?;
    let mut text = String::from("Vendor Name,Address,Country\n");
    for n in 0..6000 {
        let name = match n % 97 {
            0 => "Qorvath Zeltmar Textiles Co., Ltd.".to_owned(),
            1 => format!("Zeltmar Weaving Works Branch {n}"),
            _ => format!("Ordinary Vendor {n}"),
        };
        text.push_str(&format!("\"{name}\",\"{n} Long Street, {}\",China\n", "Quarter ".repeat(12)));
    }
    place.write("a.csv", &text)?;
    place.write("b.csv", LEDGER)?;
    for (out, threads, files) in
        [("one", "1", ["a.csv", "b.csv"]), ("two", "2", ["b.csv", "a.csv"]), ("eight", "8", ["a.csv", "b.csv"])]
    {
        place.screen(&["-o", out, "--threads", threads, files[0], files[1]])?.expect_status(0);
    }
    for name in ["flagged.csv", "flagged.jsonl", "parties.csv", "input-problems.csv"] {
        let one = place.read(&format!("one/{name}"))?;
        assert!(one == place.read(&format!("two/{name}"))?, "{name} differs between 1 and 2 threads");
        assert!(one == place.read(&format!("eight/{name}"))?, "{name} differs between 1 and 8 threads");
    }
    let record = |out: &str| -> Result<serde_json::Value, Box<dyn std::error::Error>> {
        let mut value: serde_json::Value = serde_json::from_str(&place.read(&format!("{out}/run.json"))?)?;
        value.as_object_mut().ok_or("run.json is no object")?.remove("run").ok_or("run.json has no `run`")?;
        Ok(value)
    };
    assert_eq!(record("one")?, record("two")?, "only `run` may differ");
    assert_eq!(record("one")?, record("eight")?, "only `run` may differ");
    let lines = place.csv("one/flagged.csv")?;
    let place_of = |r: &Record| {
        (
            r.get("source_file").to_owned(),
            r.get("row").parse::<u64>().unwrap_or(0),
            100 - r.get("score").parse::<i32>().unwrap_or(0),
            r.get("entry_id").to_owned(),
        )
    };
    assert!(lines.iter().map(place_of).is_sorted(), "sorted by file, row, score descending, entry id");
    Ok(())
}

#[test]
fn an_advisory_told_once_a_party_counts_every_row_of_it() -> Tested {
    let place = Place::new()?;
    // Some parties with several goods each, over two ledgers and enough rows for many batches; the worker who tells of
    // a party first is any of them. Several kinds in one cell, goods that are not there, and goods with a sign of
    // Xinjiang, which are other findings of the same party.
    let goods = [
        "knitted cotton gloves",
        "polysilicon wafers",
        "tomato paste",
        "human hair wigs",
        "office chairs",
        "tomato paste, cotton yarn and wigs",
        "wigs, no cotton",
        "cotton yarn from Xinjiang",
    ];
    for (name, from) in [("a.csv", 0), ("b.csv", 3)] {
        let mut text = String::from("Vendor Name,Country,Product Description\n");
        for n in 0..6000 {
            text.push_str(&format!(
                "Ningbo Plain {} Works {},CN,\"{}, {}\"\n",
                ["North", "South"][n % 2],
                n % 7,
                goods[(n + from) % 8],
                "assorted ".repeat(8)
            ));
        }
        place.write(name, &text)?;
    }
    let rows = |out: &str| -> Result<serde_json::Value, Box<dyn std::error::Error>> {
        let record: serde_json::Value = serde_json::from_str(&place.read(&format!("{out}/run.json"))?)?;
        Ok(record["counts"]["sector_advisories"].clone())
    };
    let run = |out: &str, more: &[&str]| {
        place.run(&[&["screen", "-o", out, "a.csv", "b.csv"], more].concat()).map(|ran| _ = ran.expect_status(0))
    };
    run("row by row", &["--sector-advisories", "--threads", "1"])?;
    let whole = place.read("row by row/sector-advisories.csv")?;
    for threads in ["1", "2", "5"] {
        run(threads, &["--threads", threads])?;
        assert!(place.read(&format!("{threads}/sector-advisories.csv"))? == whole, "{threads} threads");
        assert_eq!(rows(threads)?, rows("row by row")?, "{threads} threads");
    }
    let counted: u64 =
        place.csv("2/sector-advisories.csv")?.iter().filter_map(|line| line.get("rows").parse::<u64>().ok()).sum();
    assert!(counted > 10_500, "seven of eight goods are watched: {counted}");
    Ok(())
}

#[test]
fn every_row_is_accounted_for_and_problems_are_listed() -> Tested {
    let place = Place::new()?;
    place.write(
        "v.csv",
        "Vendor Name,Country,Note\nPlain Paper Ltd\n\"Qorvath Zeltmar Textiles Co., Ltd.\",China,x,extra\n,,\n",
    )?;
    place.screen(&["v.csv"])?.expect_status(0);
    let record: serde_json::Value = serde_json::from_str(&place.read("tamis-report/run.json")?)?;
    let input = &record["inputs"][0];
    let count = |key: &str| input[key].as_u64().unwrap_or(u64::MAX);
    assert_eq!(count("rows_read"), count("rows_clean") + count("rows_flagged") + count("rows_unreadable"));
    assert_eq!(count("rows_flagged"), 1);
    assert_eq!(record["complete"], true);
    assert_eq!(input["sha256"].as_str().map(str::len), Some(64));
    let problems = place.csv("tamis-report/input-problems.csv")?;
    assert!(problems.iter().any(|p| p.get("kind") == "field_count" && p.get("row") == "1"), "{problems:?}");
    Ok(())
}

#[test]
fn jsonl_holds_the_same_findings_typed() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv"])?.expect_status(0);
    let rows = place.csv("tamis-report/flagged.csv")?;
    let text = place.read("tamis-report/flagged.jsonl")?;
    let lines: Vec<serde_json::Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        assert_eq!(line["finding_id"], row.get("finding_id"));
        assert_eq!(line["score"].to_string(), row.get("score"), "a number stays a number");
        assert!(line["steps"]["country"].is_string() && line["entry"]["kind"].is_string(), "{line}");
    }
    assert_eq!(lines[0]["ledger"]["Memo"], "=1+1", "nothing is defused where no spreadsheet reads");
    Ok(())
}

#[test]
fn headers_of_several_ledgers_are_united() -> Tested {
    let place = Place::new()?;
    let name = "\"Qorvath Zeltmar Textiles Co., Ltd.\"";
    place.write("a.csv", format!("Vendor Name,Note,Note\n{name},x,y\n"))?;
    place.write("b.csv", format!("Amount,Vendor Name\n7,{name}\n"))?;
    place.screen(&["a.csv", "b.csv"])?.expect_status(0);
    let rows = place.csv("tamis-report/flagged.csv")?;
    let of = |file: &str| rows.iter().find(|r| r.get("source_file") == file).ok_or(format!("{file} has no finding"));
    assert_eq!(
        (of("a.csv")?.get("ledger.Note"), of("a.csv")?.get("ledger.Note (2)"), of("a.csv")?.get("ledger.Amount")),
        ("x", "y", "")
    );
    assert_eq!((of("b.csv")?.get("ledger.Amount"), of("b.csv")?.get("ledger.Note")), ("7", ""));
    Ok(())
}

#[test]
fn an_existing_report_is_not_overwritten_without_force() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv"])?.expect_status(0);
    let before = place.read("tamis-report/run.json")?;
    place.screen(&["v.csv"])?.expect_status(2);
    assert_eq!(place.read("tamis-report/run.json")?, before);
    place.screen(&["v.csv", "--force"])?.expect_status(0);
    assert_eq!(place.names()?, ["ours.csv", "tamis-report", "v.csv"], "nothing is left beside the report");
    Ok(())
}

#[test]
fn the_manifest_names_every_file_with_its_digest() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv"])?.expect_status(0);
    let manifest = place.read("tamis-report/MANIFEST.sha256")?;
    let named: Vec<&str> = manifest.lines().filter_map(|l| l.split_once("  ").map(|(_, name)| name)).collect();
    let written = "entries.csv flagged.csv flagged.jsonl input-problems.csv parties.csv run.json sector-advisories.csv";
    assert_eq!(named.join(" "), written);
    Ok(())
}

/// The documents that the measures answer to are cited once a report, in no reason.
#[test]
fn the_atrocity_documents_are_cited_once() -> Tested {
    let place = Place::new()?;
    place
        .write("v.csv", "Vendor,Address,Country\nTurpan Dried Fruit,\"Gaochang District, Turpan, Xinjiang\",China\n")?;
    place.run(&["screen", "-o", "out", "v.csv"])?.expect_status(0);
    let record: serde_json::Value = serde_json::from_str(&place.read("out/run.json")?)?;
    let cited: Vec<_> = record["context"].as_array().into_iter().flatten().map(|c| c["entry_id"].clone()).collect();
    assert_eq!(cited, ["POL-1", "POL-2"]);
    let lines = place.csv("out/flagged.csv")?;
    assert!(!lines.is_empty() && lines.iter().all(|line| !line.get("reason").contains("Atrocity")));
    Ok(())
}

#[test]
fn standard_output_takes_the_findings_and_standard_error_the_summary() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    let csv = place.screen(&["v.csv", "-o", "-"])?.expect_status(0).expect_error("Findings");
    assert!(!Record::all(&csv.stdout)?.is_empty());
    let json = place.screen(&["v.csv", "-o", "-", "--format", "jsonl", "--quiet"])?.expect_status(0);
    assert!(json.stdout.lines().all(|l| serde_json::from_str::<serde_json::Value>(l).is_ok()), "{}", json.stdout);
    assert_eq!(json.stderr, "", "quiet");
    assert_eq!(place.names()?, ["ours.csv", "v.csv"], "no directory was asked for");
    Ok(())
}

#[test]
fn standard_input_is_a_ledger() -> Tested {
    let place = Place::new()?;
    let mut command = place.command(&["screen", "-", "--no-bundled", "--list", "ours.csv", "-o", "-"]);
    let ran = Ran::of(command.write_stdin(LEDGER).output()?).expect_status(0);
    assert!(ran.stdout.contains("own-1"), "{}", ran.stdout);
    Ok(())
}

#[test]
fn a_directory_with_an_unreadable_ledger_is_screened_and_called_incomplete() -> Tested {
    let place = Place::new()?;
    place.write("in/good.csv", LEDGER)?;
    place.write("in/nameless.csv", "Amount,Date\n1,2020-01-01\n2,2020-01-02\n")?;
    place.screen(&["in"])?.expect_status(3);
    let quiet = place.screen(&["in", "--force", "--quiet"])?.expect_status(3).expect_error("INCOMPLETE");
    assert_eq!(quiet.stdout, "");
    let record: serde_json::Value = serde_json::from_str(&place.read("tamis-report/run.json")?)?;
    assert_eq!(record["complete"], false);
    let problems = place.csv("tamis-report/input-problems.csv")?;
    assert!(
        problems.iter().any(|p| p.get("source_file").ends_with("nameless.csv") && p.get("kind") == "read_error"),
        "{problems:?}"
    );
    Ok(())
}

#[test]
fn a_file_given_twice_is_screened_once() -> Tested {
    let place = Place::new()?;
    place.write("v.csv", LEDGER)?;
    place.screen(&["v.csv", "./v.csv", "*.csv", "-o", "twice"])?;
    let record: serde_json::Value = serde_json::from_str(&place.read("twice/run.json")?)?;
    let names: Vec<&str> =
        record["inputs"].as_array().into_iter().flatten().filter_map(|i| i["name"].as_str()).collect();
    assert_eq!(names.iter().filter(|n| n.ends_with("v.csv")).count(), 1, "{names:?}");
    Ok(())
}

#[test]
fn exit_status_follows_fail_on() -> Tested {
    let place = Place::new()?;
    place.write("clean.csv", "Vendor Name\nPlain Paper Ltd\n")?;
    place.write("v.csv", LEDGER)?;
    for (ledger, level, status) in [("clean.csv", "advisory", 0), ("v.csv", "match", 1), ("v.csv", "advisory", 1)] {
        place.screen(&[ledger, "--force", "--fail-on", level])?.expect_status(status);
    }
    place.screen(&["v.csv", "--force"])?.expect_status(0);
    place.screen(&["clean.csv", "--force", "--fail-on", "match", "--fail-on", "review"])?.expect_status(0);
    Ok(())
}

#[test]
fn a_reader_that_leaves_early_is_a_quiet_end() -> Tested {
    let place = Place::new()?;
    let row = "\"Qorvath Zeltmar Textiles Co., Ltd.\",China\n";
    place.write("v.csv", format!("Vendor Name,Country\n{}", row.repeat(5000)))?;
    let binary = assert_cmd::cargo::cargo_bin!("tamis");
    let mut child = std::process::Command::new(binary)
        .current_dir(place.path())
        .args(["screen", "v.csv", "-o", "-", "--quiet", "--no-bundled", "--list", "ours.csv"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()?;
    drop(child.stdout.take());
    let ran = Ran::of(child.wait_with_output()?);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_leaves_nothing() -> Tested {
    // `/dev/full` takes the place of a full disk for the stream; a directory needs a file system of its own.
    let place = Place::new()?;
    let row = "\"Qorvath Zeltmar Textiles Co., Ltd.\",China\n";
    place.write("v.csv", format!("Vendor Name,Country\n{}", row.repeat(5000)))?;
    let binary = assert_cmd::cargo::cargo_bin!("tamis");
    let output = std::process::Command::new(binary)
        .current_dir(place.path())
        .args(["screen", "v.csv", "-o", "-", "--no-bundled", "--list", "ours.csv"])
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full")?)
        .output()?;
    let ran = Ran::of(output).expect_status(2).expect_error("writing standard output failed");
    assert!(ran.stderr.contains("free some space") && ran.stderr.contains("because:"), "{}", ran.stderr);
    Ok(())
}
