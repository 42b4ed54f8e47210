//! `tamis completions` and `tamis man`, made from the same definitions as `--help`.

use clap::{Command, CommandFactory};

use super::args::Cli;
use super::failure::Failure;
use super::print;

/// Prints the completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tamis", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}

/// Prints the manual page of tamis or of one command.
pub fn page(command: Option<&str>) -> Result<u8, Failure> {
    let mut root = Cli::command();
    root.build();
    let page = match command {
        None => root,
        Some(name) => {
            let known: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
            let found = root.get_subcommands().find(|c| c.get_name() == name).cloned();
            found
                .ok_or_else(|| Failure::usage(format!("no command `{name}`; the commands are {}", known.join(", "))))?
        }
    };
    let title = command.map_or_else(|| "tamis".to_owned(), |name| format!("tamis-{name}"));
    let mut text = Vec::new();
    clap_mangen::Man::new(page).title(title).render(&mut text)?;
    print(&String::from_utf8_lossy(&text))?;
    Ok(0)
}
