//! Slips of fingers, ears and scanners in words of Latin letters, and words without their vowels.

use super::{Pair, capitalized, changed, pair, pairs, replaced};
use crate::lexicon::Class;
use crate::validate::rng::Rng;
use crate::validate::subject::{Subject, Word};

/// Fewest letters of a word in which a slip leaves more right than wrong: of four letters, one slip changes half the
/// pairs of neighbours, and the result is often another name.
const LONG: usize = 5;

/// A word that bears a slip. Initials do not: one letter off, they are another firm's.
fn is_long(s: &Subject<'_>, word: &Word) -> bool {
    word.length >= LONG && !s.is_initials(word)
}

/// Which word the slip is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Any word of five letters or more, by draw; neither the legal form nor initials.
    Any,
    /// The most distinctive word, of five letters or more.
    Distinctive,
    /// The most distinctive word, of three or four letters, or initials.
    Short,
}

/// One slip in one word.
pub(super) fn slip(
    s: &Subject<'_>,
    place: Where,
    f: fn(&str, &mut Rng) -> Option<String>,
    rng: &mut Rng,
) -> Option<String> {
    let latin = |w: &&Word| s.slice(w).bytes().all(|b| b.is_ascii_alphabetic());
    let words: Vec<&Word> = match place {
        Where::Any => s.words().iter().filter(|w| is_long(s, w) && w.class != Class::Form).filter(latin).collect(),
        Where::Distinctive => s.most_distinctive().filter(|w| is_long(s, w)).filter(latin).into_iter().collect(),
        Where::Short => s.most_distinctive().filter(|w| !is_long(s, w)).filter(latin).into_iter().collect(),
    };
    let slipped: Vec<(&Word, String)> = words.into_iter().filter_map(|w| f(s.slice(w), rng).map(|t| (w, t))).collect();
    let (word, text) = rng.pick(&slipped)?;
    replaced(s.text, word.start..word.end, text)
}

/// The letters of a word; every slip gets ASCII letters only.
fn letters(word: &str) -> Vec<char> {
    word.chars().collect()
}

pub(super) fn doubled(word: &str, rng: &mut Rng) -> Option<String> {
    let mut w = letters(word);
    let at = rng.below(w.len());
    let again = *w.get(at)?;
    // A second capital would be a slip of its own, unless the whole word is in capitals.
    let again = if w.iter().all(char::is_ascii_uppercase) { again } else { again.to_ascii_lowercase() };
    w.insert(at + 1, again);
    Some(w.into_iter().collect())
}

pub(super) fn swapped(word: &str, rng: &mut Rng) -> Option<String> {
    let mut w = letters(word);
    let places: Vec<usize> = (1..w.len().saturating_sub(1)).filter(|i| w.get(*i) != w.get(i + 1)).collect();
    let at = *rng.pick(&places)?;
    w.swap(at, at + 1);
    Some(w.into_iter().collect())
}

pub(super) fn dropped(word: &str, rng: &mut Rng) -> Option<String> {
    let mut w = letters(word);
    let at = rng.below(w.len());
    (at < w.len()).then(|| {
        w.remove(at);
        w.into_iter().collect()
    })
}

pub(super) fn keyboard(word: &str, rng: &mut Rng) -> Option<String> {
    let mut w = letters(word);
    let at = rng.below(w.len());
    let slot = w.get_mut(at)?;
    let near = pair("keyboard", slot.to_ascii_lowercase())?;
    let by = *rng.pick(&near.chars().collect::<Vec<_>>())?;
    *slot = if slot.is_ascii_uppercase() { by.to_ascii_uppercase() } else { by };
    Some(w.into_iter().collect())
}

pub(super) fn ocr(word: &str, rng: &mut Rng) -> Option<String> {
    let mut places = Vec::new();
    for Pair { from, to, .. } in pairs("ocr") {
        places.extend(word.match_indices(from).map(|(at, _)| (at, at + from.len(), to)));
    }
    let &(start, end, to) = rng.pick(&places)?;
    replaced(word, start..end, to)
}

/// True where what follows a respelled sound is what its row of the table wants.
fn may_follow(wanted: &str, next: Option<char>) -> bool {
    match wanted {
        "no vowel" => !next.is_some_and(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')),
        "end" => next.is_none(),
        "no h" => next != Some('h'),
        _ => true,
    }
}

pub(super) fn phonetic(word: &str, rng: &mut Rng) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let mut places = Vec::new();
    for Pair { from, to, next } in pairs("sound") {
        let ends = lower.match_indices(from).map(|(at, _)| (at, at + from.len(), to));
        places.extend(
            ends.filter(|(_, end, _)| may_follow(next, lower.get(*end..).and_then(|rest| rest.chars().next()))),
        );
    }
    let &(start, end, to) = rng.pick(&places)?;
    let changed = replaced(&lower, start..end, to)?;
    if word.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(changed.to_ascii_uppercase());
    }
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    Some(if capital { capitalized(&changed) } else { changed })
}

pub(super) fn any_slip(word: &str, rng: &mut Rng) -> Option<String> {
    match rng.below(4) {
        0 => doubled(word, rng),
        1 => swapped(word, rng),
        2 => dropped(word, rng),
        _ => keyboard(word, rng),
    }
}

/// A word without its vowels; `None` where fewer than three letters would be left, or none is lost.
fn without_vowels(word: &str) -> Option<String> {
    let keep = |(at, c): &(usize, char)| *at == 0 || !matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u');
    let bare: String = word.char_indices().filter(keep).map(|(_, c)| c).collect();
    (word.len() >= 4 && word.is_ascii() && bare.len() >= 3 && bare.len() < word.len()).then_some(bare)
}

pub(super) fn vowels_all(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let bears = |w: &Word| !w.han && w.class != Class::Form && !s.is_initials(w);
    changed(s, |w| if bears(w) { without_vowels(s.slice(w)) } else { None })
}

pub(super) fn vowels_distinctive(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let word = s.most_distinctive().filter(|w| !s.is_initials(w))?;
    replaced(s.text, word.start..word.end, &without_vowels(s.slice(word))?)
}
