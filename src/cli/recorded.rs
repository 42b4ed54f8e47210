//! The settings of an earlier run, from its `run.json`: the inverse of [`Settings::deciding`].

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::ledger::HeaderSet;
use crate::model::Day;

use super::failure::Failure;
use super::options::{FindingOptions, Format, ListOptions, Options, ReadingOptions, ReportOptions};
use super::settings::Settings;
use super::values::{RoleHeader, delimiter, role_header};

/// The settings as `run.json` has them. A setting that this version does not know is an error: a rerun without it would
/// be another run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    as_of: String,
    min_score: u8,
    own_firms: Vec<String>,
    sector_advisories: bool,
    near: u8,
    #[serde(default)]
    evidence: bool,
    sum: Option<String>,
    formats: Vec<Format>,
    bom: bool,
    bundled_lists: bool,
    only_lists: Vec<String>,
    without_lists: Vec<String>,
    #[serde(default)]
    max_list_age: Option<u16>,
    map: Vec<String>,
    encoding: Option<String>,
    delimiter: Option<String>,
    no_header: bool,
    header_row: Option<u64>,
    sheet: Option<String>,
    max_unpacked: Option<u64>,
    recursive: bool,
    header_sets: Vec<RecordedSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedSet {
    headers: Vec<String>,
    map: Vec<String>,
}

fn roles(map: &[String]) -> Result<Vec<RoleHeader>, String> {
    map.iter().map(|text| role_header(text)).collect()
}

impl Recorded {
    fn options(self, own_lists: Vec<PathBuf>, as_of: Day) -> Result<Options, String> {
        let sets = self.header_sets.into_iter();
        let sets = sets.map(|set| Ok(HeaderSet { map: roles(&set.map)?, headers: set.headers }));
        Ok(Options {
            report: ReportOptions {
                format: Some(self.formats),
                no_bom: !self.bom,
                sector_advisories: self.sector_advisories,
                sum: self.sum,
                near: (self.near > 0).then_some(self.near),
                evidence: self.evidence,
                ..ReportOptions::default()
            },
            findings: FindingOptions {
                min_score: Some(self.min_score),
                own_firm: Some(self.own_firms),
                ..FindingOptions::default()
            },
            lists: ListOptions {
                list: Some(own_lists),
                without_list: Some(self.without_lists),
                bundled_list: None,
                only_list: Some(self.only_lists),
                no_bundled: !self.bundled_lists,
                // Their files are among the list files of the record.
                updated_lists: false,
                as_of: Some(as_of),
                max_list_age: self.max_list_age,
            },
            reading: ReadingOptions {
                map: Some(roles(&self.map)?),
                encoding: self.encoding,
                delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
                no_header: self.no_header,
                header_row: self.header_row,
                sheet: self.sheet,
                max_unpacked: self.max_unpacked,
                recursive: self.recursive,
                header_sets: Some(sets.collect::<Result<_, String>>()?),
            },
            ..Options::default()
        })
    }
}

impl Settings {
    /// The settings of a run by its record, with the files of the user's lists, and their names in the report.
    ///
    /// # Errors
    /// The record has settings that this version does not know or cannot read, in one line.
    pub fn recorded(run: &Value, own_lists: Vec<PathBuf>, list_names: Vec<String>) -> Result<Self, String> {
        let recorded = Recorded::deserialize(&run["settings"]).map_err(|e| e.to_string())?;
        let day: Day = recorded.as_of.parse().map_err(|_| format!("`{}` is not a date", recorded.as_of))?;
        let options = recorded.options(own_lists, day)?;
        let settings = Self::complete(options, day).map_err(|failure: Failure| failure.to_string())?;
        // Nothing may be lost on the way, or the rerun would have other settings.
        let again = settings.deciding();
        let then = run["settings"].as_object();
        let same = |(key, value): (&String, &Value)| again.get(key) == Some(value);
        match then.into_iter().flatten().find(|setting| !same(*setting)) {
            Some((key, _)) => Err(format!("the setting `{key}` is read otherwise by this version")),
            None => Ok(Self { list_names, ..settings }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::RunOptions;
    use super::*;

    #[test]
    fn every_setting_comes_back() -> Result<(), Box<dyn std::error::Error>> {
        let set = HeaderSet { headers: vec!["LIFNR".into()], map: roles(&["key=LIFNR".into(), "name=a=b".into()])? };
        let options = Options {
            report: ReportOptions {
                format: Some(vec![Format::Csv, Format::Xlsx]),
                no_bom: true,
                sector_advisories: true,
                sum: Some("Amount".to_owned()),
                near: Some(3),
                evidence: true,
                ..ReportOptions::default()
            },
            findings: FindingOptions {
                min_score: Some(7),
                own_firm: Some(vec!["Acme".to_owned()]),
                ..FindingOptions::default()
            },
            lists: ListOptions {
                without_list: Some(vec!["us-bis-entity-list-rest".to_owned()]),
                only_list: Some(vec!["us-uflpa".to_owned()]),
                as_of: Some("2021-05-01".parse()?),
                ..ListOptions::default()
            },
            reading: ReadingOptions {
                map: Some(roles(&["manufacturer.city=Ort".into()])?),
                encoding: Some("gb18030".to_owned()),
                delimiter: Some(b'\t'),
                header_row: Some(4),
                sheet: Some("Kreditoren".to_owned()),
                max_unpacked: Some(6 << 30),
                recursive: true,
                header_sets: Some(vec![set]),
                ..ReadingOptions::default()
            },
            run: RunOptions::default(),
            ..Options::default()
        };
        for options in [options, Options::default()] {
            let settings = Settings::complete(options, "2026-11-24".parse()?)?;
            let run = serde_json::json!({ "settings": settings.deciding() });
            let again = Settings::recorded(&run, Vec::new(), Vec::new())?;
            assert_eq!(again.deciding(), settings.deciding());
            assert_eq!(again.reading, settings.reading);
        }
        Ok(())
    }

    #[test]
    fn an_unknown_setting_is_named() {
        let run = serde_json::json!({ "settings": { "as_of": "2026-01-31", "telepathy": true } });
        let why = Settings::recorded(&run, Vec::new(), Vec::new()).err().unwrap_or_default();
        assert!(why.contains("telepathy"), "{why}");
    }
}
