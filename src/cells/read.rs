//! Reads cells.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{self, Padded, Said, Says, Side, Words};
use crate::lexicon::{Class, lexicon};
use crate::matching::address::ListedAddresses;
use crate::matching::align::Promise;
use crate::matching::alignment::Alignment;
use crate::matching::identifier::{CreditCode, Identifiers, codes, credit_code, rounded};
use crate::matching::index::Index;
use crate::matching::measures::Measures;
use crate::matching::name::CompiledName;
use crate::matching::query::{BETWEEN_PARTIES, MatchKind, Query};
use crate::matching::segments::Segment;
use crate::matching::words::{Word, words};
use crate::matching::xpcc_units::{self, Strength, Unit, UnitKind};
use crate::model::Lists;
use crate::text::{Gap, TokenKind, is_han, mojibake};

use super::phrase::Phrases;
use super::places::Analysed;
use super::{CellFacts, NameSeen, UnitSeen, codes, name_edges, tariff};

/// Reads cells against the compiled lists.
#[derive(Debug, Clone, Copy)]
pub struct CellReader<'i> {
    /// The lists in force.
    pub lists: &'i Lists,
    /// Their compiled names.
    pub index: &'i Index,
    /// The listed identifiers.
    pub identifiers: &'i Identifiers,
    /// The listed street addresses.
    pub addresses: &'i ListedAddresses,
    /// Which names are kept.
    pub filter: Filter,
}

/// What the policy asks of a listed name over a cell before the row is known.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Tenths of a bit of the name's terms that must be found, in whatever form, in a cell that may be misspelt or in
    /// one that may not.
    pub least_found: fn(&CompiledName, bool) -> i32,
    /// Whether the name may count, whatever the row says, in a cell that may be misspelt or in one that may not.
    pub may_count: fn(&Alignment, &CompiledName, bool) -> bool,
    /// Whether its words are measured where names may be misspelt.
    pub is_measured: fn(&CompiledName) -> bool,
    /// Whether what was measured may count, whatever the row says.
    pub may_be_likely: fn(&Measures, &Alignment) -> bool,
}

/// Reused memory of a reader.
#[derive(Debug, Default)]
pub struct Workspace {
    cell: Query,
    alignments: Vec<Alignment>,
    said: Vec<Said>,
    units: Vec<Unit>,
    padded: Padded,
    phrases: Phrases,
}

impl Workspace {
    /// The cell read last.
    pub fn cell(&self) -> &Query {
        &self.cell
    }
}

/// Words between a name and its office at most: `Huo Liujun, former Party Secretary`, `…, the then Chief of Police`.
const TO_OFFICE: u16 = 2;

/// Bytes read at once. A longer cell (a contract, a memo) is read in stretches, so that positions of words fit 16 bits
/// whatever the cell: no three bytes give more than four words (U+FDFA does).
const LONGEST_STRETCH: usize = 3_072;

/// Bytes that a stretch repeats of the one before: more than any listed name with its address is long.
const OVERLAP: usize = 512;

/// Digits of a postal code of China: no identifier and no credit code is shorter.
const POSTAL: usize = 6;

/// Characters of an organization code before its check character.
const ORGANIZATION: usize = 8;

