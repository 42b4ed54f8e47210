//! Where the bytes come from: a file or standard input, counted and hashed while they are read.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::error::{LedgerError, LedgerErrorKind};

/// Bytes of the beginning that are looked at to tell what a file is.
pub(super) const HEAD: usize = 64 * 1024;

/// What has been read so far of the raw bytes. Shared with the reader, which may lie under a decompressor.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    hash: Sha256,
    bytes: u64,
    digest: Option<String>,
}

impl Tally {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A reader that panicked leaves a count and a hash that are still what was read.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Raw bytes read.
    pub(super) fn bytes(&self) -> u64 {
        self.lock().bytes
    }

    /// SHA-256 of the raw bytes in hex, once they were read to the end.
    pub(super) fn digest(&self) -> Option<String> {
        self.lock().digest.clone()
    }

    fn add(&self, bytes: &[u8]) {
        let mut state = self.lock();
        state.bytes += bytes.len() as u64;
        state.hash.update(bytes);
    }

    fn end(&self) {
        let mut state = self.lock();
        if state.digest.is_none() {
            let hash = std::mem::take(&mut state.hash).finalize();
            state.digest = Some(hash.iter().map(|b| format!("{b:02x}")).collect());
        }
    }
}

/// A reader that counts and hashes what passes.
struct Counted<R> {
    inner: R,
    tally: Tally,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        if n == 0 && !buf.is_empty() {
            self.tally.end();
        } else if let Some(read) = buf.get(..n) {
            self.tally.add(read);
        }
        Ok(n)
    }
}

/// An opened input: its name, its beginning, and all of its bytes to come (the beginning included).
pub(super) struct Source {
    /// As given by the user.
    pub(super) name: String,
    /// Size of the file where known.
    pub(super) size: Option<u64>,
    /// The file, where it can be opened again and read from any place.
    pub(super) path: Option<PathBuf>,
    /// The first bytes, at most [`HEAD`].
    pub(super) head: Vec<u8>,
    /// Everything, from the first byte.
    pub(super) bytes: Box<dyn Read + Send>,
    /// What has been read of the raw bytes.
    pub(super) tally: Tally,
}

impl Source {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(path: &Path) -> Result<Self, LedgerError> {
        let name = path.display().to_string();
        if name == "-" {
            return Self::from_reader("-", Box::new(io::stdin()), None);
        }
        let file = File::open(path).map_err(|e| LedgerError::io(&name, e))?;
        let meta = file.metadata().map_err(|e| LedgerError::io(&name, e))?;
        if meta.is_dir() {
            return Err(LedgerError::new(
                &name,
                LedgerErrorKind::Directory,
                "this is a folder, not a ledger",
                format!("name the files in it, for example {}", path.join("*.csv").display()),
            ));
        }
        // Pipes and devices have no size of their own.
        let size = meta.is_file().then_some(meta.len());
        let source = Self::from_reader(&name, Box::new(file), size)?;
        Ok(Self { path: size.map(|_| path.to_owned()), ..source })
    }

    /// Takes any reader for a ledger of that name.
    pub(super) fn from_reader(
        name: &str,
        reader: Box<dyn Read + Send>,
        size: Option<u64>,
    ) -> Result<Self, LedgerError> {
        let tally = Tally::default();
        let counted = Counted { inner: reader, tally: tally.clone() };
        let (head, bytes) = peek(Box::new(counted)).map_err(|e| LedgerError::io(name, e))?;
        Ok(Self { name: name.to_owned(), size, path: None, head, bytes, tally })
    }
}

/// Reads the beginning and hands out a reader that starts there again.
pub(super) fn peek(mut bytes: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    bytes.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let whole = Box::new(Cursor::new(head.clone()).chain(bytes));
    Ok((head, whole))
}
