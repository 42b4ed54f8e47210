//! `tamis.toml`: the same words as the flags. A key that is not one of them is an error that names the nearest.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Deserialize;

use crate::ledger::HeaderSet;

use super::args::{parse_delimiter, parse_map, parse_size};
use super::failure::Failure;
use super::settings::{FailOn, Format, Layer};

/// The file looked for in the working directory.
const NAME: &str = "tamis.toml";

/// Every key, in the order of the commented file that `tamis init` writes.
const KEYS: [&str; 21] = [
    "list",
    "only-list",
    "no-bundled",
    "as-of",
    "min-score",
    "map",
    "encoding",
    "delimiter",
    "no-header",
    "header-row",
    "sheet",
    "max-unpacked",
    "output",
    "force",
    "format",
    "sector-advisories",
    "fail-on",
    "threads",
    "quiet",
    "no-progress",
    "header-set",
];

/// What `tamis init` writes.
pub const COMMENTED: &str = r##"# Settings of tamis. A flag on the command line wins over this file, which wins over the default.
# The keys are the words of the flags; a line that begins with # is a default or an example.

# Lists of your own beside the bundled ones; paths are relative to this file.
# list = ["our-blocklist.csv"]

# Use these lists only (ids as `tamis lists` prints them).
# only-list = ["us-cbp-wro", "us-ofac-glomag"]

# Leave the bundled lists out.
# no-bundled = false

# The day whose state of the lists counts. Without it: today, UTC.
# as-of = "2026-01-31"

# Leave out findings below this score (a rank from 0 to 100, not a probability).
# min-score = 0

# Columns that the header does not tell: the header for each role. One header, or several. [map] is for every ledger,
# a [[header-set]] for the ledgers that have all of its headers; both must stand at the end of the file.
#   roles: name, parent, address, city, region, postal_code, country, origin, product, hts, mid, id, key, title, phone,
#   email, other

# Character set and delimiter, where detection is wrong.
# encoding = "gb18030"
# delimiter = "semicolon"

# The first row is data, not a header.
# no-header = false

# The line of the header (the sheet's row for workbooks), and the one sheet to read, where they are not found.
# header-row = 4
# sheet = "Kreditoren"

# What an archive or workbook may unpack to: bytes, or "800M", "6G".
# max-unpacked = "6G"

# The report directory, and whether an existing one is replaced.
# output = "tamis-report"
# force = false

# Forms of the flagged findings.
# format = ["csv", "jsonl"]

# Report priority-sector advisories row by row, not only once a party.
# sector-advisories = false

# Exit with status 1 at or above a verdict: match, review, advisory.
# fail-on = ["match"]

# Workers. Without it: the machine's cores. The report is the same at any number.
# threads = 4

# No summary; no progress bar.
# quiet = false
# no-progress = false

# [map]
# name = ["Vendor Nm", "Manufacturer"]
# product = "Item text"

# [[header-set]]
# headers = ["LIFNR", "TXT50"]
# map = { name = ["TXT50", "TXT51"], product = "MAKTX" }
"##;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    list: Option<Vec<PathBuf>>,
    only_list: Option<Vec<String>>,
    no_bundled: Option<bool>,
    as_of: Option<String>,
    min_score: Option<u8>,
    map: Option<toml::Table>,
    encoding: Option<String>,
    delimiter: Option<String>,
    no_header: Option<bool>,
    header_row: Option<u64>,
    sheet: Option<String>,
    max_unpacked: Option<toml::Value>,
    header_set: Option<Vec<Set>>,
    output: Option<PathBuf>,
    force: Option<bool>,
    format: Option<Vec<String>>,
    sector_advisories: Option<bool>,
    fail_on: Option<Vec<String>>,
    threads: Option<u16>,
    quiet: Option<bool>,
    no_progress: Option<bool>,
}

/// `[[header-set]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    headers: Vec<String>,
    map: toml::Table,
}

