//! What a row says of one of its parties: country and places, the goods and their origin.

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{Classes, GoodsClass, words};
use crate::lexicon::{PlaceIx, lexicon};
use crate::model::{Role, Row};
use crate::text;
use crate::text::mid::Mid;

use super::party::RowParty;
use super::{CellFacts, Standing, tariff};

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

/// Words of a cell, with the column they were read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote<'r> {
    /// The column.
    pub column: usize,
    /// The words.
    pub text: &'r str,
}

/// Places of China that a row names, Xinjiang's included.
#[derive(Debug, Default)]
struct RowPlaces {
    /// In the name, address, city and region cells.
    all: Vec<PlaceIx>,
    /// Those of them in the address, city and region cells.
    address: Vec<PlaceIx>,
}

/// What the cells of a row say together of one of its parties: measures, no verdict.
#[derive(Debug)]
pub struct RowFacts<'r> {
    /// The row.
    pub row: Row<'r>,
    /// The party.
    pub party: RowParty<'r>,
    /// The cells that describe the party or none and say anything, in column order; joined columns last.
    pub cells: &'r [Placed<'r>],
    /// The party's country: the country column, else the last country of the address, else that of the maker's code.
    pub country: Option<Country>,
    /// The goods' country where the row states one; of several China, else the first.
    pub origin: Option<Country>,
    /// All countries that a cell of origins names, where it names several.
    pub origins: Vec<Country>,
    /// The country of the parent company where a column of its own gives one.
    pub parent_country: Option<Country>,
    /// Places of China in the cells that may say where, gathered on first use.
    places: OnceCell<RowPlaces>,
    /// Goods classes of the row, and where they were read.
    pub goods: Vec<(GoodsClass, Quote<'r>)>,
    /// Goods said not to be there.
    pub negated: Classes,
    /// The row names goods at all.
    pub names_goods: bool,
    /// Manufacturer identification codes.
    pub mids: Vec<Quote<'r>>,
    /// The cell that says North Korea, with its role: an origin, else the party's country or address.
    pub north_korea: Option<(Role, Quote<'r>)>,
    /// The first title of an official.
    pub title: Option<Quote<'r>>,
    /// The city or address cell where it is one word.
    pub town: Option<&'r str>,
}

impl<'r> RowFacts<'r> {
    /// Puts together what cells of a row say of a party. `cells` holds those that describe it or no party.
    pub fn of(row: Row<'r>, party: RowParty<'r>, cells: &'r [Placed<'r>]) -> Self {
        let own = |role| row.of(role).filter(move |(column, _)| party.has(*column));
        let towns = [Role::City, Role::Address].into_iter().flat_map(own).map(|(_, cell)| cell.trim());
        let mids =
            own(Role::Mid).flat_map(|(column, cell)| Mid::codes_of(cell).map(move |text| Quote { column, text }));
        let remarks = cells.iter().filter(|r| says_goods(r.role));
        let labelled = remarks.flat_map(|r| r.cell.mentions().mids.iter().map(|text| Quote { column: r.column, text }));
        let titles = |r: &Placed<'r>| Some(Quote { column: r.column, text: r.cell.mentions().titles.first()? });
        let origins = row.of(Role::Origin).map(|(_, cell)| countries::several(cell)).find(|all| !all.is_empty());
        let origins = origins.unwrap_or_default();
        let of_several = origins.iter().find(|c| **c == Country::CHINA).or(origins.first()).copied();
        let of_parent = |p: &Placed<'_>| p.role == Role::Country && is_of_parent(row, p.column);
        let mut facts = Self {
            row,
            party,
            cells,
            country: country(row, cells).or_else(|| own(Role::Mid).find_map(|(_, code)| mid_country(code))),
            origin: of_several.or_else(|| origin(row, cells)),
            origins,
            parent_country: cells.iter().find(|p| of_parent(p)).and_then(|p| p.cell.whole_country.or(p.cell.country)),
            places: OnceCell::new(),
            goods: Vec::new(),
            negated: Classes::default(),
            names_goods: row.of(Role::Product).any(|(_, cell)| !text::trim(cell).is_empty()),
            mids: mids.chain(labelled).collect(),
            north_korea: north_korea(row, cells),
            title: cells.iter().find_map(titles),
            town: towns.into_iter().find(|c| !c.is_empty()).filter(|c| is_one_word(c)),
        };
        facts.read_goods(row);
        facts
    }

    /// Places of China in the name, address, city and region cells, Xinjiang's included.
    pub fn places(&self) -> &[PlaceIx] {
        &self.row_places().all
    }

    /// Those of them in the address, city and region cells.
    pub fn address_places(&self) -> &[PlaceIx] {
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

    fn read_goods(&mut self, row: Row<'r>) {
        self.take_goods(|role| role == Role::Product);
        for (column, number) in row.of(Role::Hts) {
            words().goods_of_hts(number, |class, span| {
                self.goods.push((class, Quote { column, text: number.get(span).unwrap_or(number) }));
            });
        }
        // A cotton mill's name says its goods only where the row names none.
        if !self.names_goods && self.goods.is_empty() {
            self.take_goods(|role| matches!(role, Role::Name | Role::Other));
        }
        let negated = self.negated;
        let cloth = self.may_be_cloth();
        let fits = |class: GoodsClass| cloth || !matches!(words().class_name(class), "apparel" | "textiles");
        self.goods.retain(|(class, _)| !negated.has(*class) && fits(*class));
    }

    /// False where tariff numbers say that the goods are no cloth and no garment: SUIT FOR CUT METAL (8207), bed sheets
    /// of paper (4818), power looms (8446).
    fn may_be_cloth(&self) -> bool {
        let mut chapters = self.row.of(Role::Hts).filter_map(|(_, number)| tariff::chapter(number)).peekable();
        chapters.peek().is_none() || chapters.any(|chapter| CLOTH.iter().any(|range| range.contains(&chapter)))
    }

    /// Takes the goods of the cells of these roles, and what they negate.
    fn take_goods(&mut self, of_role: fn(Role) -> bool) {
        for r in self.cells.iter().filter(|r| of_role(r.role)) {
            let said = r.cell.mentions();
            self.goods.extend(said.goods_words.iter().map(|(class, w)| (*class, Quote { column: r.column, text: w })));
            self.negated.0 |= said.negated.0;
        }
    }

    /// A column of parent companies beside the party's own name: where the party is says nothing of its parent.
    pub fn is_of_parent(&self, column: usize) -> bool {
        self.row.columns.role(column) == Role::Parent && self.party.names(self.row).next().is_some()
    }

    /// China is the party's country, or its cells are Chinese: six digits in an address elsewhere are anything.
    pub fn in_china(&self) -> bool {
        self.country == Some(Country::CHINA) || self.cells.iter().any(|r| r.cell.han)
    }
}

/// Cells that describe goods: there a negation takes a place away.
pub fn says_goods(role: Role) -> bool {
    matches!(role, Role::Product | Role::Other)
}

fn is_one_word(cell: &str) -> bool {
    cell.len() >= 4 && cell.chars().all(char::is_alphabetic)
}

/// Cells that say where a party is.
pub fn is_where(role: Role) -> bool {
    matches!(role, Role::Address | Role::City | Role::Region | Role::PostalCode)
}

/// The party's country: as stated, else the last country of the address, else that of the places that the address names
/// in Han: Taiwan where one of them is there (台北市大安區: the mainland has a Da'an too), else China.
fn country(row: Row<'_>, cells: &[Placed<'_>]) -> Option<Country> {
    let of = |p: &Placed<'_>| p.cell.whole_country.or(p.cell.country);
    let address = || cells.iter().filter(|p| is_where(p.role));
    let own = |p: &&Placed<'_>| p.role == Role::Country && !is_of_parent(row, p.column);
    let stated = cells.iter().filter(own).find_map(of);
    let in_han = || address().filter(|p| p.cell.han).flat_map(|p| &p.cell.elsewhere);
    let of_taiwan = |place: &PlaceIx| lexicon().places().is_in_taiwan(*place);
    let of_places = || match (in_han().next(), in_han().any(of_taiwan)) {
        (None, _) => None,
        (_, true) => Some(Country::TAIWAN),
        _ => Some(Country::CHINA),
    };
    stated.or_else(|| address().find_map(|p| p.cell.country)).or_else(of_places)
}

