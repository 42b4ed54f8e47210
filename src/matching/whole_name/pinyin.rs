//! Whole Chinese names written out in pinyin, class words and legal form included: `Xiamen Shi … Gufen Youxian Gongsi`.
//!
//! Whoever writes a name so puts the blanks anywhere, reads 柏 as bai or bo, adds 市 to the town or leaves it out. Letter
//! by letter the whole is still the listed name, which no other firm's is by chance, whatever its words are worth one
//! by one.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lexicon::{Class, Key};
use crate::text::{Gap, TokenKind, pinyin};

use super::super::alignment::{Agreed, Alignment, Surroundings};
use super::super::name::{CompiledName, NameIx, Names};
use super::super::query::{MatchKind, Query};

/// Every form of a company ends so, and so must the cell: pinyin without it is read word by word.
const END: &str = "gongsi";

/// Legal forms in pinyin, the longest first.
const FORMS: [&str; 6] =
    ["gufenyouxianzerengongsi", "gufenyouxiangongsi", "youxianzerengongsi", "zerenyouxiangongsi", "youxiangongsi", END];

/// Han characters besides the legal form: three are a town and one more.
const LEAST: usize = 4;

/// Words of the division itself, which come and go behind a town or a province.
const CLASSES: [(char, &str); 5] = [('市', "shi"), ('县', "xian"), ('区', "qu"), ('省', "sheng"), ('州', "zhou")];

/// Whole Han names by their letters, legal form left out.
#[derive(Debug, Default)]
pub struct PinyinWholes {
    by_letters: FxHashMap<Key, Vec<NameIx>>,
}

impl PinyinWholes {
    /// Collects the Han names.
    pub fn build<'n>(names: impl Iterator<Item = (NameIx, &'n CompiledName)>) -> Self {
        let mut by_letters: FxHashMap<Key, Vec<NameIx>> = FxHashMap::default();
        for (ix, n) in names.filter(|(_, n)| n.han && !(n.person || n.weak || n.trade_name || n.generic || n.literal)) {
            let stem = stem(n);
            if stem.chars().count() < LEAST {
                continue;
            }
            each_reading(&stem, n, &mut |letters| {
                let known = by_letters.entry(key_of(letters)).or_default();
                if known.last() != Some(&ix) {
                    known.push(ix);
                }
            });
        }
        Self { by_letters }
    }

    /// Alignments of the names that a whole part of the cell spells.
    pub fn find(&self, cell: &Query, names: &Names, out: &mut Vec<Alignment>) {
        let tokens = cell.n.tokens();
        for at in 0..tokens.len() {
            let last = tokens[at].kind == TokenKind::Word
                && cell.n.bytes(at, at + 1).ends_with(b"si")
                && tokens.get(at + 1).is_none_or(|t| t.gap >= Gap::Break);
            if !last {
                continue;
            }
            let mut from = at;
            while from > 0 && tokens[from].gap < Gap::Break && tokens[from - 1].kind == TokenKind::Word {
                from -= 1;
            }
            let seen = cell.n.run(from, at + 1);
            let Some(letters) = FORMS.iter().find_map(|f| seen.strip_suffix(f)).filter(|_| seen.is_ascii()) else {
                continue;
            };
            for &ix in self.by_letters.get(&key_of(letters)).map_or(&[][..], Vec::as_slice) {
                let name = names.get(ix);
                if !out.iter().any(|a| a.name == ix && a.missing.terms == 0 && a.around.alone) {
                    let mut found = lay(ix, name, from..at + 1);
                    found.around.alone = from == 0 && at + 1 == tokens.len();
                    out.push(found);
                }
            }
        }
    }
}

/// ü is typed v or u.
fn key_of(letters: &str) -> Key {
    Key::new('=', &letters.replace('v', "u"))
}

/// The characters without the legal form.
fn stem(n: &CompiledName) -> String {
    const FORMS: [&str; 6] = ["股份有限责任公司", "股份有限公司", "有限责任公司", "责任有限公司", "有限公司", "公司"];
    let whole: String = n.tokens.split(' ').collect();
    FORMS.iter().find_map(|f| whole.strip_suffix(f)).map_or_else(|| whole.clone(), str::to_owned)
}

/// The readings of a name: with the class word of its town and without, and with each character of its trade name read
/// otherwise.
fn each_reading(stem: &str, n: &CompiledName, found: &mut impl FnMut(&str)) {
    let place = n.terms.first().filter(|t| t.class == Class::Place && stem.starts_with(&*t.surface));
    let (place, rest) = place.map_or(("", stem), |t| stem.split_at(t.surface.len()));
    let (place, rest) = match rest.chars().next() {
        Some(c) if !place.is_empty() && CLASSES.iter().any(|(class, _)| *class == c) => {
            stem.split_at(place.len() + c.len_utf8())
        }
        _ => (place, rest),
    };
    let bare = place
        .strip_suffix(|c| CLASSES.iter().any(|(class, _)| *class == c))
        .filter(|b| b.chars().count() >= 2)
        .unwrap_or(place);
    let spelt = pinyin::joined(bare);
    let mut places = vec![pinyin::joined(place), spelt.clone()];
    if !place.is_empty() {
        places.extend(CLASSES.iter().map(|(_, class)| format!("{spelt}{class}")));
    }
    places.dedup();
    let mut rests = vec![pinyin::joined(rest)];
    for t in n.terms.iter().filter(|t| t.class == Class::Trade) {
        let Some((before, behind)) = rest.split_once(&*t.surface) else { continue };
        let (before, behind) = (pinyin::joined(before), pinyin::joined(behind));
        rests.extend(pinyin::read_otherwise(&t.surface).into_iter().map(|read| format!("{before}{read}{behind}")));
    }
    for p in &places {
        for r in &rests {
            found(&format!("{p}{r}"));
        }
    }
}

fn lay(ix: NameIx, name: &CompiledName, tokens: Range<usize>) -> Alignment {
    Alignment {
        cross_script: true,
        around: Surroundings::of_whole(name.terms.iter().any(|t| t.class == Class::Place)),
        ..Alignment::new(ix, tokens, MatchKind::Pinyin, Agreed::fully(name.total, name.distinctive))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntryIx, EntryKind, Name, NameKind, Script};

    #[test]
    fn a_name_is_read_with_and_without_class_words_and_in_each_reading() {
        let name = Name {
            text: "厦门市柏川信息股份有限公司".to_owned(),
            kind: NameKind::Primary,
            script: Script::Hani,
            weak: false,
            source: String::new(),
        };
        let n = super::super::super::name::compile(EntryIx(0), 0, &name, EntryKind::Company, true).remove(0);
        let mut readings = Vec::new();
        each_reading(&stem(&n), &n, &mut |r| readings.push(r.to_owned()));
        for want in ["xiamenshibaichuanxinxi", "xiamenbaichuanxinxi", "xiamenbochuanxinxi"] {
            assert!(readings.iter().any(|r| r == want), "{want}: {readings:?}");
        }
    }
}
