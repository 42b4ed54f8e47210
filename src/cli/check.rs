//! `tamis check`: one party, through the same code as `screen`: the answer first, every step on demand.

use std::fmt::Write as _;
use std::io;

use clap::Args;

use crate::lexicon::countries;
use crate::model::{Agreement, ColumnMap, Day, Finding, Lists, Role, Row, RowBatch};
use crate::report::{
    BOLD, FlaggedJsonl, LedgerInfo, ReportFile, ScreenedRow, Sink, barred, counted, is_stale, plain, verdict_style,
    wrap,
};
use crate::screener::Screener;
use crate::text::mid::Mid;

use super::failure::Failure;
use super::options::{ConfigOption, FindingOptions, ListOptions, Options};
use super::settings::Settings;
use super::{load_lists_with_notes, terminal};

/// A party has no earlier report, so that nothing of it is new.
pub(super) const FAIL_ON: &str = "Exit with 1 at or above match, review or advisory (repeatable)";

pub(super) const EXAMPLES: &str = include_str!("help/check.txt");

pub(super) const SHORT_EXAMPLES: &str = "Examples:\n  tamis check \"Hetian Taida Apparel\" --country CN\n  \
    tamis check \"Korla Foods\" --mid CNKORHAO7KOR --hts 2002.90 --origin VN";

/// `tamis check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The party's name
    #[arg(value_hint = clap::ValueHint::Other)]
    pub name: String,
    #[command(flatten)]
    pub party: PartyArgs,
    /// Print every step that led to the answer, and all that the entries say
    #[arg(long, help_heading = "Report")]
    pub explain: bool,
    /// Print the findings as JSON Lines, in the form of flagged.jsonl
    #[arg(long, conflicts_with = "explain", help_heading = "Report")]
    pub json: bool,
    #[command(flatten)]
    pub findings: FindingOptions,
    #[command(flatten)]
    pub lists: ListOptions,
    #[command(flatten)]
    pub config: ConfigOption,
}

/// What is known of the party besides its name: one cell for each.
#[derive(Debug, Args)]
#[command(next_help_heading = "The party")]
pub struct PartyArgs {
    /// Its address
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub address: String,
    /// Its city
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub city: String,
    /// Its country: a name or a code
    #[arg(long, value_name = "COUNTRY", default_value = "", hide_default_value = true)]
    pub country: String,
    /// The country or place that its goods come from
    #[arg(long, value_name = "PLACE", default_value = "", hide_default_value = true)]
    pub origin: String,
    /// What it delivers
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub product: String,
    /// The tariff number of the goods
    #[arg(long, value_name = "NUMBER", default_value = "", hide_default_value = true)]
    pub hts: String,
    /// The manufacturer identification code (MID) of customs papers
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    pub mid: String,
    /// A registration number, such as a Unified Social Credit Code
    #[arg(long, value_name = "NUMBER", default_value = "", hide_default_value = true)]
    pub id: String,
    /// Its parent company
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub parent: String,
    /// A person's position
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub title: String,
}

