//! The one analyser of names, for lists and ledgers alike: tokens → segments with their slot, key and rarity.

use std::ops::Range;
use std::sync::LazyLock;

use crate::lexicon::han::{self, Lengths, segment};
use crate::lexicon::word_cache::WordFacts;
use crate::lexicon::{Class, Key, PlaceIx, Sense, frequency, lexicon};
use crate::text::{self, Gap, Normalized, Token, TokenKind, pinyin};

/// One piece of a name: tokens `from..to`, its slot and what it is equal to. Compounds (棉麻 = cotton, linen) give
/// several segments over the same tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// First token.
    pub from: u16,
    /// One past the last token.
    pub to: u16,
    /// What it is equal to.
    pub key: Key,
    /// Its slot.
    pub class: Class,
    /// How much its agreement says, in tenths of a bit.
    pub bits: i32,
    /// The place it names.
    pub place: Option<PlaceIx>,
    /// A place word that also stands elsewhere.
    pub ambiguous: bool,
}

impl Segment {
    /// Its tokens.
    pub fn tokens(&self) -> Range<usize> {
        self.from.into()..self.to.into()
    }
}

/// Han words beyond the lexicon that segmentation should know: the trade names of the lists.
pub trait HanWords {
    /// Lengths of the words that begin with a character.
    fn lengths(&self, first: char) -> Lengths;
    /// True for a word it knows.
    fn knows(&self, word: &str) -> bool;
}

/// No words beyond the lexicon.
#[derive(Debug)]
pub struct NoWords;

impl HanWords for NoWords {
    fn lengths(&self, _: char) -> Lengths {
        Lengths::default()
    }
    fn knows(&self, _: &str) -> bool {
        false
    }
}

/// Parts of any firm: they say nothing of which firm is meant.
static PARTS_OF_A_FIRM: LazyLock<[Key; 5]> = LazyLock::new(|| {
    ["branch", "headquarters", "office", "sales_department", "warehouse"].map(|concept| Key::new('b', concept))
});

/// For each segment, whether it stands beside a name and tells no firms apart: a branch, an office and its town or
/// number (`Branch 3`, `Guangzhou Office`), a vendor's number (`V-10021`), what stands between two parties (`c/o`).
pub fn asides(n: &Normalized, segments: &[Segment]) -> Vec<bool> {
    let part = |s: &Segment| s.class == Class::Branch && PARTS_OF_A_FIRM.contains(&s.key);
    // A vendor's number: listed names have none of four digits.
    let is_long = |s: &Segment| s.class == Class::Number && n.run(s.from.into(), s.to.into()).len() >= 4;
    let mut out: Vec<bool> = segments.iter().map(part).collect();
    for at in 0..segments.len() {
        let beside = |other: Option<usize>| other.and_then(|o| segments.get(o)).is_some_and(part);
        let of_part = match segments[at].class {
            Class::Number => is_long(&segments[at]) || beside(at.checked_sub(1)) || beside(Some(at + 1)),
            // V-10021: the letter of a vendor's number.
            Class::Trade if segments[at].tokens().len() == 1 && n.word(segments[at].from.into()).len() == 1 => {
                let next = n.tokens().get(usize::from(segments[at].to));
                next.is_some_and(|t| t.gap == Gap::Mark) && segments.get(at + 1).is_some_and(is_long)
            }
            _ => segments[at].place.is_some() && beside(Some(at + 1)),
        };
        out[at] |= of_part;
        if let Some(words) = lexicon().between_parties(n, segments[at].from.into()) {
            let phrase = segments[at].from..segments[at].from + words as u16;
            (at..segments.len()).filter(|o| phrase.contains(&segments[*o].from)).for_each(|o| out[o] = true);
        }
    }
    out
}

/// Longest Han run segmented at once; a longer one is cut, which no name of a company reaches.
const LONGEST_RUN: usize = 200;

/// Cuts the tokens, of which `facts` says what the tables know, into segments, in order. Every token is in at least
/// one.
pub fn cut(n: &Normalized, facts: &[WordFacts], extra: &impl HanWords, ends: &mut Vec<usize>, out: &mut Vec<Segment>) {
    out.clear();
    let tokens = n.tokens();
    let spelt = spelt_end(n);
    let count = spelt.first().map_or(tokens.len(), |p| p.from.into());
    let mut at = 0;
    while at < count {
        match tokens[at].kind {
            TokenKind::Han => {
                let mut end = at + 1;
                while end < count
                    && end - at < LONGEST_RUN
                    && tokens[end].kind == TokenKind::Han
                    && tokens[end].gap <= Gap::Blank
                {
                    end += 1;
                }
                han_run(n, at..end, extra, ends, out);
                at = end;
            }
            TokenKind::Number => {
                out.push(whole(at, at + 1, Key::new('n', n.word(at)), Class::Number, bits::NUMBER));
                at += 1;
            }
            TokenKind::Word => at = word(n, facts, at..count, out),
        }
    }
    out.extend(spelt);
}

