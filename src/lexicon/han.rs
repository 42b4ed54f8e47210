//! Words inside a run of Han characters.

use rustc_hash::FxHashMap;

use super::Sense;

/// Han words with their meanings; a word may stand for several (棉麻 = cotton, linen).
#[derive(Debug, Default)]
pub struct Dictionary {
    words: FxHashMap<Box<str>, Box<[Sense]>>,
    lengths: FxHashMap<char, Lengths>,
}

/// How long the words are that begin with a character, in characters: a bit a length, the last for all that are longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lengths(u64);

impl Lengths {
    const LONG: usize = 64;

    /// Adds the length of a word.
    pub fn insert(&mut self, characters: usize) {
        self.0 |= 1 << (characters.clamp(1, Self::LONG) - 1);
    }

    /// These and others.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// The lengths up to one, shortest first.
    pub fn up_to(self, most: usize) -> impl Iterator<Item = usize> {
        let longest = if self.0 >> (Self::LONG - 1) == 0 { Self::LONG - self.0.leading_zeros() as usize } else { most };
        (1..=most.min(longest)).filter(move |length| self.0 >> (length.min(&Self::LONG) - 1) & 1 != 0)
    }
}

impl Dictionary {
    /// Adds a word unless it is there already: the first meaning wins.
    pub fn add(&mut self, word: &str, senses: &[Sense]) {
        let Some(first) = word.chars().next() else { return };
        self.lengths.entry(first).or_default().insert(word.chars().count());
        self.words.entry(word.into()).or_insert_with(|| senses.into());
    }

    /// The meanings of a word.
    pub fn get(&self, word: &str) -> Option<&[Sense]> {
        self.words.get(word).map(|s| &**s)
    }

    /// Lengths of the words that begin with this character.
    pub fn lengths(&self, first: char) -> Lengths {
        self.lengths.get(&first).copied().unwrap_or_default()
    }
}

/// One piece of a run: characters `from..to` (counted from the run's first), known or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HanPart {
    /// First character.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// True where the dictionary knows it.
    pub known: bool,
}

/// Cuts a run into words so that as many characters as possible are known, in as few words as possible; what stays
/// unknown is a trade name. `ends` holds the byte offset behind each character, `lengths` says how long the words are
/// that begin with a character, `known` which slices are words.
///
/// Cost of a piece: a known word 1, plus 3 where it has one character only (single characters are weak words);
/// an unknown character 4, plus 3 for each unknown stretch begun. So 上海|康泰纳 wins over 上|海康|泰纳.
pub fn segment(
    text: &str,
    ends: &[usize],
    lengths: impl Fn(char) -> Lengths,
    known: impl Fn(&str) -> bool,
) -> Vec<HanPart> {
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
        for len in lengths(first).up_to(n - i) {
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
        pieces.push(HanPart { from, to: at, known: !in_open });
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

    fn lengths(of: &[usize]) -> Lengths {
        of.iter().fold(Lengths::default(), |mut all, length| {
            all.insert(*length);
            all
        })
    }

    #[test]
    fn lengths_up_to_one() {
        let up_to = |of: &[usize], most| lengths(of).up_to(most).collect::<Vec<_>>();
        assert_eq!(
            (up_to(&[], 9), up_to(&[4, 2], 9), up_to(&[4, 2], 3), up_to(&[1, 4], 4)),
            (vec![], vec![2, 4], vec![2], vec![1, 4])
        );
        assert_eq!(
            (up_to(&[2, 70], 66), up_to(&[2, 70], 40)),
            (vec![2, 64, 65, 66], vec![2]),
            "long ones are not told apart"
        );
        assert_eq!(lengths(&[1]).and(lengths(&[3])), lengths(&[3, 1]));
    }

    #[test]
    fn a_place_word_is_not_cut_by_chance() {
        let words = ["上海", "海康", "有限公司", "北海", "国际", "旅行社"];
        let cut = |text: &str| {
            let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
            let at = |i: usize| if i == 0 { 0 } else { ends[i - 1] };
            segment(text, &ends, |_| lengths(&[2, 3, 4]), |w| words.contains(&w))
                .iter()
                .map(|p| text[at(p.from)..at(p.to)].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(cut("上海康泰纳国际有限公司"), ["上海", "康泰纳", "国际", "有限公司"]);
        assert_eq!(cut("北海康辉国际旅行社"), ["北海", "康辉", "国际", "旅行社"]);
    }
}
