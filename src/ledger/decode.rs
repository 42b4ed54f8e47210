//! Raw bytes to text, streaming, in one buffer that moves along.
//!
//! Whatever the bytes, the text is valid: what cannot be decoded becomes U+FFFD, and its place is kept so that the row
//! can be named. While a ledger holds ASCII only, nothing is decided about its encoding: the decision falls at the
//! first other byte, with a sample from there on, however far into the file that is.

use std::collections::VecDeque;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};
use memchr::memmem::Finder;

use super::encoding::{self, Guess, SAMPLE};

/// Bytes read at a time: fits the second-level cache together with the text it becomes.
const CHUNK: usize = 128 * 1024;

/// What was odd at a place of the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Odd {
    /// Bytes that the encoding does not have; U+FFFD stands for them.
    Undecodable,
    /// A U+FFFD that was there already.
    Replacement,
    /// A NUL character.
    Nul,
}

/// The text of a source, a window at a time.
pub(super) struct Text {
    reader: Box<dyn Read + Send>,
    /// The first `have` bytes were read and are not decoded; what follows is room for the next.
    raw: Vec<u8>,
    have: usize,
    raw_ended: bool,
    decoder: Option<Decoder>,
    guess: Option<Guess>,
    text: String,
    /// What lies before is consumed.
    start: usize,
    /// Place of `text` in the whole decoded text, in bytes.
    base: u64,
    ended: bool,
    odd: VecDeque<(u64, Odd)>,
    replacement: Finder<'static>,
    /// The first western letter from the last place that was asked about, or the end of what was searched.
    western: usize,
    failed: Option<io::Error>,
}

impl Text {
    /// Reads a sample and decides the encoding where it can be decided; `forced` overrules the guess.
    pub(super) fn open(reader: Box<dyn Read + Send>, forced: Option<&'static Encoding>) -> io::Result<Self> {
        let mut text = Self {
            reader,
            raw: Vec::new(),
            have: 0,
            raw_ended: false,
            decoder: None,
            guess: None,
            text: String::new(),
            start: 0,
            base: 0,
            ended: false,
            odd: VecDeque::new(),
            replacement: Finder::new("\u{FFFD}"),
            western: 0,
            failed: None,
        };
        text.read_raw(SAMPLE);
        if let Some(error) = text.failed.take_if(|_| text.have == 0) {
            return Err(error);
        }
        match forced {
            Some(encoding) => {
                // A BOM never overrules what the user says, but it is no part of the text.
                let bom = encoding::bom(text.bytes()).filter(|(e, _)| *e == encoding).map_or(0, |(_, n)| n);
                text.settle(Guess { encoding, bom, ground: "as told by --encoding".into() });
            }
            None => {
                if let Some(guess) = encoding::guess(text.bytes(), text.raw_ended) {
                    text.settle(guess);
                }
            }
        }
        text.decode();
        Ok(text)
    }

    /// The encoding's name and the ground of the guess.
    pub(super) fn encoding(&self) -> (&str, &str) {
        match &self.guess {
            Some(g) => (encoding::name(g.encoding), &g.ground),
            None => ("UTF-8", "ASCII so far"),
        }
    }

