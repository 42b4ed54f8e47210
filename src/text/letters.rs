//! Step 5: lower case and plain letters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Folded;

/// Lower-cases and takes diacritics off Latin, Greek and Cyrillic letters; other scripts keep their marks.
pub fn lower(work: &mut Vec<Folded>) {
    if work.iter().all(|f| f.c.is_ascii() || super::is_han(f.c)) {
        for f in work {
            f.c = f.c.to_ascii_lowercase();
        }
        return;
    }
    let mut out = Vec::with_capacity(work.len());
    for f in work.iter() {
        for c in f.c.to_lowercase() {
            plain(c, |c| out.push(Folded { c, ..*f }));
        }
    }
    *work = out;
}

/// Letters that no decomposition takes apart, and what clerks type for them.
fn special(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ə' => "a",
        'ɡ' => "g",
        // Keyboards of Arabic have the one letter, those of Uyghur the other.
        'ى' => "ي",
        _ => return None,
    })
}

fn plain(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() || super::is_han(c) {
        return push(c);
    }
    if let Some(letters) = special(c) {
        return letters.chars().for_each(push);
    }
    if !matches!(c as u32, 0xC0..=0x52F | 0x1E00..=0x1FFF) {
        return push(c);
    }
    for d in std::iter::once(c).nfd() {
        match special(d) {
            Some(letters) => letters.chars().for_each(&mut push),
            None if is_combining_mark(d) => {}
            None => push(d),
        }
    }
}
