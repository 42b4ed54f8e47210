//! Evidence of a party → findings: one for each entry, with id, sentence and OFAC's steps.

use std::sync::Arc;

use crate::cells::party::RowParty;
use crate::cells::row::Quote;
use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::lexicon::{PlaceIx, lexicon};
use crate::model::{
    Agreement, Because, Entry, EntryKind, Evidence, Finding, FindingId, Method, OfacSteps, Role, Row, Score, Verdict,
};
use crate::policy::{self, RowView};

use super::finding_id::{finding_id, party_key};
use super::reason::{Against, Place, reason};
use super::{Screener, dates};

/// The best evidence for each entry.
pub(super) fn best(evidence: Vec<Evidence>) -> Vec<Evidence> {
    let mut best: Vec<Evidence> = Vec::new();
    for e in evidence {
        match best.iter_mut().find(|b| b.entry == e.entry) {
            None => best.push(e),
            Some(b) if (e.verdict, e.score) > (b.verdict, b.score) => *b = e,
            Some(_) => {}
        }
    }
    best
}

/// Findings of a party of a row, one for each piece of evidence.
pub(super) fn findings(screener: &Screener, row: Row<'_>, row_view: &RowView<'_>, best: Vec<Evidence>) -> Vec<Finding> {
    if best.is_empty() {
        return Vec::new();
    }
    let name = party_name(row, row_view.facts.party);
    let party = Party { key: party_key(&name), name: name.into() };
    best.into_iter().map(|e| finding(screener, row, row_view, &party, e)).collect()
}

/// The party of a row.
struct Party {
    /// As the row has it.
    name: Arc<str>,
    /// What the finding id is made of.
    key: String,
}

/// The name of a party: its name cells; where it has none, its maker's code, the names of another party of the row, or
/// the first cell that holds a letter.
fn party_name(row: Row<'_>, party: RowParty<'_>) -> String {
    let own = distinct(party.names(row));
    if !own.is_empty() {
        return own;
    }
    let codes = distinct(row.of(Role::Mid).filter(|(c, _)| party.speaks(*c)).map(|(_, code)| code.trim()));
    if !codes.is_empty() {
        return codes;
    }
    let others = RowParty::of_row(row, |_| false).into_iter().filter(|p| !p.kind().is_own_side());
    let other = others.map(|p| distinct(p.names(row))).find(|name| !name.is_empty());
    let lettered = || row.cells.cells().map(str::trim).find(|c| c.chars().any(char::is_alphabetic)).map(str::to_owned);
    other.or_else(lettered).unwrap_or_default()
}

/// The filled texts, each once.
fn distinct<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for cell in cells.filter(|c| !c.is_empty()) {
        if !texts.contains(&cell) {
            texts.push(cell);
        }
    }
    texts.join(" | ")
}

fn finding(screener: &Screener, row: Row<'_>, row_view: &RowView<'_>, party: &Party, e: Evidence) -> Finding {
    let entry = screener.lists.entry(e.entry);
    let sector = is_sector(screener, &e);
    let steps = steps(screener, row_view, entry, &e);
    let place = Place::of(row, &e);
    let known = &screener.facts[e.entry.0 as usize];
    let removed = known.removed;
    let mut text = reason(Against { entry, removed, known }, &row_view.facts, &e, &place, &steps);
    text.extend(dates::note(row, entry.effective));
    let id = id_of(entry, &party.key, row_view, &e);
    Finding {
        id,
        verdict: e.verdict,
        score: Score(e.score.0.min(100)),
        entry: e.entry,
        matched_name: e.matched_name,
        method: e.method,
        column: place.column,
        quoted: e.quoted,
        reason: text,
        steps,
        sector,
        party: Arc::clone(&party.name),
    }
}

pub(super) fn is_sector(screener: &Screener, e: &Evidence) -> bool {
    e.method == Method::Goods
        && (screener.targets.tvpra == Some(e.entry) || screener.targets.sectors.iter().any(|(_, ix)| *ix == e.entry))
}

