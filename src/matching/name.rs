//! A listed name, compiled: its terms with their weight and every key under which each may be met.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::countries;
use crate::lexicon::word_cache::WordFacts;
use crate::lexicon::{Class, Key, PlaceIx, frequency, lexicon};
use crate::model::{EntryIx, EntryKind, Name, NameKind, Script};
use crate::text::{self, Normalized, TokenKind, pinyin};

use super::segments::{self, NoWords, Segment};
use super::words::{Word, words};

/// The place of a name in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameIx(pub u32);

/// One word of a listed name that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTerm {
    /// The first of the name's tokens that it covers.
    pub from: u16,
    /// One past the last.
    pub to: u16,
    /// What it is equal to.
    pub key: Key,
    /// The same in pinyin, for a Han trade name.
    pub pinyin: Option<Key>,
    /// Its slot.
    pub class: Class,
    /// What its agreement says, in tenths of a bit.
    pub bits: i32,
    /// Its letters, for misspellings, cuts and abbreviations; the Han characters for Han.
    pub surface: Box<str>,
    /// The letters that stand in it, as bits; some letters share one.
    pub letters: u32,
    /// The place it names.
    pub place: Option<PlaceIx>,
    /// A place word that also stands elsewhere.
    pub ambiguous: bool,
    /// For a Latin word: its Han form, where another name of the entry holds it.
    pub in_han: Option<Key>,
    /// A trade name that is part of the names of several unrelated listed bodies: the sign of a group.
    pub shared: bool,
}

/// Neighbouring terms run together, as clerks type them (`HetianTaida`, `SilkRoad`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compound {
    /// The key of the joined letters.
    pub key: Key,
    /// The joined letters.
    pub surface: Box<str>,
    /// First term.
    pub from: u8,
    /// One past the last term.
    pub to: u8,
}

/// A listed name, ready to be looked for.
#[derive(Debug, Clone)]
pub struct CompiledName {
    /// Its entry.
    pub entry: EntryIx,
    /// Its place among the entry's names.
    pub position: u16,
    /// How it belongs to the entry.
    pub kind: NameKind,
    /// Too common to flag alone.
    pub weak: bool,
    /// A natural person.
    pub person: bool,
    /// Nothing but ordinary words (`ALLIED (TOOLING) LTD`, `YK SHOES`): counts only as the whole cell.
    pub generic: bool,
    /// The title of an order, a sector or a document: counts only as it stands.
    pub literal: bool,
    /// A single word of at most five Latin letters: counts only as it stands.
    pub acronym: bool,
    /// The trade name of a group by itself.
    pub trade_name: bool,
    /// A company's or body's name in Latin letters of a list that is not about Xinjiang: judged by how likely its words
    /// are.
    pub general: bool,
    /// Ordinary firms carry the trade name too: the entry's mark is weak.
    pub common: bool,
    /// Where the entry has a mark: the lines of business in all its names.
    pub trades: Box<[Key]>,
    /// Written in Han.
    pub han: bool,
    /// All its tokens, blank between: what "exact" means.
    pub tokens: Box<str>,
    /// The terms in order; never empty.
    pub terms: Box<[NameTerm]>,
    /// Neighbours run together.
    pub compounds: Box<[Compound]>,
    /// Sum of the terms' bits.
    pub total: i32,
    /// Sum of the bits of distinctive terms (trade names, ambiguous places).
    pub distinctive: i32,
    /// Its words.
    words: OnceLock<Vec<Word>>,
}

impl CompiledName {
    /// Its words, cut out of the listed text when they are first asked for: most names are compared with no cell.
    pub fn words(&self, listed: &str) -> &[Word] {
        self.words.get_or_init(|| words(listed))
    }
}

/// The compiled names of the lists in force.
#[derive(Debug, Default)]
pub struct Names(Vec<CompiledName>);

impl Names {
    /// Numbers the names.
    pub(super) fn new(names: Vec<CompiledName>) -> Self {
        Self(names)
    }

    /// A name by its index, which these names gave.
    pub fn get(&self, ix: NameIx) -> &CompiledName {
        &self.0[ix.0 as usize]
    }

    /// All names with their indexes.
    pub fn iter(&self) -> impl Iterator<Item = (NameIx, &CompiledName)> {
        (0..).map(NameIx).zip(&self.0)
    }
}

/// Tells the Latin trade names of each entry whose Han form its other names hold.
pub fn pair_scripts(names: &mut [CompiledName]) {
    let mut sounds: FxHashMap<(EntryIx, Key), Key> = FxHashMap::default();
    for n in names.iter() {
        sounds.extend(n.terms.iter().filter_map(|t| Some(((n.entry, t.pinyin?), t.key))));
    }
    for n in names.iter_mut() {
        for t in n.terms.iter_mut().filter(|t| t.class == Class::Trade && t.pinyin.is_none()) {
            t.in_han = sounds.get(&(n.entry, t.key)).copied();
        }
    }
}

