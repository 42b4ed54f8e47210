//! Edit distance and the keys under which misspellings meet. Pure functions: no thresholds but the caller's.

use crate::text::letter_set;

/// Optimal string alignment distance (insert, delete, replace, swap of neighbours) where it is at most `limit`,
/// else nothing. Works on characters. Words above 40 characters are never compared: no listed word is longer.
pub fn osa(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.is_ascii() && b.is_ascii() {
        // An edit changes the length by one at most, and two of the letters of the word: most pairs end here.
        let far =
            a.len().abs_diff(b.len()) > limit || (letter_set(a) ^ letter_set(b)).count_ones() as usize > 2 * limit;
        return if far { None } else { measure(a.as_bytes(), b.as_bytes(), limit) };
    }
    let (mut x, mut y) = (['\0'; LONGEST], ['\0'; LONGEST]);
    let (n, m) = (fill(a, &mut x)?, fill(b, &mut y)?);
    measure(&x[..n], &y[..m], limit)
}

/// Words above so many characters are never compared.
const LONGEST: usize = 40;

fn fill(text: &str, out: &mut [char]) -> Option<usize> {
    let mut n = 0;
    for c in text.chars() {
        *out.get_mut(n)? = c;
        n += 1;
    }
    Some(n)
}

fn measure<T: Copy + PartialEq>(mut a: &[T], mut b: &[T], limit: usize) -> Option<usize> {
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // What both begin or end with costs nothing in some best way.
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    if a.is_empty() || b.is_empty() {
        // Not above the limit: the difference of the lengths.
        return Some(a.len().max(b.len()));
    }
    // No distance is above 40.
    let mut before = [0u8; LONGEST + 1];
    let mut last = [0u8; LONGEST + 1];
    let mut row = [0u8; LONGEST + 1];
    for (cell, j) in last.iter_mut().zip(0u8..) {
        *cell = j;
    }
    for (i, x) in a.iter().enumerate() {
        row[0] = i as u8 + 1;
        let mut best = row[0];
        for (j, y) in b.iter().enumerate() {
            let replace = last[j] + u8::from(x != y);
            let mut cost = replace.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            best = best.min(cost);
        }
        if usize::from(best) > limit {
            return None;
        }
        (before, last, row) = (last, row, before);
    }
    let d = usize::from(last[b.len()]);
    (d <= limit).then_some(d)
}

