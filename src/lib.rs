//! Screens supplier ledgers against US forced-labour and human-rights watchlists, and explains every finding.
//!
//! The binary `tamis` reads ledger files and writes a report directory (`README.md`). It is built on this library,
//! which also serves programs that have their rows in memory. A finding is a possible match for a person to look at,
//! never a violation, and nothing here is legal advice.
//!
//! # The five types to know
//!
//! - [`Lists`](model::Lists): the watchlists in force. [`watchlist::bundled`] reads the ten compiled-in lists,
//!   [`watchlist::load_path`] one of your own, [`watchlist::compose`] combines them.
//! - [`Screener`](screener::Screener): the compiled lists and the cache of cell facts. Built once and shared by all
//!   threads; each thread has its own [`Scratch`](screener::Scratch).
//! - [`ColumnMap`](model::ColumnMap): header and [`Role`](model::Role) of each column of a ledger.
//! - [`Row`](model::Row): the cells of one row ([`LedgerRow`](model::LedgerRow), a view into a
//!   [`RowBatch`](model::RowBatch)) with the ledger's `ColumnMap`.
//! - [`Finding`](model::Finding): one row and one entry, with verdict, score, the words of the cell and the reason in
//!   one sentence.
//!
//! [`pipeline::run`] screens whole [`Ledger`](ledger::Ledger)s on the current rayon pool and passes the rows with
//! findings to a [`Sink`](report::Sink).
//!
//! # Example
//!
//! ```
//! use tamis::model::{ColumnMap, Role, Row, RowBatch, Score, Verdict};
//! use tamis::screener::{Config, Screener};
//! use tamis::watchlist;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let lists = watchlist::compose(Some(watchlist::bundled()?), Vec::new(), &[])?;
//! // The day decides which state of the lists counts: the library reads no clock.
//! let screener = Screener::new(lists, Config::new("2026-11-24".parse()?));
//!
//! let columns = ColumnMap::new([("vendor", Role::Name), ("country", Role::Country)]);
//! let mut batch = RowBatch::default();
//! batch.push(1, 2, ["Hotan Taida Aparel Co Ltd", "China"]);
//! batch.push(2, 3, ["Taida Machinery (Suzhou) Co., Ltd.", "China"]);
//!
//! let mut scratch = screener.scratch();
//! let found: Vec<Vec<_>> = batch.iter().map(|row| screener.screen(Row::new(row, &columns), &mut scratch)).collect();
//!
//! // Another spelling of the place and a letter lost: still the listed company, and why.
//! let best = found[0].first().ok_or("no finding")?;
//! assert_eq!(best.verdict, Verdict::Match);
//! assert_eq!(screener.lists().entry(best.entry).name, "Hetian Taida Apparel Co., Ltd.");
//! assert!(best.reason.contains("(Aparel/Apparel)"));
//!
//! // Another company that shares a word with it.
//! assert!(found[1].iter().all(|f| f.verdict < Verdict::Review));
//! # Ok(())
//! # }
//! ```
//!
//! `examples/` holds three more: rows in memory, a list of your own, and every step of one row.
//!
//! # Limits and costs
//!
//! - The findings of a row depend on that row, the columns, the lists and the settings only: not on the order of rows,
//!   the number of threads, other rows or the cache. Screening reads no clock, no locale and no environment.
//! - Names are matched in Latin letters, Han and pinyin. Names in
//!   Arabic, Cyrillic, kana and Hangul are compared letter by letter.
//! - Word tables are compiled in and built on first use. A `Screener` caches the facts of distinct cells, by their
//!   text,
//!   up to a bound (`CAPACITY` in `src/screener/cache.rs`). How speed is measured: `benches/README.md`.
//! - A list entry is found by its names, identifiers or rules. A party that no list names is not found: show the
//!   coverage and age of each list ([`Watchlist`](model::Watchlist)) with every clean result.

pub(crate) mod cells;
pub mod cli;
pub mod eval;
pub mod ledger;
pub(crate) mod lexicon;
pub(crate) mod matching;
pub mod model;
pub mod pipeline;
pub(crate) mod policy;
pub mod report;
pub mod screener;
pub(crate) mod text;
pub mod updates;
pub mod validate;
pub mod watchlist;
