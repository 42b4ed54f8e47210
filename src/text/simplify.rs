//! Step 6: Traditional, Hong Kong and Japanese forms → Simplified, one character to one, so spans hold.
//!
//! For matching, not for printing: pairs that Chinese keeps apart by phrase (乾/干, 於/于, 著/着) fall together on
//! both sides. Table: OpenCC `TSCharacters` (Apache-2.0) with variants of our own.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Folded;
use super::table::characters;

static TABLE: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| characters(include_str!("tables/trad_simp.tsv")));

/// Rewrites in place.
pub fn simplify(work: &mut [Folded]) {
    for f in work.iter_mut().filter(|f| !f.c.is_ascii()) {
        f.c = simple(f.c);
    }
}

/// The simplified form of one character, itself where it has none.
pub fn simple(c: char) -> char {
    // Two look-ups, since the table may lead to a form that is folded further (蕃 → 番).
    let once = TABLE.get(&c).copied().unwrap_or(c);
    TABLE.get(&once).copied().unwrap_or(once)
}
