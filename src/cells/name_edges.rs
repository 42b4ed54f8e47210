//! What stands directly around a personal name in its cell.
//!
//! Three characters of a Han name meet by chance inside longer text: 陈全国际贸易 is an international trade, 王君正阳酒店 a
//! hotel. A Han name counts at a mark, a blank or the end of the cell, or beside a form of address, an office or a word
//! for signing (陈全国书记, 联系人孙金龙). A name in pinyin syllables (`Zhu Hai Lun Tan Hotel`) must not run on in further
//! syllables either.

use crate::text::{Gap, Normalized, TokenKind, pinyin};

/// What stands directly around a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edges {
    /// Further characters of a word, or syllables, run on.
    pub glued: bool,
    /// A mark, a blank or an end of the cell, or a form of address, stands on both sides: the name is a whole.
    pub whole: bool,
    /// An official's title stands right behind, maybe after a comma.
    pub office: bool,
    /// A year of birth said behind the name (1990年生).
    pub born: Option<u16>,
}

/// Forms of address, offices and words for signing behind a Han name. Longer ones are met by their beginning.
const BEHIND: [&str; 44] = [
    "先生",
    "女士",
    "同志",
    "小姐",
    "老师",
    "教授",
    "博士",
    "律师",
    "医生",
    "大夫",
    "经理",
    "总经理",
    "副总",
    "总裁",
    "总监",
    "董事",
    "董事长",
    "厂长",
    "站长",
    "队长",
    "书记",
    "副书记",
    "主任",
    "副主任",
    "主席",
    "副主席",
    "部长",
    "厅长",
    "局长",
    "处长",
    "科长",
    "司令",
    "政委",
    "常委",
    "省长",
    "市长",
    "县长",
    "专员",
    "收",
    "签",
    "本人",
    "代表",
    "等",
    "转",
];
/// The same, and names of fields, in front of one.
const BEFORE: [&str; 30] = [
    "先生",
    "女士",
    "同志",
    "经理",
    "董事",
    "董事长",
    "厂长",
    "书记",
    "主任",
    "主席",
    "部长",
    "厅长",
    "局长",
    "处长",
    "司令",
    "司令员",
    "政委",
    "委员",
    "专员",
    "代表人",
    "法人",
    "法人代表",
    "联系人",
    "收件人",
    "收款人",
    "经办人",
    "负责人",
    "签字人",
    "签名",
    "付",
];

/// Reads what stands around tokens `lo..hi`.
pub fn edges(n: &Normalized, (lo, hi): (u16, u16)) -> Edges {
    let (lo, hi) = (usize::from(lo), usize::from(hi));
    let tokens = n.tokens();
    let han = tokens.get(lo).is_some_and(|t| t.kind == TokenKind::Han);
    if !han {
        return Edges { glued: syllables_run_on(n, lo, hi), ..Edges::default() };
    }
    let joined = |at: usize| tokens.get(at).is_some_and(|t| t.kind == TokenKind::Han && t.gap == Gap::None);
    let begins =
        |at: usize, words: &[&str]| words.iter().any(|w| w.chars().zip(at..).all(|(c, i)| n.word(i).chars().eq([c])));
    let ends = |at: usize, words: &[&str]| {
        words.iter().any(|w| at.checked_sub(w.chars().count()).is_some_and(|from| n.run(from, at) == *w))
    };
    let before = lo > 0 && joined(lo) && tokens[lo - 1].kind == TokenKind::Han && !ends(lo, &BEFORE);
    let behind = joined(hi) && !begins(hi, &BEHIND);
    let year = tokens.get(hi).filter(|t| t.kind == TokenKind::Number).and_then(|t| n.text(t).parse().ok());
    let born = year.filter(|y: &u16| (1900..2030).contains(y) && (hi + 1..hi + 8).any(|i| n.word(i) == "生"));
    Edges { glued: before || behind, whole: !before && !behind, office: false, born }
}

/// A name split into its syllables (three tokens or more), and another syllable right behind it.
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
    fn a_name_is_whole_at_marks_and_beside_forms_of_address_and_glued_to_other_text() {
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
            let e = edges(&normalize(cell), (0, hi));
            assert_eq!((e.glued, e.whole), (glued, whole), "{cell}");
        }
        assert_eq!(edges(&normalize("李建国 1990年3月生 教师"), (0, 3)).born, Some(1990));
        assert!(edges(&normalize("联系人李建国"), (3, 6)).whole);
        assert!(edges(&normalize("小李建国"), (1, 4)).glued);
    }
}