    /// What is not consumed yet.
    pub(super) fn rest(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// True where [`Self::rest`] is all there is.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Consumes bytes of [`Self::rest`].
    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.text.len());
    }

    /// The first odd place within the next `bytes` bytes, dropping it.
    pub(super) fn odd_within(&mut self, bytes: usize) -> Option<(usize, Odd)> {
        let here = self.base + self.start as u64;
        let &(at, odd) = self.odd.front()?;
        let within = usize::try_from(at.saturating_sub(here)).ok().filter(|w| *w < bytes)?;
        self.odd.pop_front();
        Some((within, odd))
    }

    /// Whether letters of U+00C0 to U+00FF may stand in the next `bytes` bytes: searched once for all records up to the next one.
    pub(super) fn holds_western(&mut self, bytes: usize) -> bool {
        if self.western < self.start + bytes {
            let from = self.western.max(self.start);
            let rest = self.text.as_bytes().get(from..).unwrap_or_default();
            self.western = memchr::memchr(encoding::WESTERN, rest).map_or(self.text.len(), |at| from + at);
        }
        self.western < self.start + bytes
    }

    /// Why reading stopped before the end, once.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Gets more text after the rest; nothing more comes once [`Self::ended`]. Where reading fails, the text ends and
    /// [`Self::failure`] says why: what was read before is still screened.
    pub(super) fn fill(&mut self) {
        if self.ended {
            return;
        }
        self.text.drain(..self.start);
        self.base += self.start as u64;
        self.western = self.western.saturating_sub(self.start);
        self.start = 0;
        // As much again as could not be used: a long record is then scanned few times, not once a chunk.
        let want = CHUNK.max(self.text.len());
        let before = self.text.len();
        while self.text.len() == before && !self.ended {
            if self.have < want {
                self.read_raw(want);
            }
            self.decode();
        }
    }

    /// Fills the raw buffer up to `want` bytes or the end.
    fn read_raw(&mut self, want: usize) {
        if self.raw.len() < want {
            self.raw.resize(want, 0);
        }
        while self.have < want && !self.raw_ended {
            let Some(space) = self.raw.get_mut(self.have..want) else { break };
            match self.reader.read(space) {
                Ok(0) => self.raw_ended = true,
                Ok(n) => self.have += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.failed = Some(e);
                    self.raw_ended = true;
                }
            }
        }
    }

    /// What was read and is not decoded.
    fn bytes(&self) -> &[u8] {
        self.raw.get(..self.have).unwrap_or_default()
    }

    fn settle(&mut self, guess: Guess) {
        let bom = guess.bom.min(self.have);
        self.raw.drain(..bom);
        self.have -= bom;
        self.decoder = Some(guess.encoding.new_decoder_without_bom_handling());
        self.guess = Some(guess);
    }

    /// Turns all raw bytes into text.
    fn decode(&mut self) {
        if self.decoder.is_none() {
            if self.bytes().is_ascii() {
                self.append_ascii();
                return;
            }
            self.decide_late();
        }
        let raw = std::mem::take(&mut self.raw);
        let Some(decoder) = &mut self.decoder else { return };
        let mut src = raw.get(..self.have).unwrap_or_default();
        loop {
            let from = self.text.len();
            self.text.reserve(decoder.max_utf8_buffer_length_without_replacement(src.len()).unwrap_or(src.len()));
            let (result, used) = decoder.decode_to_string_without_replacement(src, &mut self.text, self.raw_ended);
            src = src.get(used..).unwrap_or_default();
            note_odd(&mut self.odd, &self.replacement, self.base, &self.text, from);
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.odd.push_back((self.base + self.text.len() as u64, Odd::Undecodable));
                    self.text.push('\u{FFFD}');
                }
            }
        }
        self.raw = raw;
        self.have = 0;
        self.ended = self.raw_ended;
    }

    fn append_ascii(&mut self) {
        let from = self.text.len();
        if let Ok(ascii) = std::str::from_utf8(self.raw.get(..self.have).unwrap_or_default()) {
            self.text.push_str(ascii);
        }
        note_odd(&mut self.odd, &self.replacement, self.base, &self.text, from);
        self.have = 0;
        self.ended = self.raw_ended;
    }

    /// The first non-ASCII byte may come after gigabytes: what precedes it is text already, a sample from here decides.
    fn decide_late(&mut self) {
        self.read_raw(SAMPLE);
        let mut guess = encoding::non_ascii(self.bytes(), self.raw_ended);
        if self.base + self.text.len() as u64 > 0 {
            guess.ground.push_str(" (no other than ASCII bytes before)");
        }
        self.settle(guess);
    }
}

/// Notes NULs and replacement characters in what was just appended.
fn note_odd(odd: &mut VecDeque<(u64, Odd)>, replacement: &Finder<'_>, base: u64, text: &str, from: usize) {
    let new = text.as_bytes().get(from..).unwrap_or_default();
    let nuls = memchr::memchr_iter(0, new).map(|at| (at, Odd::Nul));
    let known = replacement.find_iter(new).map(|at| (at, Odd::Replacement));
    let first = odd.len();
    odd.extend(nuls.chain(known).map(|(at, what)| (base + (from + at) as u64, what)));
    if odd.len() > first + 1 {
        odd.make_contiguous()[first..].sort_unstable();
    }
}
