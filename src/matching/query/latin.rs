//! What a cell offers in Latin letters: words run together and torn apart, misspelt, misread, cut off, without vowels.

use std::ops::RangeInclusive;

use crate::lexicon::vocabulary::words;
use crate::lexicon::word_cache::WordFacts;
use crate::lexicon::{Class, Key, lexicon};
use crate::matching::distance::is_skeleton;
use crate::matching::key_index::KeyIndex;
use crate::matching::scanned::each_reading;
use crate::text::{Gap, TokenKind, pinyin};

use super::{MatchKind, Query, Term, hit, likeness};

/// Words run together have so many letters at least before they are taken apart as a whole.
const LEAST_GLUED: usize = 14;

/// Letters of a word that may be run together with a neighbour of the cell.
const GLUED: RangeInclusive<usize> = 9..=28;

/// Longest run of tokens joined, in bytes and tokens: `hai kang wei shi`.
const LONGEST_JOIN: (usize, usize) = (24, 4);

impl Query {
    /// A personal name with one letter wrong: where it is the whole cell, or its first two or three words before a
    /// comma or an office (`Huo Luijun, former Party Secretary`), which the policy asks for then.
    pub(super) fn person_slips(&mut self, index: &KeyIndex) {
        const LONGEST: usize = 24;
        let count = self.n.tokens().len();
        if (2..=4).contains(&count) {
            self.person_slip(count, index);
        }
        for first in (2..=3).filter(|k| (k + 1..=LONGEST).contains(&count)) {
            let apart = self.n.tokens()[first].gap >= Gap::Mark;
            if apart || words().begins_title(self.n.word(first)) {
                self.person_slip(first, index);
            }
        }
    }

    fn person_slip(&mut self, to: usize, index: &KeyIndex) {
        let personal = |t: &crate::text::Token| {
            let firm =
                lexicon().word(self.n.text(t)).is_some_and(|s| !matches!(s.class, Class::Place | Class::Connector));
            t.kind == TokenKind::Word && !firm
        };
        let run = self.n.run(0, to);
        if !(8..=20).contains(&run.len()) || !run.is_ascii() || !self.n.tokens()[..to].iter().all(personal) {
            return;
        }
        let mut near = std::mem::take(&mut self.near);
        index.misspelt_within(run, 1, &mut near);
        for &(key, d) in near.iter().filter(|(_, d)| *d == 1) {
            self.terms.push(Term::new(key, 0..to, MatchKind::Typo(d), 88));
        }
        self.near = near;
    }

    /// Two known words run together: `UrumqiMunicipal`, `ShuangliangSilicon`, `ofXUAR`.
    fn splits(&mut self, at: usize, index: &KeyIndex) {
        let word = self.n.word(at);
        if !word.is_ascii() {
            return;
        }
        let glued = GLUED.contains(&word.len()) && self.splits_into_phrase(at, index);
        if glued || self.n.word(at).len() >= LEAST_GLUED && self.unglue(at, index) {
            return;
        }
        let word = self.n.word(at);
        if word.len() < 6 || word.len() > 28 {
            return;
        }
        for joiner in ["and", "of"] {
            if let Some(key) = word.strip_suffix(joiner).and_then(|head| known_key(head, index)) {
                self.terms.push(Term::new(key, at..at + 1, MatchKind::Split, likeness(MatchKind::Split, word.len())));
                return;
            }
        }
        let most = if word.len() < 9 { 4 } else { word.len() - 2 };
        for cut in 2..most.min(word.len() - 2) {
            let (head, tail) = word.split_at(cut);
            let Some(behind) = known_key(tail, index) else { continue };
            let joiner = matches!(head, "of" | "and" | "the" | "for");
            let before = if joiner { None } else { known_key(head, index) };
            if !joiner && (before.is_none() || word.len() < 9) {
                continue;
            }
            for key in [before, Some(behind)].into_iter().flatten() {
                self.terms.push(Term::new(key, at..at + 1, MatchKind::Split, likeness(MatchKind::Split, word.len())));
            }
            return;
        }
    }

