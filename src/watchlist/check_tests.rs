//! Every rule refuses a small list that breaks it, and names the line.

use crate::text::table::rows;
use crate::watchlist::ListError;
use crate::watchlist::format::read;

const GOOD: &str = include_str!("testdata/good.toml");

fn check(text: &str) -> Result<(), ListError> {
    let list = read("test.toml", text, true)?;
    super::between(&[list], &[("test.toml", text)])
}

#[test]
fn a_good_list_passes() {
    assert_eq!(check(GOOD), Ok(()));
}

#[test]
fn every_broken_list_is_refused_with_its_line() {
    for row in rows(include_str!("testdata/broken.tsv")) {
        let [from, by, message, on_line] = row[..] else { panic!("four cells in {row:?}") };
        let (from, by) = (from.replace("\\n", "\n"), by.replace("\\n", "\n"));
        assert!(GOOD.contains(&from), "the good list has no `{from}`");
        let text = GOOD.replacen(&from, &by, 1);
        let error = check(&text).expect_err(&format!("`{by}` instead of `{from}` was accepted"));
        let shown = error.faults().next().map(ToString::to_string).unwrap_or_default();
        assert!(shown.starts_with("test.toml, line "), "no file and line: {shown}");
        assert!(shown.contains(message), "`{message}` is not in: {shown}");
        let line = error.line().and_then(|n| text.lines().nth(n as usize - 1)).unwrap_or("");
        if on_line == "SECOND" {
            assert_eq!(Some(line), text.lines().filter(|l| l.contains("id = \"T-1\"")).nth(1), "{shown}");
            assert!(error.line() > Some(40), "{shown}");
        } else {
            assert!(line.contains(on_line), "line `{line}` is not the one with `{on_line}`: {shown}");
        }
    }
}

#[test]
fn all_faults_of_a_list_are_reported_at_once() {
    let text =
        GOOD.replacen("title = \"", "title = \"\" # \"", 1).replace("status = \"active\"", "status = \"removed\"");
    let error = check(&text).expect_err("an empty title and entries removed without a day");
    let removed = error.faults().filter(|f| f.to_string().contains("removed without a day")).count();
    assert_eq!(removed, GOOD.matches("status = \"active\"").count(), "{error}");
    assert!(error.to_string().contains("`title` is empty"), "{error}");
}

#[test]
fn an_unknown_key_names_the_nearest_of_its_level() {
    let text = GOOD.replacen("\nname = ", "\nnmae = ", 1).replacen("title = ", "tilte = ", 1);
    let error = check(&text).expect_err("two unknown keys").to_string();
    assert!(error.contains("unknown key `nmae`; the nearest is `name`"), "{error}");
    assert!(error.contains("unknown key `tilte`; the nearest is `title`"), "{error}");
}

#[test]
fn the_day_of_a_list_may_be_written_as_toml_writes_dates() {
    let line = GOOD.lines().find(|l| l.starts_with("as_of")).expect("a day");
    let list = read("test.toml", &GOOD.replacen(line, "as-of = 2026-01-31", 1), false).expect("a good list");
    assert_eq!(list.state(), "2026-01-31");
    let error = read("test.toml", &GOOD.replacen(line, "as_of = 31", 1), false).expect_err("no day").to_string();
    assert!(error.contains("date such as 2026-01-31"), "{error}");
}

#[test]
fn general_names_of_the_users_list_are_warned_about() {
    let name = GOOD.lines().find(|l| l.contains("text = \"")).and_then(|l| l.split('"').nth(1)).expect("a name");
    let text = GOOD.replace(&format!("text = \"{name}\""), "text = \"Trading\"");
    let warnings = |bundled| read("test.toml", &text, bundled).expect("a usable list").warnings;
    let own = warnings(false);
    assert!(own.iter().any(|w| w.line.is_some() && w.what.contains("name `Trading` holds only words")), "{own:?}");
    assert_eq!(warnings(true), [], "bundled lists mark their weak names themselves");
}