/// The settings file that counts, and what it says: the named one, else `tamis.toml` of the working directory, else none.
///
/// # Errors
/// The file cannot be read, is no TOML, has an unknown key or a bad value.
pub fn find(named: Option<&Path>) -> Result<(Option<PathBuf>, Layer), Failure> {
    let path = match named {
        Some(path) => path,
        None if Path::new(NAME).is_file() => Path::new(NAME),
        None => return Ok((None, Layer::default())),
    };
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io("reading the settings file", path, e))?;
    let layer = parse(&text, path)?;
    Ok((Some(path.to_owned()), layer))
}

/// Reads the text of a settings file; `path` names it in errors, and own lists are relative to its folder.
fn parse(text: &str, path: &Path) -> Result<Layer, Failure> {
    let bad = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| bad(e.to_string().trim_end().to_owned()))?;
    if let Some(unknown) = table.keys().find(|k| !KEYS.contains(&k.as_str())) {
        let line = line_of(text, unknown);
        return Err(bad(format!("line {line}: unknown key `{unknown}`; the nearest is `{}`", nearest(unknown))));
    }
    let file: File = toml::from_str(text).map_err(|e| bad(e.to_string().trim_end().to_owned()))?;
    let at = |key: &str, what: String| bad(format!("line {}: {key}: {what}", line_of(text, key)));
    let folder = path.parent().unwrap_or(Path::new(""));
    let map = file.map.map(|map| read_map(&map)).transpose().map_err(|e| at("map", e))?;
    if file.min_score.is_some_and(|s| s > 100) {
        return Err(at("min-score", "a score is a number from 0 to 100".to_owned()));
    }
    if file.header_row == Some(0) {
        return Err(at("header-row", "lines are counted from 1".to_owned()));
    }
    if file.threads == Some(0) {
        return Err(at("threads", "at least one worker is needed".to_owned()));
    }
    Ok(Layer {
        list: file.list.map(|paths| paths.into_iter().map(|p| folder.join(p)).collect()),
        only_list: file.only_list,
        no_bundled: file.no_bundled,
        as_of: file
            .as_of
            .map(|d| d.parse())
            .transpose()
            .map_err(|e: crate::model::DayError| at("as-of", e.to_string()))?,
        min_score: file.min_score,
        map,
        encoding: file.encoding,
        delimiter: file.delimiter.map(|d| parse_delimiter(&d)).transpose().map_err(|e| at("delimiter", e))?,
        no_header: file.no_header,
        header_row: file.header_row,
        sheet: file.sheet,
        max_unpacked: file.max_unpacked.map(|size| read_size(&size)).transpose().map_err(|e| at("max-unpacked", e))?,
        header_sets: file
            .header_set
            .map(|sets| sets.into_iter().map(read_set).collect())
            .transpose()
            .map_err(|e| at("header-set", e))?,
        output: file.output,
        force: file.force,
        format: words::<Format>(file.format).map_err(|e| at("format", e))?,
        sector_advisories: file.sector_advisories,
        fail_on: words::<FailOn>(file.fail_on).map_err(|e| at("fail-on", e))?,
        threads: file.threads,
        quiet: file.quiet,
        no_progress: file.no_progress,
    })
}

/// `[map]`: role = "header" or role = ["header", "header"].
fn read_map(map: &toml::Table) -> Result<Vec<(crate::model::Role, String)>, String> {
    let mut all = Vec::new();
    for (role, headers) in map {
        let headers: Vec<&str> = match headers {
            toml::Value::String(one) => vec![one],
            toml::Value::Array(several) => several.iter().filter_map(toml::Value::as_str).collect(),
            _ => return Err(format!("`{role}` needs a header, or a list of headers, in quotes")),
        };
        for header in headers {
            all.push(parse_map(&format!("{role}={header}"))?);
        }
    }
    Ok(all)
}

/// Roles for the ledgers that have these headers.
fn read_set(set: Set) -> Result<HeaderSet, String> {
    if set.headers.is_empty() {
        return Err(
            "`headers` names no header: the roles would hold for every ledger, for which [map] is there".to_owned()
        );
    }
    Ok(HeaderSet { headers: set.headers, map: read_map(&set.map)? })
}

