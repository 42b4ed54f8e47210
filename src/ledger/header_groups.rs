//! A header of two rows: groups ("Vendor", "Manufacturer") above fields ("Name", "City"). A line that numbers the
//! columns may be between the two or below the header.

use super::columns::header_likeness;
use super::content;
use super::header_words::{compact, role_of_words};
use crate::model::Role;

/// A longer text is a title line.
const LABEL_CHARS: usize = 40;

/// The place of the fields, where the record at `at` turns out to be the row of groups above them.
pub(super) fn fields_below(records: &[&[String]], at: usize) -> usize {
    let below = below_numbers(records, at + 1);
    let groups = records.get(at).zip(records.get(below));
    if groups.is_some_and(|(groups, fields)| labels(groups, fields).is_some()) { below } else { at }
}

/// The place itself, or the next where the record there numbers the columns.
pub(super) fn below_numbers(records: &[&[String]], at: usize) -> usize {
    at + usize::from(records.get(at).is_some_and(|r| numbers_columns(r)))
}

/// True for a line that numbers the columns: `(1),(2),(3)`, `1,2,3,4`, `(a),(b)`.
///
/// In brackets two are enough. Bare numbers may be a row of numbers: they have to go through all columns, of which
/// there are at least four.
pub(super) fn numbers_columns(record: &[String]) -> bool {
    let filled: Vec<&str> = record.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    let inner = |cell: &&str| {
        let inside = cell.strip_suffix([')', ']', '）']).map(|cell| cell.trim_start_matches(['(', '[', '（']));
        inside.map(str::to_lowercase)
    };
    let bracketed: Option<Vec<String>> = filled.iter().map(inner).collect();
    let (cells, is_bare) = match bracketed {
        Some(cells) => (cells, false),
        None => (filled.iter().map(|c| (*c).to_owned()).collect(), true),
    };
    let counts_from = |first: u32, value: fn(&str) -> Option<u32>| {
        cells.iter().zip(first..).all(|(cell, wanted)| value(cell) == Some(wanted))
    };
    let letter = |cell: &str| Some(u32::from(cell.chars().next().filter(|_| cell.chars().count() == 1)?));
    let enough = if is_bare { filled.len() >= 4 && filled.len() == record.len() } else { filled.len() >= 2 };
    enough && (counts_from(1, |cell| cell.parse().ok()) || !is_bare && counts_from(u32::from('a'), letter))
}

/// The headers of a row of fields: with the group's label in front where the same field is in several groups, or where
/// several groups are parties, so that each party keeps its own columns.
pub(super) fn with_groups(above: Option<&[String]>, fields: &[String]) -> Vec<String> {
    let Some(labels) = above.and_then(|above| labels(above, fields)) else { return fields.to_vec() };
    let columns: Vec<(String, String)> = labels.iter().zip(fields).map(|(l, f)| (compact(l), compact(f))).collect();
    let repeats = |label: &String| {
        let mut own = columns.iter().filter(|(l, f)| l == label && !f.is_empty());
        own.any(|(_, field)| columns.iter().any(|(l, f)| f == field && l != label))
    };
    let is_party = |label: &str| role_of_words(label) == Some(Role::Name);
    let mut parties: Vec<&str> = labels.iter().copied().filter(|label| is_party(label)).collect();
    parties.dedup();
    let prefixed = |((label, field), (label_key, field_key)): ((&&str, &String), &(String, String))| {
        let wanted = repeats(label_key) || parties.len() > 1 && is_party(label);
        // A cell merged over both rows says the same twice; "Vendor" above "Vendor Name" adds nothing.
        let said = field_key.starts_with(label_key.as_str());
        if wanted && !said && !field_key.is_empty() {
            format!("{} {}", label.trim(), field.trim())
        } else {
            field.clone()
        }
    };
    labels.iter().zip(fields).zip(&columns).map(prefixed).collect()
}

