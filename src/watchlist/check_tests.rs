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
        let shown = error.to_string();
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
