//! Reads one cell: its pieces, every key that it offers, and the names that those propose.

use crate::lexicon::{Class, Key, frequency, lexicon};
use crate::text::{Folded, Gap, Normalized, TokenKind, normalize_into, pinyin};

use super::align::Alignment;
use super::distance::is_skeleton;
use super::index::{Index, Posting};
use super::name::NameIx;
use super::pieces::{self, HanWords, NoWords, Piece};

/// How a key came out of the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As it stands.
    Direct,
    /// Neighbouring words run together.
    Joined,
    /// One word that is two run together, one of them this.
    Split,
    /// A Han word read as pinyin.
    Pinyin,
    /// Cut off at the end of the cell.
    Cut,
    /// A misspelling: letters wrong.
    Typo(u8),
    /// Its vowels are missing.
    Skeleton,
    /// An abbreviation.
    Abbreviated,
}

/// One key that the cell offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The key.
    pub key: Key,
    /// First token.
    pub from: u16,
    /// One past the last token.
    pub to: u16,
    /// How it came out.
    pub how: How,
    /// How alike, in per cent.
    pub sim: u8,
}

/// A proposal: a term of the cell leads to terms of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The name.
    pub name: NameIx,
    /// First term of the name.
    pub from: u8,
    /// One past the last.
    pub to: u8,
    /// The cell's term.
    pub term: u16,
}

/// A cell being read; its memory is reused from cell to cell.
#[derive(Debug, Default)]
pub struct Cell {
    /// Its tokens.
    pub n: Normalized,
    /// Its length in characters, blanks around left out.
    pub characters: usize,
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    /// Its terms, by key.
    pub terms: Vec<Term>,
    hits: Vec<Hit>,
    folded: Vec<Folded>,
    ends: Vec<usize>,
    plain: Vec<Piece>,
    near: Vec<(Key, u8)>,
    syllables: String,
}

/// Longest run of tokens joined, in bytes and tokens: `hai kang wei shi`.
const LONGEST_JOIN: (usize, usize) = (24, 4);

/// Alike, in per cent, by how a term came out. A misspelling costs more in a short word.
fn likeness(how: How, letters: usize) -> u8 {
    match how {
        How::Direct => 100,
        How::Joined => 98,
        How::Split => 97,
        How::Pinyin => 88,
        How::Cut => 80,
        How::Abbreviated => 85,
        How::Skeleton => 78,
        How::Typo(1) if letters >= 8 => 92,
        How::Typo(1) if letters >= 6 => 88,
        How::Typo(1) => 80,
        How::Typo(_) if letters >= 11 => 82,
        How::Typo(_) => 68,
    }
}

impl Cell {
    /// Reads the text against the index: pieces, terms and proposals. `fuzzy` also tries misspellings.
    /// Positions are 16 bits wide: the text may have 65,535 words at most, and the reader of cells passes fewer.
    pub fn read(&mut self, text: &str, index: &Index, fuzzy: bool) {
        normalize_into(text, &mut self.folded, &mut self.n);
        self.characters = text.trim().chars().count();
        parts_by_words(&mut self.n);
        pieces::cut(&self.n, index, &mut self.ends, &mut self.pieces);
        self.terms.clear();
        self.hits.clear();
        for p in &self.pieces {
            self.terms.push(Term { key: p.key, from: p.from, to: p.to, how: How::Direct, sim: 100 });
        }
        self.listed_cut(index);
        self.pinyin_terms();
        self.han_inside(index);
        if fuzzy {
            self.han_slips(index);
            self.person_slips(index);
        }
        self.latin_terms(text, index, fuzzy);
        self.terms.sort_unstable_by_key(|t| (t.key, std::cmp::Reverse(t.sim), t.from));
        for (at, t) in self.terms.iter().enumerate() {
            let list = if t.how == How::Skeleton { continue } else { index.postings(t.key) };
            self.hits.extend(list.iter().map(|p| hit(p, at)));
        }
        self.skeleton_hits(index);
        self.hits.sort_unstable();
    }

