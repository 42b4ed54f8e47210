//! What is directly around a personal name in its cell.
//!
//! The three characters of a Han name may be part of longer words by chance: 陈全国际贸易 is an international trade,
//! 王君正阳酒店 a hotel. A Han name counts at a mark, a blank or the end of the cell, or next to a form of address, an
//! office or a word for signing (陈全国书记, 联系人孙金龙). A name in pinyin syllables must not run on in further syllables
//! either (`Zhu Hai Lun Tan Hotel`).

use crate::text::{Gap, Normalized, TokenKind, pinyin};

use super::words::{self, WordUse};

/// What is directly around a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edges {
    /// Further characters of a word, or syllables, run on.
    pub glued: bool,
    /// A mark, a blank, an end of the cell or a form of address on both sides: the name is a whole.
    pub whole: bool,
    /// An official's title right after it, maybe after a comma.
    pub office: bool,
    /// A year of birth after the name (1990年生).
    pub born: Option<u16>,
}

/// Characters of the longest word of either table.
const LONGEST: usize = 4;

/// Reads what is around tokens `lo..hi`.
pub fn edges(n: &Normalized, lo: usize, hi: usize) -> Edges {
    let tokens = n.tokens();
    let han = tokens.get(lo).is_some_and(|t| t.kind == TokenKind::Han);
    if !han {
        return Edges { glued: syllables_run_on(n, lo, hi), ..Edges::default() };
    }
    let joined = |at: usize| tokens.get(at).is_some_and(|t| t.kind == TokenKind::Han && t.gap == Gap::None);
    let introduced = (1..=LONGEST.min(lo)).any(|len| words::holds(WordUse::BeforePerson, n.run(lo - len, lo)));
    let addressed = (1..=LONGEST).any(|len| words::holds(WordUse::AfterPerson, n.run(hi, hi + len)));
    let before = lo > 0 && joined(lo) && tokens[lo - 1].kind == TokenKind::Han && !introduced;
    let after = joined(hi) && !addressed;
    let year = tokens.get(hi).filter(|t| t.kind == TokenKind::Number).and_then(|t| n.text(t).parse().ok());
    let born = year.filter(|y: &u16| (1900..2030).contains(y) && (hi + 1..hi + 8).any(|i| n.word(i) == "生"));
    Edges { glued: before || after, whole: !before && !after, office: false, born }
}

/// A name split into its syllables (three tokens or more), and another syllable right after it.
fn syllables_run_on(n: &Normalized, lo: usize, hi: usize) -> bool {
    let next = n.tokens().get(hi);
    hi >= lo + 3
        && next.is_some_and(|t| t.kind == TokenKind::Word && t.gap == Gap::Blank && pinyin::is_syllable(n.text(t)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalize;

    #[test]
    fn a_name_is_whole_at_marks_and_forms_of_address_and_glued_to_other_text() {
        let table = [
            ("李建国 先生", 3, (false, true)),
            ("李建国厂长", 3, (false, true)),
            ("李建国，采购", 3, (false, true)),
            ("李建国际货运", 3, (true, false)),
            ("Li Jian Guo", 3, (false, false)),
            ("Li Jian Guo Ji Freight", 3, (true, false)),
            ("Li Jianguo Ji", 2, (false, false)),
        ];
        for (cell, hi, (glued, whole)) in table {
            let e = edges(&normalize(cell), 0, hi);
            assert_eq!((e.glued, e.whole), (glued, whole), "{cell}");
        }
        assert_eq!(edges(&normalize("李建国 1990年3月生 教师"), 0, 3).born, Some(1990));
        assert!(edges(&normalize("联系人李建国"), 3, 6).whole);
        assert!(edges(&normalize("小李建国"), 1, 4).glued);
    }
}
