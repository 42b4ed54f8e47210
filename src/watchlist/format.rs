//! The form of a list file: TOML, one list a file.
//!
//! Header keys, a table `[sources]`, then one `[[entry]]` a listed party. An unknown key is refused, so that a typo
//! cannot hide a name. `measure`, `consequence`, `authority`, `legal_basis`,
//! `status_note` and `screened` of an entry fall back to the header.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::check::{self, Locator};
use super::{ListError, ListFault, MAX_AGE};
use crate::model::{Bars, Coverage, Day, Entry, ListId, Watchlist};
use crate::text::hex::hex;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHeader {
    id: Arc<str>,
    title: String,
    authority: String,
    legal_basis: String,
    source: String,
    #[serde(alias = "as-of")]
    as_of: Day,
    /// A law: its state does not change, so that it is never stale.
    #[serde(default, rename = "final")]
    is_final: bool,
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
    #[serde(default)]
    status_note: String,
    #[serde(default)]
    screened: String,
    sources: BTreeMap<String, RawSource>,
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
    date: Option<Day>,
    confidence: Confidence,
}

/// How good a source is, strongest first. Weaker ones (unsourced, doubtful) are not bundled and have no word here.
#[derive(Deserialize, Clone, Copy, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
enum Confidence {
    Official,
    OfficialCopy,
    OfficialForeign,
    Press,
    ThirdParty,
    Seed,
    Derived,
}

impl RawSource {
    fn printed(&self) -> String {
        let date = self.date.map(|day| day.to_string()).unwrap_or_default();
        let parts = [self.url.as_str(), &self.note, &date, self.confidence.into()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
    }
}

/// A list file as parsed, before any check.
struct Parsed {
    header: Option<RawHeader>,
    entries: Vec<Entry>,
}

/// Parses header and entries, each by itself, so that a fault in one does not hide those of the others.
fn parse(at: &Locator<'_>, faults: &mut Vec<ListFault>) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(at.text);
    // After its first error the parser guesses, and finds more on the same line.
    let mut lines = BTreeSet::new();
    faults.extend(errors.iter().map(|e| fault(e, at)).filter(|fault| lines.insert(fault.line())));
    if !faults.is_empty() {
        // What a broken line belongs to is a guess; the values around it would only add faults of the guess.
        return Parsed { header: None, entries: Vec::new() };
    }
    let span = table.span();
    let is_entry = |key: &Spanned<DeString<'_>>| key.get_ref().as_ref() == "entry";
    let (entries, header): (Vec<_>, DeTable<'_>) = {
        let (entries, header): (Vec<_>, Vec<_>) = table.into_inner().into_iter().partition(|(key, _)| is_entry(key));
        (entries, header.into_iter().collect())
    };
    let mut keep = |result: Result<Entry, toml::de::Error>| result.map_err(|e| faults.push(fault(&e, at))).ok();
    let mut read = Vec::new();
    for (_, value) in entries {
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(each) => {
                read.extend(each.into_iter().filter_map(|v| keep(Entry::deserialize(v.into_deserializer()))))
            }
            one => read.extend(keep(Entry::deserialize(Spanned::new(span, one).into_deserializer()))),
        }
    }
    let header = RawHeader::deserialize(toml::Deserializer::from(Spanned::new(span, header)));
    let header = header.map_err(|e| faults.push(fault(&e, at))).ok();
    Parsed { header, entries: read }
}

/// What the reader of TOML says, in words that name the key to write.
fn fault(error: &toml::de::Error, at: &Locator<'_>) -> ListFault {
    let line = error.span().map(|s| at.line_at(s.start));
    let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>();
    if let Some((unknown, expected)) = message.strip_prefix("unknown field ").and_then(|m| m.split_once(", expected "))
    {
        let unknown = quoted(unknown).swap_remove(0);
        let spelt = unknown.to_lowercase().replace('-', "_");
        let nearest = quoted(expected).into_iter().min_by_key(|key| strsim::damerau_levenshtein(key, &spelt));
        let remedy = nearest.map_or_else(|| "drop it".to_owned(), |key| format!("the nearest is `{key}`"));
        return ListFault::new(at.file, line, format!("unknown key `{unknown}`"), remedy);
    }
    if let Some(missing) = message.strip_prefix("missing field ") {
        return ListFault::new(at.file, line, format!("the key {missing} is missing"), "add it");
    }
    ListFault::new(at.file, line, message, "correct it as watchlists/README.md describes")
}

/// Reads one list and checks everything that can be checked without the other lists.
pub(super) fn read(file: &str, text: &str, bundled: bool) -> Result<Watchlist, ListError> {
    let at = Locator { file, text };
    let mut faults = Vec::new();
    let Parsed { header, entries } = parse(&at, &mut faults);
    faults.sort_by_key(ListFault::line);
    let Some(raw) = header.filter(|_| faults.is_empty()) else {
        return Err(ListError::of(faults)
            .err()
            .unwrap_or_else(|| ListError::new(file, None, "holds no list", "add it")));
    };
    let coverage = match raw.coverage {
        RawCoverage::Complete if raw.of.is_some() => {
            faults.push(at.header("of", "a complete list has no `of`", "drop it, or write coverage = \"partial\""));
            Coverage::Complete
        }
        RawCoverage::Complete => Coverage::Complete,
        RawCoverage::Partial => Coverage::Partial { have: entries.len(), of: raw.of },
    };
    let mut entries = entries;
    for entry in &mut entries {
        for (own, header) in [
            (&mut entry.measure, &raw.measure),
            (&mut entry.authority, &raw.authority),
            (&mut entry.legal_basis, &raw.legal_basis),
            (&mut entry.consequence, &raw.consequence),
            (&mut entry.status_note, &raw.status_note),
            (&mut entry.screened, &raw.screened),
        ] {
            if own.is_empty() {
                own.clone_from(header);
            }
        }
    }
    let mut list = Watchlist {
        id: ListId(raw.id),
        title: raw.title,
        authority: raw.authority,
        legal_basis: raw.legal_basis,
        source: raw.source,
        as_of: Some(raw.as_of),
        is_final: raw.is_final,
        max_age: Some(MAX_AGE).filter(|_| bundled),
        dated_by: if bundled { String::new() } else { "its key `as_of`".to_owned() },
        coverage,
        missing: raw.missing,
        bars: raw.bars,
        bars_note: raw.bars_note,
        bundled,
        form: "",
        refused: 0,
        digest: hex(&Sha256::digest(text.as_bytes())),
        entries,
        sources: raw.sources.iter().map(|(key, source)| (key.clone(), source.printed())).collect(),
        columns: Vec::new(),
        warnings: Vec::new(),
    };
    check::list(&list, raw.entries, &at, &mut faults);
    ListError::of(faults)?;
    if !bundled {
        list.warnings = check::general_names(&list, &at);
    }
    Ok(list)
}
