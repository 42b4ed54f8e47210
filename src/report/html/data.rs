//! The parties of `report.html` as JSON for its script. `<`, `>` and `&` are written as escapes, so that nothing in a
//! text ends the element that holds the JSON, or begins one.
//!
//! Keys are short: fifty thousand parties are one file. What repeats (entries, headers, reasons) is given once, and its
//! index stands for it; `templates/report.js` reads each field.

use std::io;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Value, json};

use crate::model::{Agreement, Entry, EntryIx, Lists, OfacSteps, Verdict};

use super::super::parties::PartyGroup;
use super::super::words::{barred, gravity};
use super::super::{LedgerOutcome, PartyLine};
use super::excerpt::Excerpt;
use super::gather::{Detail, HtmlReport, PartyRows, Place};

/// What is written.
pub(super) struct Parties<'a> {
    pub(super) report: &'a HtmlReport,
    pub(super) lists: &'a Lists,
    pub(super) ledgers: &'a [LedgerOutcome],
    pub(super) groups: &'a [PartyGroup<'a>],
}

/// Texts in the order in which they were first given, each once.
#[derive(Debug, Default)]
struct Table<K> {
    at: FxHashMap<K, usize>,
    all: Vec<K>,
}

impl<K: Copy + Eq + std::hash::Hash> Table<K> {
    fn index(&mut self, key: K) -> usize {
        *self.at.entry(key).or_insert_with(|| {
            self.all.push(key);
            self.all.len() - 1
        })
    }
}

/// The index tables of one document.
#[derive(Debug, Default)]
struct Tables<'a> {
    entries: Table<EntryIx>,
    headers: Table<&'a str>,
    countries: Table<&'a str>,
    /// Names, words and reasons.
    texts: Table<&'a str>,
    steps: Table<[u8; 5]>,
}

impl Parties<'_> {
    /// One JSON object, of at most so many parties and about so many bytes; the number of its parties.
    pub(super) fn json(&self, most: usize, bytes: usize) -> io::Result<(String, usize)> {
        let mut tables = Tables::default();
        let mut out = b"{\"parties\":[\n".to_vec();
        let mut shown = 0;
        for group in self.groups.iter().take(most) {
            let before = out.len();
            if shown > 0 {
                out.extend_from_slice(b",\n");
            }
            write(&mut out, &self.party(group, &mut tables))?;
            if out.len() > bytes {
                out.truncate(before);
                break;
            }
            shown += 1;
        }
        out.extend_from_slice(b"],\n\"entries\":");
        let entries: Vec<Value> = tables.entries.all.iter().map(|entry| self.entry(*entry)).collect();
        write(&mut out, &entries)?;
        let rest = [
            ("headers", json!(tables.headers.all)),
            ("countries", json!(tables.countries.all)),
            ("texts", json!(tables.texts.all)),
            ("steps", json!(tables.steps.all)),
            ("tables", json!(self.report.tables)),
            ("ledgers", self.ledgers.iter().map(|ledger| ledger.name.as_str()).collect()),
        ];
        for (key, value) in rest {
            out.extend_from_slice(format!(",\n\"{key}\":").as_bytes());
            write(&mut out, &value)?;
        }
        out.push(b'}');
        let text = String::from_utf8(out).map_err(io::Error::other)?;
        Ok((text, shown))
    }

    fn party<'a>(&'a self, group: &PartyGroup<'a>, tables: &mut Tables<'a>) -> Value {
        let name = group.first().map_or("", |line| &*line.party);
        let rows = self.report.parties.get(name);
        let first = rows.and_then(|rows| rows.places.first());
        let lines: Vec<Value> = group.iter().map(|line| self.line(line, first, tables)).collect();
        let mut party = json!({ "n": name, "m": lines });
        if let Some(rows) = rows {
            party["k"] = rows.count.into();
            party["r"] = places(rows).into();
            party["x"] = samples(rows).into();
        }
        party
    }

    /// A line of a party whose first row is at a place.
    fn line<'a>(&'a self, line: &'a PartyLine, first: Option<&Place>, tables: &mut Tables<'a>) -> Value {
        let mut value = json!({
            "i": line.id,
            "v": strength(line.verdict),
            "s": line.score.0,
            "e": tables.entries.index(line.entry),
            "n": tables.texts.index(&line.matched_name),
            "h": line.method.as_str(),
            "q": tables.texts.index(&line.quoted),
            "r": tables.texts.index(&line.reason),
            "w": line.seen.rows,
        });
        if line.sector {
            value["a"] = 1.into();
        }
        if !line.since.is_empty() {
            value["z"] = tables.texts.index(line.since).into();
            value["y"] = tables.texts.index(&line.since_reason).into();
        }
        if let Some(Detail { steps, header, country, cell, at, .. }) = self.report.details.get(&line.id) {
            value["f"] = tables.headers.index(header).into();
            value["o"] = tables.countries.index(country).into();
            value["t"] = tables.steps.index(agreements(steps)).into();
            value["c"] = excerpt(cell, &line.quoted);
            if first != Some(at) {
                value["p"] = place(at);
            }
        }
        value
    }

    /// What the list says of an entry.
    fn entry(&self, ix: EntryIx) -> Value {
        let (list, entry, bars) = (self.lists.list_of(ix), self.lists.entry(ix), self.lists.bars(ix));
        let or = |own: &str, of_list: &str| if own.is_empty() { of_list.to_owned() } else { own.to_owned() };
        let mut value = json!({
            "id": entry.id,
            "list": list.id,
            "title": list.title,
            "name": entry.name,
            "names": names(entry),
            "measure": or(&entry.measure, &list.title),
            "bars": barred(bars),
            "gravity": gravity(bars),
            "means": or(&entry.consequence, &list.bars_note),
            "authority": or(&entry.authority, &list.authority),
        });
        let legal = or(&entry.legal_basis, &list.legal_basis);
        let further = entry.further_measures.iter().map(|m| format!("{} ({}, {})", m.measure, m.id, m.effective));
        let facts = [
            ("law", legal),
            ("citation", entry.citation.clone()),
            ("effective", entry.effective.map(|day| day.to_string()).unwrap_or_default()),
            ("removed", entry.removed.map(|day| day.to_string()).unwrap_or_default()),
            ("status", entry.status_note.clone()),
            ("goods", entry.goods_scope.clone()),
            ("further", further.collect::<Vec<_>>().join("; ")),
        ];
        for (key, fact) in facts.into_iter().filter(|(_, fact)| !fact.is_empty()) {
            value[key] = fact.into();
        }
        let lines = |lines: Vec<String>| if lines.is_empty() { Value::Null } else { lines.into() };
        value["sources"] = lines(entry.source_urls.clone());
        value["addresses"] = lines(entry.addresses.iter().map(ToString::to_string).collect());
        value["ids"] = lines(entry.identifiers.iter().map(|id| format!("{}: {}", id.scheme, id.value)).collect());
        value
    }
}

