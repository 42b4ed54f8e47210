//! `tamis lists`: the lists in force, and what they say.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{Coverage, Day, Entry, EntryId, Lists, Watchlist};
use crate::report::{CsvFile, ReportFile, clip, width};
use crate::watchlist::{self, OptionalList};

use super::failure::Failure;
use super::options::{ConfigOption, ListOptions, Options};
use super::settings::Settings;
use super::{list_check, load_lists, print};

pub(super) const EXAMPLES: &str = include_str!("help/lists.txt");

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
        entry: String,
    },
    /// Find entries by id, name or alias
    Search {
        /// Part of an id, a name or an alias; case does not matter
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
    },
    /// Print all entries, one a line
    Export {
        /// Form of the lines
        #[arg(long, default_value = "jsonl")]
        format: ExportFormat,
    },
    /// Check the lists in force: digests, ids, links, dates, counts
    Verify,
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
    let ListsArgs { command, lists, config } = args;
    let settings = Settings::new(Options { lists, config, ..Options::default() }, today)?;
    if let Some(ListsCommand::Check { files }) = &command {
        return list_check::run(if files.is_empty() { &settings.own_lists } else { files });
    }
    let lists = load_lists(&settings)?;
    match &command {
        Some(ListsCommand::Check { .. }) => {}
        None => print(&table(&lists, settings.as_of))?,
        Some(ListsCommand::Show { entry }) => print(&show(&lists, entry)?)?,
        Some(ListsCommand::Search { text }) => return search(&lists, &text.join(" ")),
        Some(ListsCommand::Export { format }) => export(&lists, *format)?,
        Some(ListsCommand::Verify) => return verify(&lists, &settings),
    }
    Ok(0)
}

fn names(list: &Watchlist) -> usize {
    list.entries.iter().map(|e| e.names.len()).sum()
}

fn table(lists: &Lists, as_of: Day) -> String {
    let widest = lists.lists().iter().map(|l| l.id.0.len()).max().unwrap_or(0).max(4);
    let mut text = format!(
        "{:<widest$} {:>7} {:>6}  {:<26} {:<16} {:<12} coverage\n",
        "list", "entries", "names", "state of", "bars", "digest"
    );
    for list in lists.lists() {
        let state = list.as_of.map_or_else(|| list.state(), |day| format!("{day} ({})", age(day, as_of)));
        let bars = list.bars.as_str().replace('_', " ");
        let digest: String = list.digest.chars().take(12).collect();
        let (id, entries) = (&list.id.0, list.entries.len());
        let _ = writeln!(
            text,
            "{id:<widest$} {entries:>7} {:>6}  {state:<26} {bars:<16} {digest:<12} {}",
            names(list),
            list.coverage
        );
        text.push_str(&wrap(&format!("{}; {}. {}", list.title, list.authority, list.bars_note)));
        if !list.missing.is_empty() {
            text.push_str(&wrap(&format!("Missing: {}", list.missing)));
        }
        let unused: Vec<&str> = list.unused_columns().collect();
        if !unused.is_empty() {
            text.push_str(&wrap(&format!("Columns not used: {}", unused.join(", "))));
        }
        if !list.warnings.is_empty() {
            let what = format!("Warnings: {}; `tamis lists check {}` prints them", list.warnings.len(), list.source);
            text.push_str(&wrap(&what));
        }
    }
    let is_off = |list: &&OptionalList| !lists.lists().iter().any(|l| *l.id.0 == *list.id);
    for list in watchlist::OPTIONAL.iter().filter(is_off) {
        let _ = writeln!(text, "{}  off; --bundled-list {0} switches it on", list.id);
        text.push_str(&wrap(list.content));
    }
    let (entries, count) = (lists.len(), lists.lists().len());
    let _ = writeln!(
        text,
        "\n{entries} entries in {count} lists. `tamis lists show ID` tells what an entry means, how it is \
         screened, and since when."
    );
    text
}

/// How old a list's state is on a day.
fn age(state: Day, on: Day) -> String {
    match on.days_since(state) {
        0 => "of the day".to_owned(),
        1 => "1 day old".to_owned(),
        days if days > 0 => format!("{days} days old"),
        _ => format!("of {state}"),
    }
}

/// Text broken at blanks, under its list.
fn wrap(text: &str) -> String {
    const INDENT: &str = "    ";
    const COLUMNS: usize = 110;
    let mut out = String::new();
    let mut used = COLUMNS;
    for word in text.split_whitespace() {
        if used + 1 + width(word) > COLUMNS {
            out.push_str(if out.is_empty() { INDENT } else { "\n    " });
            used = INDENT.len();
        } else {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width(word);
    }
    out.push('\n');
    out
}

fn show(lists: &Lists, id: &str) -> Result<String, Failure> {
    let found = lists.entries().find(|(_, _, e)| e.id.0.eq_ignore_ascii_case(id));
    let Some((_, list, entry)) = found else {
        return Err(Failure::usage(format!(
            "no entry `{id}` in the lists in force; look for it with `tamis lists search TEXT`"
        )));
    };
    let mut text = format!("{}  {}\n", entry.id, entry.name);
    let mut line = |label: &str, what: &str| {
        if !what.is_empty() {
            let _ = writeln!(text, "  {label:<12} {what}");
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
        let parts = [&a.street, &a.city, &a.region, &a.postal_code, &a.country];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).map(String::as_str).collect();
        line("address", &format!("{}  (source {})", parts.join(", "), a.source));
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

/// The word that serde gives a value of one of the model's enums.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}

/// Case and width folded, for finding what a person types.
fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().flat_map(char::to_lowercase).collect()
}

fn search(lists: &Lists, wanted: &str) -> Result<u8, Failure> {
    let wanted = folded(wanted);
    let mut text = String::new();
    let mut found = 0;
    for (_, list, entry) in lists.entries() {
        let own = [entry.id.0.as_ref(), entry.name.as_str()].into_iter().any(|t| folded(t).contains(&wanted));
        let by = entry.names.iter().find(|n| folded(&n.text).contains(&wanted));
        if own || by.is_some() {
            found += 1;
            let alias =
                by.filter(|_| !own).map(|n| format!("  (as {}: {})", word(&n.kind), n.text)).unwrap_or_default();
            let _ = writeln!(text, "{:<14} {:<20} {}{alias}", entry.id.0, list.id.0, clip(&entry.name, 100));
        }
    }
    let _ = writeln!(text, "{found} {}", if found == 1 { "entry" } else { "entries" });
    print(&text)?;
    Ok(0)
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
    let whole = settings.bundled_lists && settings.only_lists.is_empty();
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
        faults.push(format!("{} entries share an id with another", lists.len() - ids.len()));
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