    /// The names proposed, each with its hits.
    pub fn proposals(&self) -> impl Iterator<Item = (NameIx, &[Hit])> {
        self.hits.chunk_by(|a, b| a.name == b.name).filter_map(|h| Some((h.first()?.name, h)))
    }

    /// Aligns every proposed name and keeps the best alignment of each entry's names.
    pub fn alignments(&self, index: &Index, out: &mut Vec<Alignment>) {
        out.clear();
        for (name, hits) in self.proposals() {
            if !self.promises(index, name, hits) {
                continue;
            }
            out.extend(super::align::align(self, index, name, hits));
        }
        index.beginnings().meet(self, index, out);
        index.han_wholes().meet(self, index, out);
        companions(index, out);
    }

    /// True where the hits hold enough of what is distinctive in the name: less than two fifths is refused by every
    /// threshold, and laying it over the cell would be work for nothing.
    fn promises(&self, index: &Index, name: NameIx, hits: &[Hit]) -> bool {
        let n = index.name(name);
        if n.distinctive == 0 {
            return true;
        }
        let mut met = [false; 32];
        let mut bits = 0;
        for h in hits {
            for at in usize::from(h.from)..usize::from(h.to) {
                let (Some(seen), Some(term)) = (met.get_mut(at), n.terms.get(at)) else { continue };
                if !*seen && super::name::is_distinctive(term) {
                    *seen = true;
                    bits += term.bits;
                }
            }
        }
        // Skeletons lead to any term: a name without vowels is laid over the cell as a whole.
        bits * 5 >= n.distinctive * 2 || hits.iter().any(|h| self.terms.get(usize::from(h.term)).is_some_and(|t| t.how == How::Skeleton))
    }

    /// The terms with a key.
    pub fn with_key(&self, key: Key) -> &[Term] {
        let from = self.terms.partition_point(|t| t.key < key);
        let n = self.terms[from..].iter().take_while(|t| t.key == key).count();
        &self.terms[from..from + n]
    }

