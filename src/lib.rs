//! placeholder, replaced by the front page

pub mod cli;
pub mod eval;
pub mod ledger;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod report;
pub mod rules;
pub mod screener;
pub mod text;
pub mod watchlist;
