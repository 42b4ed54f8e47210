//! Matching: listed names, units and identifiers in cells of text.
//!
//! Steps for a cell: [`query::Query`] normalizes it and cuts it into [`segments`]; every segment, join, misspelling,
//! pinyin form and cut-off word gives keys; the [`key_index`] says which names are candidates for those keys; [`align`]
//! aligns each candidate with the cell and measures what agrees and what is around it ([`alignment`]). [`whole_name`]
//! adds names that only the whole cell shows. [`exact`] finds every name that is in the cell letter for letter,
//! whatever the keys say. [`measures`] compares the words of a cell with those of a name, one by one ([`difference`])
//! and letter by letter ([`letters`]). [`address`] finds streets with numbers. [`identifier`] and
//! [`xpcc_units`] search for codes and for units of the XPCC.
//! Nothing here decides: an alignment carries measures, no verdicts.

pub mod address;
pub mod align;
pub mod alignment;
pub mod common_words;
mod deletion_index;
pub mod difference;
pub mod distance;
pub mod entry_facts;
pub mod exact;
pub mod identifier;
pub mod index;
pub mod key_index;
pub mod letters;
pub mod measures;
pub mod name;
pub mod query;
mod scanned;
pub mod segments;
mod shape;
pub mod whole_name;
pub mod words;
pub mod xpcc_units;
