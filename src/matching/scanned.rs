//! Letters that a scanner takes for others.

/// Letters that scanners take for each other folded to one of them.
pub(super) fn fold_scanned(word: &str) -> String {
    scanned_letters(word).collect()
}

/// True for two words that a scanner may take for each other.
pub(super) fn is_scanned_alike(a: &str, b: &str) -> bool {
    scanned_letters(a).eq(scanned_letters(b))
}

pub(super) fn scanned_letters(word: &str) -> impl Iterator<Item = char> + '_ {
    let mut letters = word.chars().peekable();
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let pair = match (letter, letters.peek()) {
            ('r', Some('n')) => Some('m'),
            ('v', Some('v')) => Some('w'),
            ('c', Some('l')) => Some('d'),
            _ => None,
        };
        if pair.is_some() {
            letters.next();
        }
        Some(pair.unwrap_or(match letter {
            'l' | '1' | 'j' => 'i',
            '0' => 'o',
            '5' => 's',
            '8' => 'b',
            letter => letter,
        }))
    })
}
