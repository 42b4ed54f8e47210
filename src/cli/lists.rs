//! `tamis lists`: the lists in force, and what they say.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::model::{Coverage, Day, Entry, EntryId, Lists, Watchlist};
use crate::report::{BOLD, CsvFile, ReportFile, WARNING, age, counted, coverage, is_stale, plain, wrap};
use crate::screener::Screener;
use crate::watchlist;

use super::failure::Failure;
use super::list_diff::{self, ChangeFormat};
use super::list_impact::{self, Asked};
use super::list_update::{self, UpdateArgs};
use super::options::{ConfigOption, ListOptions, Options, ReadingOptions};
use super::search::search;
use super::settings::Settings;
use super::values::word;
use super::{list_check, load_lists, print, terminal};

pub(super) const EXAMPLES: &str = include_str!("help/lists.txt");
pub(super) const SHORT_EXAMPLES: &str = "Examples:\n  tamis lists\n  tamis lists show WRO-1\n";
const UPDATE_EXAMPLES: &str = include_str!("help/lists-update.txt");
const UPDATE_EXIT: &str = include_str!("help/lists-update-exit-status.txt");

/// `tamis lists`
#[derive(Debug, Args)]
pub struct ListsArgs {
    #[command(subcommand)]
    pub command: Option<ListsCommand>,
    #[command(flatten)]
    pub lists: ListOptions,
    #[command(flatten)]
    pub config: ConfigOption,
}

