//! The report directory appears whole or not at all.
//!
//! It is written under a hidden name next to its target (`.NAME.XXXXXX.partial`), synced to the disk, and renamed. An
//! existing report is replaced only on demand: without `force` the last rename is one that the system refuses where the
//! name is taken, so that of two runs at once exactly one wins. With it the two directories are exchanged in one step
//! where the system can (`renameat2` with `RENAME_EXCHANGE`). Elsewhere the old one is renamed to `.NAME.previous`
//! first, and the next run renames it back if the process ended in between. The next run also removes what a killed run
//! left: an unlocked directory is left over from a dead process.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Finished, ReportError, ReportFile, SIGNATURE, Signer};

/// The list of digests over a report's files.
pub const MANIFEST: &str = "MANIFEST.sha256";

/// A report directory being written; dropped unpublished, it leaves nothing behind.
#[derive(Debug)]
pub struct ReportDir {
    target: PathBuf,
    parent: PathBuf,
    name: OsString,
    /// A directory under the final name may be replaced.
    force: bool,
    temp: TempDir,
    /// Signs the manifest.
    signer: Option<Signer>,
    /// Shows later runs that this one is alive. Held, never read; `None` where the system cannot lock directories.
    _lock: Option<File>,
}

/// A report under its final name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Where it is.
    pub path: PathBuf,
    /// Where the previous one went, if it held files that no report wrote.
    pub kept: Option<PathBuf>,
}

impl ReportDir {
    /// Begins a report next to its target: repairs what a killed run left, and refuses an existing target without
    /// `force`.
    ///
    /// # Errors
    /// The target exists, is no directory, or cannot be written to.
    pub fn begin(target: &Path, force: bool) -> Result<Self, ReportError> {
        // A link is followed, so that the report it names is replaced and not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let Some(name) = target.file_name().map(OsString::from) else {
            return Err(ReportError::new(format!(
                "{} cannot hold a report; name a new directory with -o",
                target.display()
            )));
        };
        let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        fs::create_dir_all(&parent).map_err(|e| ReportError::io("creating", &parent, e))?;
        repair(&parent, &name, &target);
        check(&target, force)?;
        let prefix = hidden(&name, "");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".partial");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Others may read a report: the user's umask decides, not the private mode of temporary folders.
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let temp = builder.tempdir_in(&parent).map_err(|e| ReportError::io("writing to", &parent, e))?;
        let lock = File::open(temp.path()).ok().filter(|d| d.try_lock().is_ok());
        Ok(Self { target, parent, name, force, temp, signer: None, _lock: lock })
    }

    /// The same with a signature over the manifest.
    pub fn signed_by(self, signer: Option<Signer>) -> Self {
        Self { signer, ..self }
    }

    /// The directory of the unfinished report.
    pub fn unfinished(&self) -> &Path {
        self.temp.path()
    }

    /// A new file of the report.
    ///
    /// # Errors
    /// The system's refusal.
    pub fn file(&self, name: &str) -> Result<ReportFile, ReportError> {
        ReportFile::create(self.temp.path(), name)
    }

    /// A new file of the report, packed with gzip.
    ///
    /// # Errors
    /// The system's refusal.
    pub fn packed_file(&self, name: &str) -> Result<ReportFile, ReportError> {
        ReportFile::create_packed(self.temp.path(), name)
    }

    /// Writes the manifest and gives the report its name.
    ///
    /// # Errors
    /// The system's refusal; the final name is then as it was before.
    pub fn publish(mut self, mut files: Vec<Finished>) -> Result<Published, ReportError> {
        use std::io::Write;
        let put = |name: &str, text: &str| {
            let mut file = self.file(name)?;
            file.write_all(text.as_bytes()).map_err(|e| ReportError::io("writing", file.path(), e))?;
            file.finish()
        };
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest: String = files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
        put(MANIFEST, &manifest)?;
        if let Some(signer) = &self.signer {
            put(SIGNATURE, &signer.sign(manifest.as_bytes())?)?;
        }
        sync(self.temp.path()).map_err(|e| ReportError::io("writing", self.temp.path(), e))?;
        let old = self.put_in_place()?;
        // The temporary name may now be that of the old directory, which may hold files of the user's.
        self.temp.disable_cleanup(true);
        // A failure from here on concerns the old report only, or the journal of names: the new report is complete.
        let _ = sync(&self.parent);
        let kept = match old {
            Some(old) => self.dispose(&old)?,
            None => None,
        };
        Ok(Published { path: self.target.clone(), kept })
    }

    /// Renames; returns the place of the old report, if there was one.
    ///
    /// Another run may publish under the same name at any moment, so nothing is decided by looking first: each step is
    /// one that the system does whole or refuses.
    fn put_in_place(&self) -> Result<Option<PathBuf>, ReportError> {
        let new = self.temp.path();
        let failed = |e| ReportError::io("giving the report its name", &self.target, e);
        // Each turn fails only where another run published in between; a thousand of them mean something else.
        for _ in 0..1000 {
            match rename_if_absent(new, &self.target) {
                Ok(()) => return Ok(None),
                Err(error) if fs::symlink_metadata(&self.target).is_err() => return Err(failed(error)),
                Err(_) if !self.force => {
                    return Err(ReportError::new(format!(
                        "{} was written meanwhile by another run; it was left as it is, and nothing was written; \
                         choose another directory with -o, or replace it with --force",
                        self.target.display()
                    )));
                }
                Err(_) => {}
            }
            if exchange(new, &self.target).is_ok() {
                return Ok(Some(new.to_owned()));
            }
            let aside = self.parent.join(hidden(&self.name, "previous"));
            match fs::rename(&self.target, &aside) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(error)),
            }
            match rename_if_absent(new, &self.target) {
                Ok(()) => return Ok(Some(aside)),
                // Another run came between the two renames: its report is replaced in the next turn, and the old
                // directory gets out of the way of that.
                Err(_) if self.target.exists() => _ = self.dispose(&aside)?,
                Err(error) => {
                    fs::rename(&aside, &self.target).map_err(failed)?;
                    return Err(failed(error));
                }
            }
        }
        Err(failed(io::ErrorKind::ResourceBusy.into()))
    }

    /// Removes the old report, or keeps it under a visible name where it holds what no report wrote.
    fn dispose(&self, old: &Path) -> Result<Option<PathBuf>, ReportError> {
        if foreign_files(old, &OWN_FILES).is_empty() {
            return match fs::remove_dir_all(old) {
                // The repair of another run may have removed it at the same time.
                Err(e) if old.exists() => Err(ReportError::io("removing the previous report", old, e)),
                _ => Ok(None),
            };
        }
        for number in 1..1000 {
            let mut name = self.name.clone();
            name.push(format!(".previous-{number}"));
            let place = self.parent.join(name);
            if !place.exists() && rename_if_absent(old, &place).is_ok() {
                return Ok(Some(place));
            }
        }
        Err(ReportError::new(format!("the previous directory holds files of yours and was left at {}", old.display())))
    }
}

