//! `examples/auditors_night.sh` checks every status and line that it expects; here it runs with this build.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

#[test]
fn both_nights_go_as_the_example_says() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/auditors_night.sh");
    let ran = Command::new("sh").arg(script).arg(env!("CARGO_BIN_EXE_tamis")).output().expect("sh runs");
    let (said, errors) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && said.ends_with("Both nights went as expected.\n"), "{said}\n{errors}");
}
