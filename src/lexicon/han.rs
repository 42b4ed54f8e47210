//! Words inside a run of Han characters.

use rustc_hash::FxHashMap;

use super::Sense;

/// Han words with their meanings; a word may stand for several (棉麻 = cotton, linen).
#[derive(Debug, Default)]
pub struct Dictionary {
    words: FxHashMap<Box<str>, Box<[Sense]>>,
    /// Longest word, in characters, that begins with a character.
    longest: FxHashMap<char, u8>,
}

impl Dictionary {
    /// Adds a word unless it is there already: the first meaning wins.
    pub fn add(&mut self, word: &str, senses: &[Sense]) {
        let Some(first) = word.chars().next() else { return };
        let length = word.chars().count().min(255) as u8;
        let longest = self.longest.entry(first).or_default();
        *longest = (*longest).max(length);
        self.words.entry(word.into()).or_insert_with(|| senses.into());
    }

    /// The meanings of a word.
    pub fn get(&self, word: &str) -> Option<&[Sense]> {
        self.words.get(word).map(|s| &**s)
    }

    /// Longest word that begins with this character; 0 where none does.
    pub fn longest(&self, first: char) -> usize {
        self.longest.get(&first).copied().map_or(0, usize::from)
    }
}

/// One piece of a run: characters `from..to` (counted from the run's first), known or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First character.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// True where the dictionary knows it.
    pub known: bool,
}

/// Cuts a run into words so that as many characters as possible are known, in as few words as possible; what stays
/// unknown is a trade name. `ends` holds the byte offset behind each character, `known` says which slices are words.
///
/// Cost of a piece: a known word 1, plus 3 where it has one character only (single characters are weak words);
/// an unknown character 4, plus 3 for each unknown stretch begun. So 上海|康泰纳 wins over 上|海康|泰纳.
pub fn segment(text: &str, ends: &[usize], longest: impl Fn(char) -> usize, known: impl Fn(&str) -> bool) -> Vec<Piece> {
    const UNKNOWN: u32 = 4;
    const BEGIN: u32 = 3;
    const WORD: u32 = 1;
    const SINGLE: u32 = 3;
    let n = ends.len();
    let start = |i: usize| if i == 0 { 0 } else { ends[i - 1] };
    // Two ways to have read the first i characters: ending in a known word, or inside an unknown stretch. Each holds
    // its cost and where its last piece began; for the unknown one also which way led to that beginning.
    const FAR: u32 = u32::MAX / 2;
    let mut known_end: Vec<(u32, usize, bool)> = vec![(FAR, 0, false); n + 1];
    let mut open_end: Vec<(u32, usize)> = vec![(FAR, 0); n + 1];
    known_end[0] = (0, 0, false);
    for i in 0..n {
        let (closed, (open, began)) = (known_end[i].0, open_end[i]);
        let next = (closed + BEGIN + UNKNOWN, i).min((open + UNKNOWN, began));
        open_end[i + 1] = open_end[i + 1].min(next);
        let (cost, from_open) = if closed <= open { (closed, false) } else { (open, true) };
        if cost >= FAR {
            continue;
        }
        let Some(first) = text[start(i)..].chars().next() else { continue };
        for len in 1..=longest(first).min(n - i) {
            if known(&text[start(i)..ends[i + len - 1]]) {
                let next = cost + WORD + if len == 1 { SINGLE } else { 0 };
                // On a tie the longer first word wins: it was found from an earlier start.
                if next < known_end[i + len].0 {
                    known_end[i + len] = (next, i, from_open);
                }
            }
        }
    }
    let mut pieces = Vec::new();
    let mut at = n;
    let mut in_open = open_end[n].0 < known_end[n].0;
    while at > 0 {
        let from = if in_open { open_end[at].1 } else { known_end[at].1 };
        pieces.push(Piece { from, to: at, known: !in_open });
        // An unknown stretch begins behind a known word, or at the start.
        in_open = !in_open && known_end[at].2;
        at = from;
    }
    pieces.reverse();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_word_is_not_cut_by_chance() {
        let words = ["上海", "海康", "有限公司", "北海", "国际", "旅行社"];
        let cut = |text: &str| {
            let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
            let at = |i: usize| if i == 0 { 0 } else { ends[i - 1] };
            segment(text, &ends, |_| 4, |w| words.contains(&w))
                .iter()
                .map(|p| text[at(p.from)..at(p.to)].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(cut("上海康泰纳国际有限公司"), ["上海", "康泰纳", "国际", "有限公司"]);
        assert_eq!(cut("北海康辉国际旅行社"), ["北海", "康辉", "国际", "旅行社"]);
    }
}
