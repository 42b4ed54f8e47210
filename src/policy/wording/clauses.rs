//! How the words of a cell and those of a listed name differ, in terms of the cell: `one letter differs
//! (Esquell/Esquel)`, `words in another order`, `without “Turpan”`.

use std::cmp::Ordering;

use crate::matching::difference::{Difference, Fate};
use crate::matching::words::Word;
use crate::text::pinyin;

/// Letters differ, so that it may be another word.
pub(super) fn is_close(found: &Difference<'_>) -> bool {
    !found.other_script && found.fates().any(|(_, fate)| matches!(fate, Fate::Misspelt(..) | Fate::Vowels(_)))
}

/// Listed words that the quoted words lack.
pub(super) fn missing(found: &Difference<'_>) -> Option<String> {
    if found.other_script || found.complete { None } else { join(found, &lacking(found)) }
}

/// Words between the quoted ones that the list does not have.
pub(super) fn added(found: &Difference<'_>) -> Option<String> {
    if found.other_script || stands_for(found).is_some() { None } else { join(found, &extra(found)) }
}

/// Words that both have, as the cell writes them.
pub(super) fn shared(found: &Difference<'_>) -> Option<String> {
    let width = |fate: Fate| if let Fate::Joined(_, words) | Fate::Phrase(_, words) = fate { words } else { 1 };
    let mut places: Vec<usize> =
        found.fates().filter_map(|(_, fate)| fate.place().map(|c| c..c + width(fate))).flatten().collect();
    places.sort_unstable();
    places.dedup();
    join(found, &places.iter().filter_map(|c| shown(found, *c)).collect::<Vec<_>>())
}

/// The differences in words, without what is missing.
pub(super) fn clauses(found: &Difference<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if found.other_script {
        return vec![script(found).to_owned()];
    }
    let pairs: Vec<String> =
        variants(found).into_iter().map(|(cell, listed)| format!("“{cell}” for “{listed}”")).collect();
    if !pairs.is_empty() {
        out.push(format!("with {}", pairs.join(" and ")));
    }
    out.extend(misspelt(found));
    let vowels = pairs_of(found, |fate| matches!(fate, Fate::Vowels(_)));
    out.extend(vowels.map(|pairs| format!("vowels missing ({pairs})")));
    let shortened = pairs_of(found, |fate| matches!(fate, Fate::Shortened(_)));
    out.extend(shortened.map(|pairs| format!("shortened ({pairs})")));
    out.extend(joined(found));
    if !found.in_order() {
        out.push("its words in another order".to_owned());
    }
    out
}

/// Words that stand for others, the cell's and the list's: one word of the cell may stand for several.
fn variants(found: &Difference<'_>) -> Vec<(String, String)> {
    let mut pairs: Vec<(usize, String, String)> = Vec::new();
    for (word, fate) in found.fates() {
        let (Fate::Variant(c) | Fate::Phrase(c, _)) = fate else { continue };
        let width = if let Fate::Phrase(_, words) = fate { words } else { 1 };
        let seen: Vec<&str> = (c..c + width).filter_map(|c| shown(found, c)).collect();
        match pairs.iter_mut().find(|(place, ..)| *place == c) {
            Some((_, _, listed)) => *listed = [listed, &*word.shown].join(if found.han { "" } else { " " }),
            None => pairs.extend(join(found, &seen).map(|seen| (c, seen, word.shown.to_string()))),
        }
    }
    pairs.into_iter().map(|(_, cell, listed)| (cell, listed)).chain(stands_for(found)).collect()
}

