//! `tamis lists update`: official lists fetched, checked and kept; and where they are for the other commands.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use etcetera::BaseStrategy as _;
use jiff::Timestamp;

use crate::model::Day;
use crate::report::{BOLD, WARNING, counted, plain, wrap};
use crate::updates::{self, Edition, Lock, Outcome, Refused, Source, Store, Terms};

use super::failure::Failure;
use super::terminal;
#[cfg(feature = "update")]
use super::values::bytes;

/// The variable that names the data directory.
const VARIABLE: &str = "TAMIS_LISTS_DIR";

/// `tamis lists update`
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// Sources to update: csl, cbp-wro, dhs-uflpa, ecfr-744, ofac-sdn, bis-dpl, or all [default: the first three]
    #[arg(value_name = "LIST", value_hint = ValueHint::Other)]
    pub sources: Vec<String>,
    /// Only show what is stored, and verify it; no connection is opened
    #[arg(long, conflicts_with_all = ["from", "allow_shrink"])]
    pub offline: bool,
    /// Take the files from this folder, whatever their names; no connection is opened
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub from: Option<PathBuf>,
    /// Data directory [default: the variable TAMIS_LISTS_DIR, or tamis/lists in the user's data directory]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// Also take a list that lost a tenth of its entries or more
    #[arg(long)]
    pub allow_shrink: bool,
    /// Table of sources to use, such as that of a mirror, in the form of watchlists/sources.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub sources_file: Option<PathBuf>,
    /// Times that a download is tried when the connection breaks or the server is busy
    #[cfg(feature = "update")]
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub tries: u32,
    /// What one file may hold, in bytes, or with K, M or G after the number
    #[cfg(feature = "update")]
    #[arg(long, value_name = "BYTES", default_value = "512M", value_parser = bytes)]
    pub max_download: u64,
}

/// The data directory: the one named, the one of the environment, that of the user.
fn store(named: Option<PathBuf>) -> Result<Store, Failure> {
    let of_environment = || std::env::var_os(VARIABLE).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    if let Some(path) = named.or_else(of_environment) {
        return Ok(Store::at(path));
    }
    let strategy = etcetera::choose_base_strategy().map_err(|e| {
        Failure::usage(format!("the user's data directory is unknown ({e}); name one with --dir or {VARIABLE}"))
    })?;
    Ok(Store::at(strategy.data_dir().join("tamis").join("lists")))
}

/// The updated lists, for the commands that use them.
///
/// # Errors
/// Nothing is stored, or a copy is damaged.
pub(super) fn in_force() -> Result<Vec<PathBuf>, Failure> {
    let store = store(None)?;
    let sources = updates::known().map_err(refused)?;
    let paths = store.in_force(sources.iter().map(|source| source.key.as_str())).map_err(refused)?;
    if paths.is_empty() {
        let place = store.path().display();
        return Err(Failure::usage(format!("no updated lists are in {place}; run `tamis lists update` first")));
    }
    Ok(paths)
}

fn refused(refused: Refused) -> Failure {
    Failure::usage(refused.to_string())
}

/// Updates the lists and prints what each is now; 0 all are up to date, 3 some are not, 2 none is.
pub(super) fn run(args: &UpdateArgs, today: Day) -> Result<u8, Failure> {
    let store = store(args.dir.clone())?;
    let table = match &args.sources_file {
        Some(path) => updates::of_file(path),
        None => updates::known(),
    };
    let table = table.map_err(refused)?;
    let sources = chosen(&table, args)?;
    if args.offline {
        return offline(&sources, &store);
    }
    let way = Way::of(args)?;
    let terms = Terms {
        now: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        today: today.to_string(),
        allow_shrink: args.allow_shrink,
    };
    let lock = store.lock().map_err(refused)?;
    let (mut good, mut bad) = (0, 0);
    for source in sources {
        let outcome = way.update(source, &store, &lock, &terms);
        match (&outcome, args.sources.is_empty()) {
            // A folder need not have every list.
            (Ok(Outcome::Absent), true) => continue,
            (Err(_) | Ok(Outcome::Absent), _) => bad += 1,
            (Ok(_), _) => good += 1,
        }
        terminal::show(&told(source, &outcome, &store))?;
    }
    let place = store.path().display();
    if good + bad == 0 {
        let folder = args.from.as_ref().map(|dir| dir.display().to_string()).unwrap_or_default();
        return Err(Failure::usage(format!("{folder} holds no official list that is known by its content")));
    }
    if good > 0 {
        terminal::show(&format!("Lists are in {place}; runs use them with --updated-lists.\n"))?;
    }
    Ok(match (good, bad) {
        (_, 0) => 0,
        (0, _) => 2,
        _ => 3,
    })
}

