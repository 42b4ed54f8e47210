//! Which of the first records of a ledger is the header, and what lies above and below it.

use super::ReadOptions;
use super::columns::header_likeness;
use super::content::{self, Kind};
use super::header_words::compact;
use super::rows::{Note, Title, TitleKind, Top};

/// Records in which a header is looked for: title blocks of exports have fewer lines.
pub(super) const SEARCHED: usize = 40;

/// Divides the first records, each with its line, at the place of the header; `unit` is what the form calls a line.
pub(super) fn divide(
    mut records: Vec<(u64, Vec<String>)>,
    at: Option<usize>,
    unit: &str,
    options: &ReadOptions,
) -> Top {
    let first = records.first().map_or(1, |r| r.0);
    let mut notes = Vec::new();
    let (line, headers) = match at.and_then(|at| records.get(at)) {
        Some((line, headers)) => (*line, headers.clone()),
        None => (first, vec![String::new(); records.iter().map(|r| r.1.len()).max().unwrap_or(1)]),
    };
    if first < line {
        let above =
            format!("{unit} {first} to {} above the header are no rows; they were searched for listed names", line - 1);
        notes.push(Note::file("title_lines", first, above));
    }
    if at.is_none() && !options.no_header {
        let how = "the first row does not look like a header and is screened as a row; --header-row N says otherwise";
        notes.push(Note::file("no_header", first, how));
    }
    let above: Vec<(u64, Vec<String>)> = records.drain(..at.map_or(0, |at| at + 1)).collect();
    let titles = above.into_iter().take(at.unwrap_or(0));
    let titles = titles.map(|(line, cells)| Title { line, cells, kind: TitleKind::Title }).collect();
    let sample = records.into_iter().map(|r| r.1).collect();
    Top { headers, named: at.is_some(), line, sample, titles, among_rows: false, notes }
}

/// The place of the header: nowhere if the options say so, where the headers stand that they name, or where one is
/// found.
pub(super) fn locate(records: &[&[String]], options: &ReadOptions) -> Option<usize> {
    if options.no_header { None } else { named(records, options).or_else(|| find(records)) }
}

/// The place of the record with the headers that the user names: all of a header set, or all of `--map`.
fn named(records: &[&[String]], options: &ReadOptions) -> Option<usize> {
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
/// a header screened as a row does no harm, a row taken for a header is a party that is not screened.
fn find(records: &[&[String]]) -> Option<usize> {
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
        let hard = kinds.iter().filter(|k| k.is_hard()).count();
        !kinds.is_empty() && hard * 10 >= kinds.len() * 8 && content::kind(header).is_some_and(|k| !k.is_hard())
    });
    contrast.then_some(first)
}

fn points(cell: &str) -> i32 {
    if cell.trim().is_empty() {
        return 0;
    }
    let likeness = header_likeness(cell);
    // "Supplier Group Ltd" has a header's word and is a company; a known header is one whatever else it looks like.
    if likeness < 2 && content::is_data(cell) { -3 } else { likeness }
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

    #[test]
    fn headers_are_found_under_titles_and_missed_where_there_is_none() {
        // Rows and their cells; the place of the header.
        let cases = [
            ("Vendor Name,Country;Acme Ltd,CN", Some(0)),
            ("Vendor ledger Q3,,;Printed 2026-01-02,,;Name,City,Amount;Acme,Ulm,3.50", Some(2)),
            ("Acme Ltd,CN;Beta GmbH,DE", None),
            ("Acme Ltd;Beta GmbH", None),
            ("Supplier;Acme;Beta", Some(0)),
            ("Zork,Quux;Acme,12.50;Beta,13.20", Some(0)),
            ("Xinjiang Zhongtai,Urumqi;Acme,Ulm", None),
        ];
        for (text, expected) in cases {
            let rows: Vec<Vec<String>> =
                text.split(';').map(|row| row.split(',').map(str::to_owned).collect()).collect();
            let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
            assert_eq!(find(&rows), expected, "{text}");
        }
    }
}
