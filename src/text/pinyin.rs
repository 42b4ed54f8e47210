//! Han → pinyin without tones, phrase by phrase.
//!
//! The first reading of a single character is wrong for 重庆, 厦门, 喀什, 曾 and others: an own table of phrases
//! comes first, longest first. Characters without a reading keep themselves as their syllable.

use std::sync::LazyLock;

use pinyin::ToPinyin;
use rustc_hash::FxHashMap;

/// Longest phrase of the table, in characters.
const LONGEST: usize = 8;

static PHRASES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    include_str!("tables/pinyin_phrases.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .filter_map(|l| l.split_once('\t'))
        .map(|(han, syllables)| (han, syllables.split(' ').collect()))
        .collect()
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

fn push_plain(syllable: &str, out: &mut String) {
    // lü, nü are typed lv, lyu or lu: one key for all.
    out.extend(syllable.chars().map(|c| if c == 'ü' { 'u' } else { c }));
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn reads_places_and_companies() {
        for (han, want) in [
            ("旷视", "kuangshi"), ("重庆", "chongqing"), ("厦门", "xiamen"), ("喀什", "kashi"), ("新疆", "xinjiang"),
            ("云从科技", "yuncongkeji"), ("和田", "hetian"), ("美馨", "meixin"),
        ] {
            assert_eq!(joined(han), want, "{han}");
        }
    }
}
