//! What a list must hold before anything is screened against it.
//!
//! In one list: ids well-formed and unique, dates real and in order, no empty or repeated name, scripts and kinds that
//! fit the text, sources that exist and are used, credit codes with a valid check character, the number of entries
//! that the header states. Between the bundled lists: ids unique, links and parents that resolve, symmetric relations
//! stated on both sides, no circle of parents.
//!
//! Nothing here costs time on good lists: a line is looked up in the text only for an error.

use std::collections::BTreeMap;

use super::ListError;
use crate::model::{Coverage, Day, Entry, Name, NameKind, Script, Status, Watchlist};
use crate::text::credit_code::{CreditCode, credit_code};

/// Relations that hold in both directions and are stated by both entries.
const SYMMETRIC: [&str; 5] = ["same_body", "same_company", "same_order", "same_county", "same_group"];

/// Finds lines in the text of a list file.
pub(super) struct Locator<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Locator<'_> {
    /// Line of a byte offset, counted from 1.
    pub(super) fn line_at(&self, offset: usize) -> u64 {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        1 + before.iter().filter(|b| **b == b'\n').count() as u64
    }

    /// An error at the first line of the header that begins with `key`.
    pub(super) fn header(&self, key: &str, what: impl Into<String>, remedy: &str) -> ListError {
        let line = (1..).zip(self.text.lines()).find(|(_, l)| l.trim_start().starts_with(key)).map(|(n, _)| n);
        ListError::new(self.file, line, what, remedy)
    }

    /// An error in an entry: at its first line that holds `needle`, else at its id. `nth` counts entries with that id
    /// from 0.
    fn entry_nth(&self, id: &str, nth: usize, needle: &str, what: String, remedy: &str) -> ListError {
        let quoted = format!("\"{id}\"");
        let lines: Vec<&str> = self.text.lines().collect();
        let is_id = |l: &str| {
            let rest = l.trim_start().strip_prefix("id").map(str::trim_start);
            rest.is_some_and(|r| r.starts_with('=') && r.contains(&quoted))
        };
        let start = lines.iter().enumerate().filter(|(_, l)| is_id(l)).map(|(n, _)| n).nth(nth);
        let line = start.map(|start| {
            let rest = lines.get(start..).unwrap_or_default();
            let found = rest.iter().take_while(|l| !l.trim_start().starts_with("[[")).position(|l| l.contains(needle));
            (start + found.unwrap_or(0) + 1) as u64
        });
        ListError::new(self.file, line, format!("entry {id}: {what}"), remedy)
    }

    pub(super) fn entry(&self, id: &str, needle: &str, what: impl Into<String>, remedy: &str) -> ListError {
        self.entry_nth(id, 0, needle, what.into(), remedy)
    }

    /// A date of the header.
    pub(super) fn day(&self, text: Option<&str>, key: &str) -> Result<Option<Day>, ListError> {
        let parse = |t: &str| t.parse::<Day>().map_err(|e| self.header(key, e.to_string(), "correct the date"));
        text.map(parse).transpose()
    }

    /// A date of an entry.
    pub(super) fn entry_day(&self, id: &str, text: Option<&str>, key: &str) -> Result<Option<Day>, ListError> {
        let parse = |t: &str| {
            t.parse::<Day>().map_err(|e| self.entry(id, &format!("{key} ="), e.to_string(), "correct the date"))
        };
        text.map(parse).transpose()
    }
}

/// Checks one list. `stated`: the number of entries in its header.
pub(super) fn list(list: &Watchlist, stated: usize, at: &Locator<'_>) -> Result<(), ListError> {
    header(list, stated, at)?;
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    let mut used: BTreeMap<&str, bool> = list.sources.iter().map(|(k, _)| (k.as_str(), false)).collect();
    for entry in &list.entries {
        let id = &*entry.id.0;
        if !well_formed(id, 48) {
            return Err(at.entry(id, "id", "id is not well-formed", "use letters, digits and hyphens"));
        }
        if seen.insert(id, ()).is_some() {
            let what = "a second entry has this id".to_owned();
            return Err(at.entry_nth(id, 1, "id", what, "give each entry an id of its own; ids never change"));
        }
        self::entry(entry, at)?;
        dates(entry, at)?;
        names(entry, at)?;
        facts(entry, at)?;
        for (key, needle) in source_keys(entry) {
            let Some(used) = used.get_mut(key) else {
                let what = format!("source `{key}` is not in [sources]");
                return Err(at.entry(id, needle, what, "add it to [sources] or correct the key"));
            };
            *used = true;
        }
    }
    if let Some((key, _)) = used.iter().find(|(_, used)| !**used) {
        let what = format!("source `{key}` is used by no entry");
        return Err(at.header(&format!("{key} ="), what, "drop it, or name it where it belongs"));
    }
    Ok(())
}

