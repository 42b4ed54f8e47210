//! Killed or interrupted: no half report under the final name, and nothing else lost.

#![cfg(unix)]

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Place, Ran, Tested};

/// Starts a run that waits for more of its standard input, and waits until it has begun its report.
fn begin(place: &Place) -> Result<Child, Box<dyn std::error::Error>> {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("tamis"))
        .current_dir(place.path())
        .args(["screen", "-", "--force", "--no-bundled", "--list", "ours.csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(input) = child.stdin.as_mut() {
        // Enough for the reader to make up its mind about the form.
        let row = "\"Qorvath Zeltmar Textiles Co., Ltd.\",China\n";
        input.write_all(format!("Vendor Name,Country\n{}", row.repeat(60_000)).as_bytes())?;
        input.flush()?;
    }
    let started = Instant::now();
    while !place.names()?.iter().any(|n| n.ends_with(".partial")) {
        if started.elapsed() > Duration::from_secs(20) {
            return Err("the run did not begin a report".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(child)
}

fn send(signal: &str, child: &Child) -> Tested {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status()?;
    if sent.success() { Ok(()) } else { Err("kill failed".into()) }
}

#[test]
fn ctrl_c_removes_the_unfinished_report_and_exits_130() -> Tested {
    let place = Place::new()?;
    place.write("tamis-report/flagged.csv", "the previous report")?;
    for signal in ["-INT", "-TERM"] {
        let mut child = begin(&place)?;
        send(signal, &child)?;
        let input = child.stdin.take();
        let ran =
            Ran::of(child.wait_with_output()?).expect_status(130).expect_error("interrupted; nothing was written");
        drop(input);
        assert_eq!(ran.stdout, "");
        assert_eq!(place.names()?, ["ours.csv", "tamis-report"], "nothing is left beside the previous report");
        assert_eq!(place.read("tamis-report/flagged.csv")?, "the previous report");
    }
    Ok(())
}

#[test]
fn a_killed_run_leaves_the_previous_report_untouched() -> Tested {
    let place = Place::new()?;
    place.write("tamis-report/flagged.csv", "the previous report")?;
    let mut child = begin(&place)?;
    send("-KILL", &child)?;
    child.wait()?;
    assert_eq!(place.read("tamis-report/flagged.csv")?, "the previous report");
    let visible: Vec<String> = place.names()?.into_iter().filter(|n| !n.starts_with('.')).collect();
    assert_eq!(visible, ["ours.csv", "tamis-report"]);
    Ok(())
}
