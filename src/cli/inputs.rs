//! What is screened: files, directories and patterns become ledgers, each once, sorted by name.
//!
//! The order of the words on the command line does not show in a report. A file that was named must be readable. One
//! that was found in a directory or by a pattern and cannot be read does not stop the others, but the run is incomplete
//! then.

use std::path::{Path, PathBuf};

use crate::ledger::{Ledger, ReadOptions};
use crate::model::ColumnMap;
use crate::pipeline::{Source, one_line};
use crate::report::LedgerInfo;

use super::failure::Failure;

/// Endings by which ledgers are recognised in directories: every form that the reader tells apart by content, so that
/// none is passed over in silence.
const ENDINGS: [&str; 16] = [
    "csv", "tsv", "tab", "txt", "jsonl", "ndjson", "json", "xlsx", "xlsm", "xlsb", "xls", "xml", "htm", "html", "ods",
    "parquet",
];

/// Endings that a packed text form has after its own.
const PACKED: [&str; 2] = ["gz", "zst"];

/// Ledgers kept open between looking at their headers and screening them. Systems allow 256 to 1,024 open files; what
/// is beyond is opened again when its turn comes.
const KEPT_OPEN: usize = 64;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Input {
    path: PathBuf,
    /// Named by the user, not found in a directory or by a pattern.
    named: bool,
}

/// The ledgers of a run.
pub struct Inputs {
    pending: Vec<Pending>,
    /// What the reader of the report should know.
    pub notes: Vec<String>,
    options: ReadOptions,
}

/// A ledger to screen.
struct Pending {
    info: LedgerInfo,
    /// The columns of further tables.
    later: Vec<ColumnMap>,
    /// Its file, and its index among the ledgers of the file.
    path: PathBuf,
    index: usize,
    /// `None` where it is opened again when its turn comes.
    ledger: Option<Result<Ledger, String>>,
}

impl Inputs {
    /// Expands the words and opens every ledger once, to learn its columns.
    ///
    /// # Errors
    /// Nothing to read, or a named file that cannot be read.
    pub fn open(words: &[PathBuf], options: &ReadOptions) -> Result<Self, Failure> {
        let (files, notes) = expand(words)?;
        let mut inputs = Self { pending: Vec::new(), notes, options: options.clone() };
        for Input { path, named } in files {
            match Ledger::open(&path, options) {
                Ok(ledgers) => {
                    ledgers.into_iter().enumerate().for_each(|(index, ledger)| inputs.add(&path, index, Ok(ledger)));
                }
                Err(error) if named => return Err(error.into()),
                Err(error) => inputs.add(&path, 0, Err(one_line(&error))),
            }
        }
        // A directory of unreadable files alone screens nothing: that is a failure, not an incomplete report.
        let reasons: Vec<&str> =
            inputs.pending.iter().filter_map(|p| Some(p.ledger.as_ref()?.as_ref().err()?.as_str())).collect();
        if reasons.len() == inputs.pending.len() {
            let all = reasons.join("\n");
            return Err(Failure::usage(if all.is_empty() { "no ledger to screen".to_owned() } else { all }));
        }
        Ok(inputs)
    }

    fn add(&mut self, path: &Path, index: usize, ledger: Result<Ledger, String>) {
        let (name, columns) = match &ledger {
            Ok(ledger) => (ledger.name().to_owned(), ledger.columns().clone()),
            Err(_) => (path.display().to_string(), ColumnMap::default()),
        };
        let info = LedgerInfo { index: self.pending.len(), name, table: 1, columns };
        let tables = ledger.as_ref().map(|l| l.tables().skip(1).map(|(columns, _)| columns.clone()).collect());
        let later = tables.unwrap_or_default();
        // Standard input cannot be opened twice.
        let keep = self.pending.len() < KEPT_OPEN || path.as_os_str() == "-" || ledger.is_err();
        self.pending.push(Pending { info, later, path: path.to_owned(), index, ledger: keep.then_some(ledger) });
    }

    /// What the sinks must know before the first row: every ledger, with the tables that are known so far.
    pub fn infos(&self) -> Vec<LedgerInfo> {
        let tables = |p: &Pending| {
            let later = p.later.iter().zip(2..);
            let later = later.map(|(columns, table)| LedgerInfo { table, columns: columns.clone(), ..p.info.clone() });
            std::iter::once(p.info.clone()).chain(later.collect::<Vec<_>>())
        };
        self.pending.iter().flat_map(tables).collect()
    }

    /// Bytes of all ledgers, where every size is known.
    pub fn bytes(&self) -> Option<u64> {
        let size = |p: &Pending| match &p.ledger {
            Some(ledger) => ledger.as_ref().map_or(Some(0), Ledger::size),
            None if p.index == 0 => std::fs::metadata(&p.path).ok().map(|m| m.len()),
            None => Some(0),
        };
        self.pending.iter().map(size).sum()
    }