fn header(list: &Watchlist, stated: usize, at: &Locator<'_>) -> Result<(), ListError> {
    if !well_formed(&list.id.0, 48) {
        return Err(at.header("id", "the list's id is not well-formed", "use letters, digits and hyphens"));
    }
    let filled = [
        ("title", &list.title),
        ("authority", &list.authority),
        ("legal_basis", &list.legal_basis),
        ("source", &list.source),
        ("bars_note", &list.bars_note),
    ];
    for (key, value) in filled {
        if value.trim().is_empty() {
            return Err(at.header(key, format!("`{key}` is empty"), "say it in one plain sentence"));
        }
    }
    let have = list.entries.len();
    if have != stated {
        let what = format!("the header states {stated} entries, the file holds {have}");
        return Err(at.header("entries", what, "restore the lost entry, or correct the number"));
    }
    if let Coverage::Partial { of, .. } = list.coverage {
        if list.missing.trim().is_empty() {
            return Err(at.header("coverage", "a partial list must say what is missing", "fill in `missing`"));
        }
        if of.is_some_and(|of| of < have) {
            return Err(at.header("of", "`of` is smaller than the number of entries", "correct one of them"));
        }
    }
    Ok(())
}

fn entry(entry: &Entry, at: &Locator<'_>) -> Result<(), ListError> {
    let id = &*entry.id.0;
    let filled = [
        ("name", &entry.name),
        ("measure", &entry.measure),
        ("authority", &entry.authority),
        ("legal_basis", &entry.legal_basis),
        ("consequence", &entry.consequence),
        ("status_note", &entry.status_note),
        ("screened", &entry.screened),
    ];
    for (key, value) in filled {
        if value.trim().is_empty() {
            let what = format!("`{key}` is empty");
            return Err(at.entry(id, &format!("{key} ="), what, "fill it in, in the entry or in the header"));
        }
    }
    let good_link = |u: &&String| u.starts_with("https://") || u.starts_with("http://");
    if let Some(url) = entry.source_urls.iter().find(|u| !good_link(u)) {
        return Err(at.entry(id, "source_urls =", format!("`{url}` is no web address"), "begin it with https://"));
    }
    if entry.notes.iter().any(|n| n.trim().is_empty()) {
        return Err(at.entry(id, "notes =", "a note is empty", "drop it"));
    }
    Ok(())
}

fn dates(entry: &Entry, at: &Locator<'_>) -> Result<(), ListError> {
    let id = &*entry.id.0;
    let first = entry.effective.or(entry.announced);
    match (entry.status, entry.removed) {
        (Status::Removed, None) => {
            return Err(at.entry(id, "status =", "removed without a day", "add `removed` with its day"));
        }
        (Status::Active | Status::Unverified, Some(_)) => {
            return Err(at.entry(
                id,
                "status =",
                "has a day of removal but another status",
                "write status = \"removed\"",
            ));
        }
        (Status::Removed, Some(removed)) if first.is_some_and(|f| removed < f) => {
            return Err(at.entry(id, "removed =", "removed before it took effect", "correct one of the days"));
        }
        _ => {}
    }
    if entry.status != Status::Unverified && first.is_none() {
        let what = "has neither `effective` nor `announced`";
        return Err(at.entry(id, "status =", what, "add the day, or write status = \"unverified\""));
    }
    Ok(())
}

