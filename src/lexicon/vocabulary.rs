//! The vocabulary of the rules, searched in one pass: goods, titles, surveillance, programme and origin words.
//!
//! Tables under `watchlists/words`, our own wording, each word with an example and a counter-example (tested).

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashSet;

use super::goods::Tariff;
pub use super::goods::{Classes, GoodsClass};
use crate::text::table::rows;
use crate::text::{self, Gap, Normalized, TokenKind};

/// What a word of the vocabulary says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Goods of a class.
    Goods(GoodsClass),
    /// The word only looks like goods (`cotton candy`, 岩棉): what it covers is no goods word.
    Trap,
    /// An official's title.
    Title,
    /// Surveillance or crime-control goods.
    Surveillance,
    /// A labour programme or camp; what it needs beside it.
    Programme(Needs),
    /// Makes a place on that side of it an origin.
    Origin(Side),
    /// Unmakes a place on that side of it (style, book, restaurant).
    NoOrigin(Side),
    /// Names goods of the region in one word (疆棉).
    OfRegion,
}

/// Where a word stands, seen from the place that it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In front of it.
    Before,
    /// Behind it.
    Behind,
}

/// What a programme word needs in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// China.
    China,
    /// Xinjiang or Uyghurs.
    Region,
}

/// A word met: tokens `from..to` of the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// What it says.
    pub says: Says,
    /// First token.
    pub from: u16,
    /// One past the last.
    pub to: u16,
    /// Goods that the cell says are not there ("no cotton", 粮棉除外): set by the reading, which knows the phrases.
    pub negated: bool,
}

/// What a negation takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negation {
    /// The phrase beside it, place and goods ("no Xinjiang cotton").
    Phrase,
    /// Its first word alone ("non-Xinjiang cotton" is cotton).
    Word,
}

/// The compiled vocabulary.
#[derive(Debug)]
pub struct Words {
    search: AhoCorasick,
    says: Vec<Says>,
    /// What the first words of all patterns may be: a cell where none stands is not searched.
    heads: FxHashSet<Box<str>>,
    classes: Vec<&'static str>,
    tariff: Tariff,
    /// Words that count only as a whole item of a cell (棉).
    alone: Vec<bool>,
    negations: Vec<Pattern>,
    /// First words of titles in Latin letters.
    title_heads: FxHashSet<&'static str>,
}

/// A negation: what stands before the phrase, what behind it (one of them may be empty).
#[derive(Debug)]
struct Pattern {
    before: String,
    behind: String,
    /// The last bytes of what stands before, and the first of what stands behind.
    ends: [u8; 2],
    begins: [u8; 2],
    /// Only looks like a negation ("cotton free of charge", 罗非鱼).
    keep: bool,
    /// Must stand directly beside the phrase, a blank or hyphen between: `no`, `non` and `free` end and begin other
    /// things as well ("cotton, free delivery").
    tight: bool,
    takes: Negation,
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::load);

/// The one vocabulary, compiled on first use.
pub fn words() -> &'static Words {
    &WORDS
}

/// Normalized text with a blank around every Latin word and none inside Han: what the patterns are written in.
#[derive(Debug, Default)]
pub struct Padded {
    text: String,
    /// Where each token begins in it.
    starts: Vec<u32>,
}

impl Padded {
    fn set(&mut self, n: &Normalized) {
        self.text.clear();
        self.starts.clear();
        let mut han_before = false;
        for t in n.tokens() {
            let han = t.kind == TokenKind::Han;
            if !(han && han_before && t.gap < Gap::Break) {
                self.text.push(' ');
            }
            self.starts.push(self.text.len() as u32);
            self.text.push_str(n.text(t));
            han_before = han;
        }
        self.text.push(' ');
    }
}

/// A word of a table as a pattern: Latin words with their blanks, Han without.
fn pattern(word: &str) -> String {
    let n = text::normalize(word);
    let mut padded = Padded::default();
    padded.set(&n);
    let mut out = padded.text;
    if n.tokens().first().is_some_and(|t| t.kind == TokenKind::Han) {
        out.remove(0);
    }
    if n.tokens().last().is_some_and(|t| t.kind == TokenKind::Han) {
        out.pop();
    }
    out
}

/// The first word of a pattern; a Han character is one.
fn head(pattern: &str) -> Option<&str> {
    let words = pattern.trim_start();
    let first = words.chars().next()?;
    if text::is_han(first) { words.get(..first.len_utf8()) } else { words.split(' ').next() }
}

