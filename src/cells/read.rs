//! Reads cells.

use rustc_hash::FxHashSet;

use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{self, Said, Says, Side, Words};
use crate::lexicon::{Class, lexicon};
use crate::matching::alignment::Alignment;
use crate::matching::identifier::{Identifiers, credit_code};
use crate::matching::index::Index;
use crate::matching::name::CompiledName;
use crate::matching::query::Query;
use crate::matching::segments::Segment;
use crate::matching::xpcc_units::{self, Strength, Unit, UnitKind};
use crate::text::{Gap, TokenKind, is_han, mojibake};

use super::phrase::{Phrase, Phrases};
use super::words::{self, WordUse};
use super::{CellFacts, Doubt, NameSeen, PlaceSeen, Standing, UnitSeen, name_edges};

/// Reads cells against the compiled lists.
#[derive(Debug, Clone, Copy)]
pub struct CellReader<'i> {
    /// The compiled names.
    pub index: &'i Index,
    /// The listed identifiers.
    pub identifiers: &'i Identifiers,
    /// Which names may count, whatever the row says, in a cell that may be misspelt or in one that may not.
    pub may_count: fn(&Alignment, &CompiledName, bool) -> bool,
}

/// Reused memory of a reader.
#[derive(Debug, Default)]
pub struct Workspace {
    cell: Query,
    alignments: Vec<Alignment>,
    said: Vec<Said>,
    units: Vec<Unit>,
    padded: (String, Vec<u32>),
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

impl CellReader<'_> {
    /// Reads one cell. `fuzzy` also tries misspellings of listed names.
    pub fn read(&self, text: &str, fuzzy: bool, work: &mut Workspace) -> CellFacts {
        let whole_country = if fuzzy { None } else { countries::of_cell(text) };
        let mut out = CellFacts { whole_country, ..CellFacts::default() };
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
                out.names.extend(said.names.into_iter().filter(|n| self.index.name(n.alignment.name).person));
            }
            if !rest.is_empty() {
                // The stretch was cut by us, not by a field limit: the next one holds the name whole.
                out.names.retain(|n| !n.alignment.cut.off);
            }
        }
        if text.len() > LONGEST_STRETCH {
            once_each(&mut out);
        }
        out
    }

    fn read_stretch(&self, text: &str, fuzzy: bool, work: &mut Workspace, out: &mut CellFacts) {
        self.read_into(text, fuzzy, work, out);
        if let Some(repair) = mojibake::repair(text) {
            let mut said = CellFacts::default();
            for (part, _) in stretches(&repair.text) {
                self.read_into(part, fuzzy, work, &mut said);
            }
            for mut seen in said.names {
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
            text.get(a..b).unwrap_or(text).into()
        };
        let may_count = |a: &Alignment, name: &CompiledName| (self.may_count)(a, name, fuzzy);
        self.index.alignments(cell, &may_count, alignments);
        xpcc_units::find(&cell.n, units);
        for a in alignments.drain(..) {
            if may_count(&a, self.index.name(a.name)) {
                // 骑兵团餐厅, 士兵团购: what the unit reader does not take for the Corps is none as a name either.
                let word = cell.n.run(a.lo.into(), a.hi.into());
                if word == "兵团" && !units.iter().any(|u| u.kind == UnitKind::Xpcc && u.from <= a.lo && a.hi <= u.to)
                {
                    continue;
                }
                let edges = if self.index.name(a.name).person {
                    name_edges::edges(&cell.n, (a.lo, a.hi))
                } else {
                    name_edges::Edges::default()
                };
                out.names.push(NameSeen {
                    quoted: quote(a.lo.into(), a.hi.into()),
                    alignment: a,
                    edges,
                    negated: false,
                    repaired: None,
                    lossy: false,
                });
            }
        }
        self.codes(cell, out, &quote);
        vocabulary::words().find(&cell.n, padded, said);
        let xinjiang = |p: &Segment| p.place.is_some_and(|place| lexicon().places().get(place).xinjiang);
        let speaks = |s: &Said| matches!(s.says, Says::Goods(_) | Says::OfRegion);
        // Who is not meant is asked of these alone; most addresses have none.
        if !out.names.is_empty() || !units.is_empty() || said.iter().any(speaks) || cell.segments.iter().any(xinjiang) {
            Words::pad(&cell.n, padded);
            phrases.find(text, cell, said, units, padded);
        } else {
            phrases.clear();
        }
        let negates = |token: u16| phrases.of(token).is_some_and(|p| p.negates(token));
        let office = |at: u16| said.iter().any(|s| s.says == Says::Title && s.from >= at && s.from - at <= TO_OFFICE);
        for seen in &mut out.names {
            seen.negated |= negates(seen.alignment.lo);
            seen.edges.office |= office(seen.alignment.hi);
        }
        for s in said.iter_mut().filter(|s| matches!(s.says, Says::Goods(_))) {
            s.negated = negates(s.from);
        }
        of_goods(units, said, cell);
        out.units.extend(units.iter().map(|u| UnitSeen {
            unit: *u,
            negated: negates(u.from),
            quoted: quote(u.from.into(), u.to.into()),
        }));
        take_words(said, out, &quote);
        take_places(text, cell, (said, phrases), out, &quote);
        take_country_code(text, cell, out);
        if units.iter().any(|u| u.strength == Strength::Plain) {
            out.country.get_or_insert(Country::CHINA);
        }
    }

    /// Identifiers, credit codes and postal codes: words of six letters and more, a digit in each.
    fn codes(&self, cell: &Query, out: &mut CellFacts, quote: &impl Fn(usize, usize) -> Box<str>) {
        let mut met = Vec::new();
        for (at, t) in cell.n.tokens().iter().enumerate() {
            if t.kind == TokenKind::Han || ((t.to - t.from) as usize) < POSTAL {
                continue;
            }
            let word = cell.n.text(t);
            if word.bytes().any(|b| b.is_ascii_digit()) {
                self.identifiers.meet(word, &mut met);
                out.ids.extend(met.drain(..).map(|m| (m, quote(at, at + 1))));
            }
            if let Some(code) = credit_code(word) {
                out.code = Some((code, word.get(2..4) == Some("65"), quote(at, at + 1)));
            } else if t.kind == TokenKind::Number
                && word.len() == POSTAL
                && (word.starts_with("83") || word.starts_with("84"))
            {
                out.postal = Some(quote(at, at + 1));
            }
        }
    }
}