/// Normalizes a text and cuts it, with fresh memory and the words of the lexicon alone: for texts read once.
pub fn cut_text(text: &str) -> (Normalized, Vec<Segment>) {
    let n = text::normalize(text);
    let mut out = Vec::new();
    cut(&n, &WordFacts::of_tokens(&n), &NoWords, &mut Vec::new(), &mut out);
    (n, out)
}

/// The known words at the end of a Chinese name in pinyin by syllables, from the back, as the naming rule puts line of
/// business and legal form there: `Zi Jin | Kuang Ye | Ji Tuan | Gu Fen | You Xian Gong Si`. Six syllables and nothing
/// else are no English, and a legal form at the end is the end of a company's name (`Tu Mu Shu Ke Shi` is a city, no
/// office `ke shi`).
fn spelt_end(n: &Normalized) -> Vec<Segment> {
    const LEAST: usize = 6;
    const LONGEST: usize = 4;
    let tokens = n.tokens();
    // Zhuang and Shuang are the longest: most cells end at a longer word, before the syllables are asked.
    let short = |t: &Token| t.kind == TokenKind::Word && t.gap <= Gap::Blank && n.text(t).len() <= 6;
    let mut out = Vec::new();
    if tokens.len() < LEAST || !tokens.iter().all(short) || !tokens.iter().all(|t| pinyin::is_syllable(n.text(t))) {
        return out;
    }
    let mut end = tokens.len();
    while let Some((from, senses)) =
        (2..=LONGEST.min(end)).rev().find_map(|k| Some((end - k, spelt_word(n.run(end - k, end))?)))
    {
        if out.is_empty() && senses.iter().all(|s| s.class != Class::Form) {
            break;
        }
        out.splice(0..0, senses.iter().map(|s| of_sense(from, end, *s, bits::HAN_BUSINESS)));
        end = from;
    }
    out
}

/// What a pinyin word means that is no place and no name.
fn spelt_word(word: &str) -> Option<Vec<Sense>> {
    let says = |s: &Sense| !matches!(s.class, Class::Trade | Class::Place | Class::Country | Class::Connector);
    let one = lexicon().word(word).filter(says).map(|s| vec![s]);
    one.or_else(|| lexicon().compound(word).map(<[Sense]>::to_vec))
}

/// What agreement in each slot says at most, in tenths of a bit. The trade name has no cap but its rarity; a place
/// or a line of business is shared by too many (neg_same_city, neg_industry of the dev cases) to say more.
pub mod bits {
    /// A place: one company in fifty of a list like ours sits in a given Xinjiang city.
    pub const PLACE: i32 = 60;
    /// A place word that also is an ordinary word or lies elsewhere (Tianshan, Aksu).
    pub const AMBIGUOUS_PLACE: i32 = 90;
    /// A country.
    pub const COUNTRY: i32 = 20;
    /// A line of business, at most and at least.
    pub const BUSINESS: (i32, i32) = (25, 65);
    /// A kind of body ("bureau", "institute"), at most and at least.
    pub const BODY: (i32, i32) = (30, 75);
    /// Group, holding.
    pub const GROUP: i32 = 20;
    /// Branch, office, plant.
    pub const BRANCH: i32 = 10;
    /// County, city, centre.
    pub const GENERIC: i32 = 20;
    /// A number ("No. 4").
    pub const NUMBER: i32 = 45;
    /// Road, park.
    pub const STREET: i32 = 25;
    /// A line of business known by its Han or pinyin word, whose frequency is not counted.
    pub const HAN_BUSINESS: i32 = 45;
}

fn whole(from: usize, to: usize, key: Key, class: Class, bits: i32) -> Segment {
    Segment { from: from as u16, to: to as u16, key, class, bits, place: None, ambiguous: false }
}

