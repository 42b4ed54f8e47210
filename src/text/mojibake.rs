//! Text whose bytes were read in the wrong encoding, and what it said.
//!
//! Kinds met in ledgers: UTF-8 read as Windows-1252 (`Peopleâ€™s`) or as Latin-1, whose control characters stand for
//! what the other calls € and ™, UTF-8 read as GBK (鏂扮枂…), GBK or Big5 read as Windows-1252 (`ÐÂ½®`), GBK read as Big5
//! and Big5 as GBK (湮蔭斐陔). A repair is evidence, not the cell: the cell itself is screened as well, and a repair that
//! lost bytes carries no more than `review`.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};
use rustc_hash::FxHashSet;

/// A second reading of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What the bytes say in the right encoding; lost bytes are U+FFFD.
    pub text: String,
    /// In words: "UTF-8 read as Windows-1252".
    pub how: &'static str,
    /// True where bytes were lost on the way.
    pub lossy: bool,
}

/// The repaired text where the cell is plainly mis-decoded, else nothing.
pub fn repair(cell: &str) -> Option<Repair> {
    if cell.is_ascii() || cell.len() > 8_000 {
        return None;
    }
    if cell.chars().any(super::is_han) {
        // The first character tells: ordinary Chinese in GBK does not begin like Chinese in UTF-8.
        let first = cell.chars().find(|c| !c.is_ascii())?;
        if UTF8_AS_GBK.contains(&first) { from_gbk(cell) } else { across_chinese(cell) }
    } else {
        from_1252(cell)
    }
}

fn from_1252(cell: &str) -> Option<Repair> {
    let high = cell.chars().filter(|c| !c.is_ascii()).count();
    // A UTF-8 sequence read as 1252 is at least two non-ASCII characters, a GBK one nearly always.
    if high < 2 {
        return None;
    }
    let (bytes, lost) = encode_western(cell);
    if lost == 0 {
        if let Ok(text) = std::str::from_utf8(&bytes) {
            return Some(Repair { text: text.to_owned(), how: "UTF-8 read as Windows-1252", lossy: false });
        }
        // GBK and Big5 text is nearly all high bytes; a French or German name is not.
        if high * 2 < cell.chars().filter(|c| !c.is_whitespace()).count() || high < 4 {
            return None;
        }
        for (encoding, how) in [(GB18030, "GBK read as Windows-1252"), (BIG5, "Big5 read as Windows-1252")] {
            let (text, bad) = encoding.decode_without_bom_handling(&bytes);
            let common = text.chars().filter(|c| matches!(*c as u32, 0x4E00..=0x9FA5)).count();
            if !bad && common * 3 >= high {
                return Some(Repair { text: text.into_owned(), how, lossy: false });
            }
        }
    }
    None
}

/// What LibreOffice (seen in 7.4.7) makes of the bytes 0x81 to 0x9D that Windows-1252 leaves undefined (81, 8D, 8F, 90,
/// 9D), when it reads UTF-8 in that encoding: private characters from U+F181 on. Nearly every Chinese name has one.
const PRIVATE_81: char = '\u{F181}';
const PRIVATE_9D: char = '\u{F19D}';

/// Windows-1252, and Latin-1 where a control character stands for its byte.
fn encode_western(cell: &str) -> (Vec<u8>, usize) {
    if !cell.chars().any(|c| matches!(c, '\u{80}'..='\u{9F}' | PRIVATE_81..=PRIVATE_9D)) {
        return encode(cell, WINDOWS_1252);
    }
    let mut out = Vec::with_capacity(cell.len());
    let mut lost = 0;
    for c in cell.chars() {
        let c = if matches!(c, PRIVATE_81..=PRIVATE_9D) { char::from((u32::from(c) - 0xF100) as u8) } else { c };
        match u8::try_from(u32::from(c)) {
            Ok(byte) => out.push(byte),
            Err(_) => {
                let mut buffer = [0; 4];
                let (bytes, bad) = encode(c.encode_utf8(&mut buffer), WINDOWS_1252);
                lost += bad;
                out.extend(bytes);
            }
        }
    }
    (out, lost)
}

/// GBK bytes read as Big5, or the reverse. Rare characters only, where the other reading holds common ones only.
fn across_chinese(cell: &str) -> Option<Repair> {
    const LEAST: usize = 3;
    const LOOKED_AT: usize = 6;
    let han = || cell.chars().filter(|c| super::is_han(*c));
    let common = han().take(LOOKED_AT).filter(|c| is_common(*c)).count();
    if common * 2 >= han().take(LOOKED_AT).count() || han().count() < LEAST {
        return None;
    }
    let ways = [(BIG5, GBK, "GBK read as Big5"), (GBK, BIG5, "Big5 read as GBK")];
    ways.into_iter().find_map(|(seen, meant, how)| {
        let (bytes, lost) = encode(cell, seen);
        let (text, bad) = meant.decode_without_bom_handling(&bytes);
        let (good, all) = text
            .chars()
            .filter(|c| super::is_han(*c))
            .fold((0, 0), |(good, all), c| (good + usize::from(is_common(c)), all + 1));
        let whole = lost == 0 && !bad && all >= LEAST && good * 10 >= all * 9;
        whole.then(|| Repair { text: text.into_owned(), how, lossy: false })
    })
}

