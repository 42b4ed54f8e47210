//! `tamis completions` and `tamis man`, made from the same definitions as `--help`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};

use crate::watchlist;

use super::args::Cli;
use super::failure::Failure;
use super::print;

/// Prints the completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_ids(Cli::command())?, "tamis", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}

/// The commands, with the ids of the bundled lists and entries as the values of the options that take one. Only for
/// completion: lists of the user's have ids too.
fn with_ids(command: Command) -> Result<Command, Failure> {
    let lists = watchlist::bundled()?;
    // clap wants texts that live as long as the program, which ends with the script.
    let keep = |id: &str| -> &'static str { id.to_owned().leak() };
    let entries: Vec<&str> = lists.iter().flat_map(|list| &list.entries).map(|e| keep(&e.id.0)).collect();
    let lists: Vec<&str> = lists.iter().map(|list| keep(&list.id.0)).collect();
    let ids_of = |arg: Arg, ids: &[&'static str]| arg.value_parser(PossibleValuesParser::new(ids.iter().copied()));
    let known = |command: &Command, id: &str| command.get_arguments().any(|arg| arg.get_id() == id);
    let of_lists = |mut command: Command| {
        for id in ["only_list", "without_list", "bundled_list"] {
            if known(&command, id) {
                command = command.mut_arg(id, |arg| ids_of(arg, &lists));
            }
        }
        command
    };
    let show = |command: Command| command.mut_subcommand("show", |c| c.mut_arg("entry", |arg| ids_of(arg, &entries)));
    Ok(command.mut_subcommands(of_lists).mut_subcommand("lists", show))
}

/// Prints the manual page of tamis or of one command.
pub fn page(command: Option<&str>) -> Result<u8, Failure> {
    let mut root = Cli::command();
    root.build();
    let mut page = match command {
        None => root,
        Some(name) => {
            let known: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
            let found = root.get_subcommands().find(|c| c.get_name() == name).cloned();
            found
                .ok_or_else(|| Failure::usage(format!("no command `{name}`; the commands are {}", known.join(", "))))?
        }
    };
    let title = command.map_or_else(|| "tamis".to_owned(), |name| format!("tamis-{name}"));
    // What a short help leaves out is explained here.
    page = page.mut_args(|arg| arg.hide_short_help(false));
    let synopsis = synopsis(&mut page);
    let text_of = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let examples = text_of(page.get_before_long_help().or(page.get_before_help()));
    let after = text_of(page.get_after_long_help());
    let has_commands = page.get_subcommands().next().is_some();
    let man = clap_mangen::Man::new(page).title(title);
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    text.extend(section("SYNOPSIS", &synopsis).into_bytes());
    man.render_description_section(&mut text)?;
    text.extend(headed(&examples).into_bytes());
    man.render_options_section(&mut text)?;
    if has_commands {
        man.render_subcommands_section(&mut text)?;
    }
    text.extend(headed(&after).into_bytes());
    if command.is_none() {
        man.render_version_section(&mut text)?;
    }
    print(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

/// How the command is called; where it has commands of its own, how each of them is.
fn synopsis(page: &mut Command) -> String {
    let usage = |command: &mut Command| command.render_usage().to_string().replace("Usage:", "").trim().to_owned();
    let mut lines = vec![usage(page)];
    lines.extend(page.get_subcommands_mut().filter(|c| c.get_name() != "help").map(usage));
    lines.join("\n")
}

/// The parts of a help text: each begins with a line that ends in a colon.
fn headed(text: &str) -> String {
    let mut out = String::new();
    let (mut head, mut body) = (String::new(), String::new());
    for line in text.lines() {
        match line.strip_suffix(':').filter(|head| !head.starts_with(' ')) {
            Some(next) => {
                out.push_str(&section(&head, &body));
                head = next.to_uppercase();
                body.clear();
            }
            None => {
                body.push_str(line);
                body.push('\n');
            }
        }
    }
    out + &section(&head, &body)
}

/// A section whose lines stay as they are.
fn section(head: &str, body: &str) -> String {
    if body.trim().is_empty() {
        return String::new();
    }
    let mut out = if head.is_empty() { ".PP\n".to_owned() } else { format!(".SH \"{head}\"\n") };
    out.push_str(".nf\n");
    for line in body.trim_end().lines() {
        // A stop or an apostrophe at the beginning would be a request of roff.
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        if line.starts_with(['.', '\'']) {
            out.push_str("\\&");
        }
        out.push_str(&line);
        out.push('\n');
    }
    out + ".fi\n"
}
