//! What encoding a text is in, guessed from its bytes.
//!
//! In this order: a BOM; NUL bytes at even or odd places (UTF-16 without BOM); valid UTF-8 in all but a few sequences;
//! else one vote a line over the lines with non-ASCII bytes. One vote a line and not one guess a file, because a
//! detector rules an encoding out for good at the first bad byte, and ledgers have bad bytes. Never one guess a row:
//! some Chinese names in GBK are valid UTF-8.

use std::collections::BTreeMap;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::{LedgerError, LedgerErrorKind};
use crate::text;

/// Bytes that a guess looks at, at most: thousands of lines, read in a millisecond.
pub(super) const SAMPLE: usize = 1024 * 1024;

/// Lines that vote, at most.
const VOTERS: usize = 4000;

/// A UTF-8 ledger may hold one bad sequence to so many good ones: below, a GBK file whose names happen to be valid
/// UTF-8 here and there would pass for UTF-8 (in real GBK text about one pair in thirty is).
const GOOD_FOR_ONE_BAD: usize = 8;

/// A guess and what it rests on.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub(super) encoding: &'static Encoding,
    /// Bytes of the BOM at the start, not part of the text.
    pub(super) bom: usize,
    pub(super) ground: String,
    /// Encoding of the lines that are not in the first, where there are such.
    pub(super) others: Option<&'static Encoding>,
}

/// The encoding that a BOM states, and the BOM's length.
pub(super) fn bom(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// The name that users know an encoding by.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "gb18030" => "GB18030",
        "windows-1252" => "Windows-1252",
        "Shift_JIS" => "Shift-JIS",
        other => other,
    }
}

/// The encoding of an `--encoding` option. `GBK` is read as its superset GB18030.
pub(super) fn by_label(label: &str) -> Option<&'static Encoding> {
    let trimmed = label.trim();
    let known = match trimmed.to_ascii_lowercase().as_str() {
        "utf16" | "utf-16" | "utf16le" => Some(UTF_16LE),
        "utf16be" => Some(UTF_16BE),
        "cp1252" | "windows1252" | "win1252" | "ansi" => Some(WINDOWS_1252),
        "cp936" | "936" => Some(GB18030),
        "cp950" | "950" | "big-5" => Some(BIG5),
        "cp932" | "932" | "shiftjis" => Some(SHIFT_JIS),
        _ => Encoding::for_label(trimmed.as_bytes()),
    };
    known.map(|e| if e == GBK { GB18030 } else { e })
}

/// The guess for a text that starts with `sample`; `None` where it holds ASCII only and no BOM, so that nothing can be
/// said yet. `whole` tells that nothing follows.
pub(super) fn guess(sample: &[u8], whole: bool) -> Option<Guess> {
    if let Some((encoding, bom)) = bom(sample) {
        return Some(Guess { encoding, bom, ground: "byte order mark".into(), others: None });
    }
    if let Some(encoding) = utf_16(sample) {
        let ground = "NUL bytes beside the letters, no byte order mark".into();
        return Some(Guess { encoding, bom: 0, ground, others: None });
    }
    if sample.is_ascii() {
        return None;
    }
    Some(non_ascii(sample, whole))
}

