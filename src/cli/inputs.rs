//! What is screened: every ledger of the files that were named, opened once to learn its columns.
//!
//! The order of the words on the command line does not show in a report. A file that was named must be readable. One
//! that was found in a directory or by a pattern and cannot be read does not stop the others, but the run is incomplete
//! then.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::ledger::{Ledger, ReadOptions};
use crate::model::ColumnMap;
use crate::pipeline::{Source, one_line};
use crate::report::{LedgerInfo, LeftOut, digest_of};

use super::failure::Failure;
use super::folders::{Found, Input};

/// Ledgers kept open between looking at their headers and screening them. Systems allow 256 to 1,024 open files; what
/// is beyond is opened again when its turn comes.
const KEPT_OPEN: usize = 64;

/// The ledgers of a run.
pub struct Inputs {
    pending: Vec<Pending>,
    /// What the reader of the report should know.
    pub notes: Vec<String>,
    /// What the folders hold besides ledgers.
    pub left_out: Vec<LeftOut>,
    /// The folder that the ledgers' names are relative to.
    pub root: Option<PathBuf>,
    options: ReadOptions,
}

/// A ledger to screen.
struct Pending {
    info: LedgerInfo,
    /// The columns of further tables.
    later: Vec<ColumnMap>,
    /// Its file, the file's name in the report, and its index among the ledgers of the file.
    path: PathBuf,
    label: String,
    index: usize,
    /// `None` where it is opened again when its turn comes.
    ledger: Option<Result<Ledger, String>>,
}

impl Inputs {
    /// Opens every ledger of the files once, to learn its columns.
    ///
    /// # Errors
    /// Nothing to read, or a named file that cannot be read.
    pub fn open(found: Found, options: &ReadOptions) -> Result<Self, Failure> {
        let Found { files, notes, left_out, root } = found;
        let mut inputs = Self { pending: Vec::new(), notes, left_out, root, options: options.clone() };
        for input in files {
            if let Some(why) = &input.refused {
                inputs.add(&input, 0, Err(format!("{}: {why}", input.label)));
                continue;
            }
            match Ledger::open_as(&input.path, &input.label, options) {
                Ok(ledgers) => {
                    ledgers.into_iter().enumerate().for_each(|(index, ledger)| inputs.add(&input, index, Ok(ledger)));
                }
                // Whoever named a file knows it by the path that was typed.
                Err(error) if input.named => return Err(error.of_file(&input.path.display().to_string()).into()),
                Err(error) => inputs.add(&input, 0, Err(one_line(&error.of_file(&input.label)))),
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

    fn add(&mut self, input: &Input, index: usize, ledger: Result<Ledger, String>) {
        let (name, columns) = match &ledger {
            Ok(ledger) => (ledger.name().to_owned(), ledger.columns().clone()),
            Err(_) => (input.label.clone(), ColumnMap::default()),
        };
        let info = LedgerInfo { index: self.pending.len(), name, table: 1, columns };
        let tables = ledger.as_ref().map(|l| l.tables().skip(1).map(|(columns, _)| columns.clone()).collect());
        let later = tables.unwrap_or_default();
        // Standard input cannot be opened twice.
        let keep = self.pending.len() < KEPT_OPEN || input.path.as_os_str() == "-" || ledger.is_err();
        let (path, label) = (input.path.clone(), input.label.clone());
        self.pending.push(Pending { info, later, path, label, index, ledger: keep.then_some(ledger) });
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

    /// The ledgers, by index, whose files `known` has by size and digest. Only files of a size that is known are read.
    pub fn unchanged(&self, known: impl Fn(u64, Option<&str>) -> bool) -> FxHashSet<usize> {
        let mut unchanged = FxHashSet::default();
        let mut last: Option<(&Path, bool)> = None;
        for pending in &self.pending {
            // The sheets of one workbook are one file.
            let same = match last {
                Some((path, same)) if path == pending.path => same,
                _ => has_known_bytes(&pending.path, &known).unwrap_or(false),
            };
            last = Some((&pending.path, same));
            if same {
                unchanged.insert(pending.info.index);
            }
        }
        unchanged
    }

    /// The ledgers in order, those beyond [`KEPT_OPEN`] opened when their turn comes.
    pub fn sources(self) -> impl Iterator<Item = Source> + Send {
        let options = self.options;
        self.pending.into_iter().map(move |Pending { info, path, label, index, ledger, .. }| {
            let again = || match Ledger::open_as(&path, &label, &options) {
                Ok(ledgers) => match ledgers.into_iter().nth(index) {
                    // The report's columns are laid out already.
                    Some(ledger) if *ledger.columns() == info.columns => Ok(ledger),
                    _ => Err(format!("{label} was changed while the run began")),
                },
                Err(error) => Err(one_line(&error.of_file(&label))),
            };
            let ledger = ledger.unwrap_or_else(again);
            Source { info, ledger }
        })
    }
}

/// True where `known` has the file by its size and digest. Standard input and pipes cannot be read twice.
fn has_known_bytes(path: &Path, known: impl Fn(u64, Option<&str>) -> bool) -> io::Result<bool> {
    if path.as_os_str() == "-" || !path.is_file() {
        return Ok(false);
    }
    let file = File::open(path)?;
    if !known(file.metadata()?.len(), None) {
        return Ok(false);
    }
    let (size, digest) = digest_of(file)?;
    Ok(known(size, Some(&digest)))
}
