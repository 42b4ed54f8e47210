//! Every rule refuses a small list that breaks it, and names the line.

use crate::watchlist::ListError;
use crate::watchlist::format::read;

const GOOD: &str = r#"id = "test-list"
title = "Test list"
authority = "Test authority"
legal_basis = "Test law"
source = "written for the test"
as_of = "2026-01-31"
coverage = "partial"
of = 9
missing = "all others"
bars = "import"
bars_note = "It bars the import of goods."
entries = 2
measure = "order"
consequence = "May not be imported."

[sources]
page = { url = "https://example.org/", note = "a page", date = "2026-01", confidence = "official" }

[[entry]]
id = "T-1"
name = "Alpha Trading Co., Ltd."
kind = "company"
source_urls = ["https://example.org/1"]
status = "removed"
status_note = "taken off"
effective = "2020-01-01"
removed = "2021-01-01"
screened = "by its names"
parent = { entry_id = "T-2", relation = "subsidiary_of", share = 60.0, source = "page" }
names = [
  { text = "Alpha Trading Co., Ltd.", kind = "primary", script = "Latn", source = "page" },
  { text = "阿尔法贸易", kind = "native", script = "Hani", source = "page" },
  { text = "ATC", kind = "acronym", script = "Latn", weak = true, source = "page" },
]
addresses = [
  { city = "Hefei", country = "China", source = "page" },
]
identifiers = [
  { scheme = "uscc", value = "91330000733796106P", source = "page" },
]
links = [
  { entry_id = "T-2", relation = "same_group" },
]
notes = [
  "a note",
]

[[entry]]
id = "T-2"
name = "Beta Holding"
kind = "company"
status = "active"
status_note = "in force"
announced = "2020-02"
screened = "by its names"
names = [
  { text = "Beta Holding", kind = "primary", script = "Latn", source = "page" },
]
links = [
  { entry_id = "T-1", relation = "same_group" },
]
"#;

fn check(text: &str) -> Result<(), ListError> {
    let list = read("test.toml", text, true)?;
    super::between(&[list], &[("test.toml", text)])
}

#[test]
fn a_good_list_passes() {
    assert_eq!(check(GOOD), Ok(()));
}

