//! Matching: listed names, units and identifiers in cells of text.
//!
//! A cell's way: [`reading::Cell`] normalizes it and cuts it into [`pieces`]; every piece, join, misspelling,
//! pinyin form and cut-off word offers keys; the [`index`] says which names those keys propose; [`align`] lays each
//! proposed name over the cell and measures what agrees and what stands around. Beside it [`identifier`] and
//! [`affiliation`]. Nothing here decides: an alignment carries measures, not verdicts.

pub mod affiliation;
pub mod align;
pub mod beginning;
pub mod common;
pub mod distance;
pub mod facts;
pub mod han_whole;
pub mod identifier;
pub mod index;
pub mod name;
mod near;
pub mod pieces;
pub mod pinyin_whole;
pub mod reading;