    /// A whole name without blanks: `NanjingSynergyTextilesCo`. Only where known words fill it without a rest.
    fn unglue(&mut self, at: usize, index: &KeyIndex) -> bool {
        const MOST: usize = 72;
        const LONGEST: usize = 18;
        let word = self.n.word(at);
        let n = word.len();
        if n > MOST {
            return false;
        }
        // Fewest words up to each letter: how many, where the last began, its key.
        let mut best: Vec<Option<(u8, usize, Option<Key>)>> = vec![None; n + 1];
        best[0] = Some((0, 0, None));
        for from in 0..n {
            let Some((words, ..)) = best[from] else { continue };
            for to in from + 2..=(from + LONGEST).min(n) {
                let Some(key) = part_key(&word[from..to], index) else { continue };
                if best[to].is_none_or(|(w, ..)| words + 1 < w) {
                    best[to] = Some((words + 1, from, key));
                }
            }
        }
        if best[n].is_none_or(|(words, ..)| words < 2) {
            return false;
        }
        let mut end = n;
        while let Some((_, from, key)) = best[end].filter(|_| end > 0) {
            if let Some(key) = key {
                self.terms.push(Term::new(key, at..at + 1, MatchKind::Split, likeness(MatchKind::Split, 0)));
            }
            end = from;
        }
        true
    }