/// What is replaced, by what, a part of the message, and text on the line that the error must name.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    ("title = \"Test list\"", "titel = \"Test list\"", "titel", "titel"),
    ("kind = \"company\"\nsource_urls", "kind = \"firm\"\nsource_urls", "firm", "\"firm\""),
    ("bars = \"import\"", "bars = \"everything\"", "everything", "everything"),
    ("confidence = \"official\"", "confidence = \"unsourced\"", "unsourced", "unsourced"),
    ("names = [\n  { text = \"Beta", "names = [\n  { text = \"Beta\" \"", "", "Beta\" \""),
    ("id = \"test-list\"", "id = \"test list\"", "not well-formed", "test list"),
    ("source = \"written for the test\"", "source = \" \"", "`source` is empty", "source = \" \""),
    ("bars_note = \"It bars the import of goods.\"", "bars_note = \"\"", "`bars_note` is empty", "bars_note"),
    ("as_of = \"2026-01-31\"", "as_of = \"31.1.2026\"", "not a date", "as_of"),
    ("date = \"2026-01\"", "date = \"2026-13\"", "not a date", "page ="),
    ("entries = 2", "entries = 3", "states 3 entries", "entries = 3"),
    ("missing = \"all others\"", "missing = \"\"", "what is missing", "coverage"),
    ("of = 9", "of = 1", "smaller than", "of = 1"),
    ("coverage = \"partial\"", "coverage = \"complete\"", "has no `of`", "of = 9"),
    ("\nid = \"T-2\"", "\nid = \"T 2\"", "not well-formed", "\"T 2\""),
    ("\nid = \"T-2\"", "\nid = \"T-1\"", "second entry", "SECOND"),
    ("name = \"Beta Holding\"", "name = \"\"", "`name` is empty", "name = \"\""),
    ("screened = \"by its names\"\nparent", "screened = \"\"\nparent", "`screened` is empty", "screened = \"\""),
    ("measure = \"order\"", "measure = \"\"", "`measure` is empty", "T-1"),
    ("\"https://example.org/1\"", "\"example.org\"", "no web address", "source_urls"),
    ("\"a note\"", "\" \"", "note is empty", "notes"),
    ("effective = \"2020-01-01\"", "effective = \"2020-02-30\"", "not a date", "2020-02-30"),
    ("removed = \"2021-01-01\"", "removed = \"2019-01-01\"", "before it took effect", "2019-01-01"),
    ("removed = \"2021-01-01\"\n", "", "without a day", "status = \"removed\""),
    ("status = \"removed\"", "status = \"active\"", "another status", "status = \"active\""),
    ("announced = \"2020-02\"\n", "", "neither", "status = \"active\""),
    (
        "  { text = \"Beta Holding\", kind = \"primary\", script = \"Latn\", source = \"page\" },\n",
        "",
        "no name",
        "names = [",
    ),
    (
        "{ text = \"Beta Holding\", kind = \"primary\"",
        "{ text = \"Beta Holding\", kind = \"alias\"",
        "primary",
        "{ text = \"Beta",
    ),
    ("text = \"ATC\"", "text = \"\"", "name is empty", "text = \"\""),
    ("text = \"ATC\"", "text = \" ATC\"", "blanks", "\" ATC\""),
    (
        "text = \"阿尔法贸易\", kind = \"native\", script = \"Hani\"",
        "text = \"Alpha Trading Co., Ltd.\", kind = \"alias\", script = \"Latn\"",
        "stands twice",
        "{ text = \"Alpha",
    ),
    ("kind = \"acronym\"", "kind = \"primary\"", "second primary", "ATC"),
    ("script = \"Hani\"", "script = \"Latn\"", "script does not fit", "阿尔法贸易"),
    ("kind = \"acronym\", script", "kind = \"native\", script", "native name", "ATC"),
    ("text = \"ATC\"", "text = \"A T C\"", "acronym is one word", "A T C"),
    ("{ city = \"Hefei\", country = \"China\", source", "{ source", "address is empty", "addresses"),
    ("91330000733796106P", "91330000733796106Q", "check character", "106Q"),
    ("scheme = \"uscc\"", "scheme = \"\"", "lacks scheme", "identifiers"),
    ("share = 60.0", "share = 160.0", "per cent", "parent"),
    (
        "entry_id = \"T-2\", relation = \"subsidiary_of\"",
        "entry_id = \"T-1\", relation = \"subsidiary_of\"",
        "itself",
        "parent",
    ),
    (
        "entry_id = \"T-2\", relation = \"subsidiary_of\"",
        "entry_id = \"T-9\", relation = \"subsidiary_of\"",
        "in no list",
        "parent",
    ),
    (
        "screened = \"by its names\"\nnames",
        "screened = \"by its names\"\nparent = { entry_id = \"T-1\", relation = \"x\" }\nnames",
        "circle",
        "parent",
    ),
    (
        "{ entry_id = \"T-1\", relation = \"same_group\" }",
        "{ entry_id = \"T-7\", relation = \"same_group\" }",
        "no list has",
        "T-7",
    ),
    (
        "{ entry_id = \"T-1\", relation = \"same_group\" }",
        "{ entry_id = \"T-2\", relation = \"same_group\" }",
        "to itself",
        "T-2",
    ),
    (
        "links = [\n  { entry_id = \"T-1\", relation = \"same_group\" },\n]\n",
        "",
        "does not answer",
        "{ entry_id = \"T-2\", relation = \"same_group\"",
    ),
    (
        "text = \"ATC\", kind = \"acronym\", script = \"Latn\", weak = true, source = \"page\"",
        "text = \"ATC\", kind = \"acronym\", script = \"Latn\", weak = true, source = \"book\"",
        "not in [sources]",
        "ATC",
    ),
    ("[sources]\n", "[sources]\nbook = { note = \"a book\", confidence = \"press\" }\n", "used by no entry", "book ="),
];

#[test]
fn every_broken_list_is_refused_with_its_line() {
    for (from, to, message, on_line) in BROKEN {
        assert!(GOOD.contains(from), "the good list has no `{from}`");
        let text = GOOD.replacen(from, to, 1);
        let error = check(&text).expect_err(&format!("`{to}` instead of `{from}` was accepted"));
        let shown = error.to_string();
        assert!(shown.starts_with("test.toml, line "), "no file and line: {shown}");
        assert!(shown.contains(message), "`{message}` is not in: {shown}");
        let line = error.line().and_then(|n| text.lines().nth(n as usize - 1)).unwrap_or("");
        if *on_line == "SECOND" {
            assert_eq!(Some(line), text.lines().filter(|l| l.contains("id = \"T-1\"")).nth(1), "{shown}");
            assert!(error.line() > Some(40), "{shown}");
        } else {
            assert!(line.contains(on_line), "line `{line}` is not the one with `{on_line}`: {shown}");
        }
    }
}

#[test]
fn check_characters_of_credit_codes() {
    for good in ["91330000733796106P", "914403007954257495", "913401001491855336"] {
        assert!(super::credit_code_is_valid(good), "{good}");
    }
    for bad in ["", "91330000733796106", "91330000733796106Q", "9133000073379610ÖP", "I1330000733796106P"] {
        assert!(!super::credit_code_is_valid(bad), "{bad}");
    }
}
