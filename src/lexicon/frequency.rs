//! How rare a word is in ordinary supplier names, in tenths of a bit.
//!
//! Rarity must come from ordinary names, not from the lists: `Dahua`, `Yixin`, `Huafu` are rare on the lists and
//! common in the world. The table counts the words of registrant names (English and pinyin) and of Chinese trade
//! names; a word never met is as rare as one met half a time.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::table::{cell, rows};

/// Names behind the Latin counts (`frequency.tsv`, header).
const LATIN_NAMES: f64 = 28_600.0;
/// Trade names behind the Han counts.
const HAN_NAMES: f64 = 20_000.0;

static TABLE: LazyLock<Table> = LazyLock::new(Table::load);

#[derive(Debug, Default)]
struct Table {
    latin: FxHashMap<&'static str, u32>,
    pinyin: FxHashMap<&'static str, u32>,
    han: FxHashMap<&'static str, u32>,
    pairs: FxHashMap<&'static str, u32>,
}

impl Table {
    fn load() -> Self {
        let mut table = Self::default();
        for row in rows(include_str!("../../watchlists/words/frequency.tsv")) {
            let Ok(count) = cell(&row, 2).parse() else { continue };
            let map = match cell(&row, 1) {
                "latn" => &mut table.latin,
                "pinyin" => &mut table.pinyin,
                "hani" => &mut table.han,
                "hani2" => &mut table.pairs,
                _ => continue,
            };
            map.insert(row[0], count);
        }
        table
    }
}

fn bits(count: u32, names: f64) -> i32 {
    (10.0 * (names / (f64::from(count) + 0.5)).log2()).round() as i32
}

/// How often a Latin word stands in ordinary names.
pub fn count(word: &str) -> u32 {
    TABLE.latin.get(word).copied().unwrap_or(0)
}

/// True for a word that ordinary firms carry: met three times among registrants (`Huafeng` is a firm, not a slip for
/// `Huafu`). Once or twice may itself be a slip.
pub fn is_ordinary(word: &str) -> bool {
    const ORDINARY: u32 = 3;
    count(word) >= ORDINARY || TABLE.pinyin.get(word).is_some_and(|c| *c >= 2)
}

/// Tenths of a bit of surprise of a word in Latin letters. Short words are capped: two letters meet by chance
/// (`DJ` in council ledgers), five seldom do.
pub fn latin(word: &str) -> i32 {
    let table = &*TABLE;
    let direct = bits(count(word), LATIN_NAMES);
    // A pinyin trade name is as common as all its Chinese homographs together.
    let pinyin = table.pinyin.get(word).map_or(i32::MAX, |c| bits(*c, HAN_NAMES));
    direct.min(pinyin).clamp(0, cap(word.len()))
}

fn cap(letters: usize) -> i32 {
    match letters {
        0 | 1 => 20,
        2 => 60,
        3 => 100,
        4 => 120,
        5 => 140,
        _ => 155,
    }
}

/// Tenths of a bit of surprise of a Han trade name: the rarer reading of the whole and of its character pairs, capped by length.
pub fn han(trade: &str) -> i32 {
    let table = &*TABLE;
    let chars: Vec<(usize, char)> = trade.char_indices().collect();
    let whole = bits(table.han.get(trade).copied().unwrap_or(0), HAN_NAMES);
    let cap = match chars.len() {
        0 | 1 => 50,
        2 => 130,
        3 => 180,
        _ => 240,
    };
    let mut pairs = 0;
    for pair in chars.chunks(2) {
        let Some(&(from, _)) = pair.first() else { continue };
        let to = pair.last().map_or(from, |(i, c)| i + c.len_utf8());
        pairs += bits(table.pairs.get(&trade[from..to]).copied().unwrap_or(0), HAN_NAMES);
    }
    if chars.len() <= 2 { whole.min(pairs.max(60)).clamp(0, cap) } else { pairs.clamp(0, cap) }
}
