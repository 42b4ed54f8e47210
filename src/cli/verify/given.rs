//! What a report was made of: its ledgers and lists, compared with those that are there now.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use serde_json::Value;

use crate::cli::folders::Found;
use crate::cli::load_lists;
use crate::cli::settings::Settings;
use crate::report::{counted, digest_of};

use super::{Part, Said};

/// The ledgers and lists of a report, and where they are now.
pub(super) struct Given {
    /// Paths of the ledgers as they were named, or as they are named now.
    pub words: Vec<PathBuf>,
    /// The places of the report's ledgers; nothing where they were named anew.
    pub places: Option<FxHashSet<PathBuf>>,
    /// The settings of the run, or why they are not understood.
    pub settings: Result<Settings, String>,
    /// Lists that were named anew and are none of the report's.
    foreign: Vec<PathBuf>,
    /// Why nothing can be found where the run found it.
    lost: Option<String>,
}

impl Given {
    /// Goes to where the run stood, since its paths are relative to that. `words` and `lists` replace those of the run.
    pub(super) fn of(run: &Value, words: Vec<PathBuf>, lists: Vec<PathBuf>) -> Self {
        let facts = &run["run"];
        let lost = match facts["working_directory"].as_str() {
            None => Some("the report does not say where its ledgers were".to_owned()),
            Some(folder) => {
                let failed = std::env::set_current_dir(folder).err();
                failed.map(|e| format!("the folder of the run, {folder}, cannot be entered ({e})"))
            }
        };
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let folder = facts["folder"].as_str().map(Path::new);
        let places = folder.filter(|_| words.is_empty()).map(|folder| {
            let files = recorded_files(run, |file| folder.join(file).symlink_metadata().is_ok()).into_keys();
            files.map(|file| if file == "-" { PathBuf::from(file) } else { folder.join(file) }).collect()
        });
        let words = match words.is_empty() {
            true => texts(&facts["ledgers"]).into_iter().map(PathBuf::from).collect(),
            false => words,
        };
        // A list is the one of the same file name.
        let names = texts(&facts["list_files"]);
        let (mut files, mut foreign) = (names.iter().map(PathBuf::from).collect::<Vec<_>>(), Vec::new());
        for list in lists {
            match files.iter_mut().find(|file| file.file_name() == list.file_name()) {
                Some(file) => *file = list,
                None => foreign.push(list),
            }
        }
        Self { words, places, settings: Settings::recorded(run, files, names), foreign, lost }
    }

    /// Compares the ledgers.
    pub(super) fn ledgers(&mut self, run: &Value) -> Part {
        let mut part = Part::new("Ledgers");
        let named_anew = self.places.is_none() && self.words.iter().all(|word| word.is_absolute());
        if let Some(lost) = self.lost.as_ref().filter(|_| !named_anew || self.words.is_empty()) {
            part.say(Said::Open, format!("{lost}; name the ledgers: tamis verify REPORT_DIR LEDGER..."));
            return part;
        }
        let recursive = run["settings"]["recursive"].as_bool().unwrap_or_default();
        let files = match Found::among(&self.words, recursive, self.places.as_ref()) {
            Ok(found) => found.files,
            Err(failure) => {
                part.say(Said::Open, format!("{failure}; name the ledgers: tamis verify REPORT_DIR LEDGER..."));
                return part;
            }
        };
        let (mut same, mut missing) = (0, false);
        let recorded = recorded_files(run, |file| files.iter().any(|input| input.label == file));
        for (file, known) in &recorded {
            if file == "-" {
                part.say(Said::Open, "standard input cannot be read again; a ledger in a file can");
                continue;
            }
            match files.iter().find(|input| input.label == *file).map(|input| compare(&input.path, known)) {
                Some(Ok(None)) => same += 1,
                Some(Ok(Some(difference))) => part.say(Said::Changed, format!("{file}: {difference}")),
                // What could not be opened then, and cannot now, is the same.
                Some(Err(_)) if known["size"].is_null() => same += 1,
                Some(Err(e)) if e.kind() != io::ErrorKind::NotFound => {
                    part.say(Said::Open, format!("{file} cannot be read ({e})"));
                }
                _ => {
                    missing = true;
                    part.say(Said::Open, format!("{file} is missing{}", self.place_of(file)));
                }
            }
        }
        if missing {
            part.say(Said::Open, "name the ledgers where they are now: tamis verify REPORT_DIR LEDGER...");
        }
        for input in files.iter().filter(|input| !recorded.contains_key(&input.label)) {
            part.say(Said::Open, format!("{} is not a ledger of the report; leave it out", input.label));
        }
        if same > 0 || part.lines.is_empty() {
            part.lines.insert(0, (Said::Same, format!("{} the same", counted(same, "file is", "files are"))));
        }
        part
    }

