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
use crate::model::{Address, Agreement, Because, EntryIx, Evidence, Method, Role, Score, Verdict};

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
                let listed = in_force.lists.entry(entry);
                let known = listed.addresses.get(usize::from(seen.position)).map(in_full);
                let because = format!(
                    "“{}” is a listed address of {}: {}. No name of it was found in the row; other firms may be in the \
                     same house",
                    seen.quoted,
                    listed.name.trim_end_matches('.'),
                    known.unwrap_or_default().trim_end_matches('.'),
                );
                let quote = Quote { column, text: &seen.quoted };
                found.push(evidence(entry, Method::Address, scores::ADDRESS, quote, because));
            }
        }
    }
}

/// The listed addresses that the row's party has, one for each entry.
fn confirmed<'r>(in_force: InForce<'_>, row: &RowView<'r>) -> Vec<Confirmed<'r>> {
    let facts = &row.facts;
    let mut out: Vec<Confirmed<'r>> = Vec::new();
    for placed in facts.cells.iter().filter(|placed| facts.party.speaks(placed.column)) {
        for seen in &placed.cell.mentions().addresses {
            let Some(known) = in_force.fact(seen.entry) else { continue };
            if out.iter().any(|c| c.entry == seen.entry) || Context::of(facts, known).country == Agreement::Differs {
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
            if nearness != Nearness::Elsewhere {
                out.push(Confirmed { entry: seen.entry, seen, column: placed.column, nearness });
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
