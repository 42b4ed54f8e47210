//! Which record of a delimited text or a sheet is the header.

use super::ReadOptions;
use super::columns::header_likeness;
use super::content::{self, Kind};
use super::header_words::compact;

/// Records in which a header is looked for: title blocks of exports have fewer lines.
pub(super) const SEARCHED: usize = 40;

/// The place of the record with the headers that the user names: all of a header set, or all of `--map`.
pub(super) fn named(records: &[&[String]], options: &ReadOptions) -> Option<usize> {
    // A number means a column's place, not its header.
    let mapped = options.map.iter().map(|(_, header)| header).filter(|h| h.trim().parse::<usize>().is_err());
    let mut sets: Vec<Vec<String>> = vec![mapped.map(|h| compact(h)).collect()];
    sets.extend(options.header_sets.iter().map(|set| set.headers.iter().map(|h| compact(h)).collect()));
    sets.retain(|set| !set.is_empty());
    records.iter().take(SEARCHED).position(|record| {
        let keys: Vec<String> = if sets.is_empty() { Vec::new() } else { record.iter().map(|c| compact(c)).collect() };
        sets.iter().any(|set| set.iter().all(|h| !h.is_empty() && keys.contains(h)))
    })
}

/// The place of the header among the first records; `None` where the records start with data.
///
/// The record with most cells that are known headers wins. Where none is known, the first full record is a header if a
/// column below it holds numbers, dates or codes and it does not. Where that cannot be said either, it counts as data:
/// a header screened as a row does no harm, a row taken for a header is a party that nobody looked at.
pub(super) fn find(records: &[&[String]]) -> Option<usize> {
    let width = usual_width(records);
    let mut best: Option<(i32, usize)> = None;
    for (i, record) in records.iter().take(SEARCHED).enumerate() {
        let filled = filled(record);
        if filled == 0 || filled * 3 < width {
            continue;
        }
        let points: i32 = record.iter().map(|c| points(c)).sum();
        // On average each filled cell has to be something: two known words among five texts are a title line.
        let enough = points >= i32::try_from(filled).unwrap_or(i32::MAX);
        if enough && best.is_none_or(|(p, _)| points > p) {
            best = Some((points, i));
        }
    }
    if let Some((_, i)) = best {
        return Some(i);
    }
    let first = records.iter().take(SEARCHED).position(|r| filled(r) * 2 >= width && filled(r) > 0)?;
    let record = records.get(first)?;
    let below: Vec<&&[String]> = records.iter().skip(first + 1).take(60).collect();
    if record.iter().any(|c| content::is_data(c)) || below.is_empty() {
        return None;
    }
    let contrast = record.iter().enumerate().any(|(column, header)| {
        let kinds: Vec<Kind> = below.iter().filter_map(|r| r.get(column).and_then(|c| content::kind(c))).collect();
        let hard = kinds.iter().filter(|k| is_hard(**k)).count();
        !kinds.is_empty() && hard * 10 >= kinds.len() * 8 && content::kind(header).is_some_and(|k| !is_hard(k))
    });
    contrast.then_some(first)
}

fn points(cell: &str) -> i32 {
    if cell.trim().is_empty() {
        return 0;
    }
    let likeness = header_likeness(cell);
    // "Supplier Group Ltd" has a header's word and is a company; a known header is a header whatever else it looks like.
    if likeness < 2 && content::is_data(cell) { -3 } else { likeness }
}

/// Forms that no header has.
fn is_hard(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Registration
            | Kind::Email
            | Kind::Web
            | Kind::Date
            | Kind::Amount
            | Kind::Digits
            | Kind::Code
            | Kind::Phone
            | Kind::Mid
            | Kind::Country
    )
}

fn filled(record: &[String]) -> usize {
    record.iter().filter(|c| !c.trim().is_empty()).count()
}

/// The number of filled cells that most records have.
fn usual_width(records: &[&[String]]) -> usize {
    let mut counts: Vec<usize> = records.iter().map(|r| filled(r)).filter(|n| *n > 0).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&[&str]]) -> Option<usize> {
        let owned: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect();
        let slices: Vec<&[String]> = owned.iter().map(Vec::as_slice).collect();
        find(&slices)
    }

    #[test]
    fn headers_are_found_under_titles_and_missed_where_there_is_none() {
        let cases: &[(&[&[&str]], Option<usize>)] = &[
            (&[&["Vendor Name", "Country"], &["Acme Ltd", "CN"]], Some(0)),
            (
                &[
                    &["Vendor ledger Q3", "", ""],
                    &["Printed 2026-01-02", "", ""],
                    &["Name", "City", "Amount"],
                    &["Acme", "Ulm", "3.50"],
                ],
                Some(2),
            ),
            (&[&["Acme Ltd", "CN"], &["Beta GmbH", "DE"]], None),
            (&[&["Acme Ltd"], &["Beta GmbH"]], None),
            (&[&["Supplier"], &["Acme"], &["Beta"]], Some(0)),
            (&[&["Zork", "Quux"], &["Acme", "12.50"], &["Beta", "13.20"]], Some(0)),
            (&[&["Xinjiang Zhongtai", "Urumqi"], &["Acme", "Ulm"]], None),
        ];
        for (rows, expected) in cases {
            assert_eq!(found(rows), *expected, "{rows:?}");
        }
    }
}