/// The sources that are named; without a name the default ones, and of a folder all.
fn chosen<'t>(table: &'t [Source], args: &UpdateArgs) -> Result<Vec<&'t Source>, Failure> {
    let all = args.sources.iter().any(|name| name == "all");
    if all || (args.sources.is_empty() && (args.offline || args.from.is_some())) {
        return Ok(table.iter().collect());
    }
    if args.sources.is_empty() {
        return Ok(table.iter().filter(|source| source.default).collect());
    }
    let known: Vec<&str> = table.iter().map(|source| source.key.as_str()).collect();
    let named = args.sources.iter().map(|name| {
        let found = table.iter().find(|source| source.key.eq_ignore_ascii_case(name));
        let unknown = || format!("no official list `{name}`; the lists are {}, or all", known.join(", "));
        found.ok_or_else(|| Failure::usage(unknown()))
    });
    named.collect()
}

/// Where the files come from.
enum Way {
    Folder(PathBuf),
    #[cfg(feature = "update")]
    Network(updates::Fetcher),
}

impl Way {
    fn of(args: &UpdateArgs) -> Result<Self, Failure> {
        if let Some(folder) = &args.from {
            return Ok(Self::Folder(folder.clone()));
        }
        #[cfg(feature = "update")]
        {
            let limits = updates::Limits::default();
            let limits = updates::Limits { bytes: args.max_download, tries: args.tries, ..limits };
            Ok(Self::Network(updates::Fetcher::new(limits)))
        }
        #[cfg(not(feature = "update"))]
        Err(Failure::usage("this build has no network code (feature `update`); fetch the files and use --from DIR"))
    }

    fn update(&self, source: &Source, store: &Store, lock: &Lock, terms: &Terms) -> Result<Outcome, Refused> {
        match self {
            Self::Folder(folder) => updates::from_folder(source, folder, store, lock, terms),
            #[cfg(feature = "update")]
            Self::Network(fetcher) => updates::from_network(source, fetcher, store, lock, terms),
        }
    }
}

/// Prints what is stored; 3 where a copy is damaged.
fn offline(sources: &[&Source], store: &Store) -> Result<u8, Failure> {
    let mut damaged = false;
    for source in sources {
        let mut text = format!("{BOLD}{}{BOLD:#}  {}\n", source.key, source.title);
        match store.verified(&source.key) {
            Ok(Some(edition)) => {
                let checked = &edition.checked;
                under(&mut text, &format!("{}, last checked {checked}, unchanged on the disk", state(&edition)));
            }
            Ok(None) => under(&mut text, "nothing is stored"),
            Err(why) => {
                damaged = true;
                under(&mut text, &why.to_string());
            }
        }
        under(&mut text, &format!("{}; changes {}; {}", source.publisher, source.cadence, source.page));
        terminal::show(&text)?;
    }
    terminal::show(&format!("Lists are in {}.\n", store.path().display()))?;
    Ok(if damaged { 3 } else { 0 })
}

/// What the update of a source did, and which edition is in force now.
fn told(source: &Source, outcome: &Result<Outcome, Refused>, store: &Store) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {}\n", source.key, source.title);
    match outcome {
        Ok(Outcome::Unchanged(edition)) => under(&mut text, &format!("unchanged: {}", state(edition))),
        Ok(Outcome::Updated { now, before }) => {
            under(&mut text, &format!("updated: {}", state(now)));
            if let Some(before) = before {
                let folder = store.folder(&source.key, before);
                under(&mut text, &format!("before: {}, kept in {}", state(before), folder.display()));
            }
            if !source.covers.is_empty() {
                let covers = source.covers.join(", ");
                under(&mut text, &format!("the bundled {covers} hold an earlier state of it, and stay in force too"));
            }
        }
        Ok(Outcome::Absent) => under(&mut text, "NOT updated: the folder holds no file of this list"),
        Err(why) => under(&mut text, &format!("NOT updated: {why}")),
    }
    if !matches!(outcome, Ok(Outcome::Unchanged(_) | Outcome::Updated { .. })) {
        match store.verified(&source.key) {
            Ok(Some(edition)) => under(&mut text, &format!("the copy before stays in force: {}", state(&edition))),
            Ok(None) => under(&mut text, "no copy is stored"),
            Err(damaged) => under(&mut text, &damaged.to_string()),
        }
    }
    text.replacen("NOT updated", &format!("{WARNING}NOT updated{WARNING:#}"), 1)
}

/// An edition in a few words.
fn state(edition: &Edition) -> String {
    let entries = counted(edition.entries() as u64, "entry", "entries");
    let lists = counted(edition.lists.len() as u64, "list", "lists");
    let digest = edition.digest();
    let mut text = String::new();
    let _ = write!(text, "{entries} in {lists}, state of {}, digest {}", edition.day, &digest[..12]);
    text
}

/// Text under its list.
fn under(text: &mut String, what: &str) {
    for line in wrap(&format!("    {}", plain(what)), terminal::columns(), 4) {
        let _ = writeln!(text, "{line}");
    }
}
