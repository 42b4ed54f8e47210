//! How the words of a cell and those of a listed name differ, in terms of the cell: `one letter differs
//! (Esquell/Esquel)`, `words in another order`, `without “Turpan”`.

use std::cmp::Ordering;

use crate::lexicon::word_cache::WordFacts;
use crate::lexicon::{Class, Key};
use crate::matching::distance::{is_skeleton_of, osa, tolerance};
use crate::matching::segments::{self, NoWords};
use crate::text::{self, Normalized, is_han};

/// One word of a cell or of a listed name.
#[derive(Debug, Clone)]
pub(super) struct Word<'t> {
    /// As it stands in the text.
    shown: &'t str,
    /// Normalized.
    pub(super) folded: String,
    /// What it is equal to: Tech and Technology are one; 棉麻 is cotton and linen.
    keys: Vec<Key>,
    /// What its agreement says, in tenths of a bit.
    pub(super) bits: i32,
    /// A legal form, `of` or `the`: it says nothing of which firm is meant.
    pub(super) form: bool,
}

/// What a word of the list has become in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// The same word, or one that means the same; its place in the cell.
    Same(usize),
    /// Another word for the same: `Tech` for `Technology`, `Shengchan` for `Production`.
    Variant(usize),
    /// The same beginning.
    Shortened(usize),
    /// So many letters differ.
    Misspelt(usize, usize),
    /// Its vowels are gone.
    Vowels(usize),
    /// Run together with its neighbour, or torn apart into so many words.
    Joined(usize, usize),
    Missing,
}

/// The differences between the quoted words and a listed name.
#[derive(Debug, Clone)]
pub(super) struct Difference<'t> {
    cell: Vec<Word<'t>>,
    listed: Vec<Word<'t>>,
    /// For each listed word.
    fates: Vec<Fate>,
    /// Words of the cell that no listed word has become.
    extra: Vec<usize>,
    /// One of the two is written in Han characters, the other is not.
    other_script: bool,
    /// The matcher found every word of the name.
    complete: bool,
    /// Both are written in Han characters: no blank between words.
    han: bool,
}

/// The words of a text.
pub(super) fn words(shown: &str) -> Vec<Word<'_>> {
    let n = text::normalize(shown);
    let mut cut = Vec::new();
    segments::cut(&n, &WordFacts::of_tokens(&n), &NoWords, &mut Vec::new(), &mut cut);
    let mut out: Vec<Word<'_>> = Vec::new();
    let mut end = 0;
    for segment in &cut {
        let tokens = segment.tokens();
        let key = (segment.class != Class::Trade).then_some(segment.key);
        if tokens.start < end {
            out.last_mut().into_iter().for_each(|word| word.keys.extend(key));
            continue;
        }
        end = tokens.end;
        let form = matches!(segment.class, Class::Form | Class::Connector);
        // Words in letters are compared one by one, Han by the pieces that the tables cut.
        if tokens.len() > 1 && !is_han_run(&n, tokens.start) {
            let bits = segment.bits / tokens.len().max(1) as i32;
            out.extend(tokens.map(|at| Word { bits, form, ..word(shown, &n, at, at + 1, None) }));
        } else {
            out.push(Word { bits: segment.bits, form, ..word(shown, &n, tokens.start, tokens.end, key) });
        }
    }
    out
}

fn is_han_run(n: &Normalized, at: usize) -> bool {
    n.word(at).chars().any(is_han)
}

fn word<'t>(shown: &'t str, n: &Normalized, from: usize, to: usize, key: Option<Key>) -> Word<'t> {
    let (a, b) = n.span(from, to);
    Word {
        shown: shown.get(a..b).unwrap_or_default(),
        folded: n.run(from, to).to_owned(),
        keys: key.into_iter().collect(),
        bits: 0,
        form: false,
    }
}

/// Letters of a word of which another spelling is taken for a slip.
const LEAST_SLIP: usize = 7;