/// The commands under `tamis lists`.
#[derive(Debug, Subcommand)]
pub enum ListsCommand {
    /// Print everything about one entry
    Show {
        /// The entry's id, such as WRO-1
        #[arg(value_hint = clap::ValueHint::Other)]
        entry: String,
    },
    /// Find entries by id, name, address or identifier, misspelt names too
    Search {
        /// A name in any spelling or script, or part of an id, an address or an identifier
        #[arg(required = true, value_name = "TEXT", value_hint = clap::ValueHint::Other)]
        text: Vec<String>,
    },
    /// Print all entries, one a line
    Export {
        /// Form of the lines
        #[arg(long, default_value = "jsonl")]
        format: ExportFormat,
    },
    /// Print a list of your own to fill in, as CSV
    Template,
    /// Check the lists in force: digests, ids, links, dates, counts
    Verify,
    /// Show what changed between two states of a list: entries added, removed, renamed, changed
    Diff {
        /// The older state: a list file, a folder of official files, or the id of a bundled list
        old: String,
        /// The newer state
        new: String,
        /// Form of what is printed
        #[arg(long, default_value = "table")]
        format: ChangeFormat,
    },
    /// Show which parties of ledgers a change of a list touches; only the changed entries are screened
    Impact {
        /// The older state: a list file, a folder of official files, or the id of a bundled list
        old: String,
        /// The newer state
        new: String,
        /// Ledgers
        #[arg(required = true, value_name = "LEDGER")]
        ledgers: Vec<PathBuf>,
        /// Form of what is printed
        #[arg(long, default_value = "table")]
        format: ChangeFormat,
        #[command(flatten)]
        reading: ReadingOptions,
    },
    /// Fetch official lists, check and keep them; the only command that opens a connection
    #[command(before_help = UPDATE_EXAMPLES, after_help = UPDATE_EXIT)]
    Update(UpdateArgs),
    /// Check lists of your own: all faults, warnings and unused columns, with their lines
    Check {
        /// List files; without one, those of --list and tamis.toml
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Forms of `tamis lists export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object a line
    Jsonl,
    /// One entry a line, names joined by `; `
    Csv,
}

/// Does what the command under `lists` says; without one, prints the table.
pub fn run(args: ListsArgs, today: Day) -> Result<u8, Failure> {
    let ListsArgs { mut command, lists, config } = args;
    let reading = match &mut command {
        Some(ListsCommand::Impact { reading, .. }) => std::mem::take(reading),
        _ => ReadingOptions::default(),
    };
    let settings = || Settings::new(Options { lists, config, reading, ..Options::default() }, today);
    match &command {
        Some(ListsCommand::Template) => print(watchlist::TEMPLATE).map(|()| 0),
        Some(ListsCommand::Update(update)) => list_update::run(update, today),
        Some(ListsCommand::Diff { old, new, format }) => list_diff::run(old, new, *format).map(|()| 0),
        Some(ListsCommand::Impact { old, new, ledgers, format, .. }) => {
            list_impact::run(&Asked { old, new, ledgers, format: *format }, &settings()?)
        }
        Some(ListsCommand::Check { files }) if !files.is_empty() => list_check::run(files),
        Some(ListsCommand::Check { .. }) => list_check::run(&settings()?.own_lists),
        command => of_lists_in_force(command.as_ref(), &settings()?),
    }
}

fn of_lists_in_force(command: Option<&ListsCommand>, settings: &Settings) -> Result<u8, Failure> {
    let lists = load_lists(settings)?;
    match command {
        Some(ListsCommand::Show { entry }) => terminal::show(&show(&lists, entry, terminal::columns())?)?,
        Some(ListsCommand::Search { text }) => {
            let screener = Screener::new(lists, settings.config());
            print(&search(&screener, &text.join(" "), terminal::columns()))?;
        }
        Some(ListsCommand::Export { format }) => export(&lists, *format)?,
        Some(ListsCommand::Verify) => return verify(&lists, settings),
        _ => terminal::show(&table(&lists, settings.as_of, terminal::columns()))?,
    }
    Ok(0)
}

fn names(list: &Watchlist) -> usize {
    list.entries.iter().map(|e| e.names.len()).sum()
}

/// Each list: a line of figures, then what it is and what it lacks.
fn table(lists: &Lists, as_of: Day, columns: usize) -> String {
    let widest = lists.lists().iter().map(|l| l.id.0.len()).max().unwrap_or(0).max(4);
    let mut text = format!(
        "{BOLD}{:<widest$} {:>7} {:>6}  {:<10}  {:<16}{BOLD:#}\n",
        "list", "entries", "names", "state of", "bars"
    );
    for list in lists.lists() {
        let bars = list.bars.as_str().replace('_', " ");
        let (id, entries, state) = (&list.id.0, list.entries.len(), list.state());
        let _ = writeln!(text, "{id:<widest$} {entries:>7} {:>6}  {state:<10}  {bars}", names(list));
        let warning = match list.max_age.filter(|_| is_stale(list, as_of)) {
            Some(days) => format!(" (STALE, over {days} days)"),
            None => String::new(),
        };
        let digest: String = list.digest.chars().take(12).collect();
        let mut state = String::new();
        let dated = list.as_of.filter(|_| !list.is_final);
        let undated = || if list.is_final { "no later edition to come".to_owned() } else { list.state() };
        let age = dated.map_or_else(undated, |day| age(day, as_of));
        let sentence = format!("{}, {age}{warning}, digest {digest}", coverage(list));
        under(&mut state, columns, &sentence);
        text.push_str(&state.replacen("STALE", &format!("{WARNING}STALE{WARNING:#}"), 1));
        under(&mut text, columns, &format!("{}; {}. {}", list.title, list.authority, list.bars_note));
        if !list.missing.is_empty() {
            under(&mut text, columns, &format!("Missing: {}", list.missing));
        }
        let unused: Vec<&str> = list.unused_columns().collect();
        if !unused.is_empty() {
            under(&mut text, columns, &format!("Columns not used: {}", unused.join(", ")));
        }
        if !list.warnings.is_empty() {
            let what = format!("Warnings: {}; `tamis lists check {}` prints them", list.warnings.len(), list.source);
            under(&mut text, columns, &what);
        }
    }
    let entries = counted(lists.len() as u64, "entry", "entries");
    let count = counted(lists.lists().len() as u64, "list", "lists");
    let last = format!(
        "{entries} in {count}, as of {as_of} (UTC). `tamis lists show ID` tells what an entry means, how it is \
         screened, and since when."
    );
    text.push('\n');
    wrap(&last, columns, 0).iter().for_each(|line| _ = writeln!(text, "{line}"));
    text
}

/// Text under its list.
fn under(text: &mut String, columns: usize, what: &str) {
    for line in wrap(&format!("    {}", plain(what)), columns, 4) {
        let _ = writeln!(text, "{line}");
    }
}

fn show(lists: &Lists, id: &str, columns: usize) -> Result<String, Failure> {
    let found = lists.entries().find(|(_, _, e)| e.id.0.eq_ignore_ascii_case(id));
    let Some((_, list, entry)) = found else {
        return Err(Failure::usage(format!(
            "no entry `{id}` in the lists in force; look for it with `tamis lists search TEXT`"
        )));
    };
    let mut text = format!("{BOLD}{}{BOLD:#}  {}\n", entry.id, plain(&entry.name));
    let mut line = |label: &str, what: &str| {
        if !what.trim().is_empty() {
            let lines = wrap(&format!("  {label:<12} {}", plain(what)), columns, 15);
            lines.iter().for_each(|line| _ = writeln!(text, "{line}"));
        }
    };
    let day = |d: Option<Day>| d.map(|d| d.to_string()).unwrap_or_default();
    line("list", &format!("{} ({}), state of {}, {}", list.id, list.title, list.state(), list.coverage));
    line("kind", &word(&entry.kind));
    line("measure", &entry.measure);
    line("authority", &entry.authority);
    line("legal basis", &entry.legal_basis);
    line("means", &entry.consequence);
    line("goods", &entry.goods_scope);
    line("screened", &entry.screened);
    line("announced", &day(entry.announced));
    line("effective", &day(entry.effective));
    line("removed", &day(entry.removed));
    line("status", &[word(&entry.status), entry.status_note.clone()].join("  "));
    line("citation", &entry.citation);
    for name in &entry.names {
        let weak = if name.weak { ", weak: not alone" } else { "" };
        line(
            "name",
            &format!("{}  ({}, {}{weak}; source {})", name.text, word(&name.kind), word(&name.script), name.source),
        );
    }
    for a in &entry.addresses {
        line("address", &format!("{a}  (source {})", a.source));
    }
    for i in &entry.identifiers {
        line("identifier", &format!("{} {}  (source {})", i.scheme, i.value, i.source));
    }
    let called = |id: &EntryId| lists.find(id).map(|ix| lists.entry(ix).name.clone()).unwrap_or_default();
    if let Some(parent) = &entry.parent {
        let share = parent.share.map(|s| format!(", {s} %")).unwrap_or_default();
        line(
            "parent",
            &format!(
                "{} {}  ({}{share}; source {})",
                parent.entry_id,
                called(&parent.entry_id),
                parent.relation,
                parent.source
            ),
        );
    }
    for link in &entry.links {
        line("linked to", &format!("{} {}  ({})", link.entry_id, called(&link.entry_id), link.relation));
    }
    for url in &entry.source_urls {
        line("link", url);
    }
    for note in &entry.notes {
        line("note", note);
    }
    let used = |key: &str| {
        let keys = entry.names.iter().map(|n| &n.source).chain(entry.addresses.iter().map(|a| &a.source));
        keys.chain(entry.identifiers.iter().map(|i| &i.source))
            .chain(entry.parent.iter().map(|p| &p.source))
            .any(|k| k == key)
    };
    for (key, what) in list.sources.iter().filter(|(key, _)| used(key)) {
        line(&format!("source {key}"), what);
    }
    Ok(text)
}

/// One line of the export: the first seven fields are the contract, the rest are the entry's facts.
fn export_line(list: &Watchlist, e: &Entry) -> Value {
    let day = |d: Option<Day>| d.map(|d| d.to_string());
    // Unlike in the list files, `weak` is always given.
    let names = e
        .names
        .iter()
        .map(|n| json!({ "text": n.text, "kind": n.kind, "script": n.script, "weak": n.weak, "source": n.source }));
    json!({
        "list_id": list.id,
        "entry_id": e.id,
        "name": e.name,
        "names": names.collect::<Vec<_>>(),
        "parent": e.parent.as_ref().map(|p| &p.entry_id),
        "links": e.links.iter().map(|l| &l.entry_id).collect::<Vec<_>>(),
        "kind": e.kind,
        "measure": e.measure,
        "authority": e.authority,
        "legal_basis": e.legal_basis,
        "consequence": e.consequence,
        "goods_scope": e.goods_scope,
        "screened": e.screened,
        "status": e.status,
        "status_note": e.status_note,
        "announced": day(e.announced),
        "effective": day(e.effective),
        "removed": day(e.removed),
        "citation": e.citation,
        "source_urls": e.source_urls,
        "addresses": e.addresses,
        "identifiers": e.identifiers,
        "parent_relation": e.parent,
        "link_relations": e.links,
        "notes": e.notes,
        "bars": e.bars.unwrap_or(list.bars),
        "list_as_of": list.as_of.map(|day| day.to_string()),
        "list_sha256": list.digest,
    })
}

/// Columns of the export as CSV: `source_url` is the first of `source_urls`.
const EXPORT_COLUMNS: &str = "list_id entry_id name names parent links kind measure authority consequence status \
    announced effective removed citation source_url screened";

/// The cell of an exported entry in a column; several names or links in one cell.
fn export_cell<'a>(line: &'a Value, column: &str) -> Cow<'a, str> {
    match (column, &line[column]) {
        ("source_url", _) => line["source_urls"][0].as_str().unwrap_or_default().into(),
        ("kind" | "status", value) => word(value).into(),
        (_, Value::String(text)) => text.into(),
        (_, Value::Array(items)) => {
            let texts = items.iter().filter_map(|item| item.as_str().or(item["text"].as_str()));
            texts.collect::<Vec<_>>().join("; ").into()
        }
        _ => Cow::default(),
    }
}

fn export(lists: &Lists, format: ExportFormat) -> Result<(), Failure> {
    let lines = lists.entries().map(|(_, list, entry)| export_line(list, entry));
    if format == ExportFormat::Jsonl {
        return print(&lines.map(|line| format!("{line}\n")).collect::<String>());
    }
    let columns = EXPORT_COLUMNS.split(' ');
    let out = ReportFile::stream(io::stdout(), "standard output");
    let mut out = CsvFile::new(out, columns.clone().map(Cow::from))?;
    for line in lines {
        out.line(columns.clone().map(|column| export_cell(&line, column)))?;
    }
    out.finish()?;
    Ok(())
}

/// Loading has checked each list by itself; this checks what only the whole shows, and prints the digests.
fn verify(lists: &Lists, settings: &Settings) -> Result<u8, Failure> {
    let as_of = settings.as_of;
    // Lists point to each other: where some are left out, a link into them is no fault.
    let whole = settings.bundled_lists && settings.only_lists.is_empty() && settings.without_lists.is_empty();
    let mut text = String::new();
    let mut faults = Vec::new();
    for list in lists.lists() {
        let _ = writeln!(
            text,
            "{}  {}  entries: {}, names: {}, state of {}",
            list.digest,
            list.id,
            list.entries.len(),
            names(list),
            list.state()
        );
        if let Coverage::Partial { have, .. } = list.coverage
            && have != list.entries.len()
        {
            faults.push(format!("{}: declares {have} entries but contains {}", list.id, list.entries.len()));
        }
        if list.as_of.is_some_and(|day| day > as_of) {
            let _ = writeln!(text, "  note: its state is later than {as_of}");
        }
        text.push_str(&list_check::details(list));
    }
    let ids: std::collections::BTreeSet<&EntryId> = lists.entries().map(|(_, _, e)| &e.id).collect();
    for (_, list, entry) in lists.entries() {
        let targets = entry.links.iter().map(|l| &l.entry_id).chain(entry.parent.iter().map(|p| &p.entry_id));
        for target in targets.filter(|t| whole && !ids.contains(t)) {
            faults.push(format!("{}: {} points to {target}, which is in no list in force", list.id, entry.id));
        }
        if entry.effective.zip(entry.removed).is_some_and(|(from, to)| to < from) {
            faults.push(format!("{}: {} was removed before it took effect", list.id, entry.id));
        }
    }
    if ids.len() != lists.len() {
        let twins = counted((lists.len() - ids.len()) as u64, "entry shares", "entries share");
        faults.push(format!("{twins} an id with another"));
    }
    for fault in &faults {
        let _ = writeln!(text, "FAULT {fault}");
    }
    if !whole {
        text.push_str("Links between lists were not checked: some lists are left out.\n");
    }
    let warnings: usize = lists.lists().iter().map(|l| l.warnings.len()).sum();
    let _ = match (faults.is_empty(), warnings) {
        (true, 0) => writeln!(text, "All lists are sound."),
        (true, _) => writeln!(text, "All lists can be used; the warnings above say what to correct."),
        (false, _) => writeln!(text, "The lists are not sound."),
    };
    print(&text)?;
    Ok(if faults.is_empty() { 0 } else { 2 })
}
