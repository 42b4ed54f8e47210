//! What stands around the words that agree, in the same part of the cell and beside it.

use crate::lexicon::{Class, lexicon};
use crate::matching::alignment::Surroundings;
use crate::matching::common_words;
use crate::matching::segments::Segment;
use crate::text::{Gap, TokenKind};

use super::{Lay, SHORT_CELL};

/// Digits of a number that is a code: fewer count things (`3 Gorges`, `58 Daojia`).
const LEAST_DIGITS: usize = 4;
/// Characters of a code that mixes letters and digits: shorter ones are names (3M, H3C).
const LEAST_CODE: usize = 4;
/// Letters before the number of a code: `V-0032`, `SUP-0032`.
const LONGEST_PREFIX: usize = 4;

/// Three letters in a row: such a word is a name, with or without a digit (`4Paradigm`).
fn has_word(word: &str) -> bool {
    word.as_bytes().windows(3).any(|letters| letters.iter().all(u8::is_ascii_alphabetic))
}

impl Lay<'_> {
    pub(super) fn around(&self, lo: u16, hi: u16) -> Surroundings {
        let tokens = self.cell.n.tokens();
        let (mut left, mut right) = (usize::from(lo), usize::from(hi));
        while left > 0 && tokens[left].gap < Gap::Break {
            left -= 1;
        }
        while right < tokens.len() && tokens[right].gap < Gap::Break {
            right += 1;
        }
        let code = self.code_end();
        let mut a = Surroundings::nothing();
        let has_business = self.name.terms.iter().any(|t| t.class == Class::Business);
        let no_trades = self.name.common && self.name.trades.is_empty();
        let has_number = self.name.terms.iter().any(|t| t.class == Class::Number);
        a.places.agrees = self.spots.iter().zip(&self.name.terms).any(|(s, t)| s.is_some() && t.class == Class::Place);
        a.business.agrees =
            self.spots.iter().zip(&self.name.terms).any(|(s, t)| s.is_some() && t.class == Class::Business);
        a.business.same = a.business.agrees;
        for p in self.cell.segments.iter().filter(|p| !self.used(p.from, p.to)) {
            let class = self.class_meant(p);
            let silent = matches!(class, Class::Form | Class::Connector) || usize::from(p.to) <= code;
            a.alone &= silent;
            a.branch |= p.class == Class::Branch && tokens.len() <= SHORT_CELL;
            a.bare &= silent || matches!(class, Class::Group | Class::Generic);
            let inside = usize::from(p.from) >= left && usize::from(p.to) <= right;
            // A bracketed place belongs to the name: Taida Garments (Suzhou). The place of another firm in the cell
            // does not: `Dahua Technology / Shanghai Pudong Freight Ltd`.
            if p.class == Class::Place
                && !p.ambiguous
                && (inside || tokens.len() <= SHORT_CELL && !self.names_another(p))
            {
                a.places.others.extend(p.place);
            }
            a.places.geographic |= class == Class::Country || lexicon().is_world_region(p.key) || class == Class::Place;
            // A weak alias in brackets behind a shop's name is that shop's: Maxim's Caterers (Meixin).
            let beside = self.name.weak && tokens.len() <= SHORT_CELL;
            if !silent && (inside || beside) {
                a.business.service |= (lexicon().is_service(p.key)
                    || (no_trades || self.name.trade_name) && lexicon().is_consumer(p.key))
                    && !self.same_trade(p);
            }
            if silent || !inside {
                continue;
            }
            let of_phrase = matches!(class, Class::Trade | Class::Business) && self.is_left_of_a_phrase(p);
            a.phrase_end |= of_phrase;
            match class {
                Class::Business if self.same_trade(p) => a.business.agrees = true,
                Class::Trade | Class::Business if of_phrase => {}
                Class::Trade => {
                    a.unknown.bits += p.bits;
                    a.plain &= p.bits < 60;
                    let han = self.cell.n.tokens().get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han);
                    // What is left of a word of the name (云从科|有限公司 of 科技) is no other name.
                    let of_name = || self.name.tokens.contains(self.cell.n.word(p.from.into()));
                    a.unknown.glued |= han && p.to - p.from == 1 && self.touches_trade(p) && !of_name();
                    if p.from >= lo && p.to <= hi {
                        a.unknown.between += p.bits;
                    }
                    a.unknown.before |= p.to == lo && p.bits >= 60;
                    a.unknown.after |= p.from == hi && p.bits >= 60;
                }
                Class::Place => {}
                Class::Country => a.places.country = Some(p.key),
                Class::Business => {
                    a.business.other = true;
                    a.business.technology_only &= lexicon().is_technology(p.key);
                }
                Class::Number => a.number_differs |= has_number,
                Class::Branch => a.branch = true,
                Class::Street => {
                    a.street |= p.from == hi;
                    a.own_street |= lexicon().street_kind(p.key) == "street" && self.is_street_of_trade(p);
                }
                _ => {}
            }
        }
        a.business.differs = has_business && a.business.other && !a.business.agrees;
        a
    }

    /// The token after a code of the ledger's own at the beginning of the cell: `2ca3 DJI`, `V-0032 DJI`,
    /// `[10042] DJI`.
    fn code_end(&self) -> usize {
        let n = &self.cell.n;
        let digits = |i: usize| n.word(i).bytes().filter(u8::is_ascii_digit).count();
        let coded = |i: usize| {
            digits(i) >= LEAST_DIGITS || digits(i) > 0 && n.word(i).len() >= LEAST_CODE && !has_word(n.word(i))
        };
        let prefix = n.word(0).len() <= LONGEST_PREFIX && n.tokens().get(1).is_some_and(|t| t.gap == Gap::Mark);
        if coded(0) {
            1
        } else if prefix && digits(1) >= LEAST_DIGITS {
            2
        } else {
            0
        }
    }

    /// What is left of a phrase of the name, right behind another of its words: `Nur` of Lop Nur, `Security` of Public
    /// Security (but not in State Security). Such a word is no other firm's.
    fn is_left_of_a_phrase(&self, p: &Segment) -> bool {
        let word = self.cell.n.word(p.from.into());
        let ends = |surface: &str| surface.len() > word.len() && surface.ends_with(word);
        let behind = p.from > 0 && p.to - p.from == 1 && self.used(p.from - 1, p.from) && word.is_ascii();
        behind
            && self.name.tokens.split(' ').any(|w| w == word)
            && self.spots.iter().zip(&self.name.terms).any(|(s, t)| s.is_none() && ends(&t.surface))
    }

    /// The name's own words before a street word are the street's, and its town alone stands elsewhere: Meiling Avenue,
    /// Hefei.
    fn is_street_of_trade(&self, street: &Segment) -> bool {
        let found = || self.spots.iter().zip(&self.name.terms).filter_map(|(s, t)| s.map(|s| (s, t)));
        let before = found().any(|(s, t)| s.to == street.from && t.class == Class::Trade);
        let town = found().any(|(_, t)| t.class == Class::Place);
        before
            && town
            && found().all(|(s, t)| t.class == Class::Place || t.class == Class::Trade && s.to <= street.from)
    }

    /// A piece right before or behind a distinctive Han word of the agreement, nothing between.
    fn touches_trade(&self, p: &Segment) -> bool {
        let tokens = self.cell.n.tokens();
        let close = |at: u16| tokens.get(usize::from(at)).is_some_and(|t| t.gap == Gap::None);
        let trade = self.spots.iter().zip(&self.name.terms).filter_map(|(s, t)| s.filter(|_| t.class == Class::Trade));
        trade.into_iter().any(|s| s.to == p.from && close(p.from) || s.from == p.to && close(p.to))
    }

    /// The part of the cell around a piece holds a legal form or an unknown word: another firm's name.
    fn names_another(&self, p: &Segment) -> bool {
        let tokens = self.cell.n.tokens();
        let (mut left, mut right) = (usize::from(p.from), usize::from(p.to));
        while left > 0 && tokens[left].gap < Gap::Break {
            left -= 1;
        }
        while right < tokens.len() && tokens[right].gap < Gap::Break {
            right += 1;
        }
        let part = self.cell.segments.iter().filter(|q| usize::from(q.from) >= left && usize::from(q.to) <= right);
        part.into_iter().any(|q| q.class == Class::Form || q.class == Class::Trade && q.bits >= 60)
    }

    /// The slot of a piece; of an unknown word that is an ordinary one with a letter wrong, the slot of that.
    fn class_meant(&self, p: &Segment) -> Class {
        if p.class != Class::Trade || p.to - p.from != 1 || p.bits < 60 {
            return p.class;
        }
        common_words::misspelt(self.cell.n.word(p.from.into())).map_or(p.class, |(_, class)| class)
    }

    /// A line of business of the name's family.
    fn same_trade(&self, p: &Segment) -> bool {
        let word = self.cell.n.run(p.from.into(), p.to.into());
        // Part of a phrase of the name: `and Business` of `Trade and Business`.
        if word.len() >= 5 && self.name.terms.iter().any(|t| t.class == Class::Business && t.surface.contains(word)) {
            return true;
        }
        let family = lexicon().family(p.key);
        // A group whose names say no trade: the technology of the Entity List (Kuang-Chi Science).
        if self.name.common && self.name.trades.is_empty() && lexicon().is_technology(p.key) {
            return true;
        }
        let own = self.name.terms.iter().map(|t| t.key).chain(self.name.trades.iter().copied());
        own.into_iter().any(|key| key == p.key || (family.is_some() && lexicon().family(key) == family))
    }
}
