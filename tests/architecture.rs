//! Who may know whom: reads the sources and fails on an edge that the map of the crate does not draw.
//!
//! A new module is written into [`MAY_USE`] with what it needs; an edge that is missing here was not meant.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate, and the modules that it may use. The command line alone may use all.
const MAY_USE: [(&str, &[&str]); 14] = [
    // The words of the field use no other module.
    ("model", &[]),
    // Text uses no list, no file and no score.
    ("text", &["model"]),
    ("lexicon", &["model", "text"]),
    // Lists and ledgers come from files and do not use each other. What a header or a cell is called is asked of text and lexicon.
    ("watchlist", &["lexicon", "model", "text"]),
    ("ledger", &["lexicon", "model", "text"]),
    // From a cell to findings: no files, no threads, no output.
    ("matching", &["lexicon", "model", "text"]),
    ("cells", &["lexicon", "matching", "model", "text"]),
    ("policy", &["cells", "lexicon", "matching", "model", "text"]),
    ("screener", &["cells", "lexicon", "matching", "model", "policy", "text"]),
    // Reports do not know how a finding was reached.
    ("report", &["model", "text"]),
    ("pipeline", &["ledger", "model", "report", "screener"]),
    ("eval", &["model", "screener"]),
    // Which words a name is made of and which entries are one body: asked of the vocabulary and the lists, not of the
    // matching engine that is tried.
    ("validate", &["ledger", "lexicon", "model", "screener", "text", "watchlist"]),
    (
        "cli",
        &[
            "cells",
            "eval",
            "ledger",
            "lexicon",
            "matching",
            "model",
            "pipeline",
            "policy",
            "report",
            "screener",
            "text",
            "validate",
            "watchlist",
        ],
    ),
];

/// What is named in a source, why it matters, and the modules that may name it. `""` is `main.rs` and `lib.rs`.
const MAY_NAME: [(&[&str], &str, &[&str]); 5] = [
    (
        &["println!", "print!", "eprintln!", "eprint!", "indicatif", "clap::", "is_terminal"],
        "the terminal",
        &["cli", ""],
    ),
    (&["std::env", "env::var", "env::args"], "the environment", &["cli", "report", ""]),
    (&["std::fs", "fs::read", "File::open"], "files", &["cli", "eval", "ledger", "report", "watchlist"]),
    (
        &["std::thread", "thread::spawn", "thread::scope", "rayon"],
        "threads",
        &["cli", "ledger", "matching", "pipeline", "validate"],
    ),
    (
        &["Instant::now", "SystemTime::now", "Timestamp::now", "Zoned::now", "thread_rng", "rand::"],
        "clock or chance",
        &["cli"],
    ),
];

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|x| x == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The module of a source: its folder under `src`, or its file; empty for `main.rs` and `lib.rs`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("a source");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    match first.strip_suffix(".rs") {
        Some("main" | "lib") => String::new(),
        Some(name) => name.to_owned(),
        None => first,
    }
}

fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|s| s.to_string_lossy().ends_with("tests"))
}

/// The code of a source: its lines with their numbers, without comments and without its tests at the end.
fn code(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines
        .iter()
        .position(|l| *l == "#[cfg(test)]")
        .filter(|at| lines.get(at + 1).is_some_and(|l| l.ends_with('{')));
    let end = tests.unwrap_or(lines.len());
    lines[..end]
        .iter()
        .enumerate()
        .filter(|(_, l)| !l.trim_start().starts_with("//"))
        .map(|(at, l)| (at + 1, *l))
        .collect()
}

/// The modules of this crate that the code names, with the lines: `crate::name…`, also in groups over several lines.
fn edges(code: &[(usize, &str)]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, (number, line)) in code.iter().enumerate() {
        for (place, _) in line.match_indices("crate::") {
            let rest = &line[place + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                // A group of modules: to its closing brace, nested braces left out.
                let text: String =
                    std::iter::once(group).chain(code[at + 1..].iter().map(|(_, l)| *l)).collect::<Vec<_>>().join(" ");
                let mut depth = 1;
                let mut start = true;
                for (i, c) in text.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        _ if start && !c.is_whitespace() => {
                            found.push((*number, word(&text[i..])));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            } else if !word(rest).is_empty() {
                found.push((*number, word(rest)));
            }
        }
    }
    found
}

#[test]
fn no_module_knows_one_that_it_must_not() {
    let mut wrong = String::new();
    for path in sources().into_iter().filter(|p| !is_test(p)) {
        let own = module(&path);
        let Some((_, may)) = MAY_USE.iter().find(|(name, _)| *name == own) else { continue };
        let text = fs::read_to_string(&path).expect("a source");
        let code = code(&text);
        for (line, other) in edges(&code) {
            let known = MAY_USE.iter().any(|(name, _)| *name == other);
            if known && other != own && !may.contains(&other.as_str()) {
                let _ = writeln!(
                    wrong,
                    "{}:{line}: `{own}` must not know `{other}`; it may use: {}",
                    path.display(),
                    may.join(", ")
                );
            }
        }
        // From a module's root `super` is the crate: another way to the same edges.
        let root = path.file_stem().is_some_and(|s| s == "mod" || s.to_string_lossy() == own);
        for (line, _) in code.iter().filter(|(_, l)| root && l.starts_with("use super::")) {
            let _ = writeln!(wrong, "{}:{line}: write `crate::` for what lies outside the module", path.display());
        }
    }
    assert!(wrong.is_empty(), "edges that the map does not draw:\n{wrong}");
}

#[test]
fn terminal_files_threads_and_clock_are_named_where_they_belong() {
    let mut wrong = String::new();
    for path in sources().into_iter().filter(|p| !is_test(p)) {
        let own = module(&path);
        let text = fs::read_to_string(&path).expect("a source");
        for (line, words) in code(&text) {
            for (names, what, may) in MAY_NAME {
                if names.iter().any(|n| words.contains(n)) && !may.contains(&own.as_str()) {
                    let _ =
                        writeln!(wrong, "{}:{line}: `{own}` must not know {what}: {}", path.display(), words.trim());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_module_stands_in_the_map() {
    let found: BTreeSet<String> = sources().iter().map(|p| module(p)).filter(|m| !m.is_empty()).collect();
    let drawn: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, drawn, "left: the sources, right: the map in tests/architecture.rs");
}

#[test]
fn edges_are_seen_however_they_are_written() {
    let text = "use crate::model::Day;\nuse crate::{\n    text::{self, normalize},\n    report,\n};\n// crate::cli\nlet x = crate::eval::read();\n#[cfg(test)]\nmod tests {\n    use crate::screener;\n}\n";
    let seen: Vec<(usize, String)> = edges(&code(text));
    let wanted = [(1, "model"), (2, "text"), (2, "report"), (7, "eval")].map(|(l, m)| (l, m.to_owned()));
    assert_eq!(seen, wanted);
}
