//! The Consolidated Screening List as JSON (`consolidated.json` and the answers of its API, International Trade
//! Administration): an object with `results`, a bare array, or one object a line, with the fields described in `csl`.
//!
//! Unlike in CSV, `alt_names`, `programs`, `citizenships`, `nationalities`, `dates_of_birth` and `places_of_birth` are
//! arrays of texts; `addresses` are objects of `address`, `city`, `state`, `postal_code`, `country`; `ids` are objects
//! of `type`, `number`, `country`, `issue_date`, `expiration_date`.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::csl::{self, USED};
use super::publication::Publication;
use super::{Input, addresses, head, identifiers};
use crate::model::{NameKind, Watchlist};
use crate::watchlist::ListError;

pub(super) const FORM: &str = "Consolidated Screening List (JSON)";

pub(super) fn recognises(text: &str) -> bool {
    let head = head(text);
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
        && has("source")
        && has("name")
        && (has("federal_register_notice") || has("source_information_url"))
        && (has("alt_names") || has("addresses"))
}

#[derive(Deserialize)]
struct Answer<'t> {
    #[serde(borrow)]
    results: Vec<&'t RawValue>,
    /// How many entries there are; an answer of the API holds fifty of them.
    #[serde(default)]
    total: Option<Value>,
}

pub(super) fn read(input: &Input<'_>) -> Result<Vec<Watchlist>, ListError> {
    let text = input.text.trim_start_matches('\u{feff}');
    let mut to = Publication::new(input, FORM, "CSL");
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_lines = serde_json::from_str::<Map<String, Value>>(first).is_ok_and(|object| object.contains_key("source"));
    let parsed: Result<(Vec<&RawValue>, Option<usize>), serde_json::Error> = match text.trim_start().starts_with('[') {
        true => serde_json::from_str(text).map(|all| (all, None)),
        false if is_lines => {
            let each = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
            each.collect::<Result<Vec<_>, _>>().map(|all| (all, None))
        }
        false => serde_json::from_str::<Answer<'_>>(text).map(|answer| {
            let total = answer.total.as_ref().and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            (answer.results, total)
        }),
    };
    let (results, total) = parsed.map_err(|e| {
        let remedy = "get the file again from its publisher";
        ListError::new(&input.file, Some(e.line() as u64), format!("is broken JSON ({e})"), remedy)
    })?;
    to.stated = total;
    let (mut line, mut before) = (1, 0);
    for raw in results {
        // The parts of the text are in their order, so each line end is counted once.
        let at = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        line += text.as_bytes().get(before..at).map_or(0, |part| part.iter().filter(|b| **b == b'\n').count() as u64);
        before = at;
        match serde_json::from_str::<Map<String, Value>>(raw.get()) {
            Ok(fields) => party(&fields, line, &mut to),
            Err(_) => to.refuse(Some(line), "is not an object", "get the file again from its publisher"),
        }
    }
    to.finish()
}

/// Texts of a value, several joined by `; `.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn party(fields: &Map<String, Value>, line: u64, to: &mut Publication<'_>) {
    let structured = ["addresses", "ids", "alt_names"];
    let flat: Vec<(&str, String)> = fields
        .iter()
        .filter(|(key, value)| !structured.contains(&key.as_str()) || value.is_string())
        .map(|(key, value)| (key.as_str(), texts(value).join("; ")))
        .collect();
    for key in fields.keys() {
        to.column(key, USED.iter().find(|(own, _)| own == key).map_or("", |(_, used)| *used));
    }
    let get = |name: &str| flat.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text.as_str());
    let mut party = csl::party(&get, Some(line), to);
    csl::cells(&mut party, &get);
    let objects = |key: &str| fields.get(key).and_then(Value::as_array).into_iter().flatten();
    for name in objects("alt_names").filter_map(Value::as_str) {
        party.further_cell(name, NameKind::Alias);
    }
    let text = |object: &Value, key: &str| object.get(key).map(texts).unwrap_or_default().join(" ");
    for address in objects("addresses") {
        let [street, city, state, postal, country] =
            ["address", "city", "state", "postal_code", "country"].map(|key| text(address, key));
        party.addresses.extend(addresses::of_parts(&street, &city, &state, &postal, &country));
        if let Some(whole) = address.as_str() {
            party.addresses.extend(addresses::several(whole));
        }
    }
    for id in objects("ids") {
        let [label, number] = ["type", "number"].map(|key| text(id, key));
        match identifiers::identifier(&label, &number) {
            Some(identifier) => party.identifiers.push(identifier),
            None => party.note(&label, &number),
        }
    }
    for (key, value) in &flat {
        if !USED.iter().any(|(own, _)| own == key) {
            party.note(key, value);
        }
    }
    to.add(party);
}