/// Two letters or more of a longer word, an `s` at its end aside.
fn is_beginning(cell: &Word<'_>, listed: &Word<'_>) -> bool {
    let rest = listed.folded.strip_prefix(cell.folded.as_str());
    cell.folded.chars().count() >= 2 && rest.is_some_and(|rest| !rest.is_empty() && rest != "s")
}

/// Letters that may differ between two words before they are two words: as for a misspelt name, and one more where two
/// letters stand for one.
fn letters_off(a: &str, b: &str) -> Option<usize> {
    let longer = a.chars().count().max(b.chars().count());
    let limit = if a.chars().any(is_han) { 1 } else { tolerance(longer).max(1) };
    let least = if a.chars().any(is_han) { 2 } else { 3 };
    (longer >= least).then(|| osa(a, b, limit)).flatten()
}

impl<'t> Difference<'t> {
    /// Compares the quoted words of a cell with a listed name. `complete`: the matcher found every word of the name, so
    /// that what looks left over on both sides stands for each other (`Zhungeer` for `Junggar`).
    pub(super) fn of(quoted: &'t str, listed: &'t str, complete: bool) -> Self {
        let has_han = |text: &str| text.chars().any(is_han);
        let telling = |text: &'t str| -> Vec<Word<'t>> { words(text).into_iter().filter(|w| !w.form).collect() };
        let (cell, listed_words) = (telling(quoted), telling(listed));
        let mut it = Self {
            fates: vec![Fate::Missing; listed_words.len()],
            extra: Vec::new(),
            other_script: has_han(quoted) != has_han(listed),
            han: has_han(quoted) && has_han(listed),
            complete,
            cell,
            listed: listed_words,
        };
        let mut used = vec![false; it.cell.len()];
        it.find(&mut used, |c, l, at| (c.folded == l.folded).then_some(Fate::Same(at)));
        it.find(&mut used, |c, l, at| {
            let plural = |a: &str, b: &str| a.strip_suffix('s') == Some(b);
            let same = plural(&c.folded, &l.folded) || plural(&l.folded, &c.folded);
            let one = c.keys.iter().any(|key| l.keys.contains(key)) && !is_beginning(c, l);
            // `Infomation` is no other word for Information, but a slip.
            let slip = || letters_off(&c.folded, &l.folded).filter(|_| c.folded.len() >= LEAST_SLIP);
            one.then(|| match slip() {
                _ if same => Fate::Same(at),
                Some(off) => Fate::Misspelt(at, off),
                None => Fate::Variant(at),
            })
        });
        it.join(&mut used);
        it.find(&mut used, |c, l, at| is_beginning(c, l).then_some(Fate::Shortened(at)));
        it.find(&mut used, |c, l, at| letters_off(&c.folded, &l.folded).map(|off| Fate::Misspelt(at, off)));
        it.find(&mut used, |c, l, at| is_skeleton_of(&c.folded, &l.folded).then_some(Fate::Vowels(at)));
        it.extra = (0..it.cell.len()).filter(|c| !used[*c]).collect();
        it
    }

    /// Gives the listed words without a fate the one that the rule finds in a free word of the cell.
    fn find(&mut self, used: &mut [bool], rule: impl Fn(&Word<'_>, &Word<'_>, usize) -> Option<Fate>) {
        for (listed, fate) in self.listed.iter().zip(&mut self.fates) {
            if *fate != Fate::Missing {
                continue;
            }
            let mut cell = self.cell.iter().enumerate().filter(|(c, _)| !used[*c]);
            if let Some((c, found)) = cell.find_map(|(c, word)| Some((c, rule(word, listed, c)?))) {
                used[c] = true;
                *fate = found;
            }
        }
    }

    /// The listed words, each with what it has become.
    pub(super) fn fates(&self) -> impl Iterator<Item = (&Word<'t>, Fate)> {
        self.listed.iter().zip(self.fates.iter().copied())
    }

    /// The words of the cell.
    pub(super) fn cell(&self) -> &[Word<'t>] {
        &self.cell
    }

