//! A temporary working directory with a list and ledgers of its own, so that tests do not depend on what the bundled
//! lists say.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// What a test returns: any failure of the system ends it.
pub type Tested = Result<(), Box<dyn Error>>;

/// A list of invented companies.
pub const LIST: &str = "# as of 2026-01-01\nname,aliases,id,country\n\
    \"Qorvath Zeltmar Textiles Co., Ltd.\",Zeltmar Weaving Works,own-1,China\n\
    Brumhild Oxnacker Solar GmbH,,own-2,Germany\n";

/// A directory to work in.
pub struct Place(tempfile::TempDir);

/// What a command left.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    /// An empty directory with the invented list as `ours.csv`.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let place = Self(tempfile::tempdir()?);
        place.write("ours.csv", LIST)?;
        Ok(place)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> Result<(), Box<dyn Error>> {
        if let Some(folder) = self.at(name).parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(self.at(name), text)?)
    }

    pub fn read(&self, name: &str) -> Result<String, Box<dyn Error>> {
        fs::read_to_string(self.at(name)).map_err(|e| format!("{name}: {e}").into())
    }

    /// Names in the directory, hidden ones too, sorted.
    pub fn names(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.path())? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tamis"));
        command.current_dir(self.path()).env("COLUMNS", "100").args(words);
        command
    }

    /// Runs the binary with these words.
    pub fn run(&self, words: &[&str]) -> Result<Ran, Box<dyn Error>> {
        Ok(Ran::of(self.command(words).output()?))
    }

    /// `tamis screen` against the invented list only, with `--as-of` fixed.
    pub fn screen(&self, words: &[&str]) -> Result<Ran, Box<dyn Error>> {
        let mut all = vec!["screen", "--no-bundled", "--list", "ours.csv", "--as-of", "2026-01-31"];
        all.extend(words);
        self.run(&all)
    }

    /// The rows of a CSV file as maps would hold them: header and cells.
    pub fn csv(&self, name: &str) -> Result<Vec<Record>, Box<dyn Error>> {
        Record::all(&self.read(name)?)
    }
}

impl Ran {
    pub fn of(output: std::process::Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails with everything the command said if the status is another.
    #[track_caller]
    pub fn expect_status(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless standard error holds the text.
    #[track_caller]
    pub fn expect_error(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "“{text}” is not in standard error:\n{}", self.stderr);
        self
    }

    /// Fails unless standard output holds the text.
    #[track_caller]
    pub fn expect_output(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "“{text}” is not in standard output:\n{}", self.stdout);
        self
    }
}

/// One line of a CSV file with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record(Vec<(String, String)>);

impl Record {
    pub fn all(text: &str) -> Result<Vec<Self>, Box<dyn Error>> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers()?.clone();
        let mut all = Vec::new();
        for record in reader.records() {
            let record = record?;
            all.push(Self(header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()));
        }
        Ok(all)
    }

    /// The cell under a header.
    #[track_caller]
    pub fn get(&self, header: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == header);
        found.map_or_else(|| panic!("no column `{header}` in {:?}", self.0), |(_, cell)| cell)
    }
}
