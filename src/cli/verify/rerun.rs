//! The same run again, and how what it writes differs from the report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use serde_json::Value;

use crate::cli::failure::Failure;
use crate::cli::options::RunOptions;
use crate::cli::screen::{self, Again};
use crate::cli::settings::Settings;
use crate::model::Day;
use crate::report::{
    FileState, FoundLine, LeftOut, MANIFEST, SavedReport, counted, difference_without_marks, first_difference, found,
    run_differences,
};

use super::given::Given;
use super::{Part, REMEDY, Said};

/// Findings that are named; the others are counted.
const NAMED: usize = 5;

/// A report, and what is known of it.
pub(super) struct Rerun<'a> {
    pub saved: &'a SavedReport,
    /// How its files compare with its manifest.
    pub states: &'a [(&'a str, FileState)],
    pub run: &'a Value,
    pub given: &'a Given,
}

impl Rerun<'_> {
    /// Makes the report again and compares.
    ///
    /// # Errors
    /// Interrupted, or the system refuses a temporary directory.
    pub(super) fn compare(&self, options: &RunOptions, today: Day, part: &mut Part) -> Result<(), Failure> {
        let Ok(settings) = &self.given.settings else { return Ok(()) };
        let place = tempfile::Builder::new().prefix("tamis-verify-").tempdir();
        let place = place.map_err(|e| Failure::io("writing to", &std::env::temp_dir(), e))?;
        let since = self.earlier();
        let marks = self.run["since"].is_null() || since.is_some();
        let settings = Settings {
            output: Some(place.path().join("report")),
            since,
            threads: rayon::current_num_threads(),
            quiet: true,
            progress: !options.quiet && !options.no_progress,
            ..settings.clone()
        };
        let again = Again {
            places: self.given.places.clone(),
            left_out: Vec::<LeftOut>::deserialize(&self.run["left_out"]).unwrap_or_default(),
        };
        let command_line = Vec::new();
        let given = screen::Given { ledgers: &self.given.words, today, command_line, again: Some(again) };
        match screen::perform(&settings, given) {
            Ok(_) => {}
            Err(Failure::Interrupted) => return Err(Failure::Interrupted),
            Err(failure) => {
                let cause = std::error::Error::source(&failure).map(|e| format!(": {e}")).unwrap_or_default();
                part.say(Said::Open, format!("it failed: {failure}{cause}"));
                return Ok(());
            }
        }
        let again = SavedReport::open(&place.path().join("report"), REMEDY)?;
        self.files(&again, marks, part);
        Ok(())
    }

    /// The earlier report that this one was compared with, where it is still there.
    fn earlier(&self) -> Option<PathBuf> {
        let folder = PathBuf::from(self.run["run"]["since"].as_str()?);
        let earlier = SavedReport::open(&folder, REMEDY).ok()?;
        (self.run["since"]["manifest_sha256"] == earlier.digest()).then_some(folder)
    }

    /// Compares all files of both reports.
    fn files(&self, again: &SavedReport, marks: bool, part: &mut Part) {
        let names: BTreeSet<&str> =
            self.saved.names().chain(again.names()).filter(|name| *name != "run.json").collect();
        let (mut same, mut findings_differ) = (0, false);
        let mut not_compared = Vec::new();
        for name in names {
            match self.file(name, again, marks) {
                Answer::Same => same += 1,
                Answer::NotCompared => not_compared.push(name),
                Answer::Differs(said, line) => {
                    findings_differ = true;
                    part.say(said, line);
                }
            }
        }
        let kept = part.lines.len();
        match again.run_as_it_is() {
            Ok(run) => {
                for name in run_differences(self.run, &run, marks) {
                    let said = if name == "version" { Said::Same } else { self.of_version() };
                    part.say(said, format!("run.json: `{name}` differs from that of the rerun"));
                }
            }
            Err(error) => part.say(Said::Open, error.to_string()),
        }
        let run_same = part.lines.len() == kept;
        if !not_compared.is_empty() {
            part.say(
                Said::Open,
                format!(
                    "{}: the earlier report, which --since compared with, is not there any more",
                    not_compared.join(", ")
                ),
            );
        }
        if findings_differ {
            self.findings(again, part);
        }
        let run = if run_same { ", and the same run.json but for the run itself" } else { "" };
        let text = format!("{} the same{run}", counted(same, "file is", "files are"));
        part.lines.insert(0, (Said::Same, text));
        if !marks {
            part.say(Said::Same, "note: `since` and `since_reason` were left out of the comparison");
        }
    }

    /// Another version may use other words for the same findings.
    fn of_version(&self) -> Said {
        if self.run["version"] == env!("CARGO_PKG_VERSION") { Said::Changed } else { Said::Open }
    }

    fn file(&self, name: &str, again: &SavedReport, marks: bool) -> Answer {
        let (one, other) = (self.saved.folder().join(name), again.folder().join(name));
        let Some(rerun) = again.digest_of(name) else {
            return match marks || name != "gone.csv" {
                true => Answer::Differs(self.of_version(), format!("{name} is not written by it")),
                false => Answer::NotCompared,
            };
        };
        let Some((_, state)) = self.states.iter().find(|(file, _)| *file == name) else {
            return Answer::Differs(self.of_version(), format!("{name}, which it writes, is not in {MANIFEST}"));
        };
        let is = match state {
            FileState::Intact => self.saved.digest_of(name),
            FileState::Changed(digest) => Some(digest.as_str()),
            // Said of the files already.
            FileState::Missing | FileState::Unreadable(_) => return Answer::Same,
        };
        let is_intact = matches!(state, FileState::Intact);
        if is == Some(rerun) {
            return match is_intact {
                true => Answer::Same,
                false => {
                    let line = format!("{MANIFEST}: its digest of {name} is wrong; the file is what the rerun writes");
                    Answer::Differs(Said::Changed, line)
                }
            };
        }
        if !marks && is_intact {
            let has_marks = ["flagged.csv", "flagged.jsonl", "parties.csv", "sector-advisories.csv"].contains(&name);
            match has_marks.then(|| difference_without_marks(&one, &other)) {
                Some(Ok(None)) => return Answer::Same,
                Some(_) => {}
                None if ["gone.csv", "report.html", "flagged.xlsx"].contains(&name) => return Answer::NotCompared,
                None => {}
            }
        }
        let at = if is_text(&one) { first_difference(&one, &other).ok().flatten() } else { None };
        let at = at.map(|line| format!("from line {line} on")).unwrap_or_default();
        let said = if is_intact { self.of_version() } else { Said::Changed };
        Answer::Differs(said, format!("{name} differs from that of the rerun {at}").trim_end().to_owned())
    }

    /// Names the findings of which only one report has, or which have another verdict or score.
    fn findings(&self, again: &SavedReport, part: &mut Part) {
        let (then, now) = match (found(self.saved), found(again)) {
            (Ok(then), Ok(now)) => (then, now),
            (Err(error), _) | (_, Err(error)) => return part.say(Said::Open, error.to_string()),
        };
        let only = |one: &BTreeMap<String, FoundLine>, other: &BTreeMap<String, FoundLine>| -> Vec<String> {
            one.iter().filter(|(id, _)| !other.contains_key(*id)).map(|(id, line)| described(id, line)).collect()
        };
        let mut changed = Vec::new();
        for (id, line) in &then {
            let Some(other) = now.get(id).filter(|other| *other != line) else { continue };
            changed.push(format!("{}; the rerun: {} {}", described(id, line), other.verdict, other.score));
        }
        for (what, all) in [
            ("only in the report", only(&then, &now)),
            ("only in the rerun", only(&now, &then)),
            ("different", changed),
        ] {
            for one in all.iter().take(NAMED) {
                part.say(Said::Changed, format!("{what}: {one}"));
            }
            if all.len() > NAMED {
                let more = counted((all.len() - NAMED) as u64, "more finding is", "more findings are");
                part.say(Said::Changed, format!("{more} {what}"));
            }
        }
    }
}

fn described(id: &str, line: &FoundLine) -> String {
    format!("{} {} “{}” {} ({id})", line.verdict, line.score, line.party, line.entry)
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|x| x == "csv" || x == "jsonl" || x == "html")
}

/// How one file compares.
enum Answer {
    Same,
    NotCompared,
    Differs(Said, String),
}
