//! A table of the user's own as a watchlist: CSV, a workbook, or any other form that a ledger may have.
//!
//! The headers decide what the columns mean (`columns`); only the column of the listed names is needed. The cells of a
//! column that is not used become notes of the entry, and the list names the column. In this order: tables (`table`),
//! days (`days`, `dates`), entries (`entry`), names too general to look for (`generic`).
//!
//! All faults are reported at once, each with file and line: a list of which only half is read would screen only half.
//! What loses no listed party is a warning: a further name without a letter, a country that no table knows.

mod columns;
pub(super) mod dates;
mod days;
mod entry;
pub(super) mod generic;
mod headers;

pub(super) mod separators;
mod table;

use std::path::Path;

use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSlice as _;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::ListError;
use crate::model::{Bars, Coverage, Entry, EntryId, ListColumn, ListId, Watchlist};
use crate::text::hex::hex;

use super::log::Log;
use days::Days;
use entry::Reader;
use table::Contents;

/// A table to fill in: every column that a list of one's own may have, and one row to replace.
pub(super) const TEMPLATE: &str = include_str!("template.csv");

/// Reads the bytes of `path`.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Watchlist, ListError> {
    let file = path.display().to_string();
    let mut log = Log::default();
    let contents = table::read(&file, bytes, &mut log);
    let days: Vec<Days> = contents.tables.iter().map(|table| Days::of(table, &mut log)).collect();
    let stem = stem(path);
    let id = stem.split_whitespace().collect::<Vec<_>>().join("-");
    let entries = entries(&contents, &days, &id, &mut log);
    let state = days::of_list(&contents, &days, &stem);
    if state.is_none() {
        let remedy = "put it into the file's name (list_2026-01-31.csv), a line `# as of 2026-01-31` above the header, \
                      or a column `as of`";
        log.warn_all("the list does not say of which day it is", remedy);
    }
    let (as_of, dated_by) = state.unzip();
    let warnings = log.end()?;
    Ok(Watchlist {
        id: ListId(id.as_str().into()),
        title: format!("own list {id}"),
        authority: "own list".to_owned(),
        legal_basis: String::new(),
        source: file,
        as_of,
        dated_by: dated_by.unwrap_or_default(),
        coverage: Coverage::Complete,
        missing: String::new(),
        bars: bars(&entries),
        bars_note: "A list of your own: what it bars is for you to say.".to_owned(),
        bundled: false,
        form: "",
        refused: 0,
        digest: hex(&Sha256::digest(bytes)),
        entries,
        sources: vec![("own".to_owned(), "the file itself".to_owned())],
        columns: columns_of(&contents),
        warnings,
    })
}

/// The file's name without its endings: `list` of `list.csv.gz`.
pub(super) fn stem(path: &Path) -> String {
    let packed = path.extension().is_some_and(|x| x.eq_ignore_ascii_case("gz") || x.eq_ignore_ascii_case("zst"));
    let inner = if packed { path.file_stem().map(Path::new).unwrap_or(path) } else { path };
    inner.file_stem().map_or_else(|| "own".to_owned(), |s| s.to_string_lossy().into_owned())
}

/// Rows read at a time.
const ROWS_AT_A_TIME: usize = 512;

/// The entries of all tables, read on the threads of the current rayon pool. Two with one id are a fault of the second.
fn entries(contents: &Contents, days: &[Days], list: &str, log: &mut Log) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut lines: FxHashMap<EntryId, u64> = FxHashMap::default();
    let mut before = 0;
    for (table, days) in contents.tables.iter().zip(days) {
        let parts = table.records.par_chunks(ROWS_AT_A_TIME).enumerate().map(|(part, records)| {
            let (first, mut log) = (before + part * ROWS_AT_A_TIME + 1, Log::default());
            let mut read = |(number, record)| {
                let entry = Reader { table, record, log: &mut log }.entry(&format!("{list}-{number}"), days)?;
                Some((record.line, entry))
            };
            let read: Vec<(u64, Entry)> = (first..).zip(records).filter_map(&mut read).collect();
            (read, log)
        });
        for (read, of_part) in parts.collect::<Vec<_>>() {
            log.append(of_part);
            for (line, entry) in read {
                if let Some(first) = lines.insert(entry.id.clone(), line) {
                    let what = format!("id `{}` is on line {first} already", entry.id);
                    let remedy = "give each row an id of its own, or drop the id column";
                    log.fault(&table.file, Some(line), what, remedy);
                }
                entries.push(entry);
            }
        }
        before += table.records.len();
    }
    entries
}

/// What the list bars, where all entries say the same.
fn bars(entries: &[Entry]) -> Bars {
    let first = entries.first().and_then(|e| e.bars);
    first.filter(|bars| entries.iter().all(|e| e.bars == Some(*bars))).unwrap_or(Bars::None)
}

/// The columns of all tables, each header once.
fn columns_of(contents: &Contents) -> Vec<ListColumn> {
    let mut columns: Vec<ListColumn> = Vec::new();
    for (header, field) in contents.tables.iter().flat_map(|t| t.headers.iter().zip(&t.fields)) {
        let column = ListColumn { header: header.clone(), used_as: field.word() };
        if !header.is_empty() && !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

#[cfg(test)]
mod tests;