/// The class of the goods that a word of the row names.
fn goods_of(row_view: &RowView<'_>, word: Quote<'_>) -> Option<GoodsClass> {
    row_view.facts.goods.iter().find(|(_, q)| *q == word).map(|(class, _)| *class)
}

/// For goods the names of class and place are part of the id: they outlive a new row in their tables.
fn id_of(entry: &Entry, key: &str, row_view: &RowView<'_>, e: &Evidence) -> FindingId {
    if e.method != Method::Goods {
        return finding_id(&entry.id, key, &[]);
    }
    let goods = goods_of(row_view, Quote { column: e.column, text: &e.quoted });
    let goods = goods.map_or("", |goods| words().class_name(goods));
    let place = row_view.sign.and_then(|s| s.place).map(|p| lexicon().places().get(p));
    let (province, name) = place.map_or(("", ""), |p| (p.province, p.name));
    finding_id(&entry.id, key, &[goods, province, name])
}

fn steps(screener: &Screener, row_view: &RowView<'_>, entry: &Entry, e: &Evidence) -> OfacSteps {
    let known = &screener.facts[e.entry.0 as usize];
    let of_parent = row_view.facts.is_of_parent(e.column);
    let context = if of_parent {
        policy::Context::of_parent(&row_view.facts, known)
    } else {
        policy::Context::of(&row_view.facts, known)
    };
    let firm = row_view.facts.cells.iter().filter(|r| r.role == Role::Name).any(|r| r.cell.legal_form);
    let kind = match (entry.kind, firm) {
        (EntryKind::Person, true) => Agreement::Differs,
        (EntryKind::Company, true) => Agreement::Agrees,
        _ => Agreement::Unclear,
    };
    let code = || row_view.facts.row.of(Role::Id).any(|(_, cell)| !cell.trim().is_empty());
    let identifier = match (e.method, e.verdict) {
        (Method::Identifier, Verdict::Match) => Agreement::Agrees,
        (Method::Identifier, _) => Agreement::Differs,
        _ if entry.identifiers.is_empty() => Agreement::MissingInList,
        _ if !code() => Agreement::MissingInRow,
        _ => Agreement::Unclear,
    };
    let of_list = match &e.because {
        Because::Listed(likeness) => !likeness.address.is_empty(),
        Because::Rule(_) => e.method == Method::Address,
    };
    let address = match address(row_view, entry, &known.places, context.country) {
        _ if of_list => Agreement::Agrees,
        // The row's address is not the parent's.
        _ if of_parent && !known.places.is_empty() => Agreement::MissingInRow,
        address => address,
    };
    OfacSteps { kind, name_share: e.name_share, address, country: context.country, identifier }
}

/// The row's address against the entry's places. A place in the name alone is no address: it is part of what matched.
fn address(row_view: &RowView<'_>, entry: &Entry, places: &[PlaceIx], country: Agreement) -> Agreement {
    let (facts, row) = (&row_view.facts, row_view.facts.row);
    let own = [Role::Address, Role::City, Role::Region].into_iter().flat_map(|role| row.of(role));
    let filled = own.filter(|(column, _)| facts.party.has(*column)).any(|(_, cell)| !cell.trim().is_empty());
    if places.is_empty() {
        let stated = entry.addresses.iter().any(|a| !a.city.is_empty() || !a.street.is_empty());
        return if stated { Agreement::Unclear } else { Agreement::MissingInList };
    }
    match (facts.address_places().is_empty(), filled) {
        (false, _) => policy::compare_places(facts.address_places(), places),
        // The tables know the places of China: a town abroad is one that they do not.
        (true, true) if country == Agreement::Differs => Agreement::Differs,
        (true, true) => Agreement::Unclear,
        (true, false) => Agreement::MissingInRow,
    }
}
