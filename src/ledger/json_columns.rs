//! JSON that holds a table by its columns, or its headers apart from its rows.
//!
//! | form | also known as |
//! |---|---|
//! | `{"vendor": ["Mill", …], "city": ["Leeds", …]}` | parallel arrays; pandas `orient="list"` |
//! | `{"vendor": {"0": "Mill", …}, "city": {"0": "Leeds", …}}` | what pandas writes without an option |
//! | `{"columns": ["vendor", …], "data": [["Mill", …], …]}` | pandas `orient="split"`, answers of databases |
//! | `{"fields": [{"name": "vendor"}, …], "rows": [["Mill", …], …]}` | the same with described columns |
//! | `{"columns": [{"name": "vendor", "values": ["Mill", …]}, …]}` | columns with their cells; polars |
//!
//! Such a table is written anew as arrays, the first of which is the header. The line of a row is then its number.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::header;
use super::header_words::{compact, role_of_words};
use crate::model::Role;

/// A table written anew.
pub(super) struct Rebuilt {
    /// Arrays of cells, the header before the first row on its line.
    pub(super) text: String,
    /// Keys of the fields that it was made of.
    pub(super) used: Vec<String>,
}

/// Keys of an array that holds the headers of another.
const HEADER_KEYS: [&str; 8] = ["columns", "headers", "header", "fields", "cols", "columnnames", "fieldnames", "names"];

/// Keys by which an object names the column that it describes.
const NAME_KEYS: [&str; 4] = ["name", "title", "label", "fieldname"];

type Field<'t> = (String, &'t RawValue);