    /// Words of the cell that no listed word has become.
    pub(super) fn extra(&self) -> impl Iterator<Item = &Word<'t>> {
        self.extra.iter().filter_map(|c| self.cell.get(*c))
    }

    /// The words that both have stand in the same order.
    pub(super) fn in_order(&self) -> bool {
        self.fates.iter().filter_map(|fate| fate.place()).is_sorted()
    }

    /// The last word of the cell is the beginning of a listed word.
    pub(super) fn ends_within_word(&self) -> bool {
        let Some(last) = self.cell.len().checked_sub(1) else { return false };
        let long = self.cell.get(last).is_some_and(|word| word.folded.chars().count() >= 2);
        long && self.fates.contains(&Fate::Shortened(last))
    }

    /// The same, of a cell that was cut off: what stands after the cut is not missing, there was no room for it.
    pub(super) fn cut_off(mut self) -> Self {
        if let Some(last) = self.fates.iter().rposition(|fate| *fate != Fate::Missing) {
            self.fates.truncate(last + 1);
            self.listed.truncate(last + 1);
            if let Fate::Shortened(c) = self.fates[last] {
                self.fates[last] = Fate::Same(c);
            }
        }
        self
    }

    /// Words run together or torn apart: two or three of one side are one of the other.
    fn join(&mut self, used: &mut [bool]) {
        const MOST: usize = 4;
        for c in 0..self.cell.len() {
            for len in 2..=MOST {
                for at in 0..self.listed.len().saturating_sub(len - 1) {
                    let run: String = self.listed[at..at + len].iter().map(|w| w.folded.as_str()).collect();
                    let free = self.fates[at..at + len].iter().all(|fate| *fate == Fate::Missing);
                    if !used[c] && free && run == self.cell[c].folded {
                        used[c] = true;
                        self.fates[at..at + len].fill(Fate::Joined(c, 1));
                    }
                }
                let Some(torn) = self.cell.get(c..c + len) else { continue };
                let run: String = torn.iter().map(|w| w.folded.as_str()).collect();
                let free = used[c..c + len].iter().all(|u| !u);
                let whole =
                    self.listed.iter().zip(&self.fates).position(|(w, f)| *f == Fate::Missing && w.folded == run);
                if let Some(at) = whole.filter(|_| free) {
                    used[c..c + len].fill(true);
                    self.fates[at] = Fate::Joined(c, len);
                }
            }
        }
    }

    /// Letters differ, so that it may be another word.
    pub(super) fn is_close(&self) -> bool {
        !self.other_script && self.fates.iter().any(|fate| matches!(fate, Fate::Misspelt(..) | Fate::Vowels(_)))
    }

    fn listed_of(&self, wanted: impl Fn(Fate) -> bool) -> Vec<&'t str> {
        self.listed.iter().zip(&self.fates).filter(|(_, fate)| wanted(**fate)).map(|(w, _)| w.shown).collect()
    }

    fn join_shown(&self, words: &[&str]) -> Option<String> {
        (!words.is_empty()).then(|| words.join(if self.han { "" } else { " " }))
    }

    /// Listed words that the quoted words lack.
    pub(super) fn missing(&self) -> Option<String> {
        if self.other_script || self.complete {
            return None;
        }
        self.join_shown(&self.listed_of(|fate| fate == Fate::Missing))
    }

    /// Words between the quoted ones that the list does not have.
    pub(super) fn added(&self) -> Option<String> {
        if self.other_script || self.stands_for().is_some() {
            return None;
        }
        self.join_shown(&self.extra.iter().map(|c| self.cell[*c].shown).collect::<Vec<_>>())
    }

    /// Words that both have, as the cell writes them.
    pub(super) fn shared(&self) -> Option<String> {
        let width = |fate: &Fate| if let Fate::Joined(_, words) = fate { *words } else { 1 };
        let of = |fate: &Fate| fate.place().map(|c| c..c + width(fate));
        let mut places: Vec<usize> = self.fates.iter().filter_map(of).flatten().collect();
        places.sort_unstable();
        places.dedup();
        self.join_shown(&places.iter().map(|c| self.cell[*c].shown).collect::<Vec<_>>())
    }

    /// Words of the cell that stand for words of the list in another language, both sides.
    fn stands_for(&self) -> Option<(String, String)> {
        let listed = self.join_shown(&self.listed_of(|fate| fate == Fate::Missing)).filter(|_| self.complete)?;
        let cell = self.join_shown(&self.extra.iter().map(|c| self.cell[*c].shown).collect::<Vec<_>>())?;
        Some((cell, listed))
    }

    /// The differences in words, without what is missing.
    pub(super) fn clauses(&self, pinyin: bool) -> Vec<String> {
        let mut out = Vec::new();
        if self.other_script {
            let how = if pinyin { "written by its sound (pinyin)" } else { "written in another script" };
            return vec![how.to_owned()];
        }
        let variant = self.listed.iter().zip(&self.fates).filter(|(_, fate)| matches!(fate, Fate::Variant(_)));
        let shown =
            |(w, fate): (&Word<'t>, &Fate)| Some((self.cell.get(fate.place()?)?.shown.to_owned(), w.shown.to_owned()));
        let pairs = variant.filter_map(shown).chain(self.stands_for());
        let pairs: Vec<String> = pairs.map(|(cell, listed)| format!("“{cell}” for “{listed}”")).collect();
        if !pairs.is_empty() {
            out.push(format!("with {}", pairs.join(" and ")));
        }
        out.extend(self.misspelt());
        let vowels = self.pairs(|fate| matches!(fate, Fate::Vowels(_)));
        out.extend(vowels.map(|pairs| format!("vowels missing ({pairs})")));
        let shortened = self.pairs(|fate| matches!(fate, Fate::Shortened(_)));
        out.extend(shortened.map(|pairs| format!("shortened ({pairs})")));
        out.extend(self.joined());
        if !self.in_order() {
            out.push("its words in another order".to_owned());
        }
        out
    }

    fn misspelt(&self) -> Option<String> {
        let off: usize = self.fates.iter().map(|f| if let Fate::Misspelt(_, off) = f { *off } else { 0 }).sum();
        let pairs = self.pairs(|fate| matches!(fate, Fate::Misspelt(..)))?;
        let unit = if self.han { "character" } else { "letter" };
        let lengths = |fate: &Fate, w: &Word<'_>| {
            let Fate::Misspelt(c, _) = fate else { return None };
            let cell = self.cell.get(*c)?;
            let swapped = || {
                let mut a: Vec<char> = cell.folded.chars().collect();
                let mut b: Vec<char> = w.folded.chars().collect();
                a.sort_unstable();
                b.sort_unstable();
                a == b
            };
            Some((cell.folded.chars().count().cmp(&w.folded.chars().count()), swapped()))
        };
        let only = self.listed.iter().zip(&self.fates).find_map(|(w, fate)| lengths(fate, w));
        Some(match off {
            1 => match only {
                Some((Ordering::Less, _)) => format!("one {unit} is missing ({pairs})"),
                Some((Ordering::Greater, _)) => format!("one {unit} too many ({pairs})"),
                Some((Ordering::Equal, true)) => format!("two {unit}s are swapped ({pairs})"),
                _ => format!("one {unit} differs ({pairs})"),
            },
            2 => format!("two {unit}s differ ({pairs})"),
            3 => format!("three {unit}s differ ({pairs})"),
            n => format!("{n} {unit}s differ ({pairs})"),
        })
    }

    /// `Esquell/Esquel`: the cell's word and the list's.
    fn pairs(&self, wanted: impl Fn(Fate) -> bool) -> Option<String> {
        let pairs: Vec<String> = self
            .listed
            .iter()
            .zip(&self.fates)
            .filter(|(_, fate)| wanted(**fate))
            .filter_map(|(w, fate)| Some(format!("{}/{}", self.cell.get(fate.place()?)?.shown, w.shown)))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join(", "))
    }

    /// Says which words are written as one, or apart. Han has no blanks that could differ.
    fn joined(&self) -> Option<String> {
        let joined = self.fates.iter().filter(|fate| matches!(fate, Fate::Joined(..)));
        let places: Vec<usize> = joined.filter_map(|fate| fate.place()).collect();
        if self.han || places.is_empty() {
            return None;
        }
        let together = places.windows(2).any(|two| two[0] == two[1]);
        Some(if together { "its words run together" } else { "one word of it written apart" }.to_owned())
    }
}

