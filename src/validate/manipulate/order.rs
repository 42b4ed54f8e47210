//! Words and blanks: lost, added, turned round, left out, shortened.

use super::script::pinyin_parts;
use super::{Made, capitalized, changed, chunks, pairs, replaced};
use crate::lexicon::Class;
use crate::validate::rng::Rng;
use crate::validate::subject::{Subject, Word};

pub(super) fn blank_lost(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let glued = |w: &&[Word]| {
        let whole = |w: &Word| w.length >= 2 && w.class != Class::Form && s.slice(w).starts_with(char::is_alphanumeric);
        whole(&w[0]) && whole(&w[1]) && s.text.get(w[0].end..w[1].start) == Some(" ")
    };
    let pairs: Vec<&[Word]> = s.words().windows(2).filter(glued).collect();
    let pair = rng.pick(&pairs)?;
    replaced(s.text, pair[0].end..pair[1].start, "")
}

pub(super) fn blank_added(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let mut places = Vec::new();
    for word in s.words().iter().filter(|w| w.class != Class::Form) {
        let starts = s.slice(word).char_indices().map(|(at, _)| word.start + at);
        if word.han {
            places.extend(starts.skip(1));
        } else if word.length >= 6 {
            places.extend(starts.skip(2).take(word.length - 3));
        }
    }
    let at = *rng.pick(&places)?;
    replaced(s.text, at..at, " ")
}

pub(super) fn pinyin_split(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    changed(s, |word| {
        let syllables = pinyin_parts(s, word).filter(|p| p.len() >= 2)?;
        let capital = s.slice(word).starts_with(|c: char| c.is_ascii_uppercase());
        let spelled = |x: &str| if capital { capitalized(x) } else { x.to_owned() };
        Some(syllables.into_iter().map(spelled).collect::<Vec<_>>().join(" "))
    })
}

/// The runs between blanks without the marks that order leaves hanging.
fn loose(s: &Subject<'_>, end: usize) -> Vec<String> {
    let trim = |c: char| matches!(c, ',' | ';' | '(' | ')' | '（' | '）');
    let runs = chunks(s.text).into_iter().filter(|(_, to)| *to <= end);
    runs.filter_map(|(a, b)| s.text.get(a..b))
        .map(|r| r.trim_matches(trim).to_owned())
        .filter(|r| !r.is_empty())
        .collect()
}

pub(super) fn reversed(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let mut words = loose(s, s.text.len());
    words.reverse();
    (words.len() >= 2).then(|| words.join(" "))
}

pub(super) fn rotated(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    if s.has_han() {
        // 和田泰达服饰 → 泰达（和田）服饰: how branches and moved companies write themselves.
        let [place, trade, ..] = s.words() else { return None };
        let turns = place.class == Class::Place
            && trade.is_distinctive()
            && trade.han
            && place.start == 0
            && place.end == trade.start;
        return turns
            .then(|| format!("{}（{}）{}", s.slice(trade), s.slice(place), s.text.get(trade.end..).unwrap_or("")));
    }
    let (name, form) = s.split_form().unwrap_or((s.text, ""));
    let mut words = loose(s, name.len());
    if words.len() < 2 {
        return None;
    }
    let by = 1 + rng.below(words.len() - 1);
    words.rotate_left(by);
    Some(format!("{} {form}", words.join(" ")).trim_end().to_owned())
}

pub(super) fn middle_dropped(s: &Subject<'_>, rng: &mut Rng) -> Option<Made> {
    let end = s.form_start()?;
    let spoken =
        |&(a, b): &(usize, usize)| s.words().iter().any(|w| w.start >= a && w.end <= b && w.class != Class::Connector);
    let runs: Vec<(usize, usize)> = chunks(s.text.get(..end)?).into_iter().filter(spoken).collect();
    let middle = runs.get(1..runs.len().checked_sub(1)?)?;
    let &(from, to) = rng.pick(middle)?;
    let rest = replaced(s.text, from..to, "")?;
    let name = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Made::one(name, s, |w| w.end <= from || w.start >= to))
}

pub(super) fn place_dropped(s: &Subject<'_>, _: &mut Rng) -> Option<Made> {
    let leads = s.words().iter().take_while(|w| w.class == Class::Place).last()?;
    let end = leads.end;
    let name = s.text.get(end..)?.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let left = s.words().iter().any(|w| w.start >= end && w.class != Class::Form);
    left.then(|| Made::one(name, s, |w| w.start >= end))
}

pub(super) fn abbreviated(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    changed(s, |word| {
        let lower = s.slice(word).to_lowercase();
        pairs("short").iter().find(|pair| pair.from == lower).map(|pair| pair.to.to_owned())
    })
}