    /// Han words as a list's own names are cut, without the lists' trade names: so that every listed name meets itself
    /// whatever other names are listed (中华|星 although 华星 is listed too).
    fn listed_cut(&mut self, index: &Index) {
        // Where no listed trade name was cut out, both ways cut alike.
        let tokens = self.n.tokens();
        let listed = |p: &Piece| {
            let han = tokens.get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han);
            han && p.class == Class::Trade && index.knows(self.n.run(p.from.into(), p.to.into()))
        };
        if !self.pieces.iter().any(listed) {
            return;
        }
        pieces::cut(&self.n, &NoWords, &mut self.ends, &mut self.plain);
        for p in &self.plain {
            let same = |q: &Piece| q.from == p.from && q.to == p.to && q.key == p.key;
            if !self.pieces.iter().any(same) {
                self.terms.push(Term { key: p.key, from: p.from, to: p.to, how: How::Direct, sim: 100 });
            }
        }
    }

    /// Unknown Han words also as pinyin, for names listed in Latin letters only.
    fn pinyin_terms(&mut self) {
        for p in &self.pieces {
            let han = self.n.tokens().get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han);
            if han && p.class == Class::Trade && p.to - p.from <= 8 {
                self.syllables.clear();
                pinyin::append_joined(self.n.run(p.from.into(), p.to.into()), &mut self.syllables);
                let key = Key::trade(&self.syllables);
                self.terms.push(Term { key, from: p.from, to: p.to, how: How::Pinyin, sim: likeness(How::Pinyin, 0) });
            }
        }
    }

    /// Listed Han trade names wherever they stand, also where segmentation cut otherwise (中科|美菱).
    fn han_inside(&mut self, index: &Index) {
        let tokens = self.n.tokens();
        let count = tokens.len();
        for at in 0..count {
            let token = tokens[at];
            if token.kind != TokenKind::Han {
                continue;
            }
            let Some(first) = self.n.text(&token).chars().next() else { continue };
            let longest = index.longest(first).min(count - at);
            for len in 2..=longest {
                let end = at + len;
                if tokens[end - 1].kind != TokenKind::Han || tokens[end - 1].gap > Gap::Blank {
                    break;
                }
                let word = self.n.run(at, end);
                let cut_so = || self.pieces.iter().any(|p| usize::from(p.from) == at && usize::from(p.to) == end);
                // 第一师范 is a school for teachers.
                let school = word.ends_with('师') && matches!(self.n.word(end), "范" | "傅");
                // 一师 inside 十一师 is another division.
                let numbered = is_numeral(self.n.word(at)) && at > 0 && is_numeral(self.n.word(at - 1));
                if index.knows(word) && !school && !numbered && !cut_so() && !self.by_chance(at, end) {
                    self.terms.push(Term { key: Key::han(word), from: at as u16, to: end as u16, how: How::Direct, sim: 95 });
                }
            }
        }
    }

    /// A listed word of up to three characters that meets by chance: its ends lie inside other words (皈依|图书 is no 依图,
    /// 阳光启明 no 光启). Stuck to an unknown character on one side only it may be a firm of the group (中科美菱).
    fn by_chance(&self, at: usize, end: usize) -> bool {
        const SHORT: usize = 3;
        let within = |p: &&Piece| usize::from(p.from) < end && at < usize::from(p.to);
        let known = |p: &Piece| p.class != Class::Trade && p.to - p.from >= 2;
        let crosses = |p: &Piece| usize::from(p.from) < at || usize::from(p.to) > end;
        let mut inside = self.pieces.iter().filter(within);
        if end - at > SHORT {
            // 上海|康威视讯: the first character belongs to the place.
            return self.pieces.iter().filter(within).any(|p| p.class == Class::Place && usize::from(p.from) < at);
        }
        inside.any(|p| known(p) && crosses(p) || usize::from(p.from) < at && usize::from(p.to) > end)
    }

    /// Unknown Han words one character off a listed trade name of four or more: 海康微视, 海威视.
    fn han_slips(&mut self, index: &Index) {
        let mut near = std::mem::take(&mut self.near);
        let trade = |p: &Piece| p.class == Class::Trade && self.n.tokens().get(usize::from(p.from)).is_some_and(|t| t.kind == TokenKind::Han);
        for (i, p) in self.pieces.iter().enumerate().filter(|(_, p)| trade(p)) {
            let next = self.pieces.get(i + 1).filter(|q| q.from == p.to && trade(q));
            // The slip may have cut the word in two: 海康|威示.
            for to in [Some(p.to), next.map(|q| q.to)].into_iter().flatten() {
                let word = self.n.run(p.from.into(), to.into());
                if !(3..=9).contains(&(to - p.from)) || index.knows(word) {
                    continue;
                }
                index.misspelt_han(word, &mut near);
                self.terms.extend(near.iter().map(|&(key, _)| Term { key, from: p.from, to, how: How::Typo(1), sim: 80 }));
            }
        }
        self.near = near;
    }

    /// A personal name with one letter wrong: only where it is the whole cell.
    fn person_slips(&mut self, index: &Index) {
        let tokens = self.n.tokens();
        let personal = |t: &crate::text::Token| {
            let firm = lexicon().word(self.n.text(t)).is_some_and(|s| !matches!(s.class, Class::Place | Class::Connector));
            t.kind == TokenKind::Word && !firm
        };
        if !(2..=4).contains(&tokens.len()) || !tokens.iter().all(personal) {
            return;
        }
        let run = self.n.run(0, tokens.len());
        if !(8..=20).contains(&run.len()) || !run.is_ascii() {
            return;
        }
        let mut near = std::mem::take(&mut self.near);
        index.misspelt_within(run, 1, &mut near);
        let to = tokens.len() as u16;
        for &(key, d) in near.iter().filter(|(_, d)| *d == 1) {
            self.terms.push(Term { key, from: 0, to, how: How::Typo(d), sim: 88 });
        }
        self.near = near;
    }

    /// Two known words run together: `UrumqiMunicipal`, `ShuangliangSilicon`, `ofXUAR`.
    fn splits(&mut self, at: usize, index: &Index) {
        let word = self.n.word(at);
        if !word.is_ascii() {
            return;
        }
        let glued = (9..=28).contains(&word.len()) && self.splits_into_phrase(at, index);
        if glued || self.n.word(at).len() >= LEAST_GLUED && self.unglue(at, index) {
            return;
        }
        let word = self.n.word(at);
        if word.len() < 6 || word.len() > 28 {
            return;
        }
        for joiner in ["and", "of"] {
            if let Some(key) = word.strip_suffix(joiner).and_then(|head| known_key(head, index)) {
                self.terms.push(Term { key, from: at as u16, to: at as u16 + 1, how: How::Split, sim: likeness(How::Split, word.len()) });
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
                self.terms.push(Term { key, from: at as u16, to: at as u16 + 1, how: How::Split, sim: likeness(How::Split, word.len()) });
            }
            return;
        }
    }

    /// A whole name without blanks: `NanjingSynergyTextilesCo`. Only where known words fill it without a rest.
    fn unglue(&mut self, at: usize, index: &Index) -> bool {
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
                self.terms.push(Term { key, from: at as u16, to: at as u16 + 1, how: How::Split, sim: likeness(How::Split, 0) });
            }
            end = from;
        }
        true
    }

    /// A word run together with the first of a phrase, or with the last of one: `MunicipalityPublic Security`.
    fn splits_into_phrase(&mut self, at: usize, index: &Index) -> bool {
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
            self.terms.push(Term { key, from: from as u16, to: to as u16, how: How::Split, sim: likeness(How::Split, 0) });
        }
        any
    }

    fn latin_terms(&mut self, text: &str, index: &Index, fuzzy: bool) {
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
            let known = lexicon().word(word).is_some();
            if !known && is_skeleton(word) {
                self.terms.push(Term { key: Key::new('s', word), from: at as u16, to: at as u16 + 1, how: How::Skeleton, sim: likeness(How::Skeleton, word.len()) });
            }
            // Pinyin of an ordinary word may be a listed trade name as well (kuangshi: 矿石, 旷视).
            if known && !index.postings(Key::trade(word)).is_empty() {
                self.terms.push(Term { key: Key::trade(word), from: at as u16, to: at as u16 + 1, how: How::Direct, sim: 95 });
            }
            self.digits_for_letters(at, index);
            if !known && self.may_be_slip(at, index) {
                let mut near = std::mem::take(&mut self.near);
                index.misspelt_within(self.n.word(at), 1, &mut near);
                self.terms.extend(near.iter().map(|&(key, d)| Term { key, from: at as u16, to: at as u16 + 1, how: How::Typo(d), sim: likeness(How::Typo(d), 0) }));
                self.near = near;
                continue;
            }
            let word = self.n.word(at);
            if known || word.len() < 4 || frequency::is_ordinary(word) || !index.postings(Key::trade(word)).is_empty() {
                continue;
            }
            if let Some(sense) = lexicon().joined(word) {
                self.terms.push(Term { key: sense.key, from: at as u16, to: at as u16 + 1, how: How::Joined, sim: 98 });
            }
            self.splits(at, index);
            let word = self.n.word(at);
            let mut near = std::mem::take(&mut self.near);
            index.misspelt(word, &mut near);
            let letters = word.len();
            for &(key, d) in &near {
                let how = How::Typo(d);
                self.terms.push(Term { key, from: at as u16, to: at as u16 + 1, how, sim: likeness(how, letters) });
            }
            self.near = near;
            // A field limit cuts the last word; shorter cells end where their writer ended them.
            if at + 1 == count && text.len() >= 18 && letters >= 4 {
                for (_, key) in index.beginning_with(self.n.word(at)) {
                    self.terms.push(Term { key: *key, from: at as u16, to: at as u16 + 1, how: How::Cut, sim: likeness(How::Cut, letters) });
                }
            }
        }
    }

    /// A pinyin trade name that ordinary firms bear too, in a short cell behind a place: `Hefei Meilin Co` for Meiling.
    fn may_be_slip(&self, at: usize, index: &Index) -> bool {
        const SHORT: usize = 10;
        let word = self.n.word(at);
        let behind_place = || self.pieces.iter().any(|p| p.class == Class::Place && usize::from(p.to) == at);
        self.n.tokens().len() <= SHORT && word.len() >= 5 && frequency::is_ordinary(word) && behind_place() && index.postings(Key::trade(word)).is_empty() && pinyin::is_syllables(word)
    }

    /// A name in two parts with a letter wrong in one: `Kuang-Chl`, `O-Filrn`, `0-Film`.
    fn hyphenated(&mut self, at: usize, count: usize, index: &Index) {
        let tokens = self.n.tokens();
        if at + 2 > count || tokens[at + 1].gap != Gap::Mark || tokens[at + 1].kind == TokenKind::Han {
            return;
        }
        let run = self.n.run(at, at + 2);
        let close = tokens[at + 1].start == tokens[at].end + 1;
        if !close || !(5..=18).contains(&run.len()) || !run.is_ascii() || !index.postings(Key::trade(run)).is_empty() {
            return;
        }
        let push = |terms: &mut Vec<Term>, key, d| terms.push(Term { key, from: at as u16, to: at as u16 + 2, how: How::Typo(d), sim: likeness(How::Typo(d), 8) });
        for read in as_scanned(run) {
            if !index.postings(Key::trade(&read)).is_empty() {
                push(&mut self.terms, Key::trade(&read), 1);
            }
        }
        let mut near = std::mem::take(&mut self.near);
        index.misspelt_within(self.n.run(at, at + 2), 1, &mut near);
        for &(key, d) in &near {
            push(&mut self.terms, key, d);
        }
        self.near = near;
    }

    /// OCR reads I, l, O, S, B as 1, 0, 5, 8: `BG1`, `Hikvisi0n`.
    fn digits_for_letters(&mut self, at: usize, index: &Index) {
        let word = self.n.word(at);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        if word.is_ascii() && word.len() >= 5 && lexicon().word(word).is_none() && !frequency::is_ordinary(word) {
            for read in as_scanned(word) {
                let trade = Some(Key::trade(&read)).filter(|k| !index.postings(*k).is_empty());
                let place = lexicon().word(&read).filter(|s| s.class == Class::Place).map(|s| s.key);
                for key in trade.into_iter().chain(place) {
                    self.terms.push(Term { key, from: at as u16, to: at as u16 + 1, how: How::Typo(1), sim: 92 });
                }
            }
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
            self.terms.push(Term { key, from: at as u16, to: at as u16 + 1, how: How::Typo(1), sim: 90 });
            if key != Key::trade(&read) && !index.postings(Key::trade(&read)).is_empty() {
                self.terms.push(Term { key: Key::trade(&read), from: at as u16, to: at as u16 + 1, how: How::Typo(1), sim: 90 });
            }
        }
    }

    fn joins(&mut self, at: usize, count: usize, index: &Index) {
        let tokens = self.n.tokens();
        let initials = self.n.word(at).len() == 1;
        for len in 2..=if initials { 20 } else { LONGEST_JOIN.1 } {
            let end = at + len;
            if end > count || tokens[end - 1].kind == TokenKind::Han || tokens[end - 1].gap >= Gap::Break {
                return;
            }
            let run = self.n.run(at, end);
            if run.len() > LONGEST_JOIN.0 {
                return;
            }
            let key = Key::trade(run);
            // Letters apart (C N S I M) are initials as they stand; three of them meet by chance.
            let spelt = run.len() == len && len >= 4;
            if spelt && !index.postings(key).is_empty() {
                self.terms.push(Term { key, from: at as u16, to: end as u16, how: How::Direct, sim: 98 });
            } else if run.len() >= 4 && !index.postings(key).is_empty() {
                self.terms.push(Term { key, from: at as u16, to: end as u16, how: How::Joined, sim: likeness(How::Joined, run.len()) });
            }
        }
    }

    fn skeleton_hits(&mut self, index: &Index) {
        for (at, t) in self.terms.iter().enumerate().filter(|(_, t)| t.how == How::Skeleton) {
            let word = self.n.word(t.from.into());
            self.hits.extend(index.skeleton(word).iter().map(|p| hit(p, at)));
        }
    }
}

