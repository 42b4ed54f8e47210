//! Reads cells.

use rustc_hash::FxHashSet;

use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{Said, Says, words};
use crate::lexicon::{Class, lexicon};
use crate::matching::affiliation::{self, Strength, Unit};
use crate::matching::align::Alignment;
use crate::matching::identifier::{Identifiers, credit_code};
use crate::matching::index::Index;
use crate::matching::pieces::Piece;
use crate::matching::reading::Cell;
use crate::text::{TokenKind, is_han, mojibake};

use super::{NameSeen, PlaceSeen, Reading, Standing, UnitSeen};

/// Reads cells against the compiled lists.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'i> {
    /// The compiled names.
    pub index: &'i Index,
    /// The listed identifiers.
    pub identifiers: &'i Identifiers,
}

/// Reused memory of a reader.
#[derive(Debug, Default)]
pub struct Workspace {
    cell: Cell,
    alignments: Vec<Alignment>,
    said: Vec<Said>,
    units: Vec<Unit>,
    padded: (String, Vec<u32>),
}

impl Workspace {
    /// The cell read last.
    pub fn cell(&self) -> &Cell {
        &self.cell
    }
}

/// Agreement below this (tenths of a bit) cannot reach a review, whatever the row adds: two thirds of the lowest
/// threshold of `decide`.
const LEAST: i32 = 60;

/// Bytes read at once. A longer cell (a contract, a memo) is read in stretches, so that positions of words fit 16 bits
/// whatever the cell: no three bytes give more than four words (U+FDFA does).
const LONGEST_STRETCH: usize = 3_072;

/// Bytes that a stretch repeats of the one before: more than any listed name with its address is long.
const OVERLAP: usize = 512;

impl Reader<'_> {
    /// Reads one cell. `fuzzy` also tries misspellings of listed names.
    pub fn read(&self, text: &str, fuzzy: bool, work: &mut Workspace) -> Reading {
        let whole_country = if fuzzy { None } else { countries::of_cell(text) };
        let mut out = Reading { whole_country, ..Reading::default() };
        if out.whole_country.is_some() {
            // A country and nothing else in a country cell: no party, and `CN` is no name. In a name cell DJI is one.
            out.han = text.chars().any(is_han);
            return out;
        }
        for (part, rest) in stretches(text) {
            self.read_stretch(part, fuzzy, work, &mut out);
            if !rest.is_empty() {
                // The stretch was cut by us, not by a field limit: the next one holds the name whole.
                out.names.retain(|n| !n.alignment.cut);
            }
        }
        if text.len() > LONGEST_STRETCH {
            once_each(&mut out);
        }
        out
    }

    fn read_stretch(&self, text: &str, fuzzy: bool, work: &mut Workspace, out: &mut Reading) {
        self.read_into(text, fuzzy, work, out);
        if let Some(repair) = mojibake::repair(text) {
            let mut said = Reading::default();
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

    fn read_into(&self, text: &str, fuzzy: bool, work: &mut Workspace, out: &mut Reading) {
        let Workspace { cell, alignments, said, units, padded } = work;
        cell.read(text, self.index, fuzzy);
        out.han |= text.chars().any(is_han);
        out.legal_form |= cell.pieces.iter().any(|p| p.class == Class::Form);
        let quote = |from: usize, to: usize| -> Box<str> {
            let (a, b) = cell.n.span(from, to);
            text.get(a..b).unwrap_or(text).into()
        };
        cell.alignments(self.index, alignments);
        for a in alignments.drain(..) {
            if a.agreed >= LEAST || (a.missing == 0 && !a.cut) {
                out.names.push(NameSeen { quoted: quote(a.lo.into(), a.hi.into()), alignment: a, repaired: None, lossy: false });
            }
        }
        affiliation::find(&cell.n, units);
        out.units.extend(units.iter().map(|u| UnitSeen { unit: *u, quoted: quote(u.from.into(), u.to.into()) }));
        self.codes(cell, out, &quote);
        words().find(&cell.n, padded, said);
        take_words(said, out, &quote);
        take_places(cell, said, out, &quote);
        if units.iter().any(|u| u.strength == Strength::Plain) {
            out.country.get_or_insert(Country::CHINA);
        }
    }

    fn codes(&self, cell: &Cell, out: &mut Reading, quote: &impl Fn(usize, usize) -> Box<str>) {
        let mut met = Vec::new();
        for (at, t) in cell.n.tokens().iter().enumerate() {
            if t.kind == TokenKind::Han {
                continue;
            }
            let word = cell.n.text(t);
            self.identifiers.meet(word, &mut met);
            out.ids.extend(met.drain(..).map(|m| (m, quote(at, at + 1))));
            if let Some(code) = credit_code(word) {
                out.code = Some((code, word.get(2..4) == Some("65"), quote(at, at + 1)));
            } else if t.kind == TokenKind::Number && word.len() == 6 && (word.starts_with("83") || word.starts_with("84")) {
                out.postal = Some(quote(at, at + 1));
            }
        }
    }
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
fn once_each(out: &mut Reading) {
    let mut names = FxHashSet::default();
    out.names.retain(|n| names.insert((n.alignment.name, n.quoted.clone())));
    let mut units = FxHashSet::default();
    out.units.retain(|u| units.insert((u.unit.kind, u.unit.strength, u.quoted.clone())));
    let mut places = FxHashSet::default();
    out.places.retain(|p| places.insert((p.place, p.standing, p.quoted.clone())));
    out.elsewhere.sort_unstable();
    out.elsewhere.dedup();
}

fn take_words(said: &[Said], out: &mut Reading, quote: &impl Fn(usize, usize) -> Box<str>) {
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
            Says::Origin | Says::NoOrigin | Says::Trap => {}
        }
    }
    // "cotton and no cotton": what is said to be absent anywhere is not counted, a person may read it.
    out.goods.0 &= !out.negated.0;
    out.goods_words.retain(|(c, _)| out.goods.has(*c));
}

