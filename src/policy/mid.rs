//! Manufacturer identification codes built from a listed name and its city.
//!
//! - **Flags:** a code that equals one built from a listed name and a city of its entry → `review`; `advisory` where
//!   another Chinese town begins with the same three letters, or the name letters are those of a place.
//! - **Why:** customs data often hold the code and no name.
//! - **Example:** `CNHETTAIHOT` for Hetian Taida Apparel in Hotan.
//! - **Clears it:** another city or name part.
//! - **Source:** 19 CFR part 102, appendix.

use crate::model::{Evidence, Method};
use crate::text::mid::Mid;

use super::input::{RuleInput, evidence};
use super::scores;
use super::wording::phrases;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let in_force = input.in_force;
    for code in &input.row.facts.mids {
        let Some(mid) = Mid::of_cell(code.text) else { continue };
        for maker in in_force.mids.makers(&mid, in_force.lists, in_force.facts) {
            let rating = if maker.sure { scores::CODE_OF_MAKER } else { scores::CODE_OF_SHARED_CITY };
            let entry = in_force.lists.entry(maker.entry);
            let name = entry.names.get(usize::from(maker.name)).map_or(&entry.name, |name| &name.text);
            let whose = if *name == entry.name { String::new() } else { format!(", a name of {},", entry.name) };
            let others = if maker.sure { "" } else { "; other firms and towns give the same letters" };
            let because = format!(
                "The manufacturer code {} has the letters that the name “{name}”{whose} and its city would \
                 give{others}",
                phrases::quoted(&input.row.facts, *code)
            );
            let mut found = evidence(maker.entry, Method::Mid, rating, *code, because);
            found.matched_name.clone_from(name);
            out.push(found);
        }
    }
}
