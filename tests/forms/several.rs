//! Several ledgers in one run, and the flags and settings of reading, through the binary.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::writers::{Cell, Sheet, gzip, wide, xlsx};

fn tamis(place: &Path, words: &[&str], stdin: &[u8]) -> (Option<i32>, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tamis"));
    let output =
        command.current_dir(place).env("COLUMNS", "100").args(words).write_stdin(stdin.to_vec()).output().unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

#[track_caller]
fn screen(place: &Path, words: &[&str], status: i32, texts: &[&str]) -> serde_json::Value {
    let all: Vec<&str> =
        ["screen", "-o", "report", "--force", "--as-of", "2026-12-01"].iter().chain(words).copied().collect();
    let (got, said) = tamis(place, &all, b"Lieferant;Ort\nAcme GmbH;Ulm\n");
    assert_eq!(got, Some(status), "{said}");
    for text in texts {
        assert!(said.contains(text), "“{text}” is not in:\n{said}");
    }
    if status == 2 {
        serde_json::Value::Null
    } else {
        serde_json::from_str(&fs::read_to_string(place.join("report/run.json")).unwrap()).unwrap()
    }
}

#[test]
fn each_ledger_has_its_own_form_and_roles() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("in")).unwrap();
    fs::write(at("in/a.csv"), "Vendor Name,City\nAcme Ltd,Ulm\n").unwrap();
    fs::write(at("in/b.txt"), wide("供应商名称\t国家\n浙江某某有限公司\t中国\n苏州某某有限公司\t中国\n", true, false))
        .unwrap();
    fs::write(at("in/c.jsonl.gz"), gzip(b"{\"supplier\":\"Acme\",\"country\":\"CN\"}\n")).unwrap();
    let sheet = Sheet {
        name: "S",
        rows: vec![(1, false, vec![Cell::Text("Fournisseur")]), (2, false, vec![Cell::Text("Acme SA")])],
        ..Sheet::default()
    };
    fs::write(at("in/d.xlsx"), xlsx(&[sheet])).unwrap();
    fs::copy(at("in/a.csv"), at("copy.csv")).unwrap();
    let run = screen(
        place.path(),
        &["in", "copy.csv", "in/a.csv", "-"],
        0,
        &["in/a.csv is a copy of copy.csv, byte for byte; both were screened"],
    );
    let inputs = run["inputs"].as_array().unwrap();
    let told: Vec<(&str, &str, u64)> = inputs
        .iter()
        .map(|i| (i["name"].as_str().unwrap(), i["encoding"].as_str().unwrap(), i["rows_read"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("-", "UTF-8", 1),
        ("copy.csv", "UTF-8", 1),
        ("in/a.csv", "UTF-8", 1),
        ("in/b.txt", "UTF-16LE", 2),
        ("in/c.jsonl.gz", "UTF-8", 1),
        ("in/d.xlsx#S", "workbook", 1),
    ];
    assert_eq!(told, expected);
    for input in inputs {
        let sum =
            ["rows_clean", "rows_flagged", "rows_unreadable"].iter().map(|k| input[*k].as_u64().unwrap()).sum::<u64>();
        assert_eq!(input["rows_read"], sum);
        assert!(input["columns"].as_array().unwrap().iter().any(|c| c["role"] == "name"), "{input}");
    }
    assert!(
        run["notes"][1].as_str().unwrap().contains("given twice")
            || run["notes"][1].as_str().unwrap().contains("in/a.csv"),
        "{}",
        run["notes"]
    );
}

#[test]
fn flags_and_settings_say_how_a_ledger_is_read() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::write(at("v.csv"), "Vendor Name#City\nAcme, Ltd#Ulm\n").unwrap();
    let run = screen(place.path(), &["v.csv", "--delimiter", "#", "--encoding", "latin1"], 0, &["Windows-1252, `#`"]);
    assert_eq!((&run["settings"]["delimiter"], &run["settings"]["encoding"]), (&"#".into(), &"latin1".into()));
    fs::write(at("h.csv"), "x,y\nVendor Name,City\nAcme Ltd,Ulm\n").unwrap();
    assert_eq!(screen(place.path(), &["h.csv", "--header-row", "2"], 0, &[])["settings"]["header_row"], 2);
    screen(place.path(), &["h.csv", "--header-row", "9"], 2, &["no record starts there"]);
    screen(place.path(), &["h.csv", "--header-row", "2", "--no-header"], 2, &["cannot be used with"]);
    screen(place.path(), &["h.csv", "--max-unpacked", "lots"], 2, &["no number of bytes", "800M"]);
    screen(place.path(), &["h.csv", "--encoding", "klingon"], 2, &["there is no such encoding", "GB18030"]);
    let sheet = |name| Sheet {
        name,
        rows: vec![(1, false, vec![Cell::Text("Vendor Name")]), (2, false, vec![Cell::Text("Acme Ltd")])],
        ..Sheet::default()
    };
    fs::write(at("w.xlsx"), xlsx(&[sheet("One"), sheet("Two")])).unwrap();
    assert_eq!(screen(place.path(), &["w.xlsx", "--sheet", "two"], 0, &[])["inputs"].as_array().unwrap().len(), 1);
    screen(place.path(), &["w.xlsx", "--sheet", "Three"], 2, &["the sheets are \"One\", \"Two\""]);

    // The same from a settings file, and roles by header set.
    fs::write(at("k.csv"), "Xyzzy,Plugh\nUlm,Acme Ltd\nKöln,Beta Ltd\n").unwrap();
    let settings = "sheet = \"Two\"\nmax-unpacked = \"2G\"\n[[header-set]]\nheaders = [\"PLUGH\", \"xyzzy\"]\n\
        map = { name = \"Plugh\", city = \"Xyzzy\" }\n";
    fs::write(at("conf.toml"), settings).unwrap();
    let run = screen(place.path(), &["k.csv", "w.xlsx", "v.csv", "--config", "conf.toml"], 0, &["name=Plugh"]);
    let set = serde_json::json!({ "headers": ["PLUGH", "xyzzy"], "map": ["city=Xyzzy", "name=Plugh"] });
    assert_eq!(run["settings"]["header_sets"][0], set);
    assert_eq!(run["inputs"][0]["columns"][1]["ground"], "set by a header set");
    assert_eq!(run["inputs"][2]["name"], "w.xlsx#Two");
}

