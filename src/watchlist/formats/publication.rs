//! A publisher's file while it is read: its parties, what could not be used, and the lists that it becomes.
//!
//! Nothing is lost in silence: a row without a name and an address, a name without a letter, a day that is none are
//! named with their line. Where more than [`MOST_REFUSED`] of the rows cannot be used, the file is refused: a list that
//! is read by a part gives clean results that promise too much.

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};

use crate::model::{Bars, Coverage, Day, EntryId, ListColumn, ListId, Parent, Watchlist};
use crate::text::hex;
use crate::watchlist::log::Log;
use crate::watchlist::own::dates::{self, Order, Read};
use crate::watchlist::{ListError, MAX_AGE};

use super::Input;
use super::addresses::SOURCE;
use super::party::Party;

/// The share of rows, one in this many, that may be refused; a single one never refuses a file.
const MOST_REFUSED: usize = 10;

/// Longest id of an entry: ids are printed in columns.
const LONGEST_ID: usize = 48;

/// A file while it is read.
pub(super) struct Publication<'f> {
    input: &'f Input<'f>,
    /// The form, for messages: `Consolidated Screening List (CSV)`.
    form: &'static str,
    /// The beginning of the ids: `CSL`.
    prefix: &'static str,
    pub(super) log: Log,
    /// Rows of parties.
    rows: usize,
    refused: usize,
    left_out: usize,
    pub(super) columns: Vec<ListColumn>,
    /// The day that the file itself states.
    pub(super) as_of: Option<(Day, String)>,
    /// How many parties the file says that it holds.
    pub(super) stated: Option<usize>,
    parties: Vec<Party>,
    by_key: FxHashMap<String, usize>,
}

impl<'f> Publication<'f> {
    pub(super) fn new(input: &'f Input<'f>, form: &'static str, prefix: &'static str) -> Self {
        Self {
            input,
            form,
            prefix,
            log: Log::default(),
            rows: 0,
            refused: 0,
            left_out: 0,
            columns: Vec::new(),
            as_of: None,
            stated: None,
            parties: Vec::new(),
            by_key: FxHashMap::default(),
        }
    }

    /// A row that gives no entry, or not a whole one.
    pub(super) fn refuse(&mut self, line: Option<u64>, what: impl Into<String>, remedy: &str) {
        self.rows += 1;
        self.refused += 1;
        self.warn(line, format!("{}: it is NOT in the list", what.into()), remedy);
    }

    /// The same for a row that swallowed the lines after it.
    pub(super) fn refuse_lines(&mut self, line: u64, lines: u64, what: impl Into<String>, remedy: &str) {
        self.refuse(Some(line), what, remedy);
        let lines = usize::try_from(lines).unwrap_or(usize::MAX / 100);
        self.rows += lines;
        self.refused += lines;
    }

    /// Rows of another file that belong to no party of this one: counted, but no reason to refuse the list.
    pub(super) fn left_out(&mut self, rows: usize) {
        self.left_out += rows;
    }

    pub(super) fn warn(&mut self, line: Option<u64>, what: impl Into<String>, remedy: &str) {
        match line {
            Some(line) => self.log.warn(line, what, remedy),
            None => self.log.warn_all(what, remedy),
        }
    }

    /// A column of the file and what it is used as; once each.
    pub(super) fn column(&mut self, header: &str, used_as: &'static str) {
        let column = ListColumn { header: header.to_owned(), used_as };
        if !header.is_empty() && !self.columns.contains(&column) {
            self.columns.push(column);
        }
    }

    /// A day, the month first as US agencies write it. An unreadable one is reported.
    pub(super) fn day(&mut self, line: Option<u64>, what: &str, cell: &str) -> Option<Day> {
        let cell = cell.trim();
        if dates::is_none(cell) {
            return None;
        }
        match dates::read(cell, Some(Order::MonthFirst))
            .or_else(|| dates::read(&four_digits(cell), Some(Order::MonthFirst)))
        {
            Some(Read::Day(day) | Read::Serial(day) | Read::Either(_, day)) => Some(day),
            None => {
                let what = format!("{what} `{cell}` is not a date; the entry is screened without it");
                self.warn(line, what, "correct it, or get the file again from its publisher");
                None
            }
        }
    }