impl CellReader<'_> {
    /// Reads one cell. `fuzzy` also tries misspellings of listed names.
    pub fn read(&self, text: &str, fuzzy: bool, work: &mut Workspace) -> CellFacts {
        let country = || countries::of_number(text).or_else(|| countries::of_cell(text));
        let mut out = CellFacts { whole_country: if fuzzy { None } else { country() }, ..CellFacts::default() };
        if let Some(kind) = codes::of_cell(text).filter(|_| !fuzzy) {
            out.mentions_mut().region_code = Some((kind, text.trim().into()));
        }
        if out.whole_country.is_some() {
            // A country and nothing else in a country cell: no party, and `CN` is no name. In a name cell DJI is one.
            out.han = text.chars().any(is_han);
            return out;
        }
        for (part, rest) in stretches(text) {
            self.read_stretch(part, fuzzy, work, &mut out);
            if let Some(plain) = ticket(part) {
                let mut said = CellFacts::default();
                self.read_into(&plain, fuzzy, work, &mut said);
                let names = std::mem::take(&mut said.mentions_mut().names);
                let persons = names.into_iter().filter(|n| self.index.name(n.alignment.name).person);
                out.mentions_mut().names.extend(persons);
            }
            if !rest.is_empty() {
                // The stretch was cut by us, not by a field limit: the next one holds the name whole.
                out.mentions_mut().names.retain(|n| !n.alignment.cut.off);
            }
        }
        if text.len() > LONGEST_STRETCH {
            once_each(&mut out);
        }
        out.drop_empty_mentions();
        out
    }

    fn read_stretch(&self, text: &str, fuzzy: bool, work: &mut Workspace, out: &mut CellFacts) {
        self.read_into(text, fuzzy, work, out);
        if let Some(repair) = mojibake::repair(text) {
            let mut said = CellFacts::default();
            for (part, _) in stretches(&repair.text) {
                self.read_into(part, fuzzy, work, &mut said);
            }
            let (said, out) = (said.mentions_mut(), out.mentions_mut());
            for mut seen in said.names.drain(..) {
                seen.repaired = Some(repair.how);
                seen.lossy = repair.lossy;
                out.names.push(seen);
            }
            out.units.append(&mut said.units);
            out.places.append(&mut said.places);
        }
    }

    fn read_into(&self, text: &str, fuzzy: bool, work: &mut Workspace, out: &mut CellFacts) {
        let Workspace { cell, alignments, said, units, padded, phrases } = work;
        cell.read(text, self.index.keys(), fuzzy);
        out.han |= !text.is_ascii() && text.chars().any(is_han);
        out.legal_form |= cell.segments.iter().any(|p| p.class == Class::Form);
        let quote = |from: usize, to: usize| -> Box<str> {
            let (a, b) = cell.n.span(from, to);
            let words = text.get(a..b).unwrap_or(text);
            // `Meiling (Hefei)`, with its bracket.
            let closed =
                words.contains('(') && !words.contains(')') && text.get(b..).is_some_and(|t| t.starts_with(')'));
            if closed { text.get(a..=b).unwrap_or(words).into() } else { words.into() }
        };
        let may_count = |a: &Alignment, name: &CompiledName| (self.filter.may_count)(a, name, fuzzy);
        let mut measuring = Measuring::of(text, self.lists);
        let least_found = |name: &CompiledName| (self.filter.least_found)(name, fuzzy);
        let promise = Promise { least_found: &least_found, may_count: &may_count };
        self.index.alignments(cell, promise, alignments);
        xpcc_units::find(&cell.n, units);
        for a in alignments.drain(..) {
            if may_count(&a, self.index.name(a.name)) {
                // 骑兵团餐厅, 士兵团购: what is no unit of the XPCC is not its name either.
                let word = cell.n.run(a.lo.into(), a.hi.into());
                if word == "兵团" && !units.iter().any(|u| u.kind == UnitKind::Xpcc && u.from <= a.lo && a.hi <= u.to)
                {
                    continue;
                }
                let quoted = quote(a.lo.into(), a.hi.into());
                let name = self.index.name(a.name);
                let measured = fuzzy && (self.filter.is_measured)(name);
                let measures = measured.then(|| measuring.measures(&quoted, name, &a)).flatten();
                if measures.is_some_and(|m| !(self.filter.may_be_likely)(&m, &a)) {
                    continue;
                }
                let edges = if name.person {
                    name_edges::edges(&cell.n, a.lo.into(), a.hi.into())
                } else {
                    name_edges::Edges::default()
                };
                out.mentions_mut().names.push(NameSeen {
                    measures: measures.map(Box::new),
                    quoted,
                    alignment: a,
                    edges,
                    negated: false,
                    repaired: None,
                    lossy: false,
                });
            }
        }
        self.codes(text, cell, out, &quote);
        out.mentions_mut().addresses.extend(self.addresses.find(text, cell, self.lists));
        out.mentions_mut().mids.extend(codes::of_makers(text).map(Into::into));
        vocabulary::words().find(&cell.n, padded, said);
        let xinjiang = |p: &Segment| p.place.is_some_and(|place| lexicon().places().get(place).xinjiang);
        let speaks = |s: &Said| matches!(s.says, Says::Goods(_) | Says::OfRegion);
        // Only these can be negated; most addresses hold none.
        if !out.mentions_mut().names.is_empty()
            || !units.is_empty()
            || said.iter().any(speaks)
            || cell.segments.iter().any(xinjiang)
        {
            Words::pad(&cell.n, padded);
            phrases.find(text, cell, said, units, padded);
        } else {
            phrases.clear();
        }
        let negates = |token: u16| phrases.of(token).is_some_and(|p| p.negates(token));
        let office = |at: u16| said.iter().any(|s| s.says == Says::Title && s.from >= at && s.from - at <= TO_OFFICE);
        for seen in &mut out.mentions_mut().names {
            seen.negated |= negates(seen.alignment.lo);
            seen.edges.office |= office(seen.alignment.hi);
        }
        for s in said.iter_mut().filter(|s| matches!(s.says, Says::Goods(_))) {
            s.negated = negates(s.from);
        }
        of_goods(units, said, cell);
        let analysed = Analysed { text, cell, said, phrases };
        out.mentions_mut().units.extend(units.iter().map(|u| UnitSeen {
            unit: *u,
            negated: analysed.negates(u.from),
            quoted: analysed.quote(u.from, u.to),
        }));
        take_words(&analysed, out);
        for (class, number) in tariff::labelled(text, &cell.n) {
            out.mentions_mut().goods.insert(class);
            out.mentions_mut().goods_words.push((class, number));
        }
        analysed.take_places(out);
        if units.iter().any(|u| u.strength == Strength::Plain) {
            out.country.get_or_insert(Country::CHINA);
        }
    }

    /// Identifiers, credit codes and postal codes: words of six letters and more, a digit in each, and codes in pieces.
    fn codes(&self, text: &str, cell: &Query, out: &mut CellFacts, quote: &impl Fn(usize, usize) -> Box<str>) {
        let mut met = Vec::new();
        if cell.n.bytes(0, cell.n.tokens().len()).iter().filter(|b| b.is_ascii_digit()).count() < POSTAL {
            return;
        }
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (tokens, code) in codes(&cell.n) {
            self.identifiers.meet(code, &mut met);
            out.mentions_mut().ids.extend(met.drain(..).map(|m| (m, quote(tokens.start, tokens.end))));
            // A number of eighteen digits in pieces is no credit code where its check digit is wrong.
            if let Some(judged) = credit_code(code).filter(|c| *c == CreditCode::Valid || tokens.len() == 1) {
                let region = code.get(2..4) == Some("65");
                out.mentions_mut().code = Some((judged, region, quote(tokens.start, tokens.end)));
            }
            taken.push(tokens);
        }
        if let Some(number) = rounded(text) {
            self.identifiers.meet_rounded(&number, &mut met);
            out.mentions_mut().ids.extend(met.drain(..).map(|m| (m, text.trim().into())));
        }
        for (at, t) in cell.n.tokens().iter().enumerate() {
            let short = ((t.to - t.from) as usize) < POSTAL;
            if t.kind == TokenKind::Han || short || taken.iter().any(|code| code.contains(&at)) {
                continue;
            }
            let word = cell.n.text(t);
            if word.bytes().any(|b| b.is_ascii_digit()) {
                self.identifiers.meet(word, &mut met);
                out.mentions_mut().ids.extend(met.drain(..).map(|m| (m, quote(at, at + 1))));
            }
            // 71093444-7: the check character of an organization code apart.
            let next = cell.n.tokens().get(at + 1).filter(|next| next.gap == Gap::Mark && next.to - next.from == 1);
            if word.len() == ORGANIZATION && next.is_some() {
                self.identifiers.meet(cell.n.run(at, at + 2), &mut met);
                out.mentions_mut().ids.extend(met.drain(..).map(|m| (m, quote(at, at + 2))));
            }
            if t.kind == TokenKind::Number && word.len() == POSTAL && (word.starts_with("83") || word.starts_with("84"))
            {
                out.mentions_mut().postal = Some(quote(at, at + 1));
            }
        }
    }
}

