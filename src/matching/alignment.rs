//! What one listed name and one cell have in common: measures, no verdict.

use std::ops::Range;

use crate::lexicon::{Key, PlaceIx};

use super::name::NameIx;
use super::query::{CellWords, MatchKind};

/// What one name and one cell have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// The name.
    pub name: NameIx,
    /// First token of the agreement.
    pub lo: u16,
    /// One past its last token.
    pub hi: u16,
    /// The worst way in which a term was found.
    pub how: MatchKind,
    /// The name is in the cell letter for letter, as found by [`exact`](super::exact) (a legal form at its end aside).
    pub exact: bool,
    /// The terms have the name's order.
    pub in_order: bool,
    /// A Han word was found for a Latin one, or the reverse.
    pub cross_script: bool,
    /// What the whole cell holds; nothing where it was not counted.
    pub cell: CellWords,
    /// What agrees.
    pub agreed: Agreed,
    /// What of the name is missing.
    pub missing: Missing,
    /// Misspelt words.
    pub slips: Slips,
    /// Whether the cell ends before the name does.
    pub cut: Cut,
    /// What else the cell holds.
    pub around: Surroundings,
}

/// What of the name the cell holds. Bits are tenths of a bit, multiplied by the likeness of each word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreed {
    /// Bits that agree.
    pub bits: i32,
    /// Bits of the name that count: all, or those before the cut of a cut-off cell.
    pub total: i32,
    /// Distinctive bits that agree.
    pub distinctive: i32,
    /// A trade name that agrees is part of the names of several unrelated listed bodies.
    pub shared_trade_name: bool,
    /// A Han word of the agreement begins or ends inside another word of the cell (皈依|图书 holds no 依图).
    pub inside_words: bool,
    /// One word of the name is several words of the cell, with a blank between (`Sense Time`).
    pub apart: bool,
}

/// Terms of the name that the cell lacks; those after a cut do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    /// Number of terms.
    pub terms: u8,
    /// Their bits.
    pub bits: i32,
    /// Number of distinctive terms.
    pub distinctive: u8,
}

/// Misspelt words of the agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slips {
    /// Bits of the misspelt distinctive terms, multiplied by their likeness.
    pub bits: i32,
    /// Letters of the shortest of them.
    pub letters: u8,
    /// None of them is a word of another firm: neither pinyin nor a word of ordinary names.
    pub odd: bool,
    /// One of them is a word of ordinary firms.
    pub ordinary: bool,
    /// One of them is another compound: `Hivision`, hi and vision, where the list has hik and vision.
    pub compound: bool,
    /// Letters wrong, summed over all terms.
    pub typos: u8,
    /// The cell's whole Han run is the whole name but for one character outside the trade name.
    pub whole_but_one: bool,
}

/// A cell that ends before the name does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    /// The cell ends where the name goes on.
    pub off: bool,
    /// The cell is as long as a field limit of the usual systems: 20, 30, 35 or 40 characters.
    pub at_limit: bool,
    /// The whole cell, as long as a field limit, is letter by letter how the name begins.
    pub whole_cell: bool,
    /// Something distinctive or a body word is cut off: two names may begin in the same way.
    pub open: bool,
}

/// What else the same part of the cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// Unknown words: another firm's trade name.
    pub unknown: UnknownWords,
    /// Lines of business.
    pub business: BusinessWords,
    /// Places and countries.
    pub places: PlaceWords,
    /// A number that is not the name's, where the name has one.
    pub number_differs: bool,
    /// The end of a phrase of the name without the rest of the phrase (`Nur` of Lop Nur).
    pub phrase_end: bool,
    /// Branch, office, plant.
    pub branch: bool,
    /// A street word directly after the agreement: Huafu Road.
    pub street: bool,
    /// A street word directly after the trade name, wherever the name's town is: Meiling Avenue, Hefei.
    pub own_street: bool,
    /// The whole cell holds nothing else but legal forms and connectors.
    pub alone: bool,
    /// The whole cell holds nothing else but forms, groups and words that say little.
    pub bare: bool,
    /// The same part holds only known words besides (forms, places, branches, business).
    pub plain: bool,
}

/// Unknown words around the agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnknownWords {
    /// Their bits.
    pub bits: i32,
    /// Bits of those between the words of the agreement.
    pub between: i32,
    /// One is directly before the agreement.
    pub before: bool,
    /// One is directly after it.
    pub after: bool,
    /// A single unknown Han character sticks to the agreement: part of another trade name (商汤泉).
    pub glued: bool,
}

/// Lines of business around and in the agreement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BusinessWords {
    /// The name has a line of business, and the cell has others, none of them the name's or of its family.
    pub differs: bool,
    /// Some other line of business.
    pub other: bool,
    /// All other lines of business are science and technology.
    pub technology_only: bool,
    /// A line of business of the name itself.
    pub same: bool,
    /// A line of business of the name, or of its family.
    pub agrees: bool,
    /// A shop or service of daily life that is none of the name's lines of business.
    pub service: bool,
}

/// Places and countries around and in the agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceWords {
    /// Places that the name does not hold.
    pub others: Vec<PlaceIx>,
    /// A country.
    pub country: Option<Key>,
    /// A country, a part of the world or a place in addition to the name's own.
    pub geographic: bool,
    /// A place of the name.
    pub agrees: bool,
}

impl Agreed {
    /// Agreement of all that counts.
    pub fn fully(bits: i32, distinctive: i32) -> Self {
        Self { bits, total: bits, distinctive, ..Self::default() }
    }
}

impl Surroundings {
    /// Nothing but the agreement.
    pub fn nothing() -> Self {
        Self {
            unknown: UnknownWords::default(),
            business: BusinessWords { technology_only: true, ..BusinessWords::default() },
            places: PlaceWords::default(),
            number_differs: false,
            phrase_end: false,
            branch: false,
            street: false,
            own_street: false,
            alone: true,
            bare: true,
            plain: true,
        }
    }

    /// Nothing but a whole name, whose line of business is there too.
    pub(super) fn of_whole(place_agrees: bool) -> Self {
        let business = BusinessWords { same: true, agrees: true, ..BusinessWords::default() };
        let places = PlaceWords { agrees: place_agrees, ..PlaceWords::default() };
        Self { business, places, ..Self::nothing() }
    }
}

impl Alignment {
    /// A name over tokens of a cell: in order, nothing missing or misspelt, nothing else around it.
    pub(super) fn new(name: NameIx, tokens: Range<usize>, how: MatchKind, agreed: Agreed) -> Self {
        Self {
            name,
            lo: tokens.start as u16,
            hi: tokens.end as u16,
            how,
            exact: false,
            in_order: true,
            cross_script: false,
            cell: CellWords::default(),
            agreed,
            missing: Missing::default(),
            slips: Slips::default(),
            cut: Cut::default(),
            around: Surroundings::nothing(),
        }
    }
}