/// A number of bytes, as a number or as a text such as "6G".
fn read_size(size: &toml::Value) -> Result<u64, String> {
    match size {
        toml::Value::Integer(n) => parse_size(&n.to_string()),
        toml::Value::String(text) => parse_size(text),
        other => parse_size(&other.to_string()),
    }
}

fn words<T: ValueEnum>(given: Option<Vec<String>>) -> Result<Option<Vec<T>>, String> {
    given
        .map(|words| words.iter().map(|w| T::from_str(w, false).map_err(|_| unknown_word::<T>(w))).collect())
        .transpose()
}

fn unknown_word<T: ValueEnum>(word: &str) -> String {
    let known: Vec<String> =
        T::value_variants().iter().filter_map(|v| v.to_possible_value()).map(|v| v.get_name().to_owned()).collect();
    format!("`{word}` is not one of {}", known.join(", "))
}

/// The line of a key's first use at the start of a line.
fn line_of(text: &str, key: &str) -> usize {
    let is_key = |line: &str| {
        let line = line.trim_start().trim_start_matches(['[', '"', '\'']);
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(['=', ']', '.']))
    };
    text.lines().position(is_key).map_or(1, |place| place + 1)
}

/// The known key with the fewest edits from the unknown one; of equals the first.
fn nearest(unknown: &str) -> &'static str {
    let unknown = unknown.replace('_', "-").to_lowercase();
    KEYS.into_iter().min_by_key(|key| edits(key, &unknown)).unwrap_or_default()
}

/// Levenshtein distance over bytes: the keys are ASCII.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let next = (diagonal + usize::from(x != y)).min(*cell + 1).min(left + 1);
            diagonal = std::mem::replace(cell, next);
            left = next;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text, Path::new("conf/tamis.toml")).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn reads_every_key_of_the_commented_file() {
        let mut live = String::new();
        for line in COMMENTED.lines() {
            let line = line.strip_prefix("# ").unwrap_or("");
            if line.contains(" = ") && !line.starts_with(' ') || line.starts_with('[') {
                live.push_str(line);
                live.push('\n');
            }
        }
        let table: toml::Table = live.parse().unwrap_or_default();
        for key in KEYS {
            assert!(table.contains_key(key), "`tamis init` does not mention {key}:\n{live}");
        }
        let layer = parse(&live, Path::new("conf/tamis.toml"));
        assert!(layer.is_ok(), "{:?}", layer.err().map(|e| e.to_string()));
        let layer = layer.unwrap_or_default();
        assert_eq!(layer.map.as_ref().map(Vec::len), Some(3));
        assert_eq!(layer.header_sets.as_deref().and_then(|s| s.first()).map(|s| s.map.len()), Some(3));
        assert_eq!(layer.max_unpacked, Some(6 << 30));
        assert_eq!(layer.list, Some(vec![PathBuf::from("conf/our-blocklist.csv")]), "paths are relative to the file");
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest() {
        let text = error("# x\nmin-scor = 3\n");
        assert!(text.contains("conf/tamis.toml: line 2: unknown key `min-scor`; the nearest is `min-score`"), "{text}");
        assert!(error("only_list = []\n").contains("`only-list`"));
    }

    #[test]
    fn bad_values_name_their_line() {
        assert!(error("\nas-of = \"yesterday\"").contains("line 2: as-of"));
        assert!(error("fail-on = [\"mtach\"]").contains("match, review, advisory"));
        assert!(error("min-score = 101").contains("0 to 100"));
        assert!(error("header-row = 0").contains("from 1"));
        assert!(
            error("max-unpacked = \"lots\"").contains("line 1: max-unpacked")
                && error("max-unpacked = -3").contains("800M")
        );
        assert!(error("[[header-set]]\nheaders = []\nmap = {}").contains("[map] is there"));
        assert!(error("threads = 0").contains("at least one"));
        assert!(error("map = { nam = \"x\" }").contains("is no column role"));
        assert!(error("quiet = 3").contains("conf/tamis.toml"));
    }

    #[test]
    fn counts_edits() {
        for (a, b, n) in [("", "abc", 3), ("force", "force", 0), ("force", "froce", 2), ("list", "lists", 1)] {
            assert_eq!(edits(a, b), n, "{a} {b}");
        }
    }
}