/// How words in one script stand for those in the other: by their sound alone, or by sound and meaning.
fn script(found: &Difference<'_>) -> &'static str {
    let run = |words: &mut dyn Iterator<Item = &Word>| words.map(|w| &*w.folded).collect::<String>();
    let cell = run(&mut found.cell().iter().copied());
    let listed = run(&mut found.fates().map(|(w, _)| w));
    let is_letters = |text: &str| text.is_ascii();
    let sounds = |han: &str, letters: &str| {
        let plain = |text: &str| text.replace('v', "u");
        plain(&pinyin::joined(han)) == plain(letters)
    };
    match (is_letters(&cell), is_letters(&listed)) {
        (true, false) if sounds(&listed, &cell) => "written by its sound (pinyin)",
        (false, true) if sounds(&cell, &listed) => "which is the same in pinyin",
        (true, false) => "which the list has in Chinese characters",
        (false, true) => "which the list has in Latin letters",
        _ => "written in another script",
    }
}

fn shown<'w>(found: &Difference<'w>, place: usize) -> Option<&'w str> {
    found.cell().get(place).map(|word| &*word.shown)
}

fn lacking<'w>(found: &Difference<'w>) -> Vec<&'w str> {
    found.fates().filter(|(_, fate)| *fate == Fate::Missing).map(|(w, _)| &*w.shown).collect()
}

fn extra<'w>(found: &Difference<'w>) -> Vec<&'w str> {
    found.extra().map(|word| &*word.shown).collect()
}

fn join(found: &Difference<'_>, words: &[&str]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(if found.han { "" } else { " " }))
}

/// Words of the cell that stand for words of the list in another language, both sides.
fn stands_for(found: &Difference<'_>) -> Option<(String, String)> {
    let listed = join(found, &lacking(found)).filter(|_| found.complete)?;
    Some((join(found, &extra(found))?, listed))
}

fn misspelt(found: &Difference<'_>) -> Option<String> {
    let off: usize = found.fates().map(|(_, fate)| if let Fate::Misspelt(_, off) = fate { off } else { 0 }).sum();
    let pairs = pairs_of(found, |fate| matches!(fate, Fate::Misspelt(..)))?;
    let unit = if found.han { "character" } else { "letter" };
    let lengths = |(w, fate): (&Word, Fate)| {
        let Fate::Misspelt(c, _) = fate else { return None };
        let cell = found.cell().get(c)?;
        let swapped = || {
            let mut a: Vec<char> = cell.folded.chars().collect();
            let mut b: Vec<char> = w.folded.chars().collect();
            a.sort_unstable();
            b.sort_unstable();
            a == b
        };
        Some((cell.folded.chars().count().cmp(&w.folded.chars().count()), swapped()))
    };
    let only = found.fates().find_map(lengths);
    Some(match off {
        1 => match only {
            Some((Ordering::Less, _)) => format!("one {unit} is missing ({pairs})"),
            Some((Ordering::Greater, _)) => format!("one {unit} too many ({pairs})"),
            Some((Ordering::Equal, true)) => format!("two {unit}s are swapped ({pairs})"),
            _ => format!("one {unit} differs ({pairs})"),
        },
        2 => format!("two {unit}s differ ({pairs})"),
        3 => format!("three {unit}s differ ({pairs})"),
        n => format!("{n} {unit}s differ ({pairs})"),
    })
}

/// `Esquell/Esquel`: the cell's word and the list's.
fn pairs_of(found: &Difference<'_>, wanted: impl Fn(Fate) -> bool) -> Option<String> {
    let pairs: Vec<String> = found
        .fates()
        .filter(|(_, fate)| wanted(*fate))
        .filter_map(|(w, fate)| Some(format!("{}/{}", shown(found, fate.place()?)?, w.shown)))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join(", "))
}

