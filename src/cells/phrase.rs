//! Phrases: which words for goods, places and units of the XPCC belong together in a cell, and what a negation around
//! them takes away.
//!
//! A phrase is a run of places or units, then goods, words of filling between them (`no | raw Xinjiang cotton`), with
//! what hangs on it: further goods after `or`, `and`, 、; a place after a word of origin (`without | cotton from
//! Xinjiang`). A mark ends it. A negation binds to the phrase directly before or after it and to nothing further on: in
//! `tomato paste, Xinjiang origin, no added sugar` it takes nothing away. "No." before a number is no negation, since a
//! number begins no phrase.

use crate::lexicon::Class;
use crate::lexicon::vocabulary::{self, Negation, Padded, Said, Says, Side};
use crate::matching::query::Query;
use crate::matching::xpcc_units::Unit;

use super::words::{self, WordUse};

/// Tokens `from..to` that belong together; those before `negated` are said not to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) from: u16,
    pub(super) to: u16,
    negated: u16,
}

impl Phrase {
    /// True where the token is said not to be there.
    pub(super) fn negates(&self, token: u16) -> bool {
        (self.from..self.negated).contains(&token)
    }
}

/// What a token is to a phrase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    None,
    /// Stands before or between, says nothing.
    Filling,
    Place,
    Goods,
}

/// Reused memory.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    parts: Vec<Part>,
    found: Vec<Phrase>,
}

impl Phrases {
    /// The phrase that holds a token.
    pub(super) fn of(&self, token: u16) -> Option<&Phrase> {
        self.found.iter().find(|p| (p.from..p.to).contains(&token))
    }

    /// No phrases.
    pub(super) fn clear(&mut self) {
        self.found.clear();
    }

    /// Finds the phrases of a cell; `padded` is its text in the vocabulary's form.
    pub(super) fn find(&mut self, text: &str, cell: &Query, said: &[Said], units: &[Unit], padded: &Padded) {
        self.found.clear();
        let tokens = cell.n.tokens();
        self.parts.clear();
        self.parts.resize(tokens.len(), Part::None);
        let mut mark = |from: u16, to: u16, part: Part| {
            self.parts.iter_mut().take(to.into()).skip(from.into()).for_each(|p| *p = part)
        };
        let mut any = false;
        for p in cell.segments.iter().filter(|p| p.class == Class::Place) {
            mark(p.from, p.to, Part::Place);
            any |= p.place.is_some();
        }
        for u in units {
            mark(u.from, u.to, Part::Place);
            any = true;
        }
        for s in said.iter().filter(|s| matches!(s.says, Says::Goods(_))) {
            mark(s.from, s.to, Part::Goods);
            any = true;
        }
        if !any {
            return;
        }
        for (at, part) in self.parts.iter_mut().enumerate().filter(|(_, p)| **p == Part::None) {
            if words::holds(WordUse::Filling, cell.n.word(at)) {
                *part = Part::Filling;
            }
        }
        let mut at = 0;
        while at < tokens.len() {
            if self.parts[at] == Part::None {
                at += 1;
                continue;
            }
            let end = self.end(text, cell, said, at);
            if self.parts[at..end].iter().any(|p| *p != Part::Filling) {
                let negated = match vocabulary::words().negation(text, &cell.n, padded, at..end) {
                    Some(Negation::Phrase) => end,
                    Some(Negation::Word) => {
                        let first = self.parts[at..end].iter().find(|p| **p != Part::Filling);
                        at + self.parts[at..end]
                            .iter()
                            .take_while(|p| **p == Part::Filling || Some(*p) == first)
                            .count()
                    }
                    None => at,
                };
                self.found.push(Phrase { from: at as u16, to: end as u16, negated: negated as u16 });
            }
            at = end;
        }
    }

    /// One past the last token of the phrase that begins at `at`.
    fn end(&self, text: &str, cell: &Query, said: &[Said], at: usize) -> usize {
        let part = |i: usize| self.parts.get(i).copied().unwrap_or_default();
        let beside = |i: usize, also: &[char]| {
            let tokens = cell.n.tokens();
            let between = tokens.get(i).and_then(|t| text.get(tokens[i - 1].end as usize..t.start as usize));
            between.is_some_and(|b| b.chars().all(|c| c == '-' || c.is_whitespace() || also.contains(&c)))
        };
        let (mut end, mut goods) = (at + 1, part(at) == Part::Goods);
        loop {
            let next = part(end);
            if next == Part::Goods && beside(end, if goods { &['、', '/'] } else { &[] }) {
                goods = true;
                end += 1;
            } else if !goods && next != Part::None && beside(end, &[]) {
                end += 1;
            } else if goods
                && words::holds(WordUse::And, cell.n.word(end))
                && part(end + 1) == Part::Goods
                && beside(end, &[])
            {
                end += 2;
            } else if goods
                && beside(end, &[])
                && let Some(link) =
                    said.iter().find(|s| s.says == Says::Origin(Side::Before) && usize::from(s.from) == end)
                && part(link.to.into()) == Part::Place
            {
                end = usize::from(link.to) + 1;
                while part(end) == Part::Place && beside(end, &[]) {
                    end += 1;
                }
                return end;
            } else {
                return end;
            }
        }
    }
}
