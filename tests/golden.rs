//! Reports of small ledgers, byte for byte, at 1, 2 and 8 threads: the findings of each ledger in
//! `tests/data/golden` are committed next to it.
//!
//! A difference is a changed result. To see all of it, write the reports anew and read the difference in git:
//!
//! ```text
//! TAMIS_WRITE_GOLDEN=1 cargo test --test golden; git diff tests/data/golden
//! ```
//!
//! `scripts/golden.py` compares two builds on ledgers of every form and size.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;

/// Few ledgers, each for what it holds: vendors that come again; nearly all Chinese, in UTF-16 with tabs; malformed
/// records; names in other spellings, as JSON lines; places and goods, in GB18030 with semicolons; no header.
const LEDGERS: [&str; 6] =
    ["repeated.csv", "chinese.txt", "malformed.csv", "names.jsonl", "goods.csv", "no_header.csv"];

const REPORTS: [&str; 3] = ["flagged.csv", "parties.csv", "sector-advisories.csv"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden")
}

/// Screens a ledger in its folder, so that reports name it without a path; the directory of the report.
fn screen(ledger: &str, threads: &str, place: &Path) -> PathBuf {
    let report = place.join(format!("{ledger}-{threads}"));
    let command = ["screen", ledger, "--as-of", common::AS_OF, "--quiet", "--threads", threads, "-o"];
    let done = cargo_bin_cmd!("tamis").current_dir(folder()).args(command).arg(&report).output().expect("tamis runs");
    assert!(matches!(done.status.code(), Some(0 | 1 | 3)), "{}", String::from_utf8_lossy(&done.stderr));
    report
}

/// The first line that differs, for a failure message.
fn difference(old: &str, new: &str) -> String {
    let at = old.lines().zip(new.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
    format!("line {}\n  before {}\n  now    {}\n", at + 1, line(old), line(new))
}

#[test]
fn reports_are_those_committed_at_any_number_of_threads() {
    let place = tempfile::tempdir().expect("a directory");
    let mut wrong = String::new();
    for ledger in LEDGERS {
        let reports = ["1", "2", "8"].map(|threads| screen(ledger, threads, place.path()));
        for name in REPORTS {
            let golden = folder().join(ledger.split('.').next().expect("a stem")).join(name);
            let texts = reports.each_ref().map(|r| fs::read_to_string(r.join(name)).expect("a file of the report"));
            if std::env::var_os("TAMIS_WRITE_GOLDEN").is_some() {
                fs::create_dir_all(golden.parent().expect("a folder")).expect("made");
                fs::write(&golden, &texts[0]).expect("written");
            }
            let old = fs::read_to_string(&golden).unwrap_or_default();
            for (text, threads) in texts.iter().zip(["1", "2", "8"]) {
                if *text != old {
                    wrong += &format!("{ledger}, {name}, {threads} threads: {}", difference(&old, text));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "reports differ from those committed:\n{wrong}\
         To see everything: TAMIS_WRITE_GOLDEN=1 cargo test --test golden; git diff tests/data/golden\n\
         If the change is meant, commit these files and say why in the message."
    );
}
