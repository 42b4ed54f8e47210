//! Watchlists and the set of lists in force.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Bars, Day, Entry, EntryId, Groups};

/// The id of a list: `us-cbp-wro`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ListId(pub Arc<str>);

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much of the official list the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Every entry.
    Complete,
    /// `have` of `of` entries; `of` is unknown where no source counts them.
    Partial {
        /// Entries in the file.
        have: usize,
        /// Entries on the official list.
        of: Option<usize>,
    },
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("complete"),
            Self::Partial { have, of: Some(of) } => write!(f, "partial: {have} of {of}"),
            Self::Partial { have, of: None } => write!(f, "partial: {have}, total not sourced"),
        }
    }
}

/// One list with its entries in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct Watchlist {
    /// Its id.
    pub id: ListId,
    /// Its title.
    pub title: String,
    /// Who keeps the official list.
    pub authority: String,
    /// Its legal basis.
    pub legal_basis: String,
    /// Where the entries come from.
    pub source: String,
    /// The day whose state the file shows, where the file says it.
    pub as_of: Option<Day>,
    /// A law, whose state does not change: it is never stale.
    pub is_final: bool,
    /// Days after its state, or after the day on which it was last seen unchanged, from which the list is stale; none
    /// where nobody says how often it changes.
    pub max_age: Option<u16>,
    /// What says that day, in a list of the user's: a column, a line, the file's name.
    pub dated_by: String,
    /// How much of the official list it holds.
    pub coverage: Coverage,
    /// What is missing, in a sentence; empty where nothing is.
    pub missing: String,
    /// What it bars.
    pub bars: Bars,
    /// What it bars, in one plain sentence.
    pub bars_note: String,
    /// Compiled in, or a file of the user's.
    pub bundled: bool,
    /// The form of a publisher's file; empty for bundled lists and tables of the user's.
    pub form: &'static str,
    /// Rows of the file that are in no list.
    pub refused: usize,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The file's sources: key, then link and note as printed in exports.
    pub sources: Vec<(String, String)>,
    /// The columns of a list that is a table, in order.
    pub columns: Vec<ListColumn>,
    /// What the user of the list should know or correct.
    pub warnings: Vec<ListWarning>,
}

/// A column of a list and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumn {
    /// Its header.
    pub header: String,
    /// What it was read as; empty for a column that is not used.
    pub used_as: &'static str,
}

/// Something in a list that does not stop its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListWarning {
    /// The line (sheet row for workbooks), from 1; `None` where the whole file is meant.
    pub line: Option<u64>,
    /// What is odd, and what follows from it.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ListWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl Watchlist {
    /// True for a list of parties of all countries, as those of the user's own: its names are judged by likelihood.
    pub fn is_general(&self) -> bool {
        !self.bundled || &*self.id.0 == "us-bis-entity-list-rest"
    }

    /// The day whose state the file shows, for a reader: "undated" where the file does not say it.
    pub fn state(&self) -> String {
        self.as_of.map_or_else(|| "undated".to_owned(), |day| day.to_string())
    }

    /// The headers of the columns that are not used, in order.
    pub fn unused_columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|c| c.used_as.is_empty()).map(|c| c.header.as_str())
    }
}

/// The place of an entry in [`Lists`]: a small number, valid for that set only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIx(pub u32);

/// The lists in force for one run, in a fixed order (bundled first, then as given).
#[derive(Debug, Clone, Default)]
pub struct Lists {
    lists: Vec<Watchlist>,
    /// For each entry: its list and its place there.
    flat: Vec<(u32, u32)>,
}

impl Lists {
    /// The lists as they stood on a day: an entry that had been taken off its list bars nothing any more, and an order
    /// that a finding had followed is both.
    pub fn stated_as_of(mut self, day: Day) -> Self {
        let by = |first: Day| day.days_since(first) >= 0;
        for entry in self.lists.iter_mut().flat_map(|list| &mut list.entries) {
            for later in entry.further_measures.iter().filter(|later| by(later.effective)) {
                entry.measure = format!("{}, since {} a {}", entry.measure, later.effective, later.measure);
            }
            if let Some(removed) = entry.removed.filter(|removed| by(*removed)) {
                entry.bars = Some(Bars::None);
                entry.consequence = format!("Taken off the list on {removed}: this listing bars nothing any more.");
            }
        }
        self
    }

    /// What an entry bars: its own, else what its list does.
    pub fn bars(&self, ix: EntryIx) -> Bars {
        self.entry(ix).bars.unwrap_or(self.list_of(ix).bars)
    }

    /// Order of entries whose findings are equally sure: what binds a buyer most comes first, then by id.
    pub fn by_strength(&self, a: EntryIx, b: EntryIx) -> Ordering {
        let strength = |ix: EntryIx| self.bars(ix).strength();
        strength(b).cmp(&strength(a)).then_with(|| self.entry(a).id.cmp(&self.entry(b).id))
    }

    /// Puts lists in force. Ids were checked by the loader; of two entries with one id the first is found by id.
    pub fn new(lists: Vec<Watchlist>) -> Self {
        let flat = lists
            .iter()
            .enumerate()
            .flat_map(|(l, list)| (0..list.entries.len()).map(move |e| (l as u32, e as u32)))
            .collect();
        Self { lists, flat }
    }

    /// The lists in order.
    pub fn lists(&self) -> &[Watchlist] {
        &self.lists
    }

    /// All entries in order, with their place.
    pub fn entries(&self) -> impl Iterator<Item = (EntryIx, &Watchlist, &Entry)> {
        self.flat.iter().enumerate().map(|(i, &(l, e))| {
            let list = &self.lists[l as usize];
            (EntryIx(i as u32), list, &list.entries[e as usize])
        })
    }

    /// The entry at a place handed out by this set.
    pub fn entry(&self, ix: EntryIx) -> &Entry {
        let (l, e) = self.flat[ix.0 as usize];
        &self.lists[l as usize].entries[e as usize]
    }

    /// The list of the entry at a place handed out by this set.
    pub fn list_of(&self, ix: EntryIx) -> &Watchlist {
        &self.lists[self.flat[ix.0 as usize].0 as usize]
    }

    /// The first entry with this id.
    pub fn find(&self, id: &EntryId) -> Option<EntryIx> {
        self.entries().find(|(_, _, e)| e.id == *id).map(|(ix, _, _)| ix)
    }

    /// The groups of entries that are one body under several measures, by their links.
    pub fn bodies(&self) -> Groups<EntryIx> {
        /// The relations of such links.
        const ONE_BODY: [&str; 3] = ["same_body", "same_company", "same_person"];
        let by_id: BTreeMap<&EntryId, EntryIx> = self.entries().map(|(ix, _, e)| (&e.id, ix)).collect();
        let mut bodies = Groups::default();
        for (ix, _, entry) in self.entries() {
            let links = entry.links.iter().filter(|l| ONE_BODY.contains(&l.relation.as_str()));
            links.filter_map(|l| by_id.get(&l.entry_id)).for_each(|other| bodies.join(ix, *other));
        }
        bodies
    }

    /// Number of entries over all lists.
    pub fn len(&self) -> usize {
        self.flat.len()
    }

    /// True where no list holds an entry.
    pub fn is_empty(&self) -> bool {
        self.flat.is_empty()
    }
}
