//! The binary: parse → run → exit status.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tamis::cli::run(std::env::args_os().collect())
}
