//! Goods of Chinese origin that programmes watch: TVPRA goods (POL-5) and UFLPA priority sectors.
//!
//! - **Flags:** such goods with China as origin or maker's country → `advisory`, once a party.
//! - **Why:** exposure by goods, not by party; one row in twenty has it, hence once a party and out of `flagged.csv`.
//! - **Example:** `Ningbo Venux Apparel | CN | knitted gloves`.
//! - **Clears it:** another origin.
//! - **Source:** Department of Labor, list of goods (editions 2020 to 2024); UFLPA strategy and updates.

use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::words;
use crate::model::{Evidence, Method, Verdict};

use super::{Given, evidence};

/// Goods classes of the TVPRA list that are tied to Uyghur labour (`data` of 2020, 2021 and 2024 editions).
const TVPRA: [&str; 9] = ["gloves", "hair", "textiles", "yarn", "tomato", "silica", "jujube", "pvc", "cotton"];

pub(super) fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let row = given.row;
    if row.goods.is_empty() || row.origin.or(row.country) != Some(Country::CHINA) {
        return;
    }
    for (class, column, word) in &row.goods {
        let name = words().class_name(*class);
        let sector = given.targets.sectors.iter().find(|(s, _)| s == name).map(|(_, ix)| *ix);
        let tvpra = TVPRA.contains(&name).then_some(given.targets.tvpra).flatten();
        for entry in [sector, tvpra].into_iter().flatten() {
            if !out.iter().any(|e| e.entry == entry) {
                let because = format!("goods of a watched kind ({name}: “{word}”) of Chinese origin");
                out.push(evidence(entry, Method::Goods, (Verdict::Advisory, 22), (*column, word), because));
            }
        }
    }
}