/// Where a body has marks: all its names, under each measure, know its lines of business and whether ordinary firms
/// carry the mark. `body` numbers the bodies.
pub fn share_trades(names: &mut [CompiledName], body: impl Fn(EntryIx) -> Option<u32>) {
    let mut marked: BTreeMap<u32, (bool, Vec<Key>)> = BTreeMap::new();
    for n in names.iter().filter(|n| n.trade_name) {
        if let Some(b) = body(n.entry) {
            marked.entry(b).or_default().0 |= n.weak;
        }
    }
    for n in names.iter() {
        if let Some((_, trades)) = body(n.entry).and_then(|b| marked.get_mut(&b)) {
            trades.extend(n.terms.iter().filter(|t| t.class == Class::Business).map(|t| t.key));
        }
    }
    marked.values_mut().for_each(|(_, trades)| {
        trades.sort_unstable();
        trades.dedup();
    });
    for n in names.iter_mut() {
        if let Some((common, trades)) = body(n.entry).and_then(|b| marked.get(&b)) {
            n.common = *common;
            n.trades = trades.as_slice().into();
        }
    }
}

/// Marks the trade names that the names of several unrelated bodies of one list hold: a group is listed together, while
/// firms of several lists share a word by chance (Union, Jiang). `body` numbers the list and the body.
pub fn mark_shared_trade_names(names: &mut [CompiledName], body: impl Fn(EntryIx) -> Option<(u32, u32)>) {
    /// Rarer than one in five hundred: more bodies share a more common word by chance.
    const LEAST: i32 = 90;
    let mut first: FxHashMap<(Key, u32), u32> = FxHashMap::default();
    let mut shared: FxHashSet<Key> = FxHashSet::default();
    for n in names.iter().filter(|n| !n.person && !n.weak && !n.trade_name) {
        let Some((list, body)) = body(n.entry) else { continue };
        for t in n.terms.iter().filter(|t| t.class == Class::Trade && t.bits >= LEAST) {
            for key in [Some(t.key), t.pinyin].into_iter().flatten() {
                if *first.entry((key, list)).or_insert(body) != body {
                    shared.insert(key);
                }
            }
        }
    }
    for n in names.iter_mut().filter(|n| body(n.entry).is_some()) {
        n.terms.iter_mut().filter(|t| t.class == Class::Trade).for_each(|t| t.shared = shared.contains(&t.key));
    }
}

/// More terms than any listed name has; what is beyond is not used.
const MOST_TERMS: usize = 24;

/// Compiles one name; with a bracketed part (`… (CNSIM)`) also the name without it. Nothing for a name without
/// letters.
pub fn compile(entry: EntryIx, position: usize, name: &Name, kind: EntryKind, curated: bool) -> Vec<CompiledName> {
    let mut out = Vec::new();
    let full = text::normalize(&name.text);
    let base = |n: &Normalized| {
        let mut one = compile_one(entry, position, name, kind, n)?;
        // A list that marks its weak names itself is taken at its word.
        one.generic &= !curated;
        let of_party = !one.person && !one.trade_name && !one.literal && !one.weak;
        one.general = !curated && of_party && !one.han;
        Some(one)
    };
    out.extend(base(&full));
    if let (Some(open), Some(close)) = (name.text.find('('), name.text.rfind(')'))
        && open > 0
        && open < close
        && kind != EntryKind::Person
    {
        let without = format!("{} {}", &name.text[..open], &name.text[close + 1..]);
        // A bracketed place (`Leon (Shenzhen) Ltd`) tells firms apart and stays; only letters like initials go.
        let inside = &name.text[open + 1..close];
        if is_acronym(inside) {
            out.extend(base(&text::normalize(&without)));
        }
    }
    out
}

/// Letters like initials behind a name (`CNSIM`, `CETC 13`, `JSC TsNIIMash`), and no country (`UK`).
fn is_acronym(inside: &str) -> bool {
    let capitals = |word: &str| word.chars().filter(char::is_ascii_uppercase).count();
    let words = || inside.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words().any(|word| capitals(word) >= 2) && words().all(|word| countries::of_cell(word).is_none())
}

fn compile_one(entry: EntryIx, position: usize, name: &Name, kind: EntryKind, n: &Normalized) -> Option<CompiledName> {
    let person = kind == EntryKind::Person;
    let terms = if person { person_terms(n) } else { terms(n) };
    if terms.is_empty() {
        return None;
    }
    let total = terms.iter().map(|t| t.bits).sum();
    let distinctive = terms.iter().filter(|t| is_distinctive(t)).map(|t| t.bits).sum();
    let compounds = if person { person_orders(n) } else { compounds(&terms) };
    let acronym = terms.len() == 1
        && terms[0].class == Class::Trade
        && terms[0].surface.len() <= 5
        && terms[0].surface.is_ascii();
    Some(CompiledName {
        entry,
        position: position as u16,
        kind: name.kind,
        weak: name.weak,
        person,
        generic: !person && !acronym && is_generic(&terms, total),
        literal: !matches!(
            kind,
            EntryKind::Company | EntryKind::GovernmentBody | EntryKind::Person | EntryKind::Facility
        ),
        acronym,
        trade_name: name.kind == NameKind::TradeName,
        general: false,
        common: false,
        trades: Box::default(),
        han: name.script == Script::Hani,
        tokens: n.joined(" ").into(),
        terms: terms.into(),
        compounds: compounds.into(),
        total,
        distinctive,
        words: OnceLock::new(),
    })
}