/// A second column of countries, after that of the parent company, is the parent's: `Vendor, Country, Parent, Country`.
fn is_of_parent(row: Row<'_>, column: usize) -> bool {
    let before = |role| row.columns.of(role).take_while(|c| *c < column).last();
    let Some(parent) = before(Role::Parent) else { return false };
    let has_own = row.columns.of(Role::Country).any(|c| c < parent);
    has_own && before(Role::Name).is_none_or(|name| name < parent)
}

/// The country that the row states for its goods: the origin column, else the maker's code.
fn origin(row: Row<'_>, cells: &[Placed<'_>]) -> Option<Country> {
    let mut stated = cells.iter().filter(|p| p.role == Role::Origin);
    stated
        .find_map(|p| p.cell.whole_country.or(p.cell.country))
        .or_else(|| row.of(Role::Mid).find_map(|(_, code)| mid_country(code)))
}

/// Chapters of the tariff with garments and cloth: of plastics and rubber, leather, fur, textiles, footwear and
/// headgear, bedding (Harmonized System, 2022 edition).
const CLOTH: [RangeInclusive<u8>; 4] = [39..=40, 42..=43, 50..=67, 94..=94];

/// Words for people at work.
const WORKERS: [&str; 8] = ["worker", "workers", "labor", "labour", "laborers", "labourers", "nationals", "staff"];

