//! Letters that a scanner, or an ear, takes for others.

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

/// What a word may have been before a scanner read two letters for one, or a digit for a letter, or an ear wrote two
/// for one: each position by itself. ASCII only.
pub(super) fn each_reading(word: &str, mut each: impl FnMut(&str)) {
    // The last nine are heard so: Iflytech, Hikvizion are one letter off, these two. The sounds of pinyin that English
    // writes otherwise stand last: Eschuel, Shinren, Juowan.
    const PAIRS: [(&str, &str); 18] = [
        ("vv", "w"),
        ("rn", "m"),
        ("cl", "d"),
        ("lc", "k"),
        ("ii", "u"),
        ("nn", "m"),
        ("li", "h"),
        ("0", "o"),
        ("1", "l"),
        ("ch", "k"),
        ("ck", "k"),
        ("ph", "f"),
        ("ks", "x"),
        ("x", "ks"),
        ("f", "ph"),
        ("ch", "q"),
        ("sh", "x"),
        ("j", "zh"),
    ];
    let mut read = String::new();
    for (seen, meant) in PAIRS {
        let mut at = 0;
        while at + seen.len() <= word.len() {
            if !word.as_bytes()[at..].starts_with(seen.as_bytes()) {
                at += 1;
                continue;
            }
            let after = at + seen.len();
            read.clear();
            read.extend([&word[..at], meant, &word[after..]]);
            each(&read);
            // Goes on after what was found: `iii` holds `ii` once.
            at = after;
        }
    }
}
