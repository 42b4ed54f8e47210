//! What a cell offers in Han: words as the lists cut them, their pinyin, listed words inside others, slips.

use crate::lexicon::{Class, Key};
use crate::matching::key_index::KeyIndex;
use crate::matching::name::CompiledName;
use crate::matching::segments::{self, HanWords, NoWords, Segment};
use crate::text::{Gap, TokenKind, pinyin};

use super::{MatchKind, Query, Term, likeness};

/// Han words of so many characters stand inside other words by chance.
const SHORT: usize = 3;

impl Query {
    /// Han words as a list's own names are cut, without the lists' trade names: so that every listed name meets itself
    /// whatever other names are listed (中华|星 although 华星 is listed too).
    pub(super) fn listed_cut(&mut self, index: &KeyIndex) {
        // Where no listed trade name was cut out, both ways cut alike.
        let tokens = self.n.tokens();
        let listed = |p: &Segment| {
            let han = tokens.get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han);
            han && p.class == Class::Trade && index.knows(self.n.run(p.from.into(), p.to.into()))
        };
        if !self.segments.iter().any(listed) {
            return;
        }
        segments::cut(&self.n, &self.facts, &NoWords, &mut self.ends, &mut self.plain);
        for p in &self.plain {
            let same = |q: &Segment| q.from == p.from && q.to == p.to && q.key == p.key;
            if !self.segments.iter().any(same) {
                self.terms.push(Term::new(p.key, p.tokens(), MatchKind::Direct, 100));
            }
        }
    }

    /// Unknown Han words also as pinyin, for names listed in Latin letters only.
    pub(super) fn pinyin_terms(&mut self) {
        for p in &self.segments {
            let han = self.n.tokens().get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han);
            if han && p.class == Class::Trade && p.to - p.from <= 8 {
                self.syllables.clear();
                pinyin::append_joined(self.n.run(p.from.into(), p.to.into()), &mut self.syllables);
                let key = Key::trade(&self.syllables);
                self.terms.push(Term::new(key, p.tokens(), MatchKind::Pinyin, likeness(MatchKind::Pinyin, 0)));
            }
        }
    }

    /// Listed Han trade names wherever they stand, also where segmentation cut otherwise (中科|美菱).
    pub(super) fn han_inside(&mut self, index: &KeyIndex) {
        let tokens = self.n.tokens();
        let count = tokens.len();
        for at in 0..count {
            let token = tokens[at];
            if token.kind != TokenKind::Han {
                continue;
            }
            let Some(first) = self.n.text(&token).chars().next() else { continue };
            let run = 1 + tokens[at + 1..count]
                .iter()
                .take_while(|t| t.kind == TokenKind::Han && t.gap <= Gap::Blank)
                .count();
            for len in index.lengths(first).up_to(run).filter(|len| *len >= 2) {
                let end = at + len;
                let word = self.n.run(at, end);
                let cut_so = || self.segments.iter().any(|p| usize::from(p.from) == at && usize::from(p.to) == end);
                if index.knows(word) && !cut_so() && !self.by_chance(at, end) {
                    self.terms.push(Term::new(Key::han(word), at..end, MatchKind::Direct, 95));
                }
            }
        }
    }

    /// False if a listed name whose words begin at a token is there by chance: one of its ends in Han lies
    /// inside another word of the cell (皈依|图书 is no 依图, 阳光启明 no 光启).
    pub(in crate::matching) fn ends_are_words(&self, from: usize, name: &CompiledName) -> bool {
        let [first, .., last] = &*name.terms else {
            return name.terms.first().is_none_or(|t| !self.by_chance(from, from + usize::from(t.to)));
        };
        let (first_end, last_start) = (from + usize::from(first.to), from + usize::from(last.from));
        !self.begins_inside(from, first_end) && !self.ends_inside(last_start, from + usize::from(last.to))
    }

    /// True for a listed word that is there by chance. Stuck to an unknown character on one side only it may be a
    /// firm of the group (中科美菱).
    fn by_chance(&self, at: usize, end: usize) -> bool {
        let inside = |p: &Segment| usize::from(p.from) < at && usize::from(p.to) > end;
        self.begins_inside(at, end)
            || self.ends_inside(at, end)
            || end - at <= SHORT && self.is_han(at) && self.segments.iter().any(inside)
    }

    /// True where a Han word begins inside a known one, if it is short or that is a place (上海|康威视讯).
    fn begins_inside(&self, at: usize, end: usize) -> bool {
        // 一师 inside 十一师 is another division.
        let numbered = is_numeral(self.n.word(at)) && at > 0 && is_numeral(self.n.word(at - 1));
        let known = |p: &Segment| p.class == Class::Place || p.class != Class::Trade && end - at <= SHORT;
        let crosses = |p: &Segment| usize::from(p.from) < at && usize::from(p.to) > at && known(p);
        self.is_han(at) && (numbered || self.segments.iter().any(crosses))
    }

    /// True where a short Han word ends inside a known one.
    fn ends_inside(&self, at: usize, end: usize) -> bool {
        // 第一师范 is a school for teachers.
        let school = self.n.word(end - 1) == "师" && matches!(self.n.word(end), "范" | "傅");
        let crosses = |p: &Segment| usize::from(p.from) < end && usize::from(p.to) > end && p.class != Class::Trade;
        school || self.is_han(end - 1) && end - at <= SHORT && self.segments.iter().any(crosses)
    }

    fn is_han(&self, at: usize) -> bool {
        self.n.tokens().get(at).is_some_and(|t| t.kind == TokenKind::Han)
    }

    /// Unknown Han words one character off a listed trade name of four or more: 海康微视, 海威视.
    pub(super) fn han_slips(&mut self, index: &KeyIndex) {
        let mut near = std::mem::take(&mut self.near);
        let trade = |p: &Segment| {
            p.class == Class::Trade
                && self.n.tokens().get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han)
        };
        for (i, p) in self.segments.iter().enumerate().filter(|(_, p)| trade(p)) {
            let next = self.segments.get(i + 1).filter(|q| q.from == p.to && trade(q));
            // The slip may have cut the word in two: 海康|威示.
            for to in [Some(p.to), next.map(|q| q.to)].into_iter().flatten() {
                let word = self.n.run(p.from.into(), to.into());
                if !(3..=9).contains(&(to - p.from)) || index.knows(word) {
                    continue;
                }
                index.misspelt_han(word, &mut near);
                self.terms.extend(
                    near.iter().map(|&(key, _)| Term::new(key, p.from.into()..to.into(), MatchKind::Typo(1), 80)),
                );
            }
        }
        self.near = near;
    }
}

fn is_numeral(word: &str) -> bool {
    matches!(word, "一" | "二" | "三" | "四" | "五" | "六" | "七" | "八" | "九" | "十" | "百" | "零" | "〇")
}
