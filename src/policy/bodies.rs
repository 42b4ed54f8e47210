//! Bodies under several measures (an entry of the Entity List that is also a Specially Designated National): what names
//! one under one measure names it under all.

use crate::matching::entry_facts::EntryFacts;
use crate::model::{EntryIx, Lists};

/// The entries of each body, by the number that [`EntryFacts`] gives it.
#[derive(Debug, Clone, Default)]
pub struct Bodies(Vec<Vec<EntryIx>>);

impl Bodies {
    /// Collects the entries that are screened.
    pub fn of(lists: &Lists, facts: &[EntryFacts]) -> Self {
        let mut all = vec![Vec::new(); lists.len()];
        for (ix, ..) in lists.entries() {
            if let Some(known) = facts.get(ix.0 as usize).filter(|f| f.wanted)
                && let Some(entries) = all.get_mut(known.body as usize)
            {
                entries.push(ix);
            }
        }
        Self(all)
    }

    pub(super) fn of_body(&self, body: u32) -> &[EntryIx] {
        self.0.get(body as usize).map_or(&[], Vec::as_slice)
    }
}