/// The table that the fields of an object hold by columns; `None` where they hold none.
pub(super) fn rebuilt(fields: &[Field<'_>]) -> Option<Rebuilt> {
    let of_columns = || of_parallel_arrays(fields).or_else(|| of_labelled_cells(fields));
    of_columns().or_else(|| of_rows_below_headers(fields)).or_else(|| of_columns_with_cells(fields))
}

/// Objects that each name a column and hold its cells, in arrays of one length.
fn of_columns_with_cells(fields: &[Field<'_>]) -> Option<Rebuilt> {
    let columns_of = |value| {
        let columns: Vec<(String, Vec<&RawValue>)> =
            array(value)?.into_iter().map(column_with_cells).collect::<Option<_>>()?;
        let rows = columns.first().map_or(0, |(_, cells)| cells.len());
        let same = columns.iter().all(|(_, cells)| cells.len() == rows);
        (columns.len() > 1 && rows > 0 && same).then_some(columns)
    };
    let (key, columns) = fields.iter().find_map(|(key, value)| Some((key, columns_of(value)?)))?;
    let headers: Vec<&String> = columns.iter().map(|(header, _)| header).collect();
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    let row = |row: usize| columns.iter().filter_map(|(_, cells)| cells.get(row).copied()).collect();
    Some(Rebuilt { text: written(&headers, (0..rows).map(row))?, used: vec![key.clone()] })
}

fn column_with_cells(value: &RawValue) -> Option<(String, Vec<&RawValue>)> {
    let own = fields_of(value)?;
    let mut arrays = own.iter().filter_map(|(_, value)| plain_array(value));
    let (header, cells) = (header_text(value)?, arrays.next()?);
    arrays.next().is_none().then_some((header, cells))
}

/// Arrays of one length. Other fields may be around them where the arrays name the parties and the others do not:
/// `{"vendor": "Mill", "city": ["Leeds", "York"], "country": ["GB", "GB"]}` is one vendor.
fn of_parallel_arrays(fields: &[Field<'_>]) -> Option<Rebuilt> {
    let all: Vec<(&String, Vec<&RawValue>)> =
        fields.iter().filter_map(|(key, value)| Some((key, plain_array(value)?))).collect();
    let rows = all.first()?.1.len();
    let is_name = |key: &str| role_of_words(key) == Some(Role::Name);
    let alone = all.len() == fields.len();
    let names = || {
        let others = fields.iter().filter(|(key, _)| all.iter().all(|(own, _)| *own != key));
        all.iter().any(|(key, _)| is_name(key)) && !others.map(|(key, _)| key).any(|key| is_name(key))
    };
    if all.len() < 2 || rows == 0 || all.iter().any(|(_, cells)| cells.len() != rows) || !(alone || names()) {
        return None;
    }
    let headers: Vec<&String> = all.iter().map(|(key, _)| *key).collect();
    let text = written(&headers, (0..rows).map(|row| all.iter().filter_map(|(_, c)| c.get(row).copied()).collect()))?;
    Some(Rebuilt { text, used: headers.into_iter().cloned().collect() })
}

/// Objects with the same keys, which are the labels of the rows: numbers, or texts below headers.
fn of_labelled_cells(fields: &[Field<'_>]) -> Option<Rebuilt> {
    let columns: Vec<Vec<Field<'_>>> = fields.iter().map(|(_, value)| fields_of(value)).collect::<Option<_>>()?;
    let labels: Vec<&String> = columns.first().filter(|first| !first.is_empty())?.iter().map(|(key, _)| key).collect();
    let same = |column: &Vec<Field<'_>>| column.iter().map(|(key, _)| key).eq(labels.iter().copied());
    if !columns.iter().all(same) {
        return None;
    }
    let mut headers: Vec<&String> = fields.iter().map(|(key, _)| key).collect();
    let number = |label: &&String| label.parse::<i64>().is_ok();
    let numbered = labels.iter().all(number) && !headers.iter().all(number);
    // Records by their key: `{"V1": {"name": …, "city": …}, "V2": …}`.
    if !numbered && (!header::is_header(&headers) || header::is_header(&labels)) {
        return None;
    }
    let used = headers.iter().map(|h| (*h).clone()).collect();
    let own_labels: Vec<Box<RawValue>> =
        labels.iter().filter_map(|l| serde_json::value::to_raw_value(l).ok()).collect();
    let unnamed = String::new();
    if !numbered {
        headers.insert(0, &unnamed);
    }
    let rows = (0..labels.len()).map(|row| {
        let label = own_labels.get(row).filter(|_| !numbered).map(|label| &**label);
        let cells = columns.iter().filter_map(|column| column.get(row).map(|(_, value)| *value));
        label.into_iter().chain(cells).collect()
    });
    Some(Rebuilt { text: written(&headers, rows)?, used })
}

/// An array of rows, each an array, and next to it an array of as many headers.
fn of_rows_below_headers(fields: &[Field<'_>]) -> Option<Rebuilt> {
    let (rows_key, rows) = fields.iter().find_map(|(key, value)| {
        let rows: Vec<Vec<&RawValue>> = array(value)?.into_iter().map(array).collect::<Option<_>>()?;
        rows.first().is_some_and(|first| !first.is_empty()).then_some((key, rows))
    })?;
    let width = rows.iter().map(Vec::len).max()?;
    let (header_key, headers) = fields.iter().filter(|(key, _)| key != rows_key).find_map(|(key, value)| {
        let headers: Vec<String> = array(value)?.into_iter().map(header_text).collect::<Option<_>>()?;
        let is_header = HEADER_KEYS.contains(&compact(key).as_str()) || header::is_header(&headers);
        (headers.len() == width && is_header).then_some((key, headers))
    })?;
    let mut used = vec![rows_key.clone(), header_key.clone()];
    let mut headers: Vec<&String> = headers.iter().collect();
    // The labels of the rows, where they are no running numbers.
    let index = fields.iter().find(|(key, _)| key == "index").and_then(|(_, value)| plain_array(value));
    let index = index.filter(|labels| labels.len() == rows.len());
    used.extend(index.iter().map(|_| "index".to_owned()));
    let index = index.filter(|labels| labels.iter().any(|l| l.get().starts_with('"')));
    let unnamed = String::new();
    if index.is_some() {
        headers.insert(0, &unnamed);
    }
    let rows = rows.into_iter().enumerate().map(|(at, row)| {
        let label = index.as_ref().and_then(|labels| labels.get(at)).copied();
        label.into_iter().chain(row).collect()
    });
    Some(Rebuilt { text: written(&headers, rows)?, used })
}

/// The header of a column: a text, or an object that names it.
fn header_text(value: &RawValue) -> Option<String> {
    if let Ok(text) = serde_json::from_str(value.get()) {
        return Some(text);
    }
    let fields = fields_of(value)?;
    let named = NAME_KEYS.iter().find_map(|name| fields.iter().find(|(key, _)| compact(key) == *name))?;
    serde_json::from_str(named.1.get()).ok()
}

/// True for an array of objects that describe the columns of records with these keys: `{"name": "vendor", "type": …}`.
pub(super) fn describe_columns(records: &[&RawValue], keys: &[String]) -> bool {
    let names: Option<Vec<String>> =
        records.iter().map(|r| r.get().starts_with('{').then(|| header_text(r)).flatten()).collect();
    names.is_some_and(|names| names.len() >= 2 && names.iter().all(|name| keys.contains(name)))
}

/// True for links to other pages of an answer, `{"rel": "self", "href": …}`: they are no records.
pub(super) fn are_links(records: &[&RawValue]) -> bool {
    let is_link = |record: &&RawValue| {
        let has = |wanted: &str| fields_of(record).is_some_and(|fields| fields.iter().any(|(key, _)| key == wanted));
        has("href") && has("rel")
    };
    !records.is_empty() && records.iter().all(is_link)
}

fn fields_of(value: &RawValue) -> Option<Vec<Field<'_>>> {
    let RawFields(fields) = value.get().starts_with('{').then(|| serde_json::from_str(value.get()).ok()).flatten()?;
    Some(fields)
}

fn array(value: &RawValue) -> Option<Vec<&RawValue>> {
    value.get().starts_with('[').then(|| serde_json::from_str(value.get()).ok()).flatten()
}

/// An array that holds neither arrays nor objects.
fn plain_array(value: &RawValue) -> Option<Vec<&RawValue>> {
    array(value).filter(|cells| !cells.iter().any(|c| c.get().starts_with(['[', '{'])))
}

/// The header and the rows as arrays.
fn written<'t>(headers: &[&String], rows: impl Iterator<Item = Vec<&'t RawValue>>) -> Option<String> {
    let mut text = serde_json::to_string(headers).ok()?;
    for row in rows {
        let cells: Vec<&str> = row.into_iter().map(RawValue::get).collect();
        text.push_str(&format!(" [{}]\n", cells.join(",")));
    }
    Some(text)
}

/// The fields of an object in their order, not yet parsed.
pub(super) struct RawFields<'t>(pub(super) Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for RawFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self(Vec::new()))
    }
}

impl<'de> Visitor<'de> for RawFields<'de> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(field) = map.next_entry()? {
            self.0.push(field);
        }
        Ok(self)
    }
}
