//! Two reports of the same ledgers compared: one that is there, and one that was made again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde_json::Value;

use super::{ReportError, SavedReport};

/// The columns of what is new since an earlier report.
const MARKS: [&str; 2] = ["since", "since_reason"];

/// The line, from 1, in which two files first differ; nothing where they are equal.
///
/// # Errors
/// One of them cannot be read.
pub fn first_difference(one: &Path, other: &Path) -> io::Result<Option<u64>> {
    let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    let mut line = 1;
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let both = a.len().min(b.len());
        let equal = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        line += a.iter().take(equal).filter(|byte| **byte == b'\n').count() as u64;
        if equal < both || both == 0 {
            return Ok((equal < both || a.len() != b.len()).then_some(line));
        }
        one.consume(both);
        other.consume(both);
    }
}

/// The same for two CSV files or two files of JSON Lines, whatever they say of the time since an earlier report.
///
/// # Errors
/// One of them cannot be read.
pub fn difference_without_marks(one: &Path, other: &Path) -> io::Result<Option<u64>> {
    let is_csv = one.extension().is_some_and(|x| x == "csv");
    let (mut one, mut other) = match is_csv {
        true => (Records::csv(one)?, Records::csv(other)?),
        false => (Records::json(one)?, Records::json(other)?),
    };
    for number in 1.. {
        match (one.next().transpose()?, other.next().transpose()?) {
            (None, None) => break,
            (a, b) if a != b => return Ok(Some(number)),
            _ => {}
        }
    }
    Ok(None)
}

/// The records of a file without their marks.
struct Records(Box<dyn Iterator<Item = io::Result<Vec<String>>>>);

impl Records {
    fn csv(path: &Path) -> io::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path)?;
        let mut marks: Option<Vec<usize>> = None;
        let mut record = csv::StringRecord::new();
        Ok(Self(Box::new(std::iter::from_fn(move || {
            match reader.read_record(&mut record) {
                Ok(false) => return None,
                Ok(true) => {}
                Err(e) => return Some(Err(e.into())),
            }
            let places = || record.iter().enumerate().filter(|(_, cell)| MARKS.contains(cell)).map(|(at, _)| at);
            let marks = marks.get_or_insert_with(|| places().collect());
            let kept = record.iter().enumerate().filter(|(at, _)| !marks.contains(at));
            Some(Ok(kept.map(|(_, cell)| cell.to_owned()).collect()))
        }))))
    }

    fn json(path: &Path) -> io::Result<Self> {
        let lines = BufReader::new(File::open(path)?).lines();
        Ok(Self(Box::new(lines.map(|line| {
            let mut finding: Value = serde_json::from_str(&line?)?;
            if let Some(members) = finding.as_object_mut() {
                members.retain(|name, _| !MARKS.contains(&name.as_str()));
            }
            Ok(vec![finding.to_string()])
        }))))
    }
}

impl Iterator for Records {
    type Item = io::Result<Vec<String>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// The parts of two `run.json` that differ and do not belong to the run itself; with `marks` also what is new since an
/// earlier report.
pub fn run_differences(one: &Value, other: &Value, marks: bool) -> Vec<String> {
    let members = |value: &Value| value.as_object().map(|m| m.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let mut names = members(one);
    names.extend(members(other).into_iter().filter(|name| one.get(name).is_none()));
    names.retain(|name| name != "run" && (marks || name != "since") && one.get(name) != other.get(name));
    names
}

/// A line of `parties.csv` or `sector-advisories.csv`, as far as two reports are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLine {
    /// `match`, `review`, `advisory`.
    pub verdict: String,
    /// The score as printed.
    pub score: String,
    /// The party's name.
    pub party: String,
    /// The entry.
    pub entry: String,
}

/// The findings of a report as its files are now, by id.
///
/// # Errors
/// A file is missing or not understood.
pub fn found(report: &SavedReport) -> Result<BTreeMap<String, FoundLine>, ReportError> {
    let mut lines = BTreeMap::new();
    for name in ["parties.csv", "sector-advisories.csv"] {
        report.csv_as_it_is(name, &["finding_id", "verdict", "score", "party", "entry_id"], |cells, _, _| {
            if let [id, verdict, score, party, entry] = cells {
                let [id, verdict, score, party, entry] = [id, verdict, score, party, entry].map(|c| (*c).to_owned());
                lines.insert(id, FoundLine { verdict, score, party, entry });
            }
        })?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tested = Result<(), Box<dyn std::error::Error>>;

    fn difference(one: &str, other: &str) -> io::Result<Option<u64>> {
        let place = tempfile::tempdir()?;
        let (a, b) = (place.path().join("a.csv"), place.path().join("b.csv"));
        std::fs::write(&a, one)?;
        std::fs::write(&b, other)?;
        first_difference(&a, &b)
    }

    #[test]
    fn the_first_line_that_differs_is_named() -> Tested {
        assert_eq!(difference("a\nb\n", "a\nb\n")?, None);
        assert_eq!(difference("", "")?, None);
        assert_eq!(difference("a\nb\n", "a\nc\n")?, Some(2));
        assert_eq!(difference("a\nb", "a\n")?, Some(2));
        assert_eq!(difference("a\nb\n", "a\nb")?, Some(2));
        let long = "x\n".repeat(50_000);
        assert_eq!(difference(&format!("{long}a"), &format!("{long}b"))?, Some(50_001));
        Ok(())
    }

    #[test]
    fn marks_are_no_difference() -> Tested {
        let place = tempfile::tempdir()?;
        let write = |name: &str, text: &str| std::fs::write(place.path().join(name), text);
        let differ = |a: &str, b: &str| difference_without_marks(&place.path().join(a), &place.path().join(b));
        write("a.csv", "id,since,party,since_reason\n1,new,x,new row\n2,new,y,\n")?;
        write("b.csv", "id,since,party,since_reason\n1,,x,\n2,known,y,\n")?;
        write("c.csv", "id,since,party,since_reason\n1,,x,\n2,,z,\n")?;
        assert_eq!(differ("a.csv", "b.csv")?, None);
        assert_eq!(differ("a.csv", "c.csv")?, Some(3));
        write("a.jsonl", "{\"id\":1,\"since\":\"new\",\"party\":\"x\"}\n")?;
        write("b.jsonl", "{\"id\":1,\"since\":\"\",\"party\":\"x\"}\n")?;
        write("c.jsonl", "{\"id\":2,\"since\":\"\",\"party\":\"x\"}\n")?;
        assert_eq!(differ("a.jsonl", "b.jsonl")?, None);
        assert_eq!(differ("a.jsonl", "c.jsonl")?, Some(1));
        Ok(())
    }
}
