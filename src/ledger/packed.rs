//! gzip and zstd around text forms, unpacked while read, with a limit on what comes out.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::error::LedgerError;
use super::sniff::Form;
use super::source::{Source, Tally, peek};

/// Up to so many bytes an archive may unpack to whatever its ratio.
const FREE: u64 = 1 << 30;

/// Beyond [`FREE`], more than so many bytes out of one byte in is a bomb: ledgers pack to a fifth, the most repetitive
/// ones (one vendor, amounts only) to a hundredth.
const RATIO: u64 = 400;

/// What a file of that size may unpack to.
#[cfg(feature = "parquet")]
pub(super) fn budget(limit: Option<u64>, size: u64) -> u64 {
    limit.unwrap_or_else(|| size.saturating_mul(RATIO).max(FREE))
}

/// Counts what comes out and stops a bomb.
struct Unpacked<R> {
    inner: R,
    tally: Tally,
    out: u64,
    limit: Option<u64>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::new(e.kind(), "the archive ends too early: it was cut off in a copy or download")
            }
            _ => e,
        })?;
        self.out += n as u64;
        let beyond = match self.limit {
            Some(limit) => self.out > limit,
            None => self.out > FREE && self.out / RATIO > self.tally.bytes(),
        };
        if beyond {
            let limit = self.limit.map_or_else(|| format!("{RATIO} times its size"), |l| format!("{l} bytes"));
            return Err(io::Error::other(format!(
                "the archive unpacks to more than {limit}; --max-unpacked BYTES raises the limit"
            )));
        }
        Ok(n)
    }
}

/// The unpacked source; the raw bytes are still counted and hashed.
pub(super) fn unpack(source: Source, form: Form, limit: Option<u64>) -> Result<Source, LedgerError> {
    let Source { name, size, bytes, tally, .. } = source;
    let failed = |e| LedgerError::io(&name, e);
    let inner: Box<dyn Read + Send> = match form {
        // Only this decoder goes on after the first member: packers append, and the rest would be lost without a word.
        Form::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(bytes))),
        _ => Box::new(zstd::stream::read::Decoder::new(bytes).map_err(failed)?),
    };
    let unpacked = Unpacked { inner, tally: tally.clone(), out: 0, limit };
    let (head, bytes) = peek(Box::new(unpacked)).map_err(failed)?;
    Ok(Source { name, size, path: None, head, bytes, tally })
}
