//! The sheets that are written at the end of a run: Summary, Parties, Sector advisories, Lists.

use std::borrow::Cow;

use rust_xlsxwriter::XlsxError;
use rustc_hash::FxHashMap;

use crate::model::{Address, Entry, FindingId, Lists, Status};

use super::super::amount::number;
use super::super::parties::LineCells;
use super::super::words::{coverage, is_stale};
use super::super::{LedgerInfo, LedgerOutcome, LeftOut, Summary, incomplete, problems};
use super::book::{Book, Spot, Table, Value};
use super::{FIRST, titled};

const SUMMARY: [(&str, f64); 4] = [("part", 18.0), ("item", 60.0), ("value", 16.0), ("note", 60.0)];

/// Columns of the sheet Parties after [`FIRST`].
const PARTIES: [(&str, f64); 23] = [
    ("rows", 8.0),
    ("reason", 60.0),
    ("quoted", 28.0),
    ("matched_name", 28.0),
    ("listed_name", 32.0),
    ("listed_other_names", 36.0),
    ("listed_address", 30.0),
    ("listed_identifiers", 22.0),
    ("method", 12.0),
    ("measure", 26.0),
    ("bars", 14.0),
    ("consequence", 44.0),
    ("authority", 20.0),
    ("effective", 11.0),
    ("citation", 20.0),
    ("source_url", 30.0),
    ("list_id", 20.0),
    ("entry_id", 12.0),
    ("party_entries", 20.0),
    ("first_file", 20.0),
    ("first_row", 9.0),
    ("first_line", 9.0),
    ("rows_by_file", 30.0),
];

/// The place of the sum, after `rows`.
const AFTER_ROWS: usize = 11;

const LISTS: [(&str, f64); 14] = [
    ("list_id", 24.0),
    ("title", 44.0),
    ("authority", 24.0),
    ("as_of", 11.0),
    ("age_days", 9.0),
    ("stale", 8.0),
    ("coverage", 20.0),
    ("missing", 44.0),
    ("bars", 14.0),
    ("bars_note", 44.0),
    ("entries", 9.0),
    ("names", 9.0),
    ("source", 40.0),
    ("sha256", 20.0),
];

/// The word of a status.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Removed => "removed",
        Status::Inactive => "inactive",
        Status::Unverified => "unverified",
    }
}

/// What the list says of an entry besides its name: other names, addresses, identifiers.
pub(super) fn listed(entry: &Entry) -> [String; 3] {
    let names = entry.names.iter().map(|name| name.text.as_str()).filter(|name| *name != entry.name);
    let identifiers = entry.identifiers.iter().map(|id| format!("{}: {}", id.scheme, id.value));
    [
        names.collect::<Vec<_>>().join("; "),
        entry.addresses.iter().map(address).collect::<Vec<_>>().join("; "),
        identifiers.collect::<Vec<_>>().join("; "),
    ]
}

fn address(address: &Address) -> String {
    let parts = [&address.street, &address.city, &address.region, &address.postal_code, &address.country];
    parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The links of a line of Parties: to its first finding and to its list.
pub(super) struct Places<'p> {
    pub(super) findings: &'p FxHashMap<FindingId, Spot>,
    pub(super) lists: &'p Lists,
}

impl Places<'_> {
    fn finding<'a>(&self, id: FindingId) -> Value<'a> {
        match self.findings.get(&id) {
            Some(spot) => Value::Place(id.to_string().into(), spot.link("Findings")),
            None => Value::text(id.to_string()),
        }
    }

    fn list<'a>(&self, id: &'a str) -> Value<'a> {
        let lists = self.lists.lists().iter();
        let row = (1..).zip(lists).find(|(_, list)| &*list.id.0 == id).map(|(row, _)| row);
        match row {
            Some(row) => Value::Place(id.into(), Spot { part: 1, row }.link("Lists")),
            None => Value::text(id),
        }
    }
}

