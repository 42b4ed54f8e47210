//! The UFLPA Entity List as the page of DHS (`dhs.gov/uflpa-entity-list`, saved from a browser; layout of a public copy
//! of the page): one HTML table for each clause of section 2(d)(2)(B), with the columns "Entity Name" (older:
//! "Name of Entity") and "Effective Date". The clause is printed above its table. An entity under several clauses has a
//! row in each table. `names` describes how further names are written.

use super::party::Party;
use super::publication::{Publication, key_of};
use super::{Input, addresses, head, programmes};
use crate::ledger::html_tables;
use crate::model::Watchlist;
use crate::watchlist::ListError;
use crate::watchlist::own::dates;

pub(super) const FORM: &str = "UFLPA Entity List (page of DHS)";

pub(super) fn recognises(text: &str) -> bool {
    let is_html =
        head(text).to_ascii_lowercase().contains("<html") || head(text).to_ascii_lowercase().contains("<table");
    is_html && text.contains("UFLPA") && text.contains("Effective Date") && text.contains("ntit")
}

/// The places of tables and clauses in the page, in order.
fn clauses(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let heads: Vec<(usize, String)> = lower
        .match_indices("2(d)(2)(b)(")
        .filter_map(|(at, words)| {
            let clause = lower.get(at + words.len()..)?.split(')').next()?;
            (clause.len() <= 4).then(|| (at, format!("section 2(d)(2)(B)({clause})")))
        })
        .collect();
    let clause_at =
        |at: usize| heads.iter().take_while(|(head, _)| *head < at).last().map(|(_, clause)| clause.clone());
    lower.match_indices("<table").map(|(at, _)| clause_at(at).unwrap_or_default()).collect()
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let mut to = Publication::new(input, FORM, "DHS");
    let updated = input.text.find("Last Updated").and_then(|at| input.text.get(at + 12..));
    let day = updated.and_then(|rest| {
        let digits = rest.find(|c: char| c.is_ascii_digit()).filter(|at| *at < 400)?;
        let end = rest.get(digits..)?.find(|c: char| !c.is_ascii_digit() && c != '/')?;
        match dates::read(rest.get(digits..digits + end)?, Some(dates::Order::MonthFirst))? {
            dates::Read::Day(day) => Some(day),
            _ => None,
        }
    });
    to.as_of = day.map(|day| (day, "its line `Last Updated`".to_owned()));
    let clauses = clauses(input.text);
    for (number, table) in html_tables(input.text).iter().enumerate() {
        let mut rows = table.iter();
        let Some(header) = rows.next() else { continue };
        let column = |words: &str| header.iter().position(|cell| cell.to_lowercase().contains(words));
        let Some(name) = column("entity").or_else(|| column("entities")).or_else(|| column("name")) else {
            let what = format!("table {} has no column of entities and was not read", number + 1);
            to.warn(None, what, "nothing, if it is not a part of the list");
            continue;
        };
        let effective = column("date");
        for (at, cell) in header.iter().enumerate() {
            to.column(
                cell,
                if at == name {
                    "name"
                } else if Some(at) == effective {
                    "first day"
                } else {
                    ""
                },
            );
        }
        for cells in rows {
            let get = |at: usize| cells.get(at).map_or("", |cell| cell.as_str());
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut party = Party::new(programmes::of_key("UFLPA"), None);
            party.name_cell(get(name));
            // The list is of parties in China; the page prints no address.
            party.addresses.extend(addresses::of_parts("", "", "", "", "China"));
            if party.names.is_empty() {
                to.refuse(None, format!("a row of table {} has no name", number + 1), "look at the page");
                continue;
            }
            party.effective = effective.and_then(|at| to.day(None, "effective date", get(at)));
            party.note("clause", clauses.get(number).map_or("", String::as_str));
            for (at, header) in header.iter().enumerate().filter(|(at, _)| *at != name && Some(*at) != effective) {
                party.note(header, get(at));
            }
            party.urls.push("https://www.dhs.gov/uflpa-entity-list".to_owned());
            party.key = key_of(party.name());
            to.add(party);
        }
    }
    to.finish()
}
