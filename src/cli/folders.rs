//! The words of the command line become files: each once, sorted by place, with a name that does not depend on how it
//! was typed. What a folder holds besides is reported, so that nothing is passed over in silence.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::report::{LeftOut, MANIFEST, is_of_a_run};

use super::failure::Failure;

/// Endings by which ledgers are recognised in directories: every form that the reader tells apart by content.
const ENDINGS: [&str; 16] = [
    "csv", "tsv", "tab", "txt", "jsonl", "ndjson", "json", "xlsx", "xlsm", "xlsb", "xls", "xml", "htm", "html", "ods",
    "parquet",
];

/// Endings that a packed text form has after its own.
const PACKED: [&str; 2] = ["gz", "zst"];

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As typed, or as found below what was typed.
    pub path: PathBuf,
    /// Its name in the report: relative to the deepest folder that holds all inputs.
    pub label: String,
    /// Named by the user, not found in a directory or by a pattern.
    pub named: bool,
    /// Why it cannot be read, where that is known without opening it.
    pub refused: Option<String>,
    /// Its place: the folder without links, and the name. Inputs are sorted by it.
    place: PathBuf,
}

/// What the words name.
#[derive(Debug, Default)]
pub struct Found {
    /// The files in the order they are screened.
    pub files: Vec<Input>,
    /// What was given twice.
    pub notes: Vec<String>,
    /// What the folders hold besides ledgers.
    pub left_out: Vec<LeftOut>,
    /// The deepest folder that holds all inputs: the labels are relative to it.
    pub root: Option<PathBuf>,
}

impl Found {
    /// Finds the files that the words name; with `recursive` also those in sub-folders.
    ///
    /// # Errors
    /// A directory or a pattern without a ledger.
    pub fn of(words: &[PathBuf], recursive: bool) -> Result<Self, Failure> {
        Self::among(words, recursive, None)
    }

    /// The same, without the files whose place is not among the `only` ones.
    ///
    /// # Errors
    /// A directory or a pattern without a ledger.
    pub fn among(words: &[PathBuf], recursive: bool, only: Option<&FxHashSet<PathBuf>>) -> Result<Self, Failure> {
        let mut found = Self::default();
        for word in words {
            let text = word.to_string_lossy();
            if text == "-" || word.is_file() {
                found.add(word.clone(), true, None);
            } else if word.is_dir() {
                let before = found.files.len();
                found.folder(word, recursive)?;
                if found.files.len() == before {
                    return Err(no_ledger(word, &found.left_out));
                }
            } else if text.contains(['*', '?', '[']) && fs::symlink_metadata(word).is_err() {
                found.pattern(&text)?;
            } else {
                found.add(word.clone(), true, None);
            }
        }
        if let Some(only) = only {
            found.files.retain(|input| only.contains(&input.place));
        }
        found.sort();
        found.give_labels();
        Ok(found)
    }

    fn add(&mut self, path: PathBuf, named: bool, refused: Option<String>) {
        let place = place(&path);
        self.files.push(Input { path, label: String::new(), named, refused, place });
    }

    /// The ledgers of a folder. What only looks like one (a dangling link) is among them, since a run that does not
    /// read it is incomplete.
    fn folder(&mut self, folder: &Path, recursive: bool) -> Result<(), Failure> {
        let failed = |e| Failure::io("reading the directory", folder, e);
        let mut waiting = vec![(folder.to_owned(), fs::read_dir(folder).map_err(failed)?)];
        while let Some((folder, entries)) = waiting.pop() {
            let mut left_out = LeftOut { folder: folder.display().to_string(), ..LeftOut::default() };
            let mut names: Vec<OsString> = Vec::new();
            for entry in entries {
                names.push(entry.map_err(|e| Failure::io("reading the directory", &folder, e))?.file_name());
            }
            names.sort();
            for name in names {
                let path = folder.join(&name);
                let text = name.to_string_lossy().into_owned();
                let as_folder = format!("{text}/");
                let Ok(meta) = fs::symlink_metadata(&path) else { continue };
                let target = fs::metadata(&path).ok();
                let is_folder = target.as_ref().is_some_and(fs::Metadata::is_dir);
                if is_folder && (is_report(&path) || is_of_a_run(&text)) {
                    continue;
                } else if text.starts_with('.') {
                    if is_folder || is_ledger(&path) {
                        left_out.hidden.push(if is_folder { as_folder } else { text });
                    }
                } else if is_folder && meta.is_symlink() {
                    left_out.folder_links.push(as_folder);
                } else if is_folder && recursive {
                    match fs::read_dir(&path) {
                        Ok(entries) => waiting.push((path, entries)),
                        Err(e) => self.add(path, false, Some(format!("the folder cannot be read ({e})"))),
                    }
                } else if is_folder {
                    left_out.sub_folders.push(as_folder);
                } else if is_ledger(&path) && target.as_ref().is_none_or(fs::Metadata::is_file) {
                    self.add(path, false, target.is_none().then(|| unreachable_link(&folder.join(&name))));
                } else if target.is_none() {
                    left_out.dangling_links.push(text);
                } else {
                    left_out.other_files.push(text);
                }
            }
            if !left_out.is_empty() {
                self.left_out.push(left_out);
            }
        }
        Ok(())
    }

