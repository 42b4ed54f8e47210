//! How the words of a cell and those of a listed name differ, in terms of the cell: `one letter differs
//! (Esquell/Esquel)`, `words in another order`, `without “Turpan”`.

use std::cmp::Ordering;

use crate::matching::difference::{Difference, Fate};
use crate::matching::words::Word;

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
    let width = |fate: Fate| if let Fate::Joined(_, words) = fate { words } else { 1 };
    let mut places: Vec<usize> =
        found.fates().filter_map(|(_, fate)| fate.place().map(|c| c..c + width(fate))).flatten().collect();
    places.sort_unstable();
    places.dedup();
    join(found, &places.iter().filter_map(|c| shown(found, *c)).collect::<Vec<_>>())
}

/// The differences in words, without what is missing.
pub(super) fn clauses(found: &Difference<'_>, pinyin: bool) -> Vec<String> {
    let mut out = Vec::new();
    if found.other_script {
        let how = if pinyin { "written by its sound (pinyin)" } else { "written in another script" };
        return vec![how.to_owned()];
    }
    let variant = found.fates().filter(|(_, fate)| matches!(fate, Fate::Variant(_)));
    let pair = |(w, fate): (&Word, Fate)| Some((shown(found, fate.place()?)?.to_owned(), w.shown.to_string()));
    let pairs = variant.filter_map(pair).chain(stands_for(found));
    let pairs: Vec<String> = pairs.map(|(cell, listed)| format!("“{cell}” for “{listed}”")).collect();
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
    Some(if together { "its words run together" } else { "one word of it written apart" }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::words::words;

    /// Verb aside, what a reason says of the quoted and the listed words.
    fn said(quoted: &str, listed: &str) -> String {
        let (quoted, listed) = (words(quoted), words(listed));
        let found = Difference::of(&quoted, &listed, false);
        let mut out = clauses(&found, false);
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
        let found = Difference::of(&quoted, &listed, false);
        assert!(found.ends_within_word());
        let found = found.cut_off();
        assert_eq!((missing(&found), clauses(&found, false)), (None, Vec::new()));
    }
}
