//! What a list must hold before anything is screened against it.
//!
//! In one list: ids well-formed and unique, dates in order, no empty or repeated name, scripts and kinds that fit the
//! text, sources that exist and are used, credit codes with a valid check character, the number of entries that the
//! header states. Between the bundled lists: ids unique, links and parents that resolve, symmetric relations stated on
//! both sides, no circle of parents.
//!
//! A line is looked up in the text only for an error.

use std::collections::{BTreeMap, BTreeSet};

use super::own::generic;
use super::{ListError, ListFault};
use crate::model::{Coverage, Entry, ListWarning, Name, NameKind, Script, Status, Watchlist};
use crate::text;
use crate::text::credit_code::{CreditCode, credit_code};

/// Relations that hold in both directions and are stated by both entries.
const SYMMETRIC: [&str; 5] = ["same_body", "same_company", "same_order", "same_county", "same_group"];

/// Longest id of a list or an entry: ids are printed in columns.
const LONGEST_ID: usize = 48;

/// Finds lines in the text of a list file.
#[derive(Clone, Copy)]
pub(super) struct Locator<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Locator<'a> {
    /// Line of a byte offset, counted from 1.
    pub(super) fn line_at(&self, offset: usize) -> u64 {
        1 + self.text.bytes().take(offset).filter(|b| *b == b'\n').count() as u64
    }

    /// An error at the first line of the header that begins with `key`.
    pub(super) fn header(&self, key: &str, what: impl Into<String>, remedy: &str) -> ListFault {
        let line = (1..).zip(self.text.lines()).find(|(_, l)| l.trim_start().starts_with(key)).map(|(n, _)| n);
        ListFault::new(self.file, line, what, remedy)
    }

    fn of(self, entry: &'a Entry) -> EntryLocator<'a> {
        EntryLocator { at: self, id: &entry.id.0 }
    }
}

/// Makes errors about one entry.
#[derive(Clone, Copy)]
struct EntryLocator<'a> {
    at: Locator<'a>,
    id: &'a str,
}

impl EntryLocator<'_> {
    /// An error at the first line of the entry that holds `needle`, else at its id.
    fn error(&self, needle: &str, what: impl AsRef<str>, remedy: &str) -> ListFault {
        self.error_in(0, needle, what.as_ref(), remedy)
    }

    /// As [`error`](Self::error) where `wrong`.
    fn refuse(&self, wrong: bool, needle: &str, what: &str, remedy: &str) -> Option<ListFault> {
        wrong.then(|| self.error(needle, what, remedy))
    }

    /// As [`error`](Self::error), in the entry with this id that comes after `nth` others.
    fn error_in(&self, nth: usize, needle: &str, what: &str, remedy: &str) -> ListFault {
        let quoted = format!("\"{}\"", self.id);
        let is_id = |l: &str| {
            let rest = l.trim_start().strip_prefix("id").map(str::trim_start);
            rest.is_some_and(|r| r.starts_with('=') && r.contains(&quoted))
        };
        let lines = || (1..).zip(self.at.text.lines());
        let line = lines().filter(|(_, l)| is_id(l)).nth(nth).map(|(start, _)| {
            let own = lines().skip_while(|(n, _)| *n < start).take_while(|(_, l)| !l.trim_start().starts_with("[["));
            own.filter(|(_, l)| l.contains(needle)).map(|(n, _)| n).next().unwrap_or(start)
        });
        ListFault::new(self.at.file, line, format!("entry {}: {what}", self.id), remedy)
    }
}

/// Checks one list and appends all faults. `stated`: the number of entries in its header.
pub(super) fn list(list: &Watchlist, stated: usize, at: &Locator<'_>, faults: &mut Vec<ListFault>) {
    header(list, stated, at, faults);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut used: BTreeMap<&str, bool> = list.sources.iter().map(|(k, _)| (k.as_str(), false)).collect();
    for entry in &list.entries {
        let on = at.of(entry);
        faults.extend(on.refuse(!well_formed(on.id), "id", "id is not well-formed", "use letters, digits and hyphens"));
        if !seen.insert(on.id) {
            let remedy = "give each entry an id of its own; ids never change";
            faults.push(on.error_in(1, "id", "a second entry has this id", remedy));
        }
        self::entry(entry, on, faults);
        dates(entry, on, faults);
        names(entry, on, faults);
        facts(entry, on, faults);
        for (key, needle) in source_keys(entry) {
            match used.get_mut(key) {
                Some(used) => *used = true,
                None => {
                    let what = format!("source `{key}` is not in [sources]");
                    faults.push(on.error(needle, what, "add it to [sources] or correct the key"));
                }
            }
        }
    }
    for (key, _) in used.iter().filter(|(_, used)| !**used) {
        let what = format!("source `{key}` is used by no entry");
        faults.push(at.header(&format!("{key} ="), what, "drop it, or name it where it belongs"));
    }
}

