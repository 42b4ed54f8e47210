//! Official files of a folder, for machines without a network: those of a source are known by their content, not by
//! their names.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::store::{self, Kept};
use super::{Refused, Source, Staged};
use crate::watchlist;

/// Copies the files of a source from a folder to the stage; `None` where the folder has none.
pub(super) fn copy(source: &Source, given: &Path, stage: &Path) -> Result<Option<Staged>, Refused> {
    let Some(first) = candidate(source, given)? else { return Ok(None) };
    let mut paths = vec![first];
    // Further files of one list are known by their names in the table of sources.
    for file in source.file.iter().skip(1) {
        paths.push(sister(source, &file.name, given)?);
    }
    let mut files = Vec::new();
    for (file, path) in source.file.iter().zip(paths) {
        let to = stage.join(&file.name);
        copy_bytes(&path, &to).map_err(|e| store::system("copying", &path, &e))?;
        let (sha256, bytes) = store::digest(&to).map_err(|e| store::system("reading", &to, &e))?;
        files.push(Kept {
            source: file.name.clone(),
            name: file.name.clone(),
            from: path.display().to_string(),
            etag: None,
            last_modified: None,
            sha256,
            bytes,
        });
    }
    let day = files.first().and_then(|file| day_in(&file.from));
    Ok(Some(Staged { files, day }))
}

/// Copies a file without its permissions.
fn copy_bytes(from: &Path, to: &Path) -> io::Result<u64> {
    io::copy(&mut File::open(from)?, &mut File::create(to)?)
}

/// The file that leads the readers to the lists of the source.
fn candidate(source: &Source, given: &Path) -> Result<Option<PathBuf>, Refused> {
    let several = source.file.len() > 1;
    let wanted = source.file.first().map(|file| stem(Path::new(&file.name))).unwrap_or_default();
    let mut found = Vec::new();
    for path in paths(given)? {
        // Of a list in several files each leads to all: the name chooses.
        if several && !is_named(&path, &wanted) {
            continue;
        }
        let Ok(lists) = watchlist::load_path(&path) else { continue };
        let fits = lists.first().is_some_and(|list| list.form == source.form);
        if fits && source.holds.iter().all(|id| lists.iter().any(|list| *list.id.0 == **id)) {
            found.push(path);
        }
    }
    match &found[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [one, other, ..] => Err(Refused::new(
            format!("{} and {} are both files of {}", one.display(), other.display(), source.key),
            "leave the one to use in the folder",
        )),
    }
}

fn sister(source: &Source, name: &str, given: &Path) -> Result<PathBuf, Refused> {
    let wanted = stem(Path::new(name));
    let found = paths(given)?.into_iter().find(|path| is_named(path, &wanted));
    found.ok_or_else(|| {
        let what = format!("{} has no file {name}, which belongs to {}", given.display(), source.key);
        Refused::new(what, "put all files of the list into the folder")
    })
}

/// True for `sdn.csv`, `SDN.CSV` and `sdn_2026-01-31.csv` where `sdn` is wanted, not for `sdn_comments.csv`.
fn is_named(path: &Path, wanted: &str) -> bool {
    let stem = stem(path);
    let rest = stem.strip_prefix(wanted).map(|rest| rest.trim_start_matches(['_', '-']));
    rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'_'))
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The files of the folder, sorted.
fn paths(given: &Path) -> Result<Vec<PathBuf>, Refused> {
    let failed = |e| store::system("reading the folder", given, &e);
    let mut paths = Vec::new();
    for entry in fs::read_dir(given).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_file() && !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The day in the name of a file: `2026-01-31`.
fn day_in(path: &str) -> Option<String> {
    let name = Path::new(path).file_name()?.to_str()?;
    let days = (0..name.len()).filter_map(|at| name.get(at..at + 10));
    days.filter(|text| text.parse::<crate::model::Day>().is_ok()).map(str::to_owned).next()
}
