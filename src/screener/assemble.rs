//! Evidence → findings: one for each entry, with id, sentence and OFAC's steps.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::cells::row::Quote;
use crate::lexicon::lexicon;
use crate::lexicon::vocabulary::{GoodsClass, words};
use crate::model::{
    Agreement, ColumnMap, Entry, EntryIx, EntryKind, Evidence, Finding, FindingId, Method, OfacSteps, Role, Row, Score,
    Verdict,
};
use crate::policy::{self, RowView};
use crate::text;

use super::Screener;

/// Findings of a row, best evidence for each entry, in the order of the reports.
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
    let name = party(row);
    let party = Party { key: text::normalize(&name).joined(" "), name: name.into() };
    let mut out: Vec<Finding> = best.into_iter().map(|e| finding(screener, row.columns, row_view, &party, e)).collect();
    let id = |ix: EntryIx| &screener.lists.entry(ix).id;
    out.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| id(a.entry).cmp(id(b.entry))));
    out
}

/// The party of a row.
struct Party {
    /// As the row has it.
    name: Arc<str>,
    /// Normalized: what the finding id is made of.
    key: String,
}

/// The party: its name cells, else the manufacturer's code, else the first cell that holds a letter.
fn party(row: Row<'_>) -> Cow<'_, str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, cell) in row.of(Role::Name) {
        let cell = cell.trim();
        if !cell.is_empty() && !names.contains(&cell) {
            names.push(cell);
        }
    }
    let mut codes = row.of(Role::Mid).map(|(_, code)| code.trim()).filter(|code| !code.is_empty());
    match names[..] {
        [] if let Some(code) = codes.next() => code.into(),
        [] => row.cells.cells().map(str::trim).find(|c| c.chars().any(char::is_alphabetic)).unwrap_or_default().into(),
        [one] => one.into(),
        _ => names.join(" | ").into(),
    }
}

fn finding(screener: &Screener, columns: &ColumnMap, row_view: &RowView<'_>, party: &Party, e: Evidence) -> Finding {
    let entry = screener.lists.entry(e.entry);
    let sector = is_sector(screener, &e);
    let steps = steps(screener, row_view, entry, &e);
    let reason = reason(screener, columns, entry, &e, &steps);
    let id = finding_id(entry, &party.key, row_view, &e);
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

/// SHA-256 over entry id and party (for goods also the names of class and place, which outlive a new row in their
/// tables), first 64 bits: they tell the findings of any ledger apart.
fn finding_id(entry: &Entry, key: &str, row_view: &RowView<'_>, e: &Evidence) -> FindingId {
    let mut hash = Sha256::new();
    hash.update(entry.id.0.as_bytes());
    hash.update([0]);
    hash.update(key.as_bytes());
    if e.method == Method::Goods {
        let goods = goods_of(row_view, Quote { column: e.column, text: &e.quoted })
            .map_or("", |goods| words().class_name(goods));
        let place = row_view.sign.and_then(|s| s.place).map(|p| lexicon().places().get(p));
        for part in [goods, place.map_or("", |p| p.province), place.map_or("", |p| p.name)] {
            hash.update([0]);
            hash.update(part.as_bytes());
        }
    }
    let first = hash.finalize().first_chunk().copied().unwrap_or_default();
    FindingId(u64::from_be_bytes(first))
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
fn reason(screener: &Screener, columns: &ColumnMap, entry: &Entry, e: &Evidence, steps: &OfacSteps) -> String {
    let header = columns.headers.get(e.column).map_or("cell", String::as_str);
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
    if !entry.goods_scope.is_empty() && by_name {
        text.push_str(&format!(" The order names: {}.", entry.goods_scope));
    }
    let explained = matches!(e.method, Method::Goods | Method::Region | Method::Affiliation | Method::Official)
        && e.verdict >= Verdict::Review;
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
