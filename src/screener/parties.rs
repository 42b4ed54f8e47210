//! Parties met before, and their normalized names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::text;

/// A party met before.
#[derive(Debug)]
pub(super) struct Party {
    /// As the row has it.
    pub(super) name: Arc<str>,
    /// Its normalized name.
    pub(super) key: Box<str>,
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
    pub(super) fn of(&mut self, name: &str) -> &Party {
        if name.len() > Self::LONGEST || self.met.len() >= Self::MOST {
            *self = Self::default();
        }
        let place = self.places.get(name).copied().unwrap_or_else(|| {
            let name: Arc<str> = name.into();
            self.places.insert(Arc::clone(&name), self.met.len());
            let key = text::normalize(&name).joined(" ").into();
            self.met.push(Party { name, key });
            self.met.len() - 1
        });
        &self.met[place]
    }
}