impl Words {
    fn load() -> Self {
        let mut list: Vec<(String, Says, bool)> = Vec::new();
        let mut classes: Vec<&'static str> = Vec::new();
        let mut class_of = |name: &'static str| {
            let at = classes.iter().position(|c| *c == name).unwrap_or_else(|| {
                classes.push(name);
                classes.len() - 1
            });
            GoodsClass(at as u8)
        };
        for row in rows(include_str!("../../watchlists/words/goods.tsv")) {
            let [class, word, _, kind, ..] = row.as_slice() else { continue };
            let says = if *kind == "trap" { Says::Trap } else { Says::Goods(class_of(class)) };
            list.push((pattern(word), says, *kind == "alone"));
        }
        let tariff =
            Tariff::of(rows(include_str!("../../watchlists/words/goods_hts.tsv")).filter_map(
                |row| match row.as_slice() {
                    [class, prefix, ..] => Some((*prefix, class_of(class))),
                    _ => None,
                },
            ));
        let mut plain = |table: &'static str, says: &dyn Fn(&[&'static str]) -> Option<Says>| {
            list.extend(rows(table).filter_map(|r| Some((pattern(r.first()?), says(&r)?, false))));
        };
        plain(include_str!("../../watchlists/words/titles.tsv"), &|_| Some(Says::Title));
        plain(include_str!("../../watchlists/words/surveillance.tsv"), &|_| Some(Says::Surveillance));
        plain(include_str!("../../watchlists/words/programme_words.tsv"), &|r| {
            Some(Says::Programme(match *r.get(1)? {
                "none" => Needs::Nothing,
                "china" => Needs::China,
                _ => Needs::Region,
            }))
        });
        plain(include_str!("../../watchlists/words/origin_words.tsv"), &|r| {
            let side = if *r.get(2)? == "before" { Side::Before } else { Side::Behind };
            Some(match *r.get(1)? {
                "origin" => Says::Origin(side),
                "region" => Says::OfRegion,
                _ => Says::NoOrigin(side),
            })
        });
        list.retain(|(p, ..)| !p.trim().is_empty());
        let negations =
            rows(include_str!("../../watchlists/words/negations.tsv")).filter_map(|r| Pattern::of(&r)).collect();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(list.iter().map(|(p, ..)| p.as_str()))
            .expect("the vocabulary of watchlists/words is far below the automaton's limits");
        let heads = list.iter().filter_map(|(p, ..)| head(p)).map(Box::from).collect();
        let alone = list.iter().map(|(.., alone)| *alone).collect();
        let titles = rows(include_str!("../../watchlists/words/titles.tsv"));
        let title_heads = titles
            .filter_map(|r| r.first()?.split(' ').next())
            .chain(["former", "formerly", "ex", "acting", "then"])
            .collect();
        Self {
            search,
            heads,
            says: list.into_iter().map(|(_, s, _)| s).collect(),
            classes,
            tariff,
            alone,
            negations,
            title_heads,
        }
    }

    /// True for a word that an official's title may begin with.
    pub fn begins_title(&self, word: &str) -> bool {
        self.title_heads.contains(word)
    }

    /// The name of a class.
    pub fn class_name(&self, class: GoodsClass) -> &'static str {
        self.classes.get(usize::from(class.0)).copied().unwrap_or("")
    }

    /// A class by its name.
    pub fn class(&self, name: &str) -> Option<GoodsClass> {
        self.classes.iter().position(|c| *c == name).map(|i| GoodsClass(i as u8))
    }

    /// The classes of the tariff numbers of a cell and where each is, the longest heading of a number first.
    pub fn goods_of_hts(&self, cell: &str, mut found: impl FnMut(GoodsClass, Range<usize>)) {
        self.tariff.each(cell, &mut found);
    }

    /// The words said in a cell, overlaps kept but for goods words inside longer goods words and traps.
    pub fn find(&self, n: &Normalized, padded: &mut Padded, out: &mut Vec<Said>) {
        out.clear();
        padded.text.clear();
        if !n.tokens().iter().any(|t| self.heads.contains(n.text(t))) {
            return;
        }
        padded.set(n);
        let (text, starts) = (padded.text.as_str(), &padded.starts);
        for m in self.search.find_overlapping_iter(text) {
            // A pattern begins and ends with blanks where it is Latin: step inside them.
            let begin = m.start() + usize::from(text.as_bytes().get(m.start()) == Some(&b' '));
            let end = m.end() - usize::from(text.as_bytes().get(m.end().wrapping_sub(1)) == Some(&b' '));
            let from = starts.partition_point(|s| (*s as usize) < begin);
            let to = starts.partition_point(|s| (*s as usize) < end);
            if from >= to {
                continue;
            }
            if self.alone[m.pattern().as_usize()] && !is_item(n, from, to) {
                continue;
            }
            out.push(Said {
                says: self.says[m.pattern().as_usize()],
                from: from as u16,
                to: to as u16,
                negated: false,
            });
        }
        drop_covered(out);
    }

    /// True where a cell holds words of origin: `made in`, `product of`.
    pub fn states_origin(&self, cell: &str) -> bool {
        let mut said = Vec::new();
        self.find(&text::normalize(cell), &mut Padded::default(), &mut said);
        said.iter().any(|s| matches!(s.says, Says::Origin(_)))
    }

    /// Fills the buffer that [`Words::find`] left empty where nothing of the vocabulary stands in the cell.
    pub fn pad(n: &Normalized, padded: &mut Padded) {
        if padded.text.is_empty() {
            padded.set(n);
        }
    }

    /// What a negation around a phrase takes away; `text` is the cell, `phrase` its tokens, `padded` as [`Words::pad`]
    /// left it.
    pub fn negation(&self, text: &str, n: &Normalized, padded: &Padded, phrase: Range<usize>) -> Option<Negation> {
        let (tokens, from, to) = (n.tokens(), phrase.start, phrase.end);
        let (first, last) = (tokens.get(from)?, tokens.get(to.checked_sub(1)?)?);
        let head = padded.text.get(..*padded.starts.get(from)? as usize)?;
        let tail = padded.text.get(*padded.starts.get(to - 1)? as usize + n.text(last).len()..)?;
        let beside = |a: u32, b: u32| {
            text.get(a as usize..b as usize).is_some_and(|t| t.chars().all(|c| c == '-' || c.is_whitespace()))
        };
        let tight_before = from > 0 && beside(tokens[from - 1].end, first.start);
        let tight_behind = tokens.get(to).is_some_and(|t| beside(last.end, t.start));
        let (ends, begins) = (last_two(head), first_two(tail));
        let stands = |p: &&Pattern| {
            // Two letters tell most patterns from what stands there.
            let before =
                p.before.is_empty() || p.ends == ends && head.ends_with(&p.before) && (!p.tight || tight_before);
            let behind =
                p.behind.is_empty() || p.begins == begins && tail.starts_with(&p.behind) && (!p.tight || tight_behind);
            before && behind
        };
        let mut found = None;
        for p in self.negations.iter().filter(stands) {
            if p.keep {
                return None;
            }
            found = Some(p.takes).filter(|t| found.is_none() || *t == Negation::Phrase).or(found);
        }
        found
    }
}