/// Says which words are written as one, or apart. Han has no blanks that could differ.
fn joined(found: &Difference<'_>) -> Option<String> {
    let joined = found.fates().filter(|(_, fate)| matches!(fate, Fate::Joined(..)));
    let places: Vec<usize> = joined.filter_map(|(_, fate)| fate.place()).collect();
    if found.han || places.is_empty() {
        return None;
    }
    let together = places.windows(2).any(|two| two[0] == two[1]);
    let said = match places.len() {
        _ if together => "its words run together",
        1 => "one word of it written apart",
        _ => "several words of it written apart",
    };
    Some(said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::words::words;

    /// Verb aside, what a reason says of the quoted and the listed words.
    fn said(quoted: &str, listed: &str) -> String {
        let (quoted, listed) = (words(quoted), words(listed));
        let found = Difference::as_read(&quoted, &listed, false);
        let mut out = clauses(&found);
        out.extend(missing(&found).map(|words| format!("without {words}")));
        out.extend(added(&found).map(|words| format!("with {words}")));
        out.join("; ")
    }

    #[test]
    fn the_same_words_differ_in_nothing() {
        for (quoted, listed) in [
            ("HETIAN TAIDA APPAREL", "Hetian Taida Apparel Co., Ltd."),
            ("Guangdong Esquel Textiles", "Guangdong Esquel Textile Co., Ltd."),
            ("合盛矽業", "合盛硅业股份有限公司"),
            ("Xinjiang Production & Construction Corps", "Xinjiang Production and Construction Corps"),
        ] {
            assert_eq!(said(quoted, listed), "", "{quoted}");
        }
    }

    #[test]
    fn each_difference_is_said_in_terms_of_the_cell() {
        for (quoted, listed, words) in [
            ("Changji Esquell Textile", "Changji Esquel Textile Co., Ltd.", "one letter too many (Esquell/Esquel)"),
            ("Hetian Tiada Aparel", "Hetian Taida Apparel", "two letters differ (Tiada/Taida, Aparel/Apparel)"),
            (
                "Hefei Bitland Information Tech",
                "Hefei Bitland Information Technology Co. Ltd.",
                "shortened (Tech/Technology)",
            ),
            ("Hetian Tiada Apparel", "Hetian Taida Apparel", "two letters are swapped (Tiada/Taida)"),
            ("Meiya Pico Infomation", "Meiya Pico Information", "one letter is missing (Infomation/Information)"),
            ("Taida Hetian Apparel", "Hetian Taida Apparel", "its words in another order"),
            ("HetianTaida Apparel", "Hetian Taida Apparel", "its words run together"),
            ("Sense Time", "SenseTime", "one word of it written apart"),
            ("AGCU Scien Tech", "AGCU Scientech", "one word of it written apart"),
            ("He Tian Tai Da Apparel", "Hetian Taida Apparel", "several words of it written apart"),
            ("AKSU HUAFU SEFANG", "Aksu Huafu Color Spinning", "with “SEFANG” for “Color Spinning”"),
            ("新疆中泰化学", "Xinjiang Zhongtai Chemical", "which the list has in Latin letters"),
            ("中泰集团", "Zhongtai Jituan", "which is the same in pinyin"),
            ("Xinjiang Zhongtai Chemical", "新疆中泰化学", "which the list has in Chinese characters"),
            ("Xinjiang Zhongtai Huaxue", "新疆中泰化学", "written by its sound (pinyin)"),
            ("Hetian Taida Garment", "Hetian Taida Apparel", "with “Garment” for “Apparel”"),
            ("Huafu Aksu Textiles", "Xinjiang Huafu Textile Co., Ltd.", "without Xinjiang; with Aksu"),
            ("Esquel Textile", "Turpan Esquel Textile Co., Ltd.", "without Turpan"),
            ("烽伙通信科技", "烽火通信科技股份有限公司", "one character differs (烽伙/烽火)"),
        ] {
            assert_eq!(said(quoted, listed), words, "{quoted}");
        }
    }

    #[test]
    fn what_stands_after_a_cut_is_not_missing() {
        let listed = words("Nanjing FiberHome Starrysky Communication Development Co.");
        let quoted = words("NANJING FIBERHOME STARRYSKY COMMUNI");
        let found = Difference::as_read(&quoted, &listed, false);
        assert!(found.ends_within_word());
        let found = found.cut_off();
        assert_eq!((missing(&found), clauses(&found)), (None, Vec::new()));
    }
}
