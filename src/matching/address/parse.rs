//! Takes an address apart: streets with the numbers of their houses, parts of the premises, towns and districts.
//!
//! Both sides are read by the same rules, so that what is read wrongly is read alike. Names of streets and places
//! become letters run together, Han in pinyin: 阡陌路555号, `No. 555 Qianmo Road` and `555 Qian Mo Lu` have one key.

use std::ops::Range;

use crate::lexicon::countries;
use crate::lexicon::places::PlaceInfo;
use crate::lexicon::{PlaceIx, lexicon};
use crate::text::{Gap, Normalized, TokenKind, numerals, pinyin};

use super::super::segments::Segment;
use super::words::{self, Part, Uses};

/// A text cut into tokens and segments.
#[derive(Debug, Clone, Copy)]
pub struct Cut<'t> {
    /// The text.
    pub text: &'t str,
    /// Its tokens.
    pub n: &'t Normalized,
    /// Its segments.
    pub segments: &'t [Segment],
}

/// A street with the number of a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Street {
    /// Letters of the name and number: `qianmo 555`.
    pub key: String,
    /// The tokens of name, street word and number.
    pub tokens: Range<usize>,
}

/// Words of a street's name at most (`Third Western Industrial South`), and characters of a Han one.
const LONGEST: usize = 4;
const LONGEST_HAN: usize = 8;

/// Letters of the name of a street at least.
const SHORTEST: usize = 3;

/// Letters of a town or district at least: two syllables of pinyin may have as few (`Yi'an`).
const SHORTEST_PLACE: usize = 4;

impl<'t> Cut<'t> {
    fn uses(&self, at: usize) -> Uses {
        words::of(self.n.word(at))
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.n.tokens().get(at).map(|t| t.kind)
    }

