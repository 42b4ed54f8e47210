//! Raw bytes to text, as a window that moves along the source.
//!
//! The text is always valid: bytes that cannot be decoded become U+FFFD, and their places are kept so that the row can
//! be named. As long as a ledger holds ASCII only, its encoding stays open; it is guessed at the first other byte, with
//! a sample from there on, however far into the file that is.

use std::collections::VecDeque;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::encoding::{self, Guess, SAMPLE};
use super::error::LedgerError;
use super::rows::{Next, Note};

/// Bytes read at a time: fits the second-level cache together with the text that it becomes.
const CHUNK: usize = 128 * 1024;

/// A line longer than this is not waited for: less than a chunk, so that reading goes on.
const LINE: usize = 64 * 1024;

/// The text of a source, a window at a time.
pub(super) struct Text {
    reader: Box<dyn Read + Send>,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    decoder: Decoder,
    /// None while only ASCII was read.
    guess: Option<Guess>,
    text: String,
    /// The text before this place is consumed.
    start: usize,
    /// Places in `text` of the U+FFFD that replace undecodable bytes, in order.
    undecodable: VecDeque<usize>,
    /// Places in `text` of parts that are in another encoding than the rest, in order.
    foreign: VecDeque<(usize, &'static Encoding)>,
    /// The encoding of such a part in what was consumed last.
    consumed_foreign: Option<&'static Encoding>,
    /// The encoding was stated: nothing is read in another.
    forced: bool,
    ended: bool,
    failed: Option<io::Error>,
}

impl Text {
    /// Reads a sample and guesses the encoding unless it is `forced` or the sample is ASCII.
    pub(super) fn open(reader: Box<dyn Read + Send>, forced: Option<&'static Encoding>) -> io::Result<Self> {
        let mut text = Self {
            reader,
            raw: Vec::new(),
            decoder: UTF_8.new_decoder_without_bom_handling(),
            guess: None,
            text: String::new(),
            start: 0,
            undecodable: VecDeque::new(),
            foreign: VecDeque::new(),
            consumed_foreign: None,
            forced: forced.is_some(),
            ended: false,
            failed: None,
        };
        text.read_raw(SAMPLE);
        if let Some(error) = text.failed.take_if(|_| text.raw.is_empty()) {
            return Err(error);
        }
        let guess = match forced {
            Some(encoding) => {
                // A byte order mark never overrules the option, but it is not part of the text.
                let bom = encoding::bom(&text.raw).filter(|(e, _)| *e == encoding).map_or(0, |(_, n)| n);
                Some(Guess { encoding, bom, ground: "as told by --encoding".into(), others: None })
            }
            None => encoding::guess(&text.raw, text.ended),
        };
        if let Some(guess) = guess {
            text.settle(guess);
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

    /// The text that is not consumed yet.
    pub(super) fn rest(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// True where no text follows [`Self::rest`].
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Consumes the first bytes of [`Self::rest`]; gives the number of undecodable byte sequences in them.
    pub(super) fn consume(&mut self, bytes: usize) -> usize {
        self.start = (self.start + bytes).min(self.text.len());
        let count = self.undecodable.partition_point(|at| *at < self.start);
        self.undecodable.drain(..count);
        let parts = self.foreign.partition_point(|(at, _)| *at < self.start);
        self.consumed_foreign = self.foreign.drain(..parts).next_back().map(|(_, encoding)| encoding);
        count
    }

    /// The name of another encoding in which part of what was consumed last was read.
    pub(super) fn consumed_foreign(&self) -> Option<&'static str> {
        self.consumed_foreign.map(encoding::name)
    }

    /// Takes all of [`Self::rest`] without a copy; also the number of undecodable byte sequences in it, and the name of
    /// another encoding in which part of it was read.
    pub(super) fn take_rest(&mut self) -> (String, usize, Option<&'static str>) {
        let start = std::mem::take(&mut self.start);
        let undecodable = std::mem::take(&mut self.undecodable).len();
        let foreign = self.foreign.drain(..).next().map(|(_, encoding)| encoding::name(encoding));
        let mut text = std::mem::take(&mut self.text);
        text.drain(..start);
        (text, undecodable, foreign)
    }

    /// Appends more text to the rest, until [`Self::ended`].
    pub(super) fn fill(&mut self) {
        self.text.drain(..self.start);
        self.undecodable.iter_mut().for_each(|at| *at -= self.start);
        self.foreign.iter_mut().for_each(|(at, _)| *at -= self.start);
        self.start = 0;
        // As much again as could not be used: a long record is then scanned a few times, not once per chunk.
        let want = CHUNK.max(self.text.len());
        let before = self.text.len();
        while self.text.len() == before && !self.ended {
            self.read_raw(want);
            self.decode();
        }
    }

    /// What follows the last record at `line`: the end, or, where reading failed, a lost row and a note on it. What was
    /// read before is screened; nothing after the failure is.
    pub(super) fn end(&mut self, line: u64, notes: &mut Vec<Note>) -> Result<Next<'static>, LedgerError> {
        let Some(error) = self.failed.take() else { return Ok(Next::End) };
        let done = format!("reading stopped here ({error}); what follows was not screened");
        notes.push(Note::row("broken_off", line, done));
        Ok(Next::Lost)
    }

    /// Fills the raw buffer up to `want` bytes or to the end; a failure ends the text and is kept.
    fn read_raw(&mut self, want: usize) {
        let space = want.saturating_sub(self.raw.len());
        let read = self.reader.by_ref().take(space as u64).read_to_end(&mut self.raw);
        self.ended |= !read.as_ref().is_ok_and(|n| *n == space);
        self.failed = read.err().or(self.failed.take());
    }

    fn settle(&mut self, guess: Guess) {
        self.raw.drain(..guess.bom.min(self.raw.len()));
        self.decoder = guess.encoding.new_decoder_without_bom_handling();
        self.guess = Some(guess);
    }

    /// Turns all raw bytes into text.
    fn decode(&mut self) {
        if self.guess.is_none() && !self.raw.is_ascii() {
            self.guess_late();
        }
        if !self.forced && self.decoder.encoding() == UTF_8 {
            return self.decode_utf_8();
        }
        let mut rest = self.raw.as_slice();
        loop {
            let room = self.decoder.max_utf8_buffer_length_without_replacement(rest.len());
            self.text.reserve(room.unwrap_or(rest.len()));
            let (result, used) = self.decoder.decode_to_string_without_replacement(rest, &mut self.text, self.ended);
            rest = rest.get(used..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.undecodable.push_back(self.text.len());
                    self.text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        self.raw.clear();
    }

    /// The same for UTF-8, where a line that is not valid may be in another encoding.
    fn decode_utf_8(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        let mut rest = raw.as_slice();
        while let Err(error) = std::str::from_utf8(rest) {
            let (good, bad) = rest.split_at(error.valid_up_to());
            let start = good.iter().rposition(|b| is_line_end(*b)).map_or(0, |at| at + 1);
            let end = bad.iter().position(|b| is_line_end(*b));
            let waits = error.error_len().is_none() || (end.is_none() && rest.len() - start < LINE);
            if waits && !self.ended {
                // The rest of the line is not read yet.
                break;
            }
            let end = end.map_or(rest.len(), |at| good.len() + at);
            self.push(rest.get(..start).unwrap_or_default());
            self.push_line(rest.get(start..end).unwrap_or_default());
            rest = rest.get(end..).unwrap_or_default();
        }
        let whole = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(error) => match rest.iter().rposition(|b| is_line_end(*b)).map_or(0, |at| at + 1) {
                line if rest.len() - line < LINE => line,
                _ => error.valid_up_to(),
            },
        };
        self.push(rest.get(..whole).unwrap_or_default());
        self.raw = rest.get(whole..).unwrap_or_default().to_vec();
    }

    /// Appends bytes as UTF-8.
    fn push(&mut self, bytes: &[u8]) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.text.push_str(text);
        }
        for chunk in bytes.utf8_chunks() {
            self.text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                self.undecodable.push_back(self.text.len());
                self.text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }

    /// Appends a line that is not UTF-8 as a whole: the line, or the cells of it that are not, in another encoding. A
    /// cell that is mostly UTF-8 was cut or damaged and stays so.
    fn push_line(&mut self, line: &[u8]) {
        // None of these is the second byte of a character in GBK, Big5 or Shift-JIS.
        let cells = || line.split_inclusive(|b| matches!(b, b',' | b';' | b'\t' | b'"'));
        let is_foreign = |cell: &[u8]| {
            let (good, bad) = encoding::utf_8_sequences(cell, true);
            bad > 0 && bad >= good
        };
        let (good, _) = encoding::utf_8_sequences(line, true);
        let whole = good <= 2;
        let parts: Vec<&[u8]> = if whole { vec![line] } else { cells().collect() };
        let others = self.guess.as_ref().and_then(|g| g.others);
        let foreign: Vec<u8> = parts.iter().filter(|p| is_foreign(p)).copied().collect::<Vec<_>>().concat();
        let encoding = encoding::of_line(&foreign, others).filter(|_| !foreign.is_empty());
        for part in parts {
            match encoding.filter(|_| is_foreign(part)) {
                Some(encoding) => {
                    self.foreign.push_back((self.text.len(), encoding));
                    self.text.push_str(&encoding.decode_without_bom_handling(part).0);
                }
                None => self.push(part),
            }
        }
    }

    /// Guesses from a sample that begins in the chunk with the first non-ASCII byte.
    fn guess_late(&mut self) {
        self.read_raw(SAMPLE);
        let mut guess = encoding::non_ascii(&self.raw, self.ended);
        if !self.text.is_empty() {
            guess.ground.push_str(" (no other than ASCII bytes before)");
        }
        self.settle(guess);
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