    /// The ledgers in order, those beyond [`KEPT_OPEN`] opened when their turn comes.
    pub fn sources(self) -> impl Iterator<Item = Source> + Send {
        let options = self.options;
        self.pending.into_iter().map(move |Pending { info, path, index, ledger, .. }| {
            let again = || match Ledger::open(&path, &options) {
                Ok(ledgers) => match ledgers.into_iter().nth(index) {
                    // The report's columns are laid out already.
                    Some(ledger) if *ledger.columns() == info.columns => Ok(ledger),
                    _ => Err(format!("{} was changed while the run began", path.display())),
                },
                Err(error) => Err(one_line(&error)),
            };
            let ledger = ledger.unwrap_or_else(again);
            Source { info, ledger }
        })
    }
}

/// The files that the words name, in the order they are screened.
///
/// # Errors
/// A directory or a pattern without a ledger.
pub fn paths(words: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    Ok(expand(words)?.0.into_iter().map(|input| input.path).collect())
}

/// Files in the order they are screened, and notes on what was given twice.
fn expand(words: &[PathBuf]) -> Result<(Vec<Input>, Vec<String>), Failure> {
    let mut files: Vec<Input> = Vec::new();
    for word in words {
        let text = word.to_string_lossy();
        if text == "-" || word.is_file() {
            files.push(Input { path: word.clone(), named: true });
        } else if word.is_dir() {
            let found = ledgers_in(word)?;
            if found.is_empty() {
                let endings = ENDINGS.join(", .");
                return Err(Failure::usage(format!(
                    "{} holds no ledger (a file ending in .{endings}; text also packed as .gz or .zst)",
                    word.display()
                )));
            }
            files.extend(found.into_iter().map(|path| Input { path, named: false }));
        } else if text.contains(['*', '?', '[']) {
            let found = matching(&text)?;
            if found.is_empty() {
                return Err(Failure::usage(format!("no file matches {text}")));
            }
            files.extend(found.into_iter().map(|path| Input { path, named: false }));
        } else {
            files.push(Input { path: word.clone(), named: true });
        }
    }
    files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()).then(b.named.cmp(&a.named)));
    let mut seen: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut notes = Vec::new();
    files.retain(|input| {
        let real = std::fs::canonicalize(&input.path).unwrap_or_else(|_| input.path.clone());
        let twin = seen.iter().find(|(known, _)| *known == real);
        if let Some((_, first)) = twin {
            notes.push(if *first == input.path {
                format!("{} was given twice and is screened once", first.display())
            } else {
                format!("{} is the same file as {} and is screened once", input.path.display(), first.display())
            });
            return false;
        }
        seen.push((real, input.path.clone()));
        true
    });
    Ok((files, notes))
}

/// The ledgers of a directory, without its subdirectories and hidden files.
fn ledgers_in(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |e| Failure::io("reading the directory", directory, e);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if !hidden && path.is_file() && is_ledger(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_ledger(path: &Path) -> bool {
    let ending = |p: &Path| p.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let outer = ending(path);
    let inner = if PACKED.contains(&outer.as_str()) { ending(&path.with_extension("")) } else { outer };
    ENDINGS.contains(&inner.as_str())
}

/// The files that match a pattern that the shell left alone.
fn matching(pattern: &str) -> Result<Vec<PathBuf>, Failure> {
    let paths = glob::glob(pattern).map_err(|e| Failure::usage(format!("invalid glob pattern `{pattern}`: {e}")))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|e| Failure::io("reading", e.path(), std::io::Error::from(e.error().kind())))?;
        if path.is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[Input], under: &Path) -> Vec<String> {
        files.iter().map(|f| f.path.strip_prefix(under).unwrap_or(&f.path).display().to_string()).collect()
    }

    #[test]
    fn directories_patterns_and_repeats_become_sorted_single_files() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let at = |name: &str| place.path().join(name);
        for name in ["b.csv", "a.TSV", "notes.md", ".hidden.csv", "c.txt", "d.csv.gz", "e.gz", "f.jsonl", "g.md.gz"] {
            std::fs::write(at(name), "name\nx\n")?;
        }
        std::fs::create_dir(at("empty"))?;
        let (files, notes) = expand(&[place.path().to_owned()])?;
        assert_eq!(names(&files, place.path()), ["a.TSV", "b.csv", "c.txt", "d.csv.gz", "f.jsonl"]);
        assert_eq!(notes, Vec::<String>::new());

        let (files, notes) = expand(&[at("b.csv"), at("[ab].*"), at("b.csv")])?;
        assert_eq!(names(&files, place.path()), ["a.TSV", "b.csv"]);
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(files.iter().any(|f| f.named && f.path == at("b.csv")), "a file that was named stays so");

        assert!(expand(&[at("empty")]).is_err());
        assert!(expand(&[at("*.xls")]).is_err());
        let (files, _) = expand(&[at("missing.csv")])?;
        assert!(files.iter().all(|f| f.named), "a missing file is left for the reader to complain about");
        Ok(())
    }
}
