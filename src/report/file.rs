//! One output of a run: a file of the report, hashed while it is written and on the disk before it counts as finished,
//! or a stream.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::text::hex;

use super::ReportError;

/// Findings are a few hundred bytes each: one system call for a few hundred of them.
const BUFFER: usize = 256 * 1024;

/// An output being written.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    out: BufWriter<Target>,
}

enum Target {
    File(File, Sha256),
    Stream(Box<dyn Write + Send>),
}

/// A file that is complete and on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Its name in the directory.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Finished {
    /// A file that another writer has written: hashed, and brought to the disk.
    ///
    /// # Errors
    /// The system's refusal.
    pub fn of(path: &Path) -> Result<Self, ReportError> {
        let failed = |e| ReportError::io("writing", path, e);
        let mut file = File::open(path).map_err(failed)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            match file.read(&mut buffer).map_err(failed)? {
                0 => break,
                read => hash.update(buffer.get(..read).unwrap_or_default()),
            }
        }
        file.sync_all().map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, sha256: hex(&hash.finalize()) })
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(..) => "File",
            Self::Stream(_) => "Stream",
        })
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file, hash) => {
                let written = file.write(bytes)?;
                hash.update(bytes.get(..written).unwrap_or_default());
                Ok(written)
            }
            Self::Stream(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file, _) => file.flush(),
            Self::Stream(out) => out.flush(),
        }
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl ReportFile {
    /// Creates a file in a directory; it must not exist.
    ///
    /// # Errors
    /// The system's refusal.
    pub fn create(directory: &Path, name: &str) -> Result<Self, ReportError> {
        let path = directory.join(name);
        let file = File::create_new(&path).map_err(|e| ReportError::io("creating", &path, e))?;
        Ok(Self { path, out: BufWriter::with_capacity(BUFFER, Target::File(file, Sha256::new())) })
    }

    /// Writes to a stream; `name` stands for it in errors.
    pub fn stream(out: impl Write + Send + 'static, name: &str) -> Self {
        Self { path: PathBuf::from(name), out: BufWriter::with_capacity(BUFFER, Target::Stream(Box::new(out))) }
    }

    /// Where the bytes go, for error texts.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what is buffered, waits for the disk and closes; what was written, if it is a file.
    ///
    /// # Errors
    /// The system's refusal, a full disk above all.
    pub fn finish(mut self) -> Result<Option<Finished>, ReportError> {
        let failed = |e| ReportError::io("writing", &self.path, e);
        self.out.flush().map_err(failed)?;
        let Target::File(file, hash) = self.out.get_ref() else { return Ok(None) };
        file.sync_all().map_err(failed)?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some(Finished { name, sha256: hex(&hash.clone().finalize()) }))
    }
}
