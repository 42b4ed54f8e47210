//! Step 1: HTML entities, as web forms leave them in ledgers (`&amp;`, `&#39;`, `&nbsp;`).
//!
//! Two rounds at most, since exports encode twice (`&amp;amp;`); a third round would make normalizing twice differ.

use super::Folded;

/// The named entities met in ledgers; the HTML standard holds 2,231, of which text exports write these.
const NAMED: [(&str, char); 26] = [
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("ndash", '–'),
    ("mdash", '—'), ("lsquo", '‘'), ("rsquo", '’'), ("ldquo", '“'), ("rdquo", '”'), ("hellip", '…'), ("middot", '·'),
    ("eacute", 'é'), ("egrave", 'è'), ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'), ("szlig", 'ß'), ("ccedil", 'ç'),
    ("ntilde", 'ñ'), ("copy", '©'), ("reg", '®'), ("trade", '™'), ("shy", '\u{ad}'),
];

/// Longest entity body read: `&#x10FFFF;` has eight characters between the marks.
const LONGEST: usize = 8;

/// Appends the characters of `text`, entities decoded, each with its span.
pub fn decode(text: &str, out: &mut Vec<Folded>) {
    let mut rest = 0;
    while rest < text.len() {
        let tail = &text[rest..];
        if let Some((c, used)) = entity(tail) {
            let (c, used) = match (c, entity_after_amp(&tail[used..])) {
                ('&', Some((inner, more))) => (inner, used + more),
                _ => (c, used),
            };
            out.push(Folded { c, start: rest as u32, end: (rest + used) as u32 });
            rest += used;
        } else if let Some(c) = tail.chars().next() {
            out.push(Folded { c, start: rest as u32, end: (rest + c.len_utf8()) as u32 });
            rest += c.len_utf8();
        } else {
            break;
        }
    }
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
            NAMED.iter().find(|(name, _)| *name == lower).map(|&(_, c)| c)?
        }
    };
    Some((c, end + 1))
}