/// The first cell that says North Korea, by role: origin before country before address.
fn north_korea<'r>(row: Row<'r>, cells: &[Placed<'_>]) -> Option<(Role, Quote<'r>)> {
    // Two letters in an address are too little: `Seoul KP 08589` is a slip for KR.
    let code = |p: &Placed<'_>| row.cell(p.column).split(|c: char| !c.is_alphanumeric()).any(|word| word == "KP");
    let named = |p: &Placed<'_>| p.role != Role::Address || !code(p);
    let among = |p: &Placed<'_>| countries::several(row.cell(p.column)).contains(&Country::NORTH_KOREA);
    let stated = |p: &Placed<'_>| p.cell.says(Country::NORTH_KOREA) || p.role == Role::Origin && among(p);
    let says = |role: Role| cells.iter().find(|p| p.role == role && stated(p) && named(p));
    // `squid, product of North Korea`: the words of origin make it one. So do people: `sewn by North Korean workers`.
    let people = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|w| WORKERS.contains(&&*w.to_lowercase()));
    let made_there = |p: &&Placed<'_>| {
        let text = row.cell(p.column);
        says_goods(p.role) && p.cell.says(Country::NORTH_KOREA) && (words().states_origin(text) || people(text))
    };
    let places = [Role::Country, Role::Address, Role::City, Role::Region];
    let of_place = || places.into_iter().find_map(says);
    if let Some(goods) = says(Role::Origin).or_else(|| cells.iter().find(made_there)) {
        return Some((Role::Origin, Quote { column: goods.column, text: row.cell(goods.column).trim() }));
    }
    let found = of_place()?;
    Some((found.role, Quote { column: found.column, text: row.cell(found.column).trim() }))
}

/// The country of the maker's manufacturer identification code; none where the cell has codes of several countries.
fn mid_country(cell: &str) -> Option<Country> {
    let mut countries = Mid::codes_of(cell).map(|code| countries::of_cell(Mid::of_cell(code)?.country()));
    let first = countries.next()??;
    countries.all(|other| other == Some(first)).then_some(first)
}
