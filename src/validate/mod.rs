//! Proof for an auditor that the screen works: every listed name, changed in named ways, screened as any row is.
//!
//! 1. Every name of the lists in force is taken apart ([`Subject`]). Titles of orders, sectors, regions and documents
//!    are no parties' names: they are screened by rule, counted here and left out. So are entries not yet in force.
//! 2. Each [`Kind`] changes the name, or does not apply. Its draws follow from the seed, the kind and the name alone.
//! 3. The changed name goes through [`Screener::screen`] as a row of its own: name, the entry's country, and for weak
//!    names its city (a weak name counts with its place only).
//! 4. It counts as found with a finding at `review` or higher on the entry, on an entry of the same body, or, for a
//!    unit of the Corps, on the body above it. Which entries are one body is read from the lists' links here, not asked
//!    of the matching engine.
//!
//! Weak names are counted apart. A change that leaves no distinctive word (`Xinjiang Zhongtai Chem` cut to `Xinjiang`)
//! is counted in `all` and not in `distinctive`.
//!
//! Cost: one screened row for each name and kind that applies, some 30 a name, spread over the threads at hand. The
//! result is the same at any number of threads.

mod bodies;
mod clean;
mod manipulate;
mod record;
mod rng;
mod subject;
mod thresholds;

use rayon::prelude::*;
use serde::Serialize;

use crate::model::{
    ColumnMap, Day, Entry, EntryIx, EntryKind, Finding, Lists, Name, Role, Row, RowBatch, Score, Verdict, Watchlist,
};
use crate::screener::{Scratch, Screener};
use crate::watchlist::{InForce, in_force};

use bodies::Bodies;
pub(crate) use clean::screen_all;
pub use clean::{Alarm, CleanLedger, screen_clean};
pub use manipulate::{AS_LISTED, KINDS, Kind, Made};
pub use record::Record;
pub use rng::{DEFAULT_SEED, Rng};
pub use subject::{Subject, Word};
pub use thresholds::{ByScore, FoundAt, Level, Thresholds};

/// What to try.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the draws begin.
    pub seed: u64,
    /// The kinds, in order.
    pub kinds: Vec<&'static Kind>,
    /// Leave country and city out of the rows.
    pub bare: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: DEFAULT_SEED, kinds: KINDS.iter().collect(), bare: false }
    }
}

/// Names tried and how many were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Shares")]
pub struct Tally {
    /// Names that the kind applies to.
    pub tried: u64,
    /// Found at `review` or higher.
    pub found: u64,
    /// Found as `match`.
    pub matched: u64,
}

impl Tally {
    fn add(&mut self, found: Option<Verdict>) {
        self.tried += 1;
        self.found += u64::from(found >= Some(Verdict::Review));
        self.matched += u64::from(found == Some(Verdict::Match));
    }

    fn join(&mut self, other: Self) {
        self.tried += other.tried;
        self.found += other.found;
        self.matched += other.matched;
    }

    fn share(&self, part: u64) -> Option<f64> {
        (self.tried > 0).then(|| 100.0 * part as f64 / self.tried as f64)
    }

    /// Share found, in per cent; `None` where nothing was tried.
    pub fn recall(&self) -> Option<f64> {
        self.share(self.found)
    }

    /// Share found as `match`, in per cent; `None` where nothing was tried.
    pub fn at_match(&self) -> Option<f64> {
        self.share(self.matched)
    }
}

/// A tally as the record holds it: with shares in per cent, cut to two decimals, since 99.995 % is not all.
#[derive(Serialize)]
struct Shares {
    tried: u64,
    found: u64,
    matched: u64,
    recall: Option<f64>,
    at_match: Option<f64>,
}

impl From<Tally> for Shares {
    fn from(tally: Tally) -> Self {
        let cut = |p: f64| (100.0 * p).floor() / 100.0;
        let Tally { tried, found, matched } = tally;
        Self { tried, found, matched, recall: tally.recall().map(cut), at_match: tally.at_match().map(cut) }
    }
}

/// The counts of one kind, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All names that are not weak.
    pub all: Tally,
    /// Those of them that keep a distinctive word.
    pub distinctive: Tally,
    /// Weak names, with country and city in the row.
    pub weak: Tally,
}

impl Counts {
    fn add(&mut self, trial: &Trial, weak: bool) {
        if weak {
            self.weak.add(trial.found);
            return;
        }
        self.all.add(trial.found);
        if trial.distinctive {
            self.distinctive.add(trial.found);
        }
    }