fn take_places(cell: &Cell, said: &[Said], out: &mut Reading, quote: &impl Fn(usize, usize) -> Box<str>) {
    for (at, p) in cell.pieces.iter().enumerate() {
        match (p.class, p.place) {
            (Class::Country, _) => {
                if let Some(c) = countries::of_cell(cell.n.run(p.from.into(), p.to.into())) {
                    out.country = Some(c);
                }
            }
            (Class::Place, Some(place)) => {
                let behind = street_behind(cell, at);
                if behind == Some(false) {
                    continue;
                }
                let info = lexicon().places().get(place);
                if !info.xinjiang {
                    if !p.ambiguous {
                        out.elsewhere.push(place);
                    }
                    continue;
                }
                out.places.push(PlaceSeen {
                    place,
                    plain: info.level == "region",
                    ambiguous: p.ambiguous || behind.is_some(),
                    standing: standing(p, said),
                    quoted: quote(p.from.into(), p.to.into()),
                });
            }
            _ => {}
        }
    }
}

/// What stands directly behind a place: a street or building (`Some(false)`: no place at all), a zone
/// (`Some(true)`: a doubtful one), or neither. A direction or number may stand between (新疆南路, Hami 2nd Road).
fn street_behind(cell: &Cell, at: usize) -> Option<bool> {
    let p = cell.pieces.get(at)?;
    let mut end = p.to;
    for next in cell.pieces[at + 1..].iter().filter(|n| n.from >= p.to).take(3) {
        if next.from != end {
            return None;
        }
        let word = cell.n.run(next.from.into(), next.to.into());
        if next.class == Class::Street {
            return Some(next.ambiguous);
        }
        let between = next.class == Class::Number
            || matches!(word, "north" | "south" | "east" | "west" | "middle" | "东" | "西" | "南" | "北" | "中" | "一" | "二" | "三");
        if !between {
            return None;
        }
        end = next.to;
    }
    None
}

fn standing(p: &Piece, said: &[Said]) -> Standing {
    let near = |s: &Said, reach: u16| s.from <= p.to + reach && p.from <= s.to + reach;
    if said.iter().any(|s| s.says == Says::NoOrigin && near(s, 3)) {
        return Standing::Unmade;
    }
    if said.iter().any(|s| s.says == Says::Origin && near(s, 3)) {
        return Standing::Worded;
    }
    let goods = |s: &Said| matches!(s.says, Says::Goods(_)) && (p.to..=p.to + 2).contains(&s.from);
    if said.iter().any(goods) { Standing::BeforeGoods } else { Standing::Bare }
}
