//! The template of `report.html` and what it shows.

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::super::marks::NEW;
use super::super::parties::PartyGroup;
use super::super::summary::incomplete;
use super::super::words::{barred, counted, coverage, is_stale, problems, stale_lists, state, thousands};
use super::super::{Counts, LedgerOutcome, LeftOut, RunRecord};
use super::chart::Chart;
use super::excerpt::visible;
use super::gather::HtmlReport;

const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// The parties as JSON.
pub(super) struct Embedded {
    pub(super) data: String,
    /// Their number.
    pub(super) shown: usize,
}

/// `templates/report.html`
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct ReportPage {
    policy: String,
    style: &'static str,
    script: &'static str,
    data: String,
    version: &'static str,
    as_of: String,
    /// What was screened, in one sentence.
    screened: String,
    /// What was not screened; empty where the run is complete.
    incomplete: Vec<String>,
    nothing_read: bool,
    /// Verdict, its class, and its parties, rows and findings.
    verdicts: Vec<[String; 5]>,
    titles: String,
    clean: String,
    sector: String,
    /// What is new since an earlier report; empty where there is none to compare with.
    since: String,
    /// How many parties have no card; empty where all have.
    beyond: String,
    parties: usize,
    charts: Vec<Chart>,
    lists: Vec<ListLine>,
    stale: String,
    ledgers: Vec<LedgerLine>,
    left_out: Vec<String>,
    problems: Vec<String>,
    notes: Vec<String>,
    settings: Vec<[String; 2]>,
    settings_digest: String,
}

/// A list in force.
struct ListLine {
    id: String,
    title: String,
    authority: String,
    bars: String,
    coverage: String,
    missing: String,
    state: String,
    stale: bool,
    digest: String,
}

/// A ledger.
struct LedgerLine {
    name: String,
    read: String,
    clean: String,
    flagged: String,
    unreadable: String,
    encoding: String,
    size: String,
    digest: String,
    columns: String,
    trouble: String,
}

impl ReportPage {
    pub(super) fn new(
        report: &HtmlReport,
        groups: &[PartyGroup<'_>],
        record: &RunRecord<'_>,
        embedded: Embedded,
    ) -> Self {
        let lists = record.lists.lists();
        let stale = stale_lists(lists, record.as_of);
        let rows: u64 = record.ledgers.iter().map(|l| l.rows_read).sum();
        let clean: u64 = record.ledgers.iter().map(|l| l.rows_clean).sum();
        let titles: u64 = record.ledgers.iter().map(|l| l.titles_flagged).sum();
        let beyond = groups.len() - embedded.shown;
        Self {
            policy: policy(),
            style: STYLE,
            script: SCRIPT,
            data: embedded.data,
            version: env!("CARGO_PKG_VERSION"),
            as_of: record.as_of.to_string(),
            screened: format!(
                "{} of {} against {} as of {} (UTC)",
                counted(rows, "row", "rows"),
                counted(record.ledgers.len() as u64, "ledger", "ledgers"),
                counted(lists.len() as u64, "list", "lists"),
                record.as_of
            ),
            incomplete: incomplete(record.ledgers).iter().map(|line| visible(line).into_owned()).collect(),
            nothing_read: rows == 0,
            verdicts: verdicts(record.counts),
            titles: if titles == 0 { String::new() } else { counted(titles, "title line", "title lines") },
            clean: counted(clean, "row", "rows"),
            sector: sector(record.counts),
            since: since(groups),
            beyond: if beyond == 0 { String::new() } else { counted(beyond as u64, "party", "parties") },
            parties: embedded.shown,
            charts: charts(report, groups, record),
            lists: lists.iter().map(|list| list_line(list, record)).collect(),
            stale: stale.map(|lists| format!("{lists}; listings since then were not looked for.")).unwrap_or_default(),
            ledgers: record.ledgers.iter().map(ledger_line).collect(),
            left_out: record.left_out.iter().flat_map(LeftOut::sentences).map(|s| visible(&s).into_owned()).collect(),
            problems: record.problems.iter().map(|(kind, n)| problems(kind, *n)).collect(),
            notes: record.notes.iter().map(|note| visible(note).into_owned()).collect(),
            settings: settings(record),
            settings_digest: record.settings_digest.to_owned(),
        }
    }
}

fn since(groups: &[PartyGroup<'_>]) -> String {
    let lines = || groups.iter().flat_map(|group| group.iter()).filter(|line| !line.sector && !line.since.is_empty());
    let all = lines().count();
    let new = lines().filter(|line| line.since == NEW).count();
    if all == 0 {
        return String::new();
    }
    let new = counted(new as u64, "finding is new", "findings are new");
    format!("Since the earlier report {new}, of {all}. What is no longer there is in gone.csv, next to this file.")
}

/// Nothing may be loaded, sent or run but the script and the style of this file.
fn policy() -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(SCRIPT),
        digest(STYLE)
    )
}

fn verdicts(counts: Counts) -> Vec<[String; 5]> {
    let verdict = |(place, [word, says]): (usize, [&str; 2])| {
        let [parties, rows, findings] = [counts.parties, counts.rows, counts.findings].map(|of| thousands(of[place]));
        [word.to_owned(), says.to_owned(), parties, rows, findings]
    };
    VERDICTS.into_iter().enumerate().map(verdict).collect()
}

