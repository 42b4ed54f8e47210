//! Manufacturer identification codes built from a listed name and its city.
//!
//! - **Flags:** a code that equals one built from a listed name and a city of its entry → `review`; `advisory` where
//!   other Chinese cities begin with the same three letters.
//! - **Why:** customs data often hold the code and no name.
//! - **Example:** `CNHETTAIHET` for Hetian Taida Apparel in Hetian.
//! - **Clears it:** another city or name part.
//! - **Source:** 19 CFR part 102, appendix.

use crate::model::{Evidence, Method};

use super::input::{RuleInput, evidence};
use super::scores;

/// City letters that many Chinese places share (`red_flags` of the data: Changji with Changchun, Changzhou, Changsha…).
const SHARED_CITIES: [&str; 8] = ["CHA", "SHA", "SHI", "LUO", "YIN", "NAN", "HEF", "XIA"];

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let in_force = input.in_force;
    for code in &input.row.facts.mids {
        for entry in in_force.mids.entries(code.text, in_force.lists, in_force.facts) {
            let shared = SHARED_CITIES.iter().any(|city| code.text.to_ascii_uppercase().ends_with(city));
            let rating = if shared { scores::CODE_OF_SHARED_CITY } else { scores::CODE_OF_MAKER };
            let name = &in_force.lists.entry(*entry).name;
            let because = format!("the manufacturer code is the one that the name and city of {name} would give");
            let mut found = evidence(*entry, Method::Mid, rating, *code, because);
            found.matched_name.clone_from(name);
            out.push(found);
        }
    }
}