fn of_sense(from: usize, to: usize, sense: Sense, rarity: i32) -> Segment {
    let bits = match sense.class {
        Class::Trade => rarity,
        Class::Place if sense.ambiguous => rarity.min(bits::AMBIGUOUS_PLACE),
        Class::Place => rarity.min(bits::PLACE),
        Class::Country => bits::COUNTRY,
        Class::Business => rarity.clamp(bits::BUSINESS.0, bits::BUSINESS.1),
        Class::Body => rarity.clamp(bits::BODY.0, bits::BODY.1),
        Class::Group => bits::GROUP,
        Class::Branch => bits::BRANCH,
        Class::Generic => bits::GENERIC,
        Class::Number => bits::NUMBER,
        Class::Street => bits::STREET,
        Class::Form | Class::Connector => 0,
    };
    Segment { place: sense.place, ambiguous: sense.ambiguous, ..whole(from, to, sense.key, sense.class, bits) }
}

/// Longest phrase, in words and letters; what is longer (the whole name of a prefecture) is read word by word.
const PHRASE: (usize, usize) = (4, 32);

/// Longest legal form: a `sociedad anonima de capital variable` has five words, an `obshchestvo s ogranichennoi
/// otvetstvennostyu` 41 letters.
const FORM: (usize, usize) = (5, 44);

/// A word, or the longest phrase that begins with it; returns the token behind it.
fn word(n: &Normalized, facts: &[WordFacts], tokens_left: Range<usize>, out: &mut Vec<Segment>) -> usize {
    let (at, count) = (tokens_left.start, tokens_left.end);
    let tokens = n.tokens();
    if let Some(end) = initials_end(n, tokens_left.clone()) {
        out.push(of_initials(n, at..end));
        return end;
    }
    for len in (2..=FORM.0).rev() {
        let end = at + len;
        if end > count {
            continue;
        }
        let run = n.run(at, end);
        if run.len() > FORM.1 || tokens[at + 1..end].iter().any(|t| t.kind != TokenKind::Word) {
            continue;
        }
        // `(Private) Limited` is a legal form; no other phrase has a bracket in it.
        let broken = || tokens[at + 1..end].iter().any(|t| t.gap >= Gap::Break);
        let long = len > PHRASE.0 || run.len() > PHRASE.1;
        let fits = |sense: &Sense| sense.class == Class::Form || !long && !broken();
        if let Some(sense) = lexicon().joined(run).filter(fits) {
            out.push(of_sense(at, end, sense, frequency::latin(run)));
            return end;
        }
    }
    if let Some(sense) = torn(n, facts, tokens_left) {
        out.push(of_sense(at, at + 2, sense, frequency::latin(n.run(at, at + 2))));
        return at + 2;
    }
    let text = n.word(at);
    let WordFacts { sense, bits, .. } = facts.get(at).copied().unwrap_or_default();
    if let Some(sense) = sense {
        out.push(of_sense(at, at + 1, sense, bits));
    } else if let Some(senses) = lexicon().compound(text) {
        out.extend(senses.iter().map(|s| of_sense(at, at + 1, *s, bits::HAN_BUSINESS)));
    } else {
        out.push(whole(at, at + 1, Key::trade(text), Class::Trade, bits));
    }
    at + 1
}

/// The token behind initials with blanks, stops or hyphens between (`A B C`, `A-B-C`), which are one word as `ABC` is.
/// None where the letters are a legal form (`S p A`); such a form at the end of a name is not among its initials.
fn initials_end(n: &Normalized, tokens_left: Range<usize>) -> Option<usize> {
    let (at, count) = (tokens_left.start, tokens_left.end);
    let tokens = n.tokens();
    let lone = |i: usize| tokens[i].kind == TokenKind::Word && is_letter(n.word(i));
    if !lone(at) {
        return None;
    }
    let apart = |i: usize| tokens[i].gap == Gap::None || tokens[i].gap == Gap::Break;
    let end = (at + 1..count).find(|i| !lone(*i) || apart(*i)).unwrap_or(count);
    let form = |from: usize| lexicon().joined(n.run(from, end)).is_some();
    if end - at < 2 || form(at) {
        return None;
    }
    let last = end == tokens.len() || tokens[end].gap == Gap::Break;
    Some((at + 2..end.saturating_sub(1)).find(|from| last && form(*from)).unwrap_or(end))
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_lowercase) && letters.next().is_none()
}

/// Initials as the word that they are without what is between.
fn of_initials(n: &Normalized, tokens: Range<usize>) -> Segment {
    let (from, to) = (tokens.start, tokens.end);
    let run = n.run(from, to);
    match lexicon().word(run) {
        Some(sense) => of_sense(from, to, sense, frequency::latin(run)),
        None => whole(from, to, Key::trade(run), Class::Trade, frequency::latin(run)),
    }
}