    /// The files that a pattern matches that the shell left alone.
    fn pattern(&mut self, pattern: &str) -> Result<(), Failure> {
        let paths =
            glob::glob(pattern).map_err(|e| Failure::usage(format!("invalid glob pattern `{pattern}`: {e}")))?;
        let mut left_out = LeftOut { folder: pattern.to_owned(), ..LeftOut::default() };
        let before = self.files.len();
        for path in paths {
            let path = path.map_err(|e| Failure::io("reading", e.path(), std::io::Error::from(e.error().kind())))?;
            if let Some(link) = link_to_folder(pattern, &path) {
                let link = format!("{}/", link.display());
                if !left_out.folder_links.contains(&link) {
                    left_out.folder_links.push(link);
                }
                continue;
            }
            match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => left_out.sub_folders.push(format!("{}/", path.display())),
                Ok(meta) if !meta.is_file() => left_out.other_files.push(path.display().to_string()),
                Ok(_) => self.add(path, false, None),
                Err(_) => {
                    let why = unreachable_link(&path);
                    self.add(path, false, Some(why));
                }
            }
        }
        if self.files.len() == before {
            return Err(Failure::usage(format!("no file matches {pattern}")));
        }
        if !left_out.is_empty() {
            self.left_out.push(left_out);
        }
        Ok(())
    }

    /// Sorts by place, and keeps each file once.
    fn sort(&mut self) {
        // Standard input, which has no place, comes first.
        self.files.sort_by_cached_key(|input| {
            let is_file = input.path.as_os_str() != "-";
            (is_file, input.place.clone(), !input.named, input.path.as_os_str().len(), input.path.clone())
        });
        let mut seen: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        let mut notes = Vec::new();
        self.files.retain(|input| {
            let real = fs::canonicalize(&input.path).unwrap_or_else(|_| input.place.clone());
            let Some(first) = seen.get(&real) else {
                seen.insert(real, input.path.clone());
                return true;
            };
            notes.push(if *first == input.path {
                format!("{} was given twice and is screened once", first.display())
            } else {
                format!("{} is the same file as {} and is screened once", input.path.display(), first.display())
            });
            false
        });
        self.notes = notes;
        self.left_out.sort_by(|a, b| a.folder.cmp(&b.folder));
        self.left_out.dedup();
    }

    /// Names each file relative to the deepest folder that holds all of them.
    fn give_labels(&mut self) {
        let files = self.files.iter().filter(|f| f.path.as_os_str() != "-");
        let root = files.filter_map(|f| f.place.parent()).fold(None, |root: Option<PathBuf>, folder| {
            let Some(root) = root else { return Some(folder.to_owned()) };
            let common = root.components().zip(folder.components()).take_while(|(a, b)| a == b);
            Some(common.map(|(part, _)| part).collect())
        });
        for input in &mut self.files {
            let relative = root.as_ref().and_then(|root| input.place.strip_prefix(root).ok()).unwrap_or(&input.place);
            let parts: Vec<_> = relative.components().map(|c| c.as_os_str().to_string_lossy()).collect();
            // An absolute path (two drives) is left as the system writes it.
            input.label = if relative.is_absolute() { relative.display().to_string() } else { parts.join("/") };
        }
        self.root = root;
    }
}

/// The folder of a path without links and dots, and the name as it is: a link keeps its own name.
fn place(path: &Path) -> PathBuf {
    if path.as_os_str() == "-" {
        return path.to_owned();
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned()),
    }
}

/// The first link to a folder that a wildcard of the pattern matched on the way to the path, or as the path itself.
/// Links that the user wrote out are followed.
fn link_to_folder<'p>(pattern: &str, path: &'p Path) -> Option<&'p Path> {
    let parts: Vec<_> = Path::new(pattern).components().map(|c| c.as_os_str().to_string_lossy()).collect();
    let is_wild = |part: &str| part.contains(['*', '?', '[']);
    let first = parts.iter().position(|part| is_wild(part))?;
    // `**` stands for any number of folders: which part is which is not known after it.
    let deep = parts.iter().any(|part| part == "**");
    let mut ways: Vec<&Path> = path.ancestors().filter(|way| !way.as_os_str().is_empty()).collect();
    ways.reverse();
    let wild = |at: &usize| *at >= first && (deep || parts.get(*at).is_some_and(|part| is_wild(part)));
    let matched = ways.into_iter().enumerate().filter(|(at, _)| wild(at)).map(|(_, way)| way);
    matched.filter(|way| fs::symlink_metadata(way).is_ok_and(|m| m.is_symlink())).find(|way| way.is_dir())
}

