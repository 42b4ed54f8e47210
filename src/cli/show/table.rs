//! The table of parties, as wide as the terminal.

use std::fmt::Write as _;

use crate::report::{BOLD, Page, counted, pad, thousands, verdict_style, width};

use super::{Line, Party};

/// Columns of a verdict, a score, a number of rows and a finding id.
const VERDICT: usize = 8;
const SCORE: usize = 5;
const ROWS: usize = 9;
const ID: usize = 16;

/// Widths from which the id, and then the rows and the entry, have room.
const WITH_ID: usize = 60;
const WITH_ALL: usize = 80;

/// Adds the table: one line a party, by its strongest finding.
pub(super) fn table(parties: &[Party], page: &mut Page) {
    let columns = page.columns();
    let (listed, sector_only): (Vec<&Party>, Vec<&Party>) =
        parties.iter().partition(|party| party.iter().any(|line| !line.sector));
    if listed.is_empty() {
        page.line("", "No party has a finding that is reported row by row.");
    } else {
        let style = anstyle::Style::new();
        page.raw(&format!(
            "\n{BOLD}{}{BOLD:#}",
            row(["verdict", "score", "rows", "finding", "party", "entry"], columns)
        ));
        for party in &listed {
            let Some(line) = party.iter().find(|line| !line.sector) else { continue };
            let more = party.iter().filter(|line| !line.sector).count() - 1;
            let more = if more == 0 { String::new() } else { format!(" +{more}") };
            let entry = format!("{}{more} {}", line.get("entry_id"), line.get("entry_name"));
            let rows = thousands(rows_of(party));
            let cells =
                [line.get("verdict"), line.get("score"), &rows, line.get("finding_id"), line.get("party"), &entry];
            let style = line.verdict().map_or(style, verdict_style);
            let text = row(cells, columns);
            // The verdict has no wide letters, and is cut at no width.
            let (verdict, rest) = text.split_at_checked(VERDICT).unwrap_or((&text, ""));
            page.raw(&format!("{style}{verdict}{style:#}{rest}"));
        }
        page.raw("");
    }
    let sector = match sector_only.len() as u64 {
        0 => String::new(),
        n => format!("; {} sector advisories only", counted(n, "other party has", "other parties have")),
    };
    page.line("Parties", &format!("{}{sector}", thousands(listed.len() as u64)));
    if listed.iter().any(|party| party.iter().filter(|line| !line.sector).count() > 1) && columns >= WITH_ALL {
        page.line("", "+1 after an entry: the party has one more");
    }
    page.line("Next", "tamis show REPORT_DIR PARTY, or FINDING_ID, shows one with its law and rows");
}

/// The most rows of a finding: those of the party, since its findings share them as a rule.
fn rows_of(party: &[Line]) -> u64 {
    party.iter().filter(|line| !line.sector).map(Line::rows).max().unwrap_or_default()
}

/// The cells that have room side by side.
fn row(cells: [&str; 6], columns: usize) -> String {
    let [verdict, score, rows, id, party, entry] = cells;
    let mut text = format!("{} {score:>SCORE$}  ", pad(verdict, VERDICT));
    if columns >= WITH_ALL {
        let _ = write!(text, "{rows:>ROWS$}  ");
    }
    let id_columns = if columns >= WITH_ID { ID + 2 } else { 0 };
    let room = columns.saturating_sub(width(&text) + id_columns);
    let party_columns = if columns >= WITH_ALL { room.saturating_sub(2) / 2 } else { room };
    text += &pad(party, party_columns);
    if columns >= WITH_ALL {
        text += "  ";
        text += &pad(entry, room.saturating_sub(2) - party_columns);
    }
    if columns >= WITH_ID {
        text += "  ";
        text += &pad(id, ID);
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_the_terminal_whatever_the_script() {
        let han = "新疆维吾尔自治区和田地区和田浩林发饰有限公司".repeat(3);
        let latin = "A very long name of a company ".repeat(4);
        for columns in [40, 59, 60, 79, 80, 100, 200] {
            for party in [han.as_str(), latin.as_str()] {
                let row = row(["advisory", "100", "1,234,567", "ac0014f22fdf2231", party, party], columns);
                assert!(width(&row) <= columns, "{columns}: {row}");
                assert!(width(&row) + 2 >= columns, "{columns}: {row}");
            }
        }
    }
}