impl Pattern {
    fn of(row: &[&'static str]) -> Option<Self> {
        let (before, behind) = row.first()?.split_once("{}")?;
        let (before, behind) = (before.trim(), behind.trim());
        let word = |w: &str| matches!(w, "no" | "non" | "not" | "free" | "zero" | "kein" | "keine" | "frei");
        let tight = before.rsplit(' ').next().is_some_and(word) || behind.split(' ').next().is_some_and(word);
        let takes =
            if matches!(before, "non" | "非" | "not from" | "outside") { Negation::Word } else { Negation::Phrase };
        let some = |w: &str| if w.is_empty() { String::new() } else { pattern(w) };
        let (before, behind) = (some(before), some(behind));
        let out = Self {
            ends: last_two(&before),
            begins: first_two(&behind),
            before,
            behind,
            keep: row.get(1) == Some(&"keep"),
            tight,
            takes,
        };
        (!out.before.is_empty() || !out.behind.is_empty()).then_some(out)
    }
}

/// The first two bytes; no pattern is shorter.
fn first_two(text: &str) -> [u8; 2] {
    text.as_bytes().first_chunk().copied().unwrap_or_default()
}

/// The last two bytes.
fn last_two(text: &str) -> [u8; 2] {
    text.as_bytes().last_chunk().copied().unwrap_or_default()
}

/// True where tokens `from..to` are an item of their own: marks, blanks or the cell's ends around them.
fn is_item(n: &Normalized, from: usize, to: usize) -> bool {
    let apart = |i: usize| n.tokens().get(i).is_none_or(|t| t.gap > Gap::None);
    (from == 0 || apart(from)) && apart(to)
}

/// Goods words inside a trap or inside a longer goods word of another class say nothing of their own
/// (`cotton candy`; `tomato seeds` stays tomato).
fn drop_covered(out: &mut Vec<Said>) {
    let covers = |a: &Said, b: &Said| a.from <= b.from && b.to <= a.to && (a.to - a.from) > (b.to - b.from);
    let goodsish = |s: &Said| matches!(s.says, Says::Goods(_) | Says::Trap);
    let all = std::mem::take(out);
    for s in &all {
        let hidden = goodsish(s)
            && all.iter().any(|o| match o.says {
                // 石棉|制品: a word that begins inside a trap (棉制品) is not there either.
                Says::Trap if s.says != Says::Trap => {
                    covers(o, s) || o.from == s.from && o.to == s.to || o.from < s.from && s.from < o.to
                }
                Says::Trap => covers(o, s),
                _ => false,
            });
        if !hidden && s.says != Says::Trap {
            out.push(*s);
        }
    }
}
