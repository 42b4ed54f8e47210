//! What one cell says: listed names in it, units of the XPCC, identifiers, places, goods and the words of the rules.
//!
//! Cell facts depend on the cell's text, on whether its column names parties, and on the compiled lists, so that they
//! can be cached from row to row. [`row`] puts the facts of a row's cells together.

mod codes;
pub mod name_edges;
pub mod party;
mod phrase;
mod places;
mod read;
pub mod row;
mod tariff;
mod words;

use crate::lexicon::PlaceIx;
use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::{Classes, GoodsClass, Needs};
use crate::matching::address::AddressSeen;
use crate::matching::alignment::Alignment;
use crate::matching::identifier::{CreditCode, Met};
use crate::matching::measures::Measures;
use crate::matching::xpcc_units::Unit;

pub use codes::CodeKind;
pub use read::{CellReader, Filter, Workspace};

/// A listed name over a cell.
#[derive(Debug, Clone)]
pub struct NameSeen {
    /// What agrees and what is around it.
    pub alignment: Alignment,
    /// How the words of the cell and of the name agree, where the policy asks for it.
    pub measures: Option<Box<Measures>>,
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

impl NameSeen {
    /// Bytes of the struct and of what it holds, about.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.quoted.len() + self.measures.as_deref().map_or(0, size_of_val)
    }
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
    /// The region's own name directly after goods: `COTTON LINT XINJIANG 2128B`.
    AfterGoods,
    /// Directly before goods: Xinjiang cotton. In Romance languages after them: `coton du Xinjiang`.
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
    /// A label before it says that the goods are made there: `Office: Shanghai; Factory: Urumqi`.
    pub site: bool,
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
    /// The last country named.
    pub country: Option<Country>,
    /// The country that the whole cell names.
    pub whole_country: Option<Country>,
    /// Places of China outside Xinjiang.
    pub elsewhere: Vec<PlaceIx>,
    /// The cell holds a legal form.
    pub legal_form: bool,
    /// The cell holds Han characters.
    pub han: bool,
    /// What may lead to a finding. Boxed, because four cells in five have none and a cached cell then takes 48 bytes.
    mentions: Option<Box<Mentions>>,
}

/// What a cell says that may lead to a finding.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// Listed names.
    pub names: Vec<NameSeen>,
    /// Units of the XPCC.
    pub units: Vec<UnitSeen>,
    /// Listed identifiers, with the words of the cell.
    pub ids: Vec<(Met, Box<str>)>,
    /// Street and number of listed addresses.
    pub addresses: Vec<AddressSeen>,
    /// A credit code: valid or not, its division digits begin with 65, its text.
    pub code: Option<(CreditCode, bool, Box<str>)>,
    /// Places of Xinjiang.
    pub places: Vec<PlaceSeen>,
    /// Makers' codes (MID) behind a label: `mfr CNTURESQTUR per invoice`.
    pub mids: Vec<Box<str>>,
    /// A six-digit Chinese postal code of Xinjiang as a word of its own.
    pub postal: Option<Box<str>>,
    /// A code of Xinjiang that the whole cell is: of a region or of a telephone area.
    pub region_code: Option<(CodeKind, Box<str>)>,
    /// Goods named and not negated.
    pub goods: Classes,
    /// Goods said to be absent.
    pub negated: Classes,
    /// The words for the goods.
    pub goods_words: Vec<(GoodsClass, Box<str>)>,
    /// Titles of officials.
    pub titles: Vec<Box<str>>,
    /// Surveillance goods.
    pub surveillance: Vec<Box<str>>,
    /// Programme words and what they need in the same row.
    pub programme: Vec<(Needs, Box<str>)>,
}

impl CellFacts {
    /// What may lead to a finding; empty for most cells.
    pub fn mentions(&self) -> &Mentions {
        static NONE: Mentions = Mentions {
            names: Vec::new(),
            units: Vec::new(),
            ids: Vec::new(),
            addresses: Vec::new(),
            code: None,
            places: Vec::new(),
            mids: Vec::new(),
            postal: None,
            region_code: None,
            goods: Classes(0),
            negated: Classes(0),
            goods_words: Vec::new(),
            titles: Vec::new(),
            surveillance: Vec::new(),
            programme: Vec::new(),
        };
        self.mentions.as_deref().unwrap_or(&NONE)
    }

    /// The same, to add to.
    fn mentions_mut(&mut self) -> &mut Mentions {
        self.mentions.get_or_insert_default()
    }

    /// Gives back the memory where nothing was added.
    fn drop_empty_mentions(&mut self) {
        self.mentions.take_if(|m| m.is_empty());
    }

    /// True where nothing in the cell can lead to a finding, alone or with other cells.
    pub fn mentions_nothing(&self) -> bool {
        self.mentions.is_none()
    }

    /// True where the cell names a country, as the whole or as the last of several.
    pub fn says(&self, country: Country) -> bool {
        self.whole_country.or(self.country) == Some(country)
    }

    /// True where the cell says nothing that any rule asks for.
    pub fn is_empty(&self) -> bool {
        let placed = !self.elsewhere.is_empty() || self.country.is_some() || self.whole_country.is_some();
        self.mentions.is_none() && !placed && !self.legal_form && !self.han
    }

    /// Bytes on the heap, about: what the cache counts.
    pub fn heap_bytes(&self) -> usize {
        self.elsewhere.len() * size_of::<PlaceIx>() + self.mentions.as_deref().map_or(0, Mentions::bytes)
    }
}

impl Mentions {
    fn is_empty(&self) -> bool {
        // Every field by name, so that a new one is not forgotten here.
        let Self {
            names,
            units,
            ids,
            addresses,
            code,
            places,
            mids,
            postal,
            region_code,
            goods,
            negated,
            goods_words,
            titles,
            surveillance,
            programme,
        } = self;
        let listed = names.is_empty() && units.is_empty() && ids.is_empty() && addresses.is_empty() && code.is_none();
        let goods = goods.0 == 0 && negated.0 == 0 && goods_words.is_empty();
        let rules = titles.is_empty() && surveillance.is_empty() && programme.is_empty();
        listed && goods && rules && mids.is_empty() && places.is_empty() && postal.is_none() && region_code.is_none()
    }

    /// Bytes of the struct and of what it holds, about.
    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.names.iter().map(NameSeen::bytes).sum::<usize>()
            + self.units.len() * size_of::<UnitSeen>()
            + self.addresses.len() * size_of::<AddressSeen>()
            + self.places.len() * size_of::<PlaceSeen>()
            + self.goods_words.len() * size_of::<(GoodsClass, Box<str>)>()
    }
}
