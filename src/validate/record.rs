//! The record of a validation, complete enough to be filed: what was tried, with what, and everything that was missed.
//!
//! It holds no time, machine or operator: the same lists, seed, day and version give the same bytes.

use serde::Serialize;

use super::{CleanLedger, Counts, Kind, LeftOut, Miss, Options, Validation};
use crate::model::{Coverage, EntryKind, Lists, Watchlist};
use crate::screener::Screener;

/// A record, ready to be written as JSON.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    tool: &'static str,
    version: &'static str,
    as_of: String,
    seed: u64,
    /// Rows without country and city.
    bare: bool,
    lists: Vec<List<'a>>,
    names: u64,
    weak_names: u64,
    left_out: LeftOut,
    total: Counts,
    themes: Vec<Of<&'static str>>,
    by_list: Vec<Of<&'a str>>,
    by_entry_kind: Vec<Of<EntryKind>>,
    kinds: Vec<OfKind>,
    misses: &'a [Miss],
    /// Ordinary ledgers, screened for false alarms.
    clean: &'a [CleanLedger],
}

#[derive(Debug, Serialize)]
struct List<'a> {
    id: &'a str,
    title: &'a str,
    as_of: String,
    coverage: Coverage,
    entries: usize,
    names: usize,
    bundled: bool,
    sha256: &'a str,
}

#[derive(Debug, Serialize)]
struct Of<L> {
    of: L,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Debug, Serialize)]
struct OfKind {
    #[serde(flatten)]
    kind: Kind,
    #[serde(flatten)]
    counts: Counts,
}

impl<'a> Record<'a> {
    /// The record of one validation and of the ordinary ledgers screened with it.
    pub fn new(
        screener: &'a Screener,
        options: &Options,
        validation: &'a Validation,
        clean: &'a [CleanLedger],
    ) -> Self {
        Self {
            tool: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            as_of: screener.config().as_of.to_string(),
            seed: options.seed,
            bare: options.bare,
            lists: lists(screener.lists()),
            names: validation.names,
            weak_names: validation.weak_names,
            left_out: validation.left_out,
            total: validation.total(),
            themes: validation.themes().into_iter().map(|(of, counts)| Of { of, counts }).collect(),
            by_list: validation.lists.iter().map(|(id, counts)| Of { of: id.as_str(), counts: *counts }).collect(),
            by_entry_kind: validation.entry_kinds.iter().map(|&(of, counts)| Of { of, counts }).collect(),
            kinds: validation.kinds.iter().map(|&(kind, counts)| OfKind { kind: *kind, counts }).collect(),
            misses: &validation.misses,
            clean,
        }
    }
}

fn lists(lists: &Lists) -> Vec<List<'_>> {
    let names = |l: &Watchlist| l.entries.iter().map(|e| e.names.len()).sum();
    lists
        .lists()
        .iter()
        .map(|l| List {
            id: &l.id.0,
            title: &l.title,
            as_of: l.state(),
            coverage: l.coverage,
            entries: l.entries.len(),
            names: names(l),
            bundled: l.bundled,
            sha256: &l.digest,
        })
        .collect()
}
