//! Cache of cell facts, shared by all workers and bounded. Ledgers repeat vendors and goods; facts depend on the text
//! and the compiled lists alone, so a hit and a fresh reading give the same answer. The text is the key and is
//! compared.

use std::fmt;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::cells::CellFacts;
use crate::model::Role;

/// A cell that says something, by its place in the run of cells that was cached together.
pub(super) type CellAt = (u16, CellFacts);

/// The cells of a run that say something; `None` where none does, which is most runs.
pub(super) type RunFacts = Option<Arc<[CellAt]>>;

/// Bytes that all entries may hold. A ledger of 61,000 vendors fits; of ten million vendors the ones used last do.
const CAPACITY: u64 = 32 << 20;

/// Entries that the cache makes room for at first. It grows beyond.
const USUAL_ENTRIES: usize = 4096;

/// Bytes of an entry besides its key and facts: the slot in the table and two allocations.
const ENTRY_BYTES: usize = 96;

/// Longer texts are read each time: memos and contracts are seldom twice the same.
const LONGEST_TEXT: usize = 512;

pub(super) struct FactsCache(Cache<Box<str>, RunFacts, Bytes>);

#[derive(Clone)]
struct Bytes;

impl Weighter<Box<str>, RunFacts> for Bytes {
    fn weight(&self, key: &Box<str>, facts: &RunFacts) -> u64 {
        let cells = facts.iter().flat_map(|cells| cells.iter());
        let bytes: usize = cells.map(|(_, cell)| size_of::<CellAt>() + cell.heap_bytes()).sum();
        (ENTRY_BYTES + key.len() + bytes) as u64
    }
}

impl FactsCache {
    pub(super) fn new() -> Self {
        Self(Cache::with_weighter(USUAL_ENTRIES, CAPACITY, Bytes))
    }

    /// The facts of a key, read now where they are not known. `key` is made by [`push_cell`].
    pub(super) fn get_or_read(&self, key: &str, read: impl FnOnce() -> Vec<CellAt>) -> RunFacts {
        let known = key.len() <= LONGEST_TEXT;
        if let Some(facts) = known.then(|| self.0.get(key)).flatten() {
            return facts;
        }
        let read = read();
        let facts: RunFacts = if read.is_empty() { None } else { Some(read.into()) };
        if known {
            self.0.insert(key.into(), facts.clone());
        }
        facts
    }
}

impl fmt::Debug for FactsCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FactsCache").field("entries", &self.0.len()).finish_non_exhaustive()
    }
}

/// Appends a cell to a key: its role, since the same word is read otherwise in another column, its length, so that no
/// other cells give the same key, and its text.
pub(super) fn push_cell(key: &mut String, role: Role, text: &str) {
    key.push(char::from(role as u8));
    // Of longer texts none is kept.
    key.extend(char::from_u32(text.len().min(LONGEST_TEXT + 1) as u32));
    key.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(cells: &[(Role, &str)]) -> String {
        let mut key = String::new();
        cells.iter().for_each(|(role, text)| push_cell(&mut key, *role, text));
        key
    }

    #[test]
    fn facts_are_read_once_for_a_text_and_role() {
        let cache = FactsCache::new();
        let reads = std::cell::Cell::new(0);
        let ask = |cells: &[(Role, &str)]| {
            cache.get_or_read(&key(cells), || {
                reads.set(reads.get() + 1);
                let mut facts = CellFacts::default();
                facts.han = true;
                vec![(0, facts)]
            });
            reads.get()
        };
        assert_eq!(ask(&[(Role::Name, "Acme"), (Role::City, "Leeds")]), 1);
        assert_eq!(ask(&[(Role::Name, "Acme"), (Role::City, "Leeds")]), 1, "known");
        assert_eq!(ask(&[(Role::Name, "Acme"), (Role::Address, "Leeds")]), 2, "another role");
        assert_eq!(ask(&[(Role::Name, "AcmeLeeds")]), 3, "another cut");
        let inside = key(&[(Role::Name, "Acme"), (Role::City, "Leeds")]);
        assert_eq!(ask(&[(Role::Name, inside.get(2..).unwrap_or_default())]), 4, "a key inside a cell");
        let long = "x".repeat(LONGEST_TEXT + 1);
        assert_eq!(ask(&[(Role::Name, &long)]), 5);
        assert_eq!(ask(&[(Role::Name, &long)]), 6, "too long to keep");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let cache = FactsCache::new();
        for n in 0..400_000 {
            cache.get_or_read(&format!("{n:0>200}"), Vec::new);
        }
        assert!(cache.0.weight() <= CAPACITY && cache.0.len() > 100_000);
    }
}
