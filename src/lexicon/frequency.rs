//! How rare a word is in ordinary supplier names, in tenths of a bit.
//!
//! Rarity must come from ordinary names, not from the lists: `Dahua`, `Yixin`, `Huafu` are rare on the lists and
//! common in the world. The table counts the words of registrant names (English and pinyin) and of Chinese trade
//! names; a word never met is as rare as one met half a time.

use std::sync::LazyLock;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Names behind the Latin counts (`frequency.tsv`, header).
const LATIN_NAMES: f64 = 28_600.0;
/// Trade names behind the Han counts.
const HAN_NAMES: f64 = 20_000.0;

static TABLE: LazyLock<Table> = LazyLock::new(Table::load);

/// A word in Latin letters among ordinary names.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    /// Names of registrants that hold it.
    count: u16,
    /// Chinese trade names that read so in pinyin.
    pinyin: u16,
    /// The surprise of the more common of the two.
    bits: i32,
}

#[derive(Debug, Default)]
struct Table {
    latin: FxHashMap<&'static str, Word>,
    /// Surprise of whole trade names, and of neighbouring characters.
    han: FxHashMap<&'static str, i32>,
    pairs: FxHashMap<&'static str, i32>,
}

impl Table {
    fn load() -> Self {
        // Each line is read once in every run: no list of its cells is made, and no map grows.
        let text = include_str!("../../watchlists/words/frequency.tsv");
        let mut table =
            Self { latin: sized(text.len() / 26), han: sized(text.len() / 60), pairs: sized(text.len() / 240) };
        let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
        for (word, rest) in lines.filter_map(|line| line.split_once('\t')) {
            let (script, count) = rest.split_once('\t').unwrap_or_default();
            let Ok(count) = count.parse() else { continue };
            match script {
                // Both are counted among fewer names than 16 bits hold.
                "latn" => table.latin.entry(word).or_default().count = count as u16,
                "pinyin" => table.latin.entry(word).or_default().pinyin = count as u16,
                "hani" => {
                    table.han.insert(word, bits(count, HAN_NAMES));
                }
                "hani2" => {
                    table.pairs.insert(word, bits(count, HAN_NAMES));
                }
                _ => {}
            }
        }
        table.latin.values_mut().for_each(|word| {
            let direct = bits(word.count.into(), LATIN_NAMES);
            // A pinyin trade name is as common as all its Chinese homographs together.
            word.bits = if word.pinyin > 0 { direct.min(bits(word.pinyin.into(), HAN_NAMES)) } else { direct };
        });
        table
    }
}

fn sized<V>(words: usize) -> FxHashMap<&'static str, V> {
    FxHashMap::with_capacity_and_hasher(words, FxBuildHasher)
}

/// Loads the table, where that was not done yet.
pub fn prepare() {
    LazyLock::force(&TABLE);
}

fn bits(count: u32, names: f64) -> i32 {
    (10.0 * (names / (f64::from(count) + 0.5)).log2()).round() as i32
}

/// The surprise of a word never met: 15.8 bits among the Latin words, 15.3 among the trade names.
static NEVER: LazyLock<(i32, i32)> = LazyLock::new(|| (bits(0, LATIN_NAMES), bits(0, HAN_NAMES)));

/// True for a word that ordinary firms carry: met three times among registrants (`Huafeng` is a firm, not a slip for
/// `Huafu`). Once or twice may itself be a slip.
pub fn is_ordinary(word: &str) -> bool {
    TABLE.latin.get(word).is_some_and(Word::is_ordinary)
}

impl Word {
    fn is_ordinary(&self) -> bool {
        const ORDINARY: u16 = 3;
        self.count >= ORDINARY || self.pinyin >= 2
    }
}

/// Tenths of a bit of surprise of a word in Latin letters. Short words are capped: two letters meet by chance
/// (`DJ` in council ledgers), five seldom do.
pub fn latin(word: &str) -> i32 {
    latin_and_ordinary(word).0
}

/// The same, and whether ordinary firms carry the word.
pub fn latin_and_ordinary(word: &str) -> (i32, bool) {
    let known = TABLE.latin.get(word);
    (known.map_or(NEVER.0, |w| w.bits).clamp(0, cap(word.len())), known.is_some_and(Word::is_ordinary))
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

/// Tenths of a bit of surprise of a Han trade name: the rarer reading of the whole and of its character pairs, capped
/// by length.
pub fn han(trade: &str) -> i32 {
    let table = &*TABLE;
    let known = |map: &FxHashMap<&str, i32>, word: &str| map.get(word).copied().unwrap_or(NEVER.1);
    let count = trade.chars().count();
    let cap = match count {
        0 | 1 => 50,
        2 => 130,
        3 => 180,
        _ => 240,
    };
    let mut pairs = 0;
    let mut rest = trade;
    while !rest.is_empty() {
        let (pair, behind) = rest.split_at(rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at));
        pairs += known(&table.pairs, pair);
        rest = behind;
    }
    if count <= 2 { known(&table.han, trade).min(pairs.max(60)).clamp(0, cap) } else { pairs.clamp(0, cap) }
}