    /// The text between a token and the one before it.
    fn between(&self, at: usize) -> &'t str {
        let tokens = self.n.tokens();
        let ends = at.checked_sub(1).and_then(|before| Some((tokens.get(before)?.end, tokens.get(at)?.start)));
        ends.and_then(|(from, to)| self.text.get(from as usize..to as usize)).unwrap_or_default()
    }

    /// A comma, a bracket or a line break stands before the token.
    fn is_parted(&self, at: usize) -> bool {
        self.n.tokens().get(at).is_none_or(|t| t.gap >= Gap::Break) || self.between(at).contains([',', '，', '、'])
    }

    /// A house number or part of one: `555`, `13v`; ordinals (`4th`) are names.
    fn is_number(&self, at: usize) -> bool {
        const LONGEST: usize = 6;
        let Some(token) = self.n.tokens().get(at) else { return false };
        let word = self.n.text(token);
        let printed = self.text.get(token.start as usize..token.end as usize).unwrap_or_default();
        match token.kind {
            TokenKind::Number => word.len() <= LONGEST && printed.chars().all(char::is_numeric),
            TokenKind::Word => word.len() < LONGEST && word.starts_with(|c: char| c.is_ascii_digit()),
            TokenKind::Han => false,
        }
    }

    /// The number around a token, with what a hyphen or slash joins to it: `45-51`, `1818-2`.
    fn number(&self, at: usize) -> Option<Range<usize>> {
        if !self.is_number(at) {
            return None;
        }
        let joins = |at: usize| matches!(self.between(at), "-" | "–" | "/") && self.is_number(at);
        let mut range = at..at + 1;
        while range.start > 0 && joins(range.start) && self.is_number(range.start - 1) {
            range.start -= 1;
        }
        while joins(range.end) {
            range.end += 1;
        }
        Some(range)
    }

    fn printed(&self, tokens: Range<usize>) -> String {
        let parts: Vec<&str> = tokens.map(|at| self.n.word(at).trim_start_matches('0')).collect();
        parts.join("-")
    }

    /// All streets that have a number.
    pub fn streets(&self) -> Vec<Street> {
        let mut out = Vec::new();
        for at in 0..self.n.tokens().len() {
            let uses = self.uses(at);
            if uses.street && !self.is_township(at) {
                out.extend(self.street(self.name_before(at)..at, at + 1));
            }
            if uses.street_before {
                out.extend(self.street(at + 1..self.name_behind(at + 1), at + 1));
            }
            if !uses.street && words::in_one_word(self.n.word(at)).is_some() {
                out.extend(self.street(at..at + 1, at + 1));
            }
        }
        out
    }

    /// 街道 is the class word of a subdistrict; 街 or 道 alone is one of a street.
    fn is_township(&self, at: usize) -> bool {
        self.n.word(at) == "街" && self.n.word(at + 1) == "道" && !self.is_number(at + 2)
            || self.n.word(at) == "道" && at > 0 && self.n.word(at - 1) == "街"
    }

    /// The first token of the name in front of a street word.
    fn name_before(&self, street: usize) -> usize {
        let han = self.kind(street) == Some(TokenKind::Han);
        let most = if han { LONGEST_HAN } else { LONGEST };
        let mut from = street;
        while from > 0 && street - from < most && !self.is_parted(from) {
            let before = from - 1;
            let of_script = (self.kind(before) == Some(TokenKind::Han)) == han || han && self.glued_number(before);
            // A bare number is one of a street only next to its name: `Keji 2 Road`, but `No. 18 Gaoxin Road`.
            let house = self.is_number(before) && !(from == street && before > 0 && self.continues(before));
            let town = from < street && self.is_place_end(before) && !(from..street).all(|at| self.is_direction(at));
            if !of_script || house && !self.glued_number(before) || self.uses(before).bounds_a_name() || town {
                break;
            }
            from = before;
        }
        from
    }

    /// One past the name behind a street word: `rue de Rivoli`, `ul. Lenina`.
    fn name_behind(&self, from: usize) -> usize {
        let mut to = from;
        let goes_on = |to: usize| {
            to < self.n.tokens().len()
                && to - from < LONGEST
                && self.kind(to) == Some(TokenKind::Word)
                && !self.is_number(to)
                && (to == from || !self.is_parted(to))
                && !self.uses(to).bounds_a_name()
        };
        while goes_on(to) {
            to += 1;
        }
        to
    }

    /// A number within Han letters: 科技2路.
    fn glued_number(&self, at: usize) -> bool {
        let tokens = self.n.tokens();
        let glued = |at: usize| tokens.get(at).is_some_and(|t| t.gap == Gap::None);
        self.is_number(at)
            && glued(at)
            && glued(at + 1)
            && at > 0
            && self.kind(at - 1) == Some(TokenKind::Han)
            && !self.uses(at - 1).bounds_a_name()
    }

    /// The token before is a word of the same name.
    fn continues(&self, at: usize) -> bool {
        !self.is_parted(at) && self.kind(at - 1) == Some(TokenKind::Word) && !self.uses(at - 1).bounds_a_name()
    }

    fn is_direction(&self, at: usize) -> bool {
        let word = self.n.word(at);
        self.uses(at).direction
            || matches!(word, "东" | "南" | "西" | "北" | "中" | "大")
            || self.kind(at) == Some(TokenKind::Number)
            || numerals::han_number(word).is_some()
    }

    /// A town's name ends at the token.
    fn is_place_end(&self, at: usize) -> bool {
        self.segments.iter().any(|s| s.place.is_some() && usize::from(s.to) == at + 1)
    }

    /// A street by the tokens of its name, and the number before it or from `behind` on.
    fn street(&self, name: Range<usize>, behind: usize) -> Option<Street> {
        let letters = self.letters_of_street(name.clone());
        if letters.len() < SHORTEST {
            return None;
        }
        let behind = behind.max(name.end);
        let label = |at: usize| self.uses(at).number;
        let before = name.start.checked_sub(1);
        let street_word = before.filter(|at| self.uses(*at).street_before);
        let before = street_word.map_or(before, |at| at.checked_sub(1));
        let before = before.and_then(|at| if label(at) { at.checked_sub(1) } else { Some(at) });
        let at_behind = if label(behind) && self.kind(behind) == Some(TokenKind::Word) { behind + 1 } else { behind };
        let number = before.and_then(|at| self.number(at)).or_else(|| self.number(at_behind))?;
        let (from, to) = (name.start.min(number.start), behind.max(number.end));
        Some(Street { key: format!("{letters} {}", self.printed(number)), tokens: from..to })
    }

    /// `South Beijing`, 北京南: beijingnan.
    fn letters_of_street(&self, name: Range<usize>) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut at = name.start;
        while at < name.end {
            if self.kind(at) == Some(TokenKind::Han) {
                let to = (at..name.end).find(|t| self.kind(*t) != Some(TokenKind::Han)).unwrap_or(name.end);
                let run = self.n.run(at, to);
                parts.push(pinyin::joined(run.strip_suffix('大').unwrap_or(run)));
                at = to;
                continue;
            }
            let word = self.n.word(at);
            let number = word.parse::<u32>().ok().and_then(syllables);
            parts.push(number.or_else(|| self.uses(at).pinyin.map(str::to_owned)).unwrap_or_else(|| word.to_owned()));
            at += 1;
        }
        if parts.len() > 1 && self.uses(name.start).direction {
            parts.rotate_left(1);
        }
        let joined = parts.concat();
        let bare = ["dadao", "lu", "jie"].iter().find_map(|word| joined.strip_suffix(word));
        bare.filter(|bare| bare.len() >= SHORTEST_PLACE).map_or(joined.clone(), str::to_owned)
    }

    /// Buildings, floors and rooms with their numbers, in order.
    pub fn parts(&self) -> Vec<(Part, String)> {
        let mut out: Vec<(Part, String)> = Vec::new();
        let count = self.n.tokens().len();
        for at in 0..count {
            let word = self.n.word(at);
            if let Some(stuck) = stuck(word).or_else(|| self.coded(at)) {
                out.push(stuck);
                continue;
            }
            let Some(part) = self.han_building(at).or(self.uses(at).part) else { continue };
            let han = self.kind(at) == Some(TokenKind::Han);
            let before = if han && self.n.word(at) == "楼" && at > 0 && self.n.word(at - 1) == "号" {
                at.checked_sub(2)
            } else {
                at.checked_sub(1)
            };
            let joined = |b: usize| han || !self.is_parted(b + 1) || self.between(b + 1) == "/";
            let before = before.filter(|b| joined(*b)).and_then(|b| self.label(b));
            let next = if self.uses(at + 1).number { at + 2 } else { at + 1 };
            let behind = if han || self.is_parted(at + 1) { None } else { self.label(next) };
            let found = if part == Part::Floor || han { before.or(behind) } else { behind.or(before) };
            out.extend(found.map(|tokens| (part, self.printed(tokens))));
        }
        out.sort();
        out.dedup();
        out
    }

    /// A part without its word: `#06-32` is a room, `C1` between commas a building.
    fn coded(&self, at: usize) -> Option<(Part, String)> {
        let number = self.number(at).filter(|n| n.start == at && n.len() > 1 && self.between(at).ends_with('#'));
        let begins = at == 0 || self.is_parted(at);
        let alone = || begins && self.is_parted(at + 1) && self.is_code(at);
        number
            .map(|tokens| (Part::Room, self.printed(tokens)))
            .or_else(|| alone().then(|| (Part::Building, self.n.word(at).to_owned())))
    }

    /// Letters and digits: `c1`, `3c2`.
    fn is_code(&self, at: usize) -> bool {
        let word = self.n.word(at);
        self.kind(at) == Some(TokenKind::Word)
            && word.len() <= 5
            && word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
    }

    /// 17号楼 is a building, 3楼 a floor.
    fn han_building(&self, at: usize) -> Option<Part> {
        let building = self.n.word(at) == "楼" && at > 0 && self.n.word(at - 1) == "号";
        building.then_some(Part::Building)
    }

    /// A number, an ordinal or one letter that names a part of the premises.
    fn label(&self, at: usize) -> Option<Range<usize>> {
        let token = self.n.tokens().get(at)?;
        let word = self.n.text(token);
        let ordinal = token.kind == TokenKind::Number && word.len() <= 3;
        let code = self.is_code(at) || token.kind == TokenKind::Word && word.len() == 1;
        let joins = |at: usize| self.between(at) == "-" && self.is_number(at);
        let behind = (at + 1..).take_while(|next| joins(*next)).count();
        self.number(at).or((ordinal || code).then(|| at..at + 1 + behind))
    }

    /// A building or site is named that several firms may share.
    pub fn names_premises(&self) -> bool {
        (0..self.n.tokens().len())
            .any(|at| self.uses(at).premises || ["大厦", "广场", "中心"].contains(&self.n.run(at, at + 2)))
    }

    /// Towns and districts in letters, and the places that the lexicon knows, no provinces. A part with a number or a
    /// street in it names none, but for those that the lexicon knows.
    pub fn places(&self) -> (Vec<String>, Vec<PlaceIx>) {
        let streets: Vec<Range<usize>> = self.streets().into_iter().map(|s| s.tokens).collect();
        let outside = |at: usize| !streets.iter().any(|s| s.contains(&at));
        let all = lexicon().places();
        let known = self.segments.iter().filter(|s| outside(s.from.into())).filter_map(|s| s.place);
        let known: Vec<PlaceIx> = known.filter(|p| !is_wide(all.get(*p))).collect();
        let mut words = Vec::new();
        let count = self.n.tokens().len();
        let mut from = 0;
        for to in 1..=count {
            if to < count && !self.is_parted(to) {
                continue;
            }
            let part = from..to;
            from = to;
            words.extend(self.divisions(part.clone()).map(|(letters, _)| letters));
            let plain = |at: usize| {
                let uses = self.uses(at);
                outside(at) && uses.part.is_none() && !uses.premises && !uses.street && !uses.street_before
            };
            if part.clone().all(plain) && self.kind(part.start) == Some(TokenKind::Word) && !self.is_wide(&part) {
                let named = |at: &usize| !self.uses(*at).division && !self.uses(*at).number && !self.is_number(*at);
                let name: String = part.filter(named).map(|at| self.n.word(at)).collect();
                if name.len() >= SHORTEST_PLACE {
                    words.push(name);
                }
            }
        }
        words.sort_unstable();
        words.dedup();
        (words, known)
    }

    /// The part names a province or a country, which is no town.
    fn is_wide(&self, part: &Range<usize>) -> bool {
        let all = lexicon().places();
        let province = |s: &Segment| s.place.is_some_and(|p| is_wide(all.get(p)));
        let within = |s: &&Segment| part.contains(&usize::from(s.from));
        let (from, to) = self.n.span(part.start, part.end);
        self.segments.iter().filter(within).any(province)
            || part.clone().any(|at| matches!(self.n.word(at), "province" | "oblast" | "region"))
            || self.text.get(from..to).is_some_and(|text| countries::of_cell(text).is_some())
    }

    /// The names in front of class words of divisions below a province, in letters, and whether each is of a district.
    pub fn divisions(&self, part: Range<usize>) -> impl Iterator<Item = (String, bool)> {
        let class = move |at: &usize| {
            matches!(self.n.word(*at), "district" | "dist" | "county" | "city" | "town" | "市" | "区" | "县" | "镇")
        };
        let first = part.start;
        let named = move |at: usize| {
            let han = self.kind(at) == Some(TokenKind::Han);
            let most = if han { 4 } else { 1 };
            let mut from = at;
            while from > first && at - from < most {
                let before = from - 1;
                let of_script = (self.kind(before) == Some(TokenKind::Han)) == han;
                if !of_script || self.uses(before).bounds_a_name() || self.is_number(before) || self.is_parted(from) {
                    break;
                }
                from = before;
            }
            let letters = if han { pinyin::joined(self.n.run(from, at)) } else { self.n.word(from).to_owned() };
            let of_district = matches!(self.n.word(at), "district" | "dist" | "county" | "区" | "县");
            (from < at && letters.len() >= SHORTEST_PLACE).then_some((letters, of_district))
        };
        part.clone().filter(class).filter_map(named)
    }

    /// True where a place in letters stands in the text, from the start of a word to the end of one.
    pub fn holds(&self, place: &str) -> bool {
        let count = self.n.tokens().len();
        let mut at = 0;
        while at < count {
            if self.kind(at) == Some(TokenKind::Han) {
                let to = (at..count).find(|t| self.kind(*t) != Some(TokenKind::Han)).unwrap_or(count);
                if pinyin::joined(self.n.run(at, to)).contains(place) {
                    return true;
                }
                at = to;
                continue;
            }
            let mut rest = place;
            let mut next = at;
            while let Some(left) = (next < count).then(|| rest.strip_prefix(self.n.word(next))).flatten() {
                if left.is_empty() {
                    return true;
                }
                (rest, next) = (left, next + 1);
            }
            at += 1;
        }
        false
    }
}

/// The number and its word in one: `31f`, `rm701`.
fn stuck(word: &str) -> Option<(Part, String)> {
    let digits = |n: &&str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    let floor = word.strip_suffix('f').filter(digits).map(|number| (Part::Floor, number));
    let named = || {
        let number = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let part = words::of(word.strip_suffix(number)?).part?;
        Some(number).filter(digits).map(|number| (part, number))
    };
    let (part, number) = floor.or_else(named)?;
    Some((part, number.trim_start_matches('0').to_owned()))
}

/// A province or region that is no city.
fn is_wide(place: &PlaceInfo) -> bool {
    const CITIES: [&str; 6] = ["beijing", "chongqing", "hongkong", "macau", "shanghai", "tianjin"];
    matches!(place.level, "province" | "region") && !CITIES.contains(&place.province)
}

/// A number of a street as its Chinese name says it: 12 shier. None over 99, which no street has.
fn syllables(number: u32) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"];
    let digit = |d: u32| DIGITS.get(d as usize).copied().unwrap_or_default();
    let tens = match number / 10 {
        0 => String::new(),
        1 => "shi".to_owned(),
        tens => format!("{}shi", digit(tens)),
    };
    (1..100).contains(&number).then(|| tens + digit(number % 10))
}