/// Misspellings tolerated in a word of so many letters: none below four (`KTK` is not `KTM`), one below eight, else
/// two. Set by the dev cases `Clouwalk`, `Scientach` (one) and `Synergey` (one), and by registrants such as
/// `Huafeng` beside `Huafu`, which two letters would join.
pub fn tolerance(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// What is left of a word without its vowels: `apparel` → `pprl`.
pub fn skeleton(word: &str) -> String {
    word.chars().filter(|c| !is_vowel(*c)).collect()
}

/// The same with a first vowel kept, as many people shorten: `esquel` → `esql`.
pub fn skeleton_with_first(word: &str) -> String {
    word.chars().enumerate().filter(|(i, c)| *i == 0 || !is_vowel(*c)).map(|(_, c)| c).collect()
}

/// True where a word is another's skeleton in either way.
pub fn is_skeleton_of(word: &str, whole: &str) -> bool {
    word.len() < whole.len() && is_skeleton(word) && (skeleton(whole) == word || skeleton_with_first(whole) == word)
}

/// Letters of `surface` in order, its first and last among them.
pub(super) fn is_contraction(word: &str, surface: &str) -> bool {
    let mut letters = surface.bytes();
    word.as_bytes().first() == surface.as_bytes().first()
        && word.as_bytes().last() == surface.as_bytes().last()
        && word.bytes().all(|b| letters.any(|l| l == b))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// True for a word of at least three letters and no vowel but maybe its first letter, `y` not counted as one.
pub fn is_skeleton(word: &str) -> bool {
    word.len() >= 3
        && word.bytes().enumerate().all(|(i, b)| b.is_ascii_lowercase() && (i == 0 || !is_vowel(char::from(b))))
}

/// A word whole, and with each of its characters left out in turn.
pub(super) fn each_without_one(word: &str, mut each: impl FnMut(&str)) {
    each(word);
    let mut left = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        left.clear();
        left.extend([&word[..at], &word[at + c.len_utf8()..]]);
        each(&left);
    }
}

/// Calls `found` with a hash for the word and for each word that results from deleting up to `depth` of its letters:
/// two words within distance `depth` share at least one. Words above 24 bytes give nothing.
pub fn deletions(word: &str, depth: usize, found: &mut impl FnMut(u64)) {
    deletions_of(word.as_bytes(), depth, found);
}

/// How many hashes [`deletions_of`] gives for so many bytes.
pub(super) fn deletions_count(bytes: usize, depth: usize) -> usize {
    let pairs = bytes * bytes.saturating_sub(1) / 2;
    1 + if depth >= 1 { bytes } else { 0 } + if depth >= 2 { pairs } else { 0 }
}

/// The same for bytes.
pub(super) fn deletions_of(word: &[u8], depth: usize, found: &mut impl FnMut(u64)) {
    const LONGEST: usize = 24;
    const BASE: u64 = 0x0000_0100_0000_01b3;
    let n = word.len();
    if n > LONGEST {
        return;
    }
    // Polynomial hashes of all prefixes: what two deletions leave is three slices, joined in constant time.
    let mut prefix = [0u64; LONGEST + 1];
    let mut power = [1u64; LONGEST + 1];
    for (i, &b) in word.iter().enumerate() {
        prefix[i + 1] = prefix[i].wrapping_mul(BASE).wrapping_add(u64::from(b) + 1);
        power[i + 1] = power[i].wrapping_mul(BASE);
    }
    let slice = |from: usize, to: usize| prefix[to].wrapping_sub(prefix[from].wrapping_mul(power[to - from]));
    let join = |head: u64, from: usize, to: usize| head.wrapping_mul(power[to - from]).wrapping_add(slice(from, to));
    // The low bits of a polynomial are weak; the filter takes its bit from them.
    let mix = |h: u64| (h ^ (h >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (h >> 32);
    found(mix(prefix[n]));
    if depth >= 1 {
        for (i, &head) in prefix.iter().enumerate().take(n) {
            found(mix(join(head, i + 1, n)));
            if depth >= 2 {
                for j in i + 1..n {
                    found(mix(join(join(head, i + 1, j), j + 1, n)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The textbook recursion, as an oracle.
    fn naive(a: &[char], b: &[char]) -> usize {
        match (a, b) {
            ([], _) => b.len(),
            (_, []) => a.len(),
            ([x, ar @ ..], [y, br @ ..]) => {
                let mut best = naive(ar, br) + usize::from(x != y);
                best = best.min(naive(ar, b) + 1).min(naive(a, br) + 1);
                if let ([x2, arr @ ..], [y2, brr @ ..]) = (ar, br)
                    && x == y2
                    && x2 == y
                {
                    best = best.min(naive(arr, brr) + 1);
                }
                best
            }
        }
    }

    #[test]
    fn distances() {
        for (a, b, want) in
            [("taida", "tiada", 1), ("cloudwalk", "clouwalk", 1), ("esquel", "esquei", 1), ("huafu", "huafeng", 3)]
        {
            assert_eq!(osa(a, b, 3), Some(want), "{a} {b}");
        }
        assert_eq!(osa("huafu", "huafeng", 2), None);
    }

    proptest! {
        #[test]
        fn agrees_with_the_textbook(a in "[abc]{0,6}", b in "[abc]{0,6}", limit in 0usize..4) {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let want = naive(&x, &y);
            prop_assert_eq!(osa(&a, &b, limit), (want <= limit).then_some(want));
        }

        #[test]
        fn close_words_share_a_deletion(a in "[a-d]{4,9}", at in 0usize..9, c in "[a-d]") {
            let mut b = a.clone();
            b.insert_str(at.min(a.len()), &c);
            let mut keys = Vec::new();
            deletions(&a, 1, &mut |h| keys.push(h));
            let mut shared = false;
            deletions(&b, 1, &mut |h| shared |= keys.contains(&h));
            prop_assert!(shared);
        }
    }
}