const VERDICTS: [[&str; 2]; 3] = [
    ["match", "names a listed party, or goods plainly under a ban"],
    ["review", "may be a listed party or its affiliate: a person decides"],
    ["advisory", "no listed party; exposure by place or goods"],
];

fn sector(counts: Counts) -> String {
    if counts.sector_parties == 0 {
        return String::new();
    }
    let parties = counted(counts.sector_parties, "party has", "parties have");
    format!("{parties} priority-sector advisories, on {}.", counted(counts.sector_rows, "row", "rows"))
}

/// Parties by verdict, what is barred, list, measure, country and column.
fn charts(report: &HtmlReport, groups: &[PartyGroup<'_>], record: &RunRecord<'_>) -> Vec<Chart> {
    let lists = record.lists;
    let by_verdict: Vec<(&str, u64)> = VERDICTS.iter().map(|[word, _]| *word).zip(record.counts.parties).collect();
    let by_bars = parties_by(groups, |entry| barred(lists.bars(entry)));
    let by_list = parties_by(groups, |entry| &lists.list_of(entry).id.0);
    let measure = |entry| match lists.entry(entry).measure.as_str() {
        "" => lists.list_of(entry).title.as_str(),
        measure => measure.split_once(", ").map_or(measure, |(measure, _)| measure),
    };
    vec![
        Chart::new("verdict", ["By verdict", "strongest verdict"], &by_verdict)
            .coloured(&["match", "review", "advisory"]),
        Chart::new("bars", ["By what is barred", "what a measure bars"], &by_bars),
        Chart::new("list", ["By list", "list"], &by_list),
        Chart::new("measure", ["By measure", "measure"], &parties_by(groups, measure)),
        Chart::new("country", ["By country in the row", "country as the row has it"], &report.countries.sorted()),
        Chart::new("column", ["By column", "column in which the words are"], &report.columns.sorted()),
    ]
}

/// How many parties have a word, each party once a word; the most frequent first.
fn parties_by<'a>(groups: &[PartyGroup<'_>], word: impl Fn(crate::model::EntryIx) -> &'a str) -> Vec<(&'a str, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for group in groups {
        let mut words: Vec<&str> = group.iter().filter(|line| !line.sector).map(|line| word(line.entry)).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

fn list_line(list: &crate::model::Watchlist, record: &RunRecord<'_>) -> ListLine {
    let shown = |text: &str| visible(text).into_owned();
    ListLine {
        id: shown(&list.id.0),
        title: shown(&list.title),
        authority: shown(&list.authority),
        bars: barred(list.bars).to_owned(),
        coverage: coverage(list),
        missing: shown(&list.missing),
        state: state(list, record.as_of),
        stale: is_stale(list, record.as_of),
        digest: list.digest.clone(),
    }
}

fn ledger_line(ledger: &LedgerOutcome) -> LedgerLine {
    let column = |column: &super::super::ColumnFacts| format!("{} = {}", visible(&column.header), column.role);
    let columns: Vec<String> = ledger.columns.iter().map(column).collect();
    LedgerLine {
        name: visible(&ledger.name).into_owned(),
        read: thousands(ledger.rows_read),
        clean: thousands(ledger.rows_clean),
        flagged: thousands(ledger.rows_flagged),
        unreadable: thousands(ledger.rows_unreadable),
        encoding: ledger.encoding.0.clone(),
        size: ledger.size.map(|size| counted(size, "byte", "bytes")).unwrap_or_default(),
        digest: ledger.sha256.clone().unwrap_or_default(),
        columns: columns.join("; "),
        trouble: visible(ledger.error.as_deref().or(ledger.broken_off.as_deref()).unwrap_or_default()).into_owned(),
    }
}

/// The settings that decide what a report says, one a line.
fn settings(record: &RunRecord<'_>) -> Vec<[String; 2]> {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => "not set".to_owned(),
        serde_json::Value::Array(all) if all.is_empty() => "none".to_owned(),
        other => other.to_string(),
    };
    let all = record.settings.as_object().into_iter().flatten();
    all.map(|(key, value)| [key.replace('_', " "), visible(&text(value)).into_owned()]).collect()
}

#[cfg(test)]
mod tests {
    const TEMPLATE: &str = include_str!("../../../templates/report.html");

    #[test]
    fn only_the_files_own_script_style_and_data_are_not_escaped() {
        let raw: Vec<&str> = TEMPLATE.split("|safe").collect();
        let names = raw[..raw.len() - 1].iter().filter_map(|before| before.rsplit("{{").next()).map(str::trim);
        assert_eq!(names.collect::<Vec<_>>(), ["style", "data", "script"]);
    }

    #[test]
    fn the_script_makes_no_markup_of_text_and_reaches_no_network() {
        let forbidden =
            ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "fetch(", "XMLHttp", "import("];
        for word in forbidden {
            assert!(!super::SCRIPT.contains(word), "{word}");
        }
        assert!(!super::SCRIPT.contains("</") && !super::STYLE.contains("</"), "nothing ends its own element");
    }
}
