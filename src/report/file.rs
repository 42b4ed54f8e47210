//! One output of a run: a file of the report, hashed while it is written and on the disk before it counts as finished,
//! or a stream.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::text::hex;

use super::ReportError;

/// Findings are a few hundred bytes each: one system call for a few hundred of them.
const BUFFER: usize = 256 * 1024;

/// Lines of digests hardly pack better at higher levels, which cost far more.
const PACKING: Compression = Compression::fast();

/// An output being written.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    out: BufWriter<Target>,
}

enum Target {
    File(Hashed),
    /// Packed with gzip, without a name or a time in its header: equal texts have equal bytes.
    Packed(Box<GzEncoder<Hashed>>),
    Stream(Box<dyn Write + Send>),
}

/// A file with the digest of what was written to it.
struct Hashed(File, Sha256);

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
        let file = File::open(path).map_err(failed)?;
        let (_, sha256) = digest_of(&file).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, sha256 })
    }
}

/// Reads to the end: the number of bytes, and their SHA-256 in hex.
///
/// # Errors
/// The system's refusal.
pub fn digest_of(mut file: impl io::Read) -> io::Result<(u64, String)> {
    let (mut size, mut hash, mut buffer) = (0, Sha256::new(), vec![0; BUFFER]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((size, hex(&hash.finalize()))),
            read => {
                size += read as u64;
                hash.update(buffer.get(..read).unwrap_or_default());
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(_) => "File",
            Self::Packed(_) => "Packed",
            Self::Stream(_) => "Stream",
        })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.1.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Packed(file) => file.write(bytes),
            Self::Stream(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            // A flush in the middle would cost compression; `finish` writes all.
            Self::Packed(_) => Ok(()),
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
        Self::create_as(directory, name, Target::File)
    }

    /// The same, packed with gzip.
    ///
    /// # Errors
    /// The system's refusal.
    pub fn create_packed(directory: &Path, name: &str) -> Result<Self, ReportError> {
        Self::create_as(directory, name, |file| Target::Packed(Box::new(GzEncoder::new(file, PACKING))))
    }

    fn create_as(directory: &Path, name: &str, target: impl FnOnce(Hashed) -> Target) -> Result<Self, ReportError> {
        let path = directory.join(name);
        let file = File::create_new(&path).map_err(|e| ReportError::io("creating", &path, e))?;
        Ok(Self { path, out: BufWriter::with_capacity(BUFFER, target(Hashed(file, Sha256::new()))) })
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
        let Hashed(file, hash) = match self.out.into_inner().map_err(|e| failed(e.into_error()))? {
            Target::File(file) => file,
            Target::Packed(file) => file.finish().map_err(failed)?,
            Target::Stream(_) => return Ok(None),
        };
        file.sync_all().map_err(failed)?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some(Finished { name, sha256: hex(&hash.finalize()) }))
    }
}
