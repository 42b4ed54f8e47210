//! Words that the summary, the lists and other views share: counts with their nouns, kinds of problems, what a list
//! bars, how old it is.

use crate::model::{Bars, Coverage, Day, Watchlist};

/// A number with commas between thousands.
pub fn thousands(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1000), number % 1000),
    }
}

/// A count with its noun: `1 row`, `2 rows`, `1,200 rows`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A kind of problem in words: for one, and for several.
fn problem_words(kind: &str) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "another_table" => ("further table in a file", "further tables in a file"),
        "bad_json" => ("line that is not JSON", "lines that are not JSON"),
        "broken_off" => ("file broken off", "files broken off"),
        "continued_sheet" => ("sheet that continues another", "sheets that continue another"),
        "duplicate_header" => ("header used twice", "headers used twice"),
        "empty_name" => ("empty name", "empty names"),
        "field_count" => ("row with too few or too many cells", "rows with too few or too many cells"),
        "formula_without_value" => ("formula without a stored value", "formulas without stored values"),
        "header_among_rows" => ("header among the rows", "headers among the rows"),
        "hidden_rows" => ("sheet with hidden rows", "sheets with hidden rows"),
        "internal_fault" => ("row that made the program fail", "rows that made the program fail"),
        "mixed_encoding" => ("place in another encoding", "places in another encoding"),
        "mojibake" => ("double-encoded row", "double-encoded rows"),
        "new_field" => ("field that is not in the header", "fields that are not in the header"),
        "no_header" => ("file without a header", "files without a header"),
        "no_rows" => ("file without rows", "files without rows"),
        "read_error" => ("ledger not read to its end", "ledgers not read to their end"),
        "table_without_names" => ("table without a column of names", "tables without a column of names"),
        "title_lines" => ("group of title lines", "groups of title lines"),
        "undecodable_bytes" => ("place with undecodable bytes", "places with undecodable bytes"),
        "unquoted_delimiter" => ("row with an unquoted delimiter", "rows with an unquoted delimiter"),
        "value_changed_type" => ("value changed by a spreadsheet", "values changed by a spreadsheet"),
        _ => return None,
    })
}

/// How many problems of a kind there are, in words.
pub fn problems(kind: &str, number: u64) -> String {
    match problem_words(kind) {
        Some((one, many)) => counted(number, one, many),
        // The kind's own words, which are singular: `1 long cell`, `3 long cells`.
        None => {
            let one = kind.replace('_', " ");
            counted(number, &one, &format!("{one}s"))
        }
    }
}

/// What a list bars.
pub fn barred(bars: Bars) -> &'static str {
    match bars {
        Bars::AllDealings => "all dealings barred",
        Bars::Import => "import barred",
        Bars::Export => "export barred",
        Bars::EntryOfPersons => "entry of persons barred",
        Bars::None => "bars nothing by itself",
    }
}

/// How grave that is for a buyer, the gravest first.
pub fn gravity(bars: Bars) -> u8 {
    match bars {
        Bars::AllDealings => 0,
        Bars::Import => 1,
        Bars::Export => 2,
        Bars::EntryOfPersons => 3,
        Bars::None => 4,
    }
}

/// How much of the official list there is.
pub fn coverage(list: &Watchlist) -> String {
    let entries = list.entries.len() as u64;
    match list.coverage {
        Coverage::Complete if entries == 1 => "1 entry (all)".to_owned(),
        Coverage::Complete => format!("all {}", counted(entries, "entry", "entries")),
        Coverage::Partial { have, of: Some(of) } => {
            format!("{} of {}", thousands(have as u64), counted(of as u64, "entry", "entries"))
        }
        Coverage::Partial { have, of: None } => {
            format!("{} (part of the list)", counted(have as u64, "entry", "entries"))
        }
    }
}

/// How old a list's state is on a day.
pub fn age(state: Day, on: Day) -> String {
    match on.days_since(state) {
        0 => "of the same day".to_owned(),
        days if days > 0 => format!("{} old", counted(u64::from(days.unsigned_abs()), "day", "days")),
        days => format!("{} later", counted(u64::from(days.unsigned_abs()), "day", "days")),
    }
}

/// True where a list's state is older on a day than its highest age; a law has no later edition.
pub fn is_stale(list: &Watchlist, on: Day) -> bool {
    let old = |(state, most): (Day, u16)| on.days_since(state) > i32::from(most);
    !list.is_final && list.as_of.zip(list.max_age).is_some_and(old)
}

/// How many lists are stale on a day: `all 9 lists are older than 100 days`; nothing
/// where none is.
pub fn stale_lists(lists: &[Watchlist], on: Day) -> Option<String> {
    let stale: Vec<&Watchlist> = lists.iter().filter(|list| is_stale(list, on)).collect();
    // Where they have several, all are older than the lowest.
    let days = stale.iter().filter_map(|list| list.max_age).min()?;
    let which = match (stale.len(), lists.len()) {
        (1, 1) => "the list is".to_owned(),
        (stale, all) if stale == all => format!("all {all} lists are"),
        (stale, _) => counted(stale as u64, "list is", "lists are"),
    };
    Some(format!("{which} older than {days} days"))
}

/// The state of a list and how old it is: `state of 2025-12-24, 341 days old`; "undated" where the list does not say; a
/// law has no age.
pub fn state(list: &Watchlist, on: Day) -> String {
    if let Some(day) = list.as_of.filter(|_| list.is_final) {
        return format!("of {day}, no later edition to come");
    }
    list.as_of.map_or_else(|| list.state(), |day| format!("state of {day}, {}", age(day, on)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn counts_have_the_noun_of_their_number() {
        assert_eq!(["0 rows", "1 row", "2 rows"].map(str::to_owned), [0, 1, 2].map(|n| counted(n, "row", "rows")));
        assert_eq!(problems("empty_name", 1), "1 empty name");
        assert_eq!(problems("long_cell", 1200), "1,200 long cells");
    }

    #[test]
    fn a_list_is_stale_after_its_highest_age() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let bundled = || crate::watchlist::bundled().unwrap().into_iter();
        let list = |id: &str| bundled().find(|list| *list.id.0 == *id).unwrap();
        let uflpa = Watchlist { as_of: Some(day("2026-01-01")), ..list("us-uflpa") };
        assert!(!is_stale(&uflpa, day("2026-04-11")), "100 days");
        assert!(is_stale(&uflpa, day("2026-04-12")), "101 days");
        assert!(!is_stale(&uflpa, day("2020-01-01")), "later than the day asked for");
        assert!(is_stale(&Watchlist { max_age: Some(30), ..uflpa.clone() }, day("2026-02-01")));
        assert!(!is_stale(&Watchlist { max_age: None, ..uflpa.clone() }, day("2036-01-01")), "a list of one's own");
        for id in ["us-caatsa", "us-policy", "us-state-visa-ban"] {
            assert!(!is_stale(&list(id), day("2036-01-01")), "{id} has no later edition");
        }
        let lists = [uflpa, list("us-policy")];
        assert_eq!(stale_lists(&lists, day("2026-04-12")).as_deref(), Some("1 list is older than 100 days"));
        assert_eq!(stale_lists(&lists, day("2026-04-11")), None);
        assert_eq!(age(day("2026-01-01"), day("2026-01-02")), "1 day old");
    }
}