fn header(list: &Watchlist, stated: usize, at: &Locator<'_>, faults: &mut Vec<ListFault>) {
    if !well_formed(&list.id.0) {
        faults.push(at.header("id", "the list's id is not well-formed", "use letters, digits and hyphens"));
    }
    let filled = [
        ("title", &list.title),
        ("authority", &list.authority),
        ("legal_basis", &list.legal_basis),
        ("source", &list.source),
        ("bars_note", &list.bars_note),
    ];
    for (key, _) in filled.iter().filter(|(_, value)| value.trim().is_empty()) {
        faults.push(at.header(key, format!("`{key}` is empty"), "say it in one plain sentence"));
    }
    let have = list.entries.len();
    if have != stated {
        let what = format!("the header states {stated} entries, the file holds {have}");
        faults.push(at.header("entries", what, "restore the lost entry, or correct the number"));
    }
    if let Coverage::Partial { of, .. } = list.coverage {
        if list.missing.trim().is_empty() {
            faults.push(at.header("coverage", "a partial list must say what is missing", "fill in `missing`"));
        }
        if of.is_some_and(|of| of < have) {
            faults.push(at.header("of", "`of` is smaller than the number of entries", "correct one of them"));
        }
    }
}

fn entry(entry: &Entry, on: EntryLocator<'_>, faults: &mut Vec<ListFault>) {
    let filled = [
        ("name", &entry.name),
        ("measure", &entry.measure),
        ("authority", &entry.authority),
        ("legal_basis", &entry.legal_basis),
        ("consequence", &entry.consequence),
        ("status_note", &entry.status_note),
        ("screened", &entry.screened),
    ];
    for (key, _) in filled.iter().filter(|(_, value)| value.trim().is_empty()) {
        let what = format!("`{key}` is empty");
        faults.push(on.error(&format!("{key} ="), what, "fill it in, in the entry or in the header"));
    }
    let good_link = |u: &&String| u.starts_with("https://") || u.starts_with("http://");
    for url in entry.source_urls.iter().filter(|u| !good_link(u)) {
        faults.push(on.error("source_urls =", format!("`{url}` is no web address"), "begin it with https://"));
    }
    faults.extend(on.refuse(entry.notes.iter().any(|n| n.trim().is_empty()), "notes =", "a note is empty", "drop it"));
}

fn dates(entry: &Entry, on: EntryLocator<'_>, faults: &mut Vec<ListFault>) {
    let first = entry.effective.or(entry.announced);
    let is_removed = entry.status == Status::Removed;
    let early = entry.removed.zip(first).is_some_and(|(removed, first)| removed < first);
    let dateless = entry.status != Status::Unverified && first.is_none();
    for (wrong, needle, what, remedy) in [
        (is_removed && entry.removed.is_none(), "status =", "removed without a day", "add `removed` with its day"),
        (
            !is_removed && entry.removed.is_some(),
            "status =",
            "has a day of removal but another status",
            "write status = \"removed\"",
        ),
        (early, "removed =", "removed before it took effect", "correct one of the days"),
        (
            dateless,
            "status =",
            "has neither `effective` nor `announced`",
            "add the day, or write status = \"unverified\"",
        ),
    ] {
        faults.extend(on.refuse(wrong, needle, what, remedy));
    }
}