/// UTF-16 without BOM: ASCII letters, digits and line ends have a NUL as high byte.
fn utf_16(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    // Next to the NUL is a letter, a digit, a delimiter or a line end; in binary data it is anything.
    let text = |b: u8| (0x20..0x7F).contains(&b) || matches!(b, b'\t' | b'\n' | b'\r') || b >= 0xA0;
    let nul_at = |odd: usize| {
        let units =
            sample.chunks_exact(2).filter(|u| u.get(odd) == Some(&0) && u.get(1 - odd).is_some_and(|b| text(*b)));
        units.count()
    };
    let control = |b: u8| b < 0x20 && !text(b);
    let binary = sample.chunks_exact(2).filter(|u| u.contains(&0) && u.iter().all(|b| control(*b))).count();
    if binary * 20 > pairs {
        return None;
    }
    let (even, odd) = (nul_at(0), nul_at(1));
    // Han ledgers have NULs only in delimiters, digits and line ends: about one character in ten. One NUL in a hundred
    // bytes is a damaged file in another encoding.
    let enough = pairs / 20 + 1;
    if odd >= enough && even * 20 < odd {
        Some(UTF_16LE)
    } else if even >= enough && odd * 20 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The guess for bytes that are not all ASCII and not UTF-16.
pub(super) fn non_ascii(sample: &[u8], whole: bool) -> Guess {
    let (good, bad) = utf_8_sequences(sample, whole);
    if bad == 0 {
        return Guess { encoding: UTF_8, bom: 0, ground: "valid UTF-8".into(), others: None };
    }
    if good >= GOOD_FOR_ONE_BAD * bad {
        let ground = format!("UTF-8 but for {bad} of {} sequences", good + bad);
        return Guess { encoding: UTF_8, bom: 0, ground, others: None };
    }
    mixed(sample, whole).unwrap_or_else(|| vote(sample))
}

/// The guess for UTF-8 with lines in another encoding: pasted rows, or exports glued together.
///
/// A line of another encoding is valid UTF-8 by chance at about one pair of bytes in thirty: at five pairs, no line of
/// a sample is. Lines with fewer count where they are as many as the others.
fn mixed(sample: &[u8], whole: bool) -> Option<Guess> {
    const NEVER_BY_CHANCE: usize = 5;
    let end = if whole { sample.len() } else { sample.iter().rposition(|b| *b == b'\n')? };
    let lines = sample.get(..end)?.split(|b| matches!(b, b'\n' | b'\r')).filter(|l| !l.is_ascii()).take(VOTERS);
    let (mut good, mut sequences, mut most, mut bad) = (0, 0, 0, Vec::new());
    for line in lines {
        match utf_8_sequences(line, true) {
            (own, 0) => {
                (good, sequences, most) = (good + 1, sequences + own, most.max(own));
            }
            _ => bad.push(line),
        }
    }
    if most < NEVER_BY_CHANCE && (good < bad.len() || sequences < 2) {
        return None;
    }
    let others = vote(&bad.join(&b'\n')).encoding;
    let all = good + bad.len();
    let ground = format!("UTF-8 but for {} of {all} lines with non-ASCII bytes ({})", bad.len(), name(others));
    Some(Guess { encoding: UTF_8, bom: 0, ground, others: Some(others) })
}

/// The encoding of one line, or of part of one, that is not UTF-8; `others` is that of other such lines.
pub(super) fn of_line(line: &[u8], others: Option<&'static Encoding>) -> Option<&'static Encoding> {
    let own = vote(line).encoding;
    // A single line is easily taken for a neighbour of these.
    let usual = [GB18030, BIG5, SHIFT_JIS, WINDOWS_1252].contains(&own);
    let choices = if usual { [Some(own), others, Some(GB18030)] } else { [others, Some(own), Some(GB18030)] };
    let reads = |e: &&'static Encoding| e.decode_without_bom_handling_and_without_replacement(line).is_some();
    choices.into_iter().flatten().find(reads)
}

/// Multi-byte sequences that are, and are not, UTF-8.
pub(super) fn utf_8_sequences(sample: &[u8], whole: bool) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // A sample may end inside a character.
        let cut = !whole && chunks.peek().is_none();
        bad += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (good, bad)
}

/// One vote for each line with non-ASCII bytes.
fn vote(sample: &[u8]) -> Guess {
    let lines: Vec<&[u8]> =
        sample.split(|b| matches!(b, b'\n' | b'\r')).filter(|l| !l.is_ascii()).take(VOTERS).collect();
    let mut votes: BTreeMap<&'static str, (usize, &'static Encoding)> = BTreeMap::new();
    for line in &lines {
        let encoding = detect(line);
        votes.entry(encoding.name()).or_insert((0, encoding)).0 += 1;
    }
    let whole = detect(&lines.join(&b'\n'));
    // A tie goes to the guess for all lines together, then to the first name.
    let won = votes.values().max_by_key(|(n, e)| (*n, *e == whole)).copied();
    let (n, encoding) = won.unwrap_or((0, WINDOWS_1252));
    let share = |e: &'static Encoding| {
        let readable = lines.iter().filter(|l| e.decode_without_bom_handling_and_without_replacement(l).is_some());
        readable.count() * 100 / lines.len().max(1)
    };
    // A Latin winner by few votes next to unreadable lines: short lines with one accent look like anything.
    let encoding = if share(encoding) < 50 { whole } else { encoding };
    let encoding = latin(encoding, &lines);
    let ground = format!("{n} of {} lines with non-ASCII bytes look like {}", lines.len(), name(encoding));
    Guess { encoding, bom: 0, ground, others: None }
}

