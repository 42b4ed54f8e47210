//! `tamis.toml`: the same words as the flags, with hyphens or underscores. A key that is not one of them is an error
//! that names the nearest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Arg, Args};
use serde::de::IgnoredAny;
use toml::Spanned;

use super::failure::Failure;
use super::options::{ConfigOption, Options};

/// The file looked for in the working directory.
const NAME: &str = "tamis.toml";

/// What `tamis init` writes.
pub const COMMENTED: &str = include_str!("tamis.toml");

/// The settings file in force and its options: the named one, else `tamis.toml` of the working directory, else none.
///
/// # Errors
/// The file cannot be read, is no TOML, has an unknown key or a bad value.
pub fn find(named: Option<&Path>) -> Result<(Option<PathBuf>, Options), Failure> {
    let path = match named {
        Some(path) => path,
        None if Path::new(NAME).is_file() => Path::new(NAME),
        None => return Ok((None, Options::default())),
    };
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io("reading the settings file", path, e))?;
    let options = parse(&text, path).map_err(|e| Failure::usage(format!("{}: {}", path.display(), e.trim_end())))?;
    Ok((Some(path.to_owned()), options))
}

/// Every key: the long flags, and `header-set`.
fn keys() -> Vec<String> {
    let flags = Options::augment_args(clap::Command::default());
    let long = flags.get_arguments().filter_map(Arg::get_long).filter(|long| *long != "config");
    long.chain(["header-set"]).map(str::to_owned).collect()
}

/// Reads the text of a settings file. Lists of the user's are relative to the folder of `path`.
fn parse(text: &str, path: &Path) -> Result<Options, String> {
    let known = keys();
    let text = &with_hyphens(text, &known)?;
    let used: BTreeMap<Spanned<String>, IgnoredAny> = toml::from_str(text).map_err(|e| e.to_string())?;
    if let Some(key) = used.keys().find(|key| !known.contains(key.as_ref())) {
        let unknown = key.as_ref();
        let line = text.bytes().take(key.span().start).filter(|b| *b == b'\n').count() + 1;
        let nearest = known.iter().min_by_key(|k| strsim::levenshtein(k, &unknown.replace('_', "-").to_lowercase()));
        let nearest = nearest.map_or("", String::as_str);
        return Err(format!("line {line}: unknown key `{unknown}`; the nearest is `{nearest}`"));
    }
    // Each group takes its own keys of the file, so that an error has its line: serde's `flatten` would lose it.
    let mut options = Options {
        report: group(text)?,
        findings: group(text)?,
        lists: group(text)?,
        reading: group(text)?,
        config: ConfigOption::default(),
        run: group(text)?,
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    for list in options.lists.list.iter_mut().flatten() {
        *list = folder.join(&*list);
    }
    Ok(options)
}

/// The text with `own_firm` written as `own-firm`: each key of the file that a flag has with hyphens. Every place in
/// the text stays where it is, so that errors name the right line.
fn with_hyphens(text: &str, known: &[String]) -> Result<String, String> {
    let used: BTreeMap<Spanned<String>, IgnoredAny> = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut out = text.to_owned();
    for key in used.keys() {
        let hyphened = key.as_ref().replace('_', "-");
        let written = text.get(key.span()).unwrap_or_default();
        if written.contains('_') && known.contains(&hyphened) {
            out.replace_range(key.span(), &written.replace('_', "-"));
        }
    }
    Ok(out)
}

fn group<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text, Path::new("conf/tamis.toml")).err().unwrap_or_default()
    }

    #[test]
    fn reads_every_key_of_the_commented_file() -> Result<(), String> {
        let mut live = String::new();
        for line in COMMENTED.lines() {
            let line = line.strip_prefix("# ").unwrap_or("");
            if line.contains(" = ") && !line.starts_with(' ') || line.starts_with('[') {
                live.push_str(line);
                live.push('\n');
            }
        }
        let table: toml::Table = live.parse().unwrap_or_default();
        for key in keys() {
            assert!(table.contains_key(&key), "`tamis init` does not mention {key}:\n{live}");
        }
        let options = parse(&live, Path::new("conf/tamis.toml"))?;
        assert_eq!(options.reading.map.as_ref().map(Vec::len), Some(3));
        assert_eq!(options.reading.header_sets.as_deref().and_then(|s| s.first()).map(|s| s.map.len()), Some(3));
        assert_eq!(options.reading.max_unpacked, Some(6 << 30));
        let list = PathBuf::from("conf/our-blocklist.csv");
        assert_eq!(options.lists.list, Some(vec![list]), "paths are relative to the file");
        Ok(())
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest() {
        assert_eq!(error("# x\nmin-scor = 3\n"), "line 2: unknown key `min-scor`; the nearest is `min-score`");
        assert!(error("only_lists = []\n").contains("`only-list`"));
    }

    #[test]
    fn keys_may_have_underscores() -> Result<(), String> {
        let text = "own_firm = [\"Acme_Group\"]\nmin_score = 7\n\"no_header\" = true\n[[header_set]]\n\
                    headers = [\"own_firm\"]\nmap = { name = \"a_b\" }\n";
        let options = parse(text, Path::new("tamis.toml"))?;
        assert_eq!(options.findings.own_firm, Some(vec!["Acme_Group".to_owned()]));
        assert_eq!(options.reading.header_sets.as_deref().map(|s| s[0].headers.clone()), Some(vec!["own_firm".into()]));
        assert!(error("\nown_firm = [\"A\"]\nown-firm = [\"B\"]\n").contains("line 3"), "one key twice");
        assert!(error("\nmin_score = 101").contains("line 2"));
        Ok(())
    }

    #[test]
    fn bad_values_name_their_line() {
        for (text, line, what) in [
            ("\nas-of = \"yesterday\"", 2, "is not a date"),
            ("fail-on = [\"mtach\"]", 1, "`match`, `review`, `advisory`"),
            ("min-score = 101", 1, "0 to 100"),
            ("header-row = 0", 1, "from 1"),
            ("quiet = true\nmax-unpacked = \"lots\"", 2, "800M"),
            ("max-unpacked = -3", 1, "800M"),
            ("delimiter = \"both\"", 1, "one ASCII character"),
            ("[[header-set]]\nheaders = []\nmap = {}", 1, "[map] is there"),
            ("threads = 0", 1, "at least one"),
            ("map = { nam = \"x\" }", 1, "is no column role"),
            ("\nmap = { name = 3 }", 2, "a list of headers"),
            ("quiet = 3", 1, "boolean"),
            ("quiet = ", 1, ""),
        ] {
            let said = error(text);
            assert!(said.contains(&format!("line {line}")) && said.contains(what), "{text}:\n{said}");
        }
    }
}
