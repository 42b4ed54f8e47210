//! Official lists that are kept up to date: downloaded, checked with the readers, stored, and given to the commands
//! that ask for them.
//!
//! `sources` is the table of publications, `store` the data directory, `fetch` the network (feature `update`; the only
//! code of this crate that opens a connection), `folder` files that a person fetched. One way for all: files are
//! staged, read, compared with the edition in force, and only then put in force.
//!
//! What this module does not do: it reads no clock and no environment, and chooses no directory; the command line
//! does.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::watchlist;

#[cfg(feature = "update")]
mod fetch;
mod folder;
mod sources;
mod store;

#[cfg(feature = "update")]
pub use fetch::{Fetcher, Limits};
pub use sources::{DatedBy, Source, SourceFile, known, of_file};
pub use store::{Count, Edition, Kept, Lock, Store};

/// Why an edition was not taken: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {remedy}")]
pub struct Refused {
    what: String,
    remedy: String,
}

impl Refused {
    /// What happened, and what to do.
    pub fn new(what: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { what: what.to_string(), remedy: remedy.into() }
    }
}

/// What an update of one source did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The publisher has what is stored.
    Unchanged(Edition),
    /// Another edition is in force now; the one before, if there was one.
    Updated {
        /// In force now.
        now: Edition,
        /// In force before.
        before: Option<Edition>,
    },
    /// The folder holds no file of this source.
    Absent,
}

/// How an update runs.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The moment, as the records have it.
    pub now: String,
    /// The day of that moment.
    pub today: String,
    /// A list may lose a tenth of its entries or more, or have fewer than is plausible.
    pub allow_shrink: bool,
}

/// Files that were staged for a source.
struct Staged {
    files: Vec<Kept>,
    /// The day of the publication, where the publisher says it.
    day: Option<String>,
}

/// Updates a source from a folder.
///
/// # Errors
/// The folder has several editions, or the files are refused; the edition in force stays.
pub fn from_folder(
    source: &Source,
    given: &Path,
    store: &Store,
    lock: &Lock,
    terms: &Terms,
) -> Result<Outcome, Refused> {
    let before = intact(store, source);
    let stage = store.stage(&source.key, lock)?;
    match folder::copy(source, given, stage.path())? {
        Some(staged) => finish(source, store, stage, Arrived { staged, before }, terms),
        None => Ok(Outcome::Absent),
    }
}

/// Updates a source from the network.
///
/// # Errors
/// The publisher does not answer with the list, or the files are refused; the edition in force stays.
#[cfg(feature = "update")]
pub fn from_network(
    source: &Source,
    fetcher: &Fetcher,
    store: &Store,
    lock: &Lock,
    terms: &Terms,
) -> Result<Outcome, Refused> {
    let before = intact(store, source);
    let stage = store.stage(&source.key, lock)?;
    let stored = before.as_ref().map(|edition| (edition, store.folder(&source.key, edition)));
    match fetch::all(source, fetcher, stored.as_ref().map(|(e, f)| (*e, f.as_path())), stage.path())? {
        Some(staged) => finish(source, store, stage, Arrived { staged, before }, terms),
        None => unchanged(source, store, before, terms),
    }
}

/// The edition in force. A damaged one counts as none: it can neither be kept nor compared.
fn intact(store: &Store, source: &Source) -> Option<Edition> {
    store.verified(&source.key).ok().flatten()
}

fn unchanged(source: &Source, store: &Store, before: Option<Edition>, terms: &Terms) -> Result<Outcome, Refused> {
    let Some(mut edition) = before else {
        let what = format!("{} answers that nothing changed, and no copy is stored", source.publisher);
        return Err(Refused::new(what, "try again later"));
    };
    edition.checked.clone_from(&terms.now);
    store.record(&source.key, &edition)?;
    Ok(Outcome::Unchanged(edition))
}

