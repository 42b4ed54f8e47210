//! The normalization chain: one fixed order of steps that turns a cell, or a listed name, into comparable tokens.
//!
//! Order, and why: harmless steps come before lossy ones, and each step relies on those before it.
//!
//! 1. [`entities`]: `&amp;` → `&`, `%20` → blank. First, since every later step would see `amp` as a word.
//! 2. [`compose`]: NFKC from starter to starter; full-width, ligatures, mathematical letters → plain ones.
//!    Before look-alikes and Han folding: the radical ⽣ is 生 only after NFKC.
//! 3. [`invisible`]: zero-width, direction and control characters go away.
//! 4. [`lookalike`]: Cyrillic, Greek, Armenian letters that pose as Latin, inside words that mix scripts or hold
//!    nothing but look-alikes. Before case: `Н` looks like `H`, but `н` does not look like `h`.
//! 5. [`letters`]: lower case, diacritics off.
//! 6. [`simplify`]: Traditional, Hong Kong and Japanese forms → Simplified.
//! 7. [`tokens`]: words, Han characters and numbers, with `&` as `and`, apostrophes inside words and dots inside
//!    initials gone.
//! 8. [`numerals`]: `4th`, `Fourth` → `4`.
//!
//! Legal forms, place spellings and pinyin belong to the meaning of tokens and are looked up in the
//! [`lexicon`](crate::lexicon), on both sides alike.
//!
//! Invariants: every token carries the byte span of the original text that it came from, on character boundaries;
//! normalizing the printed form of a normalized text changes nothing; no input panics. A cell of plain ASCII takes
//! a path without the character steps 2 to 6, with the same result.

pub mod compose;
mod compounds;
pub mod credit_code;
pub mod entities;
pub mod hex;
pub mod invisible;
pub mod letters;
pub mod lookalike;
pub mod mid;
pub mod mojibake;
pub mod numerals;
pub mod pinyin;
pub mod simplify;
pub mod table;
pub mod tokens;

pub use hex::hex;
pub use tokens::{Gap, Normalized, Token, TokenKind};

/// One folded character and the bytes of the original that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded {
    /// The character after the steps so far.
    pub c: char,
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte in the original.
    pub end: u32,
}

/// Runs the whole chain into `out`, whose memory is reused.
pub fn normalize_into(text: &str, work: &mut Vec<Folded>, out: &mut Normalized) {
    if text.is_ascii() && !entities::stands_in(text) {
        tokens::tokenize_ascii(text, out);
    } else {
        fold(text, work);
        tokens::tokenize(work, out);
    }
    numerals::fold_ordinals(out);
}

/// Runs the whole chain with fresh memory.
pub fn normalize(text: &str) -> Normalized {
    let mut out = Normalized::sized(text.len());
    normalize_into(text, &mut Vec::new(), &mut out);
    out
}

/// Steps 1 to 6.
pub fn fold(text: &str, work: &mut Vec<Folded>) {
    work.clear();
    work.reserve(text.len());
    entities::decode(text, work);
    if work.iter().any(|f| !f.c.is_ascii()) {
        // Marks of rights are no letters, which NFKC makes of two of them (TM, SM).
        for f in work.iter_mut().filter(|f| matches!(f.c, '™' | '®' | '℠' | '©' | '℗')) {
            f.c = ' ';
        }
        // NFKC makes a blank and an accent of it, which people type as an apostrophe: `People´s`.
        for f in work.iter_mut().filter(|f| f.c == '´') {
            f.c = '\'';
        }
        compose::nfkc(work);
        let before = work.len();
        invisible::strip(work);
        if work.len() < before {
            // What an invisible character kept apart is composed now.
            compose::nfkc(work);
        }
        lookalike::repair(work);
        letters::lower(work);
        // Again: an accent taken off, or a capital without a twin, may leave nothing but look-alikes; small capitals
        // (ʙ) become capitals.
        lookalike::repair(work);
        work.iter_mut().for_each(|f| f.c.make_ascii_lowercase());
        letters::lower(work);
        simplify::simplify(work);
    } else {
        letters::lower(work);
    }
}

