//! The command line from outside: the real binary in a temporary directory, its exit status and its words.
//!
//! One test binary. A module for each command, `wording` for what a person reads, and `support` for what they share.

mod at_once;
mod check;
mod eval;
mod evidence;
mod folders;
mod html;
mod interrupted;
mod list_changes;
mod lists;

mod near;
mod official;
mod screen;
mod settings;
mod show;
mod since;
mod sum;
mod summary;
mod support;
mod terminal;
#[cfg(feature = "update")]
mod update;
#[cfg(feature = "update")]
mod update_server;
mod validate;
mod verify;
mod wording;
mod xlsx;
