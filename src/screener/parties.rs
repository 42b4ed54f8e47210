//! Parties met before: their normalized names, and the advisories of goods that have been told of them.
//!
//! A party of a watched trade comes with many goods, and its advisory stands in `parties.csv` once. What has been told in
//! full need not be put into words again: its id says that there is one row more.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::lexicon::vocabulary::GoodsClass;
use crate::model::{EntryIx, FindingId};
use crate::text;

/// A party met before.
#[derive(Debug)]
pub(super) struct Party {
    /// As the row has it.
    pub(super) name: Arc<str>,
    /// Its normalized name.
    pub(super) key: Box<str>,
    /// Advisories of goods told of it: entry, goods, id.
    told: Vec<(EntryIx, GoodsClass, FindingId)>,
}

impl Party {
    /// The advisory of such goods that was told of the party.
    pub(super) fn told(&self, entry: EntryIx, goods: GoodsClass) -> Option<FindingId> {
        self.told.iter().find(|(e, g, _)| (*e, *g) == (entry, goods)).map(|(.., id)| *id)
    }

    /// Notes an advisory that is told now.
    pub(super) fn tell(&mut self, entry: EntryIx, goods: GoodsClass, id: FindingId) {
        if self.told(entry, goods).is_none() {
            self.told.push((entry, goods, id));
        }
    }
}

/// The parties of one worker.
#[derive(Debug, Default)]
pub(super) struct Parties {
    places: FxHashMap<Arc<str>, usize>,
    met: Vec<Party>,
}

impl Parties {
    /// Parties remembered, some 8 MB at the usual length of a name; then all are forgotten.
    const MOST: usize = 65_536;

    /// A longer one pushes the others out.
    const LONGEST: usize = 512;

    /// The party of that name.
    pub(super) fn of(&mut self, name: &str) -> &mut Party {
        if name.len() > Self::LONGEST || self.met.len() >= Self::MOST {
            *self = Self::default();
        }
        let place = self.places.get(name).copied().unwrap_or_else(|| {
            let name: Arc<str> = name.into();
            self.places.insert(Arc::clone(&name), self.met.len());
            let key = text::normalize(&name).joined(" ").into();
            self.met.push(Party { name, key, told: Vec::new() });
            self.met.len() - 1
        });
        &mut self.met[place]
    }
}