fn names(entry: &Entry, at: &Locator<'_>) -> Result<(), ListError> {
    let id = &*entry.id.0;
    let Some(first) = entry.names.first() else {
        return Err(at.entry(id, "names =", "has no name", "add at least the primary name"));
    };
    if !matches!(first.kind, NameKind::Primary | NameKind::SeedName) {
        return Err(at.entry(id, &name_line(first), "the first name is not the primary one", "put it first"));
    }
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    let mut primary = 0;
    for name in &entry.names {
        let fail = |what: &str, remedy: &str| Err(at.entry(id, &name_line(name), what.to_owned(), remedy));
        if name.text.trim().is_empty() {
            return fail("a name is empty", "fill it in or drop the line");
        }
        if name.text.trim() != name.text || name.text.chars().any(char::is_control) {
            return fail("a name has blanks at its ends or a control character", "clean the text");
        }
        if seen.insert(&name.text, ()).is_some() {
            return fail("a name stands twice", "drop one of the two lines");
        }
        primary += u32::from(name.kind == NameKind::Primary);
        if primary > 1 {
            return fail("a second primary name", "make it an alias");
        }
        if !script_fits(&name.text, name.script) {
            return fail(
                "the script does not fit the text of a name",
                "write Latn, Hani, Arab or Cyrl as the letters are",
            );
        }
        if name.kind == NameKind::Native && name.script == Script::Latn {
            return fail("a native name is not in Latin letters", "make it an alias or a variant");
        }
        if name.kind == NameKind::Acronym && name.text.contains(char::is_whitespace) {
            return fail("an acronym is one word", "make it an alias");
        }
    }
    Ok(())
}

fn facts(entry: &Entry, at: &Locator<'_>) -> Result<(), ListError> {
    let id = &*entry.id.0;
    for a in &entry.addresses {
        if [&a.street, &a.city, &a.region, &a.postal_code, &a.country].iter().all(|part| part.trim().is_empty()) {
            return Err(at.entry(id, "addresses =", "an address is empty", "drop it"));
        }
    }
    for i in &entry.identifiers {
        let needle = format!("\"{}\"", i.value);
        if i.scheme.trim().is_empty() || i.value.trim().is_empty() {
            return Err(at.entry(id, "identifiers =", "an identifier lacks scheme or value", "fill it in or drop it"));
        }
        if i.scheme == "uscc" && !credit_code_is_valid(&i.value) {
            let what = format!("credit code {} has a wrong check character", i.value);
            return Err(at.entry(id, &needle, what, "correct it from its source (GB 32100)"));
        }
    }
    if let Some(p) = &entry.parent {
        if p.share.is_some_and(|s| !(0.0..=100.0).contains(&s)) {
            return Err(at.entry(id, "parent =", "the parent's share is no per cent", "write 0 to 100"));
        }
        if p.relation.trim().is_empty() || p.entry_id == entry.id {
            return Err(at.entry(id, "parent =", "the parent is the entry itself or has no relation", "correct it"));
        }
    }
    let mut seen: BTreeMap<(&str, &str), ()> = BTreeMap::new();
    for l in &entry.links {
        let needle = format!("\"{}\"", l.entry_id);
        let fresh = seen.insert((&l.entry_id.0, &l.relation), ()).is_none();
        if !fresh || l.entry_id == entry.id || l.relation.trim().is_empty() {
            let what = format!("the link to {} is repeated, to itself, or without relation", l.entry_id);
            return Err(at.entry(id, &needle, what, "drop or correct it"));
        }
    }
    Ok(())
}

fn source_keys(entry: &Entry) -> impl Iterator<Item = (&str, &str)> {
    let names = entry.names.iter().map(|n| (n.source.as_str(), n.text.as_str()));
    let addresses = entry.addresses.iter().map(|a| (a.source.as_str(), "addresses"));
    let identifiers = entry.identifiers.iter().map(|i| (i.source.as_str(), i.value.as_str()));
    let parent = entry.parent.iter().map(|p| (p.source.as_str(), "parent")).filter(|(key, _)| !key.is_empty());
    names.chain(addresses).chain(identifiers).chain(parent)
}

/// Checks the bundled lists against each other. `of` gives file name and text of the list at a place.
pub(super) fn between<'a>(lists: &[Watchlist], of: impl Fn(usize) -> (&'a str, &'a str)) -> Result<(), ListError> {
    ids_across(lists)?;
    let by_id: BTreeMap<&str, &Entry> = lists.iter().flat_map(|l| &l.entries).map(|e| (&*e.id.0, e)).collect();
    for (n, list) in lists.iter().enumerate() {
        let (file, text) = of(n);
        let at = Locator { file, text };
        for entry in &list.entries {
            resolves(entry, &by_id, &at)?;
        }
    }
    for (n, list) in lists.iter().enumerate() {
        let (file, text) = of(n);
        let at = Locator { file, text };
        for entry in &list.entries {
            answered(entry, &by_id, &at)?;
        }
    }
    Ok(())
}

