//! What a row says as a whole: the party's country and places, the goods and their origin.

use std::cell::OnceCell;

use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{Classes, GoodsClass, words};
use crate::lexicon::{PlaceIx, lexicon};
use crate::matching::xpcc_units::{Strength, Unit};
use crate::model::{Role, Row};
use crate::text;

use super::{CellFacts, Doubt, PlaceSeen, Standing};

/// A cell of a row and what it says.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'r> {
    /// The column.
    pub column: usize,
    /// Its role.
    pub role: Role,
    /// What the cell says.
    pub cell: &'r CellFacts,
}

/// Why a row is taken for one of Xinjiang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XinjiangSign {
    /// The column of the sign.
    pub column: usize,
    /// The words of the cell.
    pub quoted: String,
    /// The place, where the sign is one.
    pub place: Option<PlaceIx>,
    /// What kind of sign, in words: "origin of the goods", "place in the address"…
    pub what: &'static str,
    /// The region's own name, or the goods' stated origin: no other country switches it off.
    pub plain: bool,
}

/// Places of China that a row names, Xinjiang's included.
#[derive(Debug, Default)]
struct RowPlaces {
    /// In the name, address, city and region cells.
    all: Vec<PlaceIx>,
    /// Those of them that stand in the address, city and region cells.
    address: Vec<PlaceIx>,
}

