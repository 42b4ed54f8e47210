//! Han names with one character wrong, left out or too many: 和田地区安局, 新疆维吾尔自治区公厅, 合美菱股份有限公司.
//!
//! Only long names, and only where the wrong character stands outside the trade name or sounds like the right one: two
//! characters of a trade name are as many as another firm's (大华 and 达华), but no other body is called 地区安局.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lexicon::{Class, Key};
use crate::text::{Gap, TokenKind, pinyin};

use super::super::alignment::{Agreed, Alignment, Slips, Surroundings};
use super::super::distance::{each_without_one, osa};
use super::super::name::{CompiledName, NameIx, Names};
use super::super::query::{MatchKind, Query};

/// Shorter names have too little besides the wrong character.
const LEAST: usize = 6;
/// Names that sound alike to the end by a clerk's slip, not by chance.
const LEAST_BY_SOUND: usize = 8;
/// Longer ones are found by their words.
const MOST: usize = 32;

/// Whole Han names by what a lost character leaves of them.
#[derive(Debug, Default)]
pub struct HanWholes {
    by_deletion: FxHashMap<Key, Vec<NameIx>>,
}

impl HanWholes {
    /// Collects the long Han names.
    pub fn build<'n>(names: impl Iterator<Item = (NameIx, &'n CompiledName)>) -> Self {
        let mut by_deletion: FxHashMap<Key, Vec<NameIx>> = FxHashMap::default();
        for (ix, n) in names.filter(|(_, n)| n.han && !(n.person || n.weak || n.trade_name || n.generic || n.literal)) {
            let whole = run(n);
            if (LEAST..=MOST).contains(&whole.chars().count()) {
                each_deletion(&whole, &mut |key| by_deletion.entry(key).or_default().push(ix));
            }
        }
        Self { by_deletion }
    }

    /// Alignments of the names that a whole run of Han characters is one character off.
    pub fn find(&self, cell: &Query, names: &Names, out: &mut Vec<Alignment>) {
        if self.by_deletion.is_empty() {
            return;
        }
        let tokens = cell.n.tokens();
        let han = |at: usize| tokens.get(at).is_some_and(|t| t.kind == TokenKind::Han);
        let mut at = 0;
        while at < tokens.len() {
            if !han(at) {
                at += 1;
                continue;
            }
            let from = at;
            at += 1;
            while han(at) && tokens[at].gap <= Gap::Blank {
                at += 1;
            }
            if (LEAST - 1..=MOST + 1).contains(&(at - from)) {
                self.find_run(cell, names, from..at, out);
            }
        }
    }

    fn find_run(&self, cell: &Query, names: &Names, tokens: Range<usize>, out: &mut Vec<Alignment>) {
        let seen = cell.n.run(tokens.start, tokens.end);
        let mut met: Vec<NameIx> = Vec::new();
        each_deletion(seen, &mut |key| {
            for ix in self.by_deletion.get(&key).map_or(&[][..], Vec::as_slice) {
                if !met.contains(ix) {
                    met.push(*ix);
                }
            }
        });
        for ix in met {
            let name = names.get(ix);
            let whole = run(name);
            let known = out.iter().any(|a| a.name == ix && a.missing.terms == 0);
            // 高密市公安局 is a bureau of Shandong, no slip for 哈密市公安局.
            let elsewhere =
                || cell.segments.iter().any(|p| p.place.is_some() && !name.terms.iter().any(|t| t.place == p.place));
            // 峰火通信科技股份有限公司: the trade name in other characters of the same sound, all else the same.
            let sounds = || whole.chars().count() >= LEAST_BY_SOUND && pinyin::joined(seen) == pinyin::joined(&whole);
            if !known && osa(seen, &whole, 1) == Some(1) && (trade_stands(name, seen) || sounds()) && !elsewhere() {
                let mut found = lay(ix, name, tokens.clone(), seen);
                found.around.alone = tokens == (0..cell.n.tokens().len());
                out.push(found);
            }
        }
    }
}

fn run(n: &CompiledName) -> String {
    n.tokens.split(' ').collect()
}

/// Every trade name of the list's name stands whole in the cell.
fn trade_stands(name: &CompiledName, seen: &str) -> bool {
    name.terms.iter().filter(|t| t.class == Class::Trade).all(|t| seen.contains(&*t.surface))
}

fn each_deletion(word: &str, found: &mut impl FnMut(Key)) {
    each_without_one(word, |left| found(Key::new('w', left)));
}

fn lay(ix: NameIx, name: &CompiledName, tokens: Range<usize>, seen: &str) -> Alignment {
    let intact = |surface: &str| seen.contains(surface);
    let bits = name.terms.iter().filter(|t| intact(&t.surface)).map(|t| t.bits).sum();
    let agrees = name.terms.iter().any(|t| t.class == Class::Place && intact(&t.surface));
    let agreed = Agreed { total: name.total, ..Agreed::fully(bits, name.distinctive) };
    Alignment {
        slips: Slips { odd: true, typos: 1, whole_but_one: true, ..Slips::default() },
        around: Surroundings::of_whole(agrees),
        ..Alignment::new(ix, tokens, MatchKind::Typo(1), agreed)
    }
}