/// Measures the names over one cell; its words are cut when the first name asks.
struct Measuring<'t> {
    text: &'t str,
    lists: &'t Lists,
    part: &'t str,
    words: Vec<Word>,
}

impl<'t> Measuring<'t> {
    fn of(text: &'t str, lists: &'t Lists) -> Self {
        Self { text, lists, part: "", words: Vec::new() }
    }

    /// How the words of the cell and of a name over it agree. `New People's Army / Communist Party`: two parties, each
    /// with words of its own.
    fn measures(&mut self, quoted: &str, name: &CompiledName, a: &Alignment) -> Option<Measures> {
        let listed = self.lists.entry(name.entry).names.get(usize::from(name.position))?;
        let part = self.text.split(BETWEEN_PARTIES).find(|part| part.contains(quoted)).unwrap_or(self.text);
        if self.words.is_empty() || part != self.part {
            (self.part, self.words) = (part, words(part));
        }
        let as_listed = a.how == MatchKind::Direct && a.in_order && a.missing.terms == 0 && !a.cut.off;
        let equal = as_listed && a.around.alone;
        Some(Measures::of(&self.words, name.words(&listed.text), equal))
    }
}

/// A passenger as tickets print one, surname and given name apart by a slash (`ZHU/HAILUN MR`), with a blank for it.
fn ticket(text: &str) -> Option<String> {
    memchr::memchr(b'/', text.as_bytes())?;
    let (surname, given) = text.trim().split_once('/')?;
    let capitals = |s: &str| s.len() >= 2 && s.len() <= 40 && s.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    // As long as before, so that spans still fit the text.
    (capitals(surname) && capitals(given)).then(|| text.replace('/', " "))
}

