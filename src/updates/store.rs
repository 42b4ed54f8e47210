//! The data directory: for each source its editions, and one small file that says which of them is in force.
//!
//! ```text
//! lists/lock                            held while an update runs
//! lists/csl/current.json                the record of the edition in force
//! lists/csl/2026-11-30-1a2b3c4d5e6f/    an edition: its files, never changed once they are here
//! lists/csl/.new-XXXX/                  an edition that is being made
//! ```
//!
//! An edition is written and synced under a hidden name, renamed, and only then named by `current.json`, which is
//! replaced whole. So a process that dies at any moment leaves the edition in force as it was; what it leaves besides
//! is removed by the next update. Readers take no lock: an edition is removed only after [`KEPT`] later ones.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Refused;
use crate::text::hex;

/// Earlier editions that are kept.
const KEPT: usize = 3;

/// The form of `current.json`.
const FORM: u32 = 1;

/// How the names of what is being made begin.
const UNFINISHED: [&str; 3] = [".new-", ".old-", ".record-"];

/// The record of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    form: u32,
    /// The folder of its files.
    pub folder: String,
    /// The day of its publication, or of the download where the publisher does not say it.
    pub day: String,
    /// When it was downloaded or taken from a folder.
    pub taken: String,
    /// When the publisher was last asked.
    pub checked: String,
    /// Its files, the one that leads the readers first.
    pub files: Vec<Kept>,
    /// The lists in it.
    pub lists: Vec<Count>,
    /// Folders of earlier editions, the latest first.
    #[serde(default)]
    pub earlier: Vec<String>,
}

/// A file of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The name in the table of sources.
    pub source: String,
    /// The name in the folder.
    pub name: String,
    /// Where it came from: an address, or a path.
    pub from: String,
    /// The publisher's mark of this state.
    pub etag: Option<String>,
    /// When the publisher changed it last, as it says so.
    pub last_modified: Option<String>,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// How many entries a list has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The id of the list.
    pub list: String,
    /// Its entries.
    pub entries: usize,
}

impl Edition {
    /// An edition that is not stored yet.
    pub fn new(day: String, now: String, files: Vec<Kept>, lists: Vec<Count>) -> Self {
        let digest = digest_of(&files);
        let folder = format!("{day}-{}", &digest[..12]);
        Self { form: FORM, folder, day, taken: now.clone(), checked: now, files, lists, earlier: Vec::new() }
    }

    /// Entries over all lists.
    pub fn entries(&self) -> usize {
        self.lists.iter().map(|list| list.entries).sum()
    }

    /// One digest for all files.
    pub fn digest(&self) -> String {
        digest_of(&self.files)
    }
}

/// One digest for all files: of their names in the table of sources and their digests.
fn digest_of(files: &[Kept]) -> String {
    let mut digest = Sha256::new();
    for file in files {
        digest.update(format!("{} {}\n", file.source, file.sha256));
    }
    hex(&digest.finalize())
}

/// The data directory.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
}

