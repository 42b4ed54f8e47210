//! Units and affiliates of the Xinjiang Production and Construction Corps (XPCC).
//!
//! - **Flags:** a unit of the XPCC, or a listed affiliate → `review` on its entry as a Specially Designated National.
//! - **Why:** property of a body that the XPCC owns by half or more is blocked, whether a list names the body or not.
//! - **Example:** `7th Division Cotton Company | Kuytun | CN`.
//! - **Clears it:** a unit of another army or building corps; a unit said not to be meant (`no Bingtuan cotton`).
//! - **Source:** OFAC FAQ 835 and 840.

use crate::cells::row::Quote;
use crate::matching::xpcc_units::{Strength, UnitKind};
use crate::model::{EntryId, EntryIx, Evidence, Method, Verdict};

use super::input::{InForce, RuleInput, evidence};
use super::scores;
use super::wording::phrases;

/// Steps from a unit up to the XPCC at most: regiment, division, XPCC and three companies between them.
const LONGEST_CHAIN: usize = 6;

pub(super) fn run(input: &RuleInput<'_>, out: &mut Vec<Evidence>) {
    let in_force = input.in_force;
    let Some(xpcc) = in_force.targets.xpcc else { return };
    let best = input.row.units().max_by_key(|(_, u)| (u.unit.strength, u.unit.kind != UnitKind::Xpcc));
    let (quote, named, listed) = match best {
        Some((column, seen)) => {
            let listed = in_force.lists.find(&EntryId::from(unit_id(seen.unit.kind).as_str()));
            let named = listed.map_or_else(|| unit_name(seen.unit.kind), |ix| in_force.lists.entry(ix).name.clone());
            (Quote { column, text: &seen.quoted }, named, listed)
        }
        None => {
            // A listed affiliate without a unit's words: its parents lead to the XPCC.
            let affiliate =
                |e: &&Evidence| e.verdict >= Verdict::Review && in_force.fact(e.entry).is_some_and(|f| f.of_xpcc);
            let Some(e) = input.named.iter().find(affiliate) else { return };
            (Quote { column: e.column, text: &e.quoted }, in_force.lists.entry(e.entry).name.clone(), None)
        }
    };
    let because = format!("{} names {}", phrases::quoted(&input.row.facts, quote), chain(in_force, listed, &named));
    let by_sign = best.is_some_and(|(_, u)| u.unit.strength != Strength::Plain);
    let rating = if by_sign { scores::XPCC_UNIT_BY_SIGN } else { scores::XPCC_UNIT };
    let mut found = evidence(xpcc, Method::Affiliation, rating, quote, because);
    found.matched_name = named;
    out.push(found);
}

/// The entry id of a unit in the list of affiliates.
fn unit_id(kind: UnitKind) -> String {
    match kind {
        UnitKind::Xpcc => "xpcc".to_owned(),
        UnitKind::Division(n) => format!("xpcc-div{n:02}"),
        UnitKind::Regiment(n) => format!("xpcc-reg{n:03}"),
    }
}

/// The name of a unit that the list does not hold.
fn unit_name(kind: UnitKind) -> String {
    match kind {
        UnitKind::Xpcc => "Xinjiang Production and Construction Corps".to_owned(),
        UnitKind::Division(n) => format!("XPCC division {n}"),
        UnitKind::Regiment(n) => format!("XPCC regiment {n}"),
    }
}

/// A name of the XPCC's own tree in a sentence: `the XPCC's Eighth Division`.
pub(super) fn said(name: &str) -> String {
    const CORPS: &str = "Xinjiang Production and Construction Corps";
    if name.get(..CORPS.len()).is_some_and(|start| start.eq_ignore_ascii_case(CORPS)) {
        return "the XPCC".to_owned();
    }
    match name.strip_prefix("XPCC ") {
        Some(rest) => format!("the XPCC's {rest}"),
        None => name.to_owned(),
    }
}

/// Unit, its division, the XPCC: as far as the list knows. `the 149th Regiment, a unit of the XPCC's Eighth Division`.
fn chain(in_force: InForce<'_>, listed: Option<EntryIx>, named: &str) -> String {
    let lists = in_force.lists;
    let mut at = listed.or_else(|| lists.entries().find(|(_, _, e)| e.name == named).map(|(ix, ..)| ix));
    let mut text = said(named);
    for step in 0..LONGEST_CHAIN {
        let Some(parent) = at.and_then(|ix| lists.entry(ix).parent.as_ref()) else { break };
        let up = lists.find(&parent.entry_id);
        let name = up.map_or_else(|| parent.entry_id.to_string(), |ix| lists.entry(ix).name.clone());
        // `149th Regiment, XPCC Eighth Division` says its parent already, and so does `the XPCC's Eighth Division`.
        if let Some(own) = text.strip_suffix(&format!(", {name}")) {
            text = format!("the {own}");
        }
        if text.ends_with("Division") && said(&name) == "the XPCC" {
            break;
        }
        let relation = match parent.relation.as_str() {
            "division_of" | "regiment_of" | "organ_of" | "unit_of" | "subordinate_of" => "a unit of",
            "controlled_by" => "controlled by",
            "owned_by" => "owned by",
            "subsidiary_of" => "a subsidiary of",
            _ => "an affiliate of",
        };
        let share = parent.share.map_or(String::new(), |s| format!(" ({s} %)"));
        let lead = if step == 0 { ", " } else { ", which is " };
        text.push_str(&format!("{lead}{relation} {}{share}", said(&name)));
        at = up;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_the_xpcc_is_said_without_stutter() {
        assert_eq!(said("XINJIANG PRODUCTION AND CONSTRUCTION CORPS"), "the XPCC");
        assert_eq!(said("XPCC Eighth Division"), "the XPCC's Eighth Division");
        assert_eq!(said("Xinjiang Tianye Group"), "Xinjiang Tianye Group");
    }
}
