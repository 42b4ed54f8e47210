//! Step 1: what web forms and programs leave in ledgers: HTML entities (`&amp;`, `&#39;`, `&nbsp;`), percent-encoding
//! (`%20`, `%E6%B5%B7`) and escapes of JSON (`\\u6d77`).
//!
//! Two rounds at most, since exports encode twice (`&amp;amp;`); a third round would make normalizing twice differ.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Folded;
use super::table::{cell, rows};

/// The named entities.
static NAMED: LazyLock<FxHashMap<&'static str, char>> = LazyLock::new(|| {
    let code = |row: &[&str]| u32::from_str_radix(cell(row, 1), 16).ok().and_then(char::from_u32);
    rows(include_str!("tables/entities.tsv")).filter_map(|row| Some((cell(&row, 0), code(&row)?))).collect()
});

/// Longest entity body read: `&#x10FFFF;` has eight characters between the marks.
const LONGEST: usize = 8;

/// Appends the characters of `text`, entities decoded, each with its span.
pub fn decode(text: &str, out: &mut Vec<Folded>) {
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        let decoded = if matches!(c, '%' | '\\' | '&') { encoded(text, rest) } else { None };
        let (c, used) = decoded.unwrap_or((c, c.len_utf8()));
        out.push(Folded { c, start: rest as u32, end: (rest + used) as u32 });
        rest += used;
    }
}

/// What is encoded at a place of the text, and how long it is written.
fn encoded(text: &str, at: usize) -> Option<(char, usize)> {
    let tail = &text[at..];
    percent(text, at).or_else(|| escape(tail)).or_else(|| {
        let (c, used) = entity(tail)?;
        Some(match (c, entity_after_amp(&tail[used..])) {
            ('&', Some((inner, more))) => (inner, used + more),
            _ => (c, used),
        })
    })
}

/// True where a text of plain ASCII holds anything to decode.
pub fn stands_in(text: &str) -> bool {
    let hex =
        |at: usize, n: usize| text.as_bytes().get(at..at + n).is_some_and(|b| b.iter().all(u8::is_ascii_hexdigit));
    memchr::memchr3_iter(b'&', b'%', b'\\', text.as_bytes()).any(|at| match text.as_bytes()[at] {
        b'%' => hex(at + 1, 2),
        b'\\' => hex(at + 2, 4),
        _ => true,
    })
}

/// A percent-encoded blank or mark, or a character of UTF-8 in two to four encoded bytes; not behind a digit, where `%`
/// is a share (`80%20s yarn`).
fn percent(text: &str, at: usize) -> Option<(char, usize)> {
    let tail = text.get(at..).filter(|t| t.starts_with('%'))?;
    let byte = |i: usize| {
        let part = tail.get(3 * i..3 * i + 3)?;
        u8::from_str_radix(part.strip_prefix('%')?, 16).ok()
    };
    let first = byte(0)?;
    let length = match first {
        b' ' | b'&' | b'\'' | b'(' | b')' | b',' | b'.' | b'/' | b'-' => 1,
        0xC3..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let bytes: Vec<u8> = (0..length).map_while(byte).collect();
    let c = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((c, 3 * length)).filter(|_| length > 1 || at == 0 || !text.as_bytes()[at - 1].is_ascii_digit())
}

/// `\\u6d77`: one character of the basic plane.
fn escape(tail: &str) -> Option<(char, usize)> {
    let digits = tail.strip_prefix("\\u")?.get(..4)?;
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    Some((c, 6)).filter(|(c, _)| !c.is_control())
}

/// An entity at the start of `text`: its character and its length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    let (c, used) = entity_after_amp(text.strip_prefix('&')?)?;
    Some((c, used + 1))
}

/// The same without the leading ampersand.
fn entity_after_amp(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(LONGEST + 1).position(|b| b == b';')?;
    let body = text.get(..end)?;
    let c = match body.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // A raw control character would vanish later and join two words: show it as a blank.
            char::from_u32(code).map(|c| if c.is_control() { ' ' } else { c })?
        }
        None => {
            let lower = body.to_ascii_lowercase();
            NAMED.get(lower.as_str()).copied()?
        }
    };
    Some((c, end + 1))
}
