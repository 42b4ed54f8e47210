//! A listed party as a publisher's file gives it, and the entry that it becomes.

use crate::lexicon::countries::{self, Country};
use crate::model::{Address, Bars, Day, Entry, EntryId, EntryKind, Identifier, Name, NameKind, Parent, Status};
use crate::watchlist::check::script_of;
use crate::watchlist::own::generic;

use super::addresses::SOURCE;
use super::identifiers;
use super::kinds::{self, Known};
use super::names::{self, RawName, tidy};
use super::programmes::Programme;

/// A longer name is text that was swallowed because a quote was never closed.
const LONGEST_NAME: usize = 500;

/// One party of a file. Parties with one `key` in one programme are one: files print a row for each address or name.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) line: Option<u64>,
    pub(super) key: String,
    /// The publisher's number; empty where it gives none.
    pub(super) number: String,
    pub(super) programme: &'static Programme,
    /// The title of a list that the program does not know.
    pub(super) title: String,
    /// The tags of its sanctions programmes.
    pub(super) tags: Vec<String>,
    pub(super) known: Known,
    pub(super) names: Vec<RawName>,
    pub(super) subsidiaries: Vec<String>,
    pub(super) addresses: Vec<Address>,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) citations: Vec<String>,
    pub(super) urls: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) announced: Option<Day>,
    pub(super) effective: Option<Day>,
    pub(super) removed: Option<Day>,
    pub(super) status: Status,
    pub(super) status_note: String,
    pub(super) bars: Option<Bars>,
    pub(super) goods_scope: String,
    /// The key of the party above it, and the relation.
    pub(super) parent: Option<(String, &'static str)>,
}

impl Party {
    pub(super) fn new(programme: &'static Programme, line: Option<u64>) -> Self {
        Self {
            line,
            key: String::new(),
            number: String::new(),
            programme,
            title: String::new(),
            tags: Vec::new(),
            known: Known::default(),
            names: Vec::new(),
            subsidiaries: Vec::new(),
            addresses: Vec::new(),
            identifiers: Vec::new(),
            citations: Vec::new(),
            urls: Vec::new(),
            notes: Vec::new(),
            announced: None,
            effective: None,
            removed: None,
            status: Status::Active,
            status_note: "as the file says".to_owned(),
            bars: None,
            goods_scope: String::new(),
            parent: None,
        }
    }

    /// Adds the names of the cell of the listed name.
    pub(super) fn name_cell(&mut self, cell: &str) {
        let split = names::split(cell);
        self.names.extend(split.names);
        self.subsidiaries.extend(split.subsidiaries);
        self.notes.extend(split.notes);
    }

    pub(super) fn further_cell(&mut self, cell: &str, kind: NameKind) {
        self.names.extend(names::further(cell, kind));
    }

    /// A note under its label, where there is something to note.
    pub(super) fn note(&mut self, label: &str, text: &str) {
        let text = tidy(text);
        if !text.is_empty() {
            self.notes.push(if label.is_empty() { text } else { format!("{label}: {text}") });
        }
    }

