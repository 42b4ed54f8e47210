//! A header of two rows: groups ("Vendor", "Manufacturer") above fields ("Name", "City").

use super::columns::header_likeness;
use super::content;
use super::header_words::{compact, role_of_words};
use crate::model::Role;

/// A longer text is a title line.
const LABEL_CHARS: usize = 40;

/// The place of the fields, where the record at `at` turns out to be the row of groups above them.
pub(super) fn fields_below(records: &[&[String]], at: usize) -> usize {
    let groups = records.get(at).zip(records.get(at + 1));
    if groups.is_some_and(|(groups, fields)| labels(groups, fields).is_some()) { at + 1 } else { at }
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
