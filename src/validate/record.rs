//! The record of a validation, complete enough to be filed: what was tried, with what, and everything that was missed.
//!
//! It holds no time, machine or operator: the same lists, seed, day and version give the same bytes.

use serde::Serialize;

use super::{CleanLedger, Counts, FoundAt, Kind, LeftOut, Level, Miss, Options, Thresholds, Validation};
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
    /// What each least score leaves; not there where no ledger was given for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    thresholds: Option<ByLeastScore<'a>>,
}

/// Ledgers and changed names at every least score.
#[derive(Debug, Serialize)]
struct ByLeastScore<'a> {
    ledgers: &'a [Thresholds],
    found: Vec<Found>,
}

/// Changed names still found at a least score.
#[derive(Debug, Serialize)]
struct Found {
    min_score: u8,
    all: Share,
    distinctive: Share,
}

#[derive(Debug, Serialize)]
struct Share {
    tried: u64,
    found: u64,
    /// In per cent, cut to two decimals.
    recall: Option<f64>,
}

impl Share {
    fn of(at: &FoundAt, least: u8) -> Self {
        let recall = at.recall(least).map(|p| (100.0 * p).floor() / 100.0);
        Self { tried: at.tried, found: at.found.from(least), recall }
    }
}

impl<'a> ByLeastScore<'a> {
    fn new(validation: &Validation, ledgers: &'a [Thresholds]) -> Option<Self> {
        let [all, distinctive] = &validation.found_at;
        let levels = &ledgers.first()?.levels;
        let found = levels.iter().map(|Level { min_score, .. }| Found {
            min_score: *min_score,
            all: Share::of(all, *min_score),
            distinctive: Share::of(distinctive, *min_score),
        });
        Some(Self { ledgers, found: found.collect() })
    }
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
        thresholds: &'a [Thresholds],
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
            thresholds: ByLeastScore::new(validation, thresholds),
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
