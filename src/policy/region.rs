//! The rebuttable presumption: any goods of Xinjiang; and units of the Corps.
//!
//! - **Flags:** a maker or an origin in Xinjiang, whatever the goods → `review` (in force since 2022-06-21; `advisory`
//!   as of an earlier day). A unit of the Corps → `review` on the Corps' SDN entry.
//! - **Why:** goods made wholly or in part in Xinjiang are presumed made with forced labour.
//! - **Example:** `Polysilicon plant | Shihezi, Xinjiang | CN | polysilicon chunks`.
//! - **Clears it:** a street or building elsewhere named after a place of Xinjiang, another country, another
//!   province in the address, an origin stated elsewhere, a dish or a book.
//! - **Source:** Public Law 117-78, section 3; OFAC FAQ 835 and 840 for bodies of the Corps.

use crate::matching::xpcc_units::{Strength, UnitKind};
use crate::model::{EntryId, Evidence, Method, Verdict};

use super::measures::{Given, evidence};

pub(super) fn run(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let row = given.row;
    if let (Some(sign), Some(entry)) = (&row.xinjiang, given.targets.presumption) {
        let in_force = given.lists.entry(entry).effective.is_none_or(|day| day <= given.as_of);
        let verdict = if in_force { Verdict::Review } else { Verdict::Advisory };
        let goods = if row.names_goods { "goods" } else { "unnamed goods" };
        let because = format!("{goods} with a sign of Xinjiang: {} “{}”", sign.what, sign.quoted);
        let score = if sign.plain { 72 } else { 64 };
        out.push(evidence(
            entry,
            Method::Region,
            (verdict, if in_force { score } else { 40 }),
            (sign.column, &sign.quoted),
            because,
        ));
    }
    units(given, out);
}

fn units(given: &Given<'_>, out: &mut Vec<Evidence>) {
    let Some(corps) = given.targets.xpcc else { return };
    let best = given.row.units().max_by_key(|(_, u)| (u.unit.strength, u.unit.kind != UnitKind::Xpcc));
    let (placed, seen, named) = match best {
        Some((placed, seen)) => (placed.column, seen.quoted.to_string(), unit_name(given, seen.unit.kind)),
        None => {
            // A listed affiliate without a unit's words: its parents lead to the Corps.
            let Some(e) = given.named.iter().find(|e| {
                e.verdict >= Verdict::Review && given.facts.get(e.entry.0 as usize).is_some_and(|f| f.of_xpcc)
            }) else {
                return;
            };
            (e.column, e.quoted.clone(), given.lists.entry(e.entry).name.clone())
        }
    };
    let chain = chain(given, best.map(|(_, u)| u.unit.kind), &named);
    let plain = best.is_none_or(|(_, u)| u.unit.strength == Strength::Plain);
    let because = format!("a body of the Corps: {chain}");
    let mut e =
        evidence(corps, Method::Affiliation, (Verdict::Review, if plain { 78 } else { 66 }), (placed, &seen), because);
    e.matched_name = named;
    out.push(e);
}

/// The entry id of a unit in the list of the Corps.
fn unit_id(kind: UnitKind) -> String {
    match kind {
        UnitKind::Xpcc => "xpcc".to_owned(),
        UnitKind::Division(n) => format!("xpcc-div{n:02}"),
        UnitKind::Regiment(n) => format!("xpcc-reg{n:03}"),
    }
}

fn unit_name(given: &Given<'_>, kind: UnitKind) -> String {
    let listed = given.lists.find(&EntryId::from(unit_id(kind).as_str())).map(|ix| given.lists.entry(ix).name.clone());
    listed.unwrap_or_else(|| match kind {
        UnitKind::Xpcc => "Xinjiang Production and Construction Corps".to_owned(),
        UnitKind::Division(n) => format!("XPCC division {n}"),
        UnitKind::Regiment(n) => format!("XPCC regiment {n}"),
    })
}

/// Unit, its division, the Corps: as far as the list says.
fn chain(given: &Given<'_>, kind: Option<UnitKind>, named: &str) -> String {
    let mut parts = vec![named.to_owned()];
    let mut at = kind
        .and_then(|k| given.lists.find(&EntryId::from(unit_id(k).as_str())))
        .or_else(|| given.lists.entries().find(|(_, _, e)| e.name == named).map(|(ix, ..)| ix));
    for _ in 0..6 {
        let Some(parent) = at.and_then(|ix| given.lists.entry(ix).parent.as_ref()) else { break };
        let up = given.lists.find(&parent.entry_id);
        let share = parent.share.map_or(String::new(), |s| format!(", {s} %"));
        let name = up.map_or_else(|| parent.entry_id.to_string(), |ix| given.lists.entry(ix).name.clone());
        parts.push(format!("{} {name}{share}", parent.relation.replace('_', " ")));
        at = up;
    }
    parts.join(", ")
}
