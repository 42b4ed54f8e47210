//! Parts of cells that may be of any length, and how characters without a shape are shown.

use std::borrow::Cow;

use serde::Serialize;

/// Characters kept on each side of the matched words.
const AROUND: usize = 600;
/// Characters of the matched words that are kept.
const MATCHED: usize = 2000;
/// Characters kept of any other cell.
const CELL: usize = 400;

/// A cell with the matched words in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Characters left out before.
    pub(super) skipped: usize,
    pub(super) before: Box<str>,
    /// The matched words.
    pub(super) matched: Box<str>,
    pub(super) after: Box<str>,
    /// Characters left out after.
    pub(super) left: usize,
}

impl Excerpt {
    /// The part of a cell around words of it. Words that are not in the cell as they are (they run over several
    /// columns, or were repaired) are marked nowhere.
    pub(super) fn new(cell: &str, words: &str) -> Self {
        let (before, rest) = match cell.find(words).filter(|_| !words.is_empty()) {
            Some(at) => cell.split_at(at),
            None => ("", cell),
        };
        let words = if rest.starts_with(words) { words } else { "" };
        let (matched, matched_left) = head(words, MATCHED);
        let (after, after_left) = head(rest.get(words.len()..).unwrap_or_default(), AROUND);
        let (after, left) = if matched_left > 0 { ("", rest.chars().count() - MATCHED) } else { (after, after_left) };
        let skipped = before.chars().count().saturating_sub(AROUND);
        let start = before.char_indices().nth(skipped).map_or(before.len(), |(at, _)| at);
        let before = before.get(start..).unwrap_or_default();
        Self { skipped, before: before.into(), matched: matched.into(), after: after.into(), left }
    }
}

/// Any other cell: its beginning, and how many characters are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beginning {
    text: Box<str>,
    left: usize,
}

impl Beginning {
    pub(super) fn new(cell: &str) -> Self {
        let (text, left) = head(cell, CELL);
        Self { text: text.into(), left }
    }
}

impl Serialize for Beginning {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.left == 0 { to.serialize_str(&self.text) } else { (&self.text, self.left).serialize(to) }
    }
}

/// The first characters, and how many there are more.
fn head(text: &str, most: usize) -> (&str, usize) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (&text[..at], text[at..].chars().count()),
        None => (text, 0),
    }
}

/// Characters that change how others look and have no shape of their own are written as their code: controls, marks
/// of direction, blanks of no width. Those that words need (joiners) stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if is_unseen(c) => shown.push_str(&format!("[U+{:04X}]", u32::from(c))),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The same set as in `templates/report.js`.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_their_cell_and_long_cells_are_cut_around_them() {
        let parts = |cell, words| {
            let Excerpt { skipped, before, matched, after, left } = Excerpt::new(cell, words);
            (skipped, before.chars().count(), matched.into_string(), after.chars().count(), left)
        };
        assert_eq!(parts("c/o 和田浩林发饰, Hotan", "和田浩林"), (0, 4, "和田浩林".to_owned(), 9, 0));
        let long = format!("{}KTK{}", "新".repeat(10_000), "疆".repeat(10_000));
        assert_eq!(parts(&long, "KTK"), (9_400, 600, "KTK".to_owned(), 600, 9_400));
        assert_eq!(parts("Acme", "Huafu"), (0, 0, String::new(), 4, 0), "words of another column");
        assert_eq!(parts("Acme", ""), (0, 0, String::new(), 4, 0));
        let (_, _, matched, after, left) = parts(&"x".repeat(5000), &"x".repeat(4999));
        assert_eq!((matched.len(), after, left), (2000, 0, 3000), "every character is shown or counted");
    }

    #[test]
    fn characters_without_a_shape_are_written_as_their_code() {
        assert_eq!(visible("a\u{202e}b\u{0}c\nd"), "a[U+202E]b[U+0000]c d");
        for plain in ["", "Acme 和田", "\u{20000}", "👩\u{200d}🔧", "می\u{200c}خواهم"] {
            assert!(matches!(visible(plain), Cow::Borrowed(_)), "{plain:?}");
        }
    }
}
