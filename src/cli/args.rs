//! The commands and their help. Each command's own flags are in its file, the options that several share in
//! [`options`](super::options).

use clap::{Parser, Subcommand};

use super::check::{self, CheckArgs};
use super::columns::{self, ColumnsArgs};
use super::eval::{self, EvalArgs};
use super::init::{self, InitArgs};
use super::lists::{self, ListsArgs};
use super::screen::{self, ScreenArgs};
use super::show::{self, ShowArgs};
use super::terminal::Color;
use super::validate::{self, ValidateArgs};
use super::verify::{self, VerifyArgs};

const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The end of a short help.
const SEE_LONG: &str = "See --help for all options and exit statuses.";

const EXAMPLES: &str = include_str!("help/tamis.txt");
const COMPLETIONS_EXAMPLES: &str = include_str!("help/completions.txt");
const MAN_EXAMPLES: &str = include_str!("help/man.txt");
const EXIT: &str = include_str!("help/exit-status.txt");

/// Screens supplier ledgers against forced-labour and human-rights watchlists, and explains every finding
#[derive(Debug, Parser)]
#[command(name = "tamis", version, args_override_self = true)]
#[command(before_help = EXAMPLES, after_help = SEE_LONG, after_long_help = EXIT, help_template = TEMPLATE)]
pub struct Cli {
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    #[arg(help = "Colours: auto, always, never; NO_COLOR and CLICOLOR_FORCE are obeyed", hide_short_help = true)]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Screen ledgers and write a report directory
    #[command(help_template = TEMPLATE, before_long_help = screen::EXAMPLES, after_long_help = EXIT)]
    #[command(before_help = screen::SHORT_EXAMPLES, after_help = SEE_LONG)]
    Screen(ScreenArgs),
    /// Show what each column of a ledger is taken for, and why; nothing is screened
    #[command(help_template = TEMPLATE, before_help = columns::EXAMPLES, after_help = SEE_LONG, after_long_help = "")]
    Columns(ColumnsArgs),
    /// Screen one party through the same code as `screen`; --explain prints every step
    #[command(help_template = TEMPLATE, before_help = check::SHORT_EXAMPLES, before_long_help = check::EXAMPLES)]
    #[command(after_help = SEE_LONG, after_long_help = "")]
    // Of one party every finding is reported.
    #[command(mut_arg("fail_on", |arg| arg.help(check::FAIL_ON).long_help(None::<&str>)))]
    #[command(mut_arg("list", |arg| arg.hide_short_help(true)), mut_arg("only_list", |arg| arg.hide_short_help(true)))]
    Check(CheckArgs),
    /// Show the lists in force; search, print, export or verify them
    #[command(help_template = TEMPLATE, before_help = lists::SHORT_EXAMPLES, before_long_help = lists::EXAMPLES)]
    #[command(after_help = SEE_LONG, after_long_help = "")]
    #[command(args_conflicts_with_subcommands = true)]
    Lists(ListsArgs),
    /// Measure the quality of the screen on labelled rows
    #[command(help_template = TEMPLATE, before_help = eval::EXAMPLES)]
    Eval(EvalArgs),
    /// Prove that the screen works: every listed name, changed in named ways, screened; recall by kind of change
    #[command(help_template = TEMPLATE, before_help = validate::SHORT_EXAMPLES)]
    #[command(before_long_help = validate::EXAMPLES)]
    #[command(after_help = SEE_LONG, after_long_help = validate::NOTES)]
    Validate(ValidateArgs),
    /// Show a report in the terminal: a table of its parties, or everything about one
    #[command(help_template = TEMPLATE, before_help = show::EXAMPLES)]
    Show(ShowArgs),
    /// Check that a report, its ledgers and lists are unchanged, and that a rerun gives the same
    #[command(help_template = TEMPLATE, before_help = verify::EXAMPLES, after_help = verify::EXIT)]
    Verify(VerifyArgs),
    /// Write a commented tamis.toml into the working directory
    #[command(help_template = TEMPLATE, before_help = init::EXAMPLES)]
    Init(InitArgs),
    /// Print the completion script of a shell
    #[command(help_template = TEMPLATE, before_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(help_template = TEMPLATE, before_help = MAN_EXAMPLES)]
    Man {
        /// The page of one command; without it, the page of tamis itself
        command: Option<String>,
    },
}