    /// Adds a party, or what a further row says of one.
    pub(super) fn add(&mut self, mut party: Party) {
        if party.is_empty() {
            self.refuse(party.line, "has neither a name nor an address", "look at that line; get the file again");
            return;
        }
        self.rows += 1;
        if let Some((removed, first)) = party.removed.zip(party.effective.or(party.announced)).filter(|(r, f)| r < f) {
            let what = format!("ends on {removed}, before it begins on {first}; the end does not count");
            self.warn(party.line, what, "check the days of that entry with its publisher");
            party.removed = None;
        }
        if party.key.is_empty() {
            party.key = match party.number.is_empty() {
                true => key_of(party.name()),
                false => party.number.clone(),
            };
        }
        let key = format!("{}\0{}\0{}", party.programme.key, party.title, party.key);
        match self.by_key.get(&key).and_then(|at| self.parties.get_mut(*at)) {
            Some(first) if !party.key.is_empty() => first.merge(party),
            _ => {
                self.by_key.insert(key, self.parties.len());
                self.parties.push(party);
            }
        }
    }

    /// The party that was added with this key in a programme.
    pub(super) fn party(&mut self, programme: &str, key: &str) -> Option<&mut Party> {
        let at = *self.by_key.get(&format!("{programme}\0\0{key}"))?;
        self.parties.get_mut(at)
    }

    /// The lists, one for each programme, in the order in which their first parties are in the file.
    pub(super) fn finish(mut self) -> Result<Vec<Watchlist>, ListError> {
        if self.refused > 1 && self.refused * MOST_REFUSED > self.rows {
            let what = format!(
                "{} of {} rows cannot be used, more than one in {MOST_REFUSED}: the list is refused",
                self.refused, self.rows
            );
            let remedy = "get the file again from its publisher; `tamis lists check FILE` names the lines";
            let lines = self.log.lines();
            self.log.fault(&self.input.file, lines.first().copied(), what, remedy);
        } else if self.parties.is_empty() && !self.log.has_faults() {
            self.log.fault(
                &self.input.file,
                None,
                format!("the list ({}) has no entries", self.form),
                "get the file again from its publisher",
            );
        }
        let (as_of, dated_by) = self
            .as_of
            .take()
            .or_else(|| dates::within(&self.input.stem()).map(|day| (day, "its file name".to_owned())))
            .unzip();
        if as_of.is_none() {
            let remedy = "put the day of the download into its name (list_2026-01-31.csv)";
            self.log.warn_all("the file does not say of which day it is", remedy);
        }
        let mut lists: Vec<Watchlist> = Vec::new();
        let (mut used, mut ids) = (FxHashSet::default(), FxHashMap::default());
        for party in &self.parties {
            ids.insert(group_key(party, &party.key), self.id(party, &mut used));
        }
        for party in std::mem::take(&mut self.parties) {
            let list_id = list_id(self.prefix, &party);
            let at = match lists.iter().position(|l| *l.id.0 == *list_id) {
                Some(at) => at,
                None => {
                    lists.push(self.list(list_id, &party));
                    lists.len() - 1
                }
            };
            let id = ids.get(&group_key(&party, &party.key)).cloned().unwrap_or_default();
            let parent = party.parent.as_ref().and_then(|(key, relation)| {
                let entry_id = EntryId(ids.get(&group_key(&party, key))?.as_str().into());
                Some(Parent { entry_id, relation: (*relation).to_owned(), share: None, source: SOURCE.to_owned() })
            });
            let (line, mut subsidiaries) = (party.line, Vec::new());
            for (number, name) in (1..).zip(&party.subsidiaries) {
                let mut own = Party::new(party.programme, line);
                own.name_cell(name);
                own.effective = party.effective;
                own.note("", &format!("named in the entry of {}", party.name()));
                let parent = EntryId(id.as_str().into());
                let parent = Parent {
                    entry_id: parent,
                    relation: "subsidiary_of".to_owned(),
                    share: None,
                    source: SOURCE.to_owned(),
                };
                subsidiaries.push(own.entry(format!("{id}-{number}"), Some(parent)));
            }
            let Some(list) = lists.get_mut(at) else { continue };
            for (entry, lost) in std::iter::once(party.entry(id, parent)).chain(subsidiaries) {
                for name in lost {
                    let short: String = name.chars().take(60).collect();
                    let what =
                        format!("name `{short}` holds no letter or digit, or is too long: it is NOT in the list");
                    match line {
                        Some(line) => self.log.warn(line, what, "check that line with the publisher's file"),
                        None => self.log.warn_all(what, "check it with the publisher's file"),
                    }
                }
                for name in entry.names.iter().filter(|n| !n.text.contains(char::is_alphabetic)) {
                    let what =
                        format!("name `{}` has no letter: a vendor cell of figures is not read as a name", name.text);
                    let remedy = "look for the entry by its identifiers and further names";
                    match line {
                        Some(line) => self.log.warn(line, what, remedy),
                        None => self.log.warn_all(what, remedy),
                    }
                }
                list.entries.push(entry);
            }
        }
        self.end(lists, as_of, dated_by)
    }