/// The sheet Parties, or without places Sector advisories.
pub(super) fn parties(
    book: &mut Book,
    summary: &Summary<'_>,
    ledgers: &[LedgerInfo],
    places: Option<&Places<'_>>,
) -> Result<Table, XlsxError> {
    let name = if places.is_some() { "Parties" } else { "Sector advisories" };
    let mut titles = [titled(&FIRST), titled(&PARTIES)].concat();
    let sum = summary.parties.summed();
    if let Some(sum) = sum {
        titles.insert(AFTER_ROWS, (sum.title().into(), 16.0));
    }
    let mut table = Table::new(book, name, titles)?;
    let names: Vec<&str> = ledgers.iter().filter(|l| l.table == 1).map(|l| l.name.as_str()).collect();
    let name = |ledger: usize| names.get(ledger).copied().unwrap_or_default();
    let lists = summary.lists;
    summary.parties.each(places.is_none(), |line: LineCells<'_>| {
        let (list, entry) = (lists.list_of(line.entry), lists.entry(line.entry));
        let [other_names, address, identifiers] = listed(entry);
        let by_ledger: Vec<String> = line.seen.by_ledger.iter().map(|(l, n)| format!("{}={n}", name(*l))).collect();
        let (first_row, first_line) = line.seen.first;
        let list_id: &str = &list.id.0;
        let [since, since_reason] = line.since;
        let amount = sum.map(|_| line.sum.map_or(Value::Empty, |sum| Value::Number(number(sum))));
        let first = [
            places.map_or_else(|| Value::text(line.id.to_string()), |places| places.finding(line.id)),
            Value::text(line.status),
            Value::text(since),
            Value::Long(since_reason.into()),
            Value::Empty,
            Value::Empty,
            Value::Empty,
            Value::text(line.verdict),
            Value::Number(line.score.0.into()),
            Value::Long(line.party.into()),
            Value::count(line.seen.rows),
        ];
        let last = [
            Value::Long(line.reason.into()),
            Value::Long(line.quoted.into()),
            Value::Long(line.matched_name.into()),
            Value::Long(entry.name.as_str().into()),
            Value::Long(other_names.into()),
            Value::Long(address.into()),
            Value::Long(identifiers.into()),
            Value::text(line.method.as_str()),
            Value::Long(entry.measure.as_str().into()),
            Value::text(lists.bars(line.entry).as_str()),
            Value::Long(entry.consequence.as_str().into()),
            Value::text(entry.authority.as_str()),
            Value::day(entry.effective),
            Value::text(entry.citation.as_str()),
            Value::Link(entry.source_urls.first().map_or("", String::as_str)),
            places.map_or_else(|| Value::text(list_id), |places| places.list(list_id)),
            Value::text(&*entry.id.0),
            Value::Long(line.entries.into()),
            Value::text(line.seen.by_ledger.first().map_or("", |(first, _)| name(*first))),
            first_row.map_or(Value::Empty, Value::count),
            Value::count(first_line),
            Value::Long(by_ledger.join("; ").into()),
        ];
        table.line(book, first.into_iter().chain(amount).chain(last))
    })?;
    Ok(table)
}

/// The sheet Lists.
pub(super) fn lists(book: &mut Book, summary: &Summary<'_>) -> Result<Table, XlsxError> {
    let mut table = Table::new(book, "Lists", titled(&LISTS))?;
    for list in summary.lists.lists() {
        let age = list.as_of.map(|day| f64::from(summary.as_of.days_since(day)));
        let stale = if is_stale(list, summary.as_of) { "stale" } else { "" };
        let names: usize = list.entries.iter().map(|entry| entry.names.len()).sum();
        table.line(
            book,
            [
                Value::text(&*list.id.0),
                Value::Long(list.title.as_str().into()),
                Value::Long(list.authority.as_str().into()),
                Value::day(list.as_of),
                age.map_or(Value::Empty, Value::Number),
                Value::text(stale),
                Value::text(coverage(list)),
                Value::Long(list.missing.as_str().into()),
                Value::text(list.bars.as_str()),
                Value::Long(list.bars_note.as_str().into()),
                Value::count(list.entries.len() as u64),
                Value::count(names as u64),
                Value::Long(list.source.as_str().into()),
                Value::text(list.digest.as_str()),
            ],
        )?;
    }
    Ok(table)
}

