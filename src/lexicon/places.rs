//! Places of China: which spelling names which, what lies in what, and which words are ambiguous.

use rustc_hash::FxHashMap;

use crate::text::letter_set;

use super::Key;

/// A place in [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceIx(pub u32);

/// One place, all its spellings together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceInfo {
    /// What its spellings share.
    pub key: Key,
    /// The spelling that reports print.
    pub name: &'static str,
    /// The province it lies in, or is.
    pub province: &'static str,
    /// Its level in words: region, province, prefecture, county, xpcc_city…
    pub level: &'static str,
    /// In the Xinjiang Uyghur Autonomous Region.
    pub xinjiang: bool,
}

/// All places, by index and by key.
#[derive(Debug, Default)]
pub struct Places {
    all: Vec<PlaceInfo>,
    by_key: FxHashMap<Key, PlaceIx>,
    /// Latin spellings of six letters and more, for misspellings, each with its letters as [`letter_set`] tells them.
    spellings: FxHashMap<PlaceIx, Vec<(Box<str>, u32)>>,
}

impl Places {
    /// The place at an index handed out by this set.
    pub fn get(&self, ix: PlaceIx) -> &PlaceInfo {
        &self.all[ix.0 as usize]
    }

    /// Latin spellings of a place, six letters and more, each with its letters as [`letter_set`] tells them.
    pub fn spellings(&self, ix: PlaceIx) -> &[(Box<str>, u32)] {
        self.spellings.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// Adds a spelling.
    pub(super) fn spell(&mut self, ix: PlaceIx, word: &str) {
        if word.len() >= 6 && word.is_ascii() {
            self.spellings.entry(ix).or_default().push((word.into(), letter_set(word)));
        }
    }

    /// Adds a place unless its key is there.
    pub(super) fn add(&mut self, info: PlaceInfo) -> PlaceIx {
        if let Some(ix) = self.by_key.get(&info.key) {
            return *ix;
        }
        let ix = PlaceIx(self.all.len() as u32);
        self.by_key.insert(info.key, ix);
        self.all.push(info);
        ix
    }

    /// True for a place of Taiwan.
    pub fn is_in_taiwan(&self, place: PlaceIx) -> bool {
        self.get(place).province == "taiwan"
    }

    /// True where two places can be one: the same, or one the province of the other.
    pub fn compatible(&self, a: PlaceIx, b: PlaceIx) -> bool {
        let (x, y) = (self.get(a), self.get(b));
        a == b || (x.province == y.province && (is_province(x) || is_province(y)))
    }

    /// True where a place may be one of a body's own: it is one of them, or is or holds one as a province; another city
    /// of the province does not fit a body whose city there is known. Xinjiang's oases are named more loosely.
    pub fn fits(&self, place: PlaceIx, own: &[PlaceIx]) -> bool {
        let p = self.get(place);
        let settled = |q: &PlaceIx| self.get(*q).province == p.province && !is_province(self.get(*q));
        if own.contains(&place) || is_province(p) || p.xinjiang {
            return own.iter().any(|q| self.compatible(place, *q));
        }
        own.iter().any(|q| self.compatible(place, *q)) && !own.iter().any(settled)
    }

    /// True where two places lie in different provinces.
    pub fn apart(&self, a: PlaceIx, b: PlaceIx) -> bool {
        self.get(a).province != self.get(b).province
    }
}

fn is_province(place: &PlaceInfo) -> bool {
    matches!(place.level, "province" | "region")
}
