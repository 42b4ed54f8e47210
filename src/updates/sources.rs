//! The sources of official lists: `watchlists/sources.toml`, or a file of the same form (a mirror in an office's own
//! network).

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::Refused;

const TABLE: &str = include_str!("../../watchlists/sources.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: Vec<Source>,
}

/// An official publication.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its word on the command line, and the name of its folder.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The page for people.
    pub page: String,
    /// The form that its files have, as the readers name it.
    pub form: String,
    /// Ids of lists that must be in it.
    pub holds: Vec<String>,
    /// Entries of the smallest plausible edition.
    pub least: usize,
    /// How often it changes.
    pub cadence: String,
    /// Fetched where no source is named.
    #[serde(default)]
    pub default: bool,
    /// Bundled lists that hold the same publication or a part of it.
    pub covers: Vec<String>,
    /// Where the day in its addresses comes from.
    pub dated_by: Option<DatedBy>,
    /// Its files; the first leads the readers to the others.
    pub file: Vec<SourceFile>,
}

/// The eCFR's table of titles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedBy {
    /// Its address.
    pub url: String,
    /// The number of the title.
    pub title: u64,
}

/// A file of a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// The name it is kept under.
    pub name: String,
    /// Where it is, in the order in which they are tried.
    pub urls: Vec<String>,
    /// The addresses are pages with one link to the file, which ends in this.
    pub link: Option<String>,
}

/// The sources of the table that is compiled in.
///
/// # Errors
/// A table that was broken before the build; a test reads it.
pub fn known() -> Result<Vec<Source>, Refused> {
    parse("watchlists/sources.toml", TABLE)
}

/// The sources of a file of the same form.
///
/// # Errors
/// The file cannot be read or breaks the form.
pub fn of_file(path: &Path) -> Result<Vec<Source>, Refused> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|e| Refused::new(format!("{file} cannot be read ({e})"), "check the path given to --sources-file"))?;
    parse(&file, &text)
}

fn parse(file: &str, text: &str) -> Result<Vec<Source>, Refused> {
    let remedy = "correct the table of sources; watchlists/sources.toml of the project shows its form";
    let broken = |what: String| Refused::new(format!("{file}: {what}"), remedy);
    let table: Table = toml::from_str(text).map_err(|e| broken(e.to_string().trim_end().to_owned()))?;
    let mut keys = BTreeSet::new();
    for source in &table.source {
        let key = &source.key;
        if !is_plain(key) || key.contains('.') || !keys.insert(key) {
            return Err(broken(format!("`{key}` is not a key, or is there twice (letters, digits and -)")));
        }
        let names: BTreeSet<&String> = source.file.iter().map(|f| &f.name).collect();
        if source.file.is_empty() || names.len() < source.file.len() || !names.iter().all(|name| is_plain(name)) {
            return Err(broken(format!("source `{key}` needs files, each with a name of its own, without folders")));
        }
        let dated = source.dated_by.iter().map(|d| &d.url);
        let mut urls = source.file.iter().flat_map(|f| &f.urls).chain(dated);
        if let Some(url) = urls.find(|url| !url.starts_with("https://")) {
            return Err(broken(format!("source `{key}`: `{url}` does not begin with https://")));
        }
        if source.file.iter().any(|f| f.urls.is_empty()) {
            return Err(broken(format!("source `{key}` has a file without an address")));
        }
    }
    Ok(table.source)
}

/// True for a text that is safe as a name in a folder.
fn is_plain(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 64 && !text.starts_with('.') && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_names_bundled_lists() -> Result<(), Box<dyn std::error::Error>> {
        let bundled = crate::watchlist::bundled()?;
        let sources = known()?;
        assert!(sources.iter().any(|s| s.default));
        for id in sources.iter().flat_map(|s| &s.covers) {
            assert!(bundled.iter().any(|l| *l.id.0 == **id), "`{id}` is not a bundled list");
        }
        Ok(())
    }

    #[test]
    fn what_could_leave_the_folder_or_tls_is_refused() {
        let with = |old: &str, new: &str| parse("t", &TABLE.replacen(old, new, 1)).err().map(|e| e.to_string());
        for (old, new, says) in [
            ("key = \"csl\"", "key = \"../csl\"", "is not a key"),
            ("key = \"cbp-wro\"", "key = \"csl\"", "twice"),
            ("\"consolidated.csv\"", "\"../x\"", "without folders"),
            ("\"https://data.trade.gov", "\"http://data.trade.gov", "does not begin with https://"),
            ("cadence", "cadense", "cadense"),
        ] {
            let said = with(old, new).unwrap_or_default();
            assert!(said.contains(says), "{new}: {said}");
        }
    }
}
