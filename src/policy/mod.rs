//! Policy: from what the cells of a row say to evidence with a verdict, a score and a sentence. Every verdict, score,
//! rank and threshold is here, each with the case that set it; cells and matching measure only.
//!
//! - [`evidence()`] gathers a row's evidence: names and identifiers, other entries of the same bodies, then the rules.
//! - Names: `names` chooses the question (`full`, `part`, `person`, `trade_name`), after the cheap first step of
//!   `prefilter`; `thresholds` holds what counts, `scores` every verdict and score.
//! - Rules, for measures that name no party: one a file, each with what it flags, why, an example, what clears it and
//!   its source. `signs` chooses the sign of Xinjiang that they judge a row by.
//!
//! The order of strength: a full name says more than part of one; another place or another firm's own word speaks
//! against it; country, address and goods raise or lower what names suggest and never make a finding by themselves.

mod address;
mod advisory;
mod bodies;
mod code_signs;
mod context;
mod evidence;
mod full;
mod goods;
mod identifiers;
mod input;
mod licensing;
mod likelihood;
mod mid;
mod mid_codes;
mod names;
mod near;
mod north_korea;
mod officials;
mod part;
mod person;
mod prefilter;
mod region;
mod regional_orders;
mod scores;
mod sector;
mod siblings;
mod signs;
mod targets;
mod thresholds;
mod trade_name;
mod wording;
mod xpcc;

pub use bodies::Bodies;
pub use context::{Context, agree_in_province, compare_places};
pub use evidence::evidence;
pub use input::{InForce, RowView};
pub use mid_codes::MidCodes;
pub use names::names_parties;
pub use near::{near_evidence, near_odds, near_score};
pub use prefilter::{MAY_COUNT, NEAR};
pub use targets::Targets;
pub use wording::phrases::{capitalized, goods as goods_phrase, names_service, sign as sign_phrase};
