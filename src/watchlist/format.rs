//! The form of a list file: TOML, one list a file.
//!
//! Header keys, a table `[sources]`, then one `[[entry]]` a listed party. An unknown key is refused, so that a typo
//! cannot hide a name. `measure`, `consequence`, `authority` and `legal_basis` of an entry fall back to the header.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::ListError;
use super::check::{self, Locator};
use crate::model::{
    Address, Bars, Coverage, Day, Entry, EntryId, EntryKind, Identifier, Link, ListId, Name, Parent, Status, Watchlist,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawList {
    id: String,
    title: String,
    authority: String,
    legal_basis: String,
    source: String,
    as_of: String,
    coverage: RawCoverage,
    of: Option<usize>,
    #[serde(default)]
    missing: String,
    bars: Bars,
    bars_note: String,
    entries: usize,
    #[serde(default)]
    measure: String,
    #[serde(default)]
    consequence: String,
    sources: BTreeMap<String, RawSource>,
    entry: Vec<RawEntry>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum RawCoverage {
    Complete,
    Partial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    #[serde(default)]
    url: String,
    note: String,
    #[serde(default)]
    date: String,
    confidence: Confidence,
}

/// How good a source is, strongest first. Weaker ones (unsourced, doubtful) are not bundled and have no word here.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Confidence {
    Official,
    OfficialCopy,
    OfficialForeign,
    Press,
    ThirdParty,
    Seed,
    Derived,
}

impl Confidence {
    fn as_str(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::OfficialCopy => "official-copy",
            Self::OfficialForeign => "official-foreign",
            Self::Press => "press",
            Self::ThirdParty => "third-party",
            Self::Seed => "seed",
            Self::Derived => "derived",
        }
    }
}

impl RawSource {
    fn printed(&self) -> String {
        let mut out = String::new();
        for part in [self.url.as_str(), &self.note, &self.date] {
            if !part.is_empty() {
                out.push_str(part);
                out.push_str(" | ");
            }
        }
        out.push_str(self.confidence.as_str());
        out
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    id: String,
    name: String,
    kind: EntryKind,
    measure: Option<String>,
    authority: Option<String>,
    legal_basis: Option<String>,
    consequence: Option<String>,
    #[serde(default)]
    citation: String,
    #[serde(default)]
    source_urls: Vec<String>,
    status: Status,
    status_note: String,
    announced: Option<String>,
    effective: Option<String>,
    removed: Option<String>,
    #[serde(default)]
    goods_scope: String,
    screened: String,
    parent: Option<Parent>,
    names: Vec<Name>,
    #[serde(default)]
    addresses: Vec<Address>,
    #[serde(default)]
    identifiers: Vec<Identifier>,
    #[serde(default)]
    links: Vec<Link>,
    #[serde(default)]
    notes: Vec<String>,
}

/// Reads one list and checks everything that can be checked without the other lists.
pub(super) fn read(file: &str, text: &str, bundled: bool) -> Result<Watchlist, ListError> {
    let at = Locator { file, text };
    let raw: RawList = toml::from_str(text).map_err(|e| {
        let line = e.span().map(|s| at.line_at(s.start));
        ListError::new(file, line, one_line(e.message()), "correct that key as watchlists/README.md describes")
    })?;
    let stated = raw.entries;
    let sources: Vec<(String, String)> = raw.sources.iter().map(|(k, s)| (k.clone(), s.printed())).collect();
    for (key, source) in &raw.sources {
        if !source.date.is_empty() {
            at.day(Some(&source.date), &format!("{key} ="))?;
        }
    }
    let as_of = at.day(Some(&raw.as_of), "as_of")?.ok_or_else(|| at.header("as_of", "no as_of", "write a day"))?;
    let have = raw.entry.len();
    let coverage = match raw.coverage {
        RawCoverage::Complete => Coverage::Complete,
        RawCoverage::Partial => Coverage::Partial { have, of: raw.of },
    };
    if raw.coverage == RawCoverage::Complete && raw.of.is_some() {
        return Err(at.header("of", "a complete list has no `of`", "drop it, or write coverage = \"partial\""));
    }
    let mut entries = Vec::with_capacity(have);
    for entry in raw.entry {
        entries.push(entry.into_entry(&at, [&raw.measure, &raw.authority, &raw.legal_basis, &raw.consequence])?);
    }
    let list = Watchlist {
        id: ListId(Arc::from(raw.id)),
        title: raw.title,
        authority: raw.authority,
        legal_basis: raw.legal_basis,
        source: raw.source,
        as_of,
        coverage,
        missing: raw.missing,
        bars: raw.bars,
        bars_note: raw.bars_note,
        bundled,
        digest: hex(&Sha256::digest(text.as_bytes())),
        entries,
        sources,
    };
    check::list(&list, stated, &at)?;
    Ok(list)
}

impl RawEntry {
    /// `fallback`: measure, authority, legal basis and consequence of the header.
    fn into_entry(self, at: &Locator<'_>, fallback: [&String; 4]) -> Result<Entry, ListError> {
        let [measure, authority, legal_basis, consequence] = fallback;
        let day = |text: &Option<String>, key: &str| at.entry_day(&self.id, text.as_deref(), key);
        let announced = day(&self.announced, "announced")?;
        let effective = day(&self.effective, "effective")?;
        let removed: Option<Day> = day(&self.removed, "removed")?;
        Ok(Entry {
            id: EntryId(Arc::from(self.id)),
            name: self.name,
            kind: self.kind,
            names: self.names,
            addresses: self.addresses,
            identifiers: self.identifiers,
            measure: self.measure.unwrap_or_else(|| measure.clone()),
            authority: self.authority.unwrap_or_else(|| authority.clone()),
            legal_basis: self.legal_basis.unwrap_or_else(|| legal_basis.clone()),
            consequence: self.consequence.unwrap_or_else(|| consequence.clone()),
            citation: self.citation,
            source_urls: self.source_urls,
            status: self.status,
            status_note: self.status_note,
            announced,
            effective,
            removed,
            parent: self.parent,
            links: self.links,
            goods_scope: self.goods_scope,
            screened: self.screened,
            notes: self.notes,
        })
    }
}

/// Lower-case hex, as digests are printed.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).collect()
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
