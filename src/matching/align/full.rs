//! What is measured of an alignment that promises something.

use crate::lexicon::{Class, frequency, lexicon};
use crate::matching::alignment::{Agreed, Alignment, Slips};
use crate::matching::name::is_distinctive;
use crate::matching::query::MatchKind;
use crate::text::{Gap, TokenKind, pinyin};

use super::{BY_SOUND, Lay, Spot};

impl Lay<'_> {
    /// What costs more to measure than the agreement itself: the words in their script and order, the slips, what
    /// stands around.
    pub(super) fn in_full(&self, measured: Alignment) -> Alignment {
        let name = self.name;
        let Alignment { lo, hi, agreed, .. } = measured;
        let found = || self.spots.iter().zip(&name.terms).filter_map(|(s, t)| s.map(|s| (s, t)));
        let slips = || found().filter(|(s, t)| matches!(s.how, MatchKind::Typo(_)) && is_distinctive(t));
        let typos = found().map(|(s, _)| if let MatchKind::Typo(d) = s.how { d } else { 0 }).sum();
        let tokens = self.cell.n.tokens();
        let han_at = |at: u16| tokens.get(usize::from(at)).is_some_and(|t| t.kind == TokenKind::Han);
        let cross_script = found()
            .any(|(s, t)| han_at(s.from) != t.surface.chars().any(crate::text::is_han) && t.class != Class::Number);
        let around = self.around(lo, hi);
        let whole_words = found().filter(|(s, _)| han_at(s.from)).all(|(s, _)| {
            let begins = self.cell.segments.iter().any(|p| p.from == s.from) || found().any(|(o, _)| o.to == s.from);
            let ends = self.cell.segments.iter().any(|p| p.to == s.to) || found().any(|(o, _)| o.from == s.to);
            begins && ends
        });
        let apart = found().any(|(s, t)| {
            let blank = |at: u16| tokens.get(usize::from(at)).is_some_and(|t| t.gap == Gap::Blank);
            s.to - s.from > 1 && !han_at(s.from) && is_distinctive(t) && (s.from + 1..s.to).any(blank)
        });
        // Words that lie scattered among unknown ones agree by chance: HUANG JHAN YE (Ho Chi Minh City) is no
        // Kuang-Chi.
        let bits = agreed.bits - (around.unknown.between / 2).min(100);
        let worth = |s: &Spot, bits: i32| bits * i32::from(s.sim) / 100;
        let run = |s: &Spot| self.cell.n.run(s.from.into(), s.to.into());
        let slips = Slips {
            bits: slips().map(|(s, t)| worth(&s, t.bits)).sum(),
            letters: slips()
                .map(|(s, t)| run(&s).len().max(if t.surface.is_ascii() { t.surface.len() } else { 0 }))
                .min()
                .unwrap_or(0)
                .min(255) as u8,
            odd: slips().all(|(s, _)| is_odd(run(&s))),
            ordinary: slips().any(|(s, _)| {
                frequency::is_ordinary(run(&s)) || run(&s).chars().all(crate::text::is_han) && s.sim == BY_SOUND
            }),
            compound: slips().any(|(s, t)| is_other_compound(run(&s), &t.surface)),
            typos,
            whole_but_one: false,
        };
        Alignment {
            exact: self.exact.is_some(),
            cross_script,
            agreed: Agreed {
                bits,
                shared_trade_name: found().any(|(_, t)| t.shared),
                inside_words: !whole_words,
                apart,
                ..agreed
            },
            slips,
            around,
            ..measured
        }
    }
}

fn is_odd(word: &str) -> bool {
    !frequency::is_ordinary(word) && !pinyin::is_syllables(word)
}

/// Both end in one ordinary word, and what stands before it is short, a word too, and differs: two brands (Hivision and
/// Hikvision, EcoGuard and Ecguard), no slip (Hlkvision).
fn is_other_compound(word: &str, listed: &str) -> bool {
    const TAIL: usize = 5;
    const HEAD: usize = 4;
    if !word.is_ascii() || !listed.is_ascii() {
        return false;
    }
    (1..=word.len().saturating_sub(TAIL)).any(|head| {
        let tail = &word[head..];
        let known = |part: &str| lexicon().word(part).is_some() || frequency::is_ordinary(part);
        let ordinary = || known(tail) && known(&word[..head]);
        listed.strip_suffix(tail).is_some_and(|other| other != &word[..head] && other.len().min(head) <= HEAD)
            && ordinary()
    })
}
