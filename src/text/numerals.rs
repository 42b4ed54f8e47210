//! Step 8: ordinals → numbers: `4th`, `Fourth` → `4`.
//!
//! Han numerals are left alone here: 四川 and 三一 are no numbers. They are read where a unit word says so
//! ([`han_number`]: 第四, 一五〇团).

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::table::{cell, rows};
use super::tokens::{Normalized, TokenKind};

/// The ordinals that are written as words, from the first on.
static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| rows(include_str!("tables/ordinals.tsv")).map(|row| cell(&row, 0)).collect());

/// Rewrites ordinal tokens in place.
pub fn fold_ordinals(out: &mut Normalized) {
    for at in 0..out.tokens().len() {
        let word = out.word(at);
        let Some(&last) = word.as_bytes().last() else { continue };
        // Every ordinal ends in one of these; most words fail here.
        if !matches!(last, b't' | b'd' | b'h') {
            continue;
        }
        if let Some(n) = WORDS.iter().position(|w| *w == word) {
            let digits = (n + 1).to_string();
            out.rewrite(at, &digits, TokenKind::Number);
        } else if let Some(digits) = ordinal_digits(word) {
            let digits = digits.to_owned();
            out.rewrite(at, &digits, TokenKind::Number);
        }
    }
}

fn ordinal_digits(word: &str) -> Option<&str> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s))?;
    (!digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Numbers as words, up to the hundred.
static NUMBERS: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let table = rows(include_str!("tables/numbers.tsv"));
    table.filter_map(|row| Some((*row.first()?, cell(&row, 1).parse().ok()?))).collect()
});

/// Most words of a number below 1,000: nine hundred and ninety nine.
const LONGEST_NUMBER: usize = 5;

/// The number below 1,000 that words or digits around a token write: those that end right before it, or begin right at
/// it; with their tokens. `One Hundred and Forty-Third | Regiment`, `Regiment | 150`.
pub fn number_beside(n: &Normalized, at: usize, before: bool) -> Option<(u32, Range<usize>)> {
    let range = |len: usize| if before { at.checked_sub(len).map(|from| from..at) } else { Some(at..at + len) };
    (1..=LONGEST_NUMBER).rev().filter_map(range).find_map(|tokens| Some((number_of(n, tokens.clone())?, tokens)))
}

fn number_of(n: &Normalized, tokens: Range<usize>) -> Option<u32> {
    let (mut total, mut last) = (0, u32::MAX);
    let one = tokens.len() == 1;
    for at in tokens.clone() {
        let word = n.word(at);
        if word == "and" && last == 100 && at + 1 < tokens.end {
            continue;
        }
        let value = match n.tokens().get(at)?.kind {
            TokenKind::Number if one => return word.parse().ok(),
            // The last word of a number in words, which was an ordinal: forty | 3.
            TokenKind::Number => word.parse().ok().filter(|v| *v <= 20)?,
            _ => *NUMBERS.get(word)?,
        };
        let fits = match value {
            100 => last == u32::MAX || last < 10,
            10.. => last == u32::MAX || last == 100,
            _ => last == u32::MAX || (20..=100).contains(&last),
        };
        if !fits {
            return None;
        }
        if value == 100 {
            total = total.max(1) * 100;
        } else {
            total += value;
        }
        last = value;
    }
    Some(total)
}

/// The number that Han numerals or digits write: 四 → 4, 十二 → 12, 一五〇 → 150, 一百五十 → 150, 25 → 25.
/// `None` where a character is no numeral or the number is above 9,999.
pub fn han_number(text: &str) -> Option<u32> {
    let digit = |c: char| -> Option<u32> {
        Some(match c {
            '〇' | '零' => 0,
            '一' => 1,
            '二' | '两' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => return c.to_digit(10),
        })
    };
    if text.is_empty() || text.chars().count() > 6 {
        return None;
    }
    if !text.contains(['十', '百']) {
        return text.chars().try_fold(0u32, |n, c| Some(n * 10 + digit(c)?)).filter(|n| *n <= 9_999);
    }
    let (mut total, mut current) = (0, None);
    for c in text.chars() {
        match c {
            '百' => total += current.take().unwrap_or(1) * 100,
            '十' => total += current.take().unwrap_or(1) * 10,
            _ => current = Some(digit(c)?),
        }
    }
    Some(total + current.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalize;

    #[test]
    fn reads_numbers_in_words() {
        for (text, want) in [
            ("One Hundred and Forty-Third", Some(143)),
            ("One Hundred Fiftieth", Some(150)),
            ("Hundred and Third", Some(103)),
            ("Nine Hundred and Ninety-Ninth", Some(999)),
            ("Twenty-Second", Some(22)),
            ("Fortieth", Some(40)),
            ("Two Hundred", Some(200)),
            ("Seventh", Some(7)),
            ("150", Some(150)),
            ("Lane Seventh", Some(7)),
            ("No. 5 and 7", Some(7)),
            ("Unit 3 12", Some(12)),
            ("and", None),
            ("Third Street", None),
        ] {
            let n = normalize(text);
            assert_eq!(number_beside(&n, n.tokens().len(), true).map(|(value, _)| value), want, "{text}");
        }
        let n = normalize("Regiment One Hundred and Forty Three Farm");
        assert_eq!(number_beside(&n, 1, false), Some((143, 1..6)));
    }

    #[test]
    fn reads_han_numbers() {
        for (text, want) in [
            ("四", Some(4)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十五", Some(25)),
            ("一五〇", Some(150)),
            ("一百五十", Some(150)),
            ("一百零三", Some(103)),
            ("149", Some(149)),
            ("八十", Some(80)),
            ("集", None),
            ("", None),
        ] {
            assert_eq!(han_number(text), want, "{text}");
        }
    }
}