/// One of the 3,755 characters of the first level of GB 2312, by how often they are written; of a traditional one its
/// simplified form.
fn is_common(c: char) -> bool {
    FIRST_LEVEL.contains(&super::simplify::simple(c))
}

static FIRST_LEVEL: LazyLock<FxHashSet<char>> = LazyLock::new(|| of_gbk(0xB0..=0xD7, 0xA1..=0xFE));

fn from_gbk(cell: &str) -> Option<Repair> {
    let (bytes, lost) = encode(cell, GBK);
    let (text, bad) = UTF_8.decode_without_bom_handling(&bytes);
    let good = text.chars().filter(|c| super::is_han(*c)).count();
    let broken = text.chars().filter(|c| *c == '\u{FFFD}').count();
    // Three bytes make one character where GBK saw one and a half; a true repair shrinks the text.
    if good >= 2 && broken <= good && good < cell.chars().count() {
        return Some(Repair { text: text.into_owned(), how: "UTF-8 read as GBK", lossy: bad || lost > 0 });
    }
    None
}

/// Characters that GBK sees where UTF-8 has the first two bytes of a Chinese character or mark: E2..EF and a
/// continuation byte.
static UTF8_AS_GBK: LazyLock<FxHashSet<char>> = LazyLock::new(|| of_gbk(0xE2..=0xEF, 0x80..=0xBF));

/// The characters that GBK writes with such bytes. Asking it for each character of a cell is a search each time.
fn of_gbk(first: RangeInclusive<u8>, second: RangeInclusive<u8>) -> FxHashSet<char> {
    let pairs = first.flat_map(|a| second.clone().map(move |b| [a, b]));
    let seen = pairs.filter_map(|pair| {
        let (text, bad) = GBK.decode_without_bom_handling(&pair);
        let c = text.chars().next().filter(|_| !bad && text.chars().count() == 1)?;
        (encode(&text, GBK).0 == pair).then_some(c)
    });
    seen.collect()
}

/// Bytes of a text in an encoding; what it cannot write (U+FFFD above all) becomes 0xFF and is counted.
fn encode(text: &str, encoding: &'static Encoding) -> (Vec<u8>, usize) {
    let (bytes, _, unmappable) = encoding.encode(text);
    if !unmappable {
        return (bytes.into_owned(), 0);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut lost = 0;
    let mut buffer = [0; 4];
    for c in text.chars() {
        let (bytes, _, bad) = encoding.encode(c.encode_utf8(&mut buffer));
        if bad {
            out.push(0xFF);
            lost += 1;
        } else {
            out.extend_from_slice(&bytes);
        }
    }
    (out, lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_what_is_plainly_broken_and_nothing_else() {
        let said = |cell: &str| repair(cell).map(|r| r.text);
        assert_eq!(said("Peopleâ€™s Government").as_deref(), Some("People’s Government"));
        assert_eq!(said("ÐÂ½®Éú²ú½¨Éè±øÍÅ").as_deref(), Some("新疆生产建设兵团"));
        let lossy = repair("鏂扮枂鐢熶骇寤鸿\u{FFFD}惧叺鍥\u{FFFD}").expect("the dev case of UTF-8 read as GBK");
        assert!(lossy.text.starts_with("新疆生产建") && lossy.lossy, "{lossy:?}");
        let latin1: String = "海康威视".bytes().map(char::from).collect();
        assert_eq!(said(&latin1).as_deref(), Some("海康威视"));
        // As LibreOffice writes it: private characters for the bytes that Windows-1252 does not have.
        let office =
            |name: &str| -> String {
                let (text, ..) = WINDOWS_1252.decode(name.as_bytes());
                text.chars()
                    .map(|c| {
                        if matches!(c, '\u{81}'..='\u{9D}') {
                            char::from_u32(c as u32 + 0xF100).unwrap_or(c)
                        } else {
                            c
                        }
                    })
                    .collect()
            };
        for name in ["新疆昆仑棉业", "喀什市", "伊犁河"] {
            assert_eq!(said(&office(name)).as_deref(), Some(name));
        }
        assert_eq!(said("湮蔭斐陔").as_deref(), Some("大疆创新"));
        for honest in [
            "龘靐齉爩",
            "鑫淼焱垚贸易",
            "菏泽昊昱瀚",
            "Société Générale",
            "Müller & Söhne",
            "新疆生产建设兵团",
            "和田泰達服飾",
            "Hikvision",
            "Ürümqi",
        ] {
            assert_eq!(said(honest), None, "{honest}");
        }
    }
}
