//! Which of the first records of a ledger is the header, and what lies above and below it.

use super::ReadOptions;
use super::columns::{header_likeness, is_known_header, table_likeness};
use super::content::{self, Kind};
use super::header_groups::{self, numbers_columns};
use super::header_words::{compact, has_only_header_words};
use super::rows::{Note, Title, TitleKind, Top};

/// Records in which a header is looked for: title blocks of exports have fewer lines.
pub(super) const SEARCHED: usize = 40;

/// Records in which a header among the rows is looked for: a sorted file has it anywhere.
const SORTED: usize = 500;

/// What the first records of a ledger are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Place of the header.
    pub(super) header: Option<usize>,
    /// Place of the first row: the records before it are titles. The header itself is after it where it was sorted in
    /// among the rows.
    pub(super) rows: usize,
}

impl Place {
    /// A header with titles above, or none.
    pub(super) fn below_titles(header: Option<usize>) -> Self {
        Self { header, rows: header.map_or(0, |at| at + 1) }
    }
}

/// Divides the first records, each with its line, into titles, header and rows; `unit` is what the form calls a line.
pub(super) fn divide(mut records: Vec<(u64, Vec<String>)>, place: Place, unit: &str, options: &ReadOptions) -> Top {
    let first = records.first().map_or(1, |r| r.0);
    let mut notes = Vec::new();
    let header = place.header.and_then(|at| records.get(at)).cloned();
    let named = header.is_some();
    let (line, mut headers) =
        header.unwrap_or_else(|| (first, vec![String::new(); records.iter().map(|r| r.1.len()).max().unwrap_or(1)]));
    let among_rows = place.header.is_some_and(|at| at >= place.rows);
    if named && !among_rows && first < line {
        let above = format!("{unit} {first} to {} above the header are no rows; searched for listed names", line - 1);
        notes.push(Note::file("title_lines", first, above));
    }
    if among_rows {
        let how = "the header is among the rows; the rows above it were read with it";
        notes.push(Note::file("header_among_rows", line, how));
    }
    if !named && !options.no_header {
        let how = "the first row does not look like a header and is screened as a row; --header-row N says otherwise";
        notes.push(Note::file("no_header", first, how));
    }
    let above: Vec<(u64, Vec<String>)> = records.drain(..place.rows.min(records.len())).collect();
    let consumed = above.last().map_or(0, |(line, _)| *line);
    let titles = above.into_iter().filter(|(own, _)| !named || *own != line);
    let titles: Vec<Title> = titles.map(|(line, cells)| Title { line, cells, kind: TitleKind::Title }).collect();
    let mut above_header = titles.iter().rev().filter(|t| t.line < line && !numbers_columns(&t.cells));
    if let Some(groups) = above_header.next().filter(|_| named && !among_rows) {
        headers = header_groups::with_groups(Some(&groups.cells), &headers);
    }
    let sample = records.into_iter().filter(|(own, _)| !named || *own != line).map(|r| r.1).collect();
    Top { headers, named, line, sample, titles, among_rows, rules: 0, consumed, notes }
}

/// A header below other rows, as a title: of its cells, not all are known headers, so it is searched as well.
pub(super) fn titles_in_doubt(line: u64, headers: &[String]) -> Vec<Title> {
    let known = headers.iter().filter(|h| !h.trim().is_empty()).all(|h| header_likeness(h) >= 2);
    if known { Vec::new() } else { vec![Title { line, cells: headers.to_vec(), kind: TitleKind::Header }] }
}

