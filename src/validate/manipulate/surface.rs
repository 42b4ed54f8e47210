//! Letters and marks: case, punctuation, disguises, diacritics, encodings.

use encoding_rs::{GBK, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization;

use super::script::pinyin_parts;
use super::{changed, chunks, pair, replaced};
use crate::text;
use crate::validate::rng::Rng;
use crate::validate::subject::Subject;

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '’' | '‘' | '“' | '”' | '（' | '）' | '，' | '、' | '。' | '·' | '–' | '—')
}

pub(super) fn punctuation_dropped(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let mut bare = String::with_capacity(s.text.len());
    // Letters since the last mark or blank.
    let mut run = 0;
    let mut rest = s.text.chars().peekable();
    while let Some(c) = rest.next() {
        let glued = bare.ends_with(char::is_alphanumeric) && rest.peek().is_some_and(|c| c.is_alphanumeric());
        match c {
            '-' | '/' | '(' | ')' | '&' | '（' | '）' | '–' | '—' | '_' => bare.push(' '),
            // `INC.,LTD` must not become one word; `C.N.S.I.M.` must.
            ',' | ';' | ':' if glued => bare.push(' '),
            '.' if glued && run > 1 => bare.push(' '),
            c if is_punctuation(c) => {}
            c => bare.push(c),
        }
        run = if c.is_alphanumeric() { run + 1 } else { 0 };
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    // Blanks alone make no dropped mark.
    s.text.chars().any(is_punctuation).then(|| words.join(" "))
}

pub(super) fn punctuation_added(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let bounds: Vec<(usize, usize)> = s.words().windows(2).map(|w| (w[0].end, w[1].start)).collect();
    if s.all_han() {
        let bounds: Vec<_> = bounds.into_iter().filter(|(a, b)| a == b).collect();
        let (at, _) = *rng.pick(&bounds)?;
        return replaced(s.text, at..at, rng.pick(&["·", "-", "，"])?);
    }
    let blanks: Vec<_> = bounds.into_iter().filter(|&(a, b)| s.text.get(a..b) == Some(" ")).collect();
    let &(from, to) = rng.pick(&blanks)?;
    replaced(s.text, from..to, rng.pick(&[", ", "-", ". ", "_"])?)
}

pub(super) fn quotes_added(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    if s.is_person() {
        return None;
    }
    let word = s.most_distinctive().or_else(|| s.distinctive().max_by_key(|w| w.length))?;
    let (open, close) = if word.han { ("“", "”") } else { ("\"", "\"") };
    replaced(s.text, word.start..word.end, &format!("{open}{}{close}", s.slice(word)))
}

/// Places inside words where a character can be put unseen: between two letters.
fn inside(text: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    chars.windows(2).filter(|w| w[0].1.is_alphanumeric() && w[1].1.is_alphanumeric()).map(|w| w[1].0).collect()
}

pub(super) fn zero_width(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    const INVISIBLE: [&str; 6] = ["\u{200b}", "\u{200c}", "\u{200d}", "\u{feff}", "\u{ad}", "\u{200e}"];
    let mut text = s.text.to_owned();
    for _ in 0..=rng.below(3) {
        let at = *rng.pick(&inside(&text))?;
        text = replaced(&text, at..at, rng.pick(&INVISIBLE)?)?;
    }
    Some(text)
}

/// Replaces letters by those that look alike, by draw; one at least.
pub(super) fn twins(text: &str, table: &str, rng: &mut Rng) -> Option<String> {
    let twin = |c: char| pair(table, c)?.chars().next();
    let places: Vec<usize> = text.char_indices().filter(|(_, c)| twin(*c).is_some()).map(|(at, _)| at).collect();
    let sure = *rng.pick(&places)?;
    Some(text.char_indices().map(|(at, c)| twin(c).filter(|_| rng.coin() || at == sure).unwrap_or(c)).collect())
}

/// A combining mark for each of the usual diacritics of vowels.
const ACCENTS: [char; 6] = ['\u{301}', '\u{300}', '\u{302}', '\u{308}', '\u{303}', '\u{304}'];

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

pub(super) fn accents(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    let text = changed(s, |word| {
        let slice = Some(s.slice(word)).filter(|_| !word.han && word.length >= 3)?;
        let vowels: Vec<usize> = slice.char_indices().filter(|(_, c)| is_vowel(*c)).map(|(at, _)| at + 1).collect();
        let at = *rng.pick(&vowels)?;
        replaced(slice, at..at, rng.pick(&ACCENTS)?.encode_utf8(&mut [0; 4]))
    })?;
    Some(if rng.coin() { text.nfc().collect() } else { text })
}

/// The rule of Hanyu Pinyin: the mark is on a or e, else on the o of ou, else on the last vowel.
fn toned(syllable: &str, rng: &mut Rng) -> Option<String> {
    const TONES: [char; 4] = ['\u{304}', '\u{301}', '\u{30c}', '\u{300}'];
    let lower = syllable.to_ascii_lowercase();
    let at = lower.find(['a', 'e']).or_else(|| lower.find("ou")).or_else(|| lower.rfind(is_vowel))?;
    replaced(syllable, at + 1..at + 1, rng.pick(&TONES)?.encode_utf8(&mut [0; 4])).map(|t| t.nfc().collect())
}

pub(super) fn tone_marks(s: &Subject<'_>, rng: &mut Rng) -> Option<String> {
    changed(s, |word| {
        let syllables = pinyin_parts(s, word)?;
        Some(syllables.iter().map(|x| toned(x, rng).unwrap_or_else(|| (*x).to_owned())).collect())
    })
}

pub(super) fn full_width(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let wide = |c: char| match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
        c => c,
    };
    Some(s.text.chars().map(wide).collect())
}

pub(super) fn entities(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let mut out = String::with_capacity(2 * s.text.len());
    let first_blank = chunks(s.text).first().map(|c| c.1);
    for (at, c) in s.text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            '"' => out.push_str("&quot;"),
            ' ' if Some(at) == first_blank => out.push_str("&nbsp;"),
            c if c.is_ascii() => out.push(c),
            c => out.push_str(&format!("&#x{:X};", c as u32)),
        }
    }
    Some(out)
}

pub(super) fn utf8_as_1252(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    Some(WINDOWS_1252.decode_without_bom_handling(s.text.as_bytes()).0.into_owned())
}

pub(super) fn utf8_as_gbk(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    s.text.chars().any(text::is_han).then(|| GBK.decode_without_bom_handling(s.text.as_bytes()).0.into_owned())
}

pub(super) fn gbk_as_1252(s: &Subject<'_>, _: &mut Rng) -> Option<String> {
    let (bytes, _, lost) = GBK.encode(s.text);
    (!lost && s.has_han()).then(|| WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned())
}