/// A report of an earlier run: its files would be taken for ledgers.
fn is_report(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file() && folder.join("run.json").is_file()
}

/// Why a link's target cannot be looked at.
fn unreachable_link(link: &Path) -> String {
    let to = fs::read_link(link).map(|to| format!(" {}", to.display())).unwrap_or_default();
    let why = fs::metadata(link).err().map(|e| format!(" ({e})")).unwrap_or_default();
    format!("the link's target{to} cannot be opened{why}")
}

fn is_ledger(path: &Path) -> bool {
    // The lock that Excel keeps next to an open workbook has the workbook's ending.
    if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$")) {
        return false;
    }
    let ending = |p: &Path| p.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let outer = ending(path);
    let inner = if PACKED.contains(&outer.as_str()) { ending(&path.with_extension("")) } else { outer };
    ENDINGS.contains(&inner.as_str())
}

fn no_ledger(folder: &Path, left_out: &[LeftOut]) -> Failure {
    let endings = ENDINGS.join(", .");
    let others: String = left_out.iter().flat_map(LeftOut::sentences).map(|s| format!("\n  left out: {s}")).collect();
    Failure::usage(format!(
        "{} holds no ledger (a file ending in .{endings}; text also packed as .gz or .zst){others}",
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tested = Result<(), Box<dyn std::error::Error>>;

    fn labels(found: &Found) -> Vec<&str> {
        found.files.iter().map(|f| f.label.as_str()).collect()
    }

    #[test]
    fn directories_patterns_and_repeats_become_sorted_single_files() -> Tested {
        let place = tempfile::tempdir()?;
        let at = |name: &str| place.path().join(name);
        for name in ["b.csv", "a.TSV", "notes.md", ".hidden.csv", "c.txt", "d.csv.gz", "e.gz", "f.jsonl", "g.md.gz"] {
            fs::write(at(name), "name\nx\n")?;
        }
        fs::create_dir(at("empty"))?;
        let found = Found::of(&[place.path().to_owned()], false)?;
        assert_eq!(labels(&found), ["a.TSV", "b.csv", "c.txt", "d.csv.gz", "f.jsonl"]);
        assert_eq!(found.notes, Vec::<String>::new());
        let left_out = found.left_out.first().ok_or("nothing was left out")?;
        assert_eq!(left_out.other_files, ["e.gz", "g.md.gz", "notes.md"]);
        assert_eq!(
            (&left_out.sub_folders[..], &left_out.hidden[..]),
            (&["empty/".into()][..], &[".hidden.csv".into()][..])
        );

        let found = Found::of(&[at("b.csv"), at("[ab].*"), at("b.csv")], false)?;
        assert_eq!(labels(&found), ["a.TSV", "b.csv"]);
        assert_eq!(found.notes.len(), 2, "{:?}", found.notes);
        assert!(found.files.iter().any(|f| f.named && f.path == at("b.csv")), "a file that was named stays so");

        assert!(Found::of(&[at("empty")], false).is_err());
        assert!(Found::of(&[at("*.xls")], false).is_err());
        let found = Found::of(&[at("missing.csv")], false)?;
        assert!(found.files.iter().all(|f| f.named), "a missing file is left for the reader to complain about");
        Ok(())
    }

    #[test]
    fn labels_are_relative_to_the_deepest_common_folder() -> Tested {
        let place = tempfile::tempdir()?;
        let at = |name: &str| place.path().join(name);
        fs::create_dir_all(at("x/y/deep"))?;
        for name in ["x/a.csv", "x/y/b.csv", "x/y/deep/c.csv"] {
            fs::write(at(name), "name\nx\n")?;
        }
        assert_eq!(labels(&Found::of(&[at("x/y/b.csv")], false)?), ["b.csv"]);
        assert_eq!(labels(&Found::of(&[at("x/y/deep/c.csv"), at("x/y/b.csv")], false)?), ["b.csv", "deep/c.csv"]);
        let whole = Found::of(&[at("x/y/../../x")], true)?;
        assert_eq!(labels(&whole), ["a.csv", "y/b.csv", "y/deep/c.csv"]);
        assert_eq!(whole.root, Some(at("x").canonicalize()?));
        Ok(())
    }
}
