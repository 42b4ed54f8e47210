//! Goods of Chinese origin that programmes watch: TVPRA goods (POL-5) and UFLPA priority sectors.
//!
//! - **Flags:** such goods with China as origin or maker's country → `advisory`, once a party.
//! - **Why:** exposure by goods, not by party; one row in twenty has it, hence once a party and out of `flagged.csv`.
//! - **Example:** `Ningbo Venux Apparel | CN | knitted gloves`.
//! - **Clears it:** another origin.
//! - **Source:** Department of Labor, list of goods (editions 2020 to 2024); UFLPA strategy and updates.

use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::model::{EntryIx, Evidence, Method};

use super::input::{RuleInput, evidence};
use super::scores;
use super::targets::Targets;

/// Goods classes of the TVPRA list that are tied to Uyghur labour (`data` of 2020, 2021 and 2024 editions).
const TVPRA: [&str; 9] = ["gloves", "hair", "textiles", "yarn", "tomato", "silica", "jujube", "pvc", "cotton"];

/// The entries that watch goods of a class: its sector's, the TVPRA list's.
fn entries(targets: &Targets, class: GoodsClass) -> impl Iterator<Item = EntryIx> {
    let name = words().class_name(class);
    let sector = targets.sectors.iter().find(|(s, _)| s == name).map(|(_, ix)| *ix);
    let tvpra = TVPRA.contains(&name).then_some(targets.tvpra).flatten();
    [sector, tvpra].into_iter().flatten()
}

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let row = &input.row.facts;
    if !row.party.is_maker || row.origin.or(row.country) != Some(Country::CHINA) {
        return;
    }
    for (class, quote) in &row.goods {
        for entry in entries(input.in_force.targets, *class) {
            if !out.iter().any(|e| e.entry == entry) {
                let class = words().class_name(*class);
                let because = format!("goods of a watched kind ({class}: “{}”) of Chinese origin", quote.text);
                out.push(evidence(entry, Method::Goods, scores::WATCHED_GOODS, *quote, because));
            }
        }
    }
}
