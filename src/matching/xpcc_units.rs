//! Units of the Xinjiang Production and Construction Corps in every spelling: divisions, regiments, the Corps itself.
//!
//! 新疆生产建设兵团第八师, 农八师, 农8师, 第八师, 150团, 一五〇团; XPCC Eighth Division, 8th Agricultural Division of the Corps, Regiment 150,
//! Bing Tuan 149 Tuan, `nong ba shi`. A division with its own city (八师石河子市) or with a regiment (8师142团) is plain. Other
//! provinces had a production and construction corps of their own until 1975 (Heilongjiang, Inner Mongolia, Guangzhou,
//! Yunnan…), and 兵团 begins inside other words (骑兵|团, 兵团|长): those are none. Bare division and regiment numbers are used
//! by armies, schools and other provinces: they need a sign of Xinjiang in the row ([`Strength::NeedsSign`]). The forms
//! are those attested in company-registry rows and lists (`watchlists/xpcc-affiliates.toml`).

use std::sync::LazyLock;

use crate::lexicon::lexicon;
use crate::text::numerals::{self, han_number};
use crate::text::table::{cell, rows};
use crate::text::{Gap, Normalized, TokenKind, normalize, pinyin};

use super::distance::osa;

/// Which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// The Corps as a whole.
    Xpcc,
    /// One of its 14 divisions.
    Division(u8),
    /// A regiment or its farm.
    Regiment(u16),
}

/// How plainly a unit is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Others use the same words: a sign of Xinjiang or of the Corps must stand in the row.
    NeedsSign,
    /// The words of the Corps stand with it.
    Plain,
}

/// A unit named in a cell: tokens `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Which.
    pub kind: UnitKind,
    /// How plainly.
    pub strength: Strength,
    /// First token.
    pub from: u16,
    /// One past the last.
    pub to: u16,
}

/// The Corps has divisions 1 to 10 and 12 to 14; the 11th is its construction division.
const MOST_DIVISIONS: u32 = 14;
/// Regiment numbers run to 224 (Pishan).
const MOST_REGIMENTS: u32 = 230;

/// Finds the units named in a cell.
pub fn find(n: &Normalized, out: &mut Vec<Unit>) {
    out.clear();
    let tokens = n.tokens();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Han => han(n, at, out),
            TokenKind::Word => latin(n, at, out),
            TokenKind::Number => {}
        }
    }
    let corps = out.iter().any(|u| u.strength == Strength::Plain);
    // "51st Regiment, 3rd Division of the Corps": the Corps' word makes the others plain.
    if corps {
        for u in out.iter_mut() {
            u.strength = Strength::Plain;
        }
    }
}

fn push(out: &mut Vec<Unit>, kind: UnitKind, strength: Strength, from: usize, to: usize) {
    out.push(Unit { kind, strength, from: from as u16, to: to as u16 });
}

fn han(n: &Normalized, at: usize, out: &mut Vec<Unit>) {
    match n.word(at) {
        "兵" if n.word(at + 1) == "团" => xpcc_han(n, at, out),
        "师" if !matches!(n.word(at + 1), "范" | "傅" | "大" | "院") => {
            let Some((number, from)) = number_before(n, at) else { return };
            if number == 0 || number > MOST_DIVISIONS {
                return;
            }
            let ordinal = from > 0 && n.word(from - 1) == "第";
            let from = from - usize::from(ordinal);
            let of_farms = from > 0 && n.word(from - 1) == "农";
            let of_xpcc = from >= 2 && matches!(n.run(from - 2, from), "兵团" | "新疆" | "建设");
            let paired = seat_behind(n, at + 1, number) || regiment_behind(n, at + 1);
            let strength = if of_farms || of_xpcc || paired { Strength::Plain } else { Strength::NeedsSign };
            if ordinal || of_farms || of_xpcc || paired {
                let from = if of_farms { from - 1 } else { from };
                push(out, UnitKind::Division(number as u8), strength, from, at + 1);
            }
        }
        "团" if !matches!(n.word(at + 1), "购" | "体" | "圆" | "队" | "员" | "长" | "伙" | "结" | "委") => {
            let Some((number, from)) = number_before(n, at) else { return };
            let of_division = n.word(from.wrapping_sub(1)) == "师"
                && number_before(n, from - 1).is_some_and(|(d, _)| (1..=MOST_DIVISIONS).contains(&d));
            if (1..=MOST_REGIMENTS).contains(&number) && (number > 9 || of_division) {
                push(
                    out,
                    UnitKind::Regiment(number as u16),
                    if of_division { Strength::Plain } else { Strength::NeedsSign },
                    from,
                    at + 1,
                );
            }
        }
        _ if misheard_corps(n, at) => push(out, UnitKind::Xpcc, Strength::Plain, at, at + 2),
        _ => {}
    }
}