    pub(super) fn identifier(&mut self, scheme: &str, value: &str) {
        let value = tidy(value);
        if !value.is_empty() {
            self.identifiers.push(identifiers::of(scheme, &value));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.addresses.is_empty()
    }

    /// The listed name.
    pub(super) fn name(&self) -> &str {
        self.names.first().map_or("", |n| n.text.as_str())
    }

    /// Takes over what another row says of the same party.
    pub(super) fn merge(&mut self, other: Self) {
        add(&mut self.names, other.names);
        add(&mut self.subsidiaries, other.subsidiaries);
        add(&mut self.addresses, other.addresses);
        add(&mut self.identifiers, other.identifiers);
        add(&mut self.citations, other.citations);
        add(&mut self.urls, other.urls);
        add(&mut self.notes, other.notes);
        add(&mut self.tags, other.tags);
        let earlier = |a: Option<Day>, b: Option<Day>| a.into_iter().chain(b).min();
        self.announced = earlier(self.announced, other.announced);
        self.effective = earlier(self.effective, other.effective);
        // One row without an end means that the listing goes on.
        self.removed = self.removed.zip(other.removed).map(|(a, b)| a.max(b));
        self.known.has_birth |= other.known.has_birth;
        self.known.stated = self.known.stated.or(other.known.stated);
        self.known.is_ship |= other.known.is_ship;
        if other.status == Status::Active && self.status != Status::Active {
            (self.status, self.status_note) = (Status::Active, other.status_note);
        }
        if self.parent.is_none() {
            self.parent = other.parent;
        }
    }

    /// The entry with its id, and what of it could not be used.
    pub(super) fn entry(mut self, id: String, parent: Option<Parent>) -> (Entry, Vec<String>) {
        let mut lost = Vec::new();
        self.known.in_china = self.addresses.iter().any(in_china);
        let kind = kinds::of(self.name(), self.known);
        let is_ship = matches!(kind, EntryKind::Vessel | EntryKind::Aircraft);
        let mut names: Vec<Name> = Vec::new();
        let primary = self.names.iter().find(|n| is_usable(&n.text)).map(|n| n.text.clone());
        for raw in self.names {
            if !is_usable(&raw.text) {
                lost.push(raw.text);
                continue;
            }
            let inverted = (kind == EntryKind::Person).then(|| given_first(&raw.text)).flatten();
            let is_first = names.is_empty();
            for (text, kind_of_name) in
                std::iter::once((raw.text, raw.kind)).chain(inverted.map(|text| (text, NameKind::Variant)))
            {
                if names.iter().any(|n| n.text == text) {
                    continue;
                }
                // `SUNSHINE` is a ship, and no firm with that word in its name: it counts as a whole cell.
                let weak = raw.weak || is_ship || generic::reason(&text, kind).is_some();
                let kind = if is_first && kind_of_name != NameKind::Variant { NameKind::Primary } else { kind_of_name };
                names.push(Name { script: script_of(&text), text, kind, weak, source: SOURCE.to_owned() });
            }
        }
        let mut addresses: Vec<Address> = Vec::new();
        add(&mut addresses, self.addresses);
        let mut identifiers: Vec<Identifier> = Vec::new();
        add(&mut identifiers, self.identifiers);
        let mut notes: Vec<String> = Vec::new();
        add(&mut notes, self.notes);
        let (measure, tags) = (self.programme.measure, self.tags.join(", "));
        let name = primary.unwrap_or_else(|| no_name(&addresses));
        let by = if names.is_empty() { "by its address: the file gives no name" } else { "by its names" };
        let entry = Entry {
            id: EntryId(id.into()),
            name,
            kind,
            names,
            addresses,
            identifiers,
            measure: if tags.is_empty() { measure.to_owned() } else { format!("{measure} ({tags})") },
            authority: self.programme.authority.to_owned(),
            legal_basis: self.programme.legal_basis.to_owned(),
            consequence: self.programme.bars_note.to_owned(),
            citation: self.citations.join("; "),
            source_urls: self.urls,
            status: self.status,
            status_note: self.status_note,
            announced: self.announced,
            effective: self.effective,
            removed: self.removed,
            parent,
            bars: self.bars,
            goods_scope: self.goods_scope,
            screened: by.to_owned(),
            notes,
            ..Entry::default()
        };
        (entry, lost)
    }
}

fn in_china(address: &Address) -> bool {
    countries::of_cell(&address.country).is_some_and(Country::is_greater_china)
}

fn is_usable(name: &str) -> bool {
    name.len() <= LONGEST_NAME && name.contains(char::is_alphanumeric)
}

/// What reports print for an entry without a name.
fn no_name(addresses: &[Address]) -> String {
    let parts = addresses.first().map(|a| [&a.street, &a.city, &a.country]);
    let parts: Vec<&str> = parts.iter().flatten().map(|p| p.as_str()).filter(|p| !p.is_empty()).collect();
    format!("address: {}", parts.join(", "))
}

/// `ROSTOV, Ivan Oleg` as `Ivan Oleg ROSTOV`.
fn given_first(name: &str) -> Option<String> {
    let (family, given) = name.split_once(", ")?;
    let suffix = ["jr", "jr.", "sr", "sr.", "dr.", "ii", "iii"];
    let is_plain = !given.contains([',', '(']) && !suffix.contains(&given.to_lowercase().as_str());
    is_plain.then(|| format!("{} {}", given.trim(), family.trim()))
}

/// Appends what is not there yet.
fn add<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !to.contains(&item) {
            to.push(item);
        }
    }
}
