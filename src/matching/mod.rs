//! Matching: listed names, units and identifiers in cells of text.
//!
//! A cell's way: [`reading::Query`] normalizes it and cuts it into [`segments`]; every piece, join, misspelling,
//! pinyin form and cut-off word offers keys; the [`index`] says which names those keys propose; [`align`] lays each
//! proposed name over the cell and measures what agrees and what stands around. Beside it [`identifier`] and
//! [`affiliation`]. Nothing here decides: an alignment carries measures, not verdicts.

pub mod align;
pub mod common_words;
mod deletion_index;
pub mod distance;
pub mod entry_facts;
pub mod identifier;
pub mod index;
pub mod name;
pub mod query;
pub mod segments;
pub mod whole_name;
pub mod xpcc_units;
