//! Goods of Chinese origin that programmes watch: TVPRA goods (POL-5) and UFLPA priority sectors.
//!
//! - **Flags:** such goods with China as origin or maker's country → `advisory`, once a party.
//! - **Why:** exposure by goods, not by party; one row in twenty has it, hence once a party and out of `flagged.csv`.
//! - **Example:** `Ningbo Venux Apparel | CN | knitted gloves`.
//! - **Clears it:** another origin.
//! - **Source:** Department of Labor, list of goods (editions 2020 to 2024); UFLPA strategy and updates.

use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::{Classes, GoodsClass, words};
use crate::model::{EntryIx, Evidence, Method, Verdict};
use crate::reading::row::RowFacts;

use super::{Given, Targets, evidence};

/// Goods classes of the TVPRA list that are tied to Uyghur labour (`data` of 2020, 2021 and 2024 editions).
const TVPRA: [&str; 9] = ["gloves", "hair", "textiles", "yarn", "tomato", "silica", "jujube", "pvc", "cotton"];

/// The entries that watch goods of a class: its sector's, the TVPRA list's.
fn entries(targets: &Targets, class: GoodsClass) -> impl Iterator<Item = EntryIx> {
    let name = words().class_name(class);
    let sector = targets.sectors.iter().find(|(s, _)| s == name).map(|(_, ix)| *ix);
    let tvpra = TVPRA.contains(&name).then_some(targets.tvpra).flatten();
    [sector, tvpra].into_iter().flatten()
}

/// The classes of goods that this rule can say anything of.
pub fn watched(targets: &Targets) -> Classes {
    let mut all = Classes::default();
    for class in words().classes().filter(|c| entries(targets, *c).next().is_some()) {
        all.insert(class);
    }
    all
}

/// Goods of a row that an entry watches.
#[derive(Debug, Clone, Copy)]
pub struct Advised<'r> {
    /// The entry.
    pub entry: EntryIx,
    /// Where the goods are named, and by what word.
    pub column: usize,
    /// The word.
    pub word: &'r str,
    class: GoodsClass,
}

/// The goods of a row of Chinese origin that entries watch, in the order of the row; an entry may come more than once.
pub fn advised<'r>(targets: &'r Targets, row: &'r RowFacts<'_>) -> impl Iterator<Item = Advised<'r>> {
    let chinese = row.origin.or(row.country) == Some(Country::CHINA);
    let goods = row.goods.iter().filter(move |_| chinese);
    goods.flat_map(|(class, column, word)| entries(targets, *class).map(|entry| Advised { entry, column: *column, word, class: *class }))
}

/// Runs this rule alone.
pub fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    for seen in advised(given.targets, given.row) {
        if !out.iter().any(|e| e.entry == seen.entry) {
            let because = ["goods of a watched kind (", words().class_name(seen.class), ": “", seen.word, "”) of Chinese origin"].concat();
            out.push(evidence(seen.entry, Method::Goods, (Verdict::Advisory, 22), (seen.column, seen.word), because));
        }
    }
}