fn hit(p: &Posting, term: usize) -> Hit {
    Hit { name: p.name, from: p.from, to: p.to, term: term as u16 }
}

/// Another name of the same entry right beside one (`SenseTime 商汤科技`) is no foreign word.
fn companions(index: &Index, all: &mut [Alignment]) {
    for at in 0..all.len() {
        let (entry, lo, hi) = (index.name(all[at].name).entry, all[at].lo, all[at].hi);
        let beside = |a: &Alignment| (a.hi == lo || a.lo == hi) && a.missing == 0 && index.name(a.name).entry == entry;
        if let Some(other) = all.iter().position(beside) {
            let (low, high) = (all[other].lo, all[other].hi);
            let around = &mut all[at].around;
            if high == lo {
                around.foreign_before = false;
            }
            if low == hi {
                around.foreign_behind = false;
            }
            around.foreign = 0;
        }
    }
}

/// Words between two parties in one cell: what stands before them is no part of the name behind.
fn parts_by_words(n: &mut Normalized) {
    const BETWEEN: [&[&str]; 12] = [
        &["on", "behalf", "of"], &["for", "account", "of"], &["for", "and", "on", "behalf", "of"], &["care", "of"], &["c", "o"], &["o", "b", "o"],
        &["trading", "as"], &["doing", "business", "as"], &["formerly"], &["supplied", "by"], &["manufactured", "by"], &["made", "by"],
    ];
    let count = n.tokens().len();
    for at in 1..count {
        if !matches!(n.word(at).as_bytes().first(), Some(b'o' | b'f' | b'c' | b't' | b'd' | b's' | b'm')) {
            continue;
        }
        let words = BETWEEN.iter().find(|words| words.iter().enumerate().all(|(i, w)| n.word(at + i) == *w));
        if let Some(words) = words {
            n.part_before(at);
            n.part_before(at + words.len());
        }
    }
}

