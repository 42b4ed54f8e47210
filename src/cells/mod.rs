//! What one cell says: listed names in it, units of the XPCC, identifiers, places, goods and the words of the rules.
//!
//! A reading depends on the cell's text and the compiled lists alone, so that it can be remembered from row to row.
//! [`row`] puts the readings of a row together.

pub mod name_edges;
mod phrase;
mod places;
mod read;
pub mod row;
mod words;

use crate::lexicon::PlaceIx;
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::{Classes, GoodsClass, Needs};
use crate::matching::alignment::Alignment;
use crate::matching::identifier::{CreditCode, Met};
use crate::matching::xpcc_units::Unit;

pub use read::{CellReader, Workspace};

/// A listed name over a cell.
#[derive(Debug, Clone)]
pub struct NameSeen {
    /// What agrees and what is around it.
    pub alignment: Alignment,
    /// The words of the cell.
    pub quoted: Box<str>,
    /// What is directly around a person's name.
    pub edges: name_edges::Edges,
    /// The cell says that it is not meant (`XPCC-free`): so where the cell describes goods.
    pub negated: bool,
    /// Bytes had been read in the wrong encoding; this is how.
    pub repaired: Option<&'static str>,
    /// Bytes were lost: no more than a review.
    pub lossy: bool,
}

/// A unit of the XPCC in a cell.
#[derive(Debug, Clone)]
pub struct UnitSeen {
    /// Which and how plainly.
    pub unit: Unit,
    /// The cell says that it is not meant (`no XPCC cotton`): so where the cell describes goods.
    pub negated: bool,
    /// The words of the cell.
    pub quoted: Box<str>,
}

/// What the cell makes of a place word of Xinjiang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A dish, a book, a style: no origin.
    Unmade,
    /// Said not to be it: `no Xinjiang cotton`. Counts in cells that describe goods.
    Negated,
    /// As a word among others.
    Bare,
    /// Directly before goods: Xinjiang cotton.
    BeforeGoods,
    /// With a word of origin: grown in Xinjiang.
    Worded,
}

/// Why a place word may name something in another town.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// A zone, park or station follows a county or city named as such: 莎车县工业园.
    County,
    /// A zone, park or station follows the bare word: Hetian Industrial Park lies in Dongguan.
    Zone,
}

/// A place of Xinjiang in a cell; streets and buildings elsewhere named after one are left out.
#[derive(Debug, Clone)]
pub struct PlaceSeen {
    /// The place.
    pub place: PlaceIx,
    /// The region's own name, which no other place has.
    pub plain: bool,
    /// The word is also one of ordinary names or of other places.
    pub ambiguous: bool,
    /// What follows makes it doubtful.
    pub doubt: Option<Doubt>,
    /// With its class word (Qira County), or alone in its part of the cell.
    pub certain: bool,
    /// Nothing but numbers follows it in its part of the cell.
    pub last: bool,
    /// Another place of China is called so: China as the country does not decide.
    pub shared: bool,
    /// What the words around make of it.
    pub standing: Standing,
    /// The words of the cell.
    pub quoted: Box<str>,
}

/// Everything one cell says.
#[derive(Debug, Clone, Default)]
pub struct CellFacts {
    /// Listed names.
    pub names: Vec<NameSeen>,
    /// Units of the Corps.
    pub units: Vec<UnitSeen>,
    /// Listed identifiers, with the words of the cell.
    pub ids: Vec<(Met, Box<str>)>,
    /// A credit code: valid or not, its division digits begin with 65, its text.
    pub code: Option<(CreditCode, bool, Box<str>)>,
    /// Places of Xinjiang.
    pub places: Vec<PlaceSeen>,
    /// Places of China outside Xinjiang.
    pub elsewhere: Vec<PlaceIx>,
    /// The last country named.
    pub country: Option<Country>,
    /// The country that the whole cell names.
    pub whole_country: Option<Country>,
    /// A legal form stands in the cell.
    pub legal_form: bool,
    /// Goods named and not negated.
    pub goods: Classes,
    /// Goods said not to be there.
    pub negated: Classes,
    /// The words for the goods.
    pub goods_words: Vec<(GoodsClass, Box<str>)>,
    /// Titles of officials.
    pub titles: Vec<Box<str>>,
    /// Surveillance goods.
    pub surveillance: Vec<Box<str>>,
    /// Programme words and what they need beside them.
    pub programme: Vec<(Needs, Box<str>)>,
    /// A six-digit Chinese postal code of Xinjiang standing by itself.
    pub postal: Option<Box<str>>,
    /// Han characters in the cell.
    pub han: bool,
}

/// What most rows ask of a reading: enough to tell that a row has nothing to be found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gist {
    /// Goods named and not negated.
    pub goods: Classes,
    /// The country that the whole cell names.
    pub whole_country: Option<Country>,
    /// The last country named.
    pub country: Option<Country>,
    /// The cell could lead to a finding without another cell's goods.
    pub speaks: bool,
    /// Places of China outside Xinjiang are named.
    pub elsewhere: bool,
    /// Han characters stand in the cell.
    pub han: bool,
    /// A legal form stands in the cell.
    pub legal_form: bool,
    /// A title of an official stands in the cell.
    pub titled: bool,
    /// Goods are said not to be there.
    pub negates: bool,
}

impl Gist {
    /// Of a cell that says nothing.
    pub const NOTHING: Self = Self {
        goods: Classes(0),
        whole_country: None,
        country: None,
        speaks: false,
        elsewhere: false,
        han: false,
        legal_form: false,
        titled: false,
        negates: false,
    };
}

impl CellFacts {
    /// What most rows ask.
    pub fn gist(&self) -> Gist {
        Gist {
            goods: self.goods,
            whole_country: self.whole_country,
            country: self.country,
            speaks: self.speaks(),
            elsewhere: !self.elsewhere.is_empty(),
            han: self.han,
            legal_form: self.legal_form,
            titled: !self.titles.is_empty(),
            negates: self.negated.0 != 0,
        }
    }

    /// True where the cell says nothing at all.
    pub fn is_silent(&self) -> bool {
        let placed = !self.elsewhere.is_empty() || self.country.is_some() || self.whole_country.is_some();
        self.is_plain() && !placed && !self.legal_form && !self.han
    }

    /// True where the cell says no more than what many cells say: a legal form, a country, places of China, its script.
    pub fn is_plain(&self) -> bool {
        // Every field by name: a new one must be thought of here, and in what is made of the plain ones.
        let Self {
            names,
            units,
            ids,
            code,
            places,
            elsewhere: _,
            country: _,
            whole_country: _,
            legal_form: _,
            goods,
            negated,
            goods_words,
            titles,
            surveillance,
            programme,
            postal,
            han: _,
        } = self;
        let listed = names.is_empty() && units.is_empty() && ids.is_empty() && code.is_none();
        let placed = places.is_empty() && postal.is_none();
        let goods = goods.0 == 0 && negated.0 == 0 && goods_words.is_empty();
        listed && placed && goods && titles.is_empty() && surveillance.is_empty() && programme.is_empty()
    }

    /// True where the cell could lead to a finding without another cell's goods.
    pub fn speaks(&self) -> bool {
        !(self.names.is_empty()
            && self.units.is_empty()
            && self.ids.is_empty()
            && self.places.is_empty()
            && self.programme.is_empty()
            && self.postal.is_none())
            || self.code.as_ref().is_some_and(|(_, xinjiang, _)| *xinjiang)
    }
}
