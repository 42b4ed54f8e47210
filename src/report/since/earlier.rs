//! Reads an earlier report. Each of its files must be as its manifest says, and have the columns that are needed; what
//! is wrong is told with the file's name and a remedy.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};

use crate::model::{FindingId, Verdict};

use super::super::cells::restore;
use super::super::{ReportError, SavedReport, entries};
use super::{key, row_digest, verdict};

/// The columns of `parties.csv` that `gone.csv` repeats. The first ones are those that are read.
const GONE: [&str; 20] = [
    "finding_id",
    "verdict",
    "list_id",
    "entry_id",
    "first_file",
    "score",
    "party",
    "entry_name",
    "matched_name",
    "method",
    "quoted",
    "measure",
    "bars",
    "authority",
    "source_url",
    "reason",
    "rows",
    "first_row",
    "first_line",
    "rows_by_file",
];

/// Settings that do not decide which findings there are.
const OTHER_SETTINGS: [&str; 8] =
    ["as_of", "sum", "formats", "bom", "near", "evidence", "recursive", "sector_advisories"];

/// One line of the earlier `parties.csv`.
#[derive(Debug)]
pub(super) struct GoneLine {
    pub(super) id: FindingId,
    pub(super) sector: bool,
    /// Its cells, by the columns [`GONE`].
    pub(super) cells: Vec<Box<str>>,
}

impl GoneLine {
    fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", |cell| cell)
    }

    pub(super) fn list_id(&self) -> &str {
        self.cell(2)
    }

    pub(super) fn entry_id(&self) -> &str {
        self.cell(3)
    }

    pub(super) fn first_file(&self) -> &str {
        self.cell(4)
    }
}

/// What an earlier report says.
#[derive(Debug)]
pub struct Earlier {
    saved: SavedReport,
    run: Value,
    lines: Vec<GoneLine>,
    verdicts: FxHashMap<FindingId, Verdict>,
    columns: Vec<String>,
    entries: FxHashMap<String, String>,
    rows: Rows,
}

/// The flagged rows.
#[derive(Debug, Default)]
struct Rows {
    digests: FxHashSet<u64>,
    ledgers: FxHashMap<String, Keys>,
}

/// The keys of the flagged rows of one ledger.
#[derive(Debug, Default)]
struct Keys {
    /// The headers that are keys.
    headers: Vec<String>,
    /// For each key the line of its row; none where several rows have it.
    lines: FxHashMap<String, Option<u64>>,
}

impl Rows {
    /// No rows yet, of the ledgers of a run.
    fn of(run: &Value) -> Self {
        let inputs = run["inputs"].as_array().into_iter().flatten();
        let ledgers = inputs.filter_map(|input| {
            let columns = input["columns"].as_array().into_iter().flatten();
            let keys = columns.filter(|column| column["role"] == "key");
            let keys = keys.filter_map(|column| column["header"].as_str().map(str::to_owned)).collect();
            Some((input["name"].as_str()?.to_owned(), Keys { headers: keys, ..Keys::default() }))
        });
        Self { digests: FxHashSet::default(), ledgers: ledgers.collect() }
    }

    /// Takes one row, once for each of its findings.
    fn take(&mut self, file: &str, line: Option<u64>, cells: Vec<(&str, &str)>) {
        if let Some(Keys { headers, lines }) = self.ledgers.get_mut(file) {
            let cell = |header: &String| cells.iter().find(|(h, _)| h == header).map_or("", |(_, cell)| *cell);
            if let Some(key) = key(headers.iter().map(cell)) {
                let known = lines.entry(key).or_insert(line);
                *known = line.filter(|_| *known == line);
            }
        }
        self.digests.insert(row_digest(cells));
    }
}

const REMEDY: &str = "name another report with --since, or run once without it";

