//! What a row says as a whole: the party's country and places, the goods and their origin.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::lexicon::PlaceIx;
use crate::lexicon::countries::{self, Country};
use crate::lexicon::vocabulary::{Classes, GoodsClass, words};
use crate::model::{ColumnMap, LedgerRow, Role};
use crate::text;

use super::{CellFacts, Gist, Standing};

/// A reading and the column it was made in.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'r> {
    /// The column.
    pub column: usize,
    /// Its role.
    pub role: Role,
    /// What most rows ask of it, at hand where the reading is not.
    pub gist: Gist,
    /// What the cell says. Where it is kept, not what: readings lie wherever they were made, and each that is looked at is a wait for
    /// memory.
    pub reading: &'r Arc<CellFacts>,
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

/// The row, put together.
#[derive(Debug)]
pub struct RowFacts<'r> {
    /// The readings that say anything, in column order.
    pub readings: &'r [Placed<'r>],
    /// The party's country: the country column, else the last country of the address.
    pub country: Option<Country>,
    /// The goods' country where the row states one.
    pub origin: Option<Country>,
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
    /// The first title of an official.
    pub title: Option<Quote<'r>>,
    /// The city or address cell where it is one word.
    pub town: Option<&'r str>,
}

impl<'r> RowFacts<'r> {
    /// Puts the readings of a row together.
    pub fn of(row: LedgerRow<'r>, columns: &ColumnMap, readings: &'r [Placed<'r>]) -> Self {
        let gists = || readings.iter().map(|r| (r.role, r.gist));
        let country = country(gists());
        let origin = origin(row, columns, gists());
        let quoted = |column| Quote { column, text: row.cell(column).trim() };
        let mut facts = Self {
            readings,
            country,
            origin,
            places: OnceCell::new(),
            goods: Vec::new(),
            negated: Classes::default(),
            names_goods: false,
            mids: columns.of(Role::Mid).map(quoted).filter(|q| !q.text.is_empty()).collect(),
            title: None,
            town: [Role::City, Role::Address]
                .into_iter()
                .flat_map(|role| columns.of(role))
                .map(|c| row.cell(c).trim())
                .find(|c| !c.is_empty())
                .filter(|c| is_one_word(c)),
        };
        facts.read_goods(row, columns);
        facts.title = readings
            .iter()
            .filter(|r| r.gist.titled)
            .find_map(|r| r.reading.titles.first().map(|t| Quote { column: r.column, text: t }));
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
            let with_places = self.readings.iter().filter(|r| r.gist.elsewhere || r.gist.speaks);
            for r in with_places.filter(|r| is_where(r.role) || matches!(r.role, Role::Name | Role::Parent)) {
                found.all.extend(r.reading.elsewhere.iter().copied());
                found.all.extend(
                    r.reading
                        .places
                        .iter()
                        .filter(|p| is_where(r.role) || p.standing != Standing::Unmade)
                        .map(|p| p.place),
                );
                if is_where(r.role) {
                    found.address.extend(r.reading.elsewhere.iter().copied());
                    found.address.extend(r.reading.places.iter().map(|p| p.place));
                }
            }
            found
        })
    }

    fn read_goods(&mut self, row: LedgerRow<'r>, columns: &ColumnMap) {
        for r in self.readings.iter().filter(|r| r.role == Role::Product) {
            self.goods.extend(r.reading.goods_words.iter().map(|(c, w)| (*c, Quote { column: r.column, text: w })));
            self.negated.0 |= r.reading.negated.0;
        }
        self.names_goods = names_goods(row, columns);
        for c in columns.of(Role::Hts) {
            if let Some(class) = words().class_of_hts(row.cell(c)) {
                self.goods.push((class, Quote { column: c, text: text::trim(row.cell(c)) }));
            }
        }
        // A cotton mill's name says its goods only where the row names none.
        if !self.names_goods && self.goods.is_empty() {
            for r in self.readings.iter().filter(|r| matches!(r.role, Role::Name | Role::Other)) {
                self.goods.extend(r.reading.goods_words.iter().map(|(c, w)| (*c, Quote { column: r.column, text: w })));
                self.negated.0 |= r.reading.negated.0;
            }
        }
        let negated = self.negated;
        self.goods.retain(|(c, _)| !negated.has(*c));
    }

    /// China is the party's country, or its cells are Chinese: six digits in an address elsewhere are anything.
    pub fn in_china(&self) -> bool {
        self.country == Some(Country::CHINA) || self.readings.iter().any(|r| r.reading.han)
    }
}

/// Whether a cell that describes goods holds anything.
pub fn names_goods(row: LedgerRow<'_>, columns: &ColumnMap) -> bool {
    columns.of(Role::Product).any(|c| !text::trim(row.cell(c)).is_empty())
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

/// The party's country: as stated, else the last country of the address, else China where the address names one of its
/// places in Han.
pub fn country(readings: impl Iterator<Item = (Role, Gist)> + Clone) -> Option<Country> {
    let stated =
        readings.clone().filter(|(role, _)| *role == Role::Country).find_map(|(_, g)| g.whole_country.or(g.country));
    let address = || readings.clone().filter(|(role, _)| is_where(*role)).map(|(_, g)| g);
    stated
        .or_else(|| address().find_map(|g| g.country))
        .or_else(|| address().any(|g| g.elsewhere && g.han).then_some(Country::CHINA))
}

/// The country that the row states for its goods: the origin column, else the maker's code.
pub fn origin(
    row: LedgerRow<'_>,
    columns: &ColumnMap,
    readings: impl Iterator<Item = (Role, Gist)>,
) -> Option<Country> {
    let mut stated = readings.filter(|(role, _)| *role == Role::Origin);
    stated.find_map(|(_, g)| g.whole_country.or(g.country)).or_else(|| mid_country(row, columns))
}

/// The first two characters of a manufacturer identification code are the maker's country (19 CFR part 102, appendix).
fn mid_country(row: LedgerRow<'_>, columns: &ColumnMap) -> Option<Country> {
    columns.of(Role::Mid).find_map(|c| {
        let code = row.cell(c).trim().get(..2)?;
        let upper = code.to_ascii_uppercase();
        // Codes of Canada's provinces (XA to XY) mean Canada.
        let upper = if upper.starts_with('X') { "CA".to_owned() } else { upper };
        countries::of_cell(&upper)
    })
}
