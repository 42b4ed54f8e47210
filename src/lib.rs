//! Screens supplier ledgers against US forced-labour and human-rights watchlists, and explains every finding.
//!
//! The binary `tamis` reads ledger files and writes a report directory (`README.md`); this library is what it is made
//! of, for programs that hold their rows already. A finding is a possible match for a person to look at, never a
//! violation, and nothing here is legal advice.
//!
//! # The five types to know
//!
//! - [`Lists`](model::Lists): the watchlists in force. [`watchlist::bundled`] reads the eight compiled-in ones,
//!   [`watchlist::load_path`] one of your own, [`watchlist::compose`] puts them together.
//! - [`Screener`](screener::Screener): the lists, compiled. Built once, immutable, shared by all threads; each thread
//!   brings a [`Scratch`](screener::Scratch).
//! - [`ColumnMap`](model::ColumnMap): what each column of a ledger is taken for, a [`Role`](model::Role) a column.
//! - [`LedgerRow`](model::LedgerRow): the cells of one row, a view into a [`RowBatch`](model::RowBatch).
//! - [`Finding`](model::Finding): one row and one entry, with verdict, score, the words met and one plain sentence.
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
//! let screener = Screener::new(lists, Config { as_of: "2026-11-24".parse()?, min_score: Score(0) });
//!
//! let columns = ColumnMap {
//!     headers: vec!["vendor".into(), "country".into()],
//!     roles: vec![Role::Name, Role::Country],
//!     groups: Vec::new(),
//! };
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
//! assert!(best.reason.contains("1 letter off"));
//!
//! // Another company that shares a word with it.
//! assert!(found[1].iter().all(|f| f.verdict < Verdict::Review));
//! # Ok(())
//! # }
//! ```
//!
//! `examples/` holds three more: rows in memory, a list of one's own, and every step of one row.
//!
//! # Limits and costs
//!
//! - A row's answer depends on that row, the columns, the lists and the settings alone: no order, no thread count and no
//!   other row changes it. The library reads no clock, no locale and no environment. What a `Scratch`
//!   remembers is known by hashes whose secret is drawn once a process (`src/screener/key.rs`).
//! - Names are matched in Latin letters, Han and pinyin. Arabic and Cyrillic names of a list count only letter by
//!   letter, as they stand.
//! - Tables are compiled in and built on first use; a `Scratch` remembers readings of distinct cells, up to a bound
//!   (`MOST_HELD` in `src/screener/memory.rs`). Measured costs stand in `ARCHITECTURE.md`.
//! - A list entry is found by its names, identifiers or rules. A party that no list names is not found: coverage and
//!   age of each list stand in [`Watchlist`](model::Watchlist) and belong beside every clean result.

pub mod cells;
pub mod cli;
pub mod eval;
pub mod ledger;
pub mod lexicon;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod screener;
pub mod text;
pub mod validate;
pub mod watchlist;