/// `.NAME.` and an ending.
fn hidden(name: &OsStr, ending: &str) -> OsString {
    [OsStr::new("."), name, OsStr::new("."), OsStr::new(ending)].into_iter().collect()
}

/// Refuses a target that must not be touched.
fn check(target: &Path, force: bool) -> Result<(), ReportError> {
    let Ok(meta) = fs::metadata(target) else { return Ok(()) };
    if !meta.is_dir() {
        return Err(ReportError::new(format!("{} is a file; name a directory with -o", target.display())));
    }
    if !force {
        return Err(ReportError::new(format!(
            "{} exists; choose another directory with -o, or replace it with --force",
            target.display()
        )));
    }
    if std::env::current_dir().and_then(fs::canonicalize).is_ok_and(|here| here.starts_with(target)) {
        return Err(ReportError::new(format!(
            "{} is, or holds, the working directory; name another with -o",
            target.display()
        )));
    }
    Ok(())
}

/// Repairs what a dead run left next to the target. Failures are ignored here: what matters fails again later.
fn repair(parent: &Path, name: &OsStr, target: &Path) {
    let aside = parent.join(hidden(name, "previous"));
    if aside.is_dir() {
        if !target.exists() {
            let _ = fs::rename(&aside, target);
        } else if foreign_files(&aside, &OWN_FILES).is_empty() {
            let _ = fs::remove_dir_all(&aside);
        }
    }
    let prefix = hidden(name, "").to_string_lossy().into_owned();
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let middle = file_name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".partial"));
        if !middle.is_some_and(is_random) {
            continue;
        }
        // A run creates its directory before it locks it: young ones are left alone.
        let old =
            entry.metadata().and_then(|m| m.modified()).is_ok_and(|t| t.elapsed().is_ok_and(|age| age.as_secs() > 60));
        let free = File::open(entry.path()).is_ok_and(|d| d.try_lock().is_ok());
        if old && free && foreign_files(&entry.path(), &OWN_FILES).is_empty() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Six letters and digits: as tempfile makes them, so that `.a.b.partial` is not taken for one of `a`.
