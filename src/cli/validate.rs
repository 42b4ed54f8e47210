//! `tamis validate`: recall over the lists in force, by kind of change.

use std::fmt::Write as _;
use std::io;

use crate::ledger::Ledger;
use crate::report::clip;
use crate::screener::Screener;
use crate::validate::{CleanLedger, Counts, KINDS, Options, Record, Tally, Validation, screen_clean, validate};

use super::args::{RecordFormat, ValidateArgs};
use super::failure::Failure;
use super::lists::word;
use super::settings::{Settings, Today};
use super::{load_lists, print, replace_file};

/// Tries every name and prints or writes the record. Status 1 where `--fail-under` is not met, 3 where rows of
/// a clean ledger could not be read.
pub fn run(args: &ValidateArgs, today: Today) -> Result<u8, Failure> {
    if args.kinds {
        print(&kinds())?;
        return Ok(0);
    }
    let settings = Settings::validate(args, today)?;
    let screener = Screener::new(load_lists(&settings)?, settings.config());
    let mut options = Options { seed: args.seed, bare: args.bare, ..Options::default() };
    if !args.kind.is_empty() {
        // In the order of the manual, each once, however they were typed.
        options.kinds.retain(|k| args.kind.iter().any(|asked| asked.id == k.id));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.threads).build();
    let pool = pool.map_err(|e| Failure::Fault(format!("no threads could be started: {e}")))?;
    // Opened before the work, so that a wrong path costs no time.
    let mut ledgers = Vec::new();
    for path in &args.clean {
        ledgers.extend(Ledger::open(path, &settings.read_options())?);
    }
    let validation = pool.install(|| validate(&screener, &options));
    let clean =
        pool.install(|| ledgers.into_iter().map(|l| screen_clean(&screener, l)).collect::<Result<Vec<_>, _>>())?;
    let text = match args.format {
        RecordFormat::Json => {
            let record = Record::new(&screener, &options, &validation, &clean);
            serde_json::to_string_pretty(&record).map_err(io::Error::from)? + "\n"
        }
        RecordFormat::Table => {
            let mut text = head(&screener, &options, &validation) + &table(&validation);
            for ledger in &clean {
                text.push_str(&alarms(ledger));
            }
            if args.misses {
                text.push_str(&misses(&validation));
            }
            text
        }
    };
    match &args.output {
        Some(path) => replace_file("writing the record", path, &text)?,
        None => print(&text)?,
    }
    if clean.iter().any(|l| l.rows_unreadable > 0) {
        return Ok(3);
    }
    let under = |c: &Counts| c.distinctive.recall().zip(args.fail_under).is_some_and(|(recall, least)| recall < least);
    Ok(u8::from(validation.kinds.iter().any(|(_, c)| under(c))))
}

fn kinds() -> String {
    let widest = KINDS.iter().map(|k| k.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut theme = "";
    for kind in KINDS.iter() {
        if kind.theme != theme {
            theme = kind.theme;
            let _ = writeln!(text, "{theme}");
        }
        let _ = writeln!(text, "  {:<widest$}  {}", kind.id, kind.rule);
    }
    text
}

fn head(screener: &Screener, options: &Options, validation: &Validation) -> String {
    let mut text = format!(
        "{} {}, lists as of {}, seed {}{}\n",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
        screener.config().as_of,
        options.seed,
        if options.bare { ", bare names" } else { "" }
    );
    for list in screener.lists().lists() {
        let names: usize = list.entries.iter().map(|e| e.names.len()).sum();
        let _ = writeln!(
            text,
            "  {} state of {}, {} entries, {names} names, {}, sha256 {}",
            list.id,
            list.as_of,
            list.entries.len(),
            list.coverage,
            list.digest
        );
    }
    let left = validation.left_out;
    let _ = writeln!(text, "{} names and {} weak names tried", validation.names, validation.weak_names);
    if left.screened_by_rule > 0 {
        let _ = writeln!(
            text,
            "left out: {} names of orders, sectors, regions and documents, which are screened by rule",
            left.screened_by_rule
        );
    }
    if left.not_yet_in_force > 0 {
        let _ = writeln!(text, "left out: {} names of entries not yet in force on that day", left.not_yet_in_force);
    }
    text.push('\n');
    text
}

/// Shares are cut, not rounded: 99.97 % is not 100 %.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |p| format!("{:.1}", (10.0 * p).floor() / 10.0))
}

fn row(name: &str, c: &Counts) -> String {
    let three = |t: Tally| format!("{:>6} {:>6} {:>6}", t.tried, t.found, percent(t.recall()));
    format!(
        "{name:<32} {} {:>6}  {}  {}\n",
        three(c.all),
        percent(c.all.at_match()),
        three(c.distinctive),
        three(c.weak)
    )
}

fn table(validation: &Validation) -> String {
    let part = format!("{:>6} {:>6} {:>6}", "tried", "found", "%");
    let mut text = format!("{:<32} {:^27}  {:^20}  {:^20}\n", "", "all", "distinctive", "weak");
    let _ = writeln!(text, "{:<32} {part} {:>6}  {part}  {part}", "kind of change", "match");
    for (theme, sum) in validation.themes() {
        text.push_str(&row(theme, &sum));
        for (kind, counts) in validation.kinds.iter().filter(|(k, _)| k.theme == theme) {
            text.push_str(&row(&format!("  {}", kind.id), counts));
        }
    }
    text.push_str(&row("total", &validation.total()));
    text.push_str("\nby list and kind of entry\n");
    for (list, counts) in &validation.lists {
        text.push_str(&row(list, counts));
    }
    for (kind, counts) in &validation.entry_kinds {
        text.push_str(&row(&word(kind), counts));
    }
    text.push_str(
        "\nfound: review or match; match: share found as match, in per cent; distinctive: names that keep a word which\n\
         tells the party from others; weak: names too common alone, with country and city beside them.\n",
    );
    text
}

fn alarms(ledger: &CleanLedger) -> String {
    let per_thousand = ledger.flagged_per_thousand.map_or_else(String::new, |n| format!(", {n:.2} in 1,000"));
    let mut text = format!(
        "\n{}: {} rows, {} flagged ({} as match{per_thousand}), {} unreadable, sha256 {}\n",
        ledger.ledger, ledger.rows, ledger.flagged, ledger.matched, ledger.rows_unreadable, ledger.sha256
    );
    for a in &ledger.alarms {
        let _ = writeln!(
            text,
            "  row {}  {} {} {}  {}  {}",
            a.row,
            a.verdict,
            a.score,
            a.entry,
            clip(&a.party, 60),
            a.reason
        );
    }
    text
}

fn misses(validation: &Validation) -> String {
    let mut text = format!(
        "\nNot found: {}\nkind\tlist\tentry\tname\tchanged into\tweak\tdistinctive\tscreen said\n",
        validation.misses.len()
    );
    let yes = |b: bool| if b { "yes" } else { "" };
    for m in &validation.misses {
        // Invisible characters show as codes: a list of misses that hides them helps nobody.
        let shown: String = m.manipulated.chars().map(visible).collect();
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{shown}\t{}\t{}\t{}",
            m.kind,
            m.list,
            m.entry,
            m.name,
            yes(m.weak),
            yes(m.distinctive),
            m.got
        );
    }
    text
}

fn visible(c: char) -> String {
    if c.is_control() || matches!(c as u32, 0xad | 0x200b..=0x200f | 0xfeff) {
        format!("\\u{{{:x}}}", c as u32)
    } else {
        c.to_string()
    }
}
