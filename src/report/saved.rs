//! A report that an earlier run wrote: its manifest, the state of its files, and their contents.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::text::hex;

use super::cells::restore;
use super::directory::foreign_files;
use super::file::digest_of;
use super::{MANIFEST, ReportError, SIGNATURE, signature};

/// The record of a run.
const RUN: &str = "run.json";

/// The report in a directory.
#[derive(Debug)]
pub struct SavedReport {
    folder: PathBuf,
    manifest: Vec<u8>,
    /// SHA-256 of its manifest.
    digest: String,
    /// Digest and name of each of its files, as the manifest has them.
    files: Vec<(String, String)>,
    /// Lines of the manifest that no run writes, from 1.
    odd_lines: Vec<usize>,
    /// What to do where a file of it cannot be used, for messages.
    remedy: &'static str,
}

/// How a file of a report compares with the manifest.
#[derive(Debug)]
pub enum FileState {
    /// As the run wrote it.
    Intact,
    /// Other bytes, with this digest.
    Changed(String),
    /// Not there.
    Missing,
    /// There, and it cannot be read.
    Unreadable(io::Error),
}

impl SavedReport {
    /// Finds the report in a directory.
    ///
    /// # Errors
    /// There is no such directory, or it has no manifest.
    pub fn open(folder: &Path, remedy: &'static str) -> Result<Self, ReportError> {
        let mut report = Self {
            folder: folder.to_owned(),
            manifest: Vec::new(),
            digest: String::new(),
            files: Vec::new(),
            odd_lines: Vec::new(),
            remedy,
        };
        if folder.is_file() {
            return Err(report.foreign("it is a file"));
        }
        if !folder.is_dir() {
            return Err(report.foreign("there is no such directory"));
        }
        let bytes = std::fs::read(folder.join(MANIFEST)).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => report.foreign("no MANIFEST.sha256"),
            _ => ReportError::io("reading", &folder.join(MANIFEST), e),
        })?;
        report.digest = hex(&Sha256::digest(&bytes));
        let manifest = String::from_utf8_lossy(&bytes);
        for (line, number) in manifest.split_inclusive('\n').zip(1..) {
            match line.strip_suffix('\n').and_then(|line| line.split_once("  ")) {
                Some((digest, name)) if is_digest(digest) && is_name(name) && !report.has(name) => {
                    report.files.push((digest.to_owned(), name.to_owned()));
                }
                _ => report.odd_lines.push(number),
            }
        }
        report.manifest = bytes;
        Ok(report)
    }

    /// True where there is a signature over the manifest, good or not.
    pub fn is_signed(&self) -> bool {
        self.folder.join(SIGNATURE).exists()
    }

    /// Verifies the signature over the manifest by a public key: the text of its file, or its one line in Base64.
    ///
    /// # Errors
    /// There is none, or it is not over this manifest by this key; in one line.
    pub fn check_signature(&self, key: &str) -> Result<(), String> {
        let signature = std::fs::read_to_string(self.folder.join(SIGNATURE));
        let signature = signature.map_err(|e| format!("{SIGNATURE} cannot be read ({e})"))?;
        signature::check(&self.manifest, &signature, key)
    }

    /// The error for a directory that holds no report.
    fn foreign(&self, what: &str) -> ReportError {
        ReportError::new(format!(
            "{} is not a report of tamis ({what}); name the directory that an earlier run wrote with -o",
            self.folder.display()
        ))
    }

    /// The directory as it was named.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// SHA-256 of its manifest, in hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The names of its files, by its manifest.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(_, name)| name.as_str())
    }

    /// True for a file of its manifest.
    pub fn has(&self, name: &str) -> bool {
        self.digest_of(name).is_some()
    }

    /// The digest of a file, by the manifest.
    pub fn digest_of(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(_, file)| file == name).map(|(digest, _)| digest.as_str())
    }

    /// Lines of the manifest, from 1, that are not in the form in which a run writes them.
    pub fn odd_lines(&self) -> &[usize] {
        &self.odd_lines
    }

    /// What else is in the directory, sorted.
    pub fn foreign_files(&self) -> Vec<String> {
        let mut names: Vec<String> =
            foreign_files(&self.folder, &[]).iter().map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Compares a file with the manifest.
    pub fn state(&self, name: &str) -> FileState {
        match File::open(self.folder.join(name)).and_then(digest_of) {
            Ok((_, digest)) if self.digest_of(name) == Some(&digest) => FileState::Intact,
            Ok((_, digest)) => FileState::Changed(digest),
            Err(e) if e.kind() == io::ErrorKind::NotFound => FileState::Missing,
            Err(e) => FileState::Unreadable(e),
        }
    }

    /// `run.json`, which must be as the manifest says.
    ///
    /// # Errors
    /// It is missing, changed, not understood or another program's.
    pub fn run(&self) -> Result<Value, ReportError> {
        self.checked(RUN)?;
        self.run_as_it_is()
    }

    /// `run.json` as it is now.
    ///
    /// # Errors
    /// It cannot be read, is not understood or another program's.
    pub fn run_as_it_is(&self) -> Result<Value, ReportError> {
        let file = File::open(self.folder.join(RUN)).map_err(|e| self.unread(RUN, e))?;
        let run: Value = serde_json::from_reader(BufReader::new(file)).map_err(|e| self.bad(RUN, e))?;
        if run["tool"] != "tamis" {
            return Err(self.foreign("run.json was written by another program"));
        }
        Ok(run)
    }

    /// A file of the report, its bytes compared with the manifest.
    ///
    /// # Errors
    /// It is not in the manifest, missing, changed or cannot be read.
    pub fn checked(&self, name: &str) -> Result<File, ReportError> {
        let path = self.folder.join(name);
        let remedy = self.remedy;
        if !self.has(name) {
            return Err(ReportError::new(format!(
                "{} is not in the report's manifest, so the report cannot be compared; {remedy}",
                path.display()
            )));
        }
        match self.state(name) {
            FileState::Intact => File::open(&path).map_err(|e| self.unread(name, e)),
            FileState::Changed(_) => Err(ReportError::new(format!(
                "{} was changed after the report was written: its digest is not that of {MANIFEST}; restore the file, \
                 or {remedy}",
                path.display()
            ))),
            FileState::Missing => Err(self.unread(name, io::ErrorKind::NotFound.into())),
            FileState::Unreadable(e) => Err(self.unread(name, e)),
        }
    }

    /// The error for a file that cannot be opened or read.
    pub(super) fn unread(&self, name: &str, source: io::Error) -> ReportError {
        let path = self.folder.join(name);
        if source.kind() == io::ErrorKind::NotFound {
            let lists = if self.has(name) { format!(", though {MANIFEST} lists it") } else { String::new() };
            return ReportError::new(format!(
                "{} is missing{lists}; restore the file, or {}",
                path.display(),
                self.remedy
            ));
        }
        ReportError::io("reading", &path, source)
    }

    /// The error for a file whose contents are not those of a report.
    pub(super) fn bad(&self, name: &str, why: impl std::fmt::Display) -> ReportError {
        ReportError::new(format!("{} is not understood: {why}; {}", self.folder.join(name).display(), self.remedy))
    }

    /// Hands out the records of a CSV file, which must be as the manifest says: for each the cells of the wanted
    /// columns, the header, and the whole record.
    ///
    /// # Errors
    /// The file is missing or changed, or has not all these columns.
    pub fn csv(
        &self,
        name: &str,
        wanted: &[&str],
        take: impl FnMut(&[&str], &csv::StringRecord, &csv::StringRecord),
    ) -> Result<(), ReportError> {
        self.records(self.checked(name)?, name, wanted, take)
    }

    /// The same for a file as it is now.
    ///
    /// # Errors
    /// The file is missing, or has not all these columns.
    pub fn csv_as_it_is(
        &self,
        name: &str,
        wanted: &[&str],
        take: impl FnMut(&[&str], &csv::StringRecord, &csv::StringRecord),
    ) -> Result<(), ReportError> {
        let file = File::open(self.folder.join(name)).map_err(|e| self.unread(name, e))?;
        self.records(file, name, wanted, take)
    }

    fn records(
        &self,
        file: File,
        name: &str,
        wanted: &[&str],
        mut take: impl FnMut(&[&str], &csv::StringRecord, &csv::StringRecord),
    ) -> Result<(), ReportError> {
        let mut file = BufReader::new(file);
        if file.fill_buf().is_ok_and(|bytes| bytes.starts_with("\u{feff}".as_bytes())) {
            file.consume(3);
        }
        let mut reader = csv::Reader::from_reader(file);
        let header = reader.headers().map_err(|e| self.bad(name, e))?.clone();
        let place = |column: &&str| {
            let found = header.iter().position(|header| header == *column);
            found.ok_or_else(|| self.bad(name, format!("it has no column `{column}`")))
        };
        let places = wanted.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|e| self.bad(name, e))? {
            let cells: Vec<&str> = places.iter().map(|p| restore(record.get(*p).unwrap_or_default())).collect();
            take(&cells, &header, &record);
        }
        Ok(())
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A manifest names files of its own directory only.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text != ".." && !text.contains(['/', '\\'])
}