    fn end(
        mut self,
        mut lists: Vec<Watchlist>,
        as_of: Option<Day>,
        dated_by: Option<String>,
    ) -> Result<Vec<Watchlist>, ListError> {
        let have: usize = lists.iter().map(|l| l.entries.len()).sum();
        let short = self.stated.filter(|of| *of > have);
        if let Some(of) = short {
            let what = format!("the file states {of} entries and holds {have}: it is a part of the list");
            self.log.warn_all(what, "get the whole file from its publisher");
        }
        let mut warnings = self.log.end()?;
        for (at, list) in lists.iter_mut().enumerate() {
            (list.as_of, list.dated_by) = (as_of, dated_by.clone().unwrap_or_default());
            if short.is_some() {
                list.coverage = Coverage::Partial { have: list.entries.len(), of: None };
                list.missing = "the file states more entries than it holds".to_owned();
            }
            // Columns, warnings and refused rows are those of the file: its first list carries them.
            if at == 0 {
                list.warnings = std::mem::take(&mut warnings);
                list.columns = std::mem::take(&mut self.columns);
                list.refused = self.refused + self.left_out;
            }
        }
        Ok(lists)
    }

    fn list(&self, id: String, party: &Party) -> Watchlist {
        let programme = party.programme;
        let bars = party.programme.bars;
        Watchlist {
            id: ListId(id.as_str().into()),
            title: if party.title.is_empty() { programme.title.to_owned() } else { party.title.clone() },
            authority: programme.authority.to_owned(),
            legal_basis: programme.legal_basis.to_owned(),
            source: self.input.file.clone(),
            as_of: None,
            dated_by: String::new(),
            coverage: Coverage::Complete,
            missing: String::new(),
            bars: if programme.key == "OTHER" { Bars::None } else { bars },
            bars_note: programme.bars_note.to_owned(),
            bundled: false,
            is_final: false,
            max_age: Some(MAX_AGE),
            form: self.form,
            refused: 0,
            digest: self.input.digest.clone(),
            entries: Vec::new(),
            sources: vec![(SOURCE.to_owned(), format!("the file itself: {}", self.form))],
            columns: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The id of a party: the publisher's number, else a digest of what makes it one party, so that it is the same in
    /// every edition.
    fn id(&self, party: &Party, used: &mut FxHashSet<String>) -> String {
        let stem = format!("{}-{}", self.prefix, party.programme.key);
        let number: String =
            party.number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
        let plain = format!("{stem}-{number}");
        if !number.is_empty() && plain.len() <= LONGEST_ID && used.insert(plain.clone()) {
            return plain;
        }
        let digest = hex(&Sha256::digest(format!("{}\0{}", party.title, party.key).as_bytes()));
        let lengths = (8..=24).step_by(4).filter_map(|length| digest.get(..length));
        let free = lengths.map(|part| format!("{stem}-{part}")).find(|id| used.insert(id.clone()));
        free.unwrap_or_else(|| format!("{stem}-{}-{}", &digest[..8], used.len()))
    }
}

fn group_key(party: &Party, key: &str) -> String {
    format!("{}\0{}\0{key}", party.programme.key, party.title)
}

fn list_id(prefix: &str, party: &Party) -> String {
    let mut id = format!("{prefix}-{}", party.programme.key).to_lowercase();
    if !party.title.is_empty() {
        for word in party.title.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
            if id.len() + word.len() < LONGEST_ID - 8 {
                id.push('-');
                id.push_str(word);
            }
        }
    }
    id
}

/// What makes two rows one party where there is no number: letters and digits of the name.
pub(super) fn key_of(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `6/9/10` as `6/9/2010`: years below 70 are of this century.
fn four_digits(cell: &str) -> String {
    match cell.rsplit_once('/') {
        Some((before, year)) if year.len() == 2 => match year.parse::<u8>() {
            Ok(y) if y < 70 => format!("{before}/20{year}"),
            Ok(_) => format!("{before}/19{year}"),
            Err(_) => cell.to_owned(),
        },
        _ => cell.to_owned(),
    }
}
