//! Text whose bytes were read in the wrong encoding, and what it said.
//!
//! Kinds met in ledgers: UTF-8 read as Windows-1252 (`Peopleâ€™s`), UTF-8 read as GBK (鏂扮枂…), GBK or Big5
//! read as Windows-1252 (`ÐÂ½®`). A repair is evidence, not the cell: the cell itself is screened as well, and a
//! repair that lost bytes carries no more than `review`.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

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
        // Two characters tell: ordinary Chinese in GBK does not begin like Chinese in UTF-8.
        let first = cell.find(|c: char| !c.is_ascii())?;
        let end = cell[first..].char_indices().nth(2).map_or(cell.len(), |(i, _)| first + i);
        looks_like_utf8(&encode(&cell[first..end], GBK).0).then(|| from_gbk(cell))?
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
    let (bytes, lost) = encode(cell, WINDOWS_1252);
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

/// Chinese in UTF-8 is E4..E9 and two continuation bytes: ordinary GBK text breaks this at once.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE2..=0xEF, 0x80..=0xBF, ..])
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
        for honest in ["Société Générale", "Müller & Söhne", "新疆生产建设兵团", "和田泰達服飾", "Hikvision", "Ürümqi"] {
            assert_eq!(said(honest), None, "{honest}");
        }
    }
}