fn names(entry: &Entry, on: EntryLocator<'_>, faults: &mut Vec<ListFault>) {
    let Some(first) = entry.names.first() else {
        faults.push(on.error("names =", "has no name", "add at least the primary name"));
        return;
    };
    let leads = matches!(first.kind, NameKind::Primary | NameKind::SeedName);
    faults.extend(on.refuse(!leads, &name_line(first), "the first name is not the primary one", "put it first"));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (at, name) in entry.names.iter().enumerate() {
        let Name { text, kind, script, .. } = name;
        let unclean = text.trim() != text || text.chars().any(char::is_control);
        let second = at > 0 && *kind == NameKind::Primary && entry.names[..at].iter().any(|n| n.kind == *kind);
        let latin_native = *kind == NameKind::Native && *script == Script::Latn;
        let wide_acronym = *kind == NameKind::Acronym && text.contains(char::is_whitespace);
        for (wrong, what, remedy) in [
            (text.trim().is_empty(), "a name is empty", "fill it in or drop the line"),
            (unclean, "a name has blanks at its ends or a control character", "clean the text"),
            (!seen.insert(text), "a name stands twice", "drop one of the two lines"),
            (second, "a second primary name", "make it an alias"),
            (
                !script_fits(text, *script),
                "the script does not fit the text of a name",
                "write Latn, Hani, Arab, Cyrl, Kana or Hang as the letters are",
            ),
            (latin_native, "a native name is not in Latin letters", "make it an alias or a variant"),
            (wide_acronym, "an acronym is one word", "make it an alias"),
        ] {
            faults.extend(on.refuse(wrong, &name_line(name), what, remedy));
        }
    }
}

fn facts(entry: &Entry, on: EntryLocator<'_>, faults: &mut Vec<ListFault>) {
    let blank = |text: &str| text.trim().is_empty();
    let empty = entry
        .addresses
        .iter()
        .any(|a| [&a.street, &a.city, &a.region, &a.postal_code, &a.country].iter().all(|part| blank(part)));
    faults.extend(on.refuse(empty, "addresses =", "an address is empty", "drop it"));
    for i in &entry.identifiers {
        let lacks = blank(&i.scheme) || blank(&i.value);
        faults.extend(on.refuse(
            lacks,
            "identifiers =",
            "an identifier lacks scheme or value",
            "fill it in or drop it",
        ));
        if i.scheme == "uscc" && !credit_code_is_valid(&i.value) {
            let what = format!("credit code {} has a wrong check character", i.value);
            faults.push(on.error(&format!("\"{}\"", i.value), what, "correct it from its source (GB 32100)"));
        }
    }
    if let Some(p) = &entry.parent {
        let no_share = p.share.is_some_and(|s| !(0.0..=100.0).contains(&s));
        faults.extend(on.refuse(no_share, "parent =", "the parent's share is no per cent", "write 0 to 100"));
        let itself = blank(&p.relation) || p.entry_id == entry.id;
        faults.extend(on.refuse(itself, "parent =", "the parent is the entry itself or has no relation", "correct it"));
    }
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for l in &entry.links {
        if !seen.insert((&l.entry_id.0, &l.relation)) || l.entry_id == entry.id || blank(&l.relation) {
            let what = format!("the link to {} is repeated, to itself, or without relation", l.entry_id);
            faults.push(on.error(&format!("\"{}\"", l.entry_id), what, "drop or correct it"));
        }
    }
}

fn source_keys(entry: &Entry) -> impl Iterator<Item = (&str, &str)> {
    let names = entry.names.iter().map(|n| (n.source.as_str(), n.text.as_str()));
    let addresses = entry.addresses.iter().map(|a| (a.source.as_str(), "addresses"));
    let identifiers = entry.identifiers.iter().map(|i| (i.source.as_str(), i.value.as_str()));
    let parent = entry.parent.iter().map(|p| (p.source.as_str(), "parent")).filter(|(key, _)| !key.is_empty());
    names.chain(addresses).chain(identifiers).chain(parent)
}

/// Names of a list of the user's that are too general to look for, and are not marked as weak.
pub(super) fn general_names(list: &Watchlist, at: &Locator<'_>) -> Vec<ListWarning> {
    let names = list.entries.iter().flat_map(|entry| entry.names.iter().map(move |name| (entry, name)));
    let warning = |(entry, name): (&Entry, &Name)| {
        let reason = generic::reason(&name.text, entry.kind)?;
        let what = format!("entry {}: name `{}` {reason}", entry.id, name.text);
        let line = at.of(entry).error(&name_line(name), "", "").line();
        Some(ListWarning { line, what, remedy: "write the full name, or `weak = true`".to_owned() })
    };
    names.filter(|(_, name)| !name.weak).filter_map(warning).collect()
}

