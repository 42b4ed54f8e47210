//! The yardstick of `benches/ratios.py`: a file parsed by the csv crate and nothing else done, as cheaply as that goes.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Run by `cargo test --benches` there is no file: nothing to do.
    let Some(path) = std::env::args_os().nth(1).filter(|a| !a.to_string_lossy().starts_with('-')) else {
        return ExitCode::SUCCESS;
    };
    match parse(path.as_ref()) {
        Ok((records, cells)) => {
            println!("{records} records, {cells} cells");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

fn parse(path: &std::path::Path) -> csv::Result<(u64, u64)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
    let mut record = csv::ByteRecord::new();
    let (mut records, mut cells) = (0, 0);
    while reader.read_byte_record(&mut record)? {
        records += 1;
        cells += record.len() as u64;
    }
    Ok((records, cells))
}