/// The text in stretches that overlap, each with the rest after it. Cut at blanks where there are any near.
fn stretches(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let rest = text.get(from?..)?;
        if rest.len() <= LONGEST_STRETCH {
            from = None;
            return Some((rest, ""));
        }
        let end = cut_before(rest, LONGEST_STRETCH);
        from = from.map(|f| f + cut_before(rest, end - OVERLAP));
        Some(rest.split_at(end))
    })
}

/// The last place at or before `most`, within half an overlap, where no word is cut; else the last between characters.
fn cut_before(text: &str, most: usize) -> usize {
    let last = text.floor_char_boundary(most);
    let near = text.floor_char_boundary(most - OVERLAP / 2);
    text[near..last].rfind(char::is_whitespace).map_or(last, |at| near + at)
}

/// A long cell may say the same a thousand times; once is enough, and bounds what is remembered.
fn once_each(out: &mut CellFacts) {
    let mut names = FxHashSet::default();
    out.mentions_mut().names.retain(|n| names.insert((n.alignment.name, n.quoted.clone())));
    let mut units = FxHashSet::default();
    out.mentions_mut().units.retain(|u| units.insert((u.unit.kind, u.unit.strength, u.quoted.clone())));
    let mut places = FxHashSet::default();
    out.mentions_mut().places.retain(|p| places.insert((p.place, p.standing, p.quoted.clone())));
    out.elsewhere.sort_unstable();
    out.elsewhere.dedup();
}

/// The common noun for the XPCC means it directly before goods or after a word of origin: `Bingtuan cotton`, 采购自兵团.
fn of_goods(units: &mut [Unit], said: &[Said], cell: &Query) {
    for u in units.iter_mut().filter(|u| u.kind == UnitKind::Xpcc) {
        let next =
            |s: &Said| s.from == u.to && cell.n.tokens().get(usize::from(u.to)).is_some_and(|t| t.gap < Gap::Break);
        let goods = said.iter().any(|s| matches!(s.says, Says::Goods(_)) && next(s));
        if goods || said.iter().any(|s| s.says == Says::Origin(Side::Before) && s.to == u.from) {
            u.strength = Strength::Plain;
        }
    }
}

fn take_words(analysed: &Analysed<'_>, out: &mut CellFacts) {
    let out = out.mentions_mut();
    for s in analysed.said {
        let text = || analysed.quote(s.from, s.to);
        match s.says {
            Says::Goods(class) if s.negated => out.negated.insert(class),
            Says::Goods(class) => {
                out.goods.insert(class);
                out.goods_words.push((class, text()));
            }
            Says::Title => out.titles.push(text()),
            Says::Surveillance => out.surveillance.push(text()),
            Says::Programme(needs) => out.programme.push((needs, text())),
            Says::Origin(_) | Says::NoOrigin(_) | Says::OfRegion | Says::Trap => {}
        }
    }
    // "cotton yarn, no cotton dust": goods named once without a negation are there.
    out.negated.0 &= !out.goods.0;
}