impl Fate {
    /// The place of the cell's word.
    fn place(self) -> Option<usize> {
        match self {
            Self::Same(c)
            | Self::Variant(c)
            | Self::Shortened(c)
            | Self::Misspelt(c, _)
            | Self::Vowels(c)
            | Self::Joined(c, _) => Some(c),
            Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Verb aside, what a reason says of the quoted and the listed words.
    fn said(quoted: &str, listed: &str) -> String {
        let found = Difference::of(quoted, listed, false);
        let mut out = found.clauses(false);
        out.extend(found.missing().map(|words| format!("without {words}")));
        out.extend(found.added().map(|words| format!("with {words}")));
        out.join("; ")
    }

    #[test]
    fn the_same_words_differ_in_nothing() {
        for (quoted, listed) in [
            ("HETIAN TAIDA APPAREL", "Hetian Taida Apparel Co., Ltd."),
            ("Guangdong Esquel Textiles", "Guangdong Esquel Textile Co., Ltd."),
            ("合盛矽業", "合盛硅业股份有限公司"),
            ("Xinjiang Production & Construction Corps", "Xinjiang Production and Construction Corps"),
        ] {
            assert_eq!(said(quoted, listed), "", "{quoted}");
        }
    }

    #[test]
    fn each_difference_is_said_in_terms_of_the_cell() {
        for (quoted, listed, words) in [
            ("Changji Esquell Textile", "Changji Esquel Textile Co., Ltd.", "one letter too many (Esquell/Esquel)"),
            ("Hetian Tiada Aparel", "Hetian Taida Apparel", "two letters differ (Tiada/Taida, Aparel/Apparel)"),
            (
                "Hefei Bitland Information Tech",
                "Hefei Bitland Information Technology Co. Ltd.",
                "shortened (Tech/Technology)",
            ),
            ("Hetian Tiada Apparel", "Hetian Taida Apparel", "two letters are swapped (Tiada/Taida)"),
            ("Meiya Pico Infomation", "Meiya Pico Information", "one letter is missing (Infomation/Information)"),
            ("Taida Hetian Apparel", "Hetian Taida Apparel", "its words in another order"),
            ("HetianTaida Apparel", "Hetian Taida Apparel", "its words run together"),
            ("Sense Time", "SenseTime", "one word of it written apart"),
            ("Hetian Taida Garment", "Hetian Taida Apparel", "with “Garment” for “Apparel”"),
            ("Huafu Aksu Textiles", "Xinjiang Huafu Textile Co., Ltd.", "without Xinjiang; with Aksu"),
            ("Esquel Textile", "Turpan Esquel Textile Co., Ltd.", "without Turpan"),
            ("烽伙通信科技", "烽火通信科技股份有限公司", "one character differs (烽伙/烽火)"),
        ] {
            assert_eq!(said(quoted, listed), words, "{quoted}");
        }
    }

    #[test]
    fn what_stands_after_a_cut_is_not_missing() {
        let listed = "Nanjing FiberHome Starrysky Communication Development Co.";
        let found = Difference::of("NANJING FIBERHOME STARRYSKY COMMUNI", listed, false);
        assert!(found.ends_within_word());
        let found = found.cut_off();
        assert_eq!((found.missing(), found.clauses(false)), (None, Vec::new()));
    }
}