    /// A word run together with the first of a phrase, or with the last of one: `MunicipalityPublic Security`.
    fn splits_into_phrase(&mut self, at: usize, index: &KeyIndex) -> bool {
        let count = self.n.tokens().len();
        let word = self.n.word(at);
        let mut run = String::new();
        let mut found: Vec<(Key, usize, usize)> = Vec::new();
        for cut in 4..word.len() - 3 {
            let (head, tail) = word.split_at(cut);
            for end in at + 2..=(at + 3).min(count) {
                run.clear();
                run.push_str(tail);
                run.push_str(self.n.run(at + 1, end));
                let Some(sense) = lexicon().joined(&run) else { continue };
                if let Some(before) = known_key(head, index) {
                    found.extend([(before, at, at + 1), (sense.key, at, end)]);
                }
            }
            for from in at.saturating_sub(2)..at {
                run.clear();
                run.push_str(self.n.run(from, at));
                run.push_str(head);
                let Some(sense) = lexicon().joined(&run) else { continue };
                if let Some(behind) = known_key(tail, index) {
                    found.extend([(sense.key, from, at + 1), (behind, at, at + 1)]);
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        let any = !found.is_empty();
        for (key, from, to) in found {
            self.terms.push(Term::new(key, from..to, MatchKind::Split, likeness(MatchKind::Split, 0)));
        }
        any
    }

    pub(super) fn latin_terms(&mut self, text: &str, index: &KeyIndex, fuzzy: bool) {
        let count = self.n.tokens().len();
        for at in 0..count {
            let token = self.n.tokens()[at];
            if token.kind == TokenKind::Han {
                continue;
            }
            self.joins(at, count, index);
            if fuzzy {
                self.hyphenated(at, count, index);
            }
            let word = self.n.text(&token);
            if token.kind == TokenKind::Number || word.len() < 3 || !fuzzy {
                continue;
            }
            let WordFacts { sense, ordinary, dull, .. } = self.facts[at];
            let (known, ordinary) = (sense.is_some(), sense.is_none() && ordinary);
            if !known && is_skeleton(word) {
                self.terms.push(Term::new(
                    Key::new('s', word),
                    at..at + 1,
                    MatchKind::Skeleton,
                    likeness(MatchKind::Skeleton, word.len()),
                ));
            }
            // Pinyin of an ordinary word may be a listed trade name as well (kuangshi: 矿石, 旷视).
            if known && !index.postings(Key::trade(word)).is_empty() {
                self.terms.push(Term::new(Key::trade(word), at..at + 1, MatchKind::Direct, 95));
            }
            let before = self.terms.len();
            if !dull {
                self.digits_for_letters(at, known || ordinary, index);
            }
            if ordinary && self.may_be_slip(at, index) {
                let mut near = std::mem::take(&mut self.near);
                index.misspelt_within(self.n.word(at), 1, &mut near);
                let slip = |&(key, d): &(Key, u8)| {
                    let how = MatchKind::Typo(d);
                    Term::new(key, at..at + 1, how, likeness(how, 0))
                };
                self.terms.extend(near.iter().map(slip));
                self.near = near;
                continue;
            }
            let word = self.n.word(at);
            if known || word.len() < 4 || ordinary || !dull && !index.postings(Key::trade(word)).is_empty() {
                continue;
            }
            if !dull {
                self.slips(at, index);
                let word = self.n.word(at);
                if self.terms.len() == before && !may_be_glued(word, index) {
                    self.words.mark_dull(word);
                }
            }
            let letters = self.n.word(at).len();
            // A field limit cuts the last word; shorter cells end where their writer ended them.
            if at + 1 == count && text.len() >= 18 && letters >= 4 {
                for (_, key) in index.beginning_with(self.n.word(at)) {
                    self.terms.push(Term::new(*key, at..at + 1, MatchKind::Cut, likeness(MatchKind::Cut, letters)));
                }
            }
        }
    }

    /// What a word may be that no table knows: a phrase without its blanks, two words run together, a slip.
    fn slips(&mut self, at: usize, index: &KeyIndex) {
        let word = self.n.word(at);
        if let Some(sense) = lexicon().joined(word) {
            self.terms.push(Term::new(sense.key, at..at + 1, MatchKind::Joined, 98));
        }
        self.splits(at, index);
        let word = self.n.word(at);
        let mut near = std::mem::take(&mut self.near);
        index.misspelt(word, &mut near);
        let letters = word.len();
        for &(key, d) in &near {
            let how = MatchKind::Typo(d);
            self.terms.push(Term::new(key, at..at + 1, how, likeness(how, letters)));
        }
        self.near = near;
    }

    /// A word of ordinary firms: a pinyin trade name that they bear too, in a short cell behind a place: `Hefei Meilin
    /// Co` for Meiling.
    fn may_be_slip(&self, at: usize, index: &KeyIndex) -> bool {
        const SHORT: usize = 10;
        let word = self.n.word(at);
        let behind_place = || self.segments.iter().any(|p| p.class == Class::Place && usize::from(p.to) == at);
        self.n.tokens().len() <= SHORT
            && word.len() >= 5
            && behind_place()
            && index.postings(Key::trade(word)).is_empty()
            && pinyin::is_syllables(word)
    }

    /// A name in two parts with a letter wrong in one: `Kuang-Chl`, `O-Filrn`, `0-Film`.
    fn hyphenated(&mut self, at: usize, count: usize, index: &KeyIndex) {
        let tokens = self.n.tokens();
        if at + 2 > count || tokens[at + 1].gap != Gap::Mark || tokens[at + 1].kind == TokenKind::Han {
            return;
        }
        let run = self.n.run(at, at + 2);
        let close = tokens[at + 1].start == tokens[at].end + 1;
        if !close || !(5..=18).contains(&run.len()) || !run.is_ascii() || !index.postings(Key::trade(run)).is_empty() {
            return;
        }
        let push = |terms: &mut Vec<Term>, key, d| {
            terms.push(Term::new(key, at..at + 2, MatchKind::Typo(d), likeness(MatchKind::Typo(d), 8)))
        };
        each_reading(run, |read| {
            if !index.postings(Key::trade(read)).is_empty() {
                push(&mut self.terms, Key::trade(read), 1);
            }
        });
        let mut near = std::mem::take(&mut self.near);
        index.misspelt_within(self.n.run(at, at + 2), 1, &mut near);
        for &(key, d) in &near {
            push(&mut self.terms, key, d);
        }
        self.near = near;
    }

    /// OCR reads I, l, O, S, B as 1, 0, 5, 8: `BG1`, `Hikvisi0n`.
    fn digits_for_letters(&mut self, at: usize, met: bool, index: &KeyIndex) {
        let word = self.n.word(at);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        // What a table or ordinary names hold is no misreading of something else.
        if !met && word.is_ascii() && word.len() >= 5 {
            if let Some(key) = index.as_scanned(word).filter(|k| *k != Key::trade(word)) {
                self.terms.push(Term::new(key, at..at + 1, MatchKind::Typo(1), 90));
            }
            each_reading(word, |read| {
                let trade = Some(Key::trade(read)).filter(|k| !index.postings(*k).is_empty());
                let place = lexicon().word(read).filter(|s| s.class == Class::Place).map(|s| s.key);
                for key in trade.into_iter().chain(place) {
                    self.terms.push(Term::new(key, at..at + 1, MatchKind::Typo(1), 92));
                }
            });
        }
        let word = self.n.word(at);
        if digits == 0 || digits * 2 > word.len() || !word.is_ascii() {
            return;
        }
        for one in ['i', 'l'] {
            let read: String = word
                .chars()
                .map(|c| match c {
                    '1' => one,
                    '0' => 'o',
                    '5' => 's',
                    '8' => 'b',
                    c => c,
                })
                .collect();
            let key = lexicon().word(&read).map_or_else(|| Key::trade(&read), |s| s.key);
            self.terms.push(Term::new(key, at..at + 1, MatchKind::Typo(1), 90));
            if key != Key::trade(&read) && !index.postings(Key::trade(&read)).is_empty() {
                self.terms.push(Term::new(Key::trade(&read), at..at + 1, MatchKind::Typo(1), 90));
            }
        }
    }

    fn joins(&mut self, at: usize, count: usize, index: &KeyIndex) {
        let tokens = self.n.tokens();
        let initials = self.n.bytes(at, at + 1).len() == 1;
        for len in 2..=if initials { 20 } else { LONGEST_JOIN.1 } {
            let end = at + len;
            if end > count || tokens[end - 1].kind == TokenKind::Han || tokens[end - 1].gap >= Gap::Break {
                return;
            }
            let letters = self.n.bytes(at, end);
            if letters.len() > LONGEST_JOIN.0 {
                return;
            }
            // Three letters and fewer meet by chance.
            if letters.len() < 4 {
                continue;
            }
            let key = Key::of_trade(letters);
            if index.postings(key).is_empty() {
                continue;
            }
            // Letters apart (C N S I M) are initials as they stand.
            let (how, sim) = if letters.len() == len {
                (MatchKind::Direct, 98)
            } else {
                (MatchKind::Joined, likeness(MatchKind::Joined, letters.len()))
            };
            self.terms.push(Term::new(key, at..end, how, sim));
        }
    }

    pub(super) fn skeleton_hits(&mut self, index: &KeyIndex) {
        for (at, t) in self.terms.iter().enumerate().filter(|(_, t)| t.how == MatchKind::Skeleton) {
            let word = self.n.word(t.from.into());
            self.hits.extend(index.skeleton(word).iter().map(|p| hit(p, at)));
        }
    }
}

/// A part of words run together: a word of the lexicon of three letters (two for `co`, `of`), a phrase, a listed trade
/// name of four; with its key where it says anything.
fn part_key(part: &str, index: &KeyIndex) -> Option<Option<Key>> {
    if let Some(s) =
        lexicon().word(part).filter(|s| part.len() >= 3 || matches!(s.class, Class::Form | Class::Connector))
    {
        return Some(Some(s.key).filter(|_| !matches!(s.class, Class::Form | Class::Connector)));
    }
    if let Some(s) = lexicon().joined(part).filter(|_| part.len() >= 6) {
        return Some(Some(s.key));
    }
    (part.len() >= 4 && !index.postings(Key::trade(part)).is_empty()).then(|| Some(Key::trade(part)))
}

/// Whether it hangs on the neighbours in a cell that nothing comes of a word: its beginning or its end is a word by
/// itself.
fn may_be_glued(word: &str, index: &KeyIndex) -> bool {
    // Where letters are no ASCII nothing is taken apart.
    let known = |cut: usize| known_key(&word[..cut], index).or_else(|| known_key(&word[cut..], index)).is_some();
    word.is_ascii() && GLUED.contains(&word.len()) && (4..word.len() - 3).any(known)
}

/// The key of a word of four letters and more that the lexicon or the lists know.
fn known_key(word: &str, index: &KeyIndex) -> Option<Key> {
    if word.len() < 4 {
        return None;
    }
    match lexicon().word(word) {
        Some(s) if s.class != Class::Connector && s.class != Class::Form => Some(s.key),
        _ => Some(Key::trade(word)).filter(|k| !index.postings(*k).is_empty()),
    }
}