/// The row, put together.
#[derive(Debug)]
pub struct RowFacts<'r> {
    /// The cells that say anything, in column order; joined columns last.
    pub cells: &'r [Placed<'r>],
    /// The party's country: the country column, else the last country of the address.
    pub country: Option<Country>,
    /// The goods' country where the row states one.
    pub origin: Option<Country>,
    /// Places of China in the cells that may say where, gathered when they are asked for.
    places: OnceCell<RowPlaces>,
    /// The sign of Xinjiang that counts, if any.
    pub xinjiang: Option<XinjiangSign>,
    /// Goods classes of the row, and where they were read.
    pub goods: Vec<(GoodsClass, usize, &'r str)>,
    /// Goods said not to be there.
    pub negated: Classes,
    /// The row names goods at all.
    pub names_goods: bool,
    /// Manufacturer identification codes: column and text.
    pub mids: Vec<(usize, &'r str)>,
    /// Words of a title (a person's position) stand in the row.
    pub title: Option<(usize, &'r str)>,
    /// The city or address cell where it is one word.
    pub town: Option<&'r str>,
}

impl<'r> RowFacts<'r> {
    /// Puts together what the cells of a row say.
    pub fn of(row: Row<'r>, cells: &'r [Placed<'r>]) -> Self {
        let mut facts = Self {
            cells,
            country: country(cells),
            origin: origin(row, cells),
            places: OnceCell::new(),
            xinjiang: None,
            goods: Vec::new(),
            negated: Classes::default(),
            names_goods: false,
            mids: row.of(Role::Mid).map(|(c, m)| (c, m.trim())).filter(|(_, m)| !m.is_empty()).collect(),
            title: None,
            town: [Role::City, Role::Address]
                .into_iter()
                .flat_map(|role| row.of(role))
                .map(|(_, cell)| cell.trim())
                .find(|c| !c.is_empty())
                .filter(|c| is_one_word(c)),
        };
        facts.read_goods(row);
        facts.title = cells.iter().find_map(|r| r.cell.mentions().titles.first().map(|t| (r.column, &**t)));
        facts.xinjiang = facts.find_xinjiang();
        facts
    }

    /// Places of China in the name, address, city and region cells, Xinjiang's included.
    pub fn places(&self) -> &[PlaceIx] {
        &self.row_places().all
    }

    /// Those of them that stand in the address, city and region cells.
    fn address_places(&self) -> &[PlaceIx] {
        &self.row_places().address
    }

    fn row_places(&self) -> &RowPlaces {
        self.places.get_or_init(|| {
            let mut found = RowPlaces::default();
            let named = |r: &&Placed<'_>| is_where(r.role) || matches!(r.role, Role::Name | Role::Parent);
            for r in self.cells.iter().filter(named) {
                found.all.extend(r.cell.elsewhere.iter().copied());
                found.all.extend(
                    r.cell
                        .mentions()
                        .places
                        .iter()
                        .filter(|p| is_where(r.role) || p.standing != Standing::Unmade)
                        .map(|p| p.place),
                );
                if is_where(r.role) {
                    found.address.extend(r.cell.elsewhere.iter().copied());
                    found.address.extend(r.cell.mentions().places.iter().map(|p| p.place));
                }
            }
            found
        })
    }

    /// A unit of the Corps that counts: plainly named, or with a sign of Xinjiang in the row.
    pub fn units(&self) -> impl Iterator<Item = (Placed<'r>, &'r super::UnitSeen)> + '_ {
        let sign = self.xinjiang.is_some();
        self.cells
            .iter()
            .flat_map(move |r| r.cell.mentions().units.iter().map(move |u| (*r, u)))
            .filter(move |(r, u)| counts(&u.unit, sign) && !(u.negated && says_goods(r.role)))
    }

    fn read_goods(&mut self, row: Row<'r>) {
        for r in self.cells.iter().filter(|r| r.role == Role::Product) {
            self.goods.extend(r.cell.mentions().goods_words.iter().map(|(c, w)| (*c, r.column, &**w)));
            self.negated.0 |= r.cell.mentions().negated.0;
        }
        self.names_goods = names_goods(row);
        for (c, number) in row.of(Role::Hts) {
            if let Some(class) = words().class_of_hts(number) {
                self.goods.push((class, c, text::trim(number)));
            }
        }
        // A cotton mill's name stands for its goods only where the row names none.
        if !self.names_goods && self.goods.is_empty() {
            for r in self.cells.iter().filter(|r| matches!(r.role, Role::Name | Role::Other)) {
                self.goods.extend(r.cell.mentions().goods_words.iter().map(|(c, w)| (*c, r.column, &**w)));
                self.negated.0 |= r.cell.mentions().negated.0;
            }
        }
        let negated = self.negated;
        self.goods.retain(|(c, ..)| !negated.has(*c));
    }

    fn find_xinjiang(&self) -> Option<XinjiangSign> {
        let foreign = self.country.is_some_and(|c| !c.is_greater_china());
        let stated_elsewhere = self.origin.is_some_and(|c| c != Country::CHINA);
        let mut best: Option<(u8, XinjiangSign)> = None;
        let mut offer = |rank: u8, sign: XinjiangSign| {
            if best.as_ref().is_none_or(|(r, _)| rank > *r) {
                best = Some((rank, sign));
            }
        };
        for r in self.cells.iter() {
            for p in &r.cell.mentions().places {
                if let Some((rank, what)) = self.weigh(r, p, foreign, stated_elsewhere) {
                    let plain = p.plain || rank >= 90;
                    offer(
                        rank,
                        XinjiangSign {
                            column: r.column,
                            quoted: p.quoted.to_string(),
                            place: Some(p.place),
                            what,
                            plain,
                        },
                    );
                }
            }
            let sign = |quoted: &str, what| XinjiangSign {
                column: r.column,
                quoted: quoted.to_owned(),
                place: None,
                what,
                plain: false,
            };
            if !stated_elsewhere && !foreign {
                if let Some(code) = &r.cell.mentions().postal
                    && (r.role == Role::PostalCode || self.in_china() && is_where(r.role))
                    && self.places().iter().all(|p| lexicon().places().get(*p).xinjiang)
                {
                    offer(60, sign(code, "postal code of Xinjiang"));
                }
                if let Some((crate::matching::identifier::CreditCode::Valid, true, code)) = &r.cell.mentions().code {
                    offer(65, sign(code, "credit code registered in Xinjiang"));
                }
                if let Some(u) = r
                    .cell
                    .mentions()
                    .units
                    .iter()
                    .find(|u| u.unit.strength == Strength::Plain && !(u.negated && says_goods(r.role)))
                {
                    offer(50, sign(&u.quoted, "unit of the Corps"));
                }
            }
        }
        best.map(|(_, sign)| sign)
    }

    /// China is the party's country, or its cells are Chinese: six digits in an address elsewhere are anything.
    fn in_china(&self) -> bool {
        self.country == Some(Country::CHINA) || self.cells.iter().any(|r| r.cell.han)
    }

    /// Rank of a place word as a sign, with what it is; `None` where it is none.
    fn weigh(
        &self,
        r: &Placed<'_>,
        p: &PlaceSeen,
        foreign: bool,
        stated_elsewhere: bool,
    ) -> Option<(u8, &'static str)> {
        if r.role == Role::Origin {
            return Some((100, "origin of the goods"));
        }
        let sure = (!p.ambiguous || self.second_sign(r, p)) && self.is_no_park(p);
        if says_goods(r.role) {
            return match p.standing {
                Standing::Worded if sure => Some((95, "origin in the description of the goods")),
                Standing::BeforeGoods if sure => Some((92, "origin in the description of the goods")),
                Standing::Bare | Standing::Worded | Standing::BeforeGoods
                    if r.role == Role::Other && p.plain && !foreign && !stated_elsewhere =>
                {
                    Some((40, "place in the row"))
                }
                _ => None,
            };
        }
        // An address is no dish and no book: 和田市文化路. Nor does a number (`No. 5`) negate it.
        if p.standing == Standing::Unmade && !is_where(r.role) {
            return None;
        }
        if stated_elsewhere {
            return None;
        }
        let in_place_cell = is_where(r.role);
        // The region's own name in an address holds whatever the country column says: a typist's default.
        if p.plain && in_place_cell && self.is_no_park(p) && !self.contradicted(r, p) {
            return Some((80, "place in the address"));
        }
        if foreign {
            return None;
        }
        if !sure || self.contradicted(r, p) {
            return None;
        }
        Some(if in_place_cell { (70, "place in the address") } else { (55, "place in the name") })
    }

    /// Another province of China beside a place word: 山西和田集团, Hami Road in Shanghai. The address says where a
    /// party is; a place word in a name (`Hailun`, `Yixing Wig Factory`) does not outweigh it.
    fn contradicted(&self, r: &Placed<'_>, p: &PlaceSeen) -> bool {
        let places = lexicon().places();
        let outside = |p: &&PlaceIx| !places.get(**p).xinjiang;
        let address = self.address_places().iter().filter(outside).count();
        if is_where(r.role) {
            let own = self.address_places().len() - address;
            return address > 0 && (own <= address || !p.plain);
        }
        address > 0 || self.places().iter().any(|p| outside(&p)) && !p.plain
    }

    /// A second sign beside an ambiguous place word: another place of Xinjiang; for a prefecture that only places
    /// abroad share a name with (Aksu, Hami), China as the country. Where no other place of China is called so, China
    /// and a word that says what it is (`Qira County`), its own part of the address (`Wusu`), or goods of the orders
    /// beside it (`Jiefang Lu Kuqa | lint cotton`) do as well; in a name the word may be anybody's (富康).
    fn second_sign(&self, r: &Placed<'_>, p: &PlaceSeen) -> bool {
        let china = self.china_stated();
        let prefecture = lexicon().is_prefecture(&text::normalize(&p.quoted).joined(""));
        let whole = matches!(r.role, Role::City | Role::Region) && p.quoted.chars().count() >= 5;
        let place = is_where(r.role) && (p.certain || p.last && self.goods_of_orders())
            || says_goods(r.role) && p.standing == Standing::Worded;
        self.another_sign(p) || china && (prefecture || whole || place && !p.shared)
    }

    /// Another place of Xinjiang, free of doubt.
    fn another_sign(&self, p: &PlaceSeen) -> bool {
        let places = lexicon().places();
        let other =
            |o: &PlaceSeen| o.place != p.place && !o.ambiguous && o.doubt.is_none() && places.get(o.place).xinjiang;
        self.cells.iter().flat_map(|r| &r.cell.mentions().places).any(other)
    }

    fn china_stated(&self) -> bool {
        self.country == Some(Country::CHINA) || self.cells.iter().any(|r| r.cell.han)
    }

    /// Zones, parks and stations are named after places far away (Hetian Industrial Park, Dongguan; Yili Science Park,
    /// Shenzhen): they count where the row is of China and names no place of another province, and for words that are
    /// much used so, only where the county is named as such.
    fn is_no_park(&self, p: &PlaceSeen) -> bool {
        let Some(doubt) = p.doubt else { return true };
        let elsewhere = self
            .cells
            .iter()
            .any(|o| (is_where(o.role) || matches!(o.role, Role::Name | Role::Parent)) && !o.cell.elsewhere.is_empty());
        let used = matches!(
            lexicon().places().get(p.place).name,
            "Hotan" | "Hetian" | "Yili" | "Ili" | "Tianshan" | "Xinjiang"
        );
        let named = doubt == Doubt::County || !used;
        self.another_sign(p) || self.china_stated() && !elsewhere && named && !p.shared
    }

    fn goods_of_orders(&self) -> bool {
        let orders = [words().class("cotton"), words().class("tomato")];
        self.goods.iter().any(|(c, ..)| orders.contains(&Some(*c)))
    }
}

/// Whether a cell that describes goods holds anything.
fn names_goods(row: Row<'_>) -> bool {
    row.of(Role::Product).any(|(_, cell)| !text::trim(cell).is_empty())
}

/// Cells that describe goods: there a negation takes a place away.
fn says_goods(role: Role) -> bool {
    matches!(role, Role::Product | Role::Other)
}

fn is_one_word(cell: &str) -> bool {
    cell.len() >= 4 && cell.chars().all(char::is_alphabetic)
}

fn counts(unit: &Unit, sign: bool) -> bool {
    unit.strength == Strength::Plain || sign
}

/// Cells that say where a party is.
pub fn is_where(role: Role) -> bool {
    matches!(role, Role::Address | Role::City | Role::Region | Role::PostalCode)
}

/// The party's country: as stated, else the last country of the address, else China where the address names one of its
/// places in Han.
fn country(cells: &[Placed<'_>]) -> Option<Country> {
    let of = |p: &Placed<'_>| p.cell.whole_country.or(p.cell.country);
    let address = || cells.iter().filter(|p| is_where(p.role));
    let stated = cells.iter().filter(|p| p.role == Role::Country).find_map(of);
    let in_han = || address().any(|p| !p.cell.elsewhere.is_empty() && p.cell.han);
    stated.or_else(|| address().find_map(|p| p.cell.country)).or_else(|| in_han().then_some(Country::CHINA))
}

/// The country that the row states for its goods: the origin column, else the maker's code.
fn origin(row: Row<'_>, cells: &[Placed<'_>]) -> Option<Country> {
    let mut stated = cells.iter().filter(|p| p.role == Role::Origin);
    stated.find_map(|p| p.cell.whole_country.or(p.cell.country)).or_else(|| mid_country(row))
}

/// The first two characters of a manufacturer identification code are the maker's country (19 CFR part 102, appendix).
fn mid_country(row: Row<'_>) -> Option<Country> {
    row.of(Role::Mid).find_map(|(_, code)| {
        let upper = code.trim().get(..2)?.to_ascii_uppercase();
        // Canada's provinces stand for the country.
        let upper = if upper.starts_with('X') { "CA".to_owned() } else { upper };
        countries::of_cell(&upper)
    })
}
