//! Scripts: Simplified and Traditional, Han as pinyin, slips in Han, and the syllables of pinyin words.

use std::sync::LazyLock;

use encoding_rs::{BIG5, GBK};
use pinyin::ToPinyin;
use rustc_hash::FxHashMap;

use super::{Made, capitalized, replaced};
use crate::lexicon::Class;
use crate::text::{self, pinyin as reading, simplify::simple};
use crate::validate::rng::Rng;
use crate::validate::subject::{Subject, Word};

/// Fewest characters of a Han name from which one is dropped.
const HAN_LONG: usize = 6;

/// Every syllable that a character of GB 2312 is read as, without tones (ü as u), and its commonest characters (level
/// 1) in code order.
static SYLLABLES: LazyLock<FxHashMap<String, Vec<char>>> = LazyLock::new(|| {
    let mut map: FxHashMap<String, Vec<char>> = FxHashMap::default();
    for (c, level) in ('\u{4e00}'..='\u{9fa5}').filter_map(|c| Some((c, level(c)?))) {
        if let Some(syllable) = plain(c) {
            map.entry(syllable).or_default().extend(Some(c).filter(|_| level == 1));
        }
    }
    map
});

/// Simplified character → traditional ones that Big5 has, in code order.
static TRADITIONAL: LazyLock<FxHashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut map: FxHashMap<char, Vec<char>> = FxHashMap::default();
    for c in ('\u{4e00}'..='\u{9fff}').filter(|c| in_big5(*c)) {
        let to = simple(c);
        if to != c && !in_big5(to) {
            map.entry(to).or_default().push(c);
        }
    }
    map
});

fn plain(c: char) -> Option<String> {
    c.to_pinyin().map(|p| p.plain().replace('ü', "u"))
}

/// The level of GB 2312: 1 for the 3,755 commonest characters (rows 16 to 55), 2 for the others.
fn level(c: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, lost) = GBK.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [0xb0..=0xd7, 0xa1..=0xfe] if !lost => Some(1),
        [0xd8..=0xf7, 0xa1..=0xfe] if !lost => Some(2),
        _ => None,
    }
}

fn in_big5(c: char) -> bool {
    let mut buffer = [0; 4];
    // Level 1 of Big5, the frequent characters: level 2 begins at C9.
    matches!(*BIG5.encode(c.encode_utf8(&mut buffer)).0, [0xa4..=0xc6, _])
}

/// The syllables of a pinyin word that is a place or a trade name, two at least; `None` for any other word.
pub(super) fn pinyin_parts<'a>(s: &Subject<'a>, word: &Word) -> Option<Vec<&'a str>> {
    let slice = s.slice(word);
    let named = matches!(word.class, Class::Trade | Class::Place) && slice.bytes().all(|b| b.is_ascii_alphabetic());
    named.then(|| split(slice, None)).flatten()
}

/// Splits pinyin into syllables, as few as possible; `count` asks for exactly that many.
fn split(word: &str, count: Option<usize>) -> Option<Vec<&str>> {
    /// `zhuang` has six letters.
    const LONGEST: usize = 6;
    fn rest<'a>(word: &'a str, lower: &str, count: usize, out: &mut Vec<&'a str>) -> bool {
        if word.is_empty() {
            return count == 0;
        }
        for len in (1..=LONGEST.min(word.len())).rev() {
            if count > 0 && SYLLABLES.contains_key(&lower[..len]) {
                out.push(&word[..len]);
                if rest(&word[len..], &lower[len..], count - 1, out) {
                    return true;
                }
                out.pop();
            }
        }
        false
    }
    let lower = word.to_ascii_lowercase();
    let counts = count.map_or(2..=8, |n| n..=n);
    for n in counts.filter(|_| word.is_ascii()) {
        let mut out = Vec::new();
        // A word that is one syllable is not split: Xian stays Xian.
        if (count.is_some() || !SYLLABLES.contains_key(&lower)) && rest(word, &lower, n, &mut out) {
            return Some(out);
        }
    }
    None
}

/// Characters that only the other script has are exchanged; Latin letters stay.
pub(super) fn traditional(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let to = |c: char| TRADITIONAL.get(&c).and_then(|t| t.first()).copied().unwrap_or(c);
    Some(s.text.chars().map(to).collect())
}

pub(super) fn simplified(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    Some(s.text.chars().map(|c| if text::is_han(c) { simple(c) } else { c }).collect())
}

/// The name in pinyin: a word for each word, or for each character.
pub(super) fn romanized(s: &Subject<'_>, syllables: bool) -> Option<String> {
    if !s.all_han() {
        return None;
    }
    let words: Vec<String> = s
        .words()
        .iter()
        .map(|w| {
            let joined = reading::joined(&text::normalize(s.slice(w)).joined(""));
            // 有限公司 is written Youxian Gongsi: forms go two by two.
            let size = if syllables {
                1
            } else if w.class == Class::Form {
                2
            } else {
                w.length
            };
            match split(&joined, Some(w.length)) {
                Some(parts) => {
                    parts.chunks(size.max(1)).map(|p| capitalized(&p.concat())).collect::<Vec<_>>().join(" ")
                }
                None => capitalized(&joined),
            }
        })
        .collect();
    let name = words.join(" ");
    // A character without a reading would stay Han.
    name.is_ascii().then_some(name)
}

pub(super) fn homophone(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let words: Vec<&Word> = s.distinctive().filter(|w| w.han).collect();
    let word = rng.pick(&words)?;
    let chars: Vec<(usize, char)> = s.slice(word).char_indices().collect();
    let &(at, c) = rng.pick(&chars)?;
    let start = word.start + at;
    let same: Vec<char> = SYLLABLES.get(&plain(c)?)?.iter().copied().filter(|h| simple(*h) != simple(c)).collect();
    replaced(s.text, start..start + c.len_utf8(), rng.pick(&same)?.encode_utf8(&mut [0; 4]))
}

pub(super) fn character_dropped(s: &Subject<'_>, rng: &mut Rng) -> Option<Made> {
    if !s.all_han() || s.text.chars().filter(|c| text::is_han(*c)).count() < HAN_LONG {
        return None;
    }
    let words: Vec<&Word> = s.words().iter().filter(|w| w.class != Class::Form).collect();
    let chars: Vec<(usize, usize)> = words
        .iter()
        .flat_map(|w| s.slice(w).char_indices().map(|(at, c)| (w.start + at, w.start + at + c.len_utf8())))
        .collect();
    let &(from, to) = rng.pick(&chars)?;
    Some(Made::one(replaced(s.text, from..to, "")?, s, |w| w.end <= from || w.start >= to))
}