/// 兵团 with one character of the same sound (冰团, 兵湍) at the front or behind 新疆, and a unit of the Corps right behind:
/// 兵湍八十七团, 新疆冰团公安局. Alone such words are other things (并团, 饼团).
fn misheard_corps(n: &Normalized, at: usize) -> bool {
    let one_right = (n.word(at) == "兵") != (n.word(at + 1) == "团");
    let front = at == 0 || n.tokens()[at].gap > Gap::None || at >= 2 && n.run(at - 2, at) == "新疆";
    if !one_right || !front || n.tokens().get(at + 1).is_none_or(|t| t.kind != TokenKind::Han || t.gap > Gap::None) {
        return false;
    }
    let unit = at + 2 + usize::from(n.word(at + 2) == "第");
    let behind = numbered_behind(n, unit) || ["农场", "牧场", "公安"].iter().any(|w| stands(n, at + 2, w));
    behind && pinyin::joined(n.run(at, at + 2)) == "bingtuan"
}

/// Words that tell the units of the XPCC from others.
#[derive(Debug, Default)]
struct UnitWords {
    /// The city that each division runs.
    seats: Vec<(u32, &'static str)>,
    /// Provinces and army districts that had such a corps themselves, or bodies named after one.
    other_corps: Vec<&'static str>,
    /// Characters that make another word with 兵 (骑兵).
    soldiers: Vec<&'static str>,
}

static WORDS: LazyLock<UnitWords> = LazyLock::new(|| {
    let mut words = UnitWords::default();
    for row in rows(include_str!("../../watchlists/words/unit_words.tsv")) {
        let (word, number) = (cell(&row, 0), cell(&row, 2));
        match (cell(&row, 1), number.parse()) {
            ("seat", Ok(division)) => words.seats.push((division, word)),
            ("soldier", _) => words.soldiers.push(word),
            _ => words.other_corps.push(word),
        }
    }
    words
});

/// A Han word at a token.
fn stands(n: &Normalized, at: usize, word: &str) -> bool {
    n.run(at, at + word.chars().count()) == word
}

fn seat_behind(n: &Normalized, at: usize, division: u32) -> bool {
    WORDS.seats.iter().any(|(d, city)| *d == division && stands(n, at, city))
}

/// A regiment's number right behind: 8师|142团.
fn regiment_behind(n: &Normalized, at: usize) -> bool {
    (at + 1..=at + 6)
        .find(|i| n.word(*i) == "团")
        .is_some_and(|i| number_before(n, i).is_some_and(|(_, from)| from == at))
}

/// 兵团 at `at`: the Corps by its full or short name, the common noun, or part of another word.
fn xpcc_han(n: &Normalized, at: usize, out: &mut Vec<Unit>) {
    let mut start = at;
    while start > 0
        && at - start < 16
        && n.tokens()[start - 1].kind == TokenKind::Han
        && n.tokens()[start].gap <= Gap::Blank
    {
        start -= 1;
    }
    let before = |k: usize, w: &str| at >= k && n.run(at - k, at) == w;
    let ahead = n.run(start, at);
    let xinjiang = ahead.contains("新疆");
    if !xinjiang && WORDS.other_corps.iter().any(|w| ahead.contains(w)) {
        return;
    }
    // 骑兵|团餐厅, 士兵|团购, 雇佣兵|团; 兵团|长, 兵|团购.
    let glued = n.tokens()[at].gap == Gap::None && WORDS.soldiers.iter().any(|w| ahead.ends_with(w));
    if glued || matches!(n.word(at + 2), "购" | "长") && n.tokens()[at + 2].gap == Gap::None {
        return;
    }
    let whole = before(6, "新疆生产建设") || before(4, "生产建设");
    // Farms, units, police of 兵团: 兵团农场, 兵团第八师, 兵团142团.
    let of_it = ["农场", "团场", "牧场", "农牧", "公安", "监狱", "第", "农", "棉"].iter().any(|w| stands(n, at + 2, w))
        || n.tokens().get(at + 2).is_some_and(|t| t.kind == TokenKind::Number && t.gap <= Gap::Blank)
        || numbered_behind(n, at + 2);
    let plain = whole || before(2, "新疆") || of_it && ahead.is_empty();
    let from = if before(6, "新疆生产建设") {
        at - 6
    } else if before(4, "生产建设") {
        at - 4
    } else if before(2, "新疆") {
        at - 2
    } else {
        at
    };
    // 兵团 alone is a common noun, and the usual short name in Xinjiang.
    push(out, UnitKind::Xpcc, if plain { Strength::Plain } else { Strength::NeedsSign }, from, at + 2);
}

/// A unit's number in Han numerals right behind: 兵团|三十团, 兵团|八师.
fn numbered_behind(n: &Normalized, at: usize) -> bool {
    (at + 1..=at + 5)
        .find(|i| matches!(n.word(*i), "团" | "师"))
        .is_some_and(|i| number_before(n, i).is_some_and(|(_, from)| from == at))
}

/// A number in Han numerals or digits that ends right before `at`, and its first token.
fn number_before(n: &Normalized, at: usize) -> Option<(u32, usize)> {
    let before = at.checked_sub(1)?;
    if n.tokens().get(before)?.kind == TokenKind::Number {
        return Some((n.word(before).parse().ok()?, before));
    }
    let mut from = at;
    while from > 0 && at - from < 5 && is_numeral(n.word(from - 1)) {
        from -= 1;
    }
    (from < at).then(|| han_number(n.run(from, at)).map(|number| (number, from)))?
}

/// 十 and 百 are numbers only among others, but belong to the numeral.
fn is_numeral(word: &str) -> bool {
    han_number(word).is_some() || matches!(word, "十" | "百")
}

const CORPS_WORDS: [&str; 4] = ["xpcc", "bingtuan", "corps", "xjbt"];

/// False for a word that [`latin`] asks nothing of, told by a glance.
fn may_be_of_units(word: &[u8]) -> bool {
    matches!(word, [b'x' | b'b' | b'p' | b'd' | b's' | b'r' | b't' | b'f', ..])
        || word.len() > 8 && (word.ends_with(b"bingtuan") || word.ends_with(b"corps"))
}

fn latin(n: &Normalized, at: usize, out: &mut Vec<Unit>) {
    let word = n.word(at);
    if !may_be_of_units(word.as_bytes()) {
        return;
    }
    let next = n.word(at + 1);
    match word {
        "xjbt" => push(out, UnitKind::Xpcc, Strength::NeedsSign, at, at + 1),
        "xpcc" => push(out, UnitKind::Xpcc, Strength::Plain, at, at + 1),
        // Marine and press corps are not this one; with a unit beside it, it is.
        "bingtuan" => push(out, UnitKind::Xpcc, plain_if(n, &["xinjiang"]), at, at + 1),
        // XPCCTenth Division: the blank was lost.
        _ if word.len() > 4 && word.strip_prefix("xpcc").is_some_and(is_word) => {
            push(out, UnitKind::Xpcc, Strength::Plain, at, at + 1);
            let ordinal = normalize(&word[4..]).word(0).parse().ok();
            if let Some(number) = ordinal
                && (1..=MOST_DIVISIONS).contains(&number)
                && let Some(unit) = (at + 1..at + 3).find(|i| matches!(n.word(*i), "division" | "div"))
            {
                push(out, UnitKind::Division(number as u8), Strength::Plain, at, unit + 1);
            }
        }
        // In pinyin, run together: XinjiangShengchanJiansheBingtuan.
        _ if word.len() > 8 && word.ends_with("bingtuan") => {
            let plain = word.contains("jianshe") || word.contains("xinjiang");
            push(out, UnitKind::Xpcc, if plain { Strength::Plain } else { plain_if(n, &["xinjiang"]) }, at, at + 1);
        }
        _ if word.ends_with("productionandconstructioncorps") => push(out, UnitKind::Xpcc, Strength::Plain, at, at + 1),
        "production" | "prod"
            if matches!(n.word(at + 1), "and" | "n")
                && matches!(n.word(at + 2), "construction" | "constr" | "const")
                && matches!(n.word(at + 3), "corps" | "corp") =>
        {
            // `Heilongjiang Production and Construction Corps` is another, long gone.
            let other = (at.saturating_sub(3)..at).any(|i| {
                let place = lexicon().word(n.word(i)).and_then(|s| s.place).map(|p| lexicon().places().get(p));
                place.is_some_and(|p| !p.xinjiang) || n.word(i) == "mongolia"
            });
            if !other {
                push(out, UnitKind::Xpcc, Strength::Plain, at, at + 4);
            }
        }
        "bing" if next == "tuan" => {
            let strength = if regiment_in_pinyin(n, at + 2) { Strength::Plain } else { plain_if(n, &["xinjiang"]) };
            push(out, UnitKind::Xpcc, strength, at, at + 2);
        }
        "division" | "div" | "shi" if word != "shi" || !n.word(at.wrapping_sub(1)).is_empty() => division(n, at, out),
        "regiment" | "tuan" | "regimental" => {
            if let Some((number, from, to)) = number_beside(n, at, word == "regiment")
                && (1..=MOST_REGIMENTS).contains(&number)
            {
                push(out, UnitKind::Regiment(number as u16), xpcc_beside(n), from, to);
            }
        }
        "farm" => {
            if let Some((number, from, to)) = number_beside(n, at, false)
                && (10..=MOST_REGIMENTS).contains(&number)
                && xpcc_beside(n) == Strength::Plain
            {
                push(out, UnitKind::Regiment(number as u16), Strength::Plain, from, to);
            }
        }
        _ => {}
    }
}

/// The digits and 十, 百 by syllable.
const DIGITS: [&str; 12] = ["yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi", "ling", "bai"];

/// A regiment's number in pinyin by syllables: `Bing Tuan | Yi Er San Tuan`.
fn regiment_in_pinyin(n: &Normalized, at: usize) -> bool {
    let digits = (at..at + 5).take_while(|i| DIGITS.contains(&n.word(*i))).count();
    digits > 0 && n.word(at + digits) == "tuan"
}

/// What stuck to the initials is a word: an ordinal or one of the lexicon (`XPCCTenth`, `XPCCgroup`); `XPCCO` is
/// another firm.
fn is_word(rest: &str) -> bool {
    let ordinal = normalize(rest).tokens().first().is_some_and(|t| t.kind == TokenKind::Number);
    ordinal || rest.len() >= 4 && lexicon().word(rest).is_some()
}

fn division(n: &Normalized, at: usize, out: &mut Vec<Unit>) {
    if n.word(at) == "shi" {
        // nong ba shi: 农八师
        if at >= 2
            && n.word(at - 2) == "nong"
            && let Some(i) = DIGITS[..10].iter().position(|s| *s == n.word(at - 1))
        {
            push(out, UnitKind::Division(i as u8 + 1), Strength::NeedsSign, at - 2, at + 1);
        }
        return;
    }
    let farming = at > 0 && n.word(at - 1) == "agricultural";
    let anchor = if farming { at - 1 } else { at };
    let Some((number, from, to)) = number_beside(n, anchor, false).or_else(|| number_beside(n, at, true)) else {
        return;
    };
    if !(1..=MOST_DIVISIONS).contains(&number) {
        return;
    }
    // Armies, leagues and police have divisions too: the Corps' word in the cell, or its initials with a slip.
    let before = from.checked_sub(1).map_or("", |i| n.word(i));
    let strength = if is_slip_of_initials(before) { Strength::Plain } else { xpcc_beside(n) };
    push(out, UnitKind::Division(number as u8), strength, from, to.max(at + 1));
}

/// The Corps' initials with a letter wrong, as before a numbered division: `XCC 6th Agricultural Division`. The X makes
/// them: other bodies whose initials end so have divisions too (`PCC 5th Division`).
fn is_slip_of_initials(word: &str) -> bool {
    word.starts_with('x') && osa(word, "xpcc", 1) == Some(1)
}

/// A number directly before (`7th division`) or, where `behind` allows, after (`Regiment 150`).
fn number_beside(n: &Normalized, at: usize, behind: bool) -> Option<(u32, usize, usize)> {
    if let Some((value, tokens)) = numerals::number_beside(n, at, true) {
        return Some((value, tokens.start, at + 1));
    }
    let after = if n.word(at + 1) == "no" { at + 2 } else { at + 1 };
    if !behind {
        return None;
    }
    numerals::number_beside(n, after, false).map(|(value, tokens)| (value, at, tokens.end))
}

fn xpcc_beside(n: &Normalized) -> Strength {
    plain_if(n, &CORPS_WORDS)
}

fn plain_if(n: &Normalized, words: &[&str]) -> Strength {
    let near = n.tokens().iter().any(|t| words.contains(&n.text(t)));
    if near { Strength::Plain } else { Strength::NeedsSign }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(cell: &str) -> Vec<(UnitKind, Strength)> {
        let mut out = Vec::new();
        find(&normalize(cell), &mut out);
        out.iter().map(|u| (u.kind, u.strength)).collect()
    }

    #[test]
    fn every_spelling() {
        use Strength::{NeedsSign, Plain};
        use UnitKind::{Division, Regiment, Xpcc};
        let table: &[(&str, &[(UnitKind, Strength)])] = &[
            ("新疆生产建设兵团第八师石河子市", &[(Xpcc, Plain), (Division(8), Plain)]),
            ("农六师准噶尔物资再生利用有限公司", &[(Division(6), Plain)]),
            ("农8師", &[(Division(8), Plain)]),
            ("第六师共青团农场综合加工厂", &[(Division(6), NeedsSign)]),
            ("新疆农二师25团粮油加工厂", &[(Division(2), Plain), (Regiment(25), Plain)]),
            ("麦盖提县四十五团邮政所", &[(Regiment(45), NeedsSign)]),
            ("一五〇团", &[(Regiment(150), NeedsSign)]),
            ("XPCC Third Division Tumxuk Trading", &[(Xpcc, Plain), (Division(3), Plain)]),
            (
                "No. 6 Team, 51st Regiment, 3rd Division of the Corps, Tumxuk",
                &[(Regiment(51), Plain), (Division(3), Plain)],
            ),
            ("XPCCTenth Agricultural Division", &[(Xpcc, Plain), (Division(10), Plain)]),
            ("XPCC10thDivision, 86thRegiment", &[(Xpcc, Plain), (Division(10), Plain), (Regiment(86), Plain)]),
            ("Regiment 150 Cotton Processing Factory", &[(Regiment(150), NeedsSign)]),
            ("One Hundred and Forty-Third Regiment", &[(Regiment(143), NeedsSign)]),
            ("XPCC One Hundred Fiftieth Regiment", &[(Xpcc, Plain), (Regiment(150), Plain)]),
            ("100% lint cotton, grower XPCC 7th division", &[(Xpcc, Plain), (Division(7), Plain)]),
            ("3师51团加工厂", &[(Division(3), Plain), (Regiment(51), Plain)]),
            ("四师可克达拉市供销社", &[(Division(4), Plain)]),
            ("六师石河子", &[]),
            ("兵团牧场", &[(Xpcc, Plain)]),
            ("Production & Construction Corps", &[(Xpcc, Plain)]),
            ("Inner Mongolia Production and Construction Corps", &[]),
            ("Shengchanjianshebingtuan", &[(Xpcc, Plain)]),
            ("沈阳军区生产建设兵团知青会", &[]),
            ("山东生产建设兵团战友会", &[]),
            ("兵团三十团", &[(Xpcc, Plain), (Regiment(30), Plain)]),
            ("兵团八师", &[(Xpcc, Plain), (Division(8), Plain)]),
            ("民兵团建活动", &[]),
            ("骑兵团三营", &[]),
            ("兵湍八十七团", &[(Xpcc, Plain), (Regiment(87), Plain)]),
            ("冰团第三师", &[(Xpcc, Plain), (Division(3), Plain)]),
            ("新疆冰团公安局", &[(Xpcc, Plain)]),
            ("病团购", &[]),
            ("Bing Tuan Yi Er San Tuan", &[(Xpcc, Plain)]),
            ("Bing Tuan Lian Yi Hui", &[(Xpcc, NeedsSign)]),
            ("XCC 6th Agricultural Division", &[(Division(6), Plain)]),
            ("PCC 5th Division", &[(Division(5), NeedsSign)]),
            ("合并团十二师", &[]),
            ("兵团长餐饮", &[]),
            ("第一师范学校", &[]),
            ("烽火科技集团", &[]),
            ("中国石化集团公司", &[]),
            ("82nd Airborne Division Museum", &[]),
        ];
        for (cell, want) in table {
            assert_eq!(&units(cell), want, "{cell}");
        }
    }
}