#[test]
fn columns_prints_the_map_that_says_the_same() {
    let place = tempfile::tempdir().unwrap();
    fs::write(
        place.path().join("v.csv"),
        "Vendor Name,City,Cost in $,Amount\nAcme Ltd,Ulm,\"1\",3\nBeta Ltd,Leeds,2,4\n",
    )
    .unwrap();
    let (status, said) = tamis(place.path(), &["columns", "v.csv"], b"");
    assert_eq!(status, Some(0));
    assert!(said.contains("The same by hand: --map name=\"Vendor Name\" --map city=City\n"), "{said}");
    let (status, again) =
        tamis(place.path(), &["columns", "v.csv", "--map", "name=Vendor Name", "--map", "city=City"], b"");
    assert!(
        status == Some(0) && again.contains("100%  set by --map") && again.contains("[Acme Ltd | Beta Ltd]"),
        "{again}"
    );
    // A ledger without rows still shows its columns.
    fs::write(place.path().join("e.csv"), "Vendor Name,City\n").unwrap();
    assert_eq!(tamis(place.path(), &["columns", "e.csv"], b"").0, Some(0));
}

#[test]
fn double_encoded_text_is_told_in_the_summary() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("v.csv"), "Vendor Name,City\nMÃ¼ller GmbH,KÃ¶ln\næ–°ç–† Ltd,Ulm\nAcme Ltd,Ulm\n")
        .unwrap();
    screen(place.path(), &["v.csv"], 0, &["2 rows hold double-encoded UTF-8", "2 double-encoded rows"]);
}
