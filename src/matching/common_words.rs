//! Misspelt ordinary words: `Prefectuure`, `Lmited`, `Tehcnology` beside a listed name are no other firm's trade name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon::{Class, lexicon};

use super::distance::{deletions, osa};

/// Shorter words are one letter from too many others: `group` and `Grous`, `mills` and `Milla`.
const LEAST: usize = 6;
/// Longer words are not compared.
const MOST: usize = 20;

type ByDeletion = FxHashMap<u64, Vec<(&'static str, Class)>>;

/// The words that say little or only what a firm does, by what a lost letter leaves of them. Some ten thousand words,
/// compiled when the first cell needs them.
static BY_DELETION: LazyLock<ByDeletion> = LazyLock::new(|| {
    let mut map = ByDeletion::default();
    let mut words: Vec<(&'static str, Class)> =
        lexicon().latin_words().filter(|(w, c)| (LEAST - 1..=MOST).contains(&w.len()) && is_common(*c)).collect();
    words.sort_unstable();
    for word in words {
        deletions(word.0, 1, &mut |hash| map.entry(hash).or_default().push(word));
    }
    map
});

fn is_common(class: Class) -> bool {
    matches!(class, Class::Form | Class::Group | Class::Branch | Class::Generic | Class::Body | Class::Business)
}

/// The word of the lexicon that `word` is one letter off, and its slot: a legal form, a line of business, a word that
/// says little. Not for words that the lexicon knows.
pub fn misspelt(word: &str) -> Option<(&'static str, Class)> {
    if !(LEAST..=MOST).contains(&word.len()) || !word.is_ascii() {
        return None;
    }
    let mut best: Option<(&'static str, Class)> = None;
    deletions(word, 1, &mut |hash| {
        for known in BY_DELETION.get(&hash).map_or(&[][..], Vec::as_slice) {
            if best.is_none_or(|b| *known < b) && osa(word, known.0, 1) == Some(1) {
                best = Some(*known);
            }
        }
    });
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_slip_from_another_word() {
        for (word, want) in [
            ("prefectuure", Some("prefecture")),
            ("autonomuos", Some("autonomous")),
            ("lmited", Some("limited")),
            ("tehcnology", Some("technology")),
            ("megvii", None),
            ("hikvision", None),
            ("taida", None),
        ] {
            assert_eq!(misspelt(word).map(|(w, _)| w), want, "{word}");
        }
    }
}
