//! The words of the field as types: row, entry, name, evidence, finding, verdict.
//!
//! Everything else in the crate may use this module; it uses nothing but the standard library, derives (serde, strum)
//! and civil dates. Each type is complete when made: nothing is filled in later.

mod columns;
mod day;
mod entry;
mod finding;
mod groups;
mod row;
mod watchlist;

pub use columns::{ColumnMap, ColumnUse, PartyColumns, PartyKind, Role};
pub use day::{Day, DayError};
pub use entry::{
    Address, Bars, Entry, EntryId, EntryKind, FurtherMeasure, GoodsOf, Identifier, Link, Name, NameKind, Parent,
    Script, Status,
};
pub use finding::{
    Agreement, Because, Evidence, Finding, FindingId, Likeness, Listed, Method, NearMiss, OfacSteps, Score, Verdict,
};
pub use groups::Groups;
pub use row::{LedgerRow, LineCounts, Row, RowBatch};
pub use watchlist::{Coverage, EntryIx, ListColumn, ListId, ListWarning, Lists, Watchlist};
