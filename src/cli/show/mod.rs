//! `tamis show`: a report in the terminal, as a table of its parties or as the card of one.

mod card;
mod table;

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use crate::report::{FileState, Page, SavedReport, counted};

use super::failure::Failure;
use super::terminal;

pub(super) const EXAMPLES: &str = include_str!("../help/show.txt");

const REMEDY: &str = "screen again";

/// The files with the lines of the parties: those of which findings are reported row by row, and the others.
const FILES: [&str; 2] = ["parties.csv", "sector-advisories.csv"];

/// `tamis show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The report directory
    #[arg(value_name = "REPORT_DIR", value_hint = clap::ValueHint::DirPath)]
    pub report: PathBuf,
    /// A party, by its name or a part of it, or a finding by its id or its first digits
    #[arg(value_name = "PARTY|FINDING_ID", value_hint = clap::ValueHint::Other)]
    pub what: Option<String>,
}

/// Columns of a line that are read, in the order of [`Line`].
const COLUMNS: [&str; 23] = [
    "finding_id",
    "verdict",
    "score",
    "party",
    "list_id",
    "entry_id",
    "entry_name",
    "matched_name",
    "method",
    "quoted",
    "measure",
    "bars",
    "consequence",
    "authority",
    "effective",
    "citation",
    "source_url",
    "reason",
    "rows",
    "since",
    "since_reason",
    "rows_by_file",
    "status",
];

/// One line of a party: its cells by [`COLUMNS`], and the sum of a column, where there is one.
#[derive(Debug)]
struct Line {
    cells: Vec<String>,
    sum: Option<(String, String)>,
    sector: bool,
}

impl Line {
    /// The cell of one of [`COLUMNS`].
    fn get(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|known| *known == column);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    fn rows(&self) -> u64 {
        self.get("rows").parse().unwrap_or_default()
    }

    /// The verdict as the model has it, for its style.
    fn verdict(&self) -> Option<crate::model::Verdict> {
        self.get("verdict").parse().ok()
    }
}

/// A party with its lines, strongest first.
type Party = Vec<Line>;

/// Shows a report.
pub fn run(args: &ShowArgs) -> Result<u8, Failure> {
    let saved = SavedReport::open(&args.report, REMEDY)?;
    let run = saved.run_as_it_is()?;
    let parties = parties(&saved)?;
    let mut page = Page::new(terminal::narrow_columns());
    match args.what.as_deref().map(str::trim) {
        Some(what) => {
            let found = wanted(&parties, what);
            if found.is_empty() {
                let folder = args.report.display();
                return Err(Failure::usage(format!(
                    "no party of {folder} has “{what}” in its name, and no finding of it has this id; `tamis show \
                     {folder}` lists them"
                )));
            }
            card::cards(&saved, &found, &mut page)?;
        }
        None => {
            heading(&saved, &run, &mut page);
            table::table(&parties, &mut page);
        }
    }
    for name in FILES.iter().chain(&["run.json"]) {
        if !matches!(saved.state(name), FileState::Intact) {
            page.alarm("Note", &format!("{name} is not as the report's manifest says; see tamis verify"));
        }
    }
    match terminal::page(&page.into_text()) {
        Err(failure) if failure.is_broken_pipe() => Ok(0),
        other => other.map(|()| 0),
    }
}

/// Which report it is, and whether it is complete.
fn heading(saved: &SavedReport, run: &Value, page: &mut Page) {
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let counts = &run["counts"];
    page.line(
        "Report",
        &format!(
            "{}: {} in {}, lists as of {}",
            saved.folder().display(),
            counted(number(&counts["rows_read"]), "row", "rows"),
            counted(number(&counts["inputs"]), "ledger", "ledgers"),
            run["settings"]["as_of"].as_str().unwrap_or("?"),
        ),
    );
    if run["complete"] != true {
        page.alarm("INCOMPLETE", "part of the input could not be read; input-problems.csv and run.json say which");
    }
}

/// The parties in the order of the report, the worst first; then those with programme-wide advisories only.
fn parties(saved: &SavedReport) -> Result<Vec<Party>, Failure> {
    let mut parties: Vec<Party> = Vec::new();
    let mut places = rustc_hash::FxHashMap::<String, usize>::default();
    for (name, sector) in FILES.into_iter().zip([false, true]) {
        saved.csv_as_it_is(name, &COLUMNS, |cells, header, record| {
            let sum = header.iter().zip(record).find_map(|(column, cell)| Some((column.strip_prefix("sum:")?, cell)));
            let sum = sum.filter(|(_, cell)| !cell.is_empty()).map(|(of, sum)| (of.to_owned(), sum.to_owned()));
            let line = Line { cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), sum, sector };
            let place = *places.entry(line.get("party").to_owned()).or_insert(parties.len());
            match parties.get_mut(place) {
                Some(party) => party.push(line),
                None => parties.push(vec![line]),
            }
        })?;
    }
    Ok(parties)
}

/// The parties that are meant, each with its lines: those of the finding with this id; else the party of this name;
/// else those whose name holds the words; else those of the findings whose ids begin so.
fn wanted<'p>(parties: &'p [Party], what: &str) -> Vec<Vec<&'p Line>> {
    let select = |is: &dyn Fn(&Line) -> bool| -> Vec<Vec<&'p Line>> {
        let kept = parties.iter().map(|party| party.iter().filter(|line| is(line)).collect::<Vec<_>>());
        kept.filter(|lines| !lines.is_empty()).collect()
    };
    let folded = what.to_lowercase();
    let is_id = what.len() >= 4 && what.bytes().all(|b| b.is_ascii_hexdigit());
    let ways: [&dyn Fn(&Line) -> bool; 4] = [
        &|line| line.get("finding_id") == folded,
        &|line| line.get("party").to_lowercase() == folded,
        &|line| !folded.is_empty() && line.get("party").to_lowercase().contains(&folded),
        &|line| is_id && line.get("finding_id").starts_with(&folded),
    ];
    ways.into_iter().map(select).find(|found| !found.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, party: &str) -> Line {
        let cell = |column: &&str| match *column {
            "finding_id" => id.to_owned(),
            "party" => party.to_owned(),
            _ => String::new(),
        };
        Line { cells: COLUMNS.iter().map(cell).collect(), sum: None, sector: false }
    }

    #[test]
    fn a_finding_is_meant_before_a_party_and_a_whole_name_before_a_part() {
        let parties = vec![
            vec![line("00000000000000aa", "Acme"), line("00000000000000bb", "Acme")],
            vec![line("00000000000000cc", "Acme Trading")],
            vec![line("beef000000000000", "和田 Deadbeef")],
        ];
        let ids = |what: &str| -> Vec<String> {
            wanted(&parties, what).iter().flatten().map(|line| line.get("finding_id")[14..].to_owned()).collect()
        };
        assert_eq!(ids("00000000000000BB"), ["bb"]);
        assert_eq!(ids("ACME"), ["aa", "bb"]);
        assert_eq!(ids("acme t"), ["cc"]);
        assert_eq!(ids("和田"), ["00"]);
        assert_eq!(ids("beef"), ["00"], "a name that holds the words");
        assert_eq!(ids("beef0"), ["00"], "the first digits of an id");
        assert_eq!(ids("0000"), ["aa", "bb", "cc"]);
        assert!(ids("Zeltmar").is_empty() && ids("").is_empty());
    }
}
