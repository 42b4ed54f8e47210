//! Han → pinyin without tones, phrase by phrase.
//!
//! The first reading of a single character is wrong for 重庆, 厦门, 喀什, 曾 and others: an own table of phrases
//! comes first, longest first. Characters without a reading keep themselves as their syllable.

use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};
use rustc_hash::{FxHashMap, FxHashSet};

use super::table::{cell, rows};

/// Longest phrase of the table, in characters.
const LONGEST: usize = 8;

static PHRASES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let phrases = rows(include_str!("tables/pinyin_phrases.tsv"));
    phrases.map(|row| (cell(&row, 0), cell(&row, 1).split(' ').collect())).collect()
});

/// Appends the syllables of Han text run together: 旷视 → `kuangshi`. `lü` is written `lv`-free, as `lu`.
pub fn append_joined(han: &str, out: &mut String) {
    let starts: Vec<usize> = han.char_indices().map(|(i, _)| i).chain([han.len()]).collect();
    let count = starts.len() - 1;
    let mut at = 0;
    while at < count {
        let phrase = (2..=LONGEST.min(count - at)).rev().find_map(|n| {
            let text = &han[starts[at]..starts[at + n]];
            PHRASES.get(text).map(|s| (n, s))
        });
        if let Some((n, syllables)) = phrase {
            for s in syllables {
                push_plain(s, out);
            }
            at += n;
            continue;
        }
        if let Some(c) = han[starts[at]..].chars().next() {
            match c.to_pinyin() {
                Some(p) => push_plain(p.plain(), out),
                None => out.push(c),
            }
        }
        at += 1;
    }
}

/// Syllables run together.
pub fn joined(han: &str) -> String {
    let mut out = String::new();
    append_joined(han, &mut out);
    out
}

/// The readings of a short Han text with one character read otherwise than [`joined`] reads it: 柏 bai, bo.
pub fn read_otherwise(han: &str) -> Vec<String> {
    let usual = joined(han);
    let mut all: Vec<String> = Vec::new();
    for (at, c) in han.char_indices() {
        let (before, behind) = (joined(&han[..at]), joined(&han[at + c.len_utf8()..]));
        for p in c.to_pinyin_multi().into_iter().flatten() {
            let mut one = before.clone();
            push_plain(p.plain(), &mut one);
            one.push_str(&behind);
            if one != usual && !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}

/// Every syllable that a character is read as.
static SYLLABLES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let mut all = FxHashSet::default();
    for c in '\u{4E00}'..='\u{9FA5}' {
        if let Some(p) = c.to_pinyin() {
            let mut one = String::new();
            push_plain(p.plain(), &mut one);
            all.insert(one);
        }
    }
    all
});

/// True for a word that is nothing but syllables of pinyin: `haoli` is, `dahau` and `yltu` are not.
pub fn is_syllables(word: &str) -> bool {
    const LONGEST_SYLLABLE: usize = 6;
    if !word.is_ascii() || word.len() > 24 {
        return false;
    }
    let mut reached = [false; 25];
    reached[0] = true;
    for from in 0..word.len() {
        if reached[from] {
            for to in from + 1..=(from + LONGEST_SYLLABLE).min(word.len()) {
                reached[to] |= SYLLABLES.contains(&word[from..to]);
            }
        }
    }
    reached[word.len()]
}

/// True for one syllable of pinyin. The first call reads the whole block (a millisecond).
pub fn is_syllable(word: &str) -> bool {
    SYLLABLES.contains(word)
}

fn push_plain(syllable: &str, out: &mut String) {
    // lü, nü are typed lv, lyu or lu: one key for all.
    out.extend(syllable.chars().map(|c| if c == 'ü' { 'u' } else { c }));
}

#[cfg(test)]
mod tests {
    use super::{is_syllables, joined};

    #[test]
    fn tells_pinyin_from_slips() {
        for (word, want) in [
            ("haoli", true),
            ("kuangshi", true),
            ("xian", true),
            ("dahau", false),
            ("yltu", false),
            ("megvii", false),
            ("", true),
        ] {
            assert_eq!(is_syllables(word), want, "{word}");
        }
    }

    #[test]
    fn reads_places_and_companies() {
        for (han, want) in [
            ("旷视", "kuangshi"),
            ("重庆", "chongqing"),
            ("厦门", "xiamen"),
            ("喀什", "kashi"),
            ("新疆", "xinjiang"),
            ("云从科技", "yuncongkeji"),
            ("和田", "hetian"),
            ("美馨", "meixin"),
        ] {
            assert_eq!(joined(han), want, "{han}");
        }
    }
}
