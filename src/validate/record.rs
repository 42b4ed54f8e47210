//! The record of a validation, complete enough to be filed: what was tried, with what, and everything that was missed.
//!
//! It holds no time, machine or operator: the same lists, seed, day and version give the same bytes.

use serde::Serialize;

use super::{CleanLedger, Counts, LeftOut, Miss, Options, Tally, Validation};
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
    total: Figures,
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
    figures: Figures,
}

#[derive(Debug, Serialize)]
struct OfKind {
    kind: &'static str,
    theme: &'static str,
    rule: &'static str,
    #[serde(flatten)]
    figures: Figures,
}

#[derive(Debug, Serialize)]
struct Figures {
    all: Share,
    distinctive: Share,
    weak: Share,
}

/// Counts with their shares in per cent, two decimals; `None` where nothing was tried.
#[derive(Debug, Serialize)]
struct Share {
    #[serde(flatten)]
    tally: Tally,
    recall: Option<f64>,
    at_match: Option<f64>,
}

impl From<Tally> for Share {
    fn from(tally: Tally) -> Self {
        // Rounded down: 99.995 % is not all.
        let round = |p: f64| (100.0 * p).floor() / 100.0;
        Self { tally, recall: tally.recall().map(round), at_match: tally.at_match().map(round) }
    }
}

impl From<Counts> for Figures {
    fn from(counts: Counts) -> Self {
        Self { all: counts.all.into(), distinctive: counts.distinctive.into(), weak: counts.weak.into() }
    }
}

impl<'a> Record<'a> {
    /// The record of one validation and of the ordinary ledgers screened beside it.
    pub fn new(
        screener: &'a Screener,
        options: &Options,
        validation: &'a Validation,
        clean: &'a [CleanLedger],
    ) -> Self {
        let kinds = validation.kinds.iter();
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
            total: validation.total().into(),
            themes: validation.themes().into_iter().map(|(of, c)| Of { of, figures: c.into() }).collect(),
            by_list: validation.lists.iter().map(|(id, c)| Of { of: id.as_str(), figures: (*c).into() }).collect(),
            by_entry_kind: validation.entry_kinds.iter().map(|(of, c)| Of { of: *of, figures: (*c).into() }).collect(),
            kinds: kinds
                .map(|(k, c)| OfKind { kind: k.id, theme: k.theme, rule: k.rule, figures: (*c).into() })
                .collect(),
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
            as_of: l.as_of.to_string(),
            coverage: l.coverage,
            entries: l.entries.len(),
            names: names(l),
            bundled: l.bundled,
            sha256: &l.digest,
        })
        .collect()
}