/// Checks the bundled lists against each other. `files`: file name and text of each.
pub(super) fn between(lists: &[Watchlist], files: &[(&str, &str)]) -> Result<(), ListError> {
    ids_across(lists)?;
    let by_id: BTreeMap<&str, &Entry> = lists.iter().flat_map(|l| &l.entries).map(|e| (&*e.id.0, e)).collect();
    for check in [resolves, answered] {
        for (list, (file, text)) in lists.iter().zip(files) {
            let at = Locator { file, text };
            list.entries.iter().try_for_each(|entry| check(entry, &by_id, at.of(entry)))?;
        }
    }
    Ok(())
}

fn resolves(entry: &Entry, by_id: &BTreeMap<&str, &Entry>, on: EntryLocator<'_>) -> Result<(), ListError> {
    if let Some(l) = entry.links.iter().find(|l| !by_id.contains_key(&*l.entry_id.0)) {
        let what = format!("links to {}, which no list has", l.entry_id);
        return Err(on.error(&format!("\"{}\"", l.entry_id), what, "correct the id or drop the link").into());
    }
    let mut above = entry.parent.as_ref();
    // The XPCC tree is four levels deep: more steps than this are a circle.
    for _ in 0..32 {
        let Some(parent) = above else { return Ok(()) };
        let Some(next) = by_id.get(&*parent.entry_id.0) else {
            let what = format!("its parent {} is in no list", parent.entry_id);
            return Err(on.error("parent =", what, "correct the parent").into());
        };
        above = next.parent.as_ref();
    }
    Err(on.error("parent =", "its parents run in a circle", "correct the parent").into())
}

fn answered(entry: &Entry, by_id: &BTreeMap<&str, &Entry>, on: EntryLocator<'_>) -> Result<(), ListError> {
    for l in entry.links.iter().filter(|l| SYMMETRIC.contains(&l.relation.as_str())) {
        let back = |other: &&Entry| other.links.iter().any(|b| b.entry_id == entry.id && b.relation == l.relation);
        if !by_id.get(&*l.entry_id.0).is_some_and(back) {
            let what = format!("{} does not answer the link `{}`", l.entry_id, l.relation);
            // The link's own line: a parent may name the same entry above it.
            let needle = format!("\"{}\", relation = \"{}\"", l.entry_id, l.relation);
            return Err(on.error(&needle, what, "state it on both entries").into());
        }
    }
    Ok(())
}

/// Lists and entries have an id of their own over all lists in force.
pub(super) fn ids_across(lists: &[Watchlist]) -> Result<(), ListError> {
    let mut lists_seen: BTreeSet<&str> = BTreeSet::new();
    let mut entries_seen: BTreeMap<&str, &str> = BTreeMap::new();
    for list in lists {
        let id = &*list.id.0;
        if !lists_seen.insert(id) {
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

fn well_formed(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The script whose letters a text holds; Latin where it holds none of the others.
pub(super) fn script_of(text: &str) -> Script {
    let has = |is: fn(char) -> bool| text.chars().any(is);
    if has(text::is_han) {
        Script::Hani
    } else if has(is_arabic) {
        Script::Arab
    } else if has(is_cyrillic) {
        Script::Cyrl
    } else if has(|c| matches!(c as u32, 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F)) {
        Script::Kana
    } else if has(|c| matches!(c as u32, 0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7A3)) {
        Script::Hang
    } else {
        Script::Latn
    }
}

/// True where the text holds letters of `script`. A Han name may also hold Latin ones ("TCL集团").
fn script_fits(text: &str, script: Script) -> bool {
    script_of(text) == script && (script != Script::Latn || text.chars().any(char::is_alphanumeric))
}

fn is_arabic(c: char) -> bool {
    matches!(c as u32, 0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC)
}

fn is_cyrillic(c: char) -> bool {
    matches!(c as u32, 0x0400..=0x052F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F)
}

/// True for a Unified Social Credit Code as it is listed: in capitals, with the right check character.
pub(super) fn credit_code_is_valid(code: &str) -> bool {
    credit_code(code) == Some(CreditCode::Valid) && code.to_ascii_uppercase() == code
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