/// A passenger as tickets print one, surname and given name apart by a slash (`ZHU/HAILUN MR`), with a blank for it.
fn ticket(text: &str) -> Option<String> {
    memchr::memchr(b'/', text.as_bytes())?;
    let (surname, given) = text.trim().split_once('/')?;
    let capitals = |s: &str| s.len() >= 2 && s.len() <= 40 && s.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    // As long as before, so that what is quoted stands where it stood.
    (capitals(surname) && capitals(given)).then(|| text.replace('/', " "))
}

/// The text in stretches that overlap, each with what stands behind it. Cut at blanks where there are any near.
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
    out.names.retain(|n| names.insert((n.alignment.name, n.quoted.clone())));
    let mut units = FxHashSet::default();
    out.units.retain(|u| units.insert((u.unit.kind, u.unit.strength, u.quoted.clone())));
    let mut places = FxHashSet::default();
    out.places.retain(|p| places.insert((p.place, p.standing, p.quoted.clone())));
    out.elsewhere.sort_unstable();
    out.elsewhere.dedup();
}

/// The Corps' common noun, directly before goods or behind a word of origin, is the Corps: `Bingtuan cotton`, 采购自兵团.
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

fn take_words(said: &[Said], out: &mut CellFacts, quote: &impl Fn(usize, usize) -> Box<str>) {
    for s in said {
        let text = || quote(s.from.into(), s.to.into());
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

fn take_places(
    text: &str,
    cell: &Query,
    (said, phrases): (&[Said], &Phrases),
    out: &mut CellFacts,
    quote: &impl Fn(usize, usize) -> Box<str>,
) {
    for (at, p) in cell.segments.iter().enumerate() {
        match (p.class, p.place) {
            (Class::Country, _) => {
                if let Some(c) = countries::of_cell(cell.n.run(p.from.into(), p.to.into())) {
                    out.country = Some(c);
                }
            }
            (Class::Place, Some(place)) => {
                let info = lexicon().places().get(place);
                // Shanshan 牌, a brand of shirts: a county's word is no place there. Xinjiang and its prefectures stay what they are.
                let well_known = !p.ambiguous
                    && (info.level == "region" || lexicon().is_prefecture(cell.n.run(p.from.into(), p.to.into())));
                if info.xinjiang && !well_known && is_brand(cell, p) {
                    continue;
                }
                let classed = is_classed(cell, p);
                let doubt = match behind(cell, at, said) {
                    Some(Behind::Street) => continue,
                    // A county has a station; Hami Hotel stands anywhere.
                    Some(Behind::Building) if !classed => continue,
                    Some(Behind::Zone) => Some(if classed { Doubt::County } else { Doubt::Zone }),
                    _ => None,
                };
                if !info.xinjiang {
                    if !p.ambiguous {
                        out.elsewhere.push(place);
                    }
                    continue;
                }
                out.places.push(PlaceSeen {
                    place,
                    plain: info.level == "region" && !p.ambiguous,
                    ambiguous: p.ambiguous,
                    doubt,
                    certain: classed
                        || is_last(cell, p) && (p.from == 0 || cell.n.tokens()[usize::from(p.from)].gap > Gap::Blank),
                    last: is_last(cell, p),
                    shared: lexicon().is_shared(cell.n.run(p.from.into(), p.to.into())),
                    standing: standing((text, cell), p, said, phrases.of(p.from)),
                    quoted: quote(p.from.into(), p.to.into()),
                });
            }
            _ => {}
        }
    }
    for s in said.iter().filter(|s| s.says == Says::OfRegion) {
        let negated = phrases.of(s.from).is_some_and(|p| p.negates(s.from));
        // 边疆棉 is cotton of a borderland.
        if let Some(place) = lexicon()
            .word("xinjiang")
            .and_then(|s| s.place)
            .filter(|_| s.from == 0 || cell.n.word(usize::from(s.from) - 1) != "边")
        {
            out.places.push(PlaceSeen {
                place,
                plain: true,
                ambiguous: false,
                doubt: None,
                certain: true,
                last: false,
                shared: false,
                standing: if negated { Standing::Negated } else { Standing::BeforeGoods },
                quoted: quote(s.from.into(), s.to.into()),
            });
        }
    }
}

/// A country's two letters in capitals at the end of an address, before the postal code or at the very end: `JP 391-0100`.
fn take_country_code(text: &str, cell: &Query, out: &mut CellFacts) {
    let tokens = cell.n.tokens();
    for (at, t) in tokens.iter().enumerate().skip(1) {
        if t.end - t.start != 2 || out.country.is_some() {
            continue;
        }
        let ends = match tokens.get(at + 1) {
            None => t.gap >= Gap::Mark,
            Some(next) => next.kind == TokenKind::Number && next.gap <= Gap::Mark && next.end - next.start >= 3,
        };
        let Some(code) = text.get(t.start as usize..t.end as usize).filter(|_| ends) else { continue };
        if code.bytes().all(|b| b.is_ascii_uppercase()) && !words::holds(WordUse::NoCountry, code) {
            out.country = countries::of_cell(code);
        }
    }
}

/// What stands behind a place word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// A street: no place at all.
    Street,
    /// A building, a shop, a hotel.
    Building,
    /// A zone, a park, a station.
    Zone,
}

/// What stands directly behind a place. A direction or number may stand between (新疆南路, Hami 2nd Road); a whole street
/// name does not make the place a street (石河子|北四路).
fn behind(cell: &Query, at: usize, said: &[Said]) -> Option<Behind> {
    let p = cell.segments.get(at)?;
    let (mut end, mut turned, mut trades) = (p.to, false, false);
    for next in cell.segments[at + 1..].iter().filter(|n| n.from >= p.to).take(6) {
        if next.from < end {
            continue; // a compound's second piece
        }
        if next.from != end {
            return None;
        }
        let word = cell.n.run(next.from.into(), next.to.into());
        let number =
            next.class == Class::Number || matches!(word, "一" | "二" | "三" | "四" | "五" | "六" | "七" | "八" | "九");
        if next.class == Class::Street {
            // `Xinjiang long staple cotton`: the word belongs to the goods.
            if said.iter().any(|s| matches!(s.says, Says::Goods(_)) && s.from <= next.from && next.to <= s.to) {
                return None;
            }
            return match lexicon().street_kind(next.key) {
                "area" => Some(Behind::Zone),
                _ if trades => None,
                "transport or landmark" => Some(Behind::Zone),
                "building" | "public place" => Some(Behind::Building),
                // 北|四路 is a street of its own.
                _ if turned && word.chars().next().is_some_and(|c| "一二三四五六七八九十".contains(c)) => {
                    None
                }
                _ => Some(Behind::Street),
            };
        }
        // Yili Science and Technology | Park.
        if matches!(next.class, Class::Business | Class::Connector) && !turned {
            trades = true;
            end = next.to;
            continue;
        }
        if trades || number && turned || !number && !words::holds(WordUse::Direction, word) {
            return None;
        }
        turned |= !number;
        end = next.to;
    }
    None
}

/// The word right behind says that this one is a brand: 牌, 牌子, `brand`.
fn is_brand(cell: &Query, p: &Segment) -> bool {
    let next = cell.n.word(p.to.into());
    let close = cell.n.tokens().get(usize::from(p.to)).is_some_and(|t| t.gap < Gap::Break);
    let two = || matches!((next, cell.n.word(usize::from(p.to) + 1)), ("品", "牌") | ("商", "标"));
    close && (matches!(next, "牌" | "brand" | "branded" | "brands" | "trademark") || two())
}

/// The word names its division itself, or its class word follows: 莎车县, Qira County.
fn is_classed(cell: &Query, p: &Segment) -> bool {
    let of = |at: usize| {
        cell.n.tokens().get(at).is_some_and(|t| t.gap <= Gap::Blank)
            && words::holds(WordUse::PlaceClass, cell.n.word(at))
    };
    of(usize::from(p.to)) || p.to > p.from + 1 && words::holds(WordUse::PlaceClass, cell.n.word(usize::from(p.to) - 1))
}

/// Nothing but a number stands behind the word up to the next mark: `Jiefang Lu Wusu 833000`.
fn is_last(cell: &Query, p: &Segment) -> bool {
    let tokens = cell.n.tokens();
    let after =
        usize::from(p.to) + usize::from(tokens.get(usize::from(p.to)).is_some_and(|t| t.kind == TokenKind::Number));
    tokens.get(after).is_none_or(|t| t.gap > Gap::Blank)
}

/// MatchKind a place stands among the words of origin and goods.
fn standing((text, cell): (&str, &Query), p: &Segment, said: &[Said], phrase: Option<&Phrase>) -> Standing {
    if phrase.is_some_and(|f| f.negates(p.from)) {
        return Standing::Negated;
    }
    let (start, end) = phrase.map_or((p.from, p.to), |f| (f.from, f.to));
    let tokens = cell.n.tokens();
    // Nothing but blanks, hyphens and words between the tokens.
    let flowing = |a: u16, b: u16| {
        let between = tokens
            .get(usize::from(a).wrapping_sub(1))
            .zip(tokens.get(usize::from(b)))
            .and_then(|(x, y)| text.get(x.end as usize..y.start as usize));
        between.is_some_and(|t| !t.contains([',', ';', ':', '(', ')', '|', '，', '；', '：', '（', '）', '。']))
    };
    // Another country or province between: `imported from Italy, Xinjiang Road store`.
    let outside = |q: &Segment| match (q.class, q.place) {
        (Class::Place, Some(at)) => !lexicon().places().get(at).xinjiang,
        (Class::Country, _) => countries::of_cell(cell.n.run(q.from.into(), q.to.into())) != Some(Country::CHINA),
        _ => false,
    };
    let other = |a: u16, b: u16| cell.segments.iter().filter(|q| a <= q.from && q.to <= b).any(outside);
    // `Hami melons grown in Hainan`: the word of origin is of the place behind it.
    let of_another = |s: &Said| {
        let leads = |o: &Said| o.says == Says::Origin(Side::Before) && o.from <= s.from && s.to <= o.to;
        said.iter()
            .filter(|o| leads(o))
            .any(|o| cell.segments.iter().any(|q| q.from >= o.to && q.from - o.to <= 1 && outside(q)))
    };
    let before = |s: &Said, reach: u16| s.to <= p.from && p.from - s.to <= reach || s.to <= start && start - s.to <= 1;
    let origin = said
        .iter()
        .filter(|s| s.says == Says::Origin(Side::Before) && before(s, 3) && !other(s.to, p.from))
        .max_by_key(|s| s.to);
    let unmade = |s: &Said| match s.says {
        Says::NoOrigin(Side::Before) => before(s, 3) && origin.is_none_or(|o| o.from < s.to || start <= o.from),
        Says::NoOrigin(Side::Behind) => {
            let near = |to: u16, reach: u16| s.from >= to && s.from - to <= reach && flowing(to, s.from);
            near(p.to, 3) || near(end, 1)
        }
        _ => false,
    };
    if said.iter().any(unmade) {
        return Standing::Unmade;
    }
    let behind = |s: &Said| {
        s.says == Says::Origin(Side::Behind)
            && s.from >= p.to
            && s.from <= end + 1
            && flowing(p.to, s.from)
            && !of_another(s)
    };
    if origin.is_some() || said.iter().any(behind) {
        return Standing::Worded;
    }
    // Up to two words between, or three that are of one phrase with it: Xinjiang extra long staple | cotton.
    let goods = |s: &Said| {
        let gap = s.from.checked_sub(p.to);
        matches!(s.says, Says::Goods(_)) && gap.is_some_and(|g| g <= 2 || g <= 4 && flowing(p.to, s.from))
    };
    if said.iter().any(goods) { Standing::BeforeGoods } else { Standing::Bare }
}
