//! Ledgers as they come: one ledger in every form, broken files, the roles of columns. Each module says what belongs
//! there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

#[path = "../common/mod.rs"]
mod common;

mod ledger;
mod writers;

mod broken;
mod documents;
mod own_lists;
#[cfg(feature = "parquet")]
mod parquet;
mod roles;
mod same_findings;
mod several;
mod tables;
mod workbooks;