/// Less than ten bits in all, or no trade name above six bits and no body: any firm's words.
fn is_generic(terms: &[NameTerm], total: i32) -> bool {
    let trade = terms.iter().filter(|t| is_distinctive(t)).map(|t| t.bits).max().unwrap_or(0);
    total < 100 || trade <= 60 && total < 130 && terms.iter().all(|t| t.class != Class::Body)
}

/// True for the terms that tell bodies apart.
pub fn is_distinctive(term: &NameTerm) -> bool {
    term.class == Class::Trade || (term.class == Class::Place && term.ambiguous)
}

fn terms(n: &Normalized) -> Vec<NameTerm> {
    let mut cut = Vec::new();
    segments::cut(n, &WordFacts::of_tokens(n), &NoWords, &mut Vec::new(), &mut cut);
    let speaks = |p: &&Segment| !matches!(p.class, Class::Form | Class::Connector);
    let mut kept: Vec<&Segment> = cut.iter().filter(speaks).collect();
    if kept.is_empty() {
        kept = cut.iter().collect();
    }
    kept.truncate(MOST_TERMS);
    // In a name with English words of business a word that is only the pinyin of one is the trade name (Haishi).
    let english =
        kept.iter().any(|p| p.class == Class::Business && !lexicon().is_pinyin(n.run(p.from.into(), p.to.into())));
    kept.iter()
        .map(|p| {
            let word = n.run(p.from.into(), p.to.into());
            if english && matches!(p.class, Class::Business | Class::Generic) && lexicon().is_pinyin(word) {
                let key = Key::trade(word);
                return term(n, &Segment { key, class: Class::Trade, bits: frequency::latin(word), ..**p });
            }
            term(n, p)
        })
        .collect()
}

fn term(n: &Normalized, p: &Segment) -> NameTerm {
    let surface: Box<str> = n.run(p.from.into(), p.to.into()).into();
    let han = surface.chars().any(text::is_han);
    let pinyin = (han && p.class == Class::Trade).then(|| Key::trade(&pinyin::joined(&surface)));
    NameTerm {
        from: p.from,
        to: p.to,
        key: p.key,
        pinyin,
        class: p.class,
        bits: p.bits.max(1),
        letters: text::letter_set(&surface),
        surface,
        place: p.place,
        ambiguous: p.ambiguous,
        in_han: None,
        shared: false,
    }
}

/// A person is one term: surname and given name run together, in either order.
fn person_terms(n: &Normalized) -> Vec<NameTerm> {
    let surface = n.joined("");
    if surface.is_empty() {
        return Vec::new();
    }
    let han = surface.chars().any(text::is_han);
    let key = if han { Key::han(&surface) } else { Key::trade(&surface) };
    // A full personal name of two or three syllables is shared by many people: rarity of a name, not of a person.
    vec![NameTerm {
        from: 0,
        to: n.tokens().len() as u16,
        key,
        pinyin: None,
        class: Class::Trade,
        bits: 170,
        letters: text::letter_set(&surface),
        surface: surface.into(),
        place: None,
        ambiguous: false,
        in_han: None,
        shared: false,
    }]
}

fn person_orders(n: &Normalized) -> Vec<Compound> {
    let words: Vec<&str> = n.tokens().iter().filter(|t| t.kind == TokenKind::Word).map(|t| n.text(t)).collect();
    match words.as_slice() {
        [first, rest @ ..] if !rest.is_empty() => {
            let turned = format!("{}{first}", rest.concat());
            vec![Compound { key: Key::trade(&turned), surface: turned.into(), from: 0, to: 1 }]
        }
        _ => Vec::new(),
    }
}

/// Two or three neighbouring Latin terms run together, where a distinctive one is among them.
fn compounds(terms: &[NameTerm]) -> Vec<Compound> {
    let mut out: Vec<Compound> = Vec::new();
    for from in 0..terms.len() {
        for to in from + 2..=(from + 3).min(terms.len()) {
            let part = &terms[from..to];
            let latin = part.iter().all(|t| t.surface.is_ascii() && t.class != Class::Number);
            if !latin || !part.iter().any(is_distinctive) {
                continue;
            }
            let surface: String = part.iter().map(|t| &*t.surface).collect();
            if (5..=24).contains(&surface.len()) {
                out.push(Compound {
                    key: Key::trade(&surface),
                    surface: surface.into(),
                    from: from as u8,
                    to: to as u8,
                });
            }
        }
    }
    out
}
