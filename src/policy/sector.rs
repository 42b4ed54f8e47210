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
use super::wording::phrases;

/// Goods classes of the TVPRA list that are tied to Uyghur labour (`data` of 2020, 2021 and 2024 editions).
const TVPRA: [&str; 9] = ["gloves", "hair", "textiles", "yarn", "tomato", "silica", "jujube", "pvc", "cotton"];

/// The entries that watch goods of a class: its sector's, the TVPRA list's.
fn entries(targets: &Targets, class: GoodsClass) -> impl Iterator<Item = EntryIx> {
    let name = words().class_name(class);
    let sector = targets.sectors.iter().find(|(s, _)| s == name).map(|(_, ix)| *ix);
    let tvpra = TVPRA.contains(&name).then_some(targets.tvpra).flatten();
    [sector, tvpra].into_iter().flatten()
}

/// Since which edition the Labor Department's list names goods of China tied to Uyghur labour.
fn edition(class: &str) -> &'static str {
    match class {
        "silica" => "Polysilicon was added to the Labor Department's list on 2021-06-24, after the five goods of 2020",
        "jujube" => {
            "Jujubes were added to the Labor Department's list in its edition of 2024, after the five goods of 2020"
        }
        "pvc" => "PVC was added to the Labor Department's list in its edition of 2024, after the five goods of 2020",
        "cotton" => "Cotton and garments of China are on the Labor Department's list of goods",
        _ => "These goods have been on the Labor Department's list of goods since its edition of 2020",
    }
}

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let row = &input.row.facts;
    if !row.party.is_maker || row.origin.or(row.country) != Some(Country::CHINA) {
        return;
    }
    for (class, quote) in &row.goods {
        for entry in entries(input.in_force.targets, *class) {
            if !out.iter().any(|e| e.entry == entry) {
                let whence = if phrases::states_origin(row) {
                    "origin China".to_owned()
                } else {
                    format!("{} in China", phrases::party(row))
                };
                let why = match input.in_force.targets.tvpra {
                    Some(tvpra) if tvpra == entry => edition(words().class_name(*class)),
                    _ => "A priority sector of the UFLPA: CBP looks at such goods of China first",
                };
                let goods = phrases::capitalized(&phrases::goods(row, *class));
                let because = format!("{goods}; {whence}. {why}");
                out.push(evidence(entry, Method::Goods, scores::WATCHED_GOODS, *quote, because));
            }
        }
    }
}
