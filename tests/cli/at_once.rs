//! Two runs into one report directory at the same time.

use std::io::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Place, Ran, Tested};

const LEDGER: &str = "Vendor Name\n\"Qorvath Zeltmar Textiles Co., Ltd.\"\nPlain Paper Ltd\n";

/// Starts two runs that read standard input, waits until both have begun their report, and lets both go on.
fn two_at_once(place: &Place, force: bool) -> Result<[Ran; 2], Box<dyn std::error::Error>> {
    let start = || -> std::io::Result<Child> {
        std::process::Command::new(assert_cmd::cargo::cargo_bin!("tamis"))
            .current_dir(place.path())
            .args(["screen", "-", "--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31", "-o", "both"])
            .args(force.then_some("--force"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    };
    let mut runs = [start()?, start()?];
    let begun = || place.names().map(|names| names.iter().filter(|n| n.ends_with(".partial")).count());
    let clock = Instant::now();
    while begun()? < 2 {
        assert!(clock.elapsed() < Duration::from_secs(60), "the runs do not begin: {:?}", place.names()?);
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut inputs = runs.each_mut().map(|run| run.stdin.take());
    for input in inputs.iter_mut().flatten() {
        input.write_all(LEDGER.as_bytes())?;
    }
    drop(inputs);
    let [one, two] = runs;
    Ok([Ran::of(one.wait_with_output()?), Ran::of(two.wait_with_output()?)])
}

#[test]
fn without_force_exactly_one_wins_and_its_report_stays() -> Tested {
    for _ in 0..6 {
        let place = Place::new()?;
        let mut runs = two_at_once(&place, false)?;
        runs.sort_by_key(|run| run.status);
        let [winner, loser] = runs;
        winner.expect_status(0);
        loser.expect_status(2).expect_error("was written meanwhile");
        assert_eq!(place.csv("both/flagged.csv")?.len(), 1);
        assert_eq!(place.names()?, ["both", "ours.csv"], "the loser leaves nothing");
    }
    Ok(())
}

#[test]
fn with_force_both_succeed_and_foreign_files_are_kept() -> Tested {
    for _ in 0..6 {
        let place = Place::new()?;
        place.write("both/thesis.txt", "mine")?;
        for run in two_at_once(&place, true)? {
            run.expect_status(0);
        }
        assert_eq!(place.read("both.previous-1/thesis.txt")?, "mine");
        assert_eq!(place.csv("both/flagged.csv")?.len(), 1);
        assert_eq!(place.names()?, ["both", "both.previous-1", "ours.csv"]);
    }
    Ok(())
}