/// The place of the header: nowhere if the options say so, where the headers are that they name, or where one is
/// found.
pub(super) fn locate(records: &[&[String]], options: &ReadOptions) -> Place {
    if options.no_header {
        return Place::default();
    }
    let below = |at: usize| Place { header: Some(at), rows: header_groups::below_numbers(records, at + 1) };
    if let Some(at) = named(records, options) {
        return below(at);
    }
    let place = find(records);
    match place.header {
        Some(at) if at < place.rows => below(header_groups::fields_below(records, at)),
        _ => place,
    }
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

/// The place of the header among the first records.
///
/// The first record whose cells look like headers is one; where several follow each other directly, the one with most
/// known headers. The records above it are titles unless they have the shape of the records below: then a header of two
/// or more known words was sorted in among them, and anything less is a row like the others. Where no header is known,
/// the first full record is one if a column below it holds numbers, dates or codes and it does not. Where that cannot
/// be said either, it counts as data: a header screened as a row does no harm, a row taken for a header is a party that
/// is not screened.
fn find(records: &[&[String]]) -> Place {
    let first = records.iter().position(|r| filled(r) > 0);
    if first.and_then(|at| records.get(at)).is_some_and(|r| iif_word(r).is_some()) {
        return Place::below_titles(first);
    }
    let width = usual_width(records);
    if let Some(at) = first_header(records, width) {
        let (header, below) = (records.get(at).copied().unwrap_or_default(), records.get(at + 1..).unwrap_or_default());
        let above = records.get(..at).unwrap_or_default();
        let Some(rows) = above.iter().position(|r| is_row_of(r, header, below)) else {
            return Place::below_titles(Some(at));
        };
        return sorted_in(records, header, at, rows);
    }
    // A file without titles whose header was sorted in further down.
    let known = records.iter().take(SORTED).enumerate().skip(SEARCHED).find(|(_, r)| is_header(r));
    if let Some((at, header)) = known {
        return sorted_in(records, header, at, 0);
    }
    let full = records.iter().take(SEARCHED).position(|r| filled(r) * 2 >= width && filled(r) > 0);
    let Some((first, record)) = full.and_then(|at| Some((at, records.get(at)?))) else { return Place::default() };
    let below: Vec<&[String]> = records.iter().skip(first + 1).take(60).copied().collect();
    let data = record.iter().any(|c| content::is_data(c));
    let is_header = !data && !below.is_empty() && differs(record, &below);
    Place::below_titles(is_header.then_some(first))
}

/// The first record that can only be a header; of several that follow each other, the one with most known headers.
/// Where there is none, the record with most known headers.
fn first_header(records: &[&[String]], width: usize) -> Option<usize> {
    let mut likely: Option<(i32, usize)> = None;
    let mut sure: Option<(i32, usize)> = None;
    for (i, record) in records.iter().take(SEARCHED).enumerate() {
        let filled = filled(record);
        if filled == 0 || filled * 3 < width {
            continue;
        }
        let worded = is_worded(record);
        let points: i32 =
            record.iter().map(|c| if worded { points(c).max(header_likeness(c)) } else { points(c) }).sum();
        // On average each filled cell has to be something: two known words among five texts are a title line.
        let enough = points >= i32::try_from(filled).unwrap_or(i32::MAX);
        if enough && likely.is_none_or(|(p, _)| points > p) {
            likely = Some((points, i));
        }
        match sure {
            None if enough && is_header(record) => sure = Some((points, i)),
            // A row of groups above the fields repeats its words.
            Some((p, at)) if is_header(record) && (points > p || (points == p && repeats(records.get(at)))) => {
                sure = Some((points, i));
            }
            Some((_, at)) if filled * 2 >= records.get(at).map_or(0, |r| self::filled(r)) => break,
            _ => {}
        }
    }
    sure.or(likely).map(|(_, at)| at)
}

/// The word of an IIF header: `VEND` for `!VEND`.
pub(super) fn iif_word(headers: &[String]) -> Option<&str> {
    let word = headers.first()?.strip_prefix('!')?;
    let capitals = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    capitals.then_some(word)
}

/// True where a text is in two cells.
fn repeats(record: Option<&&[String]>) -> bool {
    let filled: Vec<&str> =
        record.into_iter().flat_map(|r| r.iter()).map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    filled.iter().enumerate().any(|(i, c)| filled.iter().take(i).any(|other| other == c))
}

/// What a header among the rows, of which the first is at `rows`, says.
fn sorted_in(records: &[&[String]], header: &[String], at: usize, rows: usize) -> Place {
    let same = records.iter().take(at).skip(rows).all(|r| r.len() == header.len());
    let place = Place { header: Some(at), rows };
    // Rows of another width are a table of their own.
    if same && is_header(header) { place } else { Place { header: None, rows: 0 } }
}

/// True for a record that can only be a header, wherever it is: two or more filled cells, half of them known headers
/// and none of them data.
pub(super) fn is_header<T: AsRef<str>>(record: &[T]) -> bool {
    let filled = record.iter().map(AsRef::as_ref).filter(|c| !c.trim().is_empty());
    let (mut all, mut known, mut unknown) = (0, 0, 0);
    let most = record.iter().filter(|c| !c.as_ref().trim().is_empty()).count() / 2;
    for cell in filled {
        all += 1;
        if is_known_header(cell) || table_likeness(cell) > 0 {
            known += 1
        } else {
            unknown += 1
        }
        if unknown > most {
            return false;
        }
    }
    // Columns have different names: `kg` and `kg` are two cells of a row.
    let is_known = |cell: &&str| is_known_header(cell) || table_likeness(cell) > 0;
    let mut names = record.iter().map(AsRef::as_ref).filter(is_known).map(compact);
    let first = names.next();
    if names.all(|name| Some(name) == first) {
        return false;
    }
    // Next to three known headers, `CO` and `NO` are abbreviations, not countries.
    let abbreviates = |cell: &str| known >= 3 && cell.trim().len() <= 3 && !content::is_data(cell);
    let fits = |cell: &str| points(cell) >= 0 || abbreviates(cell);
    all >= 2 && known >= 2 && (record.iter().all(|cell| fits(cell.as_ref())) || is_worded(record))
}

/// True for two or more cells that have only words of headers, one of them a known header: "Name, Is a Company, Related
/// Company" is a header, though the last two end like companies.
fn is_worded<T: AsRef<str>>(record: &[T]) -> bool {
    let filled = || record.iter().map(AsRef::as_ref).filter(|c| !c.trim().is_empty());
    filled().nth(1).is_some()
        && filled().all(|c| table_likeness(c) > 0 || has_only_header_words(c))
        && filled().any(|c| table_likeness(c) > 0)
}

/// True for a record above a header that has the shape of the records below it: as many filled cells, and numbers,
/// dates and codes in the same columns.
fn is_row_of(record: &[String], header: &[String], below: &[&[String]]) -> bool {
    let own = filled(record);
    if filled(header) < 2 {
        // A list of one column: its title is no company, its rows are.
        let share = |records: &[&[String]]| {
            let data = records.iter().filter(|r| r.iter().any(|c| content::is_data(c))).count();
            (data * 2, records.len())
        };
        let (data, all) = share(below);
        return own > 0 && (data < all || record.iter().any(|c| content::is_data(c)));
    }
    let usual = if below.is_empty() { filled(header) } else { usual_width(below) };
    let label = record.first().is_some_and(|c| c.trim_end().ends_with([':', '：']));
    if own < 2 || own * 4 < usual * 3 || label {
        return false;
    }
    let hard = |cell: Option<&String>| cell.and_then(|c| content::kind(c)).is_some_and(Kind::is_hard);
    (0..header.len()).all(|column| {
        let kinds: Vec<bool> = below.iter().take(60).map(|r| hard(r.get(column))).collect();
        let share = kinds.iter().filter(|h| **h).count() * 10;
        share < kinds.len() * 9 || kinds.is_empty() || hard(record.get(column))
    })
}

/// True where a column of the records below holds numbers, dates or codes, and the record itself does not.
fn differs(record: &[String], below: &[&[String]]) -> bool {
    record.iter().enumerate().any(|(column, header)| {
        let kinds: Vec<Kind> = below.iter().filter_map(|r| r.get(column).and_then(|c| content::kind(c))).collect();
        let hard = kinds.iter().filter(|k| k.is_hard()).count();
        !kinds.is_empty() && hard * 10 >= kinds.len() * 8 && content::kind(header).is_some_and(|k| !k.is_hard())
    })
}

fn points(cell: &str) -> i32 {
    if cell.trim().is_empty() {
        return 0;
    }
    let likeness = header_likeness(cell);
    // "Supplier Group Ltd" has a header's word and is a company; a known header is one whatever else it looks like.
    if likeness >= 2 {
        return likeness;
    }
    match content::kind(cell) {
        _ if content::is_data(cell) => -3,
        // "Vendor" next to "Leeds" and "GB" is a row of a firm called Vendor.
        Some(Kind::City | Kind::Region | Kind::Country) => -1,
        _ => likeness,
    }
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
        // Rows and their cells; the place of the header, and of the first row.
        let cases = [
            ("Vendor Name,Country;Acme Ltd,CN", Some(0)),
            ("Vendor ledger Q3,,;Printed 2026-01-02,,;Name,City,Amount;Acme,Ulm,3.50", Some(2)),
            ("Acme Ltd,CN;Beta GmbH,DE", None),
            ("Acme Ltd;Beta GmbH", None),
            ("Supplier;Acme;Beta", Some(0)),
            ("Zork,Quux;Acme,12.50;Beta,13.20", Some(0)),
            ("Xinjiang Zhongtai,Urumqi;Acme,Ulm", None),
            ("Name,Is a Company,Related Company,City,Country;Acme Ltd,TRUE,,Ulm,DE", Some(0)),
            ("Vendor Company,Group Company,City;Acme Ltd,Beta AG,Ulm", Some(0)),
            ("General Trading Company,Dubai,AE;Acme Ltd,Ulm,DE", None),
            ("Trading Company,Vendor Company;Acme Ltd,Beta AG", None),
        ];
        for (text, expected) in cases {
            let rows: Vec<Vec<String>> =
                text.split(';').map(|row| row.split(',').map(str::to_owned).collect()).collect();
            let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
            assert_eq!(find(&rows).header, expected, "{text}");
        }
    }
}