/// The names but the one that reports print, each once.
fn names(entry: &Entry) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in &entry.names {
        if name.text != entry.name && !names.contains(&name.text.as_str()) {
            names.push(&name.text);
        }
    }
    names
}

/// `[ledger, row, line]`; row 0 for a title line.
fn place(at: &Place) -> Value {
    json!([at.ledger, at.row.unwrap_or(0), at.line])
}

/// Rows that follow each other as `[ledger, first, last]`; `[ledger, 0, line]` for a title line.
fn places(rows: &PartyRows) -> Vec<[u64; 3]> {
    let mut runs: Vec<[u64; 3]> = Vec::new();
    for at in &rows.places {
        let ledger = at.ledger as u64;
        match (at.row, runs.last_mut()) {
            (Some(row), Some([of, first, last])) if *of == ledger && *first > 0 && *last + 1 == row => *last = row,
            (Some(row), _) => runs.push([ledger, row, row]),
            (None, _) => runs.push([ledger, 0, at.line]),
        }
    }
    runs
}

/// `[place, table, cells]`
fn samples(rows: &PartyRows) -> Vec<Value> {
    rows.samples.iter().map(|sample| json!([place(&sample.at), sample.table, sample.cells])).collect()
}

fn strength(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Match => 2,
        Verdict::Review => 1,
        Verdict::Advisory => 0,
    }
}

/// `[before, after, characters left out before, after, matched words]`, cut off at the end where the rest is as usual:
/// nothing left out, the matched words those of the finding.
fn excerpt(cell: &Excerpt, quoted: &str) -> Value {
    let Excerpt { skipped, before, matched, after, left } = cell;
    if **matched != *quoted {
        return json!([before, after, skipped, left, matched]);
    }
    if (*skipped, *left) == (0, 0) { json!([before, after]) } else { json!([before, after, skipped, left]) }
}

/// Kind, share of the name in per cent, address, country, identifier.
fn agreements(steps: &OfacSteps) -> [u8; 5] {
    let number = |agreement: Agreement| match agreement {
        Agreement::Agrees => 0,
        Agreement::Differs => 1,
        Agreement::MissingInRow => 2,
        Agreement::MissingInList => 3,
        Agreement::Unclear => 4,
    };
    let OfacSteps { kind, name_share, address, country, identifier } = *steps;
    [number(kind), name_share, number(address), number(country), number(identifier)]
}

/// JSON that may be the text of a `script` element.
struct Inert;

impl Formatter for Inert {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&']) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", rest.as_bytes()[at])?;
            rest = &rest[at + 1..];
        }
        writer.write_all(rest.as_bytes())
    }
}

fn write(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Inert)).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_that_holds_the_data() -> Result<(), Box<dyn std::error::Error>> {
        let hostile = ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;", "\u{2028}\u{0}\"\\", "𠀀"];
        let mut out = Vec::new();
        write(&mut out, &json!({ "<key>": hostile }))?;
        let text = String::from_utf8(out)?;
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text)?, json!({ "<key>": hostile }), "and nothing is lost");
        Ok(())
    }

    #[test]
    fn rows_that_follow_each_other_are_one_run() {
        let at = |ledger, row, line| Place { ledger, row, line };
        let places =
            vec![at(0, None, 1), at(0, Some(1), 3), at(0, Some(2), 4), at(0, Some(9), 20), at(1, Some(10), 11)];
        let runs = super::places(&PartyRows { places, ..PartyRows::default() });
        assert_eq!(runs, [[0, 0, 1], [0, 1, 2], [0, 9, 9], [1, 10, 10]]);
    }
}
