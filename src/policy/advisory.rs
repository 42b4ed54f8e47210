//! Words of labour programmes and camps (POL-4, Xinjiang Supply Chain Business Advisory).
//!
//! - **Flags:** programme words with what they need beside them (Xinjiang, Uyghurs, China) → `advisory`.
//! - **Why:** the advisory names these programmes as signs of forced labour in a supply chain.
//! - **Example:** `labour transfer programme, Hotan`; 富余劳动力 in an address of Xinjiang.
//! - **Clears it:** the same words without Xinjiang ("poverty alleviation fund, Guizhou").
//! - **Source:** State, Treasury, Commerce, DHS: advisory of 2020-07-01.

use crate::lexicon::countries::Country;
use crate::lexicon::vocabulary::Needs;
use crate::model::{Evidence, Method, Verdict};

use super::measures::{Given, evidence};

pub(super) fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let Some(entry) = given.targets.advisory else { return };
    let row = given.row;
    let region = row.xinjiang.is_some()
        || row.cells.iter().any(|r| !r.cell.mentions().places.is_empty())
        || row.units().next().is_some();
    let china = region || row.country == Some(Country::CHINA) || row.origin == Some(Country::CHINA);
    let met = row.cells.iter().find_map(|r| {
        let fits = |needs: &Needs| match needs {
            Needs::Nothing => true,
            Needs::China => china,
            Needs::Region => region,
        };
        r.cell.mentions().programme.iter().find(|(needs, _)| fits(needs)).map(|(_, w)| (r.column, w))
    });
    if let Some((column, word)) = met {
        let because = format!("words of a labour programme or camp (“{word}”)");
        out.push(evidence(entry, Method::Advisory, (Verdict::Advisory, 34), (column, word), because));
    }
}
