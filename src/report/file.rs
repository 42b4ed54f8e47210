//! One file of a report: buffered, hashed while it is written, on the disk before it counts as finished.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ReportError;

/// Findings are a few hundred bytes each: one system call for a few hundred of them.
const BUFFER: usize = 256 * 1024;

/// A file being written.
#[derive(Debug)]
pub struct ReportFile {
    name: String,
    path: PathBuf,
    out: BufWriter<Hashed>,
}

#[derive(Debug)]
struct Hashed {
    file: File,
    hash: Sha256,
}

/// A file that is complete and on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Its name in the directory.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
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
        let out = BufWriter::with_capacity(BUFFER, Hashed { file, hash: Sha256::new() });
        Ok(Self { name: name.to_owned(), path, out })
    }

    /// Where the bytes go, for error texts.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what is buffered, waits for the disk and closes.
    ///
    /// # Errors
    /// The system's refusal, a full disk above all.
    pub fn finish(mut self) -> Result<Finished, ReportError> {
        let failed = |e| ReportError::io("writing", &self.path, e);
        self.out.flush().map_err(failed)?;
        self.out.get_ref().file.sync_all().map_err(failed)?;
        let sha256 = hex(&self.out.get_ref().hash.clone().finalize());
        Ok(Finished { name: self.name, sha256 })
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        text
    })
}