    /// Where a ledger should be.
    fn place_of(&self, file: &str) -> String {
        let mut places = self.places.iter().flatten();
        places.find(|place| place.ends_with(file)).map(|p| format!(" ({})", p.display())).unwrap_or_default()
    }

    /// Compares the lists.
    pub(super) fn lists(&self, run: &Value) -> Part {
        let mut part = Part::new("Lists");
        let settings = match &self.settings {
            Ok(settings) => settings,
            Err(why) => {
                part.say(Said::Open, format!("the settings in run.json are not understood: {why}"));
                return part;
            }
        };
        for list in &self.foreign {
            part.say(
                Said::Open,
                format!("{} has the file name of no list of the report; leave it out", list.display()),
            );
        }
        for list in settings.own_lists.iter().filter(|list| !list.exists()) {
            let remedy = "say where it is with --list PATH";
            part.say(Said::Open, format!("{} is missing; {remedy}", list.display()));
        }
        if !part.is_same() {
            return part;
        }
        let lists = match load_lists(settings) {
            Ok(lists) => lists,
            Err(failure) => {
                part.say(Said::Changed, failure.to_string());
                return part;
            }
        };
        let none = Vec::new();
        let recorded = run["lists"].as_array().unwrap_or(&none);
        let mut same = 0;
        for known in recorded {
            let id = known["id"].as_str().unwrap_or_default();
            let Some(list) = lists.lists().iter().find(|list| &*list.id.0 == id) else {
                part.say(Said::Changed, format!("{id} is not there"));
                continue;
            };
            if known["sha256"] == list.digest.as_str() {
                same += 1;
                continue;
            }
            let day = list.as_of.map_or("undated".to_owned(), |day| day.to_string());
            let then = known["as_of"].as_str().unwrap_or("undated");
            let what = if list.bundled { "this program's" } else { list.source.as_str() };
            part.say(Said::Changed, format!("{id}: {what} has other bytes (state then {then}, now {day})"));
        }
        for list in lists.lists().iter().filter(|list| !recorded.iter().any(|known| known["id"] == *list.id.0)) {
            part.say(Said::Changed, format!("{} was not used then", list.id.0));
        }
        if same > 0 {
            part.lines.insert(0, (Said::Same, format!("{} the same", counted(same, "list is", "lists are"))));
        }
        part
    }
}

/// The files of the ledgers by their names, each with the record of its first ledger: the sheets of a workbook are one
/// file, and are named `FILE#SHEET`. Since `#` may also be in the name of a file or sheet, the longest name that is
/// there is the file's.
fn recorded_files(run: &Value, is_there: impl Fn(&str) -> bool) -> BTreeMap<String, &Value> {
    let mut files: BTreeMap<String, &Value> = BTreeMap::new();
    for input in run["inputs"].as_array().into_iter().flatten() {
        let name = input["name"].as_str().unwrap_or_default();
        let shorter = name.rmatch_indices('#').filter_map(|(at, _)| name.get(..at));
        let file = std::iter::once(name).chain(shorter).find(|file| is_there(file)).unwrap_or(name);
        files.entry(file.to_owned()).or_insert(input);
    }
    files
}

/// How a file differs from its record; nothing where it does not.
fn compare(path: &Path, known: &Value) -> io::Result<Option<String>> {
    let (size, digest) = digest_of(File::open(path)?)?;
    let then = known["size"].as_u64();
    if let Some(then) = then.filter(|then| *then != size) {
        return Ok(Some(format!("{then} bytes then, {size} bytes now")));
    }
    match known["sha256"].as_str() {
        Some(known) if known != digest => Ok(Some("other bytes of the same number".to_owned())),
        _ => Ok(None),
    }
}