/// An ordinary word that a blank fell into: `Pr efecture`, `Techn ology`. One of its halves at least is no word.
fn torn(n: &Normalized, facts: &[WordFacts], tokens_left: Range<usize>) -> Option<Sense> {
    let (at, count) = (tokens_left.start, tokens_left.end);
    if at + 2 > count || n.tokens()[at + 1].kind != TokenKind::Word || n.tokens()[at + 1].gap != Gap::Blank {
        return None;
    }
    let unknown = |i: usize| facts.get(i).is_some_and(|word| word.sense.is_none() && !word.ordinary);
    (unknown(at) || unknown(at + 1)).then(|| lexicon().torn(n.run(at, at + 2))).flatten()
}

fn han_run(n: &Normalized, tokens: Range<usize>, extra: &impl HanWords, ends: &mut Vec<usize>, out: &mut Vec<Segment>) {
    let from = tokens.start;
    let run = n.run(from, tokens.end);
    ends.clear();
    ends.extend(run.char_indices().map(|(i, c)| i + c.len_utf8()));
    let dictionary = lexicon().han();
    let lengths = |c: char| dictionary.lengths(c).and(extra.lengths(c));
    let known = |w: &str| dictionary.get(w).is_some() || extra.knows(w);
    let mut parts = segment(run, ends, lengths, known);
    let at = |i: usize| if i == 0 { 0 } else { ends[i - 1] };
    let is_place = |from: usize, to: usize| {
        dictionary.get(&run[at(from)..at(to)]).is_some_and(|s| s.iter().any(|s| s.class == Class::Place))
    };
    place_first(&mut parts, is_place, |p| dictionary.get(&run[at(p.from)..at(p.to)]).is_some());
    join_lone_characters(&mut parts, |p| is_place(p.from, p.to));
    for piece in parts {
        let word = &run[at(piece.from)..at(piece.to)];
        let (a, b) = (from + piece.from, from + piece.to);
        match dictionary.get(word).filter(|_| piece.known) {
            Some(senses) => out.extend(senses.iter().map(|s| {
                let rarity = match s.class {
                    Class::Place => bits::AMBIGUOUS_PLACE,
                    Class::Trade => frequency::han(word),
                    _ => bits::HAN_BUSINESS,
                };
                of_sense(a, b, *s, rarity)
            })),
            None => out.push(whole(a, b, Key::han(word), Class::Trade, frequency::han(word))),
        }
    }
}

/// A place in front keeps its last character: 上海|康威视讯, not 上|海康威视|讯. Only listed names are long enough words to
/// win over a place, and a firm that bears one behind the place repeats the character (上海海康威视).
fn place_first(
    parts: &mut Vec<han::HanPart>,
    is_place: impl Fn(usize, usize) -> bool,
    in_lexicon: impl Fn(&han::HanPart) -> bool,
) {
    for i in 1..parts.len() {
        let (head, word) = (parts[i - 1], parts[i]);
        let lone = !head.known && head.to - head.from == 1;
        if !lone || !word.known || word.to - word.from < 2 || in_lexicon(&word) || !is_place(head.from, word.from + 1) {
            continue;
        }
        let mut to = word.to;
        let mut last = i;
        if let Some(next) = parts.get(i + 1).filter(|n| !n.known) {
            to = next.to;
            last = i + 1;
        }
        let cut = [
            han::HanPart { from: head.from, to: word.from + 1, known: true },
            han::HanPart { from: word.from + 1, to, known: false },
        ];
        parts.splice(i - 1..=last, cut);
        return;
    }
}

/// A single character that is a word counts as one at the end of a run or behind a place (市, 厂); beside an unknown
/// stretch it belongs to the trade name (圣苑 holds no garden).
fn join_lone_characters(parts: &mut Vec<han::HanPart>, is_place: impl Fn(&han::HanPart) -> bool) {
    let mut at = 0;
    while at < parts.len() {
        let p = parts[at];
        let lone = p.known && p.to - p.from == 1 && at + 1 < parts.len();
        let behind_place = at > 0 && is_place(&parts[at - 1]);
        let before = at > 0 && !parts[at - 1].known;
        let behind = parts.get(at + 1).is_some_and(|n| !n.known);
        if lone && !behind_place && (before || behind) {
            let from = if before { parts[at - 1].from } else { p.from };
            let to = if behind { parts[at + 1].to } else { p.to };
            let first = if before { at - 1 } else { at };
            let last = if behind { at + 1 } else { at };
            parts.splice(first..=last, [han::HanPart { from, to, known: false }]);
            at = first;
        }
        at += 1;
    }
}