fn is_random(middle: &str) -> bool {
    middle.len() == 6 && middle.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// True for a folder that a run keeps or left behind next to its report, by the names that [`ReportDir`] gives.
pub fn is_of_a_run(folder_name: &str) -> bool {
    let Some(name) = folder_name.strip_prefix('.') else { return false };
    let partial = name.strip_suffix(".partial").and_then(|rest| rest.rsplit_once('.'));
    partial.is_some_and(|(_, middle)| is_random(middle))
        || name.strip_suffix(".previous").is_some_and(|n| !n.is_empty())
}

/// The names that reports use, whatever options they were written with.
const OWN_FILES: [&str; 12] = [
    "flagged.csv",
    "flagged.jsonl",
    "flagged.xlsx",
    "entries.csv",
    "gone.csv",
    "parties.csv",
    "sector-advisories.csv",
    "near-misses.csv",
    "input-problems.csv",
    "report.html",
    "screened.csv.gz",
    "run.json",
];

/// Names in the directory that neither its manifest nor `known` has.
pub(super) fn foreign_files(directory: &Path, known: &[&str]) -> Vec<OsString> {
    let manifest = fs::read_to_string(directory.join(MANIFEST)).unwrap_or_default();
    let listed: Vec<&str> = manifest.lines().filter_map(|l| l.split_once("  ").map(|(_, name)| name)).collect();
    fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name())
        .filter(|name| name != MANIFEST && name != SIGNATURE && !known.iter().chain(&listed).any(|own| name == own))
        .collect()
}

/// Syncs a directory's names to the disk. Systems that cannot open directories keep their own journal.
fn sync(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

#[cfg(target_os = "linux")]
fn rename_with(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<()> {
    rustix::fs::renameat_with(rustix::fs::CWD, from, rustix::fs::CWD, to, flags).map_err(io::Error::from)
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    rename_with(a, b, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Renames unless the new name is taken. A plain rename would replace an empty directory, and nothing else: every
/// system refuses to rename a directory onto one that holds a file, and each report holds its manifest.
fn rename_if_absent(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    match rename_with(from, to, rustix::fs::RenameFlags::NOREPLACE) {
        // File systems without the flag say so: the plain rename below is what they can.
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {}
        other => return other,
    }
    fs::rename(from, to)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn write(directory: &ReportDir, name: &str, text: &str) -> Result<Finished, ReportError> {
        let mut file = directory.file(name)?;
        file.write_all(text.as_bytes()).map_err(|e| ReportError::io("writing", file.path(), e))?;
        file.finish()?.ok_or_else(|| ReportError::new("not a file"))
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn appears_whole_and_an_unpublished_one_leaves_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let target = place.path().join("report");
        let unpublished = ReportDir::begin(&target, false)?;
        write(&unpublished, "flagged.csv", "half")?;
        assert!(!target.exists(), "nothing may stand under the final name before the end");
        drop(unpublished);
        assert_eq!(names(place.path()), Vec::<String>::new());

        let directory = ReportDir::begin(&target, false)?;
        let file = write(&directory, "flagged.csv", "abc")?;
        directory.publish(vec![file])?;
        assert_eq!(names(place.path()), ["report"]);
        assert_eq!(
            fs::read_to_string(target.join(MANIFEST))?,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  flagged.csv\n"
        );
        Ok(())
    }

    #[test]
    fn an_existing_report_is_refused_then_replaced_on_demand() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let target = place.path().join("report");
        for text in ["old", "new"] {
            let directory = ReportDir::begin(&target, true)?;
            let file = write(&directory, "flagged.csv", text)?;
            assert_eq!(directory.publish(vec![file])?.kept, None);
        }
        let refused = ReportDir::begin(&target, false).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(refused.contains("--force"), "{refused}");
        assert_eq!(fs::read_to_string(target.join("flagged.csv"))?, "new");
        assert_eq!(names(place.path()), ["report"], "the old report must be gone");
        Ok(())
    }

    #[test]
    fn of_two_reports_at_once_the_first_stays_unless_the_second_is_forced() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let target = place.path().join("report");
        let [first, second, forced] = [false, false, true].map(|force| ReportDir::begin(&target, force));
        for (directory, text) in [(first?, "first"), (second?, "second"), (forced?, "forced")] {
            let file = write(&directory, "flagged.csv", text)?;
            let published = directory.publish(vec![file]);
            let stays = if text == "second" { "first" } else { text };
            assert_eq!(published.is_ok(), stays == text, "{published:?}");
            assert_eq!(fs::read_to_string(target.join("flagged.csv"))?, stays);
        }
        assert_eq!(names(place.path()), ["report"]);
        Ok(())
    }

    #[test]
    fn files_that_no_report_wrote_are_kept() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let target = place.path().join("report");
        fs::create_dir(&target)?;
        fs::write(target.join("thesis.txt"), "mine")?;
        let directory = ReportDir::begin(&target, true)?;
        let kept = directory.publish(Vec::new())?.kept.ok_or("the foreign directory was not kept")?;
        assert_eq!(fs::read_to_string(kept.join("thesis.txt"))?, "mine");
        assert_eq!(names(&target), [MANIFEST]);
        Ok(())
    }

    #[test]
    fn a_run_that_died_between_two_renames_is_repaired() -> Result<(), Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let target = place.path().join("report");
        let aside = place.path().join(".report.previous");
        fs::create_dir(&aside)?;
        fs::write(aside.join("flagged.csv"), "old")?;
        assert!(ReportDir::begin(&target, false).is_err(), "the old report is back, so it is in the way");
        assert_eq!(fs::read_to_string(target.join("flagged.csv"))?, "old");
        Ok(())
    }
}