/// The group's label of each field, empty where there is none; `None` where `above` is no row of groups.
///
/// A row of groups has short labels, at least two different ones, fewer than there are fields: a label reaches over the
/// empty or equal cells on its right. The fields are headers of which half are known.
fn labels<'a>(above: &'a [String], fields: &[String]) -> Option<Vec<&'a str>> {
    let is_filled = |cell: &&String| !cell.trim().is_empty();
    let is_label = |c: &String| c.chars().count() <= LABEL_CHARS && (header_likeness(c) >= 2 || !content::is_data(c));
    let filled = fields.iter().filter(is_filled).count();
    let likeness: i32 = fields.iter().map(|f| header_likeness(f)).sum();
    let data = |f: &String| header_likeness(f) < 2 && content::is_data(f);
    let known = fields.iter().filter(|f| header_likeness(f) >= 1).count();
    if filled < 2 || known * 2 < filled || (likeness as usize) < filled || fields.iter().any(data) {
        return None;
    }
    if !above.iter().filter(is_filled).all(is_label) {
        return None;
    }
    let mut label = "";
    let labels: Vec<&str> = (0..fields.len())
        .map(|column| {
            if let Some(own) = above.get(column).filter(is_filled) {
                label = own;
            }
            label
        })
        .collect();
    let mut runs = labels.clone();
    runs.dedup_by(|a, b| compact(a) == compact(b));
    let different = runs.iter().filter(|l| !l.is_empty()).count();
    // The row of groups has no cell to the right of the fields.
    let fits = above.iter().skip(fields.len()).all(|c| c.trim().is_empty());
    (fits && different >= 2 && different < filled).then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn groups_become_prefixes_where_fields_repeat() {
        for (above, fields, expected) in [
            (
                "Vendor,,Manufacturer,,",
                "Name,City,Name,City,HTS",
                "Vendor Name,Vendor City,Manufacturer Name,Manufacturer City,Manufacturer HTS",
            ),
            ("Supplier,Supplier,Goods,Goods", "Name,City,Item,HTS", "Name,City,Item,HTS"),
            (
                "Supplier,,Importer,",
                "Name,Town,Company,Country",
                "Supplier Name,Supplier Town,Importer Company,Importer Country",
            ),
            (
                "Key,Vendor,,Maker,",
                "Key,Vendor Name,City,Name,City",
                "Key,Vendor Name,Vendor City,Maker Name,Maker City",
            ),
            ("供应商,,制造商,", "名称,城市,名称,城市", "供应商 名称,供应商 城市,制造商 名称,制造商 城市"),
            // No groups: a title, a row of data, a title block.
            ("Vendor ledger,,,", "Name,City,Name,City", "Name,City,Name,City"),
            ("Printed,2026-01-02,,", "Name,City,Name,City", "Name,City,Name,City"),
            ("Acme Ltd,,Beta GmbH,", "Name,City,Name,City", "Name,City,Name,City"),
        ] {
            assert_eq!(with_groups(Some(&row(above)), &row(fields)).join(","), expected, "{above}");
        }
    }

    #[test]
    fn a_line_that_numbers_the_columns_is_no_row() {
        for (text, expected) in [
            ("(1),(2),(3)", true),
            ("(1),,(2)", true),
            ("1),2)", true),
            ("[A],[B],[C]", true),
            ("（1）,（2）", true),
            ("1,2,3,4", true),
            ("1,2,3", false),
            ("1,2,3,4,", false),
            ("(2),(3),(4)", false),
            ("(1),(1)", false),
            ("(1)", false),
            ("A,B,C,D", false),
            ("1,2,3,5", false),
            ("(12.50),(7.00)", false),
            (",", false),
        ] {
            assert_eq!(numbers_columns(&row(text)), expected, "{text}");
        }
        let rows = ["Vendor (A),,Maker (B),", "(1),(2),(3),(4)", "Name,City,Name,City", "Acme,Ulm,Beta,Bonn"].map(row);
        let records: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(fields_below(&records, 0), 2);
    }

    #[test]
    fn a_header_above_data_is_no_row_of_groups() {
        for (rows, expected) in [
            (["Supplier,Supplier,Goods,Goods", "Name,City,Item,HTS"], 1),
            (["Vendor,Vendor,City,Country", "Name It Ltd,Acme,Ulm,DE"], 0),
            (["Vendor,City,Country,Item", "Name,City,Country,Item"], 0),
            (["Vendor,,City,", "Acme,Two,Ulm,x"], 0),
        ] {
            let rows: Vec<Vec<String>> = rows.iter().map(|r| row(r)).collect();
            let records: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
            assert_eq!(fields_below(&records, 0), expected, "{rows:?}");
        }
    }
}
