//! Places and countries of a cell: what follows a place word, and whether words of origin, goods or a negation
//! belong to it.

use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{Said, Says, Side};
use crate::lexicon::{Class, PlaceIx, lexicon};
use crate::matching::query::Query;
use crate::matching::segments::Segment;
use crate::text::{Gap, TokenKind};

use super::phrase::Phrases;
use super::words::{self, WordUse};
use super::{CellFacts, Doubt, PlaceSeen, Standing};

/// A cell, with the words of the vocabulary and the phrases found in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Analysed<'c> {
    pub(super) text: &'c str,
    pub(super) cell: &'c Query,
    pub(super) said: &'c [Said],
    pub(super) phrases: &'c Phrases,
}

/// What follows a place word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// A street: no place at all.
    Street,
    /// A building, a shop, a hotel.
    Building,
    /// A zone, a park, a station.
    Zone,
}

impl Analysed<'_> {
    /// The words of tokens `from..to`.
    pub(super) fn quote(&self, from: u16, to: u16) -> Box<str> {
        let (start, end) = self.cell.n.span(from.into(), to.into());
        self.text.get(start..end).unwrap_or(self.text).into()
    }

    /// True where the token is said not to be there.
    pub(super) fn negates(&self, token: u16) -> bool {
        self.phrases.of(token).is_some_and(|p| p.negates(token))
    }

    fn run(&self, segment: &Segment) -> &str {
        self.cell.n.run(segment.from.into(), segment.to.into())
    }

    /// Adds the places and countries of the cell.
    pub(super) fn take_places(&self, out: &mut CellFacts) {
        if let Some(seen) = self.whole_place() {
            out.mentions_mut().places.push(seen);
            return;
        }
        for (at, p) in self.cell.segments.iter().enumerate() {
            match (p.class, p.place) {
                (Class::Country, _) => {
                    let whole = countries::around(&self.cell.n, p.tokens());
                    out.country = whole.or_else(|| countries::of_cell(self.run(p))).or(out.country);
                }
                (Class::Place, Some(place)) => self.take_place(at, place, out),
                _ => {}
            }
        }
        for s in self.said.iter().filter(|s| s.says == Says::OfRegion) {
            // 边疆棉 is cotton of a borderland.
            let borderland = s.from > 0 && self.cell.n.word(usize::from(s.from) - 1) == "边";
            let region = lexicon().word("xinjiang").and_then(|s| s.place);
            out.mentions_mut().places.extend(region.filter(|_| !borderland).map(|place| PlaceSeen {
                place,
                plain: true,
                ambiguous: false,
                doubt: None,
                certain: true,
                last: false,
                site: false,
                shared: false,
                standing: if self.negates(s.from) { Standing::Negated } else { Standing::BeforeGoods },
                quoted: self.quote(s.from, s.to),
            }));
        }
        self.take_country_code(out);
    }

    /// The place of segment `at`.
    fn take_place(&self, at: usize, place: PlaceIx, out: &mut CellFacts) {
        let p = &self.cell.segments[at];
        let info = lexicon().places().get(place);
        let region = info.level == "region" && !p.ambiguous;
        // Shanshan 牌, a brand of shirts: a county's word is no place there. Xinjiang and its prefectures stay places.
        let well_known = region || !p.ambiguous && lexicon().is_prefecture(self.run(p));
        if info.xinjiang && !well_known && self.is_brand(p) {
            return;
        }
        // `ул. Урумчи`, `Jalan Hotan`.
        let street = |before: usize| words::holds(WordUse::StreetBefore, self.cell.n.word(before));
        if usize::from(p.from).checked_sub(1).is_some_and(street) {
            return;
        }
        let classed = self.is_classed(p);
        let doubt = match self.follows(at) {
            Some(Follows::Street) => return,
            // A county has a station; Hami Hotel is anywhere.
            Some(Follows::Building) if !classed => return,
            Some(Follows::Zone) => Some(if classed { Doubt::County } else { Doubt::Zone }),
            _ => None,
        };
        if !info.xinjiang {
            let sponsor = doubt.is_some() && self.is_sponsor(at);
            out.elsewhere.extend((!p.ambiguous && !sponsor).then_some(place));
            return;
        }
        let last = self.is_last(p);
        let first = p.from == 0 || self.cell.n.tokens()[usize::from(p.from)].gap > Gap::Blank;
        out.mentions_mut().places.push(PlaceSeen {
            place,
            plain: region,
            ambiguous: p.ambiguous || lexicon().is_firm(self.run(p)),
            doubt,
            certain: classed || last && first,
            last,
            site: self.is_site(p),
            shared: lexicon().is_shared(self.run(p)),
            standing: self.standing(p),
            quoted: self.quote(p.from, p.to),
        });
    }

    /// A cell that is a name of a place of Xinjiang and nothing else, in more words or other scripts than running text
    /// is searched for: ウルムチ市, `Ka Shen Shi`, `Beijing Industrial Park of Luopu County`.
    fn whole_place(&self) -> Option<PlaceSeen> {
        /// The longest spelling of the table has eleven words.
        const LONGEST: usize = 14;
        let n = &self.cell.n;
        let count = n.tokens().len();
        if count == 0 || count > LONGEST {
            return None;
        }
        let classed = count > 1 && words::holds(WordUse::PlaceClass, n.word(count - 1));
        let ends = [Some(count), classed.then_some(count - 1)];
        let (sense, to) = ends.into_iter().flatten().find_map(|to| Some((lexicon().whole_place(n.run(0, to))?, to)))?;
        let place = sense.place?;
        // 沙湾区 is a district of Leshan, and no class word after 沙湾.
        let known = lexicon().han().get(n.run(0, count)).and_then(<[_]>::first).copied();
        let elsewhere = known.and_then(|s| s.place).is_some_and(|p| !lexicon().places().get(p).xinjiang);
        if elsewhere && to < count {
            return None;
        }
        Some(PlaceSeen {
            place,
            plain: !sense.ambiguous && lexicon().places().get(place).level == "region",
            ambiguous: sense.ambiguous || lexicon().is_firm(n.run(0, to)),
            doubt: None,
            certain: true,
            last: true,
            site: false,
            shared: lexicon().is_shared(n.run(0, to)),
            standing: Standing::Bare,
            quoted: self.quote(0, to as u16),
        })
    }

    /// The place of segment `at` is a province or city that a park in Xinjiang is named after, its partner in the
    /// pairing programme: `Luopu | Beijing Industrial Park`, `Beijing Industrial Park, Luopu County`. The county is
    /// directly before, or after the park as the larger of the two.
    fn is_sponsor(&self, at: usize) -> bool {
        let park = &self.cell.segments[at];
        let county = |(i, q): (usize, &Segment)| {
            let sure = !q.ambiguous || self.is_classed(q);
            let of_xinjiang = sure && q.place.is_some_and(|p| lexicon().places().get(p).xinjiang);
            let class = usize::from(q.to) + 1 == usize::from(park.from) && self.is_classed(q);
            let near = q.to == park.from || class || q.from >= park.to;
            of_xinjiang && near && !matches!(self.follows(i), Some(Follows::Street | Follows::Building))
        };
        self.cell.segments.iter().enumerate().any(county)
    }

    /// A country's two letters in capitals at the end of an address, or before the postal code there: `JP 391-0100`.
    fn take_country_code(&self, out: &mut CellFacts) {
        let tokens = self.cell.n.tokens();
        for (at, t) in tokens.iter().enumerate().skip(1) {
            if t.end - t.start != 2 || out.country.is_some() {
                continue;
            }
            let ends = match tokens.get(at + 1) {
                None => t.gap >= Gap::Mark,
                Some(next) => next.kind == TokenKind::Number && next.gap <= Gap::Mark && next.end - next.start >= 3,
            };
            let Some(code) = self.text.get(t.start as usize..t.end as usize).filter(|_| ends) else { continue };
            if code.bytes().all(|b| b.is_ascii_uppercase()) && !words::holds(WordUse::NoCountry, code) {
                out.country = countries::of_cell(code);
            }
        }
    }

    /// What directly follows the place of segment `at`. A direction or number may be between (新疆南路, Hami 2nd Road);
    /// a whole street name does not make the place a street (石河子|北四路).
    fn follows(&self, at: usize) -> Option<Follows> {
        let p = self.cell.segments.get(at)?;
        let (mut end, mut turned, mut trades) = (p.to, false, false);
        for next in self.cell.segments[at + 1..].iter().filter(|n| n.from >= p.to).take(6) {
            if next.from < end {
                continue; // a compound's second segment
            }
            if next.from != end {
                return None;
            }
            let word = self.run(next);
            if next.class == Class::Street {
                // `Xinjiang long staple cotton`: the word belongs to the goods.
                let in_goods = |s: &Said| matches!(s.says, Says::Goods(_)) && s.from <= next.from && next.to <= s.to;
                if self.said.iter().any(in_goods) {
                    return None;
                }
                return match lexicon().street_kind(next.key) {
                    "area" => Some(Follows::Zone),
                    _ if trades => None,
                    "transport or landmark" => Some(Follows::Zone),
                    "building" | "public place" => Some(Follows::Building),
                    // 北|四路 is a street of its own.
                    _ if turned && word.starts_with(is_numeral) => None,
                    _ => Some(Follows::Street),
                };
            }
            let mut characters = word.chars();
            let number = next.class == Class::Number
                || characters.next().is_some_and(|c| c != '十' && is_numeral(c)) && characters.next().is_none();
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

    /// The word right after says that this one is a brand: 牌, 牌子, `brand`.
    fn is_brand(&self, p: &Segment) -> bool {
        let n = &self.cell.n;
        let next = n.word(p.to.into());
        let close = n.tokens().get(usize::from(p.to)).is_some_and(|t| t.gap < Gap::Break);
        let two = || matches!((next, n.word(usize::from(p.to) + 1)), ("品", "牌") | ("商", "标"));
        close && (matches!(next, "牌" | "brand" | "branded" | "brands" | "trademark") || two())
    }

    /// The word names its division itself, or its class word follows: 莎车县, Qira County.
    fn is_classed(&self, p: &Segment) -> bool {
        let n = &self.cell.n;
        let is_class = |at: usize| words::holds(WordUse::PlaceClass, n.word(at));
        let (from, to) = (usize::from(p.from), usize::from(p.to));
        // `Mori Kazakh Autonomous County`: the name of a people stands between.
        let people = |at: &usize| words::holds(WordUse::People, n.word(*at));
        let to = (to..).take(2).take_while(people).last().map_or(to, |last| last + 1);
        let initials = to > usize::from(p.to) && n.word(to) == "ac";
        n.tokens().get(to).is_some_and(|t| t.gap <= Gap::Blank) && (is_class(to) || initials)
            || to > from + 1 && is_class(to - 1)
    }

    /// The last label before the place is that of a factory, not of an office: `Office: London; Factory: Urumqi`,
    /// `HQ Shenzhen, Mfg site Karamay`, `Shanghai (plant: Aksu)`. A label begins its part of the cell; the address
    /// after it may have commas.
    fn is_site(&self, p: &Segment) -> bool {
        let (n, tokens) = (&self.cell.n, self.cell.n.tokens());
        let starts = |at: usize| match at.checked_sub(1).and_then(|before| Some((tokens.get(before)?, tokens.get(at)?)))
        {
            None => at == 0,
            Some((before, label)) => {
                let between = self.text.get(before.end as usize..label.start as usize).unwrap_or("");
                between.contains(['(', '（', ';', '；', ',', '，', '.', '。', '/', '|', '\n', ':', '：', '、'])
                    || between.contains(" - ")
            }
        };
        // `Mill Lane`, `Factory Road`: a street, no label; what follows a colon is never part of the label.
        let street = |at: usize| {
            let gap = tokens.get(at).is_none_or(|t| t.gap == Gap::Break);
            !gap && self.cell.segments.iter().any(|s| usize::from(s.from) == at && s.class == Class::Street)
        };
        let in_label =
            |at: usize| words::holds(WordUse::Site, n.word(at)) || words::holds(WordUse::SiteFiller, n.word(at));
        let of_site = |at: usize| {
            let end = (at..usize::from(p.from)).find(|at| !in_label(*at)).unwrap_or(p.from.into());
            (at..end).any(|at| words::holds(WordUse::Site, n.word(at))) && !street(end)
        };
        let of_office = |at: usize| words::holds(WordUse::Office, n.word(at));
        let label = (0..usize::from(p.from)).rev().find(|at| of_office(*at) || starts(*at) && of_site(*at));
        label.is_some_and(|at| !of_office(at)) || self.is_labelled_in_han(p)
    }

    /// A label in Han up to its colon: 工厂地址：乌鲁木齐.
    fn is_labelled_in_han(&self, p: &Segment) -> bool {
        let (start, _) = self.cell.n.span(p.from.into(), p.to.into());
        let Some((label, _)) = self.text.get(..start).and_then(|before| before.rsplit_once([':', '：'])) else {
            return false;
        };
        let label = label.rsplit([';', ',', '；', '，', '。', '|', '/', '\n']).next().unwrap_or(label);
        label.split_whitespace().any(|word| words::holds(WordUse::Site, word))
    }

    /// Nothing but a number follows the word up to the next mark: `Jiefang Lu Wusu 833000`.
    fn is_last(&self, p: &Segment) -> bool {
        let (tokens, to) = (self.cell.n.tokens(), usize::from(p.to));
        let after = to + usize::from(tokens.get(to).is_some_and(|t| t.kind == TokenKind::Number));
        tokens.get(after).is_none_or(|t| t.gap > Gap::Blank)
    }

    /// Nothing but blanks, hyphens and words between two tokens.
    fn is_flowing(&self, from: u16, to: u16) -> bool {
        let tokens = self.cell.n.tokens();
        let between = tokens
            .get(usize::from(from).wrapping_sub(1))
            .zip(tokens.get(usize::from(to)))
            .and_then(|(x, y)| self.text.get(x.end as usize..y.start as usize));
        between.is_some_and(|t| !t.contains([',', ';', ':', '(', ')', '|', '，', '；', '：', '（', '）', '。']))
    }

    /// A country other than China, or a place outside Xinjiang.
    fn is_outside(&self, segment: &Segment) -> bool {
        match (segment.class, segment.place) {
            (Class::Place, Some(at)) => !lexicon().places().get(at).xinjiang,
            (Class::Country, _) => countries::of_cell(self.run(segment)) != Some(Country::CHINA),
            _ => false,
        }
    }

    /// How a place belongs to the words of origin and goods around it.
    fn standing(&self, p: &Segment) -> Standing {
        if self.negates(p.from) {
            return Standing::Negated;
        }
        let (start, end) = self.phrases.of(p.from).map_or((p.from, p.to), |f| (f.from, f.to));
        let segments = &self.cell.segments;
        // Another country or province between: `imported from Italy, Xinjiang Road store`.
        let other = |a: u16, b: u16| segments.iter().any(|q| a <= q.from && q.to <= b && self.is_outside(q));
        // `Hami melons grown in Hainan`: the word of origin is of the place after it.
        let of_another = |s: &Said| {
            let leads = |o: &&Said| o.says == Says::Origin(Side::Before) && o.from <= s.from && s.to <= o.to;
            let next = |o: &Said, q: &Segment| q.from >= o.to && q.from - o.to <= 1;
            self.said.iter().filter(leads).any(|o| segments.iter().any(|q| next(o, q) && self.is_outside(q)))
        };
        let before =
            |s: &Said, reach: u16| s.to <= p.from && p.from - s.to <= reach || s.to <= start && start - s.to <= 1;
        let leads = |s: &&Said| s.says == Says::Origin(Side::Before) && before(s, 3) && !other(s.to, p.from);
        let origin = self.said.iter().filter(leads).max_by_key(|s| s.to);
        let near = |s: &Said, to: u16, reach: u16| s.from >= to && s.from - to <= reach && self.is_flowing(to, s.from);
        let unmade = |s: &Said| match s.says {
            Says::NoOrigin(Side::Before) => before(s, 3) && origin.is_none_or(|o| o.from < s.to || start <= o.from),
            Says::NoOrigin(Side::Behind) => near(s, p.to, 3) || near(s, end, 1),
            _ => false,
        };
        if self.said.iter().any(unmade) {
            return Standing::Unmade;
        }
        let after = |s: &Said| {
            let close = s.from >= p.to && s.from <= end + 1 && self.is_flowing(p.to, s.from);
            s.says == Says::Origin(Side::Behind) && close && !of_another(s)
        };
        if origin.is_some() || self.said.iter().any(after) {
            return Standing::Worded;
        }
        // Up to two words between, or three that are of one phrase with it: Xinjiang extra long staple | cotton.
        let goods = |s: &Said| {
            let gap = s.from.checked_sub(p.to);
            matches!(s.says, Says::Goods(_)) && gap.is_some_and(|g| g <= 2 || g <= 4 && self.is_flowing(p.to, s.from))
        };
        if self.said.iter().any(goods) { Standing::BeforeGoods } else { self.after_goods(p) }
    }

    /// Goods before a place: with a preposition between (`camisas de algodón de Xinjiang`), or directly, where only
    /// numbers may be between (`TOMATO PASTE 36/38 XINJIANG`). A title's words between are none: `livre sur le coton:
    /// Xinjiang`.
    fn after_goods(&self, p: &Segment) -> Standing {
        /// Words between goods and the preposition: `coton peigné blanc du Xinjiang`.
        const MOST_BETWEEN: u16 = 3;
        let n = &self.cell.n;
        let of = p.from.checked_sub(1).filter(|at| words::holds(WordUse::OfPlace, n.word((*at).into())));
        let end = of.unwrap_or(p.from);
        let goods = self.said.iter().filter(|s| matches!(s.says, Says::Goods(_)) && !s.negated && s.to <= end);
        let Some(goods) = goods.max_by_key(|s| s.to).filter(|s| self.is_flowing(s.to, p.from)) else {
            return Standing::Bare;
        };
        let number = |at: u16| n.tokens().get(usize::from(at)).is_some_and(|t| t.kind == TokenKind::Number);
        match of {
            Some(of) if of - goods.to <= MOST_BETWEEN => Standing::BeforeGoods,
            None if (goods.to..p.from).all(number) => Standing::AfterGoods,
            _ => Standing::Bare,
        }
    }
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}
