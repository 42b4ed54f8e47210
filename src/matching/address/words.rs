//! Words of street addresses, from `watchlists/words/address_words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::table;

/// A part of the premises, within the number of a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A building of several, a block, a tower.
    Building,
    /// A floor.
    Floor,
    /// A room, a flat, a suite.
    Room,
}

/// What a word is in an address; the table says each in words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Uses {
    pub(super) street: bool,
    pub(super) street_before: bool,
    pub(super) number: bool,
    pub(super) part: Option<Part>,
    pub(super) premises: bool,
    pub(super) division: bool,
    pub(super) direction: bool,
    /// The pinyin of a direction, or of a word that English translates.
    pub(super) pinyin: Option<&'static str>,
}

impl Uses {
    /// The name of a street ends or begins beside such a word.
    pub(super) fn bounds_a_name(self) -> bool {
        self.street || self.number || self.part.is_some() || self.premises || self.division
    }
}

#[derive(Debug, Default)]
struct Table {
    words: FxHashMap<&'static str, Uses>,
    endings: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in table::rows(include_str!("../../../watchlists/words/address_words.tsv")) {
        let [word, word_use, meaning] = [0, 1, 2].map(|at| row.get(at).copied().unwrap_or_default());
        if word_use == "street_ending" {
            table.endings.push(word);
            continue;
        }
        let uses = table.words.entry(word).or_default();
        match word_use {
            "street" => uses.street = true,
            "street_before" => uses.street_before = true,
            "number" => uses.number = true,
            "building" => uses.part = Some(Part::Building),
            "floor" => uses.part = Some(Part::Floor),
            "room" => uses.part = Some(Part::Room),
            "premises" => uses.premises = true,
            "division" => uses.division = true,
            "direction" => (uses.direction, uses.pinyin) = (true, Some(meaning)),
            "translated" => uses.pinyin = Some(meaning),
            _ => panic!("watchlists/words/address_words.tsv: no known use in {row:?}"),
        }
    }
    table
});

/// What a word is in an address.
pub(super) fn of(word: &str) -> Uses {
    TABLE.words.get(word).copied().unwrap_or_default()
}

/// A street in one word (`fasanenweg`): what stands in front of the street word.
pub(super) fn in_one_word(word: &str) -> Option<&str> {
    /// Shorter names of streets are other words that end so (`stadtweg`, but not `norweg`).
    const SHORTEST: usize = 4;
    TABLE.endings.iter().filter_map(|ending| word.strip_suffix(ending)).find(|name| name.len() >= SHORTEST)
}