/// What a word may have been before a scanner read two letters for one, or a digit for a letter, or an ear wrote two for
/// one: each place by itself.
fn as_scanned(word: &str) -> Vec<String> {
    // The last six are heard so: Iflytech, Hikvizion are one letter off, these two.
    const PAIRS: [(&str, &str); 15] = [
        ("vv", "w"), ("rn", "m"), ("cl", "d"), ("lc", "k"), ("ii", "u"), ("nn", "m"), ("li", "h"), ("0", "o"), ("1", "l"),
        ("ch", "k"), ("ck", "k"), ("ph", "f"), ("ks", "x"), ("x", "ks"), ("f", "ph"),
    ];
    let mut out = Vec::new();
    for (seen, meant) in PAIRS {
        for (at, _) in word.match_indices(seen) {
            out.push(format!("{}{meant}{}", &word[..at], &word[at + seen.len()..]));
        }
    }
    out
}

fn is_numeral(word: &str) -> bool {
    matches!(word, "一" | "二" | "三" | "四" | "五" | "六" | "七" | "八" | "九" | "十" | "百" | "零" | "〇")
}

/// Words run together have so many letters at least before they are taken apart as a whole.
const LEAST_GLUED: usize = 14;

/// A part of words run together: a word of the lexicon of three letters (two for `co`, `of`), a phrase, a listed trade
/// name of four; with its key where it says anything.
fn part_key(part: &str, index: &Index) -> Option<Option<Key>> {
    if let Some(s) = lexicon().word(part).filter(|s| part.len() >= 3 || matches!(s.class, Class::Form | Class::Connector)) {
        return Some(Some(s.key).filter(|_| !matches!(s.class, Class::Form | Class::Connector)));
    }
    if let Some(s) = lexicon().joined(part).filter(|_| part.len() >= 6) {
        return Some(Some(s.key));
    }
    (part.len() >= 4 && !index.postings(Key::trade(part)).is_empty()).then(|| Some(Key::trade(part)))
}

/// The key of a word of four letters and more that the lexicon or the lists know.
fn known_key(word: &str, index: &Index) -> Option<Key> {
    if word.len() < 4 {
        return None;
    }
    match lexicon().word(word) {
        Some(s) if s.class != Class::Connector && s.class != Class::Form => Some(s.key),
        _ => Some(Key::trade(word)).filter(|k| !index.postings(*k).is_empty()),
    }
}