    fn join(&mut self, other: Self) {
        self.all.join(other.all);
        self.distinctive.join(other.distinctive);
        self.weak.join(other.weak);
    }
}

/// A changed name that was not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The kind of change.
    pub kind: &'static str,
    /// The list.
    pub list: String,
    /// The entry.
    pub entry: String,
    /// The name as listed.
    pub name: String,
    /// What it was changed into: the name cell, and the second one after ` | `.
    pub manipulated: String,
    /// A weak name.
    pub weak: bool,
    /// A distinctive word was left.
    pub distinctive: bool,
    /// What the screen said instead, strongest first; empty where it said nothing.
    pub got: String,
}

/// Why names were not tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Names of orders, sectors, regions and documents, which are screened by rule.
    pub screened_by_rule: u64,
    /// Names of entries whose first day lies after the day screened as of.
    pub not_yet_in_force: u64,
}

/// The whole result.
#[derive(Debug, Clone)]
pub struct Validation {
    /// Names tried that are not weak.
    pub names: u64,
    /// Weak names tried.
    pub weak_names: u64,
    /// Names not tried.
    pub left_out: LeftOut,
    /// Each list by its id, all kinds together, in the order of the lists; lists without a name tried are not there.
    pub lists: Vec<(String, Counts)>,
    /// Each kind of entry, all kinds of change together, in the order of the lists.
    pub entry_kinds: Vec<(EntryKind, Counts)>,
    /// Each kind with its counts, in the order of the options.
    pub kinds: Vec<(&'static Kind, Counts)>,
    /// Changed names that are not weak by the score of what found them: all, and those with a distinctive word.
    pub found_at: [FoundAt; 2],
    /// Every name not found, by kind, then in the order of the lists.
    pub misses: Vec<Miss>,
}

impl Validation {
    /// All kinds together.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.kinds.iter().for_each(|(_, c)| total.join(*c));
        total
    }

    /// The kinds of each theme together, in the order of the themes.
    pub fn themes(&self) -> Vec<(&'static str, Counts)> {
        let mut out = Vec::new();
        self.kinds.iter().for_each(|(kind, counts)| join(&mut out, kind.theme, *counts));
        out
    }
}

/// Adds counts under a label, in the order in which labels first come.
fn join<L: PartialEq>(sums: &mut Vec<(L, Counts)>, label: L, counts: Counts) {
    match sums.iter_mut().find(|(l, _)| *l == label) {
        Some((_, sum)) => sum.join(counts),
        None => sums.push((label, counts)),
    }
}

/// One name to try.
#[derive(Debug, Clone, Copy)]
struct Listed<'a> {
    ix: EntryIx,
    list: &'a Watchlist,
    entry: &'a Entry,
    name: &'a Name,
}

