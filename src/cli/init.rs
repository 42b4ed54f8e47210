//! `tamis init`: a commented settings file.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::config_file::COMMENTED;
use super::failure::Failure;
use super::print;

pub(super) const EXAMPLES: &str = include_str!("help/init.txt");

/// `tamis init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Where to write
    #[arg(long, value_name = "FILE", default_value = "tamis.toml")]
    pub output: PathBuf,
}

/// Writes the file; an existing one is never touched.
pub fn run(args: &InitArgs) -> Result<u8, Failure> {
    let path = &args.output;
    let mut file = File::create_new(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::usage(format!(
            "{} exists and is not overwritten; choose another name with --output",
            path.display()
        )),
        _ => Failure::io("creating", path, e),
    })?;
    file.write_all(COMMENTED.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| Failure::io("writing", path, e))?;
    print(&format!("Wrote {}: every line is a comment, so nothing changes until you edit it.\n", path.display()))?;
    Ok(0)
}
