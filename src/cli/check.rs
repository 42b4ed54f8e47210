//! `tamis check`: one party, every step in words, through the same code as `screen`.

use std::fmt::Write as _;

use clap::Args;

use crate::model::{Agreement, ColumnMap, Day, Finding, Lists, Role, Row, RowBatch};
use crate::screener::Screener;

use super::failure::Failure;
use super::options::{ConfigOption, FindingOptions, ListOptions, Options};
use super::settings::Settings;
use super::{load_lists_with_notes, print};

pub(super) const EXAMPLES: &str = include_str!("help/check.txt");

/// `tamis check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The party's name
    pub name: String,
    /// Its address
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub address: String,
    /// Its country
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub country: String,
    /// What it delivers
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub product: String,
    /// A registration number, such as a Unified Social Credit Code
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub id: String,
    /// A person's position
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "The party")]
    pub title: String,
    #[command(flatten)]
    pub findings: FindingOptions,
    #[command(flatten)]
    pub lists: ListOptions,
    #[command(flatten)]
    pub config: ConfigOption,
}

/// The columns of the one-row ledger. A cell without text answers like a ledger without the column.
const COLUMNS: [(&str, Role); 6] = [
    ("name", Role::Name),
    ("address", Role::Address),
    ("country", Role::Country),
    ("product", Role::Product),
    ("id", Role::Id),
    ("title", Role::Title),
];

/// Screens the party and prints what happened. Status as `screen`.
pub fn run(args: CheckArgs, today: Day) -> Result<u8, Failure> {
    let CheckArgs { findings, lists, config, .. } = args;
    let settings = Settings::new(Options { findings, lists, config, ..Options::default() }, today)?;
    let screener = Screener::new(load_lists_with_notes(&settings)?, settings.config());
    let columns = ColumnMap::new(COLUMNS);
    let cells = [&args.name, &args.address, &args.country, &args.product, &args.id, &args.title].map(String::as_str);
    let mut batch = RowBatch::default();
    batch.push(1, 1, cells);
    let mut scratch = screener.scratch();
    scratch.start_trace();
    let findings = batch.get(0).map(|row| screener.screen(Row::new(row, &columns), &mut scratch)).unwrap_or_default();
    let steps = scratch.take_trace().unwrap_or_default().steps;

    let mut text = String::from("The party\n");
    for ((header, _), cell) in COLUMNS.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        let _ = writeln!(text, "  {header:<8} {cell}");
    }
    let _ = writeln!(text, "\nWhat was done, as of {}", settings.as_of);
    let mut last = "";
    for (stage, what) in &steps {
        let label = if stage == last { "" } else { stage.as_str() };
        let _ = writeln!(text, "  {label:<10} {what}");
        last = stage;
    }
    if steps.is_empty() {
        text.push_str("  nothing in the row met a list or a rule\n");
    }
    text.push('\n');
    if findings.is_empty() {
        let lists = screener.lists();
        let _ = writeln!(
            text,
            "No finding. {} entries of {} lists were looked for; `tamis lists` says how old and how complete they are.",
            lists.len(),
            lists.lists().len()
        );
    }
    for finding in &findings {
        text.push_str(&describe(finding, screener.lists()));
    }
    text.push_str("Possible matches for a person to look at, never violations. No legal advice.\n");
    print(&text)?;
    let failed = settings.fail_on.iter().any(|least| findings.iter().any(|f| f.verdict >= *least));
    Ok(u8::from(failed))
}

fn describe(finding: &Finding, lists: &Lists) -> String {
    let entry = lists.entry(finding.entry);
    let list = lists.list_of(finding.entry);
    let mut text =
        format!("{} (score {}): {} {}\n", finding.verdict.as_str().to_uppercase(), finding.score, entry.id, entry.name);
    let mut line = |label: &str, what: &str| {
        if !what.is_empty() {
            let _ = writeln!(text, "  {label:<10} {what}");
        }
    };
    line("why", &finding.reason);
    let field = COLUMNS.get(finding.column).map_or("", |(header, _)| header);
    // A rule meets words of the row, and no name of the list.
    let listed = if finding.matched_name.is_empty() {
        String::new()
    } else {
        format!(", for the listed “{}”", finding.matched_name)
    };
    line("met", &format!("“{}” in the {field} cell{listed}, by {}", finding.quoted, finding.method));
    let steps = finding.steps;
    let say = |what: &str, agreement: Agreement| match agreement {
        Agreement::Agrees => format!("{what} agrees"),
        Agreement::Differs => format!("{what} differs"),
        Agreement::MissingInRow => format!("{what} not in the row"),
        Agreement::MissingInList => format!("{what} not in the list"),
        Agreement::Unclear => format!("{what} not compared"),
    };
    let share =
        if steps.name_share > 0 { format!("{} % of the listed name; ", steps.name_share) } else { String::new() };
    line(
        "weighed",
        &format!(
            "{share}{}; {}; {}; {}",
            say("kind", steps.kind),
            say("address", steps.address),
            say("country", steps.country),
            say("identifier", steps.identifier)
        ),
    );
    line("measure", &format!("{}, {} ({})", entry.measure, entry.authority, list.id));
    line("means", &entry.consequence);
    let since = entry.effective.map(|d| format!("in force since {d}")).unwrap_or_default();
    let removed = entry.removed.map(|d| format!(", removed on {d}")).unwrap_or_default();
    line("when", &format!("{since}{removed}"));
    line(
        "law",
        &[entry.legal_basis.as_str(), entry.citation.as_str()]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    );
    line("source", entry.source_urls.first().map_or("", String::as_str));
    if finding.sector {
        line(
            "note",
            "programme-wide advisory: in a report it stands in sector-advisories.csv, and in flagged.csv only with \
             --sector-advisories",
        );
    }
    text.push('\n');
    text
}
