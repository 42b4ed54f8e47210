//! The form of a list file: TOML, one list a file.
//!
//! Header keys, a table `[sources]`, then one `[[entry]]` a listed party. An unknown key is refused, so that a typo
//! cannot hide a name. `measure`, `consequence`, `authority`, `legal_basis`,
//! `status_note` and `screened` of an entry fall back to the header.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::ListError;
use super::check::{self, Locator};
use crate::model::{Bars, Coverage, Day, Entry, ListId, Watchlist};
use crate::text::hex::hex;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawList {
    id: Arc<str>,
    title: String,
    authority: String,
    legal_basis: String,
    source: String,
    as_of: Day,
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
    entry: Vec<Entry>,
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

/// Reads one list and checks everything that can be checked without the other lists.
pub(super) fn read(file: &str, text: &str, bundled: bool) -> Result<Watchlist, ListError> {
    let at = Locator { file, text };
    let mut raw: RawList = toml::from_str(text).map_err(|e| {
        let line = e.span().map(|s| at.line_at(s.start));
        let what = e.message().split_whitespace().collect::<Vec<_>>().join(" ");
        ListError::new(file, line, what, "correct that key as watchlists/README.md describes")
    })?;
    let coverage = match raw.coverage {
        RawCoverage::Complete if raw.of.is_some() => {
            return Err(at.header("of", "a complete list has no `of`", "drop it, or write coverage = \"partial\""));
        }
        RawCoverage::Complete => Coverage::Complete,
        RawCoverage::Partial => Coverage::Partial { have: raw.entry.len(), of: raw.of },
    };
    for entry in &mut raw.entry {
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
    let list = Watchlist {
        id: ListId(raw.id),
        title: raw.title,
        authority: raw.authority,
        legal_basis: raw.legal_basis,
        source: raw.source,
        as_of: raw.as_of,
        coverage,
        missing: raw.missing,
        bars: raw.bars,
        bars_note: raw.bars_note,
        bundled,
        digest: hex(&Sha256::digest(text.as_bytes())),
        entries: raw.entry,
        sources: raw.sources.iter().map(|(key, source)| (key.clone(), source.printed())).collect(),
    };
    check::list(&list, raw.entries, &at)?;
    Ok(list)
}