impl CheckArgs {
    /// The cells of the one-row ledger. A cell without text answers like a ledger without the column.
    fn cells(&self) -> [(&'static str, Role, &str); 11] {
        let party = &self.party;
        [
            ("name", Role::Name, &self.name),
            ("address", Role::Address, &party.address),
            ("city", Role::City, &party.city),
            ("country", Role::Country, &party.country),
            ("origin", Role::Origin, &party.origin),
            ("product", Role::Product, &party.product),
            ("hts", Role::Hts, &party.hts),
            ("mid", Role::Mid, &party.mid),
            ("id", Role::Id, &party.id),
            ("parent", Role::Parent, &party.parent),
            ("title", Role::Title, &party.title),
        ]
    }
}

/// Screens the party and prints the findings. Status as `screen`.
pub fn run(mut args: CheckArgs, today: Day) -> Result<u8, Failure> {
    understood(&args)?;
    let (findings, lists) = (std::mem::take(&mut args.findings), std::mem::take(&mut args.lists));
    let config = std::mem::take(&mut args.config);
    let settings = Settings::new(Options { findings, lists, config, ..Options::default() }, today)?;
    let screener = Screener::new(load_lists_with_notes(&settings)?, settings.config());
    let cells = args.cells();
    let columns = ColumnMap::new(cells.map(|(header, role, _)| (header, role)));
    let mut batch = RowBatch::default();
    batch.push(1, 1, cells.map(|(_, _, text)| text));
    let mut scratch = screener.scratch();
    if args.explain {
        scratch.start_trace();
    }
    let Some(row) = batch.get(0) else { return Ok(0) };
    let findings = screener.screen(Row::new(row, &columns), &mut scratch);
    let failed = settings.fail_on.iter().any(|what| match what.verdict() {
        Some(least) => findings.iter().any(|f| f.verdict >= least),
        None => screener.lists().lists().iter().any(|list| is_stale(list, settings.as_of)),
    });
    let answer = Answer { args: &args, findings: &findings, lists: screener.lists(), columns: terminal::columns() };
    if args.json {
        let ledger = LedgerInfo { index: 0, name: "tamis check".to_owned(), table: 1, columns };
        let mut sink = FlaggedJsonl::new(ReportFile::stream(io::stdout(), "standard output"), screener.lists());
        if !findings.is_empty() {
            sink.row(&ScreenedRow { ledger: &ledger, row, findings: &findings, sector_advisories: true, since: None })?;
        }
        sink.finish()?;
    } else {
        let mut text = answer.text();
        if args.explain {
            let steps = scratch.take_trace().unwrap_or_default().steps;
            text.push_str(&answer.steps(&steps, settings.as_of));
        }
        text.push_str("Possible matches for a person to look at, never violations. No legal advice.\n");
        terminal::show(&text)?;
    }
    // The process ends here; with a long list, taking the index apart would cost as much as the check itself.
    std::mem::forget(screener);
    Ok(u8::from(failed))
}

/// What is not understood would count as not given, which weakens the answer without a word.
fn understood(args: &CheckArgs) -> Result<(), Failure> {
    let party = &args.party;
    known_country(&party.country)?;
    // A country alone is nothing to look for.
    if args.cells().iter().all(|(_, role, text)| *role == Role::Country || text.trim().is_empty()) {
        return Err(Failure::usage("nothing to check: the name is empty; give a name, --id, --mid or another fact"));
    }
    let hts = party.hts.trim();
    if !hts.is_empty() && hts.chars().filter(char::is_ascii_digit).count() < LEAST_OF_HTS {
        return Err(Failure::usage(format!(
            "`{hts}` is no tariff number: write four digits or more, such as 5201.00; words belong to --product"
        )));
    }
    let mid = party.mid.trim();
    if !mid.is_empty() && !mid.split([';', ',', '/']).any(|code| Mid::of_cell(code).is_some()) {
        return Err(Failure::usage(format!(
            "`{mid}` is no manufacturer identification code: two letters of the country, letters of the name, up to \
             four digits, three letters of the city, such as CNKORHAO7KOR; other numbers belong to --id"
        )));
    }
    Ok(())
}

/// Digits of the shortest heading; a spreadsheet may have dropped its leading zero.
const LEAST_OF_HTS: usize = 3;

/// A country that is not understood would count as none, which weakens the answer without a word.
fn known_country(written: &str) -> Result<(), Failure> {
    let text = written.trim();
    if text.is_empty() || countries::of_cell(text).is_some() || countries::of_number(text).is_some() {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "unknown country `{text}`; the nearest is `{}`. Write a name or a code (China, CN, CHN); a place within a \
         country belongs to --city or --address",
        countries::nearest(text)
    )))
}

/// What is printed of the party.
struct Answer<'a> {
    args: &'a CheckArgs,
    findings: &'a [Finding],
    lists: &'a Lists,
    columns: usize,
}