/// The sheet Summary: what was screened, what was found, what was not read, and what this file does not say.
pub(super) fn summary(book: &mut Book, summary: &Summary<'_>, notices: &[String]) -> Result<Table, XlsxError> {
    let mut table = Table::new(book, "Summary", titled(&SUMMARY))?;
    let mut line = |part: &'static str, item: Cow<'_, str>, value: Value<'_>, note: Cow<'_, str>| {
        table.line(book, [Value::text(part), Value::Long(item), value, Value::Long(note)])
    };
    let none = || Cow::Borrowed("");
    line("report", "tamis".into(), Value::text(env!("CARGO_PKG_VERSION")), none())?;
    line("report", "state of the lists on".into(), Value::Date(summary.as_of), none())?;
    let caution = "Possible matches for a person to look at, never violations. No legal advice.";
    line("report", caution.into(), Value::Empty, none())?;
    let decide = "The columns decision, decision_reason and reviewer are empty, for the reviewers.";
    line("report", decide.into(), Value::Empty, none())?;
    let counts = summary.parties.counts();
    let kinds = [("parties", counts.parties), ("rows", counts.rows), ("findings", counts.findings)];
    for (what, numbers) in kinds {
        for (verdict, number) in ["match", "review", "advisory"].into_iter().zip(numbers) {
            line("found", format!("{what}: {verdict}").into(), Value::count(number), none())?;
        }
    }
    if let Some(since) = summary.since {
        let (earlier, none) = (format!("{} (lists of {})", since.name, since.as_of), none);
        line("since", earlier.into(), Value::Empty, "new: not in that report, or weaker there".into())?;
        for (verdict, number) in ["match", "review", "advisory"].into_iter().zip(since.new) {
            line("since", format!("new parties and entries: {verdict}").into(), Value::count(number), none())?;
        }
        line("since", "known".into(), Value::count(since.known), none())?;
        line("since", "gone, in gone.csv".into(), Value::count(since.gone), none())?;
    }
    line("found", "parties: sector advisories".into(), Value::count(counts.sector_parties), none())?;
    let sum = |of: fn(&LedgerOutcome) -> u64| Value::count(summary.ledgers.iter().map(of).sum());
    line("screened", "rows read".into(), sum(|l| l.rows_read), none())?;
    line(
        "screened",
        "rows without a finding".into(),
        sum(|l| l.rows_clean),
        "of the lists of this report only".into(),
    )?;
    line("screened", "rows that could not be screened".into(), sum(|l| l.rows_unreadable), none())?;
    for text in incomplete(summary.ledgers) {
        line("INCOMPLETE", text.into(), Value::Empty, none())?;
    }
    for ledger in summary.ledgers {
        let [matches, reviews, advisories] = ledger.rows_by_verdict;
        let found = format!("rows: {matches} match, {reviews} review, {advisories} advisory");
        line("ledger", ledger.name.as_str().into(), Value::count(ledger.rows_read), found.into())?;
    }
    for sentence in summary.left_out.iter().flat_map(LeftOut::sentences) {
        line("left out", sentence.into(), Value::Empty, none())?;
    }
    for (kind, number) in summary.problems {
        line("problems", problems(kind, *number).into(), Value::count(*number), none())?;
    }
    for note in summary.notes.iter().chain(notices) {
        line("note", note.as_str().into(), Value::Empty, none())?;
    }
    Ok(table)
}
