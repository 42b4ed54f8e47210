//! Listed street addresses.
//!
//! - **Flags:** a party at a listed address (street, number, town, and parts of the premises where the list has any) →
//!   `review`; a name of the same entry that is found too counts more.
//! - **Why:** a listed firm goes on under another name in the same house; an entry may have nothing but an address.
//! - **Example:** `Qianmo Trading | No. 555 Qianmo Road, Binjiang, Hangzhou` is Hikvision's address.
//! - **Clears it:** another town, district, building, floor or room; a tower or park that many firms share; another
//!   country; an entry that is no longer listed.

use crate::cells::row::Quote;
use crate::matching::address::{self, AddressSeen, Nearness, RowPlace};
use crate::model::{Address, Agreement, Because, Entry, EntryIx, Evidence, Method, Role, Score, Verdict};

use super::context::Context;
use super::input::{InForce, RowView, evidence};
use super::scores;

/// A listed address at which the row's party is.
#[derive(Debug)]
struct Confirmed<'r> {
    entry: EntryIx,
    seen: &'r AddressSeen,
    column: usize,
    nearness: Nearness,
}

/// Adds evidence of the addresses, and to evidence of names what the address says for them.
pub(super) fn add(in_force: InForce<'_>, row: &RowView<'_>, found: &mut Vec<Evidence>) {
    let confirmed = confirmed(in_force, row);
    let of_match = |e: &Evidence| e.verdict == Verdict::Match && confirmed.iter().any(|c| c.entry == e.entry);
    // The house of a party that the row names is explained: the other firms in it are no news.
    let explained = found.iter().any(of_match);
    for Confirmed { entry, seen, column, nearness } in confirmed {
        match found.iter_mut().find(|e| e.entry == entry) {
            Some(e) => {
                let rating = scores::with_address(e.verdict, e.score.0);
                (e.verdict, e.score) = (rating.verdict, Score(rating.score));
                if let Because::Listed(likeness) = &mut e.because {
                    likeness.address = seen.quoted.to_string();
                }
            }
            None if explained || nearness == Nearness::SameHouse => {}
            None if in_force.is_lapsed(entry) => {}
            None => {
                let because = sentence(in_force.lists.entry(entry), seen);
                let quote = Quote { column, text: &seen.quoted };
                found.push(evidence(entry, Method::Address, scores::ADDRESS, quote, because));
            }
        }
    }
}

/// What the address says, for a reader: whose it is, where the list names anybody.
fn sentence(entry: &Entry, seen: &AddressSeen) -> String {
    let known = entry.addresses.get(usize::from(seen.position)).map(in_full).unwrap_or_default();
    let (quoted, known, name) = (&seen.quoted, known.trim_end_matches('.'), entry.name.trim_end_matches('.'));
    if entry.names.is_empty() {
        return format!(
            "“{quoted}” is a listed address: {known}. The list names nobody there; other firms may be in the same house"
        );
    }
    format!(
        "“{quoted}” is a listed address of {name}: {known}. No name of it was found in the row; other firms may be in \
         the same house"
    )
}

/// The listed addresses that the row's party has, one for each entry.
fn confirmed<'r>(in_force: InForce<'_>, row: &RowView<'r>) -> Vec<Confirmed<'r>> {
    let facts = &row.facts;
    let mut out: Vec<Confirmed<'r>> = Vec::new();
    for placed in facts.cells.iter().filter(|placed| facts.party.speaks(placed.column)) {
        for seen in &placed.cell.mentions().addresses {
            let Some(known) = in_force.fact(seen.entry) else { continue };
            let as_near = |c: &Confirmed<'_>| c.entry == seen.entry && c.nearness == Nearness::SamePremises;
            if out.iter().any(as_near) || Context::of(facts, known).country == Agreement::Differs {
                continue;
            }
            let of = |role: Role| facts.row.of(role).filter(|(c, _)| facts.party.has(*c));
            let filled = |(column, text): &(usize, &str)| *column != placed.column && !text.trim().is_empty();
            let others = [Role::Address, Role::City, Role::Region].into_iter().flat_map(of).filter(filled);
            let (others, postal): (Vec<&str>, Vec<&str>) =
                (others.map(|(_, text)| text).collect(), of(Role::PostalCode).map(|(_, text)| text).collect());
            let cell = facts.row.cell(placed.column);
            let place = RowPlace { cell, others: &others, postal: &postal, places: facts.address_places() };
            let nearness = address::nearness(in_force.lists.entry(seen.entry), seen, &place);
            let confirmed = Confirmed { entry: seen.entry, seen, column: placed.column, nearness };
            // An entry may have several rooms of one tower: the nearest of its addresses counts.
            match out.iter_mut().find(|c| c.entry == seen.entry) {
                _ if nearness == Nearness::Elsewhere => {}
                None => out.push(confirmed),
                Some(known) if nearness == Nearness::SamePremises => *known = confirmed,
                Some(_) => {}
            }
        }
    }
    out
}

/// The address as listed; town and country once, where the street holds them too.
fn in_full(address: &Address) -> String {
    let rest = [&address.city, &address.region, &address.postal_code, &address.country];
    let missing = rest.into_iter().filter(|part| !part.is_empty() && !address.street.contains(part.as_str()));
    let parts: Vec<&str> = [&address.street].into_iter().chain(missing).map(String::as_str).collect();
    parts.join(", ")
}
