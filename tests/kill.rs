//! A run that is killed in its middle leaves no report under the final name, no harm to the previous one, and nothing
//! that the next run does not clear away.

#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

fn tamis(directory: &Path, ledger: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.current_dir(directory).args([
        "screen",
        ledger,
        "-o",
        "report",
        "--force",
        "--threads",
        "2",
        "--as-of",
        common::AS_OF,
        "--quiet",
    ]);
    command
}

/// The unfinished reports that lie in the directory.
fn unfinished(directory: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(directory).expect("the directory").map(|e| e.expect("an entry").path());
    paths.filter(|p| p.extension().is_some_and(|x| x == "partial")).collect()
}

/// Starts a screen and kills it once findings are on the disk.
fn kill_in_the_middle(directory: &Path, ledger: &str) {
    let mut child = tamis(directory, ledger).stdout(Stdio::null()).spawn().expect("tamis starts");
    let begun = Instant::now();
    let size = |p: &PathBuf| fs::metadata(p.join("flagged.csv")).map_or(0, |m| m.len());
    while !unfinished(directory).iter().any(|p| size(p) > 0) {
        assert!(
            child.try_wait().expect("a state").is_none(),
            "the run ended before it could be killed: the ledger is too small"
        );
        assert!(begun.elapsed() < Duration::from_secs(120), "no finding was written within two minutes");
        thread::sleep(Duration::from_millis(2));
    }
    assert!(
        child.try_wait().expect("a state").is_none(),
        "the run ended before it could be killed: the ledger is too small"
    );
    // SIGKILL: nothing of the process gets a word in.
    child.kill().expect("killed");
    let status = child.wait().expect("a status");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "ended by {status}, not by the kill");
}

/// Every file of a report with its bytes.
fn contents(report: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = fs::read_dir(report).expect("a report").map(|e| e.expect("an entry").path());
    paths.map(|p| (p.clone(), fs::read(p).expect("a file of the report"))).collect()
}

/// A run leaves directories alone that are younger than a minute: another may just be making them.
fn grow_old(directory: &Path) {
    for path in unfinished(directory) {
        let file = File::open(path).expect("the directory left behind");
        file.set_modified(SystemTime::now() - Duration::from_secs(600)).expect("an older time");
    }
}

#[test]
fn a_killed_run_leaves_no_report_and_harms_none() {
    let place = tempfile::tempdir().expect("a directory");
    let here = place.path();
    let report = here.join("report");
    common::write(&here.join("large.csv"), &common::ledger(250_000, 71));
    common::write(&here.join("small.csv"), &common::ledger(300, 72));

    kill_in_the_middle(here, "large.csv");
    assert!(!report.exists(), "a killed run left a report under the final name");
    assert_eq!(unfinished(here).len(), 1, "what the killed run began is not where it is looked for");

    grow_old(here);
    assert!(tamis(here, "small.csv").status().expect("tamis runs").success());
    assert_eq!(unfinished(here), Vec::<PathBuf>::new(), "the next run did not clear away what the killed one left");
    let before = contents(&report);
    assert!(before.len() >= 6, "the report is not whole: {:?}", before.keys());

    kill_in_the_middle(here, "large.csv");
    assert_eq!(contents(&report), before, "a killed run touched the previous report");

    grow_old(here);
    assert!(tamis(here, "small.csv").status().expect("tamis runs").success());
    let mut names: Vec<String> = fs::read_dir(here)
        .expect("the directory")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["large.csv", "report", "small.csv"]);
    let flagged = |c: &BTreeMap<PathBuf, Vec<u8>>| c.get(&report.join("flagged.csv")).cloned();
    assert_eq!(flagged(&contents(&report)), flagged(&before), "the same ledger, another answer");
}