/// The right to change a data directory; given back when it is dropped, and by the system when the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Store {
    /// The data directory at a path, which need not exist.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// Another update runs, or the directory cannot be made.
    pub fn lock(&self) -> Result<Lock, Refused> {
        let failed = |e| system("making the data directory", &self.path, &e);
        fs::create_dir_all(&self.path).map_err(failed)?;
        let file = File::options().create(true).write(true).truncate(false).open(self.path.join("lock"));
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Refused::new(
                format!("another update of {} is running", self.path.display()),
                "wait until it has ended; nothing was changed",
            )),
            Err(TryLockError::Error(e)) => Err(system("locking the data directory", &self.path, &e)),
        }
    }

    fn of(&self, key: &str) -> PathBuf {
        self.path.join(key)
    }

    /// The folder of an edition.
    pub fn folder(&self, key: &str, edition: &Edition) -> PathBuf {
        self.of(key).join(&edition.folder)
    }

    /// The record of the edition in force, where there is one. Its files are not looked at.
    ///
    /// # Errors
    /// The record cannot be read.
    pub fn current(&self, key: &str) -> Result<Option<Edition>, Refused> {
        let path = self.of(key).join("current.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(system("reading", &path, &e)),
        };
        let broken = |what: String| damaged(key, &format!("{} {what}", path.display()));
        let edition: Edition = serde_json::from_str(&text).map_err(|e| broken(format!("is not a record ({e})")))?;
        let mut names = edition.files.iter().map(|f| &f.name).chain([&edition.folder]).chain(&edition.earlier);
        let plain = names.all(|name| is_name(name));
        drop(names);
        if edition.form != FORM || edition.files.is_empty() || !plain {
            return Err(broken(format!("is not a record of form {FORM}")));
        }
        Ok(Some(edition))
    }

    /// The edition in force with every file as it was when it was stored.
    ///
    /// # Errors
    /// The record cannot be read, or a file is missing or was changed.
    pub fn verified(&self, key: &str) -> Result<Option<Edition>, Refused> {
        let Some(edition) = self.current(key)? else { return Ok(None) };
        for file in &edition.files {
            let path = self.folder(key, &edition).join(&file.name);
            let (sha256, _) = digest(&path).map_err(|e| damaged(key, &format!("{}: {e}", path.display())))?;
            if sha256 != file.sha256 {
                return Err(damaged(key, &format!("{} was changed after it was stored", path.display())));
            }
        }
        Ok(Some(edition))
    }

    /// The paths that lead the readers to the edition in force of each of these sources.
    ///
    /// # Errors
    /// A copy is damaged.
    pub fn in_force<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Result<Vec<PathBuf>, Refused> {
        let mut paths = Vec::new();
        for key in keys {
            if let Some(edition) = self.verified(key)? {
                let first = edition.files.first().map(|file| self.folder(key, &edition).join(&file.name));
                paths.extend(first);
            }
        }
        Ok(paths)
    }

    /// A hidden folder for an edition that is being made; what dead updates left is removed first.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn stage(&self, key: &str, _lock: &Lock) -> Result<tempfile::TempDir, Refused> {
        let folder = self.of(key);
        let failed = |e| system("writing into", &folder, &e);
        fs::create_dir_all(&folder).map_err(failed)?;
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if UNFINISHED.iter().any(|prefix| name.starts_with(prefix)) {
                remove(&entry.path()).map_err(failed)?;
            }
        }
        tempfile::Builder::new().prefix(".new-").tempdir_in(&folder).map_err(failed)
    }

    /// Puts a staged edition in force, and removes those that are older than the ones kept.
    ///
    /// # Errors
    /// The system refuses it; then the edition before stays in force.
    pub fn install(&self, key: &str, staged: tempfile::TempDir, mut edition: Edition) -> Result<Edition, Refused> {
        let folder = self.of(key);
        let failed = |e| system("writing into", &folder, &e);
        // A record that cannot be read names no editions to keep, and must not stop its own replacement.
        let before = self.current(key).ok().flatten();
        let target = self.folder(key, &edition);
        for file in &edition.files {
            sync(&staged.path().join(&file.name)).map_err(failed)?;
        }
        readable(staged.path(), 0o755).map_err(failed)?;
        sync_folder(staged.path()).map_err(failed)?;
        if target.exists() {
            // The same bytes were stored before: in doubt the new copy is the good one. The old one goes out of the way
            // under a name that the next update removes.
            let aside = tempfile::Builder::new().prefix(".old-").tempdir_in(&folder).map_err(failed)?;
            fs::rename(&target, aside.path().join("edition")).map_err(failed)?;
            fs::rename(staged.keep(), &target).map_err(failed)?;
        } else {
            fs::rename(staged.keep(), &target).map_err(failed)?;
        }
        sync_folder(&folder).map_err(failed)?;
        let earlier = before.into_iter().flat_map(|b| [vec![b.folder], b.earlier].concat());
        edition.earlier = earlier.filter(|name| *name != edition.folder).take(KEPT).collect();
        self.record(key, &edition)?;
        self.prune(key, &edition);
        Ok(edition)
    }

    /// Replaces the record of a source.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn record(&self, key: &str, edition: &Edition) -> Result<(), Refused> {
        let folder = self.of(key);
        let failed = |e| system("writing into", &folder, &e);
        let text = serde_json::to_string_pretty(edition).map_err(|e| failed(e.into()))?;
        let mut file = tempfile::Builder::new().prefix(".record-").tempfile_in(&folder).map_err(failed)?;
        file.write_all((text + "\n").as_bytes()).map_err(failed)?;
        readable(file.path(), 0o644).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(folder.join("current.json")).map_err(|e| failed(e.error))?;
        sync_folder(&folder).map_err(failed)
    }

    /// Removes editions that no record names. One that cannot be removed now is removed next time.
    fn prune(&self, key: &str, edition: &Edition) {
        let Ok(entries) = fs::read_dir(self.of(key)) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let kept = name == edition.folder || edition.earlier.contains(&name);
            if is_edition(&name) && !kept {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// SHA-256 of a file in hex, and its size.
///
/// # Errors
/// It cannot be read.
pub fn digest(path: &Path) -> io::Result<(String, u64)> {
    let (mut digest, mut bytes, mut file) = (Sha256::new(), 0, File::open(path)?);
    let mut part = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok((hex(&digest.finalize()), bytes));
        }
        digest.update(&part[..read]);
        bytes += read as u64;
    }
}

/// True for the name of a file or folder, and nothing that leads elsewhere.
fn is_name(text: &str) -> bool {
    Path::new(text).file_name().is_some_and(|name| name == text) && !text.starts_with('.')
}

/// True for the name that the folder of an edition has: nothing else is ever removed.
fn is_edition(name: &str) -> bool {
    let shape = |(at, b): (usize, u8)| match at {
        4 | 7 | 10 => b == b'-',
        0..10 => b.is_ascii_digit(),
        _ => b.is_ascii_hexdigit(),
    };
    name.len() == 23 && name.bytes().enumerate().all(shape)
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

fn sync(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

/// Names in a folder reach the disk with the folder; other systems than Unix cannot open one.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Lets others than the owner read: what is made for a moment is for its owner alone.
fn readable(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _ = (path, mode);
        Ok(())
    }
}

fn damaged(key: &str, what: &str) -> Refused {
    Refused::new(
        format!("the stored copy of {key} is damaged: {what}"),
        format!("get it again with `tamis lists update {key}`"),
    )
}

/// A refusal of the system.
pub(super) fn system(doing: &str, path: &Path, error: &io::Error) -> Refused {
    Refused::new(format!("{doing} {} failed ({error})", path.display()), "check permissions and free space")
}
