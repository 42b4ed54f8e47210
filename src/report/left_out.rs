//! What a folder holds besides the ledgers that were screened: named in the summary and in `run.json`, since a reader
//! must see what was not screened.

use serde::{Deserialize, Serialize};

use super::counted;

/// What was left out of one folder, or of the files that a pattern matches. Names are sorted. Reports of earlier runs,
/// and what a run keeps next to its report, are no ledgers and are not named: a second run would differ from the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// The folder or pattern as given.
    pub folder: String,
    /// Folders in it, where sub-folders are not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub_folders: Vec<String>,
    /// Links to folders, which are never followed: they may lead in a circle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub folder_links: Vec<String>,
    /// Links whose target is not there, and whose name is not that of a ledger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dangling_links: Vec<String>,
    /// Hidden folders, and hidden files that look like ledgers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// Files of other kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_files: Vec<String>,
}

impl LeftOut {
    fn kinds(&self) -> [(&[String], &'static str, &'static str, &'static str); 5] {
        [
            (&self.sub_folders, "sub-folder", "sub-folders", "; --recursive reads sub-folders"),
            (&self.folder_links, "link to a folder", "links to folders", "; links to folders are not followed"),
            (&self.dangling_links, "dangling link", "dangling links", ""),
            (&self.hidden, "hidden file or folder", "hidden files and folders", "; name them to read them"),
            (&self.other_files, "file of another kind", "files of other kinds", ""),
        ]
    }

    /// True where nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.kinds().iter().all(|(names, ..)| names.is_empty())
    }

    /// One sentence for each kind: how many, and all their names.
    pub fn sentences(&self) -> Vec<String> {
        let kinds = self.kinds().into_iter().filter(|(names, ..)| !names.is_empty());
        let sentence = |(names, one, many, remark): (&[String], &str, &str, &str)| {
            let count = counted(names.len() as u64, one, many);
            format!("{count} in {}: {}{remark}", self.folder, names.join(", "))
        };
        kinds.map(sentence).collect()
    }
}