/// What arrived, and what it would take the place of.
struct Arrived {
    staged: Staged,
    before: Option<Edition>,
}

/// Reads what was staged, compares it and puts it in force.
fn finish(
    source: &Source,
    store: &Store,
    stage: tempfile::TempDir,
    arrived: Arrived,
    terms: &Terms,
) -> Result<Outcome, Refused> {
    let Arrived { mut staged, before } = arrived;
    let lists = checked(source, stage.path(), &staged.files, before.as_ref().filter(|_| !terms.allow_shrink))?;
    let total: usize = lists.iter().map(|list| list.entries).sum();
    if total < source.least && !terms.allow_shrink {
        let what = format!("the file has {total} of the {} entries that the list has at least", source.least);
        return Err(Refused::new(what, "look at the publisher's page; --allow-shrink takes it all the same"));
    }
    let day = staged.day.take().unwrap_or_else(|| terms.today.clone());
    // The readers take the day of a list from its file's name, where the file itself does not say it.
    for file in &mut staged.files {
        let (stem, ending) = file.source.rsplit_once('.').unwrap_or((&file.source, "txt"));
        let name = format!("{stem}_{day}.{ending}");
        std::fs::rename(stage.path().join(&file.name), stage.path().join(&name))
            .map_err(|e| store::system("renaming", &stage.path().join(&name), &e))?;
        file.name = name;
    }
    let edition = Edition::new(day, terms.now.clone(), staged.files, lists);
    if let Some(same) = before.as_ref().filter(|before| before.digest() == edition.digest()) {
        let mut same = same.clone();
        same.files = marks(&same.files, &edition.files);
        return unchanged(source, store, Some(same), terms);
    }
    let now = store.install(&source.key, stage, edition)?;
    Ok(Outcome::Updated { now, before })
}

/// The stored files with the publisher's later marks of the same bytes.
fn marks(stored: &[Kept], later: &[Kept]) -> Vec<Kept> {
    let mut files = stored.to_vec();
    for file in &mut files {
        if let Some(same) = later.iter().find(|l| l.source == file.source) {
            (file.etag, file.last_modified) = (same.etag.clone(), same.last_modified.clone());
        }
    }
    files
}

/// The lists of the staged files: of the form and with the lists that the source must have, and none a tenth shorter
/// than before.
fn checked(source: &Source, stage: &Path, files: &[Kept], before: Option<&Edition>) -> Result<Vec<Count>, Refused> {
    let first: PathBuf = stage.join(files.first().map_or("", |file| file.name.as_str()));
    let not_list = |what: String| Refused::new(what, format!("look at {}", source.page));
    let lists = watchlist::load_path(&first).map_err(|error| {
        let says = error.to_string().replace(&*stage.display().to_string(), &source.key);
        not_list(format!("the file cannot be used as a list: {}", says.lines().next().unwrap_or_default()))
    })?;
    let form = lists.first().map_or("", |list| list.form);
    if form != source.form {
        let is = if form.is_empty() { "a table of no known form".to_owned() } else { format!("`{form}`") };
        return Err(not_list(format!("the file is {is}, not `{}`", source.form)));
    }
    if let Some(missing) = source.holds.iter().find(|id| !lists.iter().any(|list| *list.id.0 == ***id)) {
        return Err(not_list(format!("the file does not hold the list {missing}")));
    }
    let counts: Vec<Count> =
        lists.iter().map(|list| Count { list: list.id.to_string(), entries: list.entries.len() }).collect();
    for old in before.iter().flat_map(|before| &before.lists) {
        let now = counts.iter().find(|new| new.list == old.list).map_or(0, |new| new.entries);
        if now * 10 <= old.entries * 9 {
            let what = format!("the list {} would shrink from {} entries to {now}", old.list, old.entries);
            let remedy = format!("look at {}; --allow-shrink takes it all the same", source.page);
            return Err(Refused::new(what, remedy));
        }
    }
    Ok(counts)
}
