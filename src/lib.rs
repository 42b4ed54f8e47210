//! placeholder, replaced by the front page

pub mod cli;
pub mod decide;
pub mod eval;
pub mod ledger;
pub mod lexicon;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod reading;
pub mod report;
pub mod rules;
pub mod screener;
pub mod text;
pub mod validate;
pub mod watchlist;