fn resolves(entry: &Entry, by_id: &BTreeMap<&str, &Entry>, at: &Locator<'_>) -> Result<(), ListError> {
    let id = &*entry.id.0;
    if let Some(l) = entry.links.iter().find(|l| !by_id.contains_key(&*l.entry_id.0)) {
        let what = format!("links to {}, which no list has", l.entry_id);
        return Err(at.entry(id, &format!("\"{}\"", l.entry_id), what, "correct the id or drop the link"));
    }
    parents_end(entry, by_id).map_err(|what| at.entry(id, "parent =", what, "correct the parent"))
}

fn answered(entry: &Entry, by_id: &BTreeMap<&str, &Entry>, at: &Locator<'_>) -> Result<(), ListError> {
    for l in entry.links.iter().filter(|l| SYMMETRIC.contains(&l.relation.as_str())) {
        let back = |other: &&Entry| other.links.iter().any(|b| b.entry_id == entry.id && b.relation == l.relation);
        if !by_id.get(&*l.entry_id.0).is_some_and(back) {
            let what = format!("{} does not answer the link `{}`", l.entry_id, l.relation);
            // The link's own line: a parent may name the same entry above it.
            let needle = format!("\"{}\", relation = \"{}\"", l.entry_id, l.relation);
            return Err(at.entry(&entry.id.0, &needle, what, "state it on both entries"));
        }
    }
    Ok(())
}

fn parents_end(entry: &Entry, by_id: &BTreeMap<&str, &Entry>) -> Result<(), String> {
    let mut above = entry.parent.as_ref();
    // The Corps tree is four deep; more steps than that many times over can only be a circle.
    for _ in 0..32 {
        let Some(parent) = above else { return Ok(()) };
        let Some(next) = by_id.get(&*parent.entry_id.0) else {
            return Err(format!("its parent {} is in no list", parent.entry_id));
        };
        above = next.parent.as_ref();
    }
    Err("its parents run in a circle".to_owned())
}

/// Lists and entries have an id of their own over all lists in force.
pub(super) fn ids_across(lists: &[Watchlist]) -> Result<(), ListError> {
    let mut lists_seen: BTreeMap<&str, ()> = BTreeMap::new();
    let mut entries_seen: BTreeMap<&str, &str> = BTreeMap::new();
    for list in lists {
        let id = &*list.id.0;
        if lists_seen.insert(id, ()).is_some() {
            return Err(ListError::new(id, None, "two lists have this id", "rename one file, or give it once only"));
        }
        for entry in &list.entries {
            if let Some(first) = entries_seen.insert(&entry.id.0, id) {
                let what = format!("entry id {} stands in list {first} and in list {id}", entry.id);
                return Err(ListError::new(id, None, what, "give your entry another id"));
            }
        }
    }
    Ok(())
}

fn name_line(name: &Name) -> String {
    format!("text = \"{}\"", name.text)
}

fn well_formed(id: &str, longest: usize) -> bool {
    (1..=longest).contains(&id.len())
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The script whose letters a text holds; Latin where it holds none of the others.
pub(super) fn script_of(text: &str) -> Script {
    let has = |range: fn(u32) -> bool| text.chars().any(|c| range(u32::from(c)));
    if has(is_han) {
        Script::Hani
    } else if has(is_arabic) {
        Script::Arab
    } else if has(is_cyrillic) {
        Script::Cyrl
    } else {
        Script::Latn
    }
}

/// True where the text holds letters of `script`. A Han name may hold Latin ones besides ("TCL集团").
pub(super) fn script_fits(text: &str, script: Script) -> bool {
    script_of(text) == script && (script != Script::Latn || text.chars().any(char::is_alphanumeric))
}

fn is_han(c: u32) -> bool {
    matches!(c, 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

fn is_arabic(c: u32) -> bool {
    matches!(c, 0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC)
}

fn is_cyrillic(c: u32) -> bool {
    matches!(c, 0x0400..=0x052F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F)
}

/// True for a Unified Social Credit Code as it is listed: in capitals, with the right check character.
pub(super) fn credit_code_is_valid(code: &str) -> bool {
    credit_code(code) == Some(CreditCode::Valid) && code.to_ascii_uppercase() == code
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