/// Western text in one line is easily taken for a neighbour (Windows-1250, 1254, 1257, ISO 8859-x): where all lines
/// read in Windows-1252 without its unused places and show only letters and punctuation of Western languages, it is
/// that.
fn latin(encoding: &'static Encoding, lines: &[&[u8]]) -> &'static Encoding {
    if matches!(encoding.name(), "gb18030" | "Big5" | "Shift_JIS" | "EUC-JP" | "EUC-KR") {
        return encoding;
    }
    // 0x80 to 0x9F: euro, quotes, dashes, dots, bullet, trademark; 0xA0 to 0xFF: letters and signs.
    let western = |b: u8| {
        matches!(b, 0xC0..=0xCF | 0xD1..=0xD6 | 0xD8..=0xDC | 0xDF..=0xEF | 0xF1..=0xF6 | 0xF8..=0xFC)
            || b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xA0\xA3\xA7\xA9\xAA\xAB\xAD\xAE\xB0\xB4\xB7\xBA\xBB"
                .contains(&b)
    };
    let (mut yes, mut no) = (0usize, 0usize);
    for b in lines.iter().flat_map(|l| l.iter()).filter(|b| !b.is_ascii()) {
        if western(*b) { yes += 1 } else { no += 1 }
    }
    let isolated =
        lines.iter().all(|l| l.windows(3).filter(|w| w.iter().all(|b| !b.is_ascii())).count() * 3 <= l.len());
    let cyrillic = matches!(encoding.name(), "windows-1251" | "KOI8-U" | "KOI8-R" | "IBM866" | "ISO-8859-5")
        && lines.iter().any(|l| l.windows(4).any(|w| w.iter().all(|b| *b >= 0xC0)));
    if isolated && no * 20 <= yes && !cyrillic { WINDOWS_1252 } else { encoding }
}

fn detect(line: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(line, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    if encoding == GBK { GB18030 } else { encoding }
}

/// False for text without letters of U+00C0 to U+00FF: the lead bytes of UTF-8 are such letters in Windows-1252. They
/// begin with C3 in UTF-8.
pub(super) fn may_be_mojibake(text: &str) -> bool {
    memchr::memchr(0xC3, text.as_bytes()).is_some()
}

/// True for text with the private characters that LibreOffice writes for five bytes that Windows-1252 does not have.
pub(super) fn has_private(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\xEF\x86").is_some()
        && text.chars().any(|c| matches!(c, '\u{F181}'..='\u{F19D}'))
}

/// True for text that was UTF-8, was taken for Windows-1252 and saved again ("MÃ¼ller", "æ–°ç–†").
pub(super) fn is_mojibake(cell: &str) -> bool {
    if has_private(cell) {
        return text::mojibake::repair(cell).is_some();
    }
    let (bytes, _, lossy) = WINDOWS_1252.encode(cell);
    // A single pair can be an honest "Â£" or "Ã©"; but honest Western words hardly ever are valid UTF-8 throughout.
    !lossy && !cell.is_ascii() && std::str::from_utf8(&bytes).is_ok()
}

/// The error of an `--encoding` that is none.
pub(super) fn no_encoding(file: &str, label: &str) -> LedgerError {
    LedgerError::new(
        file,
        LedgerErrorKind::Option,
        format!("--encoding {label}: there is no such encoding"),
        "write UTF-8, UTF-16LE, UTF-16BE, Windows-1252, GB18030, GBK, Big5, Shift-JIS or another name of the Encoding \
         Standard",
    )
}