impl Earlier {
    /// Reads the report in a directory.
    ///
    /// # Errors
    /// It is none, or a file of it is missing, changed or not understood.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let saved = SavedReport::open(folder, REMEDY)?;
        let mut earlier = Self {
            run: saved.run()?,
            saved,
            lines: Vec::new(),
            verdicts: FxHashMap::default(),
            columns: GONE.map(str::to_owned).to_vec(),
            entries: FxHashMap::default(),
            rows: Rows::default(),
        };
        earlier.parties("parties.csv", false)?;
        earlier.parties("sector-advisories.csv", true)?;
        earlier.entries()?;
        // Reports may have none of the two: then less is known of the reasons.
        if earlier.saved.has("flagged.jsonl") {
            earlier.rows_of_jsonl()?;
        } else if earlier.saved.has("flagged.csv") {
            earlier.rows_of_csv()?;
        }
        Ok(earlier)
    }

    fn parties(&mut self, name: &str, sector: bool) -> Result<(), ReportError> {
        let (mut lines, mut wrong) = (Vec::new(), None);
        self.saved.csv(name, &GONE, |cells, _, _| {
            let id = cells.first().and_then(|id| u64::from_str_radix(id, 16).ok()).map(FindingId);
            let word = cells.get(1).copied().unwrap_or_default();
            match (id, verdict(word)) {
                (Some(id), Some(verdict)) => {
                    let cells = cells.iter().map(|cell| Box::from(*cell)).collect();
                    lines.push((verdict, GoneLine { id, sector, cells }));
                }
                _ => wrong = wrong.take().or(Some(format!("`{}` `{word}` is no finding", cells.join(" ")))),
            }
        })?;
        if let Some(wrong) = wrong {
            return Err(self.saved.bad(name, wrong));
        }
        for (verdict, line) in lines {
            self.verdicts.insert(line.id, verdict);
            self.lines.push(line);
        }
        Ok(())
    }

    fn entries(&mut self) -> Result<(), ReportError> {
        let mut all = FxHashMap::default();
        self.saved.csv("entries.csv", &entries::COLUMNS, |cells, _, _| {
            if let [_, entry, digest] = cells {
                all.insert((*entry).to_owned(), (*digest).to_owned());
            }
        })?;
        self.entries = all;
        Ok(())
    }

    fn rows_of_jsonl(&mut self) -> Result<(), ReportError> {
        let name = "flagged.jsonl";
        let mut rows = Rows::of(&self.run);
        for line in BufReader::new(self.saved.checked(name)?).lines() {
            let line = line.map_err(|e| self.saved.unread(name, e))?;
            let finding: Value = serde_json::from_str(&line).map_err(|e| self.saved.bad(name, e))?;
            let Some(ledger) = finding["ledger"].as_object() else {
                return Err(self.saved.bad(name, "a line has no cells of the ledger"));
            };
            let cells = ledger.iter().map(|(header, cell)| (header.as_str(), cell.as_str().unwrap_or_default()));
            let file = finding["source_file"].as_str().unwrap_or_default();
            rows.take(file, finding["line"].as_u64(), cells.collect());
        }
        self.rows = rows;
        Ok(())
    }

    fn rows_of_csv(&mut self) -> Result<(), ReportError> {
        let mut rows = Rows::of(&self.run);
        self.saved.csv("flagged.csv", &["source_file", "line"], |cells, header, record| {
            let own = header.iter().zip(record).filter_map(|(h, c)| Some((h.strip_prefix("ledger.")?, restore(c))));
            if let [file, line] = cells {
                rows.take(file, line.parse().ok(), own.collect());
            }
        })?;
        self.rows = rows;
        Ok(())
    }

    fn input(&self, ledger: &str) -> Option<&Value> {
        self.run["inputs"].as_array()?.iter().find(|input| input["name"] == ledger)
    }

    /// The directory as it was named.
    pub fn folder(&self) -> &Path {
        self.saved.folder()
    }

    /// SHA-256 of its manifest, in hex.
    pub fn digest(&self) -> &str {
        self.saved.digest()
    }

    /// The day whose lists counted.
    pub fn as_of(&self) -> &str {
        self.run["settings"]["as_of"].as_str().unwrap_or_default()
    }

    /// True where a file of this size and digest was read.
    pub fn has_bytes(&self, size: u64, sha256: Option<&str>) -> bool {
        let inputs = self.run["inputs"].as_array();
        let same = |input: &Value| {
            input["size"].as_u64() == Some(size) && sha256.is_none_or(|digest| input["sha256"] == digest)
        };
        inputs.is_some_and(|inputs| inputs.iter().any(same))
    }

    pub(super) fn version(&self) -> &str {
        self.run["version"].as_str().unwrap_or_default()
    }

    pub(super) fn is_of_other_version(&self) -> bool {
        self.version() != env!("CARGO_PKG_VERSION")
    }

    /// The names of the settings that decide which findings there are and have other values now.
    pub(super) fn changed_settings(&self, now: &Value) -> Vec<String> {
        let none = Map::new();
        let then = self.run["settings"].as_object().unwrap_or(&none);
        let now = now.as_object().unwrap_or(&none);
        let other = |name: &&String| then.get(*name) != now.get(*name) && !OTHER_SETTINGS.contains(&name.as_str());
        now.keys().filter(other).map(|name| name.replace('_', "-")).collect()
    }

    pub(super) fn list_digest(&self, list: &str) -> Option<&str> {
        let lists = self.run["lists"].as_array()?;
        lists.iter().find(|known| known["id"] == list)?["sha256"].as_str()
    }

    pub(super) fn entry_digest(&self, entry: &str) -> Option<&str> {
        self.entries.get(entry).map(String::as_str)
    }

    pub(super) fn verdict(&self, id: FindingId) -> Option<Verdict> {
        self.verdicts.get(&id).copied()
    }

    pub(super) fn has_row(&self, digest: u64) -> bool {
        self.rows.digests.contains(&digest)
    }

    pub(super) fn has_ledger(&self, name: &str) -> bool {
        self.input(name).is_some()
    }

    pub(super) fn has_key(&self, ledger: &str, key: &str) -> bool {
        self.rows.ledgers.get(ledger).is_some_and(|keys| keys.lines.get(key).is_some_and(Option::is_some))
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &GoneLine> {
        self.lines.iter()
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }
}