impl Answer<'_> {
    /// The verdicts, then a block for each finding, strongest first.
    fn text(&self) -> String {
        let mut text = String::new();
        if self.findings.is_empty() {
            let entries = counted(self.lists.len() as u64, "entry", "entries");
            let lists = counted(self.lists.lists().len() as u64, "list", "lists");
            let sentence = format!(
                "No finding. {entries} of {lists} were looked for; `tamis lists` says how old and how complete they \
                 are."
            );
            push(&mut text, &wrap(&sentence, self.columns, 0));
            return text;
        }
        let mut counts: Vec<String> = Vec::new();
        for same in self.findings.chunk_by(|a, b| a.verdict == b.verdict) {
            counts.push(format!("{} {}", same.len(), same[0].verdict.as_str()));
        }
        let findings = counted(self.findings.len() as u64, "finding", "findings");
        let _ = writeln!(text, "{findings}: {}\n", counts.join(", "));
        for finding in self.findings {
            self.block(&mut text, finding);
        }
        text
    }

    fn block(&self, text: &mut String, finding: &Finding) {
        let entry = self.lists.entry(finding.entry);
        let list = self.lists.list_of(finding.entry);
        let verdict = finding.verdict.as_str().to_uppercase();
        let style = verdict_style(finding.verdict);
        let head = format!("{verdict} (score {}): {} {}", finding.score, entry.id, entry.name);
        let head = wrap(&plain(&head), self.columns, 2).join("\n");
        let _ = writeln!(text, "{style}{verdict}{style:#}{}", head.strip_prefix(&verdict).unwrap_or_default());
        let mut line = |label: &str, what: &str| self.labelled(text, label, what);
        line("why", &finding.reason);
        let authority = if entry.authority == entry.measure { String::new() } else { format!(", {}", entry.authority) };
        let measure = format!("{}{authority} ({}): {}", entry.measure, list.id, barred(self.lists.bars(finding.entry)));
        line("measure", &measure);
        line("means", &entry.consequence);
        if self.args.explain {
            line("met", &self.met(finding));
            line("weighed", &weighed(finding));
            let since = entry.effective.map(|d| format!("in force since {d}")).unwrap_or_default();
            let removed = entry.removed.map(|d| format!(", removed on {d}")).unwrap_or_default();
            line("when", &format!("{since}{removed}"));
            let law = [entry.legal_basis.as_str(), entry.citation.as_str()];
            line("law", &law.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("; "));
        }
        line("source", entry.source_urls.first().map_or("", String::as_str));
        if finding.sector {
            line(
                "note",
                "programme-wide advisory: in a report it stands in sector-advisories.csv, and in flagged.csv only with \
                 --sector-advisories",
            );
        }
        text.push('\n');
    }

    /// Which words of which cell.
    fn met(&self, finding: &Finding) -> String {
        let field = self.args.cells().get(finding.column).map_or("", |(header, ..)| *header);
        // A rule meets words of the row, and no name of the list.
        let listed = if finding.matched_name.is_empty() {
            String::new()
        } else {
            format!(", for the listed “{}”", finding.matched_name)
        };
        format!("“{}” in the {field} cell{listed}, by {}", finding.quoted, finding.method)
    }

    /// Every step of the screen, in the order it was done.
    fn steps(&self, steps: &[(String, String)], as_of: Day) -> String {
        let mut text = format!("{BOLD}The party{BOLD:#}\n");
        for (header, _, cell) in self.args.cells().iter().filter(|(_, _, cell)| !cell.is_empty()) {
            self.labelled(&mut text, header, cell);
        }
        let _ = writeln!(text, "\n{BOLD}What was done, as of {as_of} (UTC){BOLD:#}");
        let mut last = "";
        for (stage, what) in steps {
            self.labelled(&mut text, if stage == last { "" } else { stage }, what);
            last = stage;
        }
        if steps.is_empty() {
            text.push_str("  nothing in the row met a list or a rule\n");
        }
        text.push('\n');
        text
    }

    fn labelled(&self, text: &mut String, label: &str, what: &str) {
        if !what.is_empty() {
            push(text, &wrap(&format!("  {label:<10} {}", plain(what)), self.columns, 13));
        }
    }
}

/// How the row and the entry compare.
fn weighed(finding: &Finding) -> String {
    let steps = finding.steps;
    let all = [
        ("kind", steps.kind),
        ("address", steps.address),
        ("country", steps.country),
        ("identifier", steps.identifier),
    ];
    let of = |wanted: Agreement| -> Vec<&str> {
        all.iter().filter(|(_, agreement)| *agreement == wanted).map(|(what, _)| *what).collect()
    };
    let mut parts = Vec::new();
    if steps.name_share > 0 {
        parts.push(format!("{} % of the listed name", steps.name_share));
    }
    for (agreement, said) in [
        (Agreement::Agrees, "same"),
        (Agreement::Differs, "different"),
        (Agreement::MissingInRow, "not in the row"),
        (Agreement::MissingInList, "not in the list"),
        (Agreement::Unclear, "not compared"),
    ] {
        let what = of(agreement);
        if !what.is_empty() {
            parts.push(format!("{said}: {}", what.join(", ")));
        }
    }
    parts.join("; ")
}

fn push(text: &mut String, lines: &[String]) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}