/// Changes and screens every name of the screener's lists.
pub fn validate(screener: &Screener, options: &Options) -> Validation {
    let lists = screener.lists();
    let (names, left_out) = listed(lists, screener.config().as_of);
    let bodies = Bodies::new(lists);
    let columns = columns();
    let tried: Vec<Vec<Trial>> = names
        .par_iter()
        .map_init(
            || (screener.scratch(), RowBatch::default()),
            |(scratch, batch), name| {
                let mut run = Run { screener, bodies: &bodies, columns: &columns, options, scratch, batch };
                run.name(name)
            },
        )
        .collect();
    let mut kinds: Vec<(&'static Kind, Counts)> = options.kinds.iter().map(|k| (*k, Counts::default())).collect();
    let (mut of_lists, mut of_entries) = (Vec::new(), Vec::new());
    let mut misses: Vec<(usize, Miss)> = Vec::new();
    let mut found_at: [FoundAt; 2] = Default::default();
    for (name, trials) in names.iter().zip(tried) {
        let mut sum = Counts::default();
        for trial in trials {
            let Some((_, counts)) = kinds.get_mut(trial.kind) else { continue };
            counts.add(&trial, name.name.weak);
            sum.add(&trial, name.name.weak);
            let groups = [!name.name.weak, !name.name.weak && trial.distinctive];
            let groups = found_at.iter_mut().zip(groups).filter(|(_, counts)| *counts);
            groups.for_each(|(at, _)| at.add(trial.score));
            misses.extend(trial.miss.map(|m| (trial.kind, *m)));
        }
        join(&mut of_lists, name.list.id.to_string(), sum);
        join(&mut of_entries, name.entry.kind, sum);
    }
    misses.sort_by_key(|(kind, _)| *kind);
    let weak_names = names.iter().filter(|n| n.name.weak).count() as u64;
    Validation {
        names: names.len() as u64 - weak_names,
        weak_names,
        left_out,
        lists: of_lists,
        entry_kinds: of_entries,
        kinds,
        found_at,
        misses: misses.into_iter().map(|(_, m)| m).collect(),
    }
}

fn listed(lists: &Lists, as_of: Day) -> (Vec<Listed<'_>>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut out = Vec::new();
    for (ix, list, entry) in lists.entries() {
        let names = entry.names.len() as u64;
        if in_force(entry, as_of) == InForce::NotYet {
            left_out.not_yet_in_force += names;
        } else if matches!(
            entry.kind,
            EntryKind::Region | EntryKind::Goods | EntryKind::ClassOfPersons | EntryKind::Policy
        ) {
            left_out.screened_by_rule += names;
        } else {
            out.extend(entry.names.iter().map(|name| Listed { ix, list, entry, name }));
        }
    }
    (out, left_out)
}

/// The columns of the rows: two name cells of one group, city, country.
fn columns() -> ColumnMap {
    let columns = [("NAME1", Role::Name), ("NAME2", Role::Name), ("City", Role::City), ("Country", Role::Country)];
    ColumnMap { groups: vec![vec![0, 1]], ..ColumnMap::new(columns) }
}

/// What became of one name under one kind, by its place among the kinds of the options.
struct Trial {
    kind: usize,
    found: Option<Verdict>,
    /// The highest score of what found it.
    score: Option<Score>,
    distinctive: bool,
    /// Boxed: few names are missed, and a list of 30,000 makes a million trials.
    miss: Option<Box<Miss>>,
}

struct Run<'r> {
    screener: &'r Screener,
    bodies: &'r Bodies,
    columns: &'r ColumnMap,
    options: &'r Options,
    scratch: &'r mut Scratch,
    batch: &'r mut RowBatch,
}

impl Run<'_> {
    fn name(&mut self, listed: &Listed<'_>) -> Vec<Trial> {
        let subject = Subject::new(&listed.name.text, listed.entry.kind);
        let part = |of: fn(&crate::model::Address) -> &String| {
            let given = listed.entry.addresses.iter().map(of).find(|text| !text.is_empty());
            given.map_or("", String::as_str)
        };
        let (city, country) = (part(|a| &a.city), part(|a| &a.country));
        let city = if listed.name.weak && !self.options.bare { city } else { "" };
        let country = if self.options.bare { "" } else { country };
        let kinds = self.options.kinds.iter().enumerate();
        kinds
            .filter_map(|(at, kind)| {
                let made = kind.make(&subject, self.options.seed)?;
                let findings = self.screen([&made.name, &made.second, city, country]);
                let right = || findings.iter().filter(|f| self.bodies.right(listed.ix, f.entry));
                let found = right().map(|f| f.verdict).max();
                let score = right().filter(|f| f.verdict >= Verdict::Review).map(|f| f.score).max();
                let missed = found < Some(Verdict::Review);
                Some(Trial {
                    kind: at,
                    found,
                    score,
                    distinctive: made.distinctive,
                    miss: missed.then(|| Box::new(self.miss(kind, listed, made, &findings))),
                })
            })
            .collect()
    }

    fn screen(&mut self, cells: [&str; 4]) -> Vec<Finding> {
        self.batch.clear();
        self.batch.push(1, 2, cells);
        self.batch.get(0).map(|row| self.screener.screen(Row::new(row, self.columns), self.scratch)).unwrap_or_default()
    }

    fn miss(&self, kind: &Kind, listed: &Listed<'_>, made: Made, findings: &[Finding]) -> Miss {
        let lists = self.screener.lists();
        let got: Vec<String> = findings
            .iter()
            .filter(|f| !f.sector)
            .take(2)
            .map(|f| format!("{} {} {} by {}", f.verdict, f.score, lists.entry(f.entry).id, f.method))
            .collect();
        let manipulated = if made.second.is_empty() { made.name } else { format!("{} | {}", made.name, made.second) };
        Miss {
            kind: kind.id,
            list: listed.list.id.to_string(),
            entry: listed.entry.id.to_string(),
            name: listed.name.text.clone(),
            manipulated,
            weak: listed.name.weak,
            distinctive: made.distinctive,
            got: got.join("; "),
        }
    }
}