/// As [`str::trim`]; nearly all cells begin and end with a character of ASCII that is seen.
pub fn trim(cell: &str) -> &str {
    match cell.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

/// The letters that stand in a word, as bits; some share one, which tells words apart less and never wrongly.
pub const fn letter_set(word: &str) -> u32 {
    let (bytes, mut set, mut at) = (word.as_bytes(), 0, 0);
    while at < bytes.len() {
        set |= 1 << (bytes[at] % 32);
        at += 1;
    }
    set
}

/// True for Han characters (unified ideographs, extensions, compatibility forms, 〇 and 々).
pub fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF | 0x3007 | 0x3005)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> String {
        normalize(text).joined(" ")
    }

    #[test]
    fn full_chain() {
        let table = [
            ("Hetian Taida Apparel Co., Ltd.", "hetian taida apparel co ltd"),
            ("Неtіаn Таіdа Арраrеl Со., Ltd.", "hetian taida apparel co ltd"),
            ("ΗΙΚVΙSΙOΝ", "hikvision"),
            ("𝐇𝐢𝐤𝐯𝐢𝐬𝐢𝐨𝐧", "hikvision"),
            ("Baoding LYSZD Trade &amp; Business Co., Ltd", "baoding lyszd trade and business co ltd"),
            ("\u{200e}Dahua Technology\u{200e}", "dahua technology"),
            ("Hik\u{200b}vision", "hikvision"),
            ("Acme™ Tools®, Brand&trade;Name ℠", "acme tools brand name"),
            ("IS`Vision", "isvision"),
            ("IS’Vision", "isvision"),
            ("C.N.S.I.M.", "cnsim"),
            ("(XPCC)", "xpcc"),
            ("China National Scientiﬁc Instruments", "china national scientific instruments"),
            ("Yitu_Technologies", "yitu technologies"),
            ("Xīnjiāng Shēngchǎn Jiànshè Bīngtuán", "xinjiang shengchan jianshe bingtuan"),
            ("和田泰達服飾有限公司", "和 田 泰 达 服 饰 有 限 公 司"),
            ("DJI大疆创新", "dji 大 疆 创 新"),
            ("ХИНЬЦЗЯН", "хиньцзян"),
            ("The 4th Division, Fourth Regiment", "the 4 division 4 regiment"),
            ("Ürümqi", "urumqi"),
            ("Straße", "strasse"),
            ("ﾔﾏﾀﾞ", "ヤマダ"),
            ("cafe\u{200b}\u{301}", "cafe"),
            ("ᾀʙc", "abc"),
            ("x''еα", "x ea"),
            ("ＨＩＫＶＩＳＩＯＮ　ＬＴＤ", "hikvision ltd"),
            ("", ""),
            ("&&&&", "and and and and"),
            ("XPCC10thDivisiоn", "xpcc 10 division"),
            ("１０ｔｈＤｉｖｉｓｉｏｎ", "10 division"),
        ];
        for (text, want) in table {
            assert_eq!(words(text), want, "normalizing {text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn spans_quote_the_original_and_never_panic(
            text in "[a-zA-Z0-9 .,&;'#’\u{200b}İßｱ和田疆團Жαе́ﬁ⽣①]{0,40}|\\PC{0,40}",
        ) {
            let n = normalize(&text);
            let mut last = 0;
            for t in n.tokens() {
                let (s, e) = (t.start as usize, t.end as usize);
                prop_assert!(s < e && e <= text.len() && s >= last);
                prop_assert!(text.is_char_boundary(s) && text.is_char_boundary(e));
                last = s;
            }
        }

        #[test]
        fn normalizing_twice_changes_nothing(text in "[a-zA-Z0-9 .,&;'#’\u{200b}İßｱ和田疆團Жαе́ﬁ⽣①]{0,40}|\\PC{0,40}") {
            let once = words(&text);
            prop_assert_eq!(words(&once), once);
        }

        #[test]
        fn ascii_path_equals_the_long_one(text in "[ -%'-~\t\n]{0,60}") {
            let mut work = Vec::new();
            let mut long = Normalized::default();
            fold(&text, &mut work);
            tokens::tokenize(&work, &mut long);
            numerals::fold_ordinals(&mut long);
            prop_assert_eq!(normalize(&text), long);
        }
    }
}
