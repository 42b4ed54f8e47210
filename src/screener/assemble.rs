//! Evidence of a party → findings: one for each entry, with id, sentence and OFAC's steps.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::cells::party::RowParty;
use crate::cells::row::Quote;
use crate::lexicon::lexicon;
use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::model::{
    Agreement, Entry, EntryKind, Evidence, Finding, FindingId, Method, OfacSteps, Role, Row, Score, Status, Verdict,
};
use crate::policy::{self, RowView};

use super::finding_id::{finding_id, party_key};
use super::{Screener, dates};

/// Findings of a party of a row: the best evidence for each entry.
pub(super) fn findings(
    screener: &Screener,
    row: Row<'_>,
    row_view: &RowView<'_>,
    evidence: Vec<Evidence>,
) -> Vec<Finding> {
    let mut best: Vec<Evidence> = Vec::new();
    for e in evidence {
        match best.iter_mut().find(|b| b.entry == e.entry) {
            None => best.push(e),
            Some(b) if (e.verdict, e.score) > (b.verdict, b.score) => *b = e,
            Some(_) => {}
        }
    }
    best.retain(|e| e.score >= screener.config.min_score);
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
    let mut reason = reason(screener, row_view, entry, &e, &steps);
    reason.extend(dates::note(row, entry.effective));
    let id = id_of(entry, &party.key, row_view, &e);
    Finding {
        id,
        verdict: e.verdict,
        score: Score(e.score.0.min(100)),
        entry: e.entry,
        matched_name: e.matched_name,
        method: e.method,
        column: e.column,
        quoted: e.quoted,
        reason,
        steps,
        sector,
        party: Arc::clone(&party.name),
    }
}

fn is_sector(screener: &Screener, e: &Evidence) -> bool {
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
    let context = policy::Context::of(&row_view.facts, known);
    let firm = row_view.facts.cells.iter().filter(|r| r.role == Role::Name).any(|r| r.cell.legal_form);
    let kind = match (entry.kind, firm) {
        (EntryKind::Person, true) => Agreement::Differs,
        (EntryKind::Company, true) => Agreement::Agrees,
        _ => Agreement::Missing,
    };
    let identifier = if e.method == Method::Identifier && e.verdict == Verdict::Match {
        Agreement::Agrees
    } else {
        Agreement::Missing
    };
    OfacSteps { kind, name_share: e.name_share, address: context.place, country: context.country, identifier }
}

/// Bytes of most reasons.
const USUAL_REASON: usize = 160;

/// One plain sentence, and a second where the entry's own history asks for it.
fn reason(screener: &Screener, row_view: &RowView<'_>, entry: &Entry, e: &Evidence, steps: &OfacSteps) -> String {
    let row = row_view.facts.row;
    let beyond = if row.cells.row.is_none() { "a title line" } else { "cell" };
    let header = row.columns.headers.get(e.column).map_or(beyond, String::as_str);
    let by_name =
        matches!(e.method, Method::Exact | Method::Variant | Method::CrossScript | Method::Fuzzy | Method::Identifier);
    let mut text = String::with_capacity(USUAL_REASON);
    if by_name {
        let (between, whose) =
            if e.matched_name == entry.name { ("", "") } else { (", a name of ", entry.name.as_str()) };
        let Evidence { quoted, because, matched_name, .. } = e;
        let (country, place) = (steps.country.as_str(), steps.address.as_str());
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "“{quoted}” in {header} matches “{matched_name}”{between}{whose}: {because}; \
             country {country}, place {place}."
        );
    } else {
        // One row in eight has such a finding: segments are appended faster than they are formatted.
        text.extend(["“", &e.quoted, "” in ", header, ": ", &e.because, "."]);
    }
    if let Some(removed) = screener.facts.get(e.entry.0 as usize).and_then(|f| f.removed) {
        text.push_str(&format!(" Formerly listed, removed on {removed}."));
    }
    if entry.status == Status::Inactive {
        text.push_str(&format!(" The list says of it: {}.", entry.status_note));
    }
    if !entry.goods_scope.is_empty() && by_name {
        text.push_str(&format!(" This order covers {}.", entry.goods_scope));
    }
    let explained = matches!(e.method, Method::Goods | Method::Region | Method::Affiliation | Method::Official)
        && e.verdict >= Verdict::Review
        && row_view.is_of_xinjiang();
    if explained && !screener.targets.context.is_empty() {
        let ids: Vec<String> = screener
            .targets
            .context
            .iter()
            .map(|ix| format!("{} ({})", screener.lists.entry(*ix).name, screener.lists.entry(*ix).id))
            .collect();
        text.push_str(&format!(" Context: {}.", ids.join("; ")));
    }
    text
}
