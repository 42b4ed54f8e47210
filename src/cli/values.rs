//! Values of options: how each is read from a flag, and from a key of `tamis.toml`; the words of values.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::ledger::HeaderSet;
use crate::model::{ColumnUse, Day};
use crate::screener::MOST_NEAR;

/// What a column is, and its header.
pub type RoleHeader = (ColumnUse, String);

/// `ROLE=HEADER`, or `PARTY.ROLE=HEADER`
pub fn role_header(text: &str) -> Result<RoleHeader, String> {
    let (role, header) = text
        .split_once('=')
        .filter(|(_, header)| !header.is_empty())
        .ok_or_else(|| format!("`{text}` is not ROLE=HEADER; write for example name=\"Vendor Nm\""))?;
    Ok((role.trim().parse()?, header.to_owned()))
}

/// A number of bytes: 500000, 800M, 6G.
pub fn bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let (digits, shift) = match text.char_indices().next_back() {
        Some((at, 'K' | 'k')) => (&text[..at], 10),
        Some((at, 'M' | 'm')) => (&text[..at], 20),
        Some((at, 'G' | 'g')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number = digits.trim().parse::<u64>().ok().and_then(|n| n.checked_mul(1 << shift)).filter(|n| *n > 0);
    number.ok_or_else(|| format!("`{text}` is no number of bytes; write for example 500000, 800M or 6G"))
}

/// A delimiter by its name, or one ASCII character.
pub fn delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("comma", _) => Ok(b','),
        ("semicolon", _) => Ok(b';'),
        ("tab" | "\\t", _) => Ok(b'\t'),
        ("pipe", _) => Ok(b'|'),
        (_, [one]) if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Ok(*one),
        _ => Err(format!("`{text}` is no delimiter; write comma, semicolon, tab, pipe, or one ASCII character")),
    }
}

/// Reads a key by the same function as the flag. Quotes around numbers and days are optional.
fn by<'de, D: Deserializer<'de>, T, E: Display>(
    from: D,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, D::Error> {
    let text = match toml::Value::deserialize(from)? {
        toml::Value::String(text) => text,
        other => other.to_string(),
    };
    parse(&text).map(Some).map_err(Error::custom)
}

/// The key `as-of`.
pub fn day_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
    by(from, Day::from_str)
}

/// The key `delimiter`.
pub fn delimiter_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    by(from, delimiter)
}

/// The key `max-unpacked`.
pub fn bytes_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    by(from, bytes)
}

/// The key `min-score`.
pub fn score_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    by(from, |text| text.parse().ok().filter(|n| *n <= 100).ok_or("a score is a number from 0 to 100"))
}

/// The key `near`.
pub fn near_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    by(from, |text| text.parse().ok().filter(|n| (1..=MOST_NEAR).contains(n)).ok_or("near misses are 1 to 20 a party"))
}

/// The key `header-row`.
pub fn line_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    by(from, |text| text.parse().ok().filter(|n| *n > 0).ok_or("lines are counted from 1"))
}

/// The key `threads`.
pub fn threads_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    by(from, |text| text.parse().ok().filter(|n| *n > 0).ok_or("at least one worker is needed"))
}

/// The table `[map]`.
pub fn map_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<RoleHeader>>, D::Error> {
    let roles = BTreeMap::<String, Headers>::deserialize(from)?;
    let pairs = roles.into_iter().flat_map(|(role, headers)| {
        let headers = match headers {
            Headers::One(header) => vec![header],
            Headers::Several(headers) => headers,
        };
        headers.into_iter().map(move |header| role_header(&format!("{role}={header}")))
    });
    pairs.collect::<Result<_, _>>().map(Some).map_err(Error::custom)
}

/// The header of a role, or its headers.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a role needs a header, or a list of headers, in quotes")]
enum Headers {
    One(String),
    Several(Vec<String>),
}

/// The tables `[[header-set]]`.
pub fn header_sets_key<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<HeaderSet>>, D::Error> {
    let sets = Vec::<Set>::deserialize(from)?.into_iter().map(|set| {
        if set.headers.is_empty() {
            return Err("`headers` names no header: the roles would hold for every ledger, for which [map] is there");
        }
        Ok(HeaderSet { headers: set.headers, map: set.map.unwrap_or_default() })
    });
    sets.collect::<Result<_, _>>().map(Some).map_err(Error::custom)
}

/// One `[[header-set]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    headers: Vec<String>,
    #[serde(deserialize_with = "map_key")]
    map: Option<Vec<RoleHeader>>,
}

/// The word that serde gives a value of one of the model's enums.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}
